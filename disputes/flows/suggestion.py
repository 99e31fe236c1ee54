"""The way of a deputy's suggestion (代表建议): lead and co-signers, review, 交办, reply, evaluation, promises."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from liaison.kit.flow import KEEP, START, SYSTEM, Flow, Move


class SuggestionStage(TextChoices):
    DRAFT = "draft", _("起草")
    COSIGNING = "cosigning", _("征集附议")
    SUBMITTED = "submitted", _("待审核")
    ACCEPTED = "accepted", _("待交办")
    EXTERNAL = "external", _("上级办理，跟踪中")
    ASSIGNED = "assigned", _("已交办")
    RETURN_REQUESTED = "return_requested", _("申请退办")
    IN_PROGRESS = "in_progress", _("办理中")
    REPLIED = "replied", _("待代表评价")
    EVALUATED = "evaluated", _("已评价")
    REHANDLING = "rehandling", _("重新办理")
    JOINT_REVIEW = "joint_review", _("联合会审")
    CLOSED = "closed", _("已办结")
    MERGED = "merged", _("已并案")
    NOT_ACCEPTED = "not_accepted", _("不作建议处理")
    WITHDRAWN = "withdrawn", _("已撤回")


S = SuggestionStage
FINAL = (S.CLOSED, S.MERGED, S.NOT_ACCEPTED, S.WITHDRAWN)
OPEN = tuple(stage for stage in S if stage not in FINAL)
AWAITING = tuple(stage for stage in OPEN if stage not in (S.REPLIED, S.EVALUATED, S.JOINT_REVIEW))  # a reply is to come
ANSWERED = (S.REPLIED, S.EVALUATED, S.CLOSED)
AT_WORK = (S.ASSIGNED, S.IN_PROGRESS, S.REHANDLING)
TONES = {
    **dict.fromkeys((S.REPLIED, S.EVALUATED, S.CLOSED), "ok"),
    **dict.fromkeys((S.SUBMITTED, S.RETURN_REQUESTED, S.REHANDLING, S.JOINT_REVIEW), "warn"),
    **dict.fromkeys((S.DRAFT, S.MERGED, S.WITHDRAWN, S.NOT_ACCEPTED), "none"),
}


SUGGESTION = Flow("suggestion", _("代表建议"), S, final=FINAL, tones=TONES, moves=[
    # Written and signed
    Move("draft", _("起草"), (START,), S.DRAFT, ("lead", "keeper", "head"), record="disputes.Draft"),
    Move("revise", _("修改文稿"), (S.DRAFT,), None, ("lead", "keeper"), record="disputes.Draft"),
    Move("invite", _("邀请附议"), (S.DRAFT,), S.COSIGNING, ("lead",), record="disputes.Invitation", clock="cosign"),
    Move("cosign", _("答复附议"), (S.COSIGNING,), None, ("cosigner",), record="disputes.Cosigning"),
    Move("recall", _("收回修改"), (S.COSIGNING,), S.DRAFT, ("lead",), note=True),
    Move("submit", _("提交"), (S.DRAFT, S.COSIGNING), S.SUBMITTED, ("lead",), record="disputes.Submission", clock="review"),
    Move("withdraw", _("撤回"), (S.DRAFT, S.COSIGNING, S.SUBMITTED, S.ACCEPTED), S.WITHDRAWN, ("lead",),
         record="disputes.Withdrawal"),
    # Reviewed by the committee of the suggestion's own level
    Move("send_back", _("退回补正"), (S.SUBMITTED,), S.DRAFT, ("committee",), note=True),
    Move("accept", _("审核立案"), (S.SUBMITTED,), S.ACCEPTED, ("committee",), record="disputes.Docketing", clock="hand_over"),
    Move("refuse", _("不作建议处理"), (S.SUBMITTED,), S.NOT_ACCEPTED, ("committee",), record="disputes.NonAcceptance"),
    Move("merge", _("并案"), (S.SUBMITTED,), S.MERGED, ("committee",), record="disputes.SuggestionMerge"),
    Move("track", _("转上级办理并跟踪"), (S.SUBMITTED,), S.EXTERNAL, ("committee",), record="disputes.ExternalFiling"),
    Move("record_reply", _("登记上级答复"), (S.EXTERNAL,), S.REPLIED, ("committee", "lead"),
         record="disputes.Reply", clock="evaluate", public=True),
    # Handed over and answered (代表法 art. 51)
    Move("hand_over", _("交办"), (S.ACCEPTED, S.RETURN_REQUESTED), S.ASSIGNED, ("committee",),
         record="disputes.HandOver", clock="reply", public=True),
    Move("request_return", _("申请退办"), (S.ASSIGNED,), S.RETURN_REQUESTED, ("unit",),
         record="disputes.ReturnRequest", clock="rehand_over"),
    Move("uphold", _("维持交办"), (S.RETURN_REQUESTED,), S.ASSIGNED, ("committee",), clock="reply", note=True),
    Move("take", _("签收"), (S.ASSIGNED,), S.IN_PROGRESS, ("unit",), clock=KEEP, public=True),
    Move("contact", _("与代表沟通"), AT_WORK, None, ("unit", "assist"), record="disputes.Contact"),
    Move("assist", _("协办意见"), AT_WORK, None, ("assist",), record="disputes.AssistOpinion"),
    Move("request_extension", _("申请延期"), (S.ASSIGNED, S.IN_PROGRESS), None, ("unit",), note=True),
    Move("extend", _("同意延期"), (S.ASSIGNED, S.IN_PROGRESS), None, ("committee",), clock="extend", note=True, public=True),
    Move("reply", _("答复"), (S.IN_PROGRESS, S.REHANDLING), None, ("unit",), record="disputes.Reply", public=True),
    Move("complete_reply", _("各单位均已答复"), (S.IN_PROGRESS, S.REHANDLING), S.REPLIED, (SYSTEM,),
         clock="evaluate", public=True),
    # Judged by the deputy, not by the unit
    Move("evaluate", _("评价"), (S.REPLIED,), S.EVALUATED, ("lead",), record="disputes.Evaluation", clock="close"),
    Move("lapse", _("期满未评价"), (S.REPLIED,), S.EVALUATED, (SYSTEM,), clock="close"),
    Move("rehandle", _("重新办理"), (S.EVALUATED,), S.REHANDLING, ("committee",), clock="rehandle", note=True, public=True),
    Move("review_jointly", _("提请联合会审"), (S.EVALUATED,), S.JOINT_REVIEW, ("committee",), clock="joint_review", note=True),
    Move("conclude", _("会审结论"), (S.JOINT_REVIEW,), S.CLOSED, ("committee",), record="disputes.JointReview"),
    Move("publish", _("决定是否公开"), ANSWERED, None, ("committee",), record="disputes.Publication"),
    Move("fulfil", _("登记兑现情况"), ANSWERED, None, ("unit", "committee"), record="disputes.Fulfilment"),
    Move("close", _("办结"), (S.EVALUATED,), S.CLOSED, ("committee",)),
    # At any time
    Move("remark", _("记一笔"), OPEN, None, ("lead", "keeper", "head", "committee", "unit", "assist"), note=True),
    Move("relocate", _("随站移交"), OPEN, None, (SYSTEM,), record="disputes.SuggestionRelocation", note=True),
    Move("recount", _("日历调整，期限重算"), OPEN, None, (SYSTEM,), clock="recount", note=True),
])
