"""A hearing case: consent, panel, agreement and what becomes of it, told to the issues it came from."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from disputes.models import Agreement, Case, Consent, Effect, Hearing, Obligation, Opinion, Panel, Party, Presence, Seat, Sitting
from liaison.kit.flow import Obstacle
from stations.models import DeadlineRule, Setting
from tests import walk
from tests.factories import PanelMemberFactory
from tests.walk import case_at, issue_at, moves_to, step

pytestmark = pytest.mark.django_db


def blocked(match, case, move, by, record, parts=(), **options):
    before = (case.version, case.steps.count())
    with pytest.raises(Obstacle, match=match):
        case.advance(move, by=by, record=record, parts=parts, **options)
    assert (case.version, case.steps.count()) == before


def referred(stage, cast):
    """An issue that was sent to a hearing, and its case walked to the stage."""
    issue = issue_at("in_hearing", cast)
    case = issue.cases.get()
    for move in moves_to("case", stage)[1:]:
        step(case, move, cast)
    issue.refresh_from_db()
    return issue, case


# Consent


def test_one_party_is_no_dispute(cast):
    case = case_at("lead", cast)
    step(case, "name_party", cast)
    blocked("至少登记两方", case, "ask_consent", cast.keeper, None)


def test_same_party_is_named_once(cast):
    case = case_at("consent", cast)
    blocked("已经登记", case, "name_party", cast.keeper, Party(side="第1方", kind="person"))


def test_rights_are_told_before_consent_counts(cast):
    case = case_at("consent", cast)
    blocked("先告知权利义务", case, "record_consent", cast.keeper, Consent(party=case.parties.first(), way="oral"))


def test_party_consents_once_and_only_to_its_own_case(cast):
    case, other = case_at("consent", cast), case_at("consent", cast)
    step(case, "record_consent", cast)
    consented = case.consents.get().party
    blocked("已经同意", case, "record_consent", cast.keeper, Consent(party=consented, way="oral", rights_told=True))
    stranger = Consent(party=other.parties.first(), way="oral", rights_told=True)
    blocked("不是本案", case, "record_consent", cast.keeper, stranger)


def test_case_is_accepted_when_all_have_consented(cast):
    case = case_at("consent", cast)
    step(case, "record_consent", cast)
    waiting = case.unconsented().get().side
    blocked(waiting, case, "accept", cast.head, walk.case_record("accept", case, cast)[0])
    step(case, "record_consent", cast)
    step(case, "accept", cast)
    assert case.category.code == "property"


def test_hearing_is_public_only_if_all_agree(cast):
    case = case_at("consent", cast)
    step(case, "record_consent", cast, agrees_public=True)
    step(case, "record_consent", cast)
    record, _parts = walk.case_record("accept", case, cast)
    record.is_public = True
    blocked("不公开进行", case, "accept", cast.head, record)


@pytest.mark.parametrize("stage", ["consent", "accepted", "scheduled", "deciding"])
def test_refusal_ends_it_and_the_issue_is_told(cast, stage):
    issue, case = referred(stage, cast)
    step(case, "decline", cast)
    issue.refresh_from_db()
    assert (case.stage, case.is_open) == ("declined", False)
    assert case.refusals.get().routes
    assert issue.stage == "accepted"
    assert case.number in issue.steps.latest("number").note
    assert issue.due_on is not None


@pytest.mark.parametrize(("stage", "move"), [("lead", "divert"), ("lead", "void"), ("assessing", "fail")])
def test_other_ends_are_told_too(cast, stage, move):
    issue, case = referred(stage, cast)
    step(case, move, cast)
    issue.refresh_from_db()
    assert issue.stage == "accepted"
    assert issue.broken_step() is None


# The panel and the day


def test_panel_is_large_enough(cast):
    case = case_at("accepted", cast)
    blocked("至少邀请 3 位", case, "form_panel", cast.keeper, Panel(), walk.seats(cast)[:2])
    Setting.objects.filter(key="case.panel_min").update(number=2)
    case.advance("form_panel", by=cast.keeper, record=Panel(), parts=walk.seats(cast)[:2])
    assert len(case.seats) == 2


def test_interested_member_stands_back(cast):
    case, seats = case_at("accepted", cast), walk.seats(cast)
    seats[1].conflict = Seat.Conflict.KIN
    blocked(f"回避.*{seats[1].member.name}", case, "form_panel", cast.keeper, Panel(), seats)


@pytest.mark.parametrize("chairs", [0, 2])
def test_panel_has_one_chair(cast, chairs):
    case, seats = case_at("accepted", cast), walk.seats(cast)
    for number, seat in enumerate(seats):
        seat.is_chair = number < chairs
    blocked("一位主持人", case, "form_panel", cast.keeper, Panel(), seats)


def test_replaced_panel_stays_on_file_and_gives_up_its_rights(cast):
    case = case_at("paneled", cast)
    assert "chair" in case.roles_of(cast.chair)
    members = [PanelMemberFactory() for _member in range(3)]
    seats = [Seat(member=member, is_chair=member is members[0], conflict="none") for member in members]
    case.advance("change_panel", by=cast.keeper, record=Panel(), parts=seats, note="主持人生病")
    assert case.panels.count() == 2
    assert [seat.member for seat in case.seats] == members
    assert case.roles_of(cast.chair) == set()


def test_sitting_lies_ahead_and_has_the_hall_to_itself(cast):
    case, other = case_at("paneled", cast), case_at("scheduled", cast)
    yesterday = timezone.localdate() - timedelta(days=1)
    sitting = {"at": other.sitting.at, "place": other.sitting.place, "notified": "电话"}
    blocked("今天以前", case, "schedule", cast.keeper, Sitting(on=yesterday, **sitting))
    blocked("已经排了", case, "schedule", cast.keeper, Sitting(on=other.sitting.on, **sitting))
    step(other, "reschedule", cast, place="另一个厅")
    case.advance("schedule", by=cast.keeper, record=Sitting(on=other.sitting.on, **sitting))
    assert case.hearing_on == other.sitting.on


def test_hearing_needs_its_panel_and_both_sides(cast):
    case = case_at("scheduled", cast)
    absent = [Presence(seat=seat, is_present=number > 0) for number, seat in enumerate(case.seats)]
    blocked("不足 3 位", case, "open_hearing", cast.chair, Hearing(parties_present=True), absent)
    present = [Presence(seat=seat) for seat in case.seats]
    blocked("没有到会", case, "open_hearing", cast.chair, Hearing(parties_present=False), present)


def test_every_side_is_heard(cast):
    case = case_at("assessing", cast)
    record, parts = walk.case_record("assess", case, cast)
    parts[1].words = "  "
    blocked(parts[1].party.side, case, "assess", cast.chair, record, parts)


def test_tally_counts_those_present_and_dissent_is_written(cast):
    case = case_at("deciding", cast)
    blocked("3 位", case, "decide", cast.chair, Opinion(opinion="各担一半", in_favour=4))
    blocked("不同意见", case, "decide", cast.chair, Opinion(opinion="各担一半", in_favour=2, against=1))
    case.advance("decide", by=cast.chair, record=Opinion(opinion="各担一半", in_favour=2, against=1, dissent="应由物业承担"))
    assert case.stage == "deciding"  # an opinion is no agreement


# Agreement


def obligation(case, days=10, **changes):
    return Obligation(**{"party": case.parties.first(), "what": "修好水管",
                         "due_on": timezone.localdate() + timedelta(days=days)} | changes)


def test_agreement_says_who_does_what_by_when(cast):
    case, other = case_at("deciding", cast), case_at("consent", cast)
    written = {"form": "written", "terms": "各出一半。"}
    blocked("至少一项", case, "agree", cast.chair, Agreement(**written))
    blocked("今天以前", case, "agree", cast.chair, Agreement(**written), [obligation(case, days=-1)])
    blocked("不是本案", case, "agree", cast.chair, Agreement(**written), [obligation(case, party=other.parties.first())])
    partial = Agreement(form="partial", terms="先修好。")
    blocked("还没有达成的部分", case, "agree", cast.chair, partial, [obligation(case)])


def test_written_agreement_takes_effect_signed_and_sealed(cast):
    case, today = case_at("agreed", cast), timezone.localdate()
    blocked("各方签名", case, "take_effect", cast.keeper, Effect(effective_on=today, sealed_by="调委会"))
    blocked("盖人民调解委员会的章", case, "take_effect", cast.keeper, Effect(effective_on=today, signed=True))
    tomorrow = Effect(effective_on=today + timedelta(days=1), signed=True, sealed_by="调委会")
    blocked("今天以后", case, "take_effect", cast.keeper, tomorrow)


def test_oral_agreement_takes_effect_when_reached(cast):
    case = case_at("deciding", cast)
    case.advance("agree", by=cast.chair, record=Agreement(form="oral", terms="当场道歉。"), parts=[obligation(case)])
    case.advance("take_effect", by=cast.keeper, record=Effect(effective_on=timezone.localdate()))
    assert case.stage == "performing"


def test_effect_answers_the_issue(cast):
    issue, case = referred("agreed", cast)
    assert issue.stage == "in_hearing"
    step(case, "take_effect", cast)
    issue.refresh_from_db()
    assert issue.stage == "answered"
    assert case.agreement.terms in issue.last_answer.content
    assert issue.broken_step() is None


def test_court_may_be_asked_for_thirty_days(cast):
    case = case_at("performing", cast)
    assert case.confirm_by >= case.effective_on + timedelta(days=30)
    assert case.confirm_by <= case.effective_on + timedelta(days=45)  # a holiday may carry it over
    assert DeadlineRule.objects.get(flow="case", clock="confirm").length == 30
    step(case, "confirm", cast)
    blocked("已经申请过", case, "confirm", cast.keeper, walk.case_record("confirm", case, cast)[0])


def test_court_is_not_asked_too_late(cast, travel):
    case = case_at("performing", cast)
    travel(case.confirm_by + timedelta(days=1))
    blocked("已过共同申请", case, "confirm", cast.keeper, walk.case_record("confirm", case, cast)[0])


def test_only_what_a_committee_made_goes_to_court(cast):
    case = case_at("consent", cast)
    for move in ("record_consent", "record_consent"):
        step(case, move, cast)
    step(case, "accept", cast, organiser=Case.Organiser.STATION)
    for move in ("form_panel", "schedule", "open_hearing", "assess", "negotiate", "decide", "agree", "take_effect"):
        step(case, move, cast)
    assert case.confirm_by is None
    blocked("只有人民调解委员会", case, "confirm", cast.keeper, walk.case_record("confirm", case, cast)[0])


# What was agreed is kept


def test_performance_is_due_when_the_agreement_says(cast):
    case = case_at("performing", cast)
    assert case.due_on == case.obligations().get().due_on
    assert case.running_clock["clock"] == "perform"


def test_case_is_performed_when_every_obligation_is(cast):
    case = case_at("performing", cast)
    blocked("修好水管", case, "complete", cast.keeper, None)
    step(case, "perform", cast)
    blocked("都已履行", case, "perform", cast.keeper, None)
    step(case, "complete", cast)
    assert case.stage == "performed"


def test_foreign_obligation_is_refused(cast):
    case, other = case_at("performing", cast), case_at("performing", cast)
    record, _parts = walk.case_record("perform", other, cast)
    blocked("不是本案", case, "perform", cast.keeper, record)


def test_breach_is_urged_and_resumed_or_closed(cast):
    case, other = case_at("breached", cast), case_at("breached", cast)
    assert case.running_clock["length"] == 15
    step(case, "resume", cast)
    assert (case.stage, case.due_on) == ("performing", case.obligations().get().due_on)
    step(other, "close_breached", cast)
    assert (other.stage, other.closed_at is not None) == ("closed", True)


def test_case_closes_after_somebody_looked(cast):
    case = case_at("performed", cast)
    blocked("至少回访一次", case, "close", cast.head, None, note="办结")
    step(case, "follow_up", cast)
    assert case.running_clock["length"] == 90
    step(case, "close", cast)
    assert case.stage == "closed"


def test_time_to_settle_counts_from_acceptance_and_is_extended_once(cast, travel):
    case = case_at("accepted", cast)
    accepted_on = timezone.localdate()
    assert case.running_clock["length"] == 30
    travel(accepted_on + timedelta(days=20))
    step(case, "extend", cast)
    assert case.running_clock["start"] == accepted_on.isoformat()
    assert case.running_clock["length"] == 60
    blocked("已经延期一次", case, "extend", cast.head, None, note="再延")


def test_conversion_joins_the_suggestion_and_the_case_goes_on(cast):
    case = case_at("performing", cast)
    step(case, "convert", cast)
    assert case.stage == "performing"
    assert case.suggestions.get() == case.conversions.get().suggestion


def test_performing_without_effect_cannot_be_stored(cast):
    case = case_at("performing", cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(effective_on=None)
