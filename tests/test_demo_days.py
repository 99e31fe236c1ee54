"""The demo on other days than today: laid out, though not walked, it is as full and as even on each of them."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from deputies.models import Attendance, Mandate
from liaison.demo import district, tianyuan
from liaison.demo.almanac import Almanac
from liaison.demo.tianyuan import matters, receptions
from liaison.demo.walks import anchor
from liaison.demo.year import COUNTED, counts, due_on
from liaison.kit.workdays import months_after
from stations.models import day_calendar

pytestmark = pytest.mark.django_db
DAYS = [
    "2027-01-01", "2027-01-02", "2027-01-05", "2027-01-08", "2027-01-20", "2027-02-03", "2027-02-07", "2027-03-01",
    "2027-07-01", "2027-08-31", "2027-09-01", "2027-10-03", "2027-10-08", "2027-12-31", "2028-02-29", "2031-01-03",
]
MORNING, NIGHT = 10, 3


class Laid:
    """The matters as they would be told at an hour of a day."""

    def __init__(self, on, hour=MORNING):
        self.on = date.fromisoformat(on)
        now = timezone.make_aware(datetime(self.on.year, self.on.month, self.on.day, hour, 30))
        self.almanac = Almanac(now, day_calendar())
        first = district.settle(self.almanac)
        self.walks, self.service = district.lay_out(first, lambda words: None)
        self.beside, self.service_beside = tianyuan.lay_out(first, lambda words: None)

    def days(self, move):
        """When the first such move is made, of each matter that a figure of the year counts by it."""
        return [
            next(moment.date() for beat, moment in zip(walk.beats, walk.moments, strict=True) if beat.move == move)
            for walk in self.walks if counts(walk.beats, move)]

    def due(self, flow):
        """The dates in force at the end, where a rule counts them."""
        for walk in self.walks:
            position, rule = anchor(walk.beats, flow, walk.district, walk.told.get("complexity", "general"))
            if rule:
                yield due_on(self.almanac, self.almanac.index(walk.moments[position].date()), rule)


@pytest.fixture(params=DAYS)
def laid(request, reference):
    return Laid(request.param)


def test_the_year_is_whole_and_even_on_any_day(laid):
    since = date(laid.on.year, 1, 1) if laid.on.month >= 9 else months_after(laid.on, -12)
    days = [day for move in COUNTED for day in laid.days(move)]
    assert {move: len(laid.days(move)) for move in COUNTED} == {"settle": 210, "agree": 130, "submit": 60}
    assert since <= min(days) and max(days) <= laid.on
    assert max(Counter(days).values()) <= 15 and max(Counter((day.year, day.month) for day in days).values()) <= 80
    assert_moments(laid.almanac, laid.walks + laid.beside)
    assert_two_years(laid)
    assert_service(laid)
    assert_dates(laid)
    assert_terms(laid)


def assert_moments(almanac, walks):
    """In order, none in the future, on working days and in the hours of work."""
    for walk in walks:
        moments = [timezone.localtime(moment) for moment in walk.moments]
        assert moments == sorted(moments) and moments[-1] <= almanac.now
        assert all(almanac.calendar.is_workday(moment.date()) and moment.hour >= 9 for moment in moments)


def assert_two_years(laid):
    """What 天元区 counts since the first of January of last year: arrivals, electors, problems solved at receptions."""
    since, before = date(laid.on.year - 1, 1, 1), laid.on - timedelta(days=1)
    rows = [row for place in laid.beside[0].district.places for row in place.receptions.values()]
    assert since <= min(row.on for row in rows) and max(row.on for row in rows) <= before
    arrived = Attendance.objects.filter(reception__in=[row.pk for row in rows], arrived_at__date__range=(since, before))
    assert (arrived.count(), sum(row.received for row in rows)) == (receptions.ARRIVALS, receptions.ELECTORS) == (1295, 1945)
    days = [day for day in map(received_on, laid.beside) if day]
    assert len(days) == sum(matters.SOLVED.values()) + matters.UNSOLVED["reception"] == 257
    assert since <= min(days) and max(days) < laid.on and max(Counter(days).values()) <= 20


def assert_service(laid):
    """And of evenings, group activities, deeds and legal aid, whatever day it is; nothing is told of days to come."""
    since, service = date(laid.on.year - 1, 1, 1), laid.service_beside
    held = [row for row in service.activities.rows if row.is_held]
    assert (sum(row.kind.is_evening for row in held), sum(row.kind.is_group for row in held)) == (32, 40)
    done = service.deeds.results
    assert [sum(getattr(row, name) for row in done) for name in ("contacts", "problems", "funds")] == [3700, 760, 4_800_000]
    aids = service.aids.rows
    assert len({firm for row in aids for firm in row.aided}) == 407 and sum(row.amount_recovered for row in aids) == 103_480_000
    assert not [row for row in aids if row.amount_recovered and row.ended_on is None]
    days = [row.on for row in (*held, *aids)] + [row.done_on for row in done]
    assert since <= min(days) and max(days) < laid.on
    assert all(turn.at <= laid.almanac.now for turn in service.deeds.turns)


def received_on(walk):
    """The reception day from which an issue came that is closed."""
    is_received = walk.told.get("source") == "reception" and walk.beats[-1].move == "close"
    return walk.moments[0].date() if is_received and walk.moments[0].date() in walk.place.receptions else None


def assert_dates(laid):
    soon = laid.almanac.calendar.next_workday(laid.on + timedelta(days=2))
    for flow in ("issue", "case", "suggestion"):
        due = sorted(laid.due(flow))
        assert due[0] < laid.on < due[-1]
        assert any(laid.on <= day <= soon for day in due)


def assert_terms(laid):
    terms = {mandate.term for mandate in Mandate.objects.in_force(laid.on).select_related("term")}
    assert all(term.starts_on < laid.on - timedelta(days=365) and laid.on < term.ends_on for term in terms)


def test_at_night_nothing_of_today_has_happened_yet(reference):
    laid = Laid("2027-01-06", NIGHT)
    assert max(moment for walk in laid.walks for moment in walk.moments).date() == date(2027, 1, 5)
