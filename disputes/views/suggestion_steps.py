"""A suggestion as seven steps: where it stands, whose turn it is, and what the user can do about it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.flows import SUGGESTION, SuggestionStage
from stations.views.flowing import move_link, turn_shown

S = SuggestionStage
WAY = (  # each step of the rail with the stages in which it is the current one
    (gettext_lazy("提出"), (S.DRAFT, S.COSIGNING)), (gettext_lazy("审核"), (S.SUBMITTED,)),
    (gettext_lazy("交办"), (S.ACCEPTED, S.RETURN_REQUESTED)),
    (gettext_lazy("承办"), (S.ASSIGNED, S.IN_PROGRESS, S.REHANDLING, S.EXTERNAL)),
    (gettext_lazy("答复、评价"), (S.REPLIED,)), (gettext_lazy("跟踪"), (S.EVALUATED, S.JOINT_REVIEW)),
    (gettext_lazy("办结"), (S.CLOSED,)),
)
NEXT = {  # what leads on at each stage, tried in this order
    S.DRAFT: ("submit",), S.COSIGNING: ("cosign", "submit"), S.SUBMITTED: ("accept", "track"), S.ACCEPTED: ("hand_over",),
    S.EXTERNAL: ("record_reply",), S.ASSIGNED: ("take", "assist", "extend"), S.RETURN_REQUESTED: ("hand_over",),
    S.IN_PROGRESS: ("reply", "assist", "extend"), S.REHANDLING: ("reply", "assist"), S.REPLIED: ("evaluate", "fulfil"),
    S.EVALUATED: ("rehandle", "review_jointly", "publish", "close", "fulfil"), S.JOINT_REVIEW: ("conclude",),
    S.CLOSED: ("publish", "fulfil"),
}
AWAITED = {  # the one move for which everybody waits
    S.DRAFT: "submit", S.COSIGNING: "submit", S.SUBMITTED: "accept", S.ACCEPTED: "hand_over", S.EXTERNAL: "record_reply",
    S.ASSIGNED: "take", S.RETURN_REQUESTED: "hand_over", S.IN_PROGRESS: "reply", S.REHANDLING: "reply", S.REPLIED: "evaluate",
    S.JOINT_REVIEW: "conclude",
}


def way(file):
    """The rail of seven; what ended early stops where it stood."""
    thing, stage = file.suggestion, file.suggestion.stage
    if stage in SUGGESTION.final and stage != S.CLOSED:
        stage = next(step.source for step in reversed(file.steps) if step.target == stage != step.source)
    here = next(n for n, (_label, stages) in enumerate(WAY) if stage in stages)
    return [{"label": label, "done": n < here or stage == S.CLOSED, "here": n == here and thing.is_open}
            for n, (label, _stages) in enumerate(WAY)]


def has_use(name, file, user):
    """Has a move that the table allows something to do here, for this user?"""
    thing, mine = file.suggestion, set(user.unit_ids)
    answered = {signer.deputy.pk for signer in file.signers if signer.answer}
    return {
        "cosign": lambda: user.deputy_id not in answered,
        "reply": lambda: any(unit.pk in mine for unit in file.waiting(("main", "separate"))),
        "assist": lambda: any(unit.pk in mine for unit in file.waiting(("assist",))),
        "extend": lambda: bool(file.asked_extension) or not thing.times("extend"),
        "request_extension": lambda: not file.asked_extension and not file.made("extend"),
        "fulfil": lambda: any(not promise.is_kept for promise in file.promises),
        "accept": lambda: thing.is_own_level, "track": lambda: not thing.is_own_level,
        "rehandle": lambda: thing.satisfaction == thing.Satisfaction.NOT and thing.is_own_level,
        "review_jointly": lambda: thing.satisfaction == thing.Satisfaction.NOT and thing.is_own_level,
        "close": lambda: thing.satisfaction != thing.Satisfaction.NOT or not thing.is_own_level,
    }.get(name, lambda: True)()


def leads_on(move, file):
    """Is the move one to propose? More time only when a unit asked; publication once; nothing that is bound to be refused."""
    if move.name == "extend":
        return bool(file.asked_extension)
    if move.name == "publish":
        return file.suggestion.is_published is None
    return not file.suggestion.obstacle_to(move)


def actions(file, moves):
    """The head of the page: the first move that leads on, the others under 更多."""
    thing, by_name = file.suggestion, {move.name: move for move in moves}
    onward = (by_name[name] for name in NEXT.get(thing.stage, ()) if name in by_name)
    primary = next((move for move in onward if leads_on(move, file)), None)
    return {"primary": primary and move_link(thing, primary),
            "others": [move_link(thing, move) for move in moves if move not in (primary, SUGGESTION["remark"])]}


def waits_for(file, moves):
    """Whose turn it is, where it is not the user's: a sentence, or ""."""
    name = AWAITED.get(file.suggestion.stage)
    if name is None or SUGGESTION[name] in moves:
        return ""
    move = SUGGESTION["track"] if name == "accept" and not file.suggestion.is_own_level else SUGGESTION[name]
    units = "、".join(unit.name for unit in file.waiting(("main", "separate"))) if "unit" in move.roles else ""
    return turn_shown(move, units)


def notice(file):
    """What has to be known before anything else: {what, why, tone}, or None."""
    thing, last = file.suggestion, file.steps[-1]
    if thing.stage == S.DRAFT and last.move == "send_back":
        return {"what": _("退回补正，改好后重新提交。"), "why": last.note, "tone": "warn"}
    if thing.stage == S.RETURN_REQUESTED and (asked := file.last("request_return")):
        what = _("承办单位申请退办，建议改由%(unit)s办理。") % {"unit": asked.proposed}
        return {"what": what, "why": asked.reason, "tone": "warn"}
    if asked := file.asked_extension:
        return {"what": _("承办单位申请延期，等候答复。"), "why": asked.note, "tone": "warn"}
    if thing.stage == S.REHANDLING:
        return {"what": _("代表不满意，重新办理。"), "why": file.last_step("rehandle").note, "tone": "warn"}
    return ended(file)


def ended(file):
    stage, refused = file.suggestion.stage, file.last("refuse")
    told = {
        S.NOT_ACCEPTED: lambda: (_("不作建议处理：%(reason)s") % {"reason": refused.reason}, refused.explanation),
        S.WITHDRAWN: lambda: (_("已撤回。"), file.last("withdraw").reason),
        S.MERGED: lambda: (_("已并入另一件建议，答复在那里。"), file.last("merge").reason),
        S.JOINT_REVIEW: lambda: (_("代表仍不满意，提请联合会审。"), file.last_step("review_jointly").note),
    }
    what, why = told[stage]() if stage in told else ("", "")
    return {"what": what, "why": why, "tone": "none" if stage in SUGGESTION.final else "warn"} if what else None
