"""A station closes: what is open there goes on at another one, with its number and its whole chain of steps."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.kit.flow import Obstacle, Record
from stations.models.matter import Placed
from stations.models.place import Station


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

    thing: Placed

    def vet(self, parts):
        if self.origin_id != self.thing.station_id or self.station_id == self.origin_id or not self.station.is_open:
            raise Obstacle({"station": _("只能移交给另一个开放的联络站。")})

    def effect(self):
        return {"station": self.station}
