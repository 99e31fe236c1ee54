"""Forms of the rota: the roster of a day, a deputy moved to another day, leave from one day or for some time."""

from django import forms
from django.template.defaultfilters import date as date_words
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.actions.leaves import answered_for
from deputies.forms.reception import offered_deputies, roster_field
from deputies.models import Attendance, Deputy, Leave, Reception
from liaison.kit.fields import DateInput, Line, formfield
from stations.forms.versions import Seen

TARGETS = 12  # days ahead to which somebody can be moved


class RosterForm(forms.Form):
    """Who is on the roster. ``seen`` tells the roster that the page showed."""

    deputies = roster_field()
    seen = Seen()

    def __init__(self, data=None, *, reception):
        self.reception = reception
        seats = {seat.deputy_id: seat for seat in reception.attendances.select_related("deputy")}
        self.seats, self.shown = seats, ",".join(map(str, sorted(seats)))
        super().__init__(data, initial={"deputies": list(seats), "seen": self.shown})
        self.fields["deputies"].queryset = offered_deputies(reception.station, reception)

    @property
    def is_stale(self):
        return self.is_bound and self.data.get("seen", "") != self.shown

    def clean_deputies(self):
        chosen = self.cleaned_data["deputies"]
        arrived = [seat.deputy for seat in self.seats.values() if seat.arrived_at]
        if missing := [deputy.name for deputy in arrived if deputy not in chosen]:
            raise forms.ValidationError(_("%(names)s已到站，不能移出。") % {"names": "、".join(missing)})
        return chosen


class ShiftForm(forms.Form):
    """One of this day's deputies, and another day of the station: there in addition, or in exchange for one of its deputies."""

    seat = forms.ModelChoiceField(Attendance.objects.none(), label=gettext_lazy("调谁"), empty_label=None)
    target = forms.ChoiceField(label=gettext_lazy("调到哪天"))

    def __init__(self, data=None, *, reception):
        super().__init__(data)
        self.fields["seat"].queryset = reception.attendances.filter(arrived_at=None).select_related("deputy")
        ahead = Reception.objects.to_hold().filter(station=reception.station_id, on__gte=timezone.localdate())
        days = ahead.exclude(pk=reception.pk).select_related("station").prefetch_related("attendances__deputy")
        self.days = {day.pk: day for day in days.order_by("on", "starts_at")[:TARGETS]}
        self.fields["target"].choices = [(day.title, targets(day)) for day in self.days.values()]

    @property
    def has_choice(self):
        return bool(self.days) and self.fields["seat"].queryset.exists()

    @property
    def day(self):
        """The day that was chosen, to go there in addition; None if it is an exchange."""
        kind, key = self.cleaned_data["target"].split("-")
        return self.days[int(key)] if kind == "day" else None

    @property
    def other(self):
        """The seat that is exchanged for this one."""
        key = int(self.cleaned_data["target"].split("-")[1])
        return next(seat for day in self.days.values() for seat in day.attendances.all() if seat.pk == key)


def targets(day):
    """The ways to this day; each names it, since a closed list shows no heading."""
    on = date_words(day.on, "n月j日")
    exchanges = [
        (f"seat-{seat.pk}", _("%(on)s，与%(name)s对换") % {"on": on, "name": seat.deputy})
        for seat in day.attendances.all() if not seat.arrived_at]
    return [(f"day-{day.pk}", _("%(on)s，加在那一天") % {"on": on}), *exchanges]


class SeatLeaveForm(forms.Form):
    """Leave from one day with its reason; who runs the station also names who stands in."""

    reason = Line(label=gettext_lazy("请假事由"), max_length=Attendance._meta.get_field("leave_reason").max_length)
    substitute = forms.ModelChoiceField(
        Deputy.objects.none(), label=gettext_lazy("替班代表"), required=False, empty_label=gettext_lazy("暂不安排"))

    def __init__(self, data=None, *, seat, may_arrange):
        super().__init__(data, initial={"reason": seat.leave_reason})
        if not may_arrange:
            del self.fields["substitute"]
        else:
            rows = offered_deputies(seat.reception.station).exclude(attendances__reception=seat.reception)
            self.fields["substitute"].queryset = rows


class LeaveForm(forms.ModelForm):
    """Some days on which a deputy cannot come. A deputy tells it of oneself, the station of its deputies."""

    class Meta:
        model = Leave
        fields = ["deputy", "since", "until", "reason"]
        formfield_callback = formfield
        widgets = {"since": DateInput, "until": DateInput}

    def __init__(self, data=None, *, user):
        super().__init__(data)
        self.fields["deputy"].queryset = answered_for(user)
        self.fields["deputy"].empty_label = gettext_lazy("请选择")
        only = list(self.fields["deputy"].queryset[:2])
        if len(only) == 1:
            self.fields["deputy"].initial, self.fields["deputy"].empty_label = only[0].pk, None
        self.is_own = [deputy.pk for deputy in only] == [user.deputy_id]
        if self.is_own:
            self.fields["deputy"].widget = forms.HiddenInput()

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until < timezone.localdate():
            raise forms.ValidationError(_("这段时间已经过去。"))
        return until

    def keep(self):
        self.save()

