"""Open a case by hand with the issues that it comes from; tell the duty file who a 群英 is."""

from django.db import transaction

from disputes.models import Case


@transaction.atomic
def open_case(case, *, by, issues=()):
    """Begin the case; linked issues stay at their own stage. Raises what ``begin`` raises."""
    case.begin("open", by=by)
    case.issues.set(issues)
    return case


@transaction.atomic
def tell_duties_of(member):
    """A 群英 was found to be a deputy, or another one: the duty file follows for every hearing that the member came to."""
    for case in Case.objects.filter(panels__seats__member=member).select_related("station").distinct():
        case.tell_duties()
