"""Where somebody may begin something: at the own stations, and as a deputy at those of the posting."""

from django.db.models import Q

from deputies.models import Posting
from stations.models import Station


def stations_to_act_at(user, *roles):
    """The open stations where the user holds one of the roles, or is posted as a deputy."""
    found = user.reach(*roles)
    if user.deputy_id:
        found |= Q(pk__in=Posting.objects.current().filter(deputy=user.deputy_id).values("station"))
    return Station.objects.visible_to(user).open().filter(found).order_by("code")
