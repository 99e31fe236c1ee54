"""What is written down when a matter goes on at another station because its own closes."""

from django.db import models
from django.utils.translation import gettext_lazy

from disputes.models.case import Case
from disputes.models.issue import Issue
from disputes.models.suggestion import Suggestion
from disputes.models.visitor import Visitor
from stations.models import Relocation


class IssueRelocation(Relocation):
    """The visitor is one of the new station from now on."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="relocations")
    visitor = models.ForeignKey(Visitor, models.PROTECT, null=True, related_name="+", verbose_name=gettext_lazy("来访人"))
    untold = ("visitor",)
    thing = property(lambda self: self.issue)

    def effect(self):
        return super().effect() | {"visitor": self.visitor}


class CaseRelocation(Relocation):
    case = models.ForeignKey(Case, models.PROTECT, related_name="relocations")
    thing = property(lambda self: self.case)


class SuggestionRelocation(Relocation):
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="relocations")
    thing = property(lambda self: self.suggestion)
