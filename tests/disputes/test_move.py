"""The one page that makes every move."""

import pytest
from django.urls import reverse

from disputes.flows import CASE, ISSUE, SUGGESTION
from disputes.forms.record import form_for
from liaison.kit.flow import flowing_models
from liaison.views.flowing import FORMS, list_name
from tests import walk
from tests.disputes.test_flows import MAKERS


@pytest.mark.parametrize("flow", [ISSUE, CASE, SUGGESTION], ids=lambda flow: flow.name)
def test_every_move_has_a_form_at_every_stage(cast, flow):
    for stage in flow.stages.values:
        thing = MAKERS[flow.name](stage, cast)
        for move in flow.leaving(stage):
            if move.by_hand and move.name != "convert":
                form = form_for(move, thing, walk.actor(move, cast, thing))
                assert form.as_p() and (form.lines is None or form.lines.as_p()), move.name
                bound = form_for(move, thing, walk.actor(move, cast, thing), {})
                assert not bound.is_valid()


def test_what_is_told_of_a_move_is_told_of_one_that_people_make():
    known = {(model.flow.name, move.name): move for model in flowing_models() for move in model.flow.moves if move.by_hand}
    for of_app in FORMS.values():
        assert {*of_app.asked, *of_app.named, *of_app.noted, *of_app.starting} <= known.keys()
        assert all(known[key].note for key in of_app.noted)


def test_button_says_what_it_does_and_heading_what_the_move_is_called(client, cast):
    case = walk.case_at("scheduled", cast)
    client.force_login(cast.keeper)
    shown = client.get(reverse("move", args=["cases", case.pk, "open_hearing"])).content.decode()
    assert "<h1>开会</h1>" in shown and "记录到会，开始开会</button>" in shown
    shown = client.get(reverse("move", args=["cases", case.pk, "reschedule"])).content.decode()
    assert "改会期</button>" in shown, "where nothing else is told the label says it"


@pytest.mark.parametrize("begun, maker, by", [
    ("assigned", walk.issue_at, "street"), ("accepted", walk.case_at, "head"), ("in_progress", walk.suggestion_at, "district"),
])
def test_who_extends_is_told_until_when(client, cast, begun, maker, by):
    thing = maker(begun, cast)
    client.force_login(cast.people[by])
    url = reverse("move", args=[thing.flow.kind, thing.pk, "extend"])
    shown = client.get(url).content.decode()
    client.post(url, {"version": thing.version, "note": "要等汛期过去"})
    thing.refresh_from_db()
    assert thing.times("extend") == 1 and f"期限延到 {thing.due_on:%Y年}{thing.due_on.month}月{thing.due_on.day}日。" in shown


@pytest.mark.parametrize("name", ["feed_back", "try_feedback"])
def test_who_tells_the_visitor_reads_the_answer(client, cast, name):
    issue = walk.issue_at("answered", cast)
    client.force_login(cast.keeper)
    shown = client.get(reverse("move", args=["issues", issue.pk, name])).content.decode()
    assert issue.last_answer.content in shown and f"{issue.unit}的答复" in shown


@pytest.mark.parametrize("stage, way", [
    ("registered", "answer_on_spot"), ("in_hearing", "hearing_settled"), ("under_review", "conclude"),
])
def test_answer_is_told_to_be_of_whoever_gave_it(cast, stage, way):
    issue = walk.issue_at(stage, cast)
    step = walk.step(issue, way, cast)
    assert str(issue.answered_by) == (step.record.signer or step.by.name)


def test_note_is_called_what_it_is(cast):
    issue = walk.issue_at("answered", cast)
    labels = {name: form_for(ISSUE[name], issue, cast.keeper).fields["note"].label for name in ("remark", "try_feedback")}
    assert labels == {"remark": "写什么", "try_feedback": "怎样联系的"}


@pytest.mark.parametrize("kind, name, told", [
    ("issues", "feed_back", "这一步来访人可以看到。"), ("issues", "remark", "内部记录，来访人看不到。"), ("cases", "remark", ""),
])
def test_page_says_what_the_visitor_will_see(client, cast, kind, name, told):
    thing = walk.issue_at("answered", cast) if kind == "issues" else walk.case_at("lead", cast)
    client.force_login(cast.keeper)
    shown = client.get(reverse("move", args=[kind, thing.pk, name])).content.decode()
    assert told in shown and ("来访人看不到" in shown) == ("看不到" in told)


@pytest.mark.parametrize("model", flowing_models(), ids=lambda model: model.flow.name)
def test_every_kind_has_a_list_to_go_back_to(client, cast, model):
    client.force_login(cast.head)
    assert client.get(reverse(list_name(model()))).status_code == 200


@pytest.mark.parametrize("page", ["move", "deadline", "audit"])
def test_pages_of_a_thing_lead_to_it_and_to_the_list(client, cast, page):
    issue = walk.issue_at("registered", cast)
    client.force_login(cast.head)
    address = reverse(page, args=["issues", issue.pk, "accept"] if page == "move" else ["issues", issue.pk])
    crumbs = client.get(address).content.decode().partition('class="crumbs"')[2].partition("</ol>")[0]
    assert f'href="{reverse("disputes:issues")}">群众意见<' in crumbs and f'href="{issue.get_absolute_url()}"' in crumbs
    assert crumbs.count("<li>") == 3


def test_post_makes_the_move_and_returns_to_the_thing(client, cast):
    issue = walk.issue_at("registered", cast)
    client.force_login(cast.head)
    url = reverse("move", args=["issues", issue.pk, "accept"])
    assert client.get(url).status_code == 200
    typed = {"version": issue.version, "category": issue.category_id, "complexity": "simple"}
    answer = client.post(url, typed)
    issue.refresh_from_db()
    assert (issue.stage, issue.complexity) == ("accepted", "simple")
    assert answer.url == issue.get_absolute_url()


def test_stale_form_gets_409_with_both_versions(client, cast):
    issue = walk.issue_at("accepted", cast)
    client.force_login(cast.street)
    url = reverse("move", args=["issues", issue.pk, "assign"])
    seen = issue.version
    walk.step(issue, "remark", cast)
    answer = client.post(url, {"version": seen, "unit": cast.units["unit"].pk, "request": "尽快查明"})
    assert answer.status_code == 409
    assert "尽快查明" in answer.content.decode()
    assert [text for _label, text in answer.context["typed"]] == ["尽快查明"], "a key is not what the user chose to read"


def test_other_station_gets_404_and_wrong_role_403(client, cast, others):
    issue = walk.issue_at("registered", cast)
    url = reverse("move", args=["issues", issue.pk, "accept"])
    client.force_login(others.head)
    assert client.get(url).status_code == 404
    client.force_login(cast.keeper)
    assert client.get(url).status_code == 403
    assert client.post(url).status_code == 403


def test_what_stands_against_a_move_is_told_and_typed_text_kept(client, cast):
    issue = walk.issue_at("rated", cast)
    client.force_login(cast.head)
    url = reverse("move", args=["issues", issue.pk, "close"])
    answer = client.post(url, {"version": issue.version, "outcome": "explained", "summary": "已经说明情况"})
    assert answer.status_code == 200
    assert "须先重新办理" in answer.content.decode() and "已经说明情况" in answer.content.decode()
    issue.refresh_from_db()
    assert issue.stage == "rated"


def test_a_move_that_cannot_be_made_asks_for_nothing(client, cast):
    issue = walk.issue_at("rated", cast)
    client.force_login(cast.head)
    shown = client.get(reverse("move", args=["issues", issue.pk, "close"])).content.decode()
    main = shown.partition('id="main"')[2]
    assert "须先重新办理" in main and f'href="{issue.get_absolute_url()}"' in main
    assert "<form" not in main and "办结说明" not in main


def test_panel_is_typed_in_lines_and_short_ones_are_refused(client, cast):
    case = walk.case_at("accepted", cast)
    client.force_login(cast.keeper)
    url = reverse("move", args=["cases", case.pk, "form_panel"])
    members = [seat.member for seat in walk.seats(cast)]
    lines = {"seats-TOTAL_FORMS": "5", "seats-INITIAL_FORMS": "0", "version": case.version, "chosen_by": "invited"}
    for n, member in enumerate(members[:2]):
        lines |= {f"seats-{n}-member": member.pk, f"seats-{n}-conflict": "none"}
    assert "至少邀请 3 位" in client.post(url, lines).content.decode()
    lines |= {"seats-2-member": members[2].pk, "seats-2-conflict": "none", "seats-is_chair": "0"}
    assert client.post(url, lines).status_code == 302
    case.refresh_from_db()
    assert case.stage == "paneled" and len(case.seats) == 3
