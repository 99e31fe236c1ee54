"""A dispute before the hearing of respected locals (群英会) and how it moves."""

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.models import Serving
from deputies.models.deputy import posted_to
from disputes.flows import CASE, CaseStage
from disputes.models import service
from disputes.models.issue import Issue, user_attended_issues
from disputes.models.issue_records import Answer
from disputes.models.reference import Category
from liaison.kit.flow import START, Step
from stations.models import Matter, User
from stations.models.matter import MatterQuerySet


class CaseQuerySet(MatterQuerySet):
    def visible_to(self, user):
        """Own stations, streets and district; a deputy the cases noted, sat on or followed."""
        if not user.is_authenticated:
            return self.none()
        found = user.reach("keeper", "head", "street", "district", "auditor", to="station")
        if user.deputy_id:
            sat = Case.objects.filter(panels__seats__member__deputy=user.deputy_id).values("pk")
            mediated = Case.objects.filter(issues__in=user_attended_issues(user)).values("pk")
            noted = CaseStep.objects.filter(move="open", by=user).values("case")
            found |= models.Q(pk__in=sat) | models.Q(pk__in=mediated) | models.Q(pk__in=noted)
        return self.filter(found)

    def counted(self):
        return self.exclude(stage=CaseStage.VOIDED)

    def for_list(self):
        return self.select_related("station", "category")


class Case(Matter, Serving):
    """Two or more parties and a panel chosen for this case. An opinion of the 群英 binds nobody; an agreement does."""

    class Organiser(models.TextChoices):
        COMMITTEE = "committee", gettext_lazy("人民调解委员会")
        STATION = "station", gettext_lazy("联络站、社区")

    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=gettext_lazy("纠纷类型")
    )
    facts = models.TextField(gettext_lazy("基本情况"), max_length=3000, blank=True)
    issues = models.ManyToManyField(Issue, related_name="cases", blank=True, verbose_name=gettext_lazy("来自群众意见"))
    organiser = models.CharField(gettext_lazy("主持方"), max_length=10, choices=Organiser, blank=True, editable=False)
    is_public = models.BooleanField(gettext_lazy("公开进行"), default=False, editable=False)
    hearing_on = models.DateField(gettext_lazy("会期"), null=True, editable=False, db_index=True)
    effective_on = models.DateField(gettext_lazy("生效日期"), null=True, editable=False)
    confirm_by = models.DateField(gettext_lazy("司法确认截止"), null=True, editable=False)
    objects = CaseQuerySet.as_manager()
    flow = CASE

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("群英会"), gettext_lazy("群英会")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="case_closed_has_time",
                condition=models.Q(stage__in=sorted(CASE.final), closed_at__isnull=False)
                | (~models.Q(stage__in=sorted(CASE.final)) & models.Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="case_performing_is_effective",
                condition=~models.Q(stage__in=["performing", "performed"]) | models.Q(effective_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["station", "stage", "due_on"], name="case_work_list")]

    def roles_of(self, user):
        held = {m.role for m in user.current_memberships if m.covers(self.station)}
        if user.deputy_id:
            own = [seat for seat in self.seats if seat.member.deputy_id == user.deputy_id]
            if own or (posted_to(self.station, user) if self.stage == START else self.involves(user)):
                held.add("deputy")
            if any(seat.is_chair for seat in own):
                held.add("chair")
        return held | ({"system"} if user.username == "system" else set())

    def involves(self, user):
        """Does the deputy follow an issue behind the case, or was it the deputy who noted it?"""
        attends = models.Q(deputy=user.deputy_id) | models.Q(mediations__mediators__deputy=user.deputy_id)
        return self.issues.filter(attends).exists() or self.steps.filter(move="open", by=user).exists()

    @property
    def panel(self):
        """The panel in force: the one written down last."""
        return self.panels.order_by("-pk").first() if self.pk else None

    @property
    def seats(self):
        panel = self.panel
        return list(panel.seats.select_related("member__deputy")) if panel else []

    @property
    def agreement(self):
        return self.agreements.order_by("-pk").first()

    @property
    def sitting(self):
        return self.sittings.order_by("-pk").first()

    def present(self):
        """Who of the panel came to the meeting that opened last."""
        last = self.hearings.order_by("-pk").first()
        return last.presences.filter(is_present=True) if last else self.hearings.none()

    def unconsented(self):
        """The parties who have not yet agreed to the hearing."""
        return self.parties.exclude(pk__in=self.consents.values("party"))

    def obligations(self):
        agreement = self.agreement
        return agreement.obligations.order_by("due_on") if agreement else self.agreements.none()

    def unperformed(self):
        return self.obligations().exclude(pk__in=self.performances.values("obligation"))

    def deadline(self, clock):
        """Performance is due when the agreement says; all other clocks are rules."""
        if clock != "perform":
            return super().deadline(clock)
        last = self.obligations().order_by("-due_on").first()
        return {"clock": clock, "label": _("协议约定的履行期限"), "start": timezone.localdate().isoformat(),
                "due": last.due_on.isoformat(), "basis": _("协议约定")}

    def clock_start(self, clock):
        """A longer time to settle counts from acceptance."""
        if clock == "extend":
            return timezone.localdate(self.last_of("accept").at)
        return timezone.localdate()

    def _obstacle_to_ask_consent(self):
        return "" if self.parties.count() >= 2 else _("至少登记两方当事人，才能征求意愿。")

    def _obstacle_to_accept(self):
        waiting = [str(party) for party in self.unconsented()]
        return _("还没有同意的当事人：%(parties)s") % {"parties": "、".join(waiting)} if waiting else ""

    def _obstacle_to_extend(self):
        return _("已经延期一次，不能再延。") if self.times("extend") else ""

    def _obstacle_to_confirm(self):
        if self.organiser != self.Organiser.COMMITTEE:
            return _("只有人民调解委员会主持达成的协议可以申请司法确认。")
        if self.confirmations.exists():
            return _("已经申请过司法确认。")
        if self.confirm_by and timezone.localdate() > self.confirm_by:
            return _("已过共同申请司法确认的期限（%(on)s）。") % {"on": self.confirm_by}
        return ""

    def _obstacle_to_perform(self):
        return "" if self.unperformed() else _("约定的事项都已履行。")

    def _obstacle_to_complete(self):
        left = [obligation.what for obligation in self.unperformed()]
        return _("还没有履行：%(what)s") % {"what": "；".join(left)} if left else ""

    def _obstacle_to_close(self):
        return "" if self.follow_ups.exists() else _("至少回访一次才能结案。")

    def changes(self, move, record):
        found = super().changes(move, record)
        if move.name == "open":
            found["number"] = f"{self.station.code}-Q{self.begun_on:%y}-{self.pk:05d}"
        if move.name == "take_effect" and self.organiser == self.Organiser.COMMITTEE and (rule := self.rule("confirm")):
            found["confirm_by"] = date.fromisoformat(rule.snapshot(record.effective_on)["due"])
        return found

    def moved(self, step, record):
        """The way the hearing ends is told to the issues that it came from; a conversion joins a suggestion."""
        if step.move == "convert":
            record.suggestion.cases.add(self)
        elif step.move == "open_hearing":
            self.tell_duties()
        elif step.move == "take_effect":
            self.tell_issues_settled()
        elif step.target in (CaseStage.DECLINED, CaseStage.DIVERTED, CaseStage.FAILED, CaseStage.VOIDED):
            self.tell_issues_ended()

    def service(self):
        return self.services([self])[self.pk]

    @classmethod
    def services(cls, things):
        return service.of_cases(things)

    def service_words(self):
        return _("群英会 %(number)s") % {"number": self.number}

    def tell_issues_settled(self):
        content = _("群英会已达成协议：%(terms)s") % {"terms": self.agreement.terms}
        for issue in self.issues.filter(stage="in_hearing"):
            answer = Answer(result=Answer.Result.SOLVED, content=content, signer=self.station.name)
            issue.advance("hearing_settled", by=User.objects.system(), record=answer)

    def tell_issues_ended(self):
        for issue in self.issues.filter(stage="in_hearing"):
            issue.advance("hearing_ended", by=User.objects.system(), note=_("群英会 %(number)s：%(stage)s") % {
                "number": self.number, "stage": self.stage_label})


class CaseStep(Step):
    """A move of a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    flow = CASE

    class Meta(Step.Meta):
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="case_step_once")]
