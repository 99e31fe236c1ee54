"""What residents said at an activity becomes matters: all lines or none, once, told at their field."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from deputies.models import Activity, ActivityKind
from disputes.models import IntakeDraft, Issue, SentForm, Visitor
from tests.factories import ActivityFactory, PostingFactory, category

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(cast):
    event = ActivityFactory(station=cast.station)
    event.deputies.add(cast.deputies["deputy"], cast.deputies["cosigner"])
    return event


def address(event):
    return reverse("disputes:collect", args=[event.pk])


def line(n, **changes):
    typed = {"words": f"第{n}号楼没有路灯。", "category": category().pk, "place": f"{n}号楼", "title": "", "name": f"住户{n}",
             "phone": f"1000000000{n}"} | changes
    return {f"lines-{n}-{name}": value for name, value in typed.items()}


def form(client, event, *lines, total=3, **changes):
    key = client.get(address(event)).context["form"].initial["key"]
    typed = {"key": key, "deputy": "", "lines-TOTAL_FORMS": total, "lines-INITIAL_FORMS": 0}
    for each in lines:
        typed |= each
    return typed | changes


def test_every_filled_line_becomes_a_matter_of_the_activity(client, cast, event):
    client.force_login(cast.keeper)
    typed = form(client, event, line(0), line(2, title="装路灯"), deputy=cast.deputies["deputy"].pk)
    response = client.post(address(event), typed)
    assert response.url == address(event)
    first, second = Issue.objects.order_by("pk")
    assert (first.title, second.title) == ("第0号楼没有路灯", "装路灯")
    for issue in (first, second):
        assert (issue.station, issue.activity, issue.source, issue.stage) == (cast.station, event, "evening", "registered")
        assert issue.deputy == cast.deputies["deputy"] and issue.visits.get().on == event.on
    assert first.visitor.masked_name == "住**" and Visitor.objects.count() == 2
    page = client.get(response.url).content.decode()
    assert first.number in page and second.number in page and reverse("disputes:receipt", args=[first.pk]) in page


def test_source_follows_the_kind(client, cast, event):
    Activity.objects.update(kind=ActivityKind.objects.get(code="visit"))
    client.force_login(cast.keeper)
    client.post(address(event), form(client, event, line(0)))
    assert Issue.objects.get().source == "outreach"


def test_resident_may_stay_unnamed(client, cast, event):
    client.force_login(cast.keeper)
    client.post(address(event), form(client, event, line(0, name="", phone="")))
    assert Issue.objects.get().visitor.is_anonymous


@pytest.mark.parametrize(("changes", "field"), [
    ({"words": "　"}, "words"), ({"category": ""}, "category"), ({"category": 2**63}, "category"), ({"phone": "12"}, "phone"),
    ({"title": "长" * 31}, "title"), ({"name": "a\u202eb"}, "name"), ({"words": "长" * 5001}, "words"),
    ({"words": "。。。"}, "title"),
])
def test_one_wrong_line_registers_nothing_and_is_told_at_its_field(client, cast, event, changes, field):
    client.force_login(cast.keeper)
    response = client.post(address(event), form(client, event, line(0), line(1, **changes)))
    assert response.status_code == 200 and response.context["form"].lines[1].errors[field]
    assert "第 2 条" in response.context["form"].errors["__all__"][0] and "第0号楼没有路灯" in response.content.decode()
    assert not Issue.objects.exists() and not SentForm.objects.exists()


def test_every_fault_is_counted_and_leads_to_its_field(client, cast, event):
    client.force_login(cast.keeper)
    typed = form(client, event, line(0, category=""), line(1, phone="不知道"))
    text = client.post(address(event), typed).content.decode()
    assert "还有 2 处需要修改" in text
    assert '<a href="#id_lines-0-category">第 1 条，类别：' in text and '<a href="#id_lines-1-phone">第 2 条，手机：' in text


def test_obstacle_at_the_last_line_registers_nothing(client, cast, event, monkeypatch):
    client.force_login(cast.keeper)
    begun, begin = [], Issue.begin
    monkeypatch.setattr(Issue, "begin", lambda self, *args, **told: (begun.append(1), begin(self, *args, **told))[1]
                        if len(begun) < 1 else pytest.fail("no"))
    with pytest.raises(pytest.fail.Exception):
        client.post(address(event), form(client, event, line(0), line(1)))
    assert begun and not Issue.objects.exists() and not Visitor.objects.exists()


def test_page_sent_twice_registers_once_and_an_added_line_alone(client, cast, event):
    client.force_login(cast.keeper)
    typed = form(client, event, line(0), line(1))
    numbers = [set(), set()]
    for told in numbers:
        client.post(address(event), typed)
        told |= set(Issue.objects.values_list("number", flat=True))
    assert len(numbers[0]) == 2 and numbers[0] == numbers[1]
    client.post(address(event), typed | line(2))
    assert Issue.objects.count() == 3
    client.post(address(event), typed | line(1, words="另一件事。"))
    assert Issue.objects.count() == 4


def test_same_words_of_two_residents_are_two_matters(client, cast, event):
    client.force_login(cast.keeper)
    same = {"words": "没有路灯。", "name": "", "phone": ""}
    client.post(address(event), form(client, event, line(0, **same), line(1, **same)))
    assert Issue.objects.count() == 2


def test_draft_of_another_visit_is_left_alone(client, cast, event):
    IntakeDraft.objects.create(user=cast.keeper, typed="[]")
    client.force_login(cast.keeper)
    client.post(address(event), form(client, event, line(0)))
    assert IntakeDraft.objects.filter(user=cast.keeper).exists()


def test_nothing_written_is_told(client, cast, event):
    client.force_login(cast.keeper)
    assert "还没有写" in client.post(address(event), form(client, event)).context["form"].errors["__all__"][0]


@pytest.mark.parametrize("total", ["", "x", "-1", "9" * 30, "61"])
def test_tampered_page_is_no_failure(client, cast, event, total):
    client.force_login(cast.keeper)
    for typed in (form(client, event, line(0), total=total), {"key": "x"}, form(client, event, line(0), key="x")):
        assert client.post(address(event), typed).status_code == 200
    assert not Issue.objects.exists()


def test_spare_lines_are_added_and_what_was_typed_is_kept(client, cast, event):
    client.force_login(cast.keeper)
    page = client.post(address(event), form(client, event, line(0, category=""), **{"lines-more": "1"}))
    assert len(page.context["form"].lines.forms) == 6 and "第0号楼没有路灯" in page.content.decode()
    assert not page.context["form"].errors and not Issue.objects.exists()


def test_deputy_who_takes_part_receives_for_himself(client, cast, event):
    client.force_login(cast.deputy)
    typed = form(client, event, line(0))
    assert client.post(address(event), typed | {"deputy": cast.deputies["cosigner"].pk}).context["form"].errors["deputy"]
    client.post(address(event), typed | {"deputy": cast.deputies["deputy"].pk})
    assert Issue.objects.get().deputy == cast.deputies["deputy"]


@pytest.mark.parametrize("role", ["chair", "street", "district", "unit", "auditor", "admin"])
def test_nobody_else_writes_down(client, cast, event, role):
    client.force_login(getattr(cast, role))
    assert client.get(address(event)).status_code == client.post(address(event), {}).status_code == 403


def test_other_station_writes_nothing_down_here(client, cast, others, event):
    for user in (others.keeper, others.head, others.deputy):
        client.force_login(user)
        assert client.get(address(event)).status_code == 403


def test_deputy_no_longer_posted_writes_nothing_down(client, cast, event):
    cast.deputies["deputy"].postings.update(until=timezone.localdate() - timedelta(days=1))
    client.force_login(cast.deputy)
    assert client.get(address(event)).status_code == 403


def test_before_the_day_and_when_called_off_nothing_is_written_down(client, cast, event):
    client.force_login(cast.keeper)
    for columns in ({"on": timezone.localdate() + timedelta(days=1)}, {"on": timezone.localdate(), "cancel_reason": "下雨"}):
        Activity.objects.update(**columns)
        assert client.get(address(event)).status_code == 403


def test_matter_shows_where_it_came_from_and_the_list_opens_it(client, cast, event, others):
    client.force_login(cast.keeper)
    client.post(address(event), form(client, event, line(0)))
    issue = Issue.objects.get()
    assert event.get_absolute_url() in client.get(issue.get_absolute_url()).content.decode()
    other = ActivityFactory(station=cast.station, title="另一场")
    for shown, rows in ((event, [issue]), (other, [])):
        page = client.get(reverse("disputes:issues"), {"activity": shown.pk})
        assert [row["thing"] for row in page.context["rows"]] == rows
    assert issue.number in client.get(event.get_absolute_url()).content.decode()
    client.force_login(others.keeper)
    told = client.get(event.get_absolute_url()).content.decode()
    assert issue.number not in told and issue.title not in told


def test_more_matters_cost_the_page_the_same_queries(client, cast, event):
    client.force_login(cast.keeper)
    costs = []
    for n in range(3):
        client.post(address(event), form(client, event, line(n)))
        with CaptureQueriesContext(connection) as asked:
            client.get(address(event))
        costs.append(len(asked.captured_queries))
    assert costs[0] == costs[2] > 0


def test_participant_who_came_from_elsewhere_is_offered(client, cast, others, event):
    PostingFactory(deputy=others.deputies["deputy"], station=cast.station)
    event.deputies.add(others.deputies["deputy"])
    client.force_login(cast.keeper)
    assert others.deputies["deputy"] in client.get(address(event)).context["form"].fields["deputy"].queryset
