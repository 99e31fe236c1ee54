"""The person who came, kept apart from the matter: masked everywhere, read only by ``reveal``, which leaves a trace."""

import re

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.kit.vault import EncryptedField, fingerprint
from stations.models import ReadLog, Station


class VisitorQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The visitors of the user's own stations, and those whose matter the user, as a deputy, received or mediates.

        Who only sees a matter sees the mask. Who brought an accusation is known to the head alone (信访工作条例 art. 30).
        """
        if not user.is_authenticated:
            return self.none()
        attends = models.Q(issues__deputy=user.deputy_id) | models.Q(issues__mediations__mediators__deputy=user.deputy_id)
        own = self.model.objects.filter(attends).values("pk") if user.deputy_id else []
        accused = models.Q(visits__issue__is_restricted=True) | models.Q(visits__issue__merged_into__is_restricted=True)
        accusers = self.model.objects.filter(accused).values("pk")
        return self.filter(
            user.reach("head", to="station")
            | ((user.reach("keeper", to="station") | models.Q(pk__in=own)) & ~models.Q(pk__in=accusers)))

    def with_phone(self, phone):
        return self.filter(phone_index=fingerprint(phone)) if phone else self.none()

    def known_or_new(self, station, name, phone, address=""):
        """The station's row of this person, or a new one. A family may share a phone: another name is another person."""
        known = self.filter(station=station).with_phone(phone)
        person = (known.filter(name__in=[name, ""]) if name else known).order_by("-name", "pk").first()
        if person is None:
            return self.create(station=station, name=name, phone=phone, address=address, is_anonymous=not (name or phone))
        if name and not person.name:
            person.name = name
            person.save(update_fields=["name", "phone_index", "phone_tail"])
        return person


class Visitor(models.Model):
    """A visitor or party as one station knows the person. Another station keeps its own row: identity does not travel."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="visitors", verbose_name=gettext_lazy("联络站"))
    name = models.CharField(gettext_lazy("姓名"), max_length=50, blank=True)
    phone = EncryptedField(gettext_lazy("手机"), blank=True)
    phone_index = models.CharField(max_length=64, blank=True, editable=False)
    phone_tail = models.CharField(max_length=4, blank=True, editable=False, db_index=True)
    address = EncryptedField(gettext_lazy("住址"), blank=True)
    is_anonymous = models.BooleanField(gettext_lazy("匿名"), default=False)
    objects = VisitorQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("来访人"), gettext_lazy("来访人")
        constraints = [
            models.UniqueConstraint(
                fields=["station", "phone_index", "name"], condition=~models.Q(phone_index=""), name="visitor_known_once_by_phone"
            )
        ]

    def __str__(self):
        return self.masked_name

    def save(self, **kwargs):
        self.phone_index, self.phone_tail = fingerprint(self.phone), self.phone[-4:]
        super().save(**kwargs)

    def move_to(self, station):
        """A matter goes on at another station, which must know the person: this row moves there, unless it has its own.

        Returns the row of that station.
        """
        known = Visitor.objects.filter(station=station, name=self.name).with_phone(self.phone).exclude(pk=self.pk).first()
        if known is None and self.station_id != station.pk:
            self.station = station
            self.save(update_fields=["station"])
        return known or self

    @property
    def masked_name(self):
        """张**; a compound such as 社区居民代表 is masked alike."""
        return self.name[0] + "*" * min(max(len(self.name) - 1, 1), 2) if self.name else _("匿名")

    @property
    def masked_phone(self):
        """The ends of a mobile number; of anything else less, since less of it is secret to begin with."""
        if re.fullmatch(r"\d{11}", self.phone):
            return f"{self.phone[:3]}****{self.phone[-4:]}"
        return ("****" + self.phone[-2:] * (len(self.phone) >= 8)) * bool(self.phone)

    def reveal(self, *, by, reason):
        """Name, phone and address in full, for somebody of the visitor's own station or on the matter.

        Raises PermissionDenied for anybody else and ValueError without a reason.
        """
        if not Visitor.objects.visible_to(by).filter(pk=self.pk).exists():
            raise PermissionDenied("identity is kept at its station")
        if not reason.strip():
            raise ValueError("a reveal needs a reason")
        ReadLog.objects.create(by=by, action=ReadLog.Action.REVEAL, thing=f"visitor:{self.pk}", reason=reason.strip()[:200])
        return {"name": self.name, "phone": self.phone, "address": self.address}
