"""The roster of a reception day changed by hand: who is on it, who stands in for whom, who moves to another day."""

from itertools import combinations, groupby

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from deputies.flows.reception import TO_HOLD
from deputies.models import Attendance
from stations.models import Role
from stations.models.people import AT_STATION


def may_arrange(reception, user):
    """Keeper, head and street arrange the roster until the day is closed; afterwards the head corrects it."""
    return reception.is_to_hold and user.has_role(*AT_STATION, Role.STREET, at=reception.station)


def guard(user, *days):
    if not all(may_arrange(day, user) for day in days):
        raise PermissionDenied("the roster of another station, or of a day that is over")


@transaction.atomic
def set_roster(reception, deputies, *, by):
    """Make the roster these deputies. Who has arrived stays on it. Returns the deputies who were added."""
    guard(by, reception)
    wanted, seats = {deputy.pk for deputy in deputies}, list(reception.attendances.select_related("deputy"))
    for seat in seats:
        if seat.deputy_id not in wanted:
            remove(seat)
    known = {seat.deputy_id for seat in seats}
    added = [deputy for deputy in deputies if deputy.pk not in known]
    for deputy in added:
        Attendance.objects.create(reception=reception, deputy=deputy)
    return added


def remove(seat):
    if seat.arrived_at:
        raise ValidationError(_("%(name)s已到站，不能移出。") % {"name": seat.deputy})
    seat.delete()


@transaction.atomic
def substitute(seat, deputy, *, by):
    """The deputy comes in place of the one who took leave."""
    guard(by, seat.reception)
    stands = Attendance.objects.get_or_create(reception=seat.reception, deputy=deputy)[0]
    if stands.substitute_for_id != seat.pk:
        stands.substitute_for = seat
        stands.save(update_fields=["substitute_for"])
    return stands


@transaction.atomic
def move(seat, to, *, by):
    """The deputy of the seat comes on another day of the station instead."""
    guard(by, seat.reception, to)
    if to.station_id != seat.reception.station_id:
        raise ValidationError(_("只能调到本站的接待日。"))
    if to.attendances.filter(deputy=seat.deputy_id).exists():
        raise ValidationError(_("%(name)s那一天已经有班。") % {"name": seat.deputy})
    deputy = seat.deputy
    remove(seat)
    return Attendance.objects.create(reception=to, deputy=deputy)


@transaction.atomic
def swap(seat, other, *, by):
    """Two deputies change their days."""
    here, there = seat.reception, other.reception
    move(seat, there, by=by)
    move(other, here, by=by)


def overlap(one, other):
    """Do two windows of hours of the same day meet?"""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def conflicts(receptions):
    """Who stands on two rosters at overlapping hours, one of them of these days: [(deputy, day, other day)]."""
    mine = {day.pk: day for day in receptions if day.is_to_hold}
    seats = Attendance.objects.coming().filter(
        deputy__in=Attendance.objects.filter(reception__in=mine).values("deputy"),
        reception__on__in={day.on for day in mine.values()}, reception__stage__in=TO_HOLD)
    rows = seats.select_related("deputy", "reception__station").order_by("deputy", "reception__on", "reception__starts_at")
    found = []
    for _day, together in groupby(rows, key=lambda seat: (seat.deputy_id, seat.reception.on)):
        for one, other in combinations(together, 2):
            if one.reception_id not in mine:
                one, other = other, one
            if one.reception_id in mine and overlap(one.reception, other.reception):
                found.append((one.deputy, one.reception, other.reception))
    return found
