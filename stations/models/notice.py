"""A notice of an office (方案、制度、计划、通知): its words, whom it is for, and who has read it."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.kit.flow import Obstacle, Part, Record, Sealed, Step
from stations.flows import NOTICE, NoticeStage
from stations.flows.notice import OFFICE, TOLD
from stations.models.matter import MatterQuerySet, Placed
from stations.models.people import AT_STATION, Role, User
from stations.models.place import Region, Station


class Words(models.Model):
    """What a notice says and to whom: the columns of the notice and of each version written down."""

    class Kind(models.TextChoices):
        PLAN = "plan", gettext_lazy("实施方案")
        RULE = "rule", gettext_lazy("制度")
        SCHEDULE = "schedule", gettext_lazy("计划")
        NOTICE = "notice", gettext_lazy("通知")
        PRAISE = "praise", gettext_lazy("表彰通报")

    kind = models.CharField(gettext_lazy("类型"), max_length=10, choices=Kind, default=Kind.NOTICE)
    title = models.CharField(gettext_lazy("标题"), max_length=100)
    number = models.CharField(gettext_lazy("文号"), max_length=40, blank=True)
    text = models.TextField(gettext_lazy("正文"), max_length=20000)
    within = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=gettext_lazy("发到"))
    to_keeper = models.BooleanField(gettext_lazy("站点联络员"), default=False)
    to_head = models.BooleanField(gettext_lazy("站长"), default=False)
    to_deputy = models.BooleanField(gettext_lazy("驻站代表"), default=False)
    to_street = models.BooleanField(gettext_lazy("街道人大工委（乡镇主席团）"), default=False)
    to_unit = models.BooleanField(gettext_lazy("承办单位"), default=False)
    needs_receipt = models.BooleanField(gettext_lazy("要求确认已阅"), default=True)
    read_by = models.DateField(gettext_lazy("请在何日前阅"), null=True, blank=True)
    supersedes = models.ForeignKey(
        "stations.Notice", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=gettext_lazy("替代"))

    class Meta:
        abstract = True

    @classmethod
    def columns(cls):
        return [field.name for field in Words._meta.local_fields]

    @property
    def readers_named(self):
        """The roles that must read it, as the words of the pages."""
        return [self._meta.get_field(f"to_{role}").verbose_name for role in READERS if getattr(self, f"to_{role}")]


READERS = ("keeper", "head", "deputy", "street", "unit")


class NoticeQuerySet(MatterQuerySet):
    def visible_to(self, user):
        """One's own office's, with its drafts; what is told to those one oversees; what is told to oneself."""
        if not user.is_authenticated:
            return self.none()
        found = reaching(user)
        for held in user.current_memberships:
            if held.role in (*OFFICE, Role.AUDITOR):
                found |= models.Q(region__code__startswith=held.region_id, stage__in=TOLD)
            if held.role in OFFICE:
                found |= models.Q(region=held.region_id)
        return self.filter(found)

    def unread_by(self, user):
        """What the user has still to confirm."""
        mine = self.filter(reaching(user), stage=NoticeStage.PUBLISHED, needs_receipt=True)
        return mine.exclude(pk__in=NoticeRead.objects.filter(user=user).values("notice"))

    def for_list(self):
        return self.select_related("region", "within", "supersedes")

    def for_reader(self, user):
        """With whether the user has still to confirm it, those on top."""
        unread = models.Q(pk__in=Notice.objects.unread_by(user).values("pk"))
        shown = self.for_list().annotate(
            is_unread=models.ExpressionWrapper(unread, models.BooleanField()), confirmed=models.Count("reads"))
        return shown.order_by("-is_unread", models.F("published_at").desc(nulls_first=True), "-pk")


def reaching(user):
    """A Q of the notices that are told to the user: to a role held at a place that the notice names. Own ones are none."""
    found, own = models.Q(pk__in=[]), []
    for held in user.current_memberships:
        if held.role in AT_STATION:
            found |= models.Q(**{f"to_{held.role}": True}) & naming(held.station)
        elif held.role == Role.STREET:
            chosen = Notice.stations.through.objects.filter(station__region__code__startswith=held.region_id)
            found |= models.Q(to_street=True) & ((unchosen() & above(held.region_id)) | models.Q(pk__in=chosen.values("notice")))
        elif held.unit_id:
            found |= models.Q(to_unit=True) & above(held.unit.region_id)
        if held.role in OFFICE:
            own.append(held.region_id)
    for station in user.posted_stations:
        found |= models.Q(to_deputy=True) & naming(station)
    return found & models.Q(stage__in=TOLD) & ~models.Q(region__in=own)


def naming(station):
    """The notices that name the station, or its region without choosing among the stations."""
    chosen = Notice.stations.through.objects.filter(station=station)
    return (unchosen() & above(station.region_id)) | models.Q(pk__in=chosen.values("notice"))


def unchosen():
    return ~models.Q(pk__in=Notice.stations.through.objects.values("notice"))


def above(code):
    """The notices to the region or one around it."""
    return models.Q(within__in=[code[:length] for length in (2, 4, 6, 9, 12) if length <= len(code)])


class Notice(Words, Placed):
    """What an office tells its stations. Its stage is written only by ``begin`` and ``advance``."""

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="notices", editable=False, verbose_name=gettext_lazy("发布单位所在区划"))
    stations = models.ManyToManyField(
        Station, related_name="notices", editable=False, verbose_name=gettext_lazy("选定的联络站"))
    published_at = models.DateTimeField(gettext_lazy("发布时间"), null=True, editable=False, db_index=True)
    objects = NoticeQuerySet.as_manager()
    flow = NOTICE

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("制度通知"), gettext_lazy("制度通知")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="notice_closed_has_time",
                condition=models.Q(stage__in=sorted(NOTICE.final), closed_at__isnull=False)
                | (~models.Q(stage__in=sorted(NOTICE.final)) & models.Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="notice_published_has_time",
                condition=~models.Q(stage__in=sorted(TOLD)) | models.Q(published_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def seat(self):
        return self.region

    @property
    def region_code(self):
        return self.region_id

    def roles_of(self, user):
        """Only the office that issues a notice writes it and takes it back."""
        mine = (held for held in user.current_memberships if held.region_id == self.region_id)
        return {held.role for held in mine if held.role in OFFICE} | ({"system"} if user.username == "system" else set())

    def deadline(self, clock):
        """The day by which it is to be read, if it names one."""
        return self.read_by and {
            "clock": clock, "label": _("阅读期限"), "start": timezone.localdate().isoformat(),
            "due": self.read_by.isoformat(), "basis": _("发布单位要求")}

    def _obstacle_to_publish(self):
        if self.read_by and self.read_by < timezone.localdate():
            return _("请阅日期（%(on)s）已过，请先修改。") % {"on": self.read_by}
        if self.supersedes and self.supersedes.stage != NoticeStage.PUBLISHED:
            return _("要替代的《%(title)s》已不在用，请先修改。") % {"title": self.supersedes}
        return ""

    def changes(self, move, record):
        found = super().changes(move, record)
        return found | {"published_at": timezone.now()} if move.name == "publish" else found

    def moved(self, step, record):
        """The chosen stations follow the words; a notice that replaces another ends it."""
        if record:
            self.stations.set([part.station_id for part in record.stations.all()])
        elif step.move == "publish" and self.supersedes:
            note = _("由《%(title)s》替代。") % {"title": self.title}
            self.supersedes.advance("supersede", by=User.objects.system(), note=note)

    @property
    def is_published(self):
        return self.stage == NoticeStage.PUBLISHED

    @property
    def successor(self):
        """The notice that has replaced it, or None."""
        return Notice.objects.filter(supersedes=self.pk, stage__in=TOLD).first()

    def awaits(self, user):
        """Has the user still to confirm it?"""
        return Notice.objects.unread_by(user).filter(pk=self.pk).exists()

    def confirm(self, user):
        """The user has read it: kept once, however often it is told. Raises PermissionDenied if it is not told to the user."""
        if not Notice.objects.filter(reaching(user), pk=self.pk, stage=NoticeStage.PUBLISHED, needs_receipt=True).exists():
            raise PermissionDenied(_("这一件不需要您确认已阅。"))
        NoticeRead.objects.get_or_create(notice=self, user=user)


class NoticeStep(Step):
    """A move of a notice."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="steps")
    flow = NOTICE

    class Meta(Step.Meta):
        constraints = [models.UniqueConstraint(fields=["notice", "number"], name="notice_step_once")]


class Wording(Words, Record):
    """One version of the words; the last before publishing is what was told."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="wordings")
    parts = ("stations",)
    untold = ("kind", "text", "within", "needs_receipt", "read_by", "supersedes", *(f"to_{role}" for role in READERS))

    class Meta:
        verbose_name = gettext_lazy("文稿")

    def vet(self, parts):
        if not self.readers_named:
            raise Obstacle({"readers": _("请选至少一类应当阅读的人。")})
        if self.read_by and not self.needs_receipt:
            raise Obstacle({"read_by": _("写了期限的，要勾选“要求确认已阅”。")})
        if self.read_by and self.read_by < timezone.localdate():
            raise Obstacle({"read_by": _("日期不能在今天以前。")})
        self._vet_places(parts)
        if self.supersedes and (self.supersedes.region_id, self.supersedes.stage) != (self.notice.region_id, "published"):
            raise Obstacle({"supersedes": _("只能替代本单位发布、现在还在用的一件。")})

    def _vet_places(self, parts):
        if not self.within_id.startswith(self.notice.region_id):
            raise Obstacle({"within": _("只能发到本区域以内。")})
        if any(not part.station.region_id.startswith(self.within_id) for part in parts):
            raise Obstacle({"stations": _("选定的联络站要在“发到”的范围以内。")})
        if parts and self.to_unit:
            raise Obstacle({"stations": _("承办单位不属于联络站：发给承办单位的，不选联络站。")})

    def effect(self):
        return {name: getattr(self, name) for name in self.columns()}


class WordingStation(Part):
    record = models.ForeignKey(Wording, models.PROTECT, related_name="stations")
    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name=gettext_lazy("联络站"))
    shown_with = ("station",)

    class Meta:
        verbose_name = gettext_lazy("选定的联络站")

    def __str__(self):
        return self.station.name


class NoticeRead(Sealed):
    """Somebody to whom a notice was told has confirmed that it was read."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="reads", verbose_name=gettext_lazy("制度通知"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=gettext_lazy("谁"))
    at = models.DateTimeField(gettext_lazy("时间"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("阅读确认"), gettext_lazy("阅读确认")
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="notice_read_once")]

    def __str__(self):
        return f"{self.user} {self.notice}"
