"""Pages of inspections (专题督查指导): the lists, noting one down, one with its findings, and its paper."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.kit.fields import refuse
from liaison.kit.figures import chosen
from liaison.kit.flow import Obstacle
from stations.actions.inspection import inspect
from stations.figures import FIGURES
from stations.flows import INSPECTION, InspectionStage
from stations.forms.inspection import FindingFilter, InspectForm, InspectionFilter, stations_to_inspect
from stations.forms.record import FORMS
from stations.models import Finding, Inspection, day_calendar
from stations.models.inspection import OVERSEERS
from stations.views.flowing import (
    actions_shown,
    due_shown,
    limit_shown,
    move_link,
    rows_shown,
    stage_shown,
    timeline_shown,
    turn_shown,
)
from stations.views.lists import paged, picked, tabs

S = InspectionStage
VIEWS = {
    "correcting": gettext_lazy("整改中"), "overdue": gettext_lazy("已超期"), "corrected": gettext_lazy("待复查"),
    "closed": gettext_lazy("已销号"), "all": gettext_lazy("全部"),
}
AWAITED = {S.CORRECTING: ("finish", "correct"), S.CORRECTED: ("recheck_pass",)}
OF_FINDING = ("correct", "extend")
SHOWN_ABOVE = ("inspect", "inspect_clean", "correct", "recheck_fail")
ASIDE = ("recheck_fail", "void")


def conditions():
    return {
        "correcting": Q(stage=S.CORRECTING), "corrected": Q(stage=S.CORRECTED), "closed": Q(stage=S.CLOSED), "all": Q(),
        "overdue": Q(stage__in=INSPECTION.open, due_on__lt=timezone.localdate()),
    }


def inspections(request):
    figure, rows = chosen(FIGURES, "stations:inspections", request.GET, request.user)
    form, views = InspectionFilter(request.GET, request.user), conditions()
    found = form.narrow(rows if figure else Inspection.objects.visible_to(request.user), figure)
    shown = found if figure else found.filter(views[picked(request.GET, "view", VIEWS)])
    page = paged(shown.for_list().order_by("-on", "-pk"), request.GET)
    return render(request, "stations/inspection_list.html", page | {
        "name": _("专题督查"),
        "rows": rows_shown(page["rows"]), "filters": form.bar("view", figure=figure), "figure": figure,
        "tabs": [] if figure else view_tabs(request, found, views), "station": form.told.get("station"),
        "may_inspect": request.user.has_role(*OVERSEERS),
    })


def view_tabs(request, found, views):
    counts = found.aggregate(**{key: Count("pk", condition) for key, condition in views.items()})
    shown = tabs(request.GET, "view", VIEWS, counts)
    for tab, key in zip(shown, VIEWS, strict=True):
        tab["hot"] = key == "overdue" and tab["count"]
    return shown


def findings(request):
    """What is still to be put right, station by station; with its figure exactly the figure's rows."""
    figure, rows = chosen(FIGURES, "stations:findings", request.GET, request.user)
    form = FindingFilter(request.GET, request.user)
    found = form.narrow(rows if figure else Finding.objects.visible_to(request.user).uncorrected(), figure)
    shown = found.in_force().select_related("record__inspection__station__region").order_by("until", "pk")
    page, calendar = paged(shown, request.GET), day_calendar()
    return render(request, "stations/finding_list.html", page | {
        "name": _("待整改问题"), "rows": [{"finding": row, "due": limit_shown(row.until, calendar)} for row in page["rows"]],
        "filters": form.bar(figure=figure), "figure": figure})


def inspection_new(request):
    """The station may come from the query string; after one station the next of the same day begins with the same words."""
    if not request.user.has_role(*OVERSEERS):
        raise PermissionDenied(_("专题督查由区人大代表工委、街道人大工委（乡镇主席团）登记。"))
    starts = {name: request.GET[name] for name in ("station", "title", "on", "inspectors") if request.GET.get(name)}
    form = InspectForm(request.POST or None, user=request.user, of_app=FORMS, initial=starts)
    if request.method == "POST" and not form.wants_more_lines and form.is_valid() and made(request, form):
        return redirect(form.instance)
    return render(request, "stations/inspection_form.html", {
        "form": form, "form_failed": bool(form.errors), "nothing": not stations_to_inspect(request.user)})


def made(request, form):
    thing, record, parts = form.inspection()
    try:
        inspect(thing, record, parts, by=request.user)
    except Obstacle as obstacle:
        refuse(form, obstacle)
        return False
    messages.success(request, _("已登记%(station)s的督查，发现问题 %(n)s 个。") % {"station": thing.station, "n": len(parts)})
    return True


def load(request, pk):
    return get_object_or_404(Inspection.objects.visible_to(request.user).for_list(), pk=pk)


def inspection(request, pk):
    thing = load(request, pk)
    roles = thing.roles_of(request.user)
    links = [move_link(thing, INSPECTION[name]) for name in OF_FINDING if may(thing, name, roles)]
    return render(request, "stations/inspection_detail.html", {
        "inspection": thing, "stage": stage_shown(thing), "due": due_shown(thing), "notes": notes_shown(thing),
        "actions": without(actions_shown(thing, request.user, *ASIDE), links), "links": links,
        "steps": timeline_shown(thing, above=SHOWN_ABOVE),
        "waits_for": waits_for(thing, roles), "next": next_station(thing, roles), "today": timezone.localdate(),
        "may_audit": request.user.has_role("head", "street", "district", "auditor", at=thing.station),
    })


def may(thing, name, roles):
    move = INSPECTION[name]
    return thing.stage in move.sources and bool(roles & set(move.roles))


def without(actions, links):
    """What is done finding by finding stands beside each of them."""
    return actions | {"others": [link for link in actions["others"] if link not in links]}


def notes_shown(thing):
    """Each round: what was seen, and what was found with its correction."""
    found = list(thing.findings())
    rounds = [(note, [row for row in found if row.record_id == note.pk]) for note in thing.notes.order_by("pk")]
    return [{"note": note, "findings": rows} for note, rows in [*((note, []) for note in thing.clean_notes.all()), *rounds]]


def waits_for(thing, roles):
    """Whose turn it is, where it is not the user's."""
    move = next((INSPECTION[name] for name in AWAITED.get(thing.stage, ()) if not thing.obstacle_to(INSPECTION[name])), None)
    return "" if move is None or roles & set(move.roles) else turn_shown(move)


def next_station(thing, roles):
    """The rest of the batch: the same subject, day and inspectors at another station."""
    return {"title": thing.title, "on": thing.on.isoformat(), "inspectors": thing.inspectors} if roles & set(OVERSEERS) else None


def inspection_paper(request, pk):
    """督查整改通知单, for the station to keep."""
    thing = load(request, pk)
    return render(request, "stations/inspection_paper.html", {
        "inspection": thing, "stage": stage_shown(thing), "notes": notes_shown(thing), "is_clean": thing.stage == S.CLEAN})
