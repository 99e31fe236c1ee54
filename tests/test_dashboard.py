"""The dashboard: every number opens exactly its rows, for whoever may oversee, at a cost that the rows do not change."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from liaison import figures, reports
from liaison.kit.figures import Scope
from stations.models import Setting
from tests.factories import MandateFactory, category
from tests.walk import case_at, issue_at, step, suggestion_at

pytestmark = pytest.mark.django_db
MOST_QUERIES = 25


@pytest.fixture
def look(client):
    def at(user, query=""):
        client.force_login(user)
        return client.get(reverse("dashboard") + query)

    return at


@pytest.fixture
def matters(cast):
    for stage in ("registered", "closed", "rated", "answered", "redirected", "merged"):
        issue_at(stage, cast)
    settled = issue_at("mediating", cast)
    step(settled, "settle", cast)
    case_at("agreed", cast)
    suggestion_at("replied", cast).issues.add(settled)


def links(html):
    return sorted({unescape(found) for found in re.findall(r'href="([^"]*figure=[^"]*)"', html)})


def all_figures():
    return figures.FIGURES


def test_keys_name_one_figure_each():
    parts = (figures.OF_STATIONS, figures.OF_DEPUTIES, figures.OF_DISPUTES, figures.quiet.FIGURES)
    assert len(set().union(*parts)) == sum(map(len, parts))
    assert all(str(figure.definition).endswith("。") for figure in all_figures().values())


@pytest.mark.parametrize("query", ["", "?period=month", "?period=all", "?place=430602012"])
def test_each_number_on_the_page_opens_exactly_its_rows(cast, matters, look, client, query):
    html = look(cast.district, query).content.decode()
    numbers = re.findall(r'<a class="kpi-number" href="([^"]*)">(\d+)', html)
    assert len(numbers) > 15
    for link, number in numbers:
        assert client.get(unescape(link)).context["count"] == int(number), link


def test_every_link_of_the_page_opens_a_figure(cast, matters, look, client):
    for link in links(look(cast.district).content.decode()):
        assert client.get(link).context["figure"].key in link


def test_the_list_counts_what_the_figure_counts(cast, matters, client):
    client.force_login(cast.district)
    scope = Scope(cast.district, since=timezone.localdate().replace(day=1), region="430602")
    for figure in all_figures().values():
        page = client.get(figure.link(scope))
        assert (page.context["figure"], page.context["count"]) == (figure, figure.number(scope)), figure.key
        assert len(page.context["rows"]) == page.context["count"]


def test_a_bar_opens_its_own_part(cast, matters, client):
    issue_at("registered", cast, category=category("issue", "property"))
    client.force_login(cast.district)
    report = reports.Report(Scope(cast.district), "至今")
    for chart in (report.by_category, report.by_street, report.by_station, report.by_stage, report.by_month):
        for row in chart["rows"]:
            assert client.get(row["url"]).context["count"] == row["value"]
    assert sum(row["value"] for row in report.by_category["rows"]) == report.numbers["received"]


def test_parts_of_a_split_fill_the_bar_and_add_up(cast, matters):
    report = reports.Report(Scope(cast.district), "")
    split = report.split("%(n)s", "solved", "partly", "explained", "redirected")
    assert sum(part["value"] for part in split["parts"]) == report.numbers["ended"] == 2
    assert split["parts"][-1]["x"] + split["parts"][-1]["width"] == reports.BAR


def test_rows_do_not_change_the_cost(cast, matters, others, look):
    look(cast.district)
    with CaptureQueriesContext(connection) as few:
        look(cast.district)
    for who in (cast, others):
        issue_at("closed", who)
        issue_at("registered", who, category=category("issue", "property"))
    with CaptureQueriesContext(connection) as many:
        look(cast.district)
    assert len(few) == len(many) <= MOST_QUERIES


@pytest.mark.parametrize(("role", "status"), [
    ("district", 200), ("street", 200), ("auditor", 200), ("head", 200),
    ("keeper", 403), ("deputy", 403), ("unit", 403), ("admin", 403),
])
def test_the_dashboard_is_for_those_who_oversee(cast, look, role, status):
    assert look(cast.people[role]).status_code == status


def test_whoever_has_not_signed_in_is_asked_to(client, db):
    assert client.get(reverse("dashboard")).url.startswith(reverse("sign_in"))


def test_each_sees_the_own_places_only(cast, others, matters, look):
    assert look(others.street).context["report"].numbers["received"] == 0
    assert look(others.head).context["report"].numbers["stations"] == 1
    assert look(cast.district).context["report"].numbers["stations"] == 2


def test_deputies_are_counted_as_persons(cast, look):
    MandateFactory(deputy=cast.deputies["deputy"], level="prefecture")
    told = look(cast.district).context["report"].numbers
    assert (told["deputies"], told["county"], told["prefecture"]) == (3, 3, 1)


def test_stations_that_need_attention_come_first_with_reasons(cast, others, look, travel):
    Setting.objects.filter(key="issue.soon_days").update(number=10)
    late = issue_at("registered", cast)
    travel(late.due_on + timedelta(1))
    issue_at("registered", others)
    page = look(cast.district)
    first, second = page.context["report"].needs["shown"]
    assert [reason["words"] for reason in first["reasons"]] == ["群众意见超期 1 件", "其中 1 件还没有受理"]
    assert (first["name"], second["name"]) == (cast.station.name, others.station.name)
    assert second["late"] == 0 and second["soon"] == 1
    assert "1 个联络站有超期事项" in page.content.decode()


def test_nothing_at_all_is_said_so(cast, look):
    html = look(cast.district).content.decode()
    assert "今年收到群众意见 0 件，办结 0 件；没有超期事项。" in html
    assert "%" not in re.sub(r"<[^>]*>", "", html)


def test_change_is_told_against_the_same_days_before(cast, look, travel):
    today = timezone.localdate()
    travel(date(today.year, 2, 10))
    issue_at("registered", cast)
    travel(date(today.year, 3, 10))
    issue_at("registered", cast)
    issue_at("registered", cast)
    card = look(cast.district, "?period=month").context["headlines"][0]
    assert (card["number"], card["change"]) == (2, "较上月同期 ▲100%")


@pytest.mark.parametrize("query", [
    "?period=nonsense", "?since=abc", "?since=0001-01-01", "?until=9999-12-31", "?since=2026-05-01&until=2026-01-01",
    "?category=99999999999999999999", "?category=-1", "?place=43060%25", "?since=" + "9" * 5000,
])
def test_rubbish_is_told_at_its_field(cast, look, query):
    page = look(cast.district, query)
    assert page.status_code == 200
    assert page.context["filters"]["form"].errors


@pytest.mark.parametrize("query", ["?place=%00", "?category=%00&period=%00", "?page=abc", "?figure=received&figure=x"])
def test_rubbish_that_means_nothing_does_no_harm(cast, look, query):
    assert look(cast.district, query).status_code == 200


def test_own_days_go_before_a_period(cast, matters, look):
    page = look(cast.district, "?period=month&since=2020-01-01&until=2020-12-31")
    assert page.context["report"].numbers["received"] == 0
    assert "2020-01-01 至 2020-12-31" in page.content.decode()
