"""The roster of a day on its pages: who is on it, who comes, takes leave, and arrives in two taps."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from deputies.actions.roster import set_roster
from deputies.models import Attendance, Duty, Leave, Reception
from stations.models import Setting
from tests.deputies.walk_reception import reception_at, step
from tests.factories import DeputyFactory, PostingFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)
HOME, LEAVES = "/", "/receptions/leaves/"


@pytest.fixture(autouse=True)
def a_tuesday(travel):
    travel(TODAY)


@pytest.fixture
def day(cast):
    return reception_at("published", cast)


def at(day, name, cast, role="deputy"):
    return reverse(f"deputies:{name}", args=[day.pk, cast.deputies[role].pk])


def page(name, day):
    return reverse(f"deputies:{name}", args=[day.pk])


def seat(day, cast, role="deputy"):
    return day.attendances.get(deputy=cast.deputies[role])


# Arrivals


@pytest.mark.parametrize("role", ["keeper", "head", "deputy"])
def test_arrival_opens_the_day_fills_the_duty_file_and_is_taken_back(client, cast, day, role):
    user = getattr(cast, role)
    client.force_login(user)
    assert client.post(at(day, "arrive", cast)).url == page("reception", day)
    assert (seat(day, cast).arrived_at, seat(day, cast).arrived_by) == (timezone.now(), user)
    assert Reception.objects.get().stage == "open"
    duty = Duty.objects.get()
    assert (duty.stage, duty.evidence_url) == ("recorded", page("reception", day))
    client.post(at(day, "take_back", cast))
    assert seat(day, cast).arrived_at is None and Duty.objects.get().stage == "taken_back"


def test_a_deputy_arrives_in_two_taps_from_home(client, cast, day):
    client.force_login(cast.deputy)
    home = client.get(HOME).content.decode()
    assert f'action="{at(day, "arrive", cast)}"' in home and "请假" in home
    response = client.post(at(day, "arrive", cast), {"back": "home"}, follow=True)
    assert response.redirect_chain == [(HOME, 302)]
    assert "已登记 9:00 到站" in response.content.decode() and at(day, "take_back", cast) in response.content.decode()


@pytest.mark.parametrize(
    ("clock", "allowed"), [(time(8, 29), False), (time(8, 30), True), (time(12), True), (time(12, 1), False)])
def test_a_deputy_records_around_the_hours_only_the_station_all_day(cast, client, day, monkeypatch, clock, allowed):
    moment = timezone.make_aware(datetime.combine(TODAY, clock))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    client.force_login(cast.deputy)
    assert client.post(at(day, "arrive", cast)).status_code == (302 if allowed else 403)
    client.force_login(cast.keeper)
    assert client.post(at(day, "take_back", cast)).status_code == client.post(at(day, "arrive", cast)).status_code == 302


def test_the_window_is_a_setting(client, cast, day, monkeypatch):
    moment = timezone.make_aware(datetime.combine(TODAY, time(8)))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    client.force_login(cast.deputy)
    assert "今天 8:30 起可以登记到站" in client.get(HOME).content.decode()
    Setting.objects.filter(key="reception.arrive_before").update(number=60)
    assert client.post(at(day, "arrive", cast)).status_code == 302


def test_station_may_name_the_time_but_none_to_come(client, cast, day):
    client.force_login(cast.keeper)
    for clock in ("09:01", "24:30", "x"):
        assert client.post(at(day, "arrive", cast), {"at": clock}).status_code == 200
        assert seat(day, cast).arrived_at is None
    client.post(at(day, "arrive", cast), {"at": "08:55"})
    client.post(at(day, "arrive", cast), {"at": "08:59"})  # the first record stands
    assert timezone.localtime(seat(day, cast).arrived_at).time() == time(8, 55)


@pytest.mark.parametrize("role", ["cosigner", "street", "district", "unit", "auditor", "admin"])
def test_other_roles_record_nothing(client, cast, day, role):
    client.force_login(getattr(cast, role))
    for name in ("arrive", "take_back", "coming", "leave"):
        assert client.post(at(day, name, cast)).status_code == 403
    assert not Attendance.objects.exclude(arrived_at=None, leave_at=None, said_yes_at=None).exists()


def test_another_station_records_nothing(client, cast, others, day):
    client.force_login(others.keeper)
    assert client.post(at(day, "arrive", cast)).status_code == 403
    step(day, "open", cast)
    step(day, "close", cast)
    client.force_login(cast.head)
    assert client.post(at(day, "arrive", cast)).status_code == 403  # once closed there is the correction


def test_nobody_arrives_before_the_day(client, cast, travel, day):
    travel(TODAY - timedelta(days=1))
    for role in ("keeper", "head", "deputy"):
        client.force_login(getattr(cast, role))
        assert client.post(at(day, "arrive", cast)).status_code == 403


def test_after_the_day_the_station_says_when(client, cast, day, travel):
    travel(TODAY + timedelta(days=1))
    client.force_login(cast.deputy)
    assert client.post(at(day, "arrive", cast), {"at": "09:00"}).status_code == 403
    client.force_login(cast.keeper)
    assert "请填写到站时间" in client.post(at(day, "arrive", cast)).content.decode()
    client.post(at(day, "arrive", cast), {"at": "09:20"})
    assert seat(day, cast).arrived_at == day.at(time(9, 20)) and Duty.objects.get().on == TODAY


def test_deputy_off_the_roster_is_404(client, cast, day):
    PostingFactory(deputy=DeputyFactory(), station=cast.station)
    client.force_login(cast.keeper)
    for key in (cast.deputies["cosigner"].pk, 0, 2**62):
        for name in ("arrive", "take_back", "coming", "leave", "seen"):
            assert client.post(reverse(f"deputies:{name}", args=[day.pk, key])).status_code == 404


def test_get_records_nothing(client, cast, day):
    client.force_login(cast.keeper)
    for name in ("arrive", "take_back", "coming", "seen"):
        assert client.get(at(day, name, cast)).status_code == 405
    assert client.get(page("shift", day)).status_code == client.get("/receptions/publish/").status_code == 405


def test_keeper_records_from_the_workbench_in_one_tap(client, cast, day):
    client.force_login(cast.keeper)
    assert at(day, "arrive", cast) in client.get(HOME).content.decode()
    assert client.post(at(day, "arrive", cast), {"back": "home"}).url == HOME
    assert at(day, "take_back", cast) in client.get(HOME).content.decode()


# Yes, leave, substitute


def test_yes_and_leave_from_home(client, cast):
    day = reception_at("published", cast, on=TODAY + timedelta(days=5))
    client.force_login(cast.deputy)
    assert "我能去" in client.get(HOME).content.decode()
    client.post(at(day, "coming", cast), {"back": "home"})
    assert seat(day, cast).said_yes_at and "已答应能来" in client.get(HOME).content.decode()
    response = client.post(at(day, "leave", cast), {"reason": "出差", "back": "home"})
    assert response.url == HOME and (seat(day, cast).leave_reason, seat(day, cast).said_yes_at) == ("出差", None)
    assert "已请假" in client.get(HOME).content.decode()
    client.post(at(day, "coming", cast))
    assert seat(day, cast).leave_at is None and seat(day, cast).leave_reason == ""


@pytest.mark.parametrize("reason", ["", "　", "长" * 101, "出差\u202e"])
def test_leave_needs_a_reason(client, cast, day, reason):
    client.force_login(cast.deputy)
    response = client.post(at(day, "leave", cast), {"reason": reason})
    assert response.status_code == 200 and response.context["form"].errors["reason"]
    assert seat(day, cast).leave_at is None


def test_who_has_arrived_takes_no_leave(client, cast, day):
    day.attendances.update(arrived_at=timezone.now())
    client.force_login(cast.keeper)
    assert client.post(at(day, "leave", cast), {"reason": "出差"}).status_code == 403


def test_station_names_who_stands_in(client, cast, others, day):
    client.force_login(cast.keeper)
    url = at(day, "leave", cast)
    stranger = others.deputies["deputy"].pk
    assert client.post(url, {"reason": "出差", "substitute": stranger}).context["form"].errors["substitute"]
    client.post(url, {"reason": "出差", "substitute": cast.deputies["chair"].pk})
    assert seat(day, cast, "chair").substitute_for == seat(day, cast)
    assert f"替{cast.deputies['deputy'].name}" in client.get(page("reception", day)).content.decode()


def test_a_deputy_names_nobody_to_stand_in(client, cast, day):
    client.force_login(cast.deputy)
    client.post(at(day, "leave", cast), {"reason": "出差", "substitute": cast.deputies["chair"].pk})
    assert day.attendances.count() == 1


def test_reason_of_a_leave_is_for_the_station_and_the_deputy(client, cast, others, day):
    day.attendances.update(leave_at=timezone.now(), leave_reason="住院检查")
    for user, told in ((cast.keeper, True), (cast.deputy, True), (others.keeper, False), (cast.unit, False)):
        client.force_login(user)
        assert ("住院检查" in client.get(page("reception", day)).content.decode()) == told


# Changes that concern somebody


def test_a_change_stands_on_the_homes_until_the_deputy_has_seen_it(client, cast, travel):
    day = reception_at("published", cast, on=TODAY + timedelta(days=5))
    step(day, "change", cast, reason="会议冲突")
    client.force_login(cast.keeper)
    assert "还没看到变动" in client.get(HOME).content.decode()
    client.force_login(cast.deputy)
    assert "会议冲突" in client.get(HOME).content.decode()
    assert client.post(at(day, "seen", cast), {"back": "home"}).url == HOME
    assert "会议冲突" not in client.get(HOME).content.decode()
    client.force_login(cast.keeper)
    assert "还没看到变动" not in client.get(HOME).content.decode()
    assert client.post(at(day, "seen", cast)).status_code == 403


def test_cancelled_day_is_told_and_no_longer_the_next(client, cast):
    day = reception_at("cancelled", cast, on=TODAY + timedelta(days=5))
    client.force_login(cast.deputy)
    told = client.get(HOME)
    assert told.context["desks"][0]["next"] is None and "取消" in told.content.decode()
    assert day.title in told.content.decode()


def test_head_is_warned_of_what_is_announced_late(client, cast):
    reception_at("planned", cast, on=TODAY + timedelta(days=2))
    reception_at("planned", cast, on=TODAY + timedelta(days=3))
    client.force_login(cast.head)
    notes = client.get(HOME).context["desks"][0]["reception_notes"]
    assert notes["late"] == 1 and [figure["count"] for figure in notes["figures"]] == [2]


# The roster


def arranged(day, cast, *roles, **changes):
    keys = [cast.deputies[role].pk for role in roles]
    seen = ",".join(map(str, sorted(day.attendances.values_list("deputy", flat=True))))
    return {"deputies": keys, "seen": seen} | changes


@pytest.mark.parametrize(("role", "status"), [
    ("keeper", 302), ("head", 302), ("street", 302), ("deputy", 403), ("district", 403), ("unit", 403), ("auditor", 403)])
def test_who_arranges_the_roster(client, cast, day, role, status):
    client.force_login(getattr(cast, role))
    assert client.post(page("roster", day), arranged(day, cast, "chair")).status_code == status
    assert list(day.deputies.all()) == [cast.deputies["chair" if status == 302 else "deputy"]]


def test_who_has_arrived_stays_on_the_roster(client, cast, day):
    day.attendances.update(arrived_at=timezone.now())
    client.force_login(cast.keeper)
    response = client.post(page("roster", day), arranged(day, cast))
    assert "已到站" in response.context["form"].errors["deputies"][0]


def test_who_arrives_between_the_check_and_the_saving_stays_too(client, cast, day, monkeypatch):
    def arrive_first(*args, **kwargs):
        day.attendances.update(arrived_at=timezone.now())
        return set_roster(*args, **kwargs)

    monkeypatch.setattr("deputies.views.roster.set_roster", arrive_first)
    client.force_login(cast.keeper)
    response = client.post(page("roster", day), arranged(day, cast))
    assert response.status_code == 200 and "已到站" in str(response.context["form"].errors)
    assert day.attendances.count() == 1


def test_stale_roster_shows_both_and_may_then_be_saved(client, cast, day):
    client.force_login(cast.keeper)
    old = arranged(day, cast, "cosigner")
    day.attendances.create(deputy=cast.deputies["chair"])
    response = client.post(page("roster", day), old)
    text = response.content.decode()
    assert response.status_code == 409 and "刚刚有人改过" in text and cast.deputies["chair"].name in text
    client.post(page("roster", day), old | {"seen": response.context["form"].shown})
    assert list(day.deputies.all()) == [cast.deputies["cosigner"]]


@pytest.mark.parametrize("keys", [[2**63], ["x"], [0]])
def test_wrong_deputies_are_told(client, cast, day, keys):
    client.force_login(cast.keeper)
    assert client.post(page("roster", day), arranged(day, cast, deputies=keys)).context["form"].errors["deputies"]


def test_roster_of_a_closed_day_is_closed(client, cast):
    day = reception_at("closed", cast)
    client.force_login(cast.head)
    assert client.get(page("roster", day)).status_code == client.post(page("shift", day)).status_code == 403


def test_deputy_is_moved_or_swapped_by_two_choices(client, cast, day):
    other = reception_at("published", cast, on=TODAY + timedelta(days=9), roster=("chair",))
    client.force_login(cast.keeper)
    swap = {"seat": seat(day, cast).pk, "target": f"seat-{seat(other, cast, 'chair').pk}"}
    assert client.post(page("shift", day), swap).url == page("reception", day)
    assert (day.deputies.get(), other.deputies.get()) == (cast.deputies["chair"], cast.deputies["deputy"])
    client.post(page("shift", day), {"seat": seat(day, cast, "chair").pk, "target": f"day-{other.pk}"})
    assert day.deputies.count() == 0 and other.deputies.count() == 2


def test_wrong_choices_of_a_move_are_told(client, cast, others, day):
    far = reception_at("published", others, on=TODAY + timedelta(days=9))
    other = reception_at("published", cast, on=TODAY + timedelta(days=9))
    client.force_login(cast.keeper)
    mine = seat(day, cast).pk
    for typed in ({"seat": mine, "target": f"day-{far.pk}"}, {"seat": 2**63, "target": f"day-{other.pk}"},
                  {"seat": mine, "target": ""}, {}, {"seat": mine, "target": "seat-x"},
                  {"seat": mine, "target": f"day-{other.pk}"}):  # the deputy has a turn that day already
        assert client.post(page("shift", day), typed).context["shift"].errors
    assert day.deputies.count() == other.deputies.count() == 1


# Leaves of some days


def away(cast, **changes):
    return {"deputy": cast.deputies["deputy"].pk, "since": TODAY, "until": TODAY + timedelta(5), "reason": "外出学习"} | changes


@pytest.mark.parametrize(("role", "made"), [("deputy", True), ("keeper", True), ("street", True), ("cosigner", False)])
def test_leave_is_told_by_the_deputy_or_the_station(client, cast, role, made):
    client.force_login(getattr(cast, role))
    assert client.post(LEAVES, away(cast)).status_code == (302 if made else 200)
    assert Leave.objects.exists() == made


@pytest.mark.parametrize("role", ["unit", "auditor", "admin", "district"])
def test_others_tell_no_leave(client, cast, role):
    client.force_login(getattr(cast, role))
    assert client.get(LEAVES).status_code == 200 and client.post(LEAVES, away(cast)).status_code == 403


@pytest.mark.parametrize(("changes", "field"), [
    ({"until": TODAY - timedelta(1)}, "until"), ({"since": TODAY + timedelta(9)}, "__all__"), ({"reason": " "}, "reason"),
    ({"since": "明天"}, "since"), ({"deputy": 2**63}, "deputy"), ({"deputy": ""}, "deputy"),
])
def test_wrong_leave_is_told_and_kept(client, cast, changes, field):
    client.force_login(cast.keeper)
    response = client.post(LEAVES, away(cast, **changes))
    assert response.context["form"].errors[field] and not Leave.objects.exists()


def test_leave_is_withdrawn_by_those_who_tell_it_and_seen_by_no_other_station(client, cast, others):
    leave = Leave.objects.create(**away(cast, deputy=cast.deputies["deputy"]))
    url = reverse("deputies:leave_withdraw", args=[leave.pk])
    client.force_login(others.keeper)
    assert client.post(url).status_code == 404 and "外出学习" not in client.get(LEAVES).content.decode()
    client.force_login(cast.district)
    assert client.post(url).status_code == 403 and "外出学习" in client.get(LEAVES).content.decode()
    client.force_login(cast.keeper)
    client.post(url)
    assert not Leave.objects.exists() and Leave.history.filter(history_type="-").get().history_user == cast.keeper


def test_a_deputy_is_not_asked_who_takes_leave(client, cast):
    client.force_login(cast.deputy)
    page = client.get(LEAVES).content.decode()
    assert "提交请假" in page and "<select" not in page.partition("<main")[2]
    assert client.post(LEAVES, away(cast)).status_code == 302 and Leave.objects.get().deputy == cast.deputies["deputy"]
