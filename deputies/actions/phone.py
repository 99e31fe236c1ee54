"""Read a deputy's phone with a reason."""

from django.core.exceptions import PermissionDenied

from deputies.models import Posting
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
