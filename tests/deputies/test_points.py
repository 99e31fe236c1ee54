"""Points of the duty file: data of a version, computed when asked, stored nowhere."""

from collections import Counter
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone

from deputies.models import Deputy, Duty, DutyKind, PointRule
from deputies.models.points import score
from stations.models import Region, Setting

pytestmark = pytest.mark.django_db
PLACE = "430602012"


@pytest.fixture
def used(reference):
    Setting.objects.filter(key="duty.points_on").update(number=1)


@pytest.mark.parametrize(("n", "points"), [(0, 0), (1, 4), (2, 6), (5, 12), (6, 12), (400, 12)])
def test_first_each_more_and_cap(n, points):
    assert PointRule(first=4, each_more=2, cap=12).points(n) == points


def test_each_line_is_explained_and_the_total_is_their_sum(used):
    told = score(PLACE, 2026, Counter(reception=2, mediation=1, award=3))
    assert [(line.label, line.n, line.points) for line in told.lines] == [
        ("到站接待", 2, 6), ("事前调解", 1, 5), ("表彰奖励", 3, 0)]
    assert told.total == 11 and told.rule.version == "参照版"


def test_nothing_is_scored_where_points_are_not_used(reference):
    assert score(PLACE, 2026, Counter(reception=2)) is None


def rule(version, since, first, region=None):
    PointRule.objects.create(version=version, since=since, kind=DutyKind.RECEPTION, first=first, each_more=0, cap=first,
                             region=region)


def test_year_is_scored_by_the_version_in_force_then(used):
    rule("旧版", date(2024, 1, 1), 5), rule("新版", date(2025, 6, 1), 7)
    rule("以后", timezone.localdate().replace(year=timezone.localdate().year + 1), 9)
    years = (2023, 2024, 2025, timezone.localdate().year)
    assert [score(PLACE, year, Counter(reception=1)).total for year in years] == [4, 5, 7, 7]


def test_a_districts_own_version_stands_alone(used):
    rule("区版", date(2020, 1, 1), 1, Region.objects.get(code="430602"))
    told = score(PLACE, 2026, Counter(reception=1, mediation=1))
    assert (told.total, told.rule.version) == (1, "区版")
    assert score("430211001", 2026, Counter(reception=1, mediation=1)).total == 9


def test_cap_below_the_first_is_refused(reference):
    with pytest.raises(ValidationError, match="全年最多"):
        PointRule(version="x", since=date(2026, 1, 1), kind="study", first=3, each_more=1, cap=2).full_clean()


def test_no_score_is_stored():
    numbers = [field.name for model in (Duty, Deputy) for field in model._meta.fields
               if isinstance(field, models.IntegerField | models.DecimalField) and not field.primary_key]
    assert numbers == ["version"]


@pytest.mark.parametrize(("role", "status"), [("district", 200), ("admin", 200), ("auditor", 403)])
def test_committee_edits_the_rules(client, cast, role, status):
    client.force_login(cast.people[role])
    assert client.get(reverse("admin:deputies_pointrule_add")).status_code == status


def test_committee_only_looks_at_duties(client, cast):
    client.force_login(cast.district)
    assert client.get(reverse("admin:deputies_duty_changelist")).status_code == 200
    assert client.get(reverse("admin:deputies_duty_add")).status_code == 403
