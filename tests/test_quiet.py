"""Stations without a sign of life: what counts as one, from when, and who is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from liaison.figures import FIGURES
from liaison.kit.figures import Scope
from stations.models import Setting
from tests import walk
from tests.factories import ReceptionFactory, StationFactory

pytestmark = pytest.mark.django_db
FIGURE = FIGURES["quiet_stations"]


def quiet(user, **scope):
    return [station.pk for station in FIGURE.rows(Scope(user, **scope))]


def ago(days):
    return timezone.localdate() - timedelta(days)


def test_a_visit_or_a_reception_is_a_sign_and_a_plan_is_none(cast, others):
    assert set(quiet(cast.district)) == {cast.station.pk, others.station.pk}
    walk.issue_at("registered", cast)
    ReceptionFactory(station=others.station, on=timezone.localdate() + timedelta(3))
    assert quiet(cast.district) == [others.station.pk]
    ReceptionFactory(station=others.station, on=ago(5))
    assert quiet(cast.district) == []


def test_what_is_long_ago_is_no_sign(cast, travel):
    walk.issue_at("registered", cast)
    travel(timezone.localdate() + timedelta(31))
    assert quiet(cast.district) == [cast.station.pk]


def test_how_long_is_a_setting(cast):
    ReceptionFactory(station=cast.station, on=ago(20))
    assert quiet(cast.district) == []
    Setting.objects.filter(key="station.quiet_days").update(number=10)
    assert quiet(cast.district) == [cast.station.pk]


def test_a_new_and_a_closed_station_are_not_told(cast):
    StationFactory(region=cast.station.region, opened_on=ago(3))
    StationFactory(region=cast.station.region, closed_on=ago(1))
    assert quiet(cast.street) == [cast.station.pk]


def test_each_is_told_of_the_own_stations(client, cast, others):
    for user, place in ((cast.street, cast.station), (others.street, others.station)):
        client.force_login(user)
        for url in ("/stations/quiet/", FIGURE.link(Scope(user))):
            page = client.get(url)
            assert [row.pk for row in page.context["rows"]] == [place.pk]
    assert "从来没有" in page.content.decode() and "先打电话" in page.content.decode()


def test_where_there_is_none_nobody_is_sent_to_the_telephone(client, cast):
    Setting.objects.filter(key="station.quiet_days").update(number=45)
    ReceptionFactory(station=cast.station, on=ago(5))
    client.force_login(cast.street)
    page = client.get("/stations/quiet/").content.decode()
    assert "各站最近 45 天都有活动" in page and "先打电话" not in page


def test_rubbish_in_the_query_string_is_no_failure(client, cast):
    client.force_login(cast.street)
    assert client.get("/stations/quiet/", {"figure": "x", "place": "\0", "page": "abc", "station": "9" * 30}).status_code == 200


def test_three_rows_cost_the_queries_of_one(client, cast, django_assert_max_num_queries, django_assert_num_queries):
    client.force_login(cast.street)
    with django_assert_max_num_queries(25) as one:
        client.get("/stations/quiet/")
    StationFactory(region=cast.station.region), StationFactory(region=cast.station.region)
    with django_assert_num_queries(len(one)):
        client.get("/stations/quiet/")
