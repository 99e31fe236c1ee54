"""Expenses: who may do what at which stage, entry and approval by different people, nothing beyond the purpose."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from deputies.flows import EXPENSE, ExpenseStage
from deputies.models import Expense, ExpenseEntry, Fund
from liaison.kit.flow import START, SYSTEM, Conflict, Obstacle
from stations.actions import limits
from stations.models import CalendarDay
from tests.deputies.walk_expense import ON, WAYS, columns, expense_at, fund_of, step
from tests.factories import ActivityFactory, MembershipFactory
from tests.tables import allowed, of_cast

ROLES = ("keeper", "head", "deputy", "street", "district", "unit", "auditor", "admin")
# Who is not named may do nothing. The keeper of the cast entered the expense.
MATRIX = {
    START: {"keeper": "enter", "head": "enter"},
    "entered": {"keeper": "withdraw", "head": "withdraw ask_over", "street": "approve refuse", "district": "approve refuse"},
    "refused": {"keeper": "amend withdraw", "head": "amend withdraw"},
    "over": {"street": "approve refuse", "district": "approve refuse decide_over"},
    "approved": {"district": "annul"},
    "voided": {},
}


# The table


def test_matrix_names_every_stage_and_every_move_of_a_person():
    assert set(MATRIX) == {START, *ExpenseStage.values} and set(WAYS) == set(ExpenseStage.values)
    named = {move for row in MATRIX.values() for moves in row.values() for move in moves.split()}
    assert named == {move.name for move in EXPENSE.moves if move.by_hand}
    assert {move.name for move in EXPENSE.moves if move.roles == (SYSTEM,)} == {"recount"}


def test_every_open_stage_has_a_way_out():
    for stage in EXPENSE.open:
        assert [move for move in EXPENSE.leaving(stage) if move.target not in (None, stage)], stage
    assert {move.name for stage in EXPENSE.final for move in EXPENSE.leaving(stage)} == {"annul"}


@pytest.mark.parametrize("stage", WAYS)
def test_stage_gives_each_role_its_moves_and_refuses_the_others(cast, others, stage):
    expense = expense_at(stage, cast)
    assert allowed(expense, of_cast(cast, ROLES)) == MATRIX[stage]
    assert set(allowed(expense, others.people)) <= {"district"}
    for move in EXPENSE.moves:
        for role, user in of_cast(cast, ROLES).items():
            if stage in move.sources and move.name not in MATRIX[stage].get(role, "").split():
                with pytest.raises(PermissionDenied):
                    expense.advance(move.name, by=user, note="说明")
    assert expense.steps.count() == len(WAYS[stage]) and expense.broken_step() is None


def test_beginning_is_for_the_desk(cast, others):
    new = Expense(station=cast.station, **columns(fund_of(cast.station)))
    assert allowed(new, of_cast(cast, ROLES)) == MATRIX[START]
    assert allowed(new, {role: others.people[role] for role in ("keeper", "head", "street")}) == {}


def test_deadline_of_approval_is_five_working_days_and_stops(cast, travel):
    travel(ON)  # a Monday
    expense = expense_at("entered", cast)
    assert expense.due_on == ON + timedelta(7)
    step(expense, "approve", cast)
    assert expense.due_on is None and expense.closed_at


def test_calendar_moves_the_date(cast, travel):
    travel(ON)
    expense = expense_at("entered", cast)
    CalendarDay.objects.create(on=ON + timedelta(1), is_workday=False, name="放假")
    assert limits.recount() == 1
    expense.refresh_from_db()
    assert expense.due_on == ON + timedelta(8)


# Entry and approval


def test_whoever_entered_does_not_approve_in_another_role(cast):
    MembershipFactory(user=cast.keeper, role="street", region=cast.station.region)
    MembershipFactory(user=cast.keeper, role="district", region=cast.county)
    expense = expense_at("entered", cast)
    for move in ("approve", "refuse"):
        with pytest.raises(PermissionDenied):
            expense.advance(move, by=cast.keeper, note="说明")
    step(expense, "approve", cast, by=cast.street)
    with pytest.raises(PermissionDenied):
        expense.advance("annul", by=cast.keeper, note="说明")


def test_whoever_put_it_right_does_not_approve_it_either(cast):
    MembershipFactory(user=cast.street, role="head", station=cast.station)
    expense = expense_at("refused", cast)
    step(expense, "amend", cast, by=cast.street)
    assert "approve" not in [move.name for move in expense.moves_for(cast.street)]
    step(expense, "approve", cast, by=cast.district)


def test_who_entered_is_told_that_another_approves(client, cast):
    MembershipFactory(user=cast.keeper, role="street", region=cast.station.region)
    client.force_login(cast.keeper)
    assert "您登记的支出由别人审批" in client.get(expense_at("over", cast).get_absolute_url()).content.decode()


# The purpose


def test_fund_is_spent_to_the_last_fen_and_no_further(cast):
    fund = fund_of(cast.station, "100.00")
    expense_at("approved", cast, fund, "99.99")
    last, more = expense_at("entered", cast, fund, "0.01"), expense_at("entered", cast, fund, "0.01")
    step(last, "approve", cast)
    with pytest.raises(Obstacle, match="超出“活动”可用额 0.01 元。请改用其他科目或先申请调整。"):
        step(more, "approve", cast)
    assert (fund.approved, fund.left, fund.waiting, fund.available) == tuple(map(Decimal, ("100", "0", "0.01", "-0.01")))


def test_beyond_the_purpose_only_by_a_decision(cast):
    fund = fund_of(cast.station, "100")
    expense = expense_at("entered", cast, fund, "420")
    with pytest.raises(Obstacle, match="超出“活动”可用额 320 元"):
        step(expense, "approve", cast)
    step(expense, "ask_over", cast)
    with pytest.raises(Obstacle, match="320 元"):
        step(expense, "approve", cast)
    step(expense, "decide_over", cast)
    assert expense.stage == "approved" and expense.over_decisions.get().number and fund.left == -320
    with pytest.raises(Obstacle):
        step(expense_at("entered", cast, fund, "1"), "approve", cast)


def test_raised_budget_lets_it_through_without_a_decision(cast):
    expense = expense_at("over", cast)
    fund_of(cast.station, "5000")
    expense.fund.refresh_from_db()
    step(expense, "approve", cast)
    assert expense.stage == "approved"


def test_nobody_asks_to_go_over_without_need(cast):
    with pytest.raises(Obstacle, match="不用申请超支"):
        step(expense_at("entered", cast), "ask_over", cast)


def test_what_was_annulled_may_be_spent_again(cast):
    fund = fund_of(cast.station, "100")
    expense = expense_at("approved", cast, fund, "100")
    step(expense, "annul", cast)
    assert fund.left == 100
    step(expense_at("entered", cast, fund, "100"), "approve", cast)


def test_other_purpose_and_other_station_are_not_touched(cast, others):
    expense_at("approved", cast, fund_of(cast.station, "100"), "100")
    assert fund_of(cast.station, "50", "接待日").left == 50 and fund_of(others.station, "70").left == 70


@pytest.mark.parametrize(("changes", "words"), [
    ({"on": timezone.localdate() + timedelta(2)}, "今天以后"),
    ({"on": ON.replace(year=2025)}, "2026 年度"),
    ({"voucher": "记-同"}, "已经登记过这张凭证"),
])
def test_entry_that_cannot_stand_is_refused(cast, changes, words):
    fund = fund_of(cast.station)
    expense_at("entered", cast, fund, voucher="记-同")
    with pytest.raises(Obstacle, match=words):
        expense_at("entered", cast, fund, **changes)
    assert Expense.objects.count() == 1


def test_money_of_another_station_is_not_spent(cast, others):
    expense = Expense(station=cast.station, **columns(fund_of(others.station)))
    with pytest.raises(Obstacle, match="本站的经费"):
        step(expense, "enter", cast)


def test_amending_keeps_what_was_entered_before(cast):
    expense = expense_at("refused", cast, amount="100")
    step(expense, "amend", cast, amount=Decimal("80.50"), what="夜话茶水和桌椅")
    assert (expense.amount, expense.what, expense.stage) == (Decimal("80.50"), "夜话茶水和桌椅", "entered")
    assert list(ExpenseEntry.objects.order_by("pk").values_list("amount", flat=True)) == [100, Decimal("80.50")]
    assert expense.broken_step() is None


def test_database_refuses_what_makes_no_sense(cast):
    fund = fund_of(cast.station)
    expense = expense_at("entered", cast, fund)
    for attempt in (lambda: Expense.objects.filter(pk=expense.pk).update(amount=0),
                    lambda: Fund.objects.filter(pk=fund.pk).update(amount=-1),
                    lambda: Expense(station=cast.station, stage="entered", **columns(fund, voucher=expense.voucher)).save()):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_conflict_is_told_who_was_first(cast):
    expense = expense_at("entered", cast)
    copy = Expense.objects.get(pk=expense.pk)
    step(expense, "approve", cast)
    with pytest.raises(Conflict):
        step(copy, "refuse", cast)


# Pages


def typed(fund, **changes):
    return {"fund": fund.pk, "amount": "120.50", "on": "2026-03-02", "what": "接待日茶水", "handler": "王小满",
            "payee": "", "voucher": "记-77", "version": 0} | changes


def new_url(cast, year=2026):
    return reverse("deputies:expense_new", args=[cast.station.pk, year])


def test_keeper_enters_an_expense(client, cast):
    fund = fund_of(cast.station)
    client.force_login(cast.keeper)
    page = client.get(new_url(cast)).content.decode()
    assert "活动（可用 1,000 元）" in page
    answer = client.post(new_url(cast), typed(fund))
    expense = Expense.objects.get()
    assert answer.url == expense.get_absolute_url() == f"/expenses/{expense.pk}/"
    assert (expense.amount, expense.stage, expense.station) == (Decimal("120.50"), "entered", cast.station)
    assert "王小满" in client.get(answer.url).content.decode()


def test_expense_names_the_activity_that_it_was_for(client, cast, others):
    fund, event = fund_of(cast.station), ActivityFactory(station=cast.station, on=ON, title="听居民说停车")
    other = ActivityFactory(station=others.station, on=ON)
    before = ActivityFactory(station=cast.station, on=ON.replace(year=2025))
    client.force_login(cast.keeper)
    form = client.get(f"{new_url(cast)}?activity={event.pk}").context["form"]
    assert list(form.fields["activity"].queryset) == [event] and form["activity"].value() == str(event.pk)
    for wrong in (other.pk, before.pk, 2**63, "x"):
        assert "activity" in client.post(new_url(cast), typed(fund, activity=wrong)).context["form"].errors, wrong
    page = client.post(new_url(cast), typed(fund, activity=event.pk), follow=True).content.decode()
    assert Expense.objects.get().activity == event and event.get_absolute_url() in page


def test_activity_of_another_station_is_refused_below_the_form_too(cast, others):
    with pytest.raises(Obstacle, match="本站的活动"):
        expense_at("entered", cast, activity=ActivityFactory(station=others.station, on=ON))


def test_activity_shows_what_was_spent_to_those_who_may_see_money(client, cast, others):
    event, fund = ActivityFactory(station=cast.station, on=ON), fund_of(cast.station, "5000")
    for stage, amount in (("approved", "1200"), ("entered", "34.50"), ("voided", "9")):
        expense_at(stage, cast, fund, amount, activity=event)
    for user, told in ((cast.keeper, True), (cast.street, True), (cast.auditor, True), (cast.deputy, False),
                       (others.keeper, False), (cast.unit, False)):
        client.force_login(user)
        assert ("共 1,234.50 元" in client.get(event.get_absolute_url()).content.decode()) == told, user


def test_pressing_twice_enters_it_once(client, cast):
    fund = fund_of(cast.station)
    client.force_login(cast.keeper)
    client.post(new_url(cast), typed(fund))
    again = client.post(new_url(cast), typed(fund))
    assert again.status_code == 200 and "已经登记过这张凭证" in again.content.decode()
    assert Expense.objects.count() == 1


def test_more_than_available_is_entered_and_told(client, cast):
    fund = fund_of(cast.station, "100")
    client.force_login(cast.keeper)
    page = client.post(new_url(cast), typed(fund, amount="420"), follow=True).content.decode()
    assert "超出“活动”可用额 320 元。请改用其他科目或先申请调整。" in page


@pytest.mark.parametrize(("amount", "words"), [
    ("", "请填写"), ("abc", "只写数字"), ("1,234.5", "只写数字"), ("1234元", "只写数字"), ("1e309", "只写数字"),
    ("NaN", "只写数字"), ("-5", "不能是负数"), ("0.001", "两位小数"), ("0", "0.01"),
    ("9" * 20, "金额太大"), ("9" * 5000, "只写数字"),
])
def test_amount_that_is_none_is_told_at_the_field(client, cast, amount, words):
    fund = fund_of(cast.station)
    client.force_login(cast.keeper)
    answer = client.post(new_url(cast), typed(fund, amount=amount))
    assert answer.status_code == 200 and words in str(answer.context["form"].errors["amount"])
    assert "接待日茶水" in answer.content.decode() and not Expense.objects.exists()


def test_full_width_figures_are_read(client, cast):
    client.force_login(cast.keeper)
    client.post(new_url(cast), typed(fund_of(cast.station), amount="１２０．５０"))
    assert Expense.objects.get().amount == Decimal("120.50")


@pytest.mark.parametrize("on", ["2026-02-30", "0000-00-00", "明天", "2199-01-01", ""])
def test_day_that_is_none_is_told_at_the_field(client, cast, on):
    client.force_login(cast.keeper)
    answer = client.post(new_url(cast), typed(fund_of(cast.station), on=on))
    assert answer.status_code == 200 and "on" in answer.context["form"].errors


def test_fund_of_another_station_is_no_choice(client, cast, others):
    fund_of(cast.station)
    client.force_login(cast.keeper)
    for wrong in (fund_of(others.station).pk, 2**63, "x"):
        answer = client.post(new_url(cast), typed(fund_of(cast.station)) | {"fund": wrong})
        assert answer.status_code == 200 and "fund" in answer.context["form"].errors, wrong


def test_smuggled_columns_are_ignored(client, cast, others):
    client.force_login(cast.keeper)
    client.post(new_url(cast), typed(fund_of(cast.station), stage="approved", station=others.station.pk))
    expense = Expense.objects.get()
    assert (expense.stage, expense.station) == ("entered", cast.station)


def test_year_without_budget_says_so(client, cast):
    client.force_login(cast.keeper)
    for year in (2026, 2025, 1, 9999):
        assert "还没有核定预算" in client.get(new_url(cast, year)).content.decode()


def test_only_the_desk_enters(client, cast, others):
    fund_of(cast.station)
    for user, status in ((cast.street, 403), (cast.district, 403), (cast.auditor, 403), (others.keeper, 404), (cast.deputy, 404)):
        client.force_login(user)
        assert client.get(new_url(cast)).status_code == status
        assert client.post(new_url(cast), {}).status_code == status


def test_move_page_approves_and_tells_what_stands_against_it(client, cast):
    expense = expense_at("entered", cast, fund_of(cast.station, "100"), "420")
    client.force_login(cast.street)
    url = reverse("move", args=["expenses", expense.pk, "approve"])
    assert "超出“活动”可用额 320 元" in client.get(url).content.decode()
    answer = client.post(url, {"version": expense.version, "note": ""})
    assert answer.status_code == 200 and "超出“活动”可用额 320 元" in answer.content.decode()
    fund_of(cast.station, "500")
    assert client.post(url, {"version": expense.version, "note": ""}).status_code == 302
    assert Expense.objects.get().stage == "approved"


def test_who_decides_sees_what_is_decided(client, cast):
    expense = expense_at("entered", cast, fund_of(cast.station, "1500.50"), "1200", payee="顺达文具店")
    client.force_login(cast.street)
    shown = client.get(reverse("move", args=["expenses", expense.pk, "refuse"])).content.decode()
    for words in ("1,200 元", "1,500.50 元", "活动", "王小满", "顺达文具店"):
        assert words in shown, words


def test_amend_page_begins_with_what_was_entered(client, cast):
    expense = expense_at("refused", cast)
    client.force_login(cast.keeper)
    url = reverse("move", args=["expenses", expense.pk, "amend"])
    assert "夜话茶水" in client.get(url).content.decode()
    answer = client.post(url, typed(expense.fund, version=expense.version))
    assert answer.status_code == 302 and Expense.objects.get().voucher == "记-77"


def test_list_shows_what_is_ones_own_and_costs_the_same(client, cast, others, django_assert_num_queries):
    expense_at("entered", others, fund_of(others.station), what="别站的茶水")
    expense_at("entered", cast)
    client.force_login(cast.keeper)
    with CaptureQueriesContext(connection) as once:
        page = client.get(reverse("deputies:expenses")).content.decode()
    assert "夜话茶水" in page and "别站的茶水" not in page
    expense_at("entered", cast), expense_at("entered", cast)
    with django_assert_num_queries(len(once)):
        client.get(reverse("deputies:expenses"))


@pytest.mark.parametrize(("view", "lead"), [
    ("all", "5 笔，已批准 100 元，待审批 1,150 元"), ("refused", "1 笔"), ("voided", "1 笔"), ("approved", "1 笔，已批准 100 元"),
])
def test_list_adds_up_only_what_is_spent_or_asked_for(client, cast, view, lead):
    for stage in ("over", "entered", "approved", "refused", "voided"):
        expense_at(stage, cast)
    client.force_login(cast.keeper)
    page = client.get(f"{reverse('deputies:expenses')}?view={view}").content.decode()
    assert f"<strong>{lead}</strong>" in page


@pytest.mark.parametrize("query", ["q=' OR 1", "year=9999", "station=9" * 20, "purpose=x", "view=none", "page=-1", "place=%00"])
def test_rubbish_in_the_address_is_no_failure(client, cast, query):
    client.force_login(cast.district)
    for name in ("deputies:expenses", "deputies:funds"):
        assert client.get(f"{reverse(name)}?{query}").status_code == 200
