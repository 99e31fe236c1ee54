"""Search: by number, words, names and the last figures of a phone, and never beyond what one may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disputes.models import Visitor
from liaison.views.search import SHOWN
from stations.models import Enterprise
from tests.factories import ActivityFactory, EnterpriseFactory, VisitorFactory
from tests.stations.walk import told as told_notice
from tests.walk import case_at, issue_at, suggestion_at

pytestmark = pytest.mark.django_db
PHONE = "10000002208"


@pytest.fixture
def look(client):
    def at(user, text, **more):
        client.force_login(user)
        return client.get(reverse("search"), {"q": text, **more})

    return at


def titles(page):
    return {section["label"]: [row["title"] for row in section["rows"]] for section in page.context["sections"]}


def addresses(page):
    return [row["url"] for section in page.context["sections"] for row in section["rows"]]


@pytest.fixture
def issue(cast):
    visitor = VisitorFactory(station=cast.station, name="欧阳某某", phone=PHONE)
    return issue_at("registered", cast, title="路灯不亮100%", place="工贸城3栋", visitor=visitor)


def test_a_number_is_found_with_and_without_hyphens(cast, issue, look):
    issue_at("registered", cast)
    for text in (issue.number, issue.number.replace("-", ""), f" {issue.number} "):
        assert addresses(look(cast.keeper, text)) == [issue.get_absolute_url()], text


def test_the_number_of_a_case_and_of_a_suggestion(cast, look):
    case, suggestion = case_at("lead", cast), suggestion_at("accepted", cast)
    assert addresses(look(cast.keeper, case.number)) == [case.get_absolute_url()]
    assert addresses(look(cast.keeper, suggestion.number)) == [suggestion.get_absolute_url()]


def test_words_of_title_and_place(cast, issue, look):
    for text in ("路灯", "工贸城", "路灯 工贸城"):
        assert titles(look(cast.keeper, text)) == {"群众意见": ["路灯不亮100%"]}, text
    assert titles(look(cast.keeper, "路灯 琵琶王")) == {}


def test_activities_enterprises_and_notices_are_found_as_far_as_they_may_be_seen(cast, others, look):
    event = ActivityFactory(station=cast.station, title="银杏树下夜话")
    firm = EnterpriseFactory(station=cast.station, name="银杏机械厂")
    other = EnterpriseFactory(station=others.station, name="银杏食品厂")
    notice = told_notice(cast, title="关于银杏社区建站的通知", to_keeper=True)
    assert titles(look(cast.keeper, "银杏")) == {"活动": [event.title], "企业": [firm.name], "制度通知": [notice.title]}
    assert titles(look(others.keeper, "银杏")) == {"活动": [event.title], "企业": [other.name], "制度通知": [notice.title]}
    assert titles(look(cast.unit, "银杏")) == {"活动": [event.title]}
    assert event.get_absolute_url() in addresses(look(cast.keeper, "银杏"))


def test_more_of_them_open_in_their_list(client, cast, look):
    for n in range(SHOWN + 1):
        ActivityFactory(station=cast.station, title=f"银杏夜话{n}"), EnterpriseFactory(station=cast.station, name=f"银杏厂{n}")
    sections = {each["label"]: each for each in look(cast.keeper, "银杏").context["sections"]}
    assert [client.get(sections[label]["more"]).context["count"] for label in ("活动", "企业")] == [SHOWN + 1] * 2


@pytest.mark.parametrize(("text", "found"), [("100%", 1), ("%", 1), ("_", 0), ("不亮1__", 0), ("\\", 0), ("'", 0)])
def test_wildcards_are_letters(cast, issue, look, text, found):
    issue_at("registered", cast, title="水管漏水")
    assert len(addresses(look(cast.keeper, text))) == found


def test_deputies_and_stations_by_name(cast, look):
    name = cast.deputies["chair"].name
    page = look(cast.unit, name)
    assert titles(page)["代表"][0] == name and "区人大代表" in page.content.decode()
    assert titles(look(cast.unit, cast.station.name)) == {"联络站": [cast.station.name]}


def test_the_visitor_by_name_and_tail_at_the_own_station_only(cast, others, issue, look):
    for text in ("欧阳", "2208"):
        assert titles(look(cast.keeper, text)) == {"来访人是他（她）的": ["路灯不亮100%"]}, text
        for role in ("street", "district", "auditor", "deputy", "unit"):
            assert titles(look(cast.people[role], text)) == {}, (role, text)
        assert titles(look(others.keeper, text)) == {}


@pytest.mark.parametrize("text", [PHONE, "100 0000 2208", "100-0000-2208", "+8610000002208", "１００００００２２０８"])
def test_a_whole_phone_leaves_the_address(cast, issue, look, client, text):
    same_tail = VisitorFactory(station=cast.station, phone="10000012208")
    issue_at("registered", cast, visitor=same_tail, title="另一件")
    page = look(cast.keeper, text)
    assert page.status_code == 302 and "0000002208" not in page.url
    assert titles(client.get(page.url))["来访人是他（她）的"] == ["路灯不亮100%"]


def test_a_phone_within_words_leaves_the_address(cast, issue, look):
    assert "0000002208" not in look(cast.keeper, f"电话{PHONE}停水").url


def test_the_keys_of_visitors_open_nothing_elsewhere(cast, others, issue, look):
    visitor = Visitor.objects.get(phone_tail="2208").pk
    for user in (others.keeper, cast.district):
        assert titles(look(user, "2208", visitor=visitor)) == {}
    for rubbish in ("abc", "9" * 30, "-1", "\0"):
        assert look(cast.keeper, "2208", visitor=rubbish).status_code == 200


def test_identity_is_masked(cast, issue, look):
    html = look(cast.keeper, "2208").content.decode()
    assert "欧*" in html and "欧阳" not in html and PHONE not in html


def test_nobody_finds_what_they_may_not_see(cast, others, look):
    issue_at("registered", cast)
    issue_at("restricted", cast)
    case_at("lead", cast), suggestion_at("draft", cast)
    for text in ("金领公寓", "楼上漏水", "供水管网", "001-"):
        for user in (others.keeper, others.unit, others.street):
            assert set(titles(look(user, text))) <= {"联络站"}, text
    assert len(titles(look(cast.keeper, "金领公寓"))["群众意见"]) == 1  # without the accusation
    assert len(titles(look(cast.head, "金领公寓"))["群众意见"]) == 2


def test_ten_are_shown_and_the_rest_is_a_list(cast, look, client):
    for _ in range(SHOWN + 1):
        issue_at("registered", cast)
    section = look(cast.keeper, "金领公寓").context["sections"][0]
    assert len(section["rows"]) == SHOWN
    assert len(client.get(section["more"]).context["rows"]) == SHOWN + 1


def test_a_matter_is_shown_once(cast, look):
    issue_at("registered", cast, title="2208号楼停电", visitor=VisitorFactory(station=cast.station, phone=PHONE))
    assert len(addresses(look(cast.keeper, "2208"))) == 1


@pytest.mark.parametrize("text", ["", " ", "\0", "a" * 5000, "词 " * 400, "\u202e反", "9" * 400, "%00", "<script>"])
def test_rubbish_finds_nothing_and_breaks_nothing(cast, issue, look, text):
    page = look(cast.keeper, text)
    assert page.status_code == 200 and "<script>" not in page.content.decode()


def test_whoever_has_not_signed_in_is_asked_to(client, db):
    assert client.get(reverse("search"), {"q": "x"}).url.startswith(reverse("sign_in"))


def test_rows_do_not_change_the_cost(cast, look):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            look(cast.keeper, "1")
        return len(asked)

    def work():
        told_notice(cast, title="1号通知", to_keeper=True)
        ActivityFactory(station=cast.station), EnterpriseFactory(station=cast.station, name=f"1厂{Enterprise.objects.count()}")
        issue_at("registered", cast, title="1栋"), case_at("lead", cast, title="1栋"), suggestion_at("draft", cast, title="1栋")

    work()
    look(cast.keeper, "1")
    once = cost()
    work(), work()
    assert cost() == once <= 30
