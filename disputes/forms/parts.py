"""How the rows of records of matters are typed: who came, one box a party, the seats of a panel, the units."""

from django import forms
from django.template.defaultfilters import date as date_words
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disputes.models import (
    Commitment,
    HandlingUnit,
    Invitee,
    Mediator,
    Obligation,
    Presence,
    Seat,
    Statement,
)
from liaison.kit.fields import Choices
from liaison.kit.workdays import due_on
from stations.forms.parts import Lines, Ticked
from stations.models import day_calendar


class Attending(Ticked):
    """Every seat of the panel is told present or absent; nobody is ticked before somebody has looked."""

    def add_to(self, form):
        seats = form.thing.panel.seats.select_related("member") if form.thing.panel else Seat.objects.none()
        form.fields[self.name] = Choices(seats, widget=forms.CheckboxSelectMultiple, label=self.label, required=False)

    def parts(self, form):
        present = {seat.pk for seat in form.cleaned_data[self.name]}
        return [Presence(seat=seat, is_present=seat.pk in present) for seat in form.fields[self.name].queryset]


class Words:
    """One box for each party's own words, before everything else: they speak first."""

    name = "statements"

    def add_to(self, form):
        parties = form.thing.parties.order_by("pk")
        for party in parties:
            form.fields[f"words_{party.pk}"] = forms.CharField(
                label=_("%(party)s的话") % {"party": party.side}, max_length=3000, widget=forms.Textarea(attrs={"rows": 3}))
        form.order_fields(f"words_{party.pk}" for party in parties)

    def parts(self, form):
        return [Statement(party=party, words=form.cleaned_data[f"words_{party.pk}"]) for party in form.thing.parties.all()]


class OneOfLines(forms.CheckboxInput):
    """A mark that one line of a table carries: a radio button whose name all lines share (``seats-is_chair``)."""

    input_type = "radio"
    template_name = "django/forms/widgets/input.html"

    def shared(self, name):
        prefix, line, column = name.split("-")
        return f"{prefix}-{column}", line

    def get_context(self, name, value, attrs):
        group, line = self.shared(name)
        context = super().get_context(group, value, attrs)
        context["widget"]["value"] = line
        return context

    def value_from_datadict(self, data, files, name):
        group, line = self.shared(name)
        return data.get(group) == line


class PanelLines(Lines):
    """One seat a line. To change a panel one begins with the panel in force; an emptied line is a member who left."""

    def formset_class(self, form, extra):
        seats = [{"member": seat.member_id, "is_chair": seat.is_chair, "conflict": seat.conflict} for seat in form.thing.seats]

        class Seats(super().formset_class(form, max(extra, len(seats)))):
            def get_form_kwargs(self, index):
                starts = seats[index] if index is not None and index < len(seats) and not self.is_bound else {}
                return super().get_form_kwargs(index) | {"initial": starts}

            def add_fields(self, line, index):
                super().add_fields(line, index)
                line.fields["is_chair"].widget = OneOfLines()
                line.fields["conflict"].choices = [("", _("请声明")), *Seat.Conflict.choices]

        return Seats


class UnitLines(Lines):
    """The dates of the parts are not typed: assisting opinions and replies have rules of their own.

    The first line is the main unit; after a request to be released it begins with the unit that was proposed.
    """

    def formset_class(self, form, extra):
        asked = form.thing.return_requests.order_by("-pk").first() if form.thing.handed_over_on else None
        proposed = asked and asked.proposed_id

        class Units(super().formset_class(form, extra)):
            def get_form_kwargs(self, index):
                starts = {"part": HandlingUnit.Role.ASSIST if index else HandlingUnit.Role.MAIN}
                if index == 0 and not self.is_bound:
                    starts["unit"] = proposed
                return super().get_form_kwargs(index) | {"initial": starts}

            def add_fields(self, line, index):
                super().add_fields(line, index)
                line.has_changed = lambda: bool(line["unit"].data)  # a line without a unit is a spare one

        return Units

    def add_to(self, form):
        super().add_to(form)
        told = _("一个主办（可加协办），或者两个以上分办。主办、分办 %(reply)s 前答复代表，协办 %(assist)s 前提出意见。")
        form.lines.hint = told % {clock: date_words(self.day(form, clock), "Y年n月j日") for clock in ("reply", "assist")}

    def day(self, form, clock):
        rule = form.thing.rule(clock) or form.thing.rule("reply")
        return due_on(timezone.localdate(), rule.length, rule.unit, day_calendar())

    def complete(self, form, part):
        part.due_on = self.day(form, "assist" if part.part == HandlingUnit.Role.ASSIST else "reply")
        return part


PARTS = {
    "Mediation": Ticked("mediators", Mediator, "deputy", _("调解代表")),
    "Invitation": Ticked("invitees", Invitee, "deputy", _("邀请哪些代表附议")),
    "Hearing": Attending("presences", Presence, "seat", _("到会群英")),
    "Assessment": Words(),
    "Panel": PanelLines("seats", Seat, ["member", "is_chair", "conflict"], extra=5, label=_("群英名单")),
    "Agreement": Lines("obligations", Obligation, ["party", "what", "due_on"], label=_("责任清单：谁、做什么、何时完成")),
    "HandOver": UnitLines("units", HandlingUnit, ["unit", "part"], extra=4, label=_("承办单位")),
    "Reply": Lines("commitments", Commitment, ["what", "due_on"], extra=2, label=_("承诺事项（B、C 类必填）")),
}
