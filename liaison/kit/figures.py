"""A figure: one number = one label, one written definition and one query of the rows that it counts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse


@dataclass(frozen=True)
class Scope:
    """Whose eyes, which days (both ends included) and which place (a region's code prefix, a station) a figure is read for."""

    user: object
    since: date | None = None
    until: date | None = None
    region: str = ""
    station: int | None = None

    def within(self, rows, day):
        """The rows whose date or time column ``day`` lies in the period."""
        suffix = "__date" if rows.model._meta.get_field(day.split("__")[-1]).get_internal_type() == "DateTimeField" else ""
        if self.since:
            rows = rows.filter(**{f"{day}{suffix}__gte": self.since})
        if self.until:
            rows = rows.filter(**{f"{day}{suffix}__lte": self.until})
        return rows

    def at(self, rows, station="station"):
        """The rows of the place, by way of the column that leads to the station."""
        if self.station:
            rows = rows.filter(**{station: self.station})
        if self.region:
            rows = rows.filter(**{f"{station}__region__code__startswith": self.region})
        return rows

    def query(self):
        told = {"since": self.since, "until": self.until, "place": self.region, "station": self.station}
        return {key: str(value) for key, value in told.items() if value}

    def narrow(self, **changes):
        return replace(self, **changes)


@dataclass(frozen=True)
class Figure:
    """``rows(scope)`` are the rows; the number is their count, or the sum of ``amount``; ``page`` is the list that opens them."""

    key: str
    label: str
    unit: str
    definition: str
    rows: Callable[[Scope], QuerySet]
    page: str
    amount: str = ""

    def number(self, scope):
        rows = self.rows(scope)
        return (rows.aggregate(total=Sum(self.amount))["total"] or 0) if self.amount else rows.count()

    def by(self, scope, *columns):
        """The same rows grouped: a list of tuples (column values…, number), largest first."""
        number = Sum(self.amount) if self.amount else Count("pk", distinct=True)
        return list(self.rows(scope).order_by().values_list(*columns).annotate(n=number).order_by("-n", *columns))

    def link(self, scope, **extra):
        """The address of the list that shows exactly the rows."""
        return f"{reverse(self.page)}?{urlencode({'figure': self.key, **scope.query(), **extra})}"
