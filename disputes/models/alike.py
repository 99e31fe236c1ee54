"""Which matters of a station may be the same as the one being typed: only a hint, people decide."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from rapidfuzz import fuzz

from disputes.flows import IssueStage
from disputes.models.issue import Issue
from disputes.models.visitor import Visitor
from stations.models import Setting

CANDIDATES, SHOWN, SIMILAR = 300, 5, 55  # looked at, told, and the likeness from 0 to 100 that is worth telling
SAME_PERSON, SAME_PLACE = 60, 50


def alike(station, user, *, phone="", place="", category=None, text=""):
    """At most five recent matters of the station, likest first, each with ``visits_made`` and ``why`` it is told."""
    scored = []
    persons = set(Visitor.objects.filter(station=station).with_phone(phone).values_list("pk", flat=True))
    for issue in candidates(station, user):
        score, issue.why = likeness(issue, persons, place, category, text)
        if issue.why:
            scored.append((score, issue.pk, issue))
    return [issue for _score, _pk, issue in sorted(scored, reverse=True)[:SHOWN]]


def candidates(station, user):
    since = timezone.localdate() - timedelta(days=Setting.number_at("issue.duplicate_days", station.region_id))
    recent = Issue.objects.visible_to(user).filter(Q(begun_on__gte=since) | Q(visits__on__gte=since), station=station)
    recent = recent.exclude(stage__in=(IssueStage.MERGED, IssueStage.VOIDED)).distinct()
    return recent.select_related("category").prefetch_related("visits").order_by("-pk")[:CANDIDATES]


def likeness(issue, persons, place, category, text):
    """A number that orders the hints, and the words that explain it, if it is worth telling."""
    visits = issue.visits.all()
    same_person = bool(persons & {visit.visitor_id for visit in visits})
    same_place = bool(place and issue.place and category == issue.category_id and like(place, issue.place) >= SIMILAR)
    told = max((like(text, f"{issue.title} {visit.words}") for visit in visits), default=like(text, issue.title)) if text else 0
    why = [word for word, holds in (("person", same_person), ("place", same_place), ("words", told >= SIMILAR)) if holds]
    return SAME_PERSON * same_person + SAME_PLACE * same_place + told, why


def like(one, other):
    """0 to 100. Chinese has no spaces, so pairs of neighbouring characters stand for words, in whatever order they come."""
    return fuzz.token_set_ratio(pairs(one), pairs(other)) if one and other else 0


def pairs(text):
    plain = "".join(filter(str.isalnum, text.lower()))
    return " ".join(plain[n : n + 2] for n in range(max(len(plain) - 1, 1)))
