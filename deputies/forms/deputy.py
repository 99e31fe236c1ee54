"""Filters of the register of deputies, and the reason for which a phone is read."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deputies.models import CongressLevel, Expertise, Mandate, Posting
from stations.forms.filters import PlacedFilter
from stations.models import ReadLog


class DeputyFilter(PlacedFilter):
    searched = ("name", "occupation")

    q = forms.CharField(label=_("姓名、单位"), max_length=50)
    level = forms.ChoiceField(label=_("层级"), choices=[("", _("全部")), *CongressLevel.choices])
    place = forms.ChoiceField(label=_("驻站街道、乡镇"))
    expertise = forms.ModelChoiceField(Expertise.objects.all(), label=_("专长"), empty_label=_("全部"))

    def condition(self, name, value):
        if name == "expertise":
            return Q(expertise=value)
        if name == "level":
            return Q(pk__in=Mandate.objects.in_force().filter(level=value).values("deputy"))
        column = "station__region__code__startswith" if name == "place" else "station"
        return Q(pk__in=Posting.objects.current().filter(**{column: value}).values("deputy"))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("查看理由"), max_length=ReadLog._meta.get_field("reason").max_length,
        help_text=_("查看会被记录：谁、什么时候、为什么。"), error_messages={"required": _("请写明为什么要查看手机号。")},
    )
