"""An activity of a station under one of its five functions: planned, then held once it is reported, or called off."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from deputies.models.deputy import Deputy
from deputies.models.duty import DutyKind, Service, Serving
from stations.models import Station

MOST = 9_999_999  # people at one event: more is a slip of the finger


class Function(models.TextChoices):
    """The five functions of a station (五功能)."""

    PUBLICITY = "publicity", _("宣传站")
    OPINION = "opinion", _("民意窗")
    BRIDGE = "bridge", _("连心桥")
    WATCH = "watch", _("监督岗")
    CLASSROOM = "classroom", _("大课堂")


class ActivityKind(models.Model):
    """A kind of activity: the function that it belongs to, and the duty that taking part in it fulfils."""

    DUTIES = (DutyKind.ACTIVITY, DutyKind.RESEARCH, DutyKind.STUDY, DutyKind.REPORT)

    code = models.CharField(_("代码"), max_length=20, unique=True)
    label = models.CharField(_("名称"), max_length=20)
    function = models.CharField(_("五功能"), max_length=12, choices=Function)
    duty_kind = models.CharField(
        _("履职类型"), max_length=12, choices=[(kind.value, kind.label) for kind in DUTIES], default=DutyKind.ACTIVITY)
    is_evening = models.BooleanField(_("算作夜话"), default=False)
    is_group = models.BooleanField(_("算作小组活动、集体学习"), default=False)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)
    is_active = models.BooleanField(_("在用"), default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = _("活动类型"), _("活动类型")
        ordering = ["position", "code"]

    def __str__(self):
        return self.label


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What a station does with its deputies is open to everybody who has signed in; what residents said there is not."""
        return self if user.is_authenticated else self.none()

    def planned(self):
        return self.filter(is_held=False, cancel_reason="")

    def coming(self):
        return self.planned().filter(on__gte=timezone.localdate())

    def unreported(self):
        """The day is over, and nobody has told yet how it went."""
        return self.planned().filter(on__lt=timezone.localdate())

    def held(self):
        return self.filter(is_held=True)

    def for_list(self):
        return self.select_related("station__region", "kind").prefetch_related(
            models.Prefetch("participations", Participation.objects.select_related("deputy").order_by("deputy__name")))


class Activity(Serving):
    """An evening talk, a visit, an inspection, a study session: its plan, who takes part, and what came of it."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="activities", verbose_name=_("联络站"))
    kind = models.ForeignKey(ActivityKind, models.PROTECT, related_name="activities", verbose_name=_("类型"))
    title = models.CharField(_("主题"), max_length=60)
    on = models.DateField(_("日期"), db_index=True)
    starts_at = models.TimeField(_("开始时间"))
    ends_at = models.TimeField(_("结束时间"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=80)
    deputies = models.ManyToManyField(Deputy, through="Participation", related_name="activities")
    is_held = models.BooleanField(_("已开展"), default=False, editable=False)
    summary = models.TextField(_("开展情况"), max_length=3000, blank=True)
    reached = models.PositiveIntegerField(
        _("联系群众人次"), null=True, blank=True, validators=[MaxValueValidator(MOST, _("不能多于 %(limit_value)s。"))])
    cancel_reason = models.CharField(_("取消原因"), max_length=200, blank=True)
    history = HistoricalRecords()
    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("活动"), _("活动")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["station", "on", "starts_at", "title"], name="activity_once"),
            models.CheckConstraint(
                name="activity_ends_after_start",
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                violation_error_message=_("结束时间要晚于开始时间。"),
            ),
            models.CheckConstraint(
                name="activity_held_is_reported",
                condition=models.Q(is_held=False)
                | (models.Q(cancel_reason="", reached__isnull=False) & ~models.Q(summary="")),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("deputies:activity", args=[self.pk])

    @property
    def is_cancelled(self):
        return bool(self.cancel_reason)

    @property
    def is_unreported(self):
        return not (self.is_held or self.is_cancelled) and self.on < timezone.localdate()

    def taking_part(self):
        """The keys of the deputies who came; until it is reported, of those who are expected."""
        rows = self.participations.filter(attended=True) if self.is_held else self.participations.all()
        return rows.values_list("deputy", flat=True)

    def service(self):
        """Whoever took part, once it is reported."""
        return [Service(deputy, self.kind.duty_kind, self.on) for deputy in self.taking_part()] if self.is_held else []

    def service_words(self):
        return self.kind.label


class Participation(models.Model):
    """A deputy who is to take part in an activity, and who did."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="participations", verbose_name=_("活动"))
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="participations", verbose_name=_("代表"))
    attended = models.BooleanField(_("到场"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("参加代表"), _("参加代表")
        ordering = ["activity", "pk"]
        constraints = [models.UniqueConstraint(fields=["activity", "deputy"], name="takes_part_once")]

    def __str__(self):
        return str(self.deputy)
