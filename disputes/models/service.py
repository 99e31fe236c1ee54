"""What issues, cases and suggestions prove of deputies' service, read from their rows: many at once, at few queries."""

from django.apps import apps
from django.utils import timezone

from deputies.models import DutyKind, Service


def of_issues(issues):
    """Received by the deputy on the day it was begun, or of a later visit; mediated by the deputies named, from that day."""
    found = {issue.pk: {} for issue in issues}
    stand = [issue for issue in issues if issue.stage != "voided"]
    received = [(issue.pk, issue.deputy_id, issue.begun_on) for issue in stand if issue.deputy_id]
    visits = apps.get_model("disputes.Visit").objects.filter(issue__in=stand, deputy__isnull=False).order_by("on", "pk")
    for issue, deputy, on in (*received, *visits.values_list("issue", "deputy", "on")):
        found[issue].setdefault((deputy, DutyKind.RECEIVING), on)
    for issue, deputy, on in mediators_of(stand):
        found[issue].setdefault((deputy, DutyKind.MEDIATION), on)
    return {pk: [Service(*who, on) for who, on in told.items()] for pk, told in found.items()}


def mediators_of(issues):
    """(issue, deputy, the day the deputy was named) of the mediations, the earliest first; their records keep no day."""
    named = apps.get_model("disputes.Mediator").objects.filter(record__issue__in=issues).order_by("record", "pk")
    named = list(named.values_list("record__issue", "record", "deputy"))
    steps = apps.get_model("disputes.IssueStep").objects.filter(issue__in={row[0] for row in named}, move="mediate")
    days = dict(steps.values_list("record_id", "at")) if named else {}
    return [(issue, deputy, timezone.localdate(days[record])) for issue, record, deputy in named]


def of_cases(cases):
    """Heard by the deputies of the panel who came, on the day of the first hearing that they came to."""
    found = {case.pk: {} for case in cases}
    came = apps.get_model("disputes.Presence").objects.filter(
        record__case__in=[case for case in cases if case.stage != "voided"], is_present=True,
        seat__member__deputy__isnull=False)
    told = came.order_by("record__on").values_list("record__case", "seat__member__deputy", "record__on")
    for case, deputy, on in told:
        found[case].setdefault(deputy, on)
    return {pk: [Service(who, DutyKind.HEARING, on) for who, on in told.items()] for pk, told in found.items()}


def of_suggestions(suggestions):
    """Led, and joined by those who agreed to the text, while it is handed in: not sent back, withdrawn or refused."""
    found = {suggestion.pk: [] for suggestion in suggestions}
    stand = {suggestion.pk: suggestion for suggestion in suggestions if suggestion.stands}
    for pk, suggestion in stand.items():
        found[pk].append(Service(suggestion.lead_id, DutyKind.LEADING, suggestion.submitted_on))
    for pk, deputy in agreed_to_text(stand):
        found[pk].append(Service(deputy, DutyKind.COSIGNING, stand[pk].submitted_on))
    return found


def agreed_to_text(keys):
    """(suggestion, deputy) of the co-signers who agreed to the invitation in force, unless the text was changed after it."""
    agreed = apps.get_model("disputes.Cosigning").objects.filter(suggestion__in=keys, agrees=True).order_by("pk")
    agreed = list(agreed.values_list("suggestion", "invitation", "deputy"))
    written = apps.get_model("disputes.SuggestionStep").objects.filter(
        suggestion__in={row[0] for row in agreed}, move__in=("draft", "revise", "invite"))
    steps = written.order_by("number").values_list("suggestion", "move", "record_id") if agreed else ()
    last = {suggestion: (move, record) for suggestion, move, record in steps}
    return [(suggestion, deputy) for suggestion, invitation, deputy in agreed if last[suggestion] == ("invite", invitation)]
