"""The matters of the year: what the named accounts find on their pages, what is open elsewhere, and what has ended."""

from liaison.demo import cases, issues, suggestions
from liaison.demo.telling import document
from liaison.demo.year import (
    MERGED,
    ON_SPOT,
    RATED,
    REDIRECTED,
    TO_UNIT,
    heard_way,
    suggested_way,
)

DUE = ("overdue", "soon")
SCATTERED = {  # how many more are open at other places, stage by stage
    "issue": {"registered": 6, "restricted": 1, "accepted": 4, "mediating": 5, "assigned": 4, "returned": 1,
              "in_progress": 6, "answered": 3, "fed_back": 3, "rated": 2, "rehandling": 1},
    "case": {"lead": 1, "consent": 1, "accepted": 1, "paneled": 1, "scheduled": 2, "assessing": 1, "deciding": 1,
             "agreed": 2, "performing": 5, "breached": 1, "performed": 4},
    "suggestion": {"draft": 2, "cosigning": 2, "submitted": 2, "accepted": 1, "assigned": 2, "in_progress": 5,
                   "replied": 2, "evaluated": 1},
}
PACE = ("overdue", "soon", "fresh", "fresh", "fresh")


def lay_out(year):
    for number, community in enumerate(("洛王社区", "南湖社区")):
        at_named(year, year.district.place_of(community), ("housing", "city")[number])
    scattered(year, SCATTERED)
    for _ in range(6):
        settled(year, year.place(), due=year.rng.choice(PACE))
    tracked(year)
    by_the_way(year)
    ended(year)


def at_named(year, place, unit):
    """Every open stage of the three flows at a named place, both overdue and soon due where a clock runs."""
    named = {"deputy": place.deputies[0], "lead": place.deputies[0], "unit": year.district.units[unit]}
    for number, stage in enumerate(issues.OPEN_WAYS):
        for due in DUE if stage in TWICE else DUE[number % 2:][:1]:
            open_issue(year, stage, place, due, **named)
    for number, stage in enumerate(cases.OPEN_WAYS):
        open_case(year, stage, place, DUE[number % 2], **named)
    for number, stage in enumerate(suggestions.OPEN_WAYS):
        if stage != "external":
            open_suggestion(year, stage, place, "fresh" if stage == "assigned" else DUE[number % 2], **named)
    for due in DUE:
        settled(year, place, due=due, **named)
    open_suggestion(year, "replied", place, "soon", **named)
    open_issue(year, "assigned", place, "fresh", **named)
    open_issue(year, "rated", place, "fresh", is_unhappy=True, **named)


TWICE = ("registered", "accepted", "mediating", "assigned", "in_progress", "answered")


def open_issue(year, stage, place, due, is_unhappy=False, **named):
    if stage == "mediating":
        told = year.told("disputes", place)
    elif stage == "restricted":
        told = year.told("restrict", place)
    else:
        told = year.told("requests", place, judgement="not" if is_unhappy or stage in issues.UNHAPPY else "")
        named = {"unit": year.district.units[told["unit"]]} | named
    year.add(place, told, issues.way(issues.OPEN_WAYS[stage]), due, "issue", **named)


def open_case(year, stage, place, due, **named):
    moves = cases.OPEN_WAYS[stage]
    year.add(place, year.told("disputes", place), heard_way(moves), due, "case", **named)


def open_suggestion(year, stage, place, due, **named):
    told = year.told("suggestions", place)
    units = year.district.units
    if stage in suggestions.UNHAPPY:
        told |= {"evaluation": ["not", "not"], "letters": ["C", "D"]}
        told["promise"] = told["promise"] or "向代表书面报告进展"
    told["second_unit"] = units[told["assist"] or "urban"]
    given = {"unit": units[told["unit"]], "assistant": units.get(told["assist"])} | lead_of(place, year) | named
    moves = suggestions.OPEN_WAYS[stage]
    if due != "fresh" and given["assistant"] not in (None, given["unit"]):
        moves = moves.replace(" contact", " contact assist", 1)  # who assists has a month, not the three of the answer
    year.add(place, told, suggested_way(moves), due, "suggestion", **given)


def lead_of(place, year):
    """A deputy who can lead: of the town in a town, else of the district."""
    level = "township" if place.is_town else "county"
    able = [person for person in place.deputies if level in person.levels]
    return {"lead": year.rng.choice(able), "level": level}


def settled(year, place, due=None, told=None, **named):
    """Settled before it grows; with ``due`` it waits for the visitor's judgement."""
    tries = " attempt" * year.rng.choice((1, 1, 1, 2, 2, 3))
    taken = year.rng.choice(("register accept", "register"))
    end = "" if due else year.rng.choice((" rate close", " rate close", " rate close@keeper", " rate close", " lapse close"))
    told = told or year.told("disputes", place)
    year.add(place, told, issues.way(f"{taken} mediate{tries} settle{end}"), due, "issue" if due else None, **named)


def scattered(year, numbers):
    makers = {"issue": open_issue, "case": open_case, "suggestion": open_suggestion}
    for flow, stages in numbers.items():
        for stage, number in stages.items():
            for _ in range(number):
                makers[flow](year, stage, year.place(), year.rng.choice(PACE))


def tracked(year):
    for level in ("provincial", "prefecture"):
        external(year, level, suggestions.OPEN_WAYS["external"])
    external(year, "national", "submit track")
    external(year, "provincial", suggestions.OPEN_WAYS["external"] + " record_reply evaluate publish close", ends=True)


def external(year, level, moves, ends=False):
    """Led by a deputy of a higher congress: only tracked here."""
    place, lead = next(
        (place, person) for place in year.rng.sample(year.district.places, len(year.district.places))
        for person in place.deputies if level in person.levels)
    told = year.told("suggestions", place)
    of = None if ends else "suggestion"
    year.add(place, told, suggested_way(moves), "fresh", of, lead=lead, deputy=lead, level=level)


def by_the_way(year):
    """Side exits: not ours to take, twice the same, withdrawn, refused, merged, failed, diverted."""
    for deck, moves, number in AT_COUNTER:
        for _ in range(number):
            place = year.place()
            year.add(place, year.told(deck, place), issues.way(moves))
    for _ in range(MERGED):
        place = year.place()
        told = year.told("requests", place)
        beats = issues.way("register accept") + issues.way("register+1 merge", "issue2")
        beats += issues.way("assign take answer " + RATED)
        year.add(place, told, beats, unit=year.district.units[told["unit"]])
    for beats in [cases.way("open void"), *(heard_way(way) + issues.way("redirect+2") for way in cases.UNSETTLED_WAYS)]:
        place = year.place()
        told = year.told("disputes", place, body="court", answer=issues.AFTER_HEARING)
        year.add(place, told, beats)
    for told in document("own"):
        own_suggestion(year, told)


AT_COUNTER = (
    ("spot", "register answer_on_spot rate close", ON_SPOT), ("redirect", "register redirect", REDIRECTED),
    ("restrict", "register restrict transfer", 2), ("spot", "register void", 3),
)


def own_suggestion(year, told):
    """A deputy's own, from no visit and no hearing."""
    place = year.rng.choice([place for place in year.district.places if not place.is_town])
    told = year.told("suggestions", place) | told
    first, _, second = told["way"].partition(" | ")
    beats = suggestions.way(first) + (suggestions.way(second, "suggestion2") + suggestions.way(AFTER_MERGE) if second else [])
    year.add(place, told, beats, unit=year.district.units["transport"], **lead_of(place, year))


AFTER_MERGE = "hand_over take contact reply evaluate publish close"


def ended(year):
    """What fills the year up to its numbers."""
    for _ in range(TO_UNIT):
        place = year.place()
        handed(year, place, year.told("requests", place))
    for _ in range(year.missing("settle")):
        settled(year, year.place())
    for _ in range(year.missing("agree")):
        heard(year, year.place())
    for _ in range(year.missing("submit")):
        suggested(year, year.place())


def handed(year, place, told, ways=issues.HANDED_WAYS):
    """Handed to a unit and ended by its answer."""
    moves = year.rng.choice(ways)
    if "rehandle" in moves:
        told["judgement"] = ["not"] * 3 if moves == issues.NEVER_HAPPY else ["not", "satisfied"]
    year.add(place, told, issues.way(moves), unit=year.district.units[told["unit"]])


def heard(year, place):
    """Agreed at a 群英会, and kept or not."""
    year.add(place, year.told("disputes", place), heard_way(year.rng.choice(cases.HEARD_WAYS)))


def suggested(year, place):
    """Turned into a suggestion that was answered."""
    told, units = year.told("suggestions", place), year.district.units
    told["second_unit"] = units[told["assist"] or "urban"]
    ways = suggestions.REPLIED_WAYS + (suggestions.ASSISTED_WAYS if told["assist"] else ())
    moves = year.rng.choice(ways) + (" fulfil" if told["promise"] and year.rng.random() < 0.5 else "")
    given = {"unit": units[told["unit"]], "assistant": units.get(told["assist"])} | lead_of(place, year)
    year.add(place, told, suggested_way(moves, year.rng.choice((1, 1, 2, 2, 3))), **given)
