"""The assessment of a station: a template of items that is data, and one round of it for one station."""

from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from liaison.kit.figures import in_chinese
from liaison.kit.flow import Step, with_records
from liaison.kit.workdays import months_after
from stations.flows import ASSESSMENT, AssessmentStage
from stations.flows.assessment import DECIDED
from stations.models.calendar import EVERYWHERE, PlacedQuerySet, Setting
from stations.models.matter import MatterQuerySet, Placed
from stations.models.place import Region, Station

MOST_STARS = 5
TENTH = Decimal("0.1")


def marks_column(label, **options):
    return models.DecimalField(label, max_digits=5, decimal_places=1, **options)


class TemplateQuerySet(PlacedQuerySet):
    def offered(self, code, year):
        """The templates in use that fit the region and the year."""
        return self.at(code).filter(Q(year=None) | Q(year=year), is_active=True)


class AssessmentTemplate(models.Model):
    """What stations are assessed by. Once it has been used it stays as it is; another year gets another one."""

    name = models.CharField(gettext_lazy("考核表"), max_length=50)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=gettext_lazy("适用地区"))
    year = models.PositiveSmallIntegerField(
        gettext_lazy("适用年份"), null=True, blank=True, help_text=gettext_lazy("不填，各年都可以用"))
    is_active = models.BooleanField(gettext_lazy("在用"), default=True)
    history = HistoricalRecords()
    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("考核表"), gettext_lazy("考核表")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(
            "name", EVERYWHERE, name="assessment_template_once",
            violation_error_message=gettext_lazy("这个地区已经有同名的考核表。"))]

    def __str__(self):
        return self.name

    @property
    def is_used(self):
        return self.assessments.exists()


class AssessmentItem(models.Model):
    """One line of a template: computed from figures, judged by people, or a bonus that may also be taken off."""

    class Kind(models.TextChoices):
        COMPUTED = "computed", gettext_lazy("自动")
        JUDGED = "judged", gettext_lazy("人工")
        BONUS = "bonus", gettext_lazy("加减分")

    template = models.ForeignKey(AssessmentTemplate, models.PROTECT, related_name="items", verbose_name=gettext_lazy("考核表"))
    position = models.PositiveSmallIntegerField(gettext_lazy("序号"))
    group = models.CharField(gettext_lazy("大项"), max_length=20)
    label = models.CharField(gettext_lazy("考核内容"), max_length=60)
    weight = marks_column(gettext_lazy("分值"))
    kind = models.CharField(gettext_lazy("来源"), max_length=8, choices=Kind)
    figure = models.CharField(gettext_lazy("统计项"), max_length=30, blank=True)
    per = models.CharField(gettext_lazy("占哪一统计项的百分比"), max_length=30, blank=True)
    target = models.PositiveSmallIntegerField(gettext_lazy("达到多少得满分"), null=True, blank=True)
    full_if_none = models.BooleanField(gettext_lazy("没有应办的给满分"), default=False)
    help = models.CharField(gettext_lazy("失分后怎么办"), max_length=200, blank=True)
    evidence = models.CharField(gettext_lazy("看什么材料"), max_length=100, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("考核项"), gettext_lazy("考核项")
        ordering = ["template", "position"]
        constraints = [
            models.UniqueConstraint(fields=["template", "position"], name="assessment_item_once"),
            models.CheckConstraint(
                name="assessment_item_weighs", condition=Q(weight__gt=0), violation_error_message=gettext_lazy("分值要大于 0。")),
            models.CheckConstraint(
                name="assessment_item_computed_from",
                condition=(Q(kind="computed", target__gte=1) & ~Q(figure="")) | (~Q(kind="computed") & Q(figure="", per="")),
                violation_error_message=gettext_lazy("自动项要写统计项和得满分的数；人工项、加减分项不写统计项。")),
        ]

    def __str__(self):
        return self.label

    @property
    def is_computed(self):
        return self.kind == self.Kind.COMPUTED

    @property
    def least(self):
        """A bonus may be taken off as well."""
        return -self.weight if self.kind == self.Kind.BONUS else Decimal(0)

    def points(self, number, of=None):
        """The marks for what the figures say: all at the target, in proportion below it."""
        if self.per and not of:
            return self.weight if self.full_if_none else Decimal("0.0")
        reached = Decimal(100 * number) / Decimal(of) if self.per else Decimal(number)
        return (self.weight * min(reached / self.target, 1)).quantize(TENTH, ROUND_HALF_UP)


class AssessmentQuerySet(MatterQuerySet):
    def visible_to(self, user):
        """The station's own people and its deputies, and the street, the district and the auditor above it."""
        if not user.is_authenticated:
            return self.none()
        found = user.reach("keeper", "head", "street", "district", "auditor", to="station")
        return self.filter(found | Q(station__in=posted_stations(user)) if user.deputy_id else found)

    def for_list(self):
        return self.select_related("station__region", "template")

    def counted(self):
        return self.exclude(stage=AssessmentStage.VOIDED)


def posted_stations(user):
    """The stations where the user is a deputy today."""
    today = timezone.localdate()
    current = Q(postings__until=None) | Q(postings__until__gte=today)
    return Station.objects.filter(current, postings__deputy=user.deputy_id, postings__since__lte=today).values("pk")


class Assessment(Placed):
    """A station's assessment for a period. Its stage and result are written only by ``begin`` and ``advance``."""

    class Result(models.TextChoices):
        PASS = "pass", gettext_lazy("达标")
        BASIC = "basic", gettext_lazy("基本达标")
        IMPROVE = "improve", gettext_lazy("需改进")

    station = models.ForeignKey(Station, models.PROTECT, related_name="assessments", verbose_name=gettext_lazy("联络站"))
    template = models.ForeignKey(
        AssessmentTemplate, models.PROTECT, related_name="assessments", verbose_name=gettext_lazy("考核表"))
    since = models.DateField(gettext_lazy("考核期从"))
    until = models.DateField(gettext_lazy("考核期到"), db_index=True)
    total = marks_column(gettext_lazy("得分"), null=True, editable=False)
    result = models.CharField(gettext_lazy("结果"), max_length=8, choices=Result, blank=True, editable=False)
    stars = models.PositiveSmallIntegerField(gettext_lazy("星级"), null=True, editable=False)
    objects = AssessmentQuerySet.as_manager()
    flow = ASSESSMENT

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("站点考核"), gettext_lazy("站点考核")
        ordering = ["-until", "station"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "since", "until"], condition=~Q(stage=AssessmentStage.VOIDED), name="assessment_once"),
            models.CheckConstraint(name="assessment_ends_after_start", condition=Q(until__gte=models.F("since"))),
            models.CheckConstraint(
                name="assessment_decided_has_result",
                condition=~Q(stage__in=sorted(DECIDED)) | (~Q(result="") & Q(total__isnull=False, stars__isnull=False))),
            models.CheckConstraint(name="assessment_stars", condition=Q(stars=None) | Q(stars__lte=MOST_STARS)),
        ]

    def __str__(self):
        return f"{self.station} {self.title}"

    def get_absolute_url(self):
        """Its pages stand on the roof: computed items read the figures of all apps."""
        return reverse("assessment", args=[self.pk])

    @property
    def title(self):
        told = {"since": self.since, "until": self.until, "year": self.until.year, "n": in_chinese((self.until.month + 2) // 3)}
        if self.is_whole_quarter:
            return _("%(year)s年第%(n)s季度考核") % told
        return (_("%(year)s年度考核") if self.is_whole_year else _("%(since)s 至 %(until)s 考核")) % told

    @property
    def is_whole_year(self):
        return (self.since.month, self.since.day, self.until.month, self.until.day) == (1, 1, 12, 31) and (
            self.since.year == self.until.year)

    @property
    def is_whole_quarter(self):
        follows = self.until + timezone.timedelta(days=1)
        return (self.since.day, follows.day, self.since.month % 3) == (1, 1, 1) and months_after(self.since, 3) == follows

    def roles_of(self, user):
        held = {membership.role for membership in user.current_memberships if membership.covers(self.station)}
        return held | ({"system"} if user.username == "system" else set())

    def _obstacle_to_appeal(self):
        late = self.due_on and timezone.localdate() > self.due_on
        return _("申诉期已过（%(on)s 为止）。") % {"on": self.due_on} if late else ""

    def changes(self, move, record):
        """The district's scores decide; what the station and the street found stays beside them."""
        return self.meaning_of(record.total) if move.name in ("confirm", "decide") else {}

    def meaning_of(self, total):
        """The result and the stars that the total gives by this place's thresholds."""
        keys = ("assessment.pass", "assessment.basic", *(f"assessment.star{n}" for n in range(1, MOST_STARS + 1)))
        needed = {key: self.setting(key) for key in keys}
        result = next((result for result in ("pass", "basic") if total >= needed[f"assessment.{result}"]), "improve")
        stars = sum(total >= needed[f"assessment.star{n}"] for n in range(1, MOST_STARS + 1))
        return {"total": total, "result": result, "stars": stars}

    def scored(self):
        """The last scoring of each move: {"self_check": Scoring, "review": …}, with its scores."""
        steps = with_records(self.steps.filter(record_id__isnull=False).order_by("number"))
        return {step.move: step.record for step in steps}

    def before(self):
        """The assessment of the same station that was decided before this one, or None."""
        told = Assessment.objects.filter(station=self.station_id, until__lt=self.since, stage__in=DECIDED)
        return told.order_by("-until", "-pk").first()

    @property
    def thresholds(self):
        """From how many marks on the station passes, and passes basically."""
        return [Setting.number_at(key, self.region_code) for key in ("assessment.pass", "assessment.basic")]


class AssessmentStep(Step):
    """A move of an assessment."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="steps")
    flow = ASSESSMENT

    class Meta(Step.Meta):
        constraints = [models.UniqueConstraint(fields=["assessment", "number"], name="assessment_step_once")]
