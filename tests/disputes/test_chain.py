"""From any matter one look shows the whole chain, both ways, as far as the user may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disputes.models import IssueConversion, Merge, SuggestionMerge, chain_of
from tests.walk import case_at, issue_at, step, suggestion_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(cast):
    """Two issues, one merged into the first; the first was heard; both and the case ended in one suggestion."""
    first, second, merged = issue_at("in_hearing", cast), issue_at("accepted", cast), issue_at("registered", cast)
    merged.advance("merge", by=cast.keeper, record=Merge(into=first, reason="同一件事"))
    case, suggestion = first.cases.get(), suggestion_at("draft", cast)
    suggestion.cases.add(case)
    second.advance("convert", by=cast.keeper, record=IssueConversion(suggestion=suggestion, reason="general"))
    return {"issues": {first, second, merged}, "cases": {case}, "suggestions": {suggestion}}


def told(chain):
    return {kind: set(things) for kind, things in chain.items()}


def test_chain_is_the_same_from_every_end(cast, chain):
    for things in chain.values():
        for thing in things:
            assert told(chain_of(thing, cast.keeper)) == chain


def test_chain_shows_only_what_the_user_may_see(cast, chain):
    case = next(iter(chain["cases"]))
    assert told(chain_of(case, cast.street)) == chain | {"suggestions": set()}  # a draft is its signers' and its station's
    for issue in chain["issues"]:
        assert told(chain_of(issue, cast.auditor))["suggestions"] == set()
    assert told(chain_of(case, cast.unit)) | {"cases": set()} == {"issues": set(), "cases": set(), "suggestions": set()}


def test_lonely_thing_is_its_own_chain(cast):
    case = case_at("lead", cast)
    assert chain_of(case, cast.keeper) == {"issues": [], "cases": [case], "suggestions": []}


def test_accusation_is_no_link_to_others(cast):
    issue, merged = issue_at("registered", cast), issue_at("registered", cast)
    merged.advance("merge", by=cast.keeper, record=Merge(into=issue, reason="同一件事"))
    step(issue, "restrict", cast)
    assert told(chain_of(merged, cast.keeper))["issues"] == set()  # what joined an accusation is among the few too
    assert told(chain_of(merged, cast.head))["issues"] == {issue, merged}


def test_merged_suggestion_leads_to_the_one_it_joined(cast):
    into, merged = suggestion_at("submitted", cast), suggestion_at("draft", cast)
    issue = issue_at("accepted", cast)
    issue.advance("convert", by=cast.keeper, record=IssueConversion(suggestion=merged, reason="general"))
    step(merged, "submit", cast)
    merged.advance("merge", by=cast.district, record=SuggestionMerge(into=into, reason="同一内容"))
    assert told(chain_of(issue, cast.keeper))["suggestions"] == {into, merged}
    assert told(chain_of(into, cast.keeper))["issues"] == {issue}


def test_longer_list_costs_no_more_queries(cast, chain):
    suggestion = next(iter(chain["suggestions"]))
    before = queries_for(suggestion, cast.keeper)
    for _more in range(3):
        issue = issue_at("accepted", cast)
        issue.advance("convert", by=cast.keeper, record=IssueConversion(suggestion=suggestion, reason="general"))
    assert queries_for(suggestion, cast.keeper) == before
    assert len(chain_of(suggestion, cast.keeper)["issues"]) == 6


def queries_for(thing, user):
    assert user.current_memberships  # read once a request
    with CaptureQueriesContext(connection) as queries:
        chain_of(thing, user)
    return len(queries)


def test_page_does_not_deny_what_it_may_not_show(client, cast, chain):
    """A draft is not the street's to see, but that there is one must not be denied."""
    case = next(iter(chain["cases"]))
    client.force_login(cast.street)
    page = client.get(case.get_absolute_url()).content.decode()
    assert page.count("有，不在您的查看范围内") == 1
