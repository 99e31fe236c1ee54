"""A practical deed (联系群众办实事): what a deputy promised to do for whom by when, and how it moves."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.flows import DEED, DeedStage
from deputies.models.activity import MOST
from deputies.models.deputy import Deputy
from deputies.models.duty import DutyKind, Service, Serving
from liaison.kit.flow import Obstacle, Record, Step
from stations.models import Station
from stations.models.matter import MatterQuerySet, Placed

KNOWING = ("keeper", "head", "street", "district", "auditor")  # whose place shows them a deed on its way


class DeedQuerySet(MatterQuerySet):
    def visible_to(self, user):
        """One's own and those of the places where one works; of all others what was verified: that much is public."""
        if not user.is_authenticated:
            return self.none()
        own = models.Q(deputy=user.deputy_id) if user.deputy_id else models.Q(pk__in=[])
        return self.filter(user.reach(*KNOWING, to="station") | own | models.Q(stage=DeedStage.VERIFIED))

    def for_list(self):
        return self.select_related("station__region", "deputy")

    def counted(self):
        """What a figure counts: what somebody else has verified."""
        return self.filter(stage=DeedStage.VERIFIED)


class Deed(Placed, Serving):
    """Its stage is written only by ``begin`` and ``advance``, its columns by what is written down on the way."""

    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="deeds", verbose_name=gettext_lazy("代表"))
    station = models.ForeignKey(Station, models.PROTECT, related_name="deeds", verbose_name=gettext_lazy("联络站"))
    begun_on = models.DateField(gettext_lazy("登记日期"), default=timezone.localdate)
    title = models.CharField(gettext_lazy("做什么"), max_length=60, blank=True)
    for_whom = models.CharField(gettext_lazy("为谁办"), max_length=60, blank=True, editable=False)
    agreed_on = models.DateField(gettext_lazy("承诺完成日期"), null=True, editable=False)
    done_on = models.DateField(gettext_lazy("完成日期"), null=True, editable=False, db_index=True)
    beneficiaries = models.PositiveIntegerField(gettext_lazy("受益人数"), default=0, editable=False)
    contacts = models.PositiveIntegerField(gettext_lazy("联系群众人次"), default=0, editable=False)
    problems = models.PositiveIntegerField(gettext_lazy("帮助解决问题数"), default=0, editable=False)
    funds = models.DecimalField(gettext_lazy("帮扶资金（元）"), max_digits=12, decimal_places=2, default=0, editable=False)
    is_published = models.BooleanField(gettext_lazy("已公开"), default=False, editable=False)
    objects = DeedQuerySet.as_manager()
    flow = DEED

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("办实事"), gettext_lazy("办实事")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deputy", "title", "begun_on"], condition=~models.Q(title=""), name="deed_promised_once_a_day"),
            models.CheckConstraint(
                name="deed_closed_has_time",
                condition=models.Q(stage__in=sorted(DEED.final), closed_at__isnull=False)
                | (~models.Q(stage__in=sorted(DEED.final)) & models.Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="deed_verified_has_day", condition=~models.Q(stage=DeedStage.VERIFIED) | models.Q(done_on__isnull=False)),
            models.CheckConstraint(
                name="deed_published_is_verified",
                condition=models.Q(is_published=False) | models.Q(stage=DeedStage.VERIFIED)),
        ]
        indexes = [
            models.Index(fields=["station", "stage", "due_on"], name="deed_work_list"),
            models.Index(fields=["deputy", "stage", "done_on"], name="deed_of_deputy"),
        ]

    def __str__(self):
        return self.title

    def roles_of(self, user):
        held = {membership.role for membership in user.current_memberships if membership.covers(self.station)}
        if user.deputy_id and user.deputy_id == self.deputy_id:
            held.add("deputy")
        return held | ({"system"} if user.username == "system" else set())

    def deadline(self, clock):
        """The work is due on the day that the deputy named; looking at it has a rule."""
        if clock != "agreed":
            return super().deadline(clock)
        return {"clock": clock, "label": _("承诺完成日期"), "start": timezone.localdate().isoformat(),
                "due": self.agreed_on.isoformat(), "basis": _("代表承诺")}

    def _obstacle_to_promise(self):
        here = any(posting.station_id == self.station_id for posting in self.deputy.current_postings)
        return "" if here else _("这位代表现在没有编入这个联络站。")

    def _obstacle_to_publish(self):
        return _("已经公开。") if self.is_published else ""

    def _obstacle_to_withhold(self):
        return "" if self.is_published else _("还没有公开。")

    def changes(self, move, record):
        found = super().changes(move, record)
        if move.name in ("publish", "withhold", "reopen"):
            found["is_published"] = move.name == "publish"
        return found

    def moved(self, step, record):
        """What was verified stands in the duty file; what is no longer so is taken back."""
        if step.move in ("verify", "reopen"):
            self.tell_duties()

    def service(self):
        return [Service(self.deputy_id, DutyKind.DEED, self.done_on)] if self.stage == DeedStage.VERIFIED else []

    def service_words(self):
        return _("经核实的实事")

    @property
    def last_result(self):
        return self.results.order_by("-pk").first()

    def was_reported_by(self, user):
        """Was it this person who told the result that waits to be verified?"""
        last = self.last_of("report")
        return last is not None and last.by_id == user.pk


class Promise(Record):
    """What, for whom, by when."""

    deed = models.ForeignKey(Deed, models.PROTECT, related_name="promises")
    what = models.CharField(gettext_lazy("做什么"), max_length=60)
    for_whom = models.CharField(gettext_lazy("为谁办"), max_length=60)
    due_on = models.DateField(gettext_lazy("什么时候完成"))

    class Meta:
        verbose_name = gettext_lazy("承诺")

    def vet(self, parts):
        if self.due_on < timezone.localdate():
            raise Obstacle({"due_on": _("完成日期不能早于今天。")})

    def effect(self):
        return {"title": self.what, "for_whom": self.for_whom, "agreed_on": self.due_on}


class Progress(Record):
    """What was done on a day."""

    deed = models.ForeignKey(Deed, models.PROTECT, related_name="progress")
    on = models.DateField(gettext_lazy("日期"), default=timezone.localdate)
    what = models.TextField(gettext_lazy("做了什么"), max_length=1000)

    class Meta:
        verbose_name = gettext_lazy("进展")

    def vet(self, parts):
        if self.on > timezone.localdate():
            raise Obstacle({"on": _("日期不能在今天以后。")})


class Postponement(Record):
    """Another day, and why: the old one stays in the steps."""

    deed = models.ForeignKey(Deed, models.PROTECT, related_name="postponements")
    due_on = models.DateField(gettext_lazy("新的完成日期"))
    reason = models.CharField(gettext_lazy("原因"), max_length=200)

    class Meta:
        verbose_name = gettext_lazy("新的完成日期和原因")

    def vet(self, parts):
        if self.due_on < timezone.localdate():
            raise Obstacle({"due_on": _("完成日期不能早于今天。")})
        if self.due_on == self.deed.agreed_on:
            raise Obstacle({"due_on": _("和原来的日期一样。")})

    def effect(self):
        return {"agreed_on": self.due_on}


def number(label):
    """A column that counts people or things."""
    most = MaxValueValidator(MOST, gettext_lazy("不能多于 %(limit_value)s。"))
    return models.PositiveIntegerField(label, default=0, validators=[most])


class DeedResult(Record):
    """What came of it, who can tell, and whom it reached: the figures count these numbers once it is verified."""

    deed = models.ForeignKey(Deed, models.PROTECT, related_name="results")
    result = models.TextField(gettext_lazy("结果"), max_length=2000)
    evidence = models.TextField(gettext_lazy("依据"), max_length=1000)
    done_on = models.DateField(gettext_lazy("完成日期"), default=timezone.localdate)
    beneficiaries = number(gettext_lazy("受益人数"))
    contacts = number(gettext_lazy("联系群众人次"))
    problems = number(gettext_lazy("帮助解决问题数"))
    funds = models.DecimalField(
        gettext_lazy("帮扶资金（元）"), max_digits=12, decimal_places=2, default=0,
        validators=[MinValueValidator(0, gettext_lazy("不能是负数。"))])

    class Meta:
        verbose_name = gettext_lazy("结果")

    def vet(self, parts):
        if self.done_on > timezone.localdate():
            raise Obstacle({"done_on": _("完成日期不能在今天以后。")})

    def effect(self):
        return {name: getattr(self, name) for name in ("done_on", "beneficiaries", "contacts", "problems", "funds")}


class Verification(Record):
    """Somebody who neither did it nor told the result has looked whether it is so."""

    class Way(models.TextChoices):
        SITE = "site", gettext_lazy("到现场看过")
        PEOPLE = "people", gettext_lazy("问过受益群众")
        PAPERS = "papers", gettext_lazy("核对了材料")

    deed = models.ForeignKey(Deed, models.PROTECT, related_name="verifications")
    way = models.CharField(gettext_lazy("怎样核实的"), max_length=10, choices=Way)
    opinion = models.TextField(gettext_lazy("核实意见"), max_length=1000, blank=True)

    class Meta:
        verbose_name = gettext_lazy("核实情况")

    def vet(self, parts):
        if self.author.deputy_id == self.deed.deputy_id or self.deed.was_reported_by(self.author):
            raise Obstacle(_("这是您自己的实事，或者结果是您上报的，请由另一个人核实。"))


class DeedStep(Step):
    """A move of a practical deed."""

    deed = models.ForeignKey(Deed, models.PROTECT, related_name="steps")
    flow = DEED

    class Meta(Step.Meta):
        constraints = [models.UniqueConstraint(fields=["deed", "number"], name="deed_step_once")]
