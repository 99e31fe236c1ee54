"""The five functions of a station: each number is its rows."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from deputies.models import ActivityKind
from tests.deputies.walk_deed import deed_at
from tests.factories import ActivityFactory
from tests.walk import issue_at

pytestmark = pytest.mark.django_db
PAGE = "/activities/functions/"


def held(station, code, on=None, **fields):
    kind = ActivityKind.objects.get(code=code)
    day = on or timezone.localdate()
    return ActivityFactory(station=station, kind=kind, on=day, is_held=True, reached=5, summary="好", **fields)


def shown(client, user, **params):
    client.force_login(user)
    return {function["label"]: function for function in client.get(PAGE, params).context["functions"]}


def test_work_stands_under_its_function_and_every_number_opens_its_rows(client, cast, others):
    for code in ("evening", "courtyard", "lecture", "study", "visit", "research"):
        held(cast.station, code)
    held(others.station, "evening"), held(cast.station, "evening", on=date(2020, 1, 1))
    deed_at("verified", cast), issue_at("registered", cast), issue_at("registered", others)
    found = shown(client, cast.keeper)
    assert {label: told["number"] for label, told in found.items()} == {
        "宣传站": 1, "民意窗": 2, "连心桥": 1, "监督岗": 1, "大课堂": 1}
    assert [card["label"] for card in found["民意窗"]["cards"]] == [
        "夜话家常", "屋场夜话", "代表进站", "联系选民群众", "收到群众意见"]
    for told in found.values():
        assert client.get(told["url"]).context["count"] == told["number"]
    for card in (card for told in found.values() for card in told["cards"]):
        page = client.get(card["url"])
        number = page.context["number"] if "number" in page.context else page.context["count"]
        assert number == card["number"], card["label"]


def test_place_and_year_are_asked_for(client, cast, others):
    held(others.station, "evening"), held(cast.station, "study", on=date(timezone.localdate().year - 1, 5, 1))
    assert shown(client, cast.keeper, station=others.station.pk)["民意窗"]["number"] == 1
    assert shown(client, cast.keeper, everywhere=1)["民意窗"]["number"] == 1
    assert shown(client, cast.keeper)["民意窗"]["number"] == 0
    assert shown(client, cast.keeper, year=timezone.localdate().year - 1)["大课堂"]["number"] == 1
    assert shown(client, cast.district, place="430602013")["民意窗"]["number"] == 1
    assert len(shown(client, cast.unit, year="x", station=2**63, place="x")) == 5


def test_anonymous_must_sign_in(client, db):
    assert client.get(PAGE).url.startswith(reverse("sign_in"))


def test_more_work_costs_the_same_queries(client, cast, django_assert_max_num_queries, django_assert_num_queries):
    client.force_login(cast.keeper)
    held(cast.station, "evening")
    with django_assert_max_num_queries(15) as one:
        client.get(PAGE)
    held(cast.station, "study"), held(cast.station, "evening")
    with django_assert_num_queries(len(one)):
        client.get(PAGE)
