"""Turning matters into a suggestion: who may, from what, and what becomes of what was typed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deputies.models import CongressLevel
from disputes.actions.convert import anonymised
from disputes.models import Issue, Suggestion
from tests import walk
from tests.factories import MandateFactory, category

pytestmark = pytest.mark.django_db


def convert(client, user, sent=None, **query):
    client.force_login(user)
    url = reverse("disputes:convert", query=query)
    return client.get(url) if sent is None else client.post(url, sent)


def typed(cast, *issues, **changes):
    return {"reason": "beyond", "issues": [issue.pk for issue in issues], "mandate": cast.mandate.pk, "title": "关于供水的建议",
            "facts": "停水多日。", "analysis": "管网老化。", "proposal": "请改造。"} | changes


@pytest.fixture
def issue(cast):
    return walk.issue_at("accepted", cast, place="金领公寓")


def test_page_offers_text_without_personal_numbers(client, cast):
    issue = walk.issue_at("accepted", cast, title="请回电13912345678")
    form = convert(client, cast.keeper, issue=issue.pk).context["form"]
    assert form.initial["issues"] == [issue.pk] and form.initial["title"].startswith("关于解决")
    assert "13912345678" not in form.initial["facts"]


@pytest.mark.parametrize("number", ["13912345678", "430602199001011234", "0730-1234567"])
def test_numbers_of_people_are_left_out(number):
    assert number not in anonymised(f"电话{number}。")


def test_same_class_and_place_come_first(client, cast, issue):
    far = walk.issue_at("accepted", cast, category=category("issue", "noise"), place="别处")
    near = walk.issue_at("accepted", cast, place="金领公寓")
    newest = walk.issue_at("accepted", cast, category=category("issue", "noise"), place="另处")
    offered = list(convert(client, cast.keeper, issue=issue.pk).context["form"].fields["issues"].queryset)
    assert offered == [issue, near, newest, far]


def test_as_many_queries_for_one_source_as_for_three(client, cast, issue):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            assert convert(client, cast.keeper, issue=issue.pk).status_code == 200
        return len(seen)
    cost()
    one = cost()
    for _n in range(2):
        walk.issue_at("accepted", cast)
    assert cost() == one


@pytest.mark.parametrize("changes", [
    {"issues": []}, {"mandate": ""}, {"title": ""}, {"proposal": ""}, {"facts": ""}, {"reason": "why"}, {"title": "题" * 61},
    {"facts": "字" * 5001}, {"mandate": "9" * 30}, {"issues": ["9" * 30]}, {"issues": ["x\0"]}, {"title": "\u202e倒"},
])
def test_bad_input_is_told_and_everything_is_kept(client, cast, issue, changes):
    answer = convert(client, cast.keeper, typed(cast, issue, **changes), issue=issue.pk)
    assert answer.status_code == 200 and answer.context["form"].errors
    for name, words in (("analysis", "管网老化。"), ("proposal", "请改造。")):
        assert changes.get(name) == "" or words in answer.content.decode()
    assert not Suggestion.objects.exists()


def test_source_that_moved_on_is_refused_and_nothing_happens(client, cast, issue):
    other = walk.issue_at("assigned", cast)
    answer = convert(client, cast.keeper, typed(cast, issue, other), issue=issue.pk)
    assert answer.status_code == 200 and not Suggestion.objects.exists()
    assert Issue.objects.get(pk=issue.pk).stage == "accepted"
    shown = convert(client, cast.keeper, issue=other.pk)
    assert "不能转化" in shown.content.decode()


def test_deputy_leads_himself_and_chooses_among_his_mandates(client, cast, issue):
    only = convert(client, cast.deputy, issue=issue.pk).context["form"]
    assert list(only.fields["mandate"].queryset) == [cast.mandate] and only.initial["mandate"] == cast.mandate.pk
    city = MandateFactory(deputy=cast.deputies["deputy"], level=CongressLevel.PREFECTURE)
    form = convert(client, cast.deputy, issue=issue.pk).context["form"]
    assert set(form.fields["mandate"].queryset) == {cast.mandate, city} and "mandate" not in form.initial
    assert convert(client, cast.deputy, typed(cast, issue, mandate=city.pk), issue=issue.pk).status_code == 302
    assert Suggestion.objects.get().level == CongressLevel.PREFECTURE


def test_deputy_cannot_name_another_lead(client, cast, issue):
    other = cast.deputies["cosigner"].mandates.get()
    answer = convert(client, cast.deputy, typed(cast, issue, mandate=other.pk), issue=issue.pk)
    assert answer.status_code == 200 and not Suggestion.objects.exists()


def test_deputy_converts_only_what_he_attends(client, cast, issue):
    foreign = walk.issue_at("accepted", cast, deputy=cast.deputies["cosigner"])
    assert foreign not in convert(client, cast.deputy, issue=issue.pk).context["form"].fields["issues"].queryset
    assert convert(client, cast.deputy, typed(cast, issue, foreign), issue=issue.pk).status_code == 200
    assert convert(client, cast.deputy, issue=foreign.pk).status_code == 404
    assert not Suggestion.objects.exists()


def test_keeper_offers_the_deputies_of_the_station(client, cast, others, issue):
    offered = convert(client, cast.keeper, issue=issue.pk).context["form"].fields["mandate"].queryset
    assert {mandate.deputy for mandate in offered} == set(cast.deputies.values())


def test_sources_of_other_stations_are_not_there(client, cast, others, issue):
    assert convert(client, others.keeper, issue=issue.pk).status_code == 404
    far = walk.issue_at("accepted", others)
    assert convert(client, cast.keeper, typed(cast, issue, far), issue=issue.pk).status_code == 200
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("role", ["street", "auditor"])
def test_whoever_only_looks_may_not_convert(client, cast, issue, role):
    assert convert(client, cast.people[role], issue=issue.pk).status_code == 403


@pytest.mark.parametrize("query", [{}, {"issue": "x"}, {"issue": "9" * 40}, {"case": "0"}])
def test_nothing_to_convert_is_404(client, cast, query):
    assert convert(client, cast.keeper, **query).status_code == 404


def test_case_alone_can_become_a_suggestion(client, cast):
    case = walk.case_at("failed", cast)
    sent = typed(cast, cases=[case.pk])
    assert convert(client, cast.keeper, sent, case=case.pk).status_code == 302
    assert Suggestion.objects.get().cases.get() == case


def test_reading_the_page_changes_nothing(client, cast, issue):
    before = Issue.objects.values().get(pk=issue.pk)
    convert(client, cast.keeper, issue=issue.pk)
    assert before == Issue.objects.values().get(pk=issue.pk) and not Suggestion.objects.exists()
