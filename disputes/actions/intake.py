"""Verbs of the counter: register a visit, or all that was said at an event; add to a known matter; keep a draft."""

from uuid import uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from disputes.models import IntakeDraft, Issue, SentForm, Visit, Visitor
from stations.models.people import AT_STATION


class AlreadySent(Exception):
    """The form was sent before; ``issue`` is what came of it."""

    def __init__(self, issue):
        self.issue = issue
        super().__init__(str(issue))


def register(issue, visit, *, person, by, key, handling=None):
    """Registers the visit and makes the move chosen at the counter, all or nothing. Returns the issue.

    ``person`` is (name, phone), ``handling`` the arguments of ``advance``. Raises Obstacle, PermissionDenied, AlreadySent.
    """
    def write():
        _begin(issue, visit, person, by)
        if handling:
            issue.advance(by=by, **handling)
        discard_draft(by)
        return issue

    return _once(key, write)


@transaction.atomic
def collect(lines, *, by, key):
    """Registers what was said at one event, all of it or nothing. Returns the issues; the same page twice registers once.

    ``lines`` are (number of the line, issue, visit, person). Each line has a key of its own, made of the page's key and of
    what it says: whoever goes back and adds a line registers that one alone. Raises Obstacle, PermissionDenied.
    """
    return [_collected(issue, visit, person, by, uuid5(key, repr((number, visit.words, person))))
            for number, issue, visit, person in lines]


def _collected(issue, visit, person, by, key):
    try:
        return _once(key, lambda: _begin(issue, visit, person, by))
    except AlreadySent as sent:
        return sent.issue


def _begin(issue, visit, person, by):
    issue.visitor = visit.visitor = Visitor.objects.known_or_new(issue.station, *person)
    issue.begin("register", by=by, record=visit)
    return issue


def revisit(issue, visit, *, person, by, key):
    """Adds the visit to a matter that is known already. Returns the issue; raises as ``register``, and Conflict."""
    def write():
        visit.visitor = Visitor.objects.known_or_new(issue.station, *person)
        issue.advance("revisit", by=by, record=visit)
        discard_draft(by)
        return issue

    return _once(key, write)


def _once(key, write):
    """Do it unless a form with this key has been taken in: two at the same moment are decided by the database."""
    if sent := SentForm.objects.select_related("issue").filter(key=key).first():
        raise AlreadySent(sent.issue)
    try:
        with transaction.atomic():
            issue = write()
            SentForm.objects.create(key=key, issue=issue)
    except IntegrityError:
        sent = SentForm.objects.select_related("issue").filter(key=key).first()
        if sent is None:
            raise
        raise AlreadySent(sent.issue) from None
    return issue


def save_draft(by, typed):
    return IntakeDraft.objects.update_or_create(user=by, defaults={"typed": typed})[0]


def discard_draft(by):
    IntakeDraft.objects.filter(user=by).delete()


def greet(station, phone, *, by):
    """Who of this station is known by the phone, the one who came last first: dicts with name, visits, last (an issue) and on.

    Whoever runs the station is told the stored name, which leaves a trace; anybody else is told nothing.
    """
    if not phone or not by.has_role(*AT_STATION, at=station):
        return []
    known = list(Visitor.objects.visible_to(by).filter(station=station).with_phone(phone))
    seen = Visit.objects.filter(visitor__in=known, issue__in=Issue.objects.visible_to(by)).select_related("issue").order_by("pk")
    told = [_greeted(person, [visit for visit in seen if visit.visitor_id == person.pk], by) for person in known]
    return sorted(told, key=lambda person: person["last"].pk if person["last"] else 0, reverse=True)


def _greeted(person, visits, by):
    """The name in full; reading it is kept."""
    name = person.reveal(by=by, reason=_("登记来访时按手机号查到"))["name"]
    last = visits[-1] if visits else None
    return {"name": name, "visits": len(visits), "last": last and last.issue, "on": last and last.on}
