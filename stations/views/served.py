"""Pages of whom stations serve: the enterprises, the grids, and both of one station."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.kit.figures import chosen
from stations.figures import FIGURES
from stations.forms.served import EnterpriseFilter, EnterpriseForm, GridFilter, GridForm
from stations.models import Enterprise, Grid, Role, Station
from stations.models.people import AT_STATION
from stations.views.lists import paged, picked, tabs

KEEPS = (*AT_STATION, Role.STREET, Role.DISTRICT)  # who keeps the roll of whom a station serves
STATES = {"current": gettext_lazy("现在"), "all": gettext_lazy("全部")}


def may_keep(place, user):
    return user.has_role(*KEEPS, at=place)


def may_look(place, user):
    posted = Station.objects.visible_to(user).of_deputy(user.deputy_id).filter(pk=place.pk)
    return user.has_role(*KEEPS, Role.AUDITOR, at=place) or bool(user.deputy_id) and posted.exists()


def enterprises(request):
    return listing(request, _("服务企业"), Enterprise, EnterpriseFilter, "stations:enterprises", "staff")


def grids(request):
    return listing(request, _("覆盖网格"), Grid, GridFilter, "stations:grids", "residents")


def listing(request, name, model, filter_class, page, amount):
    """A list with the sum of the people in all of its rows; a figure opens exactly its own."""
    figure, rows = chosen(FIGURES, page, request.GET, request.user)
    form = filter_class(request.GET, request.user)
    found = form.narrow(rows if figure else model.objects.visible_to(request.user), figure)
    state = "all" if figure else picked(request.GET, "state", STATES)
    shown = found if state == "all" else found.current()
    context = paged(shown.for_list().order_by("station__code", "pk"), request.GET)
    return render(request, f"{page.replace(':', '/')[:-1]}_list.html", context | {
        "name": name, "people": shown.aggregate(n=Sum(amount, default=0))["n"],
        "filters": form.bar("state", figure=figure), "figure": figure,
        "number": figure and figure.total(found),
        "tabs": [] if figure else tabs(request.GET, "state", STATES, {"current": found.current().count(), "all": found.count()}),
        "may_add": request.user.has_role(*AT_STATION),
    })


def enterprise(request, pk):
    found = find_enterprise(request, pk)
    return render(request, "stations/enterprise_detail.html", {
        "enterprise": found, "may_edit": may_keep(found.station, request.user),
        "history": found.history.select_related("history_user")[:20]})


def find_enterprise(request, pk):
    return get_object_or_404(Enterprise.objects.visible_to(request.user).select_related("station__region", "region"), pk=pk)


def find_station(request, pk):
    """The station, for those who keep its roll."""
    place = get_object_or_404(Station.objects.visible_to(request.user).select_related("region"), pk=pk)
    if not may_keep(place, request.user):
        raise PermissionDenied("the roll of a station is kept by those who run it or oversee it")
    return place


def served(request, pk):
    """Whom one station serves, for those who run or oversee it and for its deputies."""
    place = get_object_or_404(Station.objects.visible_to(request.user).select_related("region"), pk=pk)
    if not may_look(place, request.user):
        raise PermissionDenied("the roll of another station")
    roll = Enterprise.objects.visible_to(request.user).current().filter(station=place)
    covered = Grid.objects.visible_to(request.user).current().filter(station=place)
    return render(request, "stations/served.html", paged(roll.order_by("pk"), request.GET) | {
        "station": place, "grids": covered, "may_edit": may_keep(place, request.user),
        "totals": roll.aggregate(staff=Sum("staff", default=0)) | covered.aggregate(residents=Sum("residents", default=0)),
    })


def enterprise_new(request, pk):
    place = find_station(request, pk)
    form = EnterpriseForm(request.POST or None, instance=Enterprise(station=place))
    return edit(request, form, _("登记企业"), place)


def enterprise_edit(request, pk):
    found = find_enterprise(request, pk)
    if not may_keep(found.station, request.user):
        raise PermissionDenied("the enterprise of another station")
    return edit(request, EnterpriseForm(request.POST or None, instance=found), _("修改企业"), found.station)


def grid_new(request, pk):
    place = find_station(request, pk)
    return edit(request, GridForm(request.POST or None, instance=Grid(station=place)), _("登记网格"), place)


def grid_edit(request, pk):
    found = get_object_or_404(Grid.objects.visible_to(request.user).select_related("station__region"), pk=pk)
    if not may_keep(found.station, request.user):
        raise PermissionDenied("the grid of another station")
    return edit(request, GridForm(request.POST or None, instance=found), _("修改网格"), found.station)


def edit(request, form, title, place):
    """One form for both kinds and for new ones. A station that is closed serves nobody any more."""
    if not place.is_open:
        raise Http404
    if request.method == "POST" and form.is_valid() and form.keep():
        messages.success(request, _("已保存：%(name)s。") % {"name": form.instance.name})
        return redirect("stations:served", place.pk)
    return render(request, "stations/served_form.html", {"form": form, "title": title, "station": place},
                  status=409 if form.is_stale else 200)
