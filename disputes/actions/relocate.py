"""Hand an open matter over to another station, with the people whom its own station knows."""

from django.db import transaction

from disputes.models import Case, CaseRelocation, Issue, IssueRelocation, Suggestion, SuggestionRelocation, Visitor
from stations.models import User

RELOCATED = (Issue, Case, Suggestion)


@transaction.atomic
def relocate(matter, to, *, by, reason):
    """Its number, its stage, its date and every step stay. Raises what ``advance`` raises; then nothing has happened."""
    told = {"origin": matter.station, "station": to, "decided_by": by}
    if isinstance(matter, Issue):
        rows = {person.pk: person.move_to(to) for person in Visitor.objects.filter(visits__issue=matter).distinct()}
        record = IssueRelocation(visitor=rows.get(matter.visitor_id), **told)
    elif isinstance(matter, Case):
        for person in Visitor.objects.filter(parties__case=matter).distinct():
            person.move_to(to)
        record = CaseRelocation(**told)
    else:
        record = SuggestionRelocation(**told)
    return matter.advance("relocate", by=User.objects.system(), note=reason, record=record)
