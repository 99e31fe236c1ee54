"""The way of a resident's matter (群众意见), from the visit to the closed file."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from liaison.kit.flow import KEEP, START, SYSTEM, Flow, Move


class IssueStage(TextChoices):
    REGISTERED = "registered", _("待受理")
    RESTRICTED = "restricted", _("限制知悉")
    ACCEPTED = "accepted", _("待交办")
    MEDIATING = "mediating", _("事前调解中")
    IN_HEARING = "in_hearing", _("群英会办理中")
    IN_SUGGESTION = "in_suggestion", _("转建议办理中")
    ASSIGNED = "assigned", _("已交办")
    RETURNED = "returned", _("申请退办")
    IN_PROGRESS = "in_progress", _("办理中")
    ANSWERED = "answered", _("待反馈")
    FED_BACK = "fed_back", _("待评价")
    RATED = "rated", _("待办结")
    REHANDLING = "rehandling", _("重新办理")
    UNDER_REVIEW = "under_review", _("提请会商")
    REDIRECTED = "redirected", _("已告知去处")
    MERGED = "merged", _("已并入")
    CLOSED = "closed", _("已办结")
    VOIDED = "voided", _("已作废")


S = IssueStage
FINAL = (S.REDIRECTED, S.MERGED, S.CLOSED, S.VOIDED)
HANDLED = tuple(stage for stage in S if stage not in FINAL and stage != S.RESTRICTED)
DESK = ("keeper", "head", "deputy")  # who sits across from the visitor
OFFICE = ("street", "district")  # who hands matters to units
TONES = {
    **dict.fromkeys((S.CLOSED, S.RATED, S.FED_BACK), "ok"),
    **dict.fromkeys((S.REGISTERED, S.RETURNED, S.REHANDLING, S.UNDER_REVIEW), "warn"),
    **dict.fromkeys((S.REDIRECTED, S.MERGED, S.VOIDED), "none"),
    S.RESTRICTED: "alarm", S.IN_SUGGESTION: "suggestion",
}


ISSUE = Flow("issue", _("群众意见"), S, final=FINAL, tones=TONES, moves=[
    # At the counter
    Move("register", _("登记"), (START,), S.REGISTERED, DESK, record="disputes.Visit", clock="accept", public=True),
    Move("revisit", _("再次来访"), HANDLED, None, DESK, record="disputes.Visit", public=True),
    Move("answer_on_spot", _("当场答复"), (S.REGISTERED,), S.FED_BACK, DESK,
         record="disputes.Answer", clock="rate", public=True),
    Move("redirect", _("告知去处"), (S.REGISTERED, S.ACCEPTED), S.REDIRECTED, DESK,
         record="disputes.Redirection", public=True),
    Move("accept", _("受理"), (S.REGISTERED,), S.ACCEPTED, ("head",),
         record="disputes.Triage", clock="assign", public=True),
    Move("merge", _("并入另一件"), (S.REGISTERED, S.ACCEPTED), S.MERGED, ("keeper", "head"),
         record="disputes.Merge", public=True),
    Move("unmerge", _("撤销并入"), (S.MERGED,), S.REGISTERED, ("keeper", "head"), clock="accept", note=True, public=True),
    Move("void", _("作废"), (S.REGISTERED,), S.VOIDED, ("head",), note=True),
    # Accusations: known to few (信访工作条例 art. 30)
    Move("restrict", _("限制知悉"), (S.REGISTERED, S.ACCEPTED), S.RESTRICTED, ("head", "district"),
         clock="transfer", note=True),
    Move("transfer", _("移送有权机关"), (S.RESTRICTED,), S.REDIRECTED, ("head", "district"), record="disputes.Redirection"),
    Move("lift", _("解除限制"), (S.RESTRICTED,), S.REGISTERED, ("district",), clock="accept", note=True),
    # Before a dispute grows: 事前调解
    Move("mediate", _("事前调解"), (S.REGISTERED, S.ACCEPTED), S.MEDIATING, DESK,
         record="disputes.Mediation", clock="mediate", public=True),
    Move("attempt", _("记一次调解"), (S.MEDIATING,), None, DESK, record="disputes.MediationAttempt"),
    Move("settle", _("调解成功"), (S.MEDIATING,), S.FED_BACK, DESK,
         record="disputes.Settlement", clock="rate", public=True),
    Move("end_mediation", _("调解未成"), (S.MEDIATING,), S.ACCEPTED, DESK, clock="assign", note=True, public=True),
    # To a hearing and back
    Move("refer_to_hearing", _("转群英会"), (S.REGISTERED, S.ACCEPTED, S.MEDIATING), S.IN_HEARING, (*DESK, "street"),
         note=True, public=True),
    Move("hearing_settled", _("群英会达成协议"), (S.IN_HEARING,), S.ANSWERED, (SYSTEM,),
         record="disputes.Answer", clock="feed_back", public=True),
    Move("hearing_ended", _("群英会未达成"), (S.IN_HEARING,), S.ACCEPTED, (SYSTEM,), clock="assign", note=True, public=True),
    # To a suggestion and back
    Move("convert", _("转为代表建议"), (S.ACCEPTED, S.MEDIATING, S.RATED, S.UNDER_REVIEW), S.IN_SUGGESTION,
         DESK, record="disputes.IssueConversion", public=True),
    Move("suggestion_replied", _("代表建议已答复"), (S.IN_SUGGESTION, S.ANSWERED, S.FED_BACK, S.RATED, S.CLOSED),
         S.ANSWERED, (SYSTEM,), record="disputes.Answer", clock="feed_back", public=True),
    Move("suggestion_ended", _("代表建议未立"), (S.IN_SUGGESTION,), S.ACCEPTED, (SYSTEM,),
         clock="assign", note=True, public=True),
    # With a unit
    Move("assign", _("交办"), (S.ACCEPTED, S.RETURNED), S.ASSIGNED, OFFICE,
         record="disputes.Assignment", clock="answer", public=True),
    Move("request_return", _("申请退办"), (S.ASSIGNED,), S.RETURNED, ("unit",),
         record="disputes.UnitReturn", clock="reassign"),
    Move("uphold", _("维持交办"), (S.RETURNED,), S.ASSIGNED, OFFICE, clock="answer", note=True),
    Move("take", _("签收"), (S.ASSIGNED,), S.IN_PROGRESS, ("unit",), clock=KEEP, public=True),
    Move("request_extension", _("申请延期"), (S.ASSIGNED, S.IN_PROGRESS), None, ("unit",), note=True),
    Move("extend", _("同意延期"), (S.ASSIGNED, S.IN_PROGRESS), None, OFFICE, clock="extend", note=True, public=True),
    Move("answer", _("答复"), (S.IN_PROGRESS, S.REHANDLING), S.ANSWERED, ("unit",),
         record="disputes.Answer", clock="feed_back", public=True),
    # Back to the visitor
    Move("try_feedback", _("未联系上来访人"), (S.ANSWERED,), None, DESK, note=True),
    Move("feed_back", _("反馈来访人"), (S.ANSWERED,), S.FED_BACK, DESK,
         record="disputes.Feedback", clock="rate", public=True),
    Move("rate", _("记录评价"), (S.FED_BACK,), S.RATED, DESK, record="disputes.Rating", clock="close", public=True),
    Move("lapse", _("期满未评价"), (S.FED_BACK,), S.RATED, (SYSTEM,), clock="close", public=True),
    Move("rehandle", _("重新办理"), (S.RATED,), S.REHANDLING, OFFICE, clock="rehandle", note=True, public=True),
    Move("refer_up", _("提请会商"), (S.RATED,), S.UNDER_REVIEW, ("district",), clock="review", note=True, public=True),
    Move("conclude", _("会商答复"), (S.UNDER_REVIEW,), S.ANSWERED, ("district",),
         record="disputes.Answer", clock="feed_back", public=True),
    Move("close", _("办结"), (S.RATED,), S.CLOSED, ("keeper", "head"), record="disputes.Closing", public=True),
    Move("reopen", _("重新受理"), (S.RATED, S.REDIRECTED, S.CLOSED), S.ACCEPTED, ("head", *OFFICE),
         clock="assign", note=True, public=True),
    # At any time
    Move("remark", _("记一笔"), HANDLED, None, (*DESK, *OFFICE, "unit"), note=True),
    Move("relocate", _("随站移交"), (*HANDLED, S.RESTRICTED), None, (SYSTEM,),
         record="disputes.IssueRelocation", note=True, public=True),
    Move("recount", _("日历调整，期限重算"), (*HANDLED, S.RESTRICTED), None, (SYSTEM,), clock="recount", note=True),
])
