"""The page on which a station writes down, one after another, what residents said at an activity."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from deputies.actions.activity import may_collect
from deputies.models import Activity
from disputes.actions.intake import collect as register_all
from disputes.forms.collect import CollectForm
from disputes.models import Issue
from liaison.kit.fields import refuse
from liaison.kit.flow import Obstacle
from stations.views.flowing import stage_shown


def collect(request, pk):
    """GET shows spare lines and what was registered already; POST registers every line that was filled in, or none."""
    event = get_object_or_404(Activity.objects.visible_to(request.user).select_related("station__region", "kind"), pk=pk)
    if not may_collect(event, request.user):
        raise PermissionDenied("what residents said is written down by those who listened")
    form = CollectForm(request.POST if request.method == "POST" else None, activity=event, user=request.user)
    if request.method == "POST" and not form.wants_more_lines and form.is_valid() and (issues := registered(form)):
        numbers = _("、").join(issue.number for issue in issues)
        messages.success(request, _("已登记 %(n)s 件：%(numbers)s。") % {"n": len(issues), "numbers": numbers})
        return redirect("disputes:collect", event.pk)
    known = Issue.objects.visible_to(request.user).filter(activity=event).for_list().order_by("-pk")
    return render(request, "disputes/collect.html", {
        "activity": event, "form": form, "form_failed": bool(form.errors),
        "known": [{"thing": issue, "stage": stage_shown(issue)} for issue in known],
    })


def registered(form):
    """The matters, all of them or none: what stands against one is told in the form."""
    try:
        return register_all(form.written(), by=form.user, key=form.cleaned_data["key"])
    except Obstacle as obstacle:
        refuse(form, obstacle)
        return []
