"""What a station should have (六有、五化七有), as rows that differ between kinds and places, and what was found there."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce, Length, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from liaison.kit.flow import Sealed
from stations.models.calendar import EVERYWHERE, PlacedQuerySet
from stations.models.place import Region, Station

PREFIXES = (2, 4, 6, 9, 12)  # lengths of region codes


def around(region):
    """A Q of the rows of everywhere and of the regions around the one whose code the expression gives."""
    return models.Q.create([("region", None), *(("region_id", Substr(region, 1, n)) for n in PREFIXES)], models.Q.OR)


class StandardItemQuerySet(PlacedQuerySet):
    def asked_of(self, station):
        """The items asked of the station, in their order, each with ``is_met``, ``note``, ``on`` and ``by`` found last."""
        items = self._in_force(models.Value(station.region_id), models.Value(station.region_id), models.Value(station.kind))
        last = StandardCheck.objects.filter(station=station, item=models.OuterRef("pk")).order_by("-pk")
        found = {f"found_{name}": models.Subquery(last.values(name)[:1]) for name in ("is_met", "note", "on", "by__name")}
        return items.annotate(**found).order_by("position", "code")

    def of_outer_station(self):
        """The same for the station of the query around."""
        region = models.OuterRef("region_id")
        return self._in_force(region, models.OuterRef(region), models.OuterRef("kind"))

    def _in_force(self, region, from_within, kind):
        """A row of a region goes before one of the same code around it; one out of use takes the item away there."""
        nearer = StandardItem.objects.filter(around(from_within), code=models.OuterRef("code")).annotate(
            depth=Length(EVERYWHERE)).filter(depth__gt=models.OuterRef("depth"))
        held = self.annotate(depth=Length(EVERYWHERE)).filter(around(region), ~models.Exists(nearer), is_active=True)
        return held.filter(models.Q(kind="") | models.Q(kind=kind))


class StandardItem(models.Model):
    """One thing that a station should have or do."""

    class Group(models.TextChoices):
        PLACE = "place", _("场所")
        EQUIPMENT = "equipment", _("设施")
        STAFF = "staff", _("人员")
        RULES = "rules", _("制度")
        ACTIVITY = "activity", _("活动")
        RECORDS = "records", _("台账")
        MONEY = "money", _("经费")

    code = models.CharField(_("代码"), max_length=20)
    kind = models.CharField(_("适用类型"), max_length=12, choices=Station.Kind, blank=True, help_text=_("空为各类联络站都适用"))
    group = models.CharField(_("方面"), max_length=10, choices=Group)
    label = models.CharField(_("要求"), max_length=100)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=_("适用地区"))
    is_active = models.BooleanField(_("在用"), default=True)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)
    history = HistoricalRecords()
    objects = StandardItemQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("建站标准"), _("建站标准")
        ordering = ["position", "code", "region"]
        constraints = [models.UniqueConstraint(
            "code", EVERYWHERE, name="standard_item_once",
            violation_error_message=_("这个地区已经有这个代码的标准，请改原来那条。"))]

    def __str__(self):
        return self.label


class StandardCheck(Sealed):
    """Somebody looked whether a station meets an item. Rows are only added: the latest of an item is in force."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="standard_checks", verbose_name=_("联络站"))
    item = models.ForeignKey(StandardItem, models.PROTECT, related_name="checks", verbose_name=_("要求"))
    is_met = models.BooleanField(_("达标"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    on = models.DateField(_("查看日期"), default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("谁"))

    class Meta:
        verbose_name, verbose_name_plural = _("达标查看记录"), _("达标查看记录")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["station", "item", "-id"], name="standard_check_last")]

    def __str__(self):
        return f"{self.station} {self.item}"


def meeting_the_standard(stations):
    """The stations that meet every item asked of them; a kind and place of which nothing is asked meets nothing."""
    last = StandardCheck.objects.filter(
        station=models.OuterRef(models.OuterRef("pk")), item=models.OuterRef("pk")).order_by("-pk").values("is_met")[:1]
    asked = StandardItem.objects.of_outer_station()
    missing = asked.annotate(found=Coalesce(models.Subquery(last), False)).filter(found=False)
    return stations.filter(models.Exists(asked), ~models.Exists(missing))
