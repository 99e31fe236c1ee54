"""A matter on its way: what is told of it, whose moves it makes and when. Every move goes through ``begin`` or ``advance``."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from disputes.flows import CASE, ISSUE, SUGGESTION
from disputes.models import Case, Issue, Suggestion, Visitor
from liaison.demo.people import FIRST_PHONE
from liaison.kit.flow import KEEP

FLOWS = {"issue": ISSUE, "case": CASE, "suggestion": SUGGESTION}
MODELS = {"issue": Issue, "case": Case, "suggestion": Suggestion}
FIRST_VISITOR = 1001  # the phones below belong to deputies


def kind(of):
    return of.rstrip("23456789")


class Beat(NamedTuple):
    """A move to come: working days after the one before, the thing that moves (issue, issue2, case …), the move and who."""

    after: int
    of: str
    move: str
    by: str

    @property
    def flow(self):
        return FLOWS[kind(self.of)]


def beats(moves, of, made_by):
    """The moves named in a line, as ``move@who+days``; who and the working days before it are usual unless they are named."""
    found = []
    for word in moves.split():
        word, _, days = word.partition("+")
        move, _, who = word.partition("@")
        by, after = made_by[move]
        found.append(Beat(int(days or after), of, move, who or by))
    return found


class Written(NamedTuple):
    """What is written down with a move."""

    record: object = None
    parts: tuple = ()
    note: str = ""


@dataclass
class District:
    """What all walks share: the clock, the places and people, and the reference data by code."""

    county: object
    almanac: object
    places: list
    units: dict
    clerks: dict
    committee: object
    system: object
    categories: dict
    rules: dict
    names: object
    firms: object  # names of enterprises
    booked: set = field(default_factory=set)
    enterprises: list = field(default_factory=list)
    park: list = ()  # those of a park or a chain that is counted
    chain: list = ()
    phones: Iterator = field(default_factory=lambda: count(FIRST_PHONE + FIRST_VISITOR))

    def near(self, place):
        """The 群英 of the station's street."""
        return [member for other in self.places if other.station.region_id == place.station.region_id for member in other.locals]

    def peers(self, deputy, level):
        """Other deputies of the same congress who can be asked to join."""
        region = deputy.levels[level].term.region_id
        return [
            person for place in self.places for person in place.deputies
            if person is not deputy and level in person.levels and person.levels[level].term.region_id == region]

    def place_of(self, community):
        return next(place for place in self.places if place.station.community == community)

    def rule(self, flow, clock, variant=""):
        return self.rules.get((flow, clock, variant)) or self.rules.get((flow, clock, ""))

    def new_phone(self):
        return str(next(self.phones))


class Walk:
    """One chain of matters at one place, with the beats still to come."""

    def __init__(self, district, place, told, beats, writers, **given):
        self.district, self.place, self.told, self.beats, self.writers = district, place, told, beats, writers
        self.rng = told.rng
        self.deputy = given.get("deputy") or self.rng.choice(place.deputies)
        self.lead = given.get("lead") or self.deputy
        self.level = given.get("level", "county")
        self.unit = given.get("unit") or place.unit
        self.assistant = given.get("assistant")
        self.due_wanted = given.get("due_wanted")
        self.things, self.people, self.made, self.moments = {}, {}, Counter(), []
        self.at = 0

    def plan(self, start):
        self.moments = self.district.almanac.moments(start, [beat.after for beat in self.beats], self.rng)
        return self

    @property
    def is_over(self):
        return self.at == len(self.beats)

    @property
    def beat(self):
        return self.beats[self.at]

    @property
    def moment(self):
        return self.moments[self.at]

    def day_of(self, move):
        """The day that the plan gives to a move still to come, or None."""
        ahead = zip(self.beats[self.at:], self.moments[self.at:], strict=True)
        return next((moment.date() for beat, moment in ahead if beat.move == move), None)

    def step(self):
        """Make the next move at its moment, as the person who may make it."""
        beat = self.beat
        self.district.almanac.go(self.moment)
        thing = self.thing(beat.of)
        begins = thing.pk is None
        written = self.writers[beat.flow.name, beat.move](self)
        make = thing.begin if begins else thing.advance
        make(beat.move, by=self.who(beat.by), record=written.record, parts=written.parts, note=written.note)
        if begins:
            self.link(beat.of, thing)
        self.made[beat.of, beat.move] += 1
        self.at += 1

    def thing(self, of):
        """The matter as it stands: others may have moved it on since this walk last did."""
        known = self.things.get(of)
        if known is None:
            referred = of == "case" and self.made["issue", "refer_to_hearing"]
            known = self.things[of] = Case.objects.get(issues=self.things["issue"]) if referred else self.new(of)
        elif self.at and self.beats[self.at - 1].of != of:
            known = self.things[of] = type(known).objects.get(pk=known.pk)
        known.station = self.place.station
        return known

    def new(self, of):
        return getattr(self, f"new_{kind(of)}")()

    def new_issue(self):
        told, station = self.told, self.place.station
        category = self.district.categories["issue", told["category"]]
        reception = self.reception_on(self.day)
        if reception:
            self.deputy = self.told.get("receiver") or reception.roster[0]
        source = told.get("source") or ("reception" if reception else self.rng.choice(SOURCES))
        return Issue(
            title=told["title"], station=station, region=station.region, place=told.get("place", ""), category=category,
            source=source, visitor=self.new_visitor(), deputy=self.deputy if source in WITH_DEPUTY else None,
            reception=reception, enterprise=self.district.chain[told["enterprise"]] if "enterprise" in told else None)

    def reception_on(self, day):
        """The reception day at which the matter comes in, unless it is told to have come another way."""
        return self.place.receptions.get(day) if self.told.get("source", "reception") == "reception" else None

    @property
    def day(self):
        return self.moment.date()

    def new_visitor(self):
        """Somebody new, or now and then somebody whom the station knows."""
        if self.place.visitors and self.rng.random() < 0.12:
            return self.rng.choice(self.place.visitors)
        name = self.district.names.take() if self.rng.random() > 0.03 else ""
        phone = self.district.new_phone() if name else ""
        visitor = Visitor(station=self.place.station, name=name, phone=phone, address=self.told.get("place", "") if name else "",
                          is_anonymous=not name)
        visitor.save()
        if name:
            self.place.visitors.append(visitor)
        return visitor

    def new_case(self):
        return Case(station=self.place.station, title=self.told["title"])

    def new_suggestion(self):
        lead = self.lead_of(self.beat.of)
        mandate = lead.levels[self.level]
        return Suggestion(title=self.told["suggestion"], station=self.place.station, lead=lead, mandate=mandate,
                          region_id=mandate.term.region_id)

    def lead_of(self, of):
        """A second suggestion of the same content comes from another deputy."""
        return self.lead if of != "suggestion2" else self.district.peers(self.lead, self.level)[0]

    def link(self, of, thing):
        """A suggestion knows from the start what it came from."""
        if of == "suggestion":
            thing.issues.add(*(issue for name, issue in self.things.items() if name.startswith("issue")))
            thing.cases.add(*(case for name, case in self.things.items() if name == "case"))

    def who(self, by):
        place, district = self.place, self.district
        if by in ("keeper", "head", "street"):
            return getattr(place, by)
        if by == "committee":
            return place.street if self.level == "township" else district.committee
        if by == "cosigner":
            return self.cosigners[self.made["suggestion", "cosign"]].user
        if by in ("unit", "assist"):
            return district.clerks[(self.unit if by == "unit" else self.assistant).pk]
        if by in ("deputy", "lead"):
            return (self.deputy if by == "deputy" else self.lead_of(self.beat.of)).user
        return {"district": district.committee, "system": district.system}[by]


SOURCES = ("visit", "visit", "visit", "outreach", "evening", "phone", "hotline", "qr", "letter")
WITH_DEPUTY = ("reception", "outreach", "evening")


FOLLOWED_BY = {"reply": "complete_reply"}  # with the only unit's reply the reply is complete


def anchor(beats, of, district, variant=""):
    """Which beat starts the clock that runs at the end: its position and its rule; None for a clock that no rule counts."""
    found = None, None
    for position, beat in enumerate(beats):
        move = beat.flow[FOLLOWED_BY.get(beat.move, beat.move)]
        if beat.of != of or move.clock == KEEP:
            continue
        if move.clock:
            found = position, district.rule(of, move.clock, variant)
        elif move.target:
            found = None, None
    return found
