"""The list of residents' matters, one matter, and who a visitor is."""

from datetime import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from disputes.figures import FIGURES
from disputes.models import Issue, Rating, Visit, chain_of
from liaison.kit.figures import Scope
from stations.models import ReadLog
from tests import walk
from tests.factories import ReceptionFactory, VisitorFactory, category

LIST = reverse("disputes:issues")


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.keeper)
    return client


def titles(answer):
    return [row["thing"].title for row in answer.context["rows"]]


def queries(client, address):
    with CaptureQueriesContext(connection) as told:
        assert client.get(address).status_code == 200
    return len(told)


# The list

def test_views_hold_what_their_tabs_count(desk, cast):
    for stage in ("registered", "mediating", "answered", "fed_back", "closed"):
        walk.issue_at(stage, cast, title=stage)
    for tab in desk.get(LIST).context["tabs"]:
        shown = desk.get(LIST + tab["url"])
        assert tab["count"] is None or len(shown.context["rows"]) == tab["count"], tab["label"]
    assert titles(desk.get(f"{LIST}?view=waiting")) == ["registered"]
    assert sorted(titles(desk.get(f"{LIST}?view=tell"))) == ["answered", "fed_back"]


def test_matters_of_a_reception_day_are_those_told_there(desk, cast):
    day = ReceptionFactory(station=cast.station)
    other = ReceptionFactory(station=cast.station, starts_at=time(15), ends_at=time(17))
    walk.issue_at("registered", cast, title="那天说的", reception=day), walk.issue_at("registered", cast, title="别的")
    address = f"{LIST}?reception={day.pk}"
    assert address in desk.get(day.get_absolute_url()).content.decode()
    assert titles(desk.get(f"{address}&view=all")) == ["那天说的"]
    assert titles(desk.get(f"{LIST}?reception={other.pk}&view=all")) == []
    for rubbish in ("x", "9" * 30, 0):
        assert desk.get(f"{LIST}?reception={rubbish}").status_code == 200


def test_overdue_and_soon(desk, cast, travel):
    issue = walk.issue_at("registered", cast)
    assert titles(desk.get(f"{LIST}?view=soon")) in ([], [issue.title])
    travel(issue.due_on)
    desk.force_login(cast.keeper)
    assert titles(desk.get(f"{LIST}?view=soon")) == [issue.title] and not titles(desk.get(f"{LIST}?view=overdue"))
    travel(issue.due_on + timezone.timedelta(days=1))
    desk.force_login(cast.keeper)
    answer = desk.get(f"{LIST}?view=overdue")
    assert titles(answer) == [issue.title] and "tone-alarm" in answer.content.decode()


@pytest.mark.parametrize("query", [
    "q=停水", "q={number}", "q={digits}", "q=金领公寓", "q=没有人管", "q=0001", "q=停水&stage=registered", "stage=registered",
    "category={category}", "source=visit", "station={station}", "place=430602012", "place=430602", "deputy={deputy}",
    "since={today}", "until={today}",
])
def test_filters_find_it(desk, cast, query):
    person = VisitorFactory(station=cast.station, phone="13900000001")
    issue = walk.issue_at("registered", cast, place="金领公寓", visitor=person)
    told = query.format(
        number=issue.number, digits=issue.number.replace("-", ""), category=category().pk, station=cast.station.pk,
        deputy=cast.deputies["deputy"].pk, today=timezone.localdate())
    answer = desk.get(f"{LIST}?{told}")
    assert titles(answer) == [issue.title]
    assert len(answer.context["filters"]["chips"]) == told.count("=")


@pytest.mark.parametrize("query", [
    "q=路灯", "q=100%", "q=_", "q=9999", "stage=closed", "source=phone", "place=430602013", "outcome=solved", "satisfaction=not",
    "since=2099-01-01", "until=2001-01-01",
])
def test_filters_leave_it_out_and_say_so(desk, cast, query):
    walk.issue_at("registered", cast)
    answer = desk.get(f"{LIST}?{query}")
    assert titles(answer) == [] and "没有符合条件的记录" in answer.content.decode()


@pytest.mark.parametrize("query", [
    "view=zzz", "before=abc", "before=-1", "before=99999999999999999999", "after=0", "at=9e9", "page=abc",
    "category=9223372036854775808", "station=abc", "stage=zzz", "place='", "since=2026-02-30", "until=0000-00-00",
    "figure=zzz", "q=%00", "q=" + "水" * 60,
    "deputy=9223372036854775808", "unit=9223372036854775808", "sort=password",
])
def test_rubbish_in_the_address_still_shows_a_list(desk, cast, query):
    walk.issue_at("registered", cast)
    assert desk.get(f"{LIST}?{query}").status_code == 200


def test_a_whole_phone_does_not_stay_in_the_address(desk):
    assert desk.get(f"{LIST}?q=13912345678&stage=closed").url == f"{LIST}?q=5678&stage=closed"


def test_phone_tail_is_searched_at_own_stations_only(client, cast):
    walk.issue_at("registered", cast, visitor=VisitorFactory(station=cast.station, phone="13900007777"))
    for role, found in (("keeper", 1), ("head", 1), ("street", 0), ("district", 0)):
        client.force_login(cast.people[role])
        assert len(titles(client.get(f"{LIST}?q=7777"))) == found, role


def test_pages_follow_each_other_both_ways_without_counting(desk, cast, monkeypatch):
    monkeypatch.setattr("disputes.views.lists.ROWS", 2)
    made = [walk.issue_at("registered", cast, title=f"第{n}件").title for n in range(5)][::-1]
    first = desk.get(LIST)
    second = desk.get(LIST + first.context["page_older"])
    third = desk.get(LIST + second.context["page_older"])
    assert titles(first) + titles(second) + titles(third) == made
    assert [page.context["page_words"] for page in (first, second, third)] == [
        "第 1–2 条，后面还有", "第 3–4 条，后面还有", "第 5–5 条"]
    back = desk.get(LIST + third.context["page_newer"])
    assert titles(back) == titles(second) and titles(desk.get(LIST + back.context["page_newer"])) == titles(first)
    assert not third.context["page_older"] and not first.context["page_newer"]


def test_a_figure_opens_exactly_its_rows(desk, cast):
    for stage in ("registered", "mediating", "closed", "merged"):
        walk.issue_at(stage, cast)
    scope = Scope(cast.keeper, since=timezone.localdate(), station=cast.station.pk)
    for figure in FIGURES.values():
        if figure.page == "disputes:issues":
            answer = desk.get(figure.link(scope))
            assert answer.context["count"] == figure.number(scope) == len(answer.context["rows"]), figure.key
            assert str(figure.definition) in answer.content.decode()


def test_one_and_three_rows_cost_the_same(desk, cast):
    walk.issue_at("assigned", cast)
    one = queries(desk, LIST)
    for _ in range(2):
        walk.issue_at("assigned", cast, visitor=VisitorFactory(station=cast.station))
    assert queries(desk, LIST) == one


def test_each_sees_the_own_rows(client, cast, others):
    walk.issue_at("registered", cast, title="本站")
    walk.issue_at("registered", others, title="外站")
    for user, seen in ((cast.keeper, ["本站"]), (others.keeper, ["外站"]), (cast.street, ["本站"]), (cast.unit, []),
                       (cast.district, ["外站", "本站"])):
        client.force_login(user)
        assert titles(client.get(LIST)) == seen, user


def test_identity_is_masked(desk, cast):
    issue = walk.issue_at("registered", cast, visitor=VisitorFactory(station=cast.station, name="刘爹爹", phone="13900000001"))
    for address in (LIST, issue.get_absolute_url()):
        page = desk.get(address).content.decode()
        assert "刘**" in page and "刘爹爹" not in page and "13900000001" not in page


# One matter

@pytest.mark.parametrize("stage", list(walk.WAYS["issue"]))
def test_a_matter_shows_at_every_stage_to_everybody_who_may_see_it(client, cast, stage):
    issue = walk.issue_at(stage, cast)
    for role in ("keeper", "head", "deputy", "street", "district", "unit", "auditor"):
        client.force_login(cast.people[role])
        seen = Issue.objects.visible_to(cast.people[role]).filter(pk=issue.pk).exists()
        answer = client.get(issue.get_absolute_url())
        assert answer.status_code == (200 if seen else 404), role
        if seen:
            assert str(issue.stage_label) in answer.content.decode()


def test_other_station_gets_404_and_nobody_goes_to_sign_in(client, cast, others):
    issue = walk.issue_at("registered", cast)
    pages = [issue.get_absolute_url(), *(reverse(f"disputes:{name}", args=[issue.pk]) for name in ("receipt", "redirection")),
             reverse("disputes:reveal", args=[issue.visitor_id])]
    for address in pages:
        assert client.get(address).status_code == 302
    client.force_login(others.keeper)
    for address in pages:
        assert client.get(address).status_code == 404


def test_three_hundred_steps_cost_what_three_do(desk, cast):
    issue = walk.issue_at("registered", cast)
    walk.step(issue, "remark", cast)
    walk.step(issue, "remark", cast)
    few = queries(desk, issue.get_absolute_url())
    for _ in range(30):
        walk.step(issue, "remark", cast)
        walk.step(issue, "revisit", cast)
    assert queries(desk, issue.get_absolute_url()) == few <= 12


def test_visits_of_a_merged_matter_stand_with_the_one_that_goes_on(desk, cast):
    issue = walk.issue_at("merged", cast)
    page = desk.get(issue.merged_into.get_absolute_url()).content.decode()
    assert "并入的来访" in page
    assert f"已并入 {issue.merged_into.number}" in desk.get(issue.get_absolute_url()).content.decode()


def test_restricted_is_said(client, cast):
    issue = walk.issue_at("restricted", cast)
    client.force_login(cast.head)
    assert "限制知悉：" in client.get(issue.get_absolute_url()).content.decode()


def test_a_remark_is_written_where_the_matter_stands(desk, cast):
    issue = walk.issue_at("registered", cast)
    form = desk.get(issue.get_absolute_url()).context["remark"]
    address = reverse("move", args=["issues", issue.pk, "remark"])
    desk.post(address, {"version": form.initial["version"], "note": "已电话联系物业。"})
    page = desk.get(issue.get_absolute_url()).content.decode()
    assert "已电话联系物业。" in page and "内部" in page


def test_mediation_is_a_task_list(desk, cast):
    issue = walk.issue_at("mediating", cast)
    shown = desk.get(issue.get_absolute_url()).context["mediation"]
    assert shown["running"] and not shown["attempts"] and [link["label"] for link in shown["links"]][0] == "记一次调解"
    walk.step(issue, "attempt", cast)
    walk.step(issue, "settle", cast)
    shown = desk.get(issue.get_absolute_url()).context["mediation"]
    assert len(shown["attempts"]) == 1 and shown["end"].move == "settle" and not shown["links"]


def test_merging_offers_the_matters_of_the_station_and_takes_the_hint(client, cast, others):
    client.force_login(cast.keeper)
    issue, other = walk.issue_at("registered", cast), walk.issue_at("registered", cast)
    foreign = walk.issue_at("registered", others)
    address = reverse("move", args=["issues", issue.pk, "merge"])
    form = client.get(f"{address}?into={other.pk}").context["form"]
    offered = list(form.fields["into"].queryset)
    assert other in offered and issue not in offered and foreign not in offered
    assert str(form["into"].value()) == str(other.pk)
    assert client.get(f"{address}?into=99999999999999999999").status_code == 200


def test_chain_is_the_same_from_both_ends_and_one_query_a_round(cast, django_assert_num_queries):
    issue = walk.issue_at("in_suggestion", cast)
    suggestion = issue.suggestions.get()
    keys = {kind: {thing.pk for thing in things} for kind, things in chain_of(issue, cast.keeper).items()}
    assert keys["issues"] == {issue.pk} and keys["suggestions"] == {suggestion.pk}
    assert {kind: {thing.pk for thing in things} for kind, things in chain_of(suggestion, cast.keeper).items()} == keys
    alone = walk.issue_at("registered", cast)
    assert cast.keeper.current_memberships and cast.keeper.deputy_id is None  # read before counting
    with django_assert_num_queries(1):
        assert chain_of(alone, cast.keeper)["issues"] == [alone]


# Who it is

def test_identity_is_shown_once_with_a_reason_that_is_kept(desk, cast):
    person = VisitorFactory(station=cast.station, name="刘爹爹", phone="13900000001", address="云梦路8号")
    address = reverse("disputes:reveal", args=[person.pk])
    assert "13900000001" not in desk.get(address).content.decode() and not ReadLog.objects.exists()
    assert "请写明为什么" in desk.post(address, {"reason": "　"}).content.decode() and not ReadLog.objects.exists()
    page = desk.post(address, {"reason": "回访"}).content.decode()
    assert "刘爹爹" in page and "13900000001" in page and "云梦路8号" in page
    assert (ReadLog.objects.get().reason, ReadLog.objects.get().by) == ("回访", cast.keeper)
    assert "13900000001" not in desk.get(address).content.decode()


def test_page_of_the_visitor_leads_back_to_the_issue_it_was_opened_from(desk, cast):
    issue = walk.issue_at("registered", cast)
    address = f'{reverse("disputes:reveal", args=[issue.visitor_id])}?issue='
    assert f"{address}{issue.pk}" in desk.get(issue.get_absolute_url()).content.decode()
    back = f'<a class="button quiet" href="{issue.get_absolute_url()}">返回，不做改动</a>'
    assert back in desk.get(f"{address}{issue.pk}").content.decode()
    assert all(back not in desk.get(address + rubbish).content.decode() for rubbish in ("", "x", "0", "9" * 30))


@pytest.mark.parametrize("role", ["chair", "street", "district", "unit", "auditor", "admin"])
def test_identity_stays_at_its_station(client, cast, role):
    issue = walk.issue_at("assigned", cast)
    client.force_login(cast.people[role])
    address = reverse("disputes:reveal", args=[issue.visitor_id])
    assert client.get(address).status_code == client.post(address, {"reason": "回访"}).status_code == 404
    assert not ReadLog.objects.exists()


def test_looking_changes_nothing(desk, cast):
    issue = walk.issue_at("mediating", cast)
    before = Issue.objects.values_list("version", "stage").get(), Visit.objects.count()
    for address in (LIST, issue.get_absolute_url(), reverse("disputes:reveal", args=[issue.visitor_id])):
        desk.get(address)
    assert (Issue.objects.values_list("version", "stage").get(), Visit.objects.count()) == before
    assert not ReadLog.objects.exists()


@pytest.mark.parametrize(("stage", "role", "words"), [
    ("registered", "keeper", "下一步：受理，由站长办理。"), ("registered", "head", ""),
    ("mediating", "street", "下一步：记一次调解，由联络站、站长、代表办理。"),
    ("assigned", "keeper", "下一步：签收，由承办单位"), ("closed", "keeper", ""),
    ("rated", "keeper", "下一步：重新办理，由街道人大工委（乡镇主席团）、区人大代表工委办理。"), ("rated", "street", ""),
])
def test_page_says_whose_turn_it_is(client, cast, stage, role, words):
    matter = walk.issue_at(stage, cast)
    client.force_login(cast.people[role])
    told = client.get(matter.get_absolute_url()).content.decode()
    assert (words in told) if words else ("下一步：" not in told)


@pytest.mark.parametrize(("stage", "role", "label"), [
    ("registered", "head", "受理"), ("accepted", "head", None), ("accepted", "street", "交办"), ("assigned", "unit", "签收"),
    ("in_progress", "unit", "答复"), ("rated", "keeper", None), ("rated", "street", "重新办理"), ("under_review", "deputy", None),
])
def test_page_proposes_what_leads_on(client, cast, stage, role, label):
    matter = walk.issue_at(stage, cast)
    client.force_login(cast.people[role])
    told = client.get(matter.get_absolute_url()).context["actions"]["primary"]
    assert (told and told["label"]) == label


def test_page_proposes_to_close_what_satisfied(desk, cast):
    matter = walk.issue_at("fed_back", cast)
    matter.advance("rate", by=cast.keeper, record=Rating(satisfaction="satisfied", is_solved="yes"))
    page = desk.get(matter.get_absolute_url())
    assert page.context["actions"]["primary"]["label"] == "办结" and page.context["waits_for"] == ""


def proposed(client, user, matter):
    client.force_login(user)
    return client.get(matter.get_absolute_url()).context["actions"]["primary"]["label"]


def test_page_proposes_what_the_matter_waits_for(client, cast):
    mediated = walk.issue_at("mediating", cast)
    assert proposed(client, cast.keeper, mediated) == "记一次调解"
    walk.step(mediated, "attempt", cast)
    assert proposed(client, cast.keeper, mediated) == "调解成功"
    unhappy = walk.issue_at("registered", cast)
    for move in ("answer_on_spot", "rate"):
        walk.step(unhappy, move, cast)
    assert proposed(client, cast.street, unhappy) == "重新受理"  # no unit that could handle it again
