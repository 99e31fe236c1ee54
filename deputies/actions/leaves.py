"""A leave taken back: by the deputy, or by those who run a station or a street where the deputy is posted."""

from django.core.exceptions import PermissionDenied

from deputies.models import Deputy, Posting
from stations.models import Role
from stations.models.people import AT_STATION


def answered_for(user):
    """The deputies for whom the user says when they cannot come: oneself, and those of the own station or street."""
    here = user.reach(*AT_STATION, Role.STREET, to="station")
    posted = Deputy.objects.filter(pk__in=Posting.objects.current().filter(here).values("deputy"))
    return (posted | Deputy.objects.filter(pk=user.deputy_id or 0)).distinct()


def withdraw(leave, *, by):
    """The row goes; that it was there stays in its history. Raises PermissionDenied."""
    if not answered_for(by).filter(pk=leave.deputy_id).exists():
        raise PermissionDenied("the leave of a deputy of another station")
    leave.delete()
