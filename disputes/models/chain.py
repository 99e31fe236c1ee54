"""The whole chain of a matter, both ways: issues ↔ cases ↔ suggestions."""

from disputes.models.case import Case
from disputes.models.issue import Issue
from disputes.models.suggestion import Suggestion

_LINKS = (
    (Issue, Case, Case.issues.through, "issue_id", "case_id"),
    (Issue, Suggestion, Suggestion.issues.through, "issue_id", "suggestion_id"),
    (Case, Suggestion, Suggestion.cases.through, "case_id", "suggestion_id"),
)


def chain_of(thing, user):
    """Everything linked to ``thing`` at any distance that the user may see: {"issues": […], "cases": […], "suggestions": […]}.

    Three queries a round, and as many rounds as the longest link; a merged issue follows its parent.
    """
    found = {Issue: set(), Case: set(), Suggestion: set()}
    fresh = {type(thing): {thing.pk}}
    while any(fresh.values()):
        for model, keys in fresh.items():
            found[model] |= keys
        fresh = _neighbours(fresh, found)
    return {
        f"{model.flow.name}s": list(model.objects.visible_to(user).filter(pk__in=keys).for_list())
        for model, keys in found.items()
    }


def _neighbours(fresh, found):
    near = {Issue: set(), Case: set(), Suggestion: set()}
    for left, right, through, left_key, right_key in _LINKS:
        for here, there, mine, theirs in ((left, right, left_key, right_key), (right, left, right_key, left_key)):
            if fresh.get(here):
                near[there] |= set(through.objects.filter(**{f"{mine}__in": fresh[here]}).values_list(theirs, flat=True))
    if fresh.get(Issue):
        near[Issue] |= set(Issue.objects.filter(merged_into__in=fresh[Issue]).values_list("pk", flat=True))
        parents = Issue.objects.filter(pk__in=fresh[Issue], merged_into__isnull=False)
        near[Issue] |= set(parents.values_list("merged_into", flat=True))
    return {model: keys - found[model] for model, keys in near.items()}
