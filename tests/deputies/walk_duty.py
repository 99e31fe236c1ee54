"""Entries of the duty file walked to a stage by the flow's own moves."""

from django.utils import timezone

from deputies.models import Duty, DutyKind, SelfReport, Service

WAYS = {
    "recorded": [], "contested": ["contest"], "struck": ["strike"], "taken_back": [],
    "draft": ["draft"], "submitted": ["draft", "submit"], "verified": ["draft", "submit", "verify"],
    "approved": ["draft", "submit", "verify", "approve"], "rejected": ["draft", "submit", "reject"],
    "withdrawn": ["draft", "withdraw"],
}
BY = {"contest": "deputy", "strike": "head", "uphold": "head", "verify": "keeper", "approve": "street", "reject": "keeper",
      "revoke": "district"}
FROM_EVENT = ("recorded", "contested", "struck", "taken_back")


def report(**changes):
    told = {"kind": DutyKind.STUDY, "what": "参加履职培训", "on": timezone.localdate(), "hours": None}
    return SelfReport(**told | changes)


def recorded(cast, role="deputy", kind=DutyKind.RECEPTION, number=1, on=None):
    """An entry that followed from an event."""
    evidence, on = f"deputies:reception:{number}", on or timezone.localdate()
    Duty.objects.settle(evidence, [Service(cast.deputies[role].pk, kind, on)], station=cast.station, what="接待日")
    return Duty.objects.get(evidence=evidence, kind=kind, deputy=cast.deputies[role])


def new(cast, role="deputy", told=None):
    told = told or report()
    return Duty(deputy=cast.deputies[role], station=cast.station, kind=told.kind, on=told.on, what=told.what)


def make(duty, move, cast, by=None, **changes):
    """One move with what it needs, by somebody of the cast who may."""
    record = report(**changes) if duty.flow[move].record else None
    act = duty.begin if not duty.stage else duty.advance
    by = by or getattr(cast, BY.get(move, "deputy"))
    return act(move, by=by, record=record, note="说明" if duty.flow[move].note else "")


def duty_at(stage, cast, number=1, **changes):
    duty = recorded(cast, number=number) if stage in FROM_EVENT else new(cast, told=report(**changes))
    for move in WAYS[stage]:
        make(duty, move, cast, **(changes if duty.flow[move].record else {}))
    if stage == "taken_back":
        Duty.objects.settle(duty.evidence, [], station=cast.station)
        duty = Duty.objects.get(pk=duty.pk)
    assert duty.stage == stage
    return duty
