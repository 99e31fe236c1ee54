"""Pages of activities: the list, one activity, its plan, its report, calling it off, and the sheet on which people sign."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Count, Q, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from deputies.actions.activity import arrange, cancel, may_collect, may_plan, may_run, report, restore
from deputies.figures import FIGURES
from deputies.figures.activity import KEYS
from deputies.forms.activity import ActivityFilter, ActivityForm, CancelForm, ReportForm, stations_to_plan_at
from deputies.models import Activity, Expense
from deputies.models.fund import READERS
from deputies.views.expense import entries_shown
from deputies.views.places import beginning, cards, meant, told_scope
from liaison.kit.figures import chosen, money
from stations.models.people import AT_STATION
from stations.views.flowing import stage_shown
from stations.views.lists import paged, picked, tabs

STATES = {
    "coming": gettext_lazy("接下来"), "unreported": gettext_lazy("待记录"), "held": gettext_lazy("已开展"),
    "all": gettext_lazy("全部"),
}
SPARE_LINES = 9  # of the sheet, for residents and guests


def activities(request):
    """The reader's own place first; a figure opens its rows wherever they are."""
    figure, rows = chosen(FIGURES, "deputies:activities", request.GET, request.user)
    form = ActivityFilter(request.GET, request.user)
    scope, where = beginning(request.GET, request.user)
    found = form.narrow(rows if figure else scope.at(Activity.objects.visible_to(request.user)), figure)
    counts, state = count_states(found), "all" if figure else picked(request.GET, "state", STATES)
    page = paged(in_state(found, state).for_list(), request.GET)
    return render(request, "deputies/activity_list.html", page | {
        "name": _("活动"),
        "filters": form.bar("state", "everywhere", figure=figure), "figure": figure, "where": where,
        "tabs": [] if figure else state_tabs(request.GET, counts),
        "cards": [] if figure or {"q", "kind", "function", "deputy"} & form.told.keys() else cards(
            FIGURES, KEYS, told_scope(scope, form.told)),
        "number": figure and figure.total(found),
        "may_plan": stations_to_plan_at(request.user).exists(),
    })


def in_state(rows, state):
    if state == "coming":
        return rows.coming().order_by("on", "starts_at", "pk")
    rows = {"unreported": rows.unreported, "held": rows.held, "all": rows.all}[state]()
    return rows.order_by("-on", "-starts_at", "-pk")


def count_states(rows):
    planned, today = Q(is_held=False, cancel_reason=""), timezone.localdate()
    return rows.aggregate(
        coming=Count("pk", planned & Q(on__gte=today)), unreported=Count("pk", planned & Q(on__lt=today)),
        held=Count("pk", Q(is_held=True)), all=Count("pk"))


def state_tabs(params, counts):
    """What still waits to be told is counted in red."""
    shown = tabs(params, "state", STATES, counts)
    shown[1]["hot"] = counts["unreported"]
    return shown


def activity(request, pk):
    event = find(request, pk)
    who = list(event.participations.select_related("deputy").prefetch_related("deputy__mandates").order_by("deputy__name"))
    collected = event.issues.visible_to(request.user).for_list().order_by("pk")
    return render(request, "deputies/activity_detail.html", {
        "activity": event, "participations": who, "attended": sum(each.attended for each in who),
        "collected": [{"thing": issue, "stage": stage_shown(issue)} for issue in collected],
        "runs_here": may_run(event, request.user), "may_plan": may_plan(event.station, request.user),
        "may_collect": may_collect(event, request.user), "is_coming": event.on > timezone.localdate(),
        "spending": spending(event, request.user),
    })


def spending(event, user):
    """What was spent on it, for those who may see the station's money; None for others."""
    if not user.has_role(*READERS, at=event.station):
        return None
    rows = Expense.objects.visible_to(user).standing().filter(activity=event)
    return {"rows": entries_shown(rows.for_list().order_by("on", "pk")), "sum": money(rows.aggregate(n=Sum("amount"))["n"] or 0),
            "may_enter": user.has_role(*AT_STATION, at=event.station) and not event.is_cancelled}


def activity_new(request):
    """The station comes from the query string; somebody of one station need not say it."""
    mine = list(stations_to_plan_at(request.user).select_related("region"))
    station = meant(request.GET.get("station", ""), mine)
    if station is None:
        raise PermissionDenied("activities are arranged by those who run a station, oversee it or are posted there")
    form = ActivityForm(request.POST or None, station=station, user=request.user)
    told = {"station": station, "stations": mine if len(mine) > 1 else []}
    return edited(request, form, arrange_from, _("活动已安排。"), "activity_form", told)


def activity_edit(request, pk):
    event = find_to_run(request, pk)
    form = ActivityForm(request.POST or None, station=event.station, user=request.user, instance=event)
    return edited(request, form, arrange_from, _("活动已修改。"), "activity_form", {"station": event.station})


def activity_report(request, pk):
    event = find_to_run(request, pk)
    if event.is_cancelled or event.on > timezone.localdate():
        raise PermissionDenied("only what has taken place is reported")
    form = ReportForm(request.POST or None, user=request.user, instance=event)
    return edited(request, form, report_from, _("开展情况已记录，到场代表的履职档案已自动记上。"), "activity_report")


def activity_cancel(request, pk):
    event = find_to_run(request, pk)
    form = CancelForm(request.POST or None, instance=event)
    return edited(request, form, cancel_from, _("活动已取消。"), "activity_cancel")


@require_POST
def activity_restore(request, pk):
    event = find_to_run(request, pk)
    restore(event, by=request.user)
    messages.success(request, _("已恢复为计划中的活动。"))
    return redirect(event)


def activity_sheet(request, pk):
    """A4: the deputies who are expected, and room for everybody else."""
    event = find(request, pk)
    if not may_plan(event.station, request.user):
        raise PermissionDenied("the sheet is printed at the station")
    deputies = event.participations.select_related("deputy").order_by("deputy__name")
    return render(request, "deputies/activity_sheet.html", {
        "activity": event, "participations": deputies, "spare": range(SPARE_LINES)})


def edited(request, form, act, done, template, context=None):
    """What the form asks for is done, once; an older page is answered with both versions."""
    if request.method == "POST" and form.is_valid() and made(form, act, request.user):
        messages.success(request, done)
        return redirect(form.instance)
    context = (context or {}) | {"form": form, "key": form.instance.pk, "form_failed": bool(form.errors)}
    return render(request, f"deputies/{template}.html", context, status=409 if form.is_stale else 200)


def made(form, act, user):
    try:
        act(form, user)
    except IntegrityError:
        form.add_error(None, _("本站这一天这个时间刚刚登记了同一主题的活动。"))
        return False
    return True


def arrange_from(form, user):
    arrange(form.instance, form.cleaned_data["deputies"], by=user)


def report_from(form, user):
    report(form.instance, form.cleaned_data["deputies"], by=user)


def cancel_from(form, user):
    cancel(form.instance, by=user)


def find(request, pk):
    return get_object_or_404(Activity.objects.visible_to(request.user).select_related("station__region", "kind"), pk=pk)


def find_to_run(request, pk):
    event = find(request, pk)
    if not may_run(event, request.user):
        raise PermissionDenied("the activity of another station")
    return event
