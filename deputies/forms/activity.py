"""Forms of activities: the list's filters, the plan, the report of what came of it, and calling it off."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.actions.activity import RUNNING
from deputies.forms.places import stations_to_act_at
from deputies.models import Activity, ActivityKind, Deputy, Function
from liaison.kit.fields import Choices, DateInput, TimeInput, formfield
from stations.forms.filters import DatedFilter
from stations.forms.versions import VersionedForm

PLANNED = ("kind", "title", "on", "starts_at", "ends_at", "place")


class ActivityFilter(DatedFilter):
    searched = ("title", "place", "summary")
    columns = {"function": "kind__function"}

    q = forms.CharField(label=gettext_lazy("主题、地点"), max_length=50)
    function = forms.ChoiceField(label=gettext_lazy("五功能"), choices=[("", gettext_lazy("全部")), *Function.choices])
    kind = forms.ModelChoiceField(ActivityKind.objects.all(), label=gettext_lazy("类型"), empty_label=gettext_lazy("全部"))
    deputy = forms.ModelChoiceField(Deputy.objects.all(), label=gettext_lazy("代表"), widget=forms.HiddenInput)

    def condition(self, name, value):
        if name == "deputy":
            return Q(pk__in=value.participations.values("activity"))
        return super().condition(name, value)


def stations_to_plan_at(user):
    return stations_to_act_at(user, *RUNNING)


class OfActivity(VersionedForm):
    def rows_now(self, name):
        """Who takes part as it is saved, or did."""
        return Deputy.objects.filter(pk__in=list(self.latest.instance.taking_part()))


class ActivityForm(OfActivity):
    deputies = Choices(
        Deputy.objects.none(), label=gettext_lazy("参加代表"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=gettext_lazy("只列出当前编入本站的代表"))

    class Meta:
        model = Activity
        fields = [*PLANNED, "deputies"]
        formfield_callback = formfield
        widgets = {"on": DateInput, "starts_at": TimeInput, "ends_at": TimeInput}
        help_texts = {"title": gettext_lazy("一句话，例如：听居民说说小区停车")}

    def __init__(self, data=None, *, station, user, instance=None):
        instance = instance or Activity(station=station)
        super().__init__(data, instance=instance)
        taking_part = Q(participations__activity=instance.pk) if instance.pk else Q(pk__in=[])
        here = Deputy.objects.visible_to(user).posted_to(station).values("pk")
        self.fields["deputies"].queryset = Deputy.objects.filter(Q(pk__in=here) | taking_part).distinct().order_by("name")
        self.fields["kind"].queryset = ActivityKind.objects.filter(Q(is_active=True) | Q(pk=instance.kind_id))
        self.fields["kind"].empty_label = _("请选择")
        self.fields["title"].widget.attrs["data-count"] = "60"
        if not instance.pk and user.deputy_id and here.filter(pk=user.deputy_id).exists():
            self.initial["deputies"] = [user.deputy_id]

    def clean(self):
        told = super().clean()
        if self.instance.is_held and told.get("on") and told["on"] > timezone.localdate():
            self.add_error("on", _("已经开展的活动，日期不能在今天以后。"))
        same = Activity.objects.filter(
            station=self.instance.station_id, on=told.get("on"), starts_at=told.get("starts_at"), title=told.get("title"))
        if all(told.get(name) for name in ("on", "starts_at", "title")) and same.exclude(pk=self.instance.pk).exists():
            self.add_error("title", _("本站这一天这个时间已经有同一主题的活动。"))
        return told

    def _save_m2m(self):
        """Who takes part is kept by the action."""


class ReportForm(OfActivity):
    """What came of it, and who of those posted there took part."""

    deputies = Choices(
        Deputy.objects.none(), label=gettext_lazy("到场代表"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=gettext_lazy("勾选实际到场的，他们的履职档案会自动记上"))

    class Meta:
        model = Activity
        fields = ["deputies", "reached", "summary"]
        formfield_callback = formfield
        widgets = {"summary": forms.Textarea(attrs={"rows": 6, "data-count": "3000"})}
        labels = {"reached": gettext_lazy("联系群众多少人次")}
        help_texts = {
            "reached": gettext_lazy("没有群众参加的填 0"),
            "summary": gettext_lazy("谈了什么、有什么结果。群众反映的具体事项另外登记，这里不写姓名和电话。"),
        }

    def __init__(self, data=None, *, user, instance):
        super().__init__(data, instance=instance)
        here = Deputy.objects.visible_to(user).posted_to(instance.station).values("pk")
        offered = Deputy.objects.filter(Q(pk__in=here) | Q(participations__activity=instance)).distinct()
        self.fields["deputies"].queryset = offered.order_by("name")
        self.initial["deputies"] = list(instance.taking_part())
        for name in ("reached", "summary"):
            self.fields[name].required = True

    def _save_m2m(self):
        """Who attended is kept by the action."""


class CancelForm(OfActivity):
    class Meta:
        model = Activity
        fields = ["cancel_reason"]
        formfield_callback = formfield

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance)
        self.fields["cancel_reason"].required = True

    def clean(self):
        self.instance.is_held = False  # what is called off was not held
        return super().clean()
