"""Forms of whom a station serves: an enterprise, a grid, and the filters of their lists."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.kit.fields import formfield
from stations.forms.filters import PlacedFilter
from stations.forms.versions import VersionedForm
from stations.models import Enterprise, Grid, Region

MOBILE = re.compile(r"1\d{10}", re.ASCII)


class ServedForm(VersionedForm):
    """What one station serves: its name is given once there."""

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"station"}


class EnterpriseFilter(PlacedFilter):
    searched = ("name", "chain", "contact")

    q = forms.CharField(label=gettext_lazy("企业名称、产业链"), max_length=50)
    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=[("", gettext_lazy("全部")), *Enterprise.Kind.choices])


class GridFilter(PlacedFilter):
    searched = ("name",)

    q = forms.CharField(label=gettext_lazy("网格"), max_length=50)


class EnterpriseForm(ServedForm):
    class Meta:
        model = Enterprise
        fields = ["name", "kind", "chain", "region", "staff", "is_small", "contact", "since", "until"]
        formfield_callback = formfield

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance)
        near = Region.objects.filter(code__startswith=instance.station.region_id[:6], is_active=True)
        self.fields["region"].queryset, self.fields["region"].empty_label = near, None
        self.initial["region"] = instance.region_id or instance.station.region_id

    def clean_contact(self):
        contact = self.cleaned_data["contact"]
        if MOBILE.search(re.sub(r"[\s-]", "", contact)):
            raise forms.ValidationError(_("这里不写个人手机号，只写姓名和职务。"))
        return contact

    def clean(self):
        super().clean()
        if self.cleaned_data.get("kind") == Enterprise.Kind.CHAIN and not self.cleaned_data.get("chain"):
            self.add_error("chain", _("产业链企业请写明哪条产业链。"))


class GridForm(ServedForm):
    class Meta:
        model = Grid
        fields = ["name", "households", "residents", "is_active"]
        formfield_callback = formfield
