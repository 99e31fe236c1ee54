"""Keep who printed which paper of a matter."""

from stations.models import ReadLog


def note_print(thing, *, by, paper):
    return ReadLog.objects.create(by=by, action=ReadLog.Action.PRINT, thing=f"{thing.flow.name}:{thing.pk}", reason=paper)


def prints_of(thing, paper):
    """Who printed this paper of the matter, oldest first."""
    kept = ReadLog.objects.filter(thing=f"{thing.flow.name}:{thing.pk}", action=ReadLog.Action.PRINT, reason=paper)
    return kept.select_related("by").order_by("pk")
