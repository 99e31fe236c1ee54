"""Forms of reception days: the list's filters, the day with its roster, and the time of an arrival."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.models import Deputy, Reception
from liaison.kit.fields import Choices, DateInput, TimeInput, formfield
from stations.forms.filters import FilterForm
from stations.models import Setting, Station


class ReceptionFilter(FilterForm):
    place = forms.ChoiceField(label=gettext_lazy("街道、乡镇"))
    station = forms.ModelChoiceField(Station.objects.all(), label=gettext_lazy("联络站"), empty_label=gettext_lazy("全部"))
    deputy = forms.ModelChoiceField(Deputy.objects.all(), label=gettext_lazy("代表"), widget=forms.HiddenInput)

    def narrow(self, rows):
        told = self.told
        if "place" in told:
            rows = rows.filter(station__region__code__startswith=told["place"])
        if "station" in told:
            rows = rows.filter(station=told["station"])
        if "deputy" in told:
            rows = rows.filter(pk__in=told["deputy"].attendances.values("reception"))
        return rows


class ReceptionForm(forms.ModelForm):
    deputies = Choices(
        Deputy.objects.none(), label=gettext_lazy("接待代表"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=gettext_lazy("只列出当前编入本站的代表"),
    )

    class Meta:
        model = Reception
        fields = ["on", "starts_at", "ends_at", "scope", "deputies"]
        formfield_callback = formfield
        widgets = {"on": DateInput, "starts_at": TimeInput, "ends_at": TimeInput}
        help_texts = {"scope": gettext_lazy("例如：物业、供水、道路；不限可以不填")}

    def __init__(self, data=None, *, station, instance=None):
        instance = instance or Reception(station=station)
        super().__init__(data, instance=instance)
        on_roster = Deputy.objects.filter(attendances__reception=instance.pk) if instance.pk else Deputy.objects.none()
        self.fields["deputies"].queryset = (Deputy.objects.posted_to(station) | on_roster.distinct()).distinct()
        self.fields["on"].help_text = _("请至少提前 %(n)s 天公告") % {"n": self.notice_days}

    @cached_property
    def latest(self):
        """The last change of the day, of which who edits an older one is told; None for a day loaded from elsewhere."""
        return self.instance.history.select_related("history_user").first() if self.instance.pk else None

    @property
    def version(self):
        return str(self.latest.pk) if self.latest else ""

    @cached_property
    def notice_days(self):
        return Setting.number_at("reception.notice_days", self.instance.station.region_id)

    @property
    def is_short_notice(self):
        return 0 <= (self.instance.on - timezone.localdate()).days < self.notice_days

    @property
    def is_stale(self):
        return self.has_error(NON_FIELD_ERRORS, "stale")

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on != self.initial.get("on") and on < timezone.localdate():
            raise forms.ValidationError(_("接待日不能早于今天。"))
        return on

    def clean_deputies(self):
        chosen = self.cleaned_data["deputies"]
        arrived = Deputy.objects.filter(attendances__reception=self.instance.pk or 0, attendances__arrived_at__isnull=False)
        if missing := [deputy.name for deputy in arrived if deputy not in chosen]:
            raise forms.ValidationError(_("%(names)s已到站，不能移出。") % {"names": "、".join(missing)})
        return chosen

    def clean(self):
        super().clean()
        told = self.cleaned_data
        same = Reception.objects.filter(
            station=self.instance.station_id, on=told.get("on"), starts_at=told.get("starts_at")).exclude(pk=self.instance.pk)
        if told.get("on") and told.get("starts_at") and same.exists():
            self.add_error("starts_at", _("本站这一天这个时间已经有接待日了。"))
        if self.latest and self.data.get("seen") != self.version:
            raise forms.ValidationError(_("%(who)s 刚在 %(at)s 改过这个接待日，请核对后再保存。") % {
                "who": self.latest.history_user or _("有人"), "at": f"{timezone.localtime(self.latest.history_date):%H:%M}"},
                code="stale")

    def keep(self):
        """Save the day with its roster. False if somebody else took the same hour in this very moment."""
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError:
            self.add_error("starts_at", _("本站这一天这个时间已经有接待日了。"))
            return False
        return True


class ArrivalForm(forms.Form):
    at = forms.TimeField(label=gettext_lazy("到站时间"), required=False, widget=TimeInput)
