"""The home page: each role finds its own work, and nobody anybody else's."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from deputies.models import Attendance
from disputes.models import Rating
from stations.models import CalendarDay
from tests.deputies.walk_deed import deed_at
from tests.deputies.walk_duty import duty_at
from tests.deputies.walk_expense import expense_at, fund_of
from tests.factories import MembershipFactory, ReceptionFactory, UserFactory
from tests.stations.walk import inspection_at
from tests.stations.walk_assessment import SINCE, UNTIL, assessment_at
from tests.walk import case_at, issue_at, step, suggestion_at

pytestmark = pytest.mark.django_db
ROLES = ("keeper", "head", "street", "district", "unit", "auditor", "admin", "deputy")


@pytest.fixture
def look(client):
    def at(user):
        client.force_login(user)
        return client.get(reverse("home"))

    return at


def listed(page, desk=0):
    """{key of the list: its count} of a desk, without the empty ones."""
    return {told["figure"].key: told["count"] for told in page.context["desks"][desk]["lists"] if told["count"]}


def counted(page, desk=0):
    """{key of the figure: its number} of what else waits at a desk."""
    return {told["figure"].key: told["count"] for told in page.context["desks"][desk].get("waiting", ()) if told["count"]}


def spend(stage, cast, amount=9):
    today = timezone.localdate()
    expense_at(stage, cast, fund_of(cast.station, "100000", year=today.year), amount, on=today)


def of_every_flow(cast):
    """Something that waits in each flow of stations and deputies."""
    for stage in ("submitted", "verified", "contested"):
        duty_at(stage, cast, **({} if stage == "contested" else {"what": stage}))
    for role, stage in (("deputy", "needs_help"), ("cosigner", "reported")):
        deed_at(stage, cast, role=role)
    for stage in ("entered", "refused", "over"):
        spend(stage, cast, 200_000 if stage == "over" else 9)
    for stage in ("correcting", "corrected"):
        inspection_at(stage, cast)
    for n, stage in enumerate(("opened", "self_checked", "reviewed", "appealed")):
        assessment_at(stage, cast, since=SINCE.replace(year=2020 + n), until=UNTIL.replace(year=2020 + n))


def test_every_role_has_a_home_with_and_without_work(cast, look):
    for work in ((), ("registered", "accepted", "assigned", "returned", "answered", "fed_back", "closed", "restricted")):
        for stage in work:
            issue_at(stage, cast)
        for role in ROLES:
            page = look(cast.people[role])
            assert page.status_code == 200 and "刘爹爹" not in page.content.decode(), role


def test_whoever_has_not_signed_in_is_asked_to(client, db):
    assert client.get(reverse("home")).url.startswith(reverse("sign_in"))


def test_each_list_opens_in_full(cast, look, client):
    for stage in ("registered", "accepted", "assigned", "returned", "answered", "fed_back", "rated", "under_review"):
        issue_at(stage, cast)
    case_at("scheduled", cast), suggestion_at("assigned", cast), suggestion_at("replied", cast), suggestion_at("cosigning", cast)
    of_every_flow(cast)
    opened = 0
    for role in ROLES:
        desks = look(cast.people[role]).context["desks"]
        for told in (told for desk in desks for told in (*desk.get("lists", ()), *desk.get("waiting", ()))):
            assert client.get(told["url"]).context["count"] == told["count"], (role, told["figure"].key)
            opened += told["count"] > 0
    assert opened > 30


def test_a_keeper_sees_what_waits_at_the_station(cast, others, look):
    for stage in ("registered", "answered", "fed_back", "closed"):
        issue_at(stage, cast)
    issue_at("registered", others)
    case_at("scheduled", cast)
    told = listed(look(cast.keeper))
    told.pop("due_soon", None)  # depends on the weekday
    assert told == {"to_accept": 1, "to_feed_back": 1, "to_rate": 1, "open_cases": 1}
    assert reverse("disputes:log_visit") in look(cast.keeper).content.decode()


STATION = "duties_to_verify duties_contested deeds_to_verify expenses_refused inspections_to_correct assessments_to_check"


@pytest.mark.parametrize(("role", "found"), [
    ("keeper", STATION),
    ("head", STATION),
    ("street", "duties_to_approve deeds_to_verify deeds_in_need expenses_to_approve inspections_to_recheck "
               "assessments_to_review"),
    ("district", "duties_contested deeds_in_need expenses_over inspections_to_recheck assessments_to_confirm "
                 "assessments_appealed"),
    ("deputy", ""), ("unit", ""), ("auditor", ""), ("admin", ""),
])
def test_what_waits_in_the_other_flows_stands_as_numbers(cast, others, look, role, found):
    of_every_flow(cast)
    assert counted(look(cast.people[role])) == dict.fromkeys(found.split(), 1)
    assert counted(look(others.keeper)) == counted(look(others.street)) == {}


@pytest.mark.parametrize("role", ["street", "district"])
def test_the_office_sees_who_was_not_satisfied(cast, look, role):
    issue_at("rated", cast)
    issue_at("fed_back", cast).advance("rate", by=cast.keeper, record=Rating(satisfaction="satisfied", is_solved="yes"))
    assert listed(look(cast.people[role]))["to_rehandle"] == 1


def test_todays_roster_tells_who_has_arrived(cast, others, look):
    for who in (cast, others):
        day = ReceptionFactory(station=who.station)
        Attendance.objects.create(reception=day, deputy=who.deputies["deputy"], arrived_at=timezone.now())
        Attendance.objects.create(reception=day, deputy=who.deputies["chair"])
    html = look(cast.keeper).content.decode()
    assert cast.deputies["deputy"].name in html and "未到站" in html and "到站" in html
    assert others.deputies["deputy"].name not in html


def test_what_is_due_first_stands_first(cast, look, travel):
    today = timezone.localdate()
    first = issue_at("registered", cast)
    travel(today + timedelta(7))
    second = issue_at("registered", cast)
    rows = next(told["rows"] for told in look(cast.keeper).context["desks"][0]["lists"] if told["figure"].key == "to_accept")
    assert [row["thing"] for row in rows] == [first, second]
    assert [row["due"]["tone"] for row in rows] == ["alarm", "warn"]


def test_lists_show_five_rows_and_say_how_many_there_are(cast, look):
    for _ in range(9):
        issue_at("registered", cast)
    told = look(cast.keeper).context["desks"][0]["lists"][0]
    assert (len(told["rows"]), told["count"]) == (5, 9)


def test_lists_without_rows_are_named_at_the_end_and_only_then(cast, look):
    desk = look(cast.keeper).context["desks"][0]
    assert desk["idle"] == [told["figure"].label for told in (*desk["lists"], *desk["waiting"])]
    desk["idle"].clear()
    assert "现在没有" not in render_to_string(desk["template"], {"desk": desk})


def test_a_date_carries_the_short_name_of_the_weekday():
    assert date_format(date(2026, 12, 3), "n月j日（D）") == "12月3日（周四）"


def test_a_deputy_sees_own_reception_and_own_matters(cast, others, look):
    day = ReceptionFactory(station=cast.station, on=timezone.localdate() + timedelta(3))
    Attendance.objects.create(reception=day, deputy=cast.deputies["deputy"])
    issue_at("registered", cast)
    issue_at("registered", others)
    suggestion_at("replied", cast)
    page = look(cast.deputy)
    assert page.context["desks"][0]["next"].reception == day
    assert listed(page) == {"with_deputy": 1, "to_evaluate": 1}
    assert listed(look(cast.chair)) == {}


def test_a_street_sees_what_to_hand_over(cast, others, look):
    issue_at("accepted", cast)
    issue_at("returned", cast)
    assert listed(look(cast.street)) == {"to_assign": 1, "returned": 1}
    assert listed(look(others.street)) == {}


def test_the_district_sees_suggestions_to_review_and_a_sentence(cast, look):
    suggestion_at("submitted", cast)
    issue_at("closed", cast)
    page = look(cast.district)
    assert listed(page) == {"for_committee": 1}
    assert "今年收到群众意见 1 件，办结 1 件" in page.content.decode()


def test_a_unit_has_one_list_by_date(cast, look):
    suggestion = suggestion_at("assigned", cast)
    issue = issue_at("assigned", cast)
    desk = look(cast.unit).context["desks"][0]
    assert [row["thing"] for row in desk["rows"]] == sorted([issue, suggestion], key=lambda thing: thing.due_on)
    assert desk["count"] == 2
    step(issue, "take", cast)
    step(issue, "answer", cast)
    assert look(cast.unit).context["desks"][0]["count"] == 1


def test_an_auditor_reaches_the_trail_of_what_ended(cast, look, client):
    issue = issue_at("closed", cast)
    link = reverse("audit", args=["issues", issue.pk])
    assert link in look(cast.auditor).content.decode()
    assert client.get(link).status_code == 200


def test_an_administrator_is_warned_of_an_estimated_year(cast, look):
    year = timezone.localdate().year + 1
    CalendarDay.objects.filter(on__year=year).update(is_official=False)
    assert f"{year} 年的放假安排还没有公布" in look(cast.admin).content.decode()
    CalendarDay.objects.update_or_create(on=f"{year}-01-01", defaults={"is_workday": False, "name": "元旦", "is_official": True})
    assert f"{year} 年的放假安排" not in look(cast.admin).content.decode()


def test_several_roles_have_a_desk_each_and_one_per_place(cast, others, look):
    MembershipFactory(user=cast.keeper, role="head", station=cast.station)
    MembershipFactory(user=cast.keeper, role="street", region=others.station.region)
    desks = look(cast.keeper).context["desks"]
    assert [desk["template"] for desk in desks] == ["home/_station.html", "home/_office.html"]


def test_two_units_of_one_person_share_a_list(cast, look):
    MembershipFactory(user=cast.unit, role="unit", unit=cast.units["assist"])
    assert len(look(cast.unit).context["desks"]) == 1


def test_without_a_role_the_page_says_whom_to_ask(cast, look):
    page = look(UserFactory(username="nobody"))
    assert "您的账号还没有身份" in page.content.decode() and cast.admin.name in page.content.decode()


def test_a_role_that_has_ended_opens_no_desk(cast, look):
    cast.keeper.memberships.update(until=timezone.localdate() - timedelta(1))
    assert look(cast.keeper).context["desks"] == []


def test_rows_do_not_change_the_cost(cast, look):
    def work():
        for stage in ("registered", "accepted", "assigned", "returned", "answered", "fed_back", "rated", "closed", "restricted"):
            issue_at(stage, cast)
        case_at("scheduled", cast)
        for stage in ("submitted", "assigned", "replied", "cosigning"):
            suggestion_at(stage, cast)
        day = ReceptionFactory(station=cast.station, starts_at=f"{9 + cast.station.receptions.count()}:00", ends_at="23:00")
        Attendance.objects.create(reception=day, deputy=cast.deputies["deputy"])
        spend("entered", cast), spend("refused", cast), inspection_at("correcting", cast, title=str(day.pk))

    def cost(role):
        look(cast.people[role])
        with CaptureQueriesContext(connection) as asked:
            look(cast.people[role])
        return len(asked)

    work(), of_every_flow(cast)
    once = {role: cost(role) for role in ROLES}
    work(), work()
    assert {role: cost(role) for role in ROLES} == once
    assert max(once.values()) <= 30


def test_every_link_of_every_home_leads_somewhere(cast, look, client):
    issue_at("registered", cast)
    for role in ROLES:
        html = look(cast.people[role]).content.decode()
        for link in {unescape(found) for found in re.findall(r'href="(/[^"#]*)"', html)}:
            if not link.startswith("/static/"):
                assert client.get(link).status_code == 200, (role, link)
