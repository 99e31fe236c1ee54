"""A case as the six moves that the district's people know: 挖、访、邀、会诊、明是非、作调停."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.flows import CASE, CaseStage
from disputes.models import Case
from stations.views.flowing import move_link, turn_shown

S = CaseStage
CLOSING = ("close", "close_breached")


@dataclass(frozen=True)
class Six:
    """One of the six: the stages in which it is the current one, the moves on its card, the move that ends it."""

    key: str
    label: str
    what: str
    stages: tuple
    moves: tuple
    ends: tuple


SIX = (
    Six("dig", gettext_lazy("挖"), gettext_lazy("线索和当事人"), (S.LEAD,), ("name_party", "ask_consent"), ("ask_consent",)),
    Six("ask", gettext_lazy("访"), gettext_lazy("征求意愿、受理"), (S.CONSENT,), ("record_consent", "accept"), ("accept",)),
    Six("invite", gettext_lazy("邀"), gettext_lazy("请群英、定会期、到会"), (S.ACCEPTED, S.PANELED, S.SCHEDULED),
        ("form_panel", "schedule", "open_hearing", "change_panel", "reschedule"), ("open_hearing",)),
    Six("hear", gettext_lazy("会诊"), gettext_lazy("评、商"), (S.ASSESSING, S.NEGOTIATING),
        ("assess", "negotiate", "adjourn"), ("negotiate",)),
    Six("judge", gettext_lazy("明是非"), gettext_lazy("断"), (S.DECIDING,), ("decide",), ("decide",)),
    Six("settle", gettext_lazy("作调停"), gettext_lazy("协议、履行、回访"), (S.AGREED, S.PERFORMING, S.BREACHED, S.PERFORMED),
        ("agree", "fail", "take_effect", "perform", "complete", "confirm", "breach", "resume", "follow_up", *CLOSING), CLOSING),
)
BY_ROW = {"record_consent", "perform"}  # each has its button beside the party or the obligation
ON_CARDS = {name for six in SIX for name in six.moves}
LAST = len(SIX)

NEXT = {  # what leads on at each stage, tried in this order
    S.LEAD: ("ask_consent", "name_party"), S.CONSENT: ("accept", "record_consent"), S.ACCEPTED: ("form_panel",),
    S.PANELED: ("schedule",), S.SCHEDULED: ("open_hearing",), S.ASSESSING: ("assess",), S.NEGOTIATING: ("negotiate",),
    S.DECIDING: ("decide", "agree"), S.AGREED: ("take_effect",), S.PERFORMING: ("complete", "perform"), S.BREACHED: ("resume",),
    S.PERFORMED: ("close", "follow_up"),
}
READY = {  # when a move that the table allows has something to do
    "ask_consent": lambda file: len(file.sides) >= 2,
    "record_consent": lambda file: bool(file.waiting),
    "accept": lambda file: not file.waiting,
    "decide": lambda file: "decide" not in file.round,
    "perform": lambda file: not all(duty.performance for duty in file.duties),
    "complete": lambda file: all(duty.performance for duty in file.duties),
    "close": lambda file: bool(file.made("follow_up")),
}


def is_ready(name, file):
    return READY.get(name, lambda file: True)(file)


def next_move(file):
    """The move that the case waits for, whoever makes it; None when it is over."""
    names = NEXT.get(file.case.stage, ())
    name = next((name for name in names if is_ready(name, file)), None)
    return CASE[name] if name else None


def actions(file, moves):
    """The head of the page: the awaited move if it is the user's, and all that stands on no card."""
    case, awaited = file.case, next_move(file)
    others = [move_link(case, move) for move in moves if move.name not in ON_CARDS]
    return {"primary": move_link(case, awaited) if awaited in moves else None, "others": others}


def waits_for(file, moves):
    """Whose turn it is, where it is not the user's: a sentence, or ""."""
    awaited = next_move(file)
    if awaited is None or awaited in moves:
        return ""
    return turn_shown(awaited)


def cards(file, moves):
    """The six cards with state, day and the moves that this user can make now."""
    here = current(file)
    return [
        {"key": six.key, "label": six.label, "what": six.what, "number": n, "state": state(file, six, n, here),
         "done_at": file.made_at(*six.ends) if n <= here else None,
         "moves": [move_link(file.case, move) for move in moves
                   if move.name in set(six.moves) - BY_ROW and is_ready(move.name, file)]}
        for n, six in enumerate(SIX, 1)
    ]


def current(file):
    """Which of the six the case stands at, counted from 0; 6 when it is closed."""
    stage = file.case.stage
    if stage == S.CLOSED:
        return LAST
    if stage in CASE.final:
        stage = next(step.source for step in reversed(file.steps) if step.target == stage != step.source)
    return next(n for n, six in enumerate(SIX) if stage in six.stages)


def state(file, six, number, here):
    if number <= here:
        return "done" if file.made(*six.ends) else "skipped"
    if number > here + 1:
        return "to-come"
    return "here" if file.case.is_open else "stopped"


def confirmation(file):
    """The 30 days in which both parties may ask the court; only where a mediation committee held the hearing."""
    case = file.case
    if case.organiser != Case.Organiser.COMMITTEE or not file.agreement:
        return None
    record, left = file.last("confirm"), case.confirm_by and (case.confirm_by - timezone.localdate()).days
    if record:
        words, tone = _("已申请"), "ok"
    elif left is None:
        words, tone = _("协议生效后起算"), "none"
    elif left < 0:
        words, tone = _("期限已过，没有申请"), "none"
    else:
        words, tone = (_("还有 %(n)s 天") % {"n": left} if left else _("今天是最后一天")), "warn" if left <= 7 else "doing"
    return {"record": record, "words": words, "tone": tone, "on": case.confirm_by}


def ending(file):
    """How a case ended without an agreement, or stands in breach, with the routes that were told; None otherwise."""
    stage = file.case.stage
    records = {S.DECLINED: "decline", S.FAILED: "fail", S.DIVERTED: "divert", S.BREACHED: "breach"}
    if stage not in records:
        return None
    record = file.last(records[stage])
    told = {
        S.DECLINED: lambda: (_("%(party)s明确不同意，群英会到此为止。") % {"party": record.party}, record.words),
        S.FAILED: lambda: (_("没有达成协议。"), record.reason),
        S.DIVERTED: lambda: (_("已转：%(body)s") % {"body": record.body}, record.reason),
        S.BREACHED: lambda: (_("没有按约履行：%(what)s") % {"what": record.obligation}, record.what),
    }[stage]()
    return {"what": told[0], "why": told[1], "routes": record.body.detail if stage == S.DIVERTED else record.routes}


def clock(file):
    """The rule of the date in force, as the step that set it kept it."""
    due = file.case.due_on and file.case.due_on.isoformat()
    return next((step.clock for step in reversed(file.steps) if due and step.clock and step.clock["due"] == due), None)


def settle_by(file):
    """The end of the 30 days (or of the longer time) in which to settle; None before acceptance."""
    step = next((step for step in reversed(file.steps) if step.move in ("accept", "extend") and step.clock), None)
    return step and date.fromisoformat(step.clock["due"])
