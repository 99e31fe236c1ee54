"""Whom the stations of the demo serve: grids of residents, and made-up enterprises of parks, a chain and workshops."""

from itertools import product
from random import Random

from liaison.demo.shares import shared
from liaison.demo.telling import document
from stations.models import Enterprise, Grid

SEED = 40
ORDER = "一二三四五六七八九十"
KINDS = {"park": "park", "chain": "chain", "enterprise": "workshop"}
SOME = {"park": 16, "chain": 14, "enterprise": 4}  # enterprises of a station, unless a district has its own numbers
PER_HOUSEHOLD = 2.7
COMMON, FEW = 30, 5


class Names:
    """Names of enterprises that nobody has: no place in front, no form of company behind; none given twice."""

    def __init__(self):
        words = document("served")
        self.words, self.rng = words, Random(SEED)
        self.left = [first + second for first, second in product(words["first"], words["second"])]
        self.rng.shuffle(self.left)

    def take(self, kind):
        return self.left.pop() + self.rng.choice(self.words[kind])


def ordinal(number):
    """1 一, 12 十二, 20 二十"""
    tens, ones = divmod(number, 10)
    return (ORDER[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (ORDER[ones - 1] if ones else "")


def grids(place, residents):
    """A grid for each number of residents."""
    return [
        Grid(station=place.station, name=f"{place.station.community}第{ordinal(number)}网格", residents=people,
             households=round(people / PER_HOUSEHOLD))
        for number, people in enumerate(residents, 1)]


def enterprises(place, staff, names, rng):
    """An enterprise for each number of staff, of the kind that the station is for."""
    station, words, kind = place.station, document("served"), KINDS[place.station.kind]
    found = []
    for people in staff:
        since = station.opened_on.replace(year=min(station.opened_on.year + rng.randrange(4), 2024))
        found.append(Enterprise(
            name=names.take(kind), station=station, region=station.region, kind=kind, staff=people, is_small=people < 300,
            chain=words["chains"][station.region_id[:6]] if kind == "chain" else "", since=since,
            contact=f"{rng.choice(words['surnames'])}{rng.choice(words['people'])}"))
    return found


def usual(district, names, but=()):
    """What stations have that nobody has counted: some grids each, some enterprises where they are for enterprises."""
    rng, made_grids, made = Random(SEED), [], []
    for place in district.places:
        if place.station.kind in but:
            continue
        made_grids += grids(place, [rng.randrange(500, 2600, 10) for _ in range(rng.randint(3, 6))])
        if number := SOME.get(place.station.kind):
            made += enterprises(place, shared(number * COMMON, number, rng, FEW, 2), names, rng)
    return made_grids, made


def save(found):
    """The grids and enterprises into the database; returns the enterprises."""
    Grid.objects.bulk_create(found[0])
    return Enterprise.objects.bulk_create(found[1])
