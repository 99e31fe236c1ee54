"""Pages of expenses: the list, one expense with its way, and entering a new one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.figures import FIGURES
from deputies.flows import EXPENSE, ExpenseStage
from deputies.flows.expense import WAITING
from deputies.forms.fund import ExpenseFilter, years
from deputies.forms.record import FORMS
from deputies.models import Expense, Fund
from deputies.models.fund import READERS
from liaison.kit.figures import chosen, money
from stations.models import Station
from stations.models.people import AT_STATION
from stations.views.flowing import actions_shown, due_shown, rows_shown, stage_shown, timeline_shown, turn_shown
from stations.views.lists import paged, picked, tabs

VIEWS = {
    "waiting": (gettext_lazy("待审批"), WAITING), "refused": (gettext_lazy("已退回"), (ExpenseStage.REFUSED,)),
    "approved": (gettext_lazy("已批准"), (ExpenseStage.APPROVED,)), "voided": (gettext_lazy("已作废"), (ExpenseStage.VOIDED,)),
    "all": (gettext_lazy("全部"), tuple(ExpenseStage.values)),
}


def expenses(request):
    if not request.user.has_role(*READERS):
        raise PermissionDenied(_("经费支出供联络站、街道人大工委、区人大代表工委和审计员查看。"))
    figure, rows = chosen(FIGURES, "deputies:expenses", request.GET, request.user)
    form = ExpenseFilter(request.GET, request.user)
    found = form.narrow(rows if figure else Expense.objects.visible_to(request.user), figure)
    shown = found if figure else found.filter(stage__in=VIEWS[picked(request.GET, "view", VIEWS)][1])
    page = paged(shown.for_list().order_by("-on", "-pk"), request.GET)
    return render(request, "deputies/expense_list.html", page | {
        "name": _("经费支出"),
        "rows": entries_shown(page["rows"]), "figure": figure, "number": figure and figure.total(shown),
        "filters": form.bar("view", figure=figure),
        **sums(shown),
        "tabs": [] if figure else tabs(request.GET, "view", {key: label for key, (label, _s) in VIEWS.items()}, counts(found)),
    })


def expense(request, pk):
    thing = get_object_or_404(Expense.objects.visible_to(request.user).for_list(), pk=pk)
    actions = actions_shown(thing, request.user, "ask_over", "refuse", "withdraw", "annul")
    return render(request, "deputies/expense_detail.html", {
        "expense": thing, "stage": stage_shown(thing), "due": due_shown(thing), "actions": actions,
        "steps": timeline_shown(thing), "amount": money(thing.amount), "purpose": purpose_shown(thing.fund),
        "over": thing.over_words() if thing.stage in WAITING else "",
        "turn": turn(thing, request.user),
        "may_audit": request.user.has_role("head", "street", "district", "auditor", at=thing.station),
    })


def purpose_shown(fund):
    """The four sums that the page of the station's money shows for the purpose."""
    return {"budget": money(fund.amount), "approved": money(fund.approved), "waiting": money(fund.waiting),
            "available": available_words(fund.available)}


def available_words(amount):
    return money(amount) if amount >= 0 else _("超 %(sum)s") % {"sum": money(-amount)}


def expense_new(request, station, year):
    """The station and the year stand in the address: one enters an expense from the page of its money."""
    mine = Station.objects.visible_to(request.user).of(request.user, *READERS).select_related("region")
    place = get_object_or_404(mine, pk=station)
    if not request.user.has_role(*AT_STATION, at=place):
        raise PermissionDenied(_("支出由联络站的联络员或站长登记。"))
    budgeted = Fund.objects.visible_to(request.user).of_year(place, year).first() if year in years() else None
    if budgeted is None:
        return render(request, "deputies/expense_form.html", {"station": place, "year": year})
    # a new expense stands at the first purpose until the form says which: the form offers those of its year
    form = FORMS.form_for(EXPENSE["enter"], Expense(station=place, fund=budgeted), request.user,
                          request.POST if request.method == "POST" else None)
    form.choose(request.GET)
    if request.method == "POST" and form.is_valid() and form.keep():
        messages.success(request, _("支出已登记，等待审批。"))
        if words := form.thing.over_words():
            messages.warning(request, words)
        return redirect(form.thing)
    return render(request, "deputies/expense_form.html", {"station": place, "year": year, "form": form})


def turn(thing, user):
    """Whose turn it is; and to whoever entered it why it is not theirs."""
    if not thing.is_open or thing.moves_for(user):
        return ""
    if thing.was_entered_by(user):
        return _("您登记的支出由别人审批。")
    return turn_shown(next(move for move in EXPENSE.leaving(thing.stage) if move.by_hand and move.target))


def entries_shown(things):
    return [row | {"amount": money(row["thing"].amount)} for row in rows_shown(list(things))]


def sums(found):
    """What is approved of them and what waits, in words; what was refused or voided spends nothing."""
    stages = {"approved": [ExpenseStage.APPROVED], "waiting": WAITING}
    told = found.aggregate(**{name: Sum("amount", filter=Q(stage__in=each)) for name, each in stages.items()})
    return {name: amount and money(amount) for name, amount in told.items()}


def counts(found):
    return found.aggregate(**{key: Count("pk", Q(stage__in=stages)) for key, (_label, stages) in VIEWS.items()})
