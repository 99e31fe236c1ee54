"""What is written down of an agreement: its terms, its effect, and how it is kept."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.models.case import Case
from disputes.models.case_records import CaseRecord, Party, refuse_future
from liaison.kit.flow import Obstacle, Part


class Agreement(CaseRecord):
    """What the parties themselves agreed: written, oral or partial, with who does what by when (人民调解法 arts. 28–30)."""

    class Form(models.TextChoices):
        WRITTEN = "written", gettext_lazy("书面协议")
        ORAL = "oral", gettext_lazy("口头协议")
        PARTIAL = "partial", gettext_lazy("部分达成（书面）")

    case = models.ForeignKey(Case, models.PROTECT, related_name="agreements")
    form = models.CharField(gettext_lazy("形式"), max_length=8, choices=Form)
    terms = models.TextField(gettext_lazy("约定内容"), max_length=5000)
    unresolved = models.TextField(gettext_lazy("未达成的部分"), max_length=2000, blank=True)
    amount = models.DecimalField(gettext_lazy("涉及金额（元）"), max_digits=12, decimal_places=2, null=True, blank=True)
    parts = ("obligations",)

    class Meta:
        verbose_name = gettext_lazy("协议")

    def vet(self, parts):
        if not parts:
            raise Obstacle({"obligations": _("请写明至少一项：谁、做什么、何时完成。")})
        if self.form == self.Form.PARTIAL and not self.unresolved.strip():
            raise Obstacle({"unresolved": _("部分达成的，请写明还没有达成的部分。")})
        for part in parts:
            if part.due_on < timezone.localdate():
                raise Obstacle({"obligations": _("履行日期不能在今天以前。")})
            if part.party.case_id != self.case_id:
                raise Obstacle({"obligations": _("不是本案的当事人。")})


class Obligation(Part):
    record = models.ForeignKey(Agreement, models.PROTECT, related_name="obligations")
    party = models.ForeignKey(Party, models.PROTECT, related_name="obligations", verbose_name=gettext_lazy("谁"))
    what = models.CharField(gettext_lazy("做什么"), max_length=200)
    due_on = models.DateField(gettext_lazy("何时完成"))
    shown_with = ("party",)

    class Meta:
        verbose_name = gettext_lazy("责任事项")

    def __str__(self):
        return f"{self.party}：{self.what}（{self.due_on}）"


class Effect(CaseRecord):
    """The agreement takes effect: a written one when signed and sealed, an oral one when reached (人民调解法 arts. 29–30)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="effects")
    effective_on = models.DateField(gettext_lazy("生效日期"), default=timezone.localdate)
    signed = models.BooleanField(gettext_lazy("各方已签名"), default=False)
    sealed_by = models.CharField(gettext_lazy("盖章单位"), max_length=80, blank=True)

    class Meta:
        verbose_name = gettext_lazy("生效登记")

    def vet(self, parts):
        if self.effective_on > timezone.localdate():
            raise Obstacle({"effective_on": _("生效日期不能在今天以后。")})
        oral = self.case.agreement.form == Agreement.Form.ORAL
        if not oral and not self.signed:
            raise Obstacle({"signed": _("书面协议要各方签名才生效。")})
        if not oral and self.case.organiser == Case.Organiser.COMMITTEE and not self.sealed_by.strip():
            raise Obstacle({"sealed_by": _("人民调解协议书要盖人民调解委员会的章。")})

    def effect(self):
        return {"effective_on": self.effective_on}


class Confirmation(CaseRecord):
    """Both parties together asked the court to confirm, within 30 days of effect (人民调解法 art. 33)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="confirmations")
    court = models.CharField(gettext_lazy("法院"), max_length=50)
    number = models.CharField(gettext_lazy("案号"), max_length=50)
    filed_on = models.DateField(gettext_lazy("申请日期"), default=timezone.localdate)

    class Meta:
        verbose_name = gettext_lazy("司法确认")

    def vet(self, parts):
        if self.case.confirm_by and self.filed_on > self.case.confirm_by:
            raise Obstacle({"filed_on": _("超过了 30 日的共同申请期限（%(on)s）。") % {"on": self.case.confirm_by}})
        if self.filed_on > timezone.localdate():
            raise Obstacle({"filed_on": _("申请日期不能在今天以后。")})


class ObligationRecord(CaseRecord):
    class Meta:
        abstract = True

    def vet(self, parts):
        if self.obligation.record.case_id != self.case_id:
            raise Obstacle({"obligation": _("不是本案的责任事项。")})


class Performance(ObligationRecord):
    case = models.ForeignKey(Case, models.PROTECT, related_name="performances")
    obligation = models.OneToOneField(
        Obligation, models.PROTECT, related_name="performance", verbose_name=gettext_lazy("责任事项")
    )
    on = models.DateField(gettext_lazy("履行日期"), default=timezone.localdate)
    proof = models.TextField(gettext_lazy("凭据"), max_length=500)
    shown_with = ("obligation__party",)

    class Meta:
        verbose_name = gettext_lazy("履行记录")

    def vet(self, parts):
        super().vet(parts)
        refuse_future(self.on)


class Breach(ObligationRecord):
    """An obligation was not kept; the committee urges, and the other ways are told (人民调解法 art. 31)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="breaches")
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="breaches", verbose_name=gettext_lazy("责任事项"))
    what = models.TextField(gettext_lazy("情况"), max_length=1000)
    routes = models.TextField(gettext_lazy("告知的救济途径"), max_length=500)
    shown_with = ("obligation__party",)

    class Meta:
        verbose_name = gettext_lazy("未履行记录")


class FollowUp(CaseRecord):
    """A visit after the agreement was kept: does it hold?"""

    case = models.ForeignKey(Case, models.PROTECT, related_name="follow_ups")
    on = models.DateField(gettext_lazy("回访日期"), default=timezone.localdate)
    way = models.CharField(gettext_lazy("方式"), max_length=8, choices=[
        ("home", gettext_lazy("上门")), ("phone", gettext_lazy("电话"))])
    holds = models.BooleanField(
        gettext_lazy("有没有反复"), choices=[(True, gettext_lazy("没有反复")), (False, gettext_lazy("有反复"))])
    words = models.TextField(gettext_lazy("各方怎么说"), max_length=1000)

    class Meta:
        verbose_name = gettext_lazy("回访记录")

    def vet(self, parts):
        refuse_future(self.on)
