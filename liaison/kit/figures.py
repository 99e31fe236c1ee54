"""A figure: one number = one label, one written definition and one query of the rows that it counts.

A list page opens exactly the rows of a figure by one call before its own filters:

    figure, rows = chosen(FIGURES, "disputes:issues", request.GET, request.user)
    rows = rows if figure else Issue.objects.visible_to(request.user)

``rows`` are already narrowed to what the user may see and to every part of the scope in the query string (since,
until, place, station, category, stage); the page shows ``figure.label`` and ``figure.definition`` as its first chip and
opens no tab of its own. Rubbish in the query string is ignored.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import CharField, Count, DateTimeField, DecimalField, QuerySet, Sum, Value
from django.urls import reverse
from django.utils import timezone

FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2199, 12, 31)  # days at the ends of the calendar have no midnight in every zone


@dataclass(frozen=True)
class Scope:
    """What a figure is read for: eyes, days (both ends included), place (a region's code prefix, a station), class and stage."""

    user: object
    since: date | None = None
    until: date | None = None
    region: str = ""
    station: int | None = None
    category: int | None = None
    stage: str = ""

    def within(self, rows, day):
        """The rows whose date or time column ``day`` lies in the period."""
        is_time = isinstance(rows.model._meta.get_field(day), DateTimeField)
        if self.since:
            rows = rows.filter(**{f"{day}__gte": _midnight(self.since) if is_time else self.since})
        if self.until:
            next_day = self.until + timedelta(1)
            rows = rows.filter(**{f"{day}__lt": _midnight(next_day) if is_time else next_day})
        return rows

    def at(self, rows, station="station"):
        """The rows of the place, by way of the column that leads to the station ("pk" for stations themselves)."""
        if self.station:
            rows = rows.filter(**{station: self.station})
        if self.region:
            region = "region" if station == "pk" else f"{station}__region"
            rows = rows.filter(**{f"{region}__code__startswith": self.region})
        return rows

    def query(self):
        told = {
            "since": self.since, "until": self.until, "place": self.region, "station": self.station,
            "category": self.category, "stage": self.stage,
        }
        return {key: str(value) for key, value in told.items() if value}

    def narrow(self, **changes):
        return replace(self, **changes)


@dataclass(frozen=True)
class Figure:
    """``rows(scope)`` are the rows, each once; the number is their count, or the sum of ``amount``; ``page`` opens them.

    ``is_present`` figures tell how things stand today: no period narrows them, and their link names none. ``station`` is
    the way from a row to its station.
    """

    key: str
    label: str
    unit: str
    definition: str
    rows: Callable[[Scope], QuerySet]
    page: str
    amount: str = ""
    is_present: bool = False
    station: str = "station"

    def number(self, scope):
        return self.total(self.rows(scope))

    def total(self, rows):
        """The number of its rows, also of those that a list has narrowed further."""
        return plain(rows.aggregate(total=Sum(self.amount))["total"]) if self.amount else rows.count()

    def by(self, scope, *columns):
        """The same rows grouped: a list of tuples (column values…, number), largest first."""
        rows = self.rows(scope).order_by().values_list(*columns).annotate(n=self._number()).order_by("-n", *columns)
        return [(*told, plain(number)) for *told, number in rows]

    def _number(self):
        return Sum(self.amount, default=0) if self.amount else Count("pk", distinct=True)

    def link(self, scope, **extra):
        """The address of the list that shows exactly the rows."""
        scope = scope.narrow(since=None, until=None) if self.is_present else scope
        return f"{reverse(self.page)}?{urlencode({'figure': self.key, **scope.query(), **extra})}"


def at_stage(model, *stages):
    """The rows of a flowing model that wait at one of the stages, at the places of the scope, if the reader may see them."""
    return lambda scope: scope.at(model.objects.visible_to(scope.user).filter(stage__in=stages))


def numbers(figures: Iterable[Figure], scope: Scope) -> dict[str, int | Decimal]:
    """The numbers of many figures by key, at one query, or two where amounts of money are among them."""
    figures = list(figures)
    return dict.fromkeys((figure.key for figure in figures), 0) | dict(grouped(figures, scope))


def grouped(figures: Iterable[Figure], scope: Scope, *columns: str) -> list[tuple]:
    """The numbers of many figures by columns that all their rows have: (key, column values…, number), as ``numbers``."""
    counted, money = [], []
    for figure in figures:
        rows = figure.rows(scope).order_by().annotate(figure=Value(figure.key, CharField())).values_list("figure", *columns)
        kind = figure.amount and rows.model._meta.get_field(figure.amount)
        (money if isinstance(kind, DecimalField) else counted).append(rows.annotate(n=figure._number()))
    told = [row for alike in (counted, money) if alike for row in alike[0].union(*alike[1:], all=True)]
    return [(*values, plain(number)) for *values, number in told]


def plain(number):
    """A whole amount of money as a whole number, another one to the fen, the sum of nothing as 0."""
    return round(number, 2) if number and number != int(number) else int(number or 0)


def money(amount):
    """An amount of yuan as it is read: 1,200 or 1,200.50."""
    return f"{amount:,.2f}".removesuffix(".00")


def in_chinese(number):
    """An ordinal below a hundred as papers write it: 第六届, 第十六届."""
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    return ("十" if tens == 1 else f"{digits[tens]}十" if tens else "") + (digits[ones] if ones or not tens else "")


def scope_from(params: Mapping[str, str], user) -> Scope:
    """The scope that a query string tells."""
    return Scope(
        user, _day(params.get("since")), _day(params.get("until")), _told(r"\d{2,12}", params.get("place")) or "",
        _key(params.get("station")), _key(params.get("category")), _told(r"[a-z_]{1,30}", params.get("stage")) or "",
    )


def chosen(figures: Mapping[str, Figure], page: str, params: Mapping[str, str], user):
    """The figure that the query string asks this page to open, and its rows; (None, None) if it asks for none."""
    figure = figures.get(params.get("figure"))
    if figure is None or figure.page != page:
        return None, None
    return figure, figure.rows(scope_from(params, user))


def _told(pattern, text):
    return text if text and re.fullmatch(pattern, text, re.ASCII) else None


def _key(text):
    """A primary key that every database can hold."""
    return int(text) if _told(r"\d{1,18}", text) else None


def _day(text):
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))
