"""Forms of the duty file: the list's filters, one occasion told by the deputy, the rows chosen on a list."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from deputies.actions.duties import tell_service
from deputies.models import Deputy, DutyKind, SelfReport
from liaison.kit.fields import DateInput, formfield, refuse
from liaison.kit.flow import Obstacle
from stations.forms.filters import DatedFilter
from stations.forms.move import RecordForm
from stations.models import Station

AT_ONCE = {"verify": _("核实"), "approve": _("审定")}
CHOSEN = re.compile(r"(\d{1,18})-(\d{1,9})", re.ASCII)
WHAT = _("一句话：在哪里、做了什么、有什么结果。不写群众的姓名和电话。")
PROOF = _("例如会议通知、证书编号、材料存在哪里；没有可以不填。")


class DutyFilter(DatedFilter):
    searched = ("deputy__name", "what")

    q = forms.CharField(label=_("代表姓名、事项"), max_length=50)
    kind = forms.ChoiceField(label=_("类型"), choices=[("", _("全部")), *DutyKind.choices])
    deputy = forms.ModelChoiceField(Deputy.objects.all(), label=_("代表"), widget=forms.HiddenInput)


def in_one_sentence(form):
    """Types as chips, the sentence with room for a thumb."""
    form.fields["kind"].choices = SelfReport._meta.get_field("kind").choices
    form.fields["kind"].widget = forms.RadioSelect(choices=form.fields["kind"].choices)
    form.fields["what"].widget = forms.Textarea(attrs={"rows": 2, "maxlength": 100, "data-count": 100, "class": "wide"})
    form.fields["on"].widget = DateInput()
    for name, hint in (("what", WHAT), ("proof", PROOF)):
        form.fields[name].help_text = hint


def one_line(text):
    return " ".join(text.split()).rstrip("。")


class ServiceForm(forms.ModelForm):
    """A new occasion of service, at one of the deputy's own stations."""

    station = forms.ModelChoiceField(Station.objects.none(), label=_("报给哪个联络站核实"), empty_label=None,
                                     widget=forms.RadioSelect)
    more = ("role", "hours", "proof")

    class Meta:
        model = SelfReport
        fields = ["kind", "what", "on", "role", "hours", "proof"]
        formfield_callback = formfield

    def __init__(self, data=None, *, stations):
        super().__init__(data, use_required_attribute=False)
        in_one_sentence(self)
        self.fields["kind"].error_messages["required"] = _("请选择做的是哪一类事。")
        self.fields["what"].error_messages["required"] = _("请用一句话写做了什么。")
        self.stations, field = stations, self.fields["station"]
        field.queryset = Station.objects.filter(pk__in=[station.pk for station in stations])
        if len(stations) == 1:
            del self.fields["station"]
        else:
            self.initial["station"] = stations[0].pk

    def validate_constraints(self):
        """``vet`` and the database do."""

    def clean_what(self):
        return one_line(self.cleaned_data["what"])

    @property
    def is_longer(self):
        """Was something told, or wrong, below the fold?"""
        return any(self[name].errors or self[name].value() for name in self.more)

    def keep(self, *, by, submit):
        """The entry, or None if something stands against it, which is then told in the form."""
        station = self.cleaned_data.get("station") or self.stations[0]
        try:
            return tell_service(self.instance, station=station, by=by, submit=submit)
        except Obstacle as obstacle:
            refuse(self, obstacle)
            return None


class ReportForm(RecordForm):
    """The same occasion put right."""

    def prepare(self):
        super().prepare()
        in_one_sentence(self)

    def clean_what(self):
        return one_line(self.cleaned_data["what"])


class ChosenForm(forms.Form):
    """Rows ticked on a list, each with the version that was shown, and what is to be done with them."""

    move = forms.ChoiceField(choices=list(AT_ONCE.items()))

    @property
    def shown(self):
        """{key: version} of the ticked rows; rubbish is no row."""
        found = (CHOSEN.fullmatch(value) for value in self.data.getlist("rows"))
        return {int(told[1]): int(told[2]) for told in found if told}


def last_report(duty):
    report = duty.reports.order_by("-pk").first()
    return {name: getattr(report, name) for name in ServiceForm.Meta.fields} if report else {}


SPECIAL = {SelfReport: ReportForm}
STARTING = {("duty", "revise"): last_report, ("duty", "amend"): last_report}
ASKED = {
    ("duty", "contest"): _("说明哪里不对：不是您、不是那一天，还是重复记了。由站长或街道核对，决定以前照常计入。"),
    ("duty", "uphold"): _("写明核对了什么，为什么记录没有错。代表会看到。"),
    ("duty", "strike"): _("剔除后不再计入，事项以后怎么变也不恢复。写明为什么。代表会看到。"),
    ("duty", "submit"): _("提交后由联络站核实，再由街道（乡镇）或区人大审定，审定后计入。"),
    ("duty", "verify"): _("核对依据再点核实；不属实的，用“不予认定”写明理由。"),
    ("duty", "reject"): _("写明为什么不予认定。代表可以补正重报，也可以申诉。"),
    ("duty", "appeal"): _("写明为什么应当认定，联络站会再核实一次。内容要改的，用“补正重报”。"),
    ("duty", "revoke"): _("审定后发现不实的，写明理由。代表可以申诉。"),
    ("duty", "amend"): _("改好后重新计核实期限。以前写的留在经过里。"),
}
NAMED = {("duty", "revise"): _("保存"), ("duty", "verify"): _("核实无误"), ("duty", "appeal"): _("提交申诉")}
NOTED = {
    **{("duty", name): _("理由") for name in ("uphold", "strike", "reject", "appeal", "revoke")},
    ("duty", "contest"): _("哪里不对"),
}
