"""Forms of the money of activities: the budget of a station's year, and the filters of the lists."""

from datetime import date

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.models import Fund, Purpose
from liaison.kit.fields import Money, refuse
from liaison.kit.figures import Scope
from liaison.kit.flow import Obstacle
from stations.forms.filters import FilterForm, PlacedFilter
from stations.forms.versions import Seen

FIRST_YEAR = 2020


def years():
    """The years that there may be money for, the coming one first."""
    return range(timezone.localdate().year + 1, FIRST_YEAR - 1, -1)


def year_scope(user, year, **place):
    return Scope(user, date(year, 1, 1), date(year, 12, 31), **place)


def year_choices(empty):
    return [("", empty), *((year, str(year)) for year in years())]


class FundFilter(FilterForm):
    year = forms.TypedChoiceField(label=gettext_lazy("年度"), coerce=int, choices=lambda: year_choices(_("今年")))
    place = forms.ChoiceField(label=gettext_lazy("街道、乡镇"))

    @property
    def chosen_year(self):
        return self.told.get("year", timezone.localdate().year)

    def condition(self, name, value):
        """The year chooses the money of a station, not the station."""
        return Q(region__code__startswith=value) if name == "place" else Q()


class ExpenseFilter(PlacedFilter):
    columns = {"year": "fund__year", "purpose": "fund__purpose"}
    searched = ("what", "voucher", "handler", "payee", "station__name")

    q = forms.CharField(label=gettext_lazy("事由、凭证号、经手人"), max_length=50)
    year = forms.TypedChoiceField(label=gettext_lazy("年度"), coerce=int, choices=lambda: year_choices(_("全部")))
    purpose = forms.ModelChoiceField(Purpose.objects.all(), label=gettext_lazy("科目"), empty_label=gettext_lazy("全部"))


class BudgetForm(forms.Form):
    """One line a purpose. A purpose without a budget is left blank; what has one may be brought down to 0, not struck out."""

    seen = Seen()
    reason = forms.CharField(
        label=gettext_lazy("依据或调整理由"), max_length=100, help_text=gettext_lazy("例如：区人大常委会办公室预算批复的文号"),
        widget=forms.TextInput(attrs={"class": "wide"}))

    def __init__(self, data=None, *, station, year):
        super().__init__(data, use_required_attribute=False)
        self.station, self.year = station, year
        self.funds = {fund.purpose_id: fund for fund in Fund.objects.of_year(station, year).with_sums()}
        offered = Purpose.objects.at(station.region_id).filter(is_active=True)
        self.purposes = [*offered, *(fund.purpose for fund in self.funds.values() if fund.purpose not in offered)]
        for purpose in self.purposes:
            fund = self.funds.get(purpose.pk)
            self.fields[f"amount_{purpose.pk}"] = Money(
                label=purpose.name, required=bool(fund), initial=fund and fund.amount, help_text=purpose.covers)
        self.initial["seen"] = self.version
        self.order_fields([name for name in self.fields if name.startswith("amount_")])

    @property
    def lines(self):
        """Each purpose with its field and what stands on it already."""
        return [{"field": self[f"amount_{purpose.pk}"], "fund": self.funds.get(purpose.pk)} for purpose in self.purposes]

    @cached_property
    def version(self):
        """Which budget the page shows: who edits an older one is told."""
        told = Fund.history.filter(station=self.station, year=self.year).order_by("-history_id")
        return str(told.values_list("history_id", flat=True).first() or "")

    @property
    def is_stale(self):
        return self.is_bound and self.data.get("seen", "") != self.version

    def clean(self):
        super().clean()
        if self.is_stale:
            self.add_error(None, _("预算刚被改过，下面“现在”一列是最新的数。请核对后再保存。"))
        if not self.errors and not any(self.cleaned_data[f"amount_{purpose.pk}"] for purpose in self.purposes):
            self.add_error(None, _("请至少给一个科目填写预算。"))
        return self.cleaned_data

    def keep(self):
        """Set the budget. False, with words in the form, if it cannot be."""
        told = {purpose: self.cleaned_data[f"amount_{purpose.pk}"] for purpose in self.purposes}
        amounts = {purpose: amount for purpose, amount in told.items() if amount is not None}
        try:
            Fund.objects.set_budget(self.station, self.year, amounts, reason=self.cleaned_data["reason"])
        except Obstacle as obstacle:
            refuse(self, obstacle)
            return False
        return True
