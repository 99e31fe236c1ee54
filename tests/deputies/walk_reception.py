"""Reception days walked to a stage by the flow's own moves, with the cast's deputy on the roster."""

from datetime import time

from django.utils import timezone

from deputies.models import Attendance, CorrectedArrival, Reception, ReceptionChange, ReceptionCorrection, ReceptionReport

WAYS = {
    "planned": "",
    "published": "publish",
    "open": "publish open",
    "closed": "publish open close",
    "locked": "publish open close lapse",
    "cancelled": "publish cancel",
}
MAKERS = {"publish": "head", "open": "keeper", "close": "keeper", "lapse": "system", "cancel": "head", "change": "keeper",
          "correct": "head"}


def new(cast, **given):
    told = {"station": cast.station, "on": timezone.localdate(), "starts_at": time(9), "ends_at": time(11, 30)}
    return Reception(**told | given)


def reception_at(stage, cast, roster=("deputy",), **given):
    day = new(cast, **given)
    day.begin("plan", by=cast.keeper)
    for role in roster:
        Attendance.objects.create(reception=day, deputy=cast.deputies[role])
    for move in WAYS[stage].split():
        step(day, move, cast)
    return day


def record(move, day, cast):
    """A filled-in record and its parts for a move; None where it needs none."""
    told = {"on": day.on, "starts_at": day.starts_at, "ends_at": time(12), "scope": "", "reason": "开会"}
    made = {
        "change": lambda: (ReceptionChange(**told), ()),
        "close": lambda: (ReceptionReport(received=0), ()),
        "correct": lambda: (ReceptionCorrection(received=2, reason="漏记"), (
            CorrectedArrival(deputy=cast.deputies["deputy"]),)),
    }
    return made[move]() if move in made else (None, ())


def step(day, move, cast, by=None, **changes):
    written, parts = record(move, day, cast)
    for name, value in changes.items():
        setattr(written, name, value)
    note = "说明" if day.flow[move].note else ""
    return day.advance(move, by=by or getattr(cast, MAKERS[move]), record=written, parts=parts, note=note)
