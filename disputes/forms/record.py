"""How the moves of matters are written down: the forms of records that need more than their columns."""

from django import forms
from django.template.defaultfilters import date as date_words
from django.template.defaultfilters import time as time_words
from django.utils.translation import gettext_lazy as _

from disputes.forms import case, suggestion
from disputes.forms.choices import ROWS
from disputes.forms.parts import PARTS
from disputes.forms.wording import ASKED, HINTS, NAMED, NOTED
from disputes.models import Agreement, Cosigning, Draft, Effect, Hearing, Opinion, Party, Reply, Visit, Visitor
from liaison.kit.fields import Line, Phone
from stations.forms.move import MoveForms, RecordForm


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

    def prepare(self):
        del self.fields["deputy"]
        super().prepare()

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


class HearingForm(RecordForm):
    """The day that was set stands beside the day of the meeting."""

    def prepare(self):
        super().prepare()
        if sitting := self.thing.sitting:
            at = f"{date_words(sitting.on, 'n月j日（D）')}{time_words(sitting.at, 'G:i')}"
            self.fields["on"].help_text = _("会期：%(at)s") % {"at": at}


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


STARTING = {
    ("issue", "accept"): lambda issue: {"category": issue.category, "complexity": issue.complexity},
    **{("case", name): starting for name, starting in case.STARTING.items()},
    **{("suggestion", name): starting for name, starting in suggestion.STARTING.items()},
}
SPECIAL = {
    Visit: PersonForm, Party: PersonForm, Cosigning: CosignForm, Reply: ReplyForm, Opinion: OpinionForm, Effect: EffectForm,
    Draft: DraftForm, Hearing: HearingForm,
}
FORMS = MoveForms(
    rows=ROWS, parts=PARTS, special=SPECIAL, starting=STARTING, asked=ASKED, named=NAMED, noted=NOTED,
    hints=HINTS, left_out=frozenset({"visitor", "reception", "invitation"}), few=frozenset({"party", "obligation", "commitment"}),
)
form_for = FORMS.form_for
