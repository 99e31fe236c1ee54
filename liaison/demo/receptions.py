"""A year of reception days by the stations' rules, walked through their flow: every date for all stations at once."""

from datetime import datetime, time, timedelta
from random import Random

from django.db.models import prefetch_related_objects
from django.utils import timezone

from deputies.models import Attendance, Duty, DutyKind, Reception, ReceptionReport, ReceptionRule
from deputies.models.rota import days
from liaison.kit.flow import advance_all, begin_all

SEED = 10
COMING, ANNOUNCED, PLANNED = 31, 12, 45  # days ahead: planned so far, announced, when a day is planned
SCOPE = "意见建议、矛盾纠纷、政策咨询"
HOURS = ((time(9), time(11, 30)), (time(14, 30), time(17)))
RECEIVED = (0, 0, 1, 1, 2, 2, 3, 4)  # electors of one day
SUMMARY = ("", "", "主要反映物业和停车，已逐件登记。", "以政策咨询为主，当场答复。", "反映道路、路灯等，已转街道办理。")


def hold(district):
    """Three days a month at every station; the rosters turn, and the next one begins with the first deputy."""
    rules = ReceptionRule.objects.bulk_create(rule(place, number) for number, place in enumerate(district.places))
    today, rng = district.almanac.today, Random(SEED)
    turns = days(rules[0], today - timedelta(days=366), today + timedelta(days=COMING), district.almanac.calendar)
    coming = next(number for number, turn in enumerate(turns) if turn.on >= today)
    for number, turn in enumerate(turns):
        rows = [row(place, rule, turn, (number - coming) * 2) for place, rule in zip(district.places, rules, strict=True)]
        waiting, late = (rows[4::9], rows[7::9]) if number == coming - 1 else ((), ())
        walk(rows, district, lambda row, person: seat(row, person, rng), lambda row: rng.choice(RECEIVED), waiting, late)
    district.almanac.moment = district.almanac.now


def rule(place, number):
    starts_at, ends_at = HOURS[number % 4 == 3]
    since = place.station.opened_on
    return ReceptionRule(station=place.station, starts_at=starts_at, ends_at=ends_at, scope=SCOPE, since=since)


def row(place, rule, turn, seat):
    made = place.receptions[turn.on] = Reception(
        station=place.station, on=turn.on, starts_at=rule.starts_at, ends_at=rule.ends_at, scope=rule.scope, by_rule=rule,
        nominal_on=turn.nominal)
    made.place, made.roster = place, roster(place.deputies, seat)
    return made


def roster(deputies, turn):
    return [deputies[(turn + n) % len(deputies)] for n in range(min(2, len(deputies)))]


def walk(rows, district, seat, received, waiting=(), late=()):
    """Plan, announce, hold, close and lock the days of one date, as far as time has come.

    ``waiting`` ones have no result yet, ``late`` ones have had it only today.

    ``seat`` makes the row of somebody on the roster, ``received`` tells how many electors came.
    """
    almanac, on, system = district.almanac, rows[0].on, district.system
    is_over = on < almanac.today
    almanac.moment = moment(almanac, on - timedelta(days=PLANNED))
    begin_all(rows, "plan", by=district.committee)
    for row in rows:
        row.is_over = is_over
    Attendance.objects.bulk_create(seat(row, person) for row in rows for person in row.roster)
    prefetch_related_objects(rows, "attendances")
    if on > almanac.today + timedelta(days=ANNOUNCED):
        return
    almanac.moment = moment(almanac, on - timedelta(days=ANNOUNCED), 10)
    advance_all(rows, "publish", by=district.committee)
    if is_over:
        almanac.moment = moment(almanac, on)
        advance_all(rows, "open", by=system)
        begin_all([duty for row in rows for duty in duties(row)], "record", by=system)
        close([row for row in rows if row not in (*waiting, *late)], almanac, system, received, moment(almanac, on, 17))
        if late:
            close(late, almanac, system, received, almanac.now - timedelta(minutes=40))


def close(rows, almanac, system, received, at):
    almanac.moment = at
    records = [ReceptionReport(received=received(row), summary=SUMMARY[row.pk % len(SUMMARY)]) for row in rows]
    advance_all(rows, "close", by=[row.place.head for row in rows], records=records)
    if rows[0].due_on < almanac.today:
        almanac.moment = moment(almanac, rows[0].due_on + timedelta(days=1), 1)
        advance_all(rows, "lapse", by=system)


def moment(almanac, on, hour=9):
    return min(timezone.make_aware(datetime.combine(on, time(hour))), almanac.now)


def seat(row, person, rng):
    """Who leads the roster always comes; now and then the other one takes leave."""
    if person is not row.roster[0] and rng.random() < 0.05:
        return on_leave(row, person)
    return taken(row, person, rng.randrange(0, 15))


def on_leave(row, person):
    return Attendance(reception=row, deputy=person, leave_at=row.at(row.starts_at) - timedelta(days=2), leave_reason="单位有会")


def taken(row, person, early):
    """Somebody who comes; of a day that is over, with the minutes before its beginning."""
    if not row.is_over:
        return Attendance(reception=row, deputy=person)
    return Attendance(reception=row, deputy=person, arrived_at=row.at(row.starts_at) - timedelta(minutes=early),
                      arrived_by=row.place.keeper)


def duties(row):
    return [
        Duty(deputy_id=taken.deputy_id, kind=DutyKind.RECEPTION, on=row.on, station=row.station, evidence=row.evidence,
             what=row.service_words())
        for taken in row.attendances.all() if taken.arrived_at]
