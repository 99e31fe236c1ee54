"""Figures of matters: each number is the count of its rows, and every row is counted for a written reason."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from disputes.figures import FIGURES
from liaison.kit.figures import Scope, chosen, grouped, numbers, scope_from
from tests.factories import category
from tests.walk import case_at, issue_at, step, suggestion_at

pytestmark = pytest.mark.django_db


def count(key, user, **scope):
    return FIGURES[key].number(Scope(user, **scope))


@pytest.fixture
def matters(cast):
    for stage in ("registered", "merged", "voided", "closed", "rated", "answered", "redirected"):
        issue_at(stage, cast)
    case_at("agreed", cast)
    suggestion_at("replied", cast)


def test_all_numbers_cost_one_query_and_equal_their_rows(cast, matters, django_assert_num_queries):
    scope = Scope(cast.district)
    assert cast.district.current_memberships
    with django_assert_num_queries(3):  # and one for the days that count as soon, one for the sum of money
        told = numbers(FIGURES.values(), scope)
    assert told == {key: figure.number(scope) for key, figure in FIGURES.items()}


def test_no_row_is_counted_twice(cast, matters):
    for figure in FIGURES.values():
        keys = list(figure.rows(Scope(cast.district)).values_list("pk", flat=True))
        assert len(keys) == len(set(keys)), figure.key


def test_what_was_merged_or_voided_is_not_received(cast, matters):
    assert count("received", cast.district) == 6  # with the one that another was merged into


def test_outcomes_add_up_to_what_ended(cast, matters):
    parts = [count(key, cast.district) for key in ("solved", "partly", "explained", "redirected")]
    assert sum(parts) == count("ended", cast.district) == 2


def test_silence_is_never_satisfied(cast):
    issue_at("closed", cast)  # closed after the time to rate ran out
    assert (count("satisfied", cast.district), count("unrated", cast.district)) == (0, 1)


def test_before_during_and_after_are_read_from_steps(cast):
    issue = issue_at("mediating", cast)
    step(issue, "settle", cast)
    case_at("agreed", cast)
    from_nothing, suggestion = suggestion_at("submitted", cast), suggestion_at("submitted", cast)
    suggestion.issues.add(issue, issue_at("accepted", cast))
    assert [count(key, cast.district) for key in ("before", "during", "after")] == [1, 1, 1]
    tomorrow = timezone.localdate() + timedelta(1)
    assert [count(key, cast.district, since=tomorrow) for key in ("before", "during", "after")] == [0, 0, 0]
    assert from_nothing not in FIGURES["after"].rows(Scope(cast.district))


def test_what_is_settled_and_taken_up_again_stays_settled_in_its_period(cast):
    issue = issue_at("mediating", cast)
    step(issue, "settle", cast)
    step(issue, "lapse", cast)
    step(issue, "reopen", cast)
    assert count("before", cast.district) == 1
    assert count("ended", cast.district) == 0


def test_a_late_answer_is_answered_but_not_in_time(cast, travel):
    in_time, late = issue_at("in_progress", cast), issue_at("in_progress", cast)
    step(in_time, "answer", cast)
    travel(late.due_on + timedelta(1))
    step(late, "answer", cast)
    assert (count("answered", cast.district), count("answered_in_time", cast.district)) == (2, 1)


def test_an_answer_after_extension_is_in_time(cast, travel):
    issue = issue_at("in_progress", cast)
    first = issue.due_on
    step(issue, "extend", cast)
    travel(first + timedelta(3))
    step(issue, "answer", cast)
    assert issue.steps.filter(move="extend").exists()
    assert count("answered_in_time", cast.district) == 1


def test_a_late_reply_to_a_suggestion_is_not_in_time(cast, travel):
    suggestion = suggestion_at("in_progress", cast)
    travel(suggestion.due_on + timedelta(1))
    step(suggestion, "reply", cast)
    assert [count(key, cast.district) for key in ("replied", "replied_in_time", "class_a")] == [1, 0, 1]


def test_overdue_tells_today_whatever_the_period(cast, travel):
    issue = issue_at("registered", cast)
    travel(issue.due_on + timedelta(1))
    assert count("overdue_issues", cast.district, until=date(2000, 1, 1)) == 1
    link = FIGURES["overdue_issues"].link(Scope(cast.district, until=date(2000, 1, 1), region="430602"))
    assert link.endswith("?figure=overdue_issues&place=430602")


def test_everybody_counts_what_they_may_see(cast, others):
    issue_at("registered", cast)
    seen = {name: count("received", getattr(cast, name)) for name in ("keeper", "street", "district", "unit", "admin")}
    assert seen == {"keeper": 1, "street": 1, "district": 1, "unit": 0, "admin": 0}
    assert count("received", others.keeper) == 0


def test_place_station_class_and_stage_narrow(cast):
    issue_at("registered", cast)
    issue_at("accepted", cast, category=category("issue", "property"))
    user = cast.district
    assert count("received", user, region=cast.station.region_id) == 2
    assert count("received", user, region="430211") == 0
    assert count("received", user, station=cast.station.pk) == 2
    assert count("received", user, category=category("issue", "property").pk) == 1
    assert count("received", user, stage="registered") == 1


def test_a_suggestion_is_of_the_class_of_its_issues(cast):
    suggestion = suggestion_at("submitted", cast)
    suggestion.issues.add(issue_at("accepted", cast))
    assert count("after", cast.district, category=category().pk) == 1
    assert count("after", cast.district, category=category("issue", "property").pk) == 0


def test_worklists_of_a_unit_follow_the_hand_over_in_force(cast):
    issue_at("assigned", cast)
    suggestion = suggestion_at("assigned", cast)
    assert (count("with_unit", cast.unit), count("handed_to_unit", cast.unit)) == (1, 1)
    assert (count("with_unit", cast.assist), count("handed_to_unit", cast.assist)) == (0, 1)
    step(suggestion, "request_return", cast)
    assert count("handed_to_unit", cast.unit) == 0


def test_worklists_of_a_deputy(cast):
    suggestion_at("cosigning", cast)
    suggestion_at("replied", cast)
    case_at("scheduled", cast)
    assert (count("to_cosign", cast.cosigner), count("to_cosign", cast.deputy)) == (1, 0)
    assert (count("to_evaluate", cast.deputy), count("to_evaluate", cast.cosigner)) == (1, 0)
    assert (count("to_sit", cast.chair), count("to_sit", cast.deputy)) == (1, 0)


def test_an_invitation_answered_waits_no_longer(cast):
    suggestion = suggestion_at("cosigning", cast)
    step(suggestion, "cosign", cast)
    assert count("to_cosign", cast.cosigner) == 0


def test_suggestions_wait_for_their_own_committee(cast):
    suggestion_at("submitted", cast)
    assert (count("for_committee", cast.district), count("for_committee", cast.street)) == (1, 0)


def test_groups_of_many_figures_at_one_query(cast, matters, django_assert_num_queries):
    figures = [FIGURES["received"], FIGURES["ended"]]
    assert cast.district.current_memberships
    with django_assert_num_queries(1):
        told = grouped(figures, Scope(cast.district), "station_id")
    assert sorted(told) == [("ended", cast.station.pk, 2), ("received", cast.station.pk, 6)]


@pytest.mark.parametrize("text", [
    "since=abc&until=2024-13-40", "since=0001-01-01&until=9999-12-31", "station=99999999999999999999&category=-1",
    "place=%00&stage=%00&station=%00", "place='; drop&station=１２", "since=&until=&place=&station=&stage=",
])
def test_rubbish_in_a_query_string_narrows_nothing(cast, text):
    scope = scope_from(QueryDict(text), cast.district)
    assert scope == Scope(cast.district)


def test_a_list_opens_the_rows_of_its_own_figures_only(cast):
    issue_at("registered", cast)
    params = QueryDict("figure=received&stage=registered")
    figure, rows = chosen(FIGURES, "disputes:issues", params, cast.keeper)
    assert (figure.key, rows.count()) == ("received", 1)
    assert chosen(FIGURES, "disputes:cases", params, cast.keeper) == (None, None)
    assert chosen(FIGURES, "disputes:issues", QueryDict("figure=nonsense"), cast.keeper) == (None, None)
