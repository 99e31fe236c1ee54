"""What a quarter's plan is made from: the rule of each station, how often each level receives, and who is away."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from deputies.models.deputy import CongressLevel, Deputy
from stations.models import Region, Station
from stations.models.calendar import EVERYWHERE, PlacedQuerySet

TENTHS = (10, 20, 30)
LONGEST_SHIFT = timedelta(60)  # more than any holiday lasts: a turn before it cannot end up this late


class ForceQuerySet(models.QuerySet):
    """Rows with a first day and perhaps a last one."""

    def within(self, since, until):
        """Those in force on some day from ``since`` to ``until``."""
        return self.filter(models.Q(until=None) | models.Q(until__gte=since), since__lte=until)


class ReceptionRule(models.Model):
    """When a station receives: on the tenths (逢十), on a weekday, on a day of the month, or on listed days (赶集日)."""

    class Kind(models.TextChoices):
        TENTHS = "tenths", gettext_lazy("逢十（10、20、30 日）")
        WEEKLY = "weekly", gettext_lazy("每周")
        MONTHLY = "monthly", gettext_lazy("每月")
        DATES = "dates", gettext_lazy("按日期表（赶集日等）")

    class Months(models.TextChoices):
        EVERY = "every", gettext_lazy("每个月")
        ODD = "odd", gettext_lazy("单月")
        EVEN = "even", gettext_lazy("双月")

    class February(models.TextChoices):
        LAST = "last", gettext_lazy("当月最后一天")
        SKIP = "skip", gettext_lazy("不接待")
        FIRST_OF_MARCH = "first_of_march", gettext_lazy("次月 1 日")

    class OnHoliday(models.TextChoices):
        NEXT_WORKDAY = "next_workday", gettext_lazy("周末和节假日都顺延到下一个工作日")
        NEXT_DAY = "next_day", gettext_lazy("只避开法定节假日，顺延到节后第一天")
        SKIP = "skip", gettext_lazy("周末和节假日不接待")
        KEEP = "keep", gettext_lazy("照常接待")

    WEEKDAYS = list(enumerate(map(gettext_lazy, ("周一", "周二", "周三", "周四", "周五", "周六", "周日"))))

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="reception_rules", verbose_name=gettext_lazy("联络站"))
    kind = models.CharField(gettext_lazy("哪些日子"), max_length=8, choices=Kind, default=Kind.TENTHS)
    weekday = models.PositiveSmallIntegerField(
        gettext_lazy("星期"), null=True, blank=True, choices=WEEKDAYS, help_text=gettext_lazy("“每周”时选"))
    day = models.PositiveSmallIntegerField(
        gettext_lazy("几日"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text=gettext_lazy("“每月”时填"))
    months = models.CharField(gettext_lazy("月份"), max_length=5, choices=Months, default=Months.EVERY)
    dates = models.TextField(
        gettext_lazy("日期表"), blank=True, help_text=gettext_lazy("“按日期表”时填，例如 2027-01-08，用空格或换行隔开"))
    starts_at = models.TimeField(gettext_lazy("开始时间"))
    ends_at = models.TimeField(gettext_lazy("结束时间"))
    scope = models.CharField(gettext_lazy("接待范围"), max_length=100, blank=True)
    february = models.CharField(
        gettext_lazy("当月没有这一天时"), max_length=14, choices=February, default=February.LAST,
        help_text=gettext_lazy("例如二月没有 30 日"))
    on_holiday = models.CharField(
        gettext_lazy("遇周末和节假日"), max_length=12, choices=OnHoliday, default=OnHoliday.NEXT_WORKDAY)
    since = models.DateField(gettext_lazy("开始"), default=timezone.localdate)
    until = models.DateField(gettext_lazy("结束"), null=True, blank=True)
    history = HistoricalRecords()
    objects = ForceQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("接待日规则"), gettext_lazy("接待日规则")
        ordering = ["station", "since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="rule_ends_after_start", condition=models.Q(ends_at__gt=models.F("starts_at")),
                violation_error_message=gettext_lazy("结束时间要晚于开始时间。")),
            models.CheckConstraint(
                name="rule_in_force_forwards", condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                violation_error_message=gettext_lazy("结束日期不能早于开始日期。")),
            models.CheckConstraint(
                name="rule_tells_its_days",
                condition=models.Q(kind="tenths") | models.Q(kind="weekly", weekday__isnull=False)
                | models.Q(kind="monthly", day__isnull=False) | (models.Q(kind="dates") & ~models.Q(dates="")),
                violation_error_message=gettext_lazy("“每周”要选星期，“每月”要填几日，“按日期表”要填日期。")),
        ]

    def __str__(self):
        return f"{self.words} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"

    @property
    def words(self):
        if self.kind == self.Kind.WEEKLY:
            return _("每%(weekday)s") % {"weekday": self.get_weekday_display()}
        if self.kind == self.Kind.MONTHLY:
            return _("%(months)s %(day)s 日") % {"months": self.get_months_display(), "day": self.day}
        return _("逢十") if self.kind == self.Kind.TENTHS else _("按日期表")

    @property
    def listed(self):
        """The days of the list. Raises ValueError for what is no date."""
        return sorted({date.fromisoformat(word) for word in re.split(r"[\s,，、;；]+", self.dates) if word})

    def clean(self):
        try:
            self.listed  # noqa: B018
        except ValueError:
            raise ValidationError({"dates": _("日期要写成 2027-01-08 的样子，用空格或换行隔开。")}) from None


class Turn(NamedTuple):
    """One day of a rule: the day that it names, and the one on which the station receives; None if it is dropped."""

    nominal: date
    on: date | None


def days(rule, since, until, calendar):
    """The turns of a rule from ``since`` to ``until``, both included, in order and each day once.

    A turn belongs to the day on which it is held; one that is dropped belongs to the day that the rule names.
    """
    first, last = max(rule.since, since - LONGEST_SHIFT), min(rule.until or until, until)
    held = {}
    for nominal in sorted(named(rule, first, last)):
        turn = Turn(nominal, shifted(nominal, rule, calendar))
        if since <= (turn.on or nominal) <= until:
            held.setdefault(turn.on or nominal, turn)
    return [held[day] for day in sorted(held)]


def named(rule, first, last):
    """The days that the rule names, before any holiday moves them."""
    kinds, found = ReceptionRule.Kind, ()
    if rule.kind == kinds.WEEKLY:
        begin = first + timedelta((rule.weekday - first.weekday()) % 7)
        found = (begin + timedelta(7 * n) for n in range(max((last - begin).days // 7 + 1, 0)))
    elif rule.kind == kinds.DATES:
        found = rule.listed
    else:
        found = (day for year, month in months(first, last) for day in in_month(rule, year, month))
    return {day for day in found if day and first <= day <= last}


def months(first, last):
    """(year, month) from the month before ``first``, whose 30th may be the first of the next, to that of ``last``."""
    begin, end = first.year * 12 + first.month - 2, last.year * 12 + last.month - 1
    return [(n // 12, n % 12 + 1) for n in range(begin, end + 1)]


def in_month(rule, year, month):
    if rule.kind == ReceptionRule.Kind.TENTHS:
        return [day_of(year, month, day, rule.february) for day in TENTHS]
    wanted = {ReceptionRule.Months.ODD: 1, ReceptionRule.Months.EVEN: 0}.get(rule.months, month % 2)
    return [day_of(year, month, rule.day, rule.february)] if month % 2 == wanted else []


def day_of(year, month, day, february):
    """That day of the month; where the month has none, what the rule says of February."""
    length = monthrange(year, month)[1]
    if day <= length:
        return date(year, month, day)
    last = date(year, month, length)
    choices = ReceptionRule.February
    return {choices.LAST: last, choices.FIRST_OF_MARCH: last + timedelta(1)}.get(february)


def shifted(day, rule, calendar):
    """The day on which it is held, or None. The rule must still be in force that day."""
    choices = ReceptionRule.OnHoliday
    if rule.on_holiday == choices.NEXT_WORKDAY:
        day = calendar.next_workday(day)
    elif rule.on_holiday == choices.NEXT_DAY:
        while calendar.days.get(day) is False:
            day += timedelta(1)
    elif rule.on_holiday == choices.SKIP and not calendar.is_workday(day):
        return None
    return None if rule.until and day > rule.until else day


class LevelFrequency(models.Model):
    """How often a deputy of a level receives at least: ``times`` in every ``months`` months, counted from January."""

    MONTHS = [(1, gettext_lazy("每月")), (2, gettext_lazy("每两个月")), (3, gettext_lazy("每季度")),
              (4, gettext_lazy("每四个月")), (6, gettext_lazy("每半年")), (12, gettext_lazy("每年"))]

    level = models.CharField(gettext_lazy("层级"), max_length=12, choices=CongressLevel)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=gettext_lazy("适用地区"))
    times = models.PositiveSmallIntegerField(gettext_lazy("至少几次"), validators=[MinValueValidator(1)])
    months = models.PositiveSmallIntegerField(gettext_lazy("周期"), choices=MONTHS)
    history = HistoricalRecords()
    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("接待频次"), gettext_lazy("接待频次")
        ordering = ["level", "region"]
        constraints = [
            models.UniqueConstraint(
                "level", EVERYWHERE, name="frequency_once",
                violation_error_message=gettext_lazy("这个地区已经设了这一层级，请改原来那条。")),
            models.CheckConstraint(
                name="frequency_has_times", condition=models.Q(times__gte=1, months__gte=1),
                violation_error_message=gettext_lazy("至少 1 次。")),
        ]

    def __str__(self):
        return f"{self.get_level_display()}：{self.words}"

    @property
    def words(self):
        return _("%(months)s至少 %(times)s 次") % {"months": self.get_months_display(), "times": self.times}

    @property
    def interval(self):
        """Days from one turn to the next, about."""
        return timedelta(days=round(self.months * 365 / 12 / self.times))

    def window(self, day):
        """The first and the last day of the period that the day lies in."""
        first = (day.month - 1) // self.months * self.months + 1
        last = min(first + self.months - 1, 12)
        return date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1])


class LeaveQuerySet(ForceQuerySet):
    def visible_to(self, user):
        """One's own; those of deputies posted where one runs the station or oversees it."""
        if not user.is_authenticated:
            return self.none()
        here = user.reach("keeper", "head", "street", "district", to="station")
        posted = models.Q(deputy__in=Deputy.objects.posted_within(here))
        return self.filter(posted | models.Q(deputy=user.deputy_id) if user.deputy_id else posted)


class Leave(models.Model):
    """A deputy cannot come from a day until a day: the plan honours it."""

    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="leaves", verbose_name=gettext_lazy("代表"))
    since = models.DateField(gettext_lazy("开始日期"))
    until = models.DateField(gettext_lazy("结束日期"))
    reason = models.CharField(gettext_lazy("事由"), max_length=100)
    history = HistoricalRecords()
    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("代表请假"), gettext_lazy("代表请假")
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="leave_ends_after_start", condition=models.Q(until__gte=models.F("since")),
                violation_error_message=gettext_lazy("结束日期不能早于开始日期。"))]

    def __str__(self):
        return f"{self.deputy} {self.since:%Y-%m-%d} – {self.until:%Y-%m-%d}"
