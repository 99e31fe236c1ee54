"""The file of a suggestion (案卷): its text, signers, units, replies and promises."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.models import Deputy
from disputes.flows.suggestion import AT_WORK
from disputes.models import Commitment, Cosigning, HandlingUnit
from disputes.papers.matter_file import MatterFile
from liaison.kit import workdays

ROUNDS = ("hand_over", "rehandle")  # each begins a new round of replies


@dataclass
class Signer:
    """An invited deputy with the answer given, or none yet."""

    deputy: Deputy
    answer: Cosigning | None

    @property
    def state(self):
        if self.answer is None:
            return {"label": _("还没有答复"), "tone": "warn"}
        return {"label": _("同意附议"), "tone": "ok"} if self.answer.agrees else {"label": _("不附议"), "tone": "none"}


@dataclass
class Promise:
    """A commitment of a reply with what came of it; a changed date replaces the first one."""

    row: Commitment
    told: list = field(default_factory=list)

    @property
    def is_kept(self):
        return any(fulfilment.result == "kept" for fulfilment in self.told)

    @property
    def due_on(self):
        return next((told.new_due_on for told in reversed(self.told) if told.new_due_on), self.row.due_on)

    @property
    def state(self):
        if self.is_kept:
            return {"label": _("已兑现"), "tone": "ok"}
        return countdown(self.due_on)


@dataclass
class Handling:
    """A unit's part in answering: its own date, and whether it has answered or given its opinion."""

    row: HandlingUnit
    due_on: object
    is_done: bool

    @property
    def state(self):
        done, awaited = (_("已提意见"), _("待提意见")) if self.row.part == "assist" else (_("已答复"), _("待答复"))
        return {"label": done, "tone": "ok"} if self.is_done else {"label": awaited, "tone": "doing"}


def countdown(due_on):
    """The days left in words; alarm once the day is over."""
    today = timezone.localdate()
    days = (due_on - today).days
    return {"label": workdays.words(today, due_on, workdays.Calendar({}), workdays.DAY),  # holidays count like any day
            "tone": "alarm" if days < 0 else "warn" if days <= 7 else "doing"}


class SuggestionFile(MatterFile):
    def __init__(self, suggestion):
        self.suggestion = suggestion
        super().__init__(suggestion)

    @property
    def drafts(self):
        return self.made("draft", "revise")

    @property
    def text(self):
        return self.last("draft", "revise")

    @property
    def earlier_drafts(self):
        return self.drafts[-2::-1]

    @cached_property
    def signers(self):
        invitation = self.last("invite")
        answers = {answer.deputy_id: answer for answer in self.records("cosign") if answer.invitation_id == invitation.pk}
        return [Signer(row.deputy, answers.get(row.deputy_id)) for row in invitation.invitees.all()] if invitation else []

    @property
    def cosigners(self):
        """Deputies who confirmed the text in force."""
        return [signer.deputy for signer in self.signers if signer.answer and signer.answer.agrees]

    @property
    def submission(self):
        return self.last("submit")

    @property
    def outside(self):
        return self.last("track")

    @property
    def publication(self):
        return self.last("publish")

    @property
    def conclusion(self):
        return self.last("conclude")

    @property
    def contacts(self):
        return self.records("contact")

    @property
    def opinions(self):
        return self.made("assist")

    @property
    def judgements(self):
        """Newest first; a limit that ran out is a step without a record."""
        return self.made("evaluate", "lapse")[::-1]

    @property
    def hand_over(self):
        return self.last("hand_over")

    @property
    def round_began(self):
        step = self.last_step(*ROUNDS)
        return step.number if step else 0

    @property
    def round_replies(self):
        return [step.record for step in self.made("reply", "record_reply") if step.number > self.round_began]

    @cached_property
    def units(self):
        rows = self.hand_over.units.all() if self.hand_over else []
        return [Handling(row, self._due_of(row), self._has_answered(row)) for row in rows]

    def _due_of(self, row):
        """An extension or a new round moves the date of whoever replies; the date of an opinion stands."""
        thing = self.suggestion
        moved = row.part != HandlingUnit.Role.ASSIST and thing.stage in AT_WORK and thing.due_on
        return moved or row.due_on

    def _has_answered(self, row):
        if row.part == HandlingUnit.Role.ASSIST:
            handed_over = self.last_step("hand_over").number
            return any(step.record.unit_id == row.unit_id for step in self.made("assist") if step.number > handed_over)
        return any(reply.unit_id == row.unit_id for reply in self.round_replies)

    def waiting(self, part):
        """The units of the part (or parts) that have not answered, or given their opinion, in this round."""
        return [unit.row.unit for unit in self.units if unit.row.part in part and not unit.is_done]

    @property
    def reply_steps(self):
        """Newest first."""
        return self.made("reply", "record_reply")[::-1]

    @cached_property
    def promises(self):
        told = {}
        for record in self.records("fulfil"):
            told.setdefault(record.commitment_id, []).append(record)
        rows = [row for reply in self.records("reply", "record_reply") for row in reply.commitments.all()]
        return sorted((Promise(row, told.get(row.pk, [])) for row in rows), key=lambda promise: promise.due_on)

    @property
    def asked_extension(self):
        """The step that asks for more time and was not answered yet, or None."""
        last = self.last_step("request_extension", "extend")
        open_ = self.suggestion.stage in AT_WORK and last and last.move == "request_extension"
        return last if open_ else None
