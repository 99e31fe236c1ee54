"""Pages that keep the register: the standard of one station as a checklist, and what is changed of the station itself."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from liaison.kit.fields import in_words
from stations.forms.station import StandardForm, StationForm, editable
from stations.models import Role, StandardItem, Station
from stations.models.people import AT_STATION

CHECK = (*AT_STATION, Role.STREET, Role.DISTRICT)


def find(request, pk):
    return get_object_or_404(Station.objects.visible_to(request.user).select_related("region", "merged_into"), pk=pk)


def standard(request, pk):
    """Everybody may read what was found; those who run or oversee the station note what they find."""
    place = find(request, pk)
    items = list(StandardItem.objects.asked_of(place))
    may_check = place.is_open and request.user.has_role(*CHECK, at=place)
    if request.method == "POST" and not may_check:
        raise PermissionDenied("the standard is checked by those who run or oversee the station")
    form = StandardForm(request.POST if request.method == "POST" else None, station=place, items=items, user=request.user)
    if form.is_bound and form.is_valid():
        noted = form.keep()
        messages.success(request, _("已记下 %(n)s 项。") % {"n": noted} if noted else _("没有变化，没有新记录。"))
        return redirect("stations:standard", place.pk)
    return render(request, "stations/standard.html", standing(items) | {
        "station": place, "form": form if may_check else None, "items": items, "form_failed": bool(form.errors),
    }, status=409 if form.is_stale else 200)


def standing(items):
    """How many items are met, and which are not."""
    missing = [item for item in items if not item.found_is_met]
    return {"met": len(items) - len(missing), "asked": len(items), "missing": missing}


def station_edit(request, pk):
    place = find(request, pk)
    if not place.is_open or not editable(place, request.user):
        raise PermissionDenied("a station is changed by its head, its street and the committee of its district")
    form = StationForm(request.POST if request.method == "POST" else None, station=place, user=request.user)
    if form.is_bound and form.is_valid() and form.keep():
        messages.success(request, _("已保存，原来的内容留在变更记录里。"))
        return redirect(place)
    return render(request, "stations/station_form.html", {"form": form, "station": place, "changes": changes(place)},
                  status=409 if form.is_stale else 200)


def changes(place):
    """What was changed of the station, newest first: when, by whom, why, and each column before and after."""
    past = list(place.history.select_related("history_user", "region", "merged_into").order_by("-history_date", "-history_id"))
    told = ((now, list(differences(now, before))) for now, before in zip(past, past[1:], strict=False))
    return [{"at": now.history_date, "by": now.history_user, "why": now.history_change_reason, "what": what}
            for now, what in told if what]


def differences(now, before):
    for field in Station._meta.concrete_fields:
        if getattr(now, field.attname) != getattr(before, field.attname):
            yield {"label": field.verbose_name, "old": in_words(before, field), "new": in_words(now, field)}
