"""The reception days of 天元区: who is on each roster, who came, and how many electors were received."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from deputies.models import Attendance, Reception
from liaison.demo.district import COMING, HOURS, SCOPE
from liaison.demo.places import Place

ARRIVALS, ABSENT = 1295, 81  # deputies who came, and who did not, since the first of January of last year
ELECTORS = 1945
TO_COME = 2  # deputies on the roster of a day still to come
EARLY = timedelta(minutes=8)


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

    @property
    def arrives_at(self):
        return timezone.make_aware(datetime.combine(self.on, self.hours[0])) - EARLY


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
    for walk in walks:
        for beat, moment in zip(walk.beats, walk.moments, strict=True):
            session = beat.move == "register" and walk.reception_on(timezone.localdate(moment))
            if session:
                noted[session] += 1 + walk.told["companions"]
    others = Counter(Random(seed).choices(past, k=ELECTORS - noted.total()))
    for session in past:
        session.electors = noted[session] + others[session]


def make(sessions):
    """The rows of all reception days; nowhere else are rows of them made."""
    rows, seats = [], []
    for session in sessions:
        starts_at, ends_at = session.hours
        row = Reception(station=session.place.station, on=session.on, starts_at=starts_at, ends_at=ends_at, scope=SCOPE)
        row.roster, row.electors = session.roster, session.electors
        if session.is_past:
            session.place.receptions[session.on] = row
        rows.append(row)
        seats += [
            Attendance(reception=row, deputy=person, arrived_at=session.arrives_at if person in session.arrived else None)
            for person in session.roster]
    Reception.objects.bulk_create(rows)
    Attendance.objects.bulk_create(seats)
