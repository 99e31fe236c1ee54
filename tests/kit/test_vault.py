"""What the vault keeps is unreadable without its key, and wrong keys and changed text are noticed."""

import base64

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from deputies.models import Deputy
from liaison.kit import vault
from liaison.kit.vault import EncryptedField, fingerprint

FIELD = EncryptedField()


def kept(text):
    return FIELD.get_prep_value(text)


def read(stored):
    return FIELD.from_db_value(stored, None, connection)


@pytest.mark.parametrize("text", ["13900001111", "洛王街道 3 栋", "𠮷", "v1:", "a" * 100_000, " ", "\n"])
def test_what_goes_in_comes_out(text):
    assert read(kept(text)) == text


def test_what_is_stored_does_not_show_the_text():
    stored = kept("13900001111")
    assert stored.startswith("v1:") and "1390" not in stored and b"1390" not in base64.b64decode(stored[3:])


def test_the_same_text_is_stored_differently_each_time():
    assert kept("13900001111") != kept("13900001111")


@pytest.mark.parametrize("nothing", ["", None])
def test_nothing_stays_nothing(nothing):
    assert kept(nothing) == "" and read(nothing) == ""


def test_changed_by_one_bit_is_refused():
    packed = bytearray(base64.b64decode(kept("13900001111")[3:]))
    packed[-1] ^= 1
    with pytest.raises(ValueError, match="vault key"):
        read("v1:" + base64.b64encode(packed).decode())


@pytest.mark.parametrize("stored", ["v1:", "v1:AAAA", "plain text", "v2:" + "A" * 60, "v1:%%%", "v1:A", "13900001111"])
def test_what_the_vault_did_not_write_is_refused(stored):
    with pytest.raises(ValueError):
        read(stored)


def test_another_key_does_not_open(settings):
    stored = kept("13900001111")
    settings.VAULT_KEY = "another-key-" * 6
    with pytest.raises(ValueError, match="vault key"):
        read(stored)


def test_session_key_is_not_the_vault_key(settings):
    stored = kept("13900001111")
    settings.SECRET_KEY = "rotated-" * 10
    assert read(stored) == "13900001111"


def test_fingerprint_finds_the_same_and_nothing_else(settings):
    first = fingerprint("13900001111")
    assert first == fingerprint("13900001111") != fingerprint("13900001112")
    assert len(first) == 64 and "1390" not in first
    settings.VAULT_KEY = "another-key-" * 6
    assert fingerprint("13900001111") != first


def test_blanks_have_no_fingerprint():
    assert fingerprint("") == ""


def test_text_and_index_use_different_keys():
    assert vault._derived(b"text") != vault._derived(b"index")


@pytest.mark.parametrize("lookup", ["phone", "phone__contains", "phone__in", "phone__startswith"])
def test_column_cannot_be_searched_by_content(lookup):
    """It would find nothing, in silence."""
    with pytest.raises(FieldError):
        Deputy.objects.filter(**{lookup: "13900001111"})
