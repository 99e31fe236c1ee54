"""What is changed of a station: by whom, why, and what stood there before."""

from decimal import Decimal

import pytest
from django.urls import reverse

from liaison.actions.postings import Proposals
from stations.models import Region, Station
from tests.factories import StationFactory

pytestmark = pytest.mark.django_db


def page(station):
    return reverse("stations:station_edit", args=[station.pk])


def sent(client, station, **changes):
    """What the form would send if nobody changed it."""
    form = client.get(page(station)).context["form"]
    found = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in found.items() if value is not None} | {"reason": "按文件"} | changes


@pytest.mark.parametrize(("role", "fields"), [
    ("head", {"phone", "hours"}),
    ("street", {"community", "address", "phone", "hours", "hall", "latitude", "longitude"}),
    ("district", {"name", "kind", "region", "community", "address", "phone", "hours", "hall", "latitude", "longitude"}),
])
def test_each_role_changes_its_own_columns(client, cast, role, fields):
    client.force_login(getattr(cast, role))
    assert set(client.get(page(cast.station)).context["form"].fields) - {"reason", "seen"} == fields


def test_head_cannot_change_the_kind_by_sending_it(client, cast):
    client.force_login(cast.head)
    assert client.post(page(cast.station), sent(client, cast.station, kind="park", phone="0730-1")).status_code == 302
    cast.station.refresh_from_db()
    assert (cast.station.kind, cast.station.phone) == ("station", "0730-1")


def test_move_and_change_of_kind_are_told_with_before_and_after(client, cast):
    client.force_login(cast.district)
    other = Region.objects.get(code="430602013")
    client.post(page(cast.station), sent(client, cast.station, kind="park", region=other.pk, reason="迁入园区"))
    cast.station.refresh_from_db()
    assert (cast.station.kind, cast.station.region) == ("park", other)
    text = client.get(page(cast.station)).content.decode()
    assert "代表联络站 → 园区联络站" in text and f"→ {other.name}" in text and "迁入园区" in text and cast.district.name in text


def test_a_moved_station_takes_its_matters_to_the_other_street(client, cast, others):
    assert not Station.objects.of(others.street).filter(pk=cast.station.pk).exists()
    client.force_login(cast.district)
    client.post(page(cast.station), sent(client, cast.station, region=others.station.region_id))
    assert Station.objects.of(others.street).filter(pk=cast.station.pk).exists()
    assert not Station.objects.of(cast.street).filter(pk=cast.station.pk).exists()


@pytest.mark.parametrize(("changes", "field"), [
    ({"reason": " "}, "reason"), ({"latitude": "91", "longitude": "113"}, "latitude"), ({"latitude": "29.3"}, "__all__"),
    ({"latitude": "NaN"}, "latitude"), ({"kind": "rubbish"}, "kind"), ({"region": "430211001"}, "region"), ({"name": ""}, "name"),
])
def test_bad_input_is_told_at_its_field(client, cast, changes, field):
    client.force_login(cast.district)
    response = client.post(page(cast.station), sent(client, cast.station, **changes))
    assert response.status_code == 200 and field in response.context["form"].errors


def test_who_was_second_is_told(client, cast):
    client.force_login(cast.district)
    old = sent(client, cast.station, phone="0730-2")
    cast.station.hours = "全天"
    cast.station.save()
    response = client.post(page(cast.station), old)
    assert response.status_code == 409
    assert {"label": "开放时间", "now": "全天", "typed": old["hours"]} in response.context["form"].differences()
    cast.station.refresh_from_db()
    assert cast.station.phone != "0730-2"


def test_more_changes_cost_the_same_queries(client, cast, django_assert_num_queries, django_assert_max_num_queries):
    client.force_login(cast.district)
    client.post(page(cast.station), sent(client, cast.station, phone="0730-1"))
    with django_assert_max_num_queries(15) as one:
        client.get(page(cast.station))
    asked = len(one)
    for number in range(2, 4):
        client.post(page(cast.station), sent(client, cast.station, phone=f"0730-{number}"))
    with django_assert_num_queries(asked):
        client.get(page(cast.station))


def test_distance_is_known_where_both_have_coordinates(cast):
    here = StationFactory(latitude=Decimal("29.37"), longitude=Decimal("113.13"))
    there = StationFactory(latitude=Decimal("29.38"), longitude=Decimal("113.13"))
    assert round(here.km_to(there), 2) == 1.11
    assert here.km_to(cast.station) is None
    assert Proposals(here, cast.district).nearness(there, [], [here]).km == here.km_to(there)
