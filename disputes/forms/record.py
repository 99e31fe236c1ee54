"""The form of a move: the record that the flow's table asks for, its parts, and a note."""

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from disputes.forms import case, suggestion
from disputes.forms.parts import PARTS, offer_own_rows
from disputes.forms.wording import explain
from disputes.models import Agreement, Cosigning, Draft, Effect, Opinion, Party, Reply, Visit, Visitor
from liaison.kit.fields import Line, Phone, TimeInput, formfield


class MoveForm(forms.Form):
    """A move without a record: the version that the page showed, and a note."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("说明"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, move, thing, user, **kwargs):
        self.move, self.thing, self.user = move, thing, user
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.prepare()
        explain(self)

    def prepare(self):
        self.lines = None
        self.initial["version"] = self.thing.version
        self.fields["note"].required = self.move.note
        if self.move.note:
            self.fields["note"].label = _("理由或情况")
        elif self.move.record:
            del self.fields["note"]

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


class RecordForm(MoveForm, forms.ModelForm):
    """A move with a record. Its fields are the record's columns; its parts come from ``PARTS``."""

    def prepare(self):
        super().prepare()
        offer_own_rows(self, self.record_name, self.thing, self.user)
        for name, field in self.fields.items():
            if isinstance(field, forms.TimeField):
                field.widget = TimeInput()
            elif isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
            elif isinstance(field, forms.TypedChoiceField) and len(choices := [c for c in field.choices if c[0] != ""]) <= 6:
                field.choices, field.widget = choices, forms.RadioSelect()
                field.widget.choices = choices
            elif name in ONE_OF_FEW:
                field.empty_label, field.widget = None, forms.RadioSelect(attrs={"class": "rows"})
                field.widget.choices = field.choices
        if self.record_name in PARTS:
            PARTS[self.record_name].add_to(self)
        self.order_fields([name for name in self.fields if name not in ("version", "note")] + ["note", "version"])

    @property
    def record_name(self):
        return self._meta.model.__name__

    def full_clean(self):
        """Who only asked for spare lines has not finished yet and is told no errors."""
        if self.wants_more_lines:
            self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}
        else:
            super().full_clean()

    def clean(self):
        """A line that does not hold stands in the summary too."""
        cleaned = super().clean()
        for error in self.lines.non_form_errors() if self.lines is not None else ():
            self.add_error(None, error)
        for number, line in enumerate(self.lines or (), 1):
            for name, errors in line.errors.items():
                label = line.fields[name].label if name in line.fields else self.lines.label
                self.add_error(None, _("第 %(n)s 行，%(label)s：%(error)s") % {"n": number, "label": label, "error": errors[0]})
        return cleaned

    @property
    def wants_more_lines(self):
        """Was it the button for spare lines that sent the form?"""
        return self.lines is not None and self.lines.more_name in self.data

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {self.thing.flow.name}

    def validate_constraints(self):
        """``vet`` and the database do: the record does not know its thing yet."""

    def record_and_parts(self):
        parts = PARTS[self.record_name].parts(self) if self.record_name in PARTS else ()
        return self.instance, parts


class PersonForm(RecordForm):
    """A record about a person: name and phone are kept with the station's visitors, not in the record."""

    name = Line(label=_("姓名"), max_length=50, required=False, widget=forms.TextInput(attrs={"class": "short"}))
    phone = Phone(
        label=_("手机"), required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel", "class": "short"}))

    def record_and_parts(self):
        record, parts = super().record_and_parts()
        typed = self.cleaned_data["name"] or self.cleaned_data["phone"]
        if typed:
            name, phone = self.cleaned_data["name"], self.cleaned_data["phone"]
            record.visitor = Visitor.objects.known_or_new(self.thing.station, name, phone)
        elif isinstance(record, Visit):
            record.visitor = self.thing.visitor
        return record, parts


class CosignForm(RecordForm):
    """A co-signer answers for himself alone."""

    def record_and_parts(self):
        self.instance.invitation, self.instance.deputy_id = self.thing.current_invitation, self.user.deputy_id
        return super().record_and_parts()


class ReplyForm(RecordForm):
    """The district's own units reply as themselves; a higher body's reply is copied in."""

    def prepare(self):
        kept, left_out = ("unit", "outside") if self.thing.is_own_level else ("outside", "unit")
        del self.fields[left_out]
        self.fields[kept].required = True  # nullable in the table, where either stands
        super().prepare()
        content = self.fields["content"]
        content.widget.attrs |= {"rows": 12, "data-count": "10000"}
        content.help_text = _("做了什么、结果怎样、依据是什么、下一步谁在什么时候做。来访人也会读到，写得让人看得懂。")
        if late := self.thing.silent_assistants():
            told = _("还没有提出协办意见的单位：%(units)s。") % {"units": "、".join(str(unit) for unit in late)}
            content.help_text = f"{content.help_text}{told}"

    def clean_content(self):
        content = self.cleaned_data["content"]
        if content.strip() == self.instance.content.strip():
            raise forms.ValidationError(_("请写明做了什么、结果怎样、依据是什么、下一步怎么办。"))
        return content


class DraftForm(RecordForm):
    """The text of a suggestion wants room."""

    def prepare(self):
        super().prepare()
        for name in ("facts", "analysis", "proposal"):
            self.fields[name].widget.attrs |= {"rows": 8, "data-count": "5000"}
        self.fields["title"].widget.attrs["data-count"] = "60"


class OpinionForm(RecordForm):
    """The votes are those of the members who came."""

    def prepare(self):
        super().prepare()
        present = self.thing.present().count()
        self.fields["in_favour"].help_text = _("到会群英 %(n)s 位，赞成、反对、弃权之和应等于 %(n)s。") % {"n": present}


class EffectForm(RecordForm):
    """An oral agreement took effect when it was reached: nobody signs or seals it."""

    def prepare(self):
        super().prepare()
        if self.thing.agreement.form == Agreement.Form.ORAL:
            del self.fields["signed"], self.fields["sealed_by"]


ONE_OF_FEW = {"party", "obligation", "commitment"}
SPECIAL = {
    Visit: PersonForm, Party: PersonForm, Cosigning: CosignForm, Reply: ReplyForm, Opinion: OpinionForm, Effect: EffectForm,
    Draft: DraftForm,
}
STARTING = {"case": case.STARTING, "suggestion": suggestion.STARTING}
LEFT_OUT = {"visitor", "reception", "invitation"}  # set by the form itself, never typed


def form_for(move, thing, user, data=None):
    """The form of a move, bound if ``data`` is given."""
    model = move.record_model
    if model is None:
        return MoveForm(data, move=move, thing=thing, user=user)
    left_out = LEFT_OUT | {thing.flow.name} | ({"deputy"} if model is Cosigning else set())
    base = SPECIAL.get(model, RecordForm)
    form_class = forms.modelform_factory(model, form=base, exclude=left_out, formfield_callback=formfield)
    return form_class(data, move=move, thing=thing, user=user, instance=model(**starting_values(move, thing)))


def starting_values(move, thing):
    """What the form shows at first: the text in force, the number that comes next."""
    if thing.flow.name in STARTING:
        starting = STARTING[thing.flow.name]
        return starting[move.name](thing) if move.name in starting else {}
    if move.name == "accept" and thing.flow.name == "issue":
        return {"category": thing.category, "complexity": thing.complexity}
    return {}
