"""A flow: a table of moves that leads a thing through its stages, and the one door through which it moves."""

import hashlib
import json
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date
from itertools import takewhile

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

START = ""  # the stage of a thing that has not begun
KEEP = "keep"  # a clock that goes on running through the move
SYSTEM = "system"  # the role of moves that follow from another move or from a limit that ran out


@dataclass(frozen=True)
class Move:
    """One line of the procedure: from which stages to which, by whom, with what written down and by when.

    ``target`` None keeps the stage. ``record`` names the model to be filled in ("disputes.Reply"). ``clock`` names the
    deadline rule that starts; KEEP lets the running one go on; "" stops it when the stage changes.
    """

    name: str
    label: str
    sources: tuple
    target: str | None
    roles: tuple
    record: str = ""
    clock: str = ""
    note: bool = False
    public: bool = False

    @property
    def record_model(self):
        return apps.get_model(self.record) if self.record else None

    @property
    def by_hand(self):
        """Does a person make this move (rather than only the system)?"""
        return self.roles != (SYSTEM,)


class Flow:
    """The procedure of one kind of thing: its stages, its moves, and the stages where it ends."""

    def __init__(self, name, label, stages, moves, *, final):
        self.name, self.label, self.stages = name, label, stages
        self.moves = tuple(moves)
        self.final = frozenset(final)
        self.open = frozenset(stages.values) - self.final
        self._by_name = {move.name: move for move in self.moves}
        self._check()

    def _check(self):
        known = set(self.stages.values) | {START}
        if len(self._by_name) != len(self.moves):
            raise ValueError(f"{self.name}: a move is named twice")
        for move in self.moves:
            unknown = ({*move.sources, move.target} - {None}) - known
            if unknown or not move.roles:
                raise ValueError(f"{self.name}.{move.name}: unknown stages {unknown} or nobody may make it")

    def __getitem__(self, name):
        return self._by_name[name]

    def __contains__(self, name):
        return name in self._by_name

    def leaving(self, stage):
        return [move for move in self.moves if stage in move.sources]


class Conflict(Exception):
    """Somebody moved the thing first; ``step`` tells who did what and when."""

    def __init__(self, thing):
        self.thing = thing
        self.step = thing.steps.select_related("by").order_by("-number").first()
        super().__init__(f"{thing} has moved on")


class Obstacle(ValidationError):
    """The table allows the move, but something it needs is not there yet; the message says what."""


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


class Flowing(models.Model):
    """A thing with a stage. ``begin`` and ``advance`` are the only writers of ``stage``, ``version`` and ``due_on``."""

    stage = models.CharField(gettext_lazy("状态"), max_length=30, editable=False, db_index=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    due_on = models.DateField(gettext_lazy("期限"), null=True, editable=False, db_index=True)
    closed_at = models.DateTimeField(gettext_lazy("办结时间"), null=True, editable=False)

    flow: Flow

    class Meta:
        abstract = True

    def roles_of(self, user):
        """The roles that the user holds towards this thing, a set of words that the flow's table uses."""
        raise NotImplementedError

    def deadline(self, clock):
        """What the rule named ``clock`` says today at this place: a dict with "due" (ISO date), or None if no rule."""
        raise NotImplementedError

    def obstacle_to(self, move):
        """Why the move, although the table allows it, cannot be made now: a sentence, or "".

        A thing says so in a method ``_obstacle_to_<move>``.
        """
        check = getattr(self, f"_obstacle_to_{move.name}", None)
        return check() if check else ""

    def changes(self, move, record):
        """The thing's own columns that the move sets together with its stage."""
        return record.effect() if record else {}

    def moved(self, step, record):
        """What else follows from a move; called inside its transaction."""

    @property
    def is_open(self):
        return self.stage in self.flow.open

    @property
    def stage_label(self):
        return self.flow.stages(self.stage).label

    def times(self, move):
        """How often a move has been made: read from the steps, never counted up."""
        return self.steps.filter(move=move).count()

    @classmethod
    def step_model(cls):
        return cls._meta.get_field("steps").related_model

    def moves_for(self, user):
        """The moves that the table gives this user at this stage, in the table's order."""
        roles = self.roles_of(user)
        return [move for move in self.flow.leaving(self.stage) if move.by_hand and roles & set(move.roles)]

    def begin(self, name, *, by, note="", record=None, parts=()):
        """Save a new thing and make its first move, in one transaction."""
        with self._restored(), transaction.atomic():
            self.stage = START
            self.save(force_insert=True)
            return self.advance(name, by=by, note=note, record=record, parts=parts)

    def advance(self, name, *, by, note="", record=None, parts=()):
        """Make the move: the one door. Returns the step.

        Raises KeyError (no such move), PermissionDenied (not this user's), Conflict (the thing has moved on),
        Obstacle (something it needs is missing). Nothing is written unless all of it is.
        """
        move, source = self.flow[name], self.stage
        with self._restored(), transaction.atomic():
            role = self._allow(move, by, note, record, parts)
            clock = self._take_stage(move, record)
            kept = self._keep(record, parts)
            step = self._write_step(move, by, role, note, kept, clock, source)
            self.moved(step, record)
        return step

    @contextmanager
    def _restored(self):
        """On failure the thing in memory is again what it was: its columns, its cached relations, saved or not."""
        before, state = dict(self.__dict__), copy(self._state)
        state.fields_cache = dict(self._state.fields_cache)
        try:
            yield
        except BaseException:
            self.__dict__.clear()
            self.__dict__.update(before, _state=state)
            raise

    def _allow(self, move, by, note, record, parts):
        held = self.roles_of(by)
        role = next((role for role in move.roles if role in held), None)
        if role is None:
            raise PermissionDenied(f"{by} may not {move.name} {self}")
        if self.stage not in move.sources:
            raise Conflict(self)
        try:
            self._require(move, by, note, record, parts)
        except Obstacle:
            if not self._as_seen().exists():  # then the move that was made first explains it better
                raise Conflict(self) from None
            raise
        return role

    def _require(self, move, by, note, record, parts):
        if obstacle := self.obstacle_to(move):
            raise Obstacle(obstacle)
        if move.note and not note.strip():
            raise Obstacle(_("请写明情况或理由。"))
        if move.record and not isinstance(record, move.record_model):
            raise Obstacle(_("“%(move)s”需要填写：%(record)s") % {
                "move": move.label, "record": move.record_model._meta.verbose_name})
        if record:
            setattr(record, self.flow.name, self)
            record.author = by
            record.vet(parts)

    def _as_seen(self):
        """The row in the database, if nobody has moved the thing since this copy was read."""
        return type(self)._base_manager.filter(pk=self.pk, stage=self.stage, version=self.version)

    def _take_stage(self, move, record):
        """The one guarded UPDATE: stage, version, date and what the record sets, if nobody was here first."""
        seen, source = self._as_seen(), self.stage
        target = move.target or self.stage
        values = {"stage": target, "version": self.version + 1, **self.changes(move, record)}
        if target != source:
            values["closed_at"] = timezone.now() if target in self.flow.final else None
        for name, value in values.items():  # before the clock is read: what was written down may choose the rule
            setattr(self, name, value)
        clock = self.deadline(move.clock) if move.clock and move.clock != KEEP else None
        if clock or (target != source and move.clock != KEEP):
            self.due_on = values["due_on"] = clock and date.fromisoformat(clock["due"])
        if not seen.update(**values):
            raise Conflict(self)
        return clock

    def _keep(self, record, parts):
        if record is None:
            return None
        record.save(force_insert=True)
        for part in parts:
            part.record = record
            part.save(force_insert=True)
        # Read back, so that the digest covers what the database holds, not what Python meant.
        return type(record)._base_manager.get(pk=record.pk)

    def _write_step(self, move, by, role, note, record, clock, source):
        model = self.step_model()
        last = self.steps.order_by("-number").values_list("digest", flat=True).first() if self.version > 1 else ""
        step = model(
            number=self.version, move=move.name, source=source, target=self.stage, by=by, role=role,
            at=timezone.now(), note=note.strip(), record_id=record and record.pk, clock=clock, **{self.flow.name: self},
        )
        step.record = record
        step.digest = step.compute_digest(last or "")
        step.save(force_insert=True)
        return step

    def broken_step(self):
        """The number of the first step whose move, order, record or digest does not hold, or None if the chain is whole."""
        return next((number for _thing, number in broken_steps(type(self), [self])), None)


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


def flowing_models():
    """Every concrete model that walks a flow."""
    return [model for model in apps.get_models() if issubclass(model, Flowing)]
