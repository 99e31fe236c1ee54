"""Text as people type it: cleaned once for every form, and the fields that refuse what cleaning must not decide."""

import re
import unicodedata
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from liaison.kit.figures import money

# Nobody sees any of this, and PostgreSQL refuses NUL. A joiner stays after a picture: families and flags are made with it.
CONTROL = "\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200c\u200e\u200f\u2060\ufeff"
PICTURE = "\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
UNSEEN = re.compile(f"[{CONTROL}]|(?<![{PICTURE}])\u200d")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)  # what lies outside is a slip of the finger
LONE = re.compile("[\ud800-\udfff]")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # make a line read other than it is stored


def clean_text(text):
    """NFC, without control and zero-width characters; half of a broken pair becomes �."""
    return unicodedata.normalize("NFC", LONE.sub("\ufffd", UNSEEN.sub("", text)))


def refuse_turning(text):
    if TURNING.search(text):
        raise ValidationError(_("含有不可见控制字符，请删去后重新输入。"), code="turning")


class Line(forms.CharField):
    """One line of text: a name, a title."""

    default_validators = [refuse_turning]


class Phone(forms.CharField):
    """A phone number as digits: full-width figures, +86, spaces, hyphens and what an address book adds are taken off."""

    def to_python(self, value):
        digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", TURNING.sub("", super().to_python(value))))
        return re.sub(r"^(\+|00)86", "", digits)

    def validate(self, value):
        super().validate(value)
        if not value:
            return
        if not re.fullmatch(r"[0-9]+", value):
            raise ValidationError(_("电话只填数字。"), code="digits")
        if value[0] == "1" and len(value) != 11 and len(value) > 6:
            raise ValidationError(_("手机号应为 11 位，现在是 %(n)d 位。"), params={"n": len(value)}, code="length")
        if not 5 <= len(value) <= 12:
            raise ValidationError(_("请填 11 位手机号，或者带区号的固定电话。"), code="length")


def refuse_far_off(day):
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(_("日期应在 1900 年到 2100 年之间，请核对。"), code="far_off")


class Date(forms.DateField):
    """A day between 1900 and 2100: sums with those at the ends of the calendar fail."""

    default_validators = [refuse_far_off]


class Choices(forms.ModelMultipleChoiceField):
    """Several rows. A key beyond 64 bits, on which SQLite fails, is a wrong choice like any other."""

    def _check_values(self, value):
        try:
            return super()._check_values(value)
        except OverflowError:
            told = {"code": "invalid_choice", "params": {"value": _("所选项")}}
            raise ValidationError(self.error_messages["invalid_choice"], **told) from None


class Money(forms.DecimalField):
    """An amount in yuan: figures with a point, full-width ones too; nothing is guessed from commas and units."""

    widget = forms.TextInput

    def __init__(self, **options):
        super().__init__(**{"min_value": 0, "max_digits": 12, "decimal_places": 2} | options)
        self.widget.attrs |= {"inputmode": "decimal", "class": "short"}

    def to_python(self, value):
        typed = unicodedata.normalize("NFKC", str(value)).strip() if value not in self.empty_values else ""
        if typed and not re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{1,9})?", typed):
            raise ValidationError(_("金额只写数字，例如 1234.50，不写逗号和单位。"), code="invalid")
        return super().to_python(typed)

    def run_validators(self, value):
        """In words that say what to write, where the stock ones count digits."""
        if value in self.empty_values:
            return
        if value < 0:
            raise ValidationError(_("金额不能是负数。"), code="min_value")
        if value != round(value, 2):
            raise ValidationError(_("金额最多写到分，也就是两位小数。"), code="max_decimal_places")
        if value >= 10 ** (self.max_digits - self.decimal_places):
            raise ValidationError(_("金额太大，请核对。"), code="max_digits")


def refuse(form, error):
    """Tell a ``ValidationError`` that came from below at its field where the form has one, otherwise above."""
    told = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
    for name, messages in told.items():
        form.add_error(name if name in form.fields else None, messages)


def in_words(row, column):
    """What a row holds in a column, as a page writes it; None and "" stay what they are."""
    if column.choices:
        return getattr(row, f"get_{column.name}_display")()
    value = getattr(row, column.name)
    if value is not None and getattr(column, "decimal_places", None) == 2:
        return money(value)
    return {True: _("是"), False: _("否")}[value] if isinstance(value, bool) else value


def formfield(column, **options):
    """For ``class Meta: formfield_callback = formfield`` of a ModelForm: the fields of this module where they fit."""
    if isinstance(column, models.ManyToManyField):
        return column.formfield(form_class=Choices, **options)
    if type(column) is models.CharField and not column.choices:
        return column.formfield(form_class=Line, **options)
    if type(column) is models.DecimalField and column.decimal_places == 2:
        return column.formfield(form_class=Money, **options)
    if type(column) is models.DateField:
        return column.formfield(form_class=Date, **options)
    return column.formfield(**options)


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **{"attrs": {"class": "short"}} | kwargs)


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", **{"attrs": {"class": "short"}} | kwargs)
