"""Pages of assessments: the list, one assessment with its rules before its marks, and opening a round."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.figures.measures import measured
from liaison.forms.assessment import SIDES, AssessmentFilter, RoundForm, by_item
from liaison.kit.figures import chosen
from stations.figures import FIGURES
from stations.flows import AssessmentStage
from stations.flows.assessment import DECIDED
from stations.models import Assessment, Role, day_calendar
from stations.models.assessment import MOST_STARS
from stations.views.flowing import actions_shown, due_shown, stage_shown, timeline_shown, turn_shown
from stations.views.lists import paged, picked, tabs

READERS = ("keeper", "head", "street", "district", "auditor")
RESULT_TONES = {"pass": "ok", "basic": "warn", "improve": "alarm"}
VIEWS = {"all": gettext_lazy("全部"), **{stage.value: stage.label for stage in AssessmentStage}}
MOST_LOST = 3


def assessments(request):
    if not (request.user.has_role(*READERS) or request.user.deputy_id):
        raise PermissionDenied(_("站点考核供联络站、代表、街道人大工委、区人大代表工委和审计员查看。"))
    figure, rows = chosen(FIGURES, "assessments", request.GET, request.user)
    form, view = AssessmentFilter(request.GET, request.user), picked(request.GET, "view", VIEWS)
    found = form.narrow(rows if figure else Assessment.objects.visible_to(request.user), figure)
    shown = found if figure else found.counted() if view == "all" else found.filter(stage=view)
    page = paged(shown.for_list().order_by("-until", "station__code", "pk"), request.GET)
    return render(request, "assessments/assessment_list.html", page | {
        "name": _("站点考核"),
        "rows": rows_shown(page["rows"]), "filters": form.bar("view", figure=figure), "figure": figure,
        "tabs": [] if figure else tabs(request.GET, "view", VIEWS, counts(found)), "number": figure and figure.total(found),
        "may_open": request.user.has_role(Role.DISTRICT)})


def assessment(request, pk):
    thing = get_object_or_404(Assessment.objects.visible_to(request.user).for_list(), pk=pk)
    records, items = thing.scored(), list(thing.template.items.all())
    deciding = records.get("decide") or records.get("confirm") if thing.stage in DECIDED else None
    actions = actions_shown(thing, request.user, "send_back", "return_review", "void", "appeal")
    return render(request, "assessments/assessment_detail.html", {
        "assessment": thing, "stage": stage_shown(thing), "due": due_shown(thing), "actions": actions,
        "rows": items_shown(items, records, measured(thing, items), deciding), "full": full(items),
        "columns": [{"label": SIDES[move], "total": record.total, "summary": record.summary} for move, record in records.items()],
        "result": deciding and result_shown(thing), "lost": lost(items, deciding) if deciding else [],
        "thresholds": thing.thresholds, "steps": timeline_shown(thing), "turn": turn(thing, request.user),
        "may_audit": request.user.has_role("head", "street", "district", "auditor", at=thing.station)})


def open_round(request):
    if not request.user.has_role(Role.DISTRICT):
        raise PermissionDenied(_("考核由区人大代表工委开始。"))
    form = RoundForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid() and (begun := form.keep()):
        messages.success(request, _("已为 %(n)s 个联络站开始考核，等待自评。") % {"n": begun})
        return redirect("assessments")
    return render(request, "assessments/round_form.html", {"form": form, "count": form.stations.count()})


def items_shown(items, records, measures, deciding):
    """A row an item: its rule, what the figures say (now, or when it was decided), and everybody's marks."""
    scored = [(SIDES[move], by_item(record)) for move, record in records.items()]
    kept, shown, group = by_item(deciding) if deciding else {}, [], None
    for item in items:
        shown.append({"item": item, "measure": measures.get(item.pk), "kept": kept.get(item.pk),
                      "marks": [(side, scores.get(item.pk)) for side, scores in scored], "begins": item.group != group})
        group = item.group
    return shown


def full(items):
    """What may be reached without the bonus, and how much a bonus adds at most."""
    bonus = [item for item in items if item.kind == item.Kind.BONUS]
    return {"marks": sum(item.weight for item in items if item not in bonus), "bonus": sum(item.weight for item in bonus)}


def lost(items, deciding):
    """The items that lost most, and what to do about each."""
    marks = by_item(deciding)
    told = [(item.weight + item.least - marks[item.pk].score, item) for item in items]  # a bonus loses only what was taken off
    worst = sorted((pair for pair in told if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].position))[:MOST_LOST]
    return [{"item": item, "marks": marks_lost} for marks_lost, item in worst]


def result_shown(thing):
    """The result in words, and the stars beside those of the time before: they can be lost."""
    before = thing.before()
    change = before and thing.stars - before.stars
    words = {
        None: _("第一次评星。"), 0: _("与上次相同。"),
    }.get(change) or (_("比上次多 %(n)s 星。") if change > 0 else _("比上次少 %(n)s 星。")) % {"n": abs(change)}
    return {
        "label": thing.get_result_display(), "tone": RESULT_TONES[thing.result], "total": thing.total,
        "stars": stars(thing.stars), "before": before and {"stars": stars(before.stars), "assessment": before}, "words": words,
        "is_lost": bool(change) and change < 0}


def stars(number):
    return {"number": number, "words": "★" * number + "☆" * (MOST_STARS - number)}


def turn(thing, user):
    """Whose turn it is, where it is not the reader's own."""
    onward = [move for move in thing.flow.leaving(thing.stage) if move.by_hand and move.record]
    return turn_shown(onward[0]) if onward and not set(onward) & set(thing.moves_for(user)) else ""


def rows_shown(things):
    calendar = day_calendar() if things else None
    return [
        {"thing": thing, "stage": stage_shown(thing), "due": due_shown(thing, calendar),
         "result": thing.result and {"label": thing.get_result_display(), "tone": RESULT_TONES[thing.result]},
         "stars": stars(thing.stars) if thing.stars is not None else None}
        for thing in things
    ]


def counts(found):
    """How many are at each stage; "all" leaves out what was voided."""
    told = {stage: Count("pk", Q(stage=stage)) for stage in AssessmentStage.values}
    return found.aggregate(all=Count("pk", ~Q(stage=AssessmentStage.VOIDED)), **told)
