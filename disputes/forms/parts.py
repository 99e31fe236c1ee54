"""The rows of a record as fields of its form: ticked choices, one box a party, or a small table with spare lines."""

import re

from django import forms
from django.template.defaultfilters import date as date_words
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disputes.forms.choices import ROWS
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
from liaison.kit.fields import Choices, DateInput, formfield
from liaison.kit.workdays import due_on
from stations.models import day_calendar

MOST_LINES = 40


class Ticked:
    """Parts that are one tick each: the deputies who mediate, the co-signers asked, the members present."""

    def __init__(self, name, part, field, label, *, required=True):
        self.name, self.part, self.field, self.label, self.required = name, part, field, label, required

    def rows(self, form):
        return ROWS[self.part.__name__, self.field](form.thing, form.user)

    def add_to(self, form):
        form.fields[self.name] = Choices(
            self.rows(form), widget=forms.CheckboxSelectMultiple, label=self.label, required=self.required)

    def parts(self, form):
        return [self.part(**{self.field: row}) for row in form.cleaned_data[self.name]]


class Attending(Ticked):
    """Every seat of the panel is told present or absent; all are ticked at first."""

    def add_to(self, form):
        seats = form.thing.panel.seats.select_related("member") if form.thing.panel else Seat.objects.none()
        form.fields[self.name] = Choices(
            seats, widget=forms.CheckboxSelectMultiple, label=self.label, required=False, initial=[seat.pk for seat in seats])

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


class Lines:
    """A small table of part rows. Empty lines are passed over; ``more`` adds spare ones without a script."""

    def __init__(self, name, part, fields, *, extra=3, label=""):
        self.name, self.part, self.columns, self.extra, self.label = name, part, fields, extra, label

    def formset_class(self, form, extra):
        row = forms.modelform_factory(self.part, form=_line_form(form), fields=self.columns, formfield_callback=formfield)
        return forms.formset_factory(row, extra=extra, max_num=MOST_LINES, absolute_max=60)

    def add_to(self, form):
        formset = self.formset_class(form, self.extra)
        form.lines = formset(self.typed(form.data) or None, prefix=self.name)
        form.lines.label, form.lines.more_name = self.label, f"{self.name}-more"

    def typed(self, data):
        """What was sent, with three spare lines more if that was asked for."""
        lines = data.get(f"{self.name}-TOTAL_FORMS", "")
        if f"{self.name}-more" not in data or not re.fullmatch(r"\d{1,2}", lines, re.ASCII):
            return data
        data = data.copy()
        data[f"{self.name}-TOTAL_FORMS"] = min(int(lines) + 3, MOST_LINES)
        return data

    def parts(self, form):
        return [self.complete(form, line.save(commit=False)) for line in form.lines if line.has_changed()]

    def complete(self, form, part):
        return part


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


def _line_form(form):
    """The form of one line, offering only the rows of the form's own thing."""

    class LineForm(forms.ModelForm):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            offer_own_rows(self, type(self.instance).__name__, form.thing, form.user)

        def _get_validation_exclusions(self):
            return super()._get_validation_exclusions() | {"record"}

        def validate_constraints(self):
            """The database does: the record is not there yet."""

    return LineForm


def offer_own_rows(form, record, thing, user):
    """Replace a form's choices by those of the thing's place; give dates a calendar."""
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField) and (record, name) in ROWS:
            rows = ROWS[record, name](thing, user)
            field.queryset, field.empty_label = rows, _("请选择")
            if field.required and len(rows[:2]) == 1:
                form.initial[name] = rows[0].pk
        elif isinstance(field, forms.DateField):
            field.widget = DateInput()


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
