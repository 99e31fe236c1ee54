"""What is written down of an assessment: a mark for every item, by the station, the street or the district."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.kit.flow import Obstacle, Part, Record
from stations.flows import AssessmentStage
from stations.models.assessment import Assessment, AssessmentItem, marks_column

BEFORE = {  # at which stage nobody looks who made one of these moves: three look, each for itself
    AssessmentStage.SELF_CHECKED: ("self_check",),
    AssessmentStage.REVIEWED: ("self_check", "review"),
    AssessmentStage.APPEALED: ("self_check", "review"),
}


class Scoring(Record):
    """All items once, each with its mark. ``vet`` adds them up; nobody types the total."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="scorings")
    total = marks_column(gettext_lazy("合计"), editable=False)
    summary = models.TextField(gettext_lazy("总的意见"), max_length=1000, blank=True)
    parts = ("scores",)

    class Meta:
        verbose_name = gettext_lazy("评分表")

    def vet(self, parts):
        earlier = BEFORE.get(self.assessment.stage, ())
        if self.assessment.steps.filter(move__in=earlier, by=self.author).exists():
            raise Obstacle(_("前一次评分是您做的，请由另一个人来评。"))
        items = {item.pk: item for item in self.assessment.template.items.all()}
        if sorted(part.item_id for part in parts) != sorted(items) or not items:
            raise Obstacle(_("每一项都要评，而且只评一次。"))
        faults = {f"score_{part.item_id}": fault for part in parts if (fault := part.fault(items[part.item_id]))}
        if faults := faults or self._unexplained(parts):
            raise Obstacle(faults)
        self.total = max(sum((part.score for part in parts), Decimal(0)), Decimal(0))

    def _unexplained(self, parts):
        """Whoever judges an item otherwise than the one before says why; the station itself is the first."""
        last = None if self.assessment.stage == AssessmentStage.OPENED else self.assessment.scorings.order_by("-pk").first()
        before = {score.item_id: score.score for score in last.scores.all()} if last else {}
        differing = [part for part in parts if not part.figure and part.score != before.get(part.item_id, part.score)]
        words = _("与上一次评分不同，请写明理由。")
        return {f"comment_{part.item_id}": words for part in differing if not part.comment.strip()}


class Score(Part):
    """The mark of one item. Of a computed one also what the figures said in that moment: a dated copy."""

    record = models.ForeignKey(Scoring, models.PROTECT, related_name="scores")
    item = models.ForeignKey(AssessmentItem, models.PROTECT, related_name="+", verbose_name=gettext_lazy("考核内容"))
    weight = marks_column(gettext_lazy("分值"))
    score = marks_column(gettext_lazy("得分"))
    figure = models.CharField(gettext_lazy("统计项"), max_length=30, blank=True)
    number = models.DecimalField(gettext_lazy("数"), max_digits=14, decimal_places=2, null=True)
    per = models.CharField(gettext_lazy("占哪一统计项"), max_length=30, blank=True)
    of = models.DecimalField(gettext_lazy("其中总数"), max_digits=14, decimal_places=2, null=True)
    comment = models.CharField(gettext_lazy("说明"), max_length=200, blank=True)
    shown_with = ("item",)

    class Meta:
        verbose_name = gettext_lazy("各项得分")
        constraints = [models.UniqueConstraint(fields=["record", "item"], name="score_once")]

    def __str__(self):
        told = f"{self.item} {self.score}/{self.weight}"
        return f"{told}（{self.comment}）" if self.comment else told

    @classmethod
    def judged(cls, item, score, comment=""):
        return cls(item=item, weight=item.weight, score=score, comment=comment)

    @classmethod
    def computed(cls, item, number, of=None):
        """The mark that the item's own rule gives for what its figures say."""
        return cls(item=item, weight=item.weight, score=item.points(number, of), figure=item.figure, number=number,
                   per=item.per, of=of)

    def fault(self, item):
        """Why this mark cannot stand: a message, or None. A computed mark is what the figures give, whoever writes it."""
        if self.weight != item.weight:
            return ValidationError(_("分值与考核表不符。"))
        if item.is_computed:
            told = (self.figure, self.per) == (item.figure, item.per) and self.number is not None
            right = told and (bool(item.per) == (self.of is not None)) and self.score == item.points(self.number, self.of)
            return None if right else ValidationError(_("自动项的得分只由统计数算出。"))
        if not item.least <= self.score <= item.weight:
            return ValidationError(_("应在 %(least)s 到 %(most)s 之间。"), params={"least": item.least, "most": item.weight})
        return None
