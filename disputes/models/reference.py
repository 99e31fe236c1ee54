"""Reference data of matters: coded lists that differ from place to place, and the pool of 群英."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from deputies.models import Deputy, Expertise
from stations.models import Region
from stations.models.calendar import EVERYWHERE, PlacedQuerySet


class CategoryQuerySet(PlacedQuerySet):
    def offered(self, kind, code=""):
        """The choices of a list in use at the region, in their order."""
        return self.at(code).filter(kind=kind, is_active=True).order_by("position", "code")


class Category(models.Model):
    """An entry of a coded list: a class of matters, a type of dispute, a body to redirect to, a reason not to accept."""

    class Kind(models.TextChoices):
        ISSUE = "issue", _("群众意见类别")
        DISPUTE = "dispute", _("纠纷类型")
        SUGGESTION = "suggestion", _("代表建议类别")
        REDIRECT = "redirect", _("告知去处")
        NOT_ACCEPTED = "not_accepted", _("不作建议处理的理由")

    kind = models.CharField(_("清单"), max_length=12, choices=Kind)
    code = models.CharField(_("代码"), max_length=20)
    label = models.CharField(_("名称"), max_length=50)
    detail = models.CharField(_("说明"), max_length=200, blank=True, help_text=_("去处的写电话、地址；理由的写依据"))
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=_("适用地区"))
    position = models.PositiveSmallIntegerField(_("次序"), default=0)
    is_active = models.BooleanField(_("在用"), default=True)
    history = HistoricalRecords()
    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("代码项"), _("代码表")
        ordering = ["kind", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                "kind", "code", EVERYWHERE, name="category_once",
                violation_error_message=_("这个地区的这份清单里已经有这个代码。"),
            )
        ]

    def __str__(self):
        return self.label


class PanelMemberQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The pool of the districts and towns where the user works, in whatever role."""
        return self.filter(is_active=True) if user.is_authenticated else self.none()

    def near(self, code):
        """Those of the same street and those of the whole district."""
        return self.filter(models.Q(region__code=code[:6]) | models.Q(region__code__startswith=code[:9]))


class PanelMember(models.Model):
    """A 群英: a deputy or another respected local who may be invited to hear a dispute."""

    class Standing(models.TextChoices):
        DEPUTY = "deputy", _("人大代表")
        COMMISSIONER = "commissioner", _("政协委员")
        PARTY_DELEGATE = "party_delegate", _("党代表")
        ELDER = "elder", _("五老")
        LOCAL = "local", _("乡贤能人")
        RESIDENT = "resident", _("居民代表")
        VOLUNTEER = "volunteer", _("志愿者")
        GRID = "grid", _("网格员")
        EXPERT = "expert", _("专业人士")

    name = models.CharField(_("姓名"), max_length=50)
    standing = models.CharField(_("身份"), max_length=16, choices=Standing)
    deputy = models.OneToOneField(
        Deputy, models.PROTECT, null=True, blank=True, related_name="panel_member", verbose_name=_("代表")
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="panel_members", verbose_name=_("街道、乡镇"))
    expertise = models.ManyToManyField(Expertise, blank=True, verbose_name=_("专长"))
    is_active = models.BooleanField(_("在库"), default=True)
    history = HistoricalRecords()
    objects = PanelMemberQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("群英"), _("群英库")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="panel_deputy_is_a_deputy",
                condition=models.Q(standing="deputy", deputy__isnull=False)
                | (~models.Q(standing="deputy") & models.Q(deputy=None)),
                violation_error_message=_("身份为人大代表的，要选定是哪位代表；其他身份不选。"),
            )
        ]

    def __str__(self):
        return f"{self.name}（{self.get_standing_display()}）"
