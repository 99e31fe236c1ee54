"""Assessments: who may do what at which stage, computed marks that nobody types, results and stars by thresholds."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from liaison.figures import FIGURES
from liaison.figures.measures import measured, unknown
from liaison.kit.figures import Scope
from liaison.kit.flow import START, SYSTEM, Conflict, Obstacle
from stations.actions import limits
from stations.actions.assessment import open_round
from stations.flows import ASSESSMENT, AssessmentStage
from stations.models import Assessment, AssessmentItem, Score, Scoring, Setting, Station, User
from tests import walk
from tests.factories import StationFactory
from tests.stations.walk_assessment import SINCE, UNTIL, WAYS, assessment_at, new, scores, step, template
from tests.tables import allowed, of_cast

ROLES = ("keeper", "head", "deputy", "street", "district", "unit", "auditor", "admin")
MATRIX = {
    START: {"district": "open"},
    "opened": {"head": "self_check", "district": "void"},
    "self_checked": {"street": "review send_back", "district": "void"},
    "reviewed": {"district": "return_review confirm void"},
    "confirmed": {"head": "appeal"},
    "appealed": {"district": "decide"},
    "final": {},
    "voided": {},
}


# The table


def test_matrix_names_every_stage_and_every_move_of_a_person():
    assert set(MATRIX) == {START, *AssessmentStage.values} and set(WAYS) == set(AssessmentStage.values)
    named = {move for row in MATRIX.values() for moves in row.values() for move in moves.split()}
    assert named == {move.name for move in ASSESSMENT.moves if move.by_hand}
    assert {move.name for move in ASSESSMENT.moves if move.roles == (SYSTEM,)} == {"lapse", "recount"}


def test_every_open_stage_has_a_way_out_and_what_ended_has_none():
    for stage in ASSESSMENT.open:
        assert [move for move in ASSESSMENT.leaving(stage) if move.target not in (None, stage)], stage
    assert [move for stage in ASSESSMENT.final for move in ASSESSMENT.leaving(stage)] == []


@pytest.mark.parametrize("stage", WAYS)
def test_stage_gives_each_role_its_moves_and_refuses_the_others(cast, others, stage):
    thing = assessment_at(stage, cast)
    assert allowed(thing, of_cast(cast, ROLES)) == MATRIX[stage]
    assert set(allowed(thing, others.people)) <= {"district"}
    for move in ASSESSMENT.moves:
        for role, user in of_cast(cast, ROLES).items():
            if stage in move.sources and move.name not in MATRIX[stage].get(role, "").split():
                with pytest.raises(PermissionDenied):
                    thing.advance(move.name, by=user, note="说明")
    assert thing.steps.count() == len(WAYS[stage]) and thing.broken_step() is None


def test_beginning_is_for_the_district(cast, others):
    assert allowed(new(cast), of_cast(cast, ROLES)) == MATRIX[START]
    assert allowed(new(cast), {role: others.people[role] for role in ("head", "street")}) == {}


@pytest.mark.parametrize("stage", ["opened", "self_checked", "reviewed", "appealed"])
def test_marks_are_a_paper_that_must_be_there(cast, stage):
    thing = assessment_at(stage, cast)
    move = next(move for move in ASSESSMENT.leaving(stage) if move.record)
    with pytest.raises(Obstacle, match="评分表"):
        thing.advance(move.name, by=getattr(cast, move.roles[0]))


# Marks


def test_item_gives_marks_in_proportion_up_to_its_target():
    per = AssessmentItem(weight=Decimal(25), kind="computed", figure="a", per="b", target=90)
    assert [per.points(n, 20) for n in (0, 9, 18, 20)] == [0, Decimal("12.5"), 25, 25]
    assert per.points(0, 0) == 0
    per.full_if_none = True
    assert per.points(0, 0) == 25
    counted = AssessmentItem(weight=Decimal(10), kind="computed", figure="a", target=3)
    assert [counted.points(n) for n in (0, 1, 2, 3, 9)] == [0, Decimal("3.3"), Decimal("6.7"), 10, 10]


def test_computed_marks_are_what_the_rows_say(cast):
    walk.issue_at("registered", cast, begun_on=date(2026, 5, 1))
    walk.issue_at("registered", cast, begun_on=date(2025, 5, 1))
    thing = assessment_at("self_checked", cast)
    kept = {score.item.label: score for score in thing.scored()["self_check"].scores.all()}
    assert (kept["收到意见"].figure, kept["收到意见"].number, kept["收到意见"].score) == ("received", 1, 15)
    assert (kept["按期答复"].number, kept["按期答复"].of, kept["按期答复"].score) == (0, 0, 30)
    assert thing.scored()["self_check"].total == 85


def test_numbers_do_not_depend_on_who_asks(cast):
    walk.issue_at("registered", cast, begun_on=SINCE), walk.issue_at("restricted", cast, begun_on=SINCE)
    item = template().items.get(label="收到意见")
    assert measured(new(cast), [item])[item.pk].told[0][1] == 2
    seen = FIGURES["received"].rows
    assert [seen(scope_of(user, cast)).count() for user in (cast.street, cast.head)] == [1, 2]


def scope_of(user, cast):
    return Scope(user, SINCE, UNTIL, station=cast.station.pk)


def test_eyes_are_nobody_and_see_no_other_region(cast):
    eyes = User.overseeing(cast.station.region)
    assert eyes.pk is None and not User.objects.filter(username="").exists()
    assert eyes.has_role("district", at=cast.station) and not eyes.has_role("district", at=cast.county)


def test_kept_marks_are_a_dated_copy(cast):
    walk.issue_at("registered", cast, begun_on=SINCE)
    thing = assessment_at("confirmed", cast)
    total = thing.total
    walk.issue_at("registered", cast, begun_on=SINCE)
    thing.refresh_from_db()
    assert thing.total == total == 85 and thing.broken_step() is None


@pytest.mark.parametrize("tampering", [
    lambda parts: setattr(parts[2], "score", Decimal(30)), lambda parts: setattr(parts[2], "figure", ""),
    lambda parts: setattr(parts[2], "number", None), lambda parts: setattr(parts[1], "of", None),
    lambda parts: setattr(parts[0], "score", Decimal("40.1")), lambda parts: setattr(parts[0], "score", Decimal("-0.1")),
    lambda parts: setattr(parts[3], "score", Decimal("-5.1")), lambda parts: setattr(parts[0], "weight", Decimal(50)),
    lambda parts: parts.pop(), lambda parts: parts.append(Score.judged(parts[0].item, Decimal(1))),
])
def test_marks_that_cannot_stand_are_refused_whoever_writes_them(cast, tampering):
    thing = assessment_at("opened", cast)
    parts = scores(thing)
    tampering(parts)
    with pytest.raises(Obstacle):
        thing.advance("self_check", by=cast.head, record=Scoring(), parts=parts)
    assert not Scoring.objects.exists() and thing.stage == "opened"


def test_who_judges_otherwise_says_why(cast):
    thing = assessment_at("self_checked", cast)
    with pytest.raises(Obstacle, match="请写明理由"):
        step(thing, "review", cast, judged="30", comment="")
    step(thing, "review", cast, judged="30", comment="标牌破损")
    step(thing, "confirm", cast, judged="30", comment="")
    assert thing.total == 60


def test_total_never_falls_below_nothing(cast):
    thing = assessment_at("opened", cast, template=only_bonus())
    step(thing, "self_check", cast, bonus="-5")
    assert thing.scorings.get().total == 0


def only_bonus():
    sheet = template("只有加减分")
    AssessmentItem.objects.filter(template=sheet).exclude(kind="bonus").delete()
    return sheet


# Result, stars, appeal


@pytest.mark.parametrize(("judged", "result", "stars"), [
    ("40", "pass", 5), ("30", "pass", 4), ("20", "pass", 3), ("19.9", "basic", 2), ("0", "basic", 1)])
def test_result_and_stars_follow_the_thresholds(cast, judged, result, stars):
    for _n in range(2):
        walk.issue_at("registered", cast, begun_on=SINCE)
    thing = assessment_at("confirmed", cast, judged=judged)
    assert (thing.total, thing.result, thing.stars) == (Decimal(judged) + 60, result, stars)


def test_threshold_of_the_own_district_goes_before(cast):
    Setting.objects.create(key="assessment.pass", region_id="430602", label="达标", number=99)
    assert assessment_at("confirmed", cast).result == "basic"


def test_low_total_asks_for_improvement(cast):
    assert assessment_at("confirmed", cast, judged="10").result == "improve"


def test_stars_can_be_lost(cast):
    for _n in range(2):
        walk.issue_at("registered", cast, begun_on=date(2025, 2, 1))
    last = assessment_at("final", cast, since=date(2025, 1, 1), until=date(2025, 12, 31))
    now = assessment_at("confirmed", cast)
    assert now.before() == last and (last.stars, now.stars) == (5, 2)


def test_appeal_is_open_until_its_day(cast, travel):
    travel(date(2026, 3, 2))
    thing = assessment_at("confirmed", cast)
    assert thing.due_on == date(2026, 3, 16)
    travel(thing.due_on)
    assert limits.lapse() == 0 and thing.obstacle_to(ASSESSMENT["appeal"]) == ""
    travel(thing.due_on + timedelta(1))
    with pytest.raises(Obstacle, match="申诉期已过"):
        step(thing, "appeal", cast)
    assert limits.lapse() == 1
    thing.refresh_from_db()
    assert (thing.stage, thing.result, bool(thing.closed_at)) == ("final", "basic", True)


def test_appeal_may_change_the_result(cast):
    thing = assessment_at("appealed", cast)
    before = thing.total
    for _n in range(2):
        walk.issue_at("registered", cast, begun_on=SINCE)
    step(thing, "decide", cast)
    assert (thing.stage, thing.total, thing.result) == ("final", before + 30, "pass")


def test_sent_back_and_checked_again(cast):
    thing = assessment_at("self_checked", cast)
    step(thing, "send_back", cast), step(thing, "self_check", cast, judged="35"), step(thing, "review", cast, judged="35")
    step(thing, "return_review", cast), step(thing, "review", cast, judged="33"), step(thing, "confirm", cast, judged="33")
    assert thing.total == 63 and thing.broken_step() is None


def test_conflict_is_told_who_was_first(cast):
    thing = assessment_at("self_checked", cast)
    copy = Assessment.objects.get(pk=thing.pk)
    step(thing, "review", cast)
    with pytest.raises(Conflict):
        step(copy, "send_back", cast)


def test_database_refuses_what_makes_no_sense(cast):
    thing = assessment_at("opened", cast)
    for attempt in (lambda: rows(thing).update(stage="final"), lambda: rows(thing).update(until=date(2020, 1, 1)),
                    lambda: rows(thing).update(stars=6), lambda: step(new(cast), "open", cast)):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def rows(thing):
    return Assessment.objects.filter(pk=thing.pk)


# Rounds


def test_round_begins_for_every_station_once(cast, others, django_assert_max_num_queries):
    StationFactory(region=cast.station.region), assessment_at("opened", others)
    stations = Station.objects.of(cast.district, "district").open()
    with django_assert_max_num_queries(25):
        assert open_round(template(), SINCE, UNTIL, stations, by=cast.district) == 2
    assert open_round(template(), SINCE, UNTIL, stations, by=cast.district) == 0
    told = Assessment.objects.get(station=cast.station)
    assert (told.stage, told.version) == ("opened", 1) and told.due_on and told.broken_step() is None


def test_voided_one_may_be_begun_again(cast):
    assessment_at("voided", cast)
    assert open_round(template(), SINCE, UNTIL, Station.objects.filter(pk=cast.station.pk), by=cast.district) == 1


def test_unknown_figure_is_told_and_never_marked(cast):
    item = AssessmentItem.objects.create(template=template("新表"), position=9, group="新", label="未来的数", weight=5,
                                         kind="computed", figure="figure_of_tomorrow", target=1)
    assert unknown([item]) == [item]
    measure = measured(new(cast), [item])[item.pk]
    assert measure.score is None and "figure_of_tomorrow" in measure.fault


def test_default_sheet_weighs_a_hundred_with_the_bonus(cast):
    items = AssessmentItem.objects.filter(template__name="联络站考核表")
    assert sum(item.weight for item in items) == 100
    assert {key for item in items for key in (item.figure, item.per) if key} <= FIGURES.keys()
