"""The moves that nobody makes: a limit that ran out, and a date that the calendar has moved."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from liaison.kit.flow import Conflict, flowing_models
from stations.models import User, day_calendar
from stations.models.matter import recounted

AT_ONCE = 500


def lapse():
    """What waits for a judgement that has not come in time goes on unjudged. Returns how many."""
    late = [
        thing for model in making("lapse")
        for thing in model.objects.filter(stage__in=model.flow["lapse"].sources, due_on__lt=timezone.localdate())
    ]
    return sum(made(thing, "lapse") for thing in late)


def recount():
    """What is open and ends on another day since the calendar changed gets the new date, with a note. Returns how many."""
    calendar = day_calendar()
    moved = ((thing, clock) for model in making("recount") for thing, clock in running(model))
    changed = [(thing, now) for thing, clock in moved if (now := recounted(clock, calendar)) and now["due"] != clock["due"]]
    return sum(made(thing, "recount", note_of(thing.due_on, now["due"])) for thing, now in changed)


def making(move):
    """The models in whose flow there is such a move."""
    return [model for model in flowing_models() if move in model.flow]


def running(model):
    """The open things of the model, each with the clock kept by the step that set its date; two queries some hundred things."""
    rows, last = model.objects.filter(stage__in=model.flow["recount"].sources, due_on__isnull=False).order_by("pk"), 0
    while things := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        last, clocks = things[-1].pk, {}
        steps = model.step_model().objects.filter(**{f"{model.flow.name}__in": things}, clock__isnull=False).order_by("number")
        for pk, clock in steps.values_list(f"{model.flow.name}_id", "clock"):
            clocks[pk, clock["due"]] = clock
        yield from ((thing, clocks.get((thing.pk, thing.due_on.isoformat()))) for thing in things)


def note_of(before, now):
    return _("工作日历已调整，期限由 %(before)s 改为 %(now)s。") % {"before": before, "now": date.fromisoformat(now)}


def made(thing, move, note=""):
    """Make the move unless somebody was quicker."""
    try:
        thing.advance(move, by=User.objects.system(), note=note)
    except Conflict:
        return False
    return True
