"""Fields refuse with a message what cleaning must not decide."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from liaison.kit.fields import Choices, Date, Line, Phone, clean_text, formfield
from stations.models import Region, Station


@pytest.mark.parametrize("text", ["张\u202e三", "\u2066张三", "张三\u2069"])
def test_line_refuses_what_turns_it_round(text):
    with pytest.raises(ValidationError, match="含有不可见控制字符"):
        Line().clean(text)


@pytest.mark.parametrize("text", ["张三", "𠮷", "阿·买", "👨\u200d👩", "=cmd", "＝1+1", "<b>{{7*7}}%s'"])
def test_line_takes_whatever_people_write(text):
    assert Line().clean(text) == text


def test_lone_half_of_a_pair_is_shown_as_such():
    assert clean_text("一\ud83d二") == "一\ufffd二"


@pytest.mark.parametrize("typed, number", [
    ("13900001111", "13900001111"), ("１３９００００１１１１", "13900001111"), ("+86 139-0000-1111", "13900001111"),
    ("0086 13900001111", "13900001111"), ("\u202d139 0000 1111\u202c", "13900001111"), ("0730-8888888", "07308888888"),
    ("（0730）8888888", "07308888888"), ("12345", "12345"), ("　139　0000　1111", "13900001111"),
])
def test_phone_is_understood(typed, number):
    assert Phone().clean(typed) == number


@pytest.mark.parametrize("typed, words", [
    ("1390000111", "现在是 10 位"), ("139000011112", "现在是 12 位"), ("没有", "只填数字"), ("13９a0000111", "只填数字"),
    ("12", "固定电话"), ("9" * 5000, "固定电话"), ("", "请填写"), ("٣" * 11, "只填数字"),
])
def test_phone_that_is_none_says_why(typed, words):
    with pytest.raises(ValidationError) as refused:
        Phone().clean(typed)
    assert words in refused.value.messages[0]


def test_no_phone_is_allowed_where_it_is_optional():
    assert Phone(required=False).clean("") == ""


@pytest.mark.django_db
@pytest.mark.parametrize("keys", [[str(2**63)], ["9" * 5000], ["abc"], ["-1"], ["1", str(10**19)], "1", ["1.5"], ["\0"]])
def test_key_that_cannot_be_is_a_wrong_choice(keys):
    with pytest.raises(ValidationError):
        Choices(Station.objects.all()).clean(keys)


class RegionForm(forms.ModelForm):
    class Meta:
        model, fields, formfield_callback = Region, ["code", "name", "is_active"], formfield


def test_model_form_gets_these_fields_by_one_line():
    fields = RegionForm().fields
    assert isinstance(fields["name"], Line) and isinstance(fields["is_active"], forms.BooleanField)
    assert isinstance(formfield(models.ManyToManyField(Station)), forms.Field)


@pytest.mark.parametrize("typed", ["1899-12-31", "2101-01-01", "0001-01-01", "9999-12-31"])
def test_day_far_off_is_refused(typed):
    with pytest.raises(ValidationError, match="1900 年到 2100 年"):
        Date().clean(typed)


@pytest.mark.parametrize("typed", ["10000-01-01", "2026-02-30", "明天", "0000-00-00"])
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(ValidationError):
        Date().clean(typed)


def test_date_columns_of_forms_refuse_days_far_off():
    assert isinstance(formfield(Station._meta.get_field("opened_on")), Date)
