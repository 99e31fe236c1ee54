"""What was opened from a list leads to the ones above and below it there, and back."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.walk import case_at, issue_at, suggestion_at

pytestmark = pytest.mark.django_db
OPENED = "?view=all"


def page_of(client, thing, query=OPENED):
    return client.get(thing.get_absolute_url() + query)


def found(response):
    """{rel: address} of the links above and below."""
    page = response.content.decode().replace("&amp;", "&")
    return dict(re.findall(r'<a rel="(prev|next)" href="([^"]+)"', page))


def test_rows_of_a_list_lead_on_with_its_query(client, cast):
    issue = issue_at("registered", cast)
    client.force_login(cast.keeper)
    page = client.get(reverse("disputes:issues"), {"stage": "registered", "before": 9999}).content.decode()
    assert f"{issue.get_absolute_url()}?stage=registered&amp;view=all" in page


@pytest.mark.parametrize("walk", [issue_at, case_at, suggestion_at])
def test_above_is_the_newer_and_below_the_older(client, cast, walk):
    stage = {issue_at: "registered", case_at: "lead", suggestion_at: "draft"}[walk]
    oldest, middle, newest = (walk(stage, cast) for _ in range(3))
    client.force_login(cast.keeper)
    assert found(page_of(client, middle)) == {
        "prev": newest.get_absolute_url() + OPENED, "next": oldest.get_absolute_url() + OPENED}
    assert set(found(page_of(client, newest))) == {"next"} and set(found(page_of(client, oldest))) == {"prev"}


def test_filter_and_view_pass_over_others_and_lead_back(client, cast):
    oldest, _other, newest = issue_at("registered", cast), issue_at("accepted", cast), issue_at("registered", cast)
    client.force_login(cast.keeper)
    query = "?stage=registered&view=waiting"
    response = page_of(client, newest, query)
    assert found(response) == {"next": oldest.get_absolute_url() + query}
    assert f'href="{reverse("disputes:issues")}?stage=registered&amp;view=waiting"' in response.content.decode()


def test_opened_otherwise_it_has_no_neighbours(client, cast):
    issue_at("registered", cast)
    client.force_login(cast.keeper)
    assert found(page_of(client, issue_at("registered", cast), "")) == {}


def test_other_station_is_no_neighbour(client, cast, others):
    issue_at("registered", others)
    issue = issue_at("registered", cast)
    issue_at("registered", others)
    client.force_login(cast.keeper)
    assert found(page_of(client, issue)) == {}


def test_rubbish_in_the_query_harms_nothing(client, cast):
    issue = issue_at("registered", cast)
    client.force_login(cast.keeper)
    assert page_of(client, issue, "?view=nonsense&station=x&since=31&figure=none&stage=open").status_code == 200


def test_long_list_costs_no_more_than_a_short_one(client, cast):
    issue = issue_at("registered", cast)
    client.force_login(cast.keeper)
    page_of(client, issue)
    with CaptureQueriesContext(connection) as short:
        page_of(client, issue)
    for _ in range(3):
        issue_at("registered", cast)
    with CaptureQueriesContext(connection) as long:
        page_of(client, issue)
    assert len(short) == len(long)
