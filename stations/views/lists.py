"""What every list page shows around its rows: the pager and the tabs."""

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from stations.models import Station

ROWS = 50
PLACE = ("page", "before", "after", "at")  # where in the list one stands


def paged(rows, params):
    """The rows of one page, and the context of _pager.html. Rubbish in ``page`` opens the first or the last page."""
    page = Paginator(rows, ROWS).get_page(params.get("page"))
    words = _("第 %(first)s–%(last)s 条，共 %(all)s 条") % {
        "first": page.start_index(), "last": page.end_index(), "all": page.paginator.count}
    return {
        "rows": list(page),
        "count": page.paginator.count,
        "page_newer": page.has_previous() and changed(params, page=page.previous_page_number()),
        "page_older": page.has_next() and changed(params, page=page.next_page_number()),
        "page_words": words if page.has_other_pages() else "",
    }


def at_home(request, named):
    """(the code, the name) of the county that a list begins with; none if its reader has named a place or there is but one."""
    code, name = request.user.county
    if named or request.GET.get("everywhere") or not code:
        return "", ""
    return (code, name) if Station.objects.visible_to(request.user).exclude(region__code__startswith=code).exists() else ("", "")


def changed(params, **changes):
    """The query string with some parameters changed; it begins at the first page unless a change names one."""
    query = params.copy()
    for name in PLACE:
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


def picked(params, name, views):
    """The key of the view that the query string asks for, else the first one."""
    return params[name] if params.get(name) in views else next(iter(views))


def tabs(params, name, views, counts):
    """The context of _tabs.html: ``views`` are {key: label}, ``counts`` {key: number}."""
    current = picked(params, name, views)
    return [
        {"label": label, "url": changed(params, **{name: key}), "current": key == current, "count": counts[key]}
        for key, label in views.items()
    ]
