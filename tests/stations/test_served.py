"""Whom stations serve: enterprises and grids, their figures, and who keeps the roll."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from disputes.figures import FIGURES as OF_MATTERS
from disputes.models import Issue
from liaison.kit.figures import Scope, numbers
from stations.figures import FIGURES
from stations.models import Enterprise, Grid
from tests import walk
from tests.factories import EnterpriseFactory, GridFactory

pytestmark = pytest.mark.django_db
SENT = {"name": "岳楼精密厂", "kind": "chain", "chain": "电磁装备", "staff": "35", "contact": "刘工（厂长）",
        "since": "2024-03-01", "until": "", "seen": ""}
COUNT = ("enterprises", "enterprise_staff", "grids", "residents")


def new(station, kind="enterprise"):
    return reverse(f"stations:{kind}_new", args=[station.pk])


def sent(station, **changes):
    return SENT | {"region": station.region_id} | changes


def edit(row, kind):
    return reverse(f"stations:{kind}_edit", args=[row.pk])


def version(row):
    return str(row.history.first().pk)


# The roll


@pytest.mark.parametrize(("role", "status"), [
    ("keeper", 302), ("head", 302), ("street", 302), ("district", 302), ("deputy", 403), ("unit", 403), ("auditor", 403),
    ("admin", 403),
])
def test_who_keeps_the_roll(client, cast, role, status):
    client.force_login(getattr(cast, role))
    assert client.post(new(cast.station), sent(cast.station)).status_code == status
    assert client.post(new(cast.station, "grid"), {"name": "一网格", "residents": "310", "is_active": "on"}).status_code == status
    assert (Enterprise.objects.count(), Grid.objects.count()) == ((1, 1) if status == 302 else (0, 0))


def test_other_station_gets_404_and_403(client, cast, others):
    enterprise, grid = EnterpriseFactory(station=cast.station), GridFactory(station=cast.station)
    client.force_login(others.keeper)
    for url in (enterprise.get_absolute_url(), edit(enterprise, "enterprise"), edit(grid, "grid")):
        assert client.get(url).status_code == 404
    assert client.get(new(cast.station)).status_code == 403
    assert client.get("/enterprises/").context["rows"] == []


def test_a_change_keeps_what_was_before(client, cast):
    enterprise = EnterpriseFactory(station=cast.station, staff=20)
    client.force_login(cast.keeper)
    client.post(edit(enterprise, "enterprise"), sent(cast.station, staff="50", seen=version(enterprise)))
    assert [(row.staff, row.history_user) for row in enterprise.history.all()] == [(50, cast.keeper), (20, None)]
    assert "职工 50 人" in client.get(enterprise.get_absolute_url()).content.decode()


def test_who_was_second_is_told(client, cast):
    enterprise = EnterpriseFactory(station=cast.station, staff=20)
    seen = version(enterprise)
    enterprise.staff = 21
    enterprise.save()
    client.force_login(cast.keeper)
    response = client.post(edit(enterprise, "enterprise"), sent(cast.station, staff="99", seen=seen))
    assert response.status_code == 409
    emptied = client.post(edit(enterprise, "enterprise"), sent(cast.station, staff="0", seen=seen)).content.decode()
    assert "您填写：</span>0" in emptied
    assert {"label": "职工人数", "now": 21, "typed": 99} in response.context["form"].differences()
    assert "您填写：</span>99" in response.content.decode() and "现在：</span>21" in response.content.decode()
    enterprise.refresh_from_db()
    assert enterprise.staff == 21


@pytest.mark.parametrize(("changes", "field"), [
    ({"name": ""}, "name"), ({"name": "\u202e厂"}, "name"), ({"kind": "chain", "chain": ""}, "chain"), ({"staff": "-1"}, "staff"),
    ({"staff": "9" * 30}, "staff"), ({"contact": "刘工 139 0000 0001"}, "contact"), ({"region": "430211001"}, "region"),
    ({"until": "2020-01-01"}, None), ({"since": "昨天"}, "since"), ({"kind": "rubbish"}, "kind"),
])
def test_bad_input_is_told_at_its_field_and_kept(client, cast, changes, field):
    client.force_login(cast.keeper)
    response = client.post(new(cast.station), sent(cast.station, **changes))
    assert response.status_code == 200 and not Enterprise.objects.exists()
    errors = response.context["form"].errors
    assert field in errors if field else errors
    assert "电磁装备" in response.content.decode() or "chain" in changes


def test_a_name_is_given_once_at_a_station(client, cast, others):
    for place in (cast.station, others.station):
        EnterpriseFactory(station=place, name=SENT["name"])
    client.force_login(cast.keeper)
    response = client.post(new(cast.station), sent(cast.station))
    assert "本站已经有这家企业" in response.content.decode()


# Figures


def test_figures_are_sums_of_rows_and_open_them(client, cast, others):
    yesterday = timezone.localdate() - timedelta(1)
    EnterpriseFactory(station=cast.station, staff=30), EnterpriseFactory(station=cast.station, staff=12)
    EnterpriseFactory(station=cast.station, staff=500, until=yesterday), EnterpriseFactory(station=others.station, staff=7)
    GridFactory(station=cast.station, residents=300), GridFactory(station=cast.station, residents=999, is_active=False)
    told = {name: [FIGURES[key].number(Scope(getattr(cast, name))) for key in COUNT] for name in ("keeper", "district", "unit")}
    assert told == {"keeper": [2, 42, 1, 300], "district": [3, 49, 1, 300], "unit": [0, 0, 0, 0]}
    assert numbers(FIGURES.values(), Scope(cast.district)) == {
        key: figure.number(Scope(cast.district)) for key, figure in FIGURES.items()}
    client.force_login(cast.keeper)
    for key, rows, people in (("enterprise_staff", 2, 42), ("enterprises", 2, 42), ("residents", 1, 300), ("grids", 1, 300)):
        page = client.get(FIGURES[key].link(Scope(cast.keeper)))
        assert (page.context["count"], page.context["people"], page.context["tabs"]) == (rows, people, [])


def test_a_deputy_sees_whom_the_own_station_serves(client, cast, others):
    enterprise = EnterpriseFactory(station=cast.station)
    client.force_login(cast.deputy)
    assert client.get(reverse("stations:served", args=[cast.station.pk])).status_code == 200
    assert client.get(enterprise.get_absolute_url()).status_code == 200
    assert client.get(reverse("stations:served", args=[others.station.pk])).status_code == 403


@pytest.mark.parametrize("query", [{"q": "x" * 5000}, {"station": "9" * 30}, {"kind": "\0"}, {"page": "-1"}, {"figure": "none"}])
@pytest.mark.parametrize("url", ["/enterprises/", "/grids/"])
def test_rubbish_in_the_query_string_is_no_failure(client, cast, url, query):
    client.force_login(cast.keeper)
    assert client.get(url, query).status_code == 200


@pytest.mark.parametrize(("name", "factory"), [("enterprises", EnterpriseFactory), ("grids", GridFactory)])
def test_three_rows_cost_the_queries_of_one(
        client, cast, django_assert_max_num_queries, django_assert_num_queries, name, factory):
    factory(station=cast.station)
    client.force_login(cast.keeper)
    with django_assert_max_num_queries(25) as one:
        client.get(reverse(f"stations:{name}"))
    factory(station=cast.station), factory(station=cast.station)
    with django_assert_num_queries(len(one)):
        client.get(reverse(f"stations:{name}"))


# Problems of an enterprise


def intake(client, **changes):
    form = client.get("/issues/log/").context["form"]
    category = form.fields["category"].queryset[0].pk
    typed = {"name": "刘工", "phone": "10000000001", "words": "厂门口路坏了。", "category": category}
    return client.post("/issues/log/", form.initial | {"do": "next"} | typed | changes)


def test_only_a_station_with_enterprises_is_asked_for_one(client, cast):
    client.force_login(cast.keeper)
    assert "enterprise" not in client.get("/issues/log/").context["form"].fields
    enterprise = EnterpriseFactory(station=cast.station)
    assert "enterprise" in client.get("/issues/log/").context["form"].fields
    assert intake(client, enterprise=enterprise.pk, deputy="").status_code == 302
    issue = Issue.objects.get()
    assert issue.enterprise == enterprise
    assert enterprise.name in client.get(issue.get_absolute_url()).content.decode()


def test_another_stations_enterprise_is_no_choice(client, cast, others):
    EnterpriseFactory(station=cast.station)
    client.force_login(cast.keeper)
    response = intake(client, enterprise=EnterpriseFactory(station=others.station).pk, deputy="")
    assert response.context["form"].errors["enterprise"] and not Issue.objects.exists()


def test_list_shows_the_problems_of_one_enterprise(client, cast):
    enterprise = EnterpriseFactory(station=cast.station)
    issue = walk.issue_at("registered", cast, enterprise=enterprise)
    walk.issue_at("registered", cast)
    client.force_login(cast.keeper)
    page = client.get("/issues/", {"enterprise": enterprise.pk})
    assert [row["thing"].pk for row in page.context["rows"]] == [issue.pk]
    assert enterprise.name in [str(chip["value"]) for chip in page.context["filters"]["chips"]]


def closed(cast, outcome, **fields):
    issue = walk.issue_at("fed_back", cast, **fields)
    walk.step(issue, "rate", cast, satisfaction="satisfied", is_solved="yes")
    walk.step(issue, "close", cast, outcome=outcome)
    return issue


def test_solved_problems_of_enterprises_are_counted(cast):
    enterprise = EnterpriseFactory(station=cast.station)
    solved, _explained, _other = (
        closed(cast, outcome, enterprise=firm) for outcome, firm in (
            ("solved", enterprise), ("explained", enterprise), ("solved", None)))
    assert list(OF_MATTERS["enterprise_problems"].rows(Scope(cast.district))) == [solved]


def test_grids_stand_in_the_order_of_their_entry(client, cast):
    for name in ("第一网格", "第二网格", "第三网格"):
        GridFactory(station=cast.station, name=name)
    client.force_login(cast.keeper)
    for page in (client.get("/grids/").context["rows"], client.get(f"/stations/{cast.station.pk}/served/").context["grids"]):
        assert [grid.name for grid in page] == ["第一网格", "第二网格", "第三网格"]
