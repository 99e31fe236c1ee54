"""Who sees which matter: one predicate, narrow by default, and gone the day a post is given up."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from deputies.models import Deputy, Reception
from disputes.models import Case, Issue, PanelMember, Suggestion, Visitor
from stations.models import Membership, Region, Station, User
from tests import walk
from tests.factories import MembershipFactory, UserFactory
from tests.walk import case_at, issue_at, step, suggestion_at

pytestmark = pytest.mark.django_db
NOBODY = set()


def viewers(thing, *casts):
    """Who of the casts sees the thing, by name of the account; roles_of must not know more than visible_to."""
    people = {user for cast in casts for user in cast.people.values()}
    return {user.username for user in people if type(thing).objects.visible_to(user).filter(pk=thing.pk).exists()}


def fresh(user):
    """The same person at the next request: what a request has read is not kept."""
    return User.objects.get(pk=user.pk)


# Issues


@pytest.mark.parametrize(("stage", "seen_by"), [
    ("registered", {"keeper", "head", "deputy", "street", "district", "district2", "auditor", "auditor2"}),
    ("accepted", {"keeper", "head", "deputy", "street", "district", "district2", "auditor", "auditor2"}),
    ("restricted", {"head", "district", "district2"}),
    ("assigned", {"keeper", "head", "deputy", "street", "district", "district2", "auditor", "auditor2", "unit"}),
    ("closed", {"keeper", "head", "deputy", "street", "district", "district2", "auditor", "auditor2"}),
])
def test_issue_is_seen_by_those_it_concerns(cast, others, stage, seen_by):
    assert viewers(issue_at(stage, cast), cast, others) == seen_by


def test_unit_sees_an_issue_from_its_assignment_on(cast):
    issue = issue_at("accepted", cast)
    assert "unit" not in viewers(issue, cast)
    step(issue, "assign", cast)
    assert "unit" in viewers(issue, cast)
    step(issue, "request_return", cast)
    step(issue, "assign", cast, unit=cast.units["assist"])
    assert {"unit", "assist"} <= viewers(issue, cast)  # what it was asked once stays readable


def test_unit_loses_sight_of_what_turns_out_an_accusation(cast):
    issue = issue_at("assigned", cast)
    Issue.objects.filter(pk=issue.pk).update(is_restricted=True)
    assert viewers(issue, cast) == {"head", "district"}


def test_mediator_sees_the_issue_that_another_received(cast):
    issue = issue_at("registered", cast, deputy=cast.deputies["chair"])
    assert "deputy" not in viewers(issue, cast)
    step(issue, "mediate", cast, by=cast.keeper)
    assert {"deputy", "chair"} <= viewers(issue, cast)


def test_another_district_sees_nothing(cast):
    elsewhere = walk.cast_at("430211001", "3")
    things = [issue_at("closed", cast), case_at("closed", cast), suggestion_at("replied", cast)]
    for thing in things:
        assert viewers(thing, elsewhere) == NOBODY


# Cases


@pytest.mark.parametrize(("stage", "seen_by"), [
    ("lead", {"keeper", "head", "street", "district", "district2", "auditor", "auditor2"}),
    ("paneled", {"keeper", "head", "street", "district", "district2", "auditor", "auditor2", "chair"}),
])
def test_case_is_seen_by_its_station_and_its_panel(cast, others, stage, seen_by):
    assert viewers(case_at(stage, cast), cast, others) == seen_by


def test_deputy_of_the_issue_sees_the_case_it_became(cast):
    case = issue_at("in_hearing", cast).cases.get()
    assert "deputy" in viewers(case, cast)
    assert "cosigner" not in viewers(case, cast)


# Suggestions


@pytest.mark.parametrize(("stage", "seen_by"), [
    ("draft", {"keeper", "head", "deputy"}),
    ("cosigning", {"keeper", "head", "deputy", "cosigner"}),
    ("submitted", {"keeper", "head", "deputy", "cosigner", "street", "district", "district2", "auditor", "auditor2"}),
    ("assigned", {"keeper", "head", "deputy", "cosigner", "street", "district", "district2", "auditor", "auditor2", "unit",
                  "assist"}),
])
def test_suggestion_is_seen_by_signers_committee_and_units(cast, others, stage, seen_by):
    assert viewers(suggestion_at(stage, cast), cast, others) == seen_by


def test_published_suggestion_is_seen_by_every_deputy(cast, others):
    suggestion = suggestion_at("replied", cast)
    step(suggestion, "publish", cast)
    assert {"chair", "deputy2", "cosigner2"} <= viewers(suggestion, cast, others)
    assert "keeper2" not in viewers(suggestion, cast, others)


# People come and go


@pytest.mark.parametrize("role", ["keeper", "head", "street", "district", "auditor", "unit"])
def test_right_that_ended_yesterday_is_gone_today(cast, role):
    user = getattr(cast, role)
    things = [issue_at("assigned", cast), case_at("paneled", cast), suggestion_at("assigned", cast)]
    assert any(type(thing).objects.visible_to(user).exists() for thing in things)
    Membership.objects.filter(user=user).update(until=timezone.localdate() - timedelta(days=1))
    gone = fresh(user)
    for thing in things:
        assert not type(thing).objects.visible_to(gone).exists()
        assert thing.moves_for(gone) == []
    assert not Visitor.objects.visible_to(gone).exists()
    assert gone.roles == set()


def test_last_day_still_counts_and_tomorrow_does_not_yet(cast):
    issue, today = issue_at("registered", cast), timezone.localdate()
    Membership.objects.filter(user=cast.keeper).update(until=today)
    Membership.objects.filter(user=cast.head).update(since=today + timedelta(days=1))
    assert Issue.objects.visible_to(fresh(cast.keeper)).filter(pk=issue.pk).exists()
    assert not Issue.objects.visible_to(fresh(cast.head)).exists()


def test_moved_keeper_sees_the_new_station_only(cast, others):
    old, new = issue_at("registered", cast), issue_at("registered", others)
    Membership.objects.filter(user=cast.keeper).update(until=timezone.localdate() - timedelta(days=1))
    MembershipFactory(user=cast.keeper, role="keeper", station=others.station)
    seen = Issue.objects.visible_to(fresh(cast.keeper))
    assert list(seen) == [new] and old not in seen


def test_two_posts_add_up(cast, others):
    mine, theirs = issue_at("registered", cast), issue_at("registered", others)
    MembershipFactory(user=cast.keeper, role="keeper", station=others.station)
    assert set(Issue.objects.visible_to(fresh(cast.keeper))) == {mine, theirs}


def test_role_reaches_the_subtree_and_not_its_neighbour(cast):
    city = UserFactory()
    MembershipFactory(user=city, role="district", region=Region.objects.get(code="4306"))
    issue = issue_at("registered", cast)
    assert Issue.objects.visible_to(city).filter(pk=issue.pk).exists()
    assert city.has_role("district", at=cast.station)
    assert not city.has_role("district", at=walk.cast_at("430211001", "3").station)


# Nobody


@pytest.mark.parametrize("user", [AnonymousUser(), User(username="stranger", name="外人")], ids=["anonymous", "without a role"])
@pytest.mark.parametrize("model", [Issue, Case, Suggestion, Visitor])
def test_who_holds_no_role_sees_no_matter(cast, model, user):
    issue_at("closed", cast), case_at("closed", cast), suggestion_at("closed", cast)
    if user.is_authenticated:
        user.save()
    assert model.objects.exists()
    assert not model.objects.visible_to(user).exists()


@pytest.mark.parametrize("model", [Station, Deputy, Reception, PanelMember])
def test_registers_are_for_those_who_signed_in(cast, model):
    assert not model.objects.visible_to(AnonymousUser()).exists()


def test_what_moves_can_be_seen(cast, others):
    for thing in (issue_at("assigned", cast), issue_at("restricted", cast), case_at("assessing", cast),
                  suggestion_at("assigned", cast)):
        movers = {user.username for c in (cast, others) for user in c.people.values() if thing.moves_for(user)}
        assert movers <= viewers(thing, cast, others)
