"""A reception day (代表接待日) in its first form: a station, a day, a window of hours and the deputies on the roster."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from deputies.models.deputy import Deputy
from stations.models import Station


class ReceptionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Reception days are announced to everybody."""
        return self if user.is_authenticated else self.none()


class Reception(models.Model):
    station = models.ForeignKey(Station, models.PROTECT, related_name="receptions", verbose_name=_("联络站"))
    on = models.DateField(_("日期"), db_index=True)
    starts_at = models.TimeField(_("开始时间"))
    ends_at = models.TimeField(_("结束时间"))
    scope = models.CharField(_("接待范围"), max_length=100, blank=True)
    deputies = models.ManyToManyField(Deputy, through="Attendance", related_name="receptions")
    history = HistoricalRecords()
    objects = ReceptionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("接待日"), _("接待日")
        ordering = ["-on", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["station", "on", "starts_at"], name="reception_once"),
            models.CheckConstraint(
                name="reception_ends_after_start",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                violation_error_message=_("结束时间要晚于开始时间。"),
            ),
        ]

    def __str__(self):
        return f"{self.on:%Y-%m-%d} {self.station}"


class Attendance(models.Model):
    """A deputy on the roster of a reception day, and when the deputy arrived."""

    reception = models.ForeignKey(Reception, models.CASCADE, related_name="attendances", verbose_name=_("接待日"))
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="attendances", verbose_name=_("代表"))
    arrived_at = models.DateTimeField(_("到站时间"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("接待排班"), _("接待排班")
        ordering = ["reception", "pk"]
        constraints = [models.UniqueConstraint(fields=["reception", "deputy"], name="on_roster_once")]

    def __str__(self):
        return str(self.deputy)
