"""The rows of a record as fields of its form: ticked choices, or a small table with spare lines."""

import re

from django import forms
from django.forms.utils import ErrorDict
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from liaison.kit.fields import Choices, DateInput, formfield

MOST_LINES = 40


class Ticked:
    """Parts that are one tick each: the deputies who mediate, the co-signers asked, the members present."""

    def __init__(self, name, part, field, label, *, required=True):
        self.name, self.part, self.field, self.label, self.required = name, part, field, label, required

    def rows(self, form):
        return form.of_app.rows[self.part.__name__, self.field](form.thing, form.user)

    def add_to(self, form):
        form.fields[self.name] = Choices(
            self.rows(form), widget=forms.CheckboxSelectMultiple, label=self.label, required=self.required)

    def parts(self, form):
        return [self.part(**{self.field: row}) for row in form.cleaned_data[self.name]]


def with_spare_lines(data, name):
    """What was sent, with three lines more in the table ``name`` if that was asked for."""
    lines = data.get(f"{name}-TOTAL_FORMS", "")
    if f"{name}-more" not in data or not re.fullmatch(r"\d{1,2}", lines, re.ASCII):
        return data
    data = data.copy()
    data[f"{name}-TOTAL_FORMS"] = min(int(lines) + 3, MOST_LINES)
    return data


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
        return with_spare_lines(data, self.name)

    def parts(self, form):
        return [self.complete(form, line.save(commit=False)) for line in form.lines if line.has_changed()]

    def complete(self, form, part):
        return part


class WithLines:
    """A form that may have a small table of ``lines``: its errors and its button for spare ones."""

    lines = None
    words_of_line = _("第 %(n)s 行，%(label)s：%(error)s")

    def full_clean(self):
        """Who only asked for spare lines has not finished yet and is told no errors."""
        if self.wants_more_lines:
            self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}
        else:
            super().full_clean()

    def clean(self):
        """A line that does not hold stands in the summary too, which leads to it."""
        cleaned = super().clean()
        for error in self.lines.non_form_errors() if self.lines is not None else ():
            self.add_error(None, error)
        for number, line in enumerate(self.lines or (), 1):
            for name, errors in line.errors.items():
                self.add_error(None, self.told_of_line(number, line, name, errors[0]))
        return cleaned

    def told_of_line(self, number, line, name, error):
        field = line[name] if name in line.fields else None
        label = field.label if field else self.lines.label
        words = self.words_of_line % {"n": number, "label": label, "error": error}
        return format_html('<a href="#{}">{}</a>', field.auto_id, words) if field else words

    @property
    def wants_more_lines(self):
        """Was it the button for spare lines that sent the form?"""
        return self.lines is not None and self.lines.more_name in self.data


def _line_form(form):
    """The form of one line, offering only the rows of the form's own thing."""

    class LineForm(forms.ModelForm):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            offer_own_rows(self, type(self.instance).__name__, form)

        def _get_validation_exclusions(self):
            return super()._get_validation_exclusions() | {"record"}

        def validate_constraints(self):
            """The database does: the record is not there yet."""

    return LineForm


def offer_own_rows(form, record, of_move):
    """Replace a form's choices by those of the place of the move's thing; give dates a calendar."""
    rows_of = of_move.of_app.rows
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField) and (record, name) in rows_of:
            rows = rows_of[record, name](of_move.thing, of_move.user)
            field.queryset, field.empty_label = rows, _("请选择")
            if field.required and len(rows[:2]) == 1:
                form.initial[name] = rows[0].pk
        elif isinstance(field, forms.DateField):
            field.widget = DateInput()
