"""What the pages of everything that flows show alike: stage, date, moves, timeline."""

from django.template.defaultfilters import date as date_words
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.kit import workdays
from liaison.kit.fields import in_words
from liaison.kit.flow import SYSTEM, with_records
from stations.models import day_calendar

SOON = 3  # working days before a date that a list begins to warn
WHO = {  # who makes a move, in the words of the pages
    "keeper": gettext_lazy("联络站"), "head": gettext_lazy("站长"), "deputy": gettext_lazy("代表"),
    "chair": gettext_lazy("群英会主持人"),
    "street": gettext_lazy("街道人大工委（乡镇主席团）"), "district": gettext_lazy("区人大代表工委"),
    "unit": gettext_lazy("承办单位"), "lead": gettext_lazy("领衔代表"), "cosigner": gettext_lazy("受邀代表"),
    "committee": gettext_lazy("人大代表工委（主席团）"),
}


def stage_shown(thing):
    return {"label": thing.stage_label, "tone": thing.flow.tones.get(thing.stage, "doing")}


def day_words(on):
    """11月13日; a day of another year with its year."""
    return date_words(on, "n月j日" if on.year == timezone.localdate().year else "Y年n月j日")


def due_shown(thing, calendar=None):
    """The date in force as words and tone; None for what is closed or has no date. Give the calendar for a list of things."""
    if not (thing.due_on and thing.is_open):
        return None
    return limit_shown(thing.due_on, calendar or day_calendar()) | {"url": reverse("deadline", args=[thing.flow.kind, thing.pk])}


def limit_shown(on, calendar):
    """A date by which something is to be done, for ``_due.html``."""
    today = timezone.localdate()
    left = workdays.left(today, on, calendar, workdays.WORKDAY)
    return {
        "on": on, "day": day_words(on), "words": workdays.words(today, on, calendar, workdays.WORKDAY),
        "tone": "alarm" if left < 0 else "warn" if left <= SOON else "none",
    }


def rows_shown(things):
    """The rows of a list, each with its stage and date, at one calendar for all."""
    calendar = day_calendar() if things else None
    return [{"thing": thing, "stage": stage_shown(thing), "due": due_shown(thing, calendar)} for thing in things]


def move_link(thing, move):
    return {"label": move.label, "url": thing.move_address(move)}


def actions_shown(thing, user, *aside):
    """The moves that the table gives, for ``_actions.html``: in front the first that leads on now, not one of ``aside``."""
    moves = thing.moves_for(user)
    onward = (move for move in moves if move.target and move.name not in aside and not thing.obstacle_to(move))
    primary = next(onward, None)
    others = [move_link(thing, move) for move in moves if move is not primary]
    return {"primary": primary and move_link(thing, primary), "others": others}


def turn_shown(move, who=""):
    """Whose turn it is, where it is not the user's own."""
    who = who or "、".join(dict.fromkeys(str(WHO[role]) for role in move.roles if role in WHO))
    return _("下一步：%(move)s，由%(who)s办理。") % {"move": move.label, "who": who}


def timeline_shown(thing, steps=None, above=()):
    """Every step, newest first, with what was written down; constant queries, none for ``steps`` with their records.

    What was written down at the moves ``above`` is left out: it stands higher up on the page, or is not for this reader.
    """
    if steps is None:
        steps = with_records(thing.steps.select_related("by").order_by("number"))
    return [
        {"at": step.at, "by": _("系统") if step.role == SYSTEM else step.by.name, "label": step.label, "note": step.note,
         "public": step.is_public if thing.flow.tells else None,
         "details": [] if step.move in above else record_shown(step.record, thing.flow.name)}
        for step in reversed(steps)
    ]


def record_shown(record, *untold):
    """A record as label and value pairs, its parts as lines; keys, blanks and what leads elsewhere are passed over."""
    if record is None:
        return []
    told = []
    for field in record._meta.concrete_fields:
        if field.primary_key or field.name in (*untold, *record.untold):
            continue
        if (value := in_words(record, field)) not in ("", None):
            told.append({"label": field.verbose_name, "value": value})
    for name in record.parts:
        rows = list(getattr(record, name).all())
        if rows:
            told.append({"label": rows[0]._meta.verbose_name, "value": "；".join(str(row) for row in rows)})
    return told
