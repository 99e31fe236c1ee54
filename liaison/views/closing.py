"""The page that closes a station: what is open there, to whom it goes, and the one action that hands it all over."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from liaison.actions.handover import HandOver
from liaison.forms.station import ClosingForm
from liaison.kit.fields import refuse
from liaison.kit.flow import Conflict, Obstacle
from stations.models import Role, Station


def station_close(request, pk):
    """POST shows what would happen; sent again as it was shown (``seen``), it happens."""
    place = get_object_or_404(Station.objects.visible_to(request.user).select_related("region", "merged_into"), pk=pk)
    if not request.user.has_role(Role.DISTRICT, at=place):
        raise PermissionDenied("a station is closed by the committee of its district")
    form = ClosingForm(request.POST if request.method == "POST" else None, station=place)
    plan, is_shown = HandOver(place, place.merged_into, timezone.localdate()), False
    if form.is_bound and form.is_valid():
        plan = HandOver(place, **form.told())
        is_shown = form.cleaned_data["seen"] == plan.fingerprint
        if is_shown and carried_out(form, plan, request.user):
            messages.success(request, done(plan))
            return redirect(place)
        if why := plan.obstacle():
            form.add_error(None, why)
    return show(request, place, form, plan, was_asked="do" in request.POST and request.POST["do"] == "confirm" and not is_shown)


def carried_out(form, plan, user):
    """Do it; what stands against it is told in the form, and nothing has happened."""
    try:
        plan.carry_out(by=user, reason=form.cleaned_data["reason"])
    except Obstacle as obstacle:
        refuse(form, obstacle)
    except Conflict as conflict:
        form.add_error(None, _("“%(thing)s”刚刚由别人办了一步，全部没有移交。请核对后再确认。") % {"thing": conflict.thing})
    else:
        return True
    return False


def done(plan):
    matters = sum(len(things) for _model, things in plan.matters)
    told = {"n": matters, "d": len(plan.postings), "r": len(plan.receptions) - len(plan.clashes), "to": plan.to}
    words = _("已撤并，移交给%(to)s：事项和实事 %(n)s 件、接待日 %(r)s 场、代表 %(d)s 人。")
    return words % told if plan.to else _("已撤销，没有需要移交的。")


def show(request, place, form, plan, was_asked):
    """With the fingerprint of what is shown, if it can be done as it stands."""
    ready = form.is_bound and not form.errors
    return render(request, "stations/station_close.html", {
        "station": place, "form": form, "plan": plan, "ready": ready, "was_asked": was_asked and ready,
        "matters": [{"label": model._meta.verbose_name, "rows": things} for model, things in plan.matters],
        "form_failed": bool(form.errors),
    }, status=409 if was_asked and ready else 200)
