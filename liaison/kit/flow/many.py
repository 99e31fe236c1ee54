"""The same move for many equal things at once: all or nothing, at few queries for however many."""

from contextlib import ExitStack

from django.db import transaction
from django.utils import timezone

from liaison.kit.flow.table import START
from liaison.kit.flow.thing import Conflict

AT_ONCE = 500


def begin_all(things, name, *, by, note="", records=None, parts=None):
    """Save new things of one model and make their first move, as ``advance_all``. Returns the steps."""
    with ExitStack() as restored, transaction.atomic():
        for thing in things:
            restored.enter_context(thing._restored())
            thing.stage = START
        if things:
            type(things[0])._base_manager.bulk_create(things, batch_size=AT_ONCE)
        return _make(things, name, by, note, records, parts)


def advance_all(things, name, *, by, note="", records=None, parts=None):
    """Make one move for things of one model, each with its record and the parts of that, if the move needs some.

    ``by`` is one user, or a list of one for each thing. Returns the steps; raises as ``advance``. The queries do not grow
    with the things, as far as their own ``roles_of``, obstacles, ``vet`` and ``moved`` ask none.
    """
    with ExitStack() as restored, transaction.atomic():
        for thing in things:
            restored.enter_context(thing._restored())
        return _make(things, name, by, note, records, parts)


def _make(things, name, by, note, records, parts):
    makers, none = by if isinstance(by, list) else [by] * len(things), [None] * len(things)
    told = list(zip(things, makers, records or none, parts or [()] * len(things), strict=True))
    batches = [told[start:start + AT_ONCE] for start in range(0, len(told), AT_ONCE)]
    steps = [step for batch in batches for step in _advance(batch, name, note)]
    for (thing, _by, record, _parts), step in zip(told, steps, strict=True):
        thing.moved(step, record)
    return steps


def _advance(told, name, note):
    things = [thing for thing, *_with in told]
    move, model = things[0].flow[name], type(things[0])
    before, roles = _last_digests(things, model), [thing._allow(move, by, note, *written) for thing, by, *written in told]
    groups, steps, now = {}, [], timezone.now()
    for (thing, by, record, _parts), kept, role in zip(told, _keep(told), roles, strict=True):
        seen = thing.stage, thing.version
        values, clock = thing._set(move, record)
        if values.get("closed_at"):  # the same moment for all, so that they are one UPDATE
            thing.closed_at = values["closed_at"] = now
        groups.setdefault((*seen, tuple(values.items())), []).append(thing)
        last = thing.last_step.digest if thing.made_last_step(seen[1]) else before.get((thing.pk, seen[1]), "")
        steps.append(thing._step(move, by, role, note, kept, clock, seen[0], last))
    for (stage, version, values), alike in groups.items():
        _update(model, stage, version, dict(values), alike)
    for thing, step in zip(things, model.step_model().objects.bulk_create(steps), strict=True):
        thing.last_step = step
    return steps


def _keep(told):
    """The records as the database holds them, with their parts, in the order of the things."""
    records = [record for _thing, _by, record, _parts in told]
    if records[0] is None:
        return records
    model = type(records[0])
    keys = [record.pk for record in model._base_manager.bulk_create(records)]
    _keep_parts(told)
    kept = model._base_manager.prefetch_related(*model.parts).in_bulk(keys)
    return [kept[key] for key in keys]


def _keep_parts(told):
    """A query for each kind of part, whatever record they belong to."""
    kinds = {}
    for _thing, _by, record, parts in told:
        for part in parts:
            part.record = record
            kinds.setdefault(type(part), []).append(part)
    for model, alike in kinds.items():
        model._base_manager.bulk_create(alike, batch_size=AT_ONCE)


def _last_digests(things, model):
    """{(key of a thing, number of a step): digest} of the steps made last by other copies than these."""
    name, unknown = model.flow.name, [thing for thing in things if thing.version and not thing.made_last_step()]
    if not unknown:
        return {}
    steps = model.step_model().objects.filter(
        **{f"{name}__in": unknown, "number__in": {thing.version for thing in unknown}})
    return {(key, number): digest for key, number, digest in steps.values_list(f"{name}_id", "number", "digest")}


def _update(model, stage, version, values, things):
    rows = model._base_manager.filter(pk__in=[thing.pk for thing in things])
    if rows.filter(stage=stage, version=version).update(**values) != len(things):
        made = set(rows.filter(**values).values_list("pk", flat=True))
        raise Conflict(next((thing for thing in things if thing.pk not in made), things[0]))
