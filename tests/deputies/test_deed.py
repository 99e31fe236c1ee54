"""Practical deeds: the procedure, who may do and see what, the duty file, the figures and the pages."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from deputies.figures import FIGURES
from deputies.models import Deed, Duty, Promise
from liaison.kit.figures import Scope, numbers
from liaison.kit.flow import START, SYSTEM, Conflict, Obstacle, broken_steps
from tests.deputies.walk_deed import WAYS, deed_at, new, step
from tests.factories import MandateFactory, MembershipFactory, PostingFactory
from tests.tables import allowed, of_cast

pytestmark = pytest.mark.django_db
LIST, NEW = "/deeds/", "/deeds/new/"
FLOW = Deed.flow
ROLES = ("keeper", "head", "deputy", "cosigner", "street", "district", "unit", "auditor", "admin")

# What each may do; "deputy" is the one who promised, "cosigner" another deputy of the station. Who is not named may do nothing.
MATRIX = {
    START: {"keeper": "promise", "head": "promise", "deputy": "promise"},
    "promised": {
        "keeper": "begin_work report postpone ask_help",
        "head": "begin_work report postpone drop",
        "deputy": "begin_work report postpone ask_help drop",
    },
    "doing": {
        "keeper": "report progress postpone ask_help",
        "head": "report progress postpone drop",
        "deputy": "report progress postpone ask_help drop",
    },
    "needs_help": {
        "keeper": "report progress postpone",
        "head": "report progress postpone help_given drop",
        "deputy": "report progress postpone drop",
        "street": "help_given",
        "district": "help_given",
    },
    "reported": {"head": "verify send_back", "street": "verify send_back"},
    "verified": {"head": "publish withhold", "street": "reopen publish withhold", "district": "reopen"},
    "dropped": {},
}
AFTER_THE_END = {"publish", "withhold", "reopen"}


# The table


def test_matrix_names_every_stage_and_every_move_of_a_person():
    assert set(MATRIX) == {START, *FLOW.stages.values} and set(WAYS) == set(FLOW.stages.values)
    named = {move for row in MATRIX.values() for moves in row.values() for move in moves.split()}
    assert named == {move.name for move in FLOW.moves if move.by_hand}
    assert {move.name for move in FLOW.moves if move.roles == (SYSTEM,)} == {"recount", "relocate"}


def test_every_open_stage_has_a_way_out_and_the_end_only_named_doors():
    for stage in FLOW.open:
        assert [move for move in FLOW.leaving(stage) if move.target not in (None, stage)], stage
    assert {move.name for stage in FLOW.final for move in FLOW.leaving(stage)} == AFTER_THE_END


@pytest.mark.parametrize("stage", MATRIX)
def test_stage_gives_each_role_its_moves_and_refuses_the_others(cast, others, stage):
    deed = deed_at(stage, cast) if stage else new(cast)
    assert allowed(deed, of_cast(cast, ROLES)) == MATRIX[stage]
    district = MATRIX[stage].get("district", "")  # the other station stands in the same district
    assert allowed(deed, others.people) == ({"district": district} if district else {})
    for move in FLOW.leaving(stage):
        strangers = [user for role, user in of_cast(cast, ROLES).items() if move.name not in MATRIX[stage].get(role, "").split()]
        for user in (*strangers, others.keeper, others.deputy):
            with pytest.raises(PermissionDenied):
                deed.advance(move.name, by=user, note="说明")


@pytest.mark.parametrize("stage", WAYS)
def test_stage_refuses_moves_of_other_stages_and_missing_papers(cast, monkeypatch, stage):
    deed = deed_at(stage, cast)
    monkeypatch.setattr(Deed, "roles_of", lambda self, user: {role for move in FLOW.moves for role in move.roles})
    monkeypatch.setattr(Deed, "obstacle_to", lambda self, move: "")
    for move in FLOW.moves:
        if stage not in move.sources:
            with pytest.raises(Conflict):
                deed.advance(move.name, by=cast.head, note="说明")
        if stage in move.sources and (move.note or move.record):
            with pytest.raises(Obstacle):
                deed.advance(move.name, by=cast.head, note=" ")
    assert broken_steps(Deed, [deed]) == []


# What the moves set


def test_the_agreed_day_is_the_date_and_may_be_changed_with_a_reason(cast):
    deed = deed_at("doing", cast)
    assert deed.due_on == deed.agreed_on == timezone.localdate() + timedelta(days=60)
    assert deed.running_clock["label"] == "承诺完成日期"
    step(deed, "postpone", cast)
    assert deed.due_on == timezone.localdate() + timedelta(days=90)
    with pytest.raises(Obstacle, match="一样"):
        step(deed, "postpone", cast)
    step(deed, "report", cast)
    assert deed.running_clock["clock"] == "verify"
    step(deed, "send_back", cast)
    assert deed.due_on == deed.agreed_on


@pytest.mark.parametrize(("move", "changes"), [
    ("promise", {"due_on": date(2000, 1, 1)}), ("begin_work", {"on": date(2199, 1, 1)}),
    ("report", {"done_on": date(2199, 1, 1)}),
])
def test_what_cannot_be_is_refused_whoever_writes_it(cast, move, changes):
    deed = new(cast) if move == "promise" else deed_at("promised", cast)
    with pytest.raises(Obstacle):
        step(deed, move, cast, **changes)


def test_another_verifies_than_who_reported(cast):
    deed = deed_at("promised", cast)
    step(deed, "report", cast, by=cast.head)
    with pytest.raises(Obstacle, match="另一个人"):
        step(deed, "verify", cast, by=cast.head)
    step(deed, "verify", cast, by=cast.street)
    assert deed.stage == "verified"


def test_head_who_is_a_deputy_does_not_verify_the_own_deed(cast):
    MembershipFactory(user=cast.deputy, role="head", station=cast.station)
    deed = deed_at("promised", cast)
    step(deed, "report", cast, by=cast.keeper)
    with pytest.raises(Obstacle, match="另一个人"):
        step(deed, "verify", cast, by=cast.deputy)


def test_deputy_of_another_station_cannot_be_promised_for(cast, others):
    deed = Deed(station=cast.station, deputy=others.deputies["deputy"])
    with pytest.raises(Obstacle, match="没有编入"):
        step(deed, "promise", cast, by=cast.keeper)
    assert not Deed.objects.exists()


def test_verified_deed_stands_in_the_duty_file_until_it_is_taken_back(cast):
    deed = deed_at("verified", cast)
    entry = Duty.objects.counted().get()
    assert (entry.deputy, entry.kind, entry.on, entry.evidence_url) == (
        cast.deputies["deputy"], "deed", deed.done_on, deed.get_absolute_url())
    step(deed, "reopen", cast)
    assert not Duty.objects.counted().exists() and deed.closed_at is None
    step(deed, "verify", cast)
    assert Duty.objects.counted().get() == entry


def test_only_what_is_verified_is_published_and_a_reopened_one_no_longer(cast):
    deed = deed_at("verified", cast)
    with pytest.raises(Obstacle, match="还没有公开"):
        step(deed, "withhold", cast)
    step(deed, "publish", cast)
    with pytest.raises(Obstacle, match="已经公开"):
        step(deed, "publish", cast)
    step(deed, "reopen", cast)
    assert deed.is_published is False
    with pytest.raises(IntegrityError), transaction.atomic():
        Deed.objects.filter(pk=deed.pk).update(is_published=True)


# Who sees it


def test_on_its_way_it_is_seen_by_its_place_and_its_deputy_and_verified_by_all(cast, others):
    seers = ("keeper", "head", "street", "district", "auditor", "deputy")
    for stage in WAYS:
        deed = deed_at(stage, cast, what=f"办第{stage}件事")
        everybody = {**of_cast(cast, ROLES), "keeper2": others.keeper, "street2": others.street, "deputy2": others.deputy}
        seen = {role for role, user in everybody.items() if Deed.objects.visible_to(user).filter(pk=deed.pk).exists()}
        assert seen == (set(everybody) if stage == "verified" else set(seers)), stage


# The figures


def test_figures_count_what_was_verified_by_the_day_it_was_done(cast, others):
    deed_at("verified", cast, what="一"), deed_at("verified", others, what="二", contacts=8, funds="100")
    deed_at("verified", cast, what="三", done_on=date(2020, 5, 1)), deed_at("reported", cast, what="四")
    scope = Scope(cast.district, since=timezone.localdate().replace(month=1, day=1))
    found = numbers((FIGURES[key] for key in ("deeds", "deed_contacts", "deed_problems", "deed_funds")), scope)
    assert found == {"deeds": 2, "deed_contacts": 20, "deed_problems": 2, "deed_funds": Decimal("3600.50")}
    assert FIGURES["deed_funds"].number(scope.narrow(station=others.station.pk)) == 100


def test_every_figure_opens_exactly_its_rows(client, cast, others):
    ours, theirs = deed_at("verified", cast, what="一"), deed_at("verified", others, what="二")
    deed_at("reported", cast, what="三")
    client.force_login(cast.keeper)
    for key in ("deeds", "deed_contacts", "deed_problems", "deed_funds"):
        scope = Scope(cast.keeper, since=timezone.localdate())
        page = client.get(FIGURES[key].link(scope))
        assert {row["thing"] for row in page.context["rows"]} == {ours, theirs}
        assert page.context["number"] == FIGURES[key].number(scope)
        assert len(client.get(FIGURES[key].link(scope.narrow(station=cast.station.pk))).context["rows"]) == 1


# The pages


def listed(client, user, **params):
    client.force_login(user)
    return [row["thing"] for row in client.get(LIST, params).context["rows"]]


def test_list_begins_with_the_own_deeds_or_the_own_place(client, cast, others):
    ours, other = deed_at("doing", cast, what="一"), deed_at("verified", others, what="二")
    colleague = deed_at("doing", cast, role="cosigner", what="三")
    assert listed(client, cast.deputy) == [ours]
    assert listed(client, cast.keeper) == [colleague, ours]
    assert listed(client, cast.keeper, everywhere=1) == [colleague, other, ours]
    assert listed(client, cast.district) == [colleague, other, ours]
    assert listed(client, cast.unit) == [other]
    assert listed(client, cast.deputy, everywhere=1) == [other, ours]


def test_tabs_and_filters_narrow(client, cast):
    deeds = {stage: deed_at(stage, cast, what=f"办{stage}") for stage in WAYS}
    client.force_login(cast.keeper)
    assert [tab["count"] for tab in client.get(LIST).context["tabs"]] == [6, 2, 1, 1, 1, 1]
    assert listed(client, cast.keeper, state="help") == [deeds["needs_help"]]
    assert listed(client, cast.keeper, stage="verified", until="2199-01-01") == [deeds["verified"]]
    assert listed(client, cast.keeper, q="办doing 老人") == [deeds["doing"]]
    rubbish = {"station": "x", "deputy": 2**63, "since": "2026-02-30", "page": "x", "state": "x"}
    assert client.get(LIST, rubbish).status_code == 200


def test_longer_list_costs_the_same_queries(client, cast, django_assert_num_queries, django_assert_max_num_queries):
    client.force_login(cast.keeper)
    deed_at("doing", cast, what="一")
    with django_assert_max_num_queries(25) as one:
        client.get(LIST)
    deed_at("verified", cast, what="二"), deed_at("doing", cast, role="cosigner", what="三")
    with django_assert_num_queries(len(one)):
        client.get(LIST)


def test_stranger_sees_of_a_verified_deed_what_is_public(client, cast, others):
    deed = deed_at("verified", cast)
    client.force_login(others.keeper)
    told = client.get(deed.get_absolute_url()).content.decode()
    assert "给楼道装上扶手" in told and "验收单" not in told and "六层都装好了" not in told and "量了尺寸" not in told
    step(deed, "publish", cast)
    told = client.get(deed.get_absolute_url()).content.decode()
    assert "六层都装好了" in told and "验收单" not in told


def test_unfinished_deed_of_another_station_is_404(client, cast, others):
    deed = deed_at("doing", cast)
    for user in (others.keeper, others.street, others.deputy, cast.cosigner, cast.unit):
        client.force_login(user)
        for url in (deed.get_absolute_url(), deed.move_address(FLOW["report"])):
            assert client.get(url).status_code == 404


def told(**changes):
    return {"what": "给楼道装上扶手", "for_whom": "3栋的老人", "due_on": timezone.localdate() + timedelta(days=30)} | changes


def test_deputy_promises_with_three_answers(client, cast):
    client.force_login(cast.deputy)
    response = client.post(NEW, told())
    deed = Deed.objects.get()
    assert response.url == deed.get_absolute_url()
    assert (deed.deputy, deed.station, deed.stage) == (cast.deputies["deputy"], cast.station, "promised")
    assert deed.steps.get().by == cast.deputy and Promise.objects.get().deed == deed


def test_keeper_notes_the_promise_of_a_deputy_of_the_station(client, cast, others):
    client.force_login(cast.keeper)
    assert client.post(NEW, told(deputy=others.deputies["deputy"].pk)).context["form"].errors["deputy"]
    client.post(NEW, told(deputy=cast.deputies["cosigner"].pk))
    assert Deed.objects.get().deputy == cast.deputies["cosigner"]


@pytest.mark.parametrize(("changes", "field"), [
    ({"what": "　"}, "what"), ({"what": "长" * 61}, "what"), ({"what": "a\u202eb"}, "what"), ({"for_whom": ""}, "for_whom"),
    ({"due_on": "2026-02-30"}, "due_on"), ({"due_on": "2020-01-01"}, "due_on"), ({"due_on": "明天"}, "due_on"),
])
def test_wrong_promise_is_told_at_its_field_and_kept(client, cast, changes, field):
    client.force_login(cast.deputy)
    response = client.post(NEW, told(**changes))
    assert response.status_code == 200 and response.context["form"].errors[field]
    assert "3栋的老人" in response.content.decode() or field == "for_whom"
    assert not Deed.objects.exists()


def test_same_promise_sent_twice_is_one_deed(client, cast, monkeypatch):
    client.force_login(cast.deputy)
    client.post(NEW, told())
    assert client.post(NEW, told()).context["form"].errors["what"]
    monkeypatch.setattr("deputies.forms.deed.PromiseForm.is_known", lambda self, what: False)  # in this very moment
    assert client.post(NEW, told()).context["form"].errors["what"]
    assert Deed.objects.count() == 1


def test_nobody_promises_at_another_station(client, cast, others):
    for user in (cast.deputy, cast.keeper):
        client.force_login(user)
        for station in (others.station.pk, "x", 2**63):
            assert client.post(f"{NEW}?station={station}", told()).status_code == 403
    client.force_login(cast.street)
    assert client.get(NEW).status_code == 403
    assert not Deed.objects.exists()


def test_deed_goes_all_the_way_by_its_pages(client, cast):
    client.force_login(cast.deputy)
    client.post(NEW, told())
    deed, today = Deed.objects.get(), timezone.localdate()

    def make(move, user, **typed):
        deed.refresh_from_db()
        client.force_login(user)
        page = client.get(deed.move_address(FLOW[move]))
        assert page.status_code == 200, move
        return client.post(deed.move_address(FLOW[move]), {"version": deed.version, **typed})

    assert make("begin_work", cast.deputy, on=today, what="量了尺寸").status_code == 302
    assert make("ask_help", cast.deputy, note="物业不同意").status_code == 302
    assert make("help_given", cast.street, note="已与物业说好").status_code == 302
    result = {"result": "装好了", "evidence": "验收单", "done_on": today, "beneficiaries": 40, "contacts": 3, "problems": 1}
    for funds, words in (("-1", "不能是负数"), ("0.001", "小数"), ("NaN", "数字"), ("1e309", "")):
        page = make("report", cast.deputy, funds=funds, **result)
        assert page.status_code == 200 and words in page.context["form"].errors["funds"][0] and "装好了" in page.content.decode()
    assert make("report", cast.deputy, funds="3500.50", **result | {"contacts": 2**63}).context["form"].errors["contacts"]
    assert make("report", cast.deputy, funds="3500.50", **result).status_code == 302
    assert make("verify", cast.head, way="site", opinion="").status_code == 302
    deed.refresh_from_db()
    assert (deed.stage, deed.funds, deed.contacts) == ("verified", Decimal("3500.50"), 3)
    assert broken_steps(Deed, [deed]) == []


def test_stale_move_is_409_with_what_was_typed(client, cast):
    deed = deed_at("promised", cast)
    client.force_login(cast.deputy)
    old = {"version": deed.version, "on": timezone.localdate(), "what": "我写的进展"}
    step(deed, "begin_work", cast, by=cast.keeper)
    response = client.post(deed.move_address(FLOW["begin_work"]), old)
    assert response.status_code == 409 and "我写的进展" in response.content.decode()


def test_get_changes_nothing(client, cast):
    deed = deed_at("promised", cast)
    client.force_login(cast.deputy)
    for url in (LIST, NEW, deed.get_absolute_url(), deed.move_address(FLOW["drop"])):
        assert client.get(url, told()).status_code == 200
    assert Deed.objects.get().version == 1 and Deed.objects.count() == 1


def test_home_of_a_deputy_shows_the_own_year(client, cast):
    client.force_login(cast.deputy)
    assert "0/1" in client.get(reverse("home")).content.decode()
    deed_at("doing", cast, what="修好路灯")
    assert "修好路灯" in client.get(reverse("home")).content.decode()
    deed_at("verified", cast)
    assert "1/1" in client.get(reverse("home")).content.decode()
    client.force_login(cast.cosigner)
    assert "0/1" in client.get(reverse("home")).content.decode()


def test_deputy_of_two_stations_chooses_one(client, cast, others):
    PostingFactory(deputy=cast.deputies["deputy"], station=others.station)
    MandateFactory(deputy=others.deputies["deputy"], level="prefecture")
    client.force_login(cast.deputy)
    client.post(f"{NEW}?station={others.station.pk}", told())
    assert Deed.objects.get().station == others.station


