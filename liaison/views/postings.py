"""The page where deputies are posted at a station: who is there, who is proposed and why, and the decision of a person."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from deputies.models import Posting
from liaison.actions.postings import POSTERS, Proposals, end, post
from liaison.forms.station import EndForm, NameForm, PostForm
from liaison.kit.fields import refuse
from liaison.kit.flow import Obstacle
from stations.models import Role, Station

READERS = (*POSTERS, Role.HEAD, Role.AUDITOR)


def station_postings(request, pk):
    """``do`` names the button: post whom it ticks, or end what it ticks."""
    place = get_object_or_404(Station.objects.visible_to(request.user).select_related("region"), pk=pk)
    if not request.user.has_role(*READERS, at=place):
        raise PermissionDenied("deputies are posted by the street's or the district's committee")
    may_post = place.is_open and request.user.has_role(*POSTERS, at=place)
    if request.method == "POST" and not may_post:
        raise PermissionDenied("only the street's or the district's committee posts deputies")
    ending = request.method == "POST" and request.POST.get("do") == "end"
    current = Posting.objects.current().filter(station=place).select_related("deputy", "station__region").order_by("deputy__name")
    to_post = PostForm(request.POST if request.method == "POST" and not ending else None,
                       deputies=Proposals(place, request.user).candidates())
    to_end = EndForm(request.POST if ending else None, postings=current)
    if ended(to_end, request.user) or posted(to_post, place, request.user):
        messages.success(request, _("编组已结束。") if ending else _("代表已编入。"))
        return redirect(request.get_full_path())
    return show(request, place, to_post, to_end, current, may_post)


def ended(form, user):
    if not form.is_bound or not form.is_valid():
        return False
    end(list(form.cleaned_data["postings"]), until=form.cleaned_data["until"], by=user)
    return True


def posted(form, place, user):
    if not form.is_bound or not form.is_valid():
        return False
    told = form.cleaned_data
    try:
        post(place, list(told["deputies"]), since=told["since"], by=user, ending=told["ending"])
    except Obstacle as obstacle:
        refuse(form, obstacle)
        return False
    return True


def show(request, place, to_post, to_end, current, may_post):
    name = NameForm(request.GET)
    proposals = Proposals(place, request.user, named=name.cleaned_data.get("q", "") if name.is_valid() else "")
    chosen = {str(key) for key in to_post["deputies"].value() or ()}
    return render(request, "stations/station_postings.html", {
        "station": place, "proposals": proposals, "current": current.prefetch_related("deputy__mandates"), "may_post": may_post,
        "form": to_end if to_end.is_bound else to_post, "to_post": to_post, "to_end": to_end, "name": name, "chosen": chosen,
    })
