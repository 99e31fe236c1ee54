"""Time in the demo: a clock that can be set, and the working days by which a year is laid out."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta

from django.utils import timezone

REACH = 560  # days that are looked back: a year and what came before the first matters of it


class Almanac:
    """The working days up to today, numbered; called, it is the clock that stands for ``timezone.now``."""

    def __init__(self, now, calendar):
        self.now = self.moment = timezone.localtime(now)
        self.today = self.now.date()
        self.calendar = calendar
        past = (self.today - timedelta(days=back) for back in range(REACH, -1, -1))
        self.days = [day for day in past if calendar.is_workday(day)]
        if self.days[-1].year < self.today.year:  # the year has only had holidays so far
            self.days.append(self.today)
        self.last = len(self.days) - 1
        self.first = min(self.index(date(self.today.year, 1, 5)), self.last)

    def __call__(self):
        return self.moment

    def index(self, day):
        """The number of the day, or of the first working day after it."""
        return bisect_left(self.days, day)

    def index_before(self, day):
        """The number of the day, or of the last working day before it."""
        return bisect_right(self.days, day) - 1

    def day(self, index):
        return self.days[max(0, min(index, self.last))]

    def coming(self, day):
        """A working day soon after the day that still lies ahead of us."""
        return self.calendar.next_workday(max(day, self.today) + timedelta(days=2))

    def moments(self, start, gaps, rng):
        """A moment for each of the moves that lie so many working days apart; none lies after now."""
        index, at, found = start, None, []
        for gap in gaps:
            index += gap
            if gap or at is None:
                at = datetime.combine(self.day(index), time(9, 5)) + timedelta(minutes=rng.randrange(0, 440))
            else:
                at += timedelta(minutes=rng.randrange(6, 35))
            found.append(min(timezone.make_aware(at), self.now))
        return found

    def receptions(self, until):
        """The reception days of the past year and until a day: the tenths (逢十), put off to the next working day."""
        found, day = set(), self.today - timedelta(days=366)
        while day <= until:
            if day.day in (10, 20, 30) or (day.month == 2 and (day + timedelta(days=1)).month == 3):
                found.add(self.calendar.next_workday(day))
            day += timedelta(days=1)
        return sorted(found)
