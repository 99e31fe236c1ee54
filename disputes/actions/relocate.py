"""Hand an open matter over to another station, with the people whom its own station knows."""

from django.db import transaction

from disputes.models import Case, Issue, Suggestion, Visitor
from stations.actions.relocate import relocate

RELOCATED = (Issue, Case, Suggestion)


@transaction.atomic
def relocate_matter(matter, to, *, by, reason):
    """Raises what ``relocate`` raises; then nothing has happened."""
    told = {"by": by, "reason": reason}
    if isinstance(matter, Issue):
        rows = {person.pk: person.move_to(to) for person in Visitor.objects.filter(visits__issue=matter).distinct()}
        told["visitor"] = rows.get(matter.visitor_id)
    elif isinstance(matter, Case):
        for person in Visitor.objects.filter(parties__case=matter).distinct():
            person.move_to(to)
    return relocate(matter, to, **told)
