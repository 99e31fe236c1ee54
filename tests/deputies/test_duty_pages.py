"""Pages of the duty file: the list and its queues, one entry, a new one, many at once, and the file of a year."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from deputies.figures import FIGURES
from deputies.models import Deputy, Duty, DutyKind, DutyStep, Mandate
from liaison.kit.figures import Scope
from stations.models import Setting
from tests import walk
from tests.deputies.walk_duty import duty_at, make, recorded
from tests.factories import PostingFactory, StationFactory

pytestmark = pytest.mark.django_db
LIST, NEW, ADVANCE = reverse("deputies:duties"), reverse("deputies:duty_new"), reverse("deputies:duties_advance")


@pytest.fixture
def look(client):
    def at(user, url, **data):
        client.force_login(user)
        return client.post(url, data) if data else client.get(url)

    return at


def text(response):
    return response.content.decode()


def file_of(cast, role="deputy", year=None):
    return reverse("deputies:duty_file", args=[cast.deputies[role].pk]) + (f"?year={year}" if year else "")


def move_url(duty, name):
    return reverse("move", args=["duties", duty.pk, name])


def listed(response):
    return [row["thing"].pk for row in response.context["rows"]]


def told(**changes):
    return {"kind": "study", "what": "参加履职培训", "on": str(timezone.localdate()), "keep": "submit"} | changes


# Who sees what


@pytest.mark.parametrize("role", ["deputy", "keeper", "head", "street", "district", "auditor"])
def test_those_concerned_see_entry_and_file(look, cast, role):
    duty = recorded(cast)
    for url in (duty.get_absolute_url(), file_of(cast)):
        assert look(cast.people[role], url).status_code == 200
    assert listed(look(cast.people[role], f"{LIST}?view=all")) == [duty.pk]


@pytest.mark.parametrize("role", ["cosigner", "chair", "unit", "assist", "admin"])
def test_other_deputies_units_and_the_administrator_get_404(look, cast, role):
    duty = recorded(cast)
    for url in (duty.get_absolute_url(), file_of(cast), move_url(duty, "strike"), reverse("audit", args=["duties", duty.pk])):
        assert look(cast.people[role], url).status_code == 404
    assert listed(look(cast.people[role], f"{LIST}?view=all")) == []
    assert file_of(cast) not in text(look(cast.people[role], cast_page(cast)))


def cast_page(cast):
    return reverse("deputies:deputy", args=[cast.deputies["deputy"].pk])


@pytest.mark.parametrize("role", ["keeper", "head", "street"])
def test_other_station_gets_404(look, cast, others, role):
    duty = recorded(cast)
    for url in (duty.get_absolute_url(), file_of(cast), move_url(duty, "strike")):
        assert look(others.people[role], url).status_code == 404
    assert listed(look(others.people[role], f"{LIST}?view=all")) == []


def test_station_of_a_second_posting_sees_the_whole_file(look, cast, others):
    duty = recorded(cast)
    PostingFactory(deputy=cast.deputies["deputy"], station=others.station)
    assert look(others.keeper, file_of(cast)).status_code == look(others.keeper, duty.get_absolute_url()).status_code == 200


def test_station_of_a_former_posting_sees_its_own_entries_but_no_file(look, cast):
    duty = recorded(cast)
    cast.deputies["deputy"].postings.update(until=timezone.localdate() - timedelta(1))
    assert look(cast.keeper, duty.get_absolute_url()).status_code == 200
    assert look(cast.keeper, file_of(cast)).status_code == 404
    assert look(cast.street, file_of(cast)).status_code == 200


def test_street_of_a_former_posting_sees_what_was_done_there_and_no_more(look, cast, others):
    here = recorded(cast)
    there = recorded(cast, number=2)
    Duty.objects.filter(pk=there.pk).update(station=others.station)
    assert look(cast.street, there.get_absolute_url()).status_code == 200
    cast.deputies["deputy"].postings.update(until=timezone.localdate() - timedelta(1))
    PostingFactory(deputy=cast.deputies["deputy"], station=others.station)
    assert look(cast.street, here.get_absolute_url()).status_code == 200
    assert look(cast.street, there.get_absolute_url()).status_code == 404
    page = text(look(cast.street, file_of(cast)))
    assert here.get_absolute_url() in page and there.get_absolute_url() not in page


@pytest.mark.parametrize("stage", ["draft", "withdrawn"])
def test_a_draft_is_the_deputys_own(look, cast, stage):
    duty = duty_at(stage, cast)
    assert look(cast.deputy, duty.get_absolute_url()).status_code == 200
    for role in ("keeper", "head", "street", "district", "auditor"):
        assert look(cast.people[role], duty.get_absolute_url()).status_code == 404
        assert duty.what not in text(look(cast.people[role], f"{LIST}?view=all")) + text(look(cast.people[role], file_of(cast)))


@pytest.mark.parametrize("url", [LIST, NEW])
def test_anonymous_must_sign_in(client, db, url):
    assert client.get(url).url.startswith(reverse("sign_in"))


def test_looking_changes_nothing(look, cast):
    duty, steps = duty_at("submitted", cast), DutyStep.objects.count()
    for url in (LIST, NEW, duty.get_absolute_url(), file_of(cast), move_url(duty, "verify")):
        for user in (cast.deputy, cast.keeper):
            look(user, url)
    assert look(cast.keeper, ADVANCE).status_code == 405
    assert (Duty.objects.get().version, DutyStep.objects.count()) == (duty.version, steps)


# The list


@pytest.mark.parametrize(("role", "first"), [
    ("keeper", "submitted"), ("head", "submitted"), ("street", "verified"), ("district", "verified"), ("auditor", "all"),
    ("deputy", "all")])
def test_each_finds_the_own_queue_first(look, cast, role, first):
    found = {stage: duty_at(stage, cast, number, what=f"第{number}件")
             for number, stage in enumerate(("submitted", "verified", "contested"))}
    response = look(cast.people[role], LIST)
    assert listed(response) == ([found[first].pk] if first != "all" else sorted((d.pk for d in found.values()), reverse=True))
    assert [tab["count"] for tab in response.context["tabs"] if tab["current"]] == [1 if first != "all" else 3]


def test_filters_find_deputy_kind_station_and_period(look, cast):
    here = recorded(cast)
    other = recorded(cast, "cosigner", DutyKind.HEARING, number=2, on=timezone.localdate() - timedelta(40))
    queries = {
        f"q={here.deputy.name}": here, "kind=hearing": other, f"deputy={other.deputy_id}": other,
        f"since={timezone.localdate() - timedelta(9)}": here, f"until={timezone.localdate() - timedelta(9)}": other}
    for query, found in queries.items():
        assert listed(look(cast.district, f"{LIST}?view=all&{query}")) == [found.pk], query
    assert listed(look(cast.district, f"{LIST}?view=all&station={StationFactory().pk}")) == []
    for rubbish in ("kind=x", "deputy=x", f"deputy={2**70}", "since=0000-00-00", "view=x", "page=x", "figure=x", "q=%00"):
        assert look(cast.district, f"{LIST}?{rubbish}").status_code == 200


def test_three_rows_cost_the_queries_of_one(client, cast, django_assert_max_num_queries, django_assert_num_queries):
    pages = {LIST: cast.keeper, file_of(cast): cast.deputy, f"{LIST}?view=all": cast.district}
    duty_at("submitted", cast), recorded(cast)
    counts = {}
    for url, user in pages.items():
        client.force_login(user)
        with django_assert_max_num_queries(25) as one:
            client.get(url)
        counts[url] = len(one)
    for number in (2, 3, 4):
        duty_at("submitted", cast, what=f"第{number}件"), recorded(cast, number=number), duty_at("contested", cast, number + 9)
    for url, user in pages.items():
        client.force_login(user)
        with django_assert_num_queries(counts[url]):
            client.get(url)


def test_empty_list_says_what_comes_by_itself(look, cast):
    assert "自动记入" in text(look(cast.keeper, LIST)) and NEW in text(look(cast.deputy, LIST))
    assert "没有符合条件" in text(look(cast.keeper, f"{LIST}?q=无"))


# Many at once


def ticked(*duties):
    return [f"{duty.pk}-{duty.version}" for duty in duties]


@pytest.mark.parametrize(("stage", "role", "move", "target"), [
    ("submitted", "keeper", "verify", "verified"), ("verified", "street", "approve", "approved")])
def test_ticked_rows_are_moved_at_once(look, cast, stage, role, move, target):
    duties = [duty_at(stage, cast, what=f"第{n}件") for n in range(3)]
    page = look(cast.people[role], LIST)
    assert page.context["at_once"]["move"] == move and all(row["may"] for row in page.context["rows"])
    answer = look(cast.people[role], ADVANCE, move=move, rows=ticked(*duties[:2]), query="view=all&kind=study")
    assert answer.url == f"{LIST}?view=all&kind=study"
    assert [Duty.objects.get(pk=duty.pk).stage for duty in duties] == [target, target, stage]


def test_what_is_stale_or_not_the_users_is_left_alone(client, look, cast, others):
    fine, stale, foreign = (duty_at("submitted", cast, what=f"第{n}件") for n in range(3))
    rows = ticked(fine, stale, foreign) + ["x", "1", f"{10**17}-1", f"{2**70}-1", ""]
    make(stale, "amend", cast, what="改过的")
    Duty.objects.filter(pk=foreign.pk).update(station=others.station)
    cast.deputies["deputy"].postings.update(until=timezone.localdate() - timedelta(1))
    page = look(cast.keeper, ADVANCE, move="verify", rows=rows, query="")
    assert [Duty.objects.get(pk=d.pk).stage for d in (fine, stale, foreign)] == ["verified", "submitted", "submitted"]
    told = text(client.get(page.url))
    assert "已核实 1 条" in told and "有 3 条没有办" in told


@pytest.mark.parametrize("role", ["street", "district", "auditor", "deputy", "unit"])
def test_who_may_not_verify_moves_nothing(look, cast, role):
    duty = duty_at("submitted", cast)
    look(cast.people[role], ADVANCE, move="verify", rows=ticked(duty), query="")
    assert Duty.objects.get().stage == "submitted"


@pytest.mark.parametrize("data", [
    {"query": ""}, {"move": "verify"}, {"move": "strike", "rows": ["1-1"]}, {"move": "verify", "rows": ["\0"]},
    {"move": "verify", "rows": ["1-1"], "query": "//evil.example/%0d%0a"}])
def test_nothing_chosen_or_rubbish_goes_back_to_the_list(look, cast, data):
    answer = look(cast.keeper, ADVANCE, **data)
    assert answer.status_code == 302 and answer.url.startswith(LIST) and "\n" not in answer.url


def test_same_verification_twice_is_made_once(look, cast):
    duty = duty_at("submitted", cast)
    for _ in range(2):
        look(cast.keeper, ADVANCE, move="verify", rows=ticked(duty), query="")
    assert Duty.objects.get().version == duty.version + 1


# A new one


def test_one_form_keeps_and_submits(look, cast):
    page = text(look(cast.deputy, NEW))
    assert str(timezone.localdate()) in page and "出席会议" in page and "接待来访" not in page.split("<form")[-1]
    answer = look(cast.deputy, NEW, **told(what="参加区人大\n组织的培训。"))
    duty = Duty.objects.get()
    assert answer.url == duty.get_absolute_url()
    assert (duty.stage, duty.what, duty.station, duty.deputy) == ("submitted", "参加区人大 组织的培训", cast.station,
                                                                cast.deputies["deputy"])
    assert [step.move for step in duty.steps.all()] == ["draft", "submit"] and duty.broken_step() is None


def test_draft_is_kept_revised_and_handed_in(look, cast):
    look(cast.deputy, NEW, **told(keep="draft"))
    duty = Duty.objects.get()
    assert duty.stage == "draft"
    form = look(cast.deputy, move_url(duty, "revise"))
    assert "参加履职培训" in text(form)
    look(cast.deputy, move_url(duty, "revise"), **told(version=duty.version, what="参加全省履职培训", hours="2.5"))
    look(cast.deputy, move_url(duty, "submit"), version=duty.version + 1)
    duty.refresh_from_db()
    assert (duty.stage, duty.what) == ("submitted", "参加全省履职培训")


@pytest.mark.parametrize(("changes", "words"), [
    ({"kind": ""}, "请选择做的是哪一类事"), ({"what": " "}, "请用一句话写做了什么"), ({"kind": "reception"}, "有效"),
    ({"on": "2099-01-01"}, "不能在今天以后"), ({"on": "x"}, "日期"), ({"hours": "-1"}, "大于 0"), ({"hours": "NaN"}, "数字"),
    ({"what": "长" * 101}, "100"), ({"what": "a\u202eb"}, "不可见"), ({"on": "1990-01-01"}, "代表资格")])
def test_what_cannot_stand_is_told_and_everything_typed_is_kept(look, cast, changes, words):
    sent = told(role="主持", proof="通知第 3 号") | changes
    answer = look(cast.deputy, NEW, **sent)
    assert answer.status_code == 200 and Duty.objects.count() == 0
    page = text(answer)
    assert words in page and "主持" in page and "通知第 3 号" in page and "<title>有误" in re.sub(r"\s+<title>", "<title>", page)


def test_sent_twice_is_kept_once(look, cast):
    look(cast.deputy, NEW, **told())
    assert "已经记过" in text(look(cast.deputy, NEW, **told()))
    assert Duty.objects.count() == 1


def test_deputy_of_two_stations_chooses_one_of_them(look, cast, others):
    PostingFactory(deputy=cast.deputies["deputy"], station=others.station)
    assert cast.station.name in text(look(cast.deputy, NEW))
    look(cast.deputy, NEW, **told(station=others.station.pk))
    assert Duty.objects.get().station == others.station
    answer = look(cast.deputy, NEW, **told(station=StationFactory().pk, what="又一次"))
    assert answer.status_code == 200 and Duty.objects.count() == 1


def test_deputy_without_a_station_is_told_why(look, cast):
    cast.deputies["deputy"].postings.update(until=timezone.localdate() - timedelta(1))
    for data in ({}, told()):
        assert "您还没有编入联络站" in text(look(cast.deputy, NEW, **data))
    assert Duty.objects.count() == 0


@pytest.mark.parametrize("role", ["keeper", "head", "street", "district", "unit", "auditor", "admin"])
def test_nobody_else_tells_of_service(look, cast, role):
    for data in ({}, told()):
        assert look(cast.people[role], NEW, **data).status_code == 403
    assert Duty.objects.count() == 0


# One entry


def test_deputy_contests_and_the_head_decides(look, cast):
    duty = recorded(cast)
    look(cast.deputy, move_url(duty, "contest"), version=duty.version, note="那天我请了假")
    page = text(look(cast.head, duty.get_absolute_url()))
    assert "决定以前照常计入" in page and "那天我请了假" in page
    look(cast.head, move_url(duty, "strike"), version=duty.version + 1, note="核对签到，确实没来")
    assert Duty.objects.get().stage == "struck"
    assert "确实没来" in text(look(cast.deputy, duty.get_absolute_url()))


@pytest.mark.parametrize("role, stage, move, evidence", [
    ("keeper", "submitted", "verify", "代表自报，没有写"), ("head", "contested", "uphold", "打开这件事"),
])
def test_who_decides_sees_what_is_decided(look, cast, role, stage, move, evidence):
    duty = duty_at(stage, cast)
    page = text(look(cast.people[role], move_url(duty, move)))
    for words in (duty.get_kind_display(), duty.what, f"{duty.on:%Y年}{duty.on.month}月{duty.on.day}日", evidence):
        assert words in page, words


def test_stale_decision_meets_what_was_done(look, cast):
    duty = duty_at("contested", cast)
    make(duty, "uphold", cast)
    answer = look(cast.head, move_url(duty, "strike"), version=duty.version - 1, note="不对")
    assert answer.status_code == 409 and "不对" in text(answer) and Duty.objects.get().stage == "recorded"


def test_entry_leads_to_its_evidence_and_names_no_visitor(look, cast, others):
    issue = walk.issue_at("registered", cast)
    duty = Duty.objects.get()
    page = text(look(cast.keeper, duty.get_absolute_url()))
    assert issue.get_absolute_url() in page and issue.number in page
    assert issue.title not in page and issue.visitor.name not in page
    PostingFactory(deputy=cast.deputies["deputy"], station=others.station)
    for url in (file_of(cast), f"{LIST}?view=all"):
        assert f'<span class="small muted no-print">{issue.title}</span>' in text(look(cast.deputy, url))
        assert issue.number in text(look(others.keeper, url)) and issue.title not in text(look(others.keeper, url))


def test_other_entries_of_the_day_are_shown_to_whoever_verifies(look, cast):
    duty, same = duty_at("submitted", cast), recorded(cast)
    recorded(cast, "cosigner", number=5)
    shown = look(cast.keeper, duty.get_absolute_url()).context["same_day"]
    assert [row["thing"].pk for row in shown] == [same.pk]


# The file of a year


def test_file_has_eight_parts_and_counts_what_stands(look, cast):
    for number, kind in enumerate(DutyKind):
        recorded(cast, kind=kind, number=number)
    duty_at("submitted", cast), duty_at("struck", cast, 90)
    page = look(cast.deputy, file_of(cast))
    assert page.context["count"] == len(DutyKind) == sum(part["count"] for part in page.context["sections"])
    assert len(page.context["sections"]) == 7 and all(part["rows"] for part in page.context["sections"])
    for part in "一二三四五六七八":
        assert f"{part}、" in text(page)
    assert sorted(row["thing"].stage for row in page.context["waiting"]) == ["struck", "submitted"]
    assert sum(month["count"] for month in page.context["months"]) == len(DutyKind)


def test_file_shows_one_year_and_switches(look, cast):
    Mandate.objects.update(since=date(2020, 1, 1))
    this = timezone.localdate().year
    recorded(cast), recorded(cast, number=2, on=date(this - 1, 3, 5))
    page = look(cast.district, file_of(cast, year=this - 1))
    assert page.context["count"] == 1 and page.context["months"][2]["count"] == 1
    assert [tab["label"] for tab in page.context["years"]] == [f"{this - 1}年", f"{this}年"]
    for rubbish in ("x", "0", "99999", "-1", "١٢٣٤", this + 1):
        assert look(cast.district, file_of(cast, year=rubbish)).context["year"] == this


def test_only_the_deputy_finds_what_to_say_against_an_entry(look, cast):
    duty = recorded(cast)
    assert move_url(duty, "contest") in text(look(cast.deputy, file_of(cast)))
    for role in ("keeper", "head", "district"):
        page = text(look(cast.people[role], file_of(cast)))
        assert "提出异议" not in page and "记一次履职" not in page


def test_arrival_undone_leaves_the_file(look, cast):
    issue = walk.issue_at("registered", cast)
    assert look(cast.deputy, file_of(cast)).context["count"] == 1
    walk.step(issue, "void", cast)
    assert look(cast.deputy, file_of(cast)).context["count"] == 0


def test_file_compares_with_nobody_and_prints_with_signatures(look, cast):
    recorded(cast, "cosigner", number=3)
    page = text(look(cast.deputy, file_of(cast)))
    assert cast.deputies["cosigner"].name not in page and "排名" not in page and "履职积分" not in page
    assert "人大代表履职情况表" in page and "代表（签名）" in page


def test_deputy_page_and_home_lead_to_the_file(look, cast):
    recorded(cast)
    assert file_of(cast) in text(look(cast.keeper, cast_page(cast)))
    home = text(look(cast.deputy, reverse("home")))
    assert file_of(cast) in home and NEW in home and "1 件次" in home


# Points


def turn_on(region=None):
    Setting.objects.create(key="duty.points_on", region=region, label="启用", number=1)


def test_points_are_off_until_a_district_turns_them_on(look, cast):
    recorded(cast)
    assert "积分" not in text(look(cast.deputy, file_of(cast)))
    turn_on(cast.county)
    page = text(look(cast.deputy, file_of(cast)))
    assert "履职积分 4 分" in page and "第一次 4 分，每多一次 2 分，全年最多 12 分" in page


@pytest.mark.parametrize("role", ["keeper", "head", "street", "auditor"])
def test_points_are_for_the_deputy_and_the_committee(look, cast, role):
    recorded(cast), turn_on(cast.county)
    assert "积分" not in text(look(cast.people[role], file_of(cast)))
    assert "积分" in text(look(cast.district, file_of(cast)))


# Figures


def test_figures_open_exactly_their_rows(look, cast, others):
    recorded(cast), recorded(cast, "cosigner", DutyKind.HEARING, 2), duty_at("contested", cast, 3)
    for stage in ("submitted", "struck", "taken_back"):
        duty_at(stage, cast, 10 + len(stage))
    recorded(others, number=7)
    recorded(cast, "chair", DutyKind.STUDY, 8, on=timezone.localdate() - timedelta(400))
    scope = Scope(cast.street, since=timezone.localdate() - timedelta(30))
    for key, number in {"duties": 3, "deputies_served": 2, "duties_hearing": 1, "duties_study": 0, "duties_reception": 2}.items():
        figure = FIGURES[key]
        assert figure.number(scope) == number, key
        page = look(cast.street, figure.link(scope))
        assert page.context["count"] == number, key
    assert FIGURES["duties"].number(Scope(cast.unit)) == FIGURES["duties"].number(Scope(cast.admin)) == 0
    assert Deputy.objects.count() > 2
