"""Time in the demo: a clock that can be set, and the working days by which a year is laid out."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta

from django.utils import timezone

REACH = 800  # days that are looked back: this year, the one before and what came before their first matters
YEAR = 355  # days in which a whole year of matters finds room
SEPTEMBER = 9
OPENS, WORKED = time(9, 5), 440  # when a station begins, and the minutes of its day


class Almanac:
    """The working days up to today, numbered; called, it is the clock that stands for ``timezone.now``."""

    def __init__(self, now, calendar):
        self.now = self.moment = timezone.localtime(now)
        self.at_evening = None  # what is done before another day begins
        self.today = self.now.date()
        self.calendar = calendar
        past = (self.today - timedelta(days=back) for back in range(REACH, -1, -1))
        self.days = [day for day in past if calendar.is_workday(day) and self.has_begun(day)]
        self.last = len(self.days) - 1
        self.first = self.index(self.begins_on)

    def __call__(self):
        return self.moment

    def go(self, moment):
        """Set the clock."""
        if self.at_evening and moment.date() != self.moment.date():
            self.at_evening()
        self.moment = moment

    def has_begun(self, day):
        return day < self.today or self.now.time() > OPENS

    @property
    def begins_on(self):
        """The day from which the year of the demo counts: this year's from September on, before that a whole year back.

        A year's worth of matters in the few days of a January would be no picture of anything.
        """
        return date(self.today.year, 1, 5) if self.today.month >= SEPTEMBER else self.today - timedelta(days=YEAR)

    def index(self, day):
        """The number of the day, or of the first working day after it."""
        return bisect_left(self.days, day)

    def index_before(self, day):
        """The number of the day, or of the last working day before it."""
        return bisect_right(self.days, day) - 1

    def day(self, index):
        return self.days[max(0, min(index, self.last))]

    def at(self, index, hour, minute=0):
        """The hour of a working day; of today, at the latest now."""
        return min(timezone.make_aware(datetime.combine(self.day(index), time(hour, minute))), self.now)

    def coming(self, day):
        """A working day soon after the day that still lies ahead of us."""
        return self.calendar.next_workday(max(day, self.today) + timedelta(days=2))

    def moments(self, start, gaps, rng):
        """A moment for each of the moves that lie so many working days apart; none lies after now."""
        index, at, found = start, None, []
        for gap in gaps:
            index += gap
            day = self.day(index)
            if at is None or day > at.date():
                at = self.opening(day) + timedelta(minutes=rng.randrange(0, self.minutes(day)))
            else:
                at += timedelta(minutes=rng.randrange(6, 35))
            found.append(min(at, self.now))
        return found

    def opening(self, day):
        return timezone.make_aware(datetime.combine(day, OPENS))

    def minutes(self, day):
        """How much of the working day has passed: all of it but for today."""
        return WORKED if day < self.today else max(1, min(WORKED, (self.now - self.opening(day)) // timedelta(minutes=1)))

    def receptions(self, until, since=None):
        """The reception days of a past year and until a day: the tenths (逢十), put off to the next working day."""
        found, day = set(), since or self.today - timedelta(days=366)
        while day <= until:
            if day.day in (10, 20, 30) or (day.month == 2 and (day + timedelta(days=1)).month == 3):
                found.add(self.calendar.next_workday(day))
            day += timedelta(days=1)
        return sorted(found)
