"""The one door: what moves, moves wholly and once, and what was written down can be proved."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.utils import timezone

from disputes.models import Assignment, Issue, IssueStep, Mediator, Triage, Visit
from liaison.kit.flow import START, Conflict, Flow, Move, Obstacle, flowing_models, with_records
from liaison.kit.seals import remove_seals
from tests import walk
from tests.factories import VisitorFactory, category


class Light(models.TextChoices):
    RED = "red"
    GREEN = "green"


def lights(*moves):
    return Flow("light", "灯", Light, moves, final=[Light.GREEN])


@pytest.fixture
def broken_consequence(monkeypatch):
    """What follows from a move goes wrong at its very end."""
    def moved(self, step, record):
        raise RuntimeError("no ink")

    monkeypatch.setattr(Issue, "moved", moved)


@pytest.fixture
def unsealed(cast):
    """The tables without their triggers, as somebody with the database's own password could make them."""
    connection.check_constraints()  # PostgreSQL drops no trigger while checks are pending
    remove_seals()


def copies(thing):
    return type(thing).objects.get(pk=thing.pk), type(thing).objects.get(pk=thing.pk)


def state(thing):
    """Every column in memory, and the objects behind its foreign keys."""
    linked = {f.name: getattr(thing, f.name) for f in thing._meta.concrete_fields if f.is_relation}
    return {f.attname: getattr(thing, f.attname) for f in thing._meta.concrete_fields} | linked


# A table


def test_flow_knows_its_open_stages_and_its_moves():
    flow = lights(Move("go", "走", (Light.RED,), Light.GREEN, ("keeper",)), Move("wait", "等", (Light.RED,), None, ("keeper",)))
    assert flow.open == {Light.RED}
    assert [move.name for move in flow.leaving("red")] == ["go", "wait"]
    assert "go" in flow and "fly" not in flow


@pytest.mark.parametrize("moves", [
    [Move("go", "走", (Light.RED,), "blue", ("keeper",))],
    [Move("go", "走", ("blue",), Light.GREEN, ("keeper",))],
    [Move("go", "走", (Light.RED,), Light.GREEN, ())],
    [Move("go", "走", (START,), Light.RED, ("keeper",)), Move("go", "走", (Light.RED,), Light.GREEN, ("keeper",))],
], ids=["to nowhere", "from nowhere", "by nobody", "named twice"])
def test_table_that_cannot_be_is_refused(moves):
    with pytest.raises(ValueError, match="light"):
        lights(*moves)


def test_these_things_walk_a_flow():
    names = {"issue", "case", "suggestion", "duty", "reception", "deed", "expense", "assessment", "inspection", "notice"}
    assert {model.flow.name for model in flowing_models()} == names


# A move is made wholly or not at all


@pytest.mark.django_db
def test_failed_move_writes_nothing_and_restores_the_thing(cast, broken_consequence):
    issue = Issue.objects.get(pk=issue_before_hand_over(cast).pk)
    before, record = state(issue), Assignment(unit=cast.units["unit"], request="请查明。")
    with pytest.raises(RuntimeError):
        issue.advance("assign", by=cast.street, record=record)
    assert state(issue) == before == state(Issue.objects.get(pk=issue.pk))
    assert issue.assignments.count() == 0
    assert issue.steps.count() == 2


def issue_before_hand_over(cast):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Issue, "moved", lambda self, step, record: None)
        return walk.issue_at("accepted", cast)


@pytest.mark.django_db
def test_move_that_failed_can_be_made_again(cast):
    issue = walk.issue_at("accepted", cast)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(Issue, "moved", broken)
        walk.step(issue, "assign", cast)
    walk.step(issue, "assign", cast)
    assert issue.stage == "assigned"
    assert issue.broken_step() is None


def broken(self, step, record):
    raise RuntimeError("no ink")


@pytest.mark.django_db
def test_beginning_that_fails_leaves_nothing(cast):
    visitor = VisitorFactory(station=cast.station)
    issue = Issue(title="停水", station=cast.station, region=cast.station.region, category=category(), visitor=visitor)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Obstacle):
        issue.begin("register", by=cast.keeper, record=Visit(visitor=visitor, words="停水", on=tomorrow))
    assert (issue.pk, issue.stage, issue.version) == (None, START, 0)
    assert not Issue.objects.exists()
    assert not Visit.objects.exists()
    issue.begin("register", by=cast.keeper, record=Visit(visitor=visitor, words="停水"))
    assert Issue.objects.get().stage == "registered"


@pytest.mark.django_db
def test_beginning_by_a_stranger_leaves_nothing(cast, others):
    issue = Issue(title="停水", station=cast.station, region=cast.station.region, category=category())
    with pytest.raises(PermissionDenied):
        issue.begin("register", by=others.keeper, record=Visit(words="停水"))
    assert not Issue.objects.exists()


# Two people at once


@pytest.mark.django_db
def test_second_of_two_is_told_who_did_what(cast):
    first, second = copies(walk.issue_at("registered", cast))
    before = state(second)
    walk.step(first, "accept", cast)
    with pytest.raises(Conflict) as told:
        walk.step(second, "merge", cast, by=cast.keeper)
    assert (told.value.step.by, told.value.step.label) == (cast.head, "受理")
    assert state(second) == before
    assert Issue.objects.get(pk=first.pk).stage == "accepted"
    assert first.steps.count() == 2


@pytest.mark.django_db
def test_step_that_keeps_the_stage_also_makes_older_copies_stale(cast):
    first, second = copies(walk.issue_at("registered", cast))
    first.advance("remark", by=cast.keeper, note="家里有老人")
    with pytest.raises(Conflict):
        walk.step(second, "accept", cast)
    assert Issue.objects.get(pk=first.pk).stage == "registered"


@pytest.mark.django_db
def test_the_last_of_some_moves_is_the_same_for_who_made_it_and_for_who_reads_it(cast, django_assert_num_queries):
    mine, other = copies(walk.issue_at("registered", cast))
    assert mine.last_of("remark") is None
    mine.advance("remark", by=cast.keeper, note="记一笔")
    mine.advance("remark", by=cast.keeper, note="再记一笔")
    with django_assert_num_queries(0):
        assert mine.last_of("accept", "remark").note == "再记一笔"
    assert other.last_of("accept", "remark") == mine.last_step and mine.last_of("register").number == 1


@pytest.mark.django_db
def test_stage_that_is_not_the_one_seen_conflicts_whatever_the_version(cast):
    issue = walk.issue_at("registered", cast)
    Issue.objects.filter(pk=issue.pk).update(stage="accepted")
    with pytest.raises(Conflict):
        walk.step(issue, "accept", cast)
    assert issue.steps.count() == 1


@pytest.mark.django_db
def test_thing_that_has_gone_conflicts(cast):
    first, second = copies(walk.suggestion_at("draft", cast))
    walk.step(first, "withdraw", cast)
    with pytest.raises(Conflict):
        walk.step(second, "submit", cast)


@pytest.mark.django_db
def test_late_one_is_told_of_the_move_and_not_of_an_obstacle_it_made(cast):
    first, second = copies(walk.suggestion_at("in_progress", cast))
    walk.step(first, "reply", cast)
    with pytest.raises(Conflict):
        walk.step(second, "reply", cast)


# What a move sets


@pytest.mark.django_db
def test_end_has_a_time_and_reopening_takes_it_away(cast):
    issue = walk.issue_at("redirected", cast)
    assert issue.closed_at is not None and not issue.is_open
    assert issue.due_on is None
    walk.step(issue, "reopen", cast)
    assert issue.closed_at is None and issue.is_open
    assert issue.due_on is not None


@pytest.mark.django_db
def test_clock_runs_on_through_a_move_that_keeps_it_or_its_stage(cast):
    issue = walk.issue_at("assigned", cast)
    due = issue.due_on
    issue.advance("remark", by=cast.unit, note="已到现场")
    issue.advance("take", by=cast.unit)
    assert (issue.stage, issue.due_on) == ("in_progress", due)


@pytest.mark.django_db
def test_clock_stops_when_the_stage_has_no_limit(cast):
    issue = walk.issue_at("accepted", cast)
    assert issue.due_on
    walk.step(issue, "convert", cast)
    assert issue.due_on is None


@pytest.mark.django_db
def test_moves_for_a_person_leave_out_those_of_the_system(cast):
    issue = walk.issue_at("fed_back", cast)
    assert "lapse" not in [move.name for move in issue.moves_for(cast.system)]
    assert issue.advance("lapse", by=cast.system).role == "system"


@pytest.mark.django_db
def test_record_is_read_back_at_one_query_a_kind(cast, django_assert_num_queries):
    steps = walk.issue_at("answered", cast).steps.order_by("number")
    with django_assert_num_queries(5):  # the steps, Visit, Triage, Assignment, Answer
        assert [type(step.record).__name__ for step in with_records(steps)] == [
            "Visit", "Triage", "Assignment", "NoneType", "Answer"]


# The chain


def edit(model, **columns):
    return lambda issue: model.objects.filter(issue=issue).update(**columns)


def edit_step(number, **columns):
    return lambda issue: issue.steps.filter(number=number).update(**columns)


def swap(issue):
    for old, new in ((2, 99), (3, 2), (99, 3)):
        issue.steps.filter(number=old).update(number=new)


def forge(issue):
    """A step written by somebody who knows the table but did not go through the door."""
    last = issue.steps.latest("number")
    last.pk, last.number, last.note = None, 5, "已经办好"
    last.digest = last.compute_digest(issue.steps.get(number=4).digest)
    last.save(force_insert=True)


def rewrite(issue):
    """A note changed by somebody who also made the digest of that step fit."""
    step = issue.steps.get(number=2)
    step.note = "另一个说法"
    digest = step.compute_digest(issue.steps.get(number=1).digest)
    issue.steps.filter(number=2).update(note=step.note, digest=digest)


def other_paper(issue):
    other = Triage.objects.create(issue=issue, category=category(code="road"), complexity="simple")
    issue.steps.filter(number=2).update(record_id=other.pk)


TAMPERED = {  # what was done to the steps register, accept, assign, take → the first that does not hold
    "nothing": (lambda issue: None, None),
    "note": (edit_step(2, note="另一个说法"), 2),
    "actor": (lambda issue: edit_step(2, by=issue.steps.get(number=4).by)(issue), 2),
    "role": (edit_step(2, role="keeper"), 2),
    "target": (edit_step(4, target="closed"), 4),
    "time": (lambda issue: edit_step(3, at=timezone.now() - timedelta(days=30))(issue), 3),
    "clock": (edit_step(2, clock={"due": "2030-01-01"}), 2),
    "move": (edit_step(2, move="redirect"), 2),
    "move that never was": (edit_step(2, move="teleport"), 2),
    "digest": (edit_step(1, digest="0" * 64), 1),
    "first record": (edit(Visit, words="没有停水"), 1),
    "later record": (edit(Assignment, request="不必答复"), 3),
    "other record": (other_paper, 2),
    "record removed": (lambda issue: issue.triages.all().delete(), 2),
    "step removed": (lambda issue: issue.steps.filter(number=2).delete(), 2),
    "tail removed": (lambda issue: issue.steps.filter(number__gte=3).delete(), 3),
    "all removed": (lambda issue: issue.steps.all().delete(), 1),
    "swapped": (swap, 2),
    "rewritten with its digest": (rewrite, 3),
    "step added": (forge, 5),
}


@pytest.mark.django_db
@pytest.mark.parametrize("how", TAMPERED)
def test_first_step_that_was_tampered_with_is_named(unsealed, cast, how):
    issue = walk.issue_at("in_progress", cast)
    tamper, broken_at = TAMPERED[how]
    tamper(issue)
    assert Issue.objects.get(pk=issue.pk).broken_step() == broken_at


@pytest.mark.django_db
def test_part_of_a_record_is_in_the_chain(unsealed, cast):
    issue = walk.issue_at("mediating", cast)
    assert issue.broken_step() is None
    Mediator.objects.filter(record__issue=issue).update(deputy=cast.deputies["chair"])
    assert issue.broken_step() == 2


@pytest.mark.django_db
def test_part_that_was_added_or_removed_breaks_the_chain(unsealed, cast):
    issue, other = walk.issue_at("mediating", cast), walk.issue_at("mediating", cast)
    Mediator.objects.create(record=issue.mediations.get(), deputy=cast.deputies["chair"])
    Mediator.objects.filter(record__issue=other).delete()
    assert (issue.broken_step(), other.broken_step()) == (2, 2)


@pytest.mark.django_db
def test_same_move_of_two_things_has_two_digests(cast):
    walk.issue_at("registered", cast), walk.issue_at("registered", cast)
    assert len(set(IssueStep.objects.values_list("digest", flat=True))) == 2
