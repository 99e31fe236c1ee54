"""Points of the duty file (履职积分), where a district wants them: rules are data, and a score is never stored."""

from datetime import date
from typing import NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from deputies.models.duty import DutyKind
from stations.models import Region, Setting
from stations.models.calendar import EVERYWHERE, PlacedQuerySet


class PointRuleQuerySet(PlacedQuerySet):
    def of_year(self, code, year):
        """The rules by kind of the one version for the year: the nearest region's, in force on its last day (or today)."""
        on = min(timezone.localdate(), date(year, 12, 31))
        rules = list(self.at(code).filter(since__lte=on).order_by("-depth", "-since", "-version"))
        return {rule.kind: rule for rule in rules if (rule.region_id, rule.version) == (rules[0].region_id, rules[0].version)}


class PointRule(models.Model):
    """What entries of one kind give in a year: the first, each more, and at most the cap."""

    version = models.CharField(_("版本"), max_length=20)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=_("适用地区"))
    kind = models.CharField(_("类型"), max_length=12, choices=DutyKind)
    first = models.PositiveSmallIntegerField(_("第一次"))
    each_more = models.PositiveSmallIntegerField(_("每多一次"))
    cap = models.PositiveSmallIntegerField(_("全年最多"))
    since = models.DateField(_("施行日期"))
    history = HistoricalRecords()
    objects = PointRuleQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("积分规则"), _("积分规则")
        ordering = ["-since", "version", "region", "pk"]
        constraints = [
            models.UniqueConstraint(
                "version", EVERYWHERE, "kind", name="point_rule_once",
                violation_error_message=_("这个版本已经有这一类的规则，请改原来那条。")),
            models.CheckConstraint(
                name="point_rule_cap_holds_the_first", condition=models.Q(cap__gte=models.F("first")),
                violation_error_message=_("全年最多不能少于第一次的分。")),
        ]

    def __str__(self):
        return f"{self.version} {self.get_kind_display()}"

    def points(self, n):
        return min(self.first + self.each_more * (n - 1), self.cap) if n else 0


class Line(NamedTuple):
    """One line of a score, explained: ``n`` entries of the kind under its rule (None: this kind gives nothing)."""

    label: str
    n: int
    rule: PointRule | None

    @property
    def points(self):
        return self.rule.points(self.n) if self.rule else 0


class Score(NamedTuple):
    """What the entries of a year give; ``rule`` is one of the version that was applied, None if there is none."""

    lines: list
    rule: PointRule | None

    @property
    def total(self):
        return sum(line.points for line in self.lines)


def score(code, year, counts):
    """The score for {kind: number of entries that count}; None at a place that does not use points."""
    if not Setting.number_at("duty.points_on", code):
        return None
    rules = PointRule.objects.of_year(code, year)
    lines = [Line(DutyKind(kind).label, n, rules.get(kind)) for kind in DutyKind.values if (n := counts.get(kind))]
    return Score(lines, next(iter(rules.values()), None))
