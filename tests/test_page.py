"""The frame of every page: whose hat, which way on, how large; and the pages that are open to everybody."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import reverse

from deputies.models import Deputy, Posting
from liaison.views.context import MOST_ENTRIES, Page
from stations.models import Membership, Region, Station, Unit, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    for code, name in (("430602", "岳阳楼区"), ("430602012", "洛王街道")):
        Region.objects.update_or_create(code=code, defaults={"name": name})
    street, county = Region.objects.get(code="430602012"), Region.objects.get(code="430602")
    station = Station.objects.create(code="602012", name="洛王街道站", region=street, phone="0730-800", opened_on="2020-01-01")
    return {"station": station, "region": county, "unit": Unit.objects.create(name="城管局", region=county)}


def holder(place, *roles):
    user = User.objects.create_user("wang", name="王姐")
    for role in roles:
        kind = {"keeper": "station", "head": "station", "unit": "unit"}.get(role, "region")
        Membership.objects.create(user=user, role=role, **{kind: place[kind]})
    return user


def page(user, address="/", **cookies):
    request = RequestFactory().get(address)
    request.user = user
    request.COOKIES.update(cookies)
    return Page(request)


def labels(page):
    return [str(item["label"]) for group in page.nav for item in group["items"]]


ENTRIES = {
    "keeper": "首页 登记来访 群众意见 群英会 代表建议 接待和活动 代表 联络站",
    "head": "首页 登记来访 群众意见 群英会 代表建议 接待和活动 代表 联络站",
    "street": "首页 群众意见 群英会 代表建议 接待和活动 代表 联络站 看板",
    "district": "首页 群众意见 群英会 代表建议 接待和活动 代表 联络站 看板",
    "auditor": "首页 群众意见 群英会 代表建议 接待和活动 代表 联络站 看板",
    "unit": "首页 群众意见 代表建议 代表 联络站",
    "admin": "首页 代表 联络站 参考数据",
}


@pytest.mark.parametrize("role", ENTRIES)
def test_each_role_finds_its_own_entries(place, role):
    shown = page(holder(place, role))
    assert labels(shown) == ENTRIES[role].split()
    assert len(shown.tabs) == 4


def test_many_roles_still_make_a_short_list(place):
    assert len(labels(page(holder(place, "keeper", "street", "district", "admin")))) <= MOST_ENTRIES


def test_stranger_gets_no_navigation(place):
    for user in (AnonymousUser(), User.objects.create_user("nobody", name="无")):
        assert page(user).nav == []
    assert page(AnonymousUser()).hat == "" and page(AnonymousUser()).tabs == []


@pytest.mark.parametrize("address, current", [
    ("/", ["首页"]), ("/issues/", ["群众意见"]), ("/issues/12/", ["群众意见"]), ("/issues/log/", ["登记来访"]), ("/help/", []),
])
def test_current_entry_is_marked(place, address, current):
    shown = page(holder(place, "keeper"), address)
    assert [str(item["label"]) for group in shown.nav for item in group["items"] if item["current"]] == current


@pytest.mark.parametrize("address, current, beside", [
    ("/funds/", "联络站", "活动经费"), ("/deeds/12/", "代表", "办实事"), ("/deeds/missing/", "代表", "年度实事"),
    ("/activities/new/", "接待和活动", "活动"), ("/dashboard/work/", "看板", "工作成效"),
    ("/stations/7/", "联络站", "联络站名册"),
])
def test_page_of_a_section_is_marked_in_it(place, address, current, beside):
    shown = page(holder(place, "street"), address)
    entry = next(item for group in shown.nav for item in group["items"] if item["current"])
    assert str(entry["label"]) == current
    assert [str(item["label"]) for item in shown.section if item["current"]] == [beside]


def test_section_opens_what_the_role_may_see(place):
    shown = page(holder(place, "unit"), "/deputies/")
    assert [str(item["label"]) for item in shown.section] == ["代表名册", "办实事"]
    assert page(AnonymousUser(), "/deputies/").section == []


def test_hat_tells_place_person_and_role(place):
    shown = page(holder(place, "keeper", "head"))
    assert shown.hat in ("洛王街道站 · 王姐（站长、站点联络员）", "洛王街道站 · 王姐（站点联络员、站长）")
    assert shown.site_name == "岳阳楼区人大代表联络站门户" and shown.phone == "0730-800"


def test_unit_belongs_to_its_county_too(place):
    assert page(holder(place, "unit")).site_name == "岳阳楼区人大代表联络站门户"


def test_deputy_wears_the_hat_of_the_station(place):
    user = User.objects.create_user("li", name="李代表")
    Posting.objects.create(deputy=Deputy.objects.create(name="李代表", user=user), station=place["station"])
    shown = page(user)
    assert shown.hat == "洛王街道站 · 李代表（人大代表）" and shown.site_name == "岳阳楼区人大代表联络站门户"
    assert labels(shown) == "首页 群众意见 群英会 代表建议 接待和活动 代表 联络站".split()


@pytest.mark.parametrize("role", ENTRIES)
def test_frame_costs_one_query_for_rights(place, role, django_assert_num_queries):
    user = User.objects.get(pk=holder(place, role).pk)
    with django_assert_num_queries(1):
        shown = page(user)
        assert shown.nav and shown.tabs and shown.hat and shown.site_name


@pytest.mark.parametrize("cookie, size", [("large", "large"), ("extra", "extra"), ("", "normal"), ('"><script>', "normal")])
def test_size_of_letters_is_remembered(place, cookie, size):
    assert page(AnonymousUser(), size=cookie).size == size


def test_choosing_larger_letters(client):
    answer = client.post("/text-size/", {"size": "large", "next": "/help/"})
    assert answer.url == "/help/" and client.cookies["size"]["max-age"] == 365 * 24 * 3600
    assert 'data-size="large"' in client.get("/help/").content.decode()


@pytest.mark.parametrize("size", ["", "huge", "\0", "x" * 10_000])
def test_no_other_size_is_kept(client, size):
    client.post("/text-size/", {"size": size, "next": "/help/"})
    assert "size" not in client.cookies


def test_size_of_letters_leads_back_to_this_portal_only(client):
    assert "evil" not in client.post("/text-size/", {"size": "large", "next": "//evil.example/"}).url


def test_size_of_letters_is_not_changed_by_a_link(client):
    assert client.get("/text-size/?size=large").status_code == 405


def test_help_tells_keys_roles_and_words(client):
    text = client.get("/help/").content.decode()
    for word in ("F2", "F4", "F8", "Ctrl+Enter", "Ctrl+K", "站点联络员", "承办单位", "群英会", "工作日", "打印这一页"):
        assert word in text
    assert client.post("/help/").status_code == 405


def test_pages_open_to_everybody(client):
    for name in ("sign_in", "help"):
        assert client.get(reverse(name)).status_code == 200
    for name in ("password", "stations:stations", "dashboard", "home", "search"):
        assert client.get(reverse(name)).url.startswith("/sign-in/?next=")
