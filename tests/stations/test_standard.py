"""The standard of a station: which items are asked where, what was found last, and the stations that meet all of it."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from liaison.kit.figures import Scope
from stations.figures import FIGURES
from stations.models import StandardCheck, StandardItem, Station
from tests.factories import StationFactory

pytestmark = pytest.mark.django_db


def page(station):
    return reverse("stations:standard", args=[station.pk])


def asked(station):
    return [item.code for item in StandardItem.objects.asked_of(station)]


def check(station, by, **changed):
    """Everything that is asked is met, but what ``changed`` says of some codes."""
    for item in StandardItem.objects.asked_of(station):
        StandardCheck.objects.create(station=station, item=item, is_met=changed.get(item.code, True), by=by)


def answers(station, **told):
    """What the form sends: everything met, but what ``told`` says of some codes."""
    items = list(StandardItem.objects.asked_of(station))
    last = StandardCheck.objects.filter(station=station).values_list("pk", flat=True).first() or 0
    return {"seen": last} | {f"met_{item.pk}": told.get(item.code, "yes") for item in items}


# Which items


def test_a_kind_is_asked_what_is_general_and_its_own(cast):
    cast.station.kind = Station.Kind.PARK
    assert "enterprises_park" in asked(cast.station)
    assert "enterprises_chain" not in asked(cast.station) and "signboard" in asked(cast.station)


def test_a_region_rewords_an_item_and_another_takes_it_away(cast, others):
    StandardItem.objects.create(code="money", group="money", label="经费有专户", region=cast.station.region)
    StandardItem.objects.create(code="books", group="equipment", label="不要求", region=cast.county, is_active=False)
    assert [item.label for item in StandardItem.objects.asked_of(cast.station) if item.code == "money"] == ["经费有专户"]
    assert "经费有专户" not in [item.label for item in StandardItem.objects.asked_of(others.station)]
    assert "books" not in asked(cast.station) and "books" not in asked(others.station)


def test_a_row_of_a_street_goes_before_the_one_of_its_district(cast, others):
    StandardItem.objects.create(code="books", group="equipment", label="不要求", region=cast.county, is_active=False)
    StandardItem.objects.create(code="books", group="equipment", label="有书架", region=cast.station.region)
    assert "books" in asked(cast.station) and "books" not in asked(others.station)


# What was found


def test_the_latest_row_of_an_item_is_in_force(cast):
    item = StandardItem.objects.asked_of(cast.station)[0]
    for is_met, note in ((True, ""), (False, "站牌掉了")):
        StandardCheck.objects.create(station=cast.station, item=item, is_met=is_met, note=note, by=cast.keeper)
    found = StandardItem.objects.asked_of(cast.station)[0]
    assert (found.found_is_met, found.found_note, found.found_by__name) == (False, "站牌掉了", cast.keeper.name)


def test_what_was_found_is_never_overwritten(cast):
    check(cast.station, cast.keeper)
    for change in (lambda rows: rows.update(is_met=False), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(StandardCheck.objects.all())


def test_figure_counts_stations_that_meet_every_item_asked_there(cast, others):
    check(cast.station, cast.keeper)
    check(others.station, others.keeper, money=False)
    figure = FIGURES["stations_standard"]
    assert list(figure.rows(Scope(cast.district))) == [cast.station]
    StandardCheck.objects.create(
        station=cast.station, item=StandardItem.objects.get(code="books"), is_met=False, by=cast.street)
    assert figure.number(Scope(cast.district)) == 0


def test_a_local_item_not_looked_at_yet_is_missing(cast):
    check(cast.station, cast.keeper)
    StandardItem.objects.create(code="umbrella", group="place", label="备有雨伞", region=cast.station.region)
    assert FIGURES["stations_standard"].number(Scope(cast.district)) == 0


def test_of_whom_nothing_is_asked_meets_nothing(cast):
    StandardItem.objects.update(is_active=False)
    assert FIGURES["stations_standard"].number(Scope(cast.district)) == 0


def test_list_is_narrowed_by_the_standard(client, cast, others):
    check(cast.station, cast.keeper)
    client.force_login(cast.district)
    for told, place in (("yes", cast.station), ("no", others.station)):
        assert [row.pk for row in client.get("/stations/", {"standard": told}).context["rows"]] == [place.pk]
    opened = client.get("/stations/", {"figure": "stations_standard"}).context["rows"]
    assert [row.pk for row in opened] == [cast.station.pk]


# The page


@pytest.mark.parametrize(("role", "status"), [
    ("keeper", 302), ("head", 302), ("street", 302), ("district", 302), ("deputy", 403), ("unit", 403), ("auditor", 403),
    ("admin", 403),
])
def test_who_may_note_what_is_found(client, cast, role, status):
    client.force_login(getattr(cast, role))
    assert client.post(page(cast.station), answers(cast.station)).status_code == status
    assert StandardCheck.objects.exists() == (status == 302)


def test_other_station_gets_403(client, cast, others):
    client.force_login(others.head)
    assert client.post(page(cast.station), answers(cast.station)).status_code == 403


def test_only_what_changed_is_written_down(client, cast):
    client.force_login(cast.keeper)
    client.post(page(cast.station), answers(cast.station))
    noted = StandardCheck.objects.count()
    client.post(page(cast.station), answers(cast.station, money="no"))
    assert StandardCheck.objects.count() == noted + 1
    assert StandardCheck.objects.first().item.code == "money"
    shown = client.get(reverse("stations:station", args=[cast.station.pk])).content.decode()
    assert f"{noted - 1}/{noted} 达标" in shown and StandardCheck.objects.first().item.label in shown


def test_a_note_alone_is_told_at_its_item_and_kept(client, cast):
    item = StandardItem.objects.asked_of(cast.station)[0]
    client.force_login(cast.keeper)
    response = client.post(page(cast.station), {"seen": 0, f"note_{item.pk}": "还没有装"})
    assert response.status_code == 200 and response.context["form"].errors[f"met_{item.pk}"]
    assert "还没有装" in response.content.decode()
    assert not StandardCheck.objects.exists()


def test_who_was_second_is_told_and_loses_nothing(client, cast):
    sent = answers(cast.station, money="no")
    check(cast.station, cast.head)
    noted = StandardCheck.objects.count()
    client.force_login(cast.keeper)
    response = client.post(page(cast.station), sent)
    assert response.status_code == 409 and "别人刚记过" in response.content.decode()
    assert StandardCheck.objects.count() == noted


@pytest.mark.parametrize("sent", [{}, {"seen": "x"}, {"seen": "9" * 40}, {"seen": "0", "met_1": "maybe\0"}])
def test_rubbish_is_no_failure(client, cast, sent):
    client.force_login(cast.keeper)
    assert client.post(page(cast.station), sent).status_code in (200, 302, 409)


def test_page_costs_the_same_for_many_items(client, cast, django_assert_max_num_queries, django_assert_num_queries):
    client.force_login(cast.keeper)
    StandardItem.objects.exclude(code="money").update(is_active=False)
    with django_assert_max_num_queries(20) as one:
        client.get(page(cast.station))
    StandardItem.objects.update(is_active=True)
    with django_assert_num_queries(len(one)):
        client.get(page(cast.station))


def test_closed_station_is_read_only(client, cast):
    place = StationFactory(region=cast.station.region, closed_on="2024-01-01")
    client.force_login(cast.district)
    assert client.get(page(place)).status_code == 200
    assert client.post(page(place), answers(place)).status_code == 403
