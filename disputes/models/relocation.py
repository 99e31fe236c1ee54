"""A station closes: what is open there goes on at another one, with its number and its whole chain of steps."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.models.case import Case
from disputes.models.issue import Issue
from disputes.models.suggestion import Suggestion
from disputes.models.visitor import Visitor
from liaison.kit.flow import Obstacle, Record
from stations.models import Matter, Station


class Relocation(Record):
    """From which station to which, and who of the committee decided it. A concrete one has a key named after its flow."""

    origin = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name=gettext_lazy("原联络站"))
    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name=gettext_lazy("移交给"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=gettext_lazy("决定人"))
    shown_with = ("origin", "station", "decided_by")

    class Meta:
        abstract = True
        verbose_name = gettext_lazy("随站移交")

    thing: Matter

    def vet(self, parts):
        if self.origin_id != self.thing.station_id or self.station_id == self.origin_id or not self.station.is_open:
            raise Obstacle({"station": _("只能移交给另一个开放的联络站。")})

    def effect(self):
        return {"station": self.station}


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
