"""The duty file fills itself from what happened, once an event, and gives back what was undone."""

from datetime import date

import pytest

from deputies.models import Duty, DutyKind, Service
from deputies.models.duty import Proof
from liaison.kit.flow import broken_steps
from stations.models import User

ON = date(2026, 6, 10)


def told(cast, role="deputy", kind=DutyKind.RECEPTION, on=ON):
    return Service(cast.deputies[role].pk, kind, on)


def settle(cast, *service, evidence="deputies:reception:1"):
    Duty.objects.settle(evidence, service, station=cast.station, what="接待日")


def kept():
    return set(Duty.objects.counted().values_list("deputy", "kind", "on"))


@pytest.mark.parametrize("times", [1, 3])
def test_an_event_is_recorded_once_however_often_it_is_told(cast, times):
    for _ in range(times):
        settle(cast, told(cast), told(cast, "chair"))
    assert kept() == {told(cast), told(cast, "chair")} and Duty.objects.count() == 2


def test_what_is_undone_is_taken_back_and_may_come_again(cast):
    settle(cast, told(cast), told(cast, "chair"))
    settle(cast, told(cast))
    assert kept() == {told(cast)}
    settle(cast, told(cast), told(cast, "chair"))
    assert kept() == {told(cast), told(cast, "chair")} and Duty.objects.count() == 2
    assert broken_steps(Duty, Duty.objects.all()) == []


def test_another_day_is_put_right(cast):
    settle(cast, told(cast))
    settle(cast, told(cast, on=date(2026, 6, 11)))
    assert kept() == {told(cast, on=date(2026, 6, 11))}
    assert list(Duty.objects.get().steps.values_list("move", flat=True)) == ["record", "redate"]


def test_evidence_leads_to_the_page_of_the_event(cast):
    settle(cast, told(cast), evidence="deputies:reception:7")
    assert Duty.objects.get().evidence_url == "/receptions/7/"
    assert Duty(evidence="").evidence_url == "" == Duty(evidence="nowhere:page:1").evidence_url


@pytest.mark.parametrize("number", [1, 4])
def test_many_events_are_told_as_each_by_itself_at_the_same_queries(cast, number, django_assert_num_queries):
    proofs = [Proof(f"deputies:reception:{n}", [told(cast), told(cast, "chair")], cast.station, "接待日") for n in range(number)]
    User.objects.system()
    with django_assert_num_queries(7):
        Duty.objects.settle_all(proofs)
    assert Duty.objects.counted().count() == 2 * number and broken_steps(Duty, Duty.objects.all()) == []
    Duty.objects.settle_all([proof._replace(service=[]) for proof in proofs[:1]])
    assert Duty.objects.counted().count() == 2 * number - 2
