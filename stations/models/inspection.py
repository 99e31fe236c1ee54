"""An inspection of a station (专题督查指导): what was found, the corrections, and looking at them again."""

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.kit.flow import Obstacle, Part, Record, Step
from stations.flows import INSPECTION, InspectionStage
from stations.models.matter import MatterQuerySet, Placed
from stations.models.people import Role
from stations.models.place import Region, Station

OVERSEERS = (Role.STREET, Role.DISTRICT)


class InspectionQuerySet(MatterQuerySet):
    def visible_to(self, user):
        """The station that was inspected, and those who oversee it."""
        return self.filter(user.reach("keeper", "head", "street", "district", "auditor", to="station"))

    def counted(self):
        return self.exclude(stage=InspectionStage.VOIDED)

    def for_list(self):
        """With how much was found and how much of it is still to be put right."""
        left = models.Q(notes__findings__correction=None)
        return self.select_related("station__region", "region").annotate(
            found=models.Count("notes__findings", distinct=True),
            left=models.Count("notes__findings", left, distinct=True))


class Inspection(Placed):
    """A visit of the district's or a street's office to one station. Its stage is written only by ``begin`` and ``advance``."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="inspections", verbose_name=gettext_lazy("联络站"))
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="inspections", editable=False, verbose_name=gettext_lazy("督查单位所在区划"))
    title = models.CharField(gettext_lazy("督查主题"), max_length=60)
    on = models.DateField(gettext_lazy("督查日期"), default=timezone.localdate, db_index=True)
    inspectors = models.CharField(gettext_lazy("督查人员"), max_length=100)
    correct_by = models.DateField(gettext_lazy("整改期限"), null=True, editable=False)
    objects = InspectionQuerySet.as_manager()
    flow = INSPECTION

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("专题督查"), gettext_lazy("专题督查")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "on", "title"], condition=~models.Q(stage=InspectionStage.VOIDED), name="inspection_once"),
            models.CheckConstraint(
                name="inspection_closed_has_time",
                condition=models.Q(stage__in=sorted(INSPECTION.final), closed_at__isnull=False)
                | (~models.Q(stage__in=sorted(INSPECTION.final)) & models.Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="inspection_correcting_has_limit",
                condition=~models.Q(stage=InspectionStage.CORRECTING) | models.Q(correct_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["station", "stage", "due_on"], name="inspection_work_list")]

    def __str__(self):
        return f"{self.on:%Y-%m-%d} {self.title}"

    def roles_of(self, user):
        """A street runs its stations: it does not strike off what the district has found there."""
        held = {membership.role for membership in user.current_memberships if membership.covers(self.station)}
        if not user.has_role(*OVERSEERS, at=self.region):
            held -= set(OVERSEERS)
        return held | ({"system"} if user.username == "system" else set())

    def findings(self):
        """All that was found, in the order of the rounds, each with the date in force."""
        return Finding.objects.filter(record__inspection=self).in_force().order_by("pk")

    def open_findings(self):
        return self.findings().filter(correction=None)

    def deadline(self, clock):
        """Corrections are due when the inspectors said; looking again is a rule's."""
        if clock != "correct":
            return super().deadline(clock)
        return {"clock": clock, "label": _("整改期限"), "start": timezone.localdate().isoformat(),
                "due": self.correct_by.isoformat(), "basis": _("督查时提出的整改要求")}

    def changes(self, move, record):
        """The limit is that of what is due first among all that is still open."""
        found = super().changes(move, record)
        if move.name == "correct":
            left = [finding.until for finding in self.open_findings().exclude(pk=record.finding_id)]
            found["correct_by"] = min(left, default=self.correct_by)
        elif move.name == "extend":
            others = self.open_findings().exclude(pk=record.finding_id)
            found["correct_by"] = min([finding.until for finding in others] + [record.due_on])
        return found

    def _obstacle_to_correct(self):
        return "" if self.open_findings().exists() else _("各项问题都已登记整改。")

    _obstacle_to_extend = _obstacle_to_correct

    def _obstacle_to_finish(self):
        left = [finding.what for finding in self.open_findings()]
        return _("还没有登记整改：%(what)s") % {"what": "；".join(left)} if left else ""


class InspectionStep(Step):
    """A move of an inspection."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="steps")
    flow = INSPECTION

    class Meta(Step.Meta):
        constraints = [models.UniqueConstraint(fields=["inspection", "number"], name="inspection_step_once")]


class Seen(Record):
    """What the inspectors saw at the station."""

    overview = models.TextField(gettext_lazy("检查情况"), max_length=2000)
    good = models.TextField(gettext_lazy("好的做法"), max_length=1000, blank=True)

    class Meta:
        abstract = True

    def vet(self, parts):
        if self.inspection.on > timezone.localdate():
            raise Obstacle({"on": _("督查日期不能在今天以后。")})


class CleanNote(Seen):
    """Nothing to be put right."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="clean_notes")

    class Meta:
        verbose_name = gettext_lazy("督查记录")


class InspectionNote(Seen):
    """What is to be put right, found at the first visit or when the corrections were looked at again."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="notes")
    parts = ("findings",)

    class Meta:
        verbose_name = gettext_lazy("督查记录")

    def vet(self, parts):
        super().vet(parts)
        if not parts:
            raise Obstacle({"findings": _("请写明至少一个问题：整改要求和期限。没有问题的，选“未发现问题”。")})
        self.correct_by = min(part.due_on for part in parts)
        if self.correct_by < timezone.localdate():
            raise Obstacle({"findings": _("整改期限不能在今天以前。")})

    def effect(self):
        return {"correct_by": self.correct_by}


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(record__inspection__in=Inspection.objects.visible_to(user))

    def in_force(self):
        """With the date in force, which an extension moves."""
        last = Extension.objects.filter(finding=models.OuterRef("pk")).order_by("-pk").values("due_on")[:1]
        until = Coalesce(models.Subquery(last), models.F("due_on"))
        return self.select_related("correction").annotate(until=until)

    def uncorrected(self):
        """What stations are still to put right."""
        return self.filter(correction=None, record__inspection__stage=InspectionStage.CORRECTING)


class Finding(Part):
    """One thing to be put right, by a day."""

    record = models.ForeignKey(InspectionNote, models.PROTECT, related_name="findings")
    what = models.CharField(gettext_lazy("问题"), max_length=300)
    demand = models.CharField(gettext_lazy("整改要求"), max_length=200)
    due_on = models.DateField(gettext_lazy("整改期限"))
    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("督查问题"), gettext_lazy("督查问题")

    def __str__(self):
        due = date_format(self.due_on, "n月j日")
        return _("%(what)s（%(demand)s，%(due)s前）") % {"what": self.what, "demand": self.demand, "due": due}


class FindingRecord(Record):
    """What is written down about one finding of the inspection that is still open."""

    class Meta:
        abstract = True

    def vet(self, parts):
        self.open_finding = self.inspection.open_findings().filter(pk=self.finding_id).first()
        if self.open_finding is None:
            raise Obstacle({"finding": _("这个问题已经登记整改，或者不在这次督查里。")})


class Correction(FindingRecord):
    """The station has put one finding right."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="corrections")
    finding = models.OneToOneField(Finding, models.PROTECT, related_name="correction", verbose_name=gettext_lazy("问题"))
    done = models.TextField(gettext_lazy("整改情况"), max_length=1000)
    on = models.DateField(gettext_lazy("完成日期"), default=timezone.localdate)
    proof = models.CharField(gettext_lazy("佐证"), max_length=100, blank=True)
    shown_with = ("finding",)

    class Meta:
        verbose_name = gettext_lazy("整改登记")

    def vet(self, parts):
        super().vet(parts)
        if not self.inspection.on <= self.on <= timezone.localdate():
            raise Obstacle({"on": _("完成日期要在督查日期到今天之间。")})


class Extension(FindingRecord):
    """More time for one finding."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="extensions")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="extensions", verbose_name=gettext_lazy("问题"))
    due_on = models.DateField(gettext_lazy("新的期限"))
    reason = models.CharField(gettext_lazy("理由"), max_length=200)
    shown_with = ("finding",)

    class Meta:
        verbose_name = gettext_lazy("延期")

    def vet(self, parts):
        super().vet(parts)
        until = self.open_finding.until
        if self.due_on < timezone.localdate() or self.due_on <= until:
            raise Obstacle({"due_on": _("新的期限要晚于原来的期限（%(on)s），也不能在今天以前。") % {"on": until}})


class Recheck(Record):
    """Looked at again: all is in order."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="rechecks")
    on = models.DateField(gettext_lazy("复查日期"), default=timezone.localdate)
    words = models.TextField(gettext_lazy("复查情况"), max_length=1000)

    class Meta:
        verbose_name = gettext_lazy("复查记录")

    def vet(self, parts):
        if not self.inspection.on <= self.on <= timezone.localdate():
            raise Obstacle({"on": _("复查日期要在督查日期到今天之间。")})
