"""What is written down when a suggestion moves."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.models import Deputy
from disputes.models.issue_records import Answer
from disputes.models.reference import Category
from disputes.models.suggestion import Suggestion
from liaison.kit.flow import Obstacle, Part, Record
from stations.models import Unit


class SuggestionRecord(Record):
    """A record of a suggestion; ``effect`` are the columns of the suggestion that it sets."""

    class Meta:
        abstract = True

    def require_handling(self, unit):
        if unit is None or unit.pk not in {row.unit_id for row in self.suggestion.handling_units}:
            raise Obstacle({"unit": _("这个单位没有承办这件建议。")})
        if unit.pk not in self.author.unit_ids:
            raise Obstacle({"unit": _("只能以本单位的名义填写。")})


class Draft(SuggestionRecord):
    """A version of the text: one matter, what is the case, why, and what is asked. Visitors are not named."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="drafts")
    title = models.CharField(gettext_lazy("标题"), max_length=60, help_text=gettext_lazy("关于……的建议，一事一议"))
    facts = models.TextField(gettext_lazy("情况"), max_length=5000)
    analysis = models.TextField(gettext_lazy("分析"), max_length=5000, blank=True)
    proposal = models.TextField(gettext_lazy("建议"), max_length=5000)

    class Meta:
        verbose_name = gettext_lazy("文稿")

    def effect(self):
        return {"title": self.title}


class Invitation(SuggestionRecord):
    """Deputies asked to join; each answers alone."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="invitations")
    message = models.CharField(gettext_lazy("附言"), max_length=200, blank=True)
    parts = ("invitees",)

    class Meta:
        verbose_name = gettext_lazy("附议邀请")

    def vet(self, parts):
        if not parts:
            raise Obstacle({"invitees": _("请选择至少一位代表。")})
        for part in parts:
            if part.deputy_id == self.suggestion.lead_id:
                raise Obstacle({"invitees": _("领衔代表不必邀请自己。")})
            if not any(mandate.level == self.suggestion.level for mandate in part.deputy.current_mandates):
                raise Obstacle({"invitees": _("%(who)s不是本级代表，不能附议。") % {"who": part.deputy}})


class Invitee(Part):
    record = models.ForeignKey(Invitation, models.PROTECT, related_name="invitees")
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="invitations", verbose_name=gettext_lazy("代表"))
    shown_with = ("deputy",)

    class Meta:
        verbose_name = gettext_lazy("受邀代表")
        constraints = [models.UniqueConstraint(fields=["record", "deputy"], name="invitee_once")]

    def __str__(self):
        return str(self.deputy)


class Cosigning(SuggestionRecord):
    """One deputy's own answer to the invitation."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="cosignings")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="answers")
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="cosignings", verbose_name=gettext_lazy("代表"))
    agrees = models.BooleanField(
        gettext_lazy("附议"), choices=[(True, gettext_lazy("同意附议")), (False, gettext_lazy("不附议"))]
    )
    comment = models.CharField(gettext_lazy("说明"), max_length=200, blank=True)
    untold = ("invitation",)
    shown_with = ("deputy",)

    class Meta:
        verbose_name = gettext_lazy("附议答复")
        constraints = [models.UniqueConstraint(fields=["invitation", "deputy"], name="cosign_once")]

    def vet(self, parts):
        if self.author.deputy_id != self.deputy_id:
            raise Obstacle(_("附议由受邀代表本人答复。"))
        if self.invitation != self.suggestion.current_invitation or not self.suggestion.is_invited(self.deputy_id):
            raise Obstacle(_("没有邀请这位代表附议。"))
        if self.suggestion.cosignings.filter(invitation=self.invitation, deputy=self.deputy).exists():
            raise Obstacle(_("已经答复过了。"))


class Submission(SuggestionRecord):
    """Signed and handed in, during a session or between sessions."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="submissions")
    occasion = models.CharField(gettext_lazy("时间"), max_length=8, choices=[
        ("session", gettext_lazy("会议期间")), ("between", gettext_lazy("闭会期间"))])
    wishes_published = models.BooleanField(gettext_lazy("同意公开"), default=True)

    class Meta:
        verbose_name = gettext_lazy("提交单")

    def effect(self):
        return {"submitted_on": timezone.localdate()}


class Withdrawal(SuggestionRecord):
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="withdrawals")
    reason = models.CharField(gettext_lazy("撤回理由"), max_length=200)
    cosigners_agree = models.BooleanField(gettext_lazy("附议代表均书面同意撤回"), default=False)

    class Meta:
        verbose_name = gettext_lazy("撤回书")

    def vet(self, parts):
        if self.suggestion.cosigners.exists() and not self.cosigners_agree:
            raise Obstacle({"cosigners_agree": _("有附议代表，须全部书面同意才能撤回。")})


class Docketing(SuggestionRecord):
    """Accepted: class and number, and whether the directors' meeting made it a key one (代表法 art. 52)."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="docketings")
    number = models.CharField(gettext_lazy("编号"), max_length=30, unique=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=gettext_lazy("类别"))
    is_key = models.BooleanField(gettext_lazy("列为重点督办"), default=False)
    shown_with = ("category",)

    class Meta:
        verbose_name = gettext_lazy("立案登记")

    def effect(self):
        return {"number": self.number, "category": self.category, "is_key": self.is_key}


class NonAcceptance(SuggestionRecord):
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="non_acceptances")
    reason = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=gettext_lazy("理由"))
    explanation = models.TextField(gettext_lazy("说明"), max_length=500)
    shown_with = ("reason",)

    class Meta:
        verbose_name = gettext_lazy("不作建议处理告知")


class SuggestionMerge(SuggestionRecord):
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="merges")
    into = models.ForeignKey(Suggestion, models.PROTECT, related_name="+", verbose_name=gettext_lazy("并入"))
    reason = models.CharField(gettext_lazy("理由"), max_length=200)
    shown_with = ("into",)

    class Meta:
        verbose_name = gettext_lazy("并案记录")

    def vet(self, parts):
        other = self.into
        if other.pk == self.suggestion_id or other.region_id != self.suggestion.region_id or not other.awaits_reply:
            raise Obstacle({"into": _("只能并入同一人大、还没有答复的另一件建议。")})

    def effect(self):
        return {"merged_into": self.into}


class ExternalFiling(SuggestionRecord):
    """A suggestion above the district's levels belongs to its own congress; here only its outside number is kept."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="external_filings")
    body = models.CharField(gettext_lazy("办理机关"), max_length=80)
    number = models.CharField(gettext_lazy("上级编号"), max_length=50, blank=True)
    filed_on = models.DateField(gettext_lazy("报送日期"), default=timezone.localdate)

    class Meta:
        verbose_name = gettext_lazy("报送登记")

    def effect(self):
        return {"external_number": self.number}


class HandOver(SuggestionRecord):
    """交办: to one main unit (with assisting ones) or to separate units. The clock of the law starts here."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="hand_overs")
    request = models.TextField(gettext_lazy("办理要求"), max_length=1000, blank=True)
    parts = ("units",)

    class Meta:
        verbose_name = gettext_lazy("交办单")

    def vet(self, parts):
        mains = sum(part.part == HandlingUnit.Role.MAIN for part in parts)
        separate = sum(part.part == HandlingUnit.Role.SEPARATE for part in parts)
        if not ((mains == 1 and not separate) or (separate >= 2 and not mains)):
            raise Obstacle({"units": _("请选一个主办单位（可加协办），或者两个以上分办单位。")})
        if len({part.unit_id for part in parts}) != len(parts):
            raise Obstacle({"units": _("同一单位只能选一次。")})


class HandlingUnit(Part):
    """A unit's part in answering, with its own date: assisting opinions come before the main reply."""

    class Role(models.TextChoices):
        MAIN = "main", gettext_lazy("主办")
        ASSIST = "assist", gettext_lazy("协办")
        SEPARATE = "separate", gettext_lazy("分办")

    record = models.ForeignKey(HandOver, models.PROTECT, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="handlings", verbose_name=gettext_lazy("单位"))
    part = models.CharField(gettext_lazy("职责"), max_length=8, choices=Role)
    due_on = models.DateField(gettext_lazy("期限"))
    shown_with = ("unit",)

    class Meta:
        verbose_name = gettext_lazy("承办单位")
        constraints = [models.UniqueConstraint(fields=["record", "unit"], name="handling_unit_once")]

    def __str__(self):
        return f"{self.get_part_display()}：{self.unit}"


class ReturnRequest(SuggestionRecord):
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="return_requests")
    reason = models.CharField(gettext_lazy("退办理由"), max_length=300)
    proposed = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=gettext_lazy("建议承办单位"))
    shown_with = ("proposed",)

    class Meta:
        verbose_name = gettext_lazy("退办申请")


class UnitRecord(SuggestionRecord):
    class Meta:
        abstract = True

    def vet(self, parts):
        self.require_handling(self.unit)


class Contact(UnitRecord):
    """The unit spoke with the deputy before answering."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="contacts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=gettext_lazy("单位"))
    way = models.CharField(gettext_lazy("方式"), max_length=12, choices=[
        ("in_person", gettext_lazy("面商")), ("site", gettext_lazy("现场察看")), ("phone", gettext_lazy("电话"))])
    on = models.DateField(gettext_lazy("日期"), default=timezone.localdate)
    content = models.TextField(gettext_lazy("沟通情况"), max_length=1000)
    shown_with = ("unit",)

    class Meta:
        verbose_name = gettext_lazy("沟通记录")


class AssistOpinion(UnitRecord):
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="assist_opinions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=gettext_lazy("协办单位"))
    opinion = models.TextField(gettext_lazy("协办意见"), max_length=3000)
    shown_with = ("unit",)

    class Meta:
        verbose_name = gettext_lazy("协办意见")


class Reply(SuggestionRecord):
    """The reply letter: class, number, signed by the head and sealed; what is promised goes to the ledger."""

    FOR_VISITOR = {"A": Answer.Result.SOLVED, "B": Answer.Result.IN_PROGRESS, "C": Answer.Result.PLANNED,
                   "D": Answer.Result.EXPLAINED}

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="replies")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="replies", verbose_name=gettext_lazy("答复单位")
    )
    outside = models.CharField(gettext_lazy("上级答复机关"), max_length=80, blank=True)
    letter = models.CharField(gettext_lazy("文号"), max_length=50)
    reply_class = models.CharField(gettext_lazy("答复类别"), max_length=1, choices=Suggestion.ReplyClass)
    content = models.TextField(gettext_lazy("答复内容"), max_length=10000)
    signer = models.CharField(gettext_lazy("签发人（单位负责人）"), max_length=50)
    is_sealed = models.BooleanField(gettext_lazy("已盖章"), default=False)
    parts = ("commitments",)
    shown_with = ("unit",)

    class Meta:
        verbose_name = gettext_lazy("答复函")

    @property
    def replier(self):
        return str(self.unit) if self.unit_id else self.outside

    @property
    def result_for_visitor(self):
        return self.FOR_VISITOR[self.reply_class]

    def vet(self, parts):
        if self.suggestion.is_own_level:
            self.require_handling(self.unit)
            if self.unit not in self.suggestion.units_to_reply():
                raise Obstacle({"unit": _("这个单位本轮已经答复，或只是协办。")})
        elif not self.outside.strip():
            raise Obstacle({"outside": _("请写明上级答复机关。")})
        if not self.is_sealed:
            raise Obstacle({"is_sealed": _("答复函须由负责人签发并加盖公章。")})
        if self.reply_class in "BC" and not parts:
            raise Obstacle({"commitments": _("B、C 类答复要写明承诺事项和完成日期。")})

    def effect(self):
        return {"reply_class": self.reply_class}


class Commitment(Part):
    """A dated promise of a B or C reply: open until its evidence is accepted."""

    record = models.ForeignKey(Reply, models.PROTECT, related_name="commitments")
    what = models.CharField(gettext_lazy("承诺事项"), max_length=200)
    due_on = models.DateField(gettext_lazy("完成日期"))

    class Meta:
        verbose_name = gettext_lazy("承诺事项")

    def __str__(self):
        return f"{self.what}（{self.due_on}）"


class Evaluation(SuggestionRecord):
    """The lead deputy's judgement; attitude and result are two questions. Silence is no judgement."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="evaluations")
    attitude = models.CharField(gettext_lazy("办理态度"), max_length=12, choices=Suggestion.Satisfaction)
    result = models.CharField(gettext_lazy("办理结果"), max_length=12, choices=Suggestion.Satisfaction)
    comment = models.TextField(gettext_lazy("意见"), max_length=1000, blank=True)

    class Meta:
        verbose_name = gettext_lazy("征询意见表")

    def vet(self, parts):
        if "not" in (self.attitude, self.result) and not self.comment.strip():
            raise Obstacle({"comment": _("不满意的，请写明理由，承办单位要据此重新办理。")})

    def effect(self):
        return {"satisfaction": self.result}


class JointReview(SuggestionRecord):
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="joint_reviews")
    on = models.DateField(gettext_lazy("会审日期"), default=timezone.localdate)
    participants = models.CharField(gettext_lazy("参加单位和代表"), max_length=200)
    conclusion = models.TextField(gettext_lazy("结论"), max_length=2000)

    class Meta:
        verbose_name = gettext_lazy("会审结论")


class Publication(SuggestionRecord):
    """Contents and replies are public unless secrecy, privacy or the deputy's objection stands against it."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="publications")
    is_published = models.BooleanField(
        gettext_lazy("是否公开"), choices=[(True, gettext_lazy("公开")), (False, gettext_lazy("不公开"))]
    )
    reason = models.CharField(gettext_lazy("理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = gettext_lazy("公开决定")

    def vet(self, parts):
        if not self.is_published and not self.reason.strip():
            raise Obstacle({"reason": _("不公开的，请写明理由。")})

    def effect(self):
        return {"is_published": self.is_published}


class Fulfilment(SuggestionRecord):
    """What came of a promise: kept, or changed with a reason and a new date."""

    class Result(models.TextChoices):
        KEPT = "kept", gettext_lazy("已兑现")
        CHANGED = "changed", gettext_lazy("有变化")

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="fulfilments")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="fulfilments", verbose_name=gettext_lazy("承诺事项"))
    result = models.CharField(gettext_lazy("结果"), max_length=8, choices=Result)
    evidence = models.TextField(gettext_lazy("依据或变化原因"), max_length=1000)
    new_due_on = models.DateField(gettext_lazy("新的完成日期"), null=True, blank=True)
    shown_with = ("commitment",)

    class Meta:
        verbose_name = gettext_lazy("兑现记录")

    def vet(self, parts):
        if self.commitment.record.suggestion_id != self.suggestion_id:
            raise Obstacle({"commitment": _("不是这件建议的承诺。")})
        if self.result == self.Result.CHANGED and not self.new_due_on:
            raise Obstacle({"new_due_on": _("有变化的，请写明新的完成日期。")})
