"""Forms of hearing cases: the filters of the list, opening one by hand, and what its moves' forms begin with."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.forms.places import stations_to_act_at
from disputes.flows import CASE
from disputes.forms.filters import MatterFilter
from disputes.models import Case, Category, Issue
from liaison.kit.fields import Choices, formfield

ROUTES = ("court", "arbitration", "hotline")  # the ways that are always open: 人民调解法 arts. 26, 31–33


class CaseFilter(MatterFilter):
    model, kinds = Case, (Category.Kind.DISPUTE,)

    def __init__(self, params, user):
        super().__init__(params, user, CASE)
        self.fields["q"].label = _("编号、事由")


def stations_to_open_at(user):
    """Where the user may note a lead."""
    return stations_to_act_at(user, "keeper", "head", "street")


class OpenCaseForm(forms.ModelForm):
    """A lead that no issue brought in. Issues can be linked once the station is known."""

    issues = Choices(
        Issue.objects.none(), label=gettext_lazy("来自哪些群众意见（可不选）"), required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "rows"}),
    )

    class Meta:
        model = Case
        fields = ["station", "title", "category", "facts", "issues"]
        formfield_callback = formfield
        widgets = {"facts": forms.Textarea(attrs={"rows": 5, "data-count": "3000"})}
        labels = {"title": gettext_lazy("议题")}
        help_texts = {
            "title": gettext_lazy("一句话说清谁和谁为什么事，不写姓名，例如：3栋楼上漏水，两户为维修费争执"),
            "facts": gettext_lazy("什么时候、在哪里、各方怎么说。现在知道多少写多少，受理时还可以补。"),
        }

    def __init__(self, data=None, *, user, station=None):
        super().__init__(data, use_required_attribute=False)
        self.user, offered = user, stations_to_open_at(user)
        self.fields["station"].queryset, self.fields["station"].empty_label = offered, _("请选择")
        self.fields["category"].queryset = Category.objects.filter(kind=Category.Kind.DISPUTE, is_active=True)
        self.fields["category"].empty_label = _("受理时再定")
        self.fields["title"].widget.attrs["data-count"] = "60"
        self.offer_issues(self.chosen_station(offered, station))

    def chosen_station(self, offered, asked):
        """The station that was typed, asked for by the address, or the only one there is."""
        if self.is_bound:
            asked = self.data.get("station")
        elif len(only := list(offered[:2])) == 1:
            asked = only[0].pk
        if not (str(asked or "").isascii() and str(asked or "").isdigit() and len(str(asked)) < 19):
            return None
        self.initial["station"] = asked
        return offered.filter(pk=asked).first()

    def offer_issues(self, station):
        if station is None:
            del self.fields["issues"]
            return
        rows = Issue.objects.visible_to(self.user).open().filter(station=station).order_by("-pk")
        self.fields["issues"].queryset = rows
        self.fields["issues"].label_from_instance = lambda issue: f"{issue.number} {issue.title}"
        if not rows.exists():
            del self.fields["issues"]

    @property
    def wants_issues(self):
        """Was it the button that offers the station's issues, rather than the one that saves?"""
        return "choose" in self.data

    def case_and_issues(self):
        return self.save(commit=False), self.cleaned_data.get("issues") or ()


def routes(thing):
    """The other ways that are told when a hearing ends without agreement or an agreement is not kept."""
    found = {row.code: row for row in Category.objects.offered(Category.Kind.REDIRECT, thing.region_code) if row.code in ROUTES}
    told = [f"{row.label.partition('（')[0]}（{row.detail or row.label}）" for code in ROUTES if (row := found.get(code))]
    return _("各方还可以找：%(routes)s。") % {"routes": "、".join(told)} if told else ""


def same_place(case):
    """Where and how the last sitting was told, else the station's hall."""
    last = case.sitting
    return {"place": last.place, "notified": last.notified} if last else {"place": case.station.hall}


def sitting_day(case):
    """The day that was set, unless it is still to come."""
    return {"on": min(case.sitting.on, timezone.localdate())} if case.sitting else {}


def acceptance(case):
    agreed = case.consents.exists() and not case.consents.filter(agrees_public=False).exists()
    return {"category": case.category, "facts": case.facts, "organiser_name": case.station.name, "is_public": agreed}


def seal(case):
    last = case.acceptances.order_by("-pk").first()
    return {"sealed_by": last.organiser_name if last and case.organiser == Case.Organiser.COMMITTEE else ""}


STARTING = {
    "accept": acceptance, "open_hearing": sitting_day, "take_effect": seal,
    **dict.fromkeys(("schedule", "reschedule", "adjourn"), same_place),
    **dict.fromkeys(("decline", "fail", "breach"), lambda case: {"routes": routes(case)}),
}
