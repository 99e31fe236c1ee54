"""Pages of assessments: rules before marks, marks typed in a table, computed ones by nobody, a result with what to do next."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stations.models import Assessment, AssessmentItem, AssessmentTemplate, Scoring
from tests import walk
from tests.deputies.walk_expense import expense_at
from tests.factories import PostingFactory, StationFactory
from tests.stations.walk_assessment import SINCE, UNTIL, assessment_at, template


def move_url(thing, move):
    return reverse("move", args=["assessments", thing.pk, move])


def item(label):
    return template().items.get(label=label)


def typed(thing, **changes):
    """What the form of marks sends: full marks for what is judged."""
    return {"version": thing.version, f"score_{item('场所和标牌').pk}": "40", f"comment_{item('场所和标牌').pk}": "",
            f"score_{item('创新').pk}": "0", f"comment_{item('创新').pk}": "", "summary": "做得不错"} | changes


def test_rules_stand_on_the_page_before_any_mark(client, cast):
    walk.issue_at("registered", cast, begun_on=SINCE)
    thing = assessment_at("opened", cast)
    for user in (cast.keeper, cast.head, cast.deputy, cast.street, cast.district, cast.auditor):
        client.force_login(user)
        page = client.get(thing.get_absolute_url()).content.decode()
        assert "场所和标牌" in page and "自动：达到 100% 得满分" in page and "80 分达标，60 分基本达标" in page
        assert "按此 15 分" in page


def test_number_of_an_item_opens_exactly_its_rows(client, cast):
    issue = walk.issue_at("registered", cast, begun_on=SINCE)
    walk.issue_at("registered", cast, begun_on=date(2025, 3, 1))
    client.force_login(cast.head)
    told = client.get(assessment_at("opened", cast).get_absolute_url()).context["rows"][2]["measure"].told[0]
    rows = client.get(told[3]).context
    assert told[1] == rows["count"] == 1 and rows["rows"][0]["thing"] == issue


def test_deputy_of_another_station_gets_404(client, cast, others):
    thing = assessment_at("opened", others)
    client.force_login(cast.deputy)
    assert client.get(thing.get_absolute_url()).status_code == 404
    PostingFactory(deputy=cast.deputies["deputy"], station=others.station, until=date(2024, 1, 1))
    assert client.get(thing.get_absolute_url()).status_code == 404
    PostingFactory(deputy=cast.deputies["deputy"], station=others.station)
    assert client.get(thing.get_absolute_url()).status_code == 200


def test_three_sides_mark_one_after_the_other(client, cast):
    thing = assessment_at("opened", cast)
    mark, why = f"score_{item('场所和标牌').pk}", f"comment_{item('场所和标牌').pk}"
    for user, move, marks, reason in ((cast.head, "self_check", "38", ""), (cast.street, "review", "36", "标牌旧了"),
                                      (cast.district, "confirm", "36", "")):
        client.force_login(user)
        assert client.get(move_url(thing, move)).status_code == 200
        answer = client.post(move_url(thing, move), typed(thing, **{mark: marks, why: reason}))
        assert answer.url == thing.get_absolute_url(), move
        thing.refresh_from_db()
    assert (thing.stage, thing.total, thing.result) == ("confirmed", 66, "basic")
    page = client.get(thing.get_absolute_url())
    assert [column["total"] for column in page.context["columns"]] == [68, 66, 66]
    text = page.content.decode()
    assert "标牌旧了" in text and "基本达标" in text and "多走访。" in text and "补齐标牌。" in text


def test_posting_a_computed_mark_changes_nothing(client, cast):
    thing, computed = assessment_at("opened", cast), item("收到意见")
    client.force_login(cast.head)
    assert f"score_{computed.pk}" not in client.get(move_url(thing, "self_check")).content.decode()
    forged = {f"score_{computed.pk}": "30", f"number_{computed.pk}": "99", "total": "100", "result": "pass", "stars": "5"}
    client.post(move_url(thing, "self_check"), typed(thing, **forged))
    kept = Scoring.objects.get()
    assert kept.total == 70 and kept.scores.get(item=computed).score == 0
    thing.refresh_from_db()
    assert (thing.stage, thing.total, thing.result, thing.stars) == ("self_checked", None, "", None)


@pytest.mark.parametrize("marks", ["", "40.1", "-1", "abc", "1e309", "NaN", "9" * 5000, "3.14", "　"])
def test_mark_that_is_none_is_told_and_all_typed_is_kept(client, cast, marks):
    thing = assessment_at("opened", cast)
    client.force_login(cast.head)
    answer = client.post(move_url(thing, "self_check"), typed(thing, **{f"score_{item('场所和标牌').pk}": marks}))
    assert answer.status_code == 200 and f"score_{item('场所和标牌').pk}" in answer.context["form"].errors
    assert "做得不错" in answer.content.decode() and not Scoring.objects.exists()


def test_mark_that_differs_wants_its_reason_at_the_field(client, cast):
    thing = assessment_at("self_checked", cast)
    client.force_login(cast.street)
    answer = client.post(move_url(thing, "review"), typed(thing, **{f"score_{item('场所和标牌').pk}": "20"}))
    assert answer.status_code == 200 and f"comment_{item('场所和标牌').pk}" in answer.context["form"].errors
    assert "与上一次评分不同，请写明理由" in answer.content.decode()


def test_confirmation_begins_with_the_marks_of_the_street(client, cast):
    thing = assessment_at("reviewed", cast, judged="31")
    client.force_login(cast.district)
    form = client.get(move_url(thing, "confirm")).context["form"]
    assert form[f"score_{item('场所和标牌').pk}"].value() == Decimal("31")


def test_stale_form_gets_409_with_the_words(client, cast):
    thing = assessment_at("self_checked", cast)
    client.force_login(cast.street)
    answer = client.post(move_url(thing, "review"), typed(thing, version=thing.version - 1))
    assert answer.status_code == 409 and "做得不错" in answer.content.decode()


def test_unknown_figure_fails_closed_in_words(client, cast):
    AssessmentItem.objects.create(template=template(), position=9, group="新", label="未来的数", weight=5, kind="computed",
                                  figure="figure_of_tomorrow", target=1)
    thing = Assessment(station=cast.station, template=template(), since=SINCE, until=UNTIL)
    thing.begin("open", by=cast.district)
    client.force_login(cast.head)
    for url in (thing.get_absolute_url(), move_url(thing, "self_check")):
        assert "figure_of_tomorrow" in client.get(url).content.decode()
    answer = client.post(move_url(thing, "self_check"), typed(thing))
    assert answer.status_code == 200 and "第 9 项：统计项“figure_of_tomorrow”还没有接入" in answer.content.decode()
    assert not Scoring.objects.exists()


def test_kept_numbers_stay_when_the_rows_change(client, cast):
    thing = assessment_at("confirmed", cast)
    walk.issue_at("registered", cast, begun_on=SINCE)
    client.force_login(cast.head)
    row = client.get(thing.get_absolute_url()).context["rows"][2]
    assert (row["kept"].number, row["measure"].told[0][1]) == (0, 1)
    assert "确认时的数据" in client.get(thing.get_absolute_url()).content.decode()


def test_lost_star_is_told_beside_the_one_of_last_year(client, cast):
    for _n in range(2):
        walk.issue_at("registered", cast, begun_on=date(2025, 2, 1))
    assessment_at("final", cast, since=date(2025, 1, 1), until=date(2025, 12, 31))
    thing = assessment_at("confirmed", cast)
    client.force_login(cast.keeper)
    page = client.get(thing.get_absolute_url()).content.decode()
    assert "比上次少 3 星" in page and "★★★★★" in page and "★★☆☆☆" in page


def test_appeal_button_stands_until_its_date(client, cast, travel):
    travel(date(2026, 3, 2))
    thing = assessment_at("confirmed", cast)
    client.force_login(cast.head)
    page = client.get(thing.get_absolute_url()).content.decode()
    assert move_url(thing, "appeal") in page and "2026年3月16日 前申诉" in page
    assert client.post(move_url(thing, "appeal"), {"version": thing.version, "note": "数据少计"}).status_code == 302
    thing.refresh_from_db()
    assert thing.stage == "appealed"


def test_nobody_shows_a_result_before_it_is_confirmed(client, cast):
    thing = assessment_at("reviewed", cast)
    client.force_login(cast.head)
    told = client.get(thing.get_absolute_url()).context
    assert not told["result"] and told["lost"] == []


# The list and the round


def test_list_has_stages_as_tabs_and_costs_the_same(client, cast, django_assert_num_queries):
    assessment_at("confirmed", cast)
    client.force_login(cast.district)
    with CaptureQueriesContext(connection) as once:
        told = client.get(reverse("assessments")).context
    assert [tab["count"] for tab in told["tabs"]] == [1, 0, 0, 0, 1, 0, 0, 0]
    for year in (2024, 2025):
        assessment_at("confirmed", cast, since=date(year, 1, 1), until=date(year, 12, 31))
    with django_assert_num_queries(len(once)):
        assert client.get(reverse("assessments")).context["count"] == 3
    assert client.get(reverse("assessments"), {"year": 2024, "view": "confirmed"}).context["count"] == 1


def test_each_sees_the_own_places(client, cast, others):
    assessment_at("opened", cast), assessment_at("opened", others)
    for user, seen in ((cast.keeper, 1), (cast.deputy, 1), (cast.street, 1), (cast.district, 2), (cast.auditor, 2)):
        client.force_login(user)
        assert client.get(reverse("assessments")).context["count"] == seen


@pytest.mark.parametrize("query", ["year=abc", "year=99999999999", "station=x", "view=none", "result=best", "page=0", "q=%25_"])
def test_rubbish_in_the_address_is_no_failure(client, cast, query):
    client.force_login(cast.district)
    assert client.get(f"{reverse('assessments')}?{query}").status_code == 200


def sent(cast, **changes):
    return {"region": cast.county.pk, "template": template().pk, "since": "2026-01-01", "until": "2026-12-31"} | changes


def test_district_opens_a_round(client, cast, others):
    StationFactory(region=cast.station.region, closed_on=date(2025, 1, 1))
    client.force_login(cast.district)
    assert "2 个开放的联络站" in client.get(reverse("open_round")).content.decode()
    answer = client.post(reverse("open_round"), sent(cast))
    assert answer.url == reverse("assessments") and Assessment.objects.filter(stage="opened").count() == 2
    again = client.post(reverse("open_round"), sent(cast))
    assert again.status_code == 200 and "都已经开始" in again.content.decode() and Assessment.objects.count() == 2


@pytest.mark.parametrize(("changes", "field"), [
    ({"until": "2025-01-01"}, "until"), ({"since": "2026-02-30"}, "since"), ({"since": ""}, "since"),
    ({"until": "9999-12-31"}, "until"), ({"template": 2**63}, "template"), ({"template": ""}, "template"),
    ({"region": "430211"}, "region"), ({"region": "x"}, "region"),
])
def test_round_that_cannot_be_is_told_at_the_field(client, cast, changes, field):
    client.force_login(cast.district)
    answer = client.post(reverse("open_round"), sent(cast, **changes))
    assert answer.status_code == 200 and field in answer.context["form"].errors and not Assessment.objects.exists()


def test_sheet_with_an_unknown_figure_or_without_items_opens_no_round(client, cast):
    client.force_login(cast.district)
    empty = AssessmentTemplate.objects.create(name="空表")
    assert "还没有考核项" in client.post(reverse("open_round"), sent(cast, template=empty.pk)).content.decode()
    AssessmentItem.objects.create(
        template=empty, position=3, group="新", label="未来", weight=5, kind="computed", figure="nowhere", target=1)
    assert "第 3 项的统计项还没有接入" in client.post(reverse("open_round"), sent(cast, template=empty.pk)).content.decode()
    assert not Assessment.objects.exists()


def test_sheet_of_another_district_or_year_is_no_choice(client, cast):
    client.force_login(cast.district)
    for n, columns in enumerate(({"region_id": "430211"}, {"year": 2001}, {"is_active": False})):
        other = AssessmentTemplate.objects.create(name=f"别的表{n}", **columns)
        answer = client.post(reverse("open_round"), sent(cast, template=other.pk))
        assert "template" in answer.context["form"].errors


def test_used_sheet_is_not_edited(client, cast):
    sheet = template()
    url = reverse("admin:stations_assessmenttemplate_change", args=[sheet.pk])
    client.force_login(cast.admin)
    assert "items-0-weight" in client.get(url).content.decode()
    assessment_at("opened", cast)
    assert 'name="items-0-weight"' not in client.get(url).content.decode()


def test_deadline_and_audit_pages_open(client, cast):
    client.force_login(cast.head)
    for kind, thing in (("assessments", assessment_at("confirmed", cast)), ("expenses", expense_at("over", cast))):
        for page in ("deadline", "audit"):
            text = client.get(reverse(page, args=[kind, thing.pk])).content.decode()
            assert thing.title in text, (kind, page)
