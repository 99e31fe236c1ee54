"""The filters of the yearly target: which year, where, and whose name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from stations.forms.filters import YearFilter


class TargetFilter(YearFilter):
    searched = ("name",)

    q = forms.CharField(label=_("姓名"), max_length=50)
