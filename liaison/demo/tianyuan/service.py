"""The service of 天元区 in the numbers of the bulletin: activities, deeds and legal aid since last year began."""

from itertools import cycle

from liaison.demo.activities import Activities
from liaison.demo.deeds import Deeds, Numbers
from liaison.demo.service import Service, since
from liaison.demo.tianyuan import legal_aid

SEED = 121
EVENINGS = {"evening": 18, "courtyard": 14}  # 32
IN_GROUPS = {"group": 16, "exchange": 9, "study": 15}  # 40
OTHERS = {"visit": 26, "lecture": 12, "policy": 10, "research": 9, "inspection": 8, "report": 7}
DEEDS = Numbers(contacts=3700, problems=760, funds=4_800_000)


def planned(district):
    day = since(district.almanac)
    return Service(district, Deeds(district, day, SEED).lay_out(DEEDS), activities(district, day),
                   legal_aid.planned(district, day), scale=1)


def activities(district, day):
    """Each kind in turn at the stations where it fits: residents are not visited in the evening at a plant."""
    plan = Activities(district, SEED)
    homes = [place for place in district.places if not place.is_works]
    towns = [place for place in homes if place.is_town]
    for code, number in (EVENINGS | IN_GROUPS | OTHERS).items():
        places = cycle({"courtyard": towns, "evening": homes}.get(code, district.places))
        for _ in range(number):
            plan.held(code, next(places), day)
    return plan
