"""Pages of legal aid: the list, the enterprises helped, one entry, noting one down and putting it right."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import date as date_words
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from deputies.forms.places import stations_to_act_at
from deputies.views.places import meant
from disputes.figures import FIGURES
from disputes.figures.legal_aid import aided, sums
from disputes.forms.legal_aid import AidedFilter, LegalAidFilter, LegalAidForm
from disputes.models import Issue, LegalAid, LegalAidKind
from liaison.kit.figures import chosen, money
from stations.models.people import AT_STATION
from stations.views.lists import paged, picked, tabs

VIEWS = {"all": gettext_lazy("全部"), "unconfirmed": gettext_lazy("待确认"), **dict(LegalAidKind.choices),
         "voided": gettext_lazy("已作废")}


def legal_aids(request):
    figure, rows = chosen(FIGURES, "disputes:legal_aids", request.GET, request.user)
    form = LegalAidFilter(request.GET, request.user)
    found = form.narrow(rows if figure else LegalAid.objects.visible_to(request.user), figure)
    shown = found if figure else found.filter(condition(picked(request.GET, "view", VIEWS)))
    counts = found.aggregate(**{key: Count("pk", condition(key)) for key in VIEWS})
    told = sums(shown.filter(is_confirmed=True))
    return render(request, "disputes/legal_aid_list.html", paged(shown.for_list().order_by("-on", "-pk"), request.GET) | {
        "name": _("法律援助"),
        "filters": form.bar("view", figure=figure), "figure": figure, "number": figure and figure.total(found),
        "enterprises": told["enterprises"],
        "recovered": money(told["recovered"]), "tabs": [] if figure else tabs(request.GET, "view", VIEWS, counts),
        "may_add": stations_to_act_at(request.user, *AT_STATION).exists(), "station": form.told.get("station"),
    })


def condition(view):
    if view == "voided":
        return ~Q(void_reason="")
    if view == "unconfirmed":
        return Q(void_reason="", is_confirmed=False)
    return Q(void_reason="") if view == "all" else Q(void_reason="", kind=view)


def aided_enterprises(request):
    """With its figure exactly the figure's rows; each tells how often it was helped, as far as the reader may see."""
    figure, rows = chosen(FIGURES, "disputes:aided_enterprises", request.GET, request.user)
    mine, form = LegalAid.objects.visible_to(request.user).counted(), AidedFilter(request.GET)
    found = form.containing(rows if figure else aided(mine))
    shown = found.select_related("station", "region").annotate(
        times=Count("legal_aids", Q(legal_aids__in=mine.values("pk")), distinct=True))
    return render(request, "disputes/aided_enterprises.html", paged(shown.order_by("-times", "name", "pk"), request.GET) | {
        "name": _("援助过的企业"), "filters": form.bar(figure=figure), "figure": figure})


def load(request, pk):
    return get_object_or_404(LegalAid.objects.visible_to(request.user).select_related("station__region", "issue"), pk=pk)


def legal_aid(request, pk):
    aid = load(request, pk)
    issue = aid.issue and Issue.objects.visible_to(request.user).filter(pk=aid.issue_id).first()
    return render(request, "disputes/legal_aid_detail.html", {
        "aid": aid, "enterprises": aid.enterprises.order_by("name"), "deputies": aid.deputies.order_by("name"), "issue": issue,
        "facts": facts(aid), "may_edit": request.user.has_role(*AT_STATION, at=aid.station),
    })


@require_POST
def legal_aid_confirm(request, pk):
    aid = load(request, pk)
    if not request.user.has_role(*AT_STATION, at=aid.station):
        raise PermissionDenied(_("代表登记的法律援助由本站站长、联络员确认。"))
    aid.confirm()
    messages.success(request, _("已确认，从现在起计入统计和代表的履职档案。"))
    return redirect(aid)


def facts(aid):
    told = [
        (_("方式"), aid.get_kind_display()), (_("日期"), date_words(aid.on, "Y年n月j日")), (_("联络站"), aid.station),
        (_("个人或未登记的企业"), aid.person_words), (_("人数"), aid.reached), (_("律师、法律服务机构"), aid.lawyer),
        (_("结果"), aid.get_outcome_display()), (_("办结日期"), aid.ended_on and date_words(aid.ended_on, "Y年n月j日")),
        (_("挽回经济损失"), aid.amount_recovered and _("%(n)s 元") % {"n": aid.recovered_words}),
    ]
    return [{"label": label, "value": value} for label, value in told if value]


def legal_aid_new(request):
    """From a matter (``?issue=``), or at one of the stations where the user may note it down (``?station=``)."""
    mine, issue = list(stations_to_act_at(request.user, *AT_STATION).select_related("region")), source(request)
    station = meant(str(issue.station_id) if issue else request.GET.get("station", ""), mine)
    if station is None:
        raise PermissionDenied(_("法律援助由联络站的站长、联络员和驻站代表登记。"))
    aid = LegalAid(station=station, issue=issue, title=issue.title if issue else "")
    form = LegalAidForm(request.POST or None, user=request.user, instance=aid)
    done = _("法律援助已登记。") if form.at_desk else _("法律援助已登记，联络站确认后计入统计和履职档案。")
    return written(request, form, done, {"stations": mine if len(mine) > 1 and not issue else []})


def source(request):
    """The matter that it comes from, if one is told. What is known to few stays there."""
    key = request.GET.get("issue", "")
    if not key.isdecimal():
        return None
    issue = get_object_or_404(Issue.objects.visible_to(request.user).select_related("station"), pk=key[:18])
    if issue.is_restricted:
        raise PermissionDenied(_("限制知悉的事项不登记法律援助。"))
    return issue


def legal_aid_edit(request, pk):
    aid = load(request, pk)
    if not request.user.has_role(*AT_STATION, at=aid.station):
        raise PermissionDenied(_("法律援助由本站站长、联络员修改。"))
    form = LegalAidForm(request.POST or None, user=request.user, instance=aid)
    return written(request, form, _("法律援助已修改。"), {"aid": aid})


def written(request, form, done, context):
    if request.method == "POST" and form.is_valid():
        form.keep()
        messages.success(request, done)
        return redirect(form.instance)
    context |= {"form": form, "station": form.instance.station, "issue": form.instance.issue, "form_failed": bool(form.errors)}
    return render(request, "disputes/legal_aid_form.html", context, status=409 if form.is_stale else 200)
