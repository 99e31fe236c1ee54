"""Convert matters of a station into a deputy's formal suggestion."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from deputies.models import Mandate
from disputes.actions.convert import convert as make_suggestion
from disputes.actions.convert import drafted_from
from disputes.forms.convert import ConvertForm, likest_cases, likest_issues
from disputes.models import Case, Category, Issue
from disputes.views.lists import whole
from liaison.kit.flow import Conflict, Obstacle


def convert(request):
    """GET ?issue=1&case=2 offers the sources that may be converted now; POST makes the draft and links both ways."""
    chosen_issues, chosen_cases = _chosen(request, Issue, "issue"), _chosen(request, Case, "case")
    first = next(iter([*chosen_issues, *chosen_cases]), None)
    if first is None:
        raise Http404
    if not first.roles_of(request.user) & set(first.flow["convert"].roles):
        raise PermissionDenied
    starting = {"issues": [i.pk for i in chosen_issues], "cases": [c.pk for c in chosen_cases]}
    starting |= drafted_from(chosen_issues, chosen_cases)
    form = ConvertForm(request.POST or None, station=first.station, initial=starting, **_offered(request, first, starting))
    if request.method == "POST" and form.is_valid() and (suggestion := _made(form, request.user)):
        messages.success(request, _told(suggestion, request.user))
        return redirect(suggestion)
    reminders = Category.objects.offered("not_accepted", first.region_code)
    closed = first.stage not in first.flow["convert"].sources
    context = {"form": form, "first": first, "reminders": reminders, "closed": closed, "form_failed": bool(form.errors)}
    return render(request, "disputes/convert.html", context)


def _told(suggestion, user):
    if suggestion.lead_id == user.deputy_id:
        return _("已起草代表建议，来源已关联。请核对文稿，再邀请附议或者直接提交。")
    return _("已起草代表建议，来源已关联。请%(lead)s代表核对文稿、邀请附议或者直接提交。") % {"lead": suggestion.lead}


def _chosen(request, model, name):
    keys = [key for key in map(whole, request.GET.getlist(name)[:50]) if key]
    return list(model.objects.visible_to(request.user).filter(pk__in=keys).for_list().select_related("station__region"))


def _offered(request, first, starting):
    """Sources of the same station at a stage that may be converted, and who may lead: a deputy only as himself."""
    user = request.user
    ticked = {name: [key for key in map(whole, request.POST.getlist(name)[:200]) if key] for name in ("issues", "cases")}
    mandates = Mandate.objects.in_force().select_related("deputy", "term__region").order_by("deputy__name", "level")
    if first.roles_of(user) & {"keeper", "head"}:
        mandates = mandates.filter(deputy__in=_posted(first.station))
    else:
        mandates = mandates.filter(deputy=user.deputy_id)
    return {
        "issues": likest_issues(first, user, starting["issues"] + ticked["issues"]),
        "cases": likest_cases(first, user, starting["cases"] + ticked["cases"]), "mandates": mandates,
    }


def _posted(station):
    return [posting.deputy_id for posting in station.postings.all() if posting.is_current]


def _made(form, user):
    data = form.cleaned_data
    try:
        return make_suggestion(by=user, mandate=data["mandate"], station=form.station, text=form.text(), reason=data["reason"],
                               issues=data.get("issues", ()), cases=data.get("cases", ()))
    except Obstacle as obstacle:
        form.add_error(None, obstacle.messages)
    except PermissionDenied:
        form.add_error(None, _("所选的事项里，有的不是您经手的，不能由您转化。"))
    except Conflict as conflict:
        told = {"thing": conflict.thing, "who": conflict.step.by}
        form.add_error(None, _("“%(thing)s”刚被 %(who)s 改过，请核对后再提交。") % told)
    return None
