"""The administration: every page opens, rows belong to places, and matters are only looked at."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from deputies.models import ActivityKind, Deputy, ElectoralUnit, Expertise, Leave, Mandate, Posting, ReceptionRule, Term
from disputes.models import Category, Visitor
from liaison.kit.flow import flowing_models
from stations.models import CalendarDay, DeadlineRule, Membership, ReadLog, Region, Setting, Station, Unit, User
from tests import walk
from tests.deputies.walk_deed import deed_at
from tests.deputies.walk_duty import duty_at
from tests.deputies.walk_expense import expense_at
from tests.factories import (
    ActivityFactory,
    DeputyFactory,
    LegalAidFactory,
    MandateFactory,
    MembershipFactory,
    PanelMemberFactory,
    PostingFactory,
    ReceptionFactory,
    StationFactory,
    UserFactory,
)
from tests.stations.walk import inspection_at, notice_at
from tests.stations.walk_assessment import assessment_at

pytestmark = pytest.mark.django_db
HIDDEN = {"stations_readlog": ("admin",), "stations_signinattempt": ("district",)}
MATTERS = ("issue", "case", "suggestion")
FLOWING = ("deputies_deed", "deputies_duty", "deputies_expense", "deputies_reception", "stations_assessment",
           "stations_inspection", "stations_notice", *(f"disputes_{kind}" for kind in MATTERS))
LOOKED_AT = (*FLOWING, "deputies_activity", "deputies_fund", "disputes_legalaid")
PAGES = sorted(f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry)
PASSWORD = "三面银杏四面湖水五面青山"


def address(page, view, *args):
    return reverse(f"admin:{page}_{view}", args=args)


def model_of(page):
    return next(model for model in admin.site._registry if f"{model._meta.app_label}_{model._meta.model_name}" == page)


@pytest.fixture
def world(cast, client):
    """At least one row of everything, all of the cast's own place, and one place of another district."""
    walk.issue_at("in_progress", cast), walk.case_at("scheduled", cast), walk.suggestion_at("in_progress", cast)
    deed_at("reported", cast), duty_at("verified", cast), expense_at("entered", cast), inspection_at("correcting", cast)
    assessment_at("opened", cast), notice_at("published", cast), ActivityFactory(station=cast.station)
    LegalAidFactory(station=cast.station)
    Expertise.objects.create(name="法律")
    PanelMemberFactory()
    ReceptionFactory(station=cast.station).deputies.add(cast.deputies["deputy"])
    ReceptionRule.objects.create(station=cast.station, starts_at="09:00", ends_at="11:30")
    today = timezone.localdate()
    Leave.objects.create(deputy=cast.deputies["deputy"], since=today, until=today, reason="出差")
    ReadLog.objects.create(by=cast.keeper, action="reveal", thing="visitor:1", reason="回访")
    client.post(reverse("sign_in"), {"username": "keeper", "password": "wrong"})
    return cast


@pytest.fixture
def far(cast):
    return walk.cast_at("430211001", "9")


def row_of(page, user):
    """A row that the user's administration shows, or None."""
    request = type("Request", (), {"user": user})()
    return admin.site._registry[model_of(page)].get_queryset(request).first()


def form_of(response):
    """What the page's form would send if nobody changed it."""
    forms = [response.context["adminform"].form]
    sent = {}
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for field in form:
            value = field.value()
            if value not in (None, False, ""):
                sent[field.html_name] = value if isinstance(value, list) else getattr(value, "pk", value)
    return sent


# Smoke


@pytest.mark.parametrize("role", ["admin", "district", "auditor"])
def test_every_page_opens(client, world, role):
    user = getattr(world, role)
    client.force_login(user)
    for page in PAGES:
        seen = role not in HIDDEN.get(page, ())
        for query in ({}, {"q": "岳阳 1"}, {"o": "1", "p": "x", "all": ""}):
            assert client.get(address(page, "changelist"), query).status_code in ((200, 302) if seen else (403,)), page
        row = row_of(page, user)
        if row and seen:
            for view in ("change", "history"):
                assert client.get(address(page, view, row.pk)).status_code == 200, (page, view)


@pytest.mark.parametrize("role", ["keeper", "head", "deputy", "street", "unit"])
def test_other_roles_stay_outside(client, cast, role):
    client.force_login(getattr(cast, role))
    for url in ("/admin/", address("stations_user", "changelist"), address("stations_user", "add")):
        assert client.get(url, follow=True).status_code == 403


def test_anonymous_must_sign_in(client, cast):
    assert client.get("/admin/stations/user/").url.startswith(reverse("sign_in"))


def test_neither_identity_nor_groups_are_there():
    registered = {model.__name__ for model in admin.site._registry}
    assert not registered & {"Visitor", "Group", "IntakeDraft"}
    assert not any(name.endswith("Step") for name in registered)


def test_pages_keep_the_strict_policy(client, world):
    client.force_login(world.admin)
    for view in ("change", "history"):
        response = client.get(address("stations_station", view, world.station.pk))
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert " style=" not in response.content.decode()


# Rubbish


@pytest.mark.parametrize("key", ["0", "9223372036854775808", "rubbish", "_", "%00"])
def test_rubbish_as_a_key_is_no_failure(client, world, key):
    client.force_login(world.auditor)
    for page in PAGES:
        for view in ("change", "history", "history/1", "delete"):
            assert client.get(f"{address(page, 'changelist')}{key}/{view}/").status_code in (302, 403, 404), (page, view)


def test_rubbish_as_a_filter_is_no_failure(client, world):
    client.force_login(world.admin)
    for query in (
        {"pk__in": 2**63}, {"id__exact": "x"}, {"password__startswith": "a"}, {"memberships__role": "\0"}, {"p": "-1"},
        {"e": "1"}, {"user__password__startswith": "a"}, {"o": "99.-99.x"}, {"_to_field": "password"}, {"_popup": "1"},
    ):
        for page in ("stations_user", "stations_station", "deputies_deputy"):
            assert client.get(address(page, "changelist"), query).status_code in (200, 302, 400, 404), (page, query)


def test_no_action_on_chosen_rows(client, world):
    client.force_login(world.admin)
    for chosen in ("rubbish", str(2**63), str(world.station.pk)):
        told = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
        assert client.post(address("stations_station", "changelist"), told).status_code in (200, 302)
    assert Station.objects.filter(pk=world.station.pk).exists()


def test_key_beyond_every_database_in_a_choice_is_told_at_the_field(client, world):
    client.force_login(world.district)
    deputy = world.deputies["deputy"]
    url = address("deputies_deputy", "change", deputy.pk)
    told = form_of(client.get(url))
    assert set(client.post(url, told | {"expertise": [str(2**63)]}).context["adminform"].form.errors) == {"expertise"}
    assert client.post(url, told | {"user": str(2**63)}).status_code in (200, 400)


# Matters


def test_every_flowing_thing_has_its_page():
    assert set(FLOWING) == {f"{model._meta.app_label}_{model._meta.model_name}" for model in flowing_models()}


@pytest.mark.parametrize("page", FLOWING)
def test_flowing_things_are_looked_at_and_moved_elsewhere(client, world, page):
    client.force_login(world.district)
    matter = row_of(page, world.district)
    response = client.get(address(page, "change", matter.pk))
    assert [step["label"] for step in response.context["steps"]] == [step.label for step in matter.steps.order_by("-number")]
    assert [move["label"] for move in response.context["moves"]] == [move.label for move in matter.moves_for(world.district)]
    assert matter.get_absolute_url() in response.content.decode() and 'name="_save"' not in response.content.decode()


@pytest.mark.parametrize("page", LOOKED_AT)
@pytest.mark.parametrize("role", ["admin", "district", "auditor"])
def test_no_post_changes_what_is_looked_at(client, world, page, role):
    client.force_login(getattr(world, role))
    matter = row_of(page, world.district)
    rows = model_of(page).objects.filter(pk=matter.pk).values()
    before = rows.get()
    for view, args in (("add", ()), ("change", (matter.pk,)), ("delete", (matter.pk,))):
        status = client.post(address(page, view, *args), {"title": "改了", "stage": "closed", "post": "yes"}).status_code
        assert status == 403 or (role == "admin" and status == 302)  # the administrator is told that there is no such matter
    client.post(address(page, "changelist"), {"action": "delete_selected", "_selected_action": matter.pk, "post": "yes"})
    assert rows.get() == before


def test_administrator_sees_no_matter_and_is_told_why(client, world):
    client.force_login(world.admin)
    for kind in MATTERS:
        response = client.get(address(f"disputes_{kind}", "changelist"))
        assert response.context["cl"].result_count == 0 and "系统管理员不看事项内容" in response.content.decode()


def test_auditor_sees_no_accusation(client, world):
    issue = model_of("disputes_issue").objects.get()
    model_of("disputes_issue").objects.update(is_restricted=True)
    client.force_login(world.auditor)
    assert client.get(address("disputes_issue", "changelist")).context["cl"].result_count == 0
    assert client.get(address("disputes_issue", "change", issue.pk)).status_code == 302


def test_matter_shows_no_identity(client, world):
    visitor = Visitor.objects.exclude(phone_index="").first()
    client.force_login(world.district)
    issue = model_of("disputes_issue").objects.get()
    text = client.get(address("disputes_issue", "change", issue.pk)).content.decode()
    assert visitor.name not in text and visitor.phone not in text


def test_three_matters_cost_the_queries_of_one(client, cast, django_assert_max_num_queries, django_assert_num_queries):
    walk.issue_at("registered", cast)
    client.force_login(cast.district)
    with django_assert_max_num_queries(25) as one:
        client.get(address("disputes_issue", "changelist"))
    walk.issue_at("registered", cast), walk.issue_at("accepted", cast)
    with django_assert_num_queries(len(one)):
        client.get(address("disputes_issue", "changelist"))


# Who edits what, and where


def test_who_may_add(client, world):
    editors = {
        **dict.fromkeys((
            "stations_region", "stations_unit", "stations_user", "stations_setting", "deputies_activitykind"), {"admin"}),
        **dict.fromkeys((
            "stations_assessmenttemplate", "stations_station", "stations_calendarday", "stations_deadlinerule",
            "disputes_category", "disputes_panelmember",
            "deputies_deputy", "deputies_mandate", "deputies_term", "deputies_posting", "deputies_electoralunit",
            "deputies_expertise", "deputies_pointrule", "deputies_purpose", "deputies_receptionrule", "deputies_levelfrequency",
            "deputies_leave", "stations_enterprise", "stations_grid", "stations_standarditem"), {"admin", "district"}),
    }
    found = {page: set() for page in PAGES}
    for role in ("admin", "district", "auditor"):
        client.force_login(getattr(world, role))
        for page in PAGES:
            status = client.get(address(page, "add")).status_code
            assert status in (200, 403)
            found[page] |= {role} if status == 200 else set()
    assert {page: roles for page, roles in found.items() if roles} == editors


def test_duty_that_a_kind_of_activity_fulfils_stays_as_it_was(client, world):
    kind = ActivityKind.objects.get(code="evening")
    client.force_login(world.admin)
    typed = {"code": "evening", "label": "夜话", "function": "opinion", "duty_kind": "study", "position": 2}
    client.post(address("deputies_activitykind", "change", kind.pk), typed)
    kind.refresh_from_db()
    assert (kind.label, kind.duty_kind) == ("夜话", "activity")


def test_nothing_is_deleted(client, world):
    client.force_login(world.admin)
    for page in PAGES:
        if row := row_of(page, world.admin):
            assert client.post(address(page, "delete", row.pk), {"post": "yes"}).status_code == 403
            assert type(row).objects.filter(pk=row.pk).exists()


def test_rows_of_another_district_do_not_exist(client, world, far):
    client.force_login(world.admin)
    strangers = [
        ("stations_station", far.station), ("stations_user", far.keeper), ("stations_unit", far.units["unit"]),
        ("deputies_posting", Posting.objects.filter(station=far.station).first()), ("deputies_deputy", far.deputies["deputy"]),
        ("stations_region", Region.objects.get(code="430211")), ("deputies_mandate", far.deputies["deputy"].mandates.get()),
    ]
    for page, row in strangers:
        assert client.get(address(page, "change", row.pk)).status_code == 302
        assert client.get(address(page, "history", row.pk)).status_code in (302, 404)
        assert not client.get(address(page, "changelist")).context["cl"].queryset.filter(pk=row.pk).exists()


def test_choices_are_of_the_own_district(client, world, far):
    client.force_login(world.admin)
    response = client.get(address("stations_user", "change", world.keeper.pk))
    [memberships] = response.context["inline_admin_formsets"]
    field = memberships.formset.empty_form.fields["station"]
    assert world.station in field.queryset and far.station not in field.queryset
    asked = {"app_label": "deputies", "model_name": "receptionrule", "field_name": "station", "term": far.station.name}
    assert client.get(reverse("admin:autocomplete"), asked).json()["results"] == []


def test_deputy_of_two_districts_is_saved_from_either(client, world, far):
    """The posting of the other district is not shown, and stays."""
    deputy = world.deputies["deputy"]
    PostingFactory(deputy=deputy, station=far.station)
    client.force_login(world.district)
    url = address("deputies_deputy", "change", deputy.pk)
    assert client.post(url, form_of(client.get(url)) | {"name": "改名"}).status_code == 302
    deputy.refresh_from_db()
    assert deputy.name == "改名" and deputy.postings.count() == 2


def test_district_adds_a_rule_beside_the_one_of_everywhere(client, world):
    client.force_login(world.district)
    rule = DeadlineRule.objects.filter(region=None).first()
    url = address("stations_deadlinerule", "change", rule.pk)
    assert client.post(url, {"length": 99}).status_code == 403
    told = {name: getattr(rule, name) for name in ("flow", "clock", "variant", "label", "length", "unit", "starts", "basis")}
    add = address("stations_deadlinerule", "add")
    assert client.post(add, told).context["errors"]
    assert client.post(add, told | {"region": "43"}).context["errors"]
    assert client.post(add, told | {"region": "430602"}).status_code == 302
    twice = client.post(add, told | {"region": "430602"})
    assert "已经有同一流程" in twice.content.decode()


def test_administrator_changes_the_rule_of_everywhere(client, world):
    client.force_login(world.admin)
    setting = Setting.objects.filter(region=None).first()
    url = address("stations_setting", "change", setting.pk)
    assert client.post(url, form_of(client.get(url)) | {"number": 77}).status_code == 302
    assert Setting.objects.get(pk=setting.pk).number == 77
    history = client.get(address("stations_setting", "history", setting.pk)).content.decode()
    assert world.admin.name in history and "77" in history


def test_old_version_is_no_button(client, world):
    client.force_login(world.admin)
    Setting.objects.first().save()
    version = Setting.history.latest()
    url = f"{address('stations_setting', 'history', version.id)}{version.pk}/"
    assert client.get(url).status_code == client.post(url, {}).status_code == 404


def test_calendar_tells_that_clocks_are_recounted(client, world):
    client.force_login(world.district)
    told = {"on": "2031-05-01", "name": "劳动节"}
    assert "tick" in client.post(address("stations_calendarday", "add"), told, follow=True).content.decode()
    day = CalendarDay.objects.get(on="2031-05-01")
    client.post(address("stations_calendarday", "change", day.pk), told | {"on": "2031-05-02", "is_workday": "on"})
    assert not CalendarDay.objects.filter(on="2031-05-02").exists() and CalendarDay.objects.get(on="2031-05-01").is_workday


@pytest.mark.parametrize(("page", "changes", "words"), [
    ("stations_station", {"latitude": "29.37"}, "经度和纬度要一起填"),
    ("deputies_term", {"ends_on": "2000-01-01"}, "届次的结束日期要晚于开始日期"),
    ("deputies_mandate", {"until": "2000-01-01"}, "资格的结束日期不能早于开始日期"),
    ("deputies_mandate", {"level": "national"}, "与所选层级不一致"),
    ("deputies_posting", {"until": "2000-01-01"}, "编组的结束日期不能早于开始日期"),
    ("deputies_receptionrule", {"ends_at": "06:00"}, "结束时间要晚于开始时间"),
    ("deputies_receptionrule", {"kind": "dates", "dates": "明天"}, "日期要写成"),
    ("deputies_receptionrule", {"kind": "weekly"}, "要选星期"),
    ("deputies_leave", {"until": "2000-01-01"}, "结束日期不能早于开始日期"),
    ("stations_deadlinerule", {"length": "0", "region": "430602"}, "长度至少为 1"),
])
def test_what_the_data_forbids_is_told_in_words(client, world, page, changes, words):
    client.force_login(world.admin)
    url = address(page, "change", row_of(page, world.admin).pk)
    response = client.post(url, form_of(client.get(url)) | changes)
    assert response.status_code == 200 and words in response.content.decode()


def test_two_open_postings_at_one_station_are_refused(client, world):
    client.force_login(world.district)
    deputy = world.deputies["deputy"]
    url = address("deputies_deputy", "change", deputy.pk)
    told = form_of(client.get(url)) | {
        "postings-TOTAL_FORMS": 2, "postings-1-station": world.station.pk, "postings-1-since": "2026-01-01"}
    assert client.post(url, told).status_code == 200
    assert deputy.postings.count() == 1


def test_same_row_in_the_same_moment_is_no_failure(client, world, monkeypatch):
    client.force_login(world.admin)
    unit = Unit.objects.filter(region="430602").first()
    monkeypatch.setattr("django.forms.ModelForm._post_clean", lambda form: form.instance.__dict__.update(
        name=unit.name, region_id=unit.region_id))
    response = client.post(address("stations_unit", "add"), {"name": unit.name, "region": unit.region_id}, follow=True)
    assert "没有保存" in response.content.decode() and Unit.objects.filter(name=unit.name).count() == 1


# Accounts


def account(**changes):
    prefix = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    return prefix | {"username": "new", "name": "新来的", "is_active": "on", "new_password": PASSWORD} | changes


def role(n, **told):
    since = timezone.localdate()
    return {f"memberships-{n}-{name}": value for name, value in ({"since": since} | told).items()}


def test_account_is_opened_with_a_password_that_must_be_changed(client, world):
    client.force_login(world.admin)
    told = account(**role(0, role="keeper", station=world.station.pk)) | {"memberships-TOTAL_FORMS": 1}
    assert client.post(address("stations_user", "add"), told).status_code == 302
    user = User.objects.get(username="new")
    assert user.check_password(PASSWORD) and user.must_change_password and user.has_role("keeper", at=world.station)


@pytest.mark.parametrize("password", ["", "short", "password1234", "长" * 129])
def test_weak_password_is_told_at_the_field(client, world, password):
    client.force_login(world.admin)
    response = client.post(address("stations_user", "add"), account(new_password=password))
    assert response.context["adminform"].form.errors["new_password"]
    assert not User.objects.filter(username="new").exists()


def test_no_page_shows_a_password_or_its_hash(client, world):
    world.keeper.set_password(PASSWORD)
    world.keeper.save()
    kept = world.keeper.password
    for reader in (world.admin, world.district, world.auditor):
        client.force_login(reader)
        for url in (address("stations_user", "change", world.keeper.pk), address("stations_user", "history", world.keeper.pk)):
            text = client.get(url).content.decode()
            assert kept not in text and kept.split("$")[0] + "$" not in text


def test_new_password_is_not_kept_in_the_log(client, world):
    client.force_login(world.admin)
    url = address("stations_user", "change", world.keeper.pk)
    assert client.post(url, form_of(client.get(url)) | {"new_password": PASSWORD}).status_code == 302
    world.keeper.refresh_from_db()
    assert world.keeper.check_password(PASSWORD) and world.keeper.must_change_password
    assert PASSWORD not in "".join(LogEntry.objects.values_list("change_message", flat=True))


def test_saving_an_account_keeps_its_password(client, world):
    world.keeper.set_password(PASSWORD)
    world.keeper.save()
    client.force_login(world.admin)
    url = address("stations_user", "change", world.keeper.pk)
    assert client.post(url, form_of(client.get(url)) | {"name": "改名"}).status_code == 302
    world.keeper.refresh_from_db()
    assert world.keeper.name == "改名" and world.keeper.check_password(PASSWORD)


def test_role_must_fit_its_place(client, world):
    client.force_login(world.admin)
    told = account(**role(0, role="keeper", region="430602")) | {"memberships-TOTAL_FORMS": 1}
    assert "站内身份要选联络站" in client.post(address("stations_user", "add"), told).content.decode()


def test_administrator_holds_no_other_role(client, world):
    client.force_login(world.admin)
    told = account(**role(0, role="admin", region="430602"), **role(1, role="auditor", region="430602"))
    response = client.post(address("stations_user", "add"), told | {"memberships-TOTAL_FORMS": 2})
    assert "不能同时担任其他身份" in response.content.decode() and not User.objects.filter(username="new").exists()


def test_nobody_gives_a_role_to_oneself(client, world):
    client.force_login(world.admin)
    url = address("stations_user", "change", world.admin.pk)
    told = form_of(client.get(url)) | {"memberships-TOTAL_FORMS": 2} | role(1, role="district", region="430602")
    client.post(url, told)
    assert set(world.admin.memberships.values_list("role", flat=True)) == {"admin"}


def test_role_beyond_the_own_district_is_no_choice(client, world):
    client.force_login(world.admin)
    told = account(**role(0, role="district", region="43")) | {"memberships-TOTAL_FORMS": 1}
    assert client.post(address("stations_user", "add"), told).context["errors"]
    assert not User.objects.filter(username="new").exists()


def test_account_with_a_role_elsewhere_is_not_ours(client, world, far):
    """Whoever resets a password takes over every role of the account."""
    MembershipFactory(user=far.keeper, role="keeper", station=world.station)
    client.force_login(world.admin)
    url = address("stations_user", "change", far.keeper.pk)
    assert client.post(url, account(username=far.keeper.username)).status_code == 302
    assert not User.objects.get(pk=far.keeper.pk).check_password(PASSWORD)


def test_ended_role_ends_access_and_stays_in_the_register(client, world):
    client.force_login(world.admin)
    url = address("stations_user", "change", world.head.pk)
    yesterday = timezone.localdate() - timezone.timedelta(days=1)
    client.post(url, form_of(client.get(url)) | {"memberships-0-until": yesterday})
    assert Membership.objects.get(user=world.head).until == yesterday
    assert not User.objects.get(pk=world.head.pk).has_role("head")


# Deputies


def test_phone_is_written_and_never_shown(client, world):
    deputy = world.deputies["deputy"]
    url = address("deputies_deputy", "change", deputy.pk)
    client.force_login(world.district)
    assert client.post(url, form_of(client.get(url)) | {"new_phone": "10000009876"}).status_code == 302
    assert Deputy.objects.get(pk=deputy.pk).phone == "10000009876"
    client.post(url, form_of(client.get(url)) | {"occupation": "换了单位"})
    assert Deputy.objects.get(pk=deputy.pk).phone == "10000009876"
    for reader in (world.admin, world.district, world.auditor):
        client.force_login(reader)
        for page in (url, address("deputies_deputy", "history", deputy.pk), address("deputies_deputy", "changelist")):
            assert "10000009876" not in client.get(page).content.decode()


def test_deputy_with_mandate_and_posting_is_entered_on_one_page(client, world):
    client.force_login(world.district)
    mandate = world.mandate
    told = {
        "name": "新代表", "mandates-TOTAL_FORMS": 1, "mandates-INITIAL_FORMS": 0, "mandates-0-level": "county",
        "mandates-0-term": mandate.term_id, "mandates-0-electoral_unit": mandate.electoral_unit_id,
        "mandates-0-since": "2024-01-01",
        "postings-TOTAL_FORMS": 1, "postings-INITIAL_FORMS": 0, "postings-0-station": world.station.pk,
        "postings-0-since": "2024-01-01"}
    assert client.post(address("deputies_deputy", "add"), told).status_code == 302
    deputy = Deputy.objects.get(name="新代表")
    assert deputy.mandates.count() == deputy.postings.count() == 1
    assert deputy.history.get().history_user == world.district


def test_congress_above_may_be_chosen(client, world):
    province = Region.objects.get(code="43")
    term = Term.objects.create(level="provincial", region=province, ordinal=14, starts_on="2023-01-01", ends_on="2028-01-01")
    unit = ElectoralUnit.objects.create(level="provincial", region=province, name="岳阳市人大")
    client.force_login(world.district)
    deputy = world.deputies["cosigner"]
    told = {"deputy": deputy.pk, "level": "provincial", "term": term.pk, "electoral_unit": unit.pk, "since": "2023-01-01"}
    assert client.post(address("deputies_mandate", "add"), told).status_code == 302
    assert Mandate.objects.filter(deputy=deputy, term=term).exists()


@pytest.mark.parametrize(("page", "make"), [
    ("deputies_deputy", lambda: PostingFactory(deputy=MandateFactory().deputy, station=StationFactory())),
    ("stations_station", lambda: StationFactory()),
    ("stations_user", lambda: MembershipFactory(user=UserFactory(), role="keeper", station=StationFactory())),
    ("deputies_posting", lambda: PostingFactory(deputy=DeputyFactory(), station=StationFactory())),
    ("disputes_category", lambda: Category.objects.create(kind="issue", code=f"x{Category.objects.count()}", label="类")),
])
def test_more_rows_cost_the_same_queries(client, cast, page, make, django_assert_max_num_queries, django_assert_num_queries):
    make()
    client.force_login(cast.admin)
    with django_assert_max_num_queries(30) as few:
        client.get(address(page, "changelist"))
    make(), make()
    with django_assert_num_queries(len(few)):
        client.get(address(page, "changelist"))
