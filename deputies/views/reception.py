"""Pages of reception days: the list, one day with its roster, its arrangement and the arrivals."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from deputies.actions import may_arrange, may_record, record_arrival, take_back_arrival
from deputies.forms.reception import ArrivalForm, ReceptionFilter, ReceptionForm
from deputies.models import Posting, Reception
from stations.models import Station
from stations.models.people import AT_STATION
from stations.views.lists import paged, picked, tabs

STATES = {"upcoming": gettext_lazy("接下来"), "past": gettext_lazy("已过去")}
OWN = {"own": gettext_lazy("本站接下来"), "own_past": gettext_lazy("本站已过去")}


def receptions(request):
    """Whoever works at a station, or is posted to one, opens the days of the own station; the others are one tab away."""
    form = ReceptionFilter(request.GET, request.user)
    found = form.narrow(Reception.objects.visible_to(request.user))
    own = [] if form.told else own_stations(request.user)
    states = OWN | STATES if own else STATES
    page = paged(for_list(in_state(found, picked(request.GET, "state", states), own)), request.GET)
    return render(request, "deputies/reception_list.html", page | {
        "filters": form.bar("state"), "tabs": tabs(request.GET, "state", states, count_states(found, own)),
        "may_add": Station.objects.of(request.user, *AT_STATION).open().exists(),
    })


def reception(request, pk):
    return show(request, find(request, pk))


def reception_new(request):
    """The station comes from the query string; somebody of one station need not say it."""
    mine = list(Station.objects.of(request.user, *AT_STATION).open().select_related("region"))
    asked = request.GET.get("station", "")
    station = next((place for place in mine if str(place.pk) == asked), None if asked else next(iter(mine), None))
    if station is None:
        raise PermissionDenied("only those who run a station arrange its reception days")
    form = ReceptionForm(request.POST or None, station=station)
    return arrange(request, form, _("接待日已安排。"), {"station": station, "stations": mine if len(mine) > 1 else []})


def reception_edit(request, pk):
    day = find(request, pk)
    if not may_arrange(day, request.user):
        raise PermissionDenied("the reception day of another station, or one that is over")
    form = ReceptionForm(request.POST or None, station=day.station, instance=day)
    return arrange(request, form, _("接待日已修改。"), {"station": day.station, "reception": day})


@require_POST
def arrive(request, pk, deputy):
    attendance, form = find_attendance(request, pk, deputy), ArrivalForm(request.POST)
    if not form.is_valid():
        return show(request, attendance.reception, failed=deputy, form=form)
    try:
        record_arrival(attendance, by=request.user, at=form.cleaned_data["at"])
    except ValidationError as error:
        form.add_error("at", error)
        return show(request, attendance.reception, failed=deputy, form=form)
    messages.success(request, _("%(name)s已登记到站。") % {"name": attendance.deputy})
    return redirect("deputies:reception", pk)


@require_POST
def take_back(request, pk, deputy):
    attendance = find_attendance(request, pk, deputy)
    take_back_arrival(attendance, by=request.user)
    messages.success(request, _("已撤销%(name)s的到站登记。") % {"name": attendance.deputy})
    return redirect("deputies:reception", pk)


def arrange(request, form, done, context):
    if request.method == "POST" and form.is_valid() and form.keep():
        messages.success(request, done)
        if form.is_short_notice:
            messages.warning(request, _("离接待日已不足 %(n)s 天，请尽快公告。") % {"n": form.notice_days})
        return redirect("deputies:reception", form.instance.pk)
    return render(request, "deputies/reception_form.html", context | {"form": form}, status=409 if form.is_stale else 200)


def find(request, pk):
    return get_object_or_404(Reception.objects.visible_to(request.user).select_related("station__region"), pk=pk)


def find_attendance(request, pk, deputy):
    return get_object_or_404(find(request, pk).attendances.select_related("deputy"), deputy=deputy)


def show(request, day, failed=None, form=None):
    is_today = day.on == timezone.localdate()
    roster = list(day.attendances.select_related("deputy").prefetch_related("deputy__mandates").order_by("deputy__name"))
    for attendance in roster:
        attendance.reception = day
        attendance.may_record = may_record(attendance, request.user)
        attendance.form = form if attendance.deputy_id == failed else ArrivalForm(
            auto_id=f"arrival_{attendance.pk}_%s", initial={"at": timezone.localtime()} if is_today else {})
    return render(request, "deputies/reception_detail.html", {
        "reception": day, "roster": roster, "arrived": sum(1 for attendance in roster if attendance.arrived_at),
        "is_today": is_today, "runs_here": may_arrange(day, request.user),
    })


def own_stations(user):
    """The keys of the stations where the user sits at the desk or is posted as a deputy."""
    desk = Station.objects.of(user, *AT_STATION).values_list("pk", flat=True)
    posted = Posting.objects.current().filter(deputy=user.deputy_id).values_list("station", flat=True) if user.deputy_id else []
    return [*desk, *posted]


def in_state(rows, state, own):
    today = timezone.localdate()
    if state in OWN:
        rows = rows.filter(station__in=own)
    return rows.filter(on__lt=today).order_by("-on", "starts_at", "pk") if state.endswith("past") else (
        rows.filter(on__gte=today).order_by("on", "starts_at", "pk"))


def count_states(rows, own):
    coming, here = Q(on__gte=timezone.localdate()), Q(station__in=own)
    return rows.aggregate(
        upcoming=Count("pk", coming), past=Count("pk", ~coming),
        own=Count("pk", here & coming), own_past=Count("pk", here & ~coming))


def for_list(rows):
    return rows.select_related("station__region").prefetch_related("deputies").annotate(
        arrived=Count("attendances", Q(attendances__arrived_at__isnull=False)))
