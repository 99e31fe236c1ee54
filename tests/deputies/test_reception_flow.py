"""The procedure of a reception day: who may do what at which stage, what is written down, and what follows."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deputies.actions.arrivals import record_arrival, take_back_arrival
from deputies.models import Duty, DutyKind, Reception, ReceptionCorrection
from deputies.models.reception_records import unseen_changes
from liaison.kit.flow import START, SYSTEM, Conflict, Obstacle, broken_steps
from stations.models import DeadlineRule, User
from tests.deputies.walk_reception import WAYS, new, reception_at, record, step
from tests.factories import ReceptionFactory
from tests.tables import allowed, of_cast

TODAY = date(2026, 9, 1)
ROLES = ("keeper", "head", "deputy", "street", "district", "unit", "auditor", "admin")
MATRIX = {
    START: {
        "keeper": "plan",
        "head": "plan",
        "street": "plan",
        "district": "plan",
    },
    "planned": {
        "keeper": "change open close",
        "head": "publish change cancel open close",
        "street": "publish change cancel",
        "district": "publish",
    },
    "published": {
        "keeper": "change open close",
        "head": "change cancel open close",
        "street": "change cancel",
    },
    "open": {"keeper": "close", "head": "close"},
    "closed": {"head": "correct"},
    "locked": {"head": "correct"},
    "cancelled": {},
}
FLOW = Reception.flow


@pytest.fixture(autouse=True)
def a_tuesday(travel):
    travel(TODAY)


def test_matrix_names_every_stage_and_every_move_of_a_person():
    assert set(MATRIX) == {START, *FLOW.stages.values} and set(WAYS) == set(FLOW.stages.values)
    named = {move for row in MATRIX.values() for moves in row.values() for move in moves.split()}
    assert named == {move.name for move in FLOW.moves if move.by_hand}
    assert {move.name for move in FLOW.moves if move.roles == (SYSTEM,)} == {"lapse", "recount", "relocate"}


def test_every_open_stage_has_a_way_out_and_what_ended_only_its_door():
    for stage in FLOW.open:
        assert [move for move in FLOW.leaving(stage) if move.target not in (None, stage)], stage
    assert {move.name for stage in FLOW.final for move in FLOW.leaving(stage)} == {"correct"}


def test_beginning_is_for_those_of_the_matrix(cast, others):
    assert allowed(new(cast), of_cast(cast, ROLES)) == MATRIX[START]
    assert allowed(new(cast), {role: others.people[role] for role in ROLES if role != "district"}) == {}


@pytest.mark.parametrize("stage", WAYS)
def test_stage_gives_each_role_its_moves_and_refuses_the_others(cast, others, stage):
    day = reception_at(stage, cast)
    assert day.stage == stage and day.broken_step() is None
    assert allowed(day, of_cast(cast, ROLES)) == MATRIX[stage]
    assert allowed(day, {role: others.people[role] for role in ROLES if role != "district"}) == {}
    for move in FLOW.leaving(stage):
        for role in ROLES:
            if move.name not in MATRIX[stage].get(role, "").split():
                with pytest.raises(PermissionDenied):
                    day.advance(move.name, by=getattr(cast, role), note="说明", record=record(move.name, day, cast)[0])
    assert day.steps.count() == len(WAYS[stage].split()) + 1


@pytest.mark.parametrize("stage", WAYS)
def test_stage_refuses_the_moves_of_other_stages(cast, monkeypatch, stage):
    day = reception_at(stage, cast)
    monkeypatch.setattr(Reception, "roles_of", lambda self, user: {"keeper", "head", "street", "system"})
    for move in FLOW.moves:
        if stage not in move.sources:
            with pytest.raises(Conflict):
                day.advance(move.name, by=cast.head, note="说明")


@pytest.mark.parametrize("move", ["change", "close", "correct"])
def test_a_move_with_a_record_needs_it(cast, move):
    day = reception_at("closed" if move == "correct" else "published", cast)
    with pytest.raises(Obstacle):
        day.advance(move, by=cast.head)


# Announcing


def test_a_day_without_deputies_is_not_announced(cast):
    day = reception_at("planned", cast, roster=())
    with pytest.raises(Obstacle, match="还没有排代表"):
        step(day, "publish", cast)


def test_nobody_but_who_took_leave_is_nobody(cast):
    day = reception_at("planned", cast)
    day.attendances.update(leave_at=timezone.now(), leave_reason="出差")
    with pytest.raises(Obstacle, match="还没有排代表"):
        step(day, "publish", cast)


def test_a_day_that_is_over_is_not_announced(cast, travel):
    day = reception_at("planned", cast)
    travel(TODAY + timedelta(1))
    with pytest.raises(Obstacle, match="已经过去"):
        step(day, "publish", cast)


def test_short_notice_is_told_by_the_setting_and_refused_never(cast):
    near, far = (reception_at("planned", cast, on=TODAY + timedelta(days)) for days in (2, 3))
    assert near.is_short_notice and not far.is_short_notice
    step(near, "publish", cast)
    assert not near.is_short_notice


# Another day, or none


def test_another_day_is_written_down_and_answers_are_asked_for_again(cast):
    day = reception_at("published", cast, on=TODAY + timedelta(5))
    day.attendances.update(said_yes_at=timezone.now())
    step(day, "change", cast, on=TODAY + timedelta(6))
    day.refresh_from_db()
    assert (day.on, day.ends_at, day.stage) == (TODAY + timedelta(6), time(12), "published")
    assert day.attendances.get().said_yes_at is None


@pytest.mark.parametrize(("changes", "field"), [
    ({"on": TODAY - timedelta(1)}, "on"), ({"ends_at": time(9)}, "ends_at"), ({"reason": " "}, "reason"),
])
def test_a_change_that_cannot_stand_is_told_at_its_field(cast, changes, field):
    day = reception_at("published", cast, on=TODAY + timedelta(5))
    with pytest.raises(Obstacle) as told:
        step(day, "change", cast, **changes)
    assert field in told.value.message_dict


def test_what_nobody_knows_yet_is_changed_without_a_reason(cast):
    day = reception_at("planned", cast)
    step(day, "change", cast, reason="")
    assert day.ends_at == time(12)


def test_no_two_days_take_the_same_hour_but_a_cancelled_one_gives_it_back(cast):
    first, second = reception_at("published", cast), reception_at("planned", cast, starts_at=time(14), ends_at=time(16))
    with pytest.raises(Obstacle, match="已经有接待日"):
        step(second, "change", cast, starts_at=time(9))
    with pytest.raises(Obstacle, match="已经有接待日"):
        new(cast).begin("plan", by=cast.keeper)
    step(first, "cancel", cast)
    new(cast).begin("plan", by=cast.keeper)


def test_change_and_cancellation_stay_unseen_until_the_deputy_looks(cast):
    day = reception_at("published", cast, on=TODAY + timedelta(5))
    seat = day.attendances.get()
    assert unseen_changes([seat]) == {}
    step(day, "change", cast)
    assert [made.move for made in unseen_changes([seat])[seat.pk]] == ["change"]
    seat.seen_at = timezone.now() + timedelta(1)
    assert unseen_changes([seat]) == {}


def test_changing_what_was_not_announced_tells_nobody(cast):
    day = reception_at("planned", cast)
    step(day, "change", cast)
    assert unseen_changes(day.attendances.all()) == {}


# The day and after it


def test_a_day_without_visitors_closes_without_fault(cast):
    day = reception_at("open", cast)
    step(day, "close", cast, received=0)
    day.refresh_from_db()
    assert (day.stage, day.received) == ("closed", 0)


@pytest.mark.parametrize("received", [-1, 10_000, None, 2**31])
def test_a_number_that_cannot_be_is_told_at_its_field(cast, received):
    day = reception_at("open", cast)
    with pytest.raises(Obstacle) as told:
        step(day, "close", cast, received=received)
    assert "received" in told.value.message_dict


def test_nothing_is_opened_or_closed_before_its_day(cast):
    day = reception_at("published", cast, on=TODAY + timedelta(1))
    for move in ("open", "close"):
        with pytest.raises(Obstacle, match="还没有到接待日"):
            step(day, move, cast)


def test_a_day_that_was_never_announced_may_still_be_told(cast):
    day = reception_at("planned", cast)
    step(day, "close", cast)
    assert day.stage == "closed"


def test_a_closed_day_locks_by_itself_after_its_rule(cast, travel):
    day = reception_at("closed", cast)
    rule = DeadlineRule.objects.get(flow="reception", clock="lock")
    assert day.due_on == TODAY + timedelta(rule.length)
    call_command("tick")
    day.refresh_from_db()
    assert day.stage == "closed"
    travel(day.due_on + timedelta(1))
    call_command("tick")
    day.refresh_from_db()
    assert day.stage == "locked" and day.steps.last().by == User.objects.system()


def test_once_closed_the_head_puts_right_who_came_and_the_duty_file_follows(cast):
    day = reception_at("locked", cast, roster=("deputy", "chair"))
    correction = ReceptionCorrection(received=3, reason="漏记")
    came = [part for part in record("correct", day, cast)[1]]
    day.advance("correct", by=cast.head, record=correction, parts=came)
    assert day.received == 3 and day.stage == "locked" and day.broken_step() is None
    assert list(day.attendances.arrived().values_list("deputy", flat=True)) == [cast.deputies["deputy"].pk]
    assert counted() == {(cast.deputies["deputy"].pk, DutyKind.RECEPTION, day.on)}
    day.advance("correct", by=cast.head, record=ReceptionCorrection(received=3, reason="没有来"), parts=())
    assert counted() == set() and Duty.objects.get().stage == "taken_back"


def test_who_came_without_being_on_the_roster_is_added_to_it(cast):
    day = reception_at("closed", cast, roster=("chair",))
    step(day, "correct", cast)
    assert day.attendances.arrived().get().deputy == cast.deputies["deputy"]


def counted():
    return set(Duty.objects.counted().values_list("deputy", "kind", "on"))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.booleans(), st.sampled_from(["deputy", "chair", "cosigner"])), max_size=10))
def test_duty_file_stays_equal_to_the_arrivals(cast, moves):
    with transaction.atomic():
        day = ReceptionFactory(station=cast.station)
        seats = {role: day.attendances.create(deputy=cast.deputies[role]) for role in ("deputy", "chair", "cosigner")}
        for arrives, role in moves:
            seats[role].reception = Reception.objects.select_related("station").get(pk=day.pk)
            (record_arrival if arrives else take_back_arrival)(seats[role], by=cast.keeper)
            assert counted() == {(told.deputy, told.kind, told.on) for told in day.service()}
        assert Duty.objects.count() == len({role for arrives, role in moves if arrives})
        assert broken_steps(Duty, Duty.objects.all()) == []
        transaction.set_rollback(True)
