"""Close a station, or merge it into another: everything that is open goes on there, in one action that was shown before."""

from datetime import timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from deputies.models import Posting, Reception
from disputes.actions.relocate import RELOCATED, relocate
from liaison.kit.flow import Obstacle, flowing_models
from stations.models import Membership, Role, Station
from stations.models.matter import Placed
from stations.models.people import AT_STATION


def hand_over_station(origin, to, on, *, by, reason):
    """Close ``origin`` on a day and hand over what is open there to the station ``to``; None if nothing is. All or nothing.

    Raises PermissionDenied, Obstacle (what stands against it) and Conflict (a matter has moved in this very moment).
    """
    plan = HandOver(origin, to, on)
    plan.carry_out(by=by, reason=reason)
    return plan


class HandOver:
    """What goes where when a station closes. It is read once, so that what is done is what was shown.

    A station that closed before may be handed over again: what was taken up there since then follows the rest.
    """

    def __init__(self, origin, to, on):
        self.origin, self.to, self.on = origin, to, on
        self.seen = origin.closed_on, origin.merged_into_id

    @cached_property
    def matters(self):
        """[(model, its open matters)], oldest first."""
        return [(model, list(model.objects.filter(station=self.origin).open().order_by("pk"))) for model in RELOCATED]

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
        """The reception days still to come."""
        days = Reception.objects.filter(station=self.origin, on__gte=max(self.on, timezone.localdate()))
        return list(days.order_by("on", "starts_at"))

    @cached_property
    def clashes(self):
        """Those of them at whose hour the other station has a day of its own: they stay, and people decide."""
        taken = set(Reception.objects.filter(station=self.to).values_list("on", "starts_at")) if self.to else set()
        return [day for day in self.receptions if (day.on, day.starts_at) in taken]

    @cached_property
    def grids(self):
        return list(self.origin.grids.current())

    @cached_property
    def enterprises(self):
        return list(self.origin.enterprises.filter(until=None)) + list(self.origin.enterprises.filter(until__gte=self.on))

    @cached_property
    def staying(self):
        """What else is open there and has no way to another station: (what, how many)."""
        kinds = [model for model in flowing_models() if issubclass(model, Placed) and model not in RELOCATED]
        counts = [(model._meta.verbose_name, self._waiting(model)) for model in kinds]
        return [(label, number) for label, number in counts if number]

    def _waiting(self, model):
        """How many things of the model wait here for somebody, rather than follow from something else."""
        stages = [stage for stage in model.flow.open if any(move.by_hand for move in model.flow.leaving(stage))]
        return model.objects.filter(station=self.origin, stage__in=stages).count()

    @property
    def moving(self):
        """All that needs another station."""
        rows = [row for _model, things in self.matters for row in things]
        return [*rows, *self.postings, *self.receptions, *self.grids, *self.enterprises]

    @property
    def fingerprint(self):
        """Changes with anything that was shown."""
        told = [(type(row).__name__, row.pk) for row in (*self.moving, *self.staff, *self.clashes)]
        return sha256(repr((self.origin.pk, self.to and self.to.pk, self.on, self.seen, told)).encode()).hexdigest()

    def obstacle(self):
        """Why it cannot be done: a sentence, or ""."""
        if not self.origin.opened_on <= self.on <= timezone.localdate():
            return _("撤并日期要在建站以后，不晚于今天；到了那一天再办。")
        if self.to is None:
            return _("还有没办完的事项、代表或服务对象，请选择移交给哪个站。") if self.moving else ""
        if self.to == self.origin or not self.to.is_open or self.to.region_id[:6] != self.origin.region_id[:6]:
            return _("只能移交给本区另一个开放的联络站。")
        return ""

    def carry_out(self, *, by, reason):
        if not by.has_role(Role.DISTRICT, at=self.origin):
            raise PermissionDenied("a station is closed by the committee of its district")
        if why := self.obstacle():
            raise Obstacle(why)
        try:
            with transaction.atomic():
                self._close(by, reason)
                if self.to:
                    self._hand_over(by, reason)
                self._end(by, reason)
        except BaseException:
            self.origin.closed_on, self.origin.merged_into_id = self.seen  # so that a page shows the station as it still is
            raise

    def _close(self, by, reason):
        """The one guarded UPDATE: nobody else has closed the station since this copy was read."""
        closed_on, merged_into = self.seen
        as_seen = Station.objects.filter(pk=self.origin.pk, closed_on=closed_on, merged_into=merged_into)
        if self.origin.is_open:
            self.origin.closed_on = self.on
        self.origin.merged_into = self.origin.merged_into or self.to
        if not as_seen.update(closed_on=self.origin.closed_on, merged_into=self.origin.merged_into):
            raise Obstacle(_("这个站刚刚已由别人撤并，请重新打开这一页核对。"))
        self.origin._change_reason, self.origin._history_user = reason[:100], by
        self.origin.save(update_fields=["closed_on", "merged_into"])

    def _hand_over(self, by, reason):
        for _model, things in self.matters:
            for thing in things:
                relocate(thing, self.to, by=by, reason=reason)
        self._keep(by, reason, Posting, self._begin_postings(by, reason), "station")
        for day in self.receptions:
            if day not in self.clashes:
                day.station = self.to
                day.save(update_fields=["station"])
        for rows in (self.grids, self.enterprises):
            self._take_along(by, reason, rows)

    def _begin_postings(self, by, reason):
        """Post the deputies at the other station unless they are there. Returns the postings not begun, which only move."""
        there = set(Posting.objects.filter(station=self.to, until=None).values_list("deputy", flat=True))
        there |= set(Posting.objects.current(self.on).filter(station=self.to).values_list("deputy", flat=True))
        going = [posting for posting in self.postings if posting.deputy_id not in there]
        later = [posting for posting in going if posting.since > self.on]
        fresh = [Posting(deputy_id=row.deputy_id, station=self.to, since=self.on, until=row.until)
                 for row in going if row.since <= self.on]
        if fresh:
            bulk_create_with_history(fresh, Posting, default_user=by, default_change_reason=reason[:100])
        for posting in later:
            posting.station = self.to
        return later

    def _end(self, by, reason):
        """The last day of those who served here is the day before."""
        for model, rows in ((Posting, self.postings), (Membership, self.staff)):
            here = [row for row in rows if row.station_id == self.origin.pk]
            for row in here:
                row.until = max(row.since, self.on - timedelta(1))
            self._keep(by, reason, model, here, "until")

    def _take_along(self, by, reason, rows):
        """A name that the other station has already gets the old station's beside it: two rows never become one by accident."""
        if not rows:
            return
        model = type(rows[0])
        known = set(model.objects.filter(station=self.to).values_list("name", flat=True))
        longest = model._meta.get_field("name").max_length
        for row in rows:
            row.station = self.to
            if row.name in known:
                suffix = _("（原%(code)s站）") % {"code": self.origin.code}
                row.name = row.name[: longest - len(suffix)] + suffix
        self._keep(by, reason, model, rows, "station", "name")

    def _keep(self, by, reason, model, rows, *columns):
        if rows:
            bulk_update_with_history(rows, model, columns, default_user=by, default_change_reason=reason[:100])
