"""Turn issues and cases into one formal suggestion of a deputy."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from disputes.models import CaseConversion, Draft, IssueConversion, Suggestion

PERSONAL = re.compile(r"(?<!\d)(\d{17}[\dXx]|1\d{10}|0\d{2,3}-?\d{7,8})(?!\d)")


def anonymised(text):
    """Without what looks like an identity or phone number; names are never part of a matter's title or place."""
    return PERSONAL.sub(_("（号码略）"), text)


def drafted_from(issues, cases):
    """First words for the three boxes of the text, from what the sources say; the deputy rewrites them."""
    facts = [_("%(on)s，%(place)s居民反映：%(title)s。") % {
        "on": f"{issue.begun_on:%Y-%m-%d}", "place": issue.place or issue.region.name, "title": issue.title} for issue in issues]
    facts += [_("群英会审议“%(title)s”：%(facts)s") % {"title": case.title, "facts": case.facts} for case in cases]
    first = next(iter([*issues, *cases]), None)
    title = _("关于解决%(title)s的建议") % {"title": first.title} if first else ""
    return {"title": title[:60], "facts": anonymised("\n".join(facts))}


@transaction.atomic
def convert(*, by, mandate, station, text, reason, issues=(), cases=()):
    """A draft of the mandate's own level, with its sources linked both ways. Returns the suggestion.

    Raises what ``advance`` raises (Conflict, PermissionDenied, Obstacle); then nothing has happened.
    """
    suggestion = Suggestion(
        title=text["title"], station=station, lead=mandate.deputy, mandate=mandate, region=mandate.term.region)
    suggestion.begin("draft", by=by, record=Draft(**text))
    suggestion.issues.set(issues)
    suggestion.cases.set(cases)
    for issue in issues:
        issue.advance("convert", by=by, record=IssueConversion(suggestion=suggestion, reason=reason))
    label = IssueConversion.Reason(reason).label
    for case in cases:
        case.advance("convert", by=by, record=CaseConversion(suggestion=suggestion, reason=label))
    return suggestion
