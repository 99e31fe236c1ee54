"""The procedures of stations: who may do what at which stage, and that nothing else can be done."""

import pytest
from django.core.exceptions import PermissionDenied

from liaison.kit.flow import START, SYSTEM, Conflict, Obstacle, Record
from stations.models import Inspection, Notice
from tests.stations import walk
from tests.tables import allowed, of_cast

pytestmark = pytest.mark.django_db
MODELS = {"inspection": Inspection, "notice": Notice}
MAKERS = {"inspection": walk.inspection_at, "notice": walk.notice_at}
PLACES = [(flow, stage) for flow, ways in walk.WAYS.items() for stage in ways]
ROLES = ("keeper", "head", "deputy", "street", "district", "unit", "auditor", "admin")

# What each of the cast may do with what the district's office inspected, or told. Who is not named may do nothing.
MATRIX = {
    "inspection": {
        START: {"district": "inspect inspect_clean"},
        "correcting": {"keeper": "correct", "head": "correct finish", "district": "extend void"},
        "corrected": {"district": "recheck_pass recheck_fail void"},
        "closed": {},
        "clean": {"district": "void"},
        "voided": {},
    },
    "notice": {
        START: {"district": "draft"},
        "draft": {"district": "revise publish discard"},
        "published": {"district": "withdraw"},
        **dict.fromkeys(("superseded", "withdrawn", "discarded"), {}),
    },
}
# The same where the street's office did it: the district is above it for an inspection; a notice is the office's own.
BY_STREET = {
    "inspection": {
        START: {"street": "inspect inspect_clean", "district": "inspect inspect_clean"},
        "correcting": {"keeper": "correct", "head": "correct finish", "street": "extend void", "district": "extend void"},
        "corrected": dict.fromkeys(("street", "district"), "recheck_pass recheck_fail void"),
        "closed": {},
        "clean": {"street": "void", "district": "void"},
        "voided": {},
    },
    "notice": {
        START: {"street": "draft"},
        "draft": {"street": "revise publish discard"},
        "published": {"street": "withdraw"},
        **dict.fromkeys(("superseded", "withdrawn", "discarded"), {}),
    },
}
AFTER_THE_END = {"inspection": {"void"}, "notice": set()}  # an entry made by mistake
BY_ITSELF = {"inspection": {"recount"}, "notice": {"supersede"}}


def new(flow, cast, region):
    made = {"inspection": lambda: Inspection(station=cast.station, region=region), "notice": lambda: Notice(region=region)}
    return made[flow]()


# The tables


@pytest.mark.parametrize("flow", MODELS)
def test_matrix_names_every_stage_and_every_move(flow):
    table = MODELS[flow].flow
    assert set(MATRIX[flow]) == set(BY_STREET[flow]) == {START, *table.stages.values}
    assert set(walk.WAYS[flow]) == set(table.stages.values)
    named = {move for row in MATRIX[flow].values() for moves in row.values() for move in moves.split()}
    assert named == {move.name for move in table.moves if move.by_hand}
    assert {move.name for move in table.moves if move.roles == (SYSTEM,)} == BY_ITSELF[flow]


@pytest.mark.parametrize("flow", MODELS)
def test_every_open_stage_has_a_way_out_and_leads_to_an_end(flow):
    table, ending = MODELS[flow].flow, set(MODELS[flow].flow.final)
    for stage in table.open:
        assert [move for move in table.leaving(stage) if move.target not in (None, stage)], stage
    for _round in table.stages:
        ending |= {source for move in table.moves if move.target in ending for source in move.sources}
    assert ending >= set(table.stages.values)
    assert {move.name for stage in table.final for move in table.leaving(stage)} <= AFTER_THE_END[flow]


# Who may do what


@pytest.mark.parametrize("flow", MODELS)
def test_beginning_is_for_the_offices(cast, others, flow):
    for region, matrix in ((cast.county, MATRIX), (cast.station.region, BY_STREET)):
        assert allowed(new(flow, cast, region), of_cast(cast, ROLES)) == matrix[flow][START]
        strangers = {role: others.people[role] for role in ("keeper", "head", "street", "unit", "auditor", "admin")}
        assert allowed(new(flow, cast, region), strangers) == {}


@pytest.mark.parametrize(("flow", "stage"), PLACES)
def test_stage_gives_each_role_its_moves_and_refuses_the_others(cast, others, flow, stage):
    for region, matrix in ((cast.county, MATRIX), (cast.station.region, BY_STREET)):
        thing = MAKERS[flow](stage, cast, region=region)
        assert thing.broken_step() is None
        assert allowed(thing, of_cast(cast, ROLES)) == matrix[flow][stage]
        assert set(allowed(thing, others.people)) <= {"district"}  # the other station stands in the same district
        for move in thing.flow.leaving(stage):
            for role in ROLES:
                if move.name not in matrix[flow][stage].get(role, "").split():
                    with pytest.raises(PermissionDenied):
                        thing.advance(move.name, by=getattr(cast, role), note="说明")


@pytest.mark.parametrize(("flow", "stage"), PLACES)
def test_stage_refuses_moves_of_other_stages_and_missing_papers(cast, monkeypatch, flow, stage):
    thing = MAKERS[flow](stage, cast)
    every = {role for move in thing.flow.moves for role in move.roles}
    monkeypatch.setattr(MODELS[flow], "roles_of", lambda self, user: every)
    monkeypatch.setattr(MODELS[flow], "obstacle_to", lambda self, move: "")
    version = thing.version
    for move in thing.flow.moves:
        if stage not in move.sources:
            with pytest.raises(Conflict):
                thing.advance(move.name, by=cast.head, note="说明")
            continue
        if move.note:
            with pytest.raises(Obstacle, match="请写明"):
                thing.advance(move.name, by=cast.head, note=" \n")
        for record in (None, Record, thing) if move.record else ():
            with pytest.raises(Obstacle, match=str(move.record_model._meta.verbose_name)):
                thing.advance(move.name, by=cast.head, note="说明", record=record)
    assert MODELS[flow].objects.get(pk=thing.pk).version == version
