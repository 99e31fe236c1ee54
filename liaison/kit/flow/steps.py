"""What a move leaves behind: the step, the record that was written down, and the chain that they form."""

import hashlib
import json
from datetime import UTC
from itertools import takewhile

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from liaison.kit.flow.table import Flow


class Sealed(models.Model):
    """A row that is inserted and never changed; the database refuses UPDATE and DELETE (``install_seals``)."""

    write_once = True
    shown_with = ()  # foreign keys that a list of such rows wants at once, also where the rows are parts of a record

    class Meta:
        abstract = True

    def sealed(self):
        """The content that a digest covers: every column but the key."""
        return {f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields if not f.primary_key}


class Record(Sealed):
    """What must be written down to make a move: a row that never changes afterwards, sealed into the step's digest.

    A concrete record has a foreign key named after its flow. ``parts`` are the related names of its own rows.
    """

    parts = ()
    untold = ()  # columns that a timeline passes over: they lead elsewhere
    author = None  # who is about to make the move with it, for ``vet``; the step keeps who did

    class Meta:
        abstract = True

    def effect(self):
        """The columns of the thing that this record sets."""
        return {}

    def vet(self, parts):
        """Raise ``Obstacle`` if what is written down cannot stand; called before it is saved, whoever wrote it."""

    def sealed(self):
        return super().sealed() | {name: [part.sealed() for part in self._parts(name)] for name in self.parts}

    def _parts(self, name):
        return sorted(getattr(self, name).all(), key=lambda part: part.pk)  # .all() reads what a list has prefetched


class Part(Sealed):
    """A row of a record (a seat of a panel, an obligation of an agreement), with a foreign key named ``record``."""

    class Meta:
        abstract = True


class Step(Sealed):
    """One move that was made. Steps of a thing are numbered from 1 and chained: each digest covers the one before.

    ``record_id`` is the key of the row of the model that the move names; ``clock`` is the rule as it stood that day.
    """

    number = models.PositiveIntegerField()
    move = models.CharField(max_length=40)
    source = models.CharField(max_length=30, blank=True)
    target = models.CharField(max_length=30)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=gettext_lazy("经办"))
    role = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    note = models.TextField(blank=True)
    record_id = models.BigIntegerField(null=True)
    clock = models.JSONField(null=True)
    digest = models.CharField(max_length=64)

    flow: Flow

    class Meta:
        abstract = True
        ordering = ["number"]
        indexes = [models.Index(fields=["move", "at"], name="%(class)s_made_at")]

    def __str__(self):
        return f"{self.number}. {self.label}"

    @property
    def thing(self):
        return getattr(self, self.flow.name)

    @property
    def table_move(self):
        return self.flow[self.move]

    @property
    def label(self):
        return self.flow[self.move].label

    @property
    def is_public(self):
        return self.flow[self.move].public

    @cached_property
    def record(self):
        """The row that was written down, or None. Lists set it for many steps at once (``with_records``)."""
        return self.table_move.record_model.objects.get(pk=self.record_id) if self.record_id else None

    def compute_digest(self, previous):
        told = super().sealed() | {"at": self.at.astimezone(UTC).isoformat(), "record": self.record and self.record.sealed()}
        del told["digest"]
        text = json.dumps([previous, told], cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def with_records(steps):
    """The steps as a list, each with its record, at one query per kind of record."""
    steps, wanted = list(steps), {}
    for step in steps:
        if step.record_id:
            wanted.setdefault(step.table_move.record_model, set()).add(step.record_id)
    found = {model: _shown(model).prefetch_related(*_parts_shown(model)).in_bulk(keys) for model, keys in wanted.items()}
    for step in steps:
        step.record = found[step.table_move.record_model].get(step.record_id) if step.record_id else None
    return steps


def _shown(model):
    return model._base_manager.select_related(*(model.shown_with or (None,)))


def _parts_shown(model):
    kinds = ((name, model._meta.get_field(name).related_model) for name in model.parts)
    return [models.Prefetch(name, _shown(kind).order_by("pk")) for name, kind in kinds]


def broken_steps(model, things):
    """The things of the model whose chain does not hold, each with its first broken step: few queries for however many."""
    chains = {thing.pk: [] for thing in things}
    for step in model.step_model().objects.filter(**{f"{model.flow.name}__in": chains}).order_by("number"):
        chains[getattr(step, f"{model.flow.name}_id")].append(step)
    with_records(step for chain in chains.values() for step in chain if step.move in step.flow)
    numbers = ((thing, _first_broken(chains[thing.pk], thing.version)) for thing in things)
    return [(thing, number) for thing, number in numbers if number]


def _first_broken(steps, version):
    previous, whole = "", 0
    for number, step in enumerate(takewhile(lambda step: step.move in step.flow, steps), 1):
        if step.number != number or step.digest != step.compute_digest(previous):
            return number
        previous, whole = step.digest, number
    return None if whole == version == len(steps) else min(whole, version) + 1
