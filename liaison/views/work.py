"""What stations and deputies have done: the figures of their work, and of each station."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from liaison.forms.dashboard import WorkFilter
from liaison.reports import Work

OVERSEERS = ("street", "district", "auditor", "head", "keeper")


def work(request):
    if not request.user.has_role(*OVERSEERS):
        raise PermissionDenied(_("工作成效供联络站、街道人大工委、区人大代表工委和审计员查看。"))
    form = WorkFilter(request.GET, request.user)
    report = Work(at_home(form.scope(request.user)), form.words)
    return render(request, "dashboard/work.html", {
        "report": report, "filters": form.bar(), "now": timezone.localtime(),
    })


def at_home(scope):
    """Without a choice the reader's own place: what was held and verified elsewhere is open to all, but is not the reader's.

    Who works at several places sees all that is open, unless one of them is chosen.
    """
    places = {(held.station_id, held.region_id) for held in scope.user.current_memberships if held.role in OVERSEERS}
    if scope.region or len(places) != 1:
        return scope
    station, region = places.pop()
    return scope.narrow(station=station, region=region or "")
