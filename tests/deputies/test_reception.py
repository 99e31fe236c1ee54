"""Pages of reception days: the lists, one day, a new one, the poster, the calendar files and the figures."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from deputies.figures import FIGURES
from deputies.models import Reception
from deputies.papers.ics import escaped, folded
from liaison.kit.figures import Scope
from stations.models import Setting
from tests.deputies.walk_reception import reception_at, step
from tests.factories import DeputyFactory, MembershipFactory, ReceptionFactory, StationFactory

pytestmark = pytest.mark.django_db
LIST, NEW, VISITS = "/receptions/", "/receptions/new/", "/receptions/visits/"
TODAY = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def a_tuesday(travel):
    travel(TODAY)


@pytest.fixture
def day(cast):
    return reception_at("published", cast)


def told(cast, **changes):
    return {"on": TODAY + timedelta(days=10), "starts_at": "09:00", "ends_at": "11:30", "scope": "物业",
            "deputies": [cast.deputies["deputy"].pk]} | changes


def address(name, day):
    return reverse(f"deputies:{name}", args=[day.pk])


def listed(client, address=LIST, **query):
    rows = client.get(address, query).context["rows"]
    return [row["day"] if isinstance(row, dict) else row for row in rows]


# The list and the page


def test_anonymous_must_sign_in(client, cast, day):
    for url in (LIST, NEW, VISITS, address("reception", day), address("poster", day), reverse("deputies:calendar")):
        assert client.get(url).url.startswith(reverse("sign_in"))


def test_everybody_signed_in_sees_what_is_announced(client, cast, others, day):
    for user in (cast.unit, cast.deputy, others.keeper):
        client.force_login(user)
        assert day in listed(client, state="upcoming")
        assert "当天登记的群众意见" in client.get(address("reception", day)).content.decode()


def test_a_plan_is_for_those_who_arrange_it_and_the_stations_deputies(client, cast, others):
    plan = ReceptionFactory(station=cast.station)
    seen = {"keeper", "head", "street", "district", "deputy", "cosigner", "auditor"}
    for role, user in cast.people.items():
        client.force_login(user)
        assert client.get(address("reception", plan)).status_code == (200 if role in seen | {"chair", "lead"} else 404), role
        assert (plan in listed(client, state="all")) == (role in seen | {"chair", "lead"})
    for role in ("keeper", "street", "deputy", "unit"):
        client.force_login(others.people[role])
        for name in ("reception", "poster", "roster"):
            assert client.get(address(name, plan)).status_code == 404


def test_list_opens_on_the_own_station(client, cast, others, day):
    other = reception_at("published", others)
    for user, rows in ((cast.keeper, [day]), (cast.deputy, [day]), (others.head, [other]), (cast.district, [day, other])):
        client.force_login(user)
        assert listed(client) == rows


def test_tabs_part_what_waits(client, cast, day):
    past = over(cast)
    plan = reception_at("planned", cast, on=TODAY + timedelta(days=3))
    client.force_login(cast.head)
    assert listed(client) == [day, plan]
    assert listed(client, state="past") == listed(client, state="to_close") == [past]
    assert listed(client, state="to_publish") == [plan]
    assert listed(client, state="all") == [past, day, plan]


def over(cast):
    """A day that has passed and waits for its result."""
    past = reception_at("published", cast, starts_at=time(15), ends_at=time(17))
    Reception.objects.filter(pk=past.pk).update(on=TODAY - timedelta(days=1))
    return past


def test_filters_narrow(client, cast, others, day):
    other = reception_at("published", others, on=TODAY + timedelta(days=40))
    client.force_login(cast.keeper)
    assert listed(client, station=others.station.pk) == listed(client, place="430602013") == [other]
    assert listed(client, deputy=cast.deputies["deputy"].pk) == [day]
    assert listed(client, period="2026-q3") == listed(client, period="2026-09") == [day]
    assert listed(client, period="2026-q4") == [other] and listed(client, period="2026-12") == []
    for rubbish in ({"deputy": 2**63, "station": "x", "page": "x"}, {"period": "2026-q9"}, {"period": "\0"}, {"state": "x"}):
        assert client.get(LIST, rubbish).status_code == 200


def test_three_rows_cost_the_queries_of_one(client, cast, day, django_assert_max_num_queries, django_assert_num_queries):
    client.force_login(cast.keeper)
    step(day, "open", cast)
    day.attendances.update(arrived_at=timezone.now())
    for url in (LIST, VISITS):
        with django_assert_max_num_queries(25) as one:
            client.get(url)
        for n in range(2):
            more = reception_at("published", cast, on=TODAY + timedelta(days=n + 1), starts_at=time(8, len(url)))
            more.attendances.update(arrived_at=timezone.now())
        with django_assert_num_queries(len(one)):
            client.get(url)


def test_longer_roster_costs_the_same_queries(client, cast, day, django_assert_max_num_queries, django_assert_num_queries):
    client.force_login(cast.keeper)
    with django_assert_max_num_queries(30) as one:
        client.get(address("reception", day))
    for role in ("cosigner", "chair"):
        day.attendances.create(deputy=cast.deputies[role])
    with django_assert_num_queries(len(one)):
        client.get(address("reception", day))


def test_page_warns_those_who_announce_when_it_is_late(client, cast):
    late = ReceptionFactory(station=cast.station, on=TODAY + timedelta(days=1))
    for role, warned in (("keeper", True), ("head", True), ("street", True), ("deputy", False)):
        client.force_login(cast.people[role])
        assert ("还没有公告，请尽快" in client.get(address("reception", late)).content.decode()) == warned


def test_page_tells_a_double_booking(client, cast, others, day):
    other = reception_at("planned", others, roster=())
    other.attendances.create(deputy=cast.deputies["deputy"])
    client.force_login(cast.keeper)
    assert "同一时间还排在" in client.get(address("reception", day)).content.decode()


def test_code_to_be_scanned_leads_to_the_page_itself(client, cast, day, monkeypatch):
    asked = []
    monkeypatch.setattr("deputies.views.reception.qr", lambda text: asked.append(text) or "data:image/svg+xml,x")
    client.force_login(cast.keeper)
    assert "扫码到站登记" in client.get(address("reception", day)).content.decode()
    assert asked == [f"http://testserver{address('reception', day)}"]
    client.force_login(cast.deputy)
    assert "扫码到站登记" not in client.get(address("reception", day)).content.decode()


# A new day


def test_keeper_plans_a_day_of_the_own_station(client, cast):
    client.force_login(cast.keeper)
    response = client.post(NEW, told(cast))
    made = Reception.objects.get()
    assert response.url == address("reception", made) and (made.stage, made.station) == ("planned", cast.station)
    assert (made.scope, list(made.deputies.all())) == ("物业", [cast.deputies["deputy"]])
    assert made.steps.get().by == cast.keeper


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


def test_same_hour_twice_is_refused_in_words_also_in_the_same_moment(client, cast, monkeypatch):
    client.force_login(cast.keeper)
    client.post(NEW, told(cast))
    for _once_more in range(2):
        assert "已经有接待日" in client.post(NEW, told(cast)).context["form"].errors["starts_at"][0]
        monkeypatch.setattr("deputies.forms.reception.ReceptionForm.clean", lambda self: None)
    assert Reception.objects.count() == 1


def test_somebody_of_two_stations_chooses_one(client, cast):
    second = StationFactory(name="第二站")
    MembershipFactory(user=cast.keeper, role="keeper", station=second)
    client.force_login(cast.keeper)
    assert "第二站" in client.get(NEW).content.decode()
    client.post(f"{NEW}?station={second.pk}", told(cast, deputies=[]))
    assert Reception.objects.get().station == second


@pytest.mark.parametrize("role", ["deputy", "street", "district", "unit", "auditor", "admin"])
def test_other_roles_add_no_day(client, cast, role):
    client.force_login(getattr(cast, role))
    assert client.get(NEW).status_code == client.post(NEW, told(cast)).status_code == 403


def test_nobody_adds_a_day_to_another_station(client, cast, others):
    client.force_login(others.head)
    for asked in (cast.station.pk, "rubbish", 2**63):
        assert client.post(f"{NEW}?station={asked}", told(cast)).status_code == 403
    assert not Reception.objects.exists()


def test_get_changes_nothing(client, cast, day):
    client.force_login(cast.keeper)
    for url in (LIST, NEW, VISITS, address("reception", day), address("roster", day), address("poster", day)):
        assert client.get(url, told(cast)).status_code == 200
    assert Reception.objects.count() == 1 and day.steps.count() == 2


@pytest.mark.parametrize("key", [0, 999999, 2**63])
def test_unknown_day_is_404(client, cast, key):
    client.force_login(cast.keeper)
    for page in ("", "roster/", "poster/", "move/close/"):
        assert client.get(f"/receptions/{key}/{page}").status_code == 404


# The moves on their page


def test_close_without_visitors_on_the_one_page_of_moves(client, cast, day):
    client.force_login(cast.keeper)
    url = reverse("move", args=["receptions", day.pk, "close"])
    assert "人次填 0" in client.get(url).content.decode()
    for wrong in ("", "-1", "10000", "一"):
        assert client.post(url, {"version": day.version, "received": wrong}).context["form"].errors["received"]
    assert client.post(url, {"version": day.version, "received": "0"}).url == address("reception", day)
    assert Reception.objects.get().stage == "closed"


def test_another_day_on_the_one_page_of_moves(client, cast, day):
    client.force_login(cast.keeper)
    url = reverse("move", args=["receptions", day.pk, "change"])
    shown = client.get(url).context["form"]
    assert shown["on"].value() == TODAY
    typed = {"version": day.version, "on": "2026-09-08", "starts_at": "09:00", "ends_at": "08:00", "scope": "", "reason": ""}
    assert client.post(url, typed).context["form"].errors["ends_at"]
    assert client.post(url, typed | {"ends_at": "11:00"}).context["form"].errors["reason"]
    assert client.post(url, typed | {"ends_at": "11:00", "reason": "会议"}).status_code == 302
    assert Reception.objects.get().on == date(2026, 9, 8)
    assert client.post(url, typed | {"ends_at": "11:00", "reason": "会议"}).status_code == 409


def test_correction_begins_with_what_was_told(client, cast):
    day = reception_at("closed", cast)
    client.force_login(cast.head)
    url = reverse("move", args=["receptions", day.pk, "correct"])
    form = client.get(url).context["form"]
    assert (form["received"].value(), form["arrivals"].value()) == (0, [])
    typed = {"version": day.version, "received": 4, "reason": "漏记", "arrivals": [cast.deputies["deputy"].pk]}
    assert client.post(url, typed).status_code == 302
    day.refresh_from_db()
    assert day.received == 4 and day.attendances.get().arrived_at and day.broken_step() is None
    assert cast.deputies["deputy"].name in client.get(address("reception", day)).content.decode()


# Paper and calendar


def test_poster_names_day_place_and_the_deputies_who_come(client, cast, day):
    day.attendances.create(deputy=cast.deputies["chair"], leave_at=timezone.now(), leave_reason="出差")
    client.force_login(cast.keeper)
    text = client.get(address("poster", day)).content.decode()
    assert "9月1日" in text and cast.station.name in text and cast.deputies["deputy"].name in text and "区人大代表" in text
    assert cast.deputies["chair"].name not in text and "data:image/svg+xml" in text and "poster-qr" in text


def test_poster_says_what_is_not_announced(client, cast):
    client.force_login(cast.keeper)
    assert "还没有公告" in client.get(address("poster", ReceptionFactory(station=cast.station))).content.decode()


def lines(response):
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/calendar") and text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")


def test_calendar_of_a_deputy_holds_the_own_days_ahead(client, cast, others, day):
    own = reception_at("planned", cast, on=TODAY + timedelta(days=3), scope="物业；停车, 供水\\路灯" + "很长" * 30)
    reception_at("published", others), reception_at("published", cast, roster=("chair",), starts_at=time(15), ends_at=time(16))
    client.force_login(cast.deputy)
    told = lines(client.get(reverse("deputies:calendar")))
    assert [line for line in told if line.startswith("UID")] == [f"UID:reception-{row.pk}@testserver" for row in (day, own)]
    start = timezone.make_aware(datetime.combine(TODAY, time(9))).astimezone(UTC)
    assert f"DTSTART:{start:%Y%m%dT%H%M%SZ}" in told and "DESCRIPTION:物业；停车\\, 供水\\\\路灯" + "很长" * 30 in told


def test_calendar_of_a_station_tells_cancelled_days_and_no_plan(client, cast, others, day):
    ReceptionFactory(station=cast.station, on=TODAY + timedelta(days=3))
    step(day, "cancel", cast)
    client.force_login(others.keeper)
    told = lines(client.get(reverse("deputies:station_calendar", args=[cast.station.pk])))
    assert told.count("BEGIN:VEVENT") == 1 and "STATUS:CANCELLED" in told and f"SEQUENCE:{day.version}" in told
    assert client.get(reverse("deputies:station_calendar", args=[0])).status_code == 404


def test_own_calendar_is_for_deputies_who_signed_in(client, cast, day):
    client.force_login(cast.keeper)
    assert client.get(reverse("deputies:calendar")).status_code == 403


def test_calendar_text_is_escaped_and_folded():
    assert escaped("甲;乙,丙\\丁\r\n戊") == "甲\\;乙\\,丙\\\\丁\\n戊"
    assert folded("x" * 75) == "x" * 75 and folded("x" * 76) == "x" * 75 + "\r\n x"
    assert folded("长" * 60).replace("\r\n ", "") == "长" * 60


# Figures


def test_figures_count_rows_and_open_exactly_them(client, cast, others):
    held = reception_at("open", cast, roster=("deputy", "chair"))
    held.attendances.update(arrived_at=timezone.now())
    step(held, "close", cast, received=3)
    step(reception_at("open", cast, starts_at=time(14), ends_at=time(16)), "close", cast, received=0)
    step(reception_at("open", others), "close", others, received=5)
    late = over(cast)
    plan = ReceptionFactory(station=cast.station, on=TODAY + timedelta(days=1))
    scope = Scope(cast.keeper, since=TODAY, until=TODAY)
    assert {key: FIGURES[key].number(scope) for key in (
        "receptions_held", "deputy_visits", "electors_received", "receptions_to_announce", "receptions_to_close")} == {
        "receptions_held": 2, "deputy_visits": 2, "electors_received": 3, "receptions_to_announce": 1, "receptions_to_close": 1}
    assert FIGURES["electors_received"].number(Scope(cast.district)) == 8
    client.force_login(cast.keeper)
    assert listed(client, FIGURES["receptions_to_close"].link(scope)) == [late]
    assert listed(client, FIGURES["receptions_to_announce"].link(scope)) == [plan]
    assert listed(client, FIGURES["electors_received"].link(scope)) == [held]
    assert "3 人次" in client.get(FIGURES["electors_received"].link(scope)).content.decode()
    assert set(listed(client, FIGURES["deputy_visits"].link(scope))) == set(held.attendances.all())
    assert dict(FIGURES["deputy_visits"].by(scope, "reception__station")) == {cast.station.pk: 2}


def test_a_deputys_figures_are_the_own_days(cast, others):
    held = reception_at("open", cast)
    held.attendances.update(arrived_at=timezone.now())
    assert FIGURES["deputy_visits"].number(Scope(cast.deputy)) == 1
    assert FIGURES["deputy_visits"].number(Scope(cast.chair)) == FIGURES["deputy_visits"].number(Scope(others.keeper)) == 0


def test_notice_days_are_a_setting(client, cast):
    near = ReceptionFactory(station=cast.station, on=TODAY + timedelta(days=2))
    assert near.is_short_notice
    Setting.objects.filter(key="reception.notice_days").update(number=2)
    assert not near.is_short_notice


def test_visits_open_at_ones_own_station(client, cast, others, day):
    """Whoever works somewhere sees the own ones first; the others are one tab away, and a filter asks for all."""
    for reception in (day, reception_at("published", others)):
        reception.attendances.create(deputy=DeputyFactory(), arrived_at=timezone.now())
    client.force_login(cast.keeper)
    assert client.get(VISITS).context["count"] == 1
    assert client.get(VISITS, {"scope": "everywhere"}).context["count"] == 2
    assert client.get(VISITS, {"station": others.station.pk}).context["count"] == 1
    client.force_login(cast.unit)
    assert client.get(VISITS).context["count"] == 2


def test_nobody_keeps_the_clock_of_other_deputies(client, cast, day):
    """A deputy opens the own visits with their times; of others it is told that they came, to those above when."""
    at = timezone.localtime().replace(hour=8, minute=57)
    mine, other = day.attendances.get(deputy=cast.deputy.deputy_id), day.attendances.create(deputy=DeputyFactory())
    for seat in (mine, other):
        type(seat).objects.filter(pk=seat.pk).update(arrived_at=at)
    for user, label, own, times in (
            (cast.deputy, "我的", 1, 1), (cast.keeper, "本站", 2, 2), (cast.street, "本级", 2, 2), (cast.unit, None, 2, 0)):
        client.force_login(user)
        page = client.get(VISITS)
        assert [tab["label"] for tab in page.context["tabs"]][:1] == ([label] if label else [])
        assert page.context["count"] == own
        shown = client.get(VISITS, {"scope": "everywhere"}).content.decode()
        assert shown.count("8:57") == times and ("到站时间" in shown) == bool(times), user
        assert client.get(day.get_absolute_url()).content.decode().count("8:57 到站") >= times, user
    assert "8:57" not in client.get(day.get_absolute_url()).content.decode()
