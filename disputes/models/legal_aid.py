"""Legal aid of deputies (履职法律援助): for an enterprise or a person, by whom, and what came of it."""

from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from deputies.models import Deputy, DutyKind, Service, Serving
from disputes.models.issue import Issue
from liaison.kit.figures import money
from stations.models import Enterprise, Station


class LegalAidKind(models.TextChoices):
    CONSULTATION = "consultation", _("法律咨询")
    LECTURE = "lecture", _("法律宣讲、沙龙、指导")
    ARBITRATION = "arbitration", _("仲裁")
    SUIT = "suit", _("诉讼")
    MEDIATION = "mediation", _("调解")


class LegalAidOutcome(models.TextChoices):
    ONGOING = "ongoing", _("办理中")
    ANSWERED = "answered", _("咨询解答")
    HELD = "held", _("已举办")
    WON = "won", _("胜诉")
    PARTLY = "partly", _("部分支持")
    LOST = "lost", _("败诉")
    SETTLED = "settled", _("调解成功")
    UNSETTLED = "unsettled", _("调解未成")
    WITHDRAWN = "withdrawn", _("撤回")


Kind, Outcome = LegalAidKind, LegalAidOutcome
DISPUTED = (Outcome.ONGOING, Outcome.WON, Outcome.PARTLY, Outcome.LOST, Outcome.SETTLED, Outcome.WITHDRAWN)
OUTCOMES = {  # how each kind may end
    Kind.CONSULTATION: (Outcome.ONGOING, Outcome.ANSWERED, Outcome.WITHDRAWN),
    Kind.LECTURE: (Outcome.HELD,),
    Kind.ARBITRATION: DISPUTED,
    Kind.SUIT: DISPUTED,
    Kind.MEDIATION: (Outcome.ONGOING, Outcome.SETTLED, Outcome.UNSETTLED, Outcome.WITHDRAWN),
}
RECOVERING = (Outcome.WON, Outcome.PARTLY, Outcome.SETTLED)  # the outcomes by which money comes back
FITTING = models.Q.create([models.Q(kind=kind, outcome__in=sorted(ends)) for kind, ends in OUTCOMES.items()], models.Q.OR)


class LegalAidQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own stations, streets and district; a deputy the own ones. What comes from an accusation is for as few as that."""
        if not user.is_authenticated:
            return self.none()
        restricted = models.Q(issue__is_restricted=True) | models.Q(issue__merged_into__is_restricted=True)
        open_to = user.reach("keeper", "street", "auditor", to="station")
        if user.deputy_id:
            open_to |= models.Q(pk__in=self.model.objects.filter(deputies=user.deputy_id).values("pk"))
        return self.filter((open_to & ~restricted) | user.reach("head", "district", to="station"))

    def counted(self):
        return self.filter(void_reason="", is_confirmed=True)

    def unconfirmed(self):
        """Noted down by a deputy; the station has not looked yet."""
        return self.filter(void_reason="", is_confirmed=False)

    def for_list(self):
        return self.select_related("station").prefetch_related("enterprises", "deputies")


class LegalAid(Serving):
    """One consultation, lecture, arbitration, suit or mediation. A wrong entry is voided with a reason, never deleted.

    What a deputy notes down counts, and stands in the duty file, from when the station has confirmed it.
    """

    station = models.ForeignKey(Station, models.PROTECT, related_name="legal_aids", verbose_name=_("联络站"))
    issue = models.ForeignKey(
        Issue, models.PROTECT, null=True, blank=True, related_name="legal_aids", verbose_name=_("来自群众意见"))
    kind = models.CharField(_("方式"), max_length=12, choices=LegalAidKind)
    title = models.CharField(_("事由"), max_length=60)
    on = models.DateField(_("日期"), default=timezone.localdate, db_index=True)
    enterprises = models.ManyToManyField(Enterprise, blank=True, related_name="legal_aids", verbose_name=_("企业"))
    person_words = models.CharField(_("个人或未登记的企业"), max_length=80, blank=True)
    deputies = models.ManyToManyField(Deputy, blank=True, related_name="legal_aids", verbose_name=_("参加代表"))
    lawyer = models.CharField(_("律师、法律服务机构"), max_length=80, blank=True)
    reached = models.PositiveIntegerField(_("参加（服务）人数"), default=0)
    outcome = models.CharField(_("结果"), max_length=10, choices=LegalAidOutcome)
    ended_on = models.DateField(_("办结日期"), null=True, blank=True, db_index=True)
    amount_recovered = models.DecimalField(
        _("挽回经济损失（元）"), max_digits=14, decimal_places=2, default=0, validators=[MinValueValidator(0)])
    summary = models.TextField(_("情况"), max_length=3000, blank=True)
    void_reason = models.CharField(_("作废理由"), max_length=200, blank=True)
    is_confirmed = models.BooleanField(_("联络站已确认"), default=True, editable=False)
    history = HistoricalRecords()
    objects = LegalAidQuerySet.as_manager()
    evidence_page = "legal_aid"

    class Meta:
        verbose_name, verbose_name_plural = _("法律援助"), _("法律援助")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="legal_aid_outcome_fits", condition=FITTING, violation_error_message=_("这种方式没有这样的结果。")),
            models.CheckConstraint(
                name="legal_aid_ended_has_day",
                condition=models.Q(outcome=Outcome.ONGOING, ended_on=None)
                | (~models.Q(outcome=Outcome.ONGOING) & models.Q(ended_on__gte=models.F("on"))),
                violation_error_message=_("办结的要有办结日期，且不早于开始日期。"),
            ),
            models.CheckConstraint(
                name="legal_aid_recovers_by_outcome",
                condition=models.Q(amount_recovered=0) | models.Q(amount_recovered__gt=0, outcome__in=sorted(RECOVERING)),
                violation_error_message=_("胜诉、部分支持或调解成功的，才填挽回的金额。"),
            ),
        ]
        indexes = [models.Index(fields=["station", "-on"], name="legal_aid_by_station")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("disputes:legal_aid", args=[self.pk])

    @property
    def is_voided(self):
        return bool(self.void_reason)

    @property
    def recovered_words(self):
        return money(self.amount_recovered)

    def service(self):
        """Each deputy who took part, on its day."""
        if self.is_voided or not self.is_confirmed:
            return []
        return [Service(deputy, DutyKind.LEGAL_AID, self.on) for deputy in self.deputies.values_list("pk", flat=True)]

    def confirm(self):
        """The station knows of it: it counts from now on. Whoever changes or confirms it at the same moment waits."""
        with transaction.atomic():
            aid = type(self)._base_manager.select_for_update().get(pk=self.pk)
            if not aid.is_confirmed:
                aid.is_confirmed = True
                aid.save()
                aid.tell_duties()

    def service_words(self):
        return self.get_kind_display()
