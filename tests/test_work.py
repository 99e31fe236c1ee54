"""The work of stations and deputies: whose eyes, which days, and a page whose cost does not grow with the rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from liaison.kit.figures import Scope
from liaison.reports.work import BY_STATION, FIGURES, GROUPS, Work, shown
from tests.deputies.walk_reception import reception_at
from tests.factories import EnterpriseFactory
from tests.walk import issue_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(client):
    def at(user, query=""):
        client.force_login(user)
        return client.get(reverse("work") + query)

    return at


def test_every_figure_of_the_page_has_a_definition_and_a_list():
    keys = [key for _title, keys in GROUPS for key in keys]
    assert len(keys) == len(set(keys)) and set(BY_STATION) <= set(keys)
    for key in keys:
        assert str(FIGURES[key].definition).endswith("。") and reverse(FIGURES[key].page)


def test_stations_of_the_reader_stand_in_the_table(cast, others, look):
    assert [row["pk"] for row in look(cast.keeper).context["report"].stations] == [cast.station.pk]
    seen = {row["pk"] for row in look(cast.district).context["report"].stations}
    assert seen == {cast.station.pk, others.station.pk}


def test_cell_of_a_station_opens_what_it_counts(cast, others, look, client):
    EnterpriseFactory(station=cast.station, staff=1200)
    row = next(row for row in look(cast.district).context["report"].stations if row["pk"] == cast.station.pk)
    cell = dict(zip(BY_STATION, row["cells"], strict=True))
    assert cell["enterprises"]["number"] == "1" and cell["enterprise_staff"]["number"] == "1,200"
    assert client.get(cell["enterprises"]["url"]).context["count"] == 1
    assert cell["residents"]["url"] == ""


@pytest.mark.parametrize("query, since", [("?period=two_years", (-1, 1, 1)), ("", (0, 1, 1)), ("?period=rubbish", (0, 1, 1))])
def test_period_begins_where_it_says(cast, look, query, since):
    years, month, day = since
    told = look(cast.district, query).context["report"].scope.since
    assert (told.year - timezone.localdate().year, told.month, told.day) == (years, month, day)


def test_queries_do_not_grow_with_rows(cast, look):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            look(cast.district)
        return len(asked)

    reception_at("closed", cast)
    cost()  # signing in asks more
    first = cost()
    for _ in range(2):
        issue_at("closed", cast, source="reception")
        EnterpriseFactory(station=cast.station)
    assert cost() == first <= 30


@pytest.mark.parametrize("number, words", [(0, "0"), (1295, "1,295"), (4_800_000, "4,800,000")])
def test_numbers_are_told_with_separators(number, words):
    assert shown(number) == words


def test_numbers_of_nobody_are_nothing(cast):
    report = Work(Scope(cast.unit), "今年")
    assert {card["number"] for group in report.groups for card in group["cards"]} == {"0"}
