"""What stations and deputies have done, in the figures of all apps: one card each, and a table of the stations."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from liaison.figures import FIGURES
from liaison.kit.figures import grouped, numbers

GROUPS = (
    (_("接待和联系"), ("receptions_held", "deputy_visits", "electors_received", "reception_solved")),
    (_("活动"), ("activities", "evenings", "group_activities", "reached")),
    (_("联系群众办实事"), ("deeds", "deed_contacts", "deed_problems", "deed_funds")),
    (_("服务企业和居民"), ("enterprises", "enterprise_staff", "grids", "residents", "enterprise_problems")),
    (_("法律援助"), ("legal_aid_enterprises", "legal_sessions", "legal_arbitrations", "legal_suits", "legal_mediations",
                 "legal_recovered")),
    (_("代表履职"), ("duties", "deputies_served")),
    (_("经费和督查"), ("budget", "spent", "inspections", "findings_open")),
)
LARGE = 10_000_000  # the first number that does not fit
BY_STATION = ("deputy_visits", "electors_received", "reception_solved", "activities", "enterprises", "enterprise_staff",
              "residents", "enterprise_problems")


class Work:
    """The figures of one scope; ``period`` are the words for its days. The queries do not grow with the rows."""

    def __init__(self, scope, period):
        self.scope, self.period = scope, period

    @cached_property
    def numbers(self):
        return numbers((FIGURES[key] for _title, keys in GROUPS for key in keys), self.scope)

    @property
    def groups(self):
        return [{"title": title, "cards": [self.card(FIGURES[key]) for key in keys]} for title, keys in GROUPS]

    def card(self, figure):
        number, unit = in_ten_thousands(self.numbers[figure.key], figure.unit)
        return {"label": figure.label, "number": number, "unit": unit, "definition": figure.definition,
                "url": figure.link(self.scope)}

    @property
    def columns(self):
        return [FIGURES[key] for key in BY_STATION]

    @cached_property
    def stations(self):
        """A row for every open station of the scope: its name, its key, and a number with its link for each column."""
        found = {}
        for key in BY_STATION:  # each by its own way to the station
            column = FIGURES[key].station
            for _key, station, number in grouped([FIGURES[key]], self.scope, column):
                found[station, key] = number
        places = FIGURES["stations"].rows(self.scope).order_by("code").values_list("pk", "name")
        return [{"pk": pk, "name": name, "cells": [self.cell(key, pk, found.get((pk, key), 0)) for key in BY_STATION]}
                for pk, name in places]

    def cell(self, key, station, number):
        url = FIGURES[key].link(self.scope.narrow(station=station)) if number else ""
        return {"label": FIGURES[key].label, "number": shown(number), "url": url}

    @property
    def definitions(self):
        return [FIGURES[key] for _title, keys in GROUPS for key in keys]


def shown(number):
    """With separators, as money and people are read; fractions only where there are some."""
    return f"{number:,}"


def in_ten_thousands(number, unit):
    """What would not fit on a card is told as people say it: 103,480,000 元 are 10,348 万元."""
    if number < LARGE:
        return shown(number), unit
    return f"{number / 10000:,.2f}".rstrip("0").rstrip("."), _("万%(unit)s") % {"unit": unit}
