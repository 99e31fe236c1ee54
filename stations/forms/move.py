"""The form of a move: the record that the flow's table asks for, its parts, and a note."""

import dataclasses

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.kit.fields import TimeInput, formfield
from stations.forms.parts import WithLines, offer_own_rows


class MoveForm(forms.Form):
    """A move without a record: the version that the page showed, and a note."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("说明"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, move, thing, user, of_app, **kwargs):
        self.move, self.thing, self.user, self.of_app = move, thing, user, of_app
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.prepare()
        self.explain()

    def prepare(self):
        self.lines = None
        self.initial["version"] = self.thing.version
        self.fields["note"].required = self.move.note
        if self.move.note:
            key = self.thing.flow.name, self.move.name
            self.fields["note"].label = self.of_app.noted.get(key, _("理由或情况"))
        elif self.move.record:
            del self.fields["note"]

    def explain(self):
        """Its sentence above, its button, and what is not plain from the columns' own names."""
        key = self.thing.flow.name, self.move.name
        asked = self.of_app.asked.get(key, "")
        self.asked = asked(self.thing) if callable(asked) else asked
        self.button = self.of_app.named.get(key, self.move.label)
        for name, field in self.fields.items():
            field.help_text = self.of_app.hints.get((self.move.record.partition(".")[2], name), field.help_text)

    @property
    def seen_version(self):
        """The version that the page showed when it was opened, or None if somebody tampered with it."""
        return self.cleaned_data.get("version") if hasattr(self, "cleaned_data") else None

    def choose(self, params):
        """Take a choice from the address (``?obligation=3``); what is not among the choices chooses nothing."""
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField) and params.get(name):
                self.initial[name] = params[name]

    def record_and_parts(self):
        return None, ()


class RecordForm(WithLines, MoveForm, forms.ModelForm):
    """A move with a record. Its fields are the record's columns; its parts come from ``PARTS``."""

    def prepare(self):
        super().prepare()
        offer_own_rows(self, self.record_name, self)
        for name, field in self.fields.items():
            if isinstance(field, forms.TimeField):
                field.widget = TimeInput()
            elif isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
            elif isinstance(field, forms.TypedChoiceField) and len(choices := [c for c in field.choices if c[0] != ""]) <= 6:
                field.choices, field.widget = choices, forms.RadioSelect()
                field.widget.choices = choices
            elif name in self.of_app.few:
                field.empty_label, field.widget = None, forms.RadioSelect(attrs={"class": "rows"})
                field.widget.choices = field.choices
        if written := self.of_app.parts.get(self.record_name):
            written.add_to(self)
        self.order_fields([name for name in self.fields if name not in ("version", "note")] + ["note", "version"])

    @property
    def record_name(self):
        return self._meta.model.__name__

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {self.thing.flow.name}

    def validate_constraints(self):
        """``vet`` and the database do: the record does not know its thing yet."""

    def record_and_parts(self):
        written = self.of_app.parts.get(self.record_name)
        return self.instance, written.parts(self) if written else ()


def _told():
    return dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class MoveForms:
    """How the moves of an app are written down: what the table, the columns and the models do not tell of themselves.

    ``rows`` are functions of (thing, user), ``starting`` of the thing; ``left_out`` are columns that the forms set themselves.
    """

    rows: dict = _told()  # (record, field) → the rows to choose from
    parts: dict = _told()  # record → how its parts are typed
    special: dict = _told()  # record model → a form of its own
    starting: dict = _told()  # (flow, move) → what the form shows at first
    asked: dict = _told()  # (flow, move) → a sentence above the form, or a function of the thing that says it
    named: dict = _told()  # (flow, move) → what the button says, where the move's label does not say what it does
    noted: dict = _told()  # (flow, move) → what the move's note is called
    hints: dict = _told()  # (record, field) → what stands below the label
    left_out: frozenset = frozenset()
    few: frozenset = frozenset()  # foreign keys with so few rows that all are shown at once

    def __or__(self, other):
        """What both tell, of different moves."""
        return MoveForms(*(getattr(self, told.name) | getattr(other, told.name) for told in dataclasses.fields(self)))

    def form_for(self, move, thing, user, data=None):
        """The form of a move, bound if ``data`` is given."""
        model, told = move.record_model, {"move": move, "thing": thing, "user": user, "of_app": self}
        if model is None:
            return MoveForm(data, **told)
        base, left_out = self.special.get(model, RecordForm), self.left_out | {thing.flow.name}
        form_class = forms.modelform_factory(model, form=base, exclude=left_out, formfield_callback=formfield)
        starting = self.starting.get((thing.flow.name, move.name))
        return form_class(data, instance=model(**(starting(thing) if starting else {})), **told)
