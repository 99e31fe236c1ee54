"""What issues, cases and suggestions prove of deputies' service, and that the duty file equals a full recomputation."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from deputies.actions.arrivals import record_arrival, take_back_arrival
from deputies.models import Duty
from deputies.models.duty import serving_models
from disputes.models import Case, Issue, Mediation, Mediator, Presence, Suggestion, Visit
from liaison.kit.flow import Conflict, Obstacle
from tests import walk
from tests.factories import PanelMemberFactory, ReceptionFactory

pytestmark = pytest.mark.django_db


def kept(thing=None):
    rows = Duty.objects.counted().filter(**{"evidence": thing.evidence} if thing else {})
    return set(rows.values_list("evidence", "deputy", "kind", "on"))


def of(thing, *told):
    return {(thing.evidence, deputy.pk, kind, on) for deputy, kind, on in told}


def today(days=0):
    return timezone.localdate() + timedelta(days)


# Issues


def test_receiving_deputy_of_an_issue_and_of_each_later_visit_serves_once(cast):
    issue = walk.issue_at("registered", cast, begun_on=today(-2))
    received, other = cast.deputies["deputy"], cast.deputies["cosigner"]
    assert kept() == of(issue, (received, "receiving", today(-2)))
    for deputy in (other, other, received, None):
        walk.step(issue, "revisit", cast, deputy=deputy)
    assert kept() == of(issue, (received, "receiving", today(-2)), (other, "receiving", today()))
    assert Duty.objects.first().what == f"群众意见 {issue.number}"


def test_issue_without_a_deputy_proves_nothing(cast):
    walk.issue_at("registered", cast, deputy=None)
    assert kept() == set()


def test_mediators_serve_from_the_day_they_are_named(cast):
    issue = walk.issue_at("registered", cast, deputy=None)
    two = [cast.deputies["deputy"], cast.deputies["chair"]]
    issue.advance("mediate", by=cast.keeper, record=Mediation(parties="双方"), parts=[Mediator(deputy=each) for each in two])
    assert kept() == of(issue, *((each, "mediation", today()) for each in two))
    walk.step(issue, "end_mediation", cast)
    assert len(kept()) == 2


def test_voided_issue_takes_everything_back(cast):
    issue = walk.issue_at("registered", cast)
    walk.step(issue, "void", cast)
    assert kept() == set() and Duty.objects.get().stage == "taken_back"


# Cases


def test_deputies_of_the_panel_who_came_serve_on_the_day_of_the_hearing(cast):
    case = walk.case_at("scheduled", cast)
    assert kept() == set()
    walk.step(case, "open_hearing", cast)
    assert kept() == of(case, (cast.deputies["chair"], "hearing", today()))


def test_deputy_who_did_not_come_does_not_serve(cast):
    members = walk.seats(cast)
    extra = [walk.Seat(member=PanelMemberFactory(), conflict="none")]
    case = walk.case_at("accepted", cast)
    case.advance("form_panel", by=cast.keeper, record=walk.Panel(), parts=members + extra)
    walk.step(case, "schedule", cast)
    record, _parts = walk.case_record("open_hearing", case, cast)
    seats = case.seats
    parts = [Presence(seat=seat, is_present=seat.member.deputy_id is None) for seat in seats]
    case.advance("open_hearing", by=cast.keeper, record=record, parts=parts)
    assert kept() == set()


def test_second_hearing_of_the_same_case_is_the_same_entry(cast):
    case = walk.case_at("assessing", cast)
    walk.step(case, "adjourn", cast)
    walk.step(case, "open_hearing", cast)
    assert len(kept(case)) == 1


def test_member_found_to_be_a_deputy_afterwards_gets_the_entry(client, cast):
    case = walk.case_at("assessing", cast)
    seat = next(seat for seat in case.seats if seat.member.deputy_id is None)
    client.force_login(cast.district)
    told = {"name": seat.member.name, "standing": "deputy", "deputy": cast.deputies["cosigner"].pk,
            "region": seat.member.region_id, "is_active": "on"}
    assert client.post(reverse("admin:disputes_panelmember_change", args=[seat.member_id]), told).status_code == 302
    assert len(kept(case)) == 2 and not Duty.objects.differing(Case, [case])


# Suggestions


def test_lead_and_cosigners_serve_once_it_is_handed_in(cast):
    suggestion = walk.suggestion_at("cosigning", cast)
    walk.step(suggestion, "cosign", cast)
    assert kept() == set()
    walk.step(suggestion, "submit", cast)
    both = of(suggestion, (cast.deputies["deputy"], "leading", today()), (cast.deputies["cosigner"], "cosigning", today()))
    assert kept() == both
    walk.step(suggestion, "accept", cast)
    assert kept() == both
    assert set(Duty.objects.values_list("what", flat=True)) == {f"代表建议 {suggestion.number}"}


@pytest.mark.parametrize("move", ["send_back", "withdraw", "refuse"])
def test_what_is_sent_back_withdrawn_or_refused_proves_nothing(cast, move):
    suggestion = walk.suggestion_at("submitted", cast)
    walk.step(suggestion, move, cast)
    assert kept() == set()


def test_sent_back_and_handed_in_again_counts_again(cast, travel):
    suggestion = walk.suggestion_at("submitted", cast)
    walk.step(suggestion, "send_back", cast)
    later = today(3)
    travel(later)
    walk.step(suggestion, "submit", cast)
    assert {on for _evidence, _deputy, _kind, on in kept()} == {later} and len(kept()) == 2


def test_cosigner_of_an_earlier_text_does_not_serve_for_the_later_one(cast):
    suggestion = walk.suggestion_at("cosigning", cast)
    for move in ("cosign", "recall", "revise", "submit"):
        walk.step(suggestion, move, cast)
    assert kept() == of(suggestion, (cast.deputies["deputy"], "leading", today()))


def test_merged_suggestion_was_handed_in_all_the_same(cast):
    suggestion = walk.suggestion_at("merged", cast)
    assert len(kept(suggestion)) == 2


# Costs


def test_a_visit_costs_seven_statements_more_with_a_deputy_and_none_without(cast):
    def statements(**fields):
        walk.issue_at("registered", cast, **fields)
        with CaptureQueriesContext(connection) as asked:
            walk.issue_at("registered", cast, **fields)
        return len([query for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]])

    assert statements() - statements(deputy=None) == 7
    issue = walk.issue_at("registered", cast)
    with CaptureQueriesContext(connection) as asked:
        walk.step(issue, "revisit", cast)
    assert not any("duty" in query["sql"] for query in asked.captured_queries)


@pytest.mark.parametrize("make", [
    lambda cast: walk.issue_at("mediating", cast), lambda cast: walk.case_at("assessing", cast),
    lambda cast: walk.suggestion_at("submitted", cast)])
def test_recomputation_costs_the_same_for_one_and_for_three(cast, django_assert_num_queries, django_assert_max_num_queries, make):
    things = [make(cast) for _ in range(3)]
    with django_assert_max_num_queries(4) as one:
        assert Duty.objects.differing(type(things[0]), things[:1]) == {}
    with django_assert_num_queries(len(one)):
        assert Duty.objects.differing(type(things[0]), things) == {}


# Recomputation


def replayed():
    """What all events prove, told step by step from the beginning: nothing of the product's own reckoning."""
    proved = {}
    for issue in Issue.objects.exclude(stage="voided"):
        days = {(issue.deputy_id, "receiving"): issue.begun_on} if issue.deputy_id else {}
        for step in issue.steps.filter(move__in=("register", "revisit")):
            if step.record.deputy_id:
                days.setdefault((step.record.deputy_id, "receiving"), step.record.on)
        for step in issue.steps.filter(move="mediate"):
            for mediator in step.record.mediators.all():
                days.setdefault((mediator.deputy_id, "mediation"), timezone.localdate(step.at))
        proved[issue.evidence] = days
    for case in Case.objects.all():
        days = proved[case.evidence] = {}
        for step in case.steps.filter(move="open_hearing"):
            for presence in step.record.presences.filter(is_present=True).select_related("seat__member"):
                if presence.seat.member.deputy_id:
                    days.setdefault((presence.seat.member.deputy_id, "hearing"), step.record.on)
    for suggestion in Suggestion.objects.all():
        proved[suggestion.evidence] = replayed_suggestion(suggestion)
    return {(evidence, *who, on) for evidence, days in proved.items() for who, on in days.items()}


def replayed_suggestion(suggestion):
    agreed, standing = set(), {}
    for step in suggestion.steps.all():
        if step.move in ("draft", "revise", "invite"):
            agreed = set()
        elif step.move == "cosign" and step.record.agrees:
            agreed.add(step.record.deputy_id)
        elif step.move == "submit":
            standing = {(suggestion.lead_id, "leading"): timezone.localdate(step.at)}
            standing |= {(deputy, "cosigning"): timezone.localdate(step.at) for deputy in agreed}
        elif step.move in ("send_back", "withdraw", "refuse"):
            standing = {}
    return standing


def struck():
    return set(Duty.objects.filter(stage="struck").values_list("evidence", "deputy", "kind"))


def tried(make):
    """Do it if the rules of the matter let it be done."""
    try:
        with transaction.atomic():
            make()
    except (Obstacle, PermissionDenied, Conflict, IntegrityError):
        pass


def paper(thing, move, cast, who):
    """What is written down, with one deputy or another; None if it cannot be written now."""
    try:
        record, parts = walk.RECORDS[thing.flow.name](move.name, thing, cast)
    except (IndexError, ObjectDoesNotExist, AttributeError):
        return None
    deputy = list(cast.deputies.values())[who]
    if isinstance(record, Visit):
        record.deputy = deputy if who else None
    elif isinstance(record, Mediation):
        parts = [Mediator(deputy=deputy)]
    elif move.name == "open_hearing":
        parts = [Presence(seat=seat, is_present=not (who and seat.member.deputy_id)) for seat in thing.seats]
    elif move.name == "cosign":
        record.agrees = bool(who)
    return record, parts


TURNING = {  # moves that change what is proved, or lead to such; three times in four one of these is made
    "issue": {"revisit", "mediate", "end_mediation", "restrict", "lift", "void"},
    "case": {"open_hearing", "adjourn", "change_panel", "reschedule"},
    "suggestion": {"invite", "cosign", "recall", "revise", "submit", "send_back", "accept", "refuse", "withdraw"},
}


def moved(thing, number, who, cast):
    """One of the moves that lead on from here."""
    every = [move for move in thing.flow.leaving(thing.stage) if move.by_hand or move.name == "lapse"]
    turning = [move for move in every if move.name in TURNING[thing.flow.name]]
    moves = turning if turning and number % 4 else every
    number //= 4
    if not moves:
        return
    move = moves[number % len(moves)]
    if (written := paper(thing, move, cast, who)) is not None:
        by = cast.system if not move.by_hand else walk.actor(move, cast, thing)
        tried(lambda: thing.advance(
            move.name, by=by, record=written[0], parts=written[1], note="说明" if move.note else ""))


def people_put_right(number, who, cast):
    """Somebody contests, upholds or strikes an entry."""
    duties = list(Duty.objects.order_by("pk"))
    if duties:
        duty = duties[number % len(duties)]
        name, by = (("contest", duty.deputy.user), ("uphold", cast.head), ("strike", cast.head))[who]
        tried(lambda: duty.advance(name, by=by, note="说明"))


def arrived(attendance, who, cast):
    (take_back_arrival if who == 0 else record_arrival)(attendance, by=cast.keeper)
    attendance.refresh_from_db()


ACTS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 79), st.integers(0, 2)), min_size=20, max_size=50)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture],
          phases=[Phase.explicit, Phase.generate])  # a failing sequence would take minutes to shrink
@given(ACTS)
def test_after_any_sequence_of_moves_and_undos_the_file_equals_a_full_recomputation(cast, acts):
    if not hasattr(cast.deputies["chair"], "panel_member"):  # stays, where all below is rolled back
        PanelMemberFactory(deputy=cast.deputies["chair"], standing="deputy")
    with transaction.atomic():
        things = [walk.issue_at("registered", cast), walk.issue_at("registered", cast, deputy=None),
                  walk.case_at("scheduled", cast), walk.suggestion_at("draft", cast), walk.suggestion_at("cosigning", cast)]
        walk.step(things[-1], "cosign", cast)
        reception = ReceptionFactory(station=cast.station)
        attendance = reception.attendances.create(deputy=cast.deputies["deputy"])
        for which, number, who in acts:
            if which < len(things):
                moved(things[which], number, who, cast)
            elif which == len(things):
                people_put_right(number, who, cast)
            else:
                arrived(attendance, who, cast)
        of_disputes = {each for each in kept() if each[0].startswith("disputes:")}
        assert of_disputes == {each for each in replayed() if each[:3] not in struck()}
        for model in serving_models():
            assert Duty.objects.differing(model, list(model.objects.all())) == {}
            assert not Duty.objects.without_event(model).exists()
        transaction.set_rollback(True)


# The nightly check


def verified():
    """What ``manage.py verify`` complains of, None if it ends well."""
    told = StringIO()
    try:
        call_command("verify", stdout=StringIO(), stderr=told)
    except CommandError as error:
        return f"{told.getvalue()}{error}"
    return None


def test_verify_is_content_with_what_was_told_struck_and_contested(cast):
    issue, _case = walk.issue_at("mediating", cast), walk.case_at("assessing", cast)
    Duty.objects.filter(kind="mediation").get().advance("strike", by=cast.head, note="不是这一位")
    Duty.objects.filter(kind="receiving").get().advance("contest", by=cast.deputy, note="不是我")
    assert verified() is None and issue.pk


@pytest.mark.parametrize("tamper", [
    lambda duty: Duty.objects.filter(pk=duty.pk).update(on=today(-9)),
    lambda duty: Duty.objects.filter(pk=duty.pk).update(kind="hearing"),
    lambda duty: Duty.objects.filter(pk=duty.pk).update(evidence="disputes:issue:999999"),
])
def test_verify_names_what_differs(cast, tamper):
    duty = walk.issue_at("registered", cast) and Duty.objects.get()
    tamper(duty)
    told = verified()
    assert f"deputy {duty.deputy_id}" in told and "the duty file is wrong about" in told


def test_verify_names_an_entry_that_was_never_written(cast, monkeypatch):
    monkeypatch.setattr(Issue, "tell_duties", lambda self: None)
    issue = walk.issue_at("registered", cast)
    assert f"{issue.evidence}: deputy {issue.deputy_id}, receiving" in verified()
