"""Assessments of the demo's stations: one that is final everywhere, and a round of which every stage is there."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from liaison.demo.turns import Course
from liaison.demo.walks import Written
from liaison.figures import FIGURES
from liaison.kit.figures import Scope, grouped
from stations.models import Assessment, AssessmentTemplate, Region, Score, Scoring, User

SEED = 90
TOOK = 85  # days from the end of the time looked at until everything is decided
DECIDED = [("open", 4), ("self_check", 10), ("review", 18), ("confirm", 26)]  # working days after its end
UNOPPOSED, OPPOSED = [("lapse", 39)], [("appeal", 30), ("decide", 38)]
APPEALS = 17  # one station in so many
ROUND = {  # the moves with the working days before today, stage by stage; where a clock runs, late and in time
    "opened overdue": [("open", 22)], "opened": [("open", 22), ("self_check", 15), ("send_back", 3)],
    "self_checked": [("open", 22), ("self_check", 4)], "self_checked overdue": [("open", 22), ("self_check", 13)],
    "reviewed": [("open", 22), ("self_check", 16), ("review", 6)],
    "reviewed overdue": [("open", 22), ("self_check", 21), ("review", 18)],
    "confirmed": [("open", 22), ("self_check", 19), ("review", 15), ("confirm", 3)],
    "appealed": [("open", 22), ("self_check", 19), ("review", 15), ("confirm", 9), ("appeal", 4)],
    "final": [("open", 22), ("self_check", 20), ("review", 18), ("confirm", 16), ("lapse", 4)],
}
NOTES = {"send_back": "公示栏照片是去年的，请换新的再报。", "appeal": "第 10 项公示栏已在期内更新，有照片为证，申请复核。"}
LOST = (0, 0, 0, 0, "0.5", "0.5", "1")
WEAK, MUCH = 0.1, ("1", "2", "3")  # stations that lose more, and how much
REASON = ("现场看到的与材料不完全一致。", "照片只有一张，看不出日期。", "制度上墙了，执行记录不全。", "值守表缺两周。")
SUMMARY = {"self_check": "对照考核表逐项自查，材料齐全。", "review": "看了现场和台账，自评基本属实。",
           "confirm": "经工委研究确认。", "decide": "复核了材料和现场，按复核结果确定。"}


class Assessments:
    """Lays out both of a district; the marks of computed items are what the figures say of each station."""

    def __init__(self, district):
        self.district, self.almanac, self.rng, self.turns = district, district.almanac, Random(SEED), []
        self.template = AssessmentTemplate.objects.get(region=None, year=None)
        self.items = list(self.template.items.all())
        self.weak = {place.station.pk for place in district.places if self.rng.random() < WEAK}

    def final(self):
        """The last year, or twelve months up to a summer, whose assessment is over by today."""
        since, until = last_year(self.almanac.today)
        numbers, end = self.numbers(since, until), self.almanac.index(until + timedelta(days=1))
        for n, place in enumerate(self.district.places):
            way = DECIDED + (OPPOSED if n % APPEALS == APPEALS - 1 else UNOPPOSED)
            self.assess(place, since, until, numbers, [(move, end + after) for move, after in way])

    def round(self, named):
        """A round of this autumn, spring …: the last quarter that was over when it began."""
        since, until = last_quarter(self.almanac.day(self.almanac.last - 22))
        numbers, ways = self.numbers(since, until), list(ROUND.values())
        for n, place in enumerate(self.district.places):
            way = ways[named.index(place) % 2 if place in named else n % len(ways)]
            self.assess(place, since, until, numbers, [(move, self.almanac.last - ago) for move, ago in way])

    def assess(self, place, since, until, numbers, moves):
        thing = Assessment(station=place.station, template=self.template, since=since, until=until)
        marks = Marks(self, place, numbers)
        course = Course(thing, self.almanac, 9, 10)
        for move, day in moves:
            course.then(day, move, self.who(move, place), marks.writer(move))
        self.turns += course.turns

    def who(self, move, place):
        return {"self_check": place.head, "appeal": place.head, "review": place.street, "send_back": place.street,
                "lapse": self.district.system}.get(move, self.district.committee)

    def numbers(self, since, until):
        """{(key of a station, figure): number}, as the committee sees it."""
        region = Region.objects.get(code=self.district.county.code)
        scope = Scope(User.overseeing(region), since, until, region=region.code)
        keys = {key for item in self.items if item.is_computed for key in (item.figure, item.per) if key}
        return {
            (station, key): Decimal(number) for key in keys
            for _key, station, number in grouped([FIGURES[key]], scope, FIGURES[key].station)}


class Marks:
    """The marks of one station, as one after the other gives them."""

    def __init__(self, plan, place, numbers):
        self.plan, self.rng, self.station, self.numbers, self.last = plan, plan.rng, place.station.pk, numbers, {}

    def writer(self, move):
        if move in SUMMARY:
            return lambda: Written(Scoring(summary=SUMMARY[move]), tuple(self.score(item, move) for item in self.plan.items))
        return lambda: Written(note=NOTES.get(move, ""))

    def score(self, item, move):
        if item.is_computed:
            of = self.number(item.per) if item.per else None
            return Score.computed(item, self.number(item.figure), of)
        before = self.last.get(item.pk)
        mark = self.last[item.pk] = self.first(item) if before is None else self.again(before, move)
        return Score.judged(item, mark, "" if before in (None, mark) else self.rng.choice(REASON))

    def number(self, key):
        return self.numbers.get((self.station, key), Decimal(0))

    def first(self, item):
        if item.kind == "bonus":
            return Decimal(self.rng.choice((0, 0, 1, 2)))
        return item.weight - Decimal(self.rng.choice(MUCH if self.station in self.plan.weak else LOST))

    def again(self, before, move):
        """The street looks closer; the committee seldom changes what it found, and gives back what was lost wrongly."""
        if move == "decide":
            return before + Decimal("0.5") if self.rng.random() < 0.2 and before < 4 else before
        changed = before >= 1 and self.rng.random() < (0.15 if move == "review" else 0.04)
        return before - Decimal("0.5") if changed else before


def last_year(today):
    """The last calendar year, or the twelve months to the summer before it if its assessment cannot be over yet."""
    end = date(today.year - 1, 12, 31)
    if (today - end).days >= TOOK:
        return date(today.year - 1, 1, 1), end
    return date(today.year - 2, 7, 1), date(today.year - 1, 6, 30)


def last_quarter(day):
    until = date(day.year, (day.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    return date(until.year, until.month - 2, 1), until
