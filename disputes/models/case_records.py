"""What is written down when a case moves."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.models.case import Case
from disputes.models.reference import Category, PanelMember
from disputes.models.visitor import Visitor
from liaison.kit.flow import Obstacle, Part, Record


def refuse_future(day):
    if day > timezone.localdate():
        raise Obstacle({"on": _("日期不能在今天以后。")})


class CaseRecord(Record):
    """A record of a case; ``effect`` are the columns of the case that it sets."""

    class Meta:
        abstract = True

    def require_own_party(self, party):
        if party.case_id != self.case_id:
            raise Obstacle({"party": _("不是本案的当事人。")})


class Party(CaseRecord):
    """One side of the dispute. The person's name and phone stay with ``visitor``."""

    class Kind(models.TextChoices):
        PERSON = "person", gettext_lazy("个人")
        GROUP = "group", gettext_lazy("多人（推选代表）")
        ORGANISATION = "organisation", gettext_lazy("单位")

    case = models.ForeignKey(Case, models.PROTECT, related_name="parties")
    side = models.CharField(gettext_lazy("称呼"), max_length=50, help_text=gettext_lazy("不写姓名，例如：3栋住户、物业公司"))
    kind = models.CharField(gettext_lazy("性质"), max_length=12, choices=Kind)
    visitor = models.ForeignKey(
        Visitor, models.PROTECT, null=True, blank=True, related_name="parties", verbose_name=gettext_lazy("联系人")
    )
    untold = ("visitor",)
    shown_with = ("visitor",)

    class Meta:
        verbose_name = gettext_lazy("当事人")

    def __str__(self):
        return self.side

    def vet(self, parts):
        if self.case.parties.filter(side=self.side).exists():
            raise Obstacle({"side": _("这一方已经登记。")})


class Consent(CaseRecord):
    """A party agrees to the hearing, and chooses public or private (人民调解法 art. 23)."""

    class Way(models.TextChoices):
        WRITTEN = "written", gettext_lazy("书面")
        ORAL = "oral", gettext_lazy("口头，已记录")

    case = models.ForeignKey(Case, models.PROTECT, related_name="consents")
    party = models.OneToOneField(Party, models.PROTECT, related_name="consent", verbose_name=gettext_lazy("当事人"))
    way = models.CharField(gettext_lazy("方式"), max_length=8, choices=Way)
    agrees_public = models.BooleanField(gettext_lazy("同意公开进行"), default=False)
    rights_told = models.BooleanField(gettext_lazy("已告知权利义务"), default=False)
    shown_with = ("party",)

    class Meta:
        verbose_name = gettext_lazy("同意记录")

    def vet(self, parts):
        self.require_own_party(self.party)
        if self.case.consents.filter(party=self.party).exists():
            raise Obstacle({"party": _("这一方已经同意。")})
        if not self.rights_told:
            raise Obstacle({"rights_told": _("先告知权利义务，再记录同意。")})


class Refusal(CaseRecord):
    """A clear refusal ends the mediation (人民调解法 art. 17); the other ways are told (art. 26)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="refusals")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=gettext_lazy("不同意的一方"))
    words = models.TextField(gettext_lazy("怎么说"), max_length=500, blank=True)
    routes = models.TextField(gettext_lazy("告知的其他途径"), max_length=500)
    shown_with = ("party",)

    class Meta:
        verbose_name = gettext_lazy("拒绝记录")

    def vet(self, parts):
        self.require_own_party(self.party)


class Diversion(CaseRecord):
    """Not for a hearing: possible crime goes to the police (人民调解法 art. 25), other matters to their own bodies."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="diversions")
    body = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=gettext_lazy("去处"))
    reason = models.TextField(gettext_lazy("理由"), max_length=500)
    shown_with = ("body",)

    class Meta:
        verbose_name = gettext_lazy("转出记录")


class Acceptance(CaseRecord):
    """Taken in: type, facts, who will hold the hearing and whether it is public."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="acceptances")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=gettext_lazy("纠纷类型"))
    facts = models.TextField(gettext_lazy("基本情况"), max_length=3000)
    organiser = models.CharField(gettext_lazy("主持方"), max_length=10, choices=Case.Organiser)
    organiser_name = models.CharField(gettext_lazy("主持方全称"), max_length=80)
    is_public = models.BooleanField(gettext_lazy("公开进行"), default=False)
    shown_with = ("category",)

    class Meta:
        verbose_name = gettext_lazy("受理登记")

    def vet(self, parts):
        if self.is_public and self.case.consents.filter(agrees_public=False).exists():
            raise Obstacle({"is_public": _("有当事人不同意公开，应不公开进行。")})

    def effect(self):
        return {name: getattr(self, name) for name in ("category", "facts", "organiser", "is_public")}


class Panel(CaseRecord):
    """The 群英 of this case. A later panel replaces an earlier one, which stays on file."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="panels")
    chosen_by = models.CharField(gettext_lazy("怎样产生"), max_length=12, default="invited", choices=[
        ("invited", gettext_lazy("主持方邀请")), ("parties", gettext_lazy("当事人选定")), ("drawn", gettext_lazy("抽签"))])
    parts = ("seats",)

    class Meta:
        verbose_name = gettext_lazy("群英名单")

    def vet(self, parts):
        least = self.case.setting("case.panel_min")
        if len(parts) < least:
            raise Obstacle({"seats": _("至少邀请 %(n)s 位群英，现在是 %(now)s 位。") % {"n": least, "now": len(parts)}})
        members = [seat.member for seat in parts]
        if twice := {str(member) for member in members if members.count(member) > 1}:
            raise Obstacle({"seats": _("同一位群英选了两次：%(who)s") % {"who": "、".join(sorted(twice))}})
        conflicted = [str(seat.member) for seat in parts if seat.conflict != Seat.Conflict.NONE]
        if conflicted:
            raise Obstacle({"seats": _("有利害关系的应当回避，请更换：%(who)s") % {"who": "、".join(conflicted)}})
        if sum(seat.is_chair for seat in parts) != 1:
            raise Obstacle({"seats": _("请指定一位主持人。")})


class Seat(Part):
    """A 群英 on the panel, with what the person declared about the parties (信访工作条例 art. 28; recusal)."""

    class Conflict(models.TextChoices):
        NONE = "none", gettext_lazy("声明无利害关系")
        KIN = "kin", gettext_lazy("亲属、密友")
        INTEREST = "interest", gettext_lazy("有经济利益")
        WORK = "work", gettext_lazy("经办过此事")

    record = models.ForeignKey(Panel, models.PROTECT, related_name="seats")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="seats", verbose_name=gettext_lazy("群英"))
    is_chair = models.BooleanField(gettext_lazy("主持"), default=False)
    conflict = models.CharField(gettext_lazy("回避声明"), max_length=8, choices=Conflict)
    shown_with = ("member",)

    class Meta:
        verbose_name = gettext_lazy("群英席位")
        constraints = [models.UniqueConstraint(fields=["record", "member"], name="seat_once")]

    def __str__(self):
        return str(self.member)


class Sitting(CaseRecord):
    """When and where the hearing meets, and that everybody was told."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="sittings")
    on = models.DateField(gettext_lazy("日期"))
    at = models.TimeField(gettext_lazy("时间"))
    place = models.CharField(gettext_lazy("地点"), max_length=80)
    notified = models.CharField(gettext_lazy("怎样通知"), max_length=100)

    class Meta:
        verbose_name = gettext_lazy("会期")

    def vet(self, parts):
        if self.on < timezone.localdate():
            raise Obstacle({"on": _("会期不能在今天以前。")})
        taken = Sitting.objects.filter(on=self.on, at=self.at, place=self.place).exclude(case=self.case)
        if any(other.case.sitting == other and other.case.stage == "scheduled" for other in taken.select_related("case")):
            raise Obstacle({"place": _("这个时间，这个地点已经排了另一场群英会。")})

    def effect(self):
        return {"hearing_on": self.on}


class Hearing(CaseRecord):
    """The hearing opens: who is present."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="hearings")
    on = models.DateField(gettext_lazy("开会日期"), default=timezone.localdate)
    units = models.CharField(gettext_lazy("到会部门"), max_length=200, blank=True)
    parties_present = models.BooleanField(
        gettext_lazy("各方当事人均到会"), choices=[(True, gettext_lazy("是")), (False, gettext_lazy("否"))])
    parts = ("presences",)

    class Meta:
        verbose_name = gettext_lazy("到会登记")

    def vet(self, parts):
        refuse_future(self.on)
        present = sum(presence.is_present for presence in parts)
        least = self.case.setting("case.panel_min")
        if present < least:
            raise Obstacle({"presences": _("到会群英不足 %(n)s 位，请休会或更换群英。") % {"n": least}})
        if not self.parties_present:
            raise Obstacle({"parties_present": _("有一方没有到会，请改会期。")})


class Presence(Part):
    record = models.ForeignKey(Hearing, models.PROTECT, related_name="presences")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="presences", verbose_name=gettext_lazy("群英"))
    is_present = models.BooleanField(gettext_lazy("到会"), default=True)
    shown_with = ("seat__member",)

    class Meta:
        verbose_name = gettext_lazy("到会")

    def __str__(self):
        return f"{self.seat} {'✓' if self.is_present else '—'}"


class Assessment(CaseRecord):
    """评: each side in its own words, and the facts that the panel holds for established."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assessments")
    facts = models.TextField(gettext_lazy("查明的事实"), max_length=5000)
    law = models.TextField(gettext_lazy("依据（法律、村规民约、公约）"), max_length=2000, blank=True)
    parts = ("statements",)

    class Meta:
        verbose_name = gettext_lazy("评")

    def vet(self, parts):
        heard = {part.party_id for part in parts if part.words.strip()}
        missing = [str(party) for party in self.case.parties.all() if party.pk not in heard]
        if missing:
            raise Obstacle({"statements": _("还没有记录意见的一方：%(who)s") % {"who": "、".join(missing)}})


class Statement(Part):
    record = models.ForeignKey(Assessment, models.PROTECT, related_name="statements")
    party = models.ForeignKey(Party, models.PROTECT, related_name="statements", verbose_name=gettext_lazy("当事人"))
    words = models.TextField(gettext_lazy("这一方的话"), max_length=3000)
    shown_with = ("party",)

    class Meta:
        verbose_name = gettext_lazy("各方意见")

    def __str__(self):
        return f"{self.party}：{self.words}"


class Negotiation(CaseRecord):
    """商: what is agreed so far and what is not."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="negotiations")
    common = models.TextField(gettext_lazy("共识"), max_length=3000)
    differences = models.TextField(gettext_lazy("分歧"), max_length=3000, blank=True)

    class Meta:
        verbose_name = gettext_lazy("商")


class Opinion(CaseRecord):
    """断: the opinion of the 群英, its tally and the dissent. It is no agreement and binds nobody by itself."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinions")
    opinion = models.TextField(gettext_lazy("评断意见"), max_length=3000)
    in_favour = models.PositiveSmallIntegerField(gettext_lazy("赞成"))
    against = models.PositiveSmallIntegerField(gettext_lazy("反对"), default=0)
    abstained = models.PositiveSmallIntegerField(gettext_lazy("弃权"), default=0)
    dissent = models.TextField(gettext_lazy("不同意见"), max_length=2000, blank=True)

    class Meta:
        verbose_name = gettext_lazy("断")

    def vet(self, parts):
        present = self.case.present().count()
        if self.in_favour + self.against + self.abstained != present:
            raise Obstacle({"in_favour": _("票数之和应等于到会群英 %(n)s 位。") % {"n": present}})
        if self.against and not self.dissent.strip():
            raise Obstacle({"dissent": _("有反对票，请写明不同意见。")})


class Failure(CaseRecord):
    """No agreement; the other ways are told (人民调解法 art. 26)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="failures")
    reason = models.TextField(gettext_lazy("为什么没有达成"), max_length=2000)
    routes = models.TextField(gettext_lazy("告知的其他途径"), max_length=500)

    class Meta:
        verbose_name = gettext_lazy("未达成记录")


class CaseConversion(CaseRecord):
    """A common problem behind the case becomes part of a formal suggestion."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="conversions")
    suggestion = models.ForeignKey("disputes.Suggestion", models.PROTECT, related_name="case_conversions")
    reason = models.CharField(gettext_lazy("转化理由"), max_length=200)
    untold = ("suggestion",)
    shown_with = ("suggestion",)

    class Meta:
        verbose_name = gettext_lazy("转化记录")
