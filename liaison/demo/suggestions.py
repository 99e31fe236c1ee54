"""What is written down when a suggestion of the demo moves, and the ways that suggestions take."""

from datetime import date, timedelta

from disputes.models import (
    AssistOpinion,
    Commitment,
    Contact,
    Cosigning,
    Docketing,
    Draft,
    Evaluation,
    ExternalFiling,
    Fulfilment,
    HandlingUnit,
    HandOver,
    Invitation,
    Invitee,
    JointReview,
    NonAcceptance,
    Publication,
    Reply,
    ReturnRequest,
    Submission,
    SuggestionMerge,
    Withdrawal,
)
from liaison.demo.issues import noted, nothing
from liaison.demo.telling import phrase
from liaison.demo.walks import Written, beats

MADE_BY = {
    "draft": ("lead", 1), "revise": ("lead", 1), "invite": ("lead", 1), "cosign": ("cosigner", 1), "submit": ("lead", 2),
    "withdraw": ("lead", 2), "accept": ("committee", 3), "refuse": ("committee", 3), "merge": ("committee", 3),
    "track": ("committee", 3), "record_reply": ("committee", 45), "hand_over": ("committee", 3),
    "request_return": ("unit", 2), "uphold": ("committee", 3), "take": ("unit", 1), "contact": ("unit", 6),
    "assist": ("assist", 5), "extend": ("committee", 5), "reply": ("unit", 16), "evaluate": ("lead", 4),
    "rehandle": ("committee", 3), "review_jointly": ("committee", 4), "conclude": ("committee", 12),
    "publish": ("committee", 2), "fulfil": ("unit", 15), "close": ("committee", 2), "remark": ("lead", 2),
}
HIGHER = {
    "national": "全国人大常委会代表工作机构", "provincial": "省人大常委会代表工作机构",
    "prefecture": "市人大常委会代表工作机构",
}
OUTSIDE = {"national": "国家有关部门", "provincial": "省人民政府有关部门", "prefecture": "市人民政府有关部门"}
BUREAUS = {"区住房和城乡建设局": "住建", "区城市管理和综合执法局": "城管"}


def way(moves, of="suggestion"):
    return beats(moves, of, MADE_BY)


def draft(w):
    told = w.told
    facts = told.get("suggestion_facts") or f"联络站在接待和走访中多次收到反映：{told['words']}经核实，情况属实，涉及户数较多。"
    return Written(Draft(title=told["suggestion"], facts=facts, analysis=told["analysis"], proposal=told["proposal"]))


def invite(w):
    """As many as will answer, and one more where the answers are still awaited."""
    moves = [beat.move for beat in w.beats]
    w.cosigners = w.rng.sample(w.district.peers(w.lead, w.level), moves.count("cosign") + ("submit" not in moves))
    return Written(Invitation(message=phrase("invite_message", w.rng)), tuple(Invitee(deputy=person) for person in w.cosigners))


def cosign(w):
    person = w.cosigners[w.made["suggestion", "cosign"]]
    invitation = w.things["suggestion"].current_invitation
    return Written(Cosigning(invitation=invitation, deputy=person, agrees=True, comment=phrase("cosign_comment", w.rng)))


def submit(w):
    return Written(Submission(occasion="between"))


def withdraw(w):
    return Written(Withdrawal(reason="有关部门已在整改，先看成效再提"))


def accept(w):
    suggestion = w.things[w.beat.of]
    category = w.district.categories["suggestion", w.told["class"]]
    return Written(Docketing(number=suggestion.next_number(), category=category, is_key="is_key" in w.told))


def refuse(w):
    reason = w.district.categories["not_accepted", w.told["refused"]]
    return Written(NonAcceptance(reason=reason, explanation=w.told["refusal"]))


def merge(w):
    return Written(SuggestionMerge(into=w.things["suggestion"], reason="内容相同，合并办理，分别答复代表"))


def track(w):
    number = f"{w.day.year}-{w.district.almanac.index(w.day):03d}"
    return Written(ExternalFiling(body=HIGHER[w.level], number=number))


def hand_over(w):
    if w.made["suggestion", "hand_over"]:
        w.unit = w.told["second_unit"]
    suggestion = w.things["suggestion"]
    due = date.fromisoformat(suggestion.deadline("reply")["due"])
    parts = [HandlingUnit(unit=w.unit, part="main", due_on=due)]
    if w.assistant and w.assistant != w.unit:
        assist = suggestion.deadline("assist")
        parts.append(HandlingUnit(unit=w.assistant, part="assist", due_on=date.fromisoformat(assist["due"]) if assist else due))
    return Written(HandOver(request=w.told.say("request")), tuple(parts))


def request_return(w):
    return Written(ReturnRequest(reason=phrase("return_reason", w.rng), proposed=w.told["second_unit"]))


def contact(w):
    return Written(Contact(unit=w.unit, way=w.rng.choice(("in_person", "site")), content=w.told.say("contact")))


def assist(w):
    return Written(AssistOpinion(unit=w.assistant, opinion=w.told.say("assist_words")))


def reply(w):
    """The letter; what it promises is due within the year, so that some promises are kept and some still open."""
    outside = w.level in HIGHER
    number = w.made["suggestion", "reply"]
    letter = w.told["letters"][number] if "letters" in w.told else w.told["letter"]
    sign = w.district.county.sign + BUREAUS.get(w.unit.name, "") + "函"
    promises = promised(w) if letter in "BC" else []
    again = "重新研究后，进一步明确了措施和时间。" if number else ""
    return Written(
        Reply(unit=None if outside else w.unit, outside=OUTSIDE[w.level] if outside else "",
              letter=f"{sign}〔{w.day.year}〕{w.rng.randint(2, 98)}号", reply_class=letter,
              content=again + w.told.say("reply", number), signer=phrase("signers", w.rng), is_sealed=True),
        tuple(Commitment(what=what, due_on=w.day + timedelta(days=days)) for what, days in promises))


def promised(w):
    """[what, days until it is to be done]"""
    return w.told.get("promises") or [[w.told["promise"], w.rng.choice((30, 45, 60, 90, 150, 240))]]


def evaluate(w):
    number = w.made["suggestion", "evaluate"]
    judgement = w.told.get("evaluation") or ("satisfied" if w.rng.random() < 0.75 else "basically")
    if isinstance(judgement, list):
        judgement = judgement[min(number, len(judgement) - 1)]
    attitude = "basically" if judgement == "not" else "satisfied"
    comment = w.told.get("evaluation_words") or phrase(f"evaluated_{judgement}", w.rng)
    return Written(Evaluation(attitude=attitude, result=judgement, comment=comment))


def rehandle(w):
    return Written(note="代表不满意，请重新办理，明确措施和时间。")


def review_jointly(w):
    return Written(note="重新办理后代表仍不满意，提请联合会审。")


def conclude(w):
    return Written(JointReview(participants="主办、协办单位，领衔代表", conclusion=phrase("conclusion", w.rng)))


def publish(w):
    return Written(Publication(is_published=True))


def fulfil(w):
    promise = w.things["suggestion"].last_reply.commitments.filter(fulfilments=None).order_by("due_on").first()
    evidence = w.told.get("evidence") or f"{promise.what}：已按期完成，现场照片和验收单备查。"
    return Written(Fulfilment(commitment=promise, result="kept", evidence=evidence))


WRITERS = {("suggestion", move): writer for move, writer in {
    "draft": draft, "revise": draft, "invite": invite, "cosign": cosign, "submit": submit, "withdraw": withdraw, "accept": accept,
    "refuse": refuse, "merge": merge, "track": track, "record_reply": reply, "hand_over": hand_over,
    "request_return": request_return, "uphold": noted("uphold_note"), "take": nothing, "contact": contact, "assist": assist,
    "extend": noted("extended_note"), "reply": reply, "evaluate": evaluate, "rehandle": rehandle,
    "review_jointly": review_jointly, "conclude": conclude, "publish": publish, "fulfil": fulfil, "close": nothing,
    "remark": noted("remark"),
}.items()}

SIGNED = "invite cosign cosign submit"
SENT = SIGNED + " accept hand_over"
REPLIED = SENT + " take contact reply"
OPEN_WAYS = {  # after the draft
    "draft": "", "cosigning": "invite cosign", "submitted": SIGNED, "accepted": SIGNED + " accept", "external": SIGNED + " track",
    "assigned": SENT, "return_requested": SENT + " request_return", "in_progress": SENT + " take contact", "replied": REPLIED,
    "evaluated": REPLIED + " evaluate", "rehandling": REPLIED + " evaluate rehandle",
    "joint_review": REPLIED + " evaluate rehandle reply evaluate review_jointly",
}
UNHAPPY = ("rehandling", "joint_review")
JUDGED = " reply evaluate publish close"
REPLIED_WAYS = (*[REPLIED + " evaluate publish close"] * 6, SENT + " request_return hand_over take contact" + JUDGED)
ASSISTED_WAYS = (SENT + " take contact assist" + JUDGED,) * 3
