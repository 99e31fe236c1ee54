"""What the offices of the demo do with their stations: inspections with what was found, and notices with their readers."""

from datetime import timedelta
from random import Random

from liaison.demo.telling import document, table
from liaison.demo.turns import Course
from liaison.demo.walks import Written
from stations.models import (
    CleanNote,
    Correction,
    Extension,
    Finding,
    Inspection,
    InspectionNote,
    Notice,
    NoticeRead,
    Recheck,
    Region,
    User,
    Wording,
)
from stations.models.reading import readers

SEED = 100
DAYS = 18  # until findings are to be put right
INSPECTED = {  # the moves with the working days before today
    "correcting": [("inspect", 4)], "correcting overdue": [("inspect", 24), ("correct", 15)],
    "extended": [("inspect", 9), ("extend", 2)], "corrected": [("inspect", 14), ("correct", 8), ("correct", 5), ("finish", 2)],
    "corrected overdue": [("inspect", 30), ("correct", 20), ("correct", 18), ("finish", 14)],
    "failed": [("inspect", 30), ("correct", 22), ("correct", 20), ("finish", 18), ("recheck_fail", 6)],
    "closed": [("inspect", 40), ("correct", 32), ("correct", 31), ("finish", 30), ("recheck_pass", 24)],
    "clean": [("inspect_clean", 20)], "voided": [("inspect_clean", 26), ("void", 25)],
}
COMMON = ("closed", "clean", "closed", "corrected", "clean", "correcting")
NOTES = {"void": "与街道同一天的督查重复登记。"}
OVERVIEW = ("看了接待室、公示栏和台账，抽查来访五件、支出两笔，与站长、联络员座谈。",
            "随机走访两位来访群众，对照台账核对办理和反馈。")
FAILED = "复查时发现整改不到位，继续整改。"
GOOD = ("接待记录清楚，办结的都有照片。", "代表轮值排得匀，居民叫得出代表名字。", "")


class Inspections:
    """Lays out the inspections of a district, by the committee or by the street."""

    def __init__(self, district):
        self.district, self.almanac, self.rng, self.turns = district, district.almanac, Random(SEED), []
        self.region, self.themes, self.taken = Region.objects.get(code=district.county.code), {}, set()
        for row in table("findings"):
            self.themes.setdefault(row["title"], []).append(row)

    def inspect(self, place, way, by_street=False, later=0):
        """One with the findings of its theme, which are put right one after the other."""
        office = place.street if by_street else self.district.committee
        moves = [(move, self.almanac.last - ago - later) for move, ago in INSPECTED[way]]
        title = self.theme(place, moves[0][1])
        thing = Inspection(
            station=place.station, region=place.station.region if by_street else self.region, title=title,
            on=self.almanac.day(moves[0][1]), inspectors=f"{office.name}等三人")
        course = Course(thing, self.almanac, 10, 20)
        for move, day in moves:
            by = {"correct": place.keeper, "finish": place.head}.get(move, office)
            course.then(day, move, by, self.writer(move, thing, day, title))
        self.turns += course.turns

    def theme(self, place, day):
        """No station is visited for the same twice on a day."""
        title = self.rng.choice([title for title in sorted(self.themes) if (place.station.pk, day, title) not in self.taken])
        self.taken.add((place.station.pk, day, title))
        return title

    def writer(self, move, thing, day, title):
        on, rows = self.almanac.day(day), self.themes[title][:2]
        seen = {"overview": self.rng.choice(OVERVIEW), "good": self.rng.choice(GOOD)}
        return {
            "inspect": lambda: Written(InspectionNote(**seen), self.found(rows, on)),
            "inspect_clean": lambda: Written(CleanNote(**seen)),
            "recheck_fail": lambda: Written(InspectionNote(overview=FAILED), self.found(rows[:1], on)),
            "correct": lambda: Written(self.corrected(thing, title, on)),
            "extend": lambda: Written(Extension(
                finding=thing.open_findings().first(), due_on=on + timedelta(days=30), reason="等统一样式定下来再制作。")),
            "recheck_pass": lambda: Written(Recheck(on=on, words="现场复查，各项问题都已整改，予以销号。")),
        }.get(move, lambda: Written(note=NOTES.get(move, "")))

    def found(self, rows, on):
        return tuple(
            Finding(what=row["what"], demand=row["demand"], due_on=on + timedelta(days=DAYS + 4 * n))
            for n, row in enumerate(rows))

    def corrected(self, thing, title, on):
        finding = thing.open_findings().first()
        told = next(row for row in self.themes[title] if row["what"] == finding.what)
        return Correction(finding=finding, done=told["done"], proof=told["proof"], on=on)

    def lay_out(self, named, number):
        """Every stage at the named places, and some at others over the last half year."""
        for place in named:
            for n, way in enumerate(INSPECTED):
                self.inspect(place, way, by_street=n % 3 == 2)
        for n in range(number):
            way = COMMON[n % len(COMMON)]
            later = self.rng.randrange(0, 90) if way in ("closed", "clean") else 0
            self.inspect(self.rng.choice(self.district.places), way, n % 4 == 3, later)
        return self


class Notices:
    """Lays out the notices of a district's committee, and a draft of each named street."""

    def __init__(self, district):
        self.district, self.almanac, self.rng, self.turns = district, district.almanac, Random(SEED), []
        self.region = Region.objects.get(code=district.county.code)
        self.made = {}

    def lay_out(self, named):
        for told in document("notices"):
            self.notice(told, self.region, self.district.committee)
        for place in named:
            draft = document("notices")[-1] | {"title": f"{place.station.region.name}联络站冬春季接待安排的通知"}
            self.notice(draft, place.station.region, place.street)
        return self

    def notice(self, told, region, by):
        """Drafted on one day and published on the next; one without a day stays a draft."""
        start = self.almanac.last - 1 if told["ago"] is None else self.published(told["ago"]) - 1
        on = self.almanac.day(start)
        words = {
            "kind": told["kind"], "title": told["title"], "number": told["number"].format(y=on.year), "text": told["text"],
            "within": region, "needs_receipt": told.get("receipt", True), **{f"to_{role}": True for role in told["to"]},
            "read_by": on + timedelta(days=told["within"]) if "within" in told else None,
            "supersedes": self.made.get(told.get("replaces")),
        }
        thing = self.made[told["title"]] = Notice(region=region, **words)
        thing.told = told
        course = Course(thing, self.almanac, 15, 40).then(start, "draft", by, lambda: Written(Wording(**words)))
        if told["ago"] is not None:
            course.then(start + 1, "publish", by)
        self.turns += course.turns

    def published(self, ago):
        return self.almanac.index_before(self.almanac.today - timedelta(days=ago))

    def read(self):
        """Part of the readers have confirmed; who can sign in has still to read the newest."""
        real = set(User.objects.exclude(password="!").values_list("pk", flat=True))
        for notice in self.made.values():
            told = notice.told
            if told["ago"] is None or not told["read"]:
                continue
            people = {reader.user for reader in readers(notice)} - (real if told["read"] < 0.7 else set())
            hours = range(1, max(2, told["ago"] * 20))
            NoticeRead.objects.bulk_create(
                NoticeRead(notice=notice, user_id=pk, at=min(
                    self.almanac.now, notice.published_at + timedelta(hours=self.rng.choice(hours) % 200)))
                for pk in sorted(people) if self.rng.random() < told["read"])
