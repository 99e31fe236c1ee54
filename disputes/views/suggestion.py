"""Pages of a deputy's suggestion."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from disputes.actions.printing import note_print, prints_of
from disputes.flows import SUGGESTION, SuggestionStage
from disputes.forms.suggestion import SuggestionFilter
from disputes.models import Commitment, Cosigning, HandlingUnit, Suggestion
from disputes.papers.suggestion import PAPERS, committee_of
from disputes.papers.suggestion_file import Promise, SuggestionFile
from disputes.views import suggestion_steps
from disputes.views.lists import View, listing, neighbours, whole
from disputes.views.parts import chain_shown
from stations.models import day_calendar
from stations.views.flowing import due_shown, limit_shown, stage_shown, timeline_shown

S = SuggestionStage


def by_units(user, part, *stages):
    """The suggestions at these stages in which a unit of the user has this part."""
    mine = HandlingUnit.objects.filter(unit__in=user.unit_ids, part__in=part).values("record__suggestion")
    return Q(pk__in=mine, stage__in=stages)


def overdue(user):
    return Q(stage__in=SUGGESTION.open, due_on__lt=timezone.localdate())


def unanswered(user):
    """Open invitations of other leads that the deputy has not answered."""
    answered = Cosigning.objects.filter(deputy=user.deputy_id).values("suggestion")
    return Q(stage=S.COSIGNING) & ~Q(lead=user.deputy_id) & ~Q(pk__in=answered)


VIEWS = {
    "all": View(gettext_lazy("全部")),
    "review": View(gettext_lazy("待审核"), lambda user: Q(stage=S.SUBMITTED), nothing=gettext_lazy("现在没有待审核的建议")),
    "hand_over": View(gettext_lazy("待交办"), lambda user: Q(stage__in=(S.ACCEPTED, S.RETURN_REQUESTED)),
                      nothing=gettext_lazy("现在没有待交办的建议")),
    "working": View(gettext_lazy("办理中"), lambda user: Q(stage__in=(S.ASSIGNED, S.IN_PROGRESS, S.REHANDLING, S.EXTERNAL)),
                    nothing=gettext_lazy("现在没有正在办理的建议")),
    "judge": View(gettext_lazy("待评价"), lambda user: Q(stage=S.REPLIED), nothing=gettext_lazy("现在没有等代表评价的建议")),
    "overdue": View(gettext_lazy("已超期"), overdue, is_hot=True, nothing=gettext_lazy("现在没有超期的建议")),
}
DEPUTY_VIEWS = {
    "mine": View(gettext_lazy("我领衔的"), lambda user: Q(lead=user.deputy_id)),
    "cosign": View(gettext_lazy("待我附议"), unanswered, nothing=gettext_lazy("现在没有等您附议的建议")),
    "judge": View(gettext_lazy("待我评价"), lambda user: Q(stage=S.REPLIED, lead=user.deputy_id),
                  nothing=gettext_lazy("现在没有等您评价的建议")),
    "all": VIEWS["all"],
}
UNIT_VIEWS = {
    "take": View(gettext_lazy("待签收"), lambda user: by_units(user, ("main", "separate"), S.ASSIGNED),
                 nothing=gettext_lazy("现在没有等本单位签收的建议")),
    "working": View(gettext_lazy("办理中"), lambda user: by_units(user, ("main", "separate"), S.IN_PROGRESS, S.REHANDLING),
                    nothing=gettext_lazy("现在没有本单位正在办理的建议")),
    "assist": View(gettext_lazy("协办"), lambda user: by_units(user, ("assist",), S.ASSIGNED, S.IN_PROGRESS, S.REHANDLING),
                   nothing=gettext_lazy("现在没有本单位协办的建议")),
    "overdue": VIEWS["overdue"],
    "all": View(gettext_lazy("全部"), nothing=gettext_lazy("还没有交给本单位的建议")),
}


def suggestions(request):
    """The list, with the saved views of whoever looks: the committee and stations, deputies, units."""
    form = SuggestionFilter(request.GET, request.user)
    context = listing(request, Suggestion, form, views_of(request.user), "disputes:suggestions")
    return render(request, "disputes/suggestion_list.html", context)


def views_of(user):
    if user.has_role("keeper", "head", "street", "district", "auditor"):
        return VIEWS
    return UNIT_VIEWS if user.unit_ids else DEPUTY_VIEWS


def load(request, pk):
    found = Suggestion.objects.visible_to(request.user).for_list()
    return get_object_or_404(found.select_related("station__region", "region", "mandate__term__region", "merged_into"), pk=pk)


def suggestion(request, pk):
    """The suggestion whole: text, signers, units with their dates, replies, judgement, promises, chain and timeline."""
    thing, user = load(request, pk), request.user
    roles, file = thing.roles_of(user), SuggestionFile(thing)
    allowed = [move for move in SUGGESTION.leaving(thing.stage) if move.by_hand and roles & set(move.roles)]
    moves = [move for move in allowed if suggestion_steps.has_use(move.name, file, user)]
    by_name = {move.name: move for move in moves}
    return render(request, "disputes/suggestion_detail.html", {
        "thing": thing, "file": file, "stage": stage_shown(thing), "due": due_shown(thing),
        "way": suggestion_steps.way(file), "notice": suggestion_steps.notice(file),
        "actions": suggestion_steps.actions(file, moves), "waits_for": suggestion_steps.waits_for(file, moves),
        "units": units_shown(file.units, thing.is_open),
        "promises": [promise_shown(promise) for promise in file.promises],
        "urls": {name: thing.move_address(move) for name, move in by_name.items()},
        "papers": papers_shown(file, roles), "chain": chain_shown(thing, user), "steps": timeline_shown(thing, file.steps),
        "neighbours": neighbours(request, thing, SuggestionFilter, views_of(user), "disputes:suggestions"),
        "may_audit": user.has_role("head", "street", "district", "auditor", at=thing.station),
    })


def units_shown(units, is_open):
    """Each unit with its state; the days left to it are told as long as it is awaited."""
    calendar = day_calendar() if is_open and not all(unit.is_done for unit in units) else None
    return [{"row": unit.row, "state": unit.state, "due_on": unit.due_on,
             "due": limit_shown(unit.due_on, calendar) if calendar and not unit.is_done else None} for unit in units]


def papers_shown(file, roles):
    """The papers that can be printed now by the user: {key: address}."""
    ready = [key for key, paper in PAPERS.items() if roles & set(paper.roles) and paper.is_ready(file)]
    return {key.replace("-", "_"): reverse("disputes:suggestion_paper", args=[file.suggestion.pk, key]) for key in ready}


def suggestion_paper(request, pk, which):
    """GET shows the paper. POST keeps who prints it and opens the copy to be printed. ``?reply=`` picks one of the letters."""
    thing, paper = load(request, pk), PAPERS.get(which)
    if paper is None:
        raise Http404
    if not thing.roles_of(request.user) & set(paper.roles):
        raise PermissionDenied
    file, reply = SuggestionFile(thing), whole(request.GET.get("reply"))
    shown = paper.shown(file, reply) if paper.is_ready(file) else None
    if shown is None:
        raise Http404
    if request.method == "POST":
        note_print(thing, by=request.user, paper=str(paper.label))
        return redirect(f"{request.path}?{urlencode({'print': 1} | ({'reply': reply} if reply else {}))}")
    prints = list(prints_of(thing, str(paper.label)))
    mine = prints and prints[-1].by_id == request.user.pk and "print" in request.GET
    return render(request, "disputes/suggestion_paper.html", {
        "thing": thing, "file": file, "paper": paper, "committee": committee_of(thing), "prints": prints,
        "copy": prints[-1] if mine else None, **shown,
    })


def promise_shown(promise):
    return {"promise": promise, "what": promise.row.what, "due_on": promise.due_on, "told": promise.told,
            "state": promise.state, "kept": promise.is_kept}


def promises(request):
    """The ledger of what replies of class B and C promised, over all suggestions that the user may see."""
    seen = Suggestion.objects.visible_to(request.user)
    rows = Commitment.objects.filter(record__suggestion__in=seen).select_related("record__suggestion", "record__unit")
    found = [Promise(row, sorted(row.fulfilments.all(), key=lambda told: told.pk))
             for row in rows.prefetch_related("fulfilments").order_by("-pk")[:500]]
    shown = [promise_shown(promise) for promise in sorted(found, key=lambda promise: promise.due_on)]
    return render(request, "disputes/promises.html", {
        "waiting": [row for row in shown if not row["kept"]], "kept": [row for row in shown if row["kept"]]})
