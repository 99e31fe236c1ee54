"""The way of an expense (活动经费支出): one enters it, another approves it, nothing goes beyond its purpose unasked."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from liaison.kit.flow import START, SYSTEM, Flow, Move


class ExpenseStage(TextChoices):
    ENTERED = "entered", _("待审批")
    REFUSED = "refused", _("已退回")
    OVER = "over", _("待超支决定")
    APPROVED = "approved", _("已批准")
    VOIDED = "voided", _("已作废")


S = ExpenseStage
FINAL = (S.APPROVED, S.VOIDED)
WAITING = (S.ENTERED, S.OVER)
DESK = ("keeper", "head")
OFFICE = ("street", "district")
TONES = {S.ENTERED: "doing", S.REFUSED: "warn", S.OVER: "alarm", S.APPROVED: "ok", S.VOIDED: "none"}


EXPENSE = Flow("expense", _("经费支出"), S, final=FINAL, tones=TONES, moves=[
    # At the station
    Move("enter", _("登记支出"), (START,), S.ENTERED, DESK, record="deputies.ExpenseEntry", clock="approve"),
    Move("amend", _("修改后再报"), (S.REFUSED,), S.ENTERED, DESK, record="deputies.ExpenseEntry", clock="approve"),
    Move("withdraw", _("撤销登记"), (S.ENTERED, S.REFUSED), S.VOIDED, DESK, note=True),
    # Approved within the purpose (专款专用, 代表法 art. 42); also when the budget was raised while a decision was awaited
    Move("approve", _("批准"), WAITING, S.APPROVED, OFFICE),
    Move("refuse", _("退回"), WAITING, S.REFUSED, OFFICE, note=True),
    # Beyond it only by a decision of the district
    Move("ask_over", _("申请超支"), (S.ENTERED,), S.OVER, ("head",), clock="over", note=True),
    Move("decide_over", _("同意超支"), (S.OVER,), S.APPROVED, ("district",), record="deputies.OverDecision"),
    # What was approved and turns out wrong
    Move("annul", _("作废"), (S.APPROVED,), S.VOIDED, ("district",), note=True),
    Move("recount", _("日历调整，期限重算"), WAITING, None, (SYSTEM,), clock="recount", note=True),
])
