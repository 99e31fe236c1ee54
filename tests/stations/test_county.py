"""Registers begin with the county of who reads them, as soon as there is another one."""

import pytest
from django.urls import reverse

from deputies.models import Deputy
from stations.models import Region
from tests.factories import DeputyFactory, MembershipFactory, PostingFactory, ReceptionFactory, StationFactory

pytestmark = pytest.mark.django_db
LISTS = {"stations:stations": "", "deputies:deputies": "?state=all", "deputies:receptions": "?state=all"}


@pytest.fixture
def far(cast):
    """A station of another county, with its deputy and its day."""
    station = StationFactory(region=Region.objects.get(code="430211001"))
    PostingFactory(station=station, deputy=DeputyFactory())
    announced(station)
    return station


def announced(station):
    head = MembershipFactory(role="head", station=station).user
    day = ReceptionFactory(station=station)
    day.attendances.create(deputy=DeputyFactory())
    day.advance("publish", by=head)


def shown(client, address):
    rows = client.get(address).context["rows"]
    return {station for row in rows for station in stations_of(row["day"] if isinstance(row, dict) else row)}


def stations_of(row):
    if isinstance(row, Deputy):
        return {posting.station for posting in row.postings.all()}
    return {getattr(row, "station", row)}


@pytest.mark.parametrize("role", ["keeper", "district", "deputy", "unit"])
@pytest.mark.parametrize(("page", "query"), LISTS.items())
def test_list_begins_at_home_and_opens_to_all(client, cast, far, page, query, role):
    announced(cast.station)
    client.force_login(cast.people[role])
    address = reverse(page) + query
    assert shown(client, address) == {cast.station}
    assert "?everywhere=1" in client.get(address).content.decode()
    assert far in shown(client, address + ("&" if query else "?") + "everywhere=1")


def test_with_one_county_nothing_is_said_of_it(client, cast):
    client.force_login(cast.district)
    assert all("everywhere=1" not in client.get(reverse(page)).content.decode() for page in LISTS)
