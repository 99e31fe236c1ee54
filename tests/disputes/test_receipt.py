"""Papers of the counter: the slip with the number, and where to go instead."""

import pytest
from django.urls import reverse

from disputes.papers.issue import next_steps
from stations.models import DeadlineRule, ReadLog
from tests import walk
from tests.factories import VisitorFactory


def slip(issue, name="receipt"):
    return reverse(f"disputes:{name}", args=[issue.pk])


def test_the_slip_tells_number_picture_phone_and_dates(client, cast):
    person = VisitorFactory(station=cast.station, name="刘爹爹", phone="13900000001")
    issue = walk.issue_at("registered", cast, visitor=person)
    client.force_login(cast.keeper)
    page = client.get(slip(issue)).content.decode()
    assert issue.number in page and cast.station.phone in page and "data:image/svg+xml" in page
    assert f"{issue.due_on.month}月{issue.due_on.day}日（周" in page and "15 个工作日内答复" in page
    assert "139****0001" in page and "13900000001" not in page and "刘爹爹" not in page


def test_periods_come_from_the_rules(cast):
    DeadlineRule.objects.filter(flow="issue", clock="answer", variant="general").update(length=7)
    assert any("7 个工作日" in sentence for sentence in next_steps(walk.issue_at("registered", cast)))


@pytest.mark.parametrize("stage", list(walk.WAYS["issue"]))
def test_every_stage_says_what_comes_next(client, cast, stage):
    issue = walk.issue_at(stage, cast)
    client.force_login(cast.head)
    assert client.get(slip(issue)).context["next"]


def test_printing_is_kept_and_changes_nothing_else(client, cast):
    issue = walk.issue_at("registered", cast)
    client.force_login(cast.keeper)
    client.get(slip(issue))
    kept = ReadLog.objects.get()
    assert (kept.action, kept.thing, kept.by) == ("print", f"issue:{issue.pk}", cast.keeper)
    version = issue.version
    issue.refresh_from_db()
    assert issue.version == version


def test_it_prints_at_once_only_when_asked(client, cast):
    issue = walk.issue_at("registered", cast)
    client.force_login(cast.keeper)
    assert "data-print-now" not in client.get(slip(issue)).content.decode()
    assert "data-print-now" in client.get(slip(issue) + "?print=1").content.decode()


def test_the_notice_tells_where_to_go_and_exists_only_when_redirected(client, cast):
    client.force_login(cast.keeper)
    page = client.get(slip(walk.issue_at("redirected", cast), "redirection")).content.decode()
    assert "不予受理告知单" in page and "人民法院" in page and "12368" in page and "已在法院审理。" in page
    assert client.get(slip(walk.issue_at("registered", cast), "redirection")).status_code == 404


@pytest.mark.parametrize("role", ["street", "district", "auditor"])
def test_others_who_see_the_matter_hand_over_no_papers(client, cast, role):
    issue = walk.issue_at("redirected", cast)
    client.force_login(cast.people[role])
    for name in ("receipt", "redirection"):
        assert client.get(slip(issue, name)).status_code == 403
    assert not ReadLog.objects.exists()
