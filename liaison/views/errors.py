"""Pages for what went wrong, in words, without a trace and without losing what was typed."""

import logging
import secrets

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from stations.forms.typed import Typed

logger = logging.getLogger(__name__)


def bare(template, status, **context):
    """A page that asks neither the request nor the database: either may be what is broken."""
    return HttpResponse(render_to_string(template, context), status=status)


def bad_request(request, exception=None):
    return bare("413.html", 413) if isinstance(exception, RequestDataTooBig) else bare("400.html", 400)


def forbidden(request, exception=None):
    """What a view says in Chinese is for the reader (whose step it is); anything else is for the log."""
    who = str(exception or "")
    return render(request, "403.html", {"who": "" if who.isascii() else who}, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def conflict(request, exception):
    """For a view that did not show the conflict itself: what was typed is given back without its labels."""
    thing, words = exception.thing, Typed.of(request.POST).words
    back = thing.get_absolute_url() if hasattr(thing, "get_absolute_url") else ""
    context = {"thing": thing, "step": exception.step, "typed": [("", text) for text in words], "back": back}
    return render(request, "409.html", context, status=409)


def failed(request):
    """The number stands on the page and in the log, so that a phone call is enough to find the trace."""
    number = f"{timezone.now():%m%d}-{secrets.token_hex(3)}"
    logger.error("request %s failed: %s %s", number, request.method, request.path)
    return bare("500.html", 500, number=number)


def csrf_failure(request, reason=""):
    """The form came without its token, most often from a page that stood open for long.

    Another site's form gets nothing to send again: its author is not the person at the screen.
    """
    ours = request.headers.get("Origin") in (None, f"{request.scheme}://{request.get_host()}")
    context = {"typed": Typed.of(request.POST) if ours else Typed(), "action": request.get_full_path()}
    return render(request, "403_csrf.html", context, status=403)
