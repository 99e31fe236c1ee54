"""Activities: who sees, arranges, reports and calls them off; the duty file and the figures follow."""

from datetime import date, timedelta
from random import Random

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from deputies.actions import activity as verbs
from deputies.figures import FIGURES
from deputies.models import Activity, ActivityKind, Duty, DutyKind, Function
from liaison.kit.figures import Scope, numbers
from tests.factories import ActivityFactory, DeputyFactory, MembershipFactory, PostingFactory, StationFactory

pytestmark = pytest.mark.django_db
LIST, NEW = "/activities/", "/activities/new/"
TODAY = date(2026, 9, 1)
KEYS = ("activities", "evenings", "group_activities", "reached")


@pytest.fixture(autouse=True)
def a_tuesday(travel):
    travel(TODAY)


@pytest.fixture
def event(cast):
    """An evening of today with two deputies expected."""
    event = ActivityFactory(station=cast.station)
    event.deputies.add(cast.deputies["deputy"], cast.deputies["cosigner"])
    return event


def kind(code):
    return ActivityKind.objects.get(code=code)


def held(station, code="evening", on=TODAY, reached=10, attended=(), **fields):
    told = {"is_held": True, "reached": reached, "summary": "听了大家的话。"}
    event = ActivityFactory(station=station, kind=kind(code), on=on, **told, **fields)
    for deputy in attended:
        event.participations.create(deputy=deputy, attended=True)
    return event


def address(name, event):
    return reverse(f"deputies:{name}", args=[event.pk])


def told(cast, **changes):
    return {"kind": kind("evening").pk, "title": "听居民说说停车", "on": TODAY + timedelta(days=3), "starts_at": "19:00",
            "ends_at": "20:30", "place": "小广场", "deputies": [cast.deputies["deputy"].pk]} | changes


def seen(event, **typed):
    return {"seen": event.history.latest().pk} | typed


def reported(event, cast, **changes):
    typed = {"deputies": [cast.deputies["deputy"].pk], "reached": 25, "summary": "二十多位居民说了停车难。"}
    return seen(event, **typed | changes)


def kept():
    return set(Duty.objects.counted().values_list("deputy__name", "kind", "on"))


# Reference data


def test_every_function_has_kinds_and_every_kind_proves_a_duty(reference):
    assert {of for of in ActivityKind.objects.values_list("function", flat=True)} == set(Function.values)
    assert {of for of in ActivityKind.objects.values_list("duty_kind", flat=True)} == {
        DutyKind.ACTIVITY, DutyKind.RESEARCH, DutyKind.STUDY, DutyKind.REPORT}
    assert kind("evening").is_evening and kind("courtyard").is_evening and not kind("evening").is_group
    assert kind("group").is_group and kind("study").is_group


def test_held_without_a_report_is_impossible(cast, event):
    for columns in ({"is_held": True}, {"is_held": True, "reached": 3}, {
            "is_held": True, "reached": 3, "summary": "好", "cancel_reason": "雨"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Activity.objects.filter(pk=event.pk).update(**columns)


# The list and the page


def test_list_begins_with_the_own_place_and_all_is_one_step_away(client, cast, others, event):
    other = ActivityFactory(station=others.station)
    for user, rows in ((cast.keeper, [event]), (cast.deputy, [event]), (others.head, [other]), (cast.district, [event, other])):
        client.force_login(user)
        assert client.get(LIST).context["rows"] == rows
        assert client.get(LIST, {"everywhere": 1}).context["rows"] == [event, other]


def test_tabs_part_what_comes_what_waits_and_what_was_held(client, cast, event):
    late, done = ActivityFactory(station=cast.station, on=TODAY - timedelta(days=1)), held(cast.station)
    off = ActivityFactory(station=cast.station, on=TODAY - timedelta(days=2), cancel_reason="下雨")
    client.force_login(cast.keeper)
    for state, rows in (("coming", [event]), ("unreported", [late]), ("held", [done]), ("all", [done, event, late, off])):
        page = client.get(LIST, {"state": state})
        assert set(page.context["rows"]) == set(rows)
        assert [tab["count"] for tab in page.context["tabs"]] == [1, 1, 1, 4]


def test_filters_narrow(client, cast, others, event):
    other = held(others.station, "study", on=TODAY - timedelta(days=40))
    client.force_login(cast.keeper)
    for params, rows in (
        ({"station": others.station.pk}, [other]), ({"place": "430602013"}, [other]), ({"function": "classroom"}, [other]),
        ({"kind": kind("study").pk}, [other]), ({"until": "2026-08-01"}, [other]), ({"since": "2026-08-01"}, [event]),
        ({"deputy": cast.deputies["deputy"].pk}, [event]), ({"q": event.title}, [event]),
    ):
        assert client.get(LIST, {"everywhere": 1, "state": "all", **params}).context["rows"] == rows, params
    rubbish = {"deputy": 2**63, "kind": "x", "since": "2026-02-30", "page": "x", "state": "x", "function": "x", "figure": "x"}
    assert client.get(LIST, rubbish).status_code == 200


def test_longer_list_and_page_cost_the_same_queries(
        client, cast, event, django_assert_max_num_queries, django_assert_num_queries):
    client.force_login(cast.keeper)
    for url in (LIST, address("activity", event)):
        with django_assert_max_num_queries(28) as one:
            client.get(url)
        for n in range(2):
            ActivityFactory(station=cast.station, on=TODAY + timedelta(days=n)).deputies.add(DeputyFactory())
            event.participations.create(deputy=DeputyFactory())
        with django_assert_num_queries(len(one)):
            client.get(url)


def test_everybody_signed_in_sees_what_a_station_does(client, cast, others, event):
    for user in (cast.unit, cast.auditor, others.keeper):
        client.force_login(user)
        page = client.get(address("activity", event)).content.decode()
        assert event.title in page and "修改安排" not in page and "取消这场活动" not in page
    client.logout()
    assert client.get(address("activity", event)).url.startswith(reverse("sign_in"))


# Arranging


@pytest.mark.parametrize("role", ["keeper", "head", "deputy", "street", "district"])
def test_activity_is_arranged_by_the_station_its_deputies_and_those_above(client, cast, role):
    client.force_login(getattr(cast, role))
    response = client.post(f"{NEW}?station={cast.station.pk}", told(cast))
    made = Activity.objects.get()
    assert response.url == address("activity", made)
    assert (made.station, list(made.deputies.all()), made.is_held) == (cast.station, [cast.deputies["deputy"]], False)
    assert made.history.get().history_user == getattr(cast, role)
    assert not Duty.objects.exists()


@pytest.mark.parametrize("role", ["unit", "auditor", "admin"])
def test_nobody_else_arranges(client, cast, event, role):
    client.force_login(getattr(cast, role))
    assert client.get(NEW).status_code == client.post(NEW, told(cast)).status_code == 403
    for name in ("activity_edit", "activity_report", "activity_cancel", "activity_restore"):
        assert client.post(address(name, event), {}).status_code == 403
    assert client.get(address("activity_sheet", event)).status_code == 403


def test_nobody_arranges_for_another_station(client, cast, others, event):
    for user in (others.head, others.deputy, others.street):
        client.force_login(user)
        for station in (cast.station.pk, "rubbish", 2**63):
            assert client.post(f"{NEW}?station={station}", told(cast)).status_code == 403
        for name in ("activity_edit", "activity_report", "activity_cancel"):
            assert client.get(address(name, event)).status_code == 403
    assert Activity.objects.count() == 1
    with pytest.raises(PermissionDenied):
        verbs.arrange(Activity(station=cast.station), [], by=others.head)


def test_deputy_arranges_but_does_not_report_for_the_station(client, cast, event):
    client.force_login(cast.deputy)
    for name in ("activity_edit", "activity_report", "activity_cancel"):
        assert client.get(address(name, event)).status_code == 403
    with pytest.raises(PermissionDenied):
        verbs.report(event, [cast.deputies["deputy"]], by=cast.deputy)
    assert client.get(address("activity_sheet", event)).status_code == 200


@pytest.mark.parametrize(("changes", "field"), [
    ({"on": "2026-02-30"}, "on"), ({"on": ""}, "on"), ({"title": "　"}, "title"), ({"title": "长" * 61}, "title"),
    ({"title": "a\u202eb"}, "title"), ({"ends_at": "18:00"}, "__all__"), ({"starts_at": "25:00"}, "starts_at"),
    ({"kind": 2**62}, "kind"), ({"kind": "x"}, "kind"), ({"deputies": [2**63]}, "deputies"), ({"deputies": ["x"]}, "deputies"),
])
def test_wrong_input_is_told_at_its_field_and_kept(client, cast, changes, field):
    client.force_login(cast.keeper)
    response = client.post(NEW, told(cast, **changes))
    assert response.status_code == 200 and response.context["form"].errors[field] and "小广场" in response.content.decode()
    assert not Activity.objects.exists()


def test_deputy_of_another_station_is_no_choice(client, cast, others, event):
    client.force_login(cast.keeper)
    strange = [others.deputies["deputy"].pk]
    assert client.post(NEW, told(cast, deputies=strange)).context["form"].errors["deputies"]
    report = client.post(address("activity_report", event), reported(event, cast, deputies=strange))
    assert report.context["form"].errors["deputies"]


def test_same_activity_sent_twice_is_one(client, cast, monkeypatch):
    client.force_login(cast.keeper)
    client.post(NEW, told(cast))
    assert "已经有同一主题" in client.post(NEW, told(cast)).context["form"].errors["title"][0]
    monkeypatch.setattr("deputies.forms.activity.ActivityForm.clean", lambda self: self.cleaned_data)  # in this very moment
    assert client.post(NEW, told(cast)).context["form"].errors["__all__"]
    assert Activity.objects.count() == 1


def test_somebody_of_many_stations_chooses_one(client, cast):
    for n in range(7):
        MembershipFactory(user=cast.keeper, role="keeper", station=StationFactory(name=f"第{n}分站"))
    client.force_login(cast.keeper)
    page = client.get(NEW)
    assert "第3分站" in page.content.decode() and len(page.context["stations"]) == 8
    chosen = page.context["stations"][-1]
    client.post(f"{NEW}?station={chosen.pk}", told(cast, deputies=[]))
    assert Activity.objects.get().station == chosen


def test_plan_is_changed_with_who_takes_part(client, cast, event):
    client.force_login(cast.keeper)
    client.post(address("activity_edit", event), seen(event, **told(cast, title="改个题目")))
    event.refresh_from_db()
    assert (event.title, list(event.deputies.all())) == ("改个题目", [cast.deputies["deputy"]])


def test_stale_form_shows_both_versions_and_may_then_be_saved(client, cast, event):
    url, old = address("activity_edit", event), seen(event, **told(cast, title="我写的"))
    client.force_login(cast.head)
    client.post(url, seen(event, **told(cast, title="站长写的", deputies=[cast.deputies["chair"].pk])))
    client.force_login(cast.keeper)
    response = client.post(url, old)
    text = response.content.decode()
    assert response.status_code == 409 and cast.head.name in text and "站长写的" in text and "我写的" in text
    told_apart = {each["label"]: (each["now"], each["typed"]) for each in response.context["form"].differences()}
    assert told_apart["主题"] == ("站长写的", "我写的") and told_apart["参加代表"][0] == cast.deputies["chair"].name
    client.post(url, old | {"seen": response.context["form"].version})
    event.refresh_from_db()
    assert event.title == "我写的"


# What came of it


def test_report_makes_it_held_and_proves_service(client, cast, event):
    client.force_login(cast.keeper)
    typed = reported(event, cast, deputies=[cast.deputies["deputy"].pk, cast.deputies["chair"].pk])
    assert client.post(address("activity_report", event), typed).url == address("activity", event)
    event.refresh_from_db()
    assert (event.is_held, event.reached) == (True, 25)
    assert kept() == {(cast.deputies[role].name, "activity", TODAY) for role in ("deputy", "chair")}
    assert Duty.objects.first().evidence_url == address("activity", event)
    assert event.participations.get(deputy=cast.deputies["cosigner"]).attended is False


@pytest.mark.parametrize(("code", "duty"), [("study", "study"), ("research", "research"), ("report", "report")])
def test_kind_says_which_duty_it_is(client, cast, event, code, duty):
    Activity.objects.update(kind=kind(code))
    client.force_login(cast.keeper)
    client.post(address("activity_report", event), reported(event, cast))
    assert kept() == {(cast.deputies["deputy"].name, duty, TODAY)}


def test_corrections_and_calling_off_take_back_what_was_proved(client, cast, event):
    client.force_login(cast.head)
    url, (deputy, cosigner) = address("activity_report", event), (cast.deputies[role] for role in ("deputy", "cosigner"))
    client.post(url, reported(event, cast))
    client.post(url, reported(event, cast, deputies=[cosigner.pk]))
    assert kept() == {(cosigner.name, "activity", TODAY)}
    moved = told(cast, on=TODAY - timedelta(days=1), deputies=[deputy.pk, cosigner.pk])
    client.post(address("activity_edit", event), seen(event, **moved))
    assert kept() == {(cosigner.name, "activity", TODAY - timedelta(days=1))}
    client.post(address("activity_edit", event), seen(event, **moved | {"deputies": [deputy.pk]}))
    assert kept() == set()
    client.post(url, reported(event, cast))
    assert client.post(address("activity_cancel", event), seen(event, cancel_reason="记错了")).status_code == 302
    assert kept() == set() and FIGURES["activities"].number(Scope(cast.head)) == 0
    client.post(address("activity_restore", event))
    event.refresh_from_db()
    assert not event.is_held and not event.is_cancelled and kept() == set()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_the_duty_file_says_what_the_event_proves(cast, event, seed):
    rng, people = Random(seed), list(cast.deputies.values())
    for _ in range(20):
        event, some = Activity.objects.get(), rng.sample(people, rng.randint(0, 3))
        verb = rng.choice(("arrange", "report", "cancel", "restore"))
        if verb == "arrange":
            event.on = TODAY - timedelta(days=rng.randint(0, 5))
            verbs.arrange(event, some, by=cast.keeper)
        elif verb == "report" and not event.is_cancelled:
            event.reached, event.summary = rng.randint(0, 9), "好"
            verbs.report(event, some, by=cast.keeper)
        elif verb == "cancel":
            event.cancel_reason = "下雨"
            verbs.cancel(event, by=cast.keeper)
        elif verb == "restore":
            verbs.restore(event, by=cast.keeper)
        proved = set(Activity.objects.get().service())
        assert set(Duty.objects.counted().values_list("deputy", "kind", "on")) == proved


def test_held_activity_does_not_move_into_the_future(client, cast, event):
    client.force_login(cast.keeper)
    client.post(address("activity_report", event), reported(event, cast))
    response = client.post(address("activity_edit", event), seen(event, **told(cast)))
    assert response.context["form"].errors["on"]


def test_what_is_still_to_come_or_called_off_is_not_reported(client, cast, event):
    client.force_login(cast.keeper)
    for columns in ({"on": TODAY + timedelta(days=1)}, {"on": TODAY, "cancel_reason": "下雨"}):
        Activity.objects.update(**columns)
        event.refresh_from_db()
        assert client.get(address("activity_report", event)).status_code == 403
        with pytest.raises(PermissionDenied):
            verbs.report(event, [], by=cast.keeper)


@pytest.mark.parametrize(("changes", "field"), [
    *(({"reached": wrong}, "reached") for wrong in ("", -1, 2**63, "9" * 5000)),
    ({"reached": "NaN"}, "reached"), ({"summary": "　"}, "summary"), ({"summary": "长" * 3001}, "summary"),
])
def test_wrong_report_is_told_at_its_field_and_kept(client, cast, event, changes, field):
    client.force_login(cast.keeper)
    response = client.post(address("activity_report", event), reported(event, cast, **changes))
    assert response.status_code == 200 and response.context["form"].errors[field]
    event.refresh_from_db()
    assert not event.is_held and kept() == set()


def test_calling_off_needs_a_reason(client, cast, event):
    client.force_login(cast.keeper)
    assert client.post(address("activity_cancel", event), seen(event, cancel_reason=" ")).context["form"].errors["cancel_reason"]
    client.post(address("activity_cancel", event), seen(event, cancel_reason="下大雨"))
    assert "已取消：下大雨" in client.get(address("activity", event)).content.decode()


def test_stale_report_is_told(client, cast, event):
    old = reported(event, cast, summary="我记的")
    client.force_login(cast.head)
    client.post(address("activity_report", event), reported(event, cast, summary="站长记的"))
    client.force_login(cast.keeper)
    response = client.post(address("activity_report", event), old)
    assert response.status_code == 409 and "站长记的" in response.content.decode() and "我记的" in response.content.decode()


def test_sheet_names_who_is_expected_and_leaves_room(client, cast, event):
    client.force_login(cast.keeper)
    page = client.get(address("activity_sheet", event)).content.decode()
    assert cast.deputies["deputy"].name in page and page.count("群众、其他") > 5


def test_get_changes_nothing(client, cast, event):
    client.force_login(cast.keeper)
    names = ("activity", "activity_edit", "activity_report", "activity_cancel", "activity_sheet")
    for url in (LIST, NEW, *(address(name, event) for name in names)):
        assert client.get(url, told(cast)).status_code == 200
    assert client.get(address("activity_restore", event)).status_code == 405
    assert Activity.objects.count() == event.history.count() == 1


@pytest.mark.parametrize("key", [0, 999999, 2**63])
def test_unknown_activity_is_404(client, cast, key):
    client.force_login(cast.keeper)
    for tail in ("", "edit/", "report/", "cancel/", "sheet/", "collect/"):
        assert client.get(f"/activities/{key}/{tail}").status_code == 404


# The figures


def test_figures_count_what_was_held_and_open_exactly_that(client, cast, others, event):
    ours = [held(cast.station, reached=30), held(cast.station, "courtyard", reached=0), held(cast.station, "study", reached=2)]
    held(others.station, "group", reached=5), held(cast.station, "visit", on=date(2025, 12, 31))
    scope = Scope(cast.keeper, since=date(2026, 1, 1), until=TODAY)
    assert numbers((FIGURES[key] for key in KEYS), scope) == {
        "activities": 4, "evenings": 2, "group_activities": 2, "reached": 37}
    own = scope.narrow(station=cast.station.pk)
    assert numbers((FIGURES[key] for key in KEYS), own) == {"activities": 3, "evenings": 2, "group_activities": 1, "reached": 32}
    client.force_login(cast.keeper)
    for key, rows in (("activities", ours), ("reached", ours), ("evenings", ours[:2]), ("group_activities", ours[2:])):
        page = client.get(FIGURES[key].link(own))
        assert set(page.context["rows"]) == set(rows) and page.context["number"] == FIGURES[key].number(own)


def test_cards_of_the_list_are_of_this_year_at_the_own_place(client, cast, others):
    held(cast.station, reached=3), held(others.station, reached=9), held(cast.station, on=date(2025, 5, 1))
    client.force_login(cast.keeper)
    for params, told in (({}, [1, 1, 0, 3]), ({"everywhere": 1}, [2, 2, 0, 12]), ({"since": "2025-01-01"}, [2, 2, 0, 13])):
        cards = client.get(LIST, params).context["cards"]
        assert [card["number"] for card in cards] == told
        assert client.get(cards[0]["url"]).context["count"] == told[0]


def test_posting_that_ended_is_no_place_to_arrange_at(client, cast):
    person = DeputyFactory(user=cast.unit)
    PostingFactory(deputy=person, station=cast.station, until=TODAY - timedelta(days=1))
    client.force_login(cast.unit)
    assert client.get(NEW).status_code == 403
