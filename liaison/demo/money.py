"""Activity money of the demo's stations: budgets of this and last year, and expenses that one entered and another approved."""

from collections import Counter
from decimal import Decimal
from itertools import count
from random import Random

from simple_history.utils import bulk_create_with_history

from deputies.models import Expense, ExpenseEntry, Fund, OverDecision, Purpose
from deputies.models.expense import COLUMNS
from liaison.demo.telling import Deck, table
from liaison.demo.turns import Course
from liaison.demo.walks import Written

SEED = 60
BUDGETS = {"接待日": 2000, "活动": 5000, "宣传资料": 2500, "学习培训": 3000, "设备维护": 2500, "误工补贴": 3000}
SIZE = {"home": 1.5, "park": 1.4, "point": 0.6, "mobile": 0.6}  # of the budgets of a station of the kind
APART, WAITED = 15, 3  # working days between the days of entries; until the street approves
LAST_YEAR, THIS_YEAR = 1, 3  # expenses of a station
ASK_OVER = "防汛期间走访多，原定额度不够，科目之间又不能调剂。"
OPEN = {  # moves with the working days before today
    "over decided": [("enter", 22), ("ask_over", 20), ("decide_over", 14)],
    "entered": [("enter", 1)], "entered overdue": [("enter", 9)], "refused": [("enter", 8), ("refuse", 5)],
    "over": [("enter", 6), ("ask_over", 4)], "over overdue": [("enter", 20), ("ask_over", 15)],
    "voided": [("enter", 12), ("withdraw", 11)],
    "annulled": [("enter", 30), ("approve", 27), ("annul", 20)],
}
NOTES = {"refuse": "没有附活动名单，请补齐后再报。", "ask_over": ASK_OVER, "withdraw": "凭证号录错，撤销后重新登记。",
         "annul": "收款方开错发票，款已退回，作废重报。"}


class Money:
    """Lays out the funds of a district and what was spent of them."""

    def __init__(self, district):
        self.district, self.almanac, self.rng = district, district.almanac, Random(SEED)
        self.purposes = {purpose.name: purpose for purpose in Purpose.objects.filter(region=None)}
        self.deck, self.serial, self.turns = Deck(table("expenses"), self.rng), count(1), []
        self.year = self.almanac.today.year
        self.funds, self.spent = {}, Counter()

    def budget(self):
        """Both years' budgets of all stations, each with who set it and why."""
        for year in (self.year - 1, self.year):
            made = [self.fund(place, year, *told) for place in self.district.places for told in BUDGETS.items()]
            day = max(self.almanac.index(self.almanac.today.replace(year=year, month=1, day=1)), 0)
            bulk_create_with_history(
                made, Fund, default_user=self.district.committee, default_change_reason="年初预算",
                default_date=self.almanac.at(day + 4, 10))

    def fund(self, place, year, name, usual):
        amount = round(usual * SIZE.get(place.station.kind, 1) * self.rng.uniform(0.8, 1.2), -2)
        made = Fund(station=place.station, year=year, purpose=self.purposes[name], amount=Decimal(int(amount)))
        self.funds[place.station.pk, year, name] = made
        return made

    def lay_out(self, named):
        """Some approved expenses of either year at every station; first those beyond a fund, which then is spent."""
        self.budget()
        for place in named:
            self.at_named(place)
        almanac, last = self.almanac, self.almanac.last - WAITED
        new_year = almanac.index(almanac.today.replace(month=1, day=1))
        before = almanac.index(almanac.today.replace(year=self.year - 1, month=1, day=1))
        for place in self.district.places:
            for first, end, number in ((before + 5, new_year - 1, LAST_YEAR), (new_year + 5, last, THIS_YEAR)):
                days = range(first, min(end, last) + 1, APART)
                for day in self.rng.sample(days, min(number, len(days))):
                    self.spend(place, day, [("enter", 0), ("approve", WAITED)], day)
        return self

    def spend(self, place, day, moves, start, over=False):
        """An expense of that working day, with its moves so many working days after ``start``."""
        on = self.almanac.day(day)
        told, fund, amount = self.dealt(place, on.year)
        if over:
            amount, self.spent[fund.pk] = fund.amount + 600, fund.amount
        row = {"fund": fund, "amount": amount, "on": on, "what": told["what"], "handler": place.keeper.name,
               "payee": told["payee"], "voucher": f"记{on:%m}-{next(self.serial):04d}"}
        course = Course(Expense(station=place.station, **row), self.almanac, 10)
        for move, after in moves:
            course.then(start + after, move, self.who(move, place), self.writer(move, row))
        self.turns += course.turns

    def dealt(self, place, year):
        """A text, its fund, and an amount that the fund still bears."""
        while True:
            told = self.deck.deal()
            fund = self.funds[place.station.pk, year, told["purpose"]]
            amount = Decimal(self.rng.randrange(int(told["least"]), int(told["most"]), 5)) * 2
            if self.spent[fund.pk] + amount <= fund.amount:
                self.spent[fund.pk] += amount
                return told, fund, amount

    def who(self, move, place):
        return {"enter": place.keeper, "withdraw": place.keeper, "ask_over": place.head, "decide_over": self.district.committee,
                "annul": self.district.committee}.get(move, place.street)

    def writer(self, move, row):
        if move == "enter":
            return lambda: Written(ExpenseEntry(**{name: row.get(name) for name in COLUMNS}))
        if move == "decide_over":
            number = f"{self.district.county.sign}人办〔{row['on'].year}〕{row['fund'].pk % 90 + 1}号"
            return lambda: Written(OverDecision(number=number, reason="防汛走访属特殊情况，同意一次性超支，下不为例。"))
        return lambda: Written(note=NOTES.get(move, ""))

    def at_named(self, place):
        """Every open stage, each once in time and once late where a clock runs."""
        for stage, moves in OPEN.items():
            day = self.almanac.last - moves[0][1]
            told = [(move, self.almanac.last - ago - day) for move, ago in moves]
            self.spend(place, day, told, day, over=stage.startswith("over"))

    def scattered(self, number):
        for n in range(number):
            day = self.almanac.last - (2, 4, 7)[n % 3]
            self.spend(self.rng.choice(self.district.places), day, [("enter", 0)], day)
