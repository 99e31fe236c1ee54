"""The stations that give no sign of life, for those who oversee them."""

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.shortcuts import render

from disputes.models import Issue
from liaison.figures import FIGURES
from liaison.kit.figures import chosen, scope_from
from stations.models import Role, Setting
from stations.views.lists import paged
from stations.views.station import with_people

OVERSEERS = (Role.HEAD, Role.STREET, Role.DISTRICT, Role.AUDITOR)


def quiet_stations(request):
    """Opened with or without its figure in the address it shows the same rows."""
    if not request.user.has_role(*OVERSEERS):
        raise PermissionDenied("for those who oversee stations")
    scope = scope_from(request.GET, request.user)
    figure, rows = chosen(FIGURES, "quiet_stations", request.GET, request.user)
    rows = rows if figure else FIGURES["quiet_stations"].rows(scope)
    last = Issue.objects.visible_to(request.user).filter(station=OuterRef("pk")).order_by("-begun_on").values("begun_on")[:1]
    page = paged(with_people(rows).annotate(last=Subquery(last)), request.GET)
    return render(request, "stations/quiet_list.html", page | {
        "name": FIGURES["quiet_stations"].label, "figure": FIGURES["quiet_stations"],
        "days": Setting.number_at("station.quiet_days", scope.region)})
