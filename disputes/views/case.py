"""Pages of hearing cases (群英会): the list, one case as a six-step checklist, opening by hand, papers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.actions.case import open_case as begin_case
from disputes.actions.printing import note_print, prints_of
from disputes.flows import CASE, CaseStage
from disputes.forms.case import CaseFilter, OpenCaseForm, stations_to_open_at
from disputes.models import Case
from disputes.papers.case import PAPERS, agreement_title, shown
from disputes.papers.case_file import CaseFile
from disputes.views import case_steps
from disputes.views.lists import View, listing, neighbours, shortened
from disputes.views.parts import chain_shown
from stations.views.flowing import day_words, due_shown, stage_shown, timeline_shown

S = CaseStage
COMING = (S.SCHEDULED, S.ASSESSING, S.NEGOTIATING, S.DECIDING)
HANDLES_PAPER = ("keeper", "head", "street", "chair")


def at(*stages):
    return lambda user: Q(stage__in=stages)


VIEWS = {
    "all": View(gettext_lazy("全部")),
    "consent": View(gettext_lazy("征求意愿"), at(S.LEAD, S.CONSENT)),
    "coming": View(gettext_lazy("待开会"), at(S.ACCEPTED, S.PANELED, S.SCHEDULED)),
    "hearing": View(gettext_lazy("会中"), at(S.ASSESSING, S.NEGOTIATING, S.DECIDING)),
    "performing": View(gettext_lazy("履行中"), at(S.AGREED, S.PERFORMING, S.BREACHED)),
    "follow_up": View(gettext_lazy("待回访"), at(S.PERFORMED)),
    "overdue": View(gettext_lazy("已超期"), lambda user: Q(stage__in=CASE.open, due_on__lt=timezone.localdate()), is_hot=True),
}


def cases(request):
    if address := shortened(request):
        return redirect(address)
    context = listing(request, Case, CaseFilter(request.GET, request.user), VIEWS, "disputes:cases")
    count_parties([row["thing"] for row in context["rows"]], request.user)
    for row in context["rows"]:
        row["hearing"] = row["thing"].hearing_on and day_words(row["thing"].hearing_on)
    return render(request, "disputes/case_list.html", context | {"may_open": may_open(request.user)})


def count_parties(cases, user):
    rows = Case.objects.visible_to(user).filter(pk__in=[case.pk for case in cases]).order_by()
    numbers = dict(rows.values_list("pk").annotate(Count("parties")))
    for case in cases:
        case.party_count = numbers[case.pk]


def may_open(user):
    return user.has_role("keeper", "head", "street") or bool(user.deputy_id)


def open_case(request):
    """Note a lead by hand. Issues are offered once the station is known."""
    if not may_open(request.user):
        raise PermissionDenied
    form = OpenCaseForm(request.POST or None, user=request.user, station=request.GET.get("station"))
    if request.method == "POST" and not form.wants_issues and form.is_valid():
        case, issues = form.case_and_issues()
        begin_case(case, by=request.user, issues=issues)
        return opened(request, case)
    many = stations_to_open_at(request.user).count() > 1
    return render(request, "disputes/case_open.html", {"form": form, "many": many, "form_failed": bool(form.errors)})


def opened(request, case):
    messages.success(request, _("已登记线索，编号 %(number)s。下一步登记当事人，至少两方。") % {"number": case.number})
    return redirect(case)


def load(request, pk):
    return get_object_or_404(Case.objects.visible_to(request.user).for_list().select_related("station__region"), pk=pk)


def case(request, pk):
    thing = load(request, pk)
    roles, file = thing.roles_of(request.user), CaseFile(thing)
    moves = [move for move in CASE.leaving(thing.stage) if move.by_hand and roles & set(move.roles)]
    return render(request, "disputes/case_detail.html", {
        "case": thing, "file": file, "stage": stage_shown(thing), "due": due_shown(thing), "clock": case_steps.clock(file),
        "cards": case_steps.cards(file, moves), "actions": case_steps.actions(file, moves),
        "waits_for": case_steps.waits_for(file, moves), "settle_by": case_steps.settle_by(file),
        "confirmation": case_steps.confirmation(file), "ending": case_steps.ending(file),
        "coming": file.sitting if thing.stage in COMING else None,
        "urls": {move.name: thing.move_address(move) for move in moves},
        "papers": papers_shown(file, roles), "agreement_title": agreement_title(file), "chain": chain_shown(thing, request.user),
        "steps": timeline_shown(thing, file.steps),
        "neighbours": neighbours(request, thing, CaseFilter, VIEWS, "disputes:cases"),
        "may_audit": bool(roles & {"head", "street", "district", "auditor"}),
    })


def papers_shown(file, roles):
    if not roles & set(HANDLES_PAPER):
        return []
    address = {key: reverse("disputes:case_paper", args=[file.case.pk, key]) for key in PAPERS}
    return [{"label": paper.label(file), "url": address[key], "missing": paper.missing(file)} for key, paper in PAPERS.items()]


def case_paper(request, pk, name):
    """GET shows the paper and what it misses. POST keeps who prints it and opens the copy to be printed."""
    thing, paper = load(request, pk), PAPERS.get(name)
    if paper is None:
        raise Http404
    if not thing.roles_of(request.user) & set(HANDLES_PAPER):
        raise PermissionDenied
    file = CaseFile(thing)
    missing, label = paper.missing(file), paper.label(file)
    if request.method == "POST" and not missing:
        note_print(thing, by=request.user, paper=label)
        return redirect(f"{reverse('disputes:case_paper', args=[pk, name])}?print=1")
    prints = list(prints_of(thing, label))
    mine = prints and prints[-1].by_id == request.user.pk and "print" in request.GET
    return render(request, "disputes/case_paper.html", {
        "paper": paper, "missing": missing, "parts": paper.parts(file), "prints": prints, "copies": len(file.sides) + 1,
        "copy": prints[-1] if mine else None, "stage": stage_shown(thing), **shown(paper, file),
    })
