"""A thing with a stage, and the one door through which it moves."""

from contextlib import contextmanager
from datetime import date

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.kit.flow.steps import broken_steps
from liaison.kit.flow.table import KEEP, START, Flow


class Conflict(Exception):
    """Somebody moved the thing first; ``step`` tells who did what and when."""

    def __init__(self, thing):
        self.thing = thing
        self.step = thing.steps.select_related("by").order_by("-number").first()
        super().__init__(f"{thing} has moved on")


class Obstacle(ValidationError):
    """The table allows the move, but something it needs is not there yet; the message says what."""


class Flowing(models.Model):
    """A thing with a stage. ``begin`` and ``advance`` are the only writers of ``stage``, ``version`` and ``due_on``."""

    stage = models.CharField(gettext_lazy("状态"), max_length=30, editable=False, db_index=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    due_on = models.DateField(gettext_lazy("期限"), null=True, editable=False, db_index=True)
    closed_at = models.DateTimeField(gettext_lazy("办结时间"), null=True, editable=False)

    flow: Flow
    last_step = None  # that this copy has made

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

    def last_of(self, *moves):
        """The latest step that made one of these moves, or None."""
        if self.made_last_step() and self.last_step.move in moves:
            return self.last_step
        return self.steps.filter(move__in=moves).order_by("-number").first()

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
            return self._make(name, by, note, record, parts)

    def advance(self, name, *, by, note="", record=None, parts=()):
        """Make the move: the one door. Returns the step.

        Raises KeyError (no such move), PermissionDenied (not this user's), Conflict (the thing has moved on),
        Obstacle (something it needs is missing). Nothing is written unless all of it is.
        """
        with self._restored(), transaction.atomic():
            return self._make(name, by, note, record, parts)

    def _make(self, name, by, note, record, parts):
        move, source = self.flow[name], self.stage
        role = self._allow(move, by, note, record, parts)
        clock = self._take_stage(move, record)
        kept = self._keep(record, parts)
        step = self._write_step(move, by, role, note, kept, clock, source)
        self.moved(step, record)
        return step

    @contextmanager
    def _restored(self):
        """On failure the thing in memory is again what it was: its columns, its cached relations, saved or not."""
        before, state = dict(self.__dict__), self._state
        saved = state.adding, state.db, dict(state.fields_cache)
        try:
            yield
        except BaseException:
            self.__dict__.clear()
            self.__dict__.update(before)
            state.adding, state.db, state.fields_cache = saved
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
        seen = self._as_seen()
        values, clock = self._set(move, record)
        if not seen.update(**values):
            raise Conflict(self)
        return clock

    def _set(self, move, record):
        """Set the columns that the move changes; returns them, and the rule of the clock that it starts."""
        source, target = self.stage, move.target or self.stage
        values = {"stage": target, "version": self.version + 1, **self.changes(move, record)}
        if target != source:
            values["closed_at"] = timezone.now() if target in self.flow.final else None
        for name, value in values.items():  # before the clock is read: what was written down may choose the rule
            setattr(self, name, value)
        clock = self.deadline(move.clock) if move.clock and move.clock != KEEP else None
        if clock or (target != source and move.clock != KEEP):
            self.due_on = values["due_on"] = clock and date.fromisoformat(clock["due"])
        return values, clock

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
        step = self._step(move, by, role, note, record, clock, source, self._digest_before())
        step.save(force_insert=True)
        self.last_step = step
        return step

    def _digest_before(self):
        """The digest of the step before this one."""
        if self.version < 2:
            return ""
        if self.made_last_step(self.version - 1):
            return self.last_step.digest
        return self.steps.order_by("-number").values_list("digest", flat=True).first() or ""

    def made_last_step(self, version=None):
        """Was it this copy that brought the thing to the version, so that nobody needs to ask for its step?"""
        return self.last_step is not None and self.last_step.number == (self.version if version is None else version)

    def _step(self, move, by, role, note, record, clock, source, previous):
        """The step, chained to the digest before it and not yet saved."""
        step = self.step_model()(
            number=self.version, move=move.name, source=source, target=self.stage, by=by, role=role,
            at=timezone.now(), note=note.strip(), record_id=record and record.pk, clock=clock, **{self.flow.name: self},
        )
        step.record = record
        step.digest = step.compute_digest(previous)
        return step

    def broken_step(self):
        """The number of the first step whose move, order, record or digest does not hold, or None if the chain is whole."""
        return next((number for _thing, number in broken_steps(type(self), [self])), None)


def flowing_models():
    """Every concrete model that walks a flow."""
    return [model for model in apps.get_models() if issubclass(model, Flowing)]
