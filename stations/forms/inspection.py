"""Forms of inspections: the filters of the lists, noting a visit down, and what its moves' forms offer."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.kit.fields import Date, DateInput, formfield
from stations.forms.filters import DatedFilter
from stations.forms.parts import Lines, WithLines
from stations.models import CleanNote, Finding, Inspection, InspectionNote, Region, Station
from stations.models.inspection import OVERSEERS


class InspectionFilter(DatedFilter):
    q = forms.CharField(label=gettext_lazy("主题、督查人员"), max_length=50)
    since = Date(label=gettext_lazy("督查日期从"), widget=DateInput())

    searched = ("title", "inspectors", "station__name")


class FindingFilter(InspectionFilter):
    searched = ("what", "demand", "record__inspection__title", "record__inspection__station__name")
    to = "record__inspection__"

    def __init__(self, params, user=None):
        super().__init__(params, user)
        self.fields["q"].label = gettext_lazy("问题、要求、主题")


class FindingLines(Lines):
    """One finding a line. Looking again begins with what was found last; what is in order by now is emptied."""

    def formset_class(self, form, extra):
        before = form.thing.notes.order_by("-pk").first() if form.thing.pk else None
        known = [{"what": row.what, "demand": row.demand} for row in before.findings.order_by("pk")] if before else []

        class Findings(super().formset_class(form, max(extra, len(known)))):
            def get_form_kwargs(self, index):
                starts = known[index] if index is not None and index < len(known) and not self.is_bound else {}
                return super().get_form_kwargs(index) | {"initial": starts}

        return Findings


FINDINGS = FindingLines("findings", Finding, ["what", "demand", "due_on"], extra=3, label=gettext_lazy("问题、整改要求和期限"))


def stations_to_inspect(user):
    return Station.objects.visible_to(user).open().filter(user.reach(*OVERSEERS)).order_by("region", "code")


def office_of(user, station):
    """The office for which the user inspects the station: the highest that the user holds there."""
    held = [held for held in user.current_memberships if held.role in OVERSEERS and held.covers(station)]
    return Region.objects.get(pk=min((membership.region_id for membership in held), key=len))


class InspectForm(WithLines, forms.ModelForm):
    """A visit to one station. Findings may be none, but then the form says so: silence is not a clean bill."""

    overview = forms.CharField(
        label=gettext_lazy("检查情况"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4, "data-count": "2000"}),
        help_text=gettext_lazy("看了什么、问了谁、总体怎么样。"))
    good = forms.CharField(
        label=gettext_lazy("好的做法"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    is_clean = forms.TypedChoiceField(
        label=gettext_lazy("检查结果"), coerce=lambda value: value == "clean", widget=forms.RadioSelect,
        choices=[("found", gettext_lazy("发现问题，要整改")), ("clean", gettext_lazy("未发现问题"))])

    class Meta:
        model = Inspection
        fields = ["station", "title", "on", "inspectors"]
        formfield_callback = formfield
        widgets = {"on": DateInput}
        help_texts = {"title": gettext_lazy("例如：第三批专题督查：接待日和群英会运行")}

    def __init__(self, data=None, *, user, of_app, initial=None):
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.user, self.of_app, self.thing = user, of_app, self.instance
        self.fields["station"].queryset = stations_to_inspect(user)
        self.fields["station"].empty_label = _("请选择")
        self.fields["title"].widget.attrs["data-count"] = "60"
        FINDINGS.add_to(self)

    def clean(self):
        told, typed = super().clean(), any(line.has_changed() for line in self.lines)
        if told.get("is_clean") and typed:
            self.add_error("is_clean", _("下面写了问题，请选“发现问题，要整改”；没有问题的，请清空下面的表。"))
        if told.get("is_clean") is False and not typed:
            self.add_error(None, _("请写明至少一个问题：整改要求和期限。没有问题的，选“未发现问题”。"))
        return told

    def inspection(self):
        """The visit, what was seen and what was found."""
        told, kind = self.cleaned_data, CleanNote if self.cleaned_data["is_clean"] else InspectionNote
        self.instance.region = office_of(self.user, told["station"])
        parts = [] if told["is_clean"] else FINDINGS.parts(self)
        return self.instance, kind(overview=told["overview"], good=told["good"]), parts


ROWS = {
    ("Correction", "finding"): lambda thing, user: thing.open_findings(),
    ("Extension", "finding"): lambda thing, user: thing.open_findings(),
}
PARTS = {"InspectionNote": FINDINGS}
ASKED = {
    ("inspection", "finish"): gettext_lazy("各项整改都已登记。报送后由督查单位复查，复查前不能再改。"),
    ("inspection", "recheck_fail"): gettext_lazy(
        "下面列出上次的问题：已经改好的，把那一行清空；没有改好的，写明还差什么和新的期限。"),
    ("inspection", "void"): gettext_lazy("登记错了才作废。作废后不计入统计，经过仍然保留。"),
}
NOTED = {("inspection", "void"): gettext_lazy("理由")}
HINTS = {
    ("Correction", "done"): gettext_lazy("做了什么、效果怎样。"),
    ("Correction", "proof"): gettext_lazy("例如：现场照片3张、修订后的制度；放在站里备查"),
}
