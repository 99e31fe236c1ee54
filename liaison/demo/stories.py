"""The six matters of the bulletin, told in full: two settled before, two heard at a 群英会, two turned into suggestions."""

from random import Random

from liaison.demo import cases, issues, suggestions
from liaison.demo.telling import Told, document
from liaison.demo.walks import Walk, kind

WAYS = {"issue": issues.way, "case": cases.way, "suggestion": suggestions.way}


def walks(district, writers):
    return [walk(district, story, writers, Random(number)) for number, story in enumerate(document("stories"))]


def walk(district, story, writers, rng):
    """The story as a walk; it begins at its share of the year so far."""
    almanac, units = district.almanac, district.units
    way = [beat for of, moves in story["way"] for beat in WAYS[kind(of)](moves, of)]
    place = district.place_of(story["community"])
    deputy = next(person for person in place.deputies if "county" in person.levels)
    told = Told(story["told"] | {"receiver": deputy}, rng)
    start = almanac.first + round(story["begins"] * (almanac.last - almanac.first))
    start = min(start, almanac.last - sum(beat.after for beat in way))
    return Walk(district, place, told, way, writers, deputy=deputy, unit=units[story["unit"]],
                assistant=units.get(story.get("assist"))).plan(start)
