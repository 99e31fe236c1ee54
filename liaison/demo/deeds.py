"""Practical deeds in the demo (联系群众办实事): about one a deputy and year that was verified, and what is on its way."""

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from deputies.models import Deed, DeedResult, Progress, Promise, Verification
from liaison.demo.shares import shared
from liaison.demo.telling import Deck, Told, fill, table
from liaison.demo.turns import Course
from liaison.demo.walks import Written

APART = 8  # working days between the days when deeds are promised
REPORT, VERIFY = 12, 16  # working days after the promise
LAST_YEAR, THIS_YEAR = 0.88, 0.68  # of the deputies; those of this year by the summer
SUMMER = 150  # working days
WITH_FUNDS = 4  # one in so many where money is told of
YUAN = 1000
ASK = "一个人协调不下来，需要街道出面和产权单位商量。"
DROP = "受益人已经搬走，这件事不再需要办。"
OPEN = {  # stage: (move, working days before today) …, and the days from today until it was promised for
    "promised": ([("promise", 4)], 25), "promised overdue": ([("promise", 30)], -4),
    "doing": ([("promise", 9), ("begin_work", 5)], 2), "doing overdue": ([("promise", 34), ("begin_work", 26)], -6),
    "needs_help": ([("promise", 16), ("begin_work", 11), ("ask_help", 3)], 6),
    "reported": ([("promise", 20), ("begin_work", 15), ("report", 2)], 8),
    "reported overdue": ([("promise", 40), ("report", 14)], -20), "dropped": ([("promise", 24), ("drop", 9)], 12),
}


WHERE = {"works": "w", "town": "wrt", "street": "wrc"}  # texts of works, of all residents, of towns and of the city


def fitting(place):
    return WHERE["works" if place.is_works else "town" if place.is_town else "street"]


class Numbers(NamedTuple):
    """What all verified deeds of a district add up to; the rest of each deed is its own."""

    contacts: int
    problems: int
    funds: int


class Deeds:
    """Lays out the deeds of a district since a day."""

    def __init__(self, district, since, seed):
        self.district, self.almanac, self.rng = district, district.almanac, Random(seed)
        self.since, self.told = since, set()
        self.decks = {
            letters: Deck([row for row in table("deeds") if row["where"] in letters], self.rng) for letters in WHERE.values()}
        self.verified, self.results, self.idle, self.turns = [], [], [], []

    def new(self, place, deputy, day):
        """A deed with its text, not told twice by the deputy on one day."""
        begun_on = self.almanac.day(day)
        while True:
            told = Told(fill(self.decks[fitting(place)].deal(), **place.words(self.rng)), self.rng)
            if (deputy.pk, told["what"], begun_on) not in self.told:
                break
        self.told.add((deputy.pk, told["what"], begun_on))
        return Deed(deputy=deputy, station=place.station, begun_on=begun_on), told

    def lay_out(self, numbers=None):
        """For most deputies one done last year and one of this year, as far as it has come; a few stations have open ones."""
        today, new_year = self.almanac.today, self.almanac.index(self.almanac.today.replace(month=1, day=1))
        first, last = self.almanac.index(self.since), self.almanac.last - VERIFY
        passed = min(1, (today - today.replace(month=1, day=1)).days / SUMMER)
        for place in self.district.places:
            for deputy in place.deputies:
                self.done(place, deputy, first, min(new_year - REPORT, last), LAST_YEAR)
                if not self.done(place, deputy, new_year, last, THIS_YEAR * passed):
                    self.idle.append((place, deputy))
        self.count(numbers or self.usual())
        return self

    def done(self, place, deputy, first, last, share):
        """A deed done on one of these working days, for a share of the deputies. Is there one?"""
        if is_done := self.rng.random() < share and first <= last:
            day = self.rng.choice(range(first, last + 1, APART))
            self.verified.append((place, deputy, day, *self.new(place, deputy, day)))
        return is_done

    def usual(self):
        n = len(self.verified)
        return Numbers(n * 9, n * 2, n * 9000)

    def count(self, numbers):
        """Share the numbers out among the verified deeds, and make their turns."""
        rng, parts = self.rng, len(self.verified)
        funded = [n for n, (*_who, told) in enumerate(self.verified) if told["money"] == "1"]
        funds = dict(zip(funded, shared(numbers.funds // YUAN, len(funded), rng, 0, 3), strict=True))
        counted = zip(shared(numbers.contacts, parts, rng, 1, 1), shared(numbers.problems, parts, rng, 1, 1), strict=True)
        for n, ((place, deputy, day, deed, told), (contacts, problems)) in enumerate(zip(self.verified, counted, strict=True)):
            result = self.result(day, told, contacts, problems, funds.get(n, 0) * YUAN)
            course = Course(deed, self.almanac).then(day, "promise", deputy.user, self.promise(told, day, 30))
            self.results.append(result().record)
            course.then(day + REPORT, "report", deputy.user, result).then(day + VERIFY, "verify", place.head, self.looked())
            self.turns += course.turns

    def promise(self, told, day, days):
        due = self.almanac.day(day) + timedelta(days=days + self.rng.randrange(10))
        return lambda: Written(Promise(what=told["what"], for_whom=told["for_whom"], due_on=due))

    def result(self, day, told, contacts, problems, funds):
        made = DeedResult(
            result=told["result"], evidence=told["evidence"], done_on=self.almanac.day(day + self.rng.randint(2, REPORT)),
            beneficiaries=max(contacts, self.rng.randint(4, 60)), contacts=contacts, problems=problems, funds=Decimal(funds))
        return lambda: Written(made)

    def looked(self):
        way = self.rng.choice(Verification.Way.values)
        return lambda: Written(Verification(way=way, opinion=LOOKED[way]))

    def open(self, place, deputy, stage):
        """A deed that has come as far as the stage; one that is overdue was promised for a day that has passed."""
        moves, until = OPEN[stage]
        start = self.almanac.last - moves[0][1]
        deed, told = self.new(place, deputy, start)
        due = self.almanac.today + timedelta(days=until)
        course = Course(deed, self.almanac)
        write = {
            "promise": lambda: Written(Promise(what=told["what"], for_whom=told["for_whom"], due_on=due)),
            "begin_work": lambda: Written(Progress(what=told["progress"])), "ask_help": lambda: Written(note=ASK),
            "report": self.result(start, told, self.rng.randint(3, 20), 1, 0), "drop": lambda: Written(note=DROP),
        }
        for move, ago in moves:
            course.then(self.almanac.last - ago, move, deputy.user, write[move])
        self.turns += course.turns

    def at_named(self, place):
        """Something in every stage for the deputy, the head and the street of the place."""
        for n, stage in enumerate(OPEN):
            self.open(place, place.deputies[n % 2 and n % len(place.deputies)], stage)

    def scattered(self, number):
        """Some that deputies have begun who have done nothing else this year."""
        for n, (place, deputy) in enumerate(self.rng.sample(self.idle, min(number, len(self.idle)))):
            self.open(place, deputy, list(OPEN)[n % len(OPEN)])


LOOKED = {"site": "到现场看过，情况属实。", "people": "问了三位受益群众，都说办好了。", "papers": "照片和单据齐全，核对无误。"}
