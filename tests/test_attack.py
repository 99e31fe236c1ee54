"""What an attacker tried: each test is a way in that was open once, or one that must stay shut."""

import pytest

from disputes.models import Issue, PanelMember, Visitor
from tests.factories import VisitorFactory
from tests.walk import issue_at, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def accusation(cast):
    """An accusation into which the same accusation by somebody else had been merged, and to which a third came."""
    first, second, third = (VisitorFactory(station=cast.station, name=name, phone="") for name in ("钱一", "钱二", "钱三"))
    parent = issue_at("registered", cast, title="反映干部优亲厚友", visitor=first)
    child = issue_at("registered", cast, title="反映同一名干部", visitor=second)
    step(child, "merge", cast, into=parent)
    step(parent, "revisit", cast, visitor=third)
    step(parent, "restrict", cast)
    return parent


# Accusations


def test_what_was_merged_into_an_accusation_is_known_to_few(cast, accusation):
    child = accusation.merged.get()
    for role in ("keeper", "street", "auditor", "deputy", "unit"):
        user = cast.people[role]
        assert not Issue.objects.visible_to(user).filter(pk__in=(accusation.pk, child.pk)).exists()
        assert not child.roles_of(user) and not child.moves_for(user)
    for role in ("head", "district"):
        assert {accusation, child} <= set(Issue.objects.visible_to(cast.people[role]))


def test_nobody_but_the_head_learns_who_joined_an_accusation(cast, accusation):
    accusers = Visitor.objects.filter(name__startswith="钱")
    for user in (cast.keeper, cast.deputy, cast.street, cast.district):
        assert not (Visitor.objects.visible_to(user) & accusers).exists()
    assert (Visitor.objects.visible_to(cast.head) & accusers).count() == 3


def test_page_of_what_was_merged_is_gone_for_the_keeper(client, cast, accusation):
    client.force_login(cast.keeper)
    child = accusation.merged.get()
    for address in (child.get_absolute_url(), f"/issues/{child.pk}/receipt/", f"/issues/{child.pk}/move/unmerge/"):
        assert client.get(address).status_code == 404
    for address in ("/issues/", "/search/?q=干部", "/"):
        page = client.get(address).content.decode()
        assert child.title not in page and accusation.title not in page


# Half of a move


def test_move_that_fails_leaves_no_person_behind(client, cast):
    issue = issue_at("accepted", cast)
    client.force_login(cast.keeper)
    typed = {"version": issue.version, "name": "孙不留", "phone": "10000007777", "words": "又来了。", "on": "2099-01-01",
             "source": "visit", "companions": "0"}
    page = client.post(f"/issues/{issue.pk}/move/revisit/", typed)
    assert page.status_code == 200 and "孙不留" in page.content.decode()
    assert not Visitor.objects.filter(name="孙不留").exists()


# The way on after signing in


@pytest.mark.parametrize("wanted", ["ab", "sign_out", "__class__", "2026-02-30", "?x=1", "//evil.example", "/\\evil.example"])
def test_rubbish_as_the_way_on_leads_home(client, cast, wanted):
    client.force_login(cast.keeper)
    page = client.get("/sign-in/", {"next": wanted})
    assert (page.status_code, page["Location"]) == (302, "/")


# Administration


@pytest.mark.parametrize("role", ["admin", "auditor", "district"])
def test_no_list_answers_questions_about_passwords(client, cast, role):
    client.force_login(cast.people[role])
    for query in ("password__startswith=argon2", "password__regex=^a", "password=!"):
        assert client.get(f"/admin/stations/user/?{query}").status_code in (400, 403)


@pytest.mark.parametrize("query", ["since__year=10000000", "since__year=-1", "id__in=x", "id=9223372036854775808"])
def test_impossible_filter_of_a_list_is_no_failure(client, cast, query):
    client.force_login(cast.admin)
    assert client.get(f"/admin/stations/membership/?{query}").status_code in (200, 302, 404)


@pytest.mark.parametrize("key", ["x" * 300, "9999999-01-01", "\u202e", "\uff11\u00b2", "9223372036854775808", "-1"])
def test_wrong_key_in_a_searched_choice_is_told_at_the_field(client, cast, key):
    client.force_login(cast.admin)
    typed = {"name": "老支书", "standing": "elder", "region": cast.station.region_id, "deputy": key, "is_active": "on"}
    assert client.post("/admin/disputes/panelmember/add/", typed).status_code in (200, 400)
    assert not PanelMember.objects.filter(name="老支书").exists()
