"""All settings of the portal, read from the environment (and from .env beside manage.py)."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", False)
HTTPS = env.bool("HTTPS", False)  # the demo runs on plain http; every real station sets HTTPS=1
PROXIES = env.int("PROXIES", 0)  # how many of our own proxies stand before the portal: whose X-Forwarded-For is believed
DATA = Path(env("LIAISON_DATA", default="") or BASE_DIR)

SPARE_KEY = "development-only-" * 4 if DEBUG else ""
SECRET_KEY = env("SECRET_KEY", default=SPARE_KEY)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
VAULT_KEY = env("VAULT_KEY", default=SPARE_KEY)  # opens the encrypted personal text, which is lost without it
if min(len(SECRET_KEY), len(VAULT_KEY)) < 50:
    raise ImproperlyConfigured(
        "SECRET_KEY or VAULT_KEY is missing or shorter than 50 characters. Put them into the environment "
        "or into .env (`make .env` writes one), or set DEBUG=1 for development."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "liaison",  # before the admin, so that our templates come first
    "stations",
    "deputies",
    "disputes",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "simple_history",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "liaison.middleware.CleanText",  # before the first that reads a form
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "liaison.middleware.SessionRules",
    "liaison.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "liaison.middleware.LastResort",
]
ROOT_URLCONF = "liaison.urls"
CONTEXT_PROCESSORS = [
    "django.template.context_processors.debug",
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "liaison.views.context.page",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [BASE_DIR / "templates"],
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": CONTEXT_PROCESSORS},
}]

SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "db.sqlite3"}
DATABASES = {"default": env.db() if env("DATABASE_URL", default="") else SQLITE}
if DATABASES["default"]["ENGINE"] == SQLITE["ENGINE"]:
    # FULL: with NORMAL a power cut can take back what was already confirmed to somebody.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "stations.User"
LOGIN_URL, LOGIN_REDIRECT_URL = "sign_in", "home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

SESSION_COOKIE_AGE = 30 * 60  # idle time: a request starts it again
SESSION_RENEWED = 60  # seconds in which it is not started twice: looking at pages writes nothing
SESSION_LONGEST = 12 * 3600  # seconds after signing in, however busy
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_FAILURE_VIEW = "liaison.views.errors.csrf_failure"

SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS = 365 * 24 * 3600 if HTTPS else 0, HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preload lists are for public domains, not for an intranet
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {
    "default-src": [SELF], "img-src": [SELF, "data:"], "form-action": [SELF],
    "object-src": [NONE], "base-uri": [NONE], "frame-ancestors": [NONE],
}}
DATA_UPLOAD_MAX_MEMORY_SIZE, DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_621_440, 1000

LANGUAGE_CODE = "zh-hans"  # zh-cn would make Django itself fall back to English
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "liaison" / "locale"]
TIME_ZONE = "Asia/Shanghai"

STATIC_URL, STATIC_ROOT = "static/", BASE_DIR / "staticfiles"
FILES = "django.core.files.storage.FileSystemStorage"
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
HASHED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {"default": {"BACKEND": FILES}, "staticfiles": {"BACKEND": PLAIN if DEBUG else HASHED}}

# One line per event on stderr, without request bodies, query strings or mail to anybody.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django": {"handlers": []}},
}
