"""Filters of the register of deputies, and the reason for which a phone is read."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deputies.models import CongressLevel, Expertise, Mandate, Posting
from stations.forms.filters import FilterForm
from stations.models import ReadLog, Station


class DeputyFilter(FilterForm):
    searched = ("name", "occupation")

    q = forms.CharField(label=_("姓名、单位"), max_length=50)
    level = forms.ChoiceField(label=_("层级"), choices=[("", _("全部")), *CongressLevel.choices])
    place = forms.ChoiceField(label=_("驻站街道、乡镇"))
    station = forms.ModelChoiceField(Station.objects.all(), label=_("联络站"), empty_label=_("全部"))
    expertise = forms.ModelChoiceField(Expertise.objects.all(), label=_("专长"), empty_label=_("全部"))

    def narrow(self, rows):
        told, posted = self.told, Posting.objects.current()
        if "level" in told:
            rows = rows.filter(pk__in=Mandate.objects.in_force().filter(level=told["level"]).values("deputy"))
        if "place" in told:
            rows = rows.filter(pk__in=posted.filter(station__region__code__startswith=told["place"]).values("deputy"))
        if "station" in told:
            rows = rows.filter(pk__in=posted.filter(station=told["station"]).values("deputy"))
        if "expertise" in told:
            rows = rows.filter(expertise=told["expertise"])
        return self.containing(rows)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("查看理由"), max_length=ReadLog._meta.get_field("reason").max_length,
        help_text=_("查看会被记录：谁、什么时候、为什么。"), error_messages={"required": _("请写明为什么要查看手机号。")},
    )
