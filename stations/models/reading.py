"""Who has to read a notice, counted as people and places stand today, and who has."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.flows.notice import OFFICE
from stations.models.people import AT_STATION, Membership, Role, User
from stations.models.place import Station


@dataclass(frozen=True)
class Reader:
    """A person at a place; ``read_at`` is None until the person confirms."""

    user: int
    name: str
    role: str
    place: str
    key: str  # of the place: s7 a station, r430602012 a street, u5 a unit
    read_at: datetime | None


def readers(notice):
    """Everybody with an account to whom the notice is told, place by place; who works at two places stands at both.

    Whoever works in the office that tells it knows it, whatever else the person is.
    """
    read = dict(notice.reads.values_list("user", "at"))
    tellers = set(Membership.objects.current().filter(region=notice.region_id, role__in=OFFICE).values_list("user", flat=True))
    people = [person for person in (*of_roles(notice), *of_deputies(notice)) if person["user"] not in tellers]
    people.sort(key=lambda person: (person["place"], person["name"]))
    return [Reader(**person, read_at=read.get(person["user"])) for person in people]


def places(notice):
    """The stations that the notice names, or all of its region."""
    chosen = notice.stations.all()
    return chosen if chosen else Station.objects.filter(region__code__startswith=notice.within_id)


def of_roles(notice):
    """Staff of the stations, street offices and units."""
    named, stations = Q(pk__in=[]), places(notice)
    for role in AT_STATION:
        if getattr(notice, f"to_{role}"):
            named |= Q(role=role, station__in=stations)
    if notice.to_street:
        chosen = notice.stations.exists()
        streets = Q(region__in=stations.values("region")) if chosen else Q(region__code__startswith=notice.within_id)
        named |= Q(streets, role=Role.STREET)
    if notice.to_unit:
        named |= Q(role=Role.UNIT, unit__region__code__startswith=notice.within_id)
    held = Membership.objects.current().filter(named, user__is_active=True).select_related("user", "station", "region", "unit")
    return [person(member) for member in held]


def of_deputies(notice):
    """Deputies with an account, posted today to one of the stations."""
    if not notice.to_deputy:
        return []
    today = timezone.localdate()
    posted = User.objects.filter(
        Q(deputy__postings__until=None) | Q(deputy__postings__until__gte=today), deputy__postings__since__lte=today,
        deputy__postings__station__in=places(notice), is_active=True)
    rows = posted.values_list("pk", "name", "deputy__postings__station__name", "deputy__postings__station")
    return [{"user": pk, "name": name, "role": _("人大代表"), "place": place, "key": f"s{station}"}
            for pk, name, place, station in rows.distinct()]


def person(member):
    place = member.place
    return {"user": member.user_id, "name": member.user.name, "role": member.get_role_display(), "place": str(place),
            "key": f"{place._meta.model_name[0]}{place.pk}"}
