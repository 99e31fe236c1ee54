"""王姐 at the counter: how many keys a visit costs beyond the text itself."""

import pytest
from django.urls import reverse

from disputes.models import Issue
from liaison.management.commands import defaults
from tests import walk

pytestmark = pytest.mark.django_db(transaction=True)
MOST_KEYS = 12


def test_a_visit_costs_at_most_twelve_keys_beyond_the_text(page, live_server, client):
    defaults.load()
    cast = walk.cast_at("430602012")
    client.force_login(cast.keeper)
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
    page.add_init_script("window.print = function () {}")
    page.goto(live_server.url + reverse("disputes:issues"))
    pressed = []

    def press(key):
        pressed.append(key)
        page.keyboard.press(key)

    press("F2")
    page.wait_for_url("**/issues/log/")
    while page.evaluate("document.activeElement.name") != "name":
        press("Tab")
    for text in ("刘爹爹", "13900000001", "金领公寓3栋", "停水两天了。没有人管。"):
        if text.startswith("金领"):
            press("Tab")  # past the tick for those without a phone
        page.keyboard.insert_text(text)
        press("Tab")
    press("Tab")  # the title is there already
    press("3")
    assert page.evaluate("document.activeElement.name") == "category"
    press("F8")
    page.wait_for_url("**/receipt/**")
    issue = Issue.objects.get()
    assert (issue.title, issue.category.code, issue.place) == ("停水两天了", "road", "金领公寓3栋")
    assert len(pressed) <= MOST_KEYS, pressed
