"""What an attacker and a clumsy user tried at stations and deputies' service: by key, by filter, by POST, by rubbish."""

from datetime import time
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.forms import BaseForm
from django.urls import reverse
from django.utils import timezone

from deputies.models import Attendance, Duty, Leave
from liaison.kit.flow import Obstacle, flowing_models
from tests import walk
from tests.deputies import walk_deed, walk_reception
from tests.deputies.walk_deed import deed_at
from tests.deputies.walk_duty import duty_at
from tests.deputies.walk_expense import expense_at
from tests.deputies.walk_reception import reception_at
from tests.factories import ActivityFactory, EnterpriseFactory, GridFactory, LegalAidFactory, MembershipFactory
from tests.stations import walk_assessment
from tests.stations.walk import inspection_at, notice_at
from tests.stations.walk_assessment import assessment_at

pytestmark = pytest.mark.django_db

STRANGERS = ("head", "deputy", "district", "unit", "admin")
RUBBISH = (
    "", "\0", "\u202e反", "2026-02-30", "9999-12-31", "10000-01-01", "-1", "9223372036854775808", "NaN", "0.001", "1,234.5")


@pytest.fixture
def county(cast):
    """One thing of each kind at a station, each on its way."""
    deputy = cast.deputies["deputy"]
    day = reception_at("published", cast)
    leave = Leave.objects.create(deputy=deputy, since=timezone.localdate(), until=timezone.localdate(), reason="住院手术")
    things = SimpleNamespace(
        reception=day, planned=reception_at("planned", cast, starts_at=time(15), ends_at=time(17)),
        duty=duty_at("submitted", cast), draft_duty=duty_at("draft", cast, what="自己的草稿"), deed=deed_at("doing", cast),
        expense=expense_at("entered", cast), assessment=assessment_at("opened", cast),
        inspection=inspection_at("correcting", cast), notice=notice_at("draft", cast),
        activity=ActivityFactory(station=cast.station),
        aid=LegalAidFactory(station=cast.station), enterprise=EnterpriseFactory(station=cast.station),
        grid=GridFactory(station=cast.station), leave=leave)
    return things


@pytest.fixture
def strangers(cast):
    """The people of another county."""
    return walk.cast_at("430211001", "9")


def written():
    """Everything that the database holds of stations and their service, to see that nothing was written."""
    models = [model for app in ("stations", "deputies", "disputes") for model in apps.get_app_config(app).get_models()
              if model.__name__ not in ("SignInAttempt", "ReadLog", "User", "HistoricalUser")]
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}


def flowing(things):
    kinds = tuple(flowing_models())
    return [thing for thing in vars(things).values() if isinstance(thing, kinds)]


# Another county


def test_strangers_meet_nothing_by_its_key(client, cast, strangers, county):
    """What is announced or held may be read by everybody; the rest is not there, on no page and at no move."""
    public = {county.reception}
    for role in STRANGERS:
        client.force_login(getattr(strangers, role))
        for thing in flowing(county):
            for move in thing.flow.leaving(thing.stage):
                found = client.get(reverse("move", args=[thing.flow.kind, thing.pk, move.name])).status_code
                assert found == (403 if thing in public else 404), (role, thing, move.name)
            if thing not in public:
                assert client.get(thing.get_absolute_url()).status_code == 404, (role, thing)
            assert client.get(reverse("audit", args=[thing.flow.kind, thing.pk])).status_code in (403, 404)


def posts(cast, things):
    """Every address beside the moves to which one may POST, with something that would do."""
    seat = [things.reception.pk, cast.deputies["deputy"].pk]
    station, year = cast.station.pk, timezone.localdate().year
    told = [
        *((f"deputies:{name}", seat, {"reason": "别去了"}) for name in ("arrive", "take_back", "coming", "leave", "seen")),
        ("deputies:shift", seat[:1], {"seat": 1, "target": "day-1"}), ("deputies:roster", seat[:1], {}),
        ("deputies:leave_withdraw", [things.leave.pk], {}),
        *((f"deputies:activity_{name}", [things.activity.pk], {
            "cancel_reason": "不办了", "title": "改了", "reached": 1, "summary": "假"})
          for name in ("edit", "report", "cancel", "restore")),
        ("disputes:collect", [things.activity.pk], {}),
        ("deputies:budget", [station, year], {"reason": "改"}), ("deputies:expense_new", [station, year], {"amount": "1"}),
        ("station_close", [station], {"do": "confirm", "reason": "并了"}), ("station_postings", [station], {"do": "end"}),
        ("stations:station_edit", [station], {"name": "改名", "reason": "改"}), ("stations:standard", [station], {}),
        ("stations:enterprise_new", [station], {"name": "假企业"}), ("stations:grid_new", [station], {"name": "假网格"}),
        ("stations:enterprise_edit", [things.enterprise.pk], {"name": "改"}),
        ("stations:grid_edit", [things.grid.pk], {"name": "改"}), ("disputes:legal_aid_edit", [things.aid.pk], {"title": "改"}),
        ("stations:notice_read", [things.notice.pk], {}),
    ]
    return [(reverse(name, args=args), data) for name, args, data in told]


def test_strangers_write_nothing(client, cast, strangers, county):
    before = written()
    for role in STRANGERS:
        client.force_login(getattr(strangers, role))
        for address, data in posts(cast, county):
            assert client.post(address, data).status_code in (403, 404), (role, address)
        for thing in flowing(county):
            for move in thing.flow.leaving(thing.stage):
                typed = {"version": thing.version, "note": "越权"}
                assert client.post(reverse("move", args=[thing.flow.kind, thing.pk, move.name]), typed).status_code in (403, 404)
        many = {"move": "verify", "rows": [f"{county.duty.pk}-{county.duty.version}"]}
        client.post(reverse("deputies:duties_advance"), many)
        client.post(reverse("deputies:publish"), {"keys": f"{county.planned.pk}"})
    after = written()
    assert not [model for model in before if before[model] != after[model]]


LISTS = ("deputies:duties", "deputies:deeds", "deputies:expenses", "deputies:funds", "assessments", "stations:inspections",
         "stations:findings", "stations:notices", "disputes:legal_aids", "disputes:aided_enterprises", "stations:enterprises",
         "stations:grids", "deputies:leaves", "work")


def test_no_list_and_no_filter_tells_strangers_more(client, cast, strangers, county):
    told = [county.duty.what, county.deed.title, county.expense.what, county.inspection.title, county.notice.title,
            county.aid.title, county.enterprise.name, county.grid.name, "住院手术", "自己的草稿"]
    told_keys = {"station": cast.station.pk, "place": cast.county.pk, "deputy": cast.deputies["deputy"].pk,
                 "enterprise": county.enterprise.pk}
    keys = f"?{urlencode(told_keys)}"
    for role in ("deputy", "district", "admin"):
        client.force_login(getattr(strangers, role))
        for name in LISTS:
            for query in (keys, "?view=all&state=all"):
                page = client.get(reverse(name) + query)
                assert page.status_code in (200, 403)
                assert not [words for words in told if words in page.content.decode()], (role, name, query)


# Privacy


@pytest.fixture
def received(cast):
    day = reception_at("open", cast)
    walk_reception.step(day, "close", cast, received=1, summary="谈到她家孩子的病。")
    walk_reception.step(day, "correct", cast, reason="更正：家住3栋", summary="孩子住院。")
    return day


@pytest.mark.parametrize("role", ["unit", "admin", "keeper2", "deputy2", "district9"])
def test_what_residents_brought_to_a_reception_is_not_for_everybody(client, cast, others, strangers, received, role):
    people = {"2": others, "9": strangers}.get(role[-1], cast)
    client.force_login(getattr(people, role.rstrip("29")))
    page = client.get(received.get_absolute_url()).content.decode()
    assert "结束并填结果" in page  # that it was closed is known
    assert not [words for words in ("孩子的病", "孩子住院", "家住3栋") if words in page]


@pytest.mark.parametrize("role", ["keeper", "head", "deputy", "cosigner", "street", "district", "auditor"])
def test_those_of_the_station_read_what_was_brought(client, cast, received, role):
    client.force_login(getattr(cast, role))
    assert "孩子的病" in client.get(received.get_absolute_url()).content.decode()


def test_admin_knows_no_plan_and_no_way_of_a_deed(client, cast, county):
    done = deed_at("verified", cast, what="换楼道灯", result="换好了。", evidence="证人在场")
    client.force_login(cast.admin)
    page = client.get(done.get_absolute_url())
    assert page.status_code == 200 and "证人在场" not in page.content.decode() and "量了尺寸" not in page.content.decode()
    assert client.get(county.planned.get_absolute_url()).status_code == 404


def test_leave_tells_its_reason_to_few(client, cast, others, county):
    Attendance.objects.filter(reception=county.reception).update(leave_at=timezone.now(), leave_reason="住院手术")
    for user in (cast.unit, cast.admin, cast.auditor, others.keeper, others.deputy, cast.cosigner):
        client.force_login(user)
        for address in (county.reception.get_absolute_url(), reverse("deputies:leaves"), reverse("deputies:receptions"),
                        reverse("deputies:poster", args=[county.reception.pk])):
            assert "住院手术" not in client.get(address).content.decode(), (user, address)


@pytest.mark.parametrize("role", ["admin", "auditor"])
def test_administration_tells_not_why_a_deputy_was_away(client, cast, county, role):
    Attendance.objects.filter(reception=county.reception).update(leave_at=timezone.now(), leave_reason="住院手术")
    client.force_login(getattr(cast, role))
    page = client.get(f"/admin/deputies/reception/{county.reception.pk}/change/")
    assert page.status_code == 200 and "住院" not in page.content.decode()


# Separation of duties


@pytest.fixture
def hats(cast):
    """Somebody who is everything at once: deputy, head, street and district."""
    for role, place in (("keeper", {"station": cast.station}), ("head", {"station": cast.station}),
                        ("street", {"region": cast.station.region}), ("district", {"region": cast.county})):
        MembershipFactory(user=cast.deputy, role=role, **place)
    return cast.deputy


def moves(client, thing, *names, **typed):
    fresh = type(thing).objects.get(pk=thing.pk)
    told = {"version": fresh.version, "note": "我定"} | typed
    return {name: client.post(reverse("move", args=[thing.flow.kind, thing.pk, name]), told).status_code for name in names}


def test_nobody_decides_the_own_service(client, cast, hats):
    client.force_login(hats)
    submitted, contested = duty_at("submitted", cast), duty_at("contested", cast)
    assert set(moves(client, submitted, "verify", "reject").values()) == {403}
    assert set(moves(client, contested, "uphold", "strike").values()) == {403}
    client.post(reverse("deputies:duties_advance"), {"move": "verify", "rows": [f"{submitted.pk}-{submitted.version}"]})
    assert Duty.objects.get(pk=submitted.pk).stage == "submitted"


def test_nobody_verifies_the_own_deed(client, cast, hats):
    client.force_login(hats)
    deed = deed_at("reported", cast)
    assert moves(client, deed, "verify", way="site") == {"verify": 200}
    deed.refresh_from_db()
    assert deed.stage == "reported"


def test_nobody_verifies_the_deed_that_one_has_reported(client, cast, hats):
    deed = deed_at("doing", cast, role="cosigner")
    walk_deed.step(deed, "report", cast, by=hats)
    client.force_login(hats)
    assert moves(client, deed, "verify", way="site") == {"verify": 200}
    deed.refresh_from_db()
    assert deed.stage == "reported"


def test_nobody_approves_the_own_expense(client, cast, hats):
    expense = expense_at("entered", SimpleNamespace(**vars(cast) | {"keeper": hats}))
    client.force_login(hats)
    assert set(moves(client, expense, "approve", "refuse").values()) == {403}


def test_three_different_people_mark_a_station(client, cast, hats):
    """Whoever checked the own station neither reviews nor confirms it; whoever reviewed it does not confirm it."""
    first = assessment_at("opened", cast)
    walk_assessment.step(first, "self_check", cast, by=hats)
    for move, by in (("review", hats), ("review", cast.street), ("confirm", hats), ("confirm", cast.district)):
        if by == hats:
            with pytest.raises(Obstacle, match="另一个人"):
                walk_assessment.step(first, move, cast, by=by)
        else:
            walk_assessment.step(first, move, cast, by=by)
    assert first.stage == "confirmed"


# Rubbish


FILTERS = ("q since until station place deputy enterprise figure state view stage year period kind function region "
           "supersedes issue page category where result title on inspectors quarter outcome").split()
PAGES = (*LISTS, "deputies:receptions", "deputies:visits", "deputies:plan", "deputies:activities", "functions", "dashboard",
         "stations:inspection_new", "stations:notice_new", "quiet_stations", "disputes:missing", "deputies:activity_new")


@pytest.mark.parametrize("rubbish", ["\0", "9999-12-31", "0001-01-01", "9223372036854775808"])
def test_rubbish_in_a_query_is_no_failure(client, cast, county, rubbish):
    client.force_login(cast.district)
    for name in PAGES:
        assert client.get(reverse(name), dict.fromkeys(FILTERS, rubbish)).status_code < 500, name


def typing(cast, things):
    """(role, address) of every form."""
    station, year = cast.station.pk, timezone.localdate().year
    seat = [things.reception.pk, cast.deputies["deputy"].pk]
    return [
        ("keeper", reverse("deputies:reception_new")), ("keeper", reverse("deputies:leaves")),
        ("keeper", reverse("deputies:activity_new")), ("keeper", reverse("deputies:leave", args=seat)),
        *(("keeper", reverse(f"deputies:activity_{name}", args=[things.activity.pk])) for name in ("edit", "report", "cancel")),
        ("keeper", reverse("disputes:collect", args=[things.activity.pk])), ("keeper", reverse("deputies:deed_new")),
        ("deputy", reverse("deputies:duty_new")), ("deputy", reverse("deputies:deed_new")),
        ("keeper", reverse("deputies:roster", args=seat[:1])), ("keeper", reverse("deputies:shift", args=seat[:1])),
        ("keeper", reverse("deputies:expense_new", args=[station, year])),
        ("district", reverse("deputies:budget", args=[station, year])), ("district", reverse("open_round")),
        ("street", reverse("stations:inspection_new")), ("street", reverse("stations:notice_new")),
        ("keeper", reverse("disputes:legal_aid_new")), ("keeper", reverse("disputes:legal_aid_edit", args=[things.aid.pk])),
        *(("keeper", reverse(f"stations:{name}_new", args=[station])) for name in ("enterprise", "grid")),
        ("keeper", reverse("stations:enterprise_edit", args=[things.enterprise.pk])),
        ("district", reverse("stations:station_edit", args=[station])), ("keeper", reverse("stations:standard", args=[station])),
        ("district", reverse("station_close", args=[station])), ("street", reverse("station_postings", args=[station])),
        *((role, reverse("move", args=[thing.flow.kind, thing.pk, move.name])) for thing in flowing(things)
          for role, move in made_by(cast, thing)),
    ]


def made_by(cast, thing):
    """(role, move) of each move that somebody of the cast may make now."""
    for move in thing.flow.leaving(thing.stage):
        role = next((role for role in move.roles if role != "system" and role in thing.roles_of(getattr(cast, role))), None)
        if move.by_hand and role:
            yield role, move


def fields_of(page):
    """The names of all fields of the page's forms, and how many lines a small table has."""
    told = [value for layer in page.context or () for value in layer.flatten().values()]
    forms = [each for each in told if isinstance(each, BaseForm)]
    return {field.html_name for form in forms for field in form} | {
        "version", "seen", "findings-TOTAL_FORMS", "findings-INITIAL_FORMS", "lines-TOTAL_FORMS"}


@pytest.mark.parametrize("turn", [0, 4])
def test_rubbish_in_a_form_is_no_failure_and_writes_nothing(client, cast, county, turn):
    before = written()
    for role, address in typing(cast, county):
        client.force_login(getattr(cast, role))
        names = sorted(fields_of(client.get(address)))
        typed = {name: RUBBISH[(number + turn) % len(RUBBISH)] for number, name in enumerate(names)}
        assert client.post(address, typed).status_code in (200, 400, 409), (role, address, typed)
    after = written()
    assert not [model for model in before if before[model] != after[model]]
