"""Moves of many equal things: whatever is made in the same moment is one move for all of them."""

from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from liaison.demo.walks import Written
from liaison.kit.flow import advance_all, begin_all


def nothing():
    return Written()


class Turn(NamedTuple):
    """A move to come; ``number`` says the how manieth of its thing, ``write`` what is written down when it is made."""

    at: datetime
    number: int
    thing: object
    move: str
    by: object
    write: Callable = nothing


def make(turns, almanac):
    """All of them in the order of time."""
    for (at, *_alike), same in groupby(sorted(turns, key=alike), key=alike):
        almanac.go(at)
        told = {}
        for turn in same:
            written = turn.write()
            told.setdefault(written.note, []).append((turn, written))
        for note, with_note in told.items():
            make_alike(*zip(*with_note, strict=True), note)
    almanac.go(almanac.now)


def alike(turn):
    return turn.at, turn.number, turn.thing.flow.name, turn.move


def make_alike(turns, written, note):
    things, records = [turn.thing for turn in turns], [told.record for told in written]
    move = begin_all if things[0].pk is None else advance_all
    move(things, turns[0].move, by=[turn.by for turn in turns], note=note,
         records=records if records[0] else None, parts=[told.parts for told in written])


class Course:
    """The turns of one thing, told one after the other by the number of a working day."""

    def __init__(self, thing, almanac, hour=9, minute=30):
        self.thing, self.almanac, self.hour, self.minute, self.turns = thing, almanac, hour, minute, []

    def then(self, day, move, by, write=nothing):
        """The move on that working day, on a later one in the same course at a later hour; never after now."""
        at = self.almanac.at(day, self.hour + len(self.turns) % 8, self.minute)
        self.turns.append(Turn(at, len(self.turns), self.thing, move, by, write))
        return self
