"""What is told: the made-up texts beside this module, with the places of a matter put into them."""

import csv
import json
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@cache
def table(name):
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def document(name):
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def phrase(key, rng):
    return rng.choice(document("phrases")[key])


class Told(dict):
    """The texts of one matter; what is not told for it in particular is taken from the common phrases."""

    def __init__(self, texts, rng):
        super().__init__(texts)
        self.rng = rng

    def __or__(self, more):
        return Told({**self, **more}, self.rng)

    def say(self, key, number=0):
        """The text, or the one of that number where several are told (the last one goes on)."""
        found = self.get(key) or phrase(key, self.rng)
        return found[min(number, len(found) - 1)] if isinstance(found, list) else found


class Deck:
    """Rows dealt one by one in mixed order, so that a list does not tell the same story twice in a row."""

    def __init__(self, rows, rng):
        self.rows, self.rng, self.left = rows, rng, []

    def deal(self):
        if not self.left:
            self.left = self.rng.sample(self.rows, len(self.rows))
        return self.left.pop()


def fill(row, **words):
    return {key: text.format_map(words) if "{" in text else text for key, text in row.items()}
