"""The page of the quarter's plan: who sees which stations, what is shown is what is kept, and many days announced at once."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from deputies.models import Reception, ReceptionRule
from stations.models import CalendarDay
from tests.deputies.walk_reception import reception_at
from tests.factories import StationFactory

pytestmark = pytest.mark.django_db
PLAN, PUBLISH = "/receptions/plan/", "/receptions/publish/"
QUARTER = {"quarter": "2027-1"}
TODAY = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def december(travel):
    travel(TODAY)


@pytest.fixture
def station(cast):
    CalendarDay.objects.all().delete()
    ReceptionRule.objects.create(station=cast.station, starts_at="09:00", ends_at="11:30", since=date(2026, 1, 1))
    return cast.station


def shown(client, **query):
    return client.get(PLAN, QUARTER | query).context


def kept(client, **query):
    return client.post(f"{PLAN}?quarter=2027-1", {"seen": shown(client, **query)["proposal"].digest})


def test_anonymous_must_sign_in(client, station):
    assert client.get(PLAN).url.startswith(reverse("sign_in"))
    assert client.post(PLAN, {"seen": "x"}).status_code == client.post(PUBLISH, {"keys": "1"}).status_code == 403
    assert not Reception.objects.exists()


@pytest.mark.parametrize(
    ("role", "stations"), [("head", {"own"}), ("street", {"own", "near"}), ("district", {"own", "near", "far"})])
def test_each_plans_for_the_own_places(client, cast, others, station, role, stations):
    named = {"own": station, "near": StationFactory(), "far": others.station}
    client.force_login(cast.people[role])
    assert set(shown(client)["stations"]) == {named[name] for name in stations}


def test_district_chooses_a_street(client, cast, others, station):
    client.force_login(cast.district)
    assert shown(client, place="430602013")["stations"] == [others.station]
    assert "洛王街道" in client.get(PLAN, QUARTER).content.decode()


@pytest.mark.parametrize("place", ["430602013", "43021", "x", "4" * 20])
def test_place_of_others_or_none_is_404(client, cast, others, station, place):
    client.force_login(cast.street)
    assert client.get(PLAN, QUARTER | {"place": place}).status_code == 404
    assert client.post(f"{PLAN}?place={place}", {"seen": "x"}).status_code == 404


@pytest.mark.parametrize("role", ["keeper", "deputy", "unit", "auditor", "admin"])
def test_other_roles_do_not_plan(client, cast, station, role):
    client.force_login(cast.people[role])
    assert client.get(PLAN).status_code == client.post(PLAN).status_code == 403


def test_get_writes_nothing_and_shows_days_gaps_and_shifts(client, cast, station):
    client.force_login(cast.head)
    text = client.get(PLAN, QUARTER).content.decode()
    assert "保存排班（新排 9 场）" in text and "原 1月10日" in text and cast.deputies["deputy"].name in text
    assert not Reception.objects.exists()


def test_rubbish_quarter_opens_the_next_one(client, cast, station):
    client.force_login(cast.head)
    for told in ("", "x", "2027-9", "\0"):
        assert client.get(PLAN, {"quarter": told}).context["quarter"] == (2027, 1)


def test_what_is_shown_is_kept_and_then_announced_at_once(client, cast, station):
    client.force_login(cast.street)
    shown_days = {day.on: set(day.roster) for day in shown(client)["proposal"].days}
    response = kept(client)
    assert response.url == f"{PLAN}?quarter=2027-1"
    assert {day.on: set(day.deputies.values_list("pk", flat=True)) for day in Reception.objects.all()} == shown_days
    page = client.get(response.url)
    assert page.context["proposal"].is_empty and len(page.context["ready"]) == 9
    client.post(PUBLISH, {"keys": page.context["keys"]})
    assert set(Reception.objects.values_list("stage", flat=True)) == {"published"}
    assert {day.steps.last().by for day in Reception.objects.all()} == {cast.street}


def test_what_changed_meanwhile_is_shown_again_instead_of_kept(client, cast, station):
    client.force_login(cast.head)
    seen = shown(client)["proposal"].digest
    ReceptionRule.objects.update(starts_at="08:00")
    response = client.post(f"{PLAN}?quarter=2027-1", {"seen": seen})
    assert response.status_code == 409 and "请核对后再保存" in response.content.decode()
    assert client.post(f"{PLAN}?quarter=2027-1").status_code == 409
    assert not Reception.objects.exists()


def test_only_what_one_may_announce_is_announced(client, cast, others, station):
    mine, bare = reception_at("planned", cast), reception_at("planned", cast, roster=(), starts_at=time(14), ends_at=time(16))
    theirs, past = reception_at("planned", others), reception_at("planned", cast, starts_at=time(16, 30), ends_at=time(18))
    Reception.objects.filter(pk=past.pk).update(on=TODAY - timedelta(days=1))
    client.force_login(cast.head)
    keys = f"{mine.pk},{bare.pk},{theirs.pk},{past.pk},{2**63},x,0"
    text = client.post(PUBLISH, {"keys": keys}, follow=True).content.decode()
    assert "已公告 1 场" in text and "不足规定的公告天数" in text
    assert list(Reception.objects.filter(stage="published")) == [mine]


@pytest.mark.parametrize("role", ["keeper", "deputy", "unit", "auditor"])
def test_who_may_not_announce_announces_nothing(client, cast, role):
    day = reception_at("planned", cast)
    client.force_login(cast.people[role])
    assert "没有可以公告" in client.post(PUBLISH, {"keys": str(day.pk)}, follow=True).content.decode()
    assert Reception.objects.get().stage == "planned"


def test_a_key_beyond_64_bits_is_no_failure(client, cast):
    client.force_login(cast.head)
    assert client.post(PUBLISH, {"keys": "9" * 18 + "," + "9" * 30}).status_code == 302
