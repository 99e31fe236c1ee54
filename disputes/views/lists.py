"""What the lists of all three kinds of matters share: saved views with counts, filters, figures, and pages by key."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import CharField, Count, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from disputes.figures import FIGURES
from disputes.forms.filters import without_phones
from liaison.kit.figures import chosen
from stations.views.flowing import rows_shown
from stations.views.lists import ROWS, changed, picked, tabs


@dataclass(frozen=True)
class View:
    """A saved view: the condition of its rows for this user. Without one it is everything, which is never counted."""

    label: str
    rows: Callable | None = None
    is_hot: bool = False
    nothing: str = ""  # what its empty list says, where the page's own words do not fit


def listing(request, model, form, views, page):
    """The context of a list: rows, tabs, filters, pager; with a figure open exactly its rows, and how many they are.

    ``views`` are {key: View}, the first is shown at first; ``page`` is the address name that figures know.
    """
    figure, found, shown = narrowed(request, model, form, views, page)
    context = walked(shown.for_list(), request.GET)
    if figure:
        context |= {"count": shown.count(), "tabs": []}
    else:
        context["tabs"] = view_tabs(request, found, views)
    here = changed(request.GET, view=picked(request.GET, "view", views))
    return context | {
        "name": model._meta.verbose_name, "rows": rows_shown(context["rows"]), "figure": figure,
        "filters": form.bar("view", figure=figure), "here": here,
        "nothing": "" if figure else views[picked(request.GET, "view", views)].nothing}


def narrowed(request, model, form, views, page):
    """What the query string asks for: the figure or None, the rows that the filters leave, and those of them in the view."""
    figure, rows = chosen(FIGURES, page, request.GET, request.user)
    found = form.narrow(rows if figure else model.objects.visible_to(request.user), figure)
    condition = views[picked(request.GET, "view", views)].rows
    return figure, found, found if figure or not condition else found.filter(condition(request.user))


def neighbours(request, thing, form_class, views, page):
    """The list that the thing was opened from, and what stands there above and below it; None if it was opened otherwise.

    The list stands in the query string, where ``here`` of ``listing`` put it: two queries beside those of its filters.
    """
    if "view" not in request.GET:
        return None
    form = form_class(request.GET, request.user)
    _figure, _found, shown = narrowed(request, type(thing), form, views, page)
    newer = shown.filter(pk__gt=thing.pk).order_by("pk").values_list("pk", flat=True).first()
    older = shown.filter(pk__lt=thing.pk).order_by("-pk").values_list("pk", flat=True).first()
    query = changed(request.GET)
    addresses = [pk and reverse(f"disputes:{thing.flow.name}", args=[pk]) + query for pk in (newer, older)]
    return {"list": reverse(page) + query, "newer": addresses[0], "older": addresses[1]}


def view_tabs(request, found, views):
    counted = [  # each by its own index, where one pass with all conditions would read every row
        found.filter(view.rows(request.user)).order_by().annotate(view=Value(key, CharField())).values_list("view")
        .annotate(n=Count("pk", distinct=True)) for key, view in views.items() if view.rows
    ]
    counts = {key: 0 for key, view in views.items() if view.rows} | dict(counted[0].union(*counted[1:], all=True))
    shown = tabs(request.GET, "view", {key: view.label for key, view in views.items()}, dict.fromkeys(views) | counts)
    for tab, view in zip(shown, views.values(), strict=True):
        tab["hot"] = view.is_hot and tab["count"]
    return shown


def walked(rows, params):
    """One page of the rows, newest first, found by the key of its neighbour: every page costs the same."""
    before, after = whole(params.get("before")), whole(params.get("after"))
    if after and len(page := list(rows.filter(pk__gt=after).order_by("pk")[: ROWS + 1])) >= ROWS:
        things, newer, older = page[:ROWS][::-1], len(page) > ROWS, True
    else:
        page = list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[: ROWS + 1])
        things, newer, older = page[:ROWS], bool(before), len(page) > ROWS
    first = min(whole(params.get("at")) or 1, 10**9) if newer else 1
    return {"rows": things, **pager(params, things, newer, older, first)}


def pager(params, things, newer, older, first):
    """The context of _pager.html. How many rows lie behind is not counted."""
    last = first + len(things) - 1
    words = _("第 %(first)s–%(last)s 条") if not older else _("第 %(first)s–%(last)s 条，后面还有")
    return {
        "page_newer": newer and things and changed(params, after=things[0].pk, at=max(first - ROWS, 1)),
        "page_older": older and changed(params, before=things[-1].pk, at=last + 1),
        "page_words": words % {"first": first, "last": last} if things else "",
    }


def whole(text):
    """A positive whole number that every database can hold, or None."""
    return int(text) or None if text and re.fullmatch(r"\d{1,18}", text, re.ASCII) else None


def shortened(request):
    """The address with only the last figures of a phone typed into the search, or None if it holds none."""
    typed = request.GET.get("q", "")
    safe = without_phones(typed)
    return request.path + changed(request.GET, q=safe) if safe != typed else None
