"""Convert matters of a station into a deputy's formal suggestion."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from deputies.models import Mandate
from disputes.actions.convert import convert as make_suggestion
from disputes.actions.convert import drafted_from
from disputes.flows import CASE, ISSUE
from disputes.forms.convert import ConvertForm
from disputes.models import Case, Category, Issue
from liaison.kit.flow import Conflict, Obstacle


def convert(request):
    """GET ?issue=1&case=2 offers the sources that may be converted now; POST makes the draft and links both ways."""
    chosen_issues, chosen_cases = _chosen(request, Issue, "issue"), _chosen(request, Case, "case")
    first = next(iter([*chosen_issues, *chosen_cases]), None)
    if first is None:
        raise Http404
    if not first.roles_of(request.user) & set(first.flow["convert"].roles):
        raise PermissionDenied
    offered = _offered(request.user, first)
    starting = {"issues": [i.pk for i in chosen_issues], "cases": [c.pk for c in chosen_cases]}
    starting |= drafted_from(chosen_issues, chosen_cases)
    form = ConvertForm(request.POST or None, station=first.station, initial=starting, **offered)
    if request.method == "POST" and form.is_valid() and (suggestion := _made(form, request.user)):
        messages.success(request, _("已起草代表建议，来源已关联。请领衔代表核对文稿、邀请附议或直接提交。"))
        return redirect(suggestion)
    reminders = Category.objects.offered("not_accepted", first.region_code)
    context = {"form": form, "first": first, "reminders": reminders, "form_failed": bool(form.errors)}
    return render(request, "disputes/convert.html", context)


def _chosen(request, model, name):
    keys = [key for key in request.GET.getlist(name) if key.isdecimal() and len(key) < 19]
    return list(model.objects.visible_to(request.user).filter(pk__in=keys).for_list().select_related("station__region"))


def _offered(user, first):
    """Sources of the same station at a stage that may be converted; those of the same place and class come first."""
    issues = Issue.objects.visible_to(user).filter(station=first.station_id, stage__in=ISSUE["convert"].sources)
    cases = Case.objects.visible_to(user).filter(station=first.station_id, stage__in=CASE["convert"].sources)
    mandates = Mandate.objects.in_force().select_related("deputy", "term").order_by("deputy__name")
    if first.roles_of(user) & {"keeper", "head"}:
        mandates = mandates.filter(deputy__in=_posted(first.station))
    else:
        mandates = mandates.filter(deputy=user.deputy_id)
    return {"issues": issues.order_by("category", "-pk"), "cases": cases, "mandates": mandates}


def _posted(station):
    return [posting.deputy_id for posting in station.postings.all() if posting.is_current]


def _made(form, user):
    data = form.cleaned_data
    try:
        return make_suggestion(by=user, mandate=data["mandate"], station=form.station, text=form.text(), reason=data["reason"],
                               issues=data["issues"], cases=data["cases"])
    except Obstacle as obstacle:
        form.add_error(None, obstacle.messages)
    except Conflict as conflict:
        told = {"thing": conflict.thing, "who": conflict.step.by}
        form.add_error(None, _("“%(thing)s”刚被 %(who)s 改过，请核对后再提交。") % told)
    return None


