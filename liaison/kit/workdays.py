"""Chinese working-day arithmetic: when a period ends, how its days count and how many are left."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

from django.utils.translation import gettext as _

WORKDAY, DAY, MONTH = "workday", "day", "month"  # 工作日, 自然日, 月
LISTED_DAYS = 400
SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """Which days are worked.

    `days` holds only the exceptions to Monday–Friday that the State Council's yearly notice makes: True is
    a weekend day worked in exchange (调休上班), False a holiday. `published` holds the years whose notice is
    out; any other year is an estimate. `names` says what a holiday is called.
    """

    days: Mapping[date, bool]
    published: frozenset[int] = frozenset()
    names: Mapping[date, str] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        return self.days.get(day, day.weekday() < SATURDAY)

    def is_estimated(self, day: date) -> bool:
        return day.year not in self.published

    def next_workday(self, day: date) -> date:
        """The day itself if it is worked, else the first worked day after it."""
        while not self.is_workday(day):
            day += timedelta(1)
        return day

    def worked(self, after: date, until: date) -> int:
        """How many days are worked after one day, the other included: by whole weeks, so that no far day costs more."""
        weeks, over = divmod((until - after).days, 7)
        rest = sum((after.weekday() + number) % 7 < SATURDAY for number in range(1, over + 1))
        told = (works - (day.weekday() < SATURDAY) for day, works in self.days.items() if after < day <= until)
        return weeks * SATURDAY + rest + sum(told)


@dataclass(frozen=True)
class Day:
    """One day of a period: its number if it counts, and in words why it does not, or what else is to be said of it."""

    on: date
    counted: int | None
    why: str


def due_on(start: date, length: int, unit: str, calendar: Calendar) -> date:
    """The last day of a period of `length` units after the event on `start`; always a working day.

    The day of the event does not count (民法典 art. 201). Months end on the same day of the month, or on the
    month's last day where there is none (art. 202). A last day that is a holiday gives way to the next
    working day (art. 203).
    Raises ValueError for a length below 1 or an unknown unit.
    """
    return calendar.next_workday(_last_day(start, length, unit, calendar))


def count(start: date, length: int, unit: str, calendar: Calendar) -> list[Day]:
    """Every day from `start` to the due date, numbered or with the reason why it does not count.

    Working days are numbered for WORKDAY, calendar days for DAY and MONTH. A list of more than 400 days is
    cut to its first 399 and the due date. Raises ValueError as `due_on` does.
    """
    last = _last_day(start, length, unit, calendar)
    if unit == WORKDAY:
        told = _told_by_workday(start, last, calendar)
    else:
        full = _("满 %(months)d 个月") % {"months": length} if unit == MONTH else ""
        told = _told_by_day(start, last, calendar, full)
    days = [Day(start, None, _("起算日不计")), *told]
    return days if len(days) <= LISTED_DAYS else [*days[: LISTED_DAYS - 1], days[-1]]


def left(today: date, due: date, calendar: Calendar, unit: str) -> int:
    """Days left until `due`, negative once it is over: working days for WORKDAY, else calendar days.

    Zero on the due date only: the later end is carried to a working day, so that the Saturday after a due
    Friday is already one working day over and does not read as due today.
    """
    if unit != WORKDAY or today == due:
        return (due - today).days
    first, last = sorted((today, due))
    workdays = calendar.worked(first, calendar.next_workday(last))
    return workdays if today < due else -workdays


def words(today: date, due: date, calendar: Calendar, unit: str) -> str:
    """What `left` says, in words: 剩 3 个工作日, 今天到期, 已超 2 天."""
    days = left(today, due, calendar, unit)
    if days == 0:
        return _("今天到期")
    if unit == WORKDAY:
        text = _("剩 %(days)d 个工作日") if days > 0 else _("已超 %(days)d 个工作日")
    else:
        text = _("剩 %(days)d 天") if days > 0 else _("已超 %(days)d 天")
    return text % {"days": abs(days)}


def _last_day(start: date, length: int, unit: str, calendar: Calendar) -> date:
    if length < 1:
        raise ValueError(f"a period has at least one {unit}, not {length}")
    if unit == WORKDAY:
        return next(islice(filter(calendar.is_workday, _days_after(start)), length - 1, None))
    if unit == DAY:
        return start + timedelta(length)
    if unit == MONTH:
        return months_after(start, length)
    raise ValueError(f"unknown unit {unit!r}")


def months_after(start: date, months: int) -> date:
    """The same day of a later month, or of an earlier one if ``months`` is negative; the month's last day where it has none."""
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month0 + 1, min(start.day, monthrange(year, month0 + 1)[1]))


def _days_after(start: date, last: date = date.max) -> Iterator[date]:
    return map(date.fromordinal, range(start.toordinal() + 1, last.toordinal() + 1))


def _told_by_workday(start: date, last: date, calendar: Calendar) -> Iterator[Day]:
    number = 0
    for on in _days_after(start, last):
        works = calendar.is_workday(on)
        number += works
        why = _worked(on) if works else _rest(on, calendar)
        yield Day(on, number if works else None, _marked(why, on, calendar))


def _told_by_day(start: date, last: date, calendar: Calendar, full: str) -> Iterator[Day]:
    """`full` is what to add on the last day of the period itself, before it gives way to a holiday."""
    due = calendar.next_workday(last)
    for number, on in enumerate(_days_after(start, due), 1):
        within, why = on <= last, ""
        if on >= last:
            why = _marked(_joined(full if within else "", _carried(on, last, due, calendar)), on, calendar)
        yield Day(on, number if within else None, why)


def _worked(on: date) -> str:
    return _("调休上班") if on.weekday() >= SATURDAY else ""


def _rest(on: date, calendar: Calendar) -> str:
    weekend = {5: _("周六"), 6: _("周日")}
    return calendar.names.get(on) or weekend.get(on.weekday()) or _("节假日")


def _carried(on: date, last: date, due: date, calendar: Calendar) -> str:
    if last == due:
        return ""
    return _("末日遇节假日顺延至此") if on == due else _joined(_rest(on, calendar), _("末日遇节假日顺延"))


def _joined(*phrases: str) -> str:
    return _("，").join(filter(None, phrases))


def _marked(why: str, on: date, calendar: Calendar) -> str:
    if not calendar.is_estimated(on):
        return why
    return _("%(why)s（预估）") % {"why": why} if why else _("预估")
