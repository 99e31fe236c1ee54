"""Pages of suggestions: the list by role, one suggestion whole, its papers, and its whole life typed in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from deputies.models import CongressLevel
from disputes.forms.wording import ASKED
from disputes.models import HandlingUnit, HandOver, Suggestion, SuggestionStep
from disputes.papers.suggestion import PAPERS
from stations.models import ReadLog
from tests import walk
from tests.factories import MandateFactory, category

pytestmark = pytest.mark.django_db
STAGES = sorted(walk.WAYS["suggestion"])
READERS = ("lead", "cosigner", "keeper", "head", "district", "auditor", "unit", "assist")


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name if name == "move" else f"disputes:{name}", args=args), query)


def body(answer):
    return answer.content.decode()


def queries(client, user, name, *args):
    page(client, user, name, *args)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(reverse(name if name == "move" else f"disputes:{name}", args=args)).status_code == 200
    return len(seen)


def onward(thing, cast, *moves):
    for move in moves:
        walk.step(thing, move, cast)
    return thing


# Reading


@pytest.mark.parametrize("stage", STAGES)
def test_suggestion_renders_at_every_stage_for_whoever_sees_it(client, cast, stage):
    thing = walk.suggestion_at(stage, cast)
    for role in READERS:
        user = cast.people[role]
        seen = Suggestion.objects.visible_to(user).filter(pk=thing.pk).exists()
        answer = page(client, user, "suggestion", thing.pk)
        assert answer.status_code == (200 if seen else 404), role
        if seen:
            assert thing.title in body(answer) and answer.context["way"]
            for url in answer.context["urls"].values():
                assert client.get(url).status_code == 200, url
    assert page(client, cast.lead, "suggestion", thing.pk).status_code == 200


def test_strangers_get_404(client, cast, others):
    thing = walk.suggestion_at("in_progress", cast)
    for role in ("keeper", "head", "street", "deputy", "unit"):
        user = others.people[role]
        assert page(client, user, "suggestion", thing.pk).status_code == 404
        assert page(client, user, "suggestion_paper", thing.pk, "form").status_code == 404
        assert thing.title not in body(page(client, user, "suggestions"))


def test_nobody_reads_without_signing_in(client, cast):
    thing = walk.suggestion_at("draft", cast)
    for name, args in (("suggestions", []), ("promises", []), ("convert", []), ("suggestion", [thing.pk]),
                       ("suggestion_paper", [thing.pk, "form"])):
        answer = client.get(reverse(name if name == "move" else f"disputes:{name}", args=args))
        assert answer.status_code == 302 and "/sign-in/" in answer.url


def test_reading_changes_nothing(client, cast):
    thing = walk.suggestion_at("replied", cast)
    before = (Suggestion.objects.values().get(pk=thing.pk), SuggestionStep.objects.count(), ReadLog.objects.count())
    for name, args in (("suggestions", []), ("promises", []), ("suggestion", [thing.pk]),
                       *(("suggestion_paper", [thing.pk, key]) for key in PAPERS)):
        assert page(client, cast.district, name, *args).status_code == 200
    assert before == (Suggestion.objects.values().get(pk=thing.pk), SuggestionStep.objects.count(), ReadLog.objects.count())


def test_page_costs_the_same_however_much_has_happened(client, cast):
    short, long = (walk.suggestion_at("in_progress", cast) for _n in range(2))
    for thing, times in ((short, 1), (long, 12)):
        for _n in range(times):
            onward(thing, cast, "contact", "assist", "remark")
    for user in (cast.district, cast.lead, cast.unit):
        assert queries(client, user, "suggestion", short.pk) == queries(client, user, "suggestion", long.pk)
    assert queries(client, cast.unit, "suggestion_paper", short.pk, "hand-over") == queries(
        client, cast.unit, "suggestion_paper", long.pk, "hand-over")


def test_page_costs_a_bounded_number_of_queries(client, cast):
    assert queries(client, cast.district, "suggestion", walk.suggestion_at("submitted", cast).pk) <= 15
    assert queries(client, cast.district, "suggestion", walk.suggestion_at("closed", cast).pk) <= 21


# Whose turn it is


@pytest.mark.parametrize(("stage", "role", "label"), [
    ("draft", "lead", "提交"), ("cosigning", "cosigner", "答复附议"), ("cosigning", "lead", "提交"),
    ("submitted", "district", "审核立案"), ("accepted", "district", "交办"), ("assigned", "unit", "签收"),
    ("assigned", "assist", "协办意见"), ("in_progress", "unit", "答复"),
    ("return_requested", "district", "交办"), ("replied", "lead", "评价"), ("evaluated", "district", "重新办理"),
    ("rehandling", "unit", "答复"), ("joint_review", "district", "会审结论"), ("external", "lead", "登记上级答复"),
])
def test_page_proposes_the_next_step_to_whose_turn_it_is(client, cast, stage, role, label):
    thing = walk.suggestion_at(stage, cast)
    assert page(client, cast.people[role], "suggestion", thing.pk).context["actions"]["primary"]["label"] == label


def test_what_was_done_is_not_proposed_again(client, cast):
    thing = onward(walk.suggestion_at("cosigning", cast), cast, "cosign")
    assert "cosign" not in page(client, cast.cosigner, "suggestion", thing.pk).context["urls"]
    thing = onward(walk.suggestion_at("in_progress", cast), cast, "assist")
    assert "assist" not in page(client, cast.assist, "suggestion", thing.pk).context["urls"]
    assert "fulfil" not in page(client, cast.unit, "suggestion", walk.suggestion_at("replied", cast).pk).context["urls"]


def test_page_says_who_is_waited_for(client, cast):
    thing = walk.suggestion_at("in_progress", cast)
    told = page(client, cast.lead, "suggestion", thing.pk).context["waits_for"]
    assert "答复" in told and cast.units["unit"].name in told


@pytest.mark.parametrize(("stage", "told"), [
    ("return_requested", "申请退办"), ("not_accepted", "不作建议处理"), ("withdrawn", "已撤回"), ("merged", "已并入"),
    ("rehandling", "重新办理"), ("joint_review", "联合会审"),
])
def test_page_tells_first_what_must_be_known(client, cast, stage, told):
    assert told in page(client, cast.lead, "suggestion", walk.suggestion_at(stage, cast).pk).context["notice"]["what"]


def test_extension_moves_the_date_of_the_main_unit_only(client, cast):
    thing = onward(walk.suggestion_at("in_progress", cast), cast, "request_extension")
    assert page(client, cast.district, "suggestion", thing.pk).context["actions"]["primary"]["label"] == "同意延期"
    onward(thing, cast, "extend")
    units = {unit["row"].part: unit["due_on"] for unit in page(client, cast.district, "suggestion", thing.pk).context["units"]}
    assert units["main"] == thing.due_on > units["assist"]


# The list


def test_list_costs_the_same_for_one_and_three_rows(client, cast):
    walk.suggestion_at("replied", cast)
    for user in (cast.district, cast.lead, cast.unit):
        page(client, user, "suggestions")
    one = {role: queries(client, cast.people[role], "suggestions") for role in ("district", "lead", "unit")}
    for _n in range(2):
        walk.suggestion_at("replied", cast)
    assert one == {role: queries(client, cast.people[role], "suggestions") for role in one}


@pytest.mark.parametrize(("role", "view", "stage"), [
    ("district", "review", "submitted"), ("district", "hand_over", "accepted"), ("district", "hand_over", "return_requested"),
    ("district", "working", "in_progress"), ("district", "judge", "replied"), ("lead", "mine", "draft"),
    ("cosigner", "cosign", "cosigning"), ("lead", "judge", "replied"), ("unit", "take", "assigned"),
    ("unit", "working", "rehandling"), ("assist", "assist", "in_progress"),
])
def test_tab_shows_the_suggestions_of_its_stage(client, cast, role, view, stage):
    shown, hidden = walk.suggestion_at(stage, cast), walk.suggestion_at("joint_review", cast)
    found = {row["thing"].pk for row in page(client, cast.people[role], "suggestions", view=view).context["rows"]}
    assert shown.pk in found and (hidden.pk in found) == (view == "mine")


def test_answered_invitation_leaves_the_tab(client, cast):
    thing = onward(walk.suggestion_at("cosigning", cast), cast, "cosign")
    assert thing.pk not in {row["thing"].pk for row in page(client, cast.cosigner, "suggestions", view="cosign").context["rows"]}


@pytest.mark.parametrize("query", [
    {"page": "abc"}, {"before": "9" * 40}, {"view": "nothing"}, {"lead": "9" * 30}, {"unit": "x"}, {"q": "\0"}, 
    {"since": "never"}, {"level": "moon"}, {"reply_class": "Z"},
])
def test_rubbish_in_the_address_is_no_error(client, cast, query):
    assert page(client, cast.district, "suggestions", **query).status_code == 200


@pytest.mark.parametrize(("name", "value", "finds"), [
    ("reply_class", "A", True), ("reply_class", "D", False), ("level", "county", True), ("level", "provincial", False),
    ("q", "管网", True), ("q", "没有这件", False),
])
def test_filter_narrows_the_list(client, cast, name, value, finds):
    thing = walk.suggestion_at("replied", cast)
    rows = page(client, cast.district, "suggestions", view="all", **{name: value}).context["rows"]
    assert (thing.pk in {row["thing"].pk for row in rows}) == finds


# Papers


def test_papers_say_what_belongs_on_them(client, cast):
    mandate = cast.deputies["cosigner"].mandates.get()
    mandate.card = "岳楼〔2022〕088"
    mandate.save()
    thing = onward(walk.suggestion_at("in_progress", cast), cast, "reply")
    paper = {key: body(page(client, cast.unit, "suggestion_paper", thing.pk, key)) for key in PAPERS}
    assert "专用纸" in paper["form"] and "管网老化。" in paper["form"] and "岳楼〔2022〕088" in paper["form"]
    assert cast.deputies["cosigner"].name in paper["form"]
    assert "主办" in paper["hand-over"] and cast.units["assist"].name in paper["hand-over"]
    assert "岳住建函1号" in paper["reply"] and "某局长" in paper["reply"] and cast.deputies["cosigner"].name in paper["reply"]
    assert "☑" not in paper["evaluation"]
    onward(thing, cast, "evaluate")
    assert body(page(client, cast.unit, "suggestion_paper", thing.pk, "evaluation")).count("☑") == 2


def test_paper_that_is_not_there_yet_is_404(client, cast):
    thing = walk.suggestion_at("accepted", cast)
    for which in ("hand-over", "reply", "evaluation", "nothing"):
        assert page(client, cast.district, "suggestion_paper", thing.pk, which).status_code == 404
    replied = walk.suggestion_at("replied", cast)
    for rubbish in ("0", "x", "9" * 40):
        assert page(client, cast.district, "suggestion_paper", replied.pk, "reply", reply=rubbish).status_code == 200
    assert page(client, cast.district, "suggestion_paper", replied.pk, "reply", reply="123456").status_code == 404


def test_letter_of_a_higher_body_is_not_printed_here(client, cast):
    thing = onward(walk.suggestion_at("external", cast), cast, "record_reply")
    assert page(client, cast.district, "suggestion_paper", thing.pk, "reply").status_code == 404
    assert "reply" not in page(client, cast.district, "suggestion", thing.pk).context["papers"]


def test_paper_is_not_for_whoever_has_no_part_in_it(client, cast):
    thing = walk.suggestion_at("in_progress", cast)
    assert page(client, cast.auditor, "suggestion_paper", thing.pk, "form").status_code == 403
    assert page(client, cast.lead, "suggestion_paper", thing.pk, "hand-over").status_code == 403


def test_print_is_kept_and_opens_the_copy(client, cast):
    thing = walk.suggestion_at("replied", cast)
    url = reverse("disputes:suggestion_paper", args=[thing.pk, "reply"])
    client.force_login(cast.unit)
    shown = client.post(f"{url}?reply={thing.replies.get().pk}", follow=True)
    kept = ReadLog.objects.get(action="print")
    assert (kept.by, kept.thing) == (cast.unit, f"suggestion:{thing.pk}") and "答复函" in kept.reason
    assert "data-print-now" in body(shown)
    client.force_login(cast.lead)
    assert "data-print-now" not in body(client.get(f"{url}?print=1"))


# Moves


def test_every_move_by_hand_says_what_is_asked():
    plain = {"draft", "take", "close", "conclude", "remark"}
    named = {move for flow, move in ASKED if flow == "suggestion"}
    assert {move.name for move in Suggestion.flow.moves if move.by_hand} - plain == named


def test_reply_begins_with_the_opinions_of_the_assisting_units(client, cast):
    thing = walk.suggestion_at("in_progress", cast)
    url = reverse("move", args=["suggestions", thing.pk, "reply"])
    client.force_login(cast.unit)
    assert "还没有提出协办意见" in body(client.get(url))
    onward(thing, cast, "assist")
    form = client.get(url).context["form"]
    assert "同意改造。" in form.initial["content"] and form.initial["unit"] == cast.units["unit"].pk
    assert "还没有提出协办意见" not in body(client.get(url))
    sent = {"version": thing.version, "unit": cast.units["unit"].pk, "letter": "1号", "reply_class": "A", "signer": "某",
            "is_sealed": "on", "content": form.initial["content"], **lines("commitments")}
    assert "请写明做了什么" in body(client.post(url, sent))


def test_hand_over_tells_the_dates_and_begins_with_the_proposed_unit(client, cast):
    thing = walk.suggestion_at("return_requested", cast)
    answer = page(client, cast.district, "move", "suggestions", thing.pk, "hand_over")
    first = answer.context["form"].lines.forms[0]
    assert first.initial == {"part": "main", "unit": cast.units["assist"].pk}
    assert "前答复代表" in body(answer)


def test_invitation_offers_peers_and_the_station_s_own_first(client, cast, others):
    thing = walk.suggestion_at("draft", cast)
    MandateFactory(deputy=others.deputies["chair"], level=CongressLevel.PREFECTURE)
    offered = list(page(client, cast.lead, "move", "suggestions", thing.pk, "invite").context["form"].fields["invitees"].queryset)
    own = {cast.deputies["cosigner"], cast.deputies["chair"]}
    assert set(offered[:2]) == own and set(offered[2:]) == set(others.deputies.values())


def lines(prefix, *rows):
    """A small table as the browser sends it, with one spare line."""
    sent = {f"{prefix}-TOTAL_FORMS": len(rows) + 1, f"{prefix}-INITIAL_FORMS": 0}
    return sent | {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


class Typist:
    """Somebody who fills in one form after another, each as its page was just opened."""

    def __init__(self, client, thing, cast):
        self.client, self.thing, self.cast = client, thing, cast

    def __call__(self, role, move, **typed):
        self.client.force_login(self.cast.people[role])
        url = reverse("move", args=["suggestions", self.thing.pk, move])
        self.thing.refresh_from_db()
        page_ = self.client.get(url)
        assert page_.status_code == 200, (role, move)
        answer = self.client.post(url, {"version": self.thing.version} | typed)
        assert answer.status_code == 302, (move, answer.context and (answer.context["form"].errors, answer.context["form"].lines))
        self.thing.refresh_from_db()
        return self.thing.stage

    def hand_over(self, *parts):
        rows = [{"unit": self.cast.units[unit].pk, "part": part} for unit, part in parts]
        return self("district", "hand_over", request="请办理", **lines("units", *rows))

    def reply(self, role, letter_class, *promises, unit=None):
        return self(role, "reply", unit=self.cast.units[unit or role].pk, letter="岳住建函2号", reply_class=letter_class,
                    content=f"{letter_class}类答复", signer="李某", is_sealed="on", **lines("commitments", *promises))


def converted(client, cast, lead="lead"):
    """Two issues and a case turned into one suggestion by the keeper, through the page."""
    issues = [walk.issue_at("accepted", cast) for _n in range(2)]
    case = walk.case_at("lead", cast)
    client.force_login(cast.keeper)
    url = f"{reverse('disputes:convert')}?issue={issues[0].pk}"
    shown = client.get(url).context["form"]
    sent = {"reason": "general", "issues": [issue.pk for issue in issues], "cases": [case.pk],
            "mandate": cast.mandate.pk, "title": shown.initial["title"], "facts": shown.initial["facts"], "proposal": "请改造。"}
    assert client.post(url, sent).status_code == 302
    thing = Suggestion.objects.get()
    assert {*thing.issues.all()} == {*issues} and thing.cases.get() == case
    return thing, issues


def stages(issues):
    return {type(issue).objects.get(pk=issue.pk).stage for issue in issues}


def test_whole_life_typed_in(client, cast):
    thing, issues = converted(client, cast)
    typed = Typist(client, thing, cast)
    assert stages(issues) == {"in_suggestion"}
    typed("lead", "invite", invitees=[cast.deputies["cosigner"].pk], message="请支持")
    typed("cosigner", "cosign", agrees="True")
    typed("lead", "submit", occasion="between", wishes_published="on")
    typed("district", "accept", number=thing.next_number(), category=category("suggestion", "urban").pk)
    assert typed.hand_over(("unit", "main"), ("assist", "assist")) == "assigned"
    typed("unit", "take")
    typed("unit", "contact", unit=cast.units["unit"].pk, way="phone", on=timezone.localdate(), content="代表同意")
    typed("assist", "assist", unit=cast.units["assist"].pk, opinion="经费已列")
    done_by = timezone.localdate() + timedelta(days=60)
    assert typed.reply("unit", "B", {"what": "完成改造", "due_on": done_by}) == "replied"
    assert stages(issues) == {"answered"}
    typed("lead", "evaluate", attitude="satisfied", result="not", comment="还没有水")
    typed("district", "rehandle", note="请尽快")
    assert typed.reply("unit", "A") == "replied"
    assert [issue.steps.filter(move="suggestion_replied").count() for issue in issues] == [2, 2]
    typed("lead", "evaluate", attitude="satisfied", result="satisfied")
    typed("unit", "fulfil", commitment=thing.replies.get(reply_class="B").commitments.get().pk, result="kept", evidence="竣工单")
    typed("district", "publish", is_published="True")
    assert typed("district", "close", note="") == "closed"
    shown = page(client, cast.lead, "suggestion", thing.pk).context
    assert [row["kept"] for row in shown["promises"]] == [True] and all(step["done"] for step in shown["way"])
    assert [row["what"] for row in page(client, cast.district, "promises").context["kept"]] == ["完成改造"]
    assert thing.broken_step() is None


def test_separate_units_answer_each_for_itself(client, cast):
    thing, issues = converted(client, cast)
    typed = Typist(client, thing, cast)
    typed("lead", "submit", occasion="session")
    typed("district", "accept", number=thing.next_number(), category=category("suggestion", "urban").pk)
    typed.hand_over(("unit", "separate"), ("assist", "separate"))
    typed("unit", "take")
    assert typed.reply("unit", "A") == "in_progress" and stages(issues) == {"in_suggestion"}
    assert "reply" not in page(client, cast.unit, "suggestion", thing.pk).context["urls"]
    assert typed.reply("assist", "A") == "replied" and stages(issues) == {"answered"}
    letters = [page(client, cast.lead, "suggestion_paper", thing.pk, "reply", reply=reply.pk) for reply in thing.replies.all()]
    assert {answer.context["reply"].unit for answer in letters} == set(cast.units.values())


def test_answer_of_a_merged_suggestion_reaches_both_sources(client, cast):
    thing, issues = converted(client, cast)
    other = walk.suggestion_at("submitted", cast)
    typed = Typist(client, thing, cast)
    typed("lead", "submit", occasion="between")
    typed("district", "merge", into=other.pk, reason="同一件事")
    assert thing.stage == "merged" and stages(issues) == {"in_suggestion"}
    onward(Suggestion.objects.get(pk=other.pk), cast, "accept", "hand_over", "take", "reply")
    assert stages(issues) == {"answered"}
    assert str(other.pk) in body(page(client, cast.lead, "suggestion", thing.pk))


def test_suggestion_above_the_district_is_tracked_and_its_answer_comes_back(client, cast):
    cast.mandate = MandateFactory(deputy=cast.deputies["deputy"], level=CongressLevel.PREFECTURE)
    thing, issues = converted(client, cast)
    typed = Typist(client, thing, cast)
    typed("lead", "submit", occasion="session")
    assert page(client, cast.district, "suggestion", thing.pk).context["actions"]["primary"]["label"] == "转上级办理并跟踪"
    typed("district", "track", body="市人大常委会", number="市建12号", filed_on=timezone.localdate())
    letter = dict(outside="市住建局", letter="市函1号", reply_class="A", content="已改造", signer="某", is_sealed="on")
    assert typed("district", "record_reply", **letter, **lines("commitments")) == "replied"
    assert stages(issues) == {"answered"}
    assert "市住建局" in body(page(client, cast.lead, "suggestion", thing.pk))


def test_bad_hand_over_is_told_and_kept(client, cast):
    thing = walk.suggestion_at("accepted", cast)
    client.force_login(cast.district)
    url = reverse("move", args=["suggestions", thing.pk, "hand_over"])
    only = {"unit": cast.units["unit"].pk, "part": "separate"}
    answer = client.post(url, {"version": thing.version, "request": "务必面商", **lines("units", only)})
    assert answer.status_code == 200 and "请选一个主办单位" in body(answer) and "务必面商" in body(answer)
    assert not HandOver.objects.exists() and not HandlingUnit.objects.exists()


# Promises


def test_ledger_of_promises_costs_the_same_for_one_and_three(client, cast):
    def promised():
        thing = walk.suggestion_at("in_progress", cast)
        record, _parts = walk.suggestion_record("reply", thing, cast)
        record.reply_class = "B"
        thing.advance("reply", by=cast.unit, record=record, parts=[walk.commitment()])
    promised()
    one = queries(client, cast.district, "promises")
    promised()
    promised()
    assert queries(client, cast.district, "promises") == one
    assert len(page(client, cast.district, "promises").context["waiting"]) == 3


def test_an_empty_tab_says_what_is_not_there(client, cast):
    client.force_login(cast.cosigner)
    shown = {view: client.get("/suggestions/", {"view": view}).content.decode() for view in ("cosign", "mine")}
    assert "现在没有等您附议的建议" in shown["cosign"] and "可以起草" not in shown["cosign"] and "可以起草" in shown["mine"]


def test_units_tell_the_days_left_until_they_have_answered(client, cast):
    for stage, awaited in (("in_progress", True), ("replied", False)):
        shown = page(client, cast.district, "suggestion", walk.suggestion_at(stage, cast).pk).context["units"]
        assert [bool(unit["due"]) for unit in shown if unit["row"].part == "main"] == [awaited]
