"""Forms of the register: what of a station may be changed by whom, and what was found of its standard."""

from django import forms
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from liaison.kit.fields import Line, formfield
from stations.forms.versions import Seen, VersionedForm, is_stale
from stations.models import Region, Role, StandardCheck, Station

OF_HEAD = ("phone", "hours")
OF_STREET = ("community", "address", "phone", "hours", "hall", "latitude", "longitude")
OF_DISTRICT = ("name", "kind", "region", *OF_STREET)


def editable(station, user):
    """The columns of the station that the user may change."""
    for role, names in ((Role.DISTRICT, OF_DISTRICT), (Role.STREET, OF_STREET), (Role.HEAD, OF_HEAD)):
        if user.has_role(role, at=station):
            return names
    return ()


class StationForm(VersionedForm):
    """Offers what the user may change, and asks why."""

    reason = Line(label=_("为什么改"), max_length=100, help_text=_("记在变更记录里，例如：按某号文件迁址"))

    class Meta:
        model = Station
        fields = OF_DISTRICT
        formfield_callback = formfield

    def __init__(self, data=None, *, station, user):
        super().__init__(data, instance=station)
        allowed = editable(station, user)
        for name in [name for name in OF_DISTRICT if name not in allowed]:
            del self.fields[name]
        if "region" in self.fields:
            near = Q(code__startswith=station.region_id[:6], code__regex=r"^\d{9}$", is_active=True) | Q(pk=station.region_id)
            self.fields["region"].queryset, self.fields["region"].empty_label = Region.objects.filter(near), None

    def keep(self):
        self.instance._change_reason = self.cleaned_data["reason"]
        return super().keep()


MET, MISSING = "yes", "no"


class StandardForm(forms.Form):
    """One question and one note for each item asked of the station; only what changed is written down."""

    use_required_attribute = False
    seen = Seen()

    def __init__(self, data=None, *, station, items, user):
        self.station, self.items, self.user = station, items, user
        super().__init__(data)
        for item in items:
            found = {True: MET, False: MISSING}.get(item.found_is_met, "")
            self.fields[f"met_{item.pk}"] = forms.ChoiceField(
                label=item.label, choices=[(MET, _("达标")), (MISSING, _("未达标"))], widget=forms.RadioSelect, required=False,
                initial=found)
            self.fields[f"note_{item.pk}"] = Line(
                label=_("说明：%(item)s") % {"item": item.label}, max_length=200, required=False, initial=item.found_note or "")
        self.initial["seen"] = self.version

    @cached_property
    def version(self):
        """The key of the row written down last at the station."""
        return str(StandardCheck.objects.filter(station=self.station).values_list("pk", flat=True).first() or 0)

    @property
    def is_stale(self):
        return is_stale(self)

    @property
    def rows(self):
        """Each item with its two fields, for the template."""
        return [(item, self[f"met_{item.pk}"], self[f"note_{item.pk}"]) for item in self.items]

    def clean(self):
        told = super().clean()
        for item in self.items:
            if told.get(f"note_{item.pk}") and not told.get(f"met_{item.pk}"):
                self.add_error(f"met_{item.pk}", _("写了说明的，请选达标还是未达标。"))
        if told.get("seen") != self.version:
            raise forms.ValidationError(_("别人刚记过这个站的达标情况，请核对后再保存。"), code="stale")
        return told

    def keep(self):
        """Write down what changed. Returns how many rows."""
        return len(StandardCheck.objects.bulk_create(self.checks()))

    def checks(self):
        told = ((item, self.cleaned_data[f"met_{item.pk}"], self.cleaned_data[f"note_{item.pk}"]) for item in self.items)
        return [
            StandardCheck(station=self.station, item=item, is_met=met == MET, note=note, by=self.user)
            for item, met, note in told if met and (met == MET, note) != (item.found_is_met, item.found_note)
        ]
