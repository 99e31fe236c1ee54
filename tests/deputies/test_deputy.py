"""The register of deputies, and the phone that only those who arrange the service may read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from deputies.models import Expertise
from stations.models import ReadLog
from tests.factories import DeputyFactory, MandateFactory, PostingFactory, StationFactory, TermFactory

pytestmark = pytest.mark.django_db
LIST = "/deputies/"
PHONE = "10000001234"


def found(client, **query):
    return {deputy.name for deputy in client.get(LIST, query).context["rows"]}


@pytest.fixture
def lawyer(cast):
    """Of two levels, posted at another station, and suspended at one of the levels."""
    lawyer = DeputyFactory(name="律师代表", occupation="律师事务所主任", phone=PHONE)
    lawyer.expertise.add(Expertise.objects.create(name="法律"))
    MandateFactory(deputy=lawyer)
    MandateFactory(deputy=lawyer, level="prefecture", suspended_on=timezone.localdate(), end_reason="暂停")
    PostingFactory(deputy=lawyer, station=StationFactory(name="律师站"))
    return lawyer


@pytest.fixture
def retired(cast):
    retired = DeputyFactory(name="卸任代表")
    MandateFactory(deputy=retired, until=timezone.localdate() - timedelta(days=1))
    return retired


@pytest.fixture
def page(cast):
    return reverse("deputies:deputy", args=[cast.deputies["deputy"].pk])


@pytest.fixture
def phone(cast):
    deputy = cast.deputies["deputy"]
    deputy.phone = PHONE
    deputy.save()
    return reverse("deputies:phone", args=[deputy.pk])


def test_anonymous_must_sign_in(client, page, phone):
    for url in (LIST, page):
        assert client.get(url).url.startswith(reverse("sign_in"))
    assert PHONE not in client.post(phone, {"reason": "联系"}).content.decode()
    assert not ReadLog.objects.exists()


def test_tabs_part_those_who_serve_from_those_who_did(client, cast, lawyer, retired):
    client.force_login(cast.unit)
    assert "律师代表" in found(client) and "卸任代表" not in found(client)
    assert found(client, state="former") == {"卸任代表"}
    assert {"律师代表", "卸任代表"} <= found(client, state="all")


def test_filters_narrow(client, cast, lawyer, retired):
    client.force_login(cast.keeper)
    assert found(client, q="律师") == {"律师代表"}
    assert found(client, level="prefecture") == set()
    assert found(client, expertise=Expertise.objects.get().pk) == {"律师代表"}
    assert found(client, station=lawyer.postings.get().station_id) == {"律师代表"}
    assert "律师代表" in found(client, place="430602") and found(client, place="430211") == set()


@pytest.mark.parametrize("query", [
    {"station": 2**63}, {"station": "x"}, {"expertise": "9" * 30}, {"level": "\0"}, {"q": "\0"}, {"page": "x"}, {"figure": "x"},
])
def test_rubbish_in_the_query_string_is_no_failure(client, cast, query):
    client.force_login(cast.keeper)
    assert client.get(LIST, query).status_code == 200


def test_figure_opens_its_rows(client, cast, lawyer):
    client.force_login(cast.keeper)
    assert found(client, figure="deputies") == {deputy.name for deputy in cast.deputies.values()}


def test_detail_tells_state_and_unit_of_each_mandate(client, cast, lawyer):
    client.force_login(cast.keeper)
    text = client.get(reverse("deputies:deputy", args=[lawyer.pk])).content.decode()
    assert "有效" in text and "暂停执行职务" in text and "第一选区" in text and "律师站" in text
    assert f"?lead={lawyer.pk}" in text and f"?deputy={lawyer.pk}" in text


def test_mandate_that_ended_or_has_not_begun_is_told(client, cast, retired):
    term = TermFactory(level="prefecture")
    MandateFactory(deputy=retired, level="prefecture", term=term, since=timezone.localdate() + timedelta(days=3))
    client.force_login(cast.keeper)
    text = client.get(reverse("deputies:deputy", args=[retired.pk])).content.decode()
    assert "已终止" in text and "尚未开始" in text and "现无有效资格" in text


def test_no_page_shows_a_phone_unasked(client, cast, page, phone):
    for role in ("keeper", "head", "street", "district", "unit", "auditor", "admin", "deputy"):
        client.force_login(getattr(cast, role))
        assert PHONE not in client.get(page).content.decode() + client.get(LIST).content.decode()


@pytest.mark.parametrize("role", ["keeper", "head", "street", "district"])
def test_phone_is_read_with_a_reason_that_is_kept(client, cast, phone, role):
    user = getattr(cast, role)
    client.force_login(user)
    response = client.post(phone, {"reason": "通知接待日改期"})
    assert PHONE in response.content.decode()
    kept = ReadLog.objects.get()
    assert (kept.by, kept.thing, kept.reason) == (user, f"deputy:{cast.deputies['deputy'].pk}", "通知接待日改期")
    assert PHONE not in client.get(response.wsgi_request.path.removesuffix("phone/")).content.decode()


@pytest.mark.parametrize("role", ["unit", "auditor", "admin", "deputy"])
def test_phone_is_not_for_other_roles(client, cast, page, phone, role):
    client.force_login(getattr(cast, role))
    assert "查看手机号" not in client.get(page).content.decode()
    assert client.post(phone, {"reason": "好奇"}).status_code == 403
    assert not ReadLog.objects.exists()


def test_phone_is_not_for_another_station_nor_after_the_posting(client, cast, others, phone):
    client.force_login(others.keeper)
    assert client.post(phone, {"reason": "好奇"}).status_code == 403
    cast.deputies["deputy"].postings.update(until=timezone.localdate() - timedelta(days=1))
    client.force_login(cast.keeper)
    assert client.post(phone, {"reason": "好奇"}).status_code == 403


def test_phone_needs_a_reason(client, cast, phone):
    client.force_login(cast.keeper)
    for reason in ("", "　 ", "长" * 201):
        response = client.post(phone, {"reason": reason})
        assert response.context["form"].errors["reason"] and PHONE not in response.content.decode()
    assert not ReadLog.objects.exists()


def test_reading_a_phone_is_no_get(client, cast, phone):
    client.force_login(cast.keeper)
    assert client.get(phone).status_code == 405


@pytest.mark.parametrize("key", [0, 999999, 2**63])
def test_unknown_deputy_is_404(client, cast, key):
    client.force_login(cast.keeper)
    assert client.get(f"/deputies/{key}/").status_code == client.post(f"/deputies/{key}/phone/").status_code == 404


def test_more_rows_cost_the_same_queries(client, cast, django_assert_max_num_queries, django_assert_num_queries):
    client.force_login(cast.keeper)
    with django_assert_max_num_queries(25) as few:
        client.get(LIST)
    for _n in range(3):
        PostingFactory(deputy=MandateFactory().deputy, station=StationFactory())
    with django_assert_num_queries(len(few)):
        client.get(LIST)
