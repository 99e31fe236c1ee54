"""What holds for every request: clean text, sessions that end, and a page instead of a failure."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.dateparse import parse_datetime

from liaison.kit.fields import clean_text
from liaison.kit.flow import Conflict
from liaison.views import errors
from stations.views import account

# A middleware and not a form: the administration, filters and views that read a parameter all need it.


class CleanText:
    """Every text of a request without what nobody sees, so that no field and no database meets a NUL."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.encoding = settings.DEFAULT_CHARSET  # a header may name a codec that is none, and Python would fail on it
        request.GET = clean_query(request.GET)
        if request.method == "POST":
            request.POST = clean_query(request.POST)
        return self.get_response(request)


def clean_query(query):
    """The same parameters if they are clean, as nearly all are, else a clean copy."""
    if all(clean_text(text) == text for name, values in query.lists() for text in (name, *values)):
        return query
    clean = QueryDict(mutable=True)
    for name, values in query.lists():
        clean.setlistdefault(clean_text(name)).extend(clean_text(value) for value in values)
    clean._mutable = False
    return clean


class SignInFirst(LoginRequiredMiddleware):
    """Every page is private by default; a form sent after the session ended is kept while its author signs in."""

    def handle_no_permission(self, request, view_func):
        if request.method == "POST":
            return account.sign_in_and_resume(request)
        return super().handle_no_permission(request, view_func)


class SessionRules:
    """A session ends 12 hours after signing in however busy it is, and nothing of it stays in a cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        signed_in = request.user.is_authenticated
        if signed_in and self._is_over(request):
            logout(request)
        elif signed_in:
            self._stay(request.session)
        response = self.get_response(request)
        if signed_in:
            add_never_cache_headers(response)
        return response

    def _is_over(self, request):
        began = parse_datetime(request.session.setdefault("signed_in_at", timezone.now().isoformat()))
        return timezone.now() - began > timedelta(seconds=settings.SESSION_LONGEST)

    def _stay(self, session):
        """Busy is whoever asks; kept now and then, so that readers on SQLite do not queue for the one writer."""
        now = int(timezone.now().timestamp())
        if not 0 <= now - session.get("seen_at", 0) < settings.SESSION_RENEWED:
            session["seen_at"] = now

    def process_view(self, request, view, args, kwargs):
        if getattr(request.user, "must_change_password", False) and getattr(view, "login_required", True):
            return None if request.resolver_match.url_name == "password" else redirect("password")


class LastResort:
    """Pages for what any view may raise: a thing that has moved on, a key that the database cannot hold."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, Conflict):
            return errors.conflict(request, exception)
        if isinstance(exception, OverflowError):  # SQLite's answer to a key beyond 64 bits; PostgreSQL finds no row
            return errors.bad_request(request, exception) if request.method == "POST" else errors.not_found(request, exception)
