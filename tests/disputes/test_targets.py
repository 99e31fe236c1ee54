"""The yearly target: counted in the deputy's own time in office, by deeds and by solved problems, seen by the committee alone."""

from datetime import date

import pytest
from django.urls import reverse

from deputies.models import Mandate
from disputes.figures.targets import FIGURES, own_year
from liaison.kit.figures import Scope
from stations.models import Setting
from tests.deputies.walk_deed import deed_at, step
from tests.walk import issue_at
from tests.walk import step as issue_step

pytestmark = pytest.mark.django_db
PAGE = "/deeds/missing/"
TODAY = date(2026, 11, 2)
STATES = ("missing", "doing", "help", "done")


@pytest.fixture(autouse=True)
def in_november(travel):
    travel(TODAY)


def names(user, **narrowed):
    scope = Scope(user).narrow(**narrowed)
    return {state: set(FIGURES[f"deed_{state}"].rows(scope)) for state in STATES}


def solved_issue(cast, way="fed_back", **fields):
    """An issue that ended solved; ``way`` "mediating" is one that a deputy settled before."""
    issue = issue_at(way, cast, **fields)
    if way == "mediating":
        issue_step(issue, "settle", cast)
    issue_step(issue, "rate", cast, satisfaction="satisfied", is_solved="yes")
    issue_step(issue, "close", cast, outcome="solved")
    return issue


def test_deputy_stands_where_the_work_stands(cast):
    deputy, cosigner, chair = (cast.deputies[role] for role in ("deputy", "cosigner", "chair"))
    assert names(cast.street) == {"missing": {deputy, cosigner, chair}, "doing": set(), "help": set(), "done": set()}
    deed, helped = deed_at("promised", cast), deed_at("needs_help", cast, role="cosigner", what="修路")
    deed_at("dropped", cast, role="chair", what="种树")
    assert names(cast.street) == {"missing": {chair}, "doing": {deputy}, "help": {cosigner}, "done": set()}
    step(deed, "report", cast)
    assert deputy in names(cast.street)["doing"]
    step(deed, "verify", cast), step(helped, "drop", cast, by=cast.cosigner)
    assert names(cast.street) == {"missing": {chair, cosigner}, "doing": set(), "help": set(), "done": {deputy}}


@pytest.mark.parametrize(("way", "received_by"), [("fed_back", "deputy"), ("mediating", "chair"), ("mediating", "deputy")])
def test_solved_problem_counts_once_for_who_received_or_mediated_it(cast, way, received_by):
    solved_issue(cast, way, deputy=cast.deputies[received_by])
    found = FIGURES["deed_done"].rows(Scope(cast.street)).get(pk=cast.deputies["deputy"].pk)
    assert (found.deeds_done, found.solved) == (0, 1)
    assert names(cast.street)["done"] == {cast.deputies["deputy"], cast.deputies[received_by]}


def test_explained_is_not_solved_and_last_year_is_not_this_year(cast):
    issue_at("closed", cast)
    deed_at("verified", cast, done_on=date(2025, 12, 31))
    assert names(cast.street)["done"] == set()
    assert names(cast.street, until=date(2025, 12, 31))["done"] == {cast.deputies["deputy"]}


@pytest.mark.parametrize(("columns", "counted"), [
    ({"since": date(2026, 7, 1)}, True), ({"since": date(2026, 7, 2)}, False), ({"until": date(2026, 11, 1)}, False),
    ({"until": date(2026, 11, 2)}, True), ({"until": date(2026, 5, 1)}, False), ({"suspended_on": date(2026, 9, 1)}, False),
])
def test_it_counts_in_the_own_time_in_office(cast, columns, counted):
    Mandate.objects.filter(deputy=cast.deputies["deputy"]).update(**columns)
    assert (cast.deputies["deputy"] in names(cast.street)["missing"]) is counted
    assert own_year(cast.deputy)["is_counted"] is counted


def test_month_and_number_are_settings(cast):
    Mandate.objects.filter(deputy=cast.deputies["deputy"]).update(since=date(2026, 8, 1))
    Setting.objects.filter(key="deed.from_month").update(number=9)
    deed_at("verified", cast)
    assert cast.deputies["deputy"] in names(cast.street)["done"]
    Setting.objects.filter(key="deed.per_year").update(number=2)
    assert cast.deputies["deputy"] in names(cast.street)["missing"]
    deed_at("verified", cast, what="又一件")
    assert cast.deputies["deputy"] in names(cast.street)["done"]
    Setting.objects.filter(key="deed.from_month").update(number=77)
    assert cast.deputies["deputy"] in names(cast.street)["done"]


def test_committee_sees_its_own_places_alone(cast, others):
    ours, theirs = set(cast.deputies.values()), set(others.deputies.values())
    assert names(cast.street)["missing"] == ours and names(others.street)["missing"] == theirs
    assert names(cast.district)["missing"] == ours | theirs == names(cast.auditor)["missing"]
    assert names(cast.district, station=others.station.pk)["missing"] == theirs
    for user in (cast.keeper, cast.head, cast.deputy, cast.unit, cast.admin):
        assert names(user)["missing"] == set()


@pytest.mark.parametrize("role", ["keeper", "head", "deputy", "unit", "admin"])
def test_page_is_for_those_who_oversee(client, cast, role):
    client.force_login(getattr(cast, role))
    assert client.get(PAGE).status_code == 403


def test_page_shows_tabs_and_reminds_from_the_month_of_the_setting(client, cast, travel):
    deed_at("needs_help", cast)
    client.force_login(cast.street)
    page = client.get(PAGE)
    assert [tab["count"] for tab in page.context["tabs"]] == [2, 0, 1, 0] and "2 位代表没有申报" in page.content.decode()
    assert "计入的是 7月1日在任" in page.content.decode()
    assert client.get(PAGE, {"state": "help"}).context["rows"] == [cast.deputies["deputy"]]
    assert "没有申报" not in client.get(PAGE, {"year": 2025}).content.decode().partition("<main")[2].partition("class=\"tabs")[0]
    assert client.get(PAGE, {"year": "x", "station": "x", "state": "x", "page": "-1", "place": "x"}).status_code == 200
    Setting.objects.filter(key="deed.remind_month").update(number=12)
    assert not client.get(PAGE).context["reminds"]


def test_rows_are_ordered_by_name_never_by_work(client, cast):
    deed_at("verified", cast)
    client.force_login(cast.street)
    rows = client.get(PAGE).context["rows"]
    assert [person.name for person in rows] == sorted(person.name for person in rows)


def test_figure_opens_exactly_its_rows(client, cast, others):
    deed_at("doing", cast)
    client.force_login(cast.district)
    for state in STATES:
        scope = Scope(cast.district, region="430602012")
        page = client.get(FIGURES[f"deed_{state}"].link(scope))
        assert page.context["count"] == FIGURES[f"deed_{state}"].number(scope)


def test_longer_list_costs_the_same_queries(client, cast, others, django_assert_max_num_queries, django_assert_num_queries):
    client.force_login(cast.street)
    with django_assert_max_num_queries(30) as one:
        client.get(PAGE)
    client.force_login(cast.district)
    with django_assert_num_queries(len(one)):
        client.get(PAGE)


def test_office_is_told_on_its_home_page_from_october(client, cast, travel):
    for day, told in ((date(2026, 9, 30), False), (date(2026, 10, 1), True)):
        travel(day)
        for user in (cast.street, cast.district):
            client.force_login(user)
            assert ("没有申报办实事" in client.get(reverse("home")).content.decode()) is told


def test_own_year_counts_both(cast):
    deed_at("verified", cast), solved_issue(cast)
    told = own_year(cast.deputy)
    assert (told["done"], told["deeds"], told["solved"], told["asked"]) == (2, 1, 1, 1)
