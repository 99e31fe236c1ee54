"""The whole chain of a matter, both ways: issues ↔ cases ↔ suggestions."""

from django.db.models import CharField, Value

from disputes.models.case import Case
from disputes.models.issue import Issue
from disputes.models.suggestion import Suggestion

KINDS = {model.flow.name: model for model in (Issue, Case, Suggestion)}
LINKS = (  # from the rows of one model to those of another: the table, the column there, the column of the other
    (Issue, Case, Case.issues.through, "issue", "case"),
    (Issue, Suggestion, Suggestion.issues.through, "issue", "suggestion"),
    (Case, Suggestion, Suggestion.cases.through, "case", "suggestion"),
    (Issue, Issue, Issue, "pk", "merged_into"),
)
BOTH_WAYS = LINKS + tuple((there, here, table, theirs, mine) for here, there, table, mine, theirs in LINKS)


def chain_of(thing, user, linked=None):
    """Everything linked to ``thing`` at any distance that the user may see: {"issues": […], "cases": […], "suggestions": […]}.

    One query for each kind that was found, beside those of ``linked_to``, whose answer may be given.
    """
    found = linked or linked_to(thing)
    return {f"{name}s": _rows(model, found[model], thing, user) for name, model in KINDS.items()}


def linked_to(thing):
    """The keys of everything linked at any distance, whoever may see it: {model: keys}; a merged issue follows its parent.

    One query a round, as many rounds as the longest link.
    """
    found = {model: set() for model in KINDS.values()}
    fresh = {type(thing): {thing.pk}}
    while any(fresh.values()):
        for model, keys in fresh.items():
            found[model] |= keys
        fresh = _neighbours(fresh, found)
    return found


def _rows(model, keys, thing, user):
    if not keys - {thing.pk} and model is type(thing):
        return [thing]
    return list(model.objects.visible_to(user).filter(pk__in=keys).for_list()) if keys else []


def _neighbours(fresh, found):
    """The keys that the fresh ones are linked to, without those found before: one query."""
    links = [
        table.objects.filter(**{f"{mine}__in": fresh[here], f"{theirs}__isnull": False}).order_by()
        .annotate(kind=Value(there.flow.name, CharField())).values_list("kind", theirs)
        for here, there, table, mine, theirs in BOTH_WAYS if fresh.get(here)
    ]
    near = {model: set() for model in KINDS.values()}
    for kind, key in links[0].union(*links[1:]):
        near[KINDS[kind]].add(key)
    return {model: keys - found[model] for model, keys in near.items()}
