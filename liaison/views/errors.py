"""Pages for what went wrong, in words, without a trace and without losing what was typed."""

from django.shortcuts import render


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)
