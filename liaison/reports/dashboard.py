"""The figures of all apps, composed into one report: what came in, how it was settled, where help is needed."""

from datetime import timedelta

from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.figures import LEVELS
from disputes.figures import matters
from disputes.flows import ISSUE
from liaison.figures import FIGURES as EVERY
from liaison.kit.figures import grouped, numbers
from liaison.kit.workdays import months_after

PEOPLE = ("deputies", *LEVELS)
STATIONS = ("stations", "halls", "stations_standard", "quiet_stations", "grids", "residents", "enterprises", "enterprise_staff",
            "enterprise_problems")
FIGURES = {key: EVERY[key] for key in (*PEOPLE, *STATIONS, *matters.FIGURES)}
HEADLINES = ("received", "ended", "solved", "overdue_issues", "satisfied", "answered_in_time")
PARTS_OF = {"solved": "ended", "satisfied": "asked", "answered_in_time": "answered", "replied_in_time": "replied"}
COMPARED = ("received", "ended", "solved", *matters.WAYS)
SHOWN_BARS, SHOWN_STATIONS, SHOWN_MONTHS, BAR, COLUMN = 10, 8, 12, 600, 120
REASONS = {
    "overdue_issues": gettext_lazy("群众意见超期 %(n)s 件"),
    "waiting": gettext_lazy("其中 %(n)s 件还没有受理"),
    "overdue_cases": gettext_lazy("群英会超期 %(n)s 件"),
    "overdue_suggestions": gettext_lazy("代表建议超期 %(n)s 件"),
    "due_soon": gettext_lazy("群众意见快到期 %(n)s 件"),
}


class Report:
    """What the figures say for one scope, at a number of queries that does not depend on the rows.

    ``period`` are the words for its days; ``before`` is the scope to compare with, and ``before_words`` what to call it.
    """

    def __init__(self, scope, period, before=None, before_words=""):
        self.scope, self.period, self.before, self.before_words = scope, period, before, before_words

    @cached_property
    def numbers(self):
        return numbers(FIGURES.values(), self.scope)

    @cached_property
    def numbers_before(self):
        return numbers((FIGURES[key] for key in COMPARED), self.before) if self.before else {}

    def link(self, key, **narrowed):
        return FIGURES[key].link(self.scope.narrow(**narrowed))

    def card(self, key):
        figure, change = FIGURES[key], change_words(self.numbers[key], self.numbers_before.get(key))
        told = [
            _("占%(whole)s的 %(share)s") % {"whole": FIGURES[PARTS_OF[key]].label, "share": self.share(key)}
            if key in PARTS_OF and self.share(key) else "",
            f"{self.before_words} {change}" if change else "",
        ]
        return {
            "label": figure.label, "number": self.numbers[key], "unit": figure.unit, "definition": figure.definition,
            "url": self.link(key), "change": _("；").join(filter(None, told)),
            "change_tone": "alarm" if key in matters.OVERDUE and self.numbers[key] else "",
        }

    def cards(self, *keys):
        return [self.card(key) for key in keys]

    @property
    def overdue(self):
        return self.cards(*matters.OVERDUE)

    def share(self, key):
        return percent(self.numbers[key], self.numbers[PARTS_OF[key]])

    @cached_property
    def sentence(self):
        words = _("%(period)s收到群众意见 %(received)s 件，办结 %(ended)s 件") % {"period": self.period, **self.numbers}
        if self.share("solved"):
            words += _("，其中已解决 %(solved)s 件（%(share)s）") % {**self.numbers, "share": self.share("solved")}
        n = sum(need["late"] > 0 for need in self.needing)
        return words + (_("；%(n)s 个联络站有超期事项。") % {"n": n} if n else _("；没有超期事项。"))

    @cached_property
    def needing(self):
        """The stations with something late or nearly due, the latest first, each with its reasons in words."""
        found = {}
        for key, pk, name, number in grouped((FIGURES[key] for key in REASONS), self.scope, "station_id", "station__name"):
            found.setdefault((pk, name), {})[key] = number
        told = [self._need(pk, name, counts) for (pk, name), counts in found.items()]
        return sorted(told, key=lambda need: (-need["late"], -need["soon"], need["name"]))

    def _need(self, pk, name, counts):
        late = sum(counts.get(key, 0) for key in matters.OVERDUE)
        reasons = [
            {"words": words % {"n": counts[key]}, "url": self.link(key, station=pk)}
            for key, words in REASONS.items() if key in counts
        ]
        return {"station": pk, "name": name, "late": late, "soon": counts.get("due_soon", 0), "reasons": reasons}

    @property
    def needs(self):
        """The first stations that need attention, and how many others there are of either kind."""
        shown = self.needing[:SHOWN_STATIONS]
        fine = max(self.numbers["stations"] - len(self.needing), 0)
        return {"shown": shown, "more": len(self.needing) - len(shown), "fine": fine}

    @property
    def way(self):
        """From what came in to what went on to be a suggestion."""
        rows = [(FIGURES[key].label, self.numbers[key], self.link(key)) for key in ("received", *matters.WAYS)]
        title = _("收到的事怎样化解：事前、事中、事后共 %(n)s 件") % {"n": sum(self.numbers[key] for key in matters.WAYS)}
        return bars(title, _("环节"), rows)

    def split(self, title, *keys, tones=()):
        """One bar split into figures; ``title`` says what they are parts of."""
        total, parts, x = sum(self.numbers[key] for key in keys), [], 0
        for n, key in enumerate(keys):
            width = scaled(self.numbers[key], total, BAR)
            parts.append({
                "label": FIGURES[key].label, "value": self.numbers[key], "share": percent(self.numbers[key], total),
                "x": x, "width": width, "n": n + 1, "tone": tones[n] if tones else "", "url": self.link(key),
            })
            x += width
        return {"title": title % {"n": total}, "unit": _("件"), "parts": parts, "is_empty": not total}

    def by(self, label, *columns, narrow):
        """What came in, by a pair of columns (value, words); ``narrow`` is the part of the scope that the value sets."""
        rows = [
            (words, number, self.link("received", **{narrow: value}))
            for value, words, number in FIGURES["received"].by(self.scope, *columns)
        ]
        return bars(leading(label, rows), label, rows)

    @cached_property
    def by_category(self):
        return self.by(_("类别"), "category_id", "category__label", narrow="category")

    @cached_property
    def by_street(self):
        return self.by(_("街道、乡镇"), "station__region_id", "station__region__name", narrow="region")

    @cached_property
    def by_station(self):
        return self.by(_("联络站"), "station_id", "station__name", narrow="station")

    @cached_property
    def by_stage(self):
        """What came in by where it stands now, in the order of the procedure."""
        found = dict(FIGURES["received"].by(self.scope, "stage"))
        rows = [(stage.label, found[stage], self.link("received", stage=stage.value)) for stage in ISSUE.stages if stage in found]
        label = _("现在的状态")
        return bars(leading(label, sorted(rows, key=lambda row: -row[1])), label, rows, shown=len(ISSUE.stages))

    @cached_property
    def by_month(self):
        """What came in month by month, the twelve months to the end of the period."""
        last = (self.scope.until or timezone.localdate()).replace(day=1)
        months = [months_after(last, -n) for n in range(SHOWN_MONTHS - 1, -1, -1)]
        scope = self.scope.narrow(since=months[0], until=end_of_month(last))
        found = dict(FIGURES["received"].by(scope, TruncMonth("begun_on")))
        most = max(found.values(), default=0)
        rows = [{
            "label": _("%(month)s月") % {"month": month.month}, "value": found.get(month, 0),
            "height": scaled(found.get(month, 0), most, COLUMN), "now": month == last,
            "url": self.link("received", since=month, until=end_of_month(month)),
        } for month in months]
        title = _("%(since)s至%(until)s，各月收到的群众意见") % {
            "since": _("%(y)s年%(m)s月") % {"y": months[0].year, "m": months[0].month},
            "until": _("%(y)s年%(m)s月") % {"y": last.year, "m": last.month}}
        return {"title": title, "unit": _("件"), "rows": rows, "is_empty": not found}


def bars(title, label, rows, shown=SHOWN_BARS):
    """Bars of the first rows (words, number, address), and the sum of all others without a bar: it compares with none."""
    most = max((number for _words, number, _url in rows), default=0)
    told = [{"label": words, "value": n, "url": url, "width": scaled(n, most, BAR)} for words, n, url in rows[:shown]]
    rest = sum(number for _words, number, _url in rows[shown:])
    if rest:
        words = _("其他 %(n)s 个") % {"n": len(rows) - shown}
        told.append({"label": words, "value": rest, "width": 0})
    return {"title": title, "label": label, "unit": _("件"), "rows": told}


def leading(label, rows):
    """The finding of a chart whose first row is the largest: a sentence."""
    total = sum(number for _words, number, _url in rows)
    if not total:
        return _("没有收到群众意见")
    words, number, _url = rows[0]
    told = {"label": label, "words": words, "n": number, "share": percent(number, total)}
    return _("%(label)s：%(words)s最多，%(n)s 件，占 %(share)s") % told


def scaled(part, whole, length):
    return round(length * part / whole) if whole else 0


def percent(part, whole):
    """A share in words, "" of nothing."""
    return f"{part / whole:.0%}" if whole else ""


def change_words(now, before):
    """▲8% or ▼2%, "" where there is nothing to compare with."""
    if not before:
        return ""
    change = round(100 * (now - before) / before)
    return _("持平") if not change else f"{'▲' if change > 0 else '▼'}{abs(change)}%"


def end_of_month(day):
    return months_after(day.replace(day=1), 1) - timedelta(1)
