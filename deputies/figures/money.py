"""The figures of activity money."""

from django.utils.translation import gettext_lazy as _

from deputies.models import Expense, Fund
from liaison.kit.figures import Figure


def budgeted(scope):
    """The budgets of every year that the period touches: money is given by the year."""
    rows = scope.at(Fund.objects.visible_to(scope.user))
    if scope.since:
        rows = rows.filter(year__gte=scope.since.year)
    return rows.filter(year__lte=scope.until.year) if scope.until else rows


def spent(scope):
    return scope.within(scope.at(Expense.objects.visible_to(scope.user).spent()), "on")


FIGURES = {figure.key: figure for figure in (
    Figure("budget", _("经费预算"), _("元"), _("本期所在各年度定下的代表活动经费预算，各站各科目相加。"), budgeted,
           "deputies:funds", amount="amount"),
    Figure("spent", _("经费已支出"), _("元"), _("支出日期在本期、已经批准的活动经费，含区里同意的超支，不含待审批和已作废的。"),
           spent, "deputies:expenses", amount="amount"),
)}
