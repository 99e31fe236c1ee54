"""What differs between years and places: the working-day calendar, the deadline rules and the thresholds."""

from django.db import models
from django.db.models.functions import Coalesce, Length
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from liaison.kit import workdays
from stations.models.place import Region


class CalendarDay(models.Model):
    """A day that breaks the Monday-to-Friday rule: a holiday, or a weekend day worked in exchange (调休)."""

    on = models.DateField(_("日期"), primary_key=True)
    is_workday = models.BooleanField(_("上班"))
    name = models.CharField(_("说明"), max_length=30)
    is_official = models.BooleanField(_("已正式公布"), default=True, help_text=_("未公布年份的预估日不勾选"))
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = _("日历例外日"), _("工作日历")
        ordering = ["on"]

    def __str__(self):
        return f"{self.on} {self.name}"


def day_calendar():
    """The calendar as it stands now, for ``workdays``: one query."""
    rows = list(CalendarDay.objects.values_list("on", "is_workday", "name", "is_official"))
    return workdays.Calendar(
        days={on: works for on, works, _name, _official in rows},
        published=frozenset(on.year for on, _works, _name, official in rows if official),
        names={on: name for on, _works, name, _official in rows},
    )


EVERYWHERE = Coalesce("region", models.Value(""))  # a rule without region is one rule, not many unknown ones


class PlacedQuerySet(models.QuerySet):
    def at(self, code):
        """The rules that hold at the region, the most particular first; a rule without region holds everywhere."""
        prefixes = [code[:length] for length in (2, 4, 6, 9, 12) if len(code) >= length]
        held = self.filter(models.Q(region=None) | models.Q(region__in=prefixes))
        return held.annotate(depth=Length(EVERYWHERE))


class DeadlineRule(models.Model):
    """How long something may take: data, never a constant. The step that starts a clock keeps a copy of its rule."""

    class Unit(models.TextChoices):
        WORKDAY = workdays.WORKDAY, _("工作日")
        DAY = workdays.DAY, _("自然日")
        MONTH = workdays.MONTH, _("月")

    flow = models.CharField(_("流程"), max_length=20)
    clock = models.CharField(_("时限"), max_length=30)
    variant = models.CharField(_("适用"), max_length=20, blank=True, help_text=_("例如 simple、general、complex；空为都适用"))
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=_("适用地区"))
    label = models.CharField(_("名称"), max_length=50)
    length = models.PositiveSmallIntegerField(_("长度"))
    unit = models.CharField(_("单位"), max_length=8, choices=Unit)
    starts = models.CharField(_("起算"), max_length=50)
    basis = models.CharField(_("依据"), max_length=100)
    history = HistoricalRecords()
    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("时限规则"), _("时限规则")
        ordering = ["flow", "clock", "variant", "region"]
        constraints = [
            models.UniqueConstraint(
                "flow", "clock", "variant", EVERYWHERE, name="deadline_rule_once",
                violation_error_message=_("这个地区已经有同一流程、同一时限的规则，请改原来那条。"),
            ),
            models.CheckConstraint(
                name="deadline_rule_has_length", condition=models.Q(length__gte=1), violation_error_message=_("长度至少为 1。")
            ),
        ]

    def __str__(self):
        return f"{self.label}：{self.length} {self.get_unit_display()}"

    def snapshot(self, start):
        """The rule as it stands and the date it gives for an event on ``start``: what a step keeps."""
        due = workdays.due_on(start, self.length, self.unit, day_calendar())
        kept = {name: getattr(self, name) for name in ("clock", "label", "length", "unit", "starts", "basis")}
        return {"rule": self.pk, **kept, "start": start.isoformat(), "due": due.isoformat()}


class Setting(models.Model):
    """A threshold that differs between places (smallest panel, days of notice, window of the duplicate search)."""

    key = models.CharField(_("项"), max_length=40)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=_("适用地区"))
    label = models.CharField(_("名称"), max_length=80)
    number = models.PositiveIntegerField(_("值"))
    basis = models.CharField(_("依据"), max_length=100, blank=True)
    history = HistoricalRecords()
    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("参数"), _("参数")
        ordering = ["key", "region"]
        constraints = [
            models.UniqueConstraint(
                "key", EVERYWHERE, name="setting_once", violation_error_message=_("这个地区已经设了这一项，请改原来那条。")
            )
        ]

    def __str__(self):
        return f"{self.label}：{self.number}"

    @classmethod
    def number_at(cls, key, code):
        """The number in force at the region. Raises Setting.DoesNotExist if nobody has set it: we do not guess."""
        return cls.objects.at(code).filter(key=key).order_by("-depth")[:1].get().number

    @classmethod
    def numbers_at(cls, keys, code):
        """Several numbers in force at the region, in the order of their keys, at one query. Raises KeyError."""
        found = dict(cls.objects.at(code).filter(key__in=keys).order_by("depth").values_list("key", "number"))
        return [found[key] for key in keys]
