"""天元区 in the demo: the numbers of the bulletin, counted from rows, and people and stations of its own."""

from collections import Counter
from datetime import date

import pytest
from django.utils import timezone

from deputies.models import Attendance, Deputy, Mandate, Reception
from disputes.figures import targets
from disputes.models import Case, Issue, PanelMember, Suggestion, Visitor
from liaison.figures import FIGURES
from liaison.kit.figures import Scope
from liaison.reports.work import GROUPS
from stations.models import Station, Unit, User

pytestmark = pytest.mark.django_db
HERE = "430211"
CHAIN = ("chain", "enterprise")
BULLETIN = {  # 联络动态 2023 年第 15 期, second report: what it says of the time since the first of January of last year
    "deputy_visits": 1295, "electors_received": 1945, "reception_solved": 223,
    "evenings": 32, "group_activities": 40,
    "deed_contacts": 3700, "deed_problems": 760, "deed_funds": 4_800_000,
    "enterprise_problems": 28,
    "legal_aid_enterprises": 407, "legal_sessions": 110, "legal_arbitrations": 17, "legal_suits": 36, "legal_mediations": 153,
    "legal_recovered": 103_480_000,  # more than a hundred million
}
AT_STATION = {  # (kind of the station, figure): number
    ("park", "enterprises"): 350, ("park", "enterprise_staff"): 7000, ("park", "residents"): 70_000,
    ("chain", "enterprises"): 83, ("chain", "enterprise_problems"): 28,
}


def here(model, path="station"):
    return model.objects.filter(**{f"{path}__region__code__startswith": HERE})


@pytest.fixture
def since(demo):
    """The first of January of last year, from which the bulletin counts."""
    return date(timezone.localdate().year - 1, 1, 1)


@pytest.fixture
def scope(since):
    return Scope(User.objects.get(username="district3"), since, timezone.localdate(), region=HERE)


@pytest.mark.parametrize(("key", "number"), BULLETIN.items())
def test_the_figures_are_those_of_the_bulletin(scope, key, number):
    assert FIGURES[key].number(scope) == number


@pytest.mark.parametrize(("where", "number"), AT_STATION.items())
def test_the_park_and_the_chain_serve_whom_the_bulletin_says(scope, where, number):
    kind, key = where
    station = Station.objects.get(region__code__startswith=HERE, kind=kind)
    assert FIGURES[key].number(scope.narrow(station=station.pk)) == number


@pytest.fixture
def work(demo, client):
    client.force_login(User.objects.get(username="district3"))
    return client, client.get("/dashboard/work/", {"period": "two_years"}).context["report"]


@pytest.mark.parametrize("key", [key for _title, keys in GROUPS for key in keys])
def test_each_number_of_the_page_opens_its_rows(work, key):
    """A figure that adds up amounts shows its sum on the list; every other one is the number of rows."""
    client, report = work
    figure, number = FIGURES[key], report.numbers[key]
    page = client.get(report.card(figure)["url"])
    assert number > 0 and page.status_code == 200
    if figure.amount:
        assert str(number) in page.content.decode().replace(",", "")
    else:
        assert page.context["count"] == number


@pytest.mark.parametrize("name", ["district", "district3"])
def test_four_of_five_deputies_have_done_something_this_year_once_it_is_summer(demo, name):
    scope = Scope(User.objects.get(username=name), until=timezone.localdate())
    told = targets.counts(targets.overseen(scope), scope)
    assert told["missing"] > 0 and told["doing"] + told["help"] > 0
    if timezone.localdate().month >= 9:
        assert 0.7 < told["done"] / sum(told.values()) < 0.9


def closed(since, **columns):
    return here(Issue).filter(stage="closed", closed_at__date__gte=since, **columns)


def test_seven_streets_and_towns_have_a_station_each_and_there_are_five_more(demo):
    stations = Station.objects.filter(region__code__startswith=HERE)
    assert Counter(stations.values_list("kind", flat=True)) == {"station": 7, "studio": 2, "park": 1, "chain": 1, "enterprise": 1}
    assert stations.filter(kind="station").values("region").distinct().count() == 7
    assert not Station.objects.exclude(region__code__startswith=HERE).filter(code__in=stations.values("code")).exists()


def test_210_deputies_of_five_levels_are_posted_to_all_of_its_stations(demo):
    deputies = Deputy.objects.serving().within(HERE)
    levels = Counter(Mandate.objects.filter(deputy__in=deputies).values_list("level", flat=True))
    assert deputies.count() == 210
    assert levels == {"national": 1, "provincial": 3, "prefecture": 35, "county": 122, "township": 61}
    stations = Station.objects.filter(region__code__startswith=HERE)
    assert min(Deputy.objects.posted_to(station).count() for station in stations) >= 4
    assert {"4302", HERE} < set(Mandate.objects.filter(deputy__in=deputies).values_list("term__region", flat=True))


def test_the_pool_of_panelists_is_its_deputies_and_36_others(demo):
    members = PanelMember.objects.filter(region__code__startswith=HERE)
    assert members.filter(standing="deputy").count() == 210 and members.exclude(standing="deputy").count() == 36


def test_deputies_came_1295_times(since):
    arrived = here(Attendance, "reception__station").filter(arrived_at__date__gte=since)
    assert arrived.count() == 1295
    assert not arrived.filter(arrived_at__gt=timezone.now()).exists()


def test_every_station_has_had_a_reception_three_times_a_month_and_has_more_announced(since):
    today = timezone.localdate()
    days = Counter(here(Reception).filter(on__range=(since, today)).values_list("station", flat=True))
    months = (today.year - since.year) * 12 + today.month - 1
    assert len(days) == 12 and min(days.values()) >= months * 3 - 3
    assert here(Reception).filter(on__gt=today).values("station").distinct().count() == 12


def test_223_problems_were_solved_at_receptions(since):
    solved = closed(since, outcome="solved", source="reception")
    assert solved.count() == 223
    assert not solved.filter(reception=None).exists()
    assert closed(since, source="reception").exclude(outcome="solved").count() > 20


def test_whoever_received_a_matter_had_come(since):
    received = here(Issue).filter(source="reception")
    for issue in received.select_related("reception"):
        assert issue.reception.attendances.filter(deputy=issue.deputy, arrived_at__isnull=False).exists()


def test_28_problems_were_solved_for_the_chain(since):
    brought = here(Issue).filter(station__kind__in=CHAIN, source__in=("visit", "outreach"))
    assert brought.filter(stage="closed", outcome="solved").count() == 28
    assert brought.exclude(stage="closed").exists() and brought.filter(outcome__in=("partly", "explained")).exists()


def test_there_is_work_in_every_flow(demo):
    for model in (Issue, Case, Suggestion):
        assert here(model).open().exists() and here(model).overdue().exists()
    assert here(Issue).overdue().filter(station__kind__in=CHAIN).exists()


def test_the_committee_finds_work_here_and_sees_nothing_of_the_other_district(demo):
    user = User.objects.get(username="district3")
    overdue = Issue.objects.visible_to(user).overdue()
    assert any(issue.moves_for(user) for issue in overdue)
    assert Issue.objects.visible_to(user).count() == here(Issue).count()
    assert not here(Issue).filter(pk__in=Issue.objects.visible_to(User.objects.get(username="district")).values("pk")).exists()


def test_no_number_is_given_twice(demo):
    phones = [row.phone for model in (Deputy, Visitor, Station, Unit) for row in model.objects.all() if row.phone]
    assert not [phone for phone, times in Counter(phones).items() if times > 1]


def test_no_name_is_given_twice(demo):
    deputies = Counter(Deputy.objects.values_list("name", flat=True))
    others = PanelMember.objects.filter(deputy=None).values_list("name", flat=True)
    assert max(deputies.values()) == 1 and not set(others) & set(deputies)
