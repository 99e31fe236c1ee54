"""Who might be posted at a station, and why: proposed by nearness and expertise, decided by a person."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from deputies.models import CongressLevel, Deputy, Mandate, Posting
from disputes.models import Issue
from liaison.kit.flow import Obstacle
from stations.models import Role, Setting, Station

COMMUNITY, STREET, ELSEWHERE = range(3)  # how near, where nobody knows the kilometres
DIRECT = (CongressLevel.COUNTY, CongressLevel.TOWNSHIP)
TOPICS, ALIKE, SHOWN = 3, 2, 20
POSTERS = (Role.STREET, Role.DISTRICT)


@dataclass
class Nearness:
    """How near a deputy's electoral unit lies to a station: in steps, and in km where both have coordinates."""

    step: int
    km: float | None = None

    def is_nearer_than(self, other):
        if self.km is not None and other.km is not None:
            return self.km < other.km
        return self.step < other.step

    @property
    def order(self):
        return self.step, self.km is None, self.km or 0


@dataclass
class Proposal:
    deputy: Deputy
    nearness: Nearness
    posted: list = field(default_factory=list)  # where the deputy is posted now
    reasons: list = field(default_factory=list)
    topics: int = 0

    @property
    def order(self):
        return self.nearness.order, -self.topics, len(self.posted), self.deputy.name, self.deputy.pk


class Proposals:
    """The deputies in office who might be posted at the station: posted nowhere yet, or farther away than it is.

    ``named`` asks for deputies by name instead, however far.
    """

    def __init__(self, station, user, named=""):
        self.station, self.user, self.named = station, user, named

    @cached_property
    def rows(self):
        found = (self._propose(deputy) for deputy in self.candidates().prefetch_related(
            "mandates__electoral_unit", "postings__station__region", "expertise"))
        return sorted(filter(None, found), key=lambda proposal: proposal.order)

    @property
    def shown(self):
        return self.rows[:SHOWN]

    def candidates(self):
        """Deputies in office of this county, or elected by one above it, who are not posted here."""
        county = self.station.region_id[:6]
        above = [county[:length] for length in (2, 4, 6)]
        seats = Mandate.objects.in_force().filter(
            Q(electoral_unit__region__code__startswith=county) | Q(electoral_unit__region__in=above))
        here = Posting.objects.current().filter(station=self.station)
        found = Deputy.objects.visible_to(self.user).filter(pk__in=seats.values("deputy")).exclude(pk__in=here.values("deputy"))
        if self.named:
            found = found.filter(name__icontains=self.named)
        return found

    @cached_property
    def _stations(self):
        """The open stations of the county that lie in a community: where a constituency of that name is at home."""
        near = Station.objects.open().filter(region__code__startswith=self.station.region_id[:6])
        return list(near.exclude(community=""))

    def _propose(self, deputy):
        units = [held.electoral_unit for held in deputy.current_mandates if held.level in DIRECT]
        homes = [place for place in self._stations if any(place.community in unit.name for unit in units)]
        posted = [posting.station for posting in deputy.current_postings]
        nearness = self.nearness(self.station, units, homes)
        if posted and not self.named and not all(
                nearness.is_nearer_than(self.nearness(place, units, homes)) for place in posted):
            return None
        told = Proposal(deputy, nearness, posted)
        told.reasons = [*self._where(told, units, homes), *self._what(told)]
        return told

    def nearness(self, station, units, homes):
        named = station.community and any(station.community in unit.name for unit in units)
        if named:
            return Nearness(COMMUNITY, 0)
        streets = {home.region_id for home in homes} | {unit.region_id for unit in units if len(unit.region_id) >= 9}
        distances = [km for home in homes if (km := station.km_to(home)) is not None]
        return Nearness(STREET if station.region_id in streets else ELSEWHERE, min(distances, default=None))

    def _where(self, told, units, homes):
        unit = next((unit.name for unit in units), "")
        if told.nearness.step == COMMUNITY:
            yield _("同一社区选区：%(unit)s") % {"unit": unit}
        elif told.nearness.step == STREET:
            yield _("同一街道（乡镇）：%(unit)s") % {"unit": unit}
        elif unit:
            yield _("选区：%(unit)s") % {"unit": unit}
        if told.nearness.km:
            yield _("距离 %(km).1f 公里") % {"km": told.nearness.km}
        if told.posted:
            yield _("现编在%(stations)s") % {"stations": "、".join(place.name for place in told.posted)}
        else:
            yield _("还没有编入联络站")

    def _what(self, told):
        for skill in told.deputy.expertise.all():
            for label, number in self.topics:
                if len(set(skill.name) & set(label)) >= ALIKE:
                    told.topics += number
                    yield _("专长相符：%(skill)s（%(label)s %(n)s 件）") % {"skill": skill.name, "label": label, "n": number}

    @cached_property
    def topics(self):
        """What residents brought here most of late: [(class, number)]."""
        since = timezone.localdate() - timedelta(Setting.number_at("posting.recent_days", self.station.region_id))
        recent = Issue.objects.visible_to(self.user).counted().filter(station=self.station, begun_on__gte=since)
        return Counter(dict(recent.order_by().values_list("category__label").annotate(n=Count("pk")))).most_common(TOPICS)

    @cached_property
    def load(self):
        """How many are posted here, and how many at a station of the street on average."""
        places = Station.objects.open().filter(region=self.station.region_id)
        counts = dict.fromkeys(places.values_list("pk", flat=True), 0) | dict(
            Posting.objects.current().filter(station__in=places).order_by().values_list("station")
            .annotate(n=Count("deputy", distinct=True)))
        here = counts.get(self.station.pk, 0)
        return {"here": here, "average": round(sum(counts.values()) / len(counts), 1) if counts else here}


@transaction.atomic
def post(station, deputies, *, since, by, ending=False):
    """Post the deputies at the station from a day on; with ``ending`` their other postings end the day before.

    Other postings end only where the user may end them. Raises PermissionDenied; Obstacle if one is there already.
    """
    _allow(station, by)
    try:
        for deputy in deputies:
            if Posting.objects.current(since).filter(deputy=deputy, station=station).exists():
                raise Obstacle(_("%(name)s已经编在这个站。") % {"name": deputy.name})
            Posting.objects.create(deputy=deputy, station=station, since=since)
    except IntegrityError:
        raise Obstacle(_("刚刚已由别人编组，请核对后再编。")) from None
    if ending:
        others = Posting.objects.current(since).filter(by.reach(*POSTERS, to="station"), deputy__in=deputies)
        end(list(others.exclude(station=station)), until=since - timedelta(1), by=by)


@transaction.atomic
def end(postings, *, until, by):
    """End postings on a day, at the earliest on the day they began. Raises PermissionDenied."""
    for posting in postings:
        _allow(posting.station, by)
        posting.until = max(until, posting.since)
        posting.save(update_fields=["until"])


def _allow(station, by):
    if not by.has_role(*POSTERS, at=station):
        raise PermissionDenied("deputies are posted by the street's or the district's committee")
