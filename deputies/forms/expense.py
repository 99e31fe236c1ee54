"""How the moves of an expense are written down."""

from django.db import IntegrityError, transaction
from django.template.defaultfilters import date as date_words
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.models import Activity, ExpenseEntry, Fund
from deputies.models.expense import COLUMNS
from liaison.kit.fields import refuse
from liaison.kit.figures import money
from liaison.kit.flow import Obstacle
from stations.forms.move import RecordForm


class EntryForm(RecordForm):
    """An expense: each purpose says what is still available, so that nobody finds out afterwards."""

    def prepare(self):
        super().prepare()
        self.fields["fund"].label_from_instance = lambda fund: _("%(purpose)s（可用 %(sum)s 元）") % {
            "purpose": fund.purpose, "sum": money(fund.available)}
        self.fields["activity"].label_from_instance = lambda event: f"{date_words(event.on, 'n月j日')} {event.title}"
        self.fields["activity"].empty_label = _("不是为活动支出的")
        self.order_fields(COLUMNS)

    def keep(self):
        """Enter the expense as a new one. False, with words in the form, if it cannot be."""
        for name in COLUMNS:
            setattr(self.thing, name, self.cleaned_data[name])
        try:
            with transaction.atomic():
                self.thing.begin(self.move.name, by=self.user, record=self.instance)
        except Obstacle as obstacle:
            refuse(self, obstacle)
        except IntegrityError:  # the button was pressed twice
            self.add_error("voucher", _("这个科目里已经登记过这张凭证。"))
        return not self.errors


def funds_of(expense, user):
    """The funds of the expense's year at its station."""
    return Fund.objects.of_year(expense.station, expense.fund.year).with_sums()


def activities_of(expense, user):
    """What the station did, or is to do, in the year of the money."""
    return Activity.objects.visible_to(user).filter(
        station=expense.station, on__year=expense.fund.year, cancel_reason="").order_by("-on", "-pk")


ROWS = {("ExpenseEntry", "fund"): funds_of, ("ExpenseEntry", "activity"): activities_of}
SPECIAL = {ExpenseEntry: EntryForm}
STARTING = {("expense", "amend"): lambda expense: {name: getattr(expense, name) for name in COLUMNS}}
ASKED = {
    ("expense", "ask_over"): gettext_lazy("专款专用：超出科目的支出由区里决定。写明为什么非支不可、为什么不能改用其他科目。"),
    ("expense", "decide_over"): gettext_lazy("同意后，这一笔可以超出科目预算；文号和理由长期保存。"),
    ("expense", "annul"): gettext_lazy("作废后，这一笔不再计入已支出，可用额恢复。原来的登记和审批都还在。"),
    ("expense", "withdraw"): gettext_lazy("撤销后不能恢复，凭证号可以重新登记。"),
}
NAMED = {("expense", "amend"): gettext_lazy("重新上报"), ("expense", "ask_over"): gettext_lazy("提交超支申请")}
NOTED = {("expense", name): gettext_lazy("理由") for name in ("withdraw", "refuse", "ask_over", "annul")}
HINTS = {
    ("ExpenseEntry", "on"): gettext_lazy("实际支出的日期，不是登记的日期"),
    ("ExpenseEntry", "what"): gettext_lazy("办了什么事，例如：接待日茶水、宣传册印刷"),
    ("ExpenseEntry", "activity"): gettext_lazy("为哪一场活动支出的"),
    ("ExpenseEntry", "voucher"): gettext_lazy("记账凭证或发票的号码"),
    ("ExpenseEntry", "payee"): gettext_lazy("可以不填"),
}
