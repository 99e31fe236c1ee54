"""Pages of a day's roster: who is on it, who comes, takes leave, changes the day, and arrives."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deputies.actions import arrivals
from deputies.actions.roster import may_arrange, move, set_roster, substitute, swap
from deputies.forms.plan import RosterForm, SeatLeaveForm, ShiftForm
from deputies.forms.reception import ArrivalForm
from deputies.views.reception import find, show
from liaison.kit.fields import refuse


@require_POST
def arrive(request, pk, deputy):
    """Two taps: this one, and undo beside it. The station may tell the time of day."""
    seat, form = find_seat(request, pk, deputy), ArrivalForm(request.POST)
    if not form.is_valid():
        return show(request, seat.reception, failed=deputy, form=form)
    try:
        arrivals.record_arrival(seat, by=request.user, at=form.cleaned_data["at"])
    except ValidationError as error:
        form.add_error("at", error)
        return show(request, seat.reception, failed=deputy, form=form)
    messages.success(request, _("%(name)s已登记到站。") % {"name": seat.deputy})
    return back(request, seat)


@require_POST
def take_back(request, pk, deputy):
    seat = find_seat(request, pk, deputy)
    arrivals.take_back_arrival(seat, by=request.user)
    messages.success(request, _("已撤销%(name)s的到站登记。") % {"name": seat.deputy})
    return back(request, seat)


@require_POST
def coming(request, pk, deputy):
    seat = find_seat(request, pk, deputy)
    arrivals.say_yes(seat, by=request.user)
    messages.success(request, _("已记下：%(name)s能来。") % {"name": seat.deputy})
    return back(request, seat)


@require_POST
def seen(request, pk, deputy):
    seat = find_seat(request, pk, deputy)
    arrivals.see_change(seat, by=request.user)
    return back(request, seat)


def leave(request, pk, deputy):
    """The deputy's reason; the station also names who stands in."""
    seat = find_seat(request, pk, deputy)
    if not arrivals.may_answer(seat, request.user):
        raise PermissionDenied("this leave is not yours to take")
    arranges = may_arrange(seat.reception, request.user)
    form = SeatLeaveForm(request.POST or None, seat=seat, may_arrange=arranges)
    if request.method == "POST" and form.is_valid():
        arrivals.take_leave(seat, by=request.user, reason=form.cleaned_data["reason"])
        if stands := form.cleaned_data.get("substitute"):
            substitute(seat, stands, by=request.user)
        messages.success(request, told(seat, stands))
        return back(request, seat)
    context = {"reception": seat.reception, "seat": seat, "form": form, "is_own": arrivals.is_own(seat, request.user)}
    return render(request, "deputies/reception_leave.html", context)


def told(seat, stands):
    words = {"name": seat.deputy, "stands": stands}
    return (_("%(name)s已请假，由%(stands)s替班。") if stands else _("%(name)s已请假。")) % words


def roster(request, pk):
    """The roster as ticks; below it, one deputy moved to another day."""
    day = find_to_arrange(request, pk)
    form = RosterForm(request.POST or None, reception=day)
    if request.method == "POST" and form.is_valid() and not form.is_stale and rostered(form, day, request.user):
        messages.success(request, _("接待代表已修改。"))
        return redirect(day)
    return arranging(request, day, form)


def rostered(form, day, user):
    """Make the roster; who has arrived since the form was checked is told in it."""
    try:
        set_roster(day, form.cleaned_data["deputies"], by=user)
    except ValidationError as error:
        refuse(form, error)
        return False
    return True


@require_POST
def shift(request, pk):
    day = find_to_arrange(request, pk)
    form = ShiftForm(request.POST, reception=day)
    if form.is_valid() and shifted(form, request.user):
        messages.success(request, _("已调整%(name)s的接待日。") % {"name": form.cleaned_data["seat"].deputy})
        return redirect(day)
    return arranging(request, day, RosterForm(reception=day), form)


def shifted(form, user):
    seat = form.cleaned_data["seat"]
    try:
        if form.day:
            move(seat, form.day, by=user)
        else:
            swap(seat, form.other, by=user)
    except ValidationError as error:
        refuse(form, error)
        return False
    return True


def arranging(request, day, form, shift_form=None):
    context = {"reception": day, "form": form, "shift": shift_form or ShiftForm(reception=day)}
    return render(request, "deputies/reception_roster.html", context, status=409 if form.is_stale else 200)


def find_to_arrange(request, pk):
    day = find(request, pk)
    if not may_arrange(day, request.user):
        raise PermissionDenied("the roster of another station, or of a day that is over")
    return day


def find_seat(request, pk, deputy):
    day = find(request, pk)
    seat = get_object_or_404(day.attendances.select_related("deputy"), deputy=deputy)
    seat.reception = day
    return seat


def back(request, seat):
    """To where the button was: home, or the page of the day."""
    return redirect("home") if request.POST.get("back") == "home" else redirect(seat.reception)
