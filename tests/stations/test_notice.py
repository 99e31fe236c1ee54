"""Notices: their words stand once they are told, they reach whom they name, and who has read them is known by name."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from liaison.kit.flow import Conflict, Obstacle
from stations.models import Notice, NoticeRead, Region, Wording, WordingStation, readers
from stations.models.notice import READERS
from tests.factories import MembershipFactory, StationFactory, UserFactory
from tests.stations.walk import notice_at, step, told

pytestmark = pytest.mark.django_db
LIST, NEW = "/notices/", "/notices/new/"
COUNTY, STREET = "430602", "430602012"


@pytest.fixture
def today():
    return timezone.localdate()


def to(*roles):
    return {f"to_{role}": True for role in roles}


def typed(**changes):
    return {
        "kind": "rule", "title": "接待日制度", "number": "", "text": "一、提前公告。\n\n二、按时到站。",
        "readers": ["keeper", "head"], "within": COUNTY, "needs_receipt": "on", "read_by": "", "supersedes": "", "version": 0,
    } | changes


def reached(notice, people):
    return {role for role, user in people.items() if Notice.objects.unread_by(user).filter(pk=notice.pk).exists()}


# Whom it reaches


@pytest.mark.parametrize("role", READERS)
def test_notice_reaches_the_role_it_names_and_no_other(cast, others, role):
    notice = told(cast, **to(role))
    mine = {name: getattr(cast, name) for name in (*READERS, "auditor", "admin", "district")}
    assert reached(notice, mine) == {role}
    assert reached(notice, {name: getattr(others, name) for name in READERS}) == {role}
    names = {getattr(crew, role).pk for crew in (cast, others)}
    assert names <= {reader.user for reader in readers(notice)}
    assert {reader.role for reader in readers(notice)} == {reader.role for reader in readers(notice)[:1]}


def test_notice_to_a_street_reaches_only_that_street(cast, others):
    notice = told(cast, within=Region.objects.get(code=STREET), **to("keeper", "head", "deputy", "street"))
    assert reached(notice, {name: getattr(cast, name) for name in READERS}) == {"keeper", "head", "deputy", "street"}
    assert reached(notice, {name: getattr(others, name) for name in READERS}) == set()
    assert {reader.user for reader in readers(notice)} >= {cast.keeper.pk, cast.street.pk, cast.deputy.pk}
    assert others.keeper.pk not in {reader.user for reader in readers(notice)}


def test_chosen_stations_narrow_staff_deputies_and_streets(cast, others):
    notice = told(cast, parts=[WordingStation(station=cast.station)], **to("keeper", "deputy", "street"))
    assert list(notice.stations.all()) == [cast.station]
    assert reached(notice, {name: getattr(cast, name) for name in READERS}) == {"keeper", "deputy", "street"}
    assert reached(notice, {name: getattr(others, name) for name in READERS}) == set()
    people = {reader.user for reader in readers(notice)}
    assert {cast.keeper.pk, cast.deputy.pk, cast.street.pk} <= people and not people & {others.keeper.pk, others.street.pk}


def test_who_must_read_and_who_is_listed_are_the_same_people(cast, others):
    """The Q of a user's notices and the list of a notice's readers are written apart: they agree for everybody."""
    MembershipFactory(user=cast.district, role="keeper", station=cast.station)  # whoever tells it knows it
    everybody = [*cast.people.values(), *others.people.values()]
    for words in (to(*READERS), to("head", "unit"), {"within": Region.objects.get(code=STREET), **to(*READERS)}):
        for parts in ([], [WordingStation(station=cast.station)] if "to_unit" not in words else []):
            notice = told(cast, parts=parts, title=str(words)[:50], **words)
            assert {user.pk for user in everybody if notice.awaits(user)} == {reader.user for reader in readers(notice)}


def test_whoever_comes_later_has_to_read_it_too_and_whoever_left_has_not(cast, today):
    notice = told(cast, **to("keeper"))
    fresh = UserFactory(username="fresh")
    member = MembershipFactory(user=fresh, role="keeper", station=cast.station)
    assert notice.awaits(fresh)
    member.until = today - timedelta(1)
    member.save()
    assert not notice.awaits(type(fresh).objects.get(pk=fresh.pk))
    assert fresh.pk not in {reader.user for reader in readers(notice)}


def test_street_tells_its_own_stations_and_not_itself(cast, others):
    street = cast.station.region
    notice = told(cast, by=cast.street, region=street, **to("keeper", "street"))
    assert notice.awaits(cast.keeper) and not notice.awaits(cast.street) and not notice.awaits(others.keeper)
    assert cast.street.pk not in {reader.user for reader in readers(notice)}


# Who sees what


@pytest.mark.parametrize(("stage", "seen"), [
    ("draft", "district"), ("discarded", "district"),
    *((stage, "keeper deputy district auditor") for stage in ("published", "superseded", "withdrawn")),
])
def test_drafts_are_the_offices_own(client, cast, others, stage, seen):
    notice = notice_at(stage, cast)  # to keepers and deputies
    for role in ("keeper", "head", "deputy", "street", "district", "unit", "auditor", "admin"):
        client.force_login(getattr(cast, role))
        status = client.get(notice.get_absolute_url()).status_code
        assert status == (200 if role in seen.split() else 404), role


def test_oversight_sees_what_a_street_tells_but_not_its_drafts(client, cast):
    street = cast.station.region
    draft = told(cast, by=cast.street, region=street, publish=False, **to("keeper"))
    notice = told(cast, by=cast.street, region=street, **to("keeper"))
    client.force_login(cast.district)
    assert [client.get(each.get_absolute_url()).status_code for each in (draft, notice)] == [404, 200]
    assert client.get(f"/notices/{notice.pk}/move/withdraw/").status_code == 403


# Words


def test_published_words_stand(cast):
    notice = told(cast, **to("keeper"))
    record = Wording(title="改了", text="改了", within=notice.region, to_keeper=True)
    with pytest.raises(Conflict):
        notice.advance("revise", by=cast.district, record=record)
    with pytest.raises(DatabaseError), transaction.atomic():
        Wording.objects.update(text="改了")
    with pytest.raises(DatabaseError), transaction.atomic():
        NoticeRead.objects.create(notice=notice, user=cast.keeper)
        NoticeRead.objects.all().delete()
    assert notice.broken_step() is None


@pytest.mark.parametrize(("changes", "words"), [
    (dict(to_keeper=False), "至少一类"), (dict(needs_receipt=False, read_by=True), "要勾选"),
    (dict(read_by=False), "不能在今天以前"),
    (dict(within="43"), "本区域以内"),
])
def test_words_that_cannot_stand_are_refused(cast, today, changes, words):
    if "read_by" in changes:
        changes = changes | {"read_by": today + timedelta(1 if changes["read_by"] else -1)}
    if "within" in changes:
        changes = {"within": Region.objects.get_or_create(code="43", defaults={"name": "湖南省"})[0]}
    with pytest.raises(Obstacle, match=words):
        told(cast, **to("keeper") | changes)


def test_chosen_stations_lie_within_and_go_without_units(cast, others):
    street = cast.station.region
    with pytest.raises(Obstacle, match="范围以内"):
        told(cast, within=street, parts=[WordingStation(station=others.station)], **to("keeper"))
    with pytest.raises(Obstacle, match="不选联络站"):
        told(cast, parts=[WordingStation(station=cast.station)], **to("keeper", "unit"))


def test_correction_is_another_notice_that_replaces_the_first(client, cast):
    old = told(cast, **to("keeper"))
    old.confirm(cast.keeper)
    new = told(cast, title="新制度", supersedes=old, publish=False, **to("keeper"))
    assert Notice.objects.get(pk=old.pk).stage == "published"
    new.advance("publish", by=cast.district)
    old = Notice.objects.get(pk=old.pk)
    assert old.stage == "superseded" and old.successor == new and old.broken_step() is None
    assert new.awaits(cast.keeper)  # it is to be read anew
    client.force_login(cast.keeper)
    assert "已由新件替代" in client.get(old.get_absolute_url()).content.decode()


def test_what_is_no_longer_in_force_is_not_replaced(cast):
    old = told(cast, **to("keeper"))
    new = told(cast, title="新制度", supersedes=old, publish=False, **to("keeper"))
    old.advance("withdraw", by=cast.district, note="发错了")
    new.refresh_from_db()
    with pytest.raises(Obstacle, match="已不在用"):
        new.advance("publish", by=cast.district)


def test_a_date_that_has_passed_is_put_right_before_publishing(cast, today, travel):
    notice = told(cast, read_by=today + timedelta(2), publish=False, **to("keeper"))
    travel(today + timedelta(3))
    with pytest.raises(Obstacle, match="已过，请先修改"):
        notice.advance("publish", by=cast.district)


def test_due_is_the_day_by_which_it_is_to_be_read(cast, today):
    notice = told(cast, read_by=today + timedelta(2), **to("keeper"))
    assert notice.due_on == today + timedelta(2) and notice.running_clock["label"] == "阅读期限"
    assert told(cast, title="不限", **to("keeper")).due_on is None


# Reading


def test_reading_is_confirmed_once_by_a_button_and_by_nothing_else(client, cast):
    notice = told(cast, **to("keeper"))
    client.force_login(cast.keeper)
    page = client.get(notice.get_absolute_url())
    assert "请读完后点“已阅”" in page.content.decode() and not NoticeRead.objects.exists()
    address = reverse("stations:notice_read", args=[notice.pk])
    assert client.get(address).status_code == 405
    for _ in range(2):
        assert client.post(address).url == notice.get_absolute_url()
    assert NoticeRead.objects.get().user == cast.keeper
    assert "确认阅读" in client.get(notice.get_absolute_url()).content.decode()


def test_only_those_whom_it_names_confirm(client, cast):
    for notice in (told(cast, **to("keeper")), told(cast, title="不要求", needs_receipt=False, **to("keeper", "head")),
                   notice_at("withdrawn", cast)):
        for user in (cast.district, cast.head) if notice.needs_receipt else (cast.keeper,):
            with pytest.raises(PermissionDenied):
                notice.confirm(user)
    client.force_login(cast.district)
    assert client.post(f"/notices/{Notice.objects.first().pk}/read/").status_code == 403
    client.force_login(cast.unit)
    assert client.post(f"/notices/{Notice.objects.first().pk}/read/").status_code == 404
    assert not NoticeRead.objects.exists()


def test_list_puts_unread_first_and_home_reminds(client, cast):
    first, second = told(cast, title="先发的", **to("keeper", "deputy")), told(cast, title="后发的", **to("keeper"))
    second.confirm(cast.keeper)
    client.force_login(cast.keeper)
    assert [row["thing"] for row in client.get(LIST).context["rows"]] == [first, second]
    assert [row["thing"] for row in client.get(LIST, {"view": "unread"}).context["rows"]] == [first]
    assert "有 1 件制度、通知待您阅" in client.get("/").content.decode()
    first.confirm(cast.keeper)
    assert "待您阅" not in client.get("/").content.decode()
    client.force_login(cast.deputy)
    assert "有 1 件制度、通知待您阅" in client.get("/").content.decode()


def test_numbers_of_readers_open_their_names(client, cast, others):
    notice = told(cast, **to("keeper", "head"))
    notice.confirm(cast.keeper)
    client.force_login(cast.district)
    address = reverse("stations:notice_readers", args=[notice.pk])
    counts = {str(tab["label"]): (tab["count"], tab["url"]) for tab in client.get(notice.get_absolute_url()).context["counts"]}
    assert {label: n for label, (n, _url) in counts.items()} == {"应阅": 4, "已阅": 1, "未阅": 3}
    for n, url in counts.values():
        assert len(client.get(address + url).context["rows"]) == n
    for place in client.get(address).context["rows"]:
        for cell in place["cells"]:
            page = client.get(address + cell["url"])
            assert len(page.context["rows"]) == cell["n"] and page.context["place"] == place["place"]


@pytest.mark.parametrize("query", ["state=zzz", "where=zzz", "page=-1", "where=s99999999999999999999"])
def test_rubbish_in_the_address_of_readers_shows_all(client, cast, query):
    notice = told(cast, **to("keeper"))
    client.force_login(cast.district)
    page = client.get(f"/notices/{notice.pk}/readers/?{query}")
    assert {row["place"] for row in page.context["rows"]} == {reader.place for reader in readers(notice)}


# Writing


def test_draft_is_written_changed_and_published(client, cast):
    client.force_login(cast.district)
    notice_url = client.post(NEW, typed(stations=[cast.station.pk])).url
    notice = Notice.objects.get()
    assert notice.get_absolute_url() == notice_url and notice.stage == "draft" and notice.readers_named == ["站点联络员", "站长"]
    address = f"/notices/{notice.pk}/move/revise/"
    form = client.get(address).context["form"]
    assert form["text"].value() == notice.text and form["readers"].value() == ["keeper", "head"]
    assert [str(key) for key in form["stations"].value()] == [str(cast.station.pk)]
    client.post(address, typed(title="接待日制度（修订）", readers=["deputy"], version=notice.version))
    notice.refresh_from_db()
    assert (notice.title, notice.to_keeper, notice.to_deputy, notice.stations.count()) == ("接待日制度（修订）", False, True, 0)
    client.post(f"/notices/{notice.pk}/move/publish/", {"version": notice.version})
    notice.refresh_from_db()
    assert notice.is_published and notice.published_at


def test_two_who_change_one_draft_at_once_do_not_overwrite_each_other(client, cast):
    notice = told(cast, publish=False, **to("keeper"))
    client.force_login(cast.district)
    address, old = f"/notices/{notice.pk}/move/revise/", notice.version
    client.post(address, typed(title="先改的", version=old))
    answer = client.post(address, typed(title="后改的", version=old))
    assert answer.status_code == 409 and "后改的" in answer.content.decode()
    assert Notice.objects.get().title == "先改的"


def test_replacement_begins_with_the_words_of_the_first(client, cast, others):
    old = told(cast, number="岳〔2026〕1号", **to("keeper"))
    client.force_login(cast.district)
    form = client.get(NEW, {"supersedes": old.pk}).context["form"]
    assert (form["text"].value(), form["supersedes"].value(), form["number"].value()) == (old.text, old.pk, "")
    client.force_login(cast.street)
    assert client.get(NEW, {"supersedes": old.pk}).status_code == 404
    assert client.get(NEW, {"supersedes": "9" * 30}).status_code == 404


@pytest.mark.parametrize(("changes", "words"), [
    ({"title": ""}, "必填"), ({"readers": []}, "发给谁"), ({"readers": ["admin"]}, "有效"),
    ({"read_by": "2001-01-01"}, "不能在今天以前"), ({"read_by": "2026-02-30"}, "日期"), ({"text": "字" * 20001}, "20000"),
    ({"within": "9" * 20}, "选项"), ({"stations": ["9" * 30]}, "有效"), ({"title": "通\u202e知"}, "不可见控制字符"),
    ({"needs_receipt": "", "read_by": "2099-01-01"}, "要勾选"),
])
def test_wrong_words_are_told_and_kept(client, cast, changes, words):
    client.force_login(cast.district)
    answer = client.post(NEW, typed(**changes))
    page = answer.content.decode()
    assert answer.status_code == 200 and words in page and not Notice.objects.exists()
    assert "按时到站" in page or "text" in changes


def test_pages_of_writing_are_for_the_offices(client, cast):
    for role, status in {"keeper": 403, "head": 403, "deputy": 403, "unit": 403, "auditor": 403, "admin": 403, "street": 200,
                         "district": 200}.items():
        client.force_login(getattr(cast, role))
        assert client.get(NEW).status_code == status, role


def test_text_is_text(client, cast):
    notice = told(cast, text="<b>粗</b>\n\n第二段", **to("keeper"))
    client.force_login(cast.keeper)
    for address in (notice.get_absolute_url(), f"/notices/{notice.pk}/paper/"):
        page = client.get(address).content.decode()
        assert "&lt;b&gt;" in page and "<p>第二段</p>" in page


def test_paper_tells_what_is_not_in_force(client, cast):
    notice = notice_at("published", cast)
    client.force_login(cast.keeper)
    address = f"/notices/{notice.pk}/paper/"
    page = client.get(address).content.decode()
    assert "岳阳楼区人大代表工委" in page and "已撤回）" not in page
    step(notice, "withdraw", cast)
    assert "（已撤回）" in client.get(address).content.decode()


def test_one_and_three_rows_cost_the_same(client, cast):
    client.force_login(cast.district)

    def cost(address):
        with CaptureQueriesContext(connection) as told_queries:
            assert client.get(address).status_code == 200
        return len(told_queries)

    notice = told(cast, **to("keeper"))
    before = [cost(LIST), cost(f"/notices/{notice.pk}/readers/")]
    for n in range(2):
        told(cast, title=f"第{n}件", **to("keeper"))
        MembershipFactory(role="keeper", station=StationFactory(region=cast.station.region))
    assert [cost(LIST), cost(f"/notices/{notice.pk}/readers/")] == before


def test_date_and_trail_of_a_notice_have_their_pages(client, cast, today):
    notice = told(cast, read_by=today + timedelta(2), **to("keeper"))
    for role, audit in (("district", 200), ("auditor", 200), ("keeper", 403)):
        client.force_login(getattr(cast, role))
        assert "发布单位要求" in client.get(f"/notices/{notice.pk}/deadline/").content.decode()
        assert client.get(f"/notices/{notice.pk}/audit/").status_code == audit, role
