"""Legal aid in the demo: consultations, lectures, arbitrations, suits and mediations with deputies and made-up lawyers."""

from datetime import timedelta
from random import Random

from disputes.models import LegalAid, LegalAidKind, LegalAidOutcome
from liaison.demo.activities import tell
from liaison.demo.shares import shared
from liaison.demo.telling import Deck, table

Kind, Outcome = LegalAidKind, LegalAidOutcome
SEED = 80
ENDS = {  # how a kind may have ended
    Kind.CONSULTATION: (Outcome.ANSWERED,), Kind.LECTURE: (Outcome.HELD,),
    Kind.ARBITRATION: (Outcome.WON, Outcome.WON, Outcome.PARTLY, Outcome.SETTLED, Outcome.LOST),
    Kind.SUIT: (Outcome.WON, Outcome.WON, Outcome.PARTLY, Outcome.SETTLED, Outcome.WITHDRAWN),
    Kind.MEDIATION: (Outcome.SETTLED,) * 6 + (Outcome.UNSETTLED,),
}
LASTS = {Kind.ARBITRATION: (30, 75), Kind.SUIT: (45, 150), Kind.MEDIATION: (3, 25)}  # days
WEIGHT = {Kind.ARBITRATION: 2, Kind.SUIT: 8, Kind.MEDIATION: 1}
REACHED = {Kind.LECTURE: (15, 80), Kind.MEDIATION: (2, 8)}
LAWYERS = ("澄心法律服务所 林知远", "明度律师工作室 宋怀瑾", "同序法律服务所 谢嘉言", "衡石律师工作室 唐书亦", "法律援助值班律师")
THOUSAND = 1000
USUAL = {Kind.CONSULTATION: 14, Kind.LECTURE: 10, Kind.ARBITRATION: 2, Kind.SUIT: 3, Kind.MEDIATION: 9}
USUAL_RECOVERED = 2_860_000
PEOPLE = ("餐饮店员工四人", "装修工友六人", "小区住户两家", "合作社社员三人")
WHOSE = ("firms", "people")


def texts(kind, whose):
    return [row for row in table("legal_aid") if row["kind"] == kind and row["whose"] in ("", whose)]


class Aids:
    """Lays out the legal aid of a district since a day."""

    def __init__(self, district, since, seed=SEED):
        self.district, self.almanac, self.rng, self.since = district, district.almanac, Random(seed), since
        self.decks = {(kind, whose): Deck(texts(kind, whose), self.rng) for kind in Kind.values for whose in WHOSE}
        self.rows = []

    def add(self, kind, place, enterprises=(), words=""):
        """One of the kind on a day since then; what would end after today is still going on."""
        told, rng = self.decks[kind, "people" if words else "firms"].deal(), self.rng
        days = range(self.almanac.index(self.since), self.almanac.index(self.almanac.today))
        on = self.almanac.day(rng.choice(days))
        outcome, ended_on = rng.choice(ENDS[kind]), on + timedelta(days=rng.randint(*LASTS.get(kind, (0, 0))))
        if ended_on >= self.almanac.today:
            outcome, ended_on = Outcome.ONGOING, None
        row = LegalAid(station=place.station, kind=kind, title=told["title"], on=on, outcome=outcome, ended_on=ended_on,
                       summary=told["summary"], reached=rng.randint(*REACHED.get(kind, (1, 3))), person_words=words,
                       lawyer="" if rng.random() < 0.2 else rng.choice(LAWYERS))
        row.at, row.aided = place, enterprises
        row.helpers = rng.sample(place.deputies, min(len(place.deputies), 1 if row.lawyer and rng.random() < 0.6 else 2))
        self.rows.append(row)

    def recover(self, total):
        """The money, in thousands, among those by whose outcome money comes back; suits are about the larger sums."""
        kept = [row for row in self.rows if row.kind in WEIGHT and row.outcome in (Outcome.WON, Outcome.PARTLY, Outcome.SETTLED)]
        portions = [row for row in kept for _ in range(WEIGHT[row.kind])]
        for row, part in zip(portions, shared(total // THOUSAND, len(portions), self.rng, 2, 2), strict=True):
            row.amount_recovered += part * THOUSAND

    def usual(self):
        """Some at the stations that are for enterprises, and of people at the studios."""
        places = [place for place in self.district.places if place.station.kind in ("studio", "park", "chain")]
        firms = {}
        for row in self.district.enterprises:
            firms.setdefault(row.station_id, []).append(row)
        for kind, number in USUAL.items():
            for n in range(number):
                place = places[n % len(places)]
                near = firms.get(place.station.pk, [])
                self.add(kind, place, self.rng.sample(near, min(len(near), 4 if kind == Kind.LECTURE else 1)),
                         "" if near else self.rng.choice(PEOPLE))
        self.recover(USUAL_RECOVERED)
        return self

    def at_named(self, place):
        """People who came to the station and asked; the last one a deputy noted down, and nobody has confirmed it yet."""
        for words in PEOPLE[1:]:
            self.add(Kind.CONSULTATION, place, words=words)
        noted = self.rows[-1]
        noted.on = noted.ended_on = self.almanac.day(self.almanac.last - 2)
        noted.is_confirmed, noted.lawyer, noted.helpers = False, "", place.deputies[:1]

    def make(self):
        """The rows, whom and by whom, and the duty file week by week."""
        self.rows.sort(key=lambda row: row.on)
        LegalAid.objects.bulk_create(self.rows)
        LegalAid.enterprises.through.objects.bulk_create(
            LegalAid.enterprises.through(legalaid=row, enterprise=firm) for row in self.rows for firm in row.aided)
        LegalAid.deputies.through.objects.bulk_create(
            LegalAid.deputies.through(legalaid=row, deputy=deputy) for row in self.rows for deputy in row.helpers)
        tell(self.rows, self.almanac)
