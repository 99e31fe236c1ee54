"""What is open at a station on the day on which it closes, and which of it can go on at another one."""

from django.utils import timezone
from django.utils.functional import cached_property

from deputies.flows.reception import BEFORE
from deputies.models import Deed, Posting, Reception
from disputes.actions.relocate import RELOCATED
from liaison.kit.flow import flowing_models
from stations.models import Membership
from stations.models.matter import Placed
from stations.models.people import AT_STATION

GOING = (*RELOCATED, Deed)  # whatever of these is open goes along


class Leaving:
    """It is read once, so that what is done is what was shown. Without a station ``to`` nothing clashes yet."""

    def __init__(self, origin, to, on):
        self.origin, self.to, self.on = origin, to, on

    @cached_property
    def matters(self):
        """[(model, its open things)], oldest first."""
        return [(model, list(model.objects.filter(station=self.origin).open().order_by("pk"))) for model in GOING]

    @cached_property
    def postings(self):
        """Those that run on that day or later."""
        return [posting for posting in Posting.objects.filter(station=self.origin).select_related("deputy").order_by(
            "deputy__name", "pk") if posting.until is None or posting.until >= self.on]

    @cached_property
    def staff(self):
        rows = Membership.objects.filter(station=self.origin, role__in=AT_STATION).select_related("user").order_by("role", "pk")
        return [held for held in rows if held.until is None or held.until >= self.on]

    @cached_property
    def receptions(self):
        """The reception days that are still to come."""
        days = Reception.objects.filter(station=self.origin, stage__in=BEFORE, on__gte=max(self.on, timezone.localdate()))
        return list(days.order_by("on", "starts_at"))

    @cached_property
    def clashes(self):
        """Those of them at whose hour the other station has a day of its own: they stay, and people decide."""
        taken = self.to and set(Reception.objects.standing().filter(station=self.to).values_list("on", "starts_at"))
        return [day for day in self.receptions if taken and (day.on, day.starts_at) in taken]

    @cached_property
    def grids(self):
        return list(self.origin.grids.current())

    @cached_property
    def enterprises(self):
        return list(self.origin.enterprises.filter(until=None)) + list(self.origin.enterprises.filter(until__gte=self.on))

    @cached_property
    def staying(self):
        """What else waits there and has no way to another station: (what, how many)."""
        kinds = [model for model in flowing_models() if is_placed(model) and model not in GOING]
        going = {Reception: len(self.receptions)}
        counts = [(model._meta.verbose_name, self._waiting(model) - going.get(model, 0)) for model in kinds]
        return [(label, number) for label, number in counts if number]

    def _waiting(self, model):
        """How many things of the model wait here for somebody, rather than follow from something else."""
        stages = [stage for stage in model.flow.open if any(move.by_hand and move.target for move in model.flow.leaving(stage))]
        return model.objects.filter(station=self.origin, stage__in=stages).count()

    @property
    def moving(self):
        """All that needs another station."""
        rows = [row for _model, things in self.matters for row in things]
        return [*rows, *self.postings, *self.receptions, *self.grids, *self.enterprises]


def is_placed(model):
    """Does it stand at a station (rather than in a region, as a notice does)?"""
    return issubclass(model, Placed) and any(field.name == "station" for field in model._meta.fields)
