"""The page on which the committee sees who has done a practical deed this year, and who may need a word or a hand."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone

from disputes.figures.targets import (
    FIGURES,
    OVERSEERS,
    PAGE,
    STATES,
    code_of,
    conditions,
    counts,
    is_late_in_year,
    month_of,
    overseen,
)
from disputes.forms.targets import TargetFilter
from liaison.kit.figures import chosen, scope_from
from stations.views.lists import paged, picked, tabs


def missing(request):
    """Ordered by name, never by how much somebody did."""
    if not request.user.has_role(*OVERSEERS):
        raise PermissionDenied("each deputy's year is for those who oversee it")
    form = TargetFilter(request.GET, request.user)
    figure, _rows = chosen(FIGURES, PAGE, request.GET, request.user)
    scope = scope_from(request.GET, request.user) if figure else form.scope(request.user)
    state = figure.key.removeprefix("deed_") if figure else picked(request.GET, "state", STATES)
    found = form.containing(overseen(scope))
    shown, many = found.filter(conditions(scope)[state]), counts(found, scope)
    page = paged(shown.prefetch_related("postings__station", "mandates").order_by("name", "pk"), request.GET)
    is_this_year = scope.until is None or scope.until.year >= timezone.localdate().year
    return render(request, "disputes/missing.html", page | {
        "figure": figure, "filters": form.bar("state", figure=figure),
        "tabs": [] if figure else tabs(request.GET, "state", STATES, many),
        "year": (scope.until or timezone.localdate()).year, "missing": many["missing"], "month": month_of(code_of(scope)),
        "reminds": is_this_year and many["missing"] and is_late_in_year(code_of(scope)),
    })
