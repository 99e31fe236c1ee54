"""Choices by the hundred can be narrowed by a few characters; Enter in that field sends nothing."""

import pytest

from liaison.management.commands import defaults
from tests import walk
from tests.factories import DeputyFactory, MandateFactory, PostingFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_names_are_narrowed_and_a_chosen_one_stays(page, live_server, client):
    defaults.load()
    cast = walk.cast_at("430602012")
    suggestion = walk.suggestion_at("draft", cast)
    for number in range(25):
        deputy = DeputyFactory(name=f"何{number:02d}")
        MandateFactory(deputy=deputy, level=suggestion.mandate.level, term=suggestion.mandate.term)
        PostingFactory(deputy=deputy, station=cast.station)
    client.force_login(cast.lead)
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
    url = f"{live_server.url}/suggestions/{suggestion.pk}/move/invite/"
    page.goto(url)
    page.get_by_label("何03").check()
    page.fill(".sift", "何1")
    shown = page.locator(".option:visible").all_inner_texts()
    assert [text.strip() for text in shown] == ["何03", *(f"何1{n}" for n in range(10))]
    page.press(".sift", "Enter")
    assert page.url == url
