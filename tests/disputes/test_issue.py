"""A resident's matter: what stands in the way of a move, and what follows from it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from disputes.models import (
    Answer,
    Closing,
    Feedback,
    Issue,
    IssueConversion,
    Mediation,
    MediationAttempt,
    Merge,
    Rating,
    Redirection,
    Triage,
    Visit,
)
from liaison.kit import workdays
from liaison.kit.flow import Obstacle
from stations.models import CalendarDay, DeadlineRule, Region, Setting, day_calendar
from tests import walk
from tests.factories import VisitorFactory, category
from tests.walk import issue_at, step, suggestion_at

pytestmark = pytest.mark.django_db


def blocked(match, thing, move, cast, **changes):
    before = (thing.version, thing.steps.count())
    with pytest.raises(Obstacle, match=match):
        step(thing, move, cast, **changes)
    assert (thing.version, thing.steps.count()) == before


def later(monkeypatch, **span):
    moment = timezone.now() + timedelta(**span)
    monkeypatch.setattr(timezone, "now", lambda: moment)


# At the counter


def test_registering_gives_a_number_with_the_station_in_it(cast):
    issue = issue_at("registered", cast)
    assert issue.number.startswith(f"{cast.station.code}-")
    assert issue.number.endswith(f"{issue.pk:04d}")
    assert issue.begun_on == timezone.localdate()


def test_visit_of_tomorrow_is_refused(cast):
    issue = issue_at("registered", cast)
    blocked("今天以后", issue, "revisit", cast, on=timezone.localdate() + timedelta(days=1))


def test_visitor_of_another_station_is_refused(cast, others):
    issue = issue_at("registered", cast)
    blocked("不在本站", issue, "revisit", cast, visitor=VisitorFactory(station=others.station))


def test_second_visitor_does_not_take_the_place_of_the_first(cast):
    issue = issue_at("registered", cast)
    first, second = issue.visitor, VisitorFactory(station=cast.station)
    step(issue, "revisit", cast, visitor=second)
    assert issue.visitor == first
    assert [visit.visitor for visit in issue.visits.order_by("pk")] == [first, second]


def test_redirection_is_an_outcome_of_its_own(cast):
    issue = issue_at("redirected", cast)
    assert issue.outcome == Issue.Outcome.REDIRECTED
    step(issue, "reopen", cast)
    assert issue.outcome == ""


def test_triage_sets_class_difficulty_and_urgency(cast):
    issue, road = issue_at("registered", cast), category(code="road")
    issue.advance("accept", by=cast.head, record=Triage(category=road, complexity="complex", is_urgent=True))
    assert (issue.category, issue.complexity, issue.is_urgent) == (road, "complex", True)


# Deadlines are data


def test_limit_follows_the_difficulty(cast):
    due = {}
    for complexity in Issue.Complexity.values:
        issue = issue_at("registered", cast)
        step(issue, "accept", cast, complexity=complexity)
        step(issue, "assign", cast)
        due[complexity] = (issue.due_on, issue.running_clock["length"], issue.running_clock["unit"])
    assert due["simple"][0] < due["general"][0] < due["complex"][0]
    assert [told[1:] for told in due.values()] == [(5, "workday"), (15, "workday"), (60, "day")]


def test_step_keeps_the_rule_as_it_stood(cast):
    issue = issue_at("assigned", cast)
    DeadlineRule.objects.filter(flow="issue", clock="answer").update(length=99)
    assert issue.running_clock["length"] == 15
    assert issue.running_clock["basis"]
    assert issue.running_clock["start"] == timezone.localdate().isoformat()
    assert issue_at("assigned", cast).running_clock["length"] == 99
    assert issue.broken_step() is None


def test_rule_of_the_place_comes_before_the_rule_of_everywhere(cast, others):
    street = Region.objects.get(code="430602012")
    for region, length in ((Region.objects.get(code="430602"), 8), (street, 1)):
        DeadlineRule.objects.create(flow="issue", clock="accept", region=region, label="本地", length=length, unit="workday",
                                    starts="登记", basis="本地规定")
    assert issue_at("registered", cast).running_clock["length"] == 1
    assert issue_at("registered", others).running_clock["length"] == 8


def test_rule_for_all_difficulties_of_the_place_comes_before_a_general_one(cast):
    DeadlineRule.objects.create(flow="issue", clock="answer", region=Region.objects.get(code="430602"), label="本地", length=3,
                                unit="workday", starts="交办", basis="本地规定")
    assert issue_at("assigned", cast).running_clock["length"] == 3


def test_without_a_rule_there_is_no_limit(cast):
    DeadlineRule.objects.filter(flow="issue", clock="accept").delete()
    issue = issue_at("registered", cast)
    assert (issue.due_on, issue.running_clock) == (None, None)


def test_holiday_moves_the_date(cast):
    due = issue_at("registered", cast).due_on
    CalendarDay.objects.update_or_create(on=due, defaults={"is_workday": False, "name": "放假", "is_official": True})
    assert issue_at("registered", cast).due_on > due


def test_extension_is_granted_once_and_before_the_end(cast, travel):
    issue = issue_at("in_progress", cast)
    due = issue.due_on
    step(issue, "extend", cast)
    assert issue.due_on == workdays.due_on(due, 30, workdays.DAY, day_calendar())  # added to the time there was
    blocked("已经延期一次", issue, "extend", cast)
    other = issue_at("in_progress", cast)
    travel(timezone.localdate() + timedelta(days=60))
    blocked("已经超期", other, "extend", cast)


def test_asking_for_more_time_changes_no_date(cast):
    issue = issue_at("in_progress", cast)
    due = issue.due_on
    step(issue, "request_extension", cast)
    assert (issue.due_on, issue.stage) == (due, "in_progress")


# The same matter twice


def test_merge_may_be_taken_back_for_a_day(cast, monkeypatch):
    issue = issue_at("merged", cast)
    assert issue.merged_into is not None and not issue.is_open
    later(monkeypatch, hours=23)
    step(issue, "unmerge", cast)
    assert (issue.stage, issue.merged_into, issue.closed_at) == ("registered", None, None)


def test_merge_stands_after_a_day(cast, monkeypatch):
    issue = issue_at("merged", cast)
    later(monkeypatch, hours=25)
    blocked("超过 24 小时", issue, "unmerge", cast)


def test_hours_to_take_a_merge_back_are_data(cast, monkeypatch):
    Setting.objects.filter(key="issue.unmerge_hours").update(number=1)
    issue = issue_at("merged", cast)
    later(monkeypatch, hours=2)
    blocked("超过 1 小时", issue, "unmerge", cast)


def test_merge_is_refused_where_the_trace_would_be_lost(cast, others):
    issue, merged, voided = issue_at("registered", cast), issue_at("merged", cast), issue_at("voided", cast)
    closed, restricted = issue_at("closed", cast), issue_at("restricted", cast)
    for wrong in (issue, merged, voided, closed, restricted, issue_at("registered", others)):
        blocked("只能并入本站|还在办理", issue, "merge", cast, into=wrong)
    with pytest.raises(Obstacle, match="反过来"):
        merged.merged_into.advance("merge", by=cast.keeper, record=Merge(into=issue, reason="同一件事"))


# Accusations


def test_restricting_hides_and_lifting_shows(cast):
    issue = issue_at("restricted", cast)
    assert issue.is_restricted
    assert issue.roles_of(cast.keeper) == issue.roles_of(cast.street) == issue.roles_of(cast.deputy) == set()
    step(issue, "lift", cast)
    assert not issue.is_restricted
    assert "keeper" in issue.roles_of(cast.keeper)


def test_transferred_accusation_is_not_reopened(cast):
    issue = issue_at("restricted", cast)
    step(issue, "transfer", cast)
    blocked("不在站内", issue, "reopen", cast)


# Before it grows: 事前调解


def test_mediation_needs_a_named_deputy(cast):
    issue = issue_at("registered", cast)
    with pytest.raises(Obstacle, match="至少一位"):
        issue.advance("mediate", by=cast.keeper, record=Mediation(parties="住户与物业"))


def test_mediation_takes_several_attempts(cast):
    issue = issue_at("mediating", cast)
    for _attempt in range(3):
        step(issue, "attempt", cast)
    step(issue, "settle", cast)
    assert (issue.mediation_attempts.count(), issue.stage, issue.outcome) == (3, "fed_back", "solved")


def test_attempt_of_tomorrow_is_refused(cast):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Obstacle, match="今天以后"):
        issue_at("mediating", cast).advance(
            "attempt", by=cast.keeper, record=MediationAttempt(place="站内", course="来了。", on=tomorrow))


def test_failed_mediation_goes_back_to_be_handed_over(cast):
    issue = issue_at("mediating", cast)
    step(issue, "end_mediation", cast)
    assert issue.stage == "accepted"
    assert issue.running_clock["clock"] == "assign"


def test_named_mediator_may_act_though_somebody_else_received(cast):
    issue = issue_at("registered", cast, deputy=cast.deputies["chair"])
    assert "deputy" not in issue.roles_of(cast.deputy)
    step(issue, "mediate", cast, by=cast.keeper)
    assert "deputy" in issue.roles_of(cast.deputy)


# With a unit


def test_return_is_asked_for_in_time_or_not_at_all(cast, travel):
    issue = issue_at("assigned", cast)
    travel(timezone.localdate() + timedelta(days=40))
    blocked("已过退办期限", issue, "request_return", cast)


def test_second_return_goes_to_the_district(cast):
    issue = issue_at("returned", cast)
    assert "street" in issue.roles_of(cast.street)
    step(issue, "assign", cast, by=cast.street, unit=cast.units["assist"])
    step(issue, "request_return", cast, by=cast.assist)
    assert "street" not in issue.roles_of(cast.street)
    with pytest.raises(PermissionDenied):
        step(issue, "assign", cast, by=cast.street)
    step(issue, "assign", cast, by=cast.district)
    assert issue.stage == "assigned"


def test_only_the_unit_in_charge_acts(cast):
    issue = issue_at("returned", cast)
    step(issue, "assign", cast, unit=cast.units["assist"])
    assert "unit" not in issue.roles_of(cast.unit)
    assert "unit" in issue.roles_of(cast.assist)


# Back to the visitor


def test_unreachable_visitor_was_tried_twice(cast):
    issue = issue_at("answered", cast)
    blocked("至少联系 2 次", issue, "feed_back", cast, way=Feedback.Way.UNREACHABLE)
    for _attempt in range(2):
        step(issue, "try_feedback", cast)
    step(issue, "feed_back", cast, way=Feedback.Way.UNREACHABLE)
    assert issue.stage == "fed_back"


def test_silence_is_no_satisfaction(cast):
    issue = issue_at("fed_back", cast)
    issue.advance("lapse", by=cast.system)
    assert (issue.stage, issue.satisfaction) == ("rated", "")
    step(issue, "close", cast)
    assert (issue.satisfaction, issue.ratings.count()) == ("", 0)


def test_nobody_but_the_system_lets_a_rating_lapse(cast):
    for user in cast.people.values():
        with pytest.raises(PermissionDenied):
            issue_at("fed_back", cast).advance("lapse", by=user)


def test_not_satisfied_is_handled_again_before_it_closes(cast):
    issue = issue_at("rated", cast)
    for _round in range(2):
        blocked("须先重新办理", issue, "close", cast)
        step(issue, "rehandle", cast)
        assert issue.satisfaction == ""
        for move in ("answer", "feed_back", "rate"):
            step(issue, move, cast)
    blocked("请提请会商", issue, "rehandle", cast)
    step(issue, "close", cast)
    assert (issue.stage, issue.satisfaction) == ("closed", "not")


def test_satisfied_is_not_handled_again(cast):
    issue = issue_at("fed_back", cast)
    step(issue, "rate", cast, satisfaction="satisfied", is_solved="yes")
    for move in ("rehandle", "refer_up"):
        blocked("没有表示不满意", issue, move, cast)


def test_what_no_unit_answered_is_reopened_instead(cast):
    issue = issue_at("registered", cast)
    for move in ("answer_on_spot", "rate"):
        step(issue, move, cast)
    blocked("没有承办单位", issue, "rehandle", cast)
    step(issue, "reopen", cast)
    assert (issue.stage, issue.satisfaction) == ("accepted", "")


def test_new_answer_takes_the_old_judgement_away(cast):
    issue = issue_at("under_review", cast)
    assert issue.satisfaction == "not"
    for move in ("conclude", "feed_back"):
        step(issue, move, cast)
    issue.advance("lapse", by=cast.system)
    assert issue.satisfaction == ""


def test_unsolved_is_not_closed_as_solved(cast):
    issue = issue_at("fed_back", cast)
    issue.advance("rate", by=cast.keeper, record=Rating(satisfaction="basically", is_solved="no"))
    blocked("没有解决", issue, "close", cast, outcome="solved")
    issue.advance("close", by=cast.keeper, record=Closing(outcome="explained", summary="已说明。"))
    assert issue.outcome == "explained"


def test_closed_without_an_outcome_cannot_be_stored(cast):
    issue = issue_at("closed", cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.filter(pk=issue.pk).update(outcome="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.filter(pk=issue.pk).update(closed_at=None)


# To a hearing, to a suggestion


def test_referral_opens_a_case_of_the_same_station(cast):
    issue = issue_at("in_hearing", cast)
    case = issue.cases.get()
    assert (case.station, case.title, case.stage) == (cast.station, issue.title, "lead")
    assert issue.number in case.steps.get().note


def test_conversion_joins_the_suggestion(cast):
    issue = issue_at("in_suggestion", cast)
    assert list(issue.suggestions.all()) == [issue.conversions.get().suggestion]


@pytest.mark.parametrize("stage", ["replied", "joint_review", "closed", "withdrawn", "merged", "not_accepted"])
def test_nothing_joins_a_suggestion_that_will_not_reply(cast, stage):
    issue, suggestion = issue_at("accepted", cast), suggestion_at(stage, cast)
    with pytest.raises(Obstacle, match="不会再有答复"):
        issue.advance("convert", by=cast.keeper, record=IssueConversion(suggestion=suggestion, reason="beyond"))
    assert issue.stage == "accepted"
    assert not suggestion.issues.exists()


def test_answer_told_last_is_the_answer(cast):
    issue = issue_at("rehandling", cast)
    issue.advance("answer", by=cast.unit, record=Answer(result="solved", content="这次修好了。"))
    assert issue.last_answer.content == "这次修好了。"
    assert issue.answers.count() == 2


def test_redirection_names_where_to_go(cast):
    redirection = issue_at("redirected", cast).redirections.get()
    assert isinstance(redirection, Redirection)
    assert (redirection.body.code, redirection.explanation) == ("court", "已在法院审理。")


def test_visit_keeps_the_visitors_own_words(cast):
    issue = issue_at("registered", cast)
    assert Visit.objects.get(issue=issue).words == walk.issue_record("register", issue, cast)[0].words
