"""The dashboard of whoever oversees stations: one report, each number a link to its rows."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.figures import matters
from liaison.forms.dashboard import DashboardFilter
from liaison.reports import FIGURES, HEADLINES, PEOPLE, STATIONS, Report

OVERSEERS = ("street", "district", "auditor", "head")


def dashboard(request):
    if not request.user.has_role(*OVERSEERS):
        raise PermissionDenied(_("看板供站长、街道人大工委、区人大代表工委和审计员使用。"))
    form = DashboardFilter(request.GET, request.user)
    scope = form.scope(request.user)
    report = Report(scope, form.words, *form.before(scope))
    return render(request, "dashboard/dashboard.html", {
        "report": report, "filters": form.bar(), "now": timezone.localtime(),
        "headlines": report.cards(*HEADLINES), "ways": report.cards(*matters.WAYS), "overdue": report.overdue,
        "people": report.cards(*PEOPLE), "stations": report.cards(*STATIONS),
        "splits": splits(report), "definitions": FIGURES.values(),
    })


def splits(report):
    return [
        report.split(_("办结 %(n)s 件，问题解决了没有"), *matters.OUTCOMES),
        report.split(_("办结后来访人怎么评价（%(n)s 件）"), *matters.JUDGEMENTS),
        report.split(_("代表建议答复 %(n)s 件，各类多少"), *matters.REPLY_CLASSES),
    ]
