"""The way of a reception day (代表接待日): planned, announced, held, closed and locked."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from liaison.kit.flow import KEEP, START, SYSTEM, Flow, Move


class ReceptionStage(TextChoices):
    PLANNED = "planned", _("已计划")
    PUBLISHED = "published", _("已公告")
    OPEN = "open", _("接待中")
    CLOSED = "closed", _("已结束")
    LOCKED = "locked", _("已锁定")
    CANCELLED = "cancelled", _("已取消")


S = ReceptionStage
FINAL = (S.LOCKED, S.CANCELLED)
BEFORE = (S.PLANNED, S.PUBLISHED)
TO_HOLD = (*BEFORE, S.OPEN)  # not over yet: the roster may still change, deputies may still arrive
DESK, OFFICES = ("keeper", "head"), ("street", "district")
TONES = {S.PLANNED: "warn", S.PUBLISHED: "doing", S.OPEN: "ok", S.CLOSED: "none", S.LOCKED: "none", S.CANCELLED: "none"}


RECEPTION = Flow("reception", _("代表接待日"), S, final=FINAL, kind="receptions", tones=TONES, moves=[
    Move("plan", _("排定"), (START,), S.PLANNED, (*DESK, *OFFICES, SYSTEM)),
    Move("publish", _("公告"), (S.PLANNED,), S.PUBLISHED, ("head", *OFFICES)),
    Move("change", _("改期或改时间"), BEFORE, None, (*DESK, "street"), record="deputies.ReceptionChange"),
    Move("cancel", _("取消这一天"), BEFORE, S.CANCELLED, ("head", "street"), note=True),
    # On the day; who has not announced it or forgot to open it still holds it
    Move("open", _("开始接待"), BEFORE, S.OPEN, (*DESK, SYSTEM)),
    Move("close", _("结束并填结果"), TO_HOLD, S.CLOSED, DESK, record="deputies.ReceptionReport", clock="lock"),
    # Afterwards
    Move("lapse", _("到时锁定"), (S.CLOSED,), S.LOCKED, (SYSTEM,)),
    Move("correct", _("更正"), (S.CLOSED, S.LOCKED), None, ("head",), record="deputies.ReceptionCorrection", clock=KEEP),
    Move("relocate", _("随站移交"), BEFORE, None, (SYSTEM,), record="deputies.ReceptionRelocation", note=True),
    Move("recount", _("日历调整，期限重算"), (S.CLOSED,), None, (SYSTEM,), clock="recount", note=True),
])
