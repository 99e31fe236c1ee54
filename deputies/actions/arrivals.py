"""Who comes on the day: an arrival recorded or taken back, a yes, a leave with a reason, a change looked at."""

from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.flows.reception import BEFORE
from deputies.models import Reception
from deputies.models.deputy import FILE_READERS
from stations.models import User
from stations.models.people import AT_STATION


def runs(reception, user):
    """Does the user work at the desk of the station?"""
    return user.has_role(*AT_STATION, at=reception.station)


def may_record(seat, user):
    """The station from the day on until it is closed; the deputy for oneself, around the hours of the day."""
    day = seat.reception
    if not day.is_to_hold or day.on > timezone.localdate():
        return False
    return runs(day, user) or (day.is_today and seat.deputy_id == user.deputy_id and in_time(day))


def sees_time(seat, user):
    """When a deputy arrived is for the deputy, and for those who work at the station or oversee it."""
    return seat.deputy_id == user.deputy_id or user.has_role(*FILE_READERS, at=seat.reception.station)


def in_time(day):
    opens, ends = day.arrival_window
    return opens <= timezone.now() <= ends


def record_arrival(seat, *, by, at=None):
    """The deputy has arrived, now or at the time of day ``at``. Recorded once: the first entry stands.

    The first arrival opens the day. Raises PermissionDenied; ValidationError if a past day comes without a time, or the
    time has not come yet.
    """
    if not may_record(seat, by):
        raise PermissionDenied("this arrival is not yours to record")
    on, now = seat.reception.on, timezone.now()
    if at is None and not seat.reception.is_today:
        raise ValidationError(_("补记以前的接待日，请填写到站时间。"))
    arrived_at = timezone.make_aware(datetime.combine(on, at)) if at else now
    if arrived_at > now:
        raise ValidationError(_("到站时间不能晚于现在。"))
    with held(seat.reception) as day:
        if changed(seat, {"arrived_at": arrived_at, "arrived_by": by}, arrived_at=None) and day.stage in BEFORE:
            day.advance("open", by=User.objects.system())


def take_back_arrival(seat, *, by):
    if not may_record(seat, by):
        raise PermissionDenied("this arrival is not yours to take back")
    with held(seat.reception):
        changed(seat, {"arrived_at": None, "arrived_by": None}, arrived_at__isnull=False)


@contextmanager
def held(reception):
    """The day as it stands, while nobody else changes who arrived; the duty file follows what was done.

    Without the lock two arrivals at the same moment would each tell the duty file of one deputy alone.
    """
    with transaction.atomic():
        day = Reception.objects.select_for_update(of=["self"]).select_related("station").get(pk=reception.pk)
        if not day.is_to_hold:
            raise PermissionDenied("the day has been closed meanwhile")
        yield day
        day.tell_duties()


def changed(seat, values, **as_seen):
    """Set the columns if the seat still is as it was seen, and keep its history. Returns whether it was."""
    fresh = type(seat).objects.filter(pk=seat.pk, **as_seen).first()
    if fresh is None:
        return False
    for name, value in values.items():
        setattr(fresh, name, value)
        setattr(seat, name, value)
    fresh.save(update_fields=list(values))
    return True


def is_own(seat, user):
    return user.deputy_id is not None and seat.deputy_id == user.deputy_id


def may_answer(seat, user):
    """The deputy says oneself who comes; the station may say it for the deputy. Nobody who has arrived takes leave."""
    return seat.reception.is_to_hold and not seat.arrived_at and (is_own(seat, user) or runs(seat.reception, user))


def say_yes(seat, *, by):
    if not may_answer(seat, by):
        raise PermissionDenied("this answer is not yours to give")
    changed(seat, {"said_yes_at": timezone.now(), "leave_at": None, "leave_reason": "", "seen_at": timezone.now()})


def take_leave(seat, *, by, reason):
    if not may_answer(seat, by):
        raise PermissionDenied("this leave is not yours to take")
    if seat.leave_at is None or seat.leave_reason != reason:
        changed(seat, {"leave_at": timezone.now(), "leave_reason": reason, "said_yes_at": None}, arrived_at=None)


def see_change(seat, *, by):
    """The deputy knows of every change made until now."""
    if not is_own(seat, by):
        raise PermissionDenied("only the deputy can have seen it")
    changed(seat, {"seen_at": timezone.now()})
