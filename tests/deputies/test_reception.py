"""Reception days: who sees them, who arranges them, and who records an arrival."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from deputies.models import Attendance, Reception
from stations.models import Setting
from tests.factories import DeputyFactory, MembershipFactory, PostingFactory, ReceptionFactory, StationFactory

pytestmark = pytest.mark.django_db
LIST, NEW = "/receptions/", "/receptions/new/"
TODAY = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def a_tuesday(travel):
    travel(TODAY)


@pytest.fixture
def day(cast):
    day = ReceptionFactory(station=cast.station, on=TODAY)
    day.deputies.add(cast.deputies["deputy"])
    return day


def told(cast, **changes):
    return {"on": TODAY + timedelta(days=10), "starts_at": "09:00", "ends_at": "11:30", "scope": "物业",
            "deputies": [cast.deputies["deputy"].pk]} | changes


def edit(day, cast, **changes):
    return told(cast, on=day.on, seen=day.history.latest().pk) | changes


def address(name, day, cast=None):
    args = [day.pk, cast.deputies["deputy"].pk] if cast else [day.pk]
    return reverse(f"deputies:{name}", args=args)


# The list and the page


def test_anonymous_must_sign_in(client, cast, day):
    for url in (LIST, NEW, address("reception", day), address("reception_edit", day)):
        assert client.get(url).url.startswith(reverse("sign_in"))
    client.post(address("arrive", day, cast))
    assert not Attendance.objects.exclude(arrived_at=None).exists()


def test_everybody_signed_in_sees_what_is_announced(client, cast, others, day):
    for user in (cast.unit, cast.deputy, others.keeper):
        client.force_login(user)
        assert day in client.get(LIST, {"state": "upcoming"}).context["rows"]
        assert "当天登记的群众意见" in client.get(address("reception", day)).content.decode()


def test_list_opens_on_the_own_station(client, cast, others, day):
    other = ReceptionFactory(station=others.station, on=TODAY)
    for user, rows in ((cast.keeper, [day]), (cast.deputy, [day]), (others.head, [other]), (cast.district, [day, other])):
        client.force_login(user)
        assert list(client.get(LIST).context["rows"]) == rows


def test_tabs_part_past_from_coming(client, cast, day):
    past = ReceptionFactory(station=cast.station, on=TODAY - timedelta(days=1))
    client.force_login(cast.keeper)
    assert client.get(LIST).context["rows"] == [day]
    assert client.get(LIST, {"state": "past"}).context["rows"] == [past]


def test_filters_narrow(client, cast, others, day):
    other = ReceptionFactory(station=others.station, on=TODAY)
    client.force_login(cast.keeper)
    assert client.get(LIST, {"station": others.station.pk}).context["rows"] == [other]
    assert client.get(LIST, {"place": "430602013"}).context["rows"] == [other]
    assert client.get(LIST, {"deputy": cast.deputies["deputy"].pk}).context["rows"] == [day]
    assert client.get(LIST, {"deputy": 2**63, "station": "x", "page": "x"}).status_code == 200


def test_three_rows_cost_the_queries_of_one(client, cast, day, django_assert_max_num_queries, django_assert_num_queries):
    client.force_login(cast.keeper)
    with django_assert_max_num_queries(25) as one:
        client.get(LIST)
    for n in range(2):
        ReceptionFactory(station=StationFactory(), on=TODAY + timedelta(days=n)).deputies.add(DeputyFactory())
    with django_assert_num_queries(len(one)):
        client.get(LIST)


def test_longer_roster_costs_the_same_queries(client, cast, day, django_assert_max_num_queries, django_assert_num_queries):
    client.force_login(cast.keeper)
    with django_assert_max_num_queries(25) as one:
        client.get(address("reception", day))
    day.deputies.add(cast.deputies["cosigner"], cast.deputies["chair"])
    with django_assert_num_queries(len(one)):
        client.get(address("reception", day))


# Arranging


def test_keeper_arranges_a_day_of_the_own_station(client, cast):
    client.force_login(cast.keeper)
    response = client.post(NEW, told(cast))
    made = Reception.objects.get()
    assert response.url == address("reception", made)
    assert (made.station, made.scope, list(made.deputies.all())) == (cast.station, "物业", [cast.deputies["deputy"]])
    assert made.history.get().history_user == cast.keeper


def test_short_notice_is_warned_of_by_the_setting(client, cast):
    client.force_login(cast.keeper)
    near = told(cast, on=TODAY + timedelta(days=2))
    assert "不足 3 天" in client.post(NEW, near, follow=True).content.decode()
    Setting.objects.filter(key="reception.notice_days").update(number=2)
    assert "不足" not in client.post(NEW, near | {"starts_at": "08:00"}, follow=True).content.decode()


@pytest.mark.parametrize(("changes", "field"), [
    ({"on": TODAY - timedelta(days=1)}, "on"), ({"on": "2026-02-30"}, "on"), ({"on": ""}, "on"), ({"on": "明天"}, "on"),
    ({"ends_at": "09:00"}, "__all__"), ({"starts_at": "25:00"}, "starts_at"), ({"scope": "长" * 101}, "scope"),
    ({"deputies": [2**63]}, "deputies"), ({"deputies": ["x"]}, "deputies"), ({"deputies": [0]}, "deputies"),
])
def test_wrong_input_is_told_at_its_field_and_kept(client, cast, changes, field):
    client.force_login(cast.keeper)
    response = client.post(NEW, told(cast, **changes))
    assert response.status_code == 200 and response.context["form"].errors[field]
    assert "物业" in response.content.decode() or "scope" in changes
    assert not Reception.objects.exists()


def test_deputy_of_another_station_is_no_choice(client, cast, others):
    client.force_login(cast.keeper)
    response = client.post(NEW, told(cast, deputies=[others.deputies["deputy"].pk]))
    assert response.context["form"].errors["deputies"]


def test_same_hour_twice_is_refused_in_words(client, cast):
    client.force_login(cast.keeper)
    client.post(NEW, told(cast))
    assert "已经有接待日" in client.post(NEW, told(cast)).context["form"].errors["starts_at"][0]
    assert Reception.objects.count() == 1


def test_same_hour_in_the_same_moment_is_no_failure(client, cast, monkeypatch):
    client.force_login(cast.keeper)
    client.post(NEW, told(cast))
    monkeypatch.setattr("deputies.forms.reception.ReceptionForm.clean", lambda self: None)
    assert client.post(NEW, told(cast)).context["form"].errors["starts_at"]


def test_somebody_of_two_stations_chooses_one(client, cast):
    second = StationFactory(name="第二站")
    MembershipFactory(user=cast.keeper, role="keeper", station=second)
    client.force_login(cast.keeper)
    assert "第二站" in client.get(NEW).content.decode()
    client.post(f"{NEW}?station={second.pk}", told(cast, deputies=[]))
    assert Reception.objects.get().station == second


@pytest.mark.parametrize("role", ["deputy", "street", "district", "unit", "auditor", "admin"])
def test_other_roles_do_not_arrange(client, cast, day, role):
    client.force_login(getattr(cast, role))
    assert client.get(NEW).status_code == client.post(NEW, told(cast)).status_code == 403
    assert client.post(address("reception_edit", day), edit(day, cast)).status_code == 403
    assert "修改安排" not in client.get(address("reception", day)).content.decode()


def test_nobody_arranges_for_another_station(client, cast, others, day):
    client.force_login(others.head)
    assert client.post(f"{NEW}?station={cast.station.pk}", told(cast)).status_code == 403
    assert client.post(f"{NEW}?station=rubbish", told(cast)).status_code == 403
    assert client.post(address("reception_edit", day), edit(day, cast, scope="别站")).status_code == 403
    assert Reception.objects.get().scope == ""


def test_get_changes_nothing(client, cast, day):
    client.force_login(cast.keeper)
    for url in (LIST, NEW, address("reception", day), address("reception_edit", day)):
        assert client.get(url, told(cast)).status_code == 200
    for name in ("arrive", "take_back"):
        assert client.get(address(name, day, cast)).status_code == 405
    assert Reception.objects.count() == day.history.count() == 1


def test_keeper_changes_roster_and_hours(client, cast, day):
    client.force_login(cast.keeper)
    chosen = [cast.deputies["cosigner"].pk]
    client.post(address("reception_edit", day), edit(day, cast, ends_at="12:00", deputies=chosen))
    day.refresh_from_db()
    assert (day.ends_at, list(day.deputies.values_list("pk", flat=True))) == (time(12), chosen)


def test_who_has_arrived_stays_on_the_roster(client, cast, day):
    day.attendances.update(arrived_at=timezone.now())
    client.force_login(cast.keeper)
    response = client.post(address("reception_edit", day), edit(day, cast, deputies=[]))
    assert "已到站" in response.context["form"].errors["deputies"][0]


def test_stale_form_shows_both_versions_and_may_then_be_saved(client, cast, day):
    url, old = address("reception_edit", day), edit(day, cast, scope="我写的")
    client.force_login(cast.head)
    client.post(url, edit(day, cast, scope="站长写的"))
    client.force_login(cast.keeper)
    response = client.post(url, old)
    text = response.content.decode()
    assert response.status_code == 409 and cast.head.name in text and "站长写的" in text and "我写的" in text
    client.post(url, old | {"seen": response.context["form"].version})
    day.refresh_from_db()
    assert day.scope == "我写的"


def test_day_loaded_without_history_can_be_edited(client, cast, day):
    form = edit(day, cast, scope="改过的")
    day.history.all().delete()
    client.force_login(cast.keeper)
    assert f"{day.on.month}月{day.on.day}日</a>" in client.get(address("reception_edit", day)).content.decode()
    assert client.post(address("reception_edit", day), form | {"seen": ""}).status_code == 302
    day.refresh_from_db()
    assert day.scope == "改过的"


def test_day_that_is_over_is_put_right_by_the_head_only(client, cast, day, travel):
    travel(TODAY + timedelta(days=1))
    client.force_login(cast.keeper)
    assert client.get(address("reception_edit", day)).status_code == 403
    client.force_login(cast.head)
    assert client.post(address("reception_edit", day), edit(day, cast, scope="补正")).status_code == 302
    moved = client.post(address("reception_edit", day), edit(day, cast, on=TODAY - timedelta(days=5)))
    assert moved.context["form"].errors["on"]


@pytest.mark.parametrize("key", [0, 999999, 2**63])
def test_unknown_day_is_404(client, cast, key):
    client.force_login(cast.keeper)
    for url in (f"/receptions/{key}/", f"/receptions/{key}/edit/"):
        assert client.get(url).status_code == 404


# Arrivals


def arrived_at(day):
    return day.attendances.get().arrived_at


@pytest.mark.parametrize("role", ["keeper", "head", "deputy"])
def test_arrival_is_recorded_and_taken_back(client, cast, day, role):
    client.force_login(getattr(cast, role))
    assert client.post(address("arrive", day, cast)).url == address("reception", day)
    assert arrived_at(day) == timezone.now()
    client.post(address("take_back", day, cast))
    assert arrived_at(day) is None


def test_station_may_name_the_time_but_none_to_come(client, cast, day):
    client.force_login(cast.keeper)
    for at in ("09:01", "24:30", "x"):
        assert client.post(address("arrive", day, cast), {"at": at}).status_code == 200
        assert arrived_at(day) is None
    client.post(address("arrive", day, cast), {"at": "08:55"})
    assert timezone.localtime(arrived_at(day)).time() == time(8, 55)


def test_first_record_of_an_arrival_stands(client, cast, day):
    client.force_login(cast.keeper)
    client.post(address("arrive", day, cast), {"at": "08:55"})
    client.post(address("arrive", day, cast), {"at": "08:59"})
    assert timezone.localtime(arrived_at(day)).time() == time(8, 55)


@pytest.mark.parametrize("role", ["cosigner", "street", "district", "unit", "auditor", "admin"])
def test_other_roles_record_no_arrival(client, cast, day, role):
    client.force_login(getattr(cast, role))
    assert client.post(address("arrive", day, cast)).status_code == 403
    assert client.post(address("take_back", day, cast)).status_code == 403
    assert arrived_at(day) is None


def test_another_station_records_no_arrival(client, cast, others, day):
    client.force_login(others.keeper)
    assert client.post(address("arrive", day, cast)).status_code == 403


def test_nobody_arrives_before_the_day(client, cast, travel, day):
    travel(TODAY - timedelta(days=1))
    for role in ("keeper", "head", "deputy"):
        client.force_login(getattr(cast, role))
        assert client.post(address("arrive", day, cast)).status_code == 403


def test_after_the_day_only_the_head_records_and_says_when(client, cast, day, travel):
    travel(TODAY + timedelta(days=1))
    for role in ("keeper", "deputy"):
        client.force_login(getattr(cast, role))
        assert client.post(address("arrive", day, cast), {"at": "09:00"}).status_code == 403
    client.force_login(cast.head)
    assert "请填写到站时间" in client.post(address("arrive", day, cast)).content.decode()
    client.post(address("arrive", day, cast), {"at": "09:20"})
    assert arrived_at(day) == timezone.make_aware(datetime.combine(TODAY, time(9, 20)))


def test_deputy_off_the_roster_is_404(client, cast, day):
    PostingFactory(deputy=DeputyFactory(), station=cast.station)
    client.force_login(cast.keeper)
    for key in (cast.deputies["cosigner"].pk, 0, 2**62):
        assert client.post(reverse("deputies:arrive", args=[day.pk, key])).status_code == 404
