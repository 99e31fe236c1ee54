"""Pages of the duty file's entries: the list with its queues, one entry, a new one, and many at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from deputies.actions.duties import advance_shown
from deputies.figures import FIGURES
from deputies.flows import DutyStage
from deputies.forms.duty import AT_ONCE, ChosenForm, DutyFilter, ServiceForm
from deputies.models import Deputy, Duty, Posting
from liaison.kit.figures import chosen
from liaison.kit.flow import Conflict, flowing_models
from stations.models import Role
from stations.models.matter import Matter
from stations.models.people import AT_STATION
from stations.views.flowing import actions_shown, due_shown, rows_shown, stage_shown, timeline_shown
from stations.views.lists import paged, picked, tabs

S = DutyStage
VIEWS = {"all": gettext_lazy("全部"), "draft": S.DRAFT.label, "submitted": S.SUBMITTED.label, "verified": S.VERIFIED.label,
         "contested": S.CONTESTED.label, "rejected": S.REJECTED.label}
QUEUES = {"submitted": "verify", "verified": "approve"}  # what a view is there for, many at once
ASIDE = ("contest", "strike", "reject", "revoke", "withdraw")  # never the next step that the page proposes


def views_for(user):
    """The queue of the user's own work comes first; drafts are only the deputy's own."""
    if user.has_role(*AT_STATION):
        found = ["submitted", "contested", "verified", "all"]
    elif user.has_role(Role.STREET, Role.DISTRICT):
        found = ["verified", "contested", "submitted", "all"]
    else:
        found = ["all", "submitted", "verified", "contested"]
    return {name: VIEWS[name] for name in found + ["draft", "rejected"] * bool(user.deputy_id)}


def duties(request):
    figure, rows = chosen(FIGURES, "deputies:duties", request.GET, request.user)
    form, views = DutyFilter(request.GET, request.user), views_for(request.user)
    found = form.narrow(rows if figure else Duty.objects.visible_to(request.user), figure)
    view = "all" if figure else picked(request.GET, "view", views)
    page = paged((found if view == "all" else found.filter(stage=view)).for_list(), request.GET)
    name = QUEUES.get(view)
    page["rows"] = with_choice(with_subjects(page["rows"], request.user), request.user, name)
    return render(request, "deputies/duty_list.html", page | {
        "name": _("履职记录"),
        "filters": form.bar("view", figure=figure), "figure": figure, "query": request.GET.urlencode(),
        "tabs": [] if figure else tabs(request.GET, "view", views, count_views(found, views)),
        "is_deputy": bool(request.user.deputy_id),
        "at_once": name and any(row["may"] for row in page["rows"]) and {"move": name, "label": AT_ONCE[name]},
    })


def with_subjects(entries, user):
    """The entries, each with the title of its matter if the user may open that: a query for a kind of matter. Not for paper."""
    kinds = {f"{model._meta.app_label}:{model.flow.name}": model for model in flowing_models() if issubclass(model, Matter)}
    proofs = {duty: duty.evidence.rpartition(":")[::2] for duty in entries}
    titles = {}
    for name in {name for name, _key in proofs.values()} & kinds.keys():
        keys = [key for of, key in proofs.values() if of == name]
        open_to_user = kinds[name].objects.visible_to(user).filter(pk__in=keys)
        titles |= {(name, str(key)): title for key, title in open_to_user.values_list("pk", "title")}
    for duty, proof in proofs.items():
        duty.subject = titles.get(proof, "")
    return entries


def count_views(found, views):
    return found.order_by().aggregate(**{name: Count("pk", Q() if name == "all" else Q(stage=name)) for name in views})


def with_choice(things, user, name):
    """What the list shows; ``may``: the user may make the move for this row."""
    rows = rows_shown(things)
    return [row | {"may": bool(name) and name in {move.name for move in row["thing"].moves_for(user)}} for row in rows]


@require_POST
def duties_advance(request):
    """One move for the rows ticked on the list; what has changed since it was shown, or is not the user's, is left alone."""
    form = ChosenForm(request.POST)
    query = QueryDict(request.POST.get("query", "")[:2000]).urlencode()
    back = f"{reverse('deputies:duties')}?{query}".rstrip("?")
    if not form.is_valid() or not form.shown:
        messages.warning(request, _("请先勾选要办的记录。"))
        return redirect(back)
    name, shown = form.cleaned_data["move"], form.shown
    rows = Duty.objects.visible_to(request.user).for_list().filter(pk__in=shown)
    try:
        made, left = advance_shown(list(rows), name, shown, by=request.user)
    except Conflict:
        made, left = 0, len(shown)
    tell_made(request, AT_ONCE[name], made, left)
    return redirect(back)


def tell_made(request, label, made, left):
    if made:
        messages.success(request, _("已%(move)s %(n)s 条。") % {"move": label, "n": made})
    if left:
        messages.warning(request, _("有 %(n)s 条没有办：刚被别人改过、办过，或者不由您办。") % {"n": left})


def duty(request, pk):
    rows = Duty.objects.visible_to(request.user)
    entry = get_object_or_404(rows.for_list().select_related("station__region"), pk=pk)
    same_day = rows.filter(deputy=entry.deputy, on=entry.on).exclude(pk=pk).exclude(stage__in=(S.TAKEN_BACK, S.WITHDRAWN))
    files = Deputy.objects.visible_to(request.user).file_open_to(request.user)
    return render(request, "deputies/duty_detail.html", {
        "duty": entry, "stage": stage_shown(entry), "due": due_shown(entry),
        "actions": actions_shown(entry, request.user, *ASIDE, *(["amend"] if entry.is_open else [])),
        "steps": timeline_shown(entry),
        "same_day": [{"thing": other, "stage": stage_shown(other)} for other in same_day.for_list().order_by("pk")],
        "may_read_file": files.filter(pk=entry.deputy_id).exists(),
        "may_audit": request.user.has_role("head", "street", "district", "auditor", at=entry.station),
    })


def duty_new(request):
    """A deputy tells of one occasion in under a minute; the station verifies it."""
    if not request.user.deputy_id:
        raise PermissionDenied("only a deputy tells of the own service")
    posted = Posting.objects.current().filter(deputy=request.user.deputy_id).select_related("station").order_by("since", "pk")
    stations = [posting.station for posting in posted]
    if not stations:
        return render(request, "deputies/duty_new.html", {"form": None})
    form = ServiceForm(request.POST or None, stations=stations)
    submit = request.POST.get("keep") != "draft"
    if request.method == "POST" and form.is_valid() and (entry := form.keep(by=request.user, submit=submit)):
        done = _("已提交，由%(station)s核实。") if submit else _("草稿已存，提交以前只有您自己看得到。")
        messages.success(request, done % {"station": entry.station} if submit else done)
        return redirect(entry)
    return render(request, "deputies/duty_new.html", {"form": form})
