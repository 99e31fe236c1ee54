"""What is written down when a reception day moves: another day, what came of it, what was put right, and the steps."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.flows import RECEPTION, ReceptionStage
from deputies.models.deputy import Deputy
from deputies.models.reception import TAKEN, Attendance, Reception
from liaison.kit.flow import Obstacle, Part, Record, Step

A_SLIP_OF_THE_FINGER = 10_000


class ReceptionChange(Record):
    """Another day or other hours."""

    reception = models.ForeignKey(Reception, models.PROTECT, related_name="changed")
    on = models.DateField(gettext_lazy("日期"))
    starts_at = models.TimeField(gettext_lazy("开始时间"))
    ends_at = models.TimeField(gettext_lazy("结束时间"))
    scope = models.CharField(gettext_lazy("接待范围"), max_length=100, blank=True)
    reason = models.CharField(gettext_lazy("原因"), max_length=100, blank=True)

    class Meta:
        verbose_name = gettext_lazy("改期")

    def effect(self):
        return {"on": self.on, "starts_at": self.starts_at, "ends_at": self.ends_at, "scope": self.scope}

    def vet(self, parts):
        day = self.reception
        if self.on < timezone.localdate():
            raise Obstacle({"on": _("接待日不能早于今天。")})
        if self.ends_at <= self.starts_at:
            raise Obstacle({"ends_at": _("结束时间要晚于开始时间。")})
        if day.is_announced and not self.reason.strip():
            raise Obstacle({"reason": _("已经公告的接待日，改动要写明原因。")})
        same = Reception.objects.standing().filter(station=day.station_id, on=self.on, starts_at=self.starts_at)
        if same.exclude(pk=day.pk).exists():
            raise Obstacle({"starts_at": TAKEN})


class Outcome(Record):
    """How many electors were received, and in a few words what they brought."""

    received = models.PositiveIntegerField(
        gettext_lazy("接待选民人次"), validators=[MaxValueValidator(A_SLIP_OF_THE_FINGER - 1)])
    summary = models.TextField(gettext_lazy("接待情况"), max_length=2000, blank=True)

    class Meta:
        abstract = True

    def effect(self):
        return {"received": self.received}

    def vet(self, parts):
        try:
            self.clean_fields(exclude=["reception"])
        except ValidationError as error:
            raise Obstacle(error) from None


class ReceptionReport(Outcome):
    reception = models.ForeignKey(Reception, models.PROTECT, related_name="reports")

    class Meta:
        verbose_name = gettext_lazy("接待结果")


class ReceptionCorrection(Outcome):
    """What is put right afterwards, with who really came."""

    reception = models.ForeignKey(Reception, models.PROTECT, related_name="corrections")
    reason = models.CharField(gettext_lazy("更正理由"), max_length=100)
    parts = ("arrivals",)

    class Meta:
        verbose_name = gettext_lazy("更正")

    def put_right(self, *, by):
        """Make the roster say who came, also off it; an arrival that nobody noted down is told as at the beginning."""
        day, came = self.reception, set(self.arrivals.values_list("deputy", flat=True))
        seats = list(day.attendances.all())
        seats += [Attendance(reception=day, deputy_id=key) for key in came - {seat.deputy_id for seat in seats}]
        for seat in seats:
            if bool(seat.arrived_at) != (seat.deputy_id in came):
                seat.arrived_at = None if seat.arrived_at else day.at(day.starts_at)
                seat.arrived_by = by if seat.arrived_at else None
                seat.save()


class CorrectedArrival(Part):
    record = models.ForeignKey(ReceptionCorrection, models.PROTECT, related_name="arrivals")
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="+", verbose_name=gettext_lazy("到站代表"))
    shown_with = ("deputy",)

    class Meta:
        verbose_name = gettext_lazy("到站代表")
        constraints = [models.UniqueConstraint(fields=["record", "deputy"], name="corrected_once")]

    def __str__(self):
        return str(self.deputy)


class ReceptionStep(Step):
    """A move of a reception day."""

    reception = models.ForeignKey(Reception, models.PROTECT, related_name="steps")
    flow = RECEPTION

    class Meta(Step.Meta):
        constraints = [models.UniqueConstraint(fields=["reception", "number"], name="reception_step_once")]


TOLD = ("change", "cancel", "relocate")  # the moves that the deputies of an announced day are told


def unseen_changes(seats):
    """{attendance key: steps} of announced days that changed, were cancelled or went elsewhere since the deputy last looked."""
    seats, steps = list(seats), {}
    told = ReceptionStep.objects.filter(
        reception__in={seat.reception_id for seat in seats}, move__in=TOLD, source=ReceptionStage.PUBLISHED)
    for step in told.order_by("number"):
        steps.setdefault(step.reception_id, []).append(step)
    found = {
        seat.pk: [step for step in steps.get(seat.reception_id, []) if not seat.seen_at or step.at > seat.seen_at]
        for seat in seats}
    return {key: made for key, made in found.items() if made}
