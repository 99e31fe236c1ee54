"""Legal aid in 天元区 as the bulletin counts it: 407 small enterprises, and what was recovered for them."""

from disputes.models import LegalAidKind
from liaison.demo.legal_aid import Aids
from liaison.demo.tianyuan.places import of_kind

NUMBERS = {LegalAidKind.LECTURE: 110, LegalAidKind.ARBITRATION: 17, LegalAidKind.SUIT: 36, LegalAidKind.MEDIATION: 153,
           LegalAidKind.CONSULTATION: 64}
ENTERPRISES, RECOVERED = 407, 103_480_000
AT_LECTURE = 4  # enterprises
SEED = 81


def planned(district, since):
    """Each enterprise of the pool gets its turn, so that all of them and no others were aided."""
    aids, park, chain = Aids(district, since, SEED), of_kind(district, "park"), of_kind(district, "chain")
    small = [firm for firm in district.chain if firm.is_small]
    pools = {park: district.park, chain: small[:ENTERPRISES - len(district.park)]}
    turns = dict.fromkeys((park, chain), 0)
    kinds = [kind for kind, number in NUMBERS.items() for _ in range(number)]
    for number, kind in enumerate(kinds):
        place, each = chain if number % 7 == 0 else park, AT_LECTURE if kind == LegalAidKind.LECTURE else 1
        pool, begin = pools[place], turns[place]
        aids.add(kind, place, [pool[(begin + n) % len(pool)] for n in range(each)])
        turns[place] += each
    aids.recover(RECOVERED)
    return aids
