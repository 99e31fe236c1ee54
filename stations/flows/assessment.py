"""The way of a station's assessment (考核): the station checks itself, the street reviews, the district confirms."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from liaison.kit.flow import START, SYSTEM, Flow, Move


class AssessmentStage(TextChoices):
    OPENED = "opened", _("待自评")
    SELF_CHECKED = "self_checked", _("待街道审核")
    REVIEWED = "reviewed", _("待区里确认")
    CONFIRMED = "confirmed", _("已确认")
    APPEALED = "appealed", _("有申诉")
    FINAL = "final", _("已生效")
    VOIDED = "voided", _("已作废")


S = AssessmentStage
FINAL = (S.FINAL, S.VOIDED)
OPEN = tuple(stage for stage in S if stage not in FINAL)
DECIDED = (S.CONFIRMED, S.APPEALED, S.FINAL)  # a result stands
TONES = {S.OPENED: "doing", S.SELF_CHECKED: "doing", S.REVIEWED: "doing", S.CONFIRMED: "ok", S.APPEALED: "warn", S.FINAL: "ok",
         S.VOIDED: "none"}
SCORES = "stations.Scoring"


ASSESSMENT = Flow("assessment", _("站点考核"), S, final=FINAL, tones=TONES, moves=[
    Move("open", _("开始考核"), (START,), S.OPENED, ("district",), clock="self_check"),
    # Three who look at the same items, each for itself
    Move("self_check", _("自评"), (S.OPENED,), S.SELF_CHECKED, ("head",), record=SCORES, clock="review"),
    Move("review", _("街道审核"), (S.SELF_CHECKED,), S.REVIEWED, ("street",), record=SCORES, clock="confirm"),
    Move("send_back", _("退回重评"), (S.SELF_CHECKED,), S.OPENED, ("street",), clock="self_check", note=True),
    Move("return_review", _("退回重审"), (S.REVIEWED,), S.SELF_CHECKED, ("district",), clock="review", note=True),
    Move("confirm", _("确认结果"), (S.REVIEWED,), S.CONFIRMED, ("district",), record=SCORES, clock="appeal"),
    # The station may appeal until a date
    Move("appeal", _("申诉"), (S.CONFIRMED,), S.APPEALED, ("head",), clock="decide", note=True),
    Move("decide", _("复核决定"), (S.APPEALED,), S.FINAL, ("district",), record=SCORES),
    Move("lapse", _("期满未申诉"), (S.CONFIRMED,), S.FINAL, (SYSTEM,)),
    # At any time
    Move("void", _("作废"), (S.OPENED, S.SELF_CHECKED, S.REVIEWED), S.VOIDED, ("district",), note=True),
    Move("recount", _("日历调整，期限重算"), OPEN, None, (SYSTEM,), clock="recount", note=True),
])
