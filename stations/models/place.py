"""Places: regions by statistical code, liaison stations, and the units that handle matters."""

from math import asin, cos, radians, sin, sqrt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

EARTH = 6371.0  # mean radius in km


class Region(models.Model):
    """An administrative division. A scope is a subtree by code prefix: 43 → 4306 → 430602 → 430602012."""

    code = models.CharField(_("区划代码"), max_length=12, primary_key=True)
    name = models.CharField(_("名称"), max_length=50)
    is_active = models.BooleanField(_("在用"), default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = _("区划"), _("区划")
        ordering = ["code"]

    def __str__(self):
        return self.name

    @property
    def has_congress(self):
        """Streets have none of their own (地方组织法): an agency of the district's committee works there."""
        return len(self.code) <= 6 or (len(self.code) == 9 and self.code[6] in "123")

    @property
    def office(self):
        """Who works there for the deputies: the county's committee, a town's presidium or a street's agency."""
        words = _("%(place)s人大代表工委") if len(self.code) <= 6 else (
            _("%(place)s人大主席团") if self.has_congress else _("%(place)s人大工委"))
        return words % {"place": self.name}

    @property
    def county_code(self):
        return self.code[:6]


def county_name(region):
    """An expression: the name of the county (or of the city above) of the region that the path ``region`` leads to."""
    county = Region.objects.filter(code=Substr(models.OuterRef(region), 1, 6))
    return models.Subquery(county.values("name")[:1])


def coordinate(label, limit):
    """Degrees with six decimals, which is a hand's breadth."""
    return models.DecimalField(
        label, max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-limit), MaxValueValidator(limit)])


class StationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Stations are public: whoever has signed in may look at each one of their own province's register."""
        return self if user.is_authenticated else self.none()

    def of(self, user, *roles):
        """The stations where the user works, in one of the roles if any are named."""
        return self.filter(user.reach(*roles))

    def open(self, on=None):
        return self.filter(models.Q(closed_on=None) | models.Q(closed_on__gt=on or timezone.localdate()))

    def of_deputy(self, deputy):
        """The stations where the deputy with this key is posted today; a deputy stands on the floor above."""
        today = timezone.localdate()
        ends = models.Q(postings__until=None) | models.Q(postings__until__gte=today)
        return self.filter(ends, postings__deputy=deputy or 0, postings__since__lte=today)


class Station(models.Model):
    """A liaison station (联络站): the place of contact. A station is not an office; the street or town runs it."""

    class Kind(models.TextChoices):
        HOME = "home", _("代表之家")
        STATION = "station", _("代表联络站")
        POINT = "point", _("代表联络点")
        STUDIO = "studio", _("两代表一委员工作室")
        PARK = "park", _("园区联络站")
        CHAIN = "chain", _("产业链联络站")
        ENTERPRISE = "enterprise", _("企业（车间）联络站")
        MOBILE = "mobile", _("流动联络点")

    code = models.CharField(_("编号"), max_length=6, unique=True)
    name = models.CharField(_("站名"), max_length=50)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind, default=Kind.STATION)
    region = models.ForeignKey(Region, models.PROTECT, related_name="stations", verbose_name=_("所在街道、乡镇"))
    community = models.CharField(_("社区（村）"), max_length=50, blank=True)
    address = models.CharField(_("地址"), max_length=100, blank=True)
    phone = models.CharField(_("电话"), max_length=20, blank=True)
    hours = models.CharField(_("开放时间"), max_length=100, blank=True)
    hall = models.CharField(_("群英议事厅"), max_length=50, blank=True, help_text=_("与议事厅融合设置的，写厅名"))
    latitude = coordinate(_("纬度"), 90)
    longitude = coordinate(_("经度"), 180)
    opened_on = models.DateField(_("建站日期"))
    closed_on = models.DateField(_("撤并日期"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged", verbose_name=_("并入"))
    history = HistoricalRecords()
    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("联络站"), _("联络站")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="station_closes_after_opening",
                condition=models.Q(closed_on=None) | models.Q(closed_on__gte=models.F("opened_on")),
                violation_error_message=_("撤并日期不能早于建站日期。"),
            ),
            models.CheckConstraint(
                name="station_merged_is_closed",
                condition=models.Q(merged_into=None)
                | (models.Q(closed_on__isnull=False) & ~models.Q(merged_into=models.F("pk"))),
                violation_error_message=_("已并入其他联络站的，不能重新开放。"),
            ),
            models.CheckConstraint(
                name="station_lies_somewhere_or_nowhere",
                condition=models.Q(latitude=None, longitude=None) | models.Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message=_("经度和纬度要一起填，或者都不填。"),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_open(self):
        return self.closed_on is None or self.closed_on > timezone.localdate()

    def get_absolute_url(self):
        return reverse("stations:station", args=[self.pk])

    def km_to(self, other):
        """The distance as the crow flies, in km; None if one of the two has no coordinates."""
        if self.latitude is None or other.latitude is None:
            return None
        here, there = ((radians(at.latitude), radians(at.longitude)) for at in (self, other))
        across = sin((there[0] - here[0]) / 2) ** 2 + cos(here[0]) * cos(there[0]) * sin((there[1] - here[1]) / 2) ** 2
        return 2 * EARTH * asin(sqrt(across))


class Unit(models.Model):
    """A unit that handles matters (承办单位): a department, a street office, a public utility."""

    name = models.CharField(_("单位名称"), max_length=50)
    region = models.ForeignKey(Region, models.PROTECT, related_name="units", verbose_name=_("所属区划"))
    phone = models.CharField(_("电话"), max_length=20, blank=True)
    duties = models.CharField(_("职责"), max_length=200, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = _("承办单位"), _("承办单位")
        ordering = ["region", "name"]
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="unit_named_once_in_region")]

    def __str__(self):
        return self.name
