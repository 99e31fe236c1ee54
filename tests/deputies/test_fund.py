"""Budgets: set by the district alone, never below what is spent, changed with a reason that stays."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deputies.figures import FIGURES
from deputies.models import Fund, Purpose
from deputies.models.fund import budget_changes
from liaison.kit.figures import Scope, money
from tests.deputies.walk_expense import expense_at, fund_of
from tests.factories import StationFactory


def budget_url(cast):
    return reverse("deputies:budget", args=[cast.station.pk, 2026])


def fund_url(cast, year=2026):
    return reverse("deputies:fund", args=[cast.station.pk, year])


def field(purpose="活动"):
    return f"amount_{Purpose.objects.get(name=purpose).pk}"


def test_district_sets_the_budget_with_its_reason(client, cast):
    client.force_login(cast.district)
    assert client.get(budget_url(cast)).status_code == 200
    sent = {field(): "3000", field("接待日"): "2000.50", "reason": "区人大办〔2026〕1号", "seen": ""}
    answer = client.post(budget_url(cast), sent)
    assert answer.url == fund_url(cast)
    assert {str(fund.purpose): fund.amount for fund in Fund.objects.all()} == {"活动": 3000, "接待日": Decimal("2000.50")}
    change = budget_changes(cast.station, 2026)[0]
    assert change.history_change_reason == "区人大办〔2026〕1号" and change.history_user == cast.district
    assert "区人大办〔2026〕1号" in client.get(fund_url(cast)).content.decode()


def test_adjustment_keeps_the_amount_before(client, cast):
    fund_of(cast.station, "1000")
    client.force_login(cast.district)
    seen = client.get(budget_url(cast)).context["form"].version
    client.post(budget_url(cast), {field(): "1500", "reason": "追加", "seen": seen})
    assert [(change.was, change.amount) for change in budget_changes(cast.station, 2026)] == [(1000, 1500), (None, 1000)]


def test_budget_does_not_fall_below_what_is_spent(client, cast):
    expense_at("approved", cast, fund_of(cast.station, "1000"), "600")
    client.force_login(cast.district)
    seen = client.get(budget_url(cast)).context["form"].version
    answer = client.post(budget_url(cast), {field(): "599.99", "reason": "压减", "seen": seen})
    assert "“活动”已批准 600 元，预算不能低于这个数" in answer.content.decode() and "599.99" in answer.content.decode()
    assert Fund.objects.get().amount == 1000
    assert client.post(budget_url(cast), {field(): "600", "reason": "压减", "seen": seen}).status_code == 302


def test_all_lines_or_none(client, cast):
    expense_at("approved", cast, fund_of(cast.station, "1000"), "600")
    client.force_login(cast.district)
    seen = client.get(budget_url(cast)).context["form"].version
    client.post(budget_url(cast), {field("接待日"): "100", field(): "1", "reason": "压减", "seen": seen})
    assert list(Fund.objects.values_list("amount", flat=True)) == [1000]


def test_who_edits_an_older_budget_is_told(client, cast):
    fund_of(cast.station, "1000")
    client.force_login(cast.district)
    seen = client.get(budget_url(cast)).context["form"].version
    fund_of(cast.station, "1200")
    answer = client.post(budget_url(cast), {field(): "900", "reason": "压减", "seen": seen})
    assert answer.status_code == 409 and "刚被改过" in answer.content.decode() and "900" in answer.content.decode()
    assert Fund.objects.get().amount == 1200


@pytest.mark.parametrize("changes", [{"reason": ""}, {"reason": "　"}, {"amount": "-1"}, {"amount": "1,000"}, {"amount": ""}])
def test_what_is_missing_is_told_and_nothing_is_kept(client, cast, changes):
    client.force_login(cast.district)
    sent = {field(): changes.get("amount", "500"), "reason": changes.get("reason", "年初"), "seen": ""}
    assert client.post(budget_url(cast), sent).status_code == 200
    assert not Fund.objects.exists()


def test_purpose_of_another_region_is_not_offered(client, cast):
    Purpose.objects.create(name="天元专项", region_id="430211")
    mine = Purpose.objects.create(name="楼区专项", region_id="430602")
    client.force_login(cast.district)
    page = client.get(budget_url(cast)).content.decode()
    assert mine.name in page and "天元专项" not in page


def test_retired_purpose_with_money_stays(client, cast):
    fund_of(cast.station)
    Purpose.objects.filter(name="活动").update(is_active=False)
    client.force_login(cast.district)
    assert field() in client.get(budget_url(cast)).context["form"].fields


def test_only_the_district_sets_it(client, cast, others):
    for user, status in ((cast.keeper, 403), (cast.head, 403), (cast.street, 403), (cast.auditor, 403), (others.head, 404),
                         (cast.deputy, 404), (cast.unit, 404), (cast.admin, 404)):
        client.force_login(user)
        assert client.get(budget_url(cast)).status_code == status
        assert client.post(budget_url(cast), {field(): "1", "reason": "x"}).status_code == status
    assert not Fund.objects.exists()


def test_page_tells_budget_spent_and_available(client, cast):
    fund = fund_of(cast.station, "1200")
    expense_at("approved", cast, fund, "200"), expense_at("entered", cast, fund, "300"), expense_at("voided", cast, fund, "999")
    client.force_login(cast.head)
    told = client.get(fund_url(cast)).context
    assert [card["number"] for card in told["cards"]] == ["1,200", "200", "700"]
    assert "另有待审批 300 元" in told["cards"][1]["change"]
    page = client.get(fund_url(cast)).content.decode()
    assert "制表：" in page and "负责人：" in page


def test_numbers_open_exactly_their_rows(client, cast, others):
    expense_at("approved", cast, fund_of(cast.station, "1200"), "200")
    expense_at("approved", others, fund_of(others.station), "70")
    client.force_login(cast.street)
    cards = client.get(fund_url(cast)).context["cards"]
    budget, spent = client.get(cards[0]["url"]).context, client.get(cards[1]["url"]).context
    assert budget["number"] == 1200 and [row.station for row in budget["rows"]] == [cast.station]
    assert spent["number"] == 200 and [row["thing"].station for row in spent["rows"]] == [cast.station]


def test_list_sums_equal_the_figures(client, cast, others):
    expense_at("approved", cast, fund_of(cast.station, "1200"), "200")
    expense_at("approved", others, fund_of(others.station), "70")
    client.force_login(cast.district)
    cards = client.get(reverse("deputies:funds"), {"year": 2026}).context["cards"]
    figures = [money(FIGURES[key].number(Scope(cast.district))) for key in ("budget", "spent")]
    assert [card["number"] for card in cards[:2]] == figures == ["2,200", "270"]


def test_each_sees_the_money_of_the_own_places(client, cast, others):
    fund_of(cast.station), fund_of(others.station)
    for user, seen in ((cast.keeper, 1), (cast.head, 1), (cast.street, 1), (cast.district, 2), (cast.auditor, 2)):
        client.force_login(user)
        assert client.get(reverse("deputies:funds"), {"year": 2026}).context["count"] == seen
    for user in (cast.deputy, cast.unit, cast.admin):
        client.force_login(user)
        assert client.get(reverse("deputies:funds")).status_code == 403
        assert client.get(fund_url(cast)).status_code == 404


@pytest.mark.parametrize("year", [1, 1999, 2100, 99999])
def test_year_beyond_reason_is_not_found(client, cast, year):
    client.force_login(cast.district)
    assert client.get(fund_url(cast, year)).status_code == 404


def test_three_stations_and_entries_cost_the_queries_of_one(client, cast, django_assert_num_queries):
    expense_at("approved", cast)
    client.force_login(cast.district)
    pages = (reverse("deputies:funds") + "?year=2026", fund_url(cast), reverse("deputies:funds") + "?figure=budget")
    counts = []
    for page in pages:
        with CaptureQueriesContext(connection) as told:
            client.get(page)
        counts.append(len(told))
    for _n in range(2):
        expense_at("approved", cast, amount="1"), fund_of(StationFactory(region=cast.station.region))
    fund_of(cast.station, "10", "接待日")
    for page, count in zip(pages, counts, strict=True):
        with django_assert_num_queries(count):
            client.get(page)


@pytest.mark.parametrize(("amount", "words"), [("1200", "1,200"), ("1200.00", "1,200"), ("0.5", "0.50"), ("1234.50", "1,234.50")])
def test_money_in_words(amount, words):
    assert money(Decimal(amount)) == words


def test_what_is_overspent_is_said_in_words(client, cast):
    expense = expense_at("over", cast, fund_of(cast.station, "500"), "1100")
    client.force_login(cast.district)
    for url in (fund_url(cast), reverse("deputies:funds") + "?year=2026", expense.get_absolute_url()):
        page = client.get(url).content.decode()
        assert "超 600" in page and "-600" not in page, url
