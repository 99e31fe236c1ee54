"""A list on paper is a table, however narrow the sheet; on a phone it is cards, and nothing is wider than the screen."""

import pytest
from django.urls import reverse

from liaison.management.commands import defaults
from tests import walk

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = {"width": 650, "height": 900}  # what is left of A4 between its margins
PHONE = {"width": 390, "height": 844}
DISPLAY = "getComputedStyle(document.querySelector('.ledger thead')).display"


@pytest.fixture
def listed(page, live_server, client):
    defaults.load()
    cast = walk.cast_at("430602012")
    walk.issue_at("registered", cast)
    client.force_login(cast.keeper)
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
    page.goto(live_server.url + reverse("disputes:issues"))
    return page


def test_list_is_a_table_on_paper_and_cards_on_a_phone(listed):
    listed.set_viewport_size(SHEET)
    listed.emulate_media(media="print")
    assert listed.evaluate(DISPLAY) == "table-header-group"
    listed.set_viewport_size(PHONE)
    listed.emulate_media(media="screen")
    assert listed.evaluate(DISPLAY) == "none"
    assert listed.evaluate("document.documentElement.scrollWidth <= innerWidth")
