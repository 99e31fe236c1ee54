"""Pages of a deputy's suggestion."""

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.flows import SUGGESTION, SuggestionStage
from disputes.forms.suggestion import SuggestionFilter
from disputes.models import Commitment, HandlingUnit, Suggestion
from disputes.views.lists import View, listing
from disputes.views.parts import actions_shown, chain_shown, due_shown, move_url, stage_shown, timeline_shown
from liaison.kit import workdays
from stations.models import day_calendar

S = SuggestionStage
WAY = (  # the seven steps of the bar, and the stages in which each is the current one
    (gettext_lazy("提出"), {S.DRAFT, S.COSIGNING}), (gettext_lazy("审核"), {S.SUBMITTED}), (gettext_lazy("交办"), {S.ACCEPTED, S.RETURN_REQUESTED}),
    (gettext_lazy("承办"), {S.ASSIGNED, S.IN_PROGRESS, S.REHANDLING, S.EXTERNAL}), (gettext_lazy("答复、评价"), {S.REPLIED}),
    (gettext_lazy("跟踪"), {S.EVALUATED, S.JOINT_REVIEW}), (gettext_lazy("办结"), {S.CLOSED}),
)


def by_units(user, part, *stages):
    """The suggestions at these stages in which a unit of the user has this part."""
    mine = HandlingUnit.objects.filter(unit__in=user.unit_ids, part__in=part).values("record__suggestion")
    return Q(pk__in=mine, stage__in=stages)


def unanswered(user):
    """Open invitations of other leads that the deputy has not answered."""
    answered = Suggestion.objects.filter(cosignings__deputy=user.deputy_id).values("pk")
    return Q(stage=S.COSIGNING) & ~Q(lead=user.deputy_id) & ~Q(pk__in=answered)


VIEWS = {
    "all": View(gettext_lazy("全部")),
    "review": View(gettext_lazy("待审核"), lambda user: Q(stage=S.SUBMITTED)),
    "hand_over": View(gettext_lazy("待交办"), lambda user: Q(stage__in=(S.ACCEPTED, S.RETURN_REQUESTED))),
    "working": View(gettext_lazy("办理中"), lambda user: Q(stage__in=(S.ASSIGNED, S.IN_PROGRESS, S.REHANDLING, S.EXTERNAL))),
    "judge": View(gettext_lazy("待评价"), lambda user: Q(stage=S.REPLIED)),
    "overdue": View(gettext_lazy("已超期"), lambda user: Q(stage__in=SUGGESTION.open, due_on__lt=timezone.localdate()), is_hot=True),
}
DEPUTY_VIEWS = {
    "mine": View(gettext_lazy("我领衔的"), lambda user: Q(lead=user.deputy_id)),
    "cosign": View(gettext_lazy("待我附议"), unanswered),
    "judge": View(gettext_lazy("待我评价"), lambda user: Q(stage=S.REPLIED, lead=user.deputy_id)),
    "all": VIEWS["all"],
}
UNIT_VIEWS = {
    "take": View(gettext_lazy("待签收"), lambda user: by_units(user, ("main", "separate"), S.ASSIGNED)),
    "working": View(gettext_lazy("办理中"), lambda user: by_units(user, ("main", "separate"), S.IN_PROGRESS, S.REHANDLING)),
    "assist": View(gettext_lazy("协办"), lambda user: by_units(user, ("assist",), S.ASSIGNED, S.IN_PROGRESS, S.REHANDLING)),
    "overdue": VIEWS["overdue"], "all": VIEWS["all"],
}


def suggestions(request):
    """The list, with the saved views of whoever looks: the committee and stations, deputies, units."""
    user = request.user
    views = VIEWS if user.has_role("keeper", "head", "street", "district", "auditor") else UNIT_VIEWS if user.unit_ids else DEPUTY_VIEWS
    context = listing(request, Suggestion, SuggestionFilter(request.GET, user), views, "disputes:suggestions")
    return render(request, "disputes/suggestion_list.html", context)


def suggestion(request, pk):
    """The suggestion whole: text, signers, units with their dates, replies, judgement, promises, chain and timeline."""
    found = Suggestion.objects.visible_to(request.user).for_list()
    thing = get_object_or_404(found.select_related("station__region", "region", "lead", "mandate__term__region"), pk=pk)
    calendar = day_calendar()
    context = {
        "thing": thing, "stage": stage_shown(thing), "due": due_shown(thing, calendar),
        "actions": actions_shown(thing, request.user),
        "way": way_shown(thing), "text": thing.text, "older_texts": list(thing.drafts.order_by("-pk")[1:]),
        "signers": signers_shown(thing), "units": units_shown(thing, calendar), "promises": promises_shown(thing, calendar),
        "replies": list(thing.replies.select_related("unit").prefetch_related("commitments").order_by("-pk")),
        "evaluations": list(thing.evaluations.order_by("-pk")), "outside": thing.external_filings.order_by("-pk").first(),
        "publication": thing.publications.order_by("-pk").first(), "chain": chain_shown(thing, request.user),
        "steps": timeline_shown(thing), "remark_url": remark_url(thing, request.user),
    }
    return render(request, "disputes/suggestion_detail.html", context)


def remark_url(thing, user):
    allowed = thing.is_open and thing.roles_of(user) & set(thing.flow["remark"].roles)
    return move_url(thing, thing.flow["remark"]) if allowed else ""


def way_shown(thing):
    """The bar of seven steps; a suggestion that ended early stands on none of them."""
    here = next((n for n, (_label, stages) in enumerate(WAY) if thing.stage in stages), None)
    return [{"label": label, "done": here is not None and n < here, "here": n == here} for n, (label, _stages) in enumerate(WAY)]


def signers_shown(thing):
    """The lead, and each deputy who was asked to join with the answer given."""
    invitation = thing.current_invitation
    if invitation is None:
        return []
    answers = {answer.deputy_id: answer for answer in thing.cosignings.filter(invitation=invitation)}
    words = {None: (_("还没有答复"), "warn"), True: (_("同意附议"), "ok"), False: (_("不附议"), "none")}
    rows = []
    for invitee in invitation.invitees.select_related("deputy"):
        answer = answers.get(invitee.deputy_id)
        label, tone = words[answer and answer.agrees]
        rows.append({"deputy": invitee.deputy, "label": label, "tone": tone})
    return rows


def units_shown(thing, calendar):
    """Each handling unit with its part, its own date, and whether it has answered or given its opinion."""
    rows, today = [], timezone.localdate()
    waiting = {unit.pk for unit in thing.units_to_reply()} if thing.handed_over_on else set()
    opined = set(thing.assist_opinions.values_list("unit_id", flat=True))
    for row in thing.handling_units:
        done = row.unit_id in opined if row.part == "assist" else row.unit_id not in waiting
        words = _("已提意见") if row.part == "assist" else _("已答复")
        tone = "ok" if done else "alarm" if row.due_on < today else "doing"
        rows.append({"row": row, "done": done, "tone": tone, "words": words if done else workdays.words(
            today, row.due_on, calendar, workdays.DAY)})
    return rows


def promises_shown(thing, calendar):
    return [_promise_shown(promise, calendar) for promise in
            Commitment.objects.filter(record__suggestion=thing).prefetch_related("fulfilments").order_by("due_on")]


def _promise_shown(promise, calendar):
    """A promise with what came of it; a changed date replaces the first one."""
    told = sorted(promise.fulfilments.all(), key=lambda fulfilment: fulfilment.pk)
    kept = any(fulfilment.result == "kept" for fulfilment in told)
    due_on = next((f.new_due_on for f in reversed(told) if f.new_due_on), promise.due_on)
    today = timezone.localdate()
    tone = "ok" if kept else "alarm" if due_on < today else "doing"
    words = _("已兑现") if kept else workdays.words(today, due_on, calendar, workdays.DAY)
    return {"promise": promise, "due_on": due_on, "tone": tone, "words": words, "told": told, "kept": kept}


def promises(request):
    """The ledger of what replies of class B and C promised, over all suggestions that the user may see."""
    seen = Suggestion.objects.visible_to(request.user)
    rows = Commitment.objects.filter(record__suggestion__in=seen).select_related("record__suggestion", "record__unit")
    calendar = day_calendar()
    shown = [_promise_shown(promise, calendar) for promise in rows.prefetch_related("fulfilments").order_by("due_on")[:500]]
    waiting = sorted((row for row in shown if not row["kept"]), key=lambda row: row["due_on"])
    return render(request, "disputes/promises.html", {"open": waiting, "kept": [row for row in shown if row["kept"]]})
