"""The duty file (履职档案): one entry per event, deputy and kind, with a link to its evidence, taken back if the event is."""

from typing import NamedTuple

from django.apps import apps
from django.db import models
from django.db.models.functions import Cast, Substr
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from deputies.flows import DUTY, DutyStage
from deputies.flows.duty import COUNTED, FOLLOWING, PRIVATE
from deputies.models.deputy import FILE_READERS, Deputy
from liaison.kit.flow import Record, Step, begin_all
from stations.models import Station, User
from stations.models.matter import MatterQuerySet, Placed


class DutyKind(models.TextChoices):
    RECEPTION = "reception", _("到站接待")
    RECEIVING = "receiving", _("接待来访")
    MEDIATION = "mediation", _("事前调解")
    HEARING = "hearing", _("参加群英会")
    MOTION = "motion", _("提出议案")
    LEADING = "leading", _("领衔建议")
    COSIGNING = "cosigning", _("附议建议")
    ACTIVITY = "activity", _("联络站活动")
    CONTACT = "contact", _("走访群众")
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


class Proof(NamedTuple):
    """An event (``app:page:key`` of its page), what it proves now, and what its entries say."""

    evidence: str
    service: list
    station: Station
    what: str


class Serving(models.Model):
    """An event that proves service: ``service`` says what it proves now, ``tell_duties`` makes the duty file follow.

    A concrete model has a ``station`` and a page ``<app>:<evidence_page>`` of its own. Where ``service`` would ask the
    database for each row, ``services`` reads many at once and ``service`` asks it for one.
    """

    evidence_page = ""

    class Meta:
        abstract = True

    def service(self):
        """A list of ``Service``; read from rows, so that asking again gives the same."""
        raise NotImplementedError

    @classmethod
    def services(cls, things):
        """{key: what it proves} of many events, at a number of queries that does not grow with them."""
        return {thing.pk: thing.service() for thing in things}

    def service_words(self):
        """What the entries say of the event. No names and no title: whoever may read the event follows the link."""
        return ""

    @classmethod
    def evidence_prefix(cls):
        return f"{cls._meta.app_label}:{cls.evidence_page or cls._meta.model_name}:"

    @property
    def evidence(self):
        return f"{self.evidence_prefix()}{self.pk}"

    def tell_duties(self):
        Duty.objects.settle(self.evidence, self.service(), station=self.station, what=self.service_words())

    @classmethod
    def tell_duties_of(cls, things):
        """The same for many events of the model at once: what is new is recorded at few queries."""
        told = cls.services(things)
        Duty.objects.settle_all([
            Proof(thing.evidence, told[thing.pk], thing.station, thing.service_words()) for thing in things])


def serving_models():
    """Every concrete model whose rows prove service."""
    return [model for model in apps.get_models() if issubclass(model, Serving)]


class DutyQuerySet(MatterQuerySet):
    def visible_to(self, user):
        """One's own; those at the places where one works, and all of the deputies posted there now, without drafts."""
        if not user.is_authenticated:
            return self.none()
        of_place = user.reach(*FILE_READERS, to="station")
        found = of_place | models.Q(deputy__in=Deputy.objects.posted_within(of_place)) if user.current_memberships else of_place
        found &= ~models.Q(stage__in=PRIVATE)
        return self.filter(found | models.Q(deputy=user.deputy_id) if user.deputy_id else found)

    def for_list(self):
        return self.select_related("station", "deputy")

    def counted(self):
        """What stands in the file: a contested entry counts until it is decided."""
        return self.filter(stage__in=COUNTED)

    def alike(self, deputy, kind, on, what):
        """What the deputy has told already in the same words, and has neither withdrawn nor been refused."""
        gone = (DutyStage.WITHDRAWN, DutyStage.REJECTED)
        return self.filter(deputy=deputy, kind=kind, on=on, what=what).exclude(stage__in=gone)

    def settle(self, evidence, service, *, station, what=""):
        """Make the entries of one event equal to what it proves now: record, restore, redate or take back.

        ``evidence`` is ``app:page:key`` of the event's page; ``service`` are the ``Service`` that it proves. Call it inside
        the transaction that changed the event. It costs one query and what changes.
        """
        self.settle_all([Proof(evidence, service, station, what)])

    def settle_all(self, proofs):
        """``settle`` for many events."""
        rows, known, fresh = self.filter(evidence__in=[proof.evidence for proof in proofs]), {}, []
        for duty in rows.select_related("station"):
            known.setdefault(duty.evidence, {})[duty.deputy_id, duty.kind] = duty
        for proof in proofs:
            there, wanted = known.get(proof.evidence, {}), {(told.deputy, told.kind): told.on for told in proof.service}
            for key, duty in there.items():
                duty.follow(wanted.get(key), proof.what)
            fresh += [
                Duty(deputy_id=deputy, kind=kind, on=on, evidence=proof.evidence, station=proof.station, what=proof.what)
                for (deputy, kind), on in wanted.items() if (deputy, kind) not in there]
        if fresh:
            begin_all(fresh, "record", by=User.objects.system())

    def differing(self, model, things):
        """The events among ``things`` whose entries are not what they prove: {thing: the first ``Service`` that differs}.

        What people struck stays out of it, whatever the event says.
        """
        told, kept, struck = model.services(things), {}, set()
        rows = self.filter(evidence__in=[thing.evidence for thing in things])
        for evidence, stage, *service in rows.values_list("evidence", "stage", "deputy", "kind", "on"):
            if stage == DutyStage.STRUCK:
                struck.add((evidence, *service[:2]))
            elif stage in FOLLOWING:
                kept.setdefault(evidence, set()).add(tuple(service))
        found = {}
        for thing in things:
            proved = {each for each in map(tuple, told[thing.pk]) if (thing.evidence, *each[:2]) not in struck}
            if wrong := proved ^ kept.get(thing.evidence, set()):
                found[thing] = Service(*min(wrong))
        return found

    def without_event(self, model):
        """Counted entries whose evidence is a row of the model that is not there."""
        prefix = model.evidence_prefix()
        key = Cast(Substr("evidence", len(prefix) + 1), models.BigIntegerField())
        rows = self.counted().filter(evidence__startswith=prefix).annotate(key=key)
        return rows.exclude(key__in=model._base_manager.values("pk"))


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
                   models.Index(fields=["deputy", "-on"], name="duty_file"),
                   models.Index(fields=["station", "stage", "due_on"], name="duty_work_list")]

    def __str__(self):
        return self.what or self.get_kind_display()

    @property
    def title(self):
        """What pages call it."""
        told = {"who": self.deputy, "what": self, "month": self.on.month, "day": self.on.day}
        return _("%(who)s：%(what)s（%(month)s月%(day)s日）") % told

    @property
    def evidence_url(self):
        """The page of the event, "" for what the deputy told."""
        name, _colon, key = self.evidence.rpartition(":")
        try:
            return reverse(name, args=[key]) if name else ""
        except NoReverseMatch:
            return ""

    def roles_of(self, user):
        """Towards their own entries deputies are nothing else: whoever wrote it neither verifies nor decides it."""
        if user.deputy_id and self.deputy_id == user.deputy_id:
            return {"deputy"}
        held = {membership.role for membership in user.current_memberships if membership.covers(self.station)}
        return held | ({"system"} if user.username == "system" else set())

    def follow(self, on, what):
        """Follow the event, which proves this entry for the day ``on``, or no longer (None)."""
        if on is None and self.stage in FOLLOWING:
            self.advance("take_back", by=User.objects.system())
        elif on is not None and self.stage == DutyStage.TAKEN_BACK:
            self.advance("restore", by=User.objects.system())
        if on is not None and (self.on, self.what) != (on, what) and self.stage in FOLLOWING:
            self.advance("redate", by=User.objects.system(), record=DutyDate(on=on, what=what))


class DutyDate(Record):
    """The event is of another day than was thought, or has got its number."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="dates")
    on = models.DateField(_("日期"))
    what = models.CharField(_("事项"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("更正的内容")

    def effect(self):
        return {"on": self.on, "what": self.what}


class DutyStep(Step):
    """A move of an entry of the duty file."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="steps")
    flow = DUTY

    class Meta(Step.Meta):
        constraints = [models.UniqueConstraint(fields=["duty", "number"], name="duty_step_once")]
