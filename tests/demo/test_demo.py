"""The demo district: the numbers that it promises, every open stage, and nothing that could be taken for a real person."""

import io
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from deputies.models import Deputy, Mandate, Reception
from disputes.figures import FIGURES
from disputes.models import Case, Commitment, Issue, PanelMember, Suggestion, Visitor
from liaison.demo.people import PASSWORD
from liaison.kit.figures import Scope
from liaison.kit.flow import KEEP, flowing_models
from liaison.kit.workdays import months_after
from stations.models import Station, Unit, User, day_calendar

pytestmark = pytest.mark.django_db
HERE = "430602"  # 岳阳楼区
STORIES = ["金领公寓供水纠纷", "工贸城片区改造", "洪家洲社区拆违治违",
           "琵琶王社区养宠纠纷", "天伦国际石墩", "磨子山南路右转车道拥堵"]
NAMED = ["keeper", "head", "deputy", "street", "unit", "keeper2", "head2", "deputy2", "street2", "unit2",
         "keeper3", "head3", "deputy3", "street3", "unit3"]
OFFICES = ["district", "district3", "auditor", "admin"]
REAL_MOBILE = re.compile(r"1[3-9]\d{9}")


def test_it_says_what_it_does_and_keeps_to_the_statements_of_half_a_minute(demo):
    said, statements = demo
    assert "108 个联络站" in said and re.search(r"装入完成，用时 \d+ 秒。", said)
    assert statements < 112_000  # the minute that a load may take has room for twice as many, on two cores of an office PC


def test_108_stations_and_540_deputies_of_five_levels(demo):
    stations = Station.objects.filter(region__code__startswith=HERE)
    assert stations.count() == stations.values("community").distinct().count() == 108
    assert [stations.order_by("code").values_list("code", flat=True)[n] for n in (0, 107)] == ["001", "108"]
    assert Deputy.objects.serving().within(HERE).count() == 540
    assert set(Mandate.objects.values_list("level", flat=True)) == {"national", "provincial", "prefecture", "county", "township"}
    assert Mandate.objects.filter(deputy__in=Deputy.objects.within(HERE)).count() == 570
    panelists = PanelMember.objects.filter(region__code__startswith=HERE)
    assert panelists.filter(standing="deputy").count() == 540
    assert panelists.exclude(standing="deputy").count() == 200
    assert all(m.term.region.has_congress for m in Mandate.objects.filter(level="township").select_related("term__region"))


def test_the_year_shows_210_130_and_60(demo):
    """From September on the year is this one; a younger year would be crammed, so that it is the twelve months to today."""
    today = timezone.localdate()
    since = date(today.year, 1, 1) if today.month >= 9 else months_after(today, -12)
    scope = Scope(user=User.objects.get(username="district"), since=since, until=today, region=HERE)
    assert [FIGURES[key].rows(scope).count() for key in ("before", "during", "after")] == [210, 130, 60]


@pytest.mark.parametrize("model", flowing_models())
def test_every_open_stage_is_there_and_something_is_overdue(demo, model):
    """Overdue is what a clock has run out for, in a stage that does not end by itself then; not every flow has such clocks."""
    assert model.flow.open <= set(model.objects.values_list("stage", flat=True))
    assert model.objects.overdue().exists() == any(may_be_late(model.flow, stage) for stage in model.flow.open)


def may_be_late(flow, stage):
    """Does a move that leads to the stage start a clock, and nothing but people end it?"""
    ends_by_itself = any(move.name == "lapse" for move in flow.leaving(stage))
    return not ends_by_itself and any(move.target == stage and move.clock not in ("", KEEP) for move in flow.moves)


def test_every_chain_is_whole(demo):
    said = io.StringIO()
    call_command("verify", stdout=said)
    assert "every chain is whole" in said.getvalue()


def test_nothing_happens_after_now_nor_before_its_time(demo):
    for model in flowing_models():
        steps = model.step_model().objects.order_by(f"{model.flow.name}_id", "number")
        assert not steps.filter(at__gt=timezone.now()).exists()
        seen = {}
        for key, at in steps.values_list(f"{model.flow.name}_id", "at"):
            assert seen.get(key, at) <= at
            seen[key] = at


def test_the_side_exits_and_open_promises_are_there(demo):
    assert {"redirected", "merged", "voided"} <= set(Issue.objects.values_list("stage", flat=True))
    assert {"declined", "diverted", "failed", "voided"} <= set(Case.objects.values_list("stage", flat=True))
    assert {"merged", "not_accepted", "withdrawn"} <= set(Suggestion.objects.values_list("stage", flat=True))
    assert Suggestion.objects.filter(mandate__level="provincial", stage="external").exists()
    assert Commitment.objects.filter(fulfilments=None, due_on__gt=timezone.localdate()).exists()
    assert Issue.objects.filter(stage="rehandling", steps__move="rehandle").exists()


@pytest.mark.parametrize("title", STORIES)
def test_the_six_stories_are_told_to_their_end(demo, title):
    issue = Issue.objects.filter(title__startswith=title).earliest("pk")
    assert issue.stage == "closed" and issue.satisfaction == "satisfied" and len(issue.visits.first().words) > 60


def test_nobody_has_a_number_in_service(demo):
    phones = [row.phone for model in (Deputy, Visitor, Station, Unit) for row in model.objects.all()]
    assert not [phone for phone in phones if REAL_MOBILE.search(phone)]


def test_titles_are_short_and_varied(demo):
    with_title = [model for model in flowing_models() if "title" in {field.name for field in model._meta.concrete_fields}]
    titles = Counter(title for model in with_title for title in model.objects.values_list("title", flat=True))
    assert max(map(len, titles)) <= 30
    assert not [title for title in titles if "{" in title or "测试" in title]
    assert len({re.sub(r"^.*?(?:小区|花园|栋|路|里|村|苑)", "", title) for title in titles}) > 60


@pytest.mark.parametrize("name", NAMED)
def test_a_named_account_finds_work_overdue_and_soon_due(demo, name):
    """Soon is within three days, in the days before a holiday on the first days after it: nothing falls due on a holiday."""
    today = timezone.localdate()
    soon = max(3, (day_calendar().next_workday(today + timedelta(days=2)) - today).days)
    user = User.objects.get(username=name)
    mine = [model.objects.visible_to(user) for model in flowing_models()]
    assert any(thing.moves_for(user) for rows in mine for thing in rows.overdue())
    assert any(thing.moves_for(user) for rows in mine for thing in rows.due_within(soon))


def test_the_named_accounts_sign_in_and_no_other_can(demo):
    assert all(Client().login(username=name, password=PASSWORD) for name in [*NAMED, *OFFICES])
    assert [user.username for user in User.objects.all() if user.has_usable_password()] == sorted([*NAMED, *OFFICES])


def test_a_named_deputy_has_a_reception_and_something_to_judge(demo):
    for name in ("deputy", "deputy2", "deputy3"):
        deputy = Deputy.objects.get(user__username=name)
        today = timezone.localdate()
        assert Reception.objects.filter(deputies=deputy, on__range=(today, today + timedelta(days=31))).exists()
        assert deputy.suggestions.filter(stage="replied").exists()
        assert Case.objects.open().filter(panels__seats__member__deputy=deputy).exists()
        assert Issue.objects.filter(stage="mediating", mediations__mediators__deputy=deputy).exists()


def test_a_second_run_changes_nothing_or_says_why_not(demo):
    before = Issue.objects.count()
    call_command("demo", "--if-empty", stdout=io.StringIO())
    assert Issue.objects.count() == before
    with pytest.raises(CommandError, match="空库"):
        call_command("demo", stdout=io.StringIO())
