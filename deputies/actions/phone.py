"""Verbs of deputies, reception days and the duty file: read a phone, record an arrival, tell of service, verify many."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.models import Duty, Posting
from liaison.kit.flow import advance_all
from stations.models import ReadLog, Role
from stations.models.people import AT_STATION


def may_read_phone(deputy, user):
    """Those who run a station where the deputy is posted today, and the street and district above it."""
    here = user.reach(*AT_STATION, Role.STREET, Role.DISTRICT, to="station")
    return Posting.objects.current().filter(here, deputy=deputy).exists()


def read_phone(deputy, *, by, reason):
    """The deputy's phone; who read it and why is kept. Raises PermissionDenied."""
    if not may_read_phone(deputy, by):
        raise PermissionDenied("the phone is for the stations where the deputy is posted")
    ReadLog.objects.create(by=by, action=ReadLog.Action.REVEAL, thing=f"deputy:{deputy.pk}", reason=reason)
    return deputy.phone


def may_arrange(reception, user):
    """Keeper and head of the station arrange a reception day; once it is over, only the head may put it right."""
    roles = AT_STATION if reception.on >= timezone.localdate() else (Role.HEAD,)
    return user.has_role(*roles, at=reception.station)


def may_record(attendance, user):
    """An arrival is recorded on the day by the deputy or the station, later only by the head, never before."""
    reception, today = attendance.reception, timezone.localdate()
    if reception.on > today:
        return False
    return may_arrange(reception, user) or (reception.on == today and attendance.deputy_id == user.deputy_id)


def record_arrival(attendance, *, by, at=None):
    """The deputy has arrived, now or at the time of day ``at``. Recorded once: the first entry stands.

    Raises PermissionDenied; ValidationError if a past day comes without a time, or the time has not come yet.
    """
    if not may_record(attendance, by):
        raise PermissionDenied("this arrival is not yours to record")
    on, now = attendance.reception.on, timezone.now()
    if at is None and on != timezone.localdate():
        raise ValidationError(_("补记以前的接待日，请填写到站时间。"))
    arrived_at = timezone.make_aware(datetime.combine(on, at)) if at else now
    if arrived_at > now:
        raise ValidationError(_("到站时间不能晚于现在。"))
    type(attendance).objects.filter(pk=attendance.pk, arrived_at=None).update(arrived_at=arrived_at)


def take_back_arrival(attendance, *, by):
    if not may_record(attendance, by):
        raise PermissionDenied("this arrival is not yours to take back")
    type(attendance).objects.filter(pk=attendance.pk).update(arrived_at=None)


@transaction.atomic
def tell_service(report, *, station, by, submit=True):
    """Keep what a deputy tells of the own service, and hand it in for verification. Raises what ``begin`` raises."""
    duty = Duty(deputy_id=by.deputy_id, station=station, kind=report.kind, on=report.on, what=report.what)
    duty.begin("draft", by=by, record=report)
    if submit:
        duty.advance("submit", by=by)
    return duty


def advance_shown(things, name, shown, *, by):
    """Make the move for those things whose move it is for the user and which are still as ``shown``, {key: version}.

    Returns how many were moved and how many were left alone. Raises Conflict if somebody moves one in this very moment.
    """
    may = [thing for thing in things
           if shown.get(thing.pk) == thing.version and name in {move.name for move in thing.moves_for(by)}]
    advance_all(may, name, by=by)
    return len(may), len(shown) - len(may)
