"""The portal's settings with the few differences a test run needs."""

import os

# Set before the product's settings are read, so that no .env of this machine reaches a test.
os.environ.update(SECRET_KEY="tests-only-" * 6, VAULT_KEY="tests-alone-" * 6, DEBUG="0", HTTPS="0")
os.environ.update(ALLOWED_HOSTS="127.0.0.1,localhost", LIAISON_DATA="", CSRF_TRUSTED_ORIGINS="")
os.environ.setdefault("DATABASE_URL", "")

from liaison.settings import *  # noqa: E402, F403
from liaison.settings import DATABASES, FILES, PASSWORD_HASHERS, PLAIN, SQLITE  # noqa: E402

if DATABASES["default"]["ENGINE"] == SQLITE["ENGINE"]:
    DATABASES["default"]["NAME"] = ":memory:"  # commands that only look must not leave a file behind
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
STORAGES = {"default": {"BACKEND": FILES}, "staticfiles": {"BACKEND": PLAIN}}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
SESSION_RENEWED = 0  # every page costs the same, whichever comes first
