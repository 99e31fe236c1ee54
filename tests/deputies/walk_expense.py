"""Money for the tests: a fund, and expenses walked to a stage by the flow's own moves."""

from datetime import date
from decimal import Decimal
from itertools import count

from deputies.models import Expense, ExpenseEntry, Fund, OverDecision, Purpose
from deputies.models.expense import COLUMNS

NUMBERS = count(1)
ON = date(2026, 3, 2)
WAYS = {
    "entered": ["enter"], "refused": ["enter", "refuse"], "over": ["enter", "ask_over"], "approved": ["enter", "approve"],
    "voided": ["enter", "withdraw"],
}
WHO = {"enter": "keeper", "amend": "keeper", "withdraw": "keeper", "approve": "street", "refuse": "street", "ask_over": "head",
       "decide_over": "district", "annul": "district"}


def fund_of(station, amount="1000", purpose="活动", year=2026):
    """The station's fund, made or brought to the amount."""
    Fund.objects.set_budget(station, year, {Purpose.objects.get(name=purpose): Decimal(amount)}, reason="年初预算")
    return Fund.objects.get(station=station, year=year, purpose__name=purpose)


def columns(fund, amount="100", **changes):
    return {"fund": fund, "amount": Decimal(amount), "on": ON, "what": "夜话茶水", "handler": "王小满", "payee": "",
            "voucher": f"记-{next(NUMBERS)}"} | changes


def record(move, expense, **changes):
    """A filled-in record for a move; None where the move needs none."""
    if move in ("enter", "amend"):
        return ExpenseEntry(**{name: getattr(expense, name) for name in COLUMNS} | changes)
    return OverDecision(number="岳楼人办〔2026〕3号", reason="防汛走访") if move == "decide_over" else None


def step(expense, move, cast, by=None, **changes):
    make = expense.begin if expense.stage == "" else expense.advance
    note = "说明" if expense.flow[move].note else ""
    return make(move, by=by or getattr(cast, WHO[move]), record=record(move, expense, **changes), note=note)


def expense_at(stage, cast, fund=None, amount=None, **changes):
    """An expense at the stage; one that asks to go over costs more than the fund holds."""
    fund = fund or fund_of(cast.station)
    amount = amount or (fund.amount + 50 if stage == "over" else "100")
    expense = Expense(station=fund.station, **columns(fund, amount, **changes))
    for move in WAYS[stage]:
        step(expense, move, cast)
    assert expense.stage == stage
    return expense
