"""Pages of practical deeds: the list, one deed, and the promise that begins it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.figures import FIGURES
from deputies.figures.deed import KEYS
from deputies.flows import DEED, DeedStage
from deputies.forms.deed import DeedFilter, PromiseForm, stations_to_promise_at
from deputies.models import Deed
from deputies.models.deed import KNOWING
from deputies.views.places import beginning, cards, is_named, meant, told_scope
from liaison.kit.fields import refuse
from liaison.kit.figures import chosen
from liaison.kit.flow import Obstacle
from stations.views.flowing import actions_shown, due_shown, rows_shown, stage_shown, timeline_shown, turn_shown
from stations.views.lists import paged, picked, tabs

S = DeedStage
STATES = {  # the saved views: words and stages
    "all": (gettext_lazy("全部"), tuple(S)),
    "doing": (gettext_lazy("进行中"), (S.PROMISED, S.DOING)),
    "help": (S.NEEDS_HELP.label, (S.NEEDS_HELP,)),
    "reported": (S.REPORTED.label, (S.REPORTED,)),
    "done": (S.VERIFIED.label, (S.VERIFIED,)),
    "dropped": (S.DROPPED.label, (S.DROPPED,)),
}
AWAITED = {S.PROMISED: "begin_work", S.DOING: "report", S.NEEDS_HELP: "help_given", S.REPORTED: "verify"}
NEVER_FIRST = ("ask_help", "drop", "reopen", "postpone", "send_back")


def deeds(request):
    """A deputy's own; the reader's own place; a figure opens its rows wherever they are."""
    figure, rows = chosen(FIGURES, "deputies:deeds", request.GET, request.user)
    form = DeedFilter(request.GET, request.user)
    scope, where = beginning(request.GET, request.user)
    is_own = bool(request.user.deputy_id) and not request.user.current_memberships and not is_named(request.GET)
    found = form.narrow(rows if figure else begun_with(request.user, scope, is_own), figure)
    state = "all" if figure else picked(request.GET, "state", STATES)
    page = paged(found.filter(stage__in=STATES[state][1]).for_list().order_by("-pk"), request.GET)
    return render(request, "deputies/deed_list.html", page | {
        "name": _("办实事"),
        "rows": rows_shown(page["rows"]), "figure": figure, "number": figure and figure.total(found),
        "filters": form.bar("state", "everywhere", figure=figure), "where": _("我的实事") if is_own else where,
        "tabs": [] if figure else stage_tabs(request.GET, found),
        "cards": [] if figure or is_own or {"q", "stage", "deputy"} & form.told.keys() else cards(
            FIGURES, KEYS, told_scope(scope, form.told)),
        "may_promise": stations_to_promise_at(request.user).exists(),
        "sees_missing": request.user.has_role("street", "district", "auditor"),
    })


def begun_with(user, scope, is_own):
    """Where the list begins: with a deputy's own deeds, or those of the place where the reader works."""
    rows = Deed.objects.visible_to(user)
    return rows.filter(deputy=user.deputy_id) if is_own else scope.at(rows)


def stage_tabs(params, rows):
    counts = rows.aggregate(**{name: Count("pk", Q(stage__in=stages)) for name, (_label, stages) in STATES.items()})
    shown = tabs(params, "state", {name: label for name, (label, _stages) in STATES.items()}, counts)
    shown[list(STATES).index("help")]["hot"] = counts["help"]
    return shown


def deed(request, pk):
    """Whoever has no part in it sees what is public: what, for whom, by whom and what came of it."""
    thing = get_object_or_404(Deed.objects.visible_to(request.user).for_list(), pk=pk)
    user, roles = request.user, thing.roles_of(request.user) & {"deputy", *KNOWING}
    told = thing.last_result if thing.stage in (S.REPORTED, S.VERIFIED) else None
    waits = DEED[AWAITED[thing.stage]] if thing.stage in AWAITED else None
    aside = ("verify", *NEVER_FIRST) if thing.was_reported_by(user) else NEVER_FIRST
    return render(request, "deputies/deed_detail.html", {
        "deed": thing, "stage": stage_shown(thing), "due": due_shown(thing), "knows": bool(roles), "result": told,
        "actions": actions_shown(thing, user, *aside), "steps": timeline_shown(thing) if roles else [],
        "waits_for": turn_shown(waits) if roles and waits and not roles & set(waits.roles) else "",
        "may_audit": bool(roles & {"head", "street", "district", "auditor"}),
    })


def deed_new(request):
    """The station comes from the query string; somebody of one station need not say it."""
    mine = list(stations_to_promise_at(request.user))
    station = meant(request.GET.get("station", ""), mine)
    if station is None:
        raise PermissionDenied("a deed is promised by a deputy, or noted by the deputy's station")
    form = PromiseForm(request.POST or None, station=station, user=request.user)
    if request.method == "POST" and form.is_valid() and (thing := promised(form)):
        messages.success(request, _("已登记承诺。办了什么，随时到这里记一笔。"))
        return redirect(thing)
    return render(request, "deputies/deed_form.html", {
        "form": form, "station": station, "stations": mine if len(mine) > 1 else [], "form_failed": bool(form.errors)})


def promised(form):
    """The deed, begun; None where something stands against it, which is then told in the form."""
    thing, promise = form.deed()
    try:
        thing.begin("promise", by=form.user, record=promise)
    except Obstacle as obstacle:
        refuse(form, obstacle)
    except IntegrityError:
        form.add_error("what", _("这件实事今天已经登记过了。"))
    else:
        return thing
    return None
