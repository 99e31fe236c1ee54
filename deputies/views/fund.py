"""Pages of the money of activities: every station's year, one station's year with its entries, and its budget."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from deputies.figures import FIGURES
from deputies.forms.fund import BudgetForm, FundFilter, year_scope, years
from deputies.models import Expense, Fund
from deputies.models.fund import READERS, budget_changes, with_money
from deputies.views.expense import available_words, entries_shown
from liaison.kit.figures import chosen, money
from stations.models import Role, Station
from stations.models.people import AT_STATION
from stations.views.lists import paged

BAR = 600
FUNDS = "deputies:funds"


def funds(request):
    """One row a station; with a figure open, exactly the funds that it adds up."""
    if not request.user.has_role(*READERS):
        raise PermissionDenied(_("活动经费供联络站、街道人大工委、区人大代表工委和审计员查看。"))
    form = FundFilter(request.GET, request.user)
    figure, rows = chosen(FIGURES, FUNDS, request.GET, request.user)
    if figure:
        return fund_rows(request, figure, rows, form)
    year = form.chosen_year
    found = with_money(form.narrow(looked_after(request.user)), year)
    sums = [found.aggregate(sum=Sum(name))["sum"] or 0 for name in ("budget", "approved", "waiting")]
    page = paged(found.order_by("code"), request.GET)
    for station in page["rows"]:
        station.money = shares(station.budget, station.approved, station.waiting)
    scope = year_scope(request.user, year, region=form.told.get("place", ""))
    return render(request, "deputies/fund_list.html", page | {
        "name": _("%(year)s 年度活动经费") % {"year": year}, "year": year, "filters": form.bar(),
        "cards": cards(scope, shares(*sums)),
        "may_set": request.user.has_role(Role.DISTRICT)})


def fund_rows(request, figure, rows, form):
    ordered = rows.select_related("station__region", "purpose").order_by("-year", "station__code", "purpose__position", "pk")
    return render(request, "deputies/fund_rows.html", paged(ordered, request.GET) | {
        "name": figure.label, "figure": figure, "number": figure.total(rows), "filters": form.bar(figure=figure)})


def fund(request, station, year):
    """Three numbers, each purpose with its bar, every entry, and who signs."""
    user, place = request.user, find(request, station, year)
    lines = list(Fund.objects.visible_to(user).of_year(place, year).with_sums())
    for line in lines:
        line.money = shares(line.amount, line.approved, line.waiting)
    sums = shares(*(sum(getattr(line, name) for line in lines) for name in ("amount", "approved", "waiting")))
    entries = Expense.objects.visible_to(user).filter(fund__in=lines).for_list().order_by("on", "pk")
    return render(request, "deputies/fund_detail.html", {
        "station": place, "year": year, "lines": lines, "sums": sums, "entries": entries_shown(entries),
        "cards": cards(year_scope(user, year, station=place.pk), sums), "changes": budget_changes(place, year),
        "may_enter": user.has_role(*AT_STATION, at=place), "may_set": user.has_role(Role.DISTRICT, at=place)})


def budget(request, station, year):
    place = find(request, station, year)
    if not request.user.has_role(Role.DISTRICT, at=place):
        raise PermissionDenied(_("活动经费预算由区人大代表工委核定。"))
    form = BudgetForm(request.POST if request.method == "POST" else None, station=place, year=year)
    if request.method == "POST" and form.is_valid() and form.keep():
        messages.success(request, _("%(year)s 年度预算已保存。") % {"year": year})
        return redirect("deputies:fund", station, year)
    context = {"form": form, "station": place, "year": year}
    return render(request, "deputies/fund_form.html", context, status=409 if form.is_stale else 200)


def looked_after(user):
    """The stations whose money the user may see."""
    return Station.objects.visible_to(user).of(user, *READERS).select_related("region")


def find(request, station, year):
    if year not in years():
        raise Http404
    return get_object_or_404(looked_after(request.user), pk=station)


def shares(budget, approved, waiting):
    """The sums in words, and the bar: approved, waiting and what is available, as parts of the budget or of what exceeds it."""
    whole, available = max(budget, approved + waiting), budget - approved - waiting
    drawn = [round(BAR * part / whole) if whole else 0 for part in (approved, waiting)]
    return {
        "budget": money(budget), "approved": money(approved), "waiting": waiting and money(waiting),
        "available": available_words(available), "is_short": available < 0, "share": f"{approved / budget:.0%}" if budget else "",
        "bar": [{"x": 0, "width": drawn[0], "n": 1}, {"x": drawn[0], "width": drawn[1], "n": 4}],
    }


def cards(scope, sums):
    """预算, 已用, 可用 for ``_figure.html``."""
    told, spent = FIGURES["budget"], FIGURES["spent"]
    waiting = _("另有待审批 %(sum)s 元") % {"sum": sums["waiting"]} if sums["waiting"] else ""
    return [
        {"label": _("预算"), "number": sums["budget"], "unit": told.unit, "definition": told.definition, "url": told.link(scope)},
        {"label": _("已用"), "number": sums["approved"], "unit": spent.unit, "definition": spent.definition,
         "url": spent.link(scope), "change": _("；").join(filter(None, [
             _("占预算 %(share)s") % {"share": sums["share"]} if sums["share"] else "", waiting]))},
        {"label": _("可用"), "number": sums["available"], "unit": _("元"), "definition": _("预算减去已用的和待审批的。"),
         "change": _("已超出预算") if sums["is_short"] else "", "change_tone": "alarm"},
    ]
