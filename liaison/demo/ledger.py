"""The duty file in the demo follows its events at the end of each day, for all events of the day at once."""

from contextlib import contextmanager
from unittest.mock import patch

from deputies.models import Serving


class Ledger:
    """The events of the day that have something to tell of deputies' service, each as it was told last."""

    def __init__(self):
        self.waiting = {}

    def note(self, event):
        self.waiting.setdefault(type(event), {})[event.pk] = event

    def settle(self):
        waiting, self.waiting = self.waiting, {}
        for model, events in waiting.items():
            model.tell_duties_of(list(events.values()))


@contextmanager
def told_by_day(almanac):
    """What would tell its duties by itself waits until the almanac goes on to another day, or until the end."""
    ledger = Ledger()
    almanac.at_evening = ledger.settle
    with patch.object(Serving, "tell_duties", lambda event: ledger.note(event)):
        try:
            yield ledger
            ledger.settle()
        finally:
            almanac.at_evening = None
