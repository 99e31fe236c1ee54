"""The reception days of 天元区: who is on each roster, who came, and how many electors were received."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby
from random import Random

from django.utils import timezone

from deputies.models import Reception, ReceptionRule
from liaison.demo.places import Place
from liaison.demo.receptions import COMING, HOURS, on_leave, rule, taken, walk

ARRIVALS, ABSENT = 1295, 81  # deputies who came, and who did not, since the first of January of last year
ELECTORS = 1945
TO_COME = 2  # deputies on the roster of a day still to come
EARLY = 8  # minutes before the beginning


@dataclass(eq=False)
class Session:
    """A reception day as it is planned, before a row is made of it."""

    place: Place
    on: date
    hours: tuple[time, time]
    roster: list
    is_past: bool
    missing: int = 0  # the last so many of the roster did not come
    electors: int = 0

    @property
    def arrived(self):
        return self.roster[:len(self.roster) - self.missing] if self.is_past else []


def planned(district, since, seed):
    """All reception days since a day and until they are announced; whoever opens a past one has come."""
    almanac, rng = district.almanac, Random(seed)
    days = almanac.receptions(almanac.today + timedelta(days=COMING), since)
    past = bisect_left(days, almanac.today)
    sizes = shared_out(ARRIVALS + ABSENT, past * len(district.places), rng)
    sessions = []
    for number, place in enumerate(district.places):
        own = sizes[number * past:][:past] + [TO_COME] * (len(days) - past)
        sessions += at_place(place, days, own, past, HOURS[number % 4 == 3])
    for session in rng.sample([session for session in sessions if session.is_past and len(session.roster) > 1], ABSENT):
        session.missing = 1
    return sessions


def at_place(place, days, sizes, past, hours):
    """The rosters turn, and the next one begins with the first deputy."""
    turn, found = -sum(sizes[:past]), []
    for number, (day, size) in enumerate(zip(days, sizes, strict=True)):
        roster = [place.deputies[(turn + n) % len(place.deputies)] for n in range(size)]
        found.append(Session(place, day, hours, roster, is_past=number < past))
        turn += size
    place.receptions = {session.on: session for session in found if session.is_past}
    return found


def shared_out(total, parts, rng):
    """As evenly as whole numbers can be; who has one more is drawn."""
    each, more = divmod(total, parts)
    lucky = set(rng.sample(range(parts), more))
    return [each + (n in lucky) for n in range(parts)]


def count_electors(sessions, walks, seed):
    """Received were those whose matters were noted, with whoever came along, and others who only asked or listened."""
    past = [session for session in sessions if session.is_past]
    noted = Counter()
    for matter in walks:
        for beat, moment in zip(matter.beats, matter.moments, strict=True):
            session = beat.move == "register" and matter.reception_on(timezone.localdate(moment))
            if session:
                noted[session] += 1 + matter.told["companions"]
    others = Counter(Random(seed).choices(past, k=ELECTORS - noted.total()))
    for session in past:
        session.electors = noted[session] + others[session]


def make(sessions, district):
    """The rows of all reception days, walked through their flow date by date; nowhere else are rows of them made."""
    rules = {place.station: rule(place, number) for number, place in enumerate(district.places)}
    ReceptionRule.objects.bulk_create(rules.values())
    for _on, same in groupby(sorted(sessions, key=lambda session: session.on), key=lambda session: session.on):
        rows = [row(session, rules[session.place.station]) for session in same]
        walk(rows, district, seat, lambda row: row.session.electors)
    district.almanac.moment = district.almanac.now


def row(session, by_rule):
    starts_at, ends_at = session.hours
    made = Reception(
        station=session.place.station, on=session.on, starts_at=starts_at, ends_at=ends_at, scope=by_rule.scope, by_rule=by_rule)
    made.session, made.place, made.roster = session, session.place, session.roster
    if session.is_past:
        session.place.receptions[session.on] = made
    return made


def seat(row, person):
    return taken(row, person, EARLY) if person in row.session.arrived or not row.is_over else on_leave(row, person)
