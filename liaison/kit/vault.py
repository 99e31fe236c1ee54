"""The vault: personal text is encrypted in the database and found again only by a keyed fingerprint."""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models


def _key(purpose):
    return hashlib.scrypt(settings.VAULT_KEY.encode(), salt=purpose, n=2**14, r=8, p=1, dklen=32)


_keys = {}


def _derived(purpose):
    """Derived once a process: scrypt is slow on purpose."""
    known = (purpose, settings.VAULT_KEY)
    if known not in _keys:
        _keys[known] = _key(purpose)
    return _keys[known]


def fingerprint(text):
    """A keyed hash for exact search of an encrypted value; "" stays "" so that blanks never match each other."""
    return hmac.new(_derived(b"index"), text.encode(), hashlib.sha256).hexdigest() if text else ""


class EncryptedField(models.TextField):
    """Text kept as AES-256-GCM with a random nonce. It cannot be filtered on; pair it with a ``fingerprint`` column."""

    def get_lookup(self, lookup_name):
        """None, so that a filter fails in words: encrypted anew each time, nothing would ever be found."""

    def get_prep_value(self, value):
        if not value:
            return ""
        nonce = os.urandom(12)
        sealed = AESGCM(_derived(b"text")).encrypt(nonce, str(value).encode(), None)
        return "v1:" + base64.b64encode(nonce + sealed).decode()

    def from_db_value(self, value, expression, connection):
        if not value:
            return ""
        try:
            packed = base64.b64decode(value.removeprefix("v1:"))
            return AESGCM(_derived(b"text")).decrypt(packed[:12], packed[12:], None).decode()
        except InvalidTag as error:
            raise ValueError("the vault key does not open this value") from error
