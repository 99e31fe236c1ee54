"""Who is proposed for a station and why; a person decides, and what was before stays."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from deputies.models import Deputy, ElectoralUnit, Expertise, Posting
from liaison.actions.postings import Proposals, post
from stations.models import Region
from tests import walk
from tests.factories import DeputyFactory, MandateFactory, PostingFactory, StationFactory

pytestmark = pytest.mark.django_db
STREET = "430602012"


def page(station):
    return reverse("station_postings", args=[station.pk])


def elected(community, name="新代表", level="county"):
    county = Region.objects.get(code="430602")
    unit = ElectoralUnit.objects.get_or_create(name=f"{community}选区", level=level, region=county)[0]
    deputy = DeputyFactory(name=name)
    MandateFactory(deputy=deputy, electoral_unit=unit)
    return deputy


@pytest.fixture
def town(cast):
    """Two stations of communities 1.1 km from each other and one far away, in the cast's street."""
    places = {"here": ("洛王社区", "29.37"), "near": ("金鹗社区", "29.38"), "far": ("湖滨社区", "29.90")}
    region = Region.objects.get(code=STREET)
    return {name: StationFactory(region=region, community=community, latitude=Decimal(latitude), longitude=Decimal("113.13"))
            for name, (community, latitude) in places.items()}


def proposed(station, user, **asked):
    return {row.deputy.name: row for row in Proposals(station, user, **asked).rows}


def test_of_the_same_community_and_posted_nowhere_comes_first_with_its_reasons(cast, town):
    far, own = elected("湖滨社区", "远处代表"), elected("洛王社区", "本社区代表")
    rows = Proposals(town["here"], cast.street).rows
    assert [row.deputy for row in rows][:2] == [own, far]
    assert rows[0].reasons[:2] == ["同一社区选区：洛王社区选区", "还没有编入联络站"]
    assert any("公里" in reason for reason in rows[1].reasons)


def test_posted_farther_away_is_proposed_and_nearer_is_not(cast, town):
    moved, settled = elected("金鹗社区", "可调代表"), elected("湖滨社区", "不动代表")
    PostingFactory(deputy=moved, station=town["far"]), PostingFactory(deputy=settled, station=town["far"])
    told = proposed(town["here"], cast.street)
    assert "可调代表" in told and "不动代表" not in told
    assert f"现编在{town['far'].name}" in told["可调代表"].reasons and "距离 1.1 公里" in told["可调代表"].reasons


def test_without_coordinates_street_and_community_decide(cast):
    here = StationFactory(region=Region.objects.get(code=STREET), community="洛王社区")
    elsewhere = StationFactory(region=Region.objects.get(code="430602013"), community="湖滨社区")
    deputy = elected("洛王社区")
    PostingFactory(deputy=deputy, station=elsewhere)
    assert "新代表" in proposed(here, cast.street)
    assert "新代表" not in proposed(elsewhere, cast.district)


def test_expertise_is_told_with_what_residents_bring(cast):
    walk.issue_at("registered", cast)  # 供水供电供气
    deputy = elected("湖滨社区")
    deputy.expertise.add(Expertise.objects.create(name="水务电力"))
    told = proposed(cast.station, cast.street)["新代表"]
    assert "专长相符：水务电力（供水供电供气 1 件）" in told.reasons


def test_nobody_out_of_office_or_posted_here_is_proposed(cast, town):
    former, here = elected("洛王社区", "前代表"), elected("洛王社区", "已在代表")
    former.mandates.update(until=timezone.localdate() - timedelta(1))
    PostingFactory(deputy=here, station=town["here"])
    assert not {"前代表", "已在代表"} & set(proposed(town["here"], cast.street))


def test_a_deputy_is_found_by_name_however_far(client, cast, town):
    PostingFactory(deputy=elected("湖滨社区", "甲乙丙"), station=town["far"])
    client.force_login(cast.street)
    assert "甲乙丙" not in client.get(page(town["here"])).content.decode()
    assert "甲乙丙" in client.get(page(town["here"]), {"q": "乙丙"}).content.decode()


def test_load_compares_with_the_street(client, cast, town):
    client.force_login(cast.street)
    assert "本站现有 3 人" in client.get(page(cast.station)).content.decode()
    assert Proposals(cast.station, cast.street).load == {"here": 3, "average": 0.8}


# Deciding


@pytest.mark.parametrize(("role", "status"), [
    ("street", 302), ("district", 302), ("head", 403), ("auditor", 403), ("keeper", 403), ("deputy", 403), ("admin", 403)])
def test_who_may_post(client, cast, town, role, status):
    deputy = elected("洛王社区")
    client.force_login(getattr(cast, role))
    sent = {"do": "post", "deputies": [deputy.pk], "since": "2026-01-05"}
    assert client.post(page(town["here"]), sent).status_code == status
    assert Posting.objects.filter(deputy=deputy, station=town["here"], since="2026-01-05", until=None).count() == (status == 302)


def test_other_street_may_neither_look_nor_post(client, cast, others):
    client.force_login(others.street)
    assert client.get(page(cast.station)).status_code == 403
    with pytest.raises(PermissionDenied):
        post(cast.station, Deputy.objects.all(), since=timezone.localdate(), by=others.street)


def test_posting_may_end_the_others_the_day_before_and_keeps_them(client, cast, town):
    deputy, today = elected("洛王社区"), timezone.localdate()
    old = PostingFactory(deputy=deputy, station=town["far"])
    client.force_login(cast.street)
    client.post(page(town["here"]), {"do": "post", "deputies": [deputy.pk], "since": today, "ending": "on"})
    old.refresh_from_db()
    assert old.until == today - timedelta(1) and old.history.count() == 2
    assert [held.station for held in Posting.objects.current().filter(deputy=deputy)] == [town["here"]]


def test_a_posting_out_of_reach_is_not_ended(client, cast, others, town):
    deputy = elected("洛王社区")
    old = PostingFactory(deputy=deputy, station=others.station)
    client.force_login(cast.street)
    client.post(page(town["here"]), {"do": "post", "deputies": [deputy.pk], "since": timezone.localdate(), "ending": "on"})
    old.refresh_from_db()
    assert old.until is None


def test_posted_twice_is_told_and_nothing_happens(client, cast, town):
    deputy, other = elected("洛王社区"), elected("金鹗社区", "另一位")
    PostingFactory(deputy=deputy, station=town["here"])
    client.force_login(cast.street)
    told = client.post(page(town["here"]), {"do": "post", "deputies": [other.pk, deputy.pk], "since": timezone.localdate()})
    assert "所选" in told.content.decode() or "已经编在这个站" in told.content.decode() or told.context["form"].errors
    assert not Posting.objects.filter(deputy=other).exists()


def test_ending_a_posting_keeps_the_row(client, cast):
    posting, today = cast.station.postings.first(), timezone.localdate()
    client.force_login(cast.street)
    assert client.post(page(cast.station), {"do": "end", "postings": [posting.pk], "until": today}).status_code == 302
    posting.refresh_from_db()
    assert posting.until == today and posting.history.first().history_user == cast.street


def test_another_stations_posting_cannot_be_ended_here(client, cast, others):
    posting = others.station.postings.first()
    client.force_login(cast.district)
    response = client.post(page(cast.station), {"do": "end", "postings": [posting.pk], "until": timezone.localdate()})
    assert response.context["form"].errors["postings"]


@pytest.mark.parametrize("sent", [
    {}, {"do": "post"}, {"do": "post", "deputies": ["x", "9" * 30], "since": "abc"}, {"do": "end"},
    {"do": "end", "postings": "\0", "until": "0001-01-01"}, {"do": "rubbish", "since": "9999-12-31"},
])
def test_rubbish_is_no_failure(client, cast, sent):
    client.force_login(cast.street)
    assert client.post(page(cast.station), sent).status_code == 200
    assert Posting.objects.filter(until=None).count() == 3


def test_get_changes_nothing_and_more_proposals_cost_the_same(
        client, cast, town, django_assert_max_num_queries, django_assert_num_queries):
    elected("洛王社区", "一")
    client.force_login(cast.street)
    with django_assert_max_num_queries(25) as one:
        client.get(page(town["here"]))
    for name in "二三":
        deputy = elected("洛王社区", name)
        PostingFactory(deputy=deputy, station=town["far"])
    before = Posting.objects.count()
    with django_assert_num_queries(len(one)):
        client.get(page(town["here"]))
    assert Posting.objects.count() == before
