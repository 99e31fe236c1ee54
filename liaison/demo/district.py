"""Loads the demo: the places, people, reception days of its districts, and their matters walked through the flows."""

import gc
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from random import Random
from time import monotonic
from typing import NamedTuple
from unittest.mock import patch

from django.db import transaction
from django.utils import timezone

from disputes.models import Category
from liaison.demo import matters, people, places, receptions, served, service, stories, year
from liaison.demo.almanac import Almanac
from liaison.demo.county import YUEYANGLOU
from liaison.demo.ledger import told_by_day
from liaison.demo.walks import District
from stations.models import DeadlineRule, Setting, User, day_calendar
from stations.models.matter import Placed
from stations.models.people import UserManager

SEED = 20260101


def load(say, *beside):
    """Everything in one transaction: a load that is broken off leaves the portal empty.

    ``beside`` lay out further districts, which share the clock and the names of the first one.
    """
    began, almanac = monotonic(), Almanac(timezone.now(), day_calendar())
    with transaction.atomic(), undisturbed():
        district = settle(almanac)
        laid = [lay_out(district, say), *(lay_out_another(district, say) for lay_out_another in beside)]
        walks = [walk for each in laid for walk in each.walks]
        say(f"按流程走完 {len(walks)} 件事，共 {sum(len(walk.beats) for walk in walks)} 步……")
        with travelling(almanac), told_by_day(almanac):
            year.tell(walks, almanac, say)
            service.make([each.service for each in laid], almanac, say)
    say(f"演示数据装入完成，用时 {monotonic() - began:.0f} 秒。")


class Laid(NamedTuple):
    """What a district is going to do."""

    walks: list
    service: object


def lay_out(district, say):
    """The reception days, whom the stations serve, and the matters and the service of the year, of which none has begun."""
    say(f"{district.county.name}：{len(district.places)} 个联络站、承办单位和五级代表已建立，排定一年的接待日……")
    with travelling(district.almanac):
        receptions.hold(district)
    district.enterprises = served.save(served.usual(district, district.firms))
    plan = year.Year(district, SEED)
    plan.walks += stories.walks(district, year.WRITERS)
    matters.lay_out(plan)
    return Laid(plan.walks, service.usual(district))


@contextmanager
def undisturbed():
    """Nobody looks for garbage meanwhile: what is made here is kept, and looking through it again and again takes a tenth."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def travelling(almanac):
    """Now is what the almanac says, and reference data, which nobody changes meanwhile, is asked for once."""
    system = User.objects.system()
    with (
        patch("django.utils.timezone.now", almanac),
        patch.object(UserManager, "system", lambda users: system),
        patch("stations.models.calendar.day_calendar", lambda: almanac.calendar),
        patch.object(Setting, "number_at", cache(Setting.number_at)),
        patch.object(Placed, "rule", remembered(Placed.rule)),
    ):
        yield


def remembered(rule):
    """The rule asked for once for all places that have none of their own."""
    known, own = {}, list(DeadlineRule.objects.exclude(region=None).values_list("region", flat=True))

    def ask(matter, clock):
        places = tuple(code for code in own if matter.region_code.startswith(code))
        key = matter.flow.name, places, clock, matter.clock_variant()
        if key not in known:
            known[key] = rule(matter, clock)
        return known[key]

    return ask


def settle(almanac):
    """The first district with its people, and what another one shares with it."""
    names = people.Names(Random(2))
    return District(
        almanac=almanac, names=names, firms=served.Names(), system=User.objects.system(),
        categories={(row.kind, row.code): row for row in Category.objects.all()},
        rules={(rule.flow, rule.clock, rule.variant): rule for rule in DeadlineRule.objects.filter(region=None)},
        **inhabited(YUEYANGLOU, almanac, names),
    )


def inhabited(county, almanac, names):
    """What a district has of its own."""
    found, units = places.load(county)
    clerks, accounts = people.load(county, found, units, almanac.today + timedelta(days=receptions.COMING), names)
    return {
        "county": county, "places": found, "units": units, "clerks": clerks, "committee": accounts[county.offices["district"][0]]}
