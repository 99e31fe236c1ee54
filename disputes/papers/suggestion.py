"""The papers of a suggestion: the form it is written on (专用纸), the 交办单, the letter of reply and the 征询意见表."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.models import CongressLevel, Mandate
from disputes.models import Suggestion
from disputes.papers.suggestion_file import SuggestionFile

SIGNING, STATION, HANDLING = ("lead", "cosigner"), ("keeper", "head"), ("unit", "assist")
BLANK_SIGNERS = 4  # lines of the form that are filled in by hand


@dataclass(frozen=True)
class Paper:
    """``roles`` may print it once it ``is_ready``; ``shown`` is its own context, None for a letter that is not there."""

    key: str
    label: str
    roles: tuple
    is_ready: Callable[[SuggestionFile], bool]
    shown: Callable[[SuggestionFile, int | None], dict | None]

    @property
    def template(self):
        return f"disputes/paper_suggestion_{self.key.replace('-', '_')}.html"


def form(file, reply):
    thing = file.suggestion
    cards = cards_of(file.cosigners, thing.mandate)
    signers = [{"deputy": deputy, "card": cards.get(deputy.pk, "")} for deputy in file.cosigners]
    return {"text": file.text, "signers": signers, "spare": range(max(0, BLANK_SIGNERS - len(signers))),
            "submission": file.submission, "docketing": file.last("accept")}


def cards_of(deputies, mandate):
    """The card numbers at the congress of the mandate: {deputy key: number}."""
    held = Mandate.objects.filter(deputy__in=deputies, level=mandate.level, term__region=mandate.term.region_id).in_force()
    return dict(held.values_list("deputy", "card"))


def hand_over(file, reply):
    return {"text": file.text, "step": file.last_step("hand_over"), "units": file.units, "docketing": file.last("accept")}


def letter(file, reply):
    """A letter of one of the district's own units, the last one unless one is named; a higher body prints its own."""
    step = next((step for step in letters(file) if reply in (None, step.record.pk)), None)
    return step and {"reply": step.record, "step": step, "receivers": [file.suggestion.lead, *file.cosigners]}


def letters(file):
    return [step for step in file.reply_steps if step.record.unit_id]


def evaluation(file, reply):
    """Filled in once the deputy has judged the reply; before that a blank to be filled in by hand."""
    judged = file.last_step("evaluate")
    told = judged if judged and judged.number > file.reply_steps[0].number else None
    return {"replies": file.round_replies or [file.reply_steps[0].record], "judged": told, "contacts": file.contacts,
            "questions": questions(told and told.record)}


def questions(record):
    """Attitude and result are two questions with the same answers, ticked if they were given."""
    asked = ((_("对办理态度"), record and record.attitude), (_("对办理结果"), record and record.result))
    answers = Suggestion.Satisfaction.choices
    return [{"label": label, "options": [{"label": words, "ticked": value == given} for value, words in answers]}
            for label, given in asked]


PAPERS = {paper.key: paper for paper in (
    Paper("form", gettext_lazy("代表建议专用纸"), (*SIGNING, *STATION, "committee", *HANDLING), lambda file: True, form),
    Paper("hand-over", gettext_lazy("代表建议交办单"), ("committee", *HANDLING),
          lambda file: bool(file.hand_over), hand_over),
    Paper("reply", gettext_lazy("代表建议答复函"), (*SIGNING, *STATION, "committee", *HANDLING),
          lambda file: bool(letters(file)), letter),
    Paper("evaluation", gettext_lazy("代表建议办理征询意见表"), (*SIGNING, *STATION, "committee", *HANDLING),
          lambda file: bool(file.reply_steps), evaluation),
)}


def committee_of(thing):
    """Who hands over and collects the judgements: a town's presidium, else the committee's office for deputies."""
    words = _("%(place)s人大主席团") if thing.level == CongressLevel.TOWNSHIP else _("%(place)s人大代表工委")
    return words % {"place": thing.region.name}
