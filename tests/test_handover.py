"""Closing a station hands over all that is open there: nothing is lost, every chain is whole, and old addresses answer."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from deputies.models import Deed, Posting, Reception
from deputies.models.reception_records import unseen_changes
from disputes.models import Case, Issue, Suggestion, Visitor
from liaison.actions.handover import HandOver, hand_over_station
from liaison.kit.flow import Conflict, Obstacle, broken_steps
from stations.models import Enterprise, Grid, Membership, Station
from tests import walk
from tests.deputies.walk_deed import deed_at
from tests.deputies.walk_expense import expense_at
from tests.deputies.walk_reception import reception_at
from tests.disputes.test_flows import MODELS
from tests.factories import EnterpriseFactory, GridFactory, PostingFactory, ReceptionFactory, StationFactory, VisitorFactory

pytestmark = pytest.mark.django_db
KEPT = (Issue, Case, Suggestion, Deed, Posting, Membership, Reception, Grid, Enterprise, Visitor)
ROLES = ("keeper", "head", "street", "district")


def today():
    return timezone.localdate()


def page(station):
    return reverse("station_close", args=[station.pk])


def rows():
    return {model: model.objects.count() for model in KEPT}


@pytest.fixture
def full(cast, others):
    """A station with something of each kind, open and ended; the other one has some of it already."""
    open_matters = [walk.issue_at("in_progress", cast), walk.issue_at("restricted", cast), walk.case_at("scheduled", cast),
                    walk.suggestion_at("in_progress", cast), deed_at("doing", cast)]
    ended = [walk.issue_at("closed", cast), walk.case_at("failed", cast), walk.suggestion_at("withdrawn", cast),
             deed_at("verified", cast, role="chair", what="给楼道装灯")]
    EnterpriseFactory(station=cast.station), GridFactory(station=cast.station)
    ReceptionFactory(station=cast.station, on=today() - timedelta(10))
    ReceptionFactory(station=cast.station, on=today() + timedelta(5))
    return {"open": open_matters, "ended": ended}


def merge(cast, others, **changes):
    told = {"origin": cast.station, "to": others.station, "on": today(), "by": cast.district, "reason": "两站合并"} | changes
    return hand_over_station(told.pop("origin"), told.pop("to"), told.pop("on"), **told)


def fresh(things):
    return [type(thing).objects.get(pk=thing.pk) for thing in things]


def refused(client, response):
    return [str(error) for errors in response.context["form"].errors.values() for error in errors]


# Nothing is lost


def test_what_is_open_goes_and_what_has_ended_stays(cast, others, full):
    merge(cast, others)
    assert {thing.station for thing in fresh(full["open"])} == {others.station}
    assert {thing.station for thing in fresh(full["ended"])} == {cast.station}
    assert not [thing for model in (*MODELS.values(), Deed) for thing in model.objects.filter(station=cast.station).open()]


def test_no_row_is_lost_and_postings_are_begun_anew(cast, others, full):
    before = rows()
    merge(cast, others)
    assert rows() == before | {Posting: before[Posting] + 3}


def test_number_stage_date_and_chain_stay(cast, others, full):
    def told(things, moves=0):
        return [(str(thing), thing.stage, thing.due_on, thing.version - moves) for thing in things]

    before = told(full["open"])
    merge(cast, others)
    after = fresh(full["open"])
    assert told(after, moves=1) == before
    assert all(broken_steps(type(thing), [thing]) == [] for thing in (*after, *fresh(full["ended"])))
    last = after[0].steps.last()
    assert (last.label, last.note, last.record.origin, last.record.station, last.record.decided_by) == (
        "随站移交", "两站合并", cast.station, others.station, cast.district)


@pytest.mark.parametrize("flow", MODELS)
def test_every_open_stage_can_be_handed_over(cast, others, flow):
    makers = {"issue": walk.issue_at, "case": walk.case_at, "suggestion": walk.suggestion_at}
    things = [makers[flow](stage, cast) for stage in sorted(MODELS[flow].flow.open)]
    merge(cast, others)
    assert {thing.station for thing in fresh(things)} == {others.station}
    assert broken_steps(MODELS[flow], fresh(things)) == []


def test_old_keepers_no_longer_see_what_went_and_new_ones_do(client, cast, others, full):
    urls = [thing.get_absolute_url() for thing in full["open"] if not getattr(thing, "is_restricted", False)]
    merge(cast, others)
    for user, status in ((cast.keeper, 404), (others.keeper, 200), (others.street, 200)):
        client.force_login(user)
        assert [client.get(url).status_code for url in urls] == [status] * len(urls)
    client.force_login(cast.street)  # what has ended is still answered for by the old street
    assert [client.get(thing.get_absolute_url()).status_code for thing in full["ended"][:2]] == [200, 200]


def test_the_new_station_goes_on_with_the_matter(cast, others):
    issue = walk.issue_at("answered", cast)
    merge(cast, others)
    issue = Issue.objects.get(pk=issue.pk)
    walk.step(issue, "feed_back", others, by=others.keeper)
    record, parts = walk.issue_record("revisit", issue, others)
    issue.advance("revisit", by=others.keeper, record=record, parts=parts)
    assert issue.stage == "fed_back"


def test_the_visitor_is_known_at_the_new_station_and_no_longer_at_the_old(cast, others):
    issue = walk.issue_at("registered", cast)
    merge(cast, others)
    issue.refresh_from_db()
    assert issue.visitor.reveal(by=others.keeper, reason="回访")["phone"] == issue.visitor.phone
    with pytest.raises(PermissionDenied):
        issue.visitor.reveal(by=cast.keeper, reason="回访")


def test_a_visitor_known_at_both_becomes_the_new_stations_own(cast, others):
    person = VisitorFactory(station=cast.station, name="刘爹爹", phone="10000000009")
    known = VisitorFactory(station=others.station, name="刘爹爹", phone="10000000009")
    issue = walk.issue_at("registered", cast, visitor=person)
    merge(cast, others)
    issue.refresh_from_db()
    assert issue.visitor == known and issue.visits.get().visitor == person


def test_deputies_are_posted_there_once(cast, others):
    both = cast.deputies["deputy"]
    PostingFactory(deputy=both, station=others.station)
    merge(cast, others)
    assert not Posting.objects.current().filter(station=cast.station).exists()
    there = Posting.objects.current().filter(station=others.station, deputy__in=cast.deputies.values())
    assert sorted(there.values_list("deputy", flat=True)) == sorted(deputy.pk for deputy in cast.deputies.values())
    old = cast.station.postings.get(deputy=both)
    assert (old.until, old.history.first().history_change_reason) == (today() - timedelta(1), "两站合并")


def test_a_posting_to_come_goes_as_it_is(cast, others):
    cast.station.postings.all().delete()
    coming = PostingFactory(deputy=cast.deputies["deputy"], station=cast.station, since=today() + timedelta(9))
    merge(cast, others)
    coming.refresh_from_db()
    assert (coming.station, coming.since, coming.until) == (others.station, today() + timedelta(9), None)


def test_those_who_ran_the_station_hold_nothing_there_any_more(cast, others):
    merge(cast, others)
    assert not Membership.objects.current().filter(station=cast.station).exists()
    cast.keeper.refresh_from_db()
    assert cast.keeper.is_active


@pytest.mark.parametrize("stage", sorted(Deed.flow.open))
def test_every_open_deed_can_be_handed_over(cast, others, stage):
    deed = deed_at(stage, cast)
    merge(cast, others)
    deed = Deed.objects.get(pk=deed.pk)
    assert (deed.station, deed.stage, deed.broken_step()) == (others.station, stage, None)
    assert {move.name for move in deed.moves_for(cast.deputy)} == {
        move.name for move in Deed.flow.leaving(stage) if "deputy" in move.roles}


@pytest.mark.parametrize("stage", ["planned", "published"])
def test_a_day_to_come_moves_by_its_flow_and_its_deputies_are_told(cast, others, stage):
    day = reception_at(stage, cast, on=today() + timedelta(5))
    seat = day.attendances.get()
    day.attendances.update(said_yes_at=timezone.now())
    merge(cast, others)
    day = Reception.objects.get(pk=day.pk)
    assert (day.station, day.stage, day.broken_step()) == (others.station, stage, None)
    last, seat = day.steps.last(), day.attendances.get(pk=seat.pk)
    assert (last.label, last.record.origin, last.record.station, last.record.decided_by) == (
        "随站移交", cast.station, others.station, cast.district)
    assert seat.said_yes_at is None and bool(unseen_changes([seat])) == (stage == "published")


def test_a_day_called_off_there_is_no_clash(cast, others):
    day = reception_at("published", cast, on=today() + timedelta(5))
    gone = Reception(station=others.station, on=day.on, starts_at=day.starts_at, ends_at=day.ends_at)
    gone.begin("plan", by=others.keeper)
    gone.advance("cancel", by=others.people["head"], note="开会")
    merge(cast, others)
    assert Reception.objects.get(pk=day.pk).station == others.station


def test_what_has_no_way_stays_and_is_named(client, cast, others):
    expense_at("entered", cast), reception_at("closed", cast)
    reception_at("open", cast, starts_at=time(14), ends_at=time(17))
    client.force_login(cast.district)
    assert dict(client.get(page(cast.station)).context["plan"].staying) == {"经费支出": 1, "接待日": 1}
    merge(cast, others)
    assert cast.station.expenses.count() == 1 and cast.station.receptions.count() == 2


def test_days_to_come_go_and_those_at_the_same_hour_stay_and_are_named(client, cast, others, full):
    clash = ReceptionFactory(station=cast.station, on=today() + timedelta(7))
    ReceptionFactory(station=others.station, on=clash.on)
    client.force_login(cast.district)
    shown = client.post(page(cast.station), {"to": others.station.pk, "on": today(), "reason": "合并", "do": "preview"})
    assert shown.context["plan"].clashes == [clash] and "请另行取消" in shown.content.decode()
    merge(cast, others)
    clash.refresh_from_db()
    assert clash.station == cast.station
    assert Reception.objects.filter(station=others.station, on=today() + timedelta(5)).exists()
    assert Reception.objects.filter(station=cast.station, on=today() - timedelta(10)).exists()


def test_two_of_one_name_stay_two(cast, others):
    GridFactory(station=cast.station, name="一网格"), GridFactory(station=others.station, name="一网格")
    EnterpriseFactory(station=cast.station, name="甲" * 80), EnterpriseFactory(station=others.station, name="甲" * 80)
    merge(cast, others)
    assert set(others.station.grids.values_list("name", flat=True)) == {"一网格", f"一网格（原{cast.station.code}站）"}
    assert others.station.enterprises.count() == 2


# What stands against it


@pytest.mark.parametrize(("changes", "words"), [
    (lambda cast, others: {"to": None}, "请选择移交给哪个站"),
    (lambda cast, others: {"to": cast.station}, "另一个开放的"),
    (lambda cast, others: {"to": StationFactory(closed_on=today())}, "另一个开放的"),
    (lambda cast, others: {"on": today() + timedelta(1)}, "不晚于今天"),
    (lambda cast, others: {"on": cast.station.opened_on - timedelta(1)}, "建站以后"),
])
def test_obstacle_leaves_everything_as_it_was(cast, others, full, changes, words):
    with pytest.raises(Obstacle, match=words):
        merge(cast, others, **changes(cast, others))
    cast.station.refresh_from_db()
    assert cast.station.is_open and {thing.station for thing in fresh(full["open"])} == {cast.station}


@pytest.mark.parametrize("role", ["keeper", "head", "street", "auditor", "admin", "deputy"])
def test_only_the_committee_closes(cast, others, role):
    with pytest.raises(PermissionDenied):
        merge(cast, others, by=getattr(cast, role))


def test_a_matter_that_moves_in_this_moment_stops_all_of_it(cast, others, full):
    plan = HandOver(cast.station, others.station, today())
    assert plan.matters
    walk.step(Issue.objects.get(pk=full["open"][0].pk), "answer", cast)
    before = rows()
    with pytest.raises(Conflict):
        plan.carry_out(by=cast.district, reason="两站合并")
    cast.station.refresh_from_db()
    assert cast.station.is_open and rows() == before
    assert {thing.station for thing in fresh(full["open"])} == {cast.station}


def test_the_second_who_closes_is_told(cast, others):
    plans = [HandOver(Station.objects.get(pk=cast.station.pk), others.station, today()) for _n in range(2)]
    plans[0].carry_out(by=cast.district, reason="两站合并")
    with pytest.raises(Obstacle, match="已由别人撤并"):
        plans[1].carry_out(by=cast.district, reason="两站合并")


def test_an_empty_station_closes_without_another(cast):
    empty = StationFactory(region=cast.station.region)
    hand_over_station(empty, None, today(), by=cast.district, reason="撤销")
    empty.refresh_from_db()
    assert not empty.is_open and empty.merged_into is None


def test_what_is_taken_up_again_later_follows(cast, others):
    issue = walk.issue_at("closed", cast)
    merge(cast, others)
    issue = Issue.objects.get(pk=issue.pk)
    issue.advance("reopen", by=cast.district, note="又坏了")
    origin = issue.station
    hand_over_station(origin, origin.merged_into, today(), by=cast.district, reason="余下的")
    assert Issue.objects.get(pk=issue.pk).station == others.station


# The pages


def told(client, cast, others, **changes):
    sent = {"to": others.station.pk, "on": today(), "reason": "两站合并", "do": "preview"} | changes
    return client.post(page(cast.station), sent)


def test_first_shown_then_done_as_shown(client, cast, others, full):
    client.force_login(cast.district)
    assert "移交 2 件" in client.get(page(cast.station)).content.decode()
    shown = told(client, cast, others)
    assert shown.status_code == 200 and Issue.objects.filter(station=others.station).count() == 0
    for name in (cast.keeper.name, cast.deputies["deputy"].name, full["open"][0].title):
        assert name in shown.content.decode()
    done = told(client, cast, others, do="confirm", seen=shown.context["plan"].fingerprint)
    assert done.status_code == 302 and Issue.objects.filter(station=others.station).count() == 2


@pytest.mark.parametrize("seen", ["", "x", "0" * 64])
def test_without_having_been_shown_nothing_is_done(client, cast, others, full, seen):
    client.force_login(cast.district)
    assert told(client, cast, others, do="confirm", seen=seen).status_code == 409
    cast.station.refresh_from_db()
    assert cast.station.is_open


def test_what_has_changed_since_it_was_shown_is_shown_again(client, cast, others, full):
    client.force_login(cast.district)
    seen = told(client, cast, others).context["plan"].fingerprint
    walk.issue_at("registered", cast)
    response = told(client, cast, others, do="confirm", seen=seen)
    assert response.status_code == 409 and "有了变化" in response.content.decode() and "两站合并" in response.content.decode()
    assert not Issue.objects.filter(station=others.station).exists()


@pytest.mark.parametrize("changes", [
    {"to": ""}, {"to": "9" * 30}, {"to": "x"}, {"on": "昨天"}, {"on": "0001-01-01"}, {"on": "9999-12-31"}, {"reason": "\u3000"},
    {"reason": "x" * 500}, {"seen": "\0"},
])
def test_bad_input_is_no_failure_and_does_nothing(client, cast, others, full, changes):
    client.force_login(cast.district)
    response = told(client, cast, others, **changes)
    assert response.status_code == 200 and (refused(client, response) or "seen" in changes)
    cast.station.refresh_from_db()
    assert cast.station.is_open


def test_closed_station_says_where_it_went_and_its_addresses_answer(client, cast, others, full):
    merge(cast, others)
    for role in ROLES:
        client.force_login(getattr(cast, role))
        response = client.get(reverse("stations:station", args=[cast.station.pk]))
        assert response.status_code == 200
        assert others.station.name in response.content.decode() and "已撤并" in response.content.decode()
    client.force_login(cast.district)
    for name in ("stations:standard", "stations:served", "station_close", "station_postings"):
        assert client.get(reverse(name, args=[cast.station.pk])).status_code == 200
    assert client.get(f"/issues/?station={cast.station.pk}").status_code == 200


def test_preview_costs_the_same_for_more_rows(client, cast, others, django_assert_max_num_queries, django_assert_num_queries):
    walk.issue_at("registered", cast)
    client.force_login(cast.district)
    with django_assert_max_num_queries(30) as one:
        client.get(page(cast.station))
    asked = len(one)
    for _n in range(2):
        walk.issue_at("registered", cast)
    with django_assert_num_queries(asked):
        client.get(page(cast.station))
