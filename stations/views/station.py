"""Pages of liaison stations: the register and one station."""

from django.db.models import Count, Prefetch, Q, Sum
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.kit.figures import chosen
from stations.figures import FIGURES
from stations.forms.filters import StationFilter
from stations.forms.station import editable
from stations.models import Membership, Role, StandardItem, Station
from stations.models.people import AT_STATION
from stations.views.lists import at_home, paged, picked, tabs
from stations.views.register import standing
from stations.views.served import may_look

STATES = {"open": _("开放"), "closed": _("已撤并"), "all": _("全部")}
NEXT_RECEPTIONS = 5
POSTERS = (Role.HEAD, Role.STREET, Role.DISTRICT, Role.AUDITOR)  # who looks at the proposals who might be posted here


def stations(request):
    figure, rows = chosen(FIGURES, "stations:stations", request.GET, request.user)
    form = StationFilter(request.GET)
    code, where = at_home(request, figure or "place" in form.told)
    rows = rows if figure else Station.objects.visible_to(request.user).filter(region__code__startswith=code)
    found = form.narrow(rows)
    counts, state = count_states(found), "all" if figure else picked(request.GET, "state", STATES)
    page = paged(with_people(in_state(found, state)), request.GET)
    return render(request, "stations/station_list.html", page | {
        "name": _("联络站名册"), "where": where,
        "filters": form.bar("state", "everywhere", figure=figure), "figure": figure, "halls": counts[f"halls_{state}"],
        "tabs": [] if figure else tabs(request.GET, "state", STATES, counts),
        "may_oversee": request.user.has_role(*POSTERS),
    })


def station(request, pk):
    rows = Station.objects.visible_to(request.user).select_related("merged_into")
    place = get_object_or_404(with_people(rows), pk=pk)
    deputies = place.postings.current().select_related("deputy").order_by("deputy__name")
    receptions = place.receptions.visible_to(request.user).standing().filter(on__gte=timezone.localdate())
    return render(request, "stations/station_detail.html", {
        "station": place,
        "postings": deputies.prefetch_related("deputy__mandates", "deputy__expertise"),
        "receptions": receptions.order_by("on", "starts_at").prefetch_related("attendances__deputy")[:NEXT_RECEPTIONS],
        "runs_here": request.user.has_role(*AT_STATION, at=place),
        "standard": standing(list(StandardItem.objects.asked_of(place))), "served": served_by(place),
        "may_look": may_look(place, request.user), "may_edit": place.is_open and editable(place, request.user),
        "may_post": request.user.has_role(*POSTERS, at=place), "may_close": request.user.has_role(Role.DISTRICT, at=place),
    })


def served_by(place):
    """How many the station serves: sums, which everybody may know."""
    return place.grids.current().aggregate(grids=Count("pk"), residents=Sum("residents", default=0)) | (
        place.enterprises.current().aggregate(enterprises=Count("pk"), staff=Sum("staff", default=0)))


def is_closed():
    return Q(closed_on__lte=timezone.localdate())


def in_state(rows, state):
    return {"open": rows.exclude(is_closed()), "closed": rows.filter(is_closed()), "all": rows}[state]


def count_states(rows):
    """How many are open, closed and all, and how many of these have a hall: one query."""
    closed, hall = is_closed(), ~Q(hall="")
    return rows.aggregate(
        closed=Count("pk", closed), open=Count("pk", ~closed), all=Count("pk"),
        halls_closed=Count("pk", closed & hall), halls_open=Count("pk", ~closed & hall), halls_all=Count("pk", hall),
    )


def with_people(rows):
    """The stations with those who run them and the number of deputies posted there today."""
    today = timezone.localdate()
    posted = Q(postings__since__lte=today) & (Q(postings__until=None) | Q(postings__until__gte=today))
    staff = Membership.objects.current().filter(role__in=AT_STATION).select_related("user").order_by("role", "since")
    people = Prefetch("memberships", staff, to_attr="staff")
    rows = rows.select_related("region").prefetch_related(people)
    return rows.annotate(posted=Count("postings__deputy", posted, distinct=True)).order_by("code")
