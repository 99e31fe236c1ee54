"""Pages of reception days: the lists, one day with its roster, a new one, the poster and the calendar files."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.actions.arrivals import in_time, is_own, may_answer, may_record, runs, sees_time
from deputies.actions.roster import conflicts, may_arrange, set_roster
from deputies.figures import FIGURES
from deputies.flows import ReceptionStage
from deputies.forms.reception import ArrivalForm, ReceptionFilter, ReceptionForm, VisitFilter
from deputies.models import Attendance, Posting, Reception
from deputies.papers.ics import calendar as calendar_file
from deputies.papers.notice import notice
from deputies.papers.notice import roster as roster_rows
from deputies.views.places import meant
from liaison.kit.figures import chosen
from liaison.kit.flow import Obstacle
from stations.models import Role, Station
from stations.models.people import AT_STATION
from stations.papers import qr
from stations.views.flowing import actions_shown, due_shown, stage_shown, timeline_shown
from stations.views.lists import at_home, paged, picked, tabs

OWN = {"own": gettext_lazy("本站接下来"), "own_past": gettext_lazy("本站已过去")}
OFFICE = {"upcoming": gettext_lazy("接下来"), "to_publish": gettext_lazy("待公告"), "to_close": gettext_lazy("待填结果")}
STATES = {"upcoming": gettext_lazy("接下来"), "past": gettext_lazy("已过去"), "all": gettext_lazy("全部")}
ARRANGING = (*AT_STATION, Role.STREET, Role.DISTRICT)
OUTCOMES = ("close", "correct")  # the moves that tell what residents brought
NEWEST_FIRST = ("own_past", "past", "to_close")


def receptions(request):
    """Whoever works at a station, or is posted to one, opens the days of the own station; the others are one tab away."""
    figure, rows = chosen(FIGURES, "deputies:receptions", request.GET, request.user)
    form = ReceptionFilter(request.GET, request.user)
    code, where = at_home(request, figure or {"place", "station", "deputy"} & form.told.keys())
    rows = rows if figure else Reception.objects.visible_to(request.user).filter(station__region__code__startswith=code)
    found = form.narrow(rows, figure)
    own = [] if form.told or figure else own_stations(request.user)
    states = (OWN if own else {}) | (OFFICE if request.user.has_role(*ARRANGING) else {}) | STATES
    first = picked({"state": "all"} if figure else opened(form, request.GET), "state", states)
    shown = in_state(found, first, request.user, own)
    page = paged(shown.for_list().prefetch_related("attendances__deputy"), request.GET)
    return render(request, "deputies/reception_list.html", page | {
        "name": _("接待日"), "where": where,
        "rows": [listed(day) for day in page["rows"]], "filters": form.bar("state", "everywhere", figure=figure),
        "figure": figure, "number": figure and figure.total(shown),
        "tabs": [] if figure else state_tabs(request, form, states, found, own),
        "may_add": Station.objects.of(request.user, *AT_STATION).open().exists(), "may_plan": may_plan(request.user),
    })


def opened(form, params):
    """A period is looked at as a whole unless a tab was chosen."""
    return {"state": "all"} if "period" in form.told and "state" not in params else params


def state_tabs(request, form, states, found, own):
    params = request.GET.copy()
    params.update({} if "state" in params else opened(form, {}))
    return tabs(params, "state", states, count_states(found, request.user, own))


def may_plan(user):
    return user.has_role(Role.HEAD, Role.STREET, Role.DISTRICT)


def visits(request):
    """Who came to which reception day: every arrival once."""
    figure, rows = chosen(FIGURES, "deputies:visits", request.GET, request.user)
    form = VisitFilter(request.GET, request.user)
    found = form.narrow(rows if figure else Attendance.objects.visible_to(request.user).arrived(), figure)
    scopes = {} if figure or form.told else scopes_of(request.user)  # who asks for something gets all of it
    if scopes and picked(request.GET, "scope", scopes) == "own":
        found = found.filter(request.user.reach(to="reception__station") | Q(deputy=request.user.deputy_id or 0))
    rows = found.select_related("deputy", "reception__station__region").prefetch_related("deputy__mandates")
    page = paged(rows.order_by("-reception__on", "-reception__starts_at", "-pk"), request.GET)
    for seat in page["rows"]:
        seat.tells_time = sees_time(seat, request.user)
    return render(request, "deputies/visit_list.html", page | {
        "name": _("到站记录"), "tells_times": any(seat.tells_time for seat in page["rows"]),
        "filters": form.bar("scope", figure=figure), "figure": figure,
        "tabs": scopes and tabs(request.GET, "scope", scopes, dict.fromkeys(scopes))})


def scopes_of(user):
    """The two tabs of whoever works at a station or above it, or is a deputy: one's own, and all."""
    if user.has_role(*AT_STATION):
        own = _("本站")
    elif user.has_role(Role.STREET, Role.DISTRICT, Role.AUDITOR):
        own = _("本级")
    else:
        own = _("我的") if user.deputy_id else ""
    return {"own": own, "everywhere": _("全部")} if own else {}


def reception(request, pk):
    return show(request, find(request, pk))


def reception_new(request):
    """The station comes from the query string; somebody of one station need not say it."""
    mine = list(Station.objects.of(request.user, *AT_STATION).open().select_related("region"))
    station = meant(request.GET.get("station", ""), mine)
    if station is None:
        raise PermissionDenied("only those who run a station arrange its reception days")
    form = ReceptionForm(request.POST or None, station=station)
    if request.method == "POST" and form.is_valid() and planned(form, request.user):
        messages.success(request, _("接待日已排定，公告后群众就能看到。"))
        return redirect(form.instance)
    context = {"form": form, "station": station, "stations": mine if len(mine) > 1 else []}
    return render(request, "deputies/reception_form.html", context)


def planned(form, user):
    try:
        with transaction.atomic():
            form.instance.begin("plan", by=user)
            set_roster(form.instance, form.cleaned_data["deputies"], by=user)
    except Obstacle:
        form.add_error("starts_at", _("本站这一天这个时间已经有接待日了。"))
        return False
    return True


def find(request, pk):
    rows = Reception.objects.visible_to(request.user).select_related("station__region")
    return get_object_or_404(rows, pk=pk)


def show(request, day, failed=None, form=None):
    user = request.user
    seats = [seated(seat, day, user, failed, form) for seat in roster_rows(day).select_related("substitute_for__deputy")]
    here = runs(day, user)
    return render(request, "deputies/reception_detail.html", {
        "reception": day, "roster": seats, "arrived": sum(1 for seat in seats if seat.arrived_at), "runs_here": here,
        "mine": next((seat for seat in seats if is_own(seat, user)), None), "may_arrange": may_arrange(day, user),
        "stage": stage_shown(day), "due": due_shown(day), "actions": actions_shown(day, user, "open", "cancel", "correct"),
        "steps": timeline_shown(day, above=() if day.is_known_to(user) else OUTCOMES), "conflicts": conflicts([day]),
        "qr": qr(request.build_absolute_uri(day.get_absolute_url())) if here and day.is_today and day.is_to_hold else "",
        "may_audit": user.has_role(Role.HEAD, Role.STREET, Role.DISTRICT, Role.AUDITOR, at=day.station),
        "warns": day.is_short_notice and user.has_role(*ARRANGING, at=day.station),
    })


def seated(seat, day, user, failed=None, form=None):
    """The seat with what this user may do about it."""
    seat.reception = day
    seat.may_record, seat.may_answer, seat.tells_time = may_record(seat, user), may_answer(seat, user), sees_time(seat, user)
    seat.may_say_yes = is_own(seat, user) and seat.may_answer and (seat.is_away or not seat.said_yes_at)
    seat.opens_at = day.arrival_window[0] if is_own(seat, user) and day.is_today and not in_time(day) else None
    seat.form = form if seat.deputy_id == failed else ArrivalForm(
        auto_id=f"arrival_{seat.pk}_%s", initial={"at": timezone.localtime()} if day.is_today else {})
    return seat


def poster(request, pk):
    day = find(request, pk)
    station_url = request.build_absolute_uri(reverse("stations:station", args=[day.station_id]))
    return render(request, "deputies/reception_poster.html", notice(day, station_url))


def calendar(request):
    """The signed-in deputy's own days ahead: no link that opens without signing in."""
    if not request.user.deputy_id:
        raise PermissionDenied("only a deputy has reception days")
    seats = Attendance.objects.filter(deputy=request.user.deputy_id, reception__on__gte=timezone.localdate(), leave_at=None)
    rows = Reception.objects.visible_to(request.user).filter(pk__in=seats.values("reception"))
    return ics(request, _("我的接待日"), rows)


def station_calendar(request, pk):
    place = get_object_or_404(Station.objects.visible_to(request.user), pk=pk)
    rows = place.receptions.visible_to(request.user).filter(on__gte=timezone.localdate())
    return ics(request, place.name, rows.exclude(stage=ReceptionStage.PLANNED))


def ics(request, name, rows):
    days = rows.select_related("station").order_by("on", "starts_at")
    text = calendar_file(name, days, request.get_host().partition(":")[0])
    headers = {"Content-Disposition": 'attachment; filename="receptions.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


def own_stations(user):
    """The keys of the stations where the user sits at the desk or is posted as a deputy."""
    desk = Station.objects.of(user, *AT_STATION).values_list("pk", flat=True)
    posted = Posting.objects.current().filter(deputy=user.deputy_id).values_list("station", flat=True) if user.deputy_id else []
    return [*desk, *posted]


def conditions(user, own):
    """{tab: the condition of its rows}."""
    today, here = timezone.localdate(), Q(station__in=own)
    ahead, mine = Q(on__gte=today), user.reach(*ARRANGING, to="station")
    planned, to_hold = Q(stage=ReceptionStage.PLANNED), Q(stage__in=("planned", "published", "open"))
    return {
        "own": here & ahead, "own_past": here & ~ahead, "upcoming": ahead, "past": ~ahead, "all": Q(),
        "to_publish": mine & ahead & planned, "to_close": mine & ~ahead & to_hold,
    }


def in_state(rows, state, user, own):
    rows = rows.filter(conditions(user, own)[state])
    return rows.order_by("-on" if state in NEWEST_FIRST else "on", "starts_at", "pk")


def count_states(rows, user, own):
    return rows.aggregate(**{name: Count("pk", condition) for name, condition in conditions(user, own).items()})


def listed(day):
    coming = [seat for seat in day.attendances.all() if seat.is_coming]
    return {"day": day, "stage": stage_shown(day), "coming": coming, "arrived": sum(1 for seat in coming if seat.arrived_at)}
