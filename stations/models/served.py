"""Whom a station serves: the grids that it covers, and the enterprises that are linked to it."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from stations.models.place import Region, Station

PEOPLE = [MaxValueValidator(9_999_999)]  # a typing error must not make every sum wrong


class ServedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those who run the station or oversee it, and the deputies posted there."""
        if not user.is_authenticated:
            return self.none()
        found = user.reach("keeper", "head", "street", "district", "auditor", to="station")
        if user.deputy_id:
            found |= models.Q(station__in=Station.objects.of_deputy(user.deputy_id).values("pk"))
        return self.filter(found)


    def for_list(self):
        return self.select_related("station")


class GridQuerySet(ServedQuerySet):
    def current(self):
        return self.filter(is_active=True)


class Grid(models.Model):
    """A grid of residents (网格) that a station covers."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="grids", verbose_name=_("联络站"))
    name = models.CharField(_("网格"), max_length=50)
    households = models.PositiveIntegerField(_("户数"), null=True, blank=True, validators=PEOPLE)
    residents = models.PositiveIntegerField(_("居民人数"), default=0, validators=PEOPLE)
    is_active = models.BooleanField(_("在用"), default=True, help_text=_("撤销或并入别的网格的，去掉勾，不删除"))
    history = HistoricalRecords()
    objects = GridQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("网格"), _("网格")
        ordering = ["station", "pk"]
        constraints = [models.UniqueConstraint(
            fields=["station", "name"], name="grid_named_once_at_station",
            violation_error_message=_("本站已经有这个网格。"))]

    def __str__(self):
        return self.name


class EnterpriseQuerySet(ServedQuerySet):
    def current(self, on=None):
        on = on or timezone.localdate()
        return self.filter(models.Q(until=None) | models.Q(until__gte=on), since__lte=on)


class Enterprise(models.Model):
    """An enterprise that a station serves, from a day until a day: in a park, on an industry chain, with a workshop."""

    class Kind(models.TextChoices):
        PARK = "park", _("园区企业")
        CHAIN = "chain", _("产业链企业")
        WORKSHOP = "workshop", _("车间")
        OTHER = "other", _("其他")

    name = models.CharField(_("企业名称"), max_length=80)
    station = models.ForeignKey(Station, models.PROTECT, related_name="enterprises", verbose_name=_("联系的联络站"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="enterprises", verbose_name=_("所在街道、乡镇"))
    kind = models.CharField(_("类型"), max_length=10, choices=Kind, default=Kind.OTHER)
    chain = models.CharField(_("产业链"), max_length=50, blank=True, help_text=_("产业链企业填写，例如：轨道交通装备"))
    staff = models.PositiveIntegerField(_("职工人数"), default=0, validators=PEOPLE)
    is_small = models.BooleanField(_("中小微企业"), default=False)
    contact = models.CharField(_("联系人"), max_length=50, blank=True, help_text=_("姓名和职务，不写个人电话"))
    since = models.DateField(_("开始联系"), default=timezone.localdate)
    until = models.DateField(_("结束联系"), null=True, blank=True)
    history = HistoricalRecords()
    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("企业"), _("企业")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "name"], name="enterprise_named_once_at_station",
                violation_error_message=_("本站已经有这家企业。")),
            models.CheckConstraint(
                name="enterprise_ends_after_start", condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                violation_error_message=_("结束联系的日期不能早于开始。")),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("stations:enterprise", args=[self.pk])

    @property
    def is_current(self):
        today = timezone.localdate()
        return self.since <= today and (self.until is None or self.until >= today)
