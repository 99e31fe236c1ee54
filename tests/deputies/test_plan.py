"""The plan of a quarter: no double booking, frequencies met or the gap named, leave honoured, what people did by hand kept."""

from datetime import date, time, timedelta
from itertools import combinations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deputies.actions.plan import keep, propose
from deputies.actions.planner import Planner
from deputies.actions.roster import conflicts, move, set_roster, substitute, swap
from deputies.models import Attendance, Deputy, Leave, LevelFrequency, Mandate, Posting, Reception, ReceptionRule
from deputies.models.quarter import Quarter
from liaison.kit.flow import Obstacle, broken_steps
from stations.models import CalendarDay, Setting, Station, User
from tests.deputies.walk_reception import reception_at, step
from tests.factories import MandateFactory, PostingFactory, StationFactory

TODAY = date(2026, 12, 1)
QUARTER = Quarter(2027, 1)
TENTHS = [(1, 11), (1, 20), (2, 1), (2, 10), (2, 22), (3, 1), (3, 10), (3, 22), (3, 30)]  # as the weekends of 2027 move them


@pytest.fixture(autouse=True)
def december(travel):
    travel(TODAY)


@pytest.fixture
def plain_calendar(reference):
    CalendarDay.objects.all().delete()


@pytest.fixture
def station(plain_calendar):
    return ruled(StationFactory())


def ruled(station, **given):
    told = {"kind": "tenths", "starts_at": time(9), "ends_at": time(11, 30), "since": date(2026, 1, 1), "scope": "不限"}
    ReceptionRule.objects.create(station=station, **told | given)
    return station


def deputies(station, number, level="county", **mandate):
    made = [MandateFactory(level=level, **mandate).deputy for _n in range(number)]
    for deputy in made:
        PostingFactory(deputy=deputy, station=station)
    return made


def plan(*stations, quarter=QUARTER):
    return propose(stations or Station.objects.order_by("code"), quarter)


def rosters(proposal, station=None):
    return {day.on: set(day.roster) for day in proposal.days if station in (None, day.station)}


def told(proposal):
    return [(str(gap.station), gap.what, gap.why) for gap in proposal.gaps]


# By example


def test_days_come_from_the_rule_and_rosters_have_their_size(station):
    deputies(station, 3)
    proposal = plan()
    assert [(day.on.month, day.on.day) for day in proposal.days] == TENTHS
    assert all(len(day.roster) == 2 and day.is_new for day in proposal.days)
    assert proposal.gaps == [] and [day.is_moved for day in proposal.days][:2] == [True, False]


def test_turns_are_spread_evenly(station):
    three = deputies(station, 3)
    turns = [key for day in plan().days for key in day.roster]
    counts = [turns.count(deputy.pk) for deputy in three]
    assert sum(counts) == 18 and max(counts) - min(counts) <= 1


def test_who_came_last_waits_longest(station):
    first, second, third = deputies(station, 3)
    Setting.objects.filter(key="reception.roster_size").update(number=1)
    for day, deputy in ((20, first), (10, third)):
        past = Reception(station=station, on=date(2026, 11, day), starts_at=time(9), ends_at=time(11))
        past.begin("plan", by=system())
        past.attendances.create(deputy=deputy, arrived_at=past.at(time(9)))
    order = [day.roster[0] for day in plan().days[:3]]
    assert order == [second.pk, third.pk, first.pk]


def system():
    return User.objects.system()


def test_higher_levels_are_asked_less_often(station):
    national, *county = deputies(station, 1, level="national") + deputies(station, 4)
    turns = [key for day in plan().days for key in day.roster]
    assert turns.count(national.pk) == 1 and all(turns.count(deputy.pk) >= 4 for deputy in county)


def test_a_half_year_that_ends_with_the_quarter_is_met(station):
    national, *_county = deputies(station, 1, level="national") + deputies(station, 5)
    proposal = plan(quarter=Quarter(2027, 2))
    assert sum(national.pk in day.roster for day in proposal.days) == 1 and proposal.gaps == []


def test_a_region_may_ask_for_more(station):
    deputies(station, 1, level="national"), deputies(station, 1)
    LevelFrequency.objects.create(level="national", region_id="430602", times=1, months=1)
    assert plan().gaps == []
    LevelFrequency.objects.filter(region="430602").update(times=9)
    assert "每月至少 9 次" in plan().gaps[0].why


def test_who_cannot_meet_the_frequency_is_named_with_the_reason(station):
    ill, *_others = deputies(station, 3)
    Leave.objects.create(deputy=ill, since=date(2027, 2, 1), until=date(2027, 2, 28), reason="住院")
    assert told(plan()) == [(station.name, ill.name, "2月达不到“每月至少 1 次”：请假")]


def test_too_few_seats_are_told(station):
    deputies(station, 7)
    found = [why for _station, _who, why in told(plan())]
    assert sum(why.partition("达")[0].count("月") for why in found) == 3 + 1 and all("席位已排满" in why for why in found)


def test_station_without_rule_or_without_deputies_is_named(plain_calendar):
    bare, empty = StationFactory(name="无规则站"), ruled(StationFactory(name="无代表站"))
    deputies(bare, 1)
    found = {station: why for station, _what, why in told(plan())}
    assert "还没有定接待日规则" in found["无规则站"] and "没有在任的驻站代表" in found["无代表站"]
    assert empty.receptions.count() == 0 and not [day for day in plan().days if day.station == empty]


def test_day_that_a_holiday_drops_is_named(plain_calendar):
    station = ruled(StationFactory(), on_holiday="skip")
    deputies(station, 3)
    dropped = [what for _station, what, _why in told(plan()) if what.endswith("日")]
    assert dropped == ["1月10日", "1月30日", "2月20日", "2月28日", "3月20日"]


@pytest.mark.parametrize("change", [
    lambda deputy: Mandate.objects.filter(deputy=deputy).update(until=date(2027, 1, 31)),
    lambda deputy: Mandate.objects.filter(deputy=deputy).update(suspended_on=date(2027, 2, 1)),
    lambda deputy: Posting.objects.filter(deputy=deputy).update(until=date(2027, 1, 31)),
])
def test_nobody_is_asked_after_mandate_or_posting_has_ended(station, change):
    leaver, *_others = deputies(station, 3)
    change(leaver)
    assert {on.month for on, roster in rosters(plan()).items() if leaver.pk in roster} == {1}


def test_who_is_posted_twice_is_never_at_two_places_at_once(station):
    second = ruled(StationFactory())
    [both] = deputies(station, 1)
    PostingFactory(deputy=both, station=second)
    proposal = plan()
    days = [day.on for day in proposal.days if both.pk in day.roster]
    assert len(days) == len(set(days)) == 9
    ReceptionRule.objects.filter(station=second).update(starts_at=time(14), ends_at=time(16))
    assert sum(both.pk in day.roster for day in plan().days) == 18


def test_a_closed_station_receives_no_more(station):
    deputies(station, 2)
    station.closed_on = date(2027, 2, 1)
    station.save()
    assert [(day.on.month, day.on.day) for day in plan().days] == TENTHS[:2]


def test_what_is_past_is_not_planned(station):
    deputies(station, 2)
    assert min(day.on for day in plan(quarter=Quarter(2026, 4)).days) == date(2026, 12, 10)


def test_a_district_of_108_stations_and_540_deputies_takes_few_queries(plain_calendar, django_assert_max_num_queries):
    stations = [ruled(StationFactory()) for _n in range(108)]
    made = Deputy.objects.bulk_create(Deputy(name=f"代表{n}") for n in range(540))
    pattern = MandateFactory()
    Mandate.objects.bulk_create(
        Mandate(deputy=deputy, level="county", term=pattern.term, electoral_unit=pattern.electoral_unit, since=pattern.since)
        for deputy in made)
    Posting.objects.bulk_create(
        Posting(deputy=deputy, station=stations[n % 108], since=date(2023, 1, 1)) for n, deputy in enumerate(made))
    with django_assert_max_num_queries(12):
        proposal = propose(stations, QUARTER)
    assert len(proposal.days) == 108 * 9 and len(proposal.added) == 108 * 18
    assert {gap.why.partition("达")[0] for gap in proposal.gaps} == {"1月"}  # four seats in January for five deputies


# Keeping it


def kept(user, *stations):
    return keep(plan(*stations), by=user)


def test_kept_plan_stands_as_it_was_shown_and_is_then_complete(cast, plain_calendar):
    ruled(cast.station)
    proposal = plan(cast.station)
    made = keep(proposal, by=cast.street)
    assert len(made) == 9 and broken_steps(Reception, made) == []
    stored = {day.on: set(day.deputies.values_list("pk", flat=True)) for day in Reception.objects.all()}
    assert stored == rosters(proposal)
    assert {(day.stage, day.steps.get().by, day.scope) for day in Reception.objects.all()} == {("planned", cast.street, "不限")}
    again = plan(cast.station)
    assert again.is_empty and rosters(again) == stored


def test_changes_by_hand_are_kept(cast, plain_calendar):
    ruled(cast.station)
    days = kept(cast.head, cast.station)
    moved, cancelled, thinned, announced = days[:4]
    step(moved, "change", cast, on=date(2027, 1, 13), by=cast.head)
    step(cancelled, "cancel", cast)
    gone = thinned.attendances.first().deputy
    set_roster(thinned, thinned.deputies.exclude(pk=gone.pk), by=cast.head)
    step(announced, "publish", cast)
    announced.attendances.all().delete()
    again = plan(cast.station)
    assert again.fresh == [] and date(2027, 1, 13) in rosters(again) and cancelled.on not in rosters(again)
    assert len(rosters(again)[thinned.on]) == 2 and gone.pk not in rosters(again)[thinned.on]
    assert rosters(again)[announced.on] == set()


def test_a_day_of_somebodys_own_is_filled_and_no_second_one_made(cast, plain_calendar):
    ruled(cast.station)
    own = reception_at("planned", cast, on=date(2027, 1, 11), starts_at=time(14), ends_at=time(16))
    proposal = plan(cast.station)
    [day] = [day for day in proposal.days if day.on == own.on]
    assert day.reception == own and day.kept == [cast.deputies["deputy"].pk] and len(day.added) == 1
    keep(proposal, by=cast.head)
    assert own.attendances.count() == 2


def test_who_took_leave_of_a_day_is_not_put_back(cast, plain_calendar):
    ruled(cast.station)
    day = kept(cast.head, cast.station)[0]
    seat = day.attendances.first()
    seat.leave_at, seat.leave_reason = day.at(time(8)), "出差"
    seat.save()
    [shown] = [shown for shown in plan(cast.station).days if shown.reception == day]
    assert seat.deputy_id not in shown.roster and len(shown.roster) == 2


def test_the_same_plan_is_not_kept_twice(cast, plain_calendar):
    ruled(cast.station)
    proposal = plan(cast.station)
    keep(plan(cast.station), by=cast.head)
    with pytest.raises(Obstacle, match="刚刚有人"):
        keep(proposal, by=cast.head)
    assert Reception.objects.count() == 9 and Attendance.objects.count() == 18


def test_queries_do_not_grow_with_the_stations(cast, plain_calendar, django_assert_num_queries, django_assert_max_num_queries):
    ruled(cast.station)
    with django_assert_max_num_queries(15) as one:
        plan(cast.station)
    stations = [cast.station, *(ruled(StationFactory()) for _n in range(3))]
    for station in stations[1:]:
        deputies(station, 3)
    with django_assert_num_queries(len(one)):
        propose(list(stations), QUARTER)


# Changing it by hand


def test_moving_and_swapping_between_days(cast):
    first, second = (reception_at("planned", cast, on=TODAY + timedelta(n), roster=roster)
                     for n, roster in ((5, ("deputy",)), (6, ("chair",))))
    swap(first.attendances.get(), second.attendances.get(), by=cast.keeper)
    assert [day.attendances.get().deputy for day in (first, second)] == [cast.deputies["chair"], cast.deputies["deputy"]]
    move(first.attendances.get(), second, by=cast.street)
    assert first.attendances.count() == 0 and second.attendances.count() == 2


def test_substitute_stands_in_for_who_took_leave(cast):
    day = reception_at("published", cast)
    seat = day.attendances.get()
    stands = substitute(seat, cast.deputies["chair"], by=cast.keeper)
    assert stands.substitute_for == seat and substitute(seat, cast.deputies["chair"], by=cast.keeper) == stands


def test_overlapping_days_of_one_deputy_are_told(cast, others):
    here, there = (reception_at("planned", who, starts_at=time(hour), ends_at=time(hour + 2))
                   for who, hour in ((cast, 9), (others, 10)))
    assert conflicts([here, there]) == []
    there.attendances.create(deputy=cast.deputies["deputy"])
    assert conflicts([here]) == [(cast.deputies["deputy"], here, there)]
    there.attendances.update(leave_at=there.at(time(8)))
    assert conflicts([here, there]) == []


# By property

WORLD = st.fixed_dictionaries({
    "rules": st.lists(st.tuples(st.sampled_from(["tenths", "weekly", "monthly"]), st.integers(0, 6), st.integers(1, 31),
                                st.sampled_from([8, 9, 14])), min_size=1, max_size=3),
    "people": st.lists(st.tuples(st.sampled_from(["national", "prefecture", "county"]), st.sets(st.integers(0, 2), min_size=1)),
                       max_size=8),
    "leaves": st.lists(st.tuples(st.integers(0, 7), st.integers(0, 89), st.integers(0, 60)), max_size=4),
    "size": st.integers(1, 3), "hand": st.lists(st.tuples(st.integers(0, 40), st.integers(0, 7)), max_size=4),
    "quarter": st.sampled_from([Quarter(2027, 1), Quarter(2027, 2)]),
})


def build(world):
    """The stations of a random world, its deputies, and days that somebody has planned by hand."""
    Setting.objects.filter(key="reception.roster_size").update(number=world["size"])
    stations = [ruled(StationFactory(), kind=kind, weekday=weekday, day=day, starts_at=time(hour), ends_at=time(hour + 2))
                for kind, weekday, day, hour in world["rules"]]
    people = [MandateFactory(level=level).deputy for level, _at in world["people"]]
    for deputy, (_level, at) in zip(people, world["people"], strict=True):
        for n in {n % len(stations) for n in at}:
            PostingFactory(deputy=deputy, station=stations[n])
    first = world["quarter"].since
    for who, begin, length in world["leaves"] if people else ():
        since = first + timedelta(begin)
        Leave.objects.create(deputy=people[who % len(people)], since=since, until=since + timedelta(length), reason="出差")
    for n, who in world["hand"] if people else ():
        by_hand(stations[n % len(stations)], first + timedelta(n), people[who % len(people)])
    return stations


def by_hand(station, on, deputy):
    if not Reception.objects.filter(station=station, on=on).exists():
        day = Reception(station=station, on=on, starts_at=time(9), ends_at=time(11))
        day.begin("plan", by=system())
        day.attendances.create(deputy=deputy)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(world=WORLD)
def test_plan_keeps_its_rules(plain_calendar, world):
    with transaction.atomic():
        stations = build(world)
        proposal = propose(stations, world["quarter"])
        nobody_is_asked_against_the_rules(proposal)
        by_hand_is_kept(proposal)
        frequency_is_met_or_the_gap_is_named(proposal, stations)
        transaction.set_rollback(True)


def nobody_is_asked_against_the_rules(proposal):
    for day, key in proposal.added:
        on = day.on
        assert Posting.objects.current(on).filter(deputy=key, station=day.station).exists()
        assert Mandate.objects.in_force(on).filter(deputy=key).exists()
        assert not Leave.objects.filter(deputy=key, since__lte=on, until__gte=on).exists()
        for other in proposal.days:
            if other is not day and other.on == on and key in other.roster:
                assert other.ends_at <= day.starts_at or day.ends_at <= other.starts_at
    for one, other in combinations(proposal.fresh, 2):
        assert (one.station, one.on, one.starts_at) != (other.station, other.on, other.starts_at)


def by_hand_is_kept(proposal):
    shown = {day.reception.pk: day for day in proposal.days if day.reception}
    for day in Reception.objects.all():
        assert set(day.deputies.values_list("pk", flat=True)) <= set(shown[day.pk].roster)
    for day in proposal.days:
        assert len(day.roster) <= max(day.size, len(day.kept)) and len(set(day.roster)) == len(day.roster)


def frequency_is_met_or_the_gap_is_named(proposal, stations):
    """Whoever comes too seldom is named, and no seat that somebody does not need stands on a day that would do."""
    named = {gap.what for gap in proposal.gaps}
    for deputy in proposal.deputies.values():
        rule = LevelFrequency.objects.get(level=deputy.mandates.get().level)
        for first, last in {rule.window(month) for month in proposal.quarter.months}:
            if last <= proposal.quarter.until and too_seldom(proposal, deputy, rule, first, last):
                assert deputy.name in named
                no_seat_is_wasted(proposal, deputy, first, last)


def turns(proposal, key, first, last):
    before = Attendance.objects.filter(deputy=key, reception__on__range=(first, last)).exclude(
        reception__on__gte=proposal.quarter.since).count()
    return before + sum(key in day.roster and first <= day.on <= last for day in proposal.days)


def too_seldom(proposal, deputy, rule, first, last):
    return turns(proposal, deputy.pk, first, last) < rule.times


def no_seat_is_wasted(proposal, deputy, first, last):
    away = [(leave.since, leave.until) for leave in deputy.leaves.all()]
    posted = set(deputy.postings.values_list("station", flat=True))
    for day in proposal.days:
        would_do = (first <= day.on <= last and day.station.pk in posted and day.size and deputy.pk not in day.roster
                    and not any(since <= day.on <= until for since, until in away)
                    and not any(deputy.pk in other.roster and other.on == day.on for other in proposal.days))
        if would_do:
            assert not day.free
            for key in day.added:
                rule = LevelFrequency.objects.get(level=proposal.deputies[key].mandates.get().level)
                window = rule.window(day.on)
                assert window[1] <= proposal.quarter.until and turns(proposal, key, *window) <= rule.times


def test_without_making_room_a_gap_would_stay(station, monkeypatch):
    """The guard of the property: greedy alone leaves somebody over, which placing puts right."""
    early, late = deputies(station, 1), deputies(station, 1)
    Setting.objects.filter(key="reception.roster_size").update(number=1)
    for deputy in early:
        Leave.objects.create(deputy=deputy, since=date(2027, 1, 12), until=date(2027, 1, 31), reason="出差")
    Leave.objects.create(deputy=late[0], since=date(2027, 1, 1), until=date(2027, 1, 1), reason="出差")
    assert not [gap for gap in plan().gaps if gap.why.startswith("1月")]
    monkeypatch.setattr(Planner, "rank", lambda self, deputy, day: -deputy)
    assert not [gap for gap in plan().gaps if gap.why.startswith("1月")]
    monkeypatch.setattr(Planner, "place", lambda *told: False)
    assert [gap for gap in plan().gaps if gap.why.startswith("1月")]
