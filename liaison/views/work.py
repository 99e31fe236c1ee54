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
    report = Work(form.scope(request.user), form.words)
    return render(request, "dashboard/work.html", {
        "report": report, "filters": form.bar(), "now": timezone.localtime(),
    })
