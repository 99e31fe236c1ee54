"""The money of activities (代表活动经费, 代表法 art. 42): what a station may spend in a year on each purpose."""

from decimal import Decimal

from django.db import models, transaction
from django.db.models import DecimalField, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from deputies.flows import ExpenseStage
from deputies.flows.expense import WAITING
from liaison.kit.figures import money
from liaison.kit.flow import Obstacle
from stations.models import Region, Station
from stations.models.calendar import EVERYWHERE, PlacedQuerySet

READERS = ("keeper", "head", "street", "district", "auditor")
NOTHING = Decimal("0.00")


def money_column(label, **options):
    return models.DecimalField(label, max_digits=12, decimal_places=2, **options)


class Purpose(models.Model):
    """What money may be spent on (专款专用); a district adds its own beside those of everywhere."""

    name = models.CharField(gettext_lazy("科目"), max_length=20)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=gettext_lazy("适用地区"))
    covers = models.CharField(gettext_lazy("开支范围"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(gettext_lazy("排序"), default=0)
    is_active = models.BooleanField(gettext_lazy("在用"), default=True)
    history = HistoricalRecords()
    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("经费科目"), gettext_lazy("经费科目")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(
            "name", EVERYWHERE, name="purpose_once", violation_error_message=gettext_lazy("这个地区已经有同名的科目。"))]

    def __str__(self):
        return self.name


class FundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The station's own people, and the street, the district and the auditor above it; deputies do not spend."""
        return self.filter(user.reach(*READERS, to="station")) if user.is_authenticated else self.none()

    def with_sums(self):
        """With what was approved and what waits; ``Fund.approved`` and ``Fund.waiting`` read them."""
        approved, waits = Q(expenses__stage=ExpenseStage.APPROVED), Q(expenses__stage__in=WAITING)
        return self.annotate(
            sum_approved=Sum("expenses__amount", filter=approved), sum_waiting=Sum("expenses__amount", filter=waits))

    def of_year(self, station, year):
        return self.filter(station=station, year=year).select_related("purpose").order_by("purpose__position", "purpose")

    def set_budget(self, station, year, amounts, *, reason):
        """Set the station's budget of the year: ``amounts`` are {purpose: amount}. Raises Obstacle; who and why is kept."""
        with transaction.atomic():
            known = {fund.purpose_id: fund for fund in self.of_year(station, year)}
            for purpose, amount in amounts.items():
                fund = known.get(purpose.pk)
                if fund is None:
                    fund = self.model(station=station, year=year, purpose=purpose)
                elif fund.amount == amount:
                    continue
                fund.change(amount, reason)


class Fund(models.Model):
    """What a station may spend in a year on one purpose. ``version`` counts the changes and approvals it went through."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="funds", verbose_name=gettext_lazy("联络站"))
    year = models.PositiveSmallIntegerField(gettext_lazy("年度"), db_index=True)
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="funds", verbose_name=gettext_lazy("科目"))
    amount = money_column(gettext_lazy("预算（元）"))
    version = models.PositiveIntegerField(default=0, editable=False)
    history = HistoricalRecords(excluded_fields=["version"])
    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("活动经费预算"), gettext_lazy("活动经费预算")
        ordering = ["-year", "station", "purpose"]
        constraints = [
            models.UniqueConstraint(fields=["station", "year", "purpose"], name="fund_once"),
            models.CheckConstraint(name="fund_not_below_zero", condition=Q(amount__gte=0)),
        ]

    def __str__(self):
        return _("%(year)s 年 · %(purpose)s") % {"year": self.year, "purpose": self.purpose}

    @property
    def approved(self):
        return self._sum("sum_approved", stage=ExpenseStage.APPROVED)

    @property
    def waiting(self):
        return self._sum("sum_waiting", stage__in=WAITING)

    def _sum(self, read, **stages):
        """What ``with_sums`` has read for a list, else what the rows say now."""
        if not hasattr(self, read):
            return self.expenses.filter(**stages).aggregate(sum=Sum("amount"))["sum"] or NOTHING
        return getattr(self, read) or NOTHING

    @property
    def left(self):
        """What may still be approved: first come, first served."""
        return self.amount - self.approved

    @property
    def available(self):
        """What nobody has asked for yet."""
        return self.left - self.waiting

    def hold(self):
        """Make everybody else who spends from this fund or changes it wait until this transaction ends.

        Writing the row takes its lock on PostgreSQL; SQLite lets one transaction write at a time anyway. What is summed
        up afterwards includes whatever was approved before.
        """
        type(self).objects.filter(pk=self.pk).update(version=F("version") + 1)
        self.refresh_from_db(fields=["amount", "version"])
        self.__dict__.pop("sum_approved", None), self.__dict__.pop("sum_waiting", None)

    @transaction.atomic
    def change(self, amount, reason):
        """Set another amount, not below what has been approved already. Raises Obstacle."""
        if self.pk:
            self.hold()
            if amount < self.approved:
                told = {"purpose": self.purpose, "sum": money(self.approved)}
                raise Obstacle({f"amount_{self.purpose_id}": _("“%(purpose)s”已批准 %(sum)s 元，预算不能低于这个数。") % told})
        self.amount, self._change_reason = amount, reason
        self.save()


def with_money(stations, year):
    """The open stations and those with money of that year, with ``budget``, ``approved`` and ``waiting``: one query."""
    funds = Fund.objects.filter(station=OuterRef("pk"), year=year)
    sums = {
        "budget": Sum("amount"), "approved": Sum("expenses__amount", filter=Q(expenses__stage=ExpenseStage.APPROVED)),
        "waiting": Sum("expenses__amount", filter=Q(expenses__stage__in=WAITING)),
    }
    is_open = Q(closed_on=None) | Q(closed_on__gt=timezone.localdate())
    told = {name: _summed(funds, total) for name, total in sums.items()}
    return stations.filter(is_open | Exists(funds)).annotate(**told)


def _summed(funds, total):
    sums = funds.order_by().values("station").annotate(total=total).values("total")
    return Coalesce(Subquery(sums), NOTHING, output_field=DecimalField(max_digits=14, decimal_places=2))


def budget_changes(station, year):
    """Every amount that was set for the year, newest first, each with the one before it (``was``)."""
    told, before = [], {}
    rows = Fund.history.filter(station=station, year=year).select_related("history_user", "purpose").order_by("history_id")
    for row in rows:
        row.was, before[row.purpose_id] = before.get(row.purpose_id), row.amount
        told.append(row)
    return told[::-1]
