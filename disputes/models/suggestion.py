"""A deputy's formal suggestion (代表建议) and how it moves."""

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.models import CongressLevel, Deputy, Mandate, Serving
from disputes.flows import SUGGESTION, SuggestionStage
from disputes.flows.suggestion import AWAITING
from disputes.models import service
from disputes.models.case import Case
from disputes.models.issue import Issue
from disputes.models.issue_records import Answer
from disputes.models.reference import Category
from liaison.kit.flow import Step
from stations.models import Matter, Region, User
from stations.models.matter import MatterQuerySet

UNSENT = (SuggestionStage.DRAFT, SuggestionStage.COSIGNING)  # still the lead's own paper
NOT_STANDING = (*UNSENT, SuggestionStage.WITHDRAWN, SuggestionStage.NOT_ACCEPTED)
TELLING = {"submit", "send_back", "withdraw", "refuse", "accept", "track"}  # begin or end service, or give the number
OWN_LEVELS = (CongressLevel.COUNTY, CongressLevel.TOWNSHIP)  # the levels whose suggestions the district itself handles


class SuggestionQuerySet(MatterQuerySet):
    def visible_to(self, user):
        """Lead and invited co-signers; the source's station; the committee of its level; units it was handed to; published."""
        if not user.is_authenticated:
            return self.none()
        submitted = ~models.Q(stage__in=UNSENT)
        found = user.reach("keeper", "head", to="station")
        found |= user.reach("street", "district", "auditor", to="station") & submitted
        if user.unit_ids:
            found |= models.Q(pk__in=Suggestion.objects.filter(hand_overs__units__unit__in=user.unit_ids).values("pk"))
        if user.deputy_id:
            invited = Suggestion.objects.filter(invitations__invitees__deputy=user.deputy_id).values("pk")
            found |= models.Q(lead=user.deputy_id) | models.Q(pk__in=invited) | models.Q(is_published=True)
        return self.filter(found)

    def counted(self):
        return self.exclude(stage__in=(SuggestionStage.MERGED, SuggestionStage.WITHDRAWN, SuggestionStage.NOT_ACCEPTED))

    def for_list(self):
        """With the name of the main (or first separate) unit of the last hand-over."""
        units = apps.get_model("disputes.HandlingUnit").objects.filter(record__suggestion=models.OuterRef("pk"))
        main = units.exclude(part="assist").order_by("-record", "pk").values("unit__name")[:1]
        return self.select_related("station", "category", "lead", "mandate").annotate(main_unit=models.Subquery(main))


class Suggestion(Matter, Serving):
    """One matter, addressed to the congress of the lead's own level (代表法 arts. 24, 36)."""

    class ReplyClass(models.TextChoices):
        A = "A", gettext_lazy("A 已经解决")
        B = "B", gettext_lazy("B 正在解决")
        C = "C", gettext_lazy("C 列入计划")
        D = "D", gettext_lazy("D 留作参考")

    class Satisfaction(models.TextChoices):
        SATISFIED = "satisfied", gettext_lazy("满意")
        BASICALLY = "basically", gettext_lazy("基本满意")
        NOT = "not", gettext_lazy("不满意")

    lead = models.ForeignKey(Deputy, models.PROTECT, related_name="suggestions", verbose_name=gettext_lazy("领衔代表"))
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="suggestions", verbose_name=gettext_lazy("以何资格"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="suggestions", verbose_name=gettext_lazy("受理的人大"))
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="suggestions", verbose_name=gettext_lazy("类别")
    )
    issues = models.ManyToManyField(Issue, related_name="suggestions", blank=True, verbose_name=gettext_lazy("来自群众意见"))
    cases = models.ManyToManyField(Case, related_name="suggestions", blank=True, verbose_name=gettext_lazy("来自群英会"))
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="merged")
    external_number = models.CharField(gettext_lazy("上级编号"), max_length=50, blank=True, editable=False)
    is_key = models.BooleanField(gettext_lazy("重点督办"), default=False, editable=False)
    reply_class = models.CharField(gettext_lazy("答复类别"), max_length=1, choices=ReplyClass, blank=True, editable=False)
    satisfaction = models.CharField(
        gettext_lazy("代表评价"), max_length=12, choices=Satisfaction, blank=True, editable=False
    )
    is_published = models.BooleanField(gettext_lazy("已公开"), null=True, editable=False)
    submitted_on = models.DateField(gettext_lazy("提交日期"), null=True, editable=False, db_index=True)
    handed_over_on = models.DateField(gettext_lazy("交办日期"), null=True, editable=False)
    objects = SuggestionQuerySet.as_manager()
    flow = SUGGESTION

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("代表建议"), gettext_lazy("代表建议")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="suggestion_closed_has_time",
                condition=models.Q(stage__in=sorted(SUGGESTION.final), closed_at__isnull=False)
                | (~models.Q(stage__in=sorted(SUGGESTION.final)) & models.Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="suggestion_merged_has_parent",
                condition=models.Q(stage=SuggestionStage.MERGED, merged_into__isnull=False)
                | (~models.Q(stage=SuggestionStage.MERGED) & models.Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="suggestion_at_work_was_handed_over",
                condition=~models.Q(stage__in=["assigned", "in_progress", "rehandling"]) | models.Q(handed_over_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["station", "stage", "due_on"], name="suggestion_work_list")]

    def __str__(self):
        return f"{self.number or _('未编号')} {self.title}"

    @property
    def region_code(self):
        return self.region_id

    @property
    def level(self):
        return self.mandate.level

    @property
    def is_own_level(self):
        """Is it the district's (or its town's) own to handle? Anything above is only tracked."""
        return self.level in OWN_LEVELS

    @property
    def stands(self):
        """Is it handed in, and neither sent back, withdrawn nor refused?"""
        return self.stage not in NOT_STANDING

    @property
    def awaits_reply(self):
        """Is a reply still to come, which would travel back to what joins now?"""
        return self.stage in AWAITING

    def roles_of(self, user):
        held = {m.role for m in user.current_memberships if m.role in ("keeper", "head") and m.covers(self.station)}
        if user.deputy_id and user.deputy_id == self.lead_id:
            held.add("lead")
        elif user.deputy_id and self.pk and self.is_invited(user.deputy_id):
            held.add("cosigner")
        committee = "street" if self.level == CongressLevel.TOWNSHIP else "district"
        if self.stage not in UNSENT and user.has_role(committee, at=self.committee_place):
            held.add("committee")
        if user.unit_ids and self.pk:
            held |= {"assist" if part == "assist" else "unit" for part in self.parts_of_units(user.unit_ids)}
        return held | ({"system"} if user.username == "system" else set())

    @property
    def committee_place(self):
        """The committee works at the station's own place; a higher congress is reached through the district."""
        return self.region if self.is_own_level else self.station.region

    @property
    def current_invitation(self):
        return self.invitations.order_by("-pk").first()

    def is_invited(self, deputy_id):
        invitation = self.current_invitation
        return bool(invitation and invitation.invitees.filter(deputy=deputy_id).exists())

    @property
    def cosigners(self):
        """Deputies who confirmed the text in force, one by one."""
        confirmed = self.cosignings.filter(invitation=self.current_invitation, agrees=True)
        return Deputy.objects.filter(pk__in=confirmed.values("deputy")) if self.current_invitation else Deputy.objects.none()

    @property
    def text(self):
        """The text in force: the draft written down last."""
        return self.drafts.order_by("-pk").first()

    @property
    def handling_units(self):
        last = self.hand_overs.order_by("-pk").values("pk")[:1]
        units = apps.get_model("disputes.HandlingUnit").objects
        return list(units.filter(record=models.Subquery(last)).select_related("unit"))

    def parts_of_units(self, unit_ids):
        return {row.part for row in self.handling_units if row.unit_id in unit_ids}

    @property
    def last_reply(self):
        return self.replies.order_by("-pk").first()

    @property
    def round_replies(self):
        """The replies of this round: since the last hand-over or re-handling, which a higher body's reply does without."""
        since = self.last_of("hand_over", "rehandle")
        made = self.steps.filter(move__in=("reply", "record_reply"), number__gt=since.number if since else 0)
        return self.replies.filter(pk__in=made.values("record_id")).select_related("unit").order_by("pk")

    def units_to_reply(self):
        """Main and separate units that have not replied in this round."""
        replied = {reply.unit_id for reply in self.round_replies}
        return [row.unit for row in self.handling_units if row.part != "assist" and row.unit_id not in replied]

    def silent_assistants(self):
        """Assisting units of the last hand-over that have not given their opinion."""
        since = self.last_of("hand_over")
        made = self.steps.filter(move="assist", number__gt=since.number if since else 0).values("record_id")
        opined = set(self.assist_opinions.filter(pk__in=made).values_list("unit_id", flat=True))
        return [row.unit for row in self.handling_units if row.part == "assist" and row.unit_id not in opined]

    def clock_start(self, clock):
        """The time to reply, and its extension, count from 交办 (代表法 art. 51), not from submission."""
        return self.handed_over_on or timezone.localdate() if clock in ("reply", "extend") else timezone.localdate()

    def _obstacle_to_submit(self):
        mandate = self.mandate
        return "" if mandate.is_in_force else _("代表资格已暂停或终止，不能提交。")

    def _obstacle_to_accept(self):
        return "" if self.is_own_level else _("这是%(level)s的建议，区里不能立案，请转上级办理并跟踪。") % {
            "level": self.mandate.get_level_display()}

    def _obstacle_to_track(self):
        return _("这是本级建议，应当审核立案。") if self.is_own_level else ""

    def _obstacle_to_request_return(self):
        rule = self.rule("return")
        start = timezone.localdate(self.last_of("hand_over", "uphold").at)
        if rule and timezone.localdate().isoformat() > rule.snapshot(start)["due"]:
            return _("已过退办期限（%(n)s）。") % {"n": rule}
        return ""

    def _obstacle_to_extend(self):
        if self.times("extend"):
            return _("已经延期一次，不能再延。")
        return "" if self.due_on is None or self.due_on >= timezone.localdate() else _("已经超期，不能再延。")

    def _obstacle_to_rehandle(self):
        if not self.is_own_level:
            return _("上级办理的建议，不能在区里重新办理。")
        if self.satisfaction != self.Satisfaction.NOT:
            return _("代表没有评价为不满意。")
        return _("已重新办理过，请提请联合会审。") if self.times("rehandle") >= self.setting("suggestion.rehandle_max") else ""

    def _obstacle_to_review_jointly(self):
        if not self.is_own_level:
            return _("上级办理的建议，不能在区里联合会审。")
        return "" if self.satisfaction == self.Satisfaction.NOT else _("代表没有评价为不满意。")

    def _obstacle_to_close(self):
        if self.satisfaction == self.Satisfaction.NOT and self.is_own_level:
            return _("代表不满意，须重新办理或提请联合会审，不能直接办结。")
        return _("请先决定是否公开。") if self.is_published is None else ""

    def changes(self, move, record):
        found = super().changes(move, record)
        if move.name == "hand_over":
            found["handed_over_on"] = timezone.localdate()
        if move.name == "rehandle":
            found["satisfaction"] = ""
        return found

    def moved(self, step, record):
        """When the last unit has replied the reply is complete, and it travels back to every issue it came from."""
        if step.move in TELLING:
            self.tell_duties()
        if step.move == "reply" and not self.units_to_reply():
            self.advance("complete_reply", by=User.objects.system())
        elif step.target == SuggestionStage.REPLIED and step.source != SuggestionStage.REPLIED:
            self.tell_issues_replied()
        elif step.target in (SuggestionStage.WITHDRAWN, SuggestionStage.NOT_ACCEPTED):
            self.tell_issues_ended()
        elif step.move == "merge":
            self.merged_into.issues.add(*self.issues.all())
            self.merged_into.cases.add(*self.cases.all())

    def service(self):
        return self.services([self])[self.pk]

    @classmethod
    def services(cls, things):
        return service.of_suggestions(things)

    def service_words(self):
        return _("代表建议 %(number)s") % {"number": self.number or self.external_number or _("（未编号）")}

    def tell_issues_replied(self):
        replies = list(self.round_replies)
        told = "\n".join(_("%(unit)s答复：%(content)s") % {"unit": r.replier, "content": r.content} for r in replies)
        content = _("您反映的事已作为代表建议《%(title)s》办理。\n%(told)s") % {"title": self.title, "told": told}
        reply = max(replies, key=lambda reply: reply.reply_class)  # A–D: several units have solved it when the last one has
        for issue in self.issues.filter(stage__in=("in_suggestion", "answered", "fed_back", "rated", "closed")):
            answer = Answer(result=reply.result_for_visitor, content=content, signer=reply.signer)
            issue.advance("suggestion_replied", by=User.objects.system(), record=answer)

    def tell_issues_ended(self):
        for issue in self.issues.filter(stage="in_suggestion"):
            issue.advance("suggestion_ended", by=User.objects.system(), note=_("代表建议《%(title)s》%(stage)s") % {
                "title": self.title, "stage": self.stage_label})

    def next_number(self):
        """The number that comes next in the year at this congress, for the committee to keep or change."""
        year = timezone.localdate().year
        mine = Suggestion.objects.filter(region=self.region, number__startswith=f"〔{year}〕", number__isnull=False)
        return f"〔{year}〕{self.region.name}第{mine.count() + 1}号"


class SuggestionStep(Step):
    """A move of a suggestion."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="steps")
    flow = SUGGESTION

    class Meta(Step.Meta):
        constraints = [models.UniqueConstraint(fields=["suggestion", "number"], name="suggestion_step_once")]
