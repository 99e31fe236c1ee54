"""What the pages of all three kinds of matters show alike: stage, date, moves, timeline, chain."""

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.flows import CaseStage, IssueStage, SuggestionStage
from disputes.models import Case, Issue, Suggestion, chain_of
from liaison.kit import workdays
from liaison.kit.flow import SYSTEM, with_records
from stations.models import day_calendar

UNTOLD = {"issue", "case", "suggestion", "visitor", "invitation"}  # columns of records that only lead elsewhere
KINDS = {"issues": Issue, "cases": Case, "suggestions": Suggestion}

_TONES = {
    **dict.fromkeys((IssueStage.CLOSED, IssueStage.RATED, IssueStage.FED_BACK, CaseStage.PERFORMED, CaseStage.AGREED,
                     CaseStage.PERFORMING, SuggestionStage.EVALUATED, SuggestionStage.REPLIED), "ok"),
    **dict.fromkeys((IssueStage.REGISTERED, IssueStage.RETURNED, IssueStage.REHANDLING, IssueStage.UNDER_REVIEW, CaseStage.LEAD,
                     CaseStage.CONSENT, SuggestionStage.SUBMITTED, SuggestionStage.RETURN_REQUESTED,
                     SuggestionStage.JOINT_REVIEW), "warn"),
    **dict.fromkeys((IssueStage.RESTRICTED, CaseStage.BREACHED), "alarm"),
    **dict.fromkeys((IssueStage.REDIRECTED, IssueStage.MERGED, IssueStage.VOIDED, CaseStage.DECLINED, CaseStage.DIVERTED,
                     CaseStage.FAILED, SuggestionStage.WITHDRAWN, SuggestionStage.NOT_ACCEPTED, SuggestionStage.DRAFT), "none"),
    IssueStage.IN_SUGGESTION: "suggestion",
}


WHO = {  # who makes a move, in the words of the pages
    "keeper": gettext_lazy("联络站"), "head": gettext_lazy("站长"), "deputy": gettext_lazy("代表"),
    "chair": gettext_lazy("群英会主持人"),
    "street": gettext_lazy("街道人大工委（乡镇主席团）"), "district": gettext_lazy("区人大代表工委"),
    "unit": gettext_lazy("承办单位"), "lead": gettext_lazy("领衔代表"), "cosigner": gettext_lazy("受邀代表"),
    "committee": gettext_lazy("人大代表工委（主席团）"),
}

def kind_of(thing):
    """issues, cases or suggestions: the word of its addresses."""
    return f"{thing.flow.name}s"


def stage_shown(thing):
    return {"label": thing.stage_label, "tone": _TONES.get(thing.stage, "doing")}


def due_shown(thing, calendar=None, soon=3):
    """The date in force as words and tone; None for what is closed or has no date. Give the calendar for a list of things."""
    if not (thing.due_on and thing.is_open):
        return None
    calendar, today = calendar or day_calendar(), timezone.localdate()
    left = workdays.left(today, thing.due_on, calendar, workdays.WORKDAY)
    return {
        "on": thing.due_on, "words": workdays.words(today, thing.due_on, calendar, workdays.WORKDAY),
        "tone": "alarm" if left < 0 else "warn" if left <= soon else "none",
        "url": reverse("disputes:deadline", args=[kind_of(thing), thing.pk]),
    }


def move_url(thing, move):
    """The page of the move; converting has a page of its own, where several matters become one suggestion."""
    if move.name == "convert":
        return f"{reverse('disputes:convert')}?{thing.flow.name}={thing.pk}"
    return reverse("disputes:move", args=[kind_of(thing), thing.pk, move.name])


def move_link(thing, move):
    return {"label": move.label, "url": move_url(thing, move)}


def turn_shown(move, who=""):
    """Whose turn it is, where it is not the user's own."""
    who = who or "、".join(dict.fromkeys(str(WHO[role]) for role in move.roles if role in WHO))
    return _("下一步：%(move)s，由%(who)s办理。") % {"move": move.label, "who": who}


def timeline_shown(thing, steps=None):
    """Every step, newest first, with what was written down; constant queries, none for ``steps`` with their records."""
    if steps is None:
        steps = with_records(thing.steps.select_related("by").order_by("number"))
    return [
        {"at": step.at, "by": _("系统") if step.role == SYSTEM else step.by.name, "label": step.label, "note": step.note,
         "public": step.is_public, "details": record_shown(step.record)}
        for step in reversed(steps)
    ]


def record_shown(record):
    """A record as label and value pairs, its parts as lines; keys and blanks are passed over."""
    if record is None:
        return []
    told = []
    for field in record._meta.concrete_fields:
        if field.primary_key or field.name in UNTOLD:
            continue
        if (value := _value_shown(record, field)) not in ("", None):
            told.append({"label": field.verbose_name, "value": value})
    for name in record.parts:
        rows = list(getattr(record, name).all())
        if rows:
            told.append({"label": rows[0]._meta.verbose_name, "value": "；".join(str(row) for row in rows)})
    return told


def _value_shown(record, field):
    if field.choices:
        return getattr(record, f"get_{field.name}_display")()
    value = getattr(record, field.name)
    return {True: _("是"), False: _("否")}.get(value, value) if isinstance(value, bool) else value


def chain_shown(thing, user):
    """The chain both ways as the cards of ``_chain.html``."""
    found, here = chain_of(thing, user), kind_of(thing)
    words = {"issues": (_("群众意见"), "doing"), "cases": (_("群英会"), "warn"), "suggestions": (_("代表建议"), "suggestion")}
    return [
        {"kind": words[kind][0], "tone": words[kind][1], "here": kind == here, "empty": _("没有"),
         "items": [_item_shown(item, thing) for item in found[kind]]}
        for kind in KINDS
    ]


def _item_shown(item, here):
    same = type(item) is type(here) and item.pk == here.pk
    return {"label": Truncator(item.title).chars(24), "url": "" if same else item.get_absolute_url(), "note": item.number or "",
            "stage": stage_shown(item)}
