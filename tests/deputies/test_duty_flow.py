"""The procedure of the duty file: who may do what at which stage, and what stands in the way."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from deputies.flows import DUTY
from deputies.models import Duty, DutyKind, SelfReport
from liaison.kit.flow import START, SYSTEM, Conflict, Obstacle
from stations.actions import limits
from stations.models import CalendarDay
from tests.deputies.walk_duty import WAYS, duty_at, make, new, recorded, report
from tests.factories import MembershipFactory
from tests.tables import allowed, of_cast

ROLES = ("keeper", "head", "deputy", "cosigner", "chair", "street", "district", "unit", "assist", "auditor", "admin")
EVERY_ROLE = {role for move in DUTY.moves for role in move.roles}

# What each of the cast may do; the entry is the deputy's. Who is not named may do nothing.
MATRIX = {
    START: {"deputy": "draft"},
    "recorded": {"deputy": "contest", "head": "strike", "street": "strike", "district": "strike"},
    "contested": {"head": "uphold strike", "street": "uphold strike", "district": "strike"},
    "struck": {},
    "taken_back": {},
    "draft": {"deputy": "revise submit withdraw"},
    "submitted": {
        "deputy": "amend withdraw",
        "keeper": "verify reject",
        "head": "verify reject",
        "street": "reject",
        "district": "reject",
    },
    "verified": {"keeper": "reject", "head": "reject", "street": "approve reject", "district": "approve reject"},
    "approved": {"street": "revoke", "district": "revoke"},
    "rejected": {"deputy": "amend appeal"},
    "withdrawn": {},
}
BY_ITSELF = {"record", "redate", "take_back", "restore", "recount"}
AFTER_THE_END = {"redate", "take_back", "restore", "contest", "strike", "amend", "appeal", "revoke"}


def test_matrix_names_every_stage_and_every_move():
    assert set(MATRIX) == {START, *DUTY.stages.values} and set(WAYS) == set(DUTY.stages.values)
    named = {move for row in MATRIX.values() for moves in row.values() for move in moves.split()}
    assert named == {move.name for move in DUTY.moves if move.by_hand}
    assert {move.name for move in DUTY.moves if move.roles == (SYSTEM,)} == BY_ITSELF


def test_every_open_stage_has_a_way_out_and_the_end_a_named_door():
    for stage in DUTY.open:
        assert [move for move in DUTY.leaving(stage) if move.target not in (None, stage)], stage
    assert {move.name for stage in DUTY.final for move in DUTY.leaving(stage)} == AFTER_THE_END
    assert {move.name for move in DUTY.leaving("struck")} == set()


def test_beginning_is_for_the_deputy(cast, others):
    assert allowed(new(cast), of_cast(cast, ROLES)) == MATRIX[START]
    assert allowed(new(cast), others.people) == {}


@pytest.mark.parametrize("stage", WAYS)
def test_stage_gives_each_role_its_moves_and_refuses_the_others(cast, others, stage):
    duty = duty_at(stage, cast)
    assert duty.broken_step() is None
    people, row = of_cast(cast, ROLES), MATRIX[stage]
    assert allowed(duty, people) == row
    assert allowed(duty, others.people) == ({"district": row["district"]} if "district" in row else {})
    before = duty.steps.count()
    for move in duty.flow.leaving(stage):
        for user in [people[role] for role in ROLES if move.name not in row.get(role, "").split()] + [others.keeper]:
            with pytest.raises(PermissionDenied):
                duty.advance(move.name, by=user, note="说明")
    assert duty.steps.count() == before


@pytest.mark.parametrize("stage", WAYS)
def test_stage_refuses_moves_of_other_stages_and_missing_papers(cast, monkeypatch, stage):
    duty = duty_at(stage, cast)
    monkeypatch.setattr(Duty, "roles_of", lambda self, user: EVERY_ROLE)
    before = duty.steps.count()
    for move in DUTY.moves:
        if stage not in move.sources:
            with pytest.raises(Conflict):
                duty.advance(move.name, by=cast.head, note="说明")
        elif move.note:
            with pytest.raises(Obstacle, match="请写明"):
                duty.advance(move.name, by=cast.head, note=" \n")
        elif move.record:
            with pytest.raises(Obstacle, match=str(move.record_model._meta.verbose_name)):
                duty.advance(move.name, by=cast.head)
    assert duty.steps.count() == before


@pytest.mark.parametrize("role", ["keeper", "head", "street", "district"])
def test_nobody_verifies_or_decides_an_own_entry(cast, role):
    """A deputy who also works at the station, the street or the district is towards the own entry a deputy only."""
    place = {"station": cast.station} if role in ("keeper", "head") else {
        "region": cast.station.region if role == "street" else cast.county}
    MembershipFactory(user=cast.deputy, role=role, **place)
    for number, stage in enumerate(WAYS):
        duty = duty_at(stage, cast, number, what=f"第{number}件")
        assert allowed(duty, {"deputy": cast.deputy}).get("deputy", "") == MATRIX[stage].get("deputy", "")
    others_entry = new(cast, "cosigner")
    others_entry.begin("draft", by=cast.cosigner, record=report(what="旁听庭审"))
    others_entry.advance("submit", by=cast.cosigner)
    assert allowed(others_entry, {role: cast.deputy}) == {role: MATRIX["submitted"][role]}


@pytest.mark.parametrize(("stage", "days"), [("submitted", 5), ("verified", 5), ("contested", 5)])
def test_whoever_is_to_judge_has_five_working_days(cast, stage, days):
    duty = duty_at(stage, cast)
    assert duty.running_clock["length"] == days and duty.running_clock["unit"] == "workday"
    assert Duty.objects.overdue(duty.due_on + timedelta(1)).get() == duty


def test_what_waits_for_nobody_has_no_date(cast):
    for number, stage in enumerate(set(WAYS) - {"submitted", "verified", "contested"}):
        assert duty_at(stage, cast, number, what=f"第{number}件").due_on is None


def test_new_holiday_moves_the_date(cast):
    duty = duty_at("submitted", cast)
    CalendarDay.objects.update_or_create(on=duty.due_on, defaults={"is_workday": False, "name": "临时放假"})
    assert limits.recount() == 1
    assert Duty.objects.get().due_on > duty.due_on


@pytest.mark.parametrize(("changes", "field"), [
    ({"kind": DutyKind.RECEPTION}, "kind"), ({"on": "tomorrow"}, "on"), ({"hours": 0}, "hours"), ({"on": "before"}, "on")])
def test_report_that_cannot_stand_is_told_at_its_field(cast, changes, field):
    today = timezone.localdate()
    days = {"tomorrow": today + timedelta(1), "before": cast.mandate.since - timedelta(1)}
    told = report(**{name: days.get(value, value) for name, value in changes.items()})
    with pytest.raises(Obstacle) as caught:
        new(cast, told=told).begin("draft", by=cast.deputy, record=told)
    assert list(caught.value.error_dict) == [field]
    assert Duty.objects.count() == SelfReport.objects.count() == 0


def test_same_words_of_the_same_day_are_told_once(cast):
    duty = duty_at("submitted", cast)
    with pytest.raises(Obstacle, match="已经记过"):
        duty_at("draft", cast)
    make(duty, "withdraw", cast)
    assert duty_at("draft", cast).pk


def test_amended_report_replaces_the_words_and_starts_the_clock_again(cast):
    duty = duty_at("rejected", cast)
    make(duty, "amend", cast, kind=DutyKind.MEETING, what="列席常委会会议", on=timezone.localdate() - timedelta(1))
    stored = Duty.objects.get(pk=duty.pk)
    assert (stored.stage, stored.kind, stored.what, stored.closed_at) == ("submitted", "meeting", "列席常委会会议", None)
    assert stored.reports.count() == 2 and stored.running_clock["clock"] == "verify" and stored.broken_step() is None


# Entries that follow from events


@pytest.mark.parametrize("stage", ["recorded", "contested"])
def test_undone_event_takes_the_entry_back_even_if_contested(cast, stage):
    duty = duty_at(stage, cast)
    Duty.objects.settle(duty.evidence, [], station=cast.station)
    assert Duty.objects.get().stage == "taken_back" and Duty.objects.get().due_on is None


def test_struck_entry_stays_struck_whatever_becomes_of_the_event(cast):
    duty = duty_at("struck", cast)
    for on in (timezone.localdate(), timezone.localdate() - timedelta(1)):
        recorded(cast, on=on)
        Duty.objects.settle(duty.evidence, [], station=cast.station)
    stored = Duty.objects.get()
    assert (stored.stage, stored.steps.count()) == ("struck", 2)


@pytest.mark.parametrize("stage", WAYS)
def test_contested_counts_until_it_is_decided_and_a_report_once_it_is_approved(cast, stage):
    duty_at(stage, cast)
    assert Duty.objects.counted().exists() == (stage in ("recorded", "contested", "approved"))


def test_day_and_words_follow_the_event(cast):
    duty = recorded(cast)
    day = timezone.localdate() - timedelta(3)
    recorded(cast, on=day)
    stored = Duty.objects.get(pk=duty.pk)
    assert (stored.on, stored.what) == (day, "接待日") and [s.move for s in stored.steps.all()] == ["record", "redate"]
    recorded(cast, on=day)
    assert stored.steps.count() == 2
