"""The calendar of reception days: the tenths in February, leap years, holidays, weekdays, market days; pure arithmetic."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from deputies.models import LevelFrequency, ReceptionRule
from deputies.models.quarter import Quarter
from deputies.models.rota import LONGEST_SHIFT, Turn, days
from liaison.kit.workdays import Calendar
from stations.models import Station

PLAIN = Calendar({})  # weekends only
KINDS, FEBRUARY, HOLIDAY = ReceptionRule.Kind, ReceptionRule.February, ReceptionRule.OnHoliday
DATES = st.dates(date(2023, 1, 1), date(2030, 12, 31))


def rule(kind=KINDS.TENTHS, **given):
    told = {"since": date(2020, 1, 1), "on_holiday": HOLIDAY.KEEP, "starts_at": time(9), "ends_at": time(11)}
    return ReceptionRule(kind=kind, **told | given)


def held(rule, since, until, calendar=PLAIN):
    return [turn.on for turn in days(rule, since, until, calendar)]


# By example


@pytest.mark.parametrize(("year", "february", "last"), [
    (2027, FEBRUARY.LAST, [date(2027, 2, 28)]), (2028, FEBRUARY.LAST, [date(2028, 2, 29)]),
    (2027, FEBRUARY.SKIP, []), (2027, FEBRUARY.FIRST_OF_MARCH, []),
])
def test_february_has_no_thirtieth(year, february, last):
    found = held(rule(february=february), date(year, 2, 1), date(year, 3, 1) - timedelta(1))
    assert found == [date(year, 2, 10), date(year, 2, 20), *last]


def test_thirtieth_of_february_may_be_the_first_of_march():
    found = held(rule(february=FEBRUARY.FIRST_OF_MARCH), date(2027, 3, 1), date(2027, 3, 31))
    assert found == [date(2027, 3, day) for day in (1, 10, 20, 30)]


def test_weekday_of_every_week():
    assert held(rule(KINDS.WEEKLY, weekday=3), date(2027, 1, 1), date(2027, 1, 31)) == [
        date(2027, 1, day) for day in (7, 14, 21, 28)]


@pytest.mark.parametrize(("months", "found"), [("odd", [1, 3]), ("even", [2]), ("every", [1, 2, 3])])
def test_day_of_odd_or_even_months(months, found):
    told = held(rule(KINDS.MONTHLY, day=15, months=months), date(2027, 1, 1), date(2027, 3, 31))
    assert told == [date(2027, month, 15) for month in found]


def test_thirty_first_of_a_short_month_is_its_last_day():
    assert held(rule(KINDS.MONTHLY, day=31), date(2027, 4, 1), date(2027, 4, 30)) == [date(2027, 4, 30)]


def test_market_days_by_list():
    market = rule(KINDS.DATES, dates="2027-01-08 2027-01-03，2027-01-08\n2027-04-01")
    assert held(market, date(2027, 1, 1), date(2027, 3, 31)) == [date(2027, 1, 3), date(2027, 1, 8)]


HOLIDAYS = Calendar({date(2027, 10, day): False for day in range(1, 11)} | {date(2027, 10, 16): True})


@pytest.mark.parametrize(("on_holiday", "first"), [
    (HOLIDAY.NEXT_WORKDAY, date(2027, 10, 11)), (HOLIDAY.NEXT_DAY, date(2027, 10, 11)), (HOLIDAY.SKIP, None),
    (HOLIDAY.KEEP, date(2027, 10, 10)),
])
def test_holiday_moves_or_drops_the_day(on_holiday, first):
    turns = days(rule(on_holiday=on_holiday), date(2027, 10, 1), date(2027, 10, 15), HOLIDAYS)
    assert turns == [Turn(date(2027, 10, 10), first)]


def test_weekend_counts_as_a_holiday_only_where_the_rule_says_so():
    saturday = rule(KINDS.WEEKLY, weekday=5, on_holiday=HOLIDAY.NEXT_DAY)
    assert held(saturday, date(2027, 3, 1), date(2027, 3, 7)) == [date(2027, 3, 6)]
    saturday.on_holiday = HOLIDAY.NEXT_WORKDAY
    assert held(saturday, date(2027, 3, 1), date(2027, 3, 9)) == [date(2027, 3, 1), date(2027, 3, 8)]


def test_make_up_workday_is_a_workday():
    found = held(rule(KINDS.WEEKLY, weekday=5, on_holiday=HOLIDAY.NEXT_WORKDAY), date(2027, 10, 12), date(2027, 10, 17), HOLIDAYS)
    assert found == [date(2027, 10, 16)]


def test_two_turns_that_meet_after_a_holiday_are_one_day():
    found = held(rule(KINDS.DATES, dates="2027-10-02 2027-10-05", on_holiday=HOLIDAY.NEXT_DAY), date(2027, 10, 1),
                 date(2027, 10, 31), HOLIDAYS)
    assert found == [date(2027, 10, 11)]


# By property

RULES = st.builds(
    rule, st.sampled_from([KINDS.TENTHS, KINDS.WEEKLY, KINDS.MONTHLY]), weekday=st.integers(0, 6), day=st.integers(1, 31),
    months=st.sampled_from(["every", "odd", "even"]), february=st.sampled_from(FEBRUARY.values),
    on_holiday=st.sampled_from(HOLIDAY.values), since=DATES, until=st.none() | DATES)
CALENDARS = st.dictionaries(DATES, st.booleans(), max_size=8).flatmap(
    lambda single: st.tuples(st.just(single), DATES, st.integers(0, 12))).map(
        lambda told: Calendar(told[0] | {told[1] + timedelta(n): False for n in range(told[2])}))


@given(RULES, DATES, st.integers(0, 200), CALENDARS)
def test_turns_are_in_order_once_and_within_the_rule(rule, since, length, calendar):
    until = since + timedelta(length)
    turns = days(rule, since, until, calendar)
    told = [turn.on or turn.nominal for turn in turns]
    assert told == sorted(set(told))
    for turn in turns:
        assert since <= (turn.on or turn.nominal) <= until
        assert rule.since <= turn.nominal <= (turn.on or turn.nominal) <= min(rule.until or date.max, until)


@given(RULES, DATES, st.integers(0, 200), CALENDARS)
def test_what_is_held_obeys_the_holiday_rule(rule, since, length, calendar):
    for nominal, on in days(rule, since, since + timedelta(length), calendar):
        if rule.on_holiday == HOLIDAY.NEXT_WORKDAY and on:
            assert calendar.is_workday(on) and not any(
                calendar.is_workday(nominal + timedelta(n)) for n in range((on - nominal).days))
        if rule.on_holiday == HOLIDAY.NEXT_DAY and on:
            assert calendar.days.get(on) is not False
        if rule.on_holiday == HOLIDAY.SKIP:
            assert (on == nominal) == calendar.is_workday(nominal)
        if rule.on_holiday == HOLIDAY.KEEP:
            assert on == nominal


@given(RULES, DATES, st.integers(0, 100), st.integers(0, 100), CALENDARS)
def test_two_spans_together_are_the_whole(rule, since, length, more, calendar):
    middle = since + timedelta(length)
    until = middle + timedelta(1 + more)
    parts = days(rule, since, middle, calendar) + days(rule, middle + timedelta(1), until, calendar)
    assert parts == days(rule, since, until, calendar)


@given(st.integers(2023, 2030), st.sampled_from(FEBRUARY.values))
def test_tenths_of_a_year(year, february):
    found = held(rule(february=february), date(year, 1, 1), date(year, 12, 31))
    assert len(found) == (35 if february == FEBRUARY.SKIP else 36)
    assert {day.day for day in found} <= {10, 20, 30, 28, 29, 1}


@given(DATES, st.sampled_from([months for months, _label in LevelFrequency.MONTHS]))
def test_period_holds_its_day_and_the_next_begins_after_it(day, months):
    first, last = LevelFrequency(months=months).window(day)
    assert first <= day <= last and first.day == 1
    assert LevelFrequency(months=months).window(last + timedelta(1))[0] == last + timedelta(1)


@given(DATES)
def test_quarter_holds_its_day(day):
    quarter = Quarter.of(day)
    assert quarter.since <= day <= quarter.until and Quarter.told(str(quarter)) == quarter
    assert quarter.next.since == quarter.until + timedelta(1) and quarter.after(-4).year == quarter.year - 1


@pytest.mark.parametrize("text", ["", None, "2027-5", "2027-0", "27-1", "2027-1 ", "２０２７-1", "9999-1"])
def test_what_is_no_quarter_is_none(text):
    assert Quarter.told(text) is None


def test_a_shift_is_never_longer_than_what_is_looked_back():
    assert LONGEST_SHIFT > timedelta(31)


# The tables


def test_list_of_days_that_is_none_is_told_at_its_field():
    for dates in ("2027-02-30", "明天"):
        with pytest.raises(ValidationError) as told:
            rule(KINDS.DATES, dates=dates).clean()
        assert "dates" in told.value.message_dict


@pytest.mark.parametrize("given", [
    {"kind": "weekly"}, {"kind": "monthly"}, {"kind": "dates"}, {"ends_at": time(8)}, {"until": date(2019, 1, 1)}])
def test_rule_that_tells_no_days_is_refused(cast, given):
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(**given | {"station": Station.objects.get()}).save()


def test_frequencies_of_the_five_levels_are_shipped(reference):
    found = {row.level: (row.times, row.months) for row in LevelFrequency.objects.all()}
    assert found == {"national": (1, 6), "provincial": (1, 6), "prefecture": (1, 3), "county": (1, 1), "township": (1, 1)}
