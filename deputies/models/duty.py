"""The duty file (履职档案): one entry per event, deputy and kind, with a link to its evidence, taken back if the event is."""

from typing import NamedTuple

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from deputies.flows import DUTY, DutyStage
from deputies.models.deputy import Deputy
from liaison.kit.flow import Record, Step, begin_all
from stations.models import Station, User
from stations.models.matter import MatterQuerySet, Placed


class DutyKind(models.TextChoices):
    RECEPTION = "reception", _("到站接待")
    RECEIVING = "receiving", _("接待来访")
    MEDIATION = "mediation", _("事前调解")
    HEARING = "hearing", _("参加群英会")
    LEADING = "leading", _("领衔建议")
    COSIGNING = "cosigning", _("附议建议")
    ACTIVITY = "activity", _("联络站活动")
    RESEARCH = "research", _("视察调研")
    STUDY = "study", _("学习培训")
    REPORT = "report", _("述职")
    DEED = "deed", _("办实事")
    LEGAL_AID = "legal_aid", _("法律援助")
    MEETING = "meeting", _("出席会议")
    AWARD = "award", _("表彰奖励")
    OTHER = "other", _("其他")


class Service(NamedTuple):
    """What an event proves of a deputy: the key of the deputy, the kind of duty and its day."""

    deputy: int
    kind: str
    on: object


class Serving(models.Model):
    """An event that proves service: ``service`` says what it proves now, ``tell_duties`` makes the duty file follow.

    A concrete model has a ``station`` and a page ``<app>:<evidence_page>`` of its own.
    """

    evidence_page = ""

    class Meta:
        abstract = True

    def service(self):
        """A list of ``Service``; read from rows, so that asking again gives the same."""
        raise NotImplementedError

    def service_words(self):
        """What the entries say of the event. No names and no title: whoever may read the event follows the link."""
        return ""

    @property
    def evidence(self):
        return f"{self._meta.app_label}:{self.evidence_page or self._meta.model_name}:{self.pk}"

    def tell_duties(self):
        Duty.objects.settle(self.evidence, self.service(), station=self.station, what=self.service_words())


class DutyQuerySet(MatterQuerySet):
    def visible_to(self, user):
        """One's own; those at the stations, streets and districts where one works."""
        if not user.is_authenticated:
            return self.none()
        found = user.reach("keeper", "head", "street", "district", "auditor", to="station")
        return self.filter(found | models.Q(deputy=user.deputy_id) if user.deputy_id else found)

    def for_list(self):
        return self.select_related("station", "deputy")

    def counted(self):
        return self.filter(stage=DutyStage.RECORDED)

    def settle(self, evidence, service, *, station, what=""):
        """Make the entries of one event equal to what it proves now: record, restore, redate or take back.

        ``evidence`` is ``app:page:key`` of the event's page; ``service`` are the ``Service`` that it proves. Call it inside
        the transaction that changed the event.
        """
        wanted, system = {(told.deputy, told.kind): told.on for told in service}, User.objects.system()
        known = {(duty.deputy_id, duty.kind): duty for duty in self.filter(evidence=evidence).select_related("station")}
        for key, duty in known.items():
            duty.follow(wanted.get(key), by=system)
        fresh = [
            Duty(deputy_id=deputy, kind=kind, on=on, evidence=evidence, station=station, what=what)
            for (deputy, kind), on in wanted.items() if (deputy, kind) not in known]
        begin_all(fresh, "record", by=system)


class Duty(Placed):
    """An entry of a deputy's duty file. Its stage is written only by ``begin`` and ``advance``."""

    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="duties", verbose_name=_("代表"))
    kind = models.CharField(_("类型"), max_length=12, choices=DutyKind)
    on = models.DateField(_("日期"), db_index=True)
    station = models.ForeignKey(Station, models.PROTECT, related_name="duties", verbose_name=_("联络站"))
    what = models.CharField(_("事项"), max_length=100, blank=True)
    evidence = models.CharField(_("依据"), max_length=60, blank=True, editable=False)
    objects = DutyQuerySet.as_manager()
    flow = DUTY

    class Meta:
        verbose_name, verbose_name_plural = _("履职记录"), _("履职记录")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deputy", "kind", "evidence"], condition=~models.Q(evidence=""), name="duty_once_an_event"),
        ]
        indexes = [models.Index(fields=["evidence"], name="duty_by_evidence"),
                   models.Index(fields=["deputy", "-on"], name="duty_file")]

    def __str__(self):
        return f"{self.on:%Y-%m-%d} {self.get_kind_display()}"

    @property
    def evidence_url(self):
        """The page of the event, "" for what the deputy told."""
        name, _colon, key = self.evidence.rpartition(":")
        try:
            return reverse(name, args=[key]) if name else ""
        except NoReverseMatch:
            return ""

    def roles_of(self, user):
        held = {membership.role for membership in user.current_memberships if membership.covers(self.station)}
        if user.deputy_id and self.deputy_id == user.deputy_id:
            held.add("deputy")
        return held | ({"system"} if user.username == "system" else set())

    def follow(self, on, *, by):
        """Follow the event, which proves this entry for the day ``on``, or no longer (None)."""
        if on is None and self.stage == DutyStage.RECORDED:
            self.advance("take_back", by=by)
        elif on is not None and self.stage == DutyStage.TAKEN_BACK:
            self.advance("restore", by=by)
        if on is not None and self.on != on and self.stage == DutyStage.RECORDED:
            self.advance("redate", by=by, record=DutyDate(on=on))


class DutyDate(Record):
    """The event is of another day than was thought."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="dates")
    on = models.DateField(_("日期"))

    class Meta:
        verbose_name = _("更正的日期")

    def effect(self):
        return {"on": self.on}


class DutyStep(Step):
    """A move of an entry of the duty file."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="steps")
    flow = DUTY

    class Meta(Step.Meta):
        constraints = [models.UniqueConstraint(fields=["duty", "number"], name="duty_step_once")]
