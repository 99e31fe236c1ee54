"""All that stations and deputies of a district of the demo do besides their matters, laid out and then made in order of time."""

from dataclasses import dataclass
from datetime import date, timedelta

from liaison.demo import standards, turns
from liaison.demo.activities import Activities
from liaison.demo.almanac import YEAR
from liaison.demo.assessments import Assessments
from liaison.demo.deeds import Deeds
from liaison.demo.duties import Told
from liaison.demo.legal_aid import Aids
from liaison.demo.money import Money
from liaison.demo.offices import Inspections, Notices

SEED = 120
ACTIVITIES = 3  # at each station within a year


@dataclass
class Service:
    """What of it a district lays out by its own numbers; ``scale`` is how much there is of what is scattered."""

    district: object
    deeds: Deeds
    activities: Activities
    aids: Aids
    scale: int

    @property
    def named(self):
        """The places whose people can sign in."""
        return [next(place for place in self.district.places if place.station.region_id == region)
                for region in self.district.county.accounts]


def since(almanac):
    """The first of January of last year, from which the bulletin counts."""
    return date(almanac.today.year - 1, 1, 1)


def usual(district):
    """What a district has that nobody has counted."""
    almanac = district.almanac
    activities = Activities(district, SEED)
    activities.everywhere(almanac.today - timedelta(days=YEAR), ACTIVITIES)
    return Service(district, Deeds(district, since(almanac), SEED).lay_out(), activities,
                   Aids(district, since(almanac)).usual(), scale=3)


def make(services, almanac, say):
    """First what stands alone, then what follows from it: what is contested, and what stations are assessed by."""
    say("办实事、活动、经费、督查、通知、法律援助……")
    first = [turn for service in services for turn in begin(service)]
    turns.make(first, almanac)
    for service in services:
        service.activities.make()
        service.aids.make()
        service.notices.read()
        standards.check(service.district)
    say("站点考核和履职异议……")
    turns.make([turn for service in services for turn in follow(service)], almanac)


def begin(service):
    district, named = service.district, service.named
    money, told = Money(district).lay_out(named), Told(district).lay_out(since(district.almanac))
    inspections = Inspections(district).lay_out(named, 8 * service.scale)
    service.notices = Notices(district).lay_out(named)
    for place in named:
        for plan in (service.deeds, service.activities, service.aids, told):
            plan.at_named(place)
    service.deeds.scattered(16 * service.scale)
    money.scattered(4 * service.scale)
    return [*service.deeds.turns, *money.turns, *told.turns, *inspections.turns, *service.notices.turns]


def follow(service):
    assessments, told = Assessments(service.district), Told(service.district)
    assessments.final()
    assessments.round(service.named)
    for place in service.named:
        told.contest(place)
    return [*assessments.turns, *told.turns]
