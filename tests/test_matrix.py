"""Role × page: what every address answers to everybody. A view that is not in the table fails the test."""

from types import SimpleNamespace

import pytest
from django.urls import URLPattern, get_resolver, reverse

from tests import walk
from tests.deputies.walk_deed import deed_at
from tests.deputies.walk_expense import expense_at
from tests.deputies.walk_reception import reception_at
from tests.factories import ActivityFactory, EnterpriseFactory, GridFactory, LegalAidFactory
from tests.stations.walk import inspection_at, notice_at
from tests.stations.walk_assessment import assessment_at

ROLES = ("anonymous", "keeper", "head", "deputy", "street", "district", "unit", "auditor", "admin", "keeper2", "unit2")

# 200 the page · 302 to the sign-in (or away) · 403 sees the thing but may not do this · 404 may not know of it · 405 POST only
PAGES = {
    # anonymous, keeper, head, deputy, street, district, unit, auditor, admin, keeper2, unit2
    "assessment": "302 200 200 200 200 200 404 200 404 404 404",
    "assessments": "302 200 200 200 200 200 403 200 403 200 403",
    "dashboard": "302 403 200 403 200 200 403 200 403 403 403",
    "deputies:activities": "302 200 200 200 200 200 200 200 200 200 200",
    "deputies:activity": "302 200 200 200 200 200 200 200 200 200 200",
    "deputies:activity_cancel": "302 200 200 403 200 200 403 403 403 403 403",
    "deputies:activity_edit": "302 200 200 403 200 200 403 403 403 403 403",
    "deputies:activity_new": "302 200 200 200 200 200 403 403 403 200 403",
    "deputies:activity_report": "302 200 200 403 200 200 403 403 403 403 403",
    "deputies:activity_restore": "302 405 405 405 405 405 405 405 405 405 405",
    "deputies:activity_sheet": "302 200 200 200 200 200 403 403 403 403 403",
    "deputies:arrive": "302 405 405 405 405 405 405 405 405 405 405",
    "deputies:calendar": "302 403 403 200 403 403 403 403 403 403 403",
    "deputies:coming": "302 405 405 405 405 405 405 405 405 405 405",
    "deputies:deed": "302 200 200 200 200 200 404 200 404 404 404",
    "deputies:deed_new": "302 200 200 200 403 403 403 403 403 200 403",
    "deputies:deeds": "302 200 200 200 200 200 200 200 200 200 200",
    "deputies:deputies": "302 200 200 200 200 200 200 200 200 200 200",
    "deputies:deputy": "302 200 200 200 200 200 200 200 200 200 200",
    "deputies:duties": "302 200 200 200 200 200 200 200 200 200 200",
    "deputies:duties_advance": "302 405 405 405 405 405 405 405 405 405 405",
    "deputies:duty": "302 200 200 200 200 200 404 200 404 404 404",
    "deputies:duty_file": "302 200 200 200 200 200 404 200 404 404 404",
    "deputies:duty_new": "302 403 403 200 403 403 403 403 403 403 403",
    "deputies:budget": "302 403 403 404 403 200 404 403 404 404 404",
    "deputies:expense": "302 200 200 404 200 200 404 200 404 404 404",
    "deputies:expense_new": "302 200 200 404 403 403 404 403 404 404 404",
    "deputies:expenses": "302 200 200 403 200 200 403 200 403 200 403",
    "deputies:fund": "302 200 200 404 200 200 404 200 404 404 404",
    "deputies:funds": "302 200 200 403 200 200 403 200 403 200 403",
    "deputies:leave": "302 200 200 200 403 403 403 403 403 403 403",
    "deputies:leave_withdraw": "302 405 405 405 405 405 405 405 405 405 405",
    "deputies:leaves": "302 200 200 200 200 200 200 200 200 200 200",
    "deputies:phone": "302 405 405 405 405 405 405 405 405 405 405",
    "deputies:plan": "302 403 200 403 200 200 403 403 403 403 403",
    "deputies:poster": "302 200 200 200 200 200 200 200 200 200 200",
    "deputies:publish": "302 405 405 405 405 405 405 405 405 405 405",
    "deputies:reception": "302 200 200 200 200 200 200 200 200 200 200",
    "deputies:reception_new": "302 200 200 403 403 403 403 403 403 200 403",
    "deputies:receptions": "302 200 200 200 200 200 200 200 200 200 200",
    "deputies:roster": "302 200 200 403 200 403 403 403 403 403 403",
    "deputies:seen": "302 405 405 405 405 405 405 405 405 405 405",
    "deputies:shift": "302 405 405 405 405 405 405 405 405 405 405",
    "deputies:station_calendar": "302 200 200 200 200 200 200 200 200 200 200",
    "deputies:take_back": "302 405 405 405 405 405 405 405 405 405 405",
    "deputies:visits": "302 200 200 200 200 200 200 200 200 200 200",
    "audit": "302 403 200 403 200 200 403 200 404 404 404",
    "disputes:case": "302 200 200 404 200 200 404 200 404 404 404",
    "disputes:case_paper": "302 200 200 404 200 403 404 403 404 404 404",
    "disputes:cases": "302 200 200 200 200 200 200 200 200 200 200",
    "disputes:collect": "302 200 200 200 403 403 403 403 403 403 403",
    "disputes:convert": "302 200 200 200 403 403 404 403 404 404 404",
    "deadline": "302 200 200 200 200 200 200 200 404 404 404",
    "disputes:intake_discard": "302 405 405 405 405 405 405 405 405 405 405",
    "disputes:intake_draft": "302 405 405 405 405 405 405 405 405 405 405",
    "disputes:intake_hints": "302 405 405 405 405 405 405 405 405 405 405",
    "disputes:issue": "302 200 200 200 200 200 200 200 404 404 404",
    "disputes:issues": "302 200 200 200 200 200 200 200 200 200 200",
    "disputes:aided_enterprises": "302 200 200 200 200 200 200 200 200 200 200",
    "disputes:legal_aid": "302 200 200 200 200 200 404 200 404 404 404",
    "disputes:legal_aid_confirm": "302 405 405 405 405 405 405 405 405 405 405",
    "disputes:legal_aid_edit": "302 200 200 403 403 403 404 403 404 404 404",
    "disputes:legal_aid_new": "302 200 200 200 403 403 403 403 403 200 403",
    "disputes:legal_aids": "302 200 200 200 200 200 200 200 200 200 200",
    "disputes:log_visit": "302 200 200 200 403 403 403 403 403 200 403",
    "disputes:missing": "302 403 403 403 200 200 403 200 403 403 403",
    "move": "302 403 403 403 403 403 200 403 404 404 404",
    "disputes:open_case": "302 200 200 200 200 403 403 403 403 200 403",
    "disputes:promises": "302 200 200 200 200 200 200 200 200 200 200",
    "disputes:receipt": "302 200 200 200 403 403 403 403 404 404 404",
    "disputes:redirection": "302 200 200 200 403 403 404 403 404 404 404",
    "disputes:reveal": "302 200 200 200 404 404 404 404 404 404 404",
    "disputes:suggestion": "302 200 200 200 200 200 200 200 404 404 404",
    "disputes:suggestion_paper": "302 200 200 200 403 200 200 403 404 404 404",
    "disputes:suggestions": "302 200 200 200 200 200 200 200 200 200 200",
    "functions": "302 200 200 200 200 200 200 200 200 200 200",
    "help": "200 200 200 200 200 200 200 200 200 200 200",
    "home": "302 200 200 200 200 200 200 200 200 200 200",
    "open_round": "302 403 403 403 403 200 403 403 403 403 403",
    "password": "302 200 200 200 200 200 200 200 200 200 200",
    "search": "302 200 200 200 200 200 200 200 200 200 200",
    "sign_in": "200 302 302 302 302 302 302 302 302 302 302",
    "sign_out": "405 405 405 405 405 405 405 405 405 405 405",
    "quiet_stations": "302 403 200 403 200 200 403 200 403 403 403",
    "station_close": "302 403 403 403 403 200 403 403 403 403 403",
    "station_postings": "302 403 200 403 200 200 403 200 403 403 403",
    "stations:enterprise": "302 200 200 200 200 200 404 200 404 404 404",
    "stations:enterprise_edit": "302 200 200 403 200 200 404 403 404 404 404",
    "stations:enterprise_new": "302 200 200 403 200 200 403 403 403 403 403",
    "stations:enterprises": "302 200 200 200 200 200 200 200 200 200 200",
    "stations:grid_edit": "302 200 200 403 200 200 404 403 404 404 404",
    "stations:grid_new": "302 200 200 403 200 200 403 403 403 403 403",
    "stations:grids": "302 200 200 200 200 200 200 200 200 200 200",
    "stations:served": "302 200 200 200 200 200 403 200 403 403 403",
    "stations:standard": "302 200 200 200 200 200 200 200 200 200 200",
    "stations:findings": "302 200 200 200 200 200 200 200 200 200 200",
    "stations:inspection": "302 200 200 404 200 200 404 200 404 404 404",
    "stations:inspection_new": "302 403 403 403 200 200 403 403 403 403 403",
    "stations:inspection_paper": "302 200 200 404 200 200 404 200 404 404 404",
    "stations:inspections": "302 200 200 200 200 200 200 200 200 200 200",
    "stations:notice": "302 200 404 200 404 200 404 200 404 200 404",
    "stations:notice_new": "302 403 403 403 200 200 403 403 403 403 403",
    "stations:notice_paper": "302 200 404 200 404 200 404 200 404 200 404",
    "stations:notice_read": "302 405 405 405 405 405 405 405 405 405 405",
    "stations:notice_readers": "302 403 404 403 404 200 404 200 404 403 404",
    "stations:notices": "302 200 200 200 200 200 200 200 200 200 200",
    "stations:station": "302 200 200 200 200 200 200 200 200 200 200",
    "stations:station_edit": "302 403 200 403 200 200 403 403 403 403 403",
    "stations:stations": "302 200 200 200 200 200 200 200 200 200 200",
    "text_size": "405 405 405 405 405 405 405 405 405 405 405",
    "work": "302 200 200 403 200 200 403 200 403 200 403",
}


def addresses(patterns, namespace=""):
    """Every named address of the URLconf but the administration's own, which test_admin walks."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        elif pattern.namespace != "admin":
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner)


@pytest.fixture
def world(cast, others):
    """One thing of each kind, at a stage where the unit of the cast sees it too."""
    things = SimpleNamespace(
        issue=walk.issue_at("in_progress", cast), case=walk.case_at("scheduled", cast),
        suggestion=walk.suggestion_at("in_progress", cast), redirected=walk.issue_at("redirected", cast),
        accepted=walk.issue_at("accepted", cast),
        reception=reception_at("published", cast), expense=expense_at("entered", cast),
        assessment=assessment_at("opened", cast), enterprise=EnterpriseFactory(station=cast.station),
        grid=GridFactory(station=cast.station), activity=ActivityFactory(station=cast.station),
        deed=deed_at("doing", cast), inspection=inspection_at("correcting", cast),
        notice=notice_at("published", cast),  # to all keepers and deputies of the district
        aid=LegalAidFactory(station=cast.station), cast=cast, others=others)
    things.activity.deputies.add(cast.deputies["deputy"])
    things.aid.deputies.add(cast.deputies["deputy"])
    return things


def user_of(role, world):
    return getattr(world.others, role[:-1]) if role.endswith("2") else getattr(world.cast, role)


def answers(client, world, name):
    """The status that each role gets at the address."""
    url, found = ARGUMENTS.get(name, lambda world: reverse(name))(world), []
    for role in ROLES:
        client.logout()
        if role != "anonymous":
            client.force_login(user_of(role, world))
        found.append(client.get(url).status_code)
    return found


def at(name, thing, *more):
    """The address of a page about one thing of the world."""
    return lambda world: reverse(name, args=[getattr(world, thing).pk, *more])


def seat(name):
    """The address of the deputy of the cast on the roster of the reception day."""
    return lambda world: reverse(name, args=[world.reception.pk, world.cast.deputies["deputy"].pk])


def of(name, kind, thing, *more):
    return lambda world: reverse(name, args=[kind, getattr(world, thing).pk, *more])


ARGUMENTS = {
    "assessment": at("assessment", "assessment"),
    "disputes:issue": at("disputes:issue", "issue"), "disputes:receipt": at("disputes:receipt", "issue"),
    "disputes:redirection": at("disputes:redirection", "redirected"),
    "disputes:reveal": lambda world: reverse("disputes:reveal", args=[world.issue.visitor_id]),
    "disputes:case": at("disputes:case", "case"), "disputes:case_paper": at("disputes:case_paper", "case", "dossier"),
    "disputes:suggestion": at("disputes:suggestion", "suggestion"),
    "disputes:suggestion_paper": at("disputes:suggestion_paper", "suggestion", "form"),
    "disputes:convert": lambda world: f"{reverse('disputes:convert')}?issue={world.accepted.pk}",
    "move": of("move", "issues", "issue", "answer"),
    "deadline": of("deadline", "issues", "issue"), "audit": of("audit", "issues", "issue"),
    **{name: lambda world, name=name: reverse(name, args=[world.cast.station.pk]) for name in (
        "station_close", "station_postings", "stations:enterprise_new", "stations:grid_new", "stations:served",
        "stations:standard", "stations:station", "stations:station_edit")},
    **{name: at(name, "enterprise") for name in ("stations:enterprise", "stations:enterprise_edit")},
    "stations:grid_edit": at("stations:grid_edit", "grid"),
    "deputies:deputy": lambda world: reverse("deputies:deputy", args=[world.cast.deputies["deputy"].pk]),
    "deputies:phone": lambda world: reverse("deputies:phone", args=[world.cast.deputies["deputy"].pk]),
    "deputies:duty": lambda world: world.cast.deputies["deputy"].duties.first().get_absolute_url(),
    "deputies:duty_file": lambda world: reverse("deputies:duty_file", args=[world.cast.deputies["deputy"].pk]),
    **{f"deputies:{page}": lambda world, page=page: reverse(f"deputies:{page}", args=[world.cast.station.pk, 2026])
       for page in ("budget", "expense_new", "fund")},
    "deputies:expense": at("deputies:expense", "expense"),
    **{f"deputies:activity{page}": at(f"deputies:activity{page}", "activity")
       for page in ("", "_cancel", "_edit", "_report", "_restore", "_sheet")},
    "disputes:collect": at("disputes:collect", "activity"), "deputies:deed": at("deputies:deed", "deed"),
    "deputies:reception": at("deputies:reception", "reception"),
    **{f"deputies:{name}": at(f"deputies:{name}", "reception") for name in ("poster", "roster", "shift")},
    **{f"deputies:{name}": seat(f"deputies:{name}") for name in ("arrive", "take_back", "coming", "leave", "seen")},
    "deputies:station_calendar": lambda world: reverse("deputies:station_calendar", args=[world.cast.station.pk]),
    "deputies:leave_withdraw": lambda world: reverse("deputies:leave_withdraw", args=[1]),
    "deputies:reception_edit": at("deputies:reception_edit", "reception"),
    "deputies:arrive": lambda world: reverse("deputies:arrive", args=[world.reception.pk, world.cast.deputies["deputy"].pk]),
    "deputies:take_back": lambda world: reverse(
        "deputies:take_back", args=[world.reception.pk, world.cast.deputies["deputy"].pk]),
    **{name: at(name, "inspection") for name in ("stations:inspection", "stations:inspection_paper")},
    **{f"stations:{name}": at(f"stations:{name}", "notice")
       for name in ("notice", "notice_paper", "notice_read", "notice_readers")},
    **{name: at(name, "aid") for name in ("disputes:legal_aid", "disputes:legal_aid_edit", "disputes:legal_aid_confirm")},
    "search": lambda world: f"{reverse('search')}?q=停水",
}


def test_every_address_is_declared():
    assert set(addresses(get_resolver().url_patterns)) == set(PAGES)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_answers_each_role(client, world, name):
    expected = [int(status) for status in PAGES[name].split()]
    assert dict(zip(ROLES, answers(client, world, name), strict=True)) == dict(zip(ROLES, expected, strict=True))


def test_only_these_pages_are_public():
    public = {name for name, row in PAGES.items() if row.split()[0] in ("200", "405")}
    assert public == {"help", "sign_in", "sign_out", "text_size"}


def test_other_station_meets_nothing_of_ours(client, world):
    """By list, search, history and deadline: no number and no title of the cast's matters."""
    ours = [world.issue.number, world.case.number, world.suggestion.number]
    for role in ("keeper2", "unit2"):
        client.force_login(user_of(role, world))
        for name in ("disputes:issues", "disputes:cases", "disputes:suggestions", "search", "home"):
            url = ARGUMENTS.get(name, lambda world, name=name: reverse(name))(world)
            told = client.get(url).content.decode()
            assert not [number for number in ours if number in told], (role, name)
