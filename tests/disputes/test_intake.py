"""The counter: a visit is logged once, whole or not at all, and nothing typed is lost."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from disputes.actions.intake import save_draft
from disputes.models import IntakeDraft, Issue, SentForm, Visitor
from stations.models import ReadLog
from tests import walk
from tests.factories import ActivityFactory, MembershipFactory, ReceptionFactory, StationFactory, VisitorFactory, category

LOG = reverse("disputes:log_visit")


def typed(**changes):
    return {
        "key": str(uuid.uuid4()), "name": "刘爹爹", "phone": "139 0000 0001", "place": "金领公寓3栋",
        "words": "停水两天了。没有人管。", "title": "", "category": category().pk,
        "handling": "register", "source": "visit", "on": timezone.localdate().isoformat(),
        "result": "explained", "do": "print",
    } | changes


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.keeper)
    return client


def test_a_visit_is_registered_and_its_receipt_prints(desk, cast):
    answer = desk.post(LOG, typed())
    issue = Issue.objects.get()
    assert answer.url == reverse("disputes:receipt", args=[issue.pk]) + "?print=1"
    assert (issue.stage, issue.title, issue.place, issue.source) == ("registered", "停水两天了", "金领公寓3栋", "visit")
    assert (issue.visitor.name, issue.visitor.phone) == ("刘爹爹", "13900000001")
    assert issue.visits.get().words == "停水两天了。没有人管。"
    assert "data-print-now" in desk.get(answer.url).content.decode()


@pytest.mark.parametrize(("handling", "more", "stage"), [
    ("answer_on_spot", {"answer": "已当场说明。"}, "fed_back"),
    ("mediate", {"parties": "住户与物业"}, "mediating"),
    ("refer_to_hearing", {"note": "两边都愿意来。"}, "in_hearing"),
    ("redirect", {"explanation": "已在法院审理。"}, "redirected"),
])
def test_what_is_done_at_once_follows_in_the_same_sending(desk, cast, handling, more, stage):
    more = more | {"mediators": cast.deputies["deputy"].pk, "body": category("redirect", "court").pk}
    answer = desk.post(LOG, typed(handling=handling, **more))
    issue = Issue.objects.get()
    assert (issue.stage, issue.steps.count()) == (stage, 2)
    assert ("redirection" in answer.url) == (stage == "redirected")


def test_what_was_told_at_an_activity_is_logged_from_its_page(desk, cast):
    event = ActivityFactory(station=cast.station)
    event.deputies.add(cast.deputies["cosigner"])
    save_draft(cast.keeper, '[["words", "停水"], ["source", "phone"]]')
    address = f"{LOG}?activity={event.pk}"
    assert address in desk.get(event.get_absolute_url()).content.decode()
    form = desk.get(address).context["form"]
    assert (form["source"].value(), form["on"].value(), form["deputy"].value(), form["words"].value()) == (
        "evening", event.on, cast.deputies["cosigner"].pk, "停水")
    sent = {"source": "evening", "on": event.on.isoformat(), "deputy": cast.deputies["cosigner"].pk}
    desk.post(address, typed(**sent)), desk.post(address, typed(**sent | {"source": "phone"}))
    assert [(issue.activity, issue.deputy) for issue in Issue.objects.order_by("pk")] == [
        (event, cast.deputies["cosigner"]), (None, cast.deputies["cosigner"])]


def test_an_activity_that_is_not_ones_own_or_still_to_come_tells_nothing(desk, cast, others):
    coming = ActivityFactory(station=cast.station, on=timezone.localdate() + timedelta(3))
    called_off = ActivityFactory(station=cast.station, cancel_reason="下雨")
    for key in (coming.pk, called_off.pk, ActivityFactory(station=others.station).pk, 2**63, "9" * 30, "x", ""):
        form = desk.get(f"{LOG}?activity={key}").context["form"]
        assert form.activity is None and form["source"].value() == "visit", key
    assert f"{LOG}?activity={coming.pk}" not in desk.get(coming.get_absolute_url()).content.decode()


@pytest.mark.parametrize("handling", ["answer_on_spot", "mediate", "refer_to_hearing", "redirect"])
def test_the_chosen_handling_says_what_it_needs_and_nothing_is_stored(desk, handling):
    answer = desk.post(LOG, typed(handling=handling, answer="", note=""))
    assert answer.status_code == 200 and "这一项要填写" in answer.content.decode()
    assert not Issue.objects.exists() and not Visitor.objects.exists()


def test_errors_keep_what_was_typed_and_stand_at_their_fields(desk):
    answer = desk.post(LOG, typed(phone="1390000000", words="", category=""))
    page = answer.content.decode()
    assert "手机号应为 11 位，现在是 10 位。" in page and "请写下来访人怎么说。" in page and "请选择类别。" in page
    assert "刘爹爹" in page and "1390000000" in page and "金领公寓3栋" in page and "<title>有误：" in page


@pytest.mark.parametrize("changes", [
    {"words": "　 "}, {"words": "水" * 5001}, {"name": "刘\u202e爹"}, {"category": str(2**63)}, {"category": "abc"},
    {"handling": "close"}, {"deputy": str(2**63)}, {"mediators": str(2**63)}, {"on": "2026-02-30"}, {"on": "明天"},
    {"source": "nowhere"}, {"phone": "abc"}, {"key": "x"}, {"key": ""}, {"title": "长" * 31}, {"same": str(2**63)},
    {"same": "abc"}, {"title": "", "words": "。！"},
])
def test_bad_input_is_told_and_stores_nothing(desk, changes):
    assert desk.post(LOG, typed(**changes)).status_code == 200
    assert not Issue.objects.exists() and not Visitor.objects.exists()


@pytest.mark.parametrize("words", ["<b>{{7*7}}</b> %s '\"", "=cmd", "𠮷野家😀古丽·买买提", "停\0水\u200b两天"])
def test_odd_text_is_stored_and_shown_literally(desk, words):
    desk.post(LOG, typed(words=words))
    issue = Issue.objects.get()
    assert issue.visits.get().words == words.replace("\0", "").replace("\u200b", "")
    assert "<b>{{7*7}}" not in desk.get(issue.get_absolute_url()).content.decode()


def test_a_visit_in_the_future_is_refused(desk):
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "不能在今天以后" in desk.post(LOG, typed(on=tomorrow.isoformat())).content.decode()
    assert not Issue.objects.exists()


def test_fields_that_are_not_asked_are_ignored(desk, cast, others):
    desk.post(LOG, typed(stage="closed", station=others.station.pk, number="9", is_restricted="on"))
    issue = Issue.objects.get()
    assert (issue.stage, issue.station, issue.is_restricted) == ("registered", cast.station, False)


def test_without_name_or_phone_it_must_be_ticked(desk):
    assert "请填写来访人的手机号" in desk.post(LOG, typed(phone="")).content.decode()
    desk.post(LOG, typed(name="", phone="", is_anonymous="on"))
    assert Issue.objects.get().visitor.is_anonymous


def test_sent_twice_it_counts_once_and_shows_the_same_receipt(desk):
    form = typed()
    first, second = desk.post(LOG, form), desk.post(LOG, form)
    assert first.url == second.url and Issue.objects.count() == SentForm.objects.count() == 1


def test_gone_back_to_and_typed_anew_it_is_kept_and_counts_when_sent_again(desk):
    form = typed()
    desk.post(LOG, form)
    answer = desk.post(LOG, form | {"words": "另一件事：路灯不亮。"})
    assert "已经登记过" in answer.content.decode() and "路灯不亮" in answer.content.decode()
    fresh = answer.context["form"].initial["key"]
    desk.post(LOG, form | {"words": "另一件事：路灯不亮。", "key": str(fresh)})
    assert Issue.objects.count() == 2


def test_save_and_next_opens_an_empty_form(desk):
    answer = desk.post(LOG, typed(do="next"), follow=True)
    assert "已登记，编号" in answer.content.decode() and answer.context["form"].initial.get("name") is None


def test_a_draft_comes_back_to_its_writer_alone_and_goes_when_registered(desk, cast):
    form = typed(words="写到一半")
    assert desk.post(reverse("disputes:intake_draft"), form).status_code == 204
    assert "写到一半" in desk.get(LOG).content.decode() and "丢弃草稿" in desk.get(LOG).content.decode()
    desk.force_login(cast.head)
    assert "写到一半" not in desk.get(LOG).content.decode()
    desk.force_login(cast.keeper)
    desk.post(LOG, form)
    assert not IntakeDraft.objects.exists()


def test_a_draft_can_be_discarded(desk):
    desk.post(LOG, typed(do="draft"))
    assert IntakeDraft.objects.count() == 1
    desk.post(reverse("disputes:intake_discard"))
    assert not IntakeDraft.objects.exists()


def test_a_known_phone_tells_name_visits_and_outcome_and_leaves_a_trace(desk, cast):
    person = VisitorFactory(station=cast.station, name="刘爹爹", phone="13900000001")
    walk.issue_at("closed", cast, visitor=person)
    answer = desk.post(LOG, typed(name="", do="look"))
    page = answer.content.decode()
    assert "来过 1 次" in page and "已解释（未解决）" in page and answer.context["form"].initial["name"] == "刘爹爹"
    assert ReadLog.objects.get().thing == f"visitor:{person.pk}"
    assert not answer.context["form"].errors


def test_two_who_share_a_phone_are_told_and_none_is_filled_in(desk, cast):
    for name in ("刘爹爹", "刘小明"):
        VisitorFactory(station=cast.station, name=name, phone="13900000001")
    answer = desk.post(LOG, typed(name="", do="look"))
    assert "请问清是哪一位" in answer.content.decode() and not answer.context["form"].initial["name"]


def test_another_station_and_a_deputy_are_told_no_name(desk, cast, others):
    VisitorFactory(station=cast.station, name="刘爹爹", phone="13900000001")
    hints = reverse("disputes:intake_hints")
    for user in (others.keeper, cast.deputy):
        desk.force_login(user)
        assert "刘爹爹" not in desk.post(hints, typed(name="", about="phone")).content.decode()
    assert not ReadLog.objects.exists()


def test_only_asking_for_the_phone_reads_the_name(desk, cast):
    VisitorFactory(station=cast.station, name="刘爹爹", phone="13900000001")
    page = desk.post(reverse("disputes:intake_hints"), typed(name="", about="words")).content.decode()
    assert "刘爹爹" not in page and not ReadLog.objects.exists()


@pytest.mark.parametrize("changes", [
    {"place": "别处", "words": "另外的话", "title": "别的"},  # same phone
    {"phone": "", "words": "另外的话", "title": "别的"},  # same place and class
    {"phone": "", "place": "", "words": "停水两天了，没人来管", "title": ""},  # like words
])
def test_what_may_be_the_same_is_shown_in_full(desk, cast, changes):
    person = VisitorFactory(station=cast.station, name="刘爹爹", phone="13900000001")
    walk.issue_at("registered", cast, visitor=person, place="金领公寓3栋")
    page = desk.post(LOG, typed(do="look", **changes)).content.decode()
    assert "停水两天了，没有人管。" in page and "就是这件" in page


def test_old_and_foreign_and_unlike_matters_are_no_hints(desk, cast, others):
    walk.issue_at("registered", others, place="金领公寓3栋")
    walk.issue_at("registered", cast, title="烧烤店油烟", place="磨子山南路", category=category("issue", "noise"))
    page = desk.post(LOG, typed(do="look", words="路灯坏了", title="路灯坏了")).content.decode()
    assert "就是这件" not in page


def test_the_same_matter_takes_the_visit_and_nothing_merges_by_itself(desk, cast):
    issue = walk.issue_at("registered", cast)
    answer = desk.post(LOG, typed(same=issue.pk, category="", words="还是没有水！"), follow=True)
    assert "这是第 2 次反映" in answer.content.decode()
    issue.refresh_from_db()
    assert issue.stage == "registered" and Issue.objects.count() == 1
    assert list(issue.visits.order_by("pk").values_list("words", flat=True))[-1] == "还是没有水！"


def test_the_same_matter_of_another_station_is_no_choice(desk, others):
    issue = walk.issue_at("registered", others)
    assert desk.post(LOG, typed(same=issue.pk)).status_code == 200
    assert issue.visits.count() == 1


def test_copy_takes_place_class_and_title_but_not_the_person(desk):
    desk.post(LOG, typed())
    answer = desk.post(LOG, typed(name="", phone="", place="", title="", category="", words="我家也停水", do="copy"))
    shown = answer.context["form"].initial
    assert (shown["place"], shown["title"], shown["category"]) == ("金领公寓3栋", "停水两天了", category().pk)
    assert shown["words"] == "我家也停水" and not shown["name"]


def test_the_roster_of_the_day_is_chosen_already(desk, cast):
    day = ReceptionFactory(station=cast.station)
    day.attendances.create(deputy=cast.deputies["chair"], leave_at=timezone.now(), leave_reason="出差")
    day.deputies.add(cast.deputies["cosigner"])
    shown = desk.get(LOG).context["form"].initial
    assert (shown["deputy"], shown["source"]) == (cast.deputies["cosigner"].pk, "reception")
    desk.post(LOG, typed(source="reception", deputy=cast.deputies["cosigner"].pk))
    assert Issue.objects.get().reception == day


def test_a_deputy_logs_for_himself_where_he_is_posted(client, cast):
    client.force_login(cast.deputy)
    assert client.get(LOG).context["form"].initial["deputy"] == cast.deputies["deputy"].pk
    assert client.post(LOG, typed(deputy=cast.deputies["chair"].pk)).status_code == 200
    client.post(LOG, typed(deputy=cast.deputies["deputy"].pk, handling="answer_on_spot", answer="说明了"))
    assert Issue.objects.get().stage == "fed_back"


def test_somebody_of_two_stations_chooses_one(desk, cast):
    second = StationFactory()
    MembershipFactory(user=cast.keeper, role="keeper", station=second)
    desk.post(f"{LOG}?station={second.pk}", typed())
    assert Issue.objects.get().station == second


@pytest.mark.parametrize("role", ["street", "district", "unit", "auditor", "admin"])
def test_nobody_else_logs_visits(client, cast, role):
    client.force_login(cast.people[role])
    assert client.get(LOG).status_code == client.post(LOG, typed()).status_code == 403


def test_anonymous_goes_to_sign_in_and_a_foreign_station_is_refused(client, cast, others):
    assert client.get(LOG).status_code == 302
    client.force_login(cast.keeper)
    assert client.get(f"{LOG}?station={others.station.pk}").status_code == 403
    assert client.get(f"{LOG}?station=99999999999999999999").status_code == 403


def test_looking_changes_nothing(desk, cast):
    VisitorFactory(station=cast.station)
    desk.get(LOG)
    assert not IntakeDraft.objects.exists() and not ReadLog.objects.exists() and not Issue.objects.exists()
    assert desk.get(reverse("disputes:intake_hints")).status_code == 405


def test_hints_cost_the_same_for_one_and_three(desk, cast):
    counts = []
    for made in (1, 2):
        for _ in range(made):
            walk.issue_at("registered", cast, place="金领公寓3栋")
        with CaptureQueriesContext(connection) as told:
            desk.post(reverse("disputes:intake_hints"), typed())
        counts.append(len(told))
    assert counts[0] == counts[1]
