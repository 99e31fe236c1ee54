"""Many things through the one door at once: all or nothing, chained like single moves, at few queries."""

from datetime import time

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deputies.models import Reception, ReceptionReport
from disputes.models import Issue
from liaison.kit.flow import Conflict, Obstacle, advance_all, begin_all, broken_steps
from stations.models import Finding, Inspection, InspectionNote
from tests import walk
from tests.deputies.walk_reception import reception_at


def issues(cast, number):
    return [walk.issue_at("registered", cast) for _ in range(number)]


def test_each_gets_its_own_step_and_a_whole_chain(cast):
    mine = issues(cast, 3)
    mine[0].advance("remark", by=cast.keeper, note="先记一笔")
    steps = advance_all(mine, "void", by=cast.head, note="重复登记")
    assert [(step.thing, step.number, step.target, step.role) for step in steps] == [
        (mine[0], 3, "voided", "head"), (mine[1], 2, "voided", "head"), (mine[2], 2, "voided", "head")]
    stored = Issue.objects.filter(pk__in=[issue.pk for issue in mine])
    assert {(issue.stage, issue.closed_at is None, issue.due_on) for issue in stored} == {("voided", False, None)}
    assert broken_steps(Issue, stored) == []


def test_nothing_is_moved_if_one_has_moved_on(cast):
    mine = issues(cast, 3)
    Issue.objects.get(pk=mine[1].pk).advance("remark", by=cast.keeper, note="刚来过电话")
    with pytest.raises(Conflict) as caught:
        advance_all(mine, "void", by=cast.head, note="重复登记")
    assert caught.value.thing == mine[1]
    assert {issue.stage for issue in Issue.objects.all()} == {"registered"} == {issue.stage for issue in mine}


def test_table_holds_for_many_as_for_one(cast):
    mine = issues(cast, 2)
    with pytest.raises(PermissionDenied):
        advance_all(mine, "void", by=cast.keeper, note="不是站长")
    with pytest.raises(Obstacle):
        advance_all(mine, "void", by=cast.head)
    with pytest.raises(Obstacle):
        advance_all(mine, "answer_on_spot", by=cast.keeper)


def closable(cast, number):
    return [reception_at("open", cast, starts_at=time(8, minute)) for minute in range(number)]


def test_each_may_have_its_own_record_and_its_own_maker(cast):
    mine = closable(cast, 3)
    records = [ReceptionReport(received=n) for n in range(3)]
    steps = advance_all(mine, "close", by=[cast.head, cast.keeper, cast.head], records=records)
    assert [(step.by, step.record.received, step.thing.received) for step in steps] == [
        (cast.head, 0, 0), (cast.keeper, 1, 1), (cast.head, 2, 2)]
    stored = Reception.objects.order_by("pk")
    assert [(day.stage, day.received, day.due_on) for day in stored] == [("closed", n, mine[0].due_on) for n in range(3)]
    assert broken_steps(Reception, stored) == []


def test_a_record_that_cannot_stand_stops_them_all(cast):
    mine = closable(cast, 2)
    with pytest.raises(Obstacle):
        advance_all(mine, "close", by=cast.head, records=[ReceptionReport(received=1), ReceptionReport(received=-1)])
    assert {day.stage for day in Reception.objects.all()} == {"open"} and not ReceptionReport.objects.exists()
    with pytest.raises(PermissionDenied):
        advance_all(mine, "close", by=[cast.head, cast.deputy], records=[ReceptionReport(received=1) for _day in mine])


def test_none_is_nothing_to_do(cast):
    assert advance_all([], "void", by=cast.head) == []


def test_queries_do_not_grow_with_the_things(cast, django_assert_max_num_queries):
    few, many = issues(cast, 2), issues(cast, 9)
    for mine in (few, many):
        with django_assert_max_num_queries(7):
            advance_all(mine, "remark", by=cast.head, note="电话问过")


def test_each_may_have_parts_that_its_digest_covers(cast):
    days = [Inspection(station=cast.station, region=cast.station.region, title=f"督查{n}", inspectors="三人") for n in range(3)]
    notes = [InspectionNote(overview="看了台账") for _day in days]
    found = [[Finding(what=f"问题{n}", demand="改", due_on=timezone.localdate()) for n in range(number)] for number in (1, 2, 3)]
    steps = begin_all(days, "inspect", by=cast.district, records=notes, parts=found)
    assert [step.record.findings.count() for step in steps] == [1, 2, 3]
    assert {(day.stage, day.correct_by) for day in days} == {("correcting", timezone.localdate())}
    assert broken_steps(Inspection, Inspection.objects.all()) == []


def test_nothing_is_begun_if_what_is_written_down_cannot_stand(cast):
    days = [Inspection(station=cast.station, region=cast.station.region, title=f"督查{n}", inspectors="三人") for n in range(2)]
    found = [[Finding(what="问题", demand="改", due_on=timezone.localdate())], []]
    with pytest.raises(Obstacle):
        begin_all(days, "inspect", by=cast.district, records=[InspectionNote(overview="看了") for _day in days], parts=found)
    assert not Inspection.objects.exists() and [day.pk for day in days] == [None, None]


def test_who_made_the_last_step_chains_the_next_one_without_asking_for_it(cast):
    mine, others = issues(cast, 2)
    mine.advance("remark", by=cast.keeper, note="记一笔")
    with CaptureQueriesContext(connection) as asked:
        mine.advance("remark", by=cast.keeper, note="再记一笔")
    assert not [query for query in asked if '"digest"' in query["sql"] and query["sql"].startswith("SELECT")]
    copy = Issue.objects.get(pk=others.pk)
    copy.advance("remark", by=cast.keeper, note="另一处记的")
    copy.refresh_from_db()
    advance_all([mine, copy], "void", by=cast.head, note="重复登记")
    assert broken_steps(Issue, [mine, copy]) == []
