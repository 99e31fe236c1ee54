"""Whom the stations of 天元区 serve: the park's 350 enterprises and 70,000 residents, and the 83 of the chain."""

from random import Random

from liaison.demo import served
from liaison.demo.shares import shared
from liaison.demo.tianyuan.places import of_kind

PARK, STAFF, RESIDENTS, GRIDS = 350, 7000, 70000, 20
CHAIN, CHAIN_STAFF = 83, 5200
SEED = 41


def make(district, names):
    """All of its enterprises, those of the chain in their numbers as ``district.chain``."""
    rng, park, chain = Random(SEED), of_kind(district, "park"), of_kind(district, "chain")
    grids, others = served.usual(district, names, but=("park", "chain"))
    grids += served.grids(park, shared(RESIDENTS, GRIDS, rng, 800, 0.5))
    at_park = served.enterprises(park, shared(STAFF, PARK, rng, 3, 2), names, rng)
    on_chain = served.enterprises(chain, shared(CHAIN_STAFF, CHAIN, rng, 12, 2), names, rng)
    district.enterprises = served.save((grids, at_park + on_chain + others))
    district.park, district.chain = at_park, on_chain
