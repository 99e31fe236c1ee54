"""A resident's matter (群众意见) and how it moves."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.models import Activity, Deputy, Reception, Serving
from deputies.models.deputy import posted_to
from disputes.flows import ISSUE, IssueStage
from disputes.models import service
from disputes.models.reference import Category
from liaison.kit.flow import START, Step
from stations.models import Enterprise, Matter, Region, Unit, User
from stations.models.matter import MatterQuerySet


class IssueQuerySet(MatterQuerySet):
    def visible_to(self, user):
        """Own stations, own streets, own district; a unit what was handed to it; a deputy what the deputy took part in.

        Accusations (限制知悉), and what was merged into one, are seen only by the head of the station and the
        district's committee.
        """
        if not user.is_authenticated:
            return self.none()
        restricted = models.Q(is_restricted=True) | models.Q(merged_into__is_restricted=True)
        open_to = user.reach("keeper", "street", "auditor", to="station") | models.Q(
            pk__in=user_assigned_issues(user)) | models.Q(pk__in=user_attended_issues(user))
        return self.filter((open_to & ~restricted) | user.reach("head", "district", to="station"))

    def counted(self):
        """Without what was merged into another or voided: no figure counts a matter twice."""
        return self.exclude(stage__in=(IssueStage.MERGED, IssueStage.VOIDED))

    def for_list(self):
        return self.select_related("station", "category", "unit", "deputy", "visitor")


VISITED = ("register", "revisit")  # the moves whose record is a visit
ANSWERING = tuple(move.name for move in ISSUE.moves if move.record == "disputes.Answer")


def user_assigned_issues(user):
    """Issues that were ever handed to one of the user's units."""
    return Issue.objects.filter(assignments__unit__in=user.unit_ids).values("pk") if user.unit_ids else []


def user_attended_issues(user):
    """Issues that the user, as a deputy, received or mediates."""
    if not user.deputy_id:
        return []
    return Issue.objects.filter(
        models.Q(deputy=user.deputy_id) | models.Q(mediations__mediators__deputy=user.deputy_id)
    ).values("pk")


class Issue(Matter, Serving):
    """What a resident brought. Its stage is written only by ``begin`` and ``advance``."""

    class Source(models.TextChoices):
        RECEPTION = "reception", gettext_lazy("代表接待日")
        VISIT = "visit", gettext_lazy("来站反映")
        EVENING = "evening", gettext_lazy("夜话、屋场会")
        OUTREACH = "outreach", gettext_lazy("走访调研")
        QR = "qr", gettext_lazy("扫码反映")
        HOTLINE = "hotline", gettext_lazy("12345人大代表通道")
        PHONE = "phone", gettext_lazy("来电")
        LETTER = "letter", gettext_lazy("来信")

    class Complexity(models.TextChoices):
        SIMPLE = "simple", gettext_lazy("简单")
        GENERAL = "general", gettext_lazy("一般")
        COMPLEX = "complex", gettext_lazy("复杂")

    class Outcome(models.TextChoices):
        SOLVED = "solved", gettext_lazy("已解决")
        PARTLY = "partly", gettext_lazy("部分解决")
        EXPLAINED = "explained", gettext_lazy("已解释（未解决）")
        REDIRECTED = "redirected", gettext_lazy("已告知去处")

    class Satisfaction(models.TextChoices):
        SATISFIED = "satisfied", gettext_lazy("满意")
        BASICALLY = "basically", gettext_lazy("基本满意")
        NOT = "not", gettext_lazy("不满意")

    region = models.ForeignKey(Region, models.PROTECT, related_name="issues", verbose_name=gettext_lazy("事发街道、乡镇"))
    place = models.CharField(gettext_lazy("事发地"), max_length=80, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="issues", verbose_name=gettext_lazy("类别"))
    source = models.CharField(gettext_lazy("来源"), max_length=12, choices=Source, default=Source.VISIT)
    visitor = models.ForeignKey(
        "disputes.Visitor", models.PROTECT, null=True, related_name="issues", verbose_name=gettext_lazy("来访人")
    )
    deputy = models.ForeignKey(
        Deputy, models.PROTECT, null=True, blank=True, related_name="received_issues", verbose_name=gettext_lazy("接待代表")
    )
    reception = models.ForeignKey(
        Reception, models.PROTECT, null=True, blank=True, related_name="issues", verbose_name=gettext_lazy("接待日")
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="issues", verbose_name=gettext_lazy("反映的企业")
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="issues", verbose_name=gettext_lazy("活动")
    )
    complexity = models.CharField(
        gettext_lazy("难易"), max_length=8, choices=Complexity, default=Complexity.GENERAL, editable=False
    )
    is_urgent = models.BooleanField(gettext_lazy("紧急"), default=False, editable=False)
    is_restricted = models.BooleanField(gettext_lazy("限制知悉"), default=False, editable=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, editable=False, related_name="issues", verbose_name=gettext_lazy("承办单位")
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="merged")
    outcome = models.CharField(gettext_lazy("结果"), max_length=12, choices=Outcome, blank=True, editable=False)
    satisfaction = models.CharField(
        gettext_lazy("来访人评价"), max_length=12, choices=Satisfaction, blank=True, editable=False
    )
    objects = IssueQuerySet.as_manager()
    flow = ISSUE

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("群众意见"), gettext_lazy("群众意见")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="issue_closed_has_time",
                condition=models.Q(stage__in=sorted(ISSUE.final), closed_at__isnull=False)
                | (~models.Q(stage__in=sorted(ISSUE.final)) & models.Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="issue_merged_has_parent",
                condition=models.Q(stage=IssueStage.MERGED, merged_into__isnull=False)
                | (~models.Q(stage=IssueStage.MERGED) & models.Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="issue_closed_has_outcome", condition=~models.Q(stage=IssueStage.CLOSED) | ~models.Q(outcome="")
            ),
        ]
        indexes = [
            models.Index(fields=["station", "-id"], name="issue_by_station"),
            models.Index(fields=["station", "stage", "due_on"], name="issue_work_list"),
        ]

    def clock_variant(self):
        return self.complexity

    def clock_start(self, clock):
        """A longer time to answer is added to the time that there was (信访工作条例 art. 34)."""
        return self.due_on or timezone.localdate() if clock == "extend" else timezone.localdate()

    def roles_of(self, user):
        held = {m.role for m in user.current_memberships if m.station_id == self.station_id or m.covers(self.station)}
        if user.deputy_id and (posted_to(self.station, user) if self.stage == START else self.is_attended_by(user.deputy_id)):
            held.add("deputy")
        if self.unit_id in user.unit_ids:
            held.add("unit")
        if self.is_restricted or (self.merged_into_id and self.merged_into.is_restricted):
            held &= {"head", "district"}
        if self.stage == IssueStage.RETURNED and self.times("request_return") >= self.setting("issue.returns_to_district"):
            held.discard("street")
        return held | ({"system"} if user.username == "system" else set())

    def is_attended_by(self, deputy_id):
        """Did this deputy receive the matter, or was the deputy named to mediate it?"""
        return self.deputy_id == deputy_id or self.mediations.filter(mediators__deputy=deputy_id).exists()

    def _obstacle_to_close(self):
        if self.satisfaction == self.Satisfaction.NOT and self.times("rehandle") < self.setting("issue.rehandle_max"):
            return _("来访人不满意，须先重新办理，不能直接办结。")
        return ""

    def _obstacle_to_rehandle(self):
        if self.satisfaction != self.Satisfaction.NOT:
            return _("来访人没有表示不满意。")
        if not self.unit_id:
            return _("这件事没有承办单位，请用“重新受理”另选办法。")
        if self.times("rehandle") >= self.setting("issue.rehandle_max"):
            return _("已重新办理 %(n)s 次，请提请会商。") % {"n": self.times("rehandle")}
        return ""

    def _obstacle_to_refer_up(self):
        return "" if self.satisfaction == self.Satisfaction.NOT else _("来访人没有表示不满意。")

    def _obstacle_to_request_return(self):
        step = self.last_of("assign", "uphold")
        rule = self.rule("return")
        if rule and step and timezone.localdate().isoformat() > rule.snapshot(timezone.localdate(step.at))["due"]:
            return _("已过退办期限（%(n)s）。") % {"n": rule}
        return ""

    def _obstacle_to_reopen(self):
        return _("已移送有权机关的检举控告，不在站内重新受理。") if self.is_restricted else ""

    def _obstacle_to_extend(self):
        if self.times("extend"):
            return _("已经延期一次，不能再延。")
        return "" if self.due_on is None or self.due_on >= timezone.localdate() else _("已经超期，不能再延。")

    def _obstacle_to_unmerge(self):
        step = self.last_of("merge")
        hours = self.setting("issue.unmerge_hours")
        late = step and timezone.now() - step.at > timezone.timedelta(hours=hours)
        return _("并入已超过 %(n)s 小时，不能撤销。") % {"n": hours} if late else ""

    def changes(self, move, record):
        found = super().changes(move, record)
        if move.name == "register":
            found["number"] = f"{self.station.code}-{self.pk // 10000:03d}-{self.pk % 10000:04d}"
        if move.name in ("restrict", "lift"):
            found["is_restricted"] = move.name == "restrict"
        if move.name in ("unmerge", "reopen"):
            found |= {"merged_into": None, "outcome": ""}
        if move.target == IssueStage.ANSWERED or move.name in ("rehandle", "reopen"):
            found["satisfaction"] = ""  # it was a judgement of the answer before
        return found

    def moved(self, step, record):
        """A referral opens a case; a conversion joins a suggestion; who receives or mediates serves."""
        if step.move == "refer_to_hearing":
            self.open_case(step)
        elif step.move == "convert":
            record.suggestion.issues.add(self)
        if self._changes_service(step.move, record):
            self.tell_duties()

    def _changes_service(self, move, record):
        if move in VISITED:
            return record.deputy_id or (move == "register" and self.deputy_id)
        return move in ("mediate", "void")

    def open_case(self, step):
        case = self.cases.model(station=self.station, title=self.title, begun_on=timezone.localdate())
        case.begin("open", by=User.objects.system(), note=_("由群众意见 %(number)s 转来：%(note)s") % {
            "number": self.number, "note": step.note})
        case.issues.add(self)

    def service(self):
        return self.services([self])[self.pk]

    @classmethod
    def services(cls, things):
        return service.of_issues(things)

    def service_words(self):
        return _("群众意见 %(number)s") % {"number": self.number}

    @property
    def last_answer(self):
        return self.answers.order_by("-pk").first()

    @property
    def answered_by(self):
        """Who gave the last answer, in words: the unit, else whose name stands under it or who wrote it down."""
        step = self.last_of(*ANSWERING)
        return self.unit if step.move == "answer" else step.record.signer or step.by.name


class IssueStep(Step):
    """A move of an issue."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="steps")
    flow = ISSUE

    class Meta(Step.Meta):
        constraints = [models.UniqueConstraint(fields=["issue", "number"], name="issue_step_once")]
