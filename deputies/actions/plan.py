"""The plan of a quarter: days by the stations' rules, rosters that spread the deputies fairly, and what could not be met."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.actions.planner import Day, Planner, Pool
from deputies.actions.roster import conflicts, overlap
from deputies.flows import ReceptionStage
from deputies.models import Attendance, Reception, ReceptionRule
from deputies.models.quarter import Quarter
from deputies.models.rota import days as turns_of
from liaison.kit.flow import Obstacle, begin_all
from stations.models import Setting, Station, day_calendar


@dataclass(frozen=True)
class Gap:
    """What the plan could not do: at which station, for whom or for which day, and why."""

    station: Station
    what: str
    why: str


@dataclass
class Proposal:
    """``days`` are all days of the quarter, those that stand and the new ones; ``deputies`` the persons by key."""

    quarter: Quarter
    days: list
    deputies: dict
    gaps: list
    conflicts: list

    @property
    def fresh(self):
        return [day for day in self.days if day.is_new]

    @property
    def added(self):
        return [(day, deputy) for day in self.days for deputy in day.added]

    @property
    def is_empty(self):
        return not self.fresh and not self.added

    @property
    def digest(self):
        """Tells one proposal from another: what is kept is what was seen."""
        told = [(day.station.pk, day.on, day.starts_at, day.reception and day.reception.pk, day.added) for day in self.days]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def propose(stations, quarter):
    """The plan of the quarter for these stations. Nothing is written; asking again gives the same."""
    stations, today = list(stations), timezone.localdate()
    pool, gaps = Pool(stations, quarter, today), []
    standing, rules = standing_days(stations, quarter), rules_of(stations, quarter)
    sizes, calendar = seats_at(stations), day_calendar()
    days = kept_days([row for rows in standing.values() for row in rows if row.is_here], sizes, today)
    for station in stations:
        fresh, told = new_days(station, rules[station.pk], standing[station.pk], quarter, today, calendar)
        serving = any(pool.serves(key, station, day.on) for day in fresh for key in pool.posted(station))
        if fresh and not serving:
            told.append(Gap(station, _("全部接待日"), _("没有在任的驻站代表，先编组再排班")))
        gaps += told
        for day in fresh if serving else ():
            day.size = sizes[station.region_id]
            days.append(day)
    planner = Planner(pool, days)
    planner.fill()
    gaps += seat_gaps(planner) + frequency_gaps(planner)
    clashing = conflicts([day.reception for day in days if day.reception])
    gaps.sort(key=lambda gap: (gap.station.region_id, gap.station.code))
    return Proposal(quarter, planner.days, known_deputies(pool, days), gaps, clashing)


def rules_of(stations, quarter):
    found = defaultdict(list)
    for rule in ReceptionRule.objects.within(quarter.since, quarter.until).filter(station__in=stations).order_by("pk"):
        found[rule.station_id].append(rule)
    return found


def standing_days(stations, quarter):
    """What is there already, also what was moved to another quarter or cancelled: by station."""
    span, found = (quarter.since, quarter.until), defaultdict(list)
    rows = Reception.objects.filter(Q(on__range=span) | Q(nominal_on__range=span), station__in=stations)
    for row in rows.select_related("station__region").prefetch_related("attendances__deputy").order_by("on", "starts_at", "pk"):
        row.is_here = quarter.since <= row.on <= quarter.until and row.stage != ReceptionStage.CANCELLED
        found[row.station_id].append(row)
    return found


def seats_at(stations):
    """{region code: seats of a reception day}."""
    codes = {station.region_id for station in stations}
    return {code: Setting.number_at("reception.roster_size", code) for code in codes}


def kept_days(receptions, sizes, today):
    """The days that stand. Only to those that are planned and not announced are deputies added."""
    removed, days = taken_off(row for row in receptions if row.stage == ReceptionStage.PLANNED), []
    for row in receptions:
        seats = list(row.attendances.all())
        may_fill = row.stage == ReceptionStage.PLANNED and row.on >= today
        days.append(Day(
            row.station, row.on, row.starts_at, row.ends_at, row.scope, row.nominal_on, reception=row,
            size=sizes[row.station.region_id] if may_fill else 0, kept=[seat.deputy_id for seat in seats if seat.is_coming],
            barred=removed[row.pk] | {seat.deputy_id for seat in seats if seat.is_away}))
    return days


def taken_off(receptions):
    """{key of a day: those whom somebody took off its roster}: the plan does not put them back."""
    found = defaultdict(set)
    gone = Attendance.history.filter(history_type="-", reception__in=[row.pk for row in receptions])
    for key, deputy in gone.values_list("reception_id", "deputy_id"):
        found[key].add(deputy)
    return found


def new_days(station, rules, standing, quarter, today, calendar):
    """The turns of the rules that are not there yet, from today on, and what is to be told of the others."""
    found, gaps = [], []
    if not rules and not any(row.is_here for row in standing):
        return [], [Gap(station, _("全部接待日"), _("还没有定接待日规则"))]
    for rule in rules:
        for turn in turns_of(rule, quarter.since, quarter.until, calendar):
            if (turn.on or turn.nominal) < today or (station.closed_on and (turn.on or turn.nominal) >= station.closed_on):
                continue
            if turn.on is None:
                gaps.append(Gap(station, day_words(turn.nominal), _("遇周末或节假日，按规则不接待")))
            elif not is_there(turn, rule, [*standing, *found]):
                found.append(Day(station, turn.on, rule.starts_at, rule.ends_at, rule.scope, turn.nominal, rule))
    return found, gaps


def is_there(turn, rule, days):
    """Is the turn planned already, or that day taken? What a person moved or cancelled is not planned again."""
    return any(
        (day.by_rule_id == rule.pk and day.nominal_on == turn.nominal)
        or (day.on == turn.on and (day.nominal_on is None or overlap(day, rule)))
        for day in days)


def day_words(on):
    return _("%(month)s月%(day)s日") % {"month": on.month, "day": on.day}


def seat_gaps(planner):
    """One line for all days of a station that lack as many deputies."""
    short = defaultdict(list)
    for day in planner.days:
        if day.free:
            short[day.station, len(day.roster), day.size].append(day_words(day.on))
    return [
        Gap(station, _("%(n)s 场缺人") % {"n": len(days)}, _("只排到 %(n)s 位代表，应排 %(size)s 位：%(days)s") % {
            "n": n, "size": size, "days": "、".join(days)})
        for (station, n, size), days in short.items()]


def frequency_gaps(planner):
    """One line for all periods in which a deputy comes too seldom for the same reason; a station without days is told itself."""
    seldom = defaultdict(list)
    for key, window in planner.left_over():
        if planner.days_of[key]:
            seldom[key, why(planner, key, window)].append(period_words(*window))
    pool = planner.pool
    return [
        Gap(pool.home(key), str(pool.deputies[key]), _("%(periods)s达不到“%(rule)s”：%(reason)s") % {
            "periods": "、".join(periods), "rule": pool.frequency(key).words, "reason": reason})
        for (key, reason), periods in seldom.items()]


def period_words(first, last):
    if first.month == last.month:
        return _("%(month)s月") % {"month": first.month}
    return _("%(first)s月至%(last)s月") % {"first": first.month, "last": last.month}


def why(planner, key, window):
    """Why the deputy comes less often than the frequency asks."""
    pool, (first, last) = planner.pool, window
    days = [day for day in planner.days_of[key] if max(first, pool.today) <= day.on <= last]
    at_hand = [day for day in days if not pool.is_away(key, day.on) and key not in day.barred]
    if not days:
        return _("所在站没有接待日")
    if not at_hand:
        return _("请假")
    return _("同一时间已排在别站") if all(pool.is_busy(key, day) for day in at_hand) else _("席位已排满")


def known_deputies(pool, days):
    seated = {seat.deputy_id: seat.deputy for day in days if day.reception for seat in day.reception.attendances.all()}
    return seated | pool.deputies


@transaction.atomic
def keep(proposal, *, by):
    """Write the new days and the seats that were added. Raises Obstacle if somebody planned the same meanwhile."""
    made = {
        id(day): Reception(station=day.station, on=day.on, starts_at=day.starts_at, ends_at=day.ends_at, scope=day.scope,
                           by_rule=day.by_rule, nominal_on=day.nominal_on)
        for day in proposal.fresh}
    seats = [(day, deputy) for day, deputy in proposal.added]
    try:
        with transaction.atomic():
            begin_all(list(made.values()), "plan", by=by)
            Attendance.objects.bulk_create(
                Attendance(reception=made.get(id(day), day.reception), deputy_id=deputy) for day, deputy in seats)
    except IntegrityError:
        raise Obstacle(_("刚刚有人排了同样的接待日，请核对后再保存。")) from None
    return list(made.values())
