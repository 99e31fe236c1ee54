"""What was written once stays: the database itself refuses to change or delete it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from deputies.models import Duty, DutyKind, Service
from disputes.models import Suggestion
from liaison.actions.handover import hand_over_station
from liaison.kit.flow import Part, Record, Sealed, Step, flowing_models
from liaison.kit.seals import install_seals, remove_seals, sealed_tables
from stations.models import NoticeRead, ReadLog, StandardCheck, StandardItem, WordingStation
from tests import walk
from tests.deputies import walk_deed, walk_reception
from tests.deputies.walk_duty import duty_at
from tests.factories import StationFactory
from tests.stations.walk import inspection_at, step, told

ISSUES = ["closed", "redirected", "merged", "voided", "returned", "rehandling", "in_suggestion"]
CASES = ["declined", "diverted", "failed", "breached", "closed"]
SUGGESTIONS = ["withdrawn", "not_accepted", "merged", "return_requested", "closed", "external"]


@pytest.fixture
def full(cast):
    """At least one row in every sealed table, made by walking the flows."""
    mediating = walk.issue_at("mediating", cast)
    walk.step(mediating, "attempt", cast)
    walk.step(mediating, "settle", cast)
    for stage in ISSUES:
        walk.issue_at(stage, cast)
    for stage in CASES:
        walk.case_at(stage, cast)
    walk.step(walk.case_at("performing", cast), "confirm", cast)
    walk.step(walk.case_at("failed", cast), "convert", cast)
    for stage in SUGGESTIONS:
        walk.suggestion_at(stage, cast)
    promised(walk.suggestion_at("in_progress", cast), cast)
    issue = walk.issue_at("registered", cast)
    issue.visitor.reveal(by=cast.keeper, reason="回访")
    received(cast)
    walk_deed.deed_at("verified", cast)
    walk_deed.step(walk_deed.deed_at("doing", cast, what="修路灯"), "postpone", cast)
    StandardCheck.objects.create(station=cast.station, item=StandardItem.objects.first(), is_met=True, by=cast.keeper)
    to = StationFactory(region=cast.station.region)
    hand_over_station(cast.station, to, timezone.localdate(), by=cast.district, reason="两站合并")
    duty_at("draft", cast)
    of_stations(cast)
    for on in (date(2026, 6, 10), date(2026, 6, 11)):
        service = [Service(cast.deputies["deputy"].pk, DutyKind.RECEPTION, on)]
        Duty.objects.settle("deputies:reception:1", service, station=cast.station)


def of_stations(cast):
    for stage in ("closed", "clean"):
        inspection_at(stage, cast)
    step(inspection_at("correcting", cast), "extend", cast)
    told(cast, parts=[WordingStation(station=cast.station)], to_keeper=True).confirm(cast.keeper)


def promised(suggestion, cast):
    for move in ("contact", "assist"):
        walk.step(suggestion, move, cast)
    reply, _none = walk.suggestion_record("reply", suggestion, cast)
    reply.reply_class = Suggestion.ReplyClass.B
    suggestion.advance("reply", by=cast.unit, record=reply, parts=[walk.commitment()])
    walk.step(suggestion, "publish", cast)
    walk.step(suggestion, "fulfil", cast)


def received(cast):
    """A reception day that was changed, told and put right, and the entry of the duty file that it proves, on another day."""
    day = walk_reception.reception_at("published", cast)
    for move in ("change", "close", "correct"):
        walk_reception.step(day, move, cast)
    entry = Service(cast.deputies["deputy"].pk, DutyKind.RECEPTION, day.on - timedelta(1))
    Duty.objects.settle(day.evidence, [entry], station=cast.station)


def refused(sql):
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_every_step_record_and_part_is_sealed():
    sealed = {model for model in sealed_models()}
    steps = {model.step_model() for model in flowing_models()}
    records = {move.record_model for model in flowing_models() for move in model.flow.moves if move.record}
    parts = {record._meta.get_field(name).related_model for record in records for name in record.parts}
    assert steps | records | parts | {ReadLog, StandardCheck, NoticeRead} == sealed
    assert {model._meta.db_table for model in sealed} == set(sealed_tables())


def sealed_models(base=Sealed):
    for model in base.__subclasses__():
        if not model._meta.abstract:
            yield model
        yield from sealed_models(model)


def test_record_and_part_are_sealed_by_kind():
    assert issubclass(Record, Sealed) and issubclass(Part, Sealed) and issubclass(Step, Sealed)


def triggers(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
def test_every_sealed_table_refuses_update_and_delete(full):
    """SQLite asks its trigger for each row: where the walks leave none, the trigger is looked for by name."""
    for table in sealed_tables():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            before = cursor.fetchone()[0]
        if not before and connection.vendor == "sqlite":
            assert triggers(table) == {f"{table}_no_update", f"{table}_no_delete"}
            continue
        refused(f"UPDATE {table} SET id = id")
        refused(f"DELETE FROM {table}")
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] == before


@pytest.mark.django_db
def test_tables_are_not_emptied_at_one_stroke(full):
    connection.check_constraints()  # PostgreSQL would refuse for these first
    if connection.vendor == "postgresql":
        for table in sealed_tables():
            refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db
@pytest.mark.parametrize("change", [
    lambda step: type(step).objects.filter(pk=step.pk).update(note="另一个说法"),
    lambda step: type(step).objects.filter(pk=step.pk).delete(),
    lambda step: step.save(),
    lambda step: step.delete(),
    lambda step: type(step).objects.bulk_update([step], ["note"]),
    lambda step: step.record.save(),
    lambda step: step.record.delete(),
], ids=["update", "delete many", "save", "delete", "bulk update", "save record", "delete record"])
def test_orm_is_refused_too(cast, change):
    step = walk.issue_at("registered", cast).steps.get()
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        change(step)


@pytest.mark.django_db
@pytest.mark.parametrize("make", [walk.issue_at, walk.case_at, walk.suggestion_at])
def test_thing_with_steps_cannot_be_deleted(cast, make):
    thing = make({"issue_at": "registered", "case_at": "lead", "suggestion_at": "draft"}[make.__name__], cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        thing.delete()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {thing._meta.db_table}")
        connection.check_constraints()


@pytest.mark.django_db
def test_seals_may_be_put_on_twice(cast):
    connection.check_constraints()
    remove_seals()
    install_seals()
    install_seals()
    issue = walk.issue_at("registered", cast)
    refused(f"DELETE FROM {type(issue).step_model()._meta.db_table}")
