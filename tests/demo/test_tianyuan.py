"""天元区 in the demo: the numbers of the bulletin, counted from rows, and people and stations of its own."""

from collections import Counter
from datetime import date

import pytest
from django.utils import timezone

from deputies.models import Attendance, Deputy, Mandate, Reception
from disputes.models import Case, Issue, PanelMember, Suggestion, Visitor
from stations.models import Station, Unit, User

pytestmark = pytest.mark.django_db
HERE = "430211"
CHAIN = ("chain", "enterprise")


def here(model, path="station"):
    return model.objects.filter(**{f"{path}__region__code__startswith": HERE})


@pytest.fixture
def since(demo):
    """The first of January of last year, from which the bulletin counts."""
    return date(timezone.localdate().year - 1, 1, 1)


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
