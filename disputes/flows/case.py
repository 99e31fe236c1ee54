"""The way of a hearing case (群英会): consent, panel, 评 → 商 → 断, agreement, performance, follow-up."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from liaison.kit.flow import KEEP, START, SYSTEM, Flow, Move


class CaseStage(TextChoices):
    LEAD = "lead", _("是非线索")
    CONSENT = "consent", _("征求意愿")
    ACCEPTED = "accepted", _("已受理")
    PANELED = "paneled", _("群英已邀")
    SCHEDULED = "scheduled", _("已定会期")
    ASSESSING = "assessing", _("评：听各方")
    NEGOTIATING = "negotiating", _("商：议办法")
    DECIDING = "deciding", _("断：作评断")
    AGREED = "agreed", _("已达成，待生效")
    PERFORMING = "performing", _("履行中")
    BREACHED = "breached", _("未按约履行")
    PERFORMED = "performed", _("已履行，待回访")
    DECLINED = "declined", _("一方不同意")
    DIVERTED = "diverted", _("已转其他途径")
    FAILED = "failed", _("未达成")
    CLOSED = "closed", _("已结案")
    VOIDED = "voided", _("已作废")


S = CaseStage
FINAL = (S.DECLINED, S.DIVERTED, S.FAILED, S.CLOSED, S.VOIDED)
OPEN = tuple(stage for stage in S if stage not in FINAL)
BEFORE_HEARING = (S.ACCEPTED, S.PANELED, S.SCHEDULED)
HEARING = (S.ASSESSING, S.NEGOTIATING, S.DECIDING)
STATION = ("keeper", "head")
HEARD = (*STATION, "chair")  # who may write down what happened in the hall
TONES = {
    **dict.fromkeys((S.AGREED, S.PERFORMING, S.PERFORMED, S.CLOSED), "ok"), **dict.fromkeys((S.LEAD, S.CONSENT), "warn"),
    **dict.fromkeys((S.DECLINED, S.DIVERTED, S.FAILED, S.VOIDED), "none"), S.BREACHED: "alarm",
}


CASE = Flow("case", _("群英会"), S, final=FINAL, tones=TONES, moves=[
    # Consent: without it there is no mediation (人民调解法 arts. 3, 17)
    Move("open", _("登记线索"), (START,), S.LEAD, (*STATION, "street", "deputy", SYSTEM), clock="ask"),
    Move("name_party", _("登记当事人"), (S.LEAD, S.CONSENT), None, STATION, record="disputes.Party"),
    Move("ask_consent", _("征求各方意愿"), (S.LEAD,), S.CONSENT, STATION, clock="consent"),
    Move("record_consent", _("记录同意"), (S.CONSENT,), None, STATION, record="disputes.Consent"),
    Move("decline", _("记录拒绝"), (S.CONSENT, *BEFORE_HEARING, *HEARING), S.DECLINED, STATION, record="disputes.Refusal"),
    Move("divert", _("转其他途径"), (S.LEAD, S.CONSENT, *BEFORE_HEARING, *HEARING), S.DIVERTED, STATION,
         record="disputes.Diversion"),
    Move("accept", _("受理"), (S.CONSENT,), S.ACCEPTED, ("head", "street"), record="disputes.Acceptance", clock="settle"),
    # The panel and the day
    Move("form_panel", _("邀请群英"), (S.ACCEPTED,), S.PANELED, STATION, record="disputes.Panel", clock=KEEP),
    Move("change_panel", _("更换群英"), (S.PANELED, S.SCHEDULED), None, STATION, record="disputes.Panel", note=True),
    Move("schedule", _("定会期"), (S.PANELED,), S.SCHEDULED, STATION, record="disputes.Sitting", clock=KEEP),
    Move("reschedule", _("改会期"), (S.SCHEDULED,), None, STATION, record="disputes.Sitting", note=True),
    Move("extend", _("经各方同意延期"), (*BEFORE_HEARING, *HEARING), None, ("head", "street"), clock="extend", note=True),
    # In the hall
    Move("open_hearing", _("开会"), (S.SCHEDULED,), S.ASSESSING, HEARD, record="disputes.Hearing", clock=KEEP),
    Move("assess", _("评：听各方、明事实"), (S.ASSESSING,), S.NEGOTIATING, HEARD, record="disputes.Assessment", clock=KEEP),
    Move("negotiate", _("商：议办法"), (S.NEGOTIATING,), S.DECIDING, HEARD, record="disputes.Negotiation", clock=KEEP),
    Move("decide", _("断：群英评断"), (S.DECIDING,), None, HEARD, record="disputes.Opinion"),
    Move("adjourn", _("休会再议"), HEARING, S.SCHEDULED, HEARD, record="disputes.Sitting", clock=KEEP, note=True),
    Move("agree", _("达成协议"), (S.NEGOTIATING, S.DECIDING), S.AGREED, HEARD, record="disputes.Agreement", clock="effect"),
    Move("fail", _("未达成"), HEARING, S.FAILED, HEARD, record="disputes.Failure"),
    # What was agreed is kept
    Move("take_effect", _("生效"), (S.AGREED,), S.PERFORMING, STATION, record="disputes.Effect", clock="perform"),
    Move("confirm", _("申请司法确认"), (S.PERFORMING,), None, STATION, record="disputes.Confirmation"),
    Move("perform", _("记录履行"), (S.PERFORMING,), None, STATION, record="disputes.Performance"),
    Move("complete", _("全部履行"), (S.PERFORMING,), S.PERFORMED, STATION, clock="follow_up"),
    Move("breach", _("记录未履行"), (S.PERFORMING,), S.BREACHED, STATION, record="disputes.Breach", clock="breach"),
    Move("resume", _("恢复履行"), (S.BREACHED,), S.PERFORMING, STATION, clock="perform", note=True),
    Move("follow_up", _("回访"), (S.PERFORMED,), None, (*STATION, "deputy"), record="disputes.FollowUp", clock="follow_up_again"),
    Move("close", _("结案"), (S.PERFORMED,), S.CLOSED, ("head",), note=True),
    Move("close_breached", _("告知救济途径后结案"), (S.BREACHED,), S.CLOSED, ("head",), note=True),
    # At any time
    Move("convert", _("转为代表建议"), (*OPEN, S.FAILED, S.DECLINED), None, (*STATION, "deputy"),
         record="disputes.CaseConversion"),
    Move("void", _("作废"), (S.LEAD,), S.VOIDED, ("head",), note=True),
    Move("remark", _("记一笔"), OPEN, None, (*STATION, "deputy", "street", "district"), note=True),
    Move("relocate", _("随站移交"), OPEN, None, (SYSTEM,), record="disputes.CaseRelocation", note=True),
    Move("recount", _("日历调整，期限重算"), OPEN, None, (SYSTEM,), clock="recount", note=True),
])
