"""A deputy's suggestion: who signs, which congress handles it, how the reply is made and where it travels."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from deputies.models import CongressLevel
from disputes.models import (
    Commitment,
    Cosigning,
    Evaluation,
    Fulfilment,
    HandlingUnit,
    HandOver,
    Invitation,
    Invitee,
    IssueConversion,
    Publication,
    Submission,
    SuggestionMerge,
    Withdrawal,
)
from liaison.kit.flow import Obstacle
from stations.models import Region
from tests import walk
from tests.factories import DeputyFactory, MandateFactory, MembershipFactory, TermFactory, UserFactory
from tests.walk import issue_at, step, suggestion_at

pytestmark = pytest.mark.django_db
TO_WORK = ("invite", "cosign", "submit", "accept", "hand_over", "take")


def blocked(match, suggestion, move, by, record=None, parts=(), note="说明"):
    before = (suggestion.version, suggestion.steps.count())
    with pytest.raises(Obstacle, match=match):
        suggestion.advance(move, by=by, record=record, parts=parts, note=note)
    assert (suggestion.version, suggestion.steps.count()) == before


def onward(suggestion, cast, *moves):
    for move in moves:
        step(suggestion, move, cast)
    return suggestion


def reply(suggestion, cast, unit="unit", **changes):
    record, parts = walk.suggestion_record("reply", suggestion, cast)
    for name, value in ({"unit": cast.units[unit]} | changes).items():
        setattr(record, name, value)
    suggestion.advance("reply", by=getattr(cast, unit), record=record, parts=parts)


def joined(suggestion, cast, stage="accepted"):
    """An issue that was turned into this suggestion."""
    issue = issue_at(stage, cast)
    issue.advance("convert", by=cast.keeper, record=IssueConversion(suggestion=suggestion, reason="general"))
    return issue


# Signed one by one


def another_deputy():
    user = UserFactory()
    deputy = DeputyFactory(user=user)
    MandateFactory(deputy=deputy)
    return deputy


def test_each_cosigner_answers_alone(cast):
    suggestion, second, third = suggestion_at("draft", cast), another_deputy(), another_deputy()
    first = cast.deputies["cosigner"]
    suggestion.advance("invite", by=cast.lead, record=Invitation(), parts=[Invitee(deputy=d) for d in (first, second, third)])
    for deputy, agrees in ((first, True), (second, False)):
        answer = Cosigning(invitation=suggestion.current_invitation, deputy=deputy, agrees=agrees)
        suggestion.advance("cosign", by=deputy.user, record=answer)
    assert list(suggestion.cosigners) == [first]  # one declined, one is silent
    again = Cosigning(invitation=suggestion.current_invitation, deputy=first, agrees=True)
    blocked("已经答复", suggestion, "cosign", first.user, again)
    stranger = Cosigning(invitation=suggestion.current_invitation, deputy=cast.deputies["chair"], agrees=True)
    blocked("本人答复", suggestion, "cosign", first.user, stranger)
    with pytest.raises(PermissionDenied):
        suggestion.advance("cosign", by=cast.chair, record=stranger)


def test_recalled_text_is_signed_anew(cast):
    suggestion = onward(suggestion_at("cosigning", cast), cast, "cosign", "recall", "revise")
    assert suggestion.drafts.count() == 2
    assert list(suggestion.cosigners) == [cast.deputies["cosigner"]]
    step(suggestion, "invite", cast)
    assert list(suggestion.cosigners) == []


def test_invitation_goes_to_other_deputies_of_the_same_level(cast):
    suggestion, townsman = suggestion_at("draft", cast), DeputyFactory()
    MandateFactory(deputy=townsman, level=CongressLevel.TOWNSHIP)
    blocked("至少一位", suggestion, "invite", cast.lead, Invitation())
    blocked("不必邀请自己", suggestion, "invite", cast.lead, Invitation(), [Invitee(deputy=cast.deputies["deputy"])])
    blocked("不是本级代表", suggestion, "invite", cast.lead, Invitation(), [Invitee(deputy=townsman)])


def test_ended_or_suspended_mandate_cannot_submit(cast):
    for change in ({"until": timezone.localdate() - timedelta(days=1)}, {"suspended_on": timezone.localdate()}):
        suggestion = suggestion_at("draft", cast)
        for name, value in change.items():
            setattr(suggestion.mandate, name, value)
        blocked("暂停或终止", suggestion, "submit", cast.lead, Submission(occasion="between"))


def test_withdrawal_needs_every_cosigner(cast):
    suggestion = suggestion_at("submitted", cast)
    blocked("全部书面同意", suggestion, "withdraw", cast.lead, Withdrawal(reason="已解决"))
    suggestion.advance("withdraw", by=cast.lead, record=Withdrawal(reason="已解决", cosigners_agree=True))
    assert suggestion.stage == "withdrawn"


# Which congress


def test_higher_level_is_only_tracked(cast):
    county, higher = suggestion_at("submitted", cast), suggestion_at("external", cast)
    assert higher.level == CongressLevel.PREFECTURE
    blocked("应当审核立案", county, "track", cast.district, walk.suggestion_record("track", county, cast)[0])
    step(higher, "record_reply", cast)
    step(higher, "evaluate", cast)
    blocked("上级办理", higher, "rehandle", cast.district)
    blocked("上级办理", higher, "review_jointly", cast.district)
    onward(higher, cast, "publish", "close")
    assert (higher.stage, higher.satisfaction) == ("closed", "not")


def test_higher_level_is_not_docketed(cast):
    higher = suggestion_at("submitted", cast, mandate=prefecture_mandate(cast))
    blocked("区里不能立案", higher, "accept", cast.district, walk.suggestion_record("accept", higher, cast)[0])


def prefecture_mandate(cast):
    MandateFactory(deputy=cast.deputies["cosigner"], level=CongressLevel.PREFECTURE)
    return MandateFactory(deputy=cast.deputies["deputy"], level=CongressLevel.PREFECTURE)


def test_town_handles_its_own_through_its_presidium(reference):
    town = Region.objects.filter(code__startswith="4306021", code__regex=r"^\d{9}$").first()
    cast = walk.cast_at(town.code)
    mandate = MandateFactory(deputy=cast.deputies["deputy"], level=CongressLevel.TOWNSHIP,
                             term=TermFactory(level=CongressLevel.TOWNSHIP, region=town))
    suggestion = suggestion_at("draft", cast, mandate=mandate, region=town)
    suggestion.advance("submit", by=cast.lead, record=Submission(occasion="session"))
    assert "committee" in suggestion.roles_of(cast.street)
    assert "committee" not in suggestion.roles_of(cast.district)


def test_number_counts_the_year_of_the_congress(cast):
    year = timezone.localdate().year
    assert suggestion_at("accepted", cast).number == f"〔{year}〕岳阳楼区第1号"
    assert suggestion_at("accepted", cast).number == f"〔{year}〕岳阳楼区第2号"


# Handed over


@pytest.mark.parametrize("shares", [
    {}, {"unit": "assist"}, {"unit": "separate"}, {"unit": "main", "assist": "main"}, {"unit": "main", "assist": "separate"},
])
def test_hand_over_names_one_main_or_several_separate_units(cast, shares):
    suggestion, due = suggestion_at("accepted", cast), timezone.localdate()
    parts = [HandlingUnit(unit=cast.units[name], part=part, due_on=due) for name, part in shares.items()]
    blocked("一个主办单位", suggestion, "hand_over", cast.district, HandOver(), parts)


def test_unit_is_named_once(cast):
    suggestion, unit = suggestion_at("accepted", cast), cast.units["unit"]
    parts = [HandlingUnit(unit=unit, part=part, due_on=timezone.localdate()) for part in ("main", "assist")]
    blocked("只能选一次", suggestion, "hand_over", cast.district, HandOver(), parts)


def test_three_months_count_from_the_hand_over(cast, travel):
    suggestion = suggestion_at("assigned", cast)
    handed_over_on = timezone.localdate()
    assert (suggestion.running_clock["length"], suggestion.running_clock["unit"]) == (3, "month")
    travel(handed_over_on + timedelta(days=3))
    onward(suggestion, cast, "request_return", "uphold", "extend")
    assert suggestion.running_clock["start"] == handed_over_on.isoformat()
    assert suggestion.running_clock["length"] == 6
    blocked("已经延期一次", suggestion, "extend", cast.district)


def test_return_is_asked_for_in_time(cast, travel):
    suggestion = suggestion_at("assigned", cast)
    record, _parts = walk.suggestion_record("request_return", suggestion, cast)
    travel(timezone.localdate() + timedelta(days=40))
    blocked("已过退办期限", suggestion, "request_return", cast.unit, record)


# Replied


def test_reply_is_signed_sealed_and_its_promises_dated(cast):
    suggestion = suggestion_at("in_progress", cast)
    for match, change in (("加盖公章", {"is_sealed": False}), ("承诺事项", {"reply_class": "B"}), ("没有承办", {"unit": None}),
                          ("承诺事项", {"reply_class": "C"}), ("以本单位的名义", {"unit": cast.units["assist"]})):
        record, _parts = walk.suggestion_record("reply", suggestion, cast)
        for name, value in change.items():
            setattr(record, name, value)
        blocked(match, suggestion, "reply", cast.unit, record)


def test_last_of_the_separate_units_completes_the_reply(cast):
    suggestion, due = suggestion_at("accepted", cast), timezone.localdate()
    issue = joined(suggestion, cast)
    parts = [HandlingUnit(unit=unit, part="separate", due_on=due) for unit in cast.units.values()]
    suggestion.advance("hand_over", by=cast.district, record=HandOver(), parts=parts)
    step(suggestion, "take", cast)
    reply(suggestion, cast, "unit", content="管网已改造。")
    assert suggestion.stage == "in_progress"
    reply(suggestion, cast, "assist", content="水质仅作解释。", reply_class="D", letter="岳卫函2号")
    assert suggestion.stage == "replied"
    issue.refresh_from_db()
    assert "管网已改造。" in issue.last_answer.content and "水质仅作解释。" in issue.last_answer.content
    assert issue.last_answer.result == "explained"  # not solved before all have


def test_reply_travels_back_to_every_issue(cast):
    suggestion = suggestion_at("draft", cast)
    issues = [joined(suggestion, cast), joined(suggestion, cast, "mediating"), joined(suggestion, cast, "under_review")]
    onward(suggestion, cast, *TO_WORK, "reply")
    for issue in issues:
        issue.refresh_from_db()
        assert issue.stage == "answered"
        assert suggestion.title in issue.last_answer.content
        assert issue.steps.latest("number").role == "system"
        assert issue.broken_step() is None


def test_merged_suggestion_brings_its_issues_along(cast):
    into, merged = suggestion_at("draft", cast), suggestion_at("draft", cast)
    issue, other = joined(into, cast), joined(merged, cast)
    for suggestion in (into, merged):
        onward(suggestion, cast, "invite", "cosign", "submit")
    merged.advance("merge", by=cast.district, record=SuggestionMerge(into=into, reason="同一内容"))
    onward(into, cast, "accept", "hand_over", "take", "reply")
    for one in (issue, other):
        one.refresh_from_db()
        assert one.stage == "answered"


@pytest.mark.parametrize("stage", ["replied", "evaluated", "joint_review", "closed", "withdrawn"])
def test_merge_into_what_will_not_reply_is_refused(cast, stage):
    suggestion, into = suggestion_at("submitted", cast), suggestion_at(stage, cast)
    blocked("还没有答复", suggestion, "merge", cast.district, SuggestionMerge(into=into, reason="同一内容"))


@pytest.mark.parametrize("end", [["withdraw"], ["submit", "refuse"]])
def test_issue_comes_back_when_nothing_comes_of_it(cast, end):
    suggestion = suggestion_at("draft", cast)
    issue = joined(suggestion, cast)
    onward(suggestion, cast, *end)
    issue.refresh_from_db()
    assert issue.stage == "accepted"
    assert suggestion.title in issue.steps.latest("number").note


def test_second_reply_updates_what_was_answered(cast):
    suggestion = suggestion_at("draft", cast)
    issue = joined(suggestion, cast)
    onward(suggestion, cast, *TO_WORK, "reply")
    issue.refresh_from_db()
    for move in ("feed_back", "rate"):
        step(issue, move, cast, **({"satisfaction": "satisfied", "is_solved": "yes"} if move == "rate" else {}))
    step(issue, "close", cast)
    onward(suggestion, cast, "evaluate", "rehandle")
    reply(suggestion, cast, content="这次换了新管。")
    issue.refresh_from_db()
    assert (issue.stage, issue.closed_at, issue.satisfaction) == ("answered", None, "")
    assert "这次换了新管。" in issue.last_answer.content
    assert "已经改造。" not in issue.last_answer.content


def test_answer_of_a_higher_body_travels_too(cast):
    suggestion = suggestion_at("draft", cast, mandate=prefecture_mandate(cast))
    issue = joined(suggestion, cast)
    onward(suggestion, cast, "submit", "track", "record_reply")
    issue.refresh_from_db()
    assert issue.stage == "answered"
    assert "市住建局" in issue.last_answer.content


# Judged


def test_silent_deputy_is_not_satisfied(cast):
    suggestion = suggestion_at("replied", cast)
    suggestion.advance("lapse", by=cast.system)
    assert (suggestion.stage, suggestion.satisfaction, suggestion.evaluations.count()) == ("evaluated", "", 0)
    onward(suggestion, cast, "publish", "close")
    assert suggestion.satisfaction == ""


def test_attitude_and_result_are_two_questions(cast):
    suggestion = suggestion_at("replied", cast)
    for answers in ({"attitude": "not", "result": "satisfied"}, {"attitude": "satisfied", "result": "not"}):
        blocked("写明理由", suggestion, "evaluate", cast.lead, Evaluation(**answers))
    suggestion.advance("evaluate", by=cast.lead, record=Evaluation(attitude="not", result="satisfied", comment="态度生硬"))
    assert suggestion.satisfaction == "satisfied"


def test_not_satisfied_is_rehandled_once_then_reviewed_jointly(cast):
    suggestion = suggestion_at("evaluated", cast)
    blocked("不能直接办结", suggestion, "close", cast.district)
    step(suggestion, "rehandle", cast)
    assert suggestion.satisfaction == ""
    onward(suggestion, cast, "reply", "evaluate")
    blocked("联合会审", suggestion, "rehandle", cast.district)
    onward(suggestion, cast, "review_jointly", "conclude")
    assert suggestion.stage == "closed"


def test_satisfied_is_neither_rehandled_nor_reviewed(cast):
    suggestion = suggestion_at("replied", cast)
    suggestion.advance("evaluate", by=cast.lead, record=Evaluation(attitude="satisfied", result="satisfied"))
    for move in ("rehandle", "review_jointly"):
        blocked("没有评价为不满意", suggestion, move, cast.district)


def test_publication_is_decided_before_closing(cast):
    suggestion = suggestion_at("replied", cast)
    suggestion.advance("lapse", by=cast.system)
    blocked("是否公开", suggestion, "close", cast.district)
    blocked("写明理由", suggestion, "publish", cast.district, Publication(is_published=False))
    suggestion.advance("publish", by=cast.district, record=Publication(is_published=False, reason="涉及个人隐私"))
    step(suggestion, "close", cast)
    assert suggestion.is_published is False


def test_promise_is_kept_or_changed_with_a_new_date(cast):
    suggestion, other = suggestion_at("in_progress", cast), suggestion_at("in_progress", cast)
    for thing in (suggestion, other):
        record, _parts = walk.suggestion_record("reply", thing, cast)
        record.reply_class = "B"
        thing.advance("reply", by=cast.unit, record=record, parts=[walk.commitment()])
    mine, foreign = (Commitment.objects.get(record__suggestion=thing) for thing in (suggestion, other))
    blocked("不是这件建议", suggestion, "fulfil", cast.unit, Fulfilment(commitment=foreign, result="kept", evidence="已竣工"))
    blocked("新的完成日期", suggestion, "fulfil", cast.unit, Fulfilment(commitment=mine, result="changed", evidence="下雨"))
    suggestion.advance("fulfil", by=cast.unit, record=Fulfilment(commitment=mine, result="kept", evidence="已竣工"))
    assert (suggestion.stage, mine.fulfilments.count()) == ("replied", 1)


def test_unit_without_a_share_has_no_say(cast):
    suggestion, outsider = suggestion_at("in_progress", cast), UserFactory()
    MembershipFactory(user=outsider, role="unit", unit=walk.UnitFactory(region=cast.county))
    assert suggestion.moves_for(outsider) == []
