"""What the pages of all three kinds of matters show alike: the chain both ways."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from disputes.models import chain_of
from stations.views.flowing import stage_shown


def chain_shown(thing, user):
    """The chain both ways as the cards of ``_chain.html``."""
    found, here = chain_of(thing, user), thing.flow.kind
    words = {"issues": (_("群众意见"), "doing"), "cases": (_("群英会"), "warn"), "suggestions": (_("代表建议"), "suggestion")}
    return [
        {"kind": words[kind][0], "tone": words[kind][1], "here": kind == here, "empty": _("没有"),
         "items": [_item_shown(item, thing) for item in found[kind]]}
        for kind in found
    ]


def _item_shown(item, here):
    same = type(item) is type(here) and item.pk == here.pk
    return {"label": Truncator(item.title).chars(24), "url": "" if same else item.get_absolute_url(), "note": item.number or "",
            "stage": stage_shown(item)}
