"""The way of an entry of the duty file (履职记录): most entries follow from what happened, some are told by the deputy."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from liaison.kit.flow import START, SYSTEM, Flow, Move


class DutyStage(TextChoices):
    RECORDED = "recorded", _("已记入")
    CONTESTED = "contested", _("有异议")
    STRUCK = "struck", _("已更正剔除")
    TAKEN_BACK = "taken_back", _("已随事项撤回")
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待核实")
    VERIFIED = "verified", _("待审定")
    APPROVED = "approved", _("已审定")
    REJECTED = "rejected", _("未予认定")
    WITHDRAWN = "withdrawn", _("已撤回")


S = DutyStage
FINAL = (S.RECORDED, S.STRUCK, S.TAKEN_BACK, S.APPROVED, S.REJECTED, S.WITHDRAWN)
OPEN = tuple(stage for stage in S if stage not in FINAL)
FOLLOWING = (S.RECORDED, S.CONTESTED)  # the event is the evidence; what is contested counts until it is decided
COUNTED = (*FOLLOWING, S.APPROVED)
PRIVATE = (S.DRAFT, S.WITHDRAWN)  # the deputy's own paper
STATION, OFFICE = ("keeper", "head"), ("street", "district")
TONES = {
    **dict.fromkeys((S.RECORDED, S.APPROVED), "ok"), **dict.fromkeys((S.CONTESTED, S.SUBMITTED), "warn"),
    **dict.fromkeys((S.STRUCK, S.TAKEN_BACK, S.DRAFT, S.WITHDRAWN, S.REJECTED), "none"),
}


DUTY = Flow("duty", _("履职记录"), S, final=FINAL, kind="duties", tones=TONES, moves=[
    # By itself: the event is the evidence
    Move("record", _("自动记入"), (START,), S.RECORDED, (SYSTEM,)),
    Move("redate", _("随事项更正"), FOLLOWING, None, (SYSTEM,), record="deputies.DutyDate"),
    Move("take_back", _("随事项撤回"), FOLLOWING, S.TAKEN_BACK, (SYSTEM,)),
    Move("restore", _("随事项恢复"), (S.TAKEN_BACK,), S.RECORDED, (SYSTEM,)),
    # Put right by people: what was struck stays struck, whatever becomes of the event
    Move("contest", _("提出异议"), (S.RECORDED,), S.CONTESTED, ("deputy",), clock="resolve", note=True),
    Move("uphold", _("维持记录"), (S.CONTESTED,), S.RECORDED, ("head", "street"), note=True),
    Move("strike", _("更正剔除"), FOLLOWING, S.STRUCK, ("head", *OFFICE), note=True),
    # Told by the deputy: what the system cannot know
    Move("draft", _("记一次履职"), (START,), S.DRAFT, ("deputy",), record="deputies.SelfReport"),
    Move("revise", _("修改"), (S.DRAFT,), None, ("deputy",), record="deputies.SelfReport"),
    Move("submit", _("提交核实"), (S.DRAFT,), S.SUBMITTED, ("deputy",), clock="verify"),
    Move("amend", _("补正重报"), (S.SUBMITTED, S.REJECTED), S.SUBMITTED, ("deputy",),
         record="deputies.SelfReport", clock="verify"),
    Move("withdraw", _("撤回"), (S.DRAFT, S.SUBMITTED), S.WITHDRAWN, ("deputy",)),
    Move("verify", _("核实"), (S.SUBMITTED,), S.VERIFIED, STATION, clock="approve"),
    Move("approve", _("审定"), (S.VERIFIED,), S.APPROVED, OFFICE),
    Move("reject", _("不予认定"), (S.SUBMITTED, S.VERIFIED), S.REJECTED, (*STATION, *OFFICE), note=True),
    Move("appeal", _("申诉"), (S.REJECTED,), S.SUBMITTED, ("deputy",), clock="verify", note=True),
    Move("revoke", _("撤销审定"), (S.APPROVED,), S.REJECTED, OFFICE, note=True),
    # At any time
    Move("recount", _("日历调整，期限重算"), OPEN, None, (SYSTEM,), clock="recount", note=True),
])
