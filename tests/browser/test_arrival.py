"""A deputy on the phone: the next reception day, arrival in two taps, the duty file at once, and undo."""

from datetime import time

import pytest
from django.urls import reverse

from deputies.models import Duty
from liaison.management.commands import defaults
from tests import walk
from tests.deputies.walk_reception import reception_at

pytestmark = pytest.mark.django_db(transaction=True)


def test_arrival_is_two_taps_on_a_phone_and_undone_by_one(page, live_server, client):
    defaults.load()
    cast = walk.cast_at("430602012")
    day = reception_at("published", cast, starts_at=time(0), ends_at=time(23, 59))
    client.force_login(cast.deputy)
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url + reverse("home"))  # the first tap: the link of a message, or the code at the station
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    button = page.get_by_role("button", name="到站登记")
    assert button.bounding_box()["height"] >= 44
    button.click()
    page.get_by_text("到站，履职档案已记入").wait_for()
    duty = Duty.objects.get()
    assert (duty.stage, duty.deputy, duty.evidence_url) == ("recorded", cast.deputies["deputy"], day.get_absolute_url())
    page.get_by_role("button", name="撤销").click()
    page.get_by_role("button", name="到站登记").wait_for()
    duty.refresh_from_db()
    assert duty.stage == "taken_back"
