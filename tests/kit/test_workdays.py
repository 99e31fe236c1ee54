"""A period ends on the lawful day, and its days can be told one by one."""

import csv
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.kit.workdays import DAY, MONTH, WORKDAY, Calendar, Day, count, due_on, left, words

HOLIDAYS = Path(__file__).parents[2] / "stations/data/holidays.csv"


def shipped_calendar():
    with HOLIDAYS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Calendar(
        days={date.fromisoformat(row["date"]): row["is_workday"] == "1" for row in rows},
        published=frozenset(int(row["year_published"]) for row in rows if row["official"] == "1"),
        names={date.fromisoformat(row["date"]): row["name"] for row in rows},
    )


CHINA = shipped_calendar()
WEEKDAYS_ONLY = Calendar(days={})

starts = st.dates(date(2022, 6, 1), date(2028, 6, 1))
lengths = st.integers(1, 120)
units = st.sampled_from([WORKDAY, DAY, MONTH])
calendars = st.just(CHINA) | st.builds(
    Calendar, st.dictionaries(st.dates(date(2022, 6, 1), date(2029, 1, 1)), st.booleans(), max_size=40)
)


def days_between(first, last):
    return [first + timedelta(n) for n in range((last - first).days + 1)]


# The calendar


def test_shipped_calendar_agrees_with_the_published_notices():
    for day in days_between(date(2023, 1, 1), date(2026, 12, 31)):
        assert CHINA.is_workday(day) == chinese_calendar.is_workday(day), day


def test_shipped_exceptions_on_worked_days_are_all_weekends():
    assert {day.weekday() for day, works in CHINA.days.items() if works} == {5, 6}


def test_year_without_notice_is_estimated():
    assert not CHINA.is_estimated(date(2026, 12, 31))
    assert CHINA.is_estimated(date(2027, 1, 1))
    assert CHINA.published == {2023, 2024, 2025, 2026}


def test_estimated_year_still_knows_its_statutory_days():
    assert not CHINA.is_workday(date(2027, 2, 5))  # 除夕
    assert not CHINA.is_workday(date(2027, 6, 9))  # 端午
    assert CHINA.is_workday(date(2027, 2, 9))


def test_next_workday_is_the_day_itself_or_later():
    assert CHINA.next_workday(date(2026, 9, 30)) == date(2026, 9, 30)
    assert CHINA.next_workday(date(2026, 10, 1)) == date(2026, 10, 8)


# When a period ends


@pytest.mark.parametrize(
    ("start", "length", "unit", "due"),
    [
        (date(2026, 3, 2), 5, WORKDAY, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, WORKDAY, date(2026, 3, 9)),  # an event on a Saturday
        (date(2026, 9, 30), 1, WORKDAY, date(2026, 10, 8)),  # National Day
        (date(2026, 10, 8), 2, WORKDAY, date(2026, 10, 10)),  # a make-up Saturday counts
        (date(2026, 2, 13), 1, WORKDAY, date(2026, 2, 14)),  # so does the one before Spring Festival
        (date(2026, 2, 13), 2, WORKDAY, date(2026, 2, 24)),
        (date(2026, 3, 2), 4, DAY, date(2026, 3, 6)),
        (date(2026, 3, 2), 5, DAY, date(2026, 3, 9)),  # the last day is a Saturday
        (date(2026, 9, 21), 10, DAY, date(2026, 10, 8)),
        (date(2026, 9, 10), 10, DAY, date(2026, 9, 20)),  # a make-up Sunday is no holiday
        (date(2025, 1, 31), 1, MONTH, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, MONTH, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, MONTH, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, MONTH, date(2028, 2, 29)),
        (date(2025, 11, 30), 1, MONTH, date(2025, 12, 30)),
        (date(2026, 1, 31), 1, MONTH, date(2026, 2, 28)),  # a make-up Saturday
        (date(2026, 7, 1), 3, MONTH, date(2026, 10, 8)),
        (date(2025, 11, 17), 3, MONTH, date(2026, 2, 24)),  # Spring Festival
    ],
)
def test_period_ends_on(start, length, unit, due):
    assert due_on(start, length, unit, CHINA) == due


def test_month_end_without_holidays_gives_way_to_the_weekend():
    assert due_on(date(2026, 1, 31), 1, MONTH, WEEKDAYS_ONLY) == date(2026, 3, 2)


@pytest.mark.parametrize("tell", [due_on, count])
@pytest.mark.parametrize("length", [0, -1])
def test_period_shorter_than_one_is_refused(tell, length):
    with pytest.raises(ValueError, match="at least one"):
        tell(date(2026, 3, 2), length, DAY, CHINA)


@pytest.mark.parametrize("tell", [due_on, count])
def test_unknown_unit_is_refused(tell):
    with pytest.raises(ValueError, match="fortnight"):
        tell(date(2026, 3, 2), 1, "fortnight", CHINA)


@given(starts, lengths, units, calendars)
def test_due_date_is_a_working_day_after_the_event(start, length, unit, calendar):
    due = due_on(start, length, unit, calendar)
    assert due > start
    assert calendar.is_workday(due)


@given(starts, lengths, units, calendars)
def test_longer_period_never_ends_earlier(start, length, unit, calendar):
    assert due_on(start, length, unit, calendar) <= due_on(start, length + 1, unit, calendar)


@given(starts, lengths, calendars)
def test_further_working_day_ends_later(start, length, calendar):
    assert due_on(start, length, WORKDAY, calendar) < due_on(start, length + 1, WORKDAY, calendar)


@given(starts, st.integers(0, 10), lengths, units, calendars)
def test_later_event_never_ends_earlier(start, later, length, unit, calendar):
    assert due_on(start, length, unit, calendar) <= due_on(start + timedelta(later), length, unit, calendar)


# How its days were counted


def test_count_tells_national_day_and_the_make_up_saturday():
    assert count(date(2026, 9, 30), 3, WORKDAY, CHINA) == [
        Day(date(2026, 9, 30), None, "起算日不计"),
        *(Day(date(2026, 10, n), None, "国庆节") for n in range(1, 8)),
        Day(date(2026, 10, 8), 1, ""),
        Day(date(2026, 10, 9), 2, ""),
        Day(date(2026, 10, 10), 3, "调休上班"),
    ]


def test_count_names_an_ordinary_weekend():
    assert [day.why for day in count(date(2026, 3, 6), 1, WORKDAY, CHINA)] == [
        "起算日不计",
        "周六",
        "周日",
        "",
    ]


def test_count_has_a_word_for_a_holiday_without_a_name():
    calendar = Calendar(days={date(2026, 3, 3): False}, published=frozenset({2026}))
    assert count(date(2026, 3, 2), 1, WORKDAY, calendar)[1].why == "节假日"


def test_count_tells_why_the_last_day_moved():
    assert count(date(2026, 3, 2), 5, DAY, CHINA)[-4:] == [
        Day(date(2026, 3, 6), 4, ""),
        Day(date(2026, 3, 7), 5, "周六，末日遇节假日顺延"),
        Day(date(2026, 3, 8), None, "周日，末日遇节假日顺延"),
        Day(date(2026, 3, 9), None, "末日遇节假日顺延至此"),
    ]


def test_count_tells_when_the_months_are_full():
    assert count(date(2026, 3, 2), 3, MONTH, CHINA)[-1] == Day(date(2026, 6, 2), 92, "满 3 个月")


def test_count_marks_what_an_unpublished_notice_may_change():
    assert [day.why for day in count(date(2026, 12, 31), 1, WORKDAY, CHINA)] == [
        "起算日不计",
        "元旦（预估）",
        "周六（预估）",
        "周日（预估）",
        "预估",
    ]
    assert [day.why for day in count(date(2027, 3, 1), 2, DAY, CHINA)][1:] == ["", "预估"]


def test_count_of_a_long_period_is_cut_but_keeps_the_due_date():
    days = count(date(2023, 1, 3), 24, MONTH, CHINA)
    assert len(days) == 400
    assert days[-2].on == date(2023, 1, 3) + timedelta(398)
    assert days[-1].on == due_on(date(2023, 1, 3), 24, MONTH, CHINA)


@given(starts, st.integers(1, 12), units, calendars)
def test_count_tells_every_day_up_to_the_due_date(start, length, unit, calendar):
    days = [day.on for day in count(start, length, unit, calendar)]
    assert days == days_between(start, due_on(start, length, unit, calendar))


@given(starts, lengths, calendars)
def test_count_numbers_exactly_the_working_days(start, length, calendar):
    days = count(start, length, WORKDAY, calendar)
    assert [day.counted for day in days if day.counted] == list(range(1, length + 1))
    assert all(bool(day.counted) == calendar.is_workday(day.on) for day in days[1:])


@given(starts, lengths, calendars)
def test_count_numbers_exactly_the_calendar_days(start, length, calendar):
    days = count(start, length, DAY, calendar)
    assert [day.counted for day in days if day.counted] == list(range(1, length + 1))


# How many are left


@pytest.mark.parametrize(
    ("today", "due", "unit", "said"),
    [
        (date(2026, 9, 29), date(2026, 10, 9), WORKDAY, "剩 3 个工作日"),
        (date(2026, 9, 29), date(2026, 10, 9), DAY, "剩 10 天"),
        (date(2026, 9, 29), date(2026, 10, 9), MONTH, "剩 10 天"),
        (date(2026, 3, 6), date(2026, 3, 6), WORKDAY, "今天到期"),
        (date(2026, 3, 6), date(2026, 3, 6), DAY, "今天到期"),
        (date(2026, 3, 10), date(2026, 3, 6), WORKDAY, "已超 2 个工作日"),
        (date(2026, 3, 8), date(2026, 3, 6), DAY, "已超 2 天"),
        (date(2026, 3, 7), date(2026, 3, 6), WORKDAY, "已超 1 个工作日"),  # over, weekend or not
    ],
)
def test_days_left_in_words(today, due, unit, said):
    assert words(today, due, CHINA, unit) == said


@given(starts, units, calendars)
def test_nothing_is_left_on_the_due_date(due, unit, calendar):
    assert left(due, due, calendar, unit) == 0


@given(starts, starts, units, calendars)
def test_left_is_negative_exactly_when_the_due_date_is_over(today, due, unit, calendar):
    days = left(today, due, calendar, unit)
    assert (days < 0, days > 0) == (today > due, today < due)


@given(starts, lengths, calendars)
def test_whole_period_is_left_on_the_day_of_the_event(start, length, calendar):
    assert left(start, due_on(start, length, WORKDAY, calendar), calendar, WORKDAY) == length


@given(starts, starts, units, calendars)
def test_left_never_grows_from_one_day_to_the_next(today, due, unit, calendar):
    assert left(today + timedelta(1), due, calendar, unit) <= left(today, due, calendar, unit)


@given(starts, starts, calendars)
def test_days_left_are_the_worked_days_one_by_one(today, due, calendar):
    first, last = sorted((today, due))
    worked = [day for day in days_between(first, calendar.next_workday(last))[1:] if calendar.is_workday(day)]
    assert abs(left(today, due, calendar, WORKDAY)) == (len(worked) if today != due else 0)


def test_far_date_costs_no_more_than_a_near_one():
    asked = []

    class Watched(Calendar):
        def is_workday(self, day):
            asked.append(day)
            return super().is_workday(day)

    assert left(date(2026, 3, 2), date(9999, 12, 31), Watched(days={}), WORKDAY) > 2_000_000
    assert len(asked) < 10
