"""The one page that makes every move of every flow; how a date was counted; the audit of one thing."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from deputies.forms import record as of_deputies
from disputes.forms import record as of_disputes
from liaison.forms import assessment as of_assessments
from liaison.kit import workdays
from liaison.kit.fields import refuse
from liaison.kit.flow import Obstacle, flowing_models
from stations.forms import record as of_stations
from stations.models import ReadLog, day_calendar
from stations.views.flowing import due_shown, stage_shown

FORMS = {"deputies": of_deputies.FORMS, "disputes": of_disputes.FORMS, "stations": of_stations.FORMS | of_assessments.FORMS}


ASIDES = {  # what one reads while making a move of a kind
    "issues": "disputes/issue_aside.html", "suggestions": "disputes/suggestion_aside.html",
    "expenses": "deputies/expense_aside.html", "duties": "deputies/_duty_facts.html",
}


def load(request, kind, pk):
    """The thing, if the user may see it; otherwise 404."""
    model = next((model for model in flowing_models() if model.flow.kind == kind), None)
    if model is None:
        raise Http404
    return get_object_or_404(model.objects.visible_to(request.user).for_list(), pk=pk)


def list_name(thing):
    """The name of the page that lists things of this kind; assessments are listed on the roof."""
    kind = thing.flow.kind
    return kind if kind == "assessments" else f"{thing._meta.app_label}:{kind}"


def around(thing):
    """What every page here shows of the thing."""
    return {"thing": thing, "list_url": reverse(list_name(thing)), "stage": stage_shown(thing), "due": due_shown(thing)}


def form_for(move, thing, user, data=None):
    return FORMS[thing._meta.app_label].form_for(move, thing, user, data)


def move(request, kind, pk, name):
    """GET shows the move's form; POST makes the move. Stale: 409 with both versions; not this user's: 403."""
    thing = load(request, kind, pk)
    table_move = _allowed(thing, name, request.user)
    if thing.stage not in table_move.sources:
        return conflict(request, thing, table_move)
    form = form_for(table_move, thing, request.user, request.POST if request.method == "POST" else None)
    form.choose(request.GET)
    if request.method == "POST" and not getattr(form, "wants_more_lines", False) and form.is_valid():
        if form.seen_version != thing.version:
            return conflict(request, thing, table_move)
        if _made(form):
            messages.success(request, _("已完成：%(move)s。") % {"move": table_move.label})
            return redirect(_after(thing, request.user))
    return render(request, "flowing/move.html", around(thing) | {
        "move": table_move, "form": form, "aside": ASIDES.get(kind), "obstacle": thing.obstacle_to(table_move),
        "form_failed": bool(form.errors)})


def _allowed(thing, name, user):
    """The move; what the thing makes on a page of its own is not found here."""
    if name not in thing.flow or thing.move_address(thing.flow[name]) != reverse("move", args=[thing.flow.kind, thing.pk, name]):
        raise Http404
    table_move = thing.flow[name]
    if not table_move.by_hand or not thing.roles_of(user) & set(table_move.roles):
        raise PermissionDenied
    return table_move


def _made(form):
    """Make the move; what stands against it is told in the form. Raises Conflict if somebody was first."""
    try:
        with transaction.atomic():  # a person who is new to the station is kept with the move or not at all
            record, parts = form.record_and_parts()
            form.thing.advance(form.move.name, by=form.user, note=form.cleaned_data.get("note", ""), record=record, parts=parts)
    except Obstacle as obstacle:
        refuse(form, obstacle)
        return False
    return True


def _after(thing, user):
    """Back to the thing, or to the list if the move took it out of the user's sight."""
    still = type(thing).objects.visible_to(user).filter(pk=thing.pk).exists()
    return thing.get_absolute_url() if still else list_name(thing)


def conflict(request, thing, table_move):
    """Somebody moved the thing first: what they did, and the words of the user, which take longest to write again."""
    step = thing.steps.select_related("by").order_by("-number").first()
    labels = _labels(thing, table_move, request.user)
    typed = [(label, request.POST[name]) for name, label in labels if request.POST.get(name)]
    context = {"thing": thing, "step": step, "typed": typed, "back": thing.get_absolute_url(), "stage": stage_shown(thing)}
    return render(request, "409.html", context, status=409)


def _labels(thing, table_move, user):
    fields = form_for(table_move, thing, user).fields.items()
    return [(name, field.label) for name, field in fields if name != "version" and not hasattr(field, "choices")]


def deadline(request, kind, pk):
    """How the date in force was counted, day by day, and by which rule."""
    thing = load(request, kind, pk)
    clock, days, start = thing.running_clock, [], None
    if clock and clock.get("length"):
        start = date.fromisoformat(clock["start"])
        days = workdays.count(start, clock["length"], clock["unit"], day_calendar())
    told = {"clock": clock, "start": start, "days": days, "units": dict(_units())}
    return render(request, "flowing/deadline.html", around(thing) | told)


def _units():
    return ((workdays.WORKDAY, _("个工作日")), (workdays.DAY, _("个自然日")), (workdays.MONTH, _("个月")))


def audit(request, kind, pk):
    """Every step with its digest, whether the chain holds, and who read the identity: for those who answer for it."""
    thing = load(request, kind, pk)
    if not request.user.has_role("head", "street", "district", "auditor", at=thing.seat):
        raise PermissionDenied
    visitor_id = getattr(thing, "visitor_id", None)
    reads = ReadLog.objects.filter(thing__in=[f"{thing.flow.name}:{thing.pk}", f"visitor:{visitor_id}"]).select_related("by")
    steps = thing.steps.select_related("by").order_by("number")
    told = {"steps": steps, "broken": thing.broken_step(), "reads": reads}
    return render(request, "flowing/audit.html", around(thing) | told)
