"""The commands of the night: every chain is checked, limits lapse, dates follow the calendar."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from disputes.models import Issue
from liaison.kit.seals import remove_seals
from liaison.management.commands import verify
from stations.actions import limits
from stations.models import CalendarDay
from tests.deputies.walk_deed import deed_at
from tests.walk import case_at, issue_at, step, suggestion_at


def run(command):
    """What the command prints, errors after the rest, and whether it ended well."""
    told, complained = StringIO(), StringIO()
    try:
        call_command(command, stdout=told, stderr=complained)
    except CommandError as error:
        return f"{told.getvalue()}{complained.getvalue()}{error}", False
    return told.getvalue() + complained.getvalue(), True


@pytest.fixture
def things(cast):
    return [issue_at("closed", cast), issue_at("mediating", cast), case_at("performing", cast), suggestion_at("replied", cast)]


def unseal():
    connection.check_constraints()  # PostgreSQL drops no trigger while checks are pending
    remove_seals()


def execute(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


STEPS, MINE = "disputes_issuestep", "WHERE issue_id = %s"
TAMPERED = {  # the first step that no longer holds, and what was done behind the portal's back
    "note edited": (2, f"UPDATE {STEPS} SET note = 'x' {MINE} AND number = 2"),
    "step removed": (2, f"DELETE FROM {STEPS} {MINE} AND number = 2"),
    "tail removed": (3, f"DELETE FROM {STEPS} {MINE} AND number >= 3"),
    "all removed": (1, f"DELETE FROM {STEPS} {MINE}"),
    "steps swapped": (3, f"UPDATE {STEPS} SET number = number + 100 {MINE} AND number IN (3, 4)",
                      f"UPDATE {STEPS} SET number = 107 - number {MINE} AND number > 100"),
    "record edited": (1, f"UPDATE disputes_visit SET words = 'x' {MINE}"),
    "later record edited": (4, f"UPDATE disputes_closing SET outcome = 'solved' {MINE}"),
    "record removed": (4, f"DELETE FROM disputes_closing {MINE}"),
}


@pytest.mark.django_db
def test_whole_chains_are_counted(things):
    told, well = run("verify")
    assert well and "群众意见: 2 chains, 6 steps, 0 broken" in told and "every chain is whole" in told


@pytest.mark.django_db
@pytest.mark.parametrize("how", TAMPERED)
def test_the_first_broken_step_is_named(things, how):
    issue, (number, *statements) = things[0], TAMPERED[how]
    unseal()
    for statement in statements:
        execute(statement, issue.pk)
    told, well = run("verify")
    assert not well
    assert re.findall(r"群众意见 (\S+) \(#(\d+)\): broken at step (\d+)", told) == [(issue.number, str(issue.pk), str(number))]
    assert "1 chains are broken" in told


@pytest.mark.django_db
def test_broken_chain_of_a_thing_without_a_number_is_named_too(cast):
    deed = deed_at("verified", cast)
    unseal()
    execute("UPDATE deputies_deedstep SET note = 'x' WHERE deed_id = %s AND number = 2", deed.pk)
    told, well = run("verify")
    assert not well and f"(#{deed.pk}): broken at step 2" in told


@pytest.mark.django_db
def test_each_broken_chain_is_named_in_every_batch(cast, monkeypatch):
    monkeypatch.setattr(verify, "AT_ONCE", 2)
    issues = [issue_at("registered", cast) for _ in range(5)]
    unseal()
    execute("UPDATE disputes_issuestep SET note = 'x' WHERE issue_id IN (%s, %s)", issues[0].pk, issues[4].pk)
    told, _well = run("verify")
    assert re.findall(r"\(#(\d+)\)", told) == [str(issues[0].pk), str(issues[4].pk)]


@pytest.mark.django_db
def test_ten_chains_cost_the_queries_of_one(cast, django_assert_num_queries):
    command = verify.Command(stdout=StringIO())
    issue_at("mediating", cast)
    with django_assert_num_queries(6) as asked:
        command.count_broken(Issue)
    for _ in range(3):
        issue_at("mediating", cast)
    with django_assert_num_queries(len(asked)):
        command.count_broken(Issue)


@pytest.mark.django_db
def test_silence_lapses_after_its_limit_and_not_before(cast, travel):
    issue, suggestion, waiting = issue_at("fed_back", cast), suggestion_at("replied", cast), issue_at("answered", cast)
    travel(min(issue.due_on, suggestion.due_on))
    assert limits.lapse() == 0
    travel(max(issue.due_on, suggestion.due_on) + timedelta(1))
    assert limits.lapse() == 2
    for thing, stage in ((issue, "rated"), (suggestion, "evaluated"), (waiting, "answered")):
        thing.refresh_from_db()
        assert thing.stage == stage
    assert (issue.satisfaction, suggestion.satisfaction) == ("", "")
    last = issue.steps.latest("number")
    assert (last.move, last.by.username, last.role) == ("lapse", "system", "system")
    assert limits.lapse() == 0


@pytest.mark.django_db
def test_whoever_is_quicker_wins_against_the_clock(cast, travel):
    issue = issue_at("fed_back", cast)
    stale = Issue.objects.get(pk=issue.pk)
    step(issue, "rate", cast)
    assert limits.made(stale, "lapse") is False
    assert [s.move for s in issue.steps.all()][-1] == "rate"


def new_holiday(on):
    CalendarDay.objects.update_or_create(on=on, defaults={"is_workday": False, "name": "临时放假"})


@pytest.mark.django_db
def test_a_new_holiday_moves_open_dates_and_says_so(cast):
    issue = issue_at("registered", cast)
    before = issue.due_on
    new_holiday(before)
    assert limits.recount() == 1
    issue.refresh_from_db()
    assert issue.due_on > before
    last = issue.steps.latest("number")
    assert (last.move, last.by.username, last.clock["due"]) == ("recount", "system", issue.due_on.isoformat())
    assert str(before) in last.note and str(issue.due_on) in last.note
    assert issue.stage == "registered" and issue.broken_step() is None
    assert limits.recount() == 0


@pytest.mark.django_db
def test_a_date_counts_with_its_own_rule_not_with_todays(cast):
    issue = issue_at("registered", cast)
    before = issue.due_on
    issue.rule("accept").__class__.objects.update(length=90)
    assert limits.recount() == 0
    issue.refresh_from_db()
    assert issue.due_on == before


@pytest.mark.django_db
def test_what_has_ended_or_was_agreed_upon_keeps_its_date(cast):
    closed, performing = issue_at("closed", cast), case_at("performing", cast)
    new_holiday(performing.due_on)
    assert limits.recount() == 0
    assert closed.due_on is None


@pytest.mark.django_db
def test_nothing_changed_costs_the_same_for_one_and_for_three(cast, django_assert_num_queries):
    """The calendar, each kind of thing that has clocks, and for the one kind that is there its clocks and the end."""
    issue_at("registered", cast)
    with django_assert_num_queries(3 + len(limits.making("recount"))) as asked:
        limits.recount()
    for _ in range(2):
        issue_at("registered", cast)
    with django_assert_num_queries(len(asked)):
        limits.recount()


@pytest.mark.django_db
def test_tick_counts_dates_again_before_it_lets_them_lapse(cast, travel):
    issue = issue_at("fed_back", cast)
    new_holiday(issue.due_on)
    travel(issue.due_on + timedelta(1))
    told, well = run("tick")
    assert well and told.split("\n")[:2] == ["1 dates counted again", "0 limits lapsed"]
    assert run("tick")[0].startswith("0 dates counted again\n0 limits lapsed")
