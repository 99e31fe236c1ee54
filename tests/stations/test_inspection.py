"""Inspections of stations: what was found, by when it is to be right, and who sees it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from liaison.kit.figures import Scope
from liaison.kit.flow import Obstacle
from stations.actions import limits
from stations.figures import FIGURES
from stations.models import CalendarDay, Correction, DeadlineRule, Extension, Finding, Inspection, InspectionNote
from stations.views.flowing import day_words
from tests.factories import StationFactory
from tests.stations.walk import finding, inspection_at, step

pytestmark = pytest.mark.django_db
LIST, NEW, FINDINGS = "/inspections/", "/inspections/new/", "/inspections/findings/"


@pytest.fixture
def today():
    return timezone.localdate()


def typed(cast, *findings, **changes):
    told = {"station": cast.station.pk, "title": "第三批专题督查", "on": timezone.localdate(), "inspectors": "甲、乙",
            "overview": "看了台账。", "good": "", "is_clean": "found" if findings else "clean",
            "findings-TOTAL_FORMS": max(3, len(findings)), "findings-INITIAL_FORMS": 0}
    for n, (what, demand, due) in enumerate(findings):
        told |= {f"findings-{n}-what": what, f"findings-{n}-demand": demand, f"findings-{n}-due_on": due}
    return told | changes


# The date


def test_due_is_what_is_due_first_among_what_is_open(cast, today):
    visit = inspection_at("correcting", cast)
    assert visit.due_on == today + timedelta(10)
    step(visit, "correct", cast)
    assert visit.due_on == today + timedelta(20)
    step(visit, "correct", cast)
    assert visit.due_on == today + timedelta(20)  # until it is handed in, the date stands
    assert Inspection.objects.get(pk=visit.pk).due_on == visit.due_on and visit.running_clock["due"] == visit.due_on.isoformat()


def test_extension_moves_the_date_of_one_finding(cast, today):
    visit = inspection_at("correcting", cast)
    step(visit, "extend", cast)
    assert visit.due_on == today + timedelta(20)
    assert [row.until for row in visit.findings()] == [today + timedelta(30), today + timedelta(20)]


@pytest.mark.parametrize("days", [-1, 0, 10])
def test_extension_goes_beyond_the_date_in_force(cast, today, days):
    visit = inspection_at("correcting", cast)
    record = Extension(finding=visit.open_findings().first(), due_on=today + timedelta(days), reason="等物料")
    with pytest.raises(Obstacle, match="新的期限要晚于"):
        visit.advance("extend", by=cast.district, record=record)


def test_looking_again_has_the_rule_of_the_place(cast):
    visit = inspection_at("corrected", cast)
    assert visit.running_clock["clock"] == "recheck"
    assert visit.due_on.isoformat() == DeadlineRule.objects.get(flow="inspection").snapshot(timezone.localdate())["due"]


# Corrections


def test_finish_waits_for_every_finding(cast):
    visit = inspection_at("correcting", cast)
    step(visit, "correct", cast)
    with pytest.raises(Obstacle, match="还没有登记整改：台账缺三天"):
        step(visit, "finish", cast)


def test_a_finding_is_corrected_once_and_only_its_own(cast):
    visit, other = inspection_at("correcting", cast), inspection_at("correcting", cast)
    first = visit.open_findings().first()
    step(visit, "correct", cast)
    for wrong in (first, other.open_findings().first()):
        with pytest.raises(Obstacle, match="已经登记整改，或者不在"):
            visit.advance("correct", by=cast.head, record=Correction(finding=wrong, done="好了"))


def test_correction_is_not_of_the_future_nor_before_the_visit(cast, today):
    visit = inspection_at("correcting", cast)
    for on in (today + timedelta(1), visit.on - timedelta(1)):
        with pytest.raises(Obstacle, match="完成日期"):
            visit.advance("correct", by=cast.head, record=Correction(finding=visit.open_findings().first(), done="好", on=on))


def test_what_is_not_right_at_the_second_look_is_found_again(cast, today):
    visit = inspection_at("corrected", cast)
    step(visit, "recheck_fail", cast)
    assert visit.stage == "correcting" and visit.due_on == today + timedelta(5)
    assert visit.findings().count() == 3 and visit.open_findings().count() == 1


@pytest.mark.parametrize(("parts", "words"), [((), "至少一个问题"), ((finding(-1),), "不能在今天以前")])
def test_a_note_without_findings_or_with_a_past_limit_is_refused(cast, parts, words):
    visit = Inspection(station=cast.station, region=cast.county, title="督查", inspectors="甲")
    with pytest.raises(Obstacle, match=words):
        visit.begin("inspect", by=cast.district, record=InspectionNote(overview="看了"), parts=parts)
    assert not Inspection.objects.exists()


# Noting it down


def test_visit_with_findings_is_noted_down(client, cast, today):
    client.force_login(cast.district)
    found = ("公告没有上墙", "上墙", today + timedelta(7)), ("台账缺三天", "补齐", today + timedelta(3))
    answer = client.post(NEW, typed(cast, *found))
    visit = Inspection.objects.get()
    assert answer.url == visit.get_absolute_url() == f"/inspections/{visit.pk}/"
    assert (visit.stage, visit.due_on, visit.region) == ("correcting", today + timedelta(3), cast.county)
    assert [row.what for row in visit.findings()] == ["公告没有上墙", "台账缺三天"]


def test_clean_visit_ends_at_once(client, cast):
    client.force_login(cast.street)
    client.post(NEW, typed(cast))
    visit = Inspection.objects.get()
    assert (visit.stage, visit.due_on, visit.region) == ("clean", None, cast.station.region) and visit.closed_at


def test_next_station_begins_with_the_same_words(client, cast):
    visit = inspection_at("correcting", cast)
    client.force_login(cast.district)
    page = client.get(visit.get_absolute_url()).content.decode()
    assert "再登一站" in page
    form = client.get(NEW, {"title": visit.title, "on": visit.on.isoformat(), "inspectors": visit.inspectors}).context["form"]
    assert (form["title"].value(), form["inspectors"].value()) == (visit.title, visit.inspectors)


@pytest.mark.parametrize(("changes", "words"), [
    ({"title": "  "}, "必填"), ({"is_clean": ""}, "检查结果"), ({"is_clean": "clean"}, "下面写了问题"),
    ({"overview": ""}, "检查情况"), ({"on": "2026-02-30"}, "日期"),
    ({"on": "2099-01-01"}, "不能在今天以后"), ({"station": "9" * 19}, "联络站"),
    ({"findings-0-due_on": ""}, "第 1 行，整改期限"), ({"findings-0-due_on": "2001-01-01"}, "不能在今天以前"),
    ({"findings-0-what": "", "findings-0-demand": "", "findings-0-due_on": ""}, "请写明至少一个问题"),
    ({"title": "督\u202e查"}, "不可见控制字符"), ({"title": "督" * 61}, "60"),
])
def test_wrong_entries_are_told_and_kept(client, cast, today, changes, words):
    client.force_login(cast.district)
    answer = client.post(NEW, typed(cast, ("公告没有上墙", "上墙", today + timedelta(7)), **changes))
    page = answer.content.decode()
    assert answer.status_code == 200 and words in page and "看了台账" in page or not changes.get("overview", "x")
    assert not Inspection.objects.exists()


def test_spare_lines_are_no_error(client, cast):
    client.force_login(cast.district)
    answer = client.post(NEW, typed(cast, **{"title": "", "findings-more": "1"}))
    assert not answer.context["form"].errors and len(answer.context["form"].lines.forms) == 6


def test_the_same_visit_twice_is_told_not_kept(client, cast):
    client.force_login(cast.district)
    client.post(NEW, typed(cast))
    answer = client.post(NEW, typed(cast))
    assert "已经登记过了" in answer.content.decode() and Inspection.objects.count() == 1


def test_station_beyond_the_own_region_is_no_choice(client, cast, others):
    client.force_login(others.street)
    assert client.post(NEW, typed(cast)).context["form"].has_error("station", "invalid_choice")
    assert not Inspection.objects.exists()


# Pages


def test_each_sees_the_own(client, cast, others):
    visit = inspection_at("correcting", cast)
    for role, status in {"keeper": 200, "head": 200, "street": 200, "district": 200, "auditor": 200, "deputy": 404, "unit": 404,
                         "admin": 404}.items():
        client.force_login(getattr(cast, role))
        assert client.get(visit.get_absolute_url()).status_code == status, role
        assert len(client.get(LIST).context["rows"]) == (status == 200)
        assert len(client.get(FINDINGS).context["rows"]) == (2 if status == 200 else 0)
    client.force_login(others.keeper)
    assert client.get(visit.get_absolute_url()).status_code == 404


def test_tabs_hold_what_they_count_and_overdue_is_hot(client, cast, travel):
    for stage in ("correcting", "corrected", "closed", "clean", "voided"):
        inspection_at(stage, cast)
    client.force_login(cast.district)
    for tab in client.get(LIST).context["tabs"]:
        assert len(client.get(LIST + tab["url"]).context["rows"]) == tab["count"], tab["label"]
    travel(timezone.localdate() + timedelta(60))
    client.force_login(cast.district)
    late = client.get(LIST, {"view": "overdue"})
    assert len(late.context["rows"]) == 2 and late.context["tabs"][1]["hot"] and "tone-alarm" in late.content.decode()


def test_filters_narrow(client, cast, others, today):
    visit = inspection_at("correcting", cast)
    inspection_at("correcting", others, region=others.county, title="另一批")
    client.force_login(cast.district)
    for query in ({"station": cast.station.pk}, {"place": "430602012"}, {"q": visit.title}, {"since": today, "q": "第1批"}):
        assert [row["thing"] for row in client.get(LIST, query).context["rows"]] == [visit], query
    assert "没有符合条件的记录" in client.get(LIST, {"until": "2001-01-01"}).content.decode()
    for rubbish in ("view=zzz", "station=9223372036854775808", "since=2026-02-30", "page=abc", "q=%00", "figure=zzz"):
        assert client.get(f"{LIST}?{rubbish}").status_code == client.get(f"{FINDINGS}?{rubbish}").status_code == 200


def test_head_corrects_on_the_page_of_the_move(client, cast):
    visit = inspection_at("correcting", cast)
    row = visit.open_findings().first()
    client.force_login(cast.keeper)
    page = client.get(visit.get_absolute_url()).content.decode()
    address = f"/inspections/{visit.pk}/move/correct/"
    assert f"{address}?finding={row.pk}" in page and "move/extend/" not in page
    form = client.get(address, {"finding": row.pk}).context["form"]
    assert form["finding"].value() in (row.pk, str(row.pk))
    client.post(address, {"finding": row.pk, "done": "已上墙", "on": timezone.localdate(), "version": visit.version})
    assert visit.open_findings().count() == 1 and "已上墙" in client.get(visit.get_absolute_url()).content.decode()


def test_second_look_begins_with_the_findings_of_the_first(client, cast, today):
    visit = inspection_at("corrected", cast)
    client.force_login(cast.district)
    address = f"/inspections/{visit.pk}/move/recheck_fail/"
    form = client.get(address).context["form"]
    assert [line["what"].value() for line in form.lines][:2] == [row.what for row in visit.findings()]
    told = {"overview": "还缺一处", "version": visit.version, "findings-TOTAL_FORMS": 3, "findings-INITIAL_FORMS": 0,
            "findings-1-what": "台账缺三天", "findings-1-demand": "补齐", "findings-1-due_on": today + timedelta(5)}
    assert client.post(address, told).url == visit.get_absolute_url()
    assert visit.open_findings().get().what == "台账缺三天"


def test_paper_names_station_findings_and_office(client, cast):
    for stage, title in (("correcting", "督查整改通知单"), ("clean", "督查反馈单")):
        visit = inspection_at(stage, cast)
        client.force_login(cast.keeper)
        page = client.get(reverse("stations:inspection_paper", args=[visit.pk])).content.decode()
        assert title in page and cast.station.name in page and "岳阳楼区人大代表工委" in page
        assert ("接待日公告没有上墙" in page) == (stage == "correcting")


def test_one_and_three_rows_cost_the_same(client, cast):
    client.force_login(cast.district)

    def cost(address):
        with CaptureQueriesContext(connection) as told:
            assert client.get(address).status_code == 200
        return len(told)

    inspection_at("correcting", cast)
    before = [cost(LIST), cost(FINDINGS)]
    for _ in range(2):
        inspection_at("correcting", cast, station=StationFactory(region=cast.station.region))
    assert [cost(LIST), cost(FINDINGS)] == before


# Figures


def test_figures_are_their_rows(client, cast, others, today):
    for stage in ("correcting", "corrected", "clean", "voided"):
        inspection_at(stage, cast)
    inspection_at("correcting", others, region=others.county)
    scope = Scope(cast.district, since=today, until=today)
    assert [FIGURES[key].number(scope) for key in ("inspections", "findings_open")] == [4, 4]
    assert FIGURES["inspections"].number(scope.narrow(since=today + timedelta(1), until=None)) == 0
    client.force_login(cast.district)
    for key in ("inspections", "findings_open"):
        for narrowed in (scope, scope.narrow(station=cast.station.pk), scope.narrow(region="430602013")):
            answer = client.get(FIGURES[key].link(narrowed))
            assert answer.context["count"] == FIGURES[key].number(narrowed) == len(answer.context["rows"]), key
    assert Finding.objects.visible_to(cast.deputy).count() == 0


# The clock


def test_a_new_holiday_moves_the_second_look_and_not_what_the_inspectors_said(cast):
    agreed, ruled = inspection_at("correcting", cast), inspection_at("corrected", cast)
    before = agreed.due_on, ruled.due_on
    CalendarDay.objects.update_or_create(on=ruled.due_on, defaults={"is_workday": False, "name": "临时放假"})
    assert limits.recount() == 1
    agreed.refresh_from_db(), ruled.refresh_from_db()
    assert agreed.due_on == before[0] and ruled.due_on > before[1]


def test_findings_tell_the_days_left(client, cast, today):
    inspection_at("correcting", cast)
    client.force_login(cast.keeper)
    due = client.get(FINDINGS).context["rows"][0]["due"]
    assert due["on"] == today + timedelta(10) and "工作日" in due["words"]


def test_a_day_of_another_year_is_told_with_its_year(travel):
    travel(date(2026, 11, 20))
    assert (day_words(date(2026, 12, 31)), day_words(date(2027, 1, 25))) == ("12月31日", "2027年1月25日")
