"""Verbs of the duty file: tell of one's service, and make one move for many entries."""

from django.db import transaction

from deputies.models import Duty
from liaison.kit.flow import advance_all


@transaction.atomic
def tell_service(report, *, station, by, submit=True):
    """Keep what a deputy tells of the own service, and hand it in for verification. Raises what ``begin`` raises."""
    duty = Duty(deputy_id=by.deputy_id, station=station, kind=report.kind, on=report.on, what=report.what)
    duty.begin("draft", by=by, record=report)
    if submit:
        duty.advance("submit", by=by)
    return duty


def advance_shown(things, name, shown, *, by):
    """Make the move for those things whose move it is for the user and which are still as ``shown``, {key: version}.

    Returns how many were moved and how many were left alone. Raises Conflict if somebody moves one in this very moment.
    """
    may = [thing for thing in things
           if shown.get(thing.pk) == thing.version and name in {move.name for move in thing.moves_for(by)}]
    advance_all(may, name, by=by)
    return len(may), len(shown) - len(may)
