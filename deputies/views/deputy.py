"""Pages of deputies: the register, one deputy, and the phone for those who need it."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from deputies.actions.phone import may_read_phone, read_phone
from deputies.figures import FIGURES
from deputies.forms.deputy import DeputyFilter, ReasonForm
from deputies.models import Deputy, Mandate
from liaison.kit.figures import chosen
from stations.views.lists import at_home, paged, picked, tabs

STATES = {"serving": _("在任"), "former": _("不在任"), "all": _("全部")}


def deputies(request):
    figure, rows = chosen(FIGURES, "deputies:deputies", request.GET, request.user)
    form = DeputyFilter(request.GET, request.user)
    code, where = at_home(request, figure or {"place", "station"} & form.told.keys())
    rows = rows if figure else Deputy.objects.visible_to(request.user)
    found = form.narrow(rows.posted_ever_within(code) if code else rows)
    state = "all" if figure else picked(request.GET, "state", STATES)
    page = paged(for_list(in_state(found, state)), request.GET)
    return render(request, "deputies/deputy_list.html", page | {
        "name": _("代表名册"), "where": where,
        "filters": form.bar("state", "everywhere", figure=figure), "figure": figure,
        "tabs": [] if figure else tabs(request.GET, "state", STATES, count_states(found)),
    })


def deputy(request, pk):
    return show(request, get_object_or_404(with_service(Deputy.objects.visible_to(request.user)), pk=pk))


@require_POST
def phone(request, pk):
    """The number is shown in the answer to this POST and nowhere else: neither an address nor a cookie carries it."""
    person = get_object_or_404(with_service(Deputy.objects.visible_to(request.user)), pk=pk)
    if not may_read_phone(person, request.user):
        raise PermissionDenied("the phone is for the stations where the deputy is posted")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, person, form=form)
    return show(request, person, phone=read_phone(person, by=request.user, reason=form.cleaned_data["reason"]))


def show(request, person, **context):
    asks = person.phone and may_read_phone(person, request.user)
    open_files = Deputy.objects.visible_to(request.user).file_open_to(request.user)
    return render(request, "deputies/deputy_detail.html", {
        "deputy": person, "form": ReasonForm() if asks else None, "may_read_file": open_files.filter(pk=person.pk).exists(),
        "mandates": sorted(person.mandates.all(), key=lambda held: held.since, reverse=True),
        "postings": sorted(person.postings.all(), key=lambda held: held.since, reverse=True),
        **context,
    })


def is_serving():
    return Q(pk__in=Mandate.objects.in_force().values("deputy"))


def in_state(rows, state):
    return {"serving": rows.filter(is_serving()), "former": rows.exclude(is_serving()), "all": rows}[state]


def count_states(rows):
    serving = is_serving()
    return rows.aggregate(serving=Count("pk", serving), former=Count("pk", ~serving), all=Count("pk"))


def for_list(rows):
    return rows.prefetch_related("mandates", "postings__station", "expertise")


def with_service(rows):
    return rows.prefetch_related("mandates__term__region", "mandates__electoral_unit", "postings__station__region", "expertise")
