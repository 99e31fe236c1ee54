"""Where a list begins for a reader: this year at the own station, street or district, unless the address names a place."""

from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.models import Posting
from liaison.kit.figures import Scope, numbers

NAMING = ("everywhere", "figure", "place", "station", "deputy")  # the reader has said already what the list is of


def is_named(params):
    return any(params.get(name) for name in NAMING)


def beginning(params, user):
    """(the scope that a list begins with, what its place is called or "" for all)."""
    year = Scope(user, since=timezone.localdate().replace(month=1, day=1))
    if is_named(params):
        return year, ""
    for held in user.current_memberships:
        if held.station_id:
            return year.narrow(station=held.station_id), held.station.name
        if held.region_id:
            return year.narrow(region=held.region_id), held.region.name
    posting = Posting.objects.current().filter(deputy=user.deputy_id or 0).select_related("station").order_by("-since").first()
    return (year.narrow(station=posting.station_id), posting.station.name) if posting else (year, "")


def meant(asked, mine):
    """The one of the user's stations that the address asks for by its key, the first if it asks for none; None: not theirs."""
    return next((place for place in mine if str(place.pk) == asked), None if asked else next(iter(mine), None))


def told_scope(scope, told):
    """The scope as the filters of the list narrow it."""
    if "since" in told or "until" in told:
        scope = scope.narrow(since=told.get("since"), until=told.get("until"))
    station, region = told.get("station"), told.get("place")
    return scope.narrow(station=station.pk if station else scope.station, region=region or scope.region)


def cards(figures, keys, scope):
    """The figures as _figure.html shows them."""
    found = numbers((figures[key] for key in keys), scope)
    return [
        {"label": figure.label, "number": found[figure.key], "unit": figure.unit, "definition": figure.definition,
         "url": figure.link(scope), "change": large_words(found[figure.key], figure.unit)}
        for figure in map(figures.get, keys)
    ]


def large_words(number, unit):
    """A large number is read more easily in ten thousands: 4800000 元 is 480 万元."""
    told = {"n": f"{number / 10000:.2f}".rstrip("0").rstrip("."), "unit": unit}
    return _("合 %(n)s 万%(unit)s") % told if number >= 10000 else ""
