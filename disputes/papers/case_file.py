"""The file of a case (卷宗): its parties, panel, rounds and agreement."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.models import Agreement, Consent, Obligation, Party, Performance
from disputes.papers.matter_file import MatterFile

SITTINGS = ("schedule", "reschedule", "adjourn")


@dataclass
class Side:
    """A party with its answer: ``consent`` or ``refused``, or neither yet."""

    party: Party
    consent: Consent | None
    refused: bool

    @property
    def answer(self):
        if self.refused:
            return {"label": _("不同意"), "tone": "alarm"}
        return {"label": _("已同意"), "tone": "ok"} if self.consent else {"label": _("还没有答复"), "tone": "warn"}


@dataclass
class Duty:
    """An obligation of the agreement, and whether it was kept."""

    obligation: Obligation
    performance: Performance | None
    breached: bool

    @property
    def is_overdue(self):
        return self.performance is None and self.obligation.due_on < timezone.localdate()

    @property
    def state(self):
        if self.performance:
            late = self.performance.on > self.obligation.due_on
            return {"label": _("逾期履行") if late else _("已履行"), "tone": "warn" if late else "ok"}
        if self.breached or self.is_overdue:
            days = (timezone.localdate() - self.obligation.due_on).days
            return {"label": _("已超 %(n)s 天") % {"n": days} if days > 0 else _("未按约履行"), "tone": "alarm"}
        days = (self.obligation.due_on - timezone.localdate()).days
        return {"label": _("还有 %(n)s 天") % {"n": days} if days else _("今天到期"), "tone": "doing" if days > 3 else "warn"}


class CaseFile(MatterFile):
    def __init__(self, case):
        self.case = case
        super().__init__(case)

    def made_at(self, *moves):
        step = self.last_step(*moves)
        return step and step.at

    @cached_property
    def sides(self):
        consents = {consent.party_id: consent for consent in self.records("record_consent")}
        refused = {refusal.party_id for refusal in self.records("decline")}
        return [Side(party, consents.get(party.pk), party.pk in refused) for party in self.records("name_party")]

    @property
    def waiting(self):
        """The parties who have not answered yet."""
        return [side.party for side in self.sides if not side.consent]

    @property
    def panel_steps(self):
        return self.made("form_panel", "change_panel")

    @property
    def panels(self):
        return [step.record for step in self.panel_steps]

    @property
    def panel(self):
        return self.panels[-1] if self.panels else None

    @property
    def seats(self):
        return list(self.panel.seats.all()) if self.panel else []

    @property
    def chair(self):
        return next((seat.member for seat in self.seats if seat.is_chair), None)

    @property
    def sitting(self):
        return self.last(*SITTINGS)

    @cached_property
    def rounds(self):
        """The meetings one after another, each a dict of what was written down from its opening to its end."""
        found, sitting = [], None
        for step in self.steps:
            if step.move == "open_hearing":
                found.append({"hearing": step.record, "sitting": sitting})
            elif step.move in ("assess", "negotiate", "decide"):
                found[-1][step.move] = step.record
            elif step.move == "adjourn":
                found[-1]["adjourned"] = step
            if step.move in SITTINGS:
                sitting = step.record
        return found

    @property
    def round(self):
        return self.rounds[-1] if self.rounds else {}

    @property
    def earlier_rounds(self):
        return self.rounds[:-1]

    @property
    def opinion(self):
        return self.last("decide")

    @property
    def follow_ups(self):
        return self.records("follow_up")

    @property
    def conclusion(self):
        """The words with which the case was closed."""
        return next((step.note for step in self.made("close", "close_breached")), "")

    @property
    def acceptance(self):
        return self.last("accept")

    @property
    def agreement(self):
        return self.last("agree")

    @property
    def amount(self):
        """1,200.50 or 1,200; "" where no money was agreed."""
        amount = self.agreement and self.agreement.amount
        return "" if amount is None else f"{amount:,.2f}".removesuffix(".00")

    @property
    def agreement_is_oral(self):
        return bool(self.agreement) and self.agreement.form == Agreement.Form.ORAL

    @cached_property
    def duties(self):
        kept = {record.obligation_id: record for record in self.records("perform")}
        broken = {record.obligation_id for record in self.records("breach")}
        obligations = sorted(self.agreement.obligations.all(), key=lambda row: (row.due_on, row.pk)) if self.agreement else []
        return [Duty(row, kept.get(row.pk), row.pk in broken) for row in obligations]
