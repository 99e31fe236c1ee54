"""What the pages of all three kinds of matters show alike: the chain both ways."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from disputes.models import Case, Issue, Suggestion, chain_of, linked_to
from stations.views.flowing import stage_shown

KINDS = {model.flow.kind: model for model in (Issue, Case, Suggestion)}


def chain_shown(thing, user):
    """The chain both ways as the cards of ``_chain.html``."""
    linked, here = linked_to(thing), thing.flow.kind
    found = chain_of(thing, user, linked)
    words = {"issues": (_("群众意见"), "doing"), "cases": (_("群英会"), "warn"), "suggestions": (_("代表建议"), "suggestion")}
    return [
        {"kind": words[kind][0], "tone": words[kind][1], "here": kind == here,
         "empty": _("有，不在您的查看范围内") if linked[model] else _("没有"),
         "items": [_item_shown(item, thing) for item in found[kind]]}
        for kind, model in KINDS.items()
    ]


def _item_shown(item, here):
    same = type(item) is type(here) and item.pk == here.pk
    return {"label": Truncator(item.title).chars(24), "url": "" if same else item.get_absolute_url(), "note": item.number or "",
            "stage": stage_shown(item)}
