"""Many people press the same button at once: one of them makes the move, the others are told who did."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from deputies.actions.arrivals import record_arrival, take_back_arrival
from deputies.actions.plan import keep, propose
from deputies.models import Attendance, Duty, Expense, Fund, Reception, ReceptionRule
from deputies.models.quarter import Quarter
from disputes.models import Issue, Reply
from liaison.kit.flow import Conflict, Obstacle
from tests import walk
from tests.deputies.walk_expense import expense_at, fund_of
from tests.deputies.walk_reception import reception_at

CROWD = 20
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(attempt, givens):
    """What each attempt came to ("made", "told" or an unexpected error), made by as many threads at the same moment."""
    start = Barrier(len(givens))

    def press(given):
        try:
            start.wait(timeout=30)
            attempt(given)
            return "made"
        except Conflict as conflict:
            return "told" if conflict.step.by.name else "told nothing"
        except Obstacle as obstacle:
            return obstacle.messages[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(givens)) as threads:
        return sorted(threads.map(press, givens))


def copies_of(thing):
    return [type(thing).objects.get(pk=thing.pk) for _copy in range(CROWD)]


def test_one_of_many_accepts_an_issue(cast):
    issue = walk.issue_at("registered", cast)
    came = at_once(lambda copy: walk.step(copy, "accept", cast), copies_of(issue))
    assert came == ["made"] + ["told"] * (CROWD - 1)
    issue.refresh_from_db()
    assert (issue.stage, issue.version) == ("accepted", 2)
    assert issue.steps.count() == 2
    assert issue.triages.count() == 1
    assert issue.broken_step() is None


def test_one_of_many_adds_a_remark_that_keeps_the_stage(cast):
    issue = walk.issue_at("registered", cast)
    came = at_once(lambda copy: copy.advance("remark", by=cast.keeper, note="记一笔"), copies_of(issue))
    assert came == ["made"] + ["told"] * (CROWD - 1)
    assert issue.steps.count() == 2


def test_different_moves_at_once_leave_one_way(cast):
    issue = walk.issue_at("registered", cast)
    pairs = list(zip(copies_of(issue), ["accept", "void", "redirect", "mediate"] * (CROWD // 4), strict=True))
    came = at_once(lambda pair: walk.step(pair[0], pair[1], cast, by=cast.head), pairs)
    assert came == ["made"] + ["told"] * (CROWD - 1)
    assert issue.steps.count() == 2
    assert Issue.objects.get(pk=issue.pk).broken_step() is None


def test_one_of_many_hearings_is_opened(cast):
    issue = walk.issue_at("registered", cast)
    at_once(lambda copy: walk.step(copy, "refer_to_hearing", cast), copies_of(issue))
    assert issue.cases.count() == 1
    assert issue.cases.get().broken_step() is None


def test_reply_is_made_once_and_travels_back_once(cast):
    issue = walk.issue_at("in_suggestion", cast)
    suggestion = issue.suggestions.get()
    for move in ("invite", "cosign", "submit", "accept", "hand_over", "take"):
        walk.step(suggestion, move, cast)
    came = at_once(lambda copy: walk.step(copy, "reply", cast), copies_of(suggestion))
    assert came == ["made"] + ["told"] * (CROWD - 1)
    assert Reply.objects.count() == 1
    assert issue.steps.filter(move="suggestion_replied").count() == 1


def test_many_who_approve_at_once_do_not_overspend(cast):
    fund = fund_of(cast.station, "1000")
    for _n in range(CROWD):
        expense_at("entered", cast, fund, "300")
    came = at_once(lambda expense: expense.advance("approve", by=cast.street), list(Expense.objects.all()))
    assert came == ["made"] * 3 + ["超出“活动”可用额 200 元。请改用其他科目或先申请调整。"] * (CROWD - 3)
    assert (fund.approved, fund.left, Expense.objects.filter(stage="entered").count()) == (900, 100, CROWD - 3)
    assert [expense.broken_step() for expense in Expense.objects.all()] == [None] * CROWD


def test_budget_cut_at_the_moment_of_approval_leaves_no_overspending(cast):
    fund = fund_of(cast.station, "1000")
    expense_at("entered", cast, fund, "1000")
    attempts = [lambda: Expense.objects.get().advance("approve", by=cast.street), lambda: Fund.objects.get().change(500, "压减")]
    came = at_once(lambda attempt: attempt(), attempts)
    fund.refresh_from_db()
    assert came.count("made") == 1
    assert fund.approved <= fund.amount
def seats_of(day):
    return Attendance.objects.filter(reception=day).select_related("reception__station", "deputy")


def test_one_arrival_recorded_many_times_at_once_is_one(cast, travel):
    travel(date(2026, 9, 1))
    day = reception_at("published", cast)
    givens = [seats_of(day).get() for _copy in range(CROWD)]
    assert at_once(lambda seat: record_arrival(seat, by=cast.keeper), givens) == ["made"] * CROWD
    day.refresh_from_db()
    assert day.stage == "open" and day.steps.filter(move="open").count() == 1 and day.broken_step() is None
    assert Duty.objects.get().steps.count() == 1


def test_arrivals_of_all_at_once_are_all_in_the_duty_file(cast, travel):
    travel(date(2026, 9, 1))
    day = reception_at("published", cast, roster=("deputy", "cosigner", "chair"))
    at_once(lambda seat: record_arrival(seat, by=cast.keeper), list(seats_of(day)))
    assert Duty.objects.counted().count() == 3 and day.steps.filter(move="open").count() == 1
    at_once(lambda seat: take_back_arrival(seat, by=cast.keeper), list(seats_of(day)))
    assert Duty.objects.counted().count() == 0 and Duty.objects.count() == 3


def test_a_plan_kept_by_many_at_once_is_kept_once(cast, travel):
    travel(date(2026, 12, 1))
    ReceptionRule.objects.create(station=cast.station, starts_at="09:00", ends_at="11:00", since=date(2026, 1, 1))
    proposals = [propose([cast.station], Quarter(2027, 1)) for _copy in range(5)]

    def press(proposal):
        try:
            keep(proposal, by=cast.head)
        except Obstacle:
            raise Conflict(Issue.objects.get()) from None

    walk.issue_at("registered", cast)
    assert at_once(press, proposals) == ["made"] + ["told"] * 4
    assert Reception.objects.count() == len(proposals[0].fresh)
