"""One search box: matters, what stations do and whom they serve, deputies and stations, and at one's own stations who came."""

import re
from urllib.parse import urlencode

from django.db.models import Q
from django.shortcuts import redirect, render
from django.template.defaultfilters import date as date_words
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.forms.activity import ActivityFilter
from deputies.forms.deputy import DeputyFilter
from deputies.models import Activity, Deputy
from disputes.forms.case import CaseFilter
from disputes.forms.filters import PHONE_TAIL, IssueFilter, without_phones
from disputes.forms.suggestion import SuggestionFilter
from disputes.models import Case, Issue, Suggestion, Visitor
from liaison.kit.fields import Phone, clean_text
from stations.forms.filters import StationFilter
from stations.forms.notice import NoticeFilter
from stations.forms.served import EnterpriseFilter
from stations.models import Enterprise, Notice, Station
from stations.views.flowing import stage_shown

SHOWN, LONGEST, LIST_LONGEST, WORDS = 10, 200, 50, 5
PHONE = re.compile(r"1\d{10}|0\d{10,11}", re.ASCII)  # a number of ten figures is a matter's
KEY = re.compile(r"\d{1,18}", re.ASCII)
MATTERS = (
    (Issue, IssueFilter, "disputes:issues", gettext_lazy("群众意见")),
    (Case, CaseFilter, "disputes:cases", gettext_lazy("群英会")),
    (Suggestion, SuggestionFilter, "disputes:suggestions", gettext_lazy("代表建议")),
)


def search(request):
    typed = clean_text(request.GET.get("q", "")[:LONGEST]).strip()
    if address := without_phone(typed, request.user):
        return redirect(address)
    sections = found(typed, request) if typed else []
    return render(request, "search.html", {"typed": typed, "sections": [each for each in sections if each["rows"]]})


def without_phone(typed, user):
    """The address to go on with when a whole phone was typed: its last figures, and the keys of those it belongs to."""
    digits = Phone().to_python(typed)
    if PHONE.fullmatch(digits):
        people = Visitor.objects.visible_to(user).with_phone(digits).values_list("pk", flat=True)[:SHOWN]
        told = [("q", digits[-4:]), *(("visitor", pk) for pk in people)]
    elif (safe := without_phones(typed)) != typed:
        told = [("q", safe)]
    else:
        return ""
    return f"{reverse('search')}?{urlencode(told)}"


def found(typed, request):
    user, params = request.user, {"q": " ".join(typed.split()[:WORDS])[:LIST_LONGEST]}
    brought = of_visitors(typed, request)
    sections = [section(_("来访人是他（她）的"), brought, matter, "")] if brought is not None else []
    for model, form, page, label in MATTERS:
        rows = form(params, user).narrow(model.objects.visible_to(user)).for_list().order_by("-pk")
        rows = rows.exclude(pk__in=brought.values("pk")) if model is Issue and brought is not None else rows
        sections.append(section(label, rows, matter, page, params))
    for model, form, page, label, shown, more in OTHERS:
        rows = form(params, user).narrow(model.objects.visible_to(user)).for_list()
        sections.append(section(label, rows, shown, page, params | more))
    deputies = DeputyFilter(params, user).narrow(Deputy.objects.visible_to(user)).prefetch_related("mandates")
    sections.append(section(_("代表"), deputies.order_by("name", "pk"), deputy, "deputies:deputies", params))
    stations = StationFilter(params, user).narrow(Station.objects.visible_to(user)).select_related("region")
    return [*sections, section(_("联络站"), stations.order_by("code"), station, "stations:stations", params | {"state": "all"})]


def of_visitors(typed, request):
    """The matters of those of the user's own stations who bear the name or the phone; None for whoever runs no station."""
    if not request.user.has_role("keeper", "head"):
        return None
    people, keys = Visitor.objects.visible_to(request.user), request.GET.getlist("visitor")[:SHOWN]
    if keys:
        people = people.filter(pk__in=[key for key in keys if KEY.fullmatch(key)])
    elif PHONE_TAIL.fullmatch(typed):
        people = people.filter(phone_tail=typed)
    else:
        people = people.filter(name__icontains=typed)
    theirs = Issue.objects.visible_to(request.user).filter(Q(visitor__in=people) | Q(visits__visitor__in=people))
    return Issue.objects.visible_to(request.user).filter(pk__in=theirs.values("pk")).for_list().order_by("-pk")


def section(label, rows, shown, page, params=None):
    """The first rows, and the list of all if there are more."""
    things = list(rows[: SHOWN + 1])
    more = f"{reverse(page)}?{urlencode(params)}" if page and len(things) > SHOWN else ""
    return {"label": label, "rows": [shown(thing) for thing in things[:SHOWN]], "more": more}


def matter(thing):
    visitor, lead = getattr(thing, "visitor", None), getattr(thing, "lead", None)
    who = visitor and visitor.masked_name or lead and lead.name
    note = " · ".join(filter(None, [thing.number or _("未编号"), who, thing.station.name]))
    return {"title": thing.title, "url": thing.get_absolute_url(), "note": note, "stage": stage_shown(thing)}


def activity(event):
    told = [date_words(event.on, "Y年n月j日"), event.kind.label, event.station.name]
    return {"title": event.title, "url": event.get_absolute_url(), "note": " · ".join(told)}


def enterprise(firm):
    return {"title": firm.name, "url": firm.get_absolute_url(), "note": f"{firm.get_kind_display()} · {firm.station.name}"}


def notice(thing):
    told = [thing.get_kind_display(), thing.number, thing.region.office]
    return {"title": thing.title, "url": thing.get_absolute_url(), "note": " · ".join(filter(None, told)),
            "stage": stage_shown(thing)}


def deputy(person):
    levels = _("、").join(mandate.get_level_display() for mandate in person.current_mandates)
    return {"title": person.name, "url": reverse("deputies:deputy", args=[person.pk]), "note": levels}


def station(place):
    note = " · ".join(filter(None, [place.code, place.region.name, place.community]))
    return {"title": place.name, "url": reverse("stations:station", args=[place.pk]), "note": note}


OTHERS = (
    (Activity, ActivityFilter, "deputies:activities", gettext_lazy("活动"), activity, {"state": "all", "everywhere": "1"}),
    (Enterprise, EnterpriseFilter, "stations:enterprises", gettext_lazy("企业"), enterprise, {"state": "all"}),
    (Notice, NoticeFilter, "stations:notices", gettext_lazy("制度通知"), notice, {}),
)
