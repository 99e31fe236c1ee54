"""A deputy is a person; a mandate is what the person was elected to, at a level and for a term; a posting is a station."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from liaison.kit.figures import in_chinese
from liaison.kit.vault import EncryptedField
from stations.models import Region, Role, Station
from stations.models.people import AT_STATION

FILE_READERS = (*AT_STATION, Role.STREET, Role.DISTRICT, Role.AUDITOR)


class CongressLevel(models.TextChoices):
    NATIONAL = "national", _("全国人大代表")
    PROVINCIAL = "provincial", _("省人大代表")
    PREFECTURE = "prefecture", _("市人大代表")
    COUNTY = "county", _("区人大代表")
    TOWNSHIP = "township", _("乡镇人大代表")


class Expertise(models.Model):
    name = models.CharField(_("专长"), max_length=30, unique=True)

    class Meta:
        verbose_name, verbose_name_plural = _("专长"), _("专长")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Term(models.Model):
    """A congress's term of five years (届)."""

    level = models.CharField(_("层级"), max_length=12, choices=CongressLevel)
    region = models.ForeignKey(Region, models.PROTECT, related_name="terms", verbose_name=_("地区"))
    ordinal = models.PositiveSmallIntegerField(_("第几届"))
    starts_on = models.DateField(_("开始"))
    ends_on = models.DateField(_("结束"))
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = _("届次"), _("届次")
        ordering = ["level", "region", "-ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["level", "region", "ordinal"], name="term_once"),
            models.CheckConstraint(
                name="term_ends_after_start", condition=models.Q(ends_on__gt=models.F("starts_on")),
                violation_error_message=_("届次的结束日期要晚于开始日期。"),
            ),
        ]

    def __str__(self):
        return _("%(region)s第%(ordinal)s届人大") % {"region": self.region.name, "ordinal": self.ordinal_words}

    @property
    def ordinal_words(self):
        return in_chinese(self.ordinal)


class ElectoralUnit(models.Model):
    """Where a mandate comes from: a constituency (direct, county and township) or an electing congress (indirect)."""

    name = models.CharField(_("选区或选举单位"), max_length=50)
    level = models.CharField(_("层级"), max_length=12, choices=CongressLevel)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("地区"))

    class Meta:
        verbose_name, verbose_name_plural = _("选区、选举单位"), _("选区、选举单位")
        ordering = ["level", "name"]
        constraints = [models.UniqueConstraint(fields=["level", "region", "name"], name="electoral_unit_once")]

    def __str__(self):
        return self.name


class DeputyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Name, level and station are public by law (代表法 art. 58); the phone is not, and no list shows it."""
        return self if user.is_authenticated else self.none()

    def file_open_to(self, user):
        """Those whose duty file the user may read: one's own; at a station, who is posted there; above it, who ever was."""
        now, ever = user.reach(*AT_STATION, to="station"), user.reach(*FILE_READERS[2:], to="station")
        posted = Posting.objects.filter(ever | models.Q(now, pk__in=Posting.objects.current()))
        return self.filter(models.Q(pk__in=posted.values("deputy")) | models.Q(pk=user.deputy_id))

    def serving(self, on=None):
        """Those with a mandate in force that day."""
        return self.filter(mandates__in=Mandate.objects.in_force(on)).distinct()

    def posted_to(self, station, on=None):
        return self.filter(postings__in=Posting.objects.current(on).filter(station=station)).distinct()

    def posted_within(self, stations):
        """Those posted now to stations that a Q of postings tells (``user.reach(…, to="station")``)."""
        return self.filter(pk__in=Posting.objects.current().filter(stations).values("deputy"))

    def posted_ever_within(self, code):
        """Those who are or were posted to a station of the region."""
        return self.filter(pk__in=Posting.objects.filter(station__region__code__startswith=code).values("deputy"))

    def within(self, code):
        """Those posted now to a station of the region."""
        return self.filter(postings__in=Posting.objects.current().filter(station__region__code__startswith=code)).distinct()


class Deputy(models.Model):
    """A person elected. One person may hold mandates of several levels at once."""

    name = models.CharField(_("姓名"), max_length=50, db_index=True)
    occupation = models.CharField(_("单位及职务"), max_length=100, blank=True)
    phone = EncryptedField(_("手机"), blank=True)
    expertise = models.ManyToManyField(Expertise, blank=True, verbose_name=_("专长"))
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="deputy", verbose_name=_("账号")
    )
    history = HistoricalRecords(excluded_fields=["phone"])
    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("代表"), _("代表")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    @property
    def current_mandates(self):
        """Mandates in force, highest level first; reads the prefetched rows when there are some."""
        order = list(CongressLevel.values)
        return sorted((m for m in self.mandates.all() if m.is_in_force), key=lambda m: order.index(m.level))

    @property
    def current_postings(self):
        return [posting for posting in self.postings.all() if posting.is_current]


class MandateQuerySet(models.QuerySet):
    def in_force(self, on=None):
        on = on or timezone.localdate()
        ended, paused = models.Q(until=None) | models.Q(until__gte=on), models.Q(suspended_on=None)
        return self.filter(ended, paused | models.Q(suspended_on__gt=on), since__lte=on)


class Mandate(models.Model):
    """What a deputy was elected to; suspended (代表法 art. 61) or ended (art. 62) without losing the row."""

    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="mandates", verbose_name=_("代表"))
    level = models.CharField(_("层级"), max_length=12, choices=CongressLevel, db_index=True)
    term = models.ForeignKey(Term, models.PROTECT, related_name="mandates", verbose_name=_("届次"))
    electoral_unit = models.ForeignKey(ElectoralUnit, models.PROTECT, verbose_name=_("选区或选举单位"))
    card = models.CharField(_("代表证号"), max_length=20, blank=True)
    since = models.DateField(_("开始"))
    until = models.DateField(_("结束"), null=True, blank=True)
    suspended_on = models.DateField(_("暂停执行职务"), null=True, blank=True)
    end_reason = models.CharField(_("终止或暂停原因"), max_length=100, blank=True)
    history = HistoricalRecords()
    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("代表资格"), _("代表资格")
        ordering = ["deputy", "level"]
        constraints = [
            models.UniqueConstraint(fields=["deputy", "term"], name="mandate_once_a_term"),
            models.CheckConstraint(
                name="mandate_ends_after_start", condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                violation_error_message=_("资格的结束日期不能早于开始日期。"),
            ),
        ]

    def __str__(self):
        return self.get_level_display()

    @property
    def is_in_force(self):
        return self.is_in_force_on(timezone.localdate())

    def is_in_force_on(self, day):
        return (
            self.since <= day
            and (self.until is None or self.until >= day)
            and (self.suspended_on is None or self.suspended_on > day)
        )


class PostingQuerySet(models.QuerySet):
    def current(self, on=None):
        on = on or timezone.localdate()
        return self.filter(models.Q(until=None) | models.Q(until__gte=on), since__lte=on)


class Posting(models.Model):
    """A deputy is grouped into a station (就近编组进站), from a day until a day."""

    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="postings", verbose_name=_("代表"))
    station = models.ForeignKey(Station, models.PROTECT, related_name="postings", verbose_name=_("联络站"))
    since = models.DateField(_("开始"), default=timezone.localdate)
    until = models.DateField(_("结束"), null=True, blank=True)
    history = HistoricalRecords()
    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("进站编组"), _("进站编组")
        ordering = ["station", "deputy"]
        constraints = [
            models.UniqueConstraint(
                fields=["deputy", "station"], condition=models.Q(until=None), name="posted_once_at_a_time",
                violation_error_message=_("这位代表现在已经编在这个联络站。"),
            ),
            models.CheckConstraint(
                name="posting_ends_after_start", condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                violation_error_message=_("编组的结束日期不能早于开始日期。"),
            ),
        ]

    def __str__(self):
        return f"{self.deputy} · {self.station}"

    @property
    def is_current(self):
        return self.is_current_on(timezone.localdate())

    def is_current_on(self, day):
        return self.since <= day and (self.until is None or self.until >= day)


def posted_to(station, user):
    """Is the user a deputy of the station today? At another one a deputy notes nothing down."""
    return Posting.objects.current().filter(station=station, deputy=user.deputy_id).exists()
