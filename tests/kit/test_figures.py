"""A figure is its rows: the number, the groups and the link tell the same, and rubbish in an address narrows nothing."""

from datetime import date, datetime
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from deputies.models import Deed
from disputes.models import Issue, IssueStep
from liaison.kit.figures import Figure, Scope, chosen, grouped, numbers, scope_from
from tests.deputies.walk_deed import deed_at
from tests.walk import issue_at

RECEIVED = Figure("received", "收到", "件", "登记的", lambda scope: scope.at(scope.within(Issue.objects.all(), "begun_on")),
                  "disputes:issues")
STEPS = Figure("steps", "步骤", "步", "各步", lambda scope: scope.within(IssueStep.objects.all(), "at"), "disputes:issues",
               amount="number")
NOW = Figure("now", "现有", "件", "今天的", lambda scope: scope.at(Issue.objects.all()), "disputes:issues", is_present=True)
NOTHING = Figure("nothing", "没有", "件", "没有的", lambda scope: Issue.objects.none(), "disputes:issues")
FIGURES = {figure.key: figure for figure in (RECEIVED, STEPS, NOW, NOTHING)}
FULL = {"since": "2026-01-01", "until": "2026-03-31", "place": "430602", "station": "7", "category": "3", "stage": "rated"}


def asked(address):
    return {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}


# Addresses


def test_scope_survives_the_way_through_an_address():
    scope = scope_from(FULL, "user")
    assert scope == Scope("user", date(2026, 1, 1), date(2026, 3, 31), "430602", 7, 3, "rated")
    assert asked(RECEIVED.link(scope)) == {"figure": "received", **FULL}


@pytest.mark.parametrize(("key", "rubbish"), [
    ("since", "yesterday"), ("since", "2026-02-30"), ("since", "0001-01-01"), ("until", "9999-12-31"), ("until", "\0"),
    ("place", "43%"), ("place", "４３"), ("place", "4" * 13), ("station", "abc"), ("station", "9" * 19), ("station", "-1"),
    ("category", "1 OR 1"), ("stage", "a;b"), ("stage", "x" * 31),
])
def test_rubbish_in_an_address_narrows_nothing(key, rubbish):
    assert scope_from({key: rubbish}, "user") == Scope("user")


def test_many_numbers_at_once_are_those_of_each_also_where_one_sums(cast):
    issue_at("accepted", cast)
    scope, figures = Scope("user"), (RECEIVED, STEPS, NOTHING)
    assert numbers(figures, scope) == {figure.key: figure.number(scope) for figure in figures} == {
        "received": 1, "steps": 3, "nothing": 0}


def test_link_of_a_present_figure_names_no_period():
    assert set(asked(NOW.link(scope_from(FULL, "user")))) == {"figure", "place", "station", "category", "stage"}


def test_link_may_carry_more():
    assert asked(RECEIVED.link(Scope("user"), sort="due_on")) == {"figure": "received", "sort": "due_on"}


@pytest.mark.django_db
def test_page_opens_only_its_own_figures():
    assert chosen(FIGURES, "disputes:issues", {"figure": "received"}, "user")[0] is RECEIVED
    for page, key in (("disputes:cases", "received"), ("disputes:issues", "unknown"), ("disputes:issues", "")):
        assert chosen(FIGURES, page, {"figure": key}, "user") == (None, None)


# Rows


@pytest.mark.django_db
def test_number_groups_and_opened_rows_agree(cast, others):
    for owner in (cast, cast, others):
        issue_at("registered", owner)
    scope = Scope("user", region="430602")
    _figure, rows = chosen(FIGURES, "disputes:issues", asked(RECEIVED.link(scope)), "user")
    groups = RECEIVED.by(scope, "station")
    assert RECEIVED.number(scope) == rows.count() == sum(number for *_columns, number in groups) == 3
    assert groups == [(cast.station.pk, 2), (others.station.pk, 1)]


@pytest.mark.django_db
def test_sum_is_over_the_same_rows(cast):
    assert STEPS.number(Scope("user")) == 0
    issue_at("accepted", cast)
    assert STEPS.number(Scope("user")) == 1 + 2


@pytest.mark.django_db
def test_many_numbers_come_at_one_query(cast, django_assert_num_queries):
    issue_at("registered", cast)
    with django_assert_num_queries(1):
        assert numbers([RECEIVED, NOW, NOTHING], Scope("user")) == {"received": 1, "now": 1, "nothing": 0}
    with django_assert_num_queries(1):
        assert numbers([RECEIVED, STEPS], Scope("user")) == {"received": 1, "steps": 1}  # the sum of one step numbered 1
    with django_assert_num_queries(1):
        assert set(grouped([RECEIVED, NOW], Scope("user"), "stage")) == {("now", "registered", 1), ("received", "registered", 1)}
    assert numbers([], Scope("user")) == {}


MONEY = Figure("money", "资金", "元", "核实的", lambda scope: scope.at(Deed.objects.counted()), "deputies:deeds", amount="funds")


@pytest.mark.django_db
def test_sums_are_asked_together_with_counts(cast, others, django_assert_num_queries):
    issue_at("accepted", cast)
    deed_at("verified", cast, funds="0.10"), deed_at("verified", others, funds="1234567.25")
    with django_assert_num_queries(1):
        assert numbers([RECEIVED, STEPS, NOTHING], Scope("user")) == {"received": 1, "steps": 3, "nothing": 0}
    with django_assert_num_queries(2):  # money is added apart, so that counts stay whole numbers
        found = numbers([RECEIVED, MONEY, STEPS], Scope("user"))
    assert found == {"received": 1, "money": Decimal("1234567.35"), "steps": 3}
    assert [type(found[key]) for key in ("received", "steps")] == [int, int]
    assert set(grouped([MONEY, RECEIVED], Scope("user"), "station")) == {
        ("money", cast.station.pk, Decimal("0.10")), ("money", others.station.pk, Decimal("1234567.25")),
        ("received", cast.station.pk, 1)}


@pytest.mark.django_db
@pytest.mark.parametrize(("funds", "number"), [(None, "0"), ("3500.00", "3500"), ("3500.50", "3500.50")])
def test_whole_amount_of_money_is_a_whole_number(cast, funds, number):
    if funds:
        deed_at("verified", cast, funds=funds)
    scope = Scope("user")
    for told in (MONEY.number(scope), numbers([MONEY], scope)["money"], MONEY.total(MONEY.rows(scope))):
        assert told == Decimal(number) and isinstance(told, Decimal if "." in number else int)
    assert MONEY.by(scope, "station") == ([(cast.station.pk, Decimal(number))] if funds else [])


@pytest.mark.django_db
@pytest.mark.parametrize(("since", "until", "held"), [
    (None, None, 1), ("2026-03-02", None, 1), ("2026-03-03", None, 0), (None, "2026-03-02", 1), (None, "2026-03-01", 0),
    ("2026-03-02", "2026-03-02", 1),
])
def test_both_ends_of_a_period_are_in_it_by_the_local_day(cast, monkeypatch, since, until, held):
    just_before_midnight = timezone.make_aware(datetime(2026, 3, 2, 23, 59, 59))
    monkeypatch.setattr(timezone, "now", lambda: just_before_midnight)
    issue_at("registered", cast)
    scope = scope_from({"since": since, "until": until}, "user")
    assert (RECEIVED.number(scope), STEPS.number(scope)) == (held, held)


@pytest.mark.django_db
def test_place_is_a_subtree_or_one_station(cast, others):
    for owner in (cast, others):
        issue_at("registered", owner)
    assert [RECEIVED.number(Scope("user", region=code)) for code in ("43", "430602", "430602012", "430211")] == [2, 2, 1, 0]
    assert RECEIVED.number(Scope("user", station=others.station.pk)) == 1
