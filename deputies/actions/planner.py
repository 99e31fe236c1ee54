"""How the seats of a quarter are given out: who may come when, who must come next, and who makes room for whom."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cache

from django.db.models import Q

from deputies.flows.reception import TO_HOLD
from deputies.models import Attendance, Leave, LevelFrequency, Posting, Reception, ReceptionRule
from stations.models import Station

LOOKED_BACK = timedelta(366)  # the longest period of a frequency


@dataclass(eq=False)
class Day:
    """A reception day of the plan: one that stands already, or a new one. Deputies are told by their keys."""

    station: Station
    on: date
    starts_at: time
    ends_at: time
    scope: str = ""
    nominal_on: date | None = None
    by_rule: ReceptionRule | None = None
    reception: Reception | None = None
    size: int = 0  # seats; 0 where nobody is added
    kept: list = field(default_factory=list)
    barred: set = field(default_factory=set)  # who took leave of that day, or was taken off it by hand
    added: list = field(default_factory=list)

    @property
    def is_new(self):
        return self.reception is None

    @property
    def is_moved(self):
        return self.nominal_on is not None and self.nominal_on != self.on

    @property
    def by_rule_id(self):
        return self.by_rule and self.by_rule.pk

    @property
    def roster(self):
        return self.kept + self.added

    @property
    def free(self):
        return max(self.size - len(self.roster), 0)

    def meets(self, hours):
        starts_at, ends_at = hours
        return self.starts_at < ends_at and starts_at < self.ends_at


class Pool:
    """The deputies of some stations: where and until when they serve, when they are away, and when their turns are.

    Read at once, so that the queries do not grow with the stations.
    """

    def __init__(self, stations, quarter, today):
        self.quarter, self.today = quarter, today
        self.postings, self.deputies, self.stations = defaultdict(list), {}, defaultdict(dict)
        self.leaves, self.hours, self.turns = defaultdict(list), defaultdict(list), defaultdict(list)
        self.frequencies = list(LevelFrequency.objects.all())
        self.frequency, self.windows = cache(self._frequency), cache(self._windows)
        self._read_postings(stations)
        self._read_turns()
        for away in Leave.objects.within(quarter.since, quarter.until).filter(deputy__in=self.deputies):
            self.leaves[away.deputy_id].append((away.since, away.until))

    def _read_postings(self, stations):
        since, until = self.quarter.since, self.quarter.until
        posted = Posting.objects.filter(Q(until=None) | Q(until__gte=since), station__in=stations, since__lte=until)
        rows = posted.select_related("deputy", "station").prefetch_related("deputy__mandates")
        for posting in rows.order_by("deputy", "pk"):
            self.postings[posting.station_id].append(posting)
            self.deputies[posting.deputy_id] = posting.deputy
            self.stations[posting.deputy_id][posting.station_id] = posting.station

    def home(self, deputy):
        """The station to which the deputy was posted first."""
        return next(iter(self.stations[deputy].values()))

    def _read_turns(self):
        """A turn is a day on which the deputy came, or one still to be held for which the deputy has not taken leave."""
        seats = Attendance.objects.coming().filter(
            Q(arrived_at__isnull=False) | Q(reception__stage__in=TO_HOLD, reception__on__gte=self.today),
            deputy__in=self.deputies, reception__on__range=(self.quarter.since - LOOKED_BACK, self.quarter.until))
        for deputy, on, starts_at, ends_at in seats.values_list(
                "deputy", "reception__on", "reception__starts_at", "reception__ends_at"):
            self.book(deputy, on, (starts_at, ends_at))

    def book(self, deputy, on, hours):
        self.turns[deputy].append(on)
        self.hours[deputy, on].append(hours)

    def unbook(self, deputy, on, hours):
        self.turns[deputy].remove(on)
        self.hours[deputy, on].remove(hours)

    def posted(self, station):
        """The keys of those who are posted there at some time of the quarter."""
        return list(dict.fromkeys(posting.deputy_id for posting in self.postings[station.pk]))

    def serves(self, deputy, station, on):
        """Is the deputy posted there that day, with a mandate in force?"""
        posted = any(row.deputy_id == deputy and row.is_current_on(on) for row in self.postings[station.pk])
        return posted and any(held.is_in_force_on(on) for held in self.deputies[deputy].mandates.all())

    def serves_anywhere(self, deputy, on):
        return any(self.serves(deputy, station, on) for station in self.stations[deputy].values())

    def is_away(self, deputy, on):
        return any(since <= on <= until for since, until in self.leaves[deputy])

    def is_busy(self, deputy, day):
        return any(day.meets(hours) for hours in self.hours[deputy, day.on])

    def may(self, deputy, day):
        """May the deputy be given a seat on that day?"""
        return (
            deputy not in day.barred and deputy not in day.roster and not self.is_busy(deputy, day)
            and not self.is_away(deputy, day.on) and self.serves(deputy, day.station, day.on))

    def _frequency(self, deputy):
        """The frequency that asks most of the deputy, by the levels held at the end of the quarter; None if none does."""
        mandates, code = self.deputies[deputy].mandates.all(), self.home(deputy).region_id
        held = {mandate.level for mandate in mandates if mandate.is_in_force_on(self.quarter.until)}
        return min(filter(None, (self._at(level, code) for level in held)), key=lambda rule: rule.interval, default=None)

    def _at(self, level, code):
        """The row of the level for the most particular region that the code lies in."""
        fits = [rule for rule in self.frequencies if rule.level == level and code.startswith(rule.region_id or "")]
        return max(fits, key=lambda rule: len(rule.region_id or ""), default=None)

    def _windows(self, deputy):
        """The periods that end in this quarter and are not over, each as (first day, last day)."""
        rule = self.frequency(deputy)
        periods = dict.fromkeys(rule.window(month) for month in self.quarter.months) if rule else ()
        return [(first, last) for first, last in periods if self.today <= last <= self.quarter.until]

    def window(self, deputy, on):
        return next((period for period in self.windows(deputy) if period[0] <= on <= period[1]), None)

    def missing(self, deputy, window):
        """How many turns the deputy still needs in the period; negative if there are more than enough."""
        first, last = window
        return self.frequency(deputy).times - sum(first <= on <= last for on in self.turns[deputy])

    def last_turn(self, deputy):
        return max(self.turns[deputy], default=date.min)

    def next_due(self, deputy):
        """When the deputy's next turn would be, if turns came at even intervals."""
        rule, last = self.frequency(deputy), self.last_turn(deputy)
        return last + rule.interval if rule else last


class Planner:
    """Gives the free seats of the days to the deputies of the pool: first to whom a period would run out, then by turns."""

    def __init__(self, pool, days):
        self.pool, self.at = pool, defaultdict(list)
        self.days = sorted(days, key=lambda day: (day.on, day.starts_at, day.station.code))
        for day in self.days:
            self.at[day.station.pk].append(day)
        self.days_of = defaultdict(list)
        for station, posted in pool.postings.items():
            for deputy in dict.fromkeys(posting.deputy_id for posting in posted):
                self.days_of[deputy] += self.at[station]

    def fill(self):
        for day in self.days:
            while day.free and (deputy := self.next_for(day)) is not None:
                self.seat(deputy, day)
        for deputy in self.pool.deputies:
            for window in self.pool.windows(deputy):
                while self.pool.missing(deputy, window) > 0 and self.place(deputy, window, set()):
                    pass

    def next_for(self, day):
        fit = [deputy for deputy in self.pool.posted(day.station) if self.pool.may(deputy, day)]
        return min(fit, key=lambda deputy: self.rank(deputy, day), default=None)

    def rank(self, deputy, day):
        """Whose period leaves the fewest chances comes first; then whose turn by the frequency is due first."""
        pool, window = self.pool, self.pool.window(deputy, day.on)
        last, turns = pool.last_turn(deputy), len(pool.turns[deputy])
        missing = pool.missing(deputy, window) if window else 0
        if missing > 0:
            chances = sum(1 for other in self.days_of[deputy]
                          if day.on <= other.on <= window[1] and other.free and pool.may(deputy, other))
            return 0, chances - missing, last, turns, deputy
        return 1, pool.next_due(deputy), last, turns, deputy

    def seat(self, deputy, day):
        day.added.append(deputy)
        self.pool.book(deputy, day.on, (day.starts_at, day.ends_at))

    def unseat(self, deputy, day):
        day.added.remove(deputy)
        self.pool.unbook(deputy, day.on, (day.starts_at, day.ends_at))

    def place(self, deputy, window, tried):
        """Find a seat in the period for somebody who was left over: another deputy spares it, or moves to another day."""
        for day in self.days_of[deputy]:
            if id(day) in tried or not window[0] <= day.on <= window[1] or not self.pool.may(deputy, day):
                continue
            tried.add(id(day))
            if day.free or self.makes_room(day, tried):
                self.seat(deputy, day)
                return True
        return False

    def makes_room(self, day, tried):
        for other in sorted(day.added, key=lambda other: not self.can_spare(other, day)):
            spares, window = self.can_spare(other, day), self.pool.window(other, day.on)
            self.unseat(other, day)
            if spares or self.place(other, window, tried):
                return True
            self.seat(other, day)
        return False

    def can_spare(self, deputy, day):
        window = self.pool.window(deputy, day.on)
        return window is None or self.pool.missing(deputy, window) < 0

    def left_over(self):
        """(deputy, period) for everybody who serves all through a period and gets fewer turns than the frequency asks."""
        for deputy in self.pool.deputies:
            for window in self.pool.windows(deputy):
                if self.pool.missing(deputy, window) > 0 and all(self.pool.serves_anywhere(deputy, on) for on in window):
                    yield deputy, window
