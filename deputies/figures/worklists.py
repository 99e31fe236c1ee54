"""What waits for the reader in the duty file, among the deeds and in the money, as figures that open their rows."""

from django.utils.translation import gettext_lazy as _

from deputies.flows import DeedStage, DutyStage, ExpenseStage
from deputies.models import Deed, Duty, Expense
from liaison.kit.figures import Figure, at_stage

DUTIES, DEEDS, EXPENSES = "deputies:duties", "deputies:deeds", "deputies:expenses"


def waiting(key, label, unit, definition, page, model, stage):
    return Figure(key, label, unit, definition, at_stage(model, stage), page, is_present=True)


FIGURES = {figure.key: figure for figure in (
    waiting("duties_to_verify", _("待核实的履职"), _("条"), _("现在代表自报、等联络站核实的履职记录。"),
            DUTIES, Duty, DutyStage.SUBMITTED),
    waiting("duties_to_approve", _("待审定的履职"), _("条"), _("现在联络站已核实、等街道（乡镇）或区里审定的履职记录。"),
            DUTIES, Duty, DutyStage.VERIFIED),
    waiting("duties_contested", _("有异议的履职"), _("条"), _("现在代表提出异议、等决定的履职记录。"),
            DUTIES, Duty, DutyStage.CONTESTED),
    waiting("deeds_to_verify", _("待核实的实事"), _("件"), _("现在上报了结果、等站长或街道核实的实事。"),
            DEEDS, Deed, DeedStage.REPORTED),
    waiting("deeds_in_need", _("请求帮助的实事"), _("件"), _("现在代表请求帮助、还没有得到帮助的实事。"),
            DEEDS, Deed, DeedStage.NEEDS_HELP),
    waiting("expenses_to_approve", _("待审批的支出"), _("笔"), _("现在登记了、等街道或区里批准的经费支出。"),
            EXPENSES, Expense, ExpenseStage.ENTERED),
    waiting("expenses_refused", _("被退回的支出"), _("笔"), _("现在被退回、等联络站修改或撤销的经费支出。"),
            EXPENSES, Expense, ExpenseStage.REFUSED),
    waiting("expenses_over", _("待决定的超支"), _("笔"), _("现在超出科目可用额、等区里决定的经费支出。"),
            EXPENSES, Expense, ExpenseStage.OVER),
)}
