"""Forms of reception days: the lists' filters, a new day, and how the moves of a day are written down."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.models import CorrectedArrival, Deputy, Reception
from deputies.models.quarter import Quarter
from deputies.models.reception import TAKEN
from liaison.kit.fields import Choices, DateInput, TimeInput, formfield
from liaison.kit.workdays import months_after
from stations.forms.filters import PlacedFilter
from stations.forms.parts import Ticked
from stations.models import Setting

BACK, AHEAD = 4, 2  # quarters that the filter offers


def period_choices():
    """The quarters around today, each with its months: ``2027-q1`` and ``2027-01``."""
    now = Quarter.of(timezone.localdate())
    return [("", gettext_lazy("全部")), *(
        (quarter.label, [(f"{quarter.year}-q{quarter.number}", _("全季度")), *(
            (f"{month:%Y-%m}", _("%(year)s 年 %(month)s 月") % {"year": month.year, "month": month.month})
            for month in quarter.months)])
        for quarter in map(now.after, range(AHEAD, -BACK - 1, -1)))]


def period_days(told):
    """The first and the last day of a period."""
    if "q" in told:
        quarter = Quarter.told(told.replace("q", ""))
        return quarter.since, quarter.until
    first = timezone.datetime.strptime(told, "%Y-%m").date()
    return first, months_after(first, 1) - timezone.timedelta(1)


class PeriodFilter(PlacedFilter):
    """Filters of what happens on reception days."""

    period = forms.ChoiceField(label=gettext_lazy("季度、月份"), choices=period_choices)
    deputy = forms.ModelChoiceField(Deputy.objects.all(), label=gettext_lazy("代表"), widget=forms.HiddenInput)

    def condition(self, name, value):
        if name == "period":
            return Q(**{f"{self.to}on__range": period_days(value)})
        return super().condition(name, value)


class ReceptionFilter(PeriodFilter):
    def condition(self, name, value):
        if name == "deputy":
            return Q(pk__in=value.attendances.values("reception"))
        return super().condition(name, value)


class VisitFilter(PeriodFilter):
    to = "reception__"


class RosterChoice(Choices):
    """The deputies of the station, each with the levels held."""

    def label_from_instance(self, deputy):
        levels = "、".join(held.get_level_display() for held in deputy.current_mandates)
        return f"{deputy.name}（{levels}）" if levels else deputy.name


def roster_field(**options):
    return RosterChoice(
        Deputy.objects.none(), label=gettext_lazy("接待代表"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=gettext_lazy("只列出当前编入本站的代表"), **options)


def offered_deputies(station, reception=None):
    """Those posted to the station, and those who stand on the roster all the same."""
    rows = Deputy.objects.posted_to(station)
    if reception:
        rows = rows | Deputy.objects.filter(attendances__reception=reception).distinct()
    return rows.distinct().prefetch_related("mandates")


class ReceptionForm(forms.ModelForm):
    """A day that no rule makes, planned by hand."""

    deputies = roster_field()

    class Meta:
        model = Reception
        fields = ["on", "starts_at", "ends_at", "scope"]
        formfield_callback = formfield
        widgets = {"on": DateInput, "starts_at": TimeInput, "ends_at": TimeInput}
        help_texts = {"scope": gettext_lazy("例如：物业、供水、道路；不限可以不填")}

    def __init__(self, data=None, *, station):
        super().__init__(data, instance=Reception(station=station))
        self.fields["deputies"].queryset = offered_deputies(station)
        self.fields["on"].help_text = _("请至少提前 %(n)s 天公告") % {"n": self.notice_days}

    @cached_property
    def notice_days(self):
        return Setting.number_at("reception.notice_days", self.instance.station.region_id)

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on < timezone.localdate():
            raise forms.ValidationError(_("接待日不能早于今天。"))
        return on

    def clean(self):
        super().clean()
        told = self.cleaned_data
        same = Reception.objects.standing().filter(
            station=self.instance.station_id, on=told.get("on"), starts_at=told.get("starts_at"))
        if told.get("on") and told.get("starts_at") and same.exists():
            self.add_error("starts_at", TAKEN)


class ArrivalForm(forms.Form):
    at = forms.TimeField(label=gettext_lazy("到站时间"), required=False, widget=TimeInput)


class Arrived(Ticked):
    """Who came, as the roster says it now; a correction may tick otherwise."""

    def add_to(self, form):
        super().add_to(form)
        form.fields[self.name].initial = list(form.thing.attendances.arrived().values_list("deputy", flat=True))


def outcome(reception):
    """What was told last: a correction begins with it."""
    step = reception.last_of("close", "correct")
    return {"received": step.record.received, "summary": step.record.summary} if step else {}


ROWS = {("CorrectedArrival", "deputy"): lambda day, user: offered_deputies(day.station, day)}
PARTS = {"ReceptionCorrection": Arrived("arrivals", CorrectedArrival, "deputy", gettext_lazy("到站代表"), required=False)}
STARTING = {
    ("reception", "change"): lambda day: {
        "on": day.on, "starts_at": day.starts_at, "ends_at": day.ends_at, "scope": day.scope},
    ("reception", "correct"): outcome,
}
ASKED = {
    ("reception", "publish"): gettext_lazy("公告后，日期、地点和代表名单对所有人可见，可以打印海报。"),
    ("reception", "change"): gettext_lazy("改动会出现在排班代表和本站的首页；已经公告的，请重新张贴海报。"),
    ("reception", "cancel"): gettext_lazy("取消后不能恢复，要接待就另排一天。"),
    ("reception", "close"): gettext_lazy("没有群众来也照常结束：接待人次填 0 就可以，不影响任何评价。"),
    ("reception", "correct"): gettext_lazy("更正会留痕。勾选实际到站的代表，履职档案随之更正。"),
}
NAMED = {
    ("reception", "publish"): gettext_lazy("发布公告"),
    ("reception", "change"): gettext_lazy("保存改动"),
    ("reception", "close"): gettext_lazy("结束接待"),
    ("reception", "correct"): gettext_lazy("保存更正"),
}
NOTED = {("reception", "cancel"): gettext_lazy("理由")}
HINTS = {
    ("ReceptionChange", "reason"): gettext_lazy("已经公告的必须填写，群众和代表都会看到"),
    ("ReceptionReport", "summary"): gettext_lazy("可以不填。群众反映的具体事项请在“登记来访”里登记"),
}
