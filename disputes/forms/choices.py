"""What a record's form offers: only the rows of the thing's own place that the user may choose."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from deputies.models import Deputy, Posting
from disputes.flows.suggestion import AWAITING
from disputes.models import Category, Commitment, Issue, PanelMember, Suggestion
from stations.models import Unit

CODED = {  # which coded list a record's field chooses from
    ("Triage", "category"): "issue", ("Redirection", "body"): "redirect", ("Diversion", "body"): "redirect",
    ("Acceptance", "category"): "dispute", ("Docketing", "category"): "suggestion", ("NonAcceptance", "reason"): "not_accepted",
}


def units(thing, user):
    return Unit.objects.filter(is_active=True, region__code__startswith=thing.station.region.county_code)


def own_units(thing, user):
    return units(thing, user).filter(pk__in=user.unit_ids)


def replying_units(thing, user):
    """The user's units whose reply is still to come in this round."""
    return own_units(thing, user).filter(pk__in=[unit.pk for unit in thing.units_to_reply()])


def deputies(thing, user):
    """Deputies in office in the thing's district, those of its own station first in the list's labels."""
    return Deputy.objects.visible_to(user).within(thing.station.region.county_code).serving().order_by("name")


def station_deputies(thing, user):
    return Deputy.objects.visible_to(user).posted_to(thing.station).serving().order_by("name")


def cosigners(thing, user):
    """Those of the lead's level, the station's own first."""
    here = Posting.objects.current().filter(station=thing.station_id, deputy=OuterRef("pk"))
    peers = deputies(thing, user).filter(mandates__level=thing.mandate.level).exclude(pk=thing.lead_id)
    return peers.annotate(is_here=Exists(here)).distinct().order_by("-is_here", "name")


def panel_members(thing, user):
    return PanelMember.objects.visible_to(user).near(thing.station.region_id).order_by("name")


def other_issues(thing, user):
    """Of the same station: what is open, and what came in within the days that duplicates are looked for."""
    since = timezone.localdate() - timedelta(days=thing.setting("issue.duplicate_days"))
    recent = Q(stage__in=Issue.flow.open) | Q(begun_on__gte=since)
    mine = Issue.objects.visible_to(user).filter(recent, station=thing.station_id)
    return mine.exclude(pk=thing.pk).exclude(stage__in=("merged", "voided")).order_by("-pk")


def other_suggestions(thing, user):
    awaiting = Suggestion.objects.visible_to(user).filter(region=thing.region_id, stage__in=AWAITING)
    return awaiting.exclude(pk=thing.pk).order_by("-pk")


def promises(thing, user):
    kept = thing.fulfilments.filter(result="kept").values("commitment")
    return Commitment.objects.filter(record__suggestion=thing).exclude(pk__in=kept)


def coded(record, field):
    return lambda thing, user: Category.objects.offered(CODED[record, field], thing.region_code)


ROWS = {  # (record, field) → the rows to choose from
    **{key: coded(*key) for key in CODED},
    ("Merge", "into"): other_issues, ("SuggestionMerge", "into"): other_suggestions,
    ("Assignment", "unit"): units, ("UnitReturn", "proposed"): units, ("ReturnRequest", "proposed"): units,
    ("HandlingUnit", "unit"): units, ("Reply", "unit"): replying_units, ("Contact", "unit"): own_units,
    ("AssistOpinion", "unit"): own_units, ("Mediator", "deputy"): station_deputies, ("Invitee", "deputy"): cosigners,
    ("Seat", "member"): panel_members, ("Fulfilment", "commitment"): promises, ("Visit", "deputy"): station_deputies,
    ("Consent", "party"): lambda thing, user: thing.unconsented(), ("Refusal", "party"): lambda thing, user: thing.parties.all(),
    ("Obligation", "party"): lambda thing, user: thing.parties.all(),
    ("Performance", "obligation"): lambda thing, user: thing.unperformed(),
    ("Breach", "obligation"): lambda thing, user: thing.unperformed(),
}
