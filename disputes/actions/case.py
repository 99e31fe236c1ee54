"""Open a case by hand with the issues that it comes from."""

from django.db import transaction


@transaction.atomic
def open_case(case, *, by, issues=()):
    """Begin the case; linked issues stay at their own stage. Raises what ``begin`` raises."""
    case.begin("open", by=by)
    case.issues.set(issues)
    return case
