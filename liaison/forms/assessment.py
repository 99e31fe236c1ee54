"""Forms of assessments: opening a round, the filters of the list, and the table in which items are marked."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.figures.measures import measured, unknown
from liaison.forms.dashboard import WITHIN
from liaison.kit.fields import DateInput, Line
from stations.actions.assessment import open_round
from stations.forms.filters import PlacedFilter
from stations.forms.move import MoveForms, RecordForm
from stations.models import Assessment, AssessmentTemplate, Region, Role, Score, Scoring, Station

SIDES = {  # whose marks a move writes down
    "self_check": gettext_lazy("自评"), "review": gettext_lazy("街道"), "confirm": gettext_lazy("区里"),
    "decide": gettext_lazy("复核"),
}
BEGINS_AS = {"self_check": ("self_check",), "review": ("review",), "confirm": ("confirm", "review"), "decide": ("confirm",)}


class ScoringForm(RecordForm):
    """A table of all items. Computed ones are shown and have no field: whatever is posted for them goes nowhere."""

    def prepare(self):
        super().prepare()
        self.fields["summary"].widget.attrs["rows"] = 3
        self.items = list(self.thing.template.items.all())
        for item in self.items:
            if not item.is_computed:
                self.offer(item)

    def offer(self, item):
        told = {"number": item.position, "label": item.label}
        begun = next((self.scored[move] for move in BEGINS_AS[self.move.name] if move in self.scored), {}).get(item.pk)
        self.fields[f"score_{item.pk}"] = forms.DecimalField(
            label=_("第 %(number)s 项得分") % told, min_value=item.least, max_value=item.weight, max_digits=5, decimal_places=1,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}), initial=begun and begun.score)
        self.fields[f"comment_{item.pk}"] = Line(
            label=_("第 %(number)s 项说明") % told, max_length=Score._meta.get_field("comment").max_length, required=False,
            initial=begun.comment if begun and self.move.name in self.scored else "")

    @cached_property
    def scored(self):
        """{move: {key of an item: Score}} of what has been marked before."""
        return {move: by_item(record) for move, record in self.thing.scored().items()}

    @cached_property
    def measures(self):
        return measured(self.thing, self.items)

    @property
    def columns(self):
        return [SIDES[move] for move in self.scored if move != self.move.name]

    @property
    def table(self):
        """A row an item: what was marked before, and the fields or what the figures say."""
        before = [(SIDES[move], scores) for move, scores in self.scored.items() if move != self.move.name]
        for item in self.items:
            is_open = not item.is_computed
            marks = [(label, scores.get(item.pk)) for label, scores in before]
            yield {
                "item": item, "before": marks, "measure": self.measures.get(item.pk),
                "score": is_open and self[f"score_{item.pk}"], "comment": is_open and self[f"comment_{item.pk}"]}

    def visible_fields(self):
        """The table shows them in its own order."""
        return []

    def clean(self):
        cleaned = super().clean()
        for measure in self.measures.values():
            if measure.fault:
                self.add_error(None, _("第 %(n)s 项：%(fault)s") % {"n": measure.item.position, "fault": measure.fault})
        return cleaned

    def record_and_parts(self):
        return self.instance, [self.marked(item) for item in self.items]

    def marked(self, item):
        if item.is_computed:
            return self.measures[item.pk].score
        return Score.judged(item, self.cleaned_data[f"score_{item.pk}"], self.cleaned_data[f"comment_{item.pk}"])


def by_item(record):
    return {score.item_id: score for score in record.scores.all()}


class RoundForm(forms.Form):
    """A round for every open station of a district: by which template, for which days."""

    region = forms.ModelChoiceField(Region.objects.none(), label=gettext_lazy("地区"), empty_label=None)
    template = forms.ModelChoiceField(
        AssessmentTemplate.objects.none(), label=gettext_lazy("考核表"), empty_label=gettext_lazy("请选择"),
        help_text=gettext_lazy("项目、分值在管理后台“考核表”里设置；用过的考核表不再改动"))
    since = forms.DateField(label=gettext_lazy("考核期从"), widget=DateInput(), validators=WITHIN)
    until = forms.DateField(label=gettext_lazy("到"), widget=DateInput(), validators=WITHIN)

    def __init__(self, data=None, *, user):
        super().__init__(data, use_required_attribute=False)
        self.user, year = user, timezone.localdate().year
        mine = [held.region_id for held in user.current_memberships if held.role == Role.DISTRICT]
        self.fields["region"].queryset = Region.objects.filter(code__in=mine)
        self.fields["template"].queryset = AssessmentTemplate.objects.filter(pk__in=[
            template.pk for code in mine for template in AssessmentTemplate.objects.offered(code, year)])
        self.initial = {"region": mine[0], "since": date(year, 1, 1), "until": date(year, 12, 31)}
        if len(mine) == 1:
            self.fields["region"].widget = forms.HiddenInput()
        if len(offered := self.fields["template"].queryset[:2]) == 1:
            self.initial["template"] = offered[0].pk

    @property
    def stations(self):
        """The open stations of the district, before one is chosen those of all the user's districts."""
        region = getattr(self, "cleaned_data", {}).get("region")
        found = Station.objects.of(self.user, Role.DISTRICT).open()
        return found.filter(region__code__startswith=region.pk) if region else found

    def clean_template(self):
        template = self.cleaned_data["template"]
        items = list(template.items.all())
        if not items:
            raise ValidationError(_("这张考核表还没有考核项。"))
        if missing := unknown(items):
            told = "、".join(str(item.position) for item in missing)
            raise ValidationError(_("这张考核表第 %(n)s 项的统计项还没有接入，不能用来考核。") % {"n": told})
        return template

    def clean(self):
        told = super().clean()
        if told.get("since") and told.get("until") and told["since"] > told["until"]:
            self.add_error("until", _("结束日期不能早于开始日期。"))
        return told

    def keep(self):
        """Begin; returns how many, or None with words in the form."""
        told = self.cleaned_data
        try:
            begun = open_round(told["template"], told["since"], told["until"], self.stations, by=self.user)
        except IntegrityError:  # somebody opened the same round in this moment
            begun = 0
        if not begun:
            self.add_error(None, _("各联络站这一考核期的考核都已经开始。"))
        return begun or None


class AssessmentFilter(PlacedFilter):
    columns = {"year": "until__year"}
    searched = ("station__name", "station__code")

    q = forms.CharField(label=gettext_lazy("站名、编号"), max_length=50)
    year = forms.IntegerField(label=gettext_lazy("年份"), min_value=2000, max_value=2199)
    result = forms.ChoiceField(label=gettext_lazy("结果"), choices=[("", gettext_lazy("全部")), *Assessment.Result.choices])


ASKED = {
    ("assessment", "self_check"): gettext_lazy("对照每一项如实打分。自动项按登记的数据计算，不用填；数不对的，点数字核对。"),
    ("assessment", "review"): gettext_lazy("逐项核实。与自评不同的，写明理由。"),
    ("assessment", "confirm"): gettext_lazy("确认后结果和星级生效，自动项按此刻的数据定格；联络站可以在申诉期内申诉。"),
    ("assessment", "decide"): gettext_lazy("复核后结果就定了。申诉说数据有误、已经更正的，自动项会按更正后的数据重新计算。"),
    ("assessment", "appeal"): gettext_lazy("写明对哪一项有异议、依据是什么。"),
}
NAMED = {
    ("assessment", "self_check"): gettext_lazy("提交自评"),
    ("assessment", "review"): gettext_lazy("提交审核"),
    ("assessment", "decide"): gettext_lazy("提交复核决定"),
    ("assessment", "appeal"): gettext_lazy("提交申诉"),
}
NOTED = {
    **{("assessment", name): gettext_lazy("理由") for name in ("send_back", "return_review", "void")},
    ("assessment", "appeal"): gettext_lazy("异议和依据"),
}
FORMS = MoveForms(special={Scoring: ScoringForm}, asked=ASKED, named=NAMED, noted=NOTED)
