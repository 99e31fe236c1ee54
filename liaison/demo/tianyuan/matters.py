"""The matters of 天元区: what was solved at receptions and on the industrial chain, what was not, and what is open."""

from liaison.demo import issues, matters
from liaison.demo.telling import Deck, table
from liaison.demo.tianyuan.places import at_works, of_kind
from liaison.demo.tianyuan.served import CHAIN as ENTERPRISES
from liaison.demo.walks import SOURCES
from liaison.demo.year import Year, fits

SOLVED = {"spot": 56, "settled": 64, "handed": 103}  # the 223 problems solved at receptions, by their way
ON_CHAIN = {"spot": 5, "handed": 23}  # the 28 problems solved for enterprises of the chain
UNSOLVED = {"reception": 34, "chain": 3}
ELSEWHERE = {"spot": 12, "settled": 10, "handed": 30, "heard": 6, "suggested": 5}  # ended, but not from a reception day
REDIRECTED, VOIDED = 14, 2
NAMED = "嵩山社区"
SCATTERED = {
    "issue": {"registered": 3, "accepted": 2, "mediating": 2, "assigned": 2, "in_progress": 3, "answered": 2, "fed_back": 2,
              "rated": 1},
    "case": {"scheduled": 1, "performing": 2, "performed": 1},
    "suggestion": {"draft": 1, "submitted": 1, "in_progress": 2, "replied": 1},
}
AT_WORKS = {"registered": "overdue", "assigned": "fresh", "in_progress": "soon", "answered": "fresh"}
TRIED = [moves for moves in issues.HANDED_WAYS if moves != issues.NEVER_HAPPY]
ON_SPOT = issues.way("register answer_on_spot rate close")
COMPANIONS = (0, 0, 0, 1, 1, 2)


class Problems(Year):
    """Lays out matters since a day: what is told to come from a reception day begins on one, and all else on another day."""

    def __init__(self, district, seed, since):
        super().__init__(district, seed)
        self.since = since
        self.busy = [0 if place.is_works else busy for place, busy in zip(district.places, self.busy, strict=True)]
        self.decks |= self.by_end(table("requests"), "{}", False) | self.by_end(table("requests"), "{}", True)
        for name in ("works", "enterprises"):
            self.decks |= self.by_end(district.county.table(name), name + " {}", None)
        spots = table("spots") + district.county.table("spots")
        self.decks["spot"] = Deck([row for row in spots if row["kind"] == "spot"], self.rng)

    def by_end(self, rows, name, is_town):
        """The rows as two decks, ``solved`` and ``unsolved``; of the town or the city where that makes a difference."""
        found = {}
        for end in ("solved", "unsolved"):
            of_end = [row for row in rows if (row["result"] == "solved") == (end == "solved")]
            if is_town is None:
                found[name.format(end)] = Deck(of_end, self.rng)
            else:
                found[name.format(end), is_town] = Deck([row for row in of_end if fits(row, is_town)], self.rng)
        return found

    def told(self, deck, place, **more):
        """Where an issue may be closed by what it was turned into, it did not come from a reception day."""
        if deck in ("disputes", "suggestions"):
            more = {"source": self.rng.choice(SOURCES)} | more
        return super().told(deck, place, **{"companions": self.rng.choice(COMPANIONS)} | more)

    def start(self, walk, beats):
        almanac = self.district.almanac
        is_received = walk.told.get("source") == "reception"
        days = set(map(almanac.index, walk.place.receptions))
        latest = almanac.last - sum(beat.after for beat in beats)
        return self.rng.choice([n for n in range(almanac.index(self.since), latest + 1) if (n in days) == is_received])


def laid_out(district, since, seed):
    """The walks of all matters."""
    plan = Problems(district, seed, since)
    at_receptions(plan)
    for_enterprises(plan)
    elsewhere(plan)
    still_open(plan)
    return plan.walks


def at_receptions(plan):
    rng, places = plan.rng, plan.district.places
    for way, number in SOLVED.items():
        for _ in range(number):
            SOLVE[way](plan, plan.place() if way == "settled" else rng.choice(places), source="reception")
    for _ in range(UNSOLVED["reception"]):
        place = rng.choice(places)
        matters.handed(plan, place, plan.told(deck_of(place, "unsolved"), place, source="reception"), TRIED)
    for deck, moves, number in (("redirect", "register redirect", REDIRECTED), ("spot", "register void", VOIDED)):
        for _ in range(number):
            place = plan.place()
            plan.add(place, plan.told(deck, place, source="reception"), issues.way(moves))


def deck_of(place, end):
    return f"works {end}" if place.is_works else end


def solved_on_spot(plan, place, **more):
    plan.add(place, plan.told("spot", place, **more), ON_SPOT)


def solved_by_settling(plan, place, **more):
    matters.settled(plan, place, told=plan.told("disputes", place, outcome="solved", **more))


def solved_by_unit(plan, place, **more):
    matters.handed(plan, place, plan.told(deck_of(place, "solved"), place, **more), TRIED)


SOLVE = {"spot": solved_on_spot, "settled": solved_by_settling, "handed": solved_by_unit}


def for_enterprises(plan):
    """What stands in ``told["enterprise"]`` is the number of the enterprise of the chain that brought the problem."""
    for _ in range(ON_CHAIN["handed"]):
        matters.handed(plan, *brought(plan, "solved"), TRIED)
    for _ in range(ON_CHAIN["spot"]):
        place, told = brought(plan, "solved")
        plan.add(place, told, ON_SPOT)
    for _ in range(UNSOLVED["chain"]):
        matters.handed(plan, *brought(plan, "unsolved"), TRIED)
    for stage, due in AT_WORKS.items():
        place, told = brought(plan, "solved")
        plan.add(place, told, issues.way(issues.OPEN_WAYS[stage]), due, "issue", unit=plan.district.units[told["unit"]])


def brought(plan, end):
    """An enterprise's problem at the station of the chain: the place and what is told."""
    place = of_kind(plan.district, "chain")
    told = plan.told(f"enterprises {end}", place, source=plan.rng.choice(("visit", "outreach")))
    return place, told | {"enterprise": plan.rng.randrange(ENTERPRISES)}


def elsewhere(plan):
    """Ended, but brought on no reception day."""
    for way, number in ELSEWHERE.items():
        for _ in range(number):
            if way in SOLVE:
                SOLVE[way](plan, plan.place(), source=plan.rng.choice(SOURCES))
            else:
                {"heard": matters.heard, "suggested": matters.suggested}[way](plan, plan.place())


def still_open(plan):
    """Every open stage at the station of the named accounts, and more at others."""
    matters.at_named(plan, plan.district.place_of(NAMED), "housing")
    matters.scattered(plan, SCATTERED)
    for place in at_works(plan.district):
        for stage, due in AT_WORKS.items():
            told = plan.told("works solved", place)
            plan.add(place, told, issues.way(issues.OPEN_WAYS[stage]), due, "issue", unit=plan.district.units[told["unit"]])
