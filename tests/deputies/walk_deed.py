"""Practical deeds walked to a stage by the flow's own moves."""

from datetime import timedelta

from django.utils import timezone

from deputies.models import Deed, DeedResult, Postponement, Progress, Promise, Verification

WAYS = {
    "promised": ["promise"], "doing": ["promise", "begin_work"], "needs_help": ["promise", "ask_help"],
    "reported": ["promise", "begin_work", "report"], "verified": ["promise", "begin_work", "report", "verify"],
    "dropped": ["promise", "drop"],
}
ACTORS = {
    "verify": "head", "send_back": "head", "help_given": "street", "publish": "head", "withhold": "head", "reopen": "district"}


def record_of(move, **changes):
    """A filled-in record for a move; None where the move needs none."""
    today = timezone.localdate()
    made = {
        "promise": lambda: Promise(what="给楼道装上扶手", for_whom="3栋的老人", due_on=today + timedelta(days=60)),
        "begin_work": lambda: Progress(what="量了尺寸。"), "progress": lambda: Progress(what="装了一半。"),
        "postpone": lambda: Postponement(due_on=today + timedelta(days=90), reason="材料没到"),
        "report": lambda: DeedResult(
            result="六层都装好了。", evidence="验收单存站。", beneficiaries=40, contacts=12, problems=1, funds="3500.50"),
        "verify": lambda: Verification(way="site"),
    }
    record = made.get(move, lambda: None)()
    for name, value in changes.items():
        setattr(record, name, value)
    return record


def step(deed, move, cast, by=None, **changes):
    """Make one move with a filled-in record, by the deputy unless it is another's."""
    make = deed.begin if deed.stage == "" else deed.advance
    note = "说明" if deed.flow[move].note else ""
    return make(move, by=by or getattr(cast, ACTORS.get(move, "deputy")), record=record_of(move, **changes), note=note)


def new(cast, role="deputy", **fields):
    return Deed(**{"station": cast.station, "deputy": cast.deputies[role]} | fields)


def deed_at(stage, cast, role="deputy", what=None, **result):
    """A deed of the deputy of that role; ``result`` are columns of the result that was told."""
    deed, by = new(cast, role), getattr(cast, role)
    for move in WAYS[stage]:
        changes = {"what": what} if what and move == "promise" else result if move == "report" else {}
        step(deed, move, cast, by=None if move in ACTORS else by, **changes)
    assert deed.stage == stage
    return deed
