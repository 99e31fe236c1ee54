"""A flowing thing at a station: where it is, and how its clocks are counted; a matter is one with a number and a title."""

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.kit import workdays
from liaison.kit.flow import Flowing
from stations.models.calendar import DeadlineRule, Setting, day_calendar
from stations.models.place import Station


def recounted(clock, calendar):
    """The kept clock with the date that the calendar gives now; None for a date that no rule counts (one agreed upon)."""
    if not clock or "length" not in clock:
        return None
    due = workdays.due_on(date.fromisoformat(clock["start"]), clock["length"], clock["unit"], calendar)
    return clock | {"due": due.isoformat()}


class MatterQuerySet(models.QuerySet):
    def for_list(self):
        """With what a list shows of each row; ``station`` at least."""
        return self.select_related("station")

    def open(self):
        return self.filter(stage__in=self.model.flow.open)

    def overdue(self, on=None):
        return self.open().filter(due_on__lt=on or timezone.localdate())

    def due_within(self, days, on=None):
        on = on or timezone.localdate()
        return self.open().filter(due_on__range=(on, on + timezone.timedelta(days=days)))


class Placed(Flowing):
    """A flowing thing at a place, with an address of its own and clocks by the place's rules.

    A concrete model has a foreign key ``station`` (or says its ``seat``, if that is a region), and a queryset that begins
    with ``visible_to`` and ends with ``for_list``.
    """

    class Meta:
        abstract = True

    def get_absolute_url(self):
        return reverse(f"{self._meta.app_label}:{self.flow.name}", args=[self.pk])

    def move_address(self, move):
        """The page that makes the move: the one of every flow, unless the thing has a better one."""
        return reverse("move", args=[self.flow.kind, self.pk, move.name])

    @property
    def seat(self):
        """The station or region whose people and rules the thing goes by."""
        return self.station

    @property
    def region_code(self):
        return self.seat.region_id

    def setting(self, key):
        """The threshold in force at the thing's place."""
        return Setting.number_at(key, self.region_code)

    def clock_variant(self):
        """Which variant of a deadline rule fits this thing, for example "complex"."""
        return ""

    def rule(self, clock):
        rules = DeadlineRule.objects.at(self.region_code).filter(flow=self.flow.name, clock=clock)
        fits = rules.filter(variant__in=["", self.clock_variant()])
        return fits.order_by("-depth", "-variant").first()

    def clock_start(self, clock):
        """The day from which the clock is counted: today, unless the law starts it at an earlier event."""
        return timezone.localdate()

    def deadline(self, clock):
        if clock == "recount":
            return recounted(self.running_clock, day_calendar())
        rule = self.rule(clock)
        return rule and rule.snapshot(self.clock_start(clock))

    @property
    def running_clock(self):
        """The rule kept by the step that set the date in force, or None."""
        if not self.due_on:
            return None
        step = self.steps.filter(clock__due=self.due_on.isoformat()).order_by("-number").first()
        return step and step.clock


class Matter(Placed):
    """What issues, cases and suggestions share: a station, a number and a title."""

    number = models.CharField(_("编号"), max_length=30, unique=True, null=True, editable=False)
    title = models.CharField(_("事由"), max_length=60)
    station = models.ForeignKey(Station, models.PROTECT, related_name="%(class)ss", verbose_name=_("联络站"))
    begun_on = models.DateField(_("登记日期"), default=timezone.localdate, db_index=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.number} {self.title}"

    def move_address(self, move):
        """Converting has a page of its own, where several matters become one suggestion."""
        if move.name == "convert":
            return f"{reverse('disputes:convert')}?{self.flow.name}={self.pk}"
        return super().move_address(move)
