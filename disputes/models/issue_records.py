"""What is written down when an issue moves."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.models import Deputy, Reception
from disputes.models.issue import Issue
from disputes.models.reference import Category
from disputes.models.visitor import Visitor
from liaison.kit.flow import Obstacle, Part, Record
from stations.models import Unit


class Visit(Record):
    """Somebody came (or called, or wrote) about the matter: in the visitor's own words, without the receiver's judgement."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="visits")
    visitor = models.ForeignKey(Visitor, models.PROTECT, null=True, related_name="visits", verbose_name=gettext_lazy("来访人"))
    on = models.DateField(gettext_lazy("日期"), default=timezone.localdate)
    source = models.CharField(gettext_lazy("来源"), max_length=12, choices=Issue.Source, default=Issue.Source.VISIT)
    words = models.TextField(gettext_lazy("来访人原话"), max_length=5000)
    companions = models.PositiveSmallIntegerField(gettext_lazy("同来人数"), default=0, help_text=gettext_lazy("不含来访人本人"))
    deputy = models.ForeignKey(
        Deputy, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=gettext_lazy("接待代表")
    )
    reception = models.ForeignKey(
        Reception, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=gettext_lazy("接待日")
    )
    untold = ("visitor",)
    shown_with = ("visitor", "deputy", "reception")

    class Meta:
        verbose_name = gettext_lazy("来访记录")

    def vet(self, parts):
        if self.on > timezone.localdate():
            raise Obstacle({"on": _("来访日期不能在今天以后。")})
        if self.visitor and self.visitor.station_id != self.issue.station_id:
            raise Obstacle(_("来访人不在本站登记。"))

    def effect(self):
        return {} if self.issue.visitor_id else {"visitor": self.visitor}


class Triage(Record):
    """Taken in: class, difficulty (it chooses the deadline) and urgency."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="triages")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=gettext_lazy("类别"))
    complexity = models.CharField(
        gettext_lazy("难易"), max_length=8, choices=Issue.Complexity, default=Issue.Complexity.GENERAL
    )
    is_urgent = models.BooleanField(gettext_lazy("紧急"), default=False)
    shown_with = ("category",)

    class Meta:
        verbose_name = gettext_lazy("受理意见")

    def effect(self):
        return {"category": self.category, "complexity": self.complexity, "is_urgent": self.is_urgent}


class Redirection(Record):
    """Not ours to take: where to go instead, given in writing (告知单; 信访工作条例 art. 23)."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="redirections")
    body = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=gettext_lazy("去处"))
    explanation = models.TextField(gettext_lazy("说明"), max_length=1000)
    shown_with = ("body",)

    class Meta:
        verbose_name = gettext_lazy("告知单")

    def effect(self):
        return {"outcome": Issue.Outcome.REDIRECTED}


class Merge(Record):
    """The same matter is already followed elsewhere; its visitors are told from there."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="merges")
    into = models.ForeignKey(Issue, models.PROTECT, related_name="+", verbose_name=gettext_lazy("并入"))
    reason = models.CharField(gettext_lazy("理由"), max_length=200)
    shown_with = ("into",)

    class Meta:
        verbose_name = gettext_lazy("并入记录")

    def vet(self, parts):
        if self.into_id == self.issue_id or not self.into.is_open or self.into.is_restricted:
            raise Obstacle({"into": _("只能并入还在办理的另一件事；已经办结的，请在那一件里“重新受理”。")})
        if self.into.station_id != self.issue.station_id:
            raise Obstacle({"into": _("只能并入本站的事项。")})
        if self.issue.merged.exists():
            raise Obstacle(_("已有其他事项并入这一件，请反过来并入。"))

    def effect(self):
        return {"merged_into": self.into}


class Mediation(Record):
    """Mediation before the dispute grows (事前调解), by deputies named here."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="mediations")
    parties = models.CharField(
        gettext_lazy("涉及各方"), max_length=200, help_text=gettext_lazy("不写姓名，例如：3栋住户与物业公司")
    )
    plan = models.TextField(gettext_lazy("打算"), max_length=1000, blank=True)
    parts = ("mediators",)

    class Meta:
        verbose_name = gettext_lazy("事前调解")

    def vet(self, parts):
        if not parts:
            raise Obstacle({"mediators": _("请指定至少一位调解代表。")})


class Mediator(Part):
    record = models.ForeignKey(Mediation, models.PROTECT, related_name="mediators")
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="mediations", verbose_name=gettext_lazy("调解代表"))
    shown_with = ("deputy",)

    class Meta:
        verbose_name = gettext_lazy("调解代表")
        constraints = [models.UniqueConstraint(fields=["record", "deputy"], name="mediator_once")]

    def __str__(self):
        return str(self.deputy)


class MediationAttempt(Record):
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="mediation_attempts")
    on = models.DateField(gettext_lazy("日期"), default=timezone.localdate)
    place = models.CharField(gettext_lazy("地点"), max_length=80)
    course = models.TextField(gettext_lazy("经过"), max_length=3000)
    next_step = models.CharField(gettext_lazy("下一步"), max_length=200, blank=True)

    class Meta:
        verbose_name = gettext_lazy("调解经过")

    def vet(self, parts):
        if self.on > timezone.localdate():
            raise Obstacle({"on": _("日期不能在今天以后。")})


class Settlement(Record):
    """Settled by pre-mediation: it needs the visitor's own confirmation."""

    class Confirmed(models.TextChoices):
        IN_PERSON = "in_person", gettext_lazy("来访人当面确认")
        SIGNED = "signed", gettext_lazy("来访人签字")
        PHONE = "phone", gettext_lazy("电话确认")

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="settlements")
    content = models.TextField(gettext_lazy("怎样解决"), max_length=3000)
    outcome = models.CharField(gettext_lazy("结果"), max_length=12, choices=[
        (Issue.Outcome.SOLVED.value, Issue.Outcome.SOLVED.label), (Issue.Outcome.PARTLY.value, Issue.Outcome.PARTLY.label)])
    confirmed = models.CharField(gettext_lazy("来访人确认"), max_length=12, choices=Confirmed)

    class Meta:
        verbose_name = gettext_lazy("调解结果")

    def effect(self):
        return {"outcome": self.outcome}


class IssueConversion(Record):
    """What nobody on the spot can solve becomes part of a formal suggestion."""

    class Reason(models.TextChoices):
        COMPREHENSIVE = "comprehensive", gettext_lazy("综合性")
        GENERAL = "general", gettext_lazy("全局性、普遍性")
        BEYOND = "beyond", gettext_lazy("超出街道、部门权限")

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="conversions")
    suggestion = models.ForeignKey("disputes.Suggestion", models.PROTECT, related_name="issue_conversions")
    reason = models.CharField(gettext_lazy("转化理由"), max_length=16, choices=Reason)
    untold = ("suggestion",)
    shown_with = ("suggestion",)

    class Meta:
        verbose_name = gettext_lazy("转化记录")

    def vet(self, parts):
        if not self.suggestion.awaits_reply:
            raise Obstacle({"suggestion": _("这件建议已经答复或结束，不会再有答复回到这里。")})


class Assignment(Record):
    """Handed to a unit, with what is asked of it."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name=gettext_lazy("承办单位"))
    request = models.TextField(gettext_lazy("办理要求"), max_length=1000)
    shown_with = ("unit",)

    class Meta:
        verbose_name = gettext_lazy("交办单")

    def effect(self):
        return {"unit": self.unit}


class UnitReturn(Record):
    """A unit says that the matter is not its own, and whose it is."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="unit_returns")
    reason = models.CharField(gettext_lazy("退办理由"), max_length=300)
    proposed = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=gettext_lazy("建议承办单位"))
    shown_with = ("proposed",)

    class Meta:
        verbose_name = gettext_lazy("退办申请")


class Answer(Record):
    """The answer, as the visitor will read it. Its class is not the outcome: that is told at closing."""

    class Result(models.TextChoices):
        SOLVED = "solved", gettext_lazy("已解决")
        IN_PROGRESS = "in_progress", gettext_lazy("正在解决")
        PLANNED = "planned", gettext_lazy("列入计划")
        EXPLAINED = "explained", gettext_lazy("作出解释")

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="answers")
    result = models.CharField(gettext_lazy("答复类别"), max_length=12, choices=Result)
    content = models.TextField(gettext_lazy("答复内容"), max_length=5000)
    signer = models.CharField(gettext_lazy("签发人"), max_length=50, blank=True)

    class Meta:
        verbose_name = gettext_lazy("答复")


class Feedback(Record):
    """The answer reached the person who came, or what was tried."""

    class Way(models.TextChoices):
        IN_PERSON = "in_person", gettext_lazy("当面")
        PHONE = "phone", gettext_lazy("电话")
        HOME = "home", gettext_lazy("上门")
        LETTER = "letter", gettext_lazy("书面送达")
        UNREACHABLE = "unreachable", gettext_lazy("多次联系未果")

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="feedbacks")
    way = models.CharField(gettext_lazy("方式"), max_length=12, choices=Way)
    on = models.DateField(gettext_lazy("日期"), default=timezone.localdate)
    words = models.TextField(gettext_lazy("来访人怎么说"), max_length=1000, blank=True)

    class Meta:
        verbose_name = gettext_lazy("反馈记录")

    def vet(self, parts):
        needed = self.issue.setting("issue.feedback_attempts")
        if self.way == self.Way.UNREACHABLE and self.issue.times("try_feedback") < needed:
            raise Obstacle({"way": _("至少联系 %(n)s 次未果，才能按未联系上处理。") % {"n": needed}})


class Rating(Record):
    """The visitor's own judgement; satisfaction and solved are two questions."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="ratings")
    satisfaction = models.CharField(gettext_lazy("满意程度"), max_length=12, choices=Issue.Satisfaction)
    is_solved = models.CharField(gettext_lazy("问题解决了吗"), max_length=8, choices=[
        ("yes", gettext_lazy("解决了")), ("partly", gettext_lazy("部分解决")), ("no", gettext_lazy("没有解决"))])
    comment = models.TextField(gettext_lazy("来访人的话"), max_length=1000, blank=True)

    class Meta:
        verbose_name = gettext_lazy("来访人评价")

    def effect(self):
        return {"satisfaction": self.satisfaction}


class Closing(Record):
    """Closed is not solved: the outcome says which."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="closings")
    outcome = models.CharField(gettext_lazy("结果"), max_length=12, choices=Issue.Outcome)
    summary = models.TextField(gettext_lazy("办结说明"), max_length=1000)

    class Meta:
        verbose_name = gettext_lazy("办结记录")

    def vet(self, parts):
        rating = self.issue.ratings.order_by("-pk").first()
        if self.outcome == Issue.Outcome.SOLVED and rating and rating.is_solved == "no":
            raise Obstacle({"outcome": _("来访人说没有解决，不能按已解决办结。")})

    def effect(self):
        return {"outcome": self.outcome}
