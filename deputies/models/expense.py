"""What a station spends of its activity money: entered by one, approved by another, on the purpose that it was given for."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.flows import EXPENSE, ExpenseStage
from deputies.flows.expense import OFFICE
from deputies.models.activity import Activity
from deputies.models.fund import NOTHING, READERS, Fund, money_column
from liaison.kit.figures import money
from liaison.kit.flow import START, Obstacle, Record, Step
from stations.models import Station
from stations.models.matter import MatterQuerySet, Placed


class ExpenseQuerySet(MatterQuerySet):
    def visible_to(self, user):
        return self.filter(user.reach(*READERS, to="station")) if user.is_authenticated else self.none()

    def for_list(self):
        return self.select_related("station__region", "fund__purpose", "activity")

    def standing(self):
        """Without those that were voided."""
        return self.exclude(stage=ExpenseStage.VOIDED)

    def spent(self):
        return self.filter(stage=ExpenseStage.APPROVED)


class Spending(models.Model):
    """What is written down of an expense."""

    amount = money_column(gettext_lazy("金额（元）"), validators=[MinValueValidator(Decimal("0.01"))])
    on = models.DateField(gettext_lazy("日期"))
    what = models.CharField(gettext_lazy("事由"), max_length=60)
    handler = models.CharField(gettext_lazy("经手人"), max_length=30)
    payee = models.CharField(gettext_lazy("收款方"), max_length=60, blank=True)
    voucher = models.CharField(gettext_lazy("凭证号"), max_length=30)

    class Meta:
        abstract = True


COLUMNS = ("fund", "amount", "on", "what", "activity", "handler", "payee", "voucher")


class Expense(Spending, Placed):
    """Money spent from a fund. Its stage is written only by ``begin`` and ``advance``; its columns follow its last entry."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="expenses", verbose_name=gettext_lazy("联络站"))
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="expenses", verbose_name=gettext_lazy("科目"))
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="expenses", verbose_name=gettext_lazy("关联活动"))
    objects = ExpenseQuerySet.as_manager()
    flow = EXPENSE

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("经费支出"), gettext_lazy("经费支出")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(name="expense_above_zero", condition=Q(amount__gt=0)),
            models.UniqueConstraint(
                fields=["fund", "voucher"], condition=~Q(stage__in=(START, ExpenseStage.VOIDED)), name="expense_voucher_once"),
        ]
        indexes = [models.Index(fields=["fund", "stage"], name="expense_of_fund")]

    def __str__(self):
        return f"{self.voucher} {self.what}"

    @property
    def title(self):
        return self.what

    @property
    def number(self):
        return self.voucher

    def roles_of(self, user):
        """Whoever entered an expense does not judge it, in whatever role (不相容岗位分离)."""
        held = {membership.role for membership in user.current_memberships if membership.covers(self.station)}
        if held & set(OFFICE) and self.was_entered_by(user):
            held -= set(OFFICE)
        return held | ({"system"} if user.username == "system" else set())

    def was_entered_by(self, user):
        return bool(self.pk) and self.steps.filter(move__in=("enter", "amend"), by=user).exists()

    def over_words(self):
        """Why the fund does not bear this, while it waits or in the moment of its approval; "" if it does."""
        paid = NOTHING if self.stage == ExpenseStage.APPROVED else self.amount
        short = paid - self.fund.left
        if short <= 0:
            return ""
        told = {"purpose": self.fund.purpose, "sum": money(short)}
        return _("超出“%(purpose)s”可用额 %(sum)s 元。请改用其他科目或先申请调整。") % told

    def _obstacle_to_approve(self):
        return self.over_words()

    def _obstacle_to_ask_over(self):
        return "" if self.over_words() else _("没有超出“%(purpose)s”可用额，不用申请超支。") % {"purpose": self.fund.purpose}

    def moved(self, step, record):
        """Two who approve at once do not overspend together: each looks again while the other waits."""
        if step.move in ("approve", "decide_over", "annul"):
            self.fund.hold()
        if step.move == "approve" and (words := self.over_words()):
            raise Obstacle(words)


class ExpenseEntry(Spending, Record):
    """An expense as it was entered, or as it was put right."""

    expense = models.ForeignKey(Expense, models.PROTECT, related_name="entries")
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="+", verbose_name=gettext_lazy("科目"))
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=gettext_lazy("关联活动"))
    shown_with = ("fund__purpose", "activity")

    class Meta:
        verbose_name = gettext_lazy("支出登记")

    def vet(self, parts):
        if self.on > timezone.localdate():
            raise Obstacle({"on": _("支出日期不能在今天以后。")})
        if self.on.year != self.fund.year:
            raise Obstacle({"on": _("要用 %(year)s 年度的经费，日期也要在这一年。") % {"year": self.fund.year}})
        if self.fund.station_id != self.expense.station_id:
            raise Obstacle({"fund": _("只能用本站的经费。")})
        if self.activity and self.activity.station_id != self.expense.station_id:
            raise Obstacle({"activity": _("只能关联本站的活动。")})
        same = self.fund.expenses.filter(voucher=self.voucher).standing().exclude(pk=self.expense.pk)
        if same.exists():
            raise Obstacle({"voucher": _("这个科目里已经登记过这张凭证。")})

    def effect(self):
        return {name: getattr(self, name) for name in COLUMNS}


class OverDecision(Record):
    """The district lets a station spend beyond the purpose, for a reason and under a number."""

    expense = models.ForeignKey(Expense, models.PROTECT, related_name="over_decisions")
    number = models.CharField(gettext_lazy("批复文号"), max_length=40)
    reason = models.TextField(gettext_lazy("理由"), max_length=1000)

    class Meta:
        verbose_name = gettext_lazy("超支决定")


class ExpenseStep(Step):
    """A move of an expense."""

    expense = models.ForeignKey(Expense, models.PROTECT, related_name="steps")
    flow = EXPENSE

    class Meta(Step.Meta):
        constraints = [models.UniqueConstraint(fields=["expense", "number"], name="expense_step_once")]
