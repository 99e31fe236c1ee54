"""Activities of the demo's stations: what was held, what is planned, what waits to be reported, what was called off."""

from datetime import time, timedelta
from itertools import groupby
from random import Random

from deputies.models import Activity, ActivityKind, Participation
from liaison.demo.telling import Deck, fill, table

EVENING = ("evening", "courtyard")
HOURS = {True: ((19, 0), (19, 30)), False: ((9, 0), (9, 30), (14, 30), (15, 0))}
LONG = 2  # hours
REACHED = {"evening": (18, 60), "courtyard": (20, 70), "visit": (8, 40), "lecture": (25, 120), "policy": (20, 90),
           "report": (30, 80), "research": (6, 30), "inspection": (5, 20)}
FEW = (0, 12)  # people reached where deputies are among themselves
RAIN = "当天预报有暴雨，改到下月再办。"
AHEAD = (3, 9, 16)  # days until what is planned


class Activities:
    """Lays out the activities of a district; each kind has its texts, dealt in turn."""

    def __init__(self, district, seed):
        self.district, self.almanac, self.rng = district, district.almanac, Random(seed)
        self.kinds = {kind.code: kind for kind in ActivityKind.objects.all()}
        rows = table("activities")
        self.decks = {code: Deck([row for row in rows if row["kind"] == code], self.rng) for code in self.kinds}
        self.rows, self.taken = [], set()

    def held(self, code, place, since):
        """One that was held on a working day since then; nothing is told of today."""
        days = range(self.almanac.index(since), self.almanac.index(self.almanac.today))
        row, told = self.row(code, place, self.almanac.day(self.rng.choice(days)))
        row.is_held, row.summary = True, told["summary"]
        row.reached = self.rng.randint(*REACHED.get(code, FEW))
        return row

    def planned(self, code, place, days):
        """One that is still to come, or whose day was so many days ago and of which nobody has told."""
        return self.row(code, place, self.almanac.today + timedelta(days=days))[0]

    def cancelled(self, code, place, days):
        row, _told = self.row(code, place, self.almanac.today + timedelta(days=days))
        row.cancel_reason = RAIN

    def row(self, code, place, on):
        told = fill(self.decks[code].deal(), **place.words(self.rng))
        starts_at = time(*self.rng.choice(HOURS[code in EVENING]))
        while (place.station.pk, on, starts_at) in self.taken:
            on -= timedelta(days=1)
        self.taken.add((place.station.pk, on, starts_at))
        made = Activity(station=place.station, kind=self.kinds[code], title=told["title"], on=on, starts_at=starts_at,
                        ends_at=starts_at.replace(hour=starts_at.hour + LONG), place=told["place"])
        made.at = place
        self.rows.append(made)
        return made, told

    def at_named(self, place):
        """Planned, called off, and one of last week that waits for its report."""
        for code, days in zip(("evening", "visit", "study"), AHEAD, strict=True):
            self.planned(code, place, days)
        self.planned("group", place, -5)
        self.cancelled("inspection", place, -8)

    def everywhere(self, since, each):
        """So many of all kinds at every station; there is no courtyard in a city and no congress report every time."""
        codes = list(self.kinds)
        for number, place in enumerate(self.district.places):
            for turn in range(each):
                code = codes[(number * each + turn) % len(codes)]
                if code == "courtyard" and not place.is_town:
                    code = "evening"
                self.held(code, place, since)

    def make(self):
        """The rows, who takes part, and the duty file week by week."""
        self.rows.sort(key=lambda row: row.on)
        Activity.objects.bulk_create(self.rows)
        Participation.objects.bulk_create(part for row in self.rows for part in self.taking_part(row))
        tell(self.rows, self.almanac)

    def taking_part(self, row):
        """Two or more of the station's deputies; now and then one of them could not come."""
        deputies = row.at.deputies
        chosen = self.rng.sample(deputies, min(len(deputies), self.rng.randint(2, 6)))
        return [Participation(activity=row, deputy=deputy, attended=row.is_held and (not n or self.rng.random() < 0.9))
                for n, deputy in enumerate(chosen)]


def tell(rows, almanac):
    """The duty file of events in the order of their days, once a week as stations write them up."""
    for _week, same in groupby(rows, key=lambda row: row.on.isocalendar()[:2]):
        events = [row for row in same if row.on < almanac.today]
        if events:
            almanac.go(almanac.at(almanac.index_before(events[-1].on), 17))
            type(events[0]).tell_duties_of(events)
    almanac.go(almanac.now)
