"""Pages of the rota: the plan of a quarter, announcing many days at once, and the deputies' leaves."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deputies.actions.leaves import answered_for, withdraw
from deputies.actions.plan import keep, propose
from deputies.flows import ReceptionStage
from deputies.forms.plan import LeaveForm
from deputies.models import Leave, Reception
from deputies.models.quarter import Quarter
from liaison.kit.flow import Conflict, Obstacle, advance_all
from stations.models import Role, Setting, Station
from stations.views.flowing import stage_shown

PLANNERS = (Role.HEAD, Role.STREET, Role.DISTRICT)
QUARTERS = 3  # this one and those after it


def plan(request):
    """GET shows what would be kept; POST keeps it, if it still is what was shown."""
    quarter = Quarter.told(request.GET.get("quarter")) or Quarter.of(timezone.localdate()).next
    stations = list(stations_of(request))
    proposal = propose(stations, quarter)
    is_stale = request.method == "POST" and request.POST.get("seen") != proposal.digest
    if request.method == "POST" and not is_stale:
        try:
            made = keep(proposal, by=request.user)
        except Obstacle as obstacle:
            messages.error(request, obstacle.messages[0])
        else:
            told = {"days": len(made), "seats": len(proposal.added)}
            messages.success(request, _("已保存：新排 %(days)s 场接待日，共排入代表 %(seats)s 人次。") % told)
        return redirect(address(request, quarter))
    context = shown(request, proposal, stations, quarter) | {"is_stale": is_stale}
    return render(request, "deputies/plan.html", context, status=409 if is_stale else 200)


def stations_of(request):
    """The open stations for which the user plans, within the place of the query string. Raises Http404 where there are none."""
    if not request.user.has_role(*PLANNERS):
        raise PermissionDenied("the plan is made by heads, streets and the district")
    rows = Station.objects.of(request.user, *PLANNERS).open().select_related("region").order_by("region", "code")
    place = request.GET.get("place", "")
    if place:
        rows = rows.filter(region__code__startswith=place) if re.fullmatch(r"\d{2,12}", place, re.ASCII) else rows.none()
        if not rows:
            raise Http404
    return rows


def address(request, quarter, **changes):
    told = {"quarter": quarter, "place": request.GET.get("place", "")} | changes
    return f"{reverse('deputies:plan')}?{urlencode({name: value for name, value in told.items() if value})}"


def shown(request, proposal, stations, quarter):
    """The grid: a row for each station, a column for each date."""
    dates = sorted({day.on for day in proposal.days})
    places = [(station, [[] for _on in dates]) for station in stations]
    cells = {station.pk: row for station, row in places}
    for day in proposal.days:
        cells[day.station.pk][dates.index(day.on)].append(cell(day, proposal))
    ready = publishable(request.user, [day.reception for day in proposal.days if day.reception])
    now = Quarter.of(timezone.localdate())
    return {
        "proposal": proposal, "quarter": quarter, "dates": dates, "places": places, "ready": ready,
        "keys": ",".join(str(day.pk) for day in ready), "stations": stations, "regions": regions(request, quarter),
        "quarters": [{"label": each.label, "url": address(request, each), "current": each == quarter}
                     for each in map(now.after, range(QUARTERS))],
        "list_url": f"{reverse('deputies:receptions')}?{urlencode({'period': f'{quarter.year}-q{quarter.number}'})}",
    }


def cell(day, proposal):
    """What one box of the grid tells: who comes, who is new, whether a holiday moved the day."""
    return {
        "day": day, "stage": day.reception and stage_shown(day.reception), "names": [
            {"name": proposal.deputies[key].name, "is_new": key in day.added} for key in day.roster]}


def regions(request, quarter):
    """The streets among which a district's planner chooses."""
    if not request.user.has_role(Role.DISTRICT):
        return []
    mine = Station.objects.of(request.user, Role.DISTRICT).open().select_related("region").order_by("region")
    found = dict.fromkeys(station.region for station in mine)
    places = [("", _("全部")), *((region.code, region.name) for region in found)]
    asked = request.GET.get("place", "")
    return [{"name": name, "url": address(request, quarter, place=code), "current": asked == code} for code, name in places]


def publishable(user, receptions):
    """Those of the days that the user may announce now."""
    return [
        day for day in receptions
        if day.stage == ReceptionStage.PLANNED and any(move.name == "publish" for move in day.moves_for(user))
        and not day.obstacle_to(day.flow["publish"])]


@require_POST
def publish(request):
    """Announce the days that the page showed, all at once."""
    keys = [int(key) for key in re.findall(r"\d{1,18}", request.POST.get("keys", ""), re.ASCII)[:5000]]
    rows = Reception.objects.visible_to(request.user).filter(pk__in=keys).select_related("station__region")
    days = publishable(request.user, rows.prefetch_related("attendances"))
    if not days:
        messages.warning(request, _("没有可以公告的接待日：可能已经公告，或者还没有排代表。"))
        return redirect("deputies:receptions")
    try:
        advance_all(days, "publish", by=request.user)
    except Conflict:
        messages.error(request, _("刚刚有人改动了其中的接待日，请核对后再公告。"))
        return redirect("deputies:receptions")
    messages.success(request, _("已公告 %(n)s 场接待日。") % {"n": len(days)})
    if late := [day for day in days if (day.on - timezone.localdate()).days < notice_days(day)]:
        messages.warning(request, _("其中 %(n)s 场离接待日已不足规定的公告天数，请尽快张贴。") % {"n": len(late)})
    return redirect("deputies:receptions")


def notice_days(day):
    return Setting.number_at("reception.notice_days", day.region_code)


def leaves(request):
    """The days on which deputies cannot come: one's own, or those of the deputies of one's station."""
    user, mine = request.user, {deputy.pk for deputy in answered_for(request.user)}
    form = LeaveForm(request.POST or None, user=user) if mine else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied("neither a deputy nor a station")
        if form.is_valid():
            form.keep()
            messages.success(request, _("已记下，排班时会避开这些日子。"))
            return redirect("deputies:leaves")
    rows = Leave.objects.visible_to(user).filter(until__gte=timezone.localdate()).select_related("deputy")
    return render(request, "deputies/leave_list.html", {
        "form": form, "rows": [(row, row.deputy_id in mine) for row in rows], "form_failed": bool(form and form.errors)})


@require_POST
def leave_withdraw(request, pk):
    row = get_object_or_404(Leave.objects.visible_to(request.user).select_related("deputy"), pk=pk)
    withdraw(row, by=request.user)
    messages.success(request, _("已撤销%(name)s的请假。") % {"name": row.deputy})
    return redirect("deputies:leaves")
