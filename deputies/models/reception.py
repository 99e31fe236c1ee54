"""A reception day (代表接待日): a station, a day, a window of hours, the deputies on the roster, and what came of it."""

from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, models
from django.template.defaultfilters import date as date_words
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from deputies.flows import RECEPTION, ReceptionStage
from deputies.flows.reception import TO_HOLD
from deputies.models.deputy import FILE_READERS, Deputy, Posting, posted_to
from deputies.models.duty import DutyKind, Service, Serving
from deputies.models.rota import ReceptionRule
from liaison.kit.flow import Obstacle
from stations.models import Setting, Station
from stations.models.matter import MatterQuerySet, Placed

TAKEN = gettext_lazy("本站这一天这个时间已经有接待日了。")


def announced(to=""):
    """A Q of what everybody may know: a day that is only planned is known to those who arrange it or are on its roster."""
    return ~models.Q(**{f"{to}stage": ReceptionStage.PLANNED})


class ReceptionQuerySet(MatterQuerySet):
    def visible_to(self, user):
        """What is announced is for everybody; the plan for those who arrange it, and for the station's deputies."""
        if not user.is_authenticated:
            return self.none()
        found = announced() | user.reach(*FILE_READERS, to="station")
        if user.deputy_id:
            posted = Posting.objects.current().filter(deputy=user.deputy_id).values("station")
            rostered = Attendance.objects.filter(deputy=user.deputy_id).values("reception")
            found |= models.Q(station__in=posted) | models.Q(pk__in=rostered)
        return self.filter(found)

    def of(self, user):
        """Those within the places where the user works, and those on whose roster the user stands."""
        own = Attendance.objects.filter(deputy=user.deputy_id).values("reception") if user.deputy_id else []
        return self.filter(user.reach(to="station") | models.Q(pk__in=own))

    def standing(self):
        """Without those that were cancelled."""
        return self.exclude(stage=ReceptionStage.CANCELLED)

    def to_hold(self):
        return self.filter(stage__in=TO_HOLD)

    def for_list(self):
        return self.select_related("station__region")


class Reception(Placed, Serving):
    """Its stage is written only by ``begin`` and ``advance``; the roster changes through ``deputies.actions.roster``."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="receptions", verbose_name=gettext_lazy("联络站"))
    on = models.DateField(gettext_lazy("日期"), db_index=True)
    starts_at = models.TimeField(gettext_lazy("开始时间"))
    ends_at = models.TimeField(gettext_lazy("结束时间"))
    scope = models.CharField(gettext_lazy("接待范围"), max_length=100, blank=True)
    by_rule = models.ForeignKey(
        ReceptionRule, models.PROTECT, null=True, editable=False, related_name="receptions", verbose_name=gettext_lazy("规则"))
    nominal_on = models.DateField(gettext_lazy("规则原定日期"), null=True, editable=False)
    received = models.PositiveIntegerField(gettext_lazy("接待选民人次"), null=True, editable=False)
    deputies = models.ManyToManyField(Deputy, through="Attendance", related_name="receptions")
    objects = ReceptionQuerySet.as_manager()
    flow = RECEPTION

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("接待日"), gettext_lazy("接待日")
        ordering = ["-on", "starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "on", "starts_at"], condition=~models.Q(stage="cancelled"), name="reception_once",
                violation_error_message=TAKEN,
            ),
            models.UniqueConstraint(fields=["by_rule", "nominal_on"], name="turn_planned_once"),
            models.CheckConstraint(
                name="reception_ends_after_start",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                violation_error_message=gettext_lazy("结束时间要晚于开始时间。"),
            ),
        ]

    def __str__(self):
        return f"{self.on:%Y-%m-%d} {self.station}"

    @property
    def title(self):
        hours = f"{date_words(self.starts_at, 'G:i')}–{date_words(self.ends_at, 'G:i')}"
        return _("%(day)s %(hours)s 接待日") % {"day": date_words(self.on, "n月j日（D）"), "hours": hours}

    def roles_of(self, user):
        held = {membership.role for membership in user.current_memberships if membership.covers(self.station)}
        return held | ({"system"} if user.username == "system" else set())

    def is_known_to(self, user):
        """May the user read what residents brought on it: who works there or oversees it, and the station's deputies?"""
        if user.has_role(*FILE_READERS, at=self.station):
            return True
        if not user.deputy_id:
            return False
        return posted_to(self.station, user) or self.attendances.filter(deputy=user.deputy_id).exists()

    @contextmanager
    def _once_an_hour(self):
        """Two who take the same hour in the same moment: the database lets one through, the other is told."""
        try:
            yield
        except IntegrityError:
            raise Obstacle(TAKEN) from None

    def begin(self, *args, **kwargs):
        with self._once_an_hour():
            return super().begin(*args, **kwargs)

    def advance(self, *args, **kwargs):
        with self._once_an_hour():
            return super().advance(*args, **kwargs)

    def _obstacle_to_publish(self):
        if self.on < timezone.localdate():
            return _("这一天已经过去，不能再公告。")
        if not any(seat.is_coming for seat in self.attendances.all()):
            return _("还没有排代表，不能公告。")
        return ""

    def _obstacle_to_open(self):
        return _("还没有到接待日。") if self.on > timezone.localdate() else ""

    _obstacle_to_close = _obstacle_to_open

    def moved(self, step, record):
        if step.move in ("change", "relocate"):  # who said yes said it to another day or place
            self.attendances.update(said_yes_at=None)
        elif step.move == "correct":
            record.put_right(by=step.by)
            self.tell_duties()

    def service(self):
        came = self.attendances.exclude(arrived_at=None).values_list("deputy", flat=True)
        return [Service(deputy, DutyKind.RECEPTION, self.on) for deputy in came]

    def service_words(self):
        return _("%(station)s代表接待日") % {"station": self.station}

    def at(self, clock):
        """The moment at which the clock shows that time of the day."""
        return timezone.make_aware(datetime.combine(self.on, clock))

    @cached_property
    def arrival_leeway(self):
        """How long before and after its hours."""
        numbers = Setting.numbers_at(("reception.arrive_before", "reception.arrive_after"), self.region_code)
        return [timedelta(minutes=minutes) for minutes in numbers]

    @property
    def arrival_window(self):
        """From when until when a deputy may record the own arrival."""
        before, after = self.arrival_leeway
        return self.at(self.starts_at) - before, self.at(self.ends_at) + after

    @property
    def is_today(self):
        return self.on == timezone.localdate()

    @property
    def is_past(self):
        return self.on < timezone.localdate()

    @property
    def is_to_hold(self):
        return self.stage in TO_HOLD

    @property
    def is_announced(self):
        return self.stage not in ("", ReceptionStage.PLANNED)

    @property
    def is_short_notice(self):
        """Is it still to be announced, and too late for the days of notice?"""
        days = (self.on - timezone.localdate()).days
        return self.stage == ReceptionStage.PLANNED and 0 <= days < self.setting("reception.notice_days")

    @property
    def is_moved(self):
        """Is it held on another day than the rule names?"""
        return self.nominal_on is not None and self.nominal_on != self.on


class AttendanceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(reception__in=Reception.objects.visible_to(user))

    def arrived(self):
        return self.filter(arrived_at__isnull=False)

    def coming(self):
        """Who stands on a roster and has not taken leave of it."""
        return self.filter(models.Q(leave_at=None) | models.Q(arrived_at__isnull=False))

    def ahead(self, deputy):
        """The deputy's days that are still to be held, the next one first."""
        days = self.filter(deputy=deputy, reception__on__gte=timezone.localdate(), reception__stage__in=TO_HOLD)
        return days.order_by("reception__on", "reception__starts_at", "pk")


class Attendance(models.Model):
    """A deputy on the roster of a reception day: says yes or takes leave, stands in for another, and arrives."""

    reception = models.ForeignKey(
        Reception, models.CASCADE, related_name="attendances", verbose_name=gettext_lazy("接待日"))
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="attendances", verbose_name=gettext_lazy("代表"))
    said_yes_at = models.DateTimeField(gettext_lazy("答应时间"), null=True, blank=True)
    leave_at = models.DateTimeField(gettext_lazy("请假时间"), null=True, blank=True)
    leave_reason = models.CharField(gettext_lazy("请假事由"), max_length=100, blank=True)
    substitute_for = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="substitutes", verbose_name=gettext_lazy("替谁"))
    arrived_at = models.DateTimeField(gettext_lazy("到站时间"), null=True, blank=True)
    arrived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=gettext_lazy("到站登记人"))
    seen_at = models.DateTimeField(gettext_lazy("看到变动的时间"), null=True, blank=True)
    history = HistoricalRecords()
    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("接待排班"), gettext_lazy("接待排班")
        ordering = ["reception", "pk"]
        constraints = [models.UniqueConstraint(fields=["reception", "deputy"], name="on_roster_once")]

    def __str__(self):
        return str(self.deputy)

    @property
    def is_coming(self):
        return self.leave_at is None or self.arrived_at is not None

    @property
    def is_away(self):
        return not self.is_coming
