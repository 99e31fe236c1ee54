"""The register of stations and the page of one station."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from stations.figures import FIGURES
from stations.forms.filters import place_choices
from stations.models import Region, Station
from tests.factories import DeputyFactory, PostingFactory, ReceptionFactory, StationFactory

pytestmark = pytest.mark.django_db
LIST = "/stations/"


def found(client, **query):
    return [station.name for station in client.get(LIST, query).context["rows"]]


@pytest.fixture
def town(client, cast):
    client.force_login(cast.keeper)
    return {
        "hall": StationFactory(name="有厅站", hall="洪家洲议事厅", community="洪家洲社区"),
        "park": StationFactory(name="园区站", kind=Station.Kind.PARK, region=Region.objects.get(code="430602013")),
        "closed": StationFactory(name="旧站", closed_on=timezone.localdate()),
    }


def test_anonymous_must_sign_in(client, cast):
    for url in (LIST, reverse("stations:station", args=[cast.station.pk])):
        assert client.get(url).url.startswith(reverse("sign_in"))


def test_list_counts_in_words_and_leaves_out_closed_stations(client, cast, town):
    page = client.get(LIST)
    assert "共 3 个联络站，其中 1 个设有群英议事厅" in page.content.decode()
    assert [(tab["label"], tab["count"]) for tab in page.context["tabs"]] == [("开放", 3), ("已撤并", 1), ("全部", 4)]
    assert found(client, state="closed") == ["旧站"]


@pytest.mark.parametrize(("query", "names"), [
    ({"hall": "yes"}, ["有厅站"]), ({"kind": "park"}, ["园区站"]), ({"place": "430602013"}, ["园区站"]),
    ({"q": "洪家洲"}, ["有厅站"]), ({"q": "园区 没有的词"}, []), ({"hall": "yes", "state": "closed"}, []),
])
def test_filters_narrow(client, town, query, names):
    assert found(client, **query) == names


@pytest.mark.parametrize("query", [
    {"page": "abc"}, {"page": "-1"}, {"page": "9" * 40}, {"kind": "rubbish"}, {"place": "\0"}, {"q": "x" * 5000}, {"state": "x"},
    {"q": "%_'"}, {"figure": "none"},
])
def test_rubbish_in_the_query_string_is_no_failure(client, town, query):
    assert client.get(LIST, query).status_code == 200


def test_wrong_filter_is_told_at_its_field(client, town):
    assert client.get(LIST, {"kind": "rubbish"}).context["filters"]["form"].errors["kind"]


def test_chip_takes_one_condition_away_and_keeps_the_tab(client, town):
    bar = client.get(LIST, {"hall": "yes", "kind": "station", "state": "all"}).context["filters"]
    assert {str(chip["value"]): chip["url"] for chip in bar["chips"]} == {
        "代表联络站": "?state=all&hall=yes", "设有": "?state=all&kind=station"}
    assert bar["clear_url"] == "?state=all"


def test_figure_opens_exactly_its_rows(client, cast, town):
    page = client.get(LIST, {"figure": "stations"})
    assert [station.pk for station in page.context["rows"]] == [cast.station.pk]
    assert str(FIGURES["stations"].definition) in page.content.decode()
    assert page.context["tabs"] == []


def test_place_choices_stand_under_their_district(reference):
    groups = dict(place_choices()[1:])
    assert ("430602", "岳阳楼区（全区）") in groups["岳阳楼区"]
    assert all(code.startswith("430211") for code, _name in groups["天元区"])


def test_detail_tells_who_serves_there_and_when(client, cast):
    ReceptionFactory(station=cast.station, on=timezone.localdate() + timedelta(days=5))
    PostingFactory(deputy=DeputyFactory(name="以前的代表"), station=cast.station, until=timezone.localdate() - timedelta(days=1))
    client.force_login(cast.street)
    text = client.get(reverse("stations:station", args=[cast.station.pk])).content.decode()
    assert cast.keeper.name in text and cast.deputies["deputy"].name in text
    assert "区人大代表" in text and "以前的代表" not in text and "9:00–11:30" in text
    assert reverse("deputies:reception_new") not in text


def test_those_who_run_the_station_may_arrange_a_reception_day(client, cast, others):
    url = reverse("stations:station", args=[cast.station.pk])
    client.force_login(cast.head)
    assert reverse("deputies:reception_new") in client.get(url).content.decode()
    client.force_login(others.head)
    assert reverse("deputies:reception_new") not in client.get(url).content.decode()


@pytest.mark.parametrize("key", [0, 999999, 2**63])
def test_unknown_station_is_404(client, cast, key):
    client.force_login(cast.keeper)
    assert client.get(f"/stations/{key}/").status_code == 404


def test_three_rows_cost_the_queries_of_one(client, cast, django_assert_max_num_queries, django_assert_num_queries):
    client.force_login(cast.keeper)
    with django_assert_max_num_queries(25) as one:
        client.get(LIST)
    for _n in range(2):
        PostingFactory(deputy=DeputyFactory(), station=StationFactory())
    with django_assert_num_queries(len(one)):
        client.get(LIST)
