"""What deputies of the demo tell of their own service, and what they contest of what was recorded for them."""

from decimal import Decimal
from random import Random

from deputies.models import Duty, SelfReport
from liaison.demo.telling import Deck, table
from liaison.demo.turns import Course
from liaison.demo.walks import Written

SEED = 70
APART, CHECK, APPROVE = 10, 2, 5  # working days
SHARE = 0.3  # of the deputies, who told of something that was approved
OPEN = {  # moves with the working days before today
    "draft": [("draft", 1)], "submitted": [("draft", 2), ("submit", 2)], "submitted overdue": [("draft", 9), ("submit", 9)],
    "verified": [("draft", 6), ("submit", 6), ("verify", 3)], "verified overdue": [("draft", 16), ("submit", 15), ("verify", 9)],
    "rejected": [("draft", 8), ("submit", 8), ("reject", 5)], "withdrawn": [("draft", 10), ("submit", 10), ("withdraw", 9)],
}
CONTEST = {"contested": [("contest", 2)], "contested overdue": [("contest", 9)], "struck": [("contest", 15), ("strike", 12)],
           "upheld": [("contest", 20), ("uphold", 17)]}
NOTES = {"reject": "与系统自动记入的接待日是同一次，不重复计。", "contest": "那天我请了假，到场的是另一位代表。",
         "strike": "核对签到表，确为另一位代表，予以剔除。", "uphold": "签到表有本人签名，维持记录。"}
BEFORE = 30  # working days within which what is contested was recorded


class Told:
    """Lays out the deputies' own reports of a district."""

    def __init__(self, district):
        self.district, self.almanac, self.rng = district, district.almanac, Random(SEED)
        self.deck, self.turns, self.told = Deck(table("self_reports"), self.rng), [], set()

    def lay_out(self, since):
        """What was approved in time, since a day."""
        first, last = self.almanac.index(since) + 5, self.almanac.last - APPROVE
        way = [("draft", 0), ("submit", 0), ("verify", CHECK), ("approve", APPROVE)]
        for place in self.district.places:
            for deputy in place.deputies:
                if self.rng.random() < SHARE:
                    self.report(place, deputy, self.rng.choice(range(first, last + 1, APART)), way)
        return self

    def report(self, place, deputy, day, moves):
        """What happened a few working days before it is told, never the same twice on a day."""
        on, told = self.almanac.day(day - self.rng.randint(1, 4)), self.deck.deal()
        while (deputy.pk, on, told["what"]) in self.told:
            told = self.deck.deal()
        self.told.add((deputy.pk, on, told["what"]))
        row = {"kind": told["kind"], "on": on, "what": told["what"]}
        more = {"role": told["role"], "hours": Decimal(told["hours"]) if told["hours"] else None, "proof": told["proof"]}
        course = Course(Duty(deputy=deputy, station=place.station, **row), self.almanac, 11)
        for move, after in moves:
            write = (lambda: Written(SelfReport(**row, **more))) if move == "draft" else self.noted(move)
            course.then(day + after, move, self.who(move, place, deputy), write)
        self.turns += course.turns

    def noted(self, move):
        return lambda: Written(note=NOTES.get(move, ""))

    def who(self, move, place, deputy):
        return {"verify": place.keeper, "reject": place.keeper, "strike": place.head, "uphold": place.head,
                "approve": place.street}.get(move, deputy.user)

    def at_named(self, place):
        """Every stage at the place, the first deputy's among them."""
        for n, moves in enumerate(OPEN.values()):
            deputy = place.deputies[0 if n % 2 == 0 else 1]
            day = self.almanac.last - moves[0][1]
            self.report(place, deputy, day, [(move, moves[0][1] - ago) for move, ago in moves])

    def contest(self, place):
        """Entries of the place that the deputies concerned contest; none of them twice."""
        last = self.almanac.day(self.almanac.last - BEFORE)
        rows = Duty.objects.filter(station=place.station, stage="recorded", kind="reception", on__lt=last)
        people = {deputy.pk: deputy for deputy in place.deputies}
        for duty, moves in zip(rows.order_by("-on", "pk")[:len(CONTEST)], CONTEST.values(), strict=False):
            duty.station = place.station
            course = Course(duty, self.almanac, 14)
            for move, ago in moves:
                by = self.who(move, place, people[duty.deputy_id])
                course.then(self.almanac.last - ago, move, by, self.noted(move))
            self.turns += course.turns
