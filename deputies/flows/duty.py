"""The way of an entry of the duty file (履职记录): most entries follow from what happened, some are told by the deputy."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from liaison.kit.flow import START, SYSTEM, Flow, Move


class DutyStage(TextChoices):
    RECORDED = "recorded", _("已记入")
    TAKEN_BACK = "taken_back", _("已撤回")


S = DutyStage
FINAL = (S.TAKEN_BACK,)
TONES = {S.RECORDED: "ok", S.TAKEN_BACK: "none"}


DUTY = Flow("duty", _("履职记录"), S, final=FINAL, kind="duties", tones=TONES, moves=[
    # By itself: the event is the evidence
    Move("record", _("自动记入"), (START,), S.RECORDED, (SYSTEM,)),
    Move("redate", _("更正日期"), (S.RECORDED,), None, (SYSTEM,), record="deputies.DutyDate"),
    Move("take_back", _("随事项撤回"), (S.RECORDED,), S.TAKEN_BACK, (SYSTEM,)),
    Move("restore", _("随事项恢复"), (S.TAKEN_BACK,), S.RECORDED, (SYSTEM,)),
])
