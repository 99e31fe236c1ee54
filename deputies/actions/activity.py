"""Verbs of activities: arrange, report, call off, take up again. The duty file follows each of them."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from deputies.models import Participation
from deputies.models.deputy import posted_to
from stations.models import Role
from stations.models.people import AT_STATION

RUNNING = (*AT_STATION, Role.STREET, Role.DISTRICT)


def may_plan(station, user):
    """Who runs the station or oversees it, and each deputy who is posted there."""
    return user.has_role(*RUNNING, at=station) or posted_to(station, user)


def may_run(activity, user):
    """Who changes an activity and tells how it went: the station, and the street and district above it."""
    return user.has_role(*RUNNING, at=activity.station)


def may_collect(activity, user):
    """Who writes down what residents said there, once it has begun: the station, and its deputies who take part."""
    if activity.is_cancelled or activity.on > timezone.localdate():
        return False
    listens = user.deputy_id in activity.taking_part() and posted_to(activity.station, user)
    return listens or user.has_role(*AT_STATION, at=activity.station)


@transaction.atomic
def arrange(activity, deputies, *, by):
    """Save the plan with those who are to take part; of who attended already nothing is lost but who is taken out."""
    if not (may_run(activity, by) if activity.pk else may_plan(activity.station, by)):
        raise PermissionDenied("an activity is arranged by its station")
    activity.save()
    chosen = {deputy.pk for deputy in deputies}
    activity.participations.exclude(deputy__in=chosen).delete()
    known = set(activity.participations.values_list("deputy", flat=True))
    Participation.objects.bulk_create(Participation(activity=activity, deputy_id=pk) for pk in sorted(chosen - known))
    activity.tell_duties()


@transaction.atomic
def report(activity, attended, *, by):
    """The activity was held: keep what was told of it, and who took part, expected or not."""
    if not may_run(activity, by) or activity.is_cancelled or activity.on > timezone.localdate():
        raise PermissionDenied("only what has taken place is reported, by its station")
    activity.is_held = True
    activity.save()
    came = {deputy.pk for deputy in attended}
    known = set(activity.participations.values_list("deputy", flat=True))
    Participation.objects.bulk_create(Participation(activity=activity, deputy_id=pk) for pk in sorted(came - known))
    activity.participations.filter(deputy__in=came).update(attended=True)
    activity.participations.exclude(deputy__in=came).update(attended=False)
    activity.tell_duties()


@transaction.atomic
def cancel(activity, *, by):
    """Called off, with the reason that the activity carries; what it proved is taken back."""
    if not may_run(activity, by):
        raise PermissionDenied("an activity is called off by its station")
    activity.is_held = False
    activity.save()
    activity.tell_duties()


@transaction.atomic
def restore(activity, *, by):
    """Planned again, as if it had not been called off; how it went is to be told anew."""
    if not may_run(activity, by):
        raise PermissionDenied("an activity is taken up again by its station")
    activity.cancel_reason = ""
    activity.save()
    activity.tell_duties()
