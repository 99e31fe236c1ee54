"""A year of the demo district: which matters there are, how far each has come, and all their moves in the order of time."""

from datetime import timedelta
from heapq import heapify, heappop, heapreplace
from random import Random

from liaison.demo import cases, issues, suggestions
from liaison.demo.almanac import YEAR
from liaison.demo.telling import Deck, Told, fill, table
from liaison.demo.walks import Walk, anchor
from liaison.kit import workdays

BEFORE, DURING, AFTER = 210, 130, 60
COUNTED = {"settle": BEFORE, "agree": DURING, "submit": AFTER}
WRITERS = issues.WRITERS | cases.WRITERS | suggestions.WRITERS
TO_UNIT, ON_SPOT, REDIRECTED, MERGED = 112, 34, 22, 6
RATED = "feed_back rate close"


class Year:
    """Lays out the matters: texts dealt from the decks, places by how busy they are, days by when a matter is to be due."""

    def __init__(self, district, seed):
        self.district, self.rng, self.walks = district, Random(seed), []
        self.decks = {
            (name, is_town): Deck([row for row in table(name) if fits(row, is_town)], self.rng)
            for name in ("disputes", "requests", "suggestions") for is_town in (False, True)}
        for kind in ("spot", "redirect", "restrict"):
            self.decks[kind] = Deck([row for row in table("spots") if row["kind"] == kind], self.rng)
        self.busy = [self.rng.randint(2, 9) for _place in district.places]

    def place(self):
        return self.rng.choices(self.district.places, self.busy)[0]

    def told(self, deck, place, **more):
        """The next text of a deck, with names around the place in it."""
        rng = Random(self.rng.random())
        row = self.decks[(deck, place.is_town) if (deck, False) in self.decks else deck].deal()
        words = place.words(rng)
        around = next((words[slot] for slot in ("e", "r") if f"{{{slot}}}" in row.get("title", row.get("issue"))), words["c"])
        if "{e}{n}" in row.get("title", ""):
            around += f"{words['n']}栋"
        told = Told(fill(row, **words) | {"place": around} | more, rng)
        if deck == "suggestions":
            told |= {"suggestion": told["title"], "title": told["issue"], "class": told["class"]}
        return told

    def add(self, place, told, beats, due=None, of=None, **given):
        """A walk that ends at its own pace (no ``of``), or is left open with the matter ``of`` overdue, soon due or fresh."""
        walk = Walk(self.district, place, told, beats, WRITERS, **given)
        self.walks.append(walk.plan(self.start(walk, beats) if of is None else self.start_open(walk, beats, of, due)))
        return walk

    def start(self, walk, beats):
        """A day such that the matter ends by today and what is counted happens in the year; often a reception day."""
        almanac = self.district.almanac
        counted = counted_at(beats)
        earliest = almanac.first if counted is not None else almanac.index(almanac.today - timedelta(days=YEAR))
        latest = almanac.last - sum(beat.after for beat in beats)
        if latest <= earliest:
            return earliest if counted is None else max(latest, almanac.first - days_to(beats, counted))
        if self.rng.random() < 0.45:
            days = [n for n in map(almanac.index, walk.place.receptions) if earliest <= n <= latest]
            if days:
                return self.rng.choice(days)
        return self.rng.randint(earliest, latest)

    def start_open(self, walk, beats, of, due):
        """A day such that the date now in force is over (overdue), near (soon) or has hardly begun (fresh)."""
        almanac, last = self.district.almanac, len(beats) - 1
        complexity = walk.told.get("complexity", "general") if of == "issue" else ""
        position, rule = anchor(beats, of, self.district, complexity)
        if position is None:
            position, begun = last, almanac.last - self.rng.randint(1, 9)
        else:
            begun = self.begun(walk, rule, due, almanac.last - days_to(beats, last) + days_to(beats, position))
        start, counted = begun - days_to(beats, position), counted_at(beats)
        return start if counted is None else max(start, almanac.first - days_to(beats, counted))

    def begun(self, walk, rule, due, latest):
        """The day on which the clock began that runs now, at the latest so that what followed has happened by today."""
        almanac, rng = self.district.almanac, self.rng
        if due == "fresh":
            return latest - rng.randint(0, 1)
        late = due == "overdue"
        wanted = almanac.today + timedelta(days=-rng.randint(1, 12) if late else rng.randint(0, 2))
        wanted = wanted if late else almanac.calendar.next_workday(wanted)  # nothing falls due on a holiday
        if rule is None:  # performance: due when the agreement says
            walk.due_wanted = almanac.calendar.next_workday(wanted)
            return min(latest, almanac.index_before(wanted) - rng.randint(7, 12))
        return next(n for n in range(latest, -1, -1) if n == 0 or due_on(almanac, n, rule) <= wanted)

    def missing(self, move):
        """How many more of a counted move the year needs."""
        return COUNTED[move] - sum(counts(walk.beats, move) for walk in self.walks)


def fits(row, is_town):
    where = row.get("where") or ("a" if "{c}" in row["title"] or "{e}" in row["title"] else "c")
    if "where" not in row and is_town:
        return "{c}" in row["title"]
    return where == "a" or where == ("t" if is_town else "c")


def counts(beats, move):
    """Is the move among them? What is submitted counts if it was turned from an issue or a case."""
    moves = {beat.move for beat in beats}
    return move in moves and (move != "submit" or "convert" in moves)


def days_to(beats, position):
    return sum(beat.after for beat in beats[:position + 1])


def counted_at(beats):
    """The place of the move that a figure of the year counts, or None."""
    return next((n for n, beat in enumerate(beats) if beat.move in COUNTED), None)


def due_on(almanac, index, rule):
    return workdays.due_on(almanac.day(index), rule.length, rule.unit, almanac.calendar)


def heard_way(moves, *, closes=True):
    """An issue referred to a hearing, and the case; from the day of effect the issue goes on by itself."""
    before, effect, after = moves.partition(" take_effect")
    tail = issues.way("feed_back rate close") if closes else []
    begun = issues.way("register accept refer_to_hearing")
    return begun + cases.way(before) + (cases.way(effect) + tail + cases.way(after) if effect else [])


def suggested_way(moves, sources=1, *, told_back=True):
    """One or more issues turned into a suggestion; from the reply the issues go on by themselves."""
    names = ["issue", *(f"issue{n}" for n in range(2, sources + 1))]
    begun = [beat for name in names for beat in issues.way("register accept", name)] + suggestions.way("draft")
    begun += [beat for name in names for beat in issues.way("convert", name)]
    last = "record_reply" if "record_reply" in moves else "reply"
    before, replied, after = moves.rpartition(f" {last}") if f" {last}" in moves else (moves, "", "")
    tail = [beat for name in names for beat in issues.way(RATED, name)] if replied and told_back else []
    return begun + suggestions.way(before + replied) + tail + suggestions.way(after)


def tell(walks, almanac, say):
    """Make all moves of all walks in the order of time."""
    queue = [(walk.moment, number, walk) for number, walk in enumerate(walks)]
    heapify(queue)
    total, made = sum(len(walk.beats) for walk in walks), 0
    while queue:
        moment, number, walk = queue[0]
        walk.step()
        made += 1
        if made % 2000 == 0:
            say(f"  {moment:%Y-%m}：已办 {made}/{total} 步")
        if walk.is_over:
            heappop(queue)
        else:
            heapreplace(queue, (walk.moment, number, walk))
    almanac.go(almanac.now)
