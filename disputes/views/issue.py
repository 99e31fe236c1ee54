"""Pages of residents' matters (群众意见): the list and one matter."""

from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import date as date_words
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disputes.flows import ISSUE, IssueStage
from disputes.forms.filters import IssueFilter
from disputes.forms.record import form_for
from disputes.models import Issue, IssueStep, LegalAid, Visit
from disputes.models.issue import VISITED
from disputes.views.lists import View, listing, neighbours, shortened
from disputes.views.parts import chain_shown
from liaison.kit.flow import with_records
from stations.models import Setting
from stations.models.people import AT_STATION
from stations.views.flowing import due_shown, move_link, stage_shown, timeline_shown, turn_shown

WORKING = tuple(ISSUE.open - {IssueStage.REGISTERED, IssueStage.ANSWERED, IssueStage.FED_BACK, IssueStage.RATED})


def due_soon(user):
    today = timezone.localdate()
    soon = today + timezone.timedelta(days=Setting.number_at("issue.soon_days", ""))
    return Q(stage__in=ISSUE.open, due_on__range=(today, soon))


VIEWS = {
    "all": View(_("全部")),
    "waiting": View(_("待受理"), lambda user: Q(stage=IssueStage.REGISTERED)),
    "working": View(_("办理中"), lambda user: Q(stage__in=WORKING)),
    "soon": View(_("快到期"), due_soon),
    "overdue": View(_("已超期"), lambda user: Q(stage__in=ISSUE.open, due_on__lt=timezone.localdate()), is_hot=True),
    "tell": View(_("待反馈、评价"), lambda user: Q(stage__in=(IssueStage.ANSWERED, IssueStage.FED_BACK))),
    "mine": View(_("我登记的"), lambda user: Q(pk__in=IssueStep.objects.filter(by=user, move="register").values("issue"))),
}


def issues(request):
    if address := shortened(request):
        return redirect(address)
    form = IssueFilter(request.GET, request.user)
    context = listing(request, Issue, form, VIEWS, "disputes:issues")
    may_log = request.user.has_role(*AT_STATION) or bool(request.user.deputy_id)
    return render(request, "disputes/issue_list.html", context | {"may_log": may_log})


S = IssueStage
AWAITED = {  # the one move for which everybody waits, where `awaited` finds nothing nearer
    S.REGISTERED: "accept", S.RESTRICTED: "transfer", S.ACCEPTED: "assign", S.MEDIATING: "attempt", S.ASSIGNED: "take",
    S.RETURNED: "assign", S.IN_PROGRESS: "answer", S.REHANDLING: "answer", S.ANSWERED: "feed_back", S.FED_BACK: "rate",
    S.RATED: "reopen", S.UNDER_REVIEW: "conclude",
}


ASIDE = {  # never the next step that the page proposes
    "reopen", "answer_on_spot", "mediate", "refer_to_hearing", "void", "restrict", "redirect", "merge",
    "convert", "request_return",
}


def actions(matter, user):
    """The moves that the table gives: in front what leads on now; what stands against another is told at its page."""
    moves = matter.moves_for(user)
    wanted = awaited(matter)
    onward = (move for move in moves if move is wanted or (move.target and move.name not in ASIDE))
    primary = next((move for move in sorted(onward, key=lambda move: move is not wanted) if not matter.obstacle_to(move)), None)
    others = [move_link(matter, move) for move in moves if move is not primary]
    return {"primary": primary and move_link(matter, primary), "others": others}


def awaited(matter):
    """The move for which the matter waits, or None: what was rated is closed if it may be, else handled again."""
    nearer = ("close", "rehandle") if matter.stage == S.RATED else ()
    if matter.stage == S.MEDIATING and matter.mediation_attempts.exists():
        nearer = ("settle",)
    name = next((name for name in nearer if not matter.obstacle_to(ISSUE[name])), AWAITED.get(matter.stage))
    return ISSUE[name] if name else None


def waits_for(matter, roles):
    """Whose turn it is, where it is not the user's: a sentence, or ""."""
    move = awaited(matter)
    if move is None or roles & set(move.roles):
        return ""
    return turn_shown(move, str(matter.unit) if matter.unit and "unit" in move.roles else "")


def issue(request, pk):
    rows = Issue.objects.visible_to(request.user).for_list().select_related(
        "station__region", "region", "merged_into", "enterprise", "activity")
    matter = get_object_or_404(rows, pk=pk)
    user, roles = request.user, matter.roles_of(request.user)
    at_desk = bool(roles & {"keeper", "head", "deputy"})
    visits = Visit.objects.filter(Q(issue=matter) | Q(issue__merged_into=matter)).select_related("visitor", "deputy", "reception")
    visits = list(visits.order_by("pk"))
    steps = steps_with(matter, visits)
    remark = ISSUE["remark"]
    may_remark = matter.stage in remark.sources and bool(roles & set(remark.roles))
    return render(request, "disputes/issue_detail.html", {
        "issue": matter, "stage": stage_shown(matter), "due": due_shown(matter),
        "visits": visits, "at_desk": at_desk,
        "actions": actions(matter, user), "chain": chain_shown(matter, user),
        "steps": timeline_shown(matter, steps, above=VISITED),
        "mediation": mediation_shown(matter, steps, roles), "may_reveal": bool(roles & {*AT_STATION, "deputy"}),
        "may_audit": bool(roles & {"head", "street", "district", "auditor"}), "facts": facts(matter),
        "waits_for": waits_for(matter, roles),
        "neighbours": neighbours(request, matter, IssueFilter, VIEWS, "disputes:issues"),
        "legal_aids": LegalAid.objects.visible_to(user).counted().filter(issue=matter).order_by("-on", "-pk"),
        "redirected": any(step.move == "redirect" for step in steps),
        "remark": form_for(remark, matter, user) if may_remark else None, "remark_url": matter.move_address(remark),
    })


def steps_with(matter, visits):
    """All steps with their records; those of visits are at hand, so that they are not read twice."""
    steps, known = list(matter.steps.select_related("by").order_by("number")), {visit.pk: visit for visit in visits}
    with_records([step for step in steps if step.record_id and step.move not in VISITED])
    for step in steps:
        if step.move in VISITED:
            step.record = known[step.record_id]
        elif not step.record_id:
            step.record = None
    return steps


def facts(matter):
    told = [
        (_("类别"), matter.category), (_("事发地"), matter.place), (_("街道、乡镇"), matter.region),
        (_("来源"), matter.get_source_display()), (_("登记日期"), date_words(matter.begun_on, "Y年n月j日")),
        (_("接待代表"), matter.deputy), (_("反映的企业"), matter.enterprise), (_("承办单位"), matter.unit),
        (_("难易"), matter.get_complexity_display()),
        (_("结果"), matter.get_outcome_display()),
        (_("来访人评价"), matter.get_satisfaction_display()),
    ]
    return [{"label": label, "value": value} for label, value in told if value]


def mediation_shown(matter, steps, roles):
    """The mediation begun last as a task list: who, what was tried, how it ended; None if there never was one."""
    since = max((n for n, step in enumerate(steps) if step.move == "mediate"), default=None)
    if since is None:
        return None
    later, running = steps[since + 1 :], matter.stage == IssueStage.MEDIATING
    may = running and roles & set(ISSUE["attempt"].roles)
    return {
        "record": steps[since].record, "begun": steps[since].at, "running": running,
        "attempts": [step.record for step in later if step.move == "attempt"],
        "end": next((step for step in later if step.move in ("settle", "end_mediation", "refer_to_hearing", "convert")), None),
        "links": [move_link(matter, ISSUE[name])
                  for name in ("attempt", "settle", "end_mediation", "refer_to_hearing")] if may else [],
    }
