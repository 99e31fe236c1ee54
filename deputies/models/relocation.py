"""What is written down when a reception day or a practical deed goes on at another station because its own closes."""

from django.db import models

from deputies.models.deed import Deed
from deputies.models.reception import TAKEN, Reception
from liaison.kit.flow import Obstacle
from stations.models import Relocation


class ReceptionRelocation(Relocation):
    """The day keeps its hour, which must be free at the other station."""

    reception = models.ForeignKey(Reception, models.PROTECT, related_name="relocations")
    thing = property(lambda self: self.reception)

    def vet(self, parts):
        super().vet(parts)
        day = self.reception
        if Reception.objects.standing().filter(station=self.station, on=day.on, starts_at=day.starts_at).exists():
            raise Obstacle(TAKEN)


class DeedRelocation(Relocation):
    deed = models.ForeignKey(Deed, models.PROTECT, related_name="relocations")
    thing = property(lambda self: self.deed)
