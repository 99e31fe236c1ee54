"""What a deputy tells of service that the system cannot know (自报履职)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.models.deputy import Mandate
from deputies.models.duty import Duty, DutyKind
from liaison.kit.flow import Obstacle, Record

TOLD = (DutyKind.MEETING, DutyKind.RESEARCH, DutyKind.STUDY, DutyKind.CONTACT, DutyKind.MOTION, DutyKind.REPORT,
        DutyKind.AWARD, DutyKind.OTHER)


class SelfReport(Record):
    """One occasion of service in the deputy's own words; a later report of the entry replaces an earlier one."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="reports")
    kind = models.CharField(gettext_lazy("类型"), max_length=12, choices=[(kind.value, kind.label) for kind in TOLD])
    what = models.CharField(gettext_lazy("做了什么"), max_length=100)
    on = models.DateField(gettext_lazy("日期"), default=timezone.localdate)
    role = models.CharField(gettext_lazy("担任什么"), max_length=30, blank=True)
    hours = models.DecimalField(gettext_lazy("用时（小时）"), max_digits=4, decimal_places=1, null=True, blank=True)
    proof = models.CharField(gettext_lazy("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = gettext_lazy("自报内容")
        constraints = [models.CheckConstraint(
            name="duty_hours_are_some", condition=models.Q(hours=None) | models.Q(hours__gt=0),
            violation_error_message=gettext_lazy("用时要大于 0。"))]

    def vet(self, parts):
        if self.kind not in TOLD:
            raise Obstacle({"kind": _("这一类由系统自动记入，不用自报。")})
        if self.on > timezone.localdate():
            raise Obstacle({"on": _("日期不能在今天以后。")})
        if self.hours is not None and self.hours <= 0:
            raise Obstacle({"hours": _("用时要大于 0。")})
        if not Mandate.objects.in_force(self.on).filter(deputy=self.duty.deputy_id).exists():
            raise Obstacle({"on": _("这一天您还没有代表资格，或者资格已暂停、终止。")})
        if Duty.objects.alike(self.duty.deputy_id, self.kind, self.on, self.what).exclude(pk=self.duty_id).exists():
            raise Obstacle({"what": _("这一天同样的内容已经记过了。")})

    def effect(self):
        return {"kind": self.kind, "on": self.on, "what": self.what}
