"""Pages of notices: the list, writing one, one with its words, confirming it, who has read it, and its paper."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from liaison.kit.fields import refuse
from liaison.kit.flow import Obstacle
from stations.flows import NOTICE, NoticeStage
from stations.flows.notice import OFFICE
from stations.forms.notice import NoticeFilter
from stations.forms.record import FORMS
from stations.models import Notice, readers
from stations.views.flowing import actions_shown, due_shown, rows_shown, stage_shown, timeline_shown
from stations.views.lists import changed, paged, picked, tabs

S = NoticeStage
VIEWS = {"current": gettext_lazy("在用"), "unread": gettext_lazy("待我阅"), "ended": gettext_lazy("已失效")}
DRAFTS = {"drafts": gettext_lazy("草稿")}
STATES = {"all": gettext_lazy("应阅"), "read": gettext_lazy("已阅"), "unread": gettext_lazy("未阅")}


def notices(request):
    form, views = NoticeFilter(request.GET, request.user), conditions(request.user)
    labels = VIEWS | DRAFTS if offices(request.user) else VIEWS
    found = form.narrow(Notice.objects.visible_to(request.user))
    page = paged(found.filter(views[picked(request.GET, "view", labels)]).for_reader(request.user), request.GET)
    counts = found.aggregate(**{key: Count("pk", views[key]) for key in labels})
    shown = tabs(request.GET, "view", labels, counts)
    shown[1]["hot"] = counts["unread"]
    rows = rows_shown(page["rows"])
    for row in rows:
        row["due"] = row["due"] if row["thing"].is_unread else None  # the date is for those who have not read it
    return render(request, "stations/notice_list.html", page | {
        "name": _("制度通知"),
        "rows": rows, "tabs": shown, "filters": form.bar("view"), "may_write": bool(offices(request.user)),
    })


def conditions(user):
    unread = Notice.objects.visible_to(user).unread_by(user).values("pk")
    return {"current": Q(stage=S.PUBLISHED), "unread": Q(pk__in=unread), "ended": Q(stage__in=(S.SUPERSEDED, S.WITHDRAWN)),
            "drafts": Q(stage=S.DRAFT)}


def offices(user):
    """The regions for whose office the user writes."""
    return [held.region for held in user.current_memberships if held.role in OFFICE]


def notice_new(request):
    """``?supersedes=`` begins with the words of the notice to be replaced; ``?region=`` chooses among several offices."""
    mine = offices(request.user)
    region = next((region for region in mine if region.pk == request.GET.get("region")), next(iter(mine), None))
    if region is None:
        raise PermissionDenied(_("制度和通知由区人大代表工委、街道人大工委（乡镇主席团）发布。"))
    thing = begun(request, region)
    form = FORMS.form_for(NOTICE["draft"], thing, request.user, request.POST or None)
    if request.method == "POST" and form.is_valid() and made(form):
        messages.success(request, _("草稿已存。核对后再发布。"))
        return redirect(form.thing)
    return render(request, "stations/notice_form.html", {
        "form": form, "form_failed": bool(form.errors), "region": region, "regions": mine if len(mine) > 1 else []})


def begun(request, region):
    """A notice that is not saved yet, in the name of the region's office."""
    key, fresh = request.GET.get("supersedes", ""), Notice(region=region, within=region, to_keeper=True, to_head=True)
    if not key.isdecimal():
        return fresh
    old = get_object_or_404(Notice.objects.visible_to(request.user), pk=key[:18], region=region, stage=S.PUBLISHED)
    words = {name: getattr(old, name) for name in Notice.columns()} | {"number": "", "read_by": None, "supersedes": old}
    return Notice(region=region, **words)


def made(form):
    try:
        record, parts = form.record_and_parts()
        form.thing.begin("draft", by=form.user, record=record, parts=parts)
    except Obstacle as obstacle:
        refuse(form, obstacle)
        return False
    return True


def load(request, pk):
    return get_object_or_404(Notice.objects.visible_to(request.user).for_list(), pk=pk)


def notice(request, pk):
    thing, user = load(request, pk), request.user
    oversees, counted = may_count(thing, user), thing.needs_receipt and thing.is_published
    return render(request, "stations/notice_detail.html", {
        "notice": thing, "stage": stage_shown(thing), "due": due_shown(thing),
        "actions": actions_shown(thing, user, "discard", "withdraw"), "awaits": thing.awaits(user),
        "mine": thing.reads.filter(user=user).first(), "replaced_by": thing.successor,
        "counts": state_tabs(QueryDict(), readers(thing)) if oversees and counted else [], "steps": timeline_shown(thing),
        "chosen": thing.stations.order_by("region", "code"), "withdrawn": thing.steps.filter(move="withdraw").first(),
        "oversees": oversees, "may_replace": thing.is_published and bool(thing.roles_of(user)),
    })


def may_count(thing, user):
    """Who has read it is for those who told it and for those above them."""
    return user.has_role(*OFFICE, "auditor", at=thing.region)


@require_POST
def notice_read(request, pk):
    thing = load(request, pk)
    thing.confirm(request.user)
    messages.success(request, _("已确认阅读《%(title)s》。") % {"title": thing.title})
    return redirect(thing)


def notice_readers(request, pk):
    """How far each place is; and the names behind the numbers, of all places or of one."""
    thing = load(request, pk)
    if not may_count(thing, request.user):
        raise PermissionDenied(_("阅读情况供发布单位查看。"))
    people, where = readers(thing), request.GET.get("where", "")
    here = [person for person in people if person.key == where] or people
    views = {"places": _("各处")} | STATES
    view = "all" if here is not people and "state" not in request.GET else picked(request.GET, "state", views)
    rows = by_place(people, request.GET) if view == "places" else in_state(here, view)
    counts = {"places": None} | {state: len(in_state(here, state)) for state in STATES}
    return render(request, "stations/notice_readers.html", paged(rows, request.GET) | {
        "notice": thing, "view": view, "tabs": tabs(request.GET, "state", views, counts), "states": STATES.values(),
        "place": here[0].place if here is not people else "", "everywhere": "?state=places"})


def in_state(people, state):
    return [person for person in people if state == "all" or bool(person.read_at) == (state == "read")]


def state_tabs(params, people):
    return tabs(params, "state", STATES, {state: len(in_state(people, state)) for state in STATES})


def by_place(people, params):
    """Each place with its numbers and the addresses of their names, those with most unread first."""
    places = {}
    for person in people:
        places.setdefault((person.key, person.place), []).append(person)
    rows = [
        {"place": place, "cells": [cell(here, key, state, params) for state in STATES]} for (key, place), here in places.items()]
    return sorted(rows, key=lambda row: -row["cells"][-1]["n"])


def cell(people, key, state, params):
    return {"n": len(in_state(people, state)), "label": STATES[state], "url": changed(params, where=key, state=state)}


def notice_paper(request, pk):
    """The notice as a paper with a red head."""
    thing = load(request, pk)
    chosen = thing.stations.order_by("region", "code")
    return render(request, "stations/notice_paper.html", {"notice": thing, "stage": stage_shown(thing), "chosen": chosen})
