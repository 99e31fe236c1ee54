"""The home of whoever has signed in: one desk for each role at each place, made of lists that open in full."""

from datetime import date

from django.db.models import F
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.models import Attendance, Deed, Duty, Reception
from deputies.models.reception_records import unseen_changes
from deputies.views.reception import seated
from disputes.figures import targets
from disputes.models import Issue
from liaison.figures import FIGURES
from liaison.kit.figures import Scope, numbers
from liaison.kit.flow import with_records
from liaison.reports import Report
from stations.models import Membership, Notice, Role, Setting, day_calendar
from stations.views.flowing import due_shown, stage_shown

SHOWN, RECENT, NAMED = 5, 5, 3
OF_STATION = ("duties_to_verify", "legal_aid_to_confirm", "duties_contested", "deeds_to_verify", "expenses_refused",
              "inspections_to_correct", "assessments_to_check")
OF_STREET = ("duties_to_approve", "deeds_to_verify", "deeds_in_need", "expenses_to_approve", "inspections_to_recheck",
             "assessments_to_review")
OF_DISTRICT = ("duties_contested", "deeds_in_need", "expenses_over", "inspections_to_recheck", "assessments_to_confirm",
               "assessments_appealed")
AUDITED = ("received", "ended", "overdue_issues", "before", "during", "after")


def home(request):
    user, calendar = request.user, day_calendar()
    places = {(DESKS[held.role], None if held.unit_id else held.place): held for held in user.current_memberships}
    desks = [desk(user, held, calendar) for (desk, _place), held in places.items()]
    if user.deputy_id:
        desks.append(deputy_desk(user, calendar))
    for each in desks:
        each["idle"] = [
            told["figure"].label for told in (*each.get("lists", ()), *each.get("waiting", ())) if not told["count"]]
        each["has_waiting"] = any(told["count"] for told in each.get("waiting", ()))
    return render(request, "home/home.html", {
        "desks": desks, "may_log": user.has_role(Role.KEEPER, Role.HEAD) or bool(user.deputy_id),
        "today": timezone.localdate(), "unread_notices": Notice.objects.visible_to(user).unread_by(user).count(),
        "admins": [] if desks else administrators(),
    })


def station_desk(user, held, calendar):
    """Today at the station, and what waits there."""
    scope = Scope(user, station=held.station_id)
    today = Reception.objects.visible_to(user).standing().filter(station=held.station, on=timezone.localdate())
    recent = Issue.objects.visible_to(user).filter(station=held.station).for_list().order_by("-pk")[:RECENT]
    keys = ("to_accept", "overdue_issues", "due_soon", "to_feed_back", "to_rate", "to_close", "open_cases")
    return {
        "template": "home/_station.html", "title": held.station.name, **work(scope, calendar, keys, OF_STATION),
        "receptions": [rostered(day, user) for day in today.order_by("starts_at").for_list().prefetch_related(
            "attendances__deputy")],
        "station": held.station, "reception_notes": reception_notes(scope, held.station),
        "recent": [shown(issue, calendar) for issue in recent],
    }


def street_desk(user, held, calendar):
    keys = ("to_assign", "returned", "to_rehandle", "for_committee")
    return office_desk(user, held, calendar, keys, OF_STREET)


def district_desk(user, held, calendar):
    keys = ("for_committee", "to_conclude", "returned", "to_rehandle", "to_transfer", "overdue_suggestions")
    return office_desk(user, held, calendar, keys, OF_DISTRICT)


def office_desk(user, held, calendar, keys, waiting):
    """One sentence about this year, the stations that need attention, and what waits for the office."""
    scope = Scope(user, region=held.region_id)
    return {
        "template": "home/_office.html", "title": held.region.name, "report": this_year(scope),
        **work(scope, calendar, keys, waiting), "missing": missing_deeds(scope),
    }


def missing_deeds(scope):
    """From the month that the setting names: the deputies who have not begun their deed of the year; None before."""
    if not targets.is_late_in_year(scope.region):
        return None
    figure = targets.FIGURES["deed_missing"]
    return {"count": figure.number(scope), "url": figure.link(scope)}


def unit_desk(user, _held, calendar):
    """All that the units of the user have to answer, in one list by date."""
    lists = work(Scope(user), calendar, ("with_unit", "handed_to_unit"))["lists"]
    rows = sorted((row for told in lists for row in told["rows"]), key=lambda row: row["thing"].due_on or date.max)
    return {
        "template": "home/_unit.html", "title": _("%(units)s：要答复的") % {"units": _("、").join(units(user))}, "lists": lists,
        "rows": rows[:SHOWN], "count": sum(told["count"] for told in lists),
    }


def units(user):
    return [held.unit.name for held in user.current_memberships if held.unit_id]


def auditor_desk(user, held, calendar):
    """The numbers of the year, and what ended last with its whole trail."""
    scope = Scope(user, region=held.region_id)
    ended = FIGURES["ended"].rows(scope).for_list().order_by("-closed_at")[:SHOWN]
    return {
        "template": "home/_auditor.html", "title": held.region.name, "cards": this_year(scope).cards(*AUDITED),
        "rows": [shown(issue, calendar) | {"url": trail(issue)} for issue in ended],
    }


def admin_desk(_user, held, calendar):
    """Reference data and accounts, and the years whose calendar is only an estimate."""
    year = timezone.localdate().year
    estimated = [each for each in (year, year + 1) if each not in calendar.published]
    return {"template": "home/_admin.html", "title": held.region.name, "estimated": estimated}


def deputy_desk(user, calendar):
    """The next reception day with its buttons, and what changed of those that the deputy knew."""
    mine = Attendance.objects.filter(deputy=user.deputy_id).select_related("deputy", "reception__station__region")
    seat = mine.ahead(user.deputy_id).first()
    return {
        "template": "home/_deputy.html", "title": _("代表 %(name)s") % {"name": user.deputy.name},
        "next": seat and seated(seat, seat.reception, user),
        "changes": changes(mine.filter(reception__on__gte=timezone.localdate())),
        **work(Scope(user), calendar, ("with_deputy", "to_evaluate", "to_cosign", "to_sit")),
        "duties": own_duties(user), "deputy": user.deputy_id,
        "year": targets.own_year(user), "deeds": own_deeds(user, calendar),
    }


def own_duties(user):
    """How many entries of this year stand in the deputy's own duty file."""
    mine = Duty.objects.visible_to(user).filter(deputy=user.deputy_id, on__year=timezone.localdate().year)
    return mine.counted().count()


def rostered(day, user):
    return {"day": day, "seats": [seated(seat, day, user) for seat in day.attendances.all() if seat.is_coming]}


def changes(seats):
    """What was changed or cancelled of announced days ahead, with the seats of those who have not looked: one line a day."""
    seats, found = list(seats), {}
    for key, steps in unseen_changes(seats).items():
        seat = next(seat for seat in seats if seat.pk == key)
        told = found.setdefault(seat.reception_id, {"day": seat.reception, "seats": [], "steps": []})
        told["seats"].append(seat)
        told["steps"] = max(told["steps"], steps, key=len)
    with_records([step for told in found.values() for step in told["steps"]])
    return list(found.values())


def reception_notes(scope, station):
    """What the station's reception days wait for: figures with rows, what is announced late, and who missed a change."""
    keys = ("receptions_to_announce", "receptions_to_close")
    counts = numbers((FIGURES[key] for key in keys), scope)
    notice = Setting.number_at("reception.notice_days", station.region_id)
    soon = timezone.localdate() + timezone.timedelta(notice)
    late = FIGURES[keys[0]].rows(scope).filter(on__lt=soon).count() if counts[keys[0]] else 0
    seats = Attendance.objects.filter(reception__station=station, reception__on__gte=timezone.localdate())
    return {
        "figures": [{"label": FIGURES[key].label, "count": counts[key], "url": FIGURES[key].link(scope)}
                    for key in keys if counts[key]],
        "late": late, "notice": notice, "changes": changes(seats.select_related("deputy", "reception__station")),
    }


def own_deeds(user, calendar):
    """What the deputy promised and has not finished."""
    things = Deed.objects.visible_to(user).open().filter(deputy=user.deputy_id).for_list().order_by("due_on", "pk")
    return [shown(thing, calendar) for thing in things[:SHOWN]]


DESKS = {
    Role.KEEPER: station_desk, Role.HEAD: station_desk, Role.STREET: street_desk, Role.DISTRICT: district_desk,
    Role.UNIT: unit_desk, Role.AUDITOR: auditor_desk, Role.ADMIN: admin_desk,
}


def work(scope, calendar, keys, waiting=()):
    """What waits: ``lists`` with the first rows of each figure, what is due first on top, and the numbers ``waiting`` alone.

    One query for all numbers, and one for each list that has rows.
    """
    counts = numbers((FIGURES[key] for key in (*keys, *waiting)), scope)
    return {
        "lists": [worklist(FIGURES[key], scope, counts[key], calendar) for key in keys],
        "waiting": [{"figure": FIGURES[key], "count": counts[key], "url": FIGURES[key].link(scope)} for key in waiting],
    }


def worklist(figure, scope, count, calendar):
    by_date = F("due_on").asc(nulls_last=True)
    things = figure.rows(scope).for_list().order_by(by_date, "pk")[:SHOWN] if count else []
    return {"figure": figure, "count": count, "url": figure.link(scope), "rows": [shown(thing, calendar) for thing in things]}


def shown(thing, calendar):
    """A row of a list: the visitor is masked; a suggestion shows who leads it."""
    visitor, lead = getattr(thing, "visitor", None), getattr(thing, "lead", None)
    who = visitor.masked_name if visitor else lead.name if lead else ""
    told = {"thing": thing, "url": thing.get_absolute_url(), "who": who}
    return told | {"stage": stage_shown(thing), "due": due_shown(thing, calendar)}


def trail(thing):
    """The page of all its steps."""
    return reverse("audit", args=[thing.flow.kind, thing.pk])


def this_year(scope):
    return Report(scope.narrow(since=timezone.localdate().replace(month=1, day=1)), _("今年"))


def administrators():
    """Whom to ask for a role."""
    held = Membership.objects.current().filter(role=Role.ADMIN).select_related("user", "region")
    return held.order_by("region", "user__name")[:NAMED]
