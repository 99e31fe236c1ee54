"""The way of an inspection (专题督查指导): what was found, put right by the station, looked at again, struck off."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from liaison.kit.flow import START, SYSTEM, Flow, Move


class InspectionStage(TextChoices):
    CORRECTING = "correcting", _("整改中")
    CORRECTED = "corrected", _("待复查")
    CLOSED = "closed", _("已销号")
    CLEAN = "clean", _("未发现问题")
    VOIDED = "voided", _("已作废")


S = InspectionStage
FINAL = (S.CLOSED, S.CLEAN, S.VOIDED)
OPEN = tuple(stage for stage in S if stage not in FINAL)
TONES = {S.CORRECTED: "warn", S.CLOSED: "ok", S.CLEAN: "ok", S.VOIDED: "none"}
OFFICE = ("district", "street")  # the office that inspected, or the one above it
DESK = ("keeper", "head")


INSPECTION = Flow("inspection", _("专题督查"), S, final=FINAL, tones=TONES, moves=[
    # On the spot
    Move("inspect", _("登记督查"), (START,), S.CORRECTING, OFFICE, record="stations.InspectionNote", clock="correct"),
    Move("inspect_clean", _("登记督查，未发现问题"), (START,), S.CLEAN, OFFICE, record="stations.CleanNote"),
    # The station puts it right, finding by finding
    Move("correct", _("登记整改"), (S.CORRECTING,), None, DESK, record="stations.Correction", clock="correct"),
    Move("finish", _("报送整改，请求复查"), (S.CORRECTING,), S.CORRECTED, ("head",), clock="recheck"),
    Move("extend", _("延长整改期限"), (S.CORRECTING,), None, OFFICE, record="stations.Extension", clock="correct"),
    # Looked at again
    Move("recheck_pass", _("复查通过，销号"), (S.CORRECTED,), S.CLOSED, OFFICE, record="stations.Recheck"),
    Move("recheck_fail", _("复查不通过，继续整改"), (S.CORRECTED,), S.CORRECTING, OFFICE,
         record="stations.InspectionNote", clock="correct"),
    # At any time
    Move("void", _("作废"), (*OPEN, S.CLEAN), S.VOIDED, OFFICE, note=True),
    Move("recount", _("日历调整，期限重算"), OPEN, None, (SYSTEM,), clock="recount", note=True),
])
