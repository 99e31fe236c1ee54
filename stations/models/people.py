"""People who sign in, the roles they hold at places for a time, and the log of what they read."""

from datetime import timedelta
from math import ceil

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from liaison.kit.flow import Sealed
from liaison.kit.vault import fingerprint
from stations.models.place import Region, Station, Unit, county_name


class Role(models.TextChoices):
    KEEPER = "keeper", _("站点联络员")
    HEAD = "head", _("站长")
    STREET = "street", _("街道人大工委（乡镇主席团）")
    DISTRICT = "district", _("区人大代表工委")
    UNIT = "unit", _("承办单位")
    AUDITOR = "auditor", _("审计员")
    ADMIN = "admin", _("系统管理员")


AT_STATION = (Role.KEEPER, Role.HEAD)
AT_REGION = (Role.STREET, Role.DISTRICT, Role.AUDITOR, Role.ADMIN)
ANYWHERE = object()


class UserManager(BaseUserManager):
    def get_queryset(self):
        """With the deputy whose account it is: every page asks."""
        return super().get_queryset().select_related("deputy")

    def create_user(self, username, password=None, **fields):
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user

    def system(self):
        """The named user that makes the moves that follow by themselves, and never signs in."""
        fixed = {"name": str(_("系统")), "is_active": False, "password": make_password(None)}
        return self.get_or_create(username="system", defaults=fixed)[0]


class User(AbstractBaseUser):
    """An account. It holds no rights of its own: rights are memberships, and a deputy's account belongs to the deputy."""

    username = models.CharField(_("登录名"), max_length=50, unique=True)
    name = models.CharField(_("姓名"), max_length=50)
    is_active = models.BooleanField(_("可登录"), default=True)
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)
    created_at = models.DateTimeField(_("开户时间"), default=timezone.now, editable=False)
    history = HistoricalRecords(excluded_fields=["password", "last_login"])
    objects = UserManager()

    USERNAME_FIELD = "username"

    class Meta:
        verbose_name, verbose_name_plural = _("账号"), _("账号")
        ordering = ["username"]

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    @cached_property
    def current_memberships(self):
        """Today's memberships, read once a request: a right that ended yesterday is gone today. Each tells its ``county``."""
        if not self.is_active:
            return []
        return list(self.memberships.current().with_places())

    @property
    def roles(self):
        return {held.role for held in self.current_memberships} | ({"deputy"} if self.deputy_id else set())

    @cached_property
    def deputy_id(self):
        """The key of the deputy to whom this account belongs, or None."""
        deputy = getattr(self, "deputy", None) if self.pk else None
        return deputy and deputy.pk

    @cached_property
    def posted_stations(self):
        """The stations where the user is a deputy today, read once a request. Each tells its ``county``."""
        if not self.deputy_id:
            return []
        return list(Station.objects.of_deputy(self.deputy_id).annotate(county=county_name("region")))

    @cached_property
    def county(self):
        """The code and the name of the county where the user works or is a deputy, ("", "") for somebody of none."""
        here = next(((held.home[:6], held.county) for held in self.current_memberships if held.county), None)
        return here or next(((place.region_id[:6], place.county) for place in self.posted_stations), ("", ""))

    @classmethod
    def overseeing(cls, region):
        """Nobody's account: eyes that see what the region's committee sees, for numbers that must not depend on who asks.

        It is never saved and never signs in, so that nothing can be done in its name.
        """
        eyes = cls(username="", name=str(_("系统")))
        eyes.current_memberships = [Membership(user=eyes, role=Role.DISTRICT, region=region)]
        return eyes

    def has_role(self, *roles, at=ANYWHERE):
        """Does the user hold one of the roles, at the place (a Region, Station or Unit) if one is named? Nowhere is no place."""
        return any(held.role in roles and (at is ANYWHERE or held.covers(at)) for held in self.current_memberships)

    def reach(self, *roles, to=""):
        """A Q of the rows within the user's stations and regions. ``to`` is the path from the row to its station."""
        path = f"{to}__" if to else ""
        found = models.Q(pk__in=[])
        for held in self.current_memberships:
            if roles and held.role not in roles:
                continue
            if held.station_id:
                found |= models.Q(**{f"{path}pk" if not to else to: held.station_id})
            elif held.region_id:
                found |= models.Q(**{f"{path}region__code__startswith": held.region_id})
        return found

    @property
    def unit_ids(self):
        return [held.unit_id for held in self.current_memberships if held.unit_id]

    @property
    def is_staff(self):
        """May enter the administration of reference data."""
        return self.has_role(Role.ADMIN, Role.DISTRICT, Role.AUDITOR)

    is_superuser = False

    def has_perm(self, perm, obj=None):
        """Administration pages: the administrator edits; the committee and the auditor look (each admin says more)."""
        return self.has_role(Role.ADMIN) or (self.is_staff and ".view_" in perm)

    def has_perms(self, perms, obj=None):
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label):
        return self.is_staff


class MembershipQuerySet(models.QuerySet):
    def current(self, on=None):
        on = on or timezone.localdate()
        return self.filter(models.Q(until=None) | models.Q(until__gte=on), since__lte=on)

    def with_places(self):
        held = self.select_related("station__region", "region", "unit")
        return held.annotate(home=Coalesce("station__region", "unit__region", "region"), county=county_name("home"))


class Membership(models.Model):
    """A role that a user holds at a place (a region's subtree, a station or a unit) from a day until a day."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("账号"))
    role = models.CharField(_("身份"), max_length=12, choices=Role)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=_("区划"))
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("联络站")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("承办单位"))
    since = models.DateField(_("开始"), default=timezone.localdate)
    until = models.DateField(_("结束"), null=True, blank=True)
    history = HistoricalRecords()
    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("任职"), _("任职")
        ordering = ["-since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="membership_role_fits_place",
                condition=models.Q(role__in=AT_STATION, station__isnull=False, region=None, unit=None)
                | models.Q(role__in=AT_REGION, region__isnull=False, station=None, unit=None)
                | models.Q(role=Role.UNIT, unit__isnull=False, region=None, station=None),
                violation_error_message=_("站内身份要选联络站，承办单位身份要选单位，其余身份要选区划，且只能选一个。"),
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                violation_error_message=_("结束日期不能早于开始日期。"),
            ),
        ]

    def __str__(self):
        return f"{self.place} · {self.get_role_display()}"

    @property
    def title(self):
        """The role in words; at a street or town by what works there."""
        if self.role != Role.STREET:
            return self.get_role_display()
        return str(_("乡镇人大主席团") if self.region.has_congress else _("街道人大工委"))

    @property
    def place(self):
        return self.station or self.unit or self.region

    def covers(self, place):
        """Is the place the one of this membership, or does it lie in its region? What is not saved or not there is no place."""
        if place is None or place.pk is None:
            return False
        if place in (self.station, self.unit):
            return True
        code = place.code if isinstance(place, Region) else place.region_id
        return bool(self.region_id) and code.startswith(self.region_id)


class ReadLog(Sealed):
    """Who read what that is not open to all, and why: reveals of identity, prints, exports."""

    class Action(models.TextChoices):
        REVEAL = "reveal", _("查看身份")
        PRINT = "print", _("打印")
        EXPORT = "export", _("导出")

    at = models.DateTimeField(_("时间"), default=timezone.now, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("谁"))
    action = models.CharField(_("动作"), max_length=10, choices=Action)
    thing = models.CharField(_("对象"), max_length=60, db_index=True, help_text=_("例如 visitor:12、issue:34"))
    reason = models.CharField(_("理由"), max_length=200)

    class Meta:
        verbose_name, verbose_name_plural = _("查阅记录"), _("查阅记录")
        ordering = ["-at"]

    def __str__(self):
        return f"{self.get_action_display()} {self.thing}"


class SignInAttemptQuerySet(models.QuerySet):
    def begin(self, username, address):
        """Note a try before its password is looked at, so that tries at the same moment see each other.

        A name without an account is kept as a fingerprint only: people type their password into the wrong box.
        """
        known = User.objects.filter(username=username).exists()
        kept = username if known else fingerprint(username)[:50]
        return self.create(username=kept, address=address, at=timezone.now(), succeeded=False)

    def failed_since(self, moment):
        return self.filter(succeeded=False, at__gt=moment)


class SignInAttempt(models.Model):
    """A try to sign in, kept so that guessing is slowed down on every server process alike."""

    WINDOW = timedelta(minutes=15)
    ALLOWED, ALLOWED_FROM_ADDRESS = 5, 20  # failures in the window: of one name from one address, of any name from it

    at = models.DateTimeField(default=timezone.now, db_index=True)
    username = models.CharField(max_length=50, db_index=True)
    address = models.GenericIPAddressField(null=True)
    succeeded = models.BooleanField()
    objects = SignInAttemptQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("登录尝试"), _("登录尝试")
        ordering = ["-at"]

    def __str__(self):
        return f"{self.username} {self.at:%F %T}"

    def succeed(self):
        self.succeeded = True
        self.save(update_fields=["succeeded"])

    def seconds_to_wait(self):
        """How long until this try may be made; 0 if now. Others keep their way in: the name works from another address."""
        here = SignInAttempt.objects.filter(address=self.address).exclude(pk=self.pk)
        mine, failed = here.filter(username=self.username), here.failed_since(self.at - self.WINDOW)
        entered = mine.filter(succeeded=True).aggregate(at=models.Max("at"))["at"]
        since_entry = mine.failed_since(max(self.at - self.WINDOW, entered or self.at - self.WINDOW))
        last = [nth_newest(since_entry, self.ALLOWED), nth_newest(failed, self.ALLOWED_FROM_ADDRESS)]
        return max((ceil((at + self.WINDOW - self.at).total_seconds()) for at in last if at), default=0)


def nth_newest(attempts, n):
    return next(iter(attempts.order_by("-at").values_list("at", flat=True)[n - 1 : n]), None)
