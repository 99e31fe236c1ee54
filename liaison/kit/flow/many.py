"""The same move for many equal things at once: all or nothing, at few queries for however many."""

from contextlib import ExitStack

from django.db import transaction
from django.utils import timezone

from liaison.kit.flow.table import START
from liaison.kit.flow.thing import Conflict

AT_ONCE = 500


def begin_all(things, name, *, by):
    """Save new things of one model and make their first move, which needs no record. Returns the steps."""
    with ExitStack() as restored, transaction.atomic():
        for thing in things:
            restored.enter_context(thing._restored())
            thing.stage = START
        if things:
            type(things[0])._base_manager.bulk_create(things, batch_size=AT_ONCE)
        return advance_all(things, name, by=by)


def advance_all(things, name, *, by, note="", records=None):
    """Make one move for things of one model, each with its record, without parts, if the move needs one.

    ``by`` is one user, or a list of one for each thing. Returns the steps; raises as ``advance``. The queries do not grow
    with the things, as far as their own ``roles_of``, obstacles, ``vet`` and ``moved`` ask none.
    """
    makers = by if isinstance(by, list) else [by] * len(things)
    told = list(zip(things, makers, records or [None] * len(things), strict=True))
    with ExitStack() as restored, transaction.atomic():
        for thing in things:
            restored.enter_context(thing._restored())
        batches = [told[start:start + AT_ONCE] for start in range(0, len(told), AT_ONCE)]
        steps = [step for batch in batches for step in _advance(batch, name, note)]
        for thing, step in zip(things, steps, strict=True):
            thing.moved(step, step.record)
    return steps


def _advance(told, name, note):
    things = [thing for thing, _by, _record in told]
    move, model = things[0].flow[name], type(things[0])
    before, roles = _last_digests(things, model), [thing._allow(move, by, note, record, ()) for thing, by, record in told]
    groups, steps, now = {}, [], timezone.now()
    for (thing, by, _record), record, role in zip(told, _keep(told), roles, strict=True):
        seen = thing.stage, thing.version
        values, clock = thing._set(move, record)
        if values.get("closed_at"):  # the same moment for all, so that they are one UPDATE
            thing.closed_at = values["closed_at"] = now
        groups.setdefault((*seen, tuple(values.items())), []).append(thing)
        steps.append(thing._step(move, by, role, note, record, clock, seen[0], before.get((thing.pk, seen[1]), "")))
    for (stage, version, values), alike in groups.items():
        _update(model, stage, version, dict(values), alike)
    return model.step_model().objects.bulk_create(steps)


def _keep(told):
    """The records as the database holds them, in the order of the things."""
    records = [record for _thing, _by, record in told]
    if records[0] is None:
        return records
    model = type(records[0])
    kept = model._base_manager.in_bulk([record.pk for record in model._base_manager.bulk_create(records)])
    return [kept[record.pk] for record in records]


def _last_digests(things, model):
    """{(key of a thing, number of a step): digest} of the steps made last; nothing is asked for what only begins."""
    name, numbers = model.flow.name, {thing.version for thing in things} - {0}
    if not numbers:
        return {}
    steps = model.step_model().objects.filter(**{f"{name}__in": things, "number__in": numbers})
    return {(key, number): digest for key, number, digest in steps.values_list(f"{name}_id", "number", "digest")}


def _update(model, stage, version, values, things):
    rows = model._base_manager.filter(pk__in=[thing.pk for thing in things])
    if rows.filter(stage=stage, version=version).update(**values) != len(things):
        made = set(rows.filter(**values).values_list("pk", flat=True))
        raise Conflict(next((thing for thing in things if thing.pk not in made), things[0]))
