"""Close a station, or merge it into another: everything that is open goes on there, in one action that was shown before."""

from datetime import timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from deputies.models import Posting
from disputes.actions.relocate import RELOCATED, relocate_matter
from liaison.actions.leaving import Leaving
from liaison.kit.flow import Obstacle
from stations.actions.relocate import relocate
from stations.models import Membership, Role, Station


def hand_over_station(origin, to, on, *, by, reason):
    """Close ``origin`` on a day and hand over what is open there to the station ``to``; None if nothing is. All or nothing.

    Raises PermissionDenied, Obstacle (what stands against it) and Conflict (a matter has moved in this very moment).
    """
    plan = HandOver(origin, to, on)
    plan.carry_out(by=by, reason=reason)
    return plan


class HandOver(Leaving):
    """What goes where when a station closes.

    A station that closed before may be handed over again: what was taken up there since then follows the rest.
    """

    def __init__(self, origin, to, on):
        super().__init__(origin, to, on)
        self.seen = origin.closed_on, origin.merged_into_id

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
        for model, things in self.matters:
            move = relocate_matter if model in RELOCATED else relocate
            for thing in things:
                move(thing, self.to, by=by, reason=reason)
        self._keep(by, reason, Posting, self._begin_postings(by, reason), "station")
        for day in self.receptions:
            if day not in self.clashes:
                relocate(day, self.to, by=by, reason=reason)
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
