"""The three procedures: who may do what at which stage, and that nothing else can be done."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from disputes.models import Case, Issue, Suggestion
from liaison.kit.flow import START, SYSTEM, Conflict, Obstacle, Record, flowing_models
from tests import walk
from tests.tables import allowed, of_cast

MAKERS = {"issue": walk.issue_at, "case": walk.case_at, "suggestion": walk.suggestion_at}
MODELS = {"issue": Issue, "case": Case, "suggestion": Suggestion}
PLACES = [(flow, stage) for flow, ways in walk.WAYS.items() for stage in ways]
EVERY_ROLE = {role for model in MODELS.values() for move in model.flow.moves for role in move.roles}
ROLES = ("keeper", "head", "deputy", "cosigner", "chair", "street", "district", "unit", "assist", "auditor", "admin")

# What each of the cast may do. "deputy" received the issue, was named to mediate it and leads the suggestion; "chair" sits
# at the head of the panel; "unit" was handed the matter, "assist" helps with a suggestion. Who is not named may do nothing.
MATRIX = {
    "issue": {
        START: {
            "keeper": "register",
            "head": "register",
            "deputy": "register",
            "cosigner": "register",
            "chair": "register",
        },
        "registered": {
            "keeper": "revisit answer_on_spot redirect merge mediate refer_to_hearing remark",
            "head": "revisit answer_on_spot redirect accept merge void restrict mediate refer_to_hearing remark",
            "deputy": "revisit answer_on_spot redirect mediate refer_to_hearing remark",
            "street": "refer_to_hearing remark",
            "district": "restrict remark",
        },
        "restricted": {
            "head": "transfer",
            "district": "transfer lift",
        },
        "accepted": {
            "keeper": "revisit redirect merge mediate refer_to_hearing convert remark",
            "head": "revisit redirect merge restrict mediate refer_to_hearing convert remark",
            "deputy": "revisit redirect mediate refer_to_hearing convert remark",
            "street": "refer_to_hearing assign remark",
            "district": "restrict assign remark",
        },
        "mediating": {
            "keeper": "revisit attempt settle end_mediation refer_to_hearing convert remark",
            "head": "revisit attempt settle end_mediation refer_to_hearing convert remark",
            "deputy": "revisit attempt settle end_mediation refer_to_hearing convert remark",
            "street": "refer_to_hearing remark",
            "district": "remark",
        },
        **dict.fromkeys(("in_hearing", "in_suggestion"), {
            "keeper": "revisit remark",
            "head": "revisit remark",
            "deputy": "revisit remark",
            "street": "remark",
            "district": "remark",
        }),
        "assigned": {
            "keeper": "revisit remark",
            "head": "revisit remark",
            "deputy": "revisit remark",
            "street": "extend remark",
            "district": "extend remark",
            "unit": "request_return take request_extension remark",
        },
        "returned": {
            "keeper": "revisit remark",
            "head": "revisit remark",
            "deputy": "revisit remark",
            "street": "assign uphold remark",
            "district": "assign uphold remark",
            "unit": "remark",
        },
        "in_progress": {
            "keeper": "revisit remark",
            "head": "revisit remark",
            "deputy": "revisit remark",
            "street": "extend remark",
            "district": "extend remark",
            "unit": "request_extension answer remark",
        },
        "answered": {
            "keeper": "revisit try_feedback feed_back remark",
            "head": "revisit try_feedback feed_back remark",
            "deputy": "revisit try_feedback feed_back remark",
            "street": "remark",
            "district": "remark",
            "unit": "remark",
        },
        "fed_back": {
            "keeper": "revisit rate remark",
            "head": "revisit rate remark",
            "deputy": "revisit rate remark",
            "street": "remark",
            "district": "remark",
            "unit": "remark",
        },
        "rated": {
            "keeper": "revisit convert close remark",
            "head": "revisit convert close reopen remark",
            "deputy": "revisit convert remark",
            "street": "rehandle reopen remark",
            "district": "rehandle refer_up reopen remark",
            "unit": "remark",
        },
        "rehandling": {
            "keeper": "revisit remark",
            "head": "revisit remark",
            "deputy": "revisit remark",
            "street": "remark",
            "district": "remark",
            "unit": "answer remark",
        },
        "under_review": {
            "keeper": "revisit convert remark",
            "head": "revisit convert remark",
            "deputy": "revisit convert remark",
            "street": "remark",
            "district": "conclude remark",
            "unit": "remark",
        },
        **dict.fromkeys(("redirected", "closed"), {
            "head": "reopen",
            "street": "reopen",
            "district": "reopen",
        }),
        "merged": {
            "keeper": "unmerge",
            "head": "unmerge",
        },
        "voided": {},
    },
    "case": {
        START: {
            "keeper": "open",
            "head": "open",
            "deputy": "open",
            "cosigner": "open",
            "chair": "open",
            "street": "open",
        },
        "lead": {
            "keeper": "name_party ask_consent divert convert remark",
            "head": "name_party ask_consent divert convert void remark",
            "street": "remark",
            "district": "remark",
        },
        "consent": {
            "keeper": "name_party record_consent decline divert convert remark",
            "head": "name_party record_consent decline divert accept convert remark",
            "street": "accept remark",
            "district": "remark",
        },
        "accepted": {
            "keeper": "decline divert form_panel convert remark",
            "head": "decline divert form_panel extend convert remark",
            "street": "extend remark",
            "district": "remark",
        },
        "paneled": {
            "keeper": "decline divert change_panel schedule convert remark",
            "head": "decline divert change_panel schedule extend convert remark",
            "chair": "convert remark",
            "street": "extend remark",
            "district": "remark",
        },
        "scheduled": {
            "keeper": "decline divert change_panel reschedule open_hearing convert remark",
            "head": "decline divert change_panel reschedule extend open_hearing convert remark",
            "chair": "open_hearing convert remark",
            "street": "extend remark",
            "district": "remark",
        },
        "assessing": {
            "keeper": "decline divert assess adjourn fail convert remark",
            "head": "decline divert extend assess adjourn fail convert remark",
            "chair": "assess adjourn fail convert remark",
            "street": "extend remark",
            "district": "remark",
        },
        "negotiating": {
            "keeper": "decline divert negotiate adjourn agree fail convert remark",
            "head": "decline divert extend negotiate adjourn agree fail convert remark",
            "chair": "negotiate adjourn agree fail convert remark",
            "street": "extend remark",
            "district": "remark",
        },
        "deciding": {
            "keeper": "decline divert decide adjourn agree fail convert remark",
            "head": "decline divert extend decide adjourn agree fail convert remark",
            "chair": "decide adjourn agree fail convert remark",
            "street": "extend remark",
            "district": "remark",
        },
        "agreed": {
            "keeper": "take_effect convert remark",
            "head": "take_effect convert remark",
            "chair": "convert remark",
            "street": "remark",
            "district": "remark",
        },
        "performing": {
            "keeper": "confirm perform complete breach convert remark",
            "head": "confirm perform complete breach convert remark",
            "chair": "convert remark",
            "street": "remark",
            "district": "remark",
        },
        "breached": {
            "keeper": "resume convert remark",
            "head": "resume close_breached convert remark",
            "chair": "convert remark",
            "street": "remark",
            "district": "remark",
        },
        "performed": {
            "keeper": "follow_up convert remark",
            "head": "follow_up close convert remark",
            "chair": "follow_up convert remark",
            "street": "remark",
            "district": "remark",
        },
        "declined": {"keeper": "convert", "head": "convert"},
        "failed": {"keeper": "convert", "head": "convert", "chair": "convert"},
        **dict.fromkeys(("diverted", "voided", "closed"), {}),
    },
    "suggestion": {
        START: {
            "keeper": "draft",
            "head": "draft",
            "deputy": "draft",
        },
        "draft": {
            "keeper": "revise remark",
            "head": "remark",
            "deputy": "revise invite submit withdraw remark",
        },
        "cosigning": {
            "keeper": "remark",
            "head": "remark",
            "deputy": "recall submit withdraw remark",
            "cosigner": "cosign",
        },
        "submitted": {
            "keeper": "remark",
            "head": "remark",
            "deputy": "withdraw remark",
            "district": "send_back accept refuse merge track remark",
        },
        "accepted": {
            "keeper": "remark",
            "head": "remark",
            "deputy": "withdraw remark",
            "district": "hand_over remark",
        },
        "external": {
            "keeper": "remark",
            "head": "remark",
            "deputy": "record_reply remark",
            "district": "record_reply remark",
        },
        "assigned": {
            "keeper": "remark",
            "head": "remark",
            "deputy": "remark",
            "district": "extend remark",
            "unit": "request_return take contact request_extension remark",
            "assist": "contact assist remark",
        },
        "return_requested": {
            "keeper": "remark",
            "head": "remark",
            "deputy": "remark",
            "district": "hand_over uphold remark",
            "unit": "remark",
            "assist": "remark",
        },
        "in_progress": {
            "keeper": "remark",
            "head": "remark",
            "deputy": "remark",
            "district": "extend remark",
            "unit": "contact request_extension reply remark",
            "assist": "contact assist remark",
        },
        "replied": {
            "keeper": "remark",
            "head": "remark",
            "deputy": "evaluate remark",
            "district": "publish fulfil remark",
            "unit": "fulfil remark",
            "assist": "remark",
        },
        "evaluated": {
            "keeper": "remark",
            "head": "remark",
            "deputy": "remark",
            "district": "rehandle review_jointly publish fulfil close remark",
            "unit": "fulfil remark",
            "assist": "remark",
        },
        "rehandling": {
            "keeper": "remark",
            "head": "remark",
            "deputy": "remark",
            "district": "remark",
            "unit": "contact reply remark",
            "assist": "contact assist remark",
        },
        "joint_review": {
            "keeper": "remark",
            "head": "remark",
            "deputy": "remark",
            "district": "conclude remark",
            "unit": "remark",
            "assist": "remark",
        },
        "closed": {"district": "publish fulfil", "unit": "fulfil"},
        **dict.fromkeys(("withdrawn", "not_accepted", "merged"), {}),
    },
}
# What may still happen to a thing that has ended.
AFTER_THE_END = {"reopen", "unmerge", "convert", "publish", "fulfil", "suggestion_replied"}
# What the system alone does, because it follows from something else.
BY_ITSELF = {
    "issue": {"hearing_settled", "hearing_ended", "suggestion_replied", "suggestion_ended", "lapse", "recount", "relocate"},
    "case": {"recount", "relocate"},
    "suggestion": {"complete_reply", "lapse", "recount", "relocate"},
}


def new(flow, cast):
    return {"issue": lambda: Issue(station=cast.station), "case": lambda: Case(station=cast.station),
            "suggestion": lambda: Suggestion(station=cast.station, lead=cast.deputies["deputy"], mandate=cast.mandate,
                                             region=cast.county)}[flow]()


def rows():
    """How many rows every flowing and every sealed table holds."""
    sealed = {model for made in MODELS.values() for model in (made.step_model(), *records(made.flow))}
    return {model: model.objects.count() for model in {*flowing_models(), *sealed}}


def records(flow):
    return {move.record_model for move in flow.moves if move.record}


@pytest.fixture
def everybody(monkeypatch):
    """Every role is everybody's: what is refused then, the stage or the paper refuses."""
    for model in MODELS.values():
        monkeypatch.setattr(model, "roles_of", lambda self, user: EVERY_ROLE)
        monkeypatch.setattr(model, "obstacle_to", lambda self, move: "")


# The tables


@pytest.mark.parametrize("flow", MODELS)
def test_matrix_names_every_stage(flow):
    assert set(MATRIX[flow]) == {START, *MODELS[flow].flow.stages.values}
    assert set(walk.WAYS[flow]) == set(MODELS[flow].flow.stages.values)


@pytest.mark.parametrize("flow", MODELS)
def test_matrix_names_every_move_that_a_person_makes(flow):
    named = {move for row in MATRIX[flow].values() for moves in row.values() for move in moves.split()}
    table = MODELS[flow].flow
    assert named == {move.name for move in table.moves if move.by_hand}
    assert {move.name for move in table.moves if move.roles == (SYSTEM,)} == BY_ITSELF[flow]


@pytest.mark.parametrize("flow", MODELS)
def test_every_open_stage_has_a_way_out(flow):
    table = MODELS[flow].flow
    for stage in table.open:
        assert [move for move in table.leaving(stage) if move.target not in (None, stage)], stage


@pytest.mark.parametrize("flow", MODELS)
def test_every_stage_leads_to_an_end(flow):
    table, ending = MODELS[flow].flow, set(MODELS[flow].flow.final)
    for _round in table.stages:
        ending |= {source for move in table.moves if move.target in ending for source in move.sources}
    assert ending >= set(table.stages.values)


@pytest.mark.parametrize("flow", MODELS)
def test_what_has_ended_leaves_only_by_a_named_door(flow):
    table = MODELS[flow].flow
    assert {move.name for stage in table.final for move in table.leaving(stage)} <= AFTER_THE_END


# Who may do what


@pytest.mark.parametrize("flow", MODELS)
def test_beginning_is_for_those_of_the_matrix(cast, others, flow):
    mine = of_cast(cast, ROLES)
    strangers = {role: others.people[role] for role in ("keeper", "head", "street", "unit", "assist", "auditor", "admin")}
    assert allowed(new(flow, cast), mine) == MATRIX[flow][START]
    assert allowed(new(flow, cast), strangers) == {}


@pytest.mark.parametrize(("flow", "stage"), PLACES)
def test_stage_gives_each_role_its_moves_and_refuses_the_others(cast, others, flow, stage):
    thing = MAKERS[flow](stage, cast)
    assert thing.stage == stage
    assert thing.broken_step() is None
    assert allowed(thing, of_cast(cast, ROLES)) == MATRIX[flow][stage]
    district = MATRIX[flow][stage].get("district", "")  # the other station stands in the same district
    assert allowed(thing, others.people) == ({"district": district} if district else {})
    refuses_strangers(thing, cast, others)


def refuses_strangers(thing, cast, others):
    before, row = rows(), MATRIX[thing.flow.name][thing.stage]
    for move in thing.flow.leaving(thing.stage):
        strangers = [getattr(cast, role) for role in ROLES if move.name not in row.get(role, "").split()]
        for user in (*strangers, others.keeper):
            with pytest.raises(PermissionDenied):
                thing.advance(move.name, by=user, note="说明")
    assert rows() == before


@pytest.mark.parametrize(("flow", "stage"), PLACES)
def test_stage_refuses_moves_of_other_stages_and_missing_papers(cast, everybody, flow, stage):
    thing = MAKERS[flow](stage, cast)
    before = rows()
    for move in thing.flow.moves:
        if stage in move.sources:
            refuses_without_paper(thing, move, cast.head)
        else:
            with pytest.raises(Conflict):
                thing.advance(move.name, by=cast.head, note="说明")
    assert rows() == before


def refuses_without_paper(thing, move, by):
    if move.note:
        with pytest.raises(Obstacle, match="请写明"):
            thing.advance(move.name, by=by, note="  \n")
    for record in (None, Record, thing) if move.record else ():
        with pytest.raises(Obstacle, match=str(move.record_model._meta.verbose_name)):
            thing.advance(move.name, by=by, note="说明", record=record)


def test_unknown_move_is_no_move(cast):
    with pytest.raises(KeyError):
        walk.issue_at("registered", cast).advance("teleport", by=cast.head)


def test_record_belongs_to_the_thing_that_moves(cast):
    issue, other = walk.issue_at("registered", cast), walk.issue_at("registered", cast)
    record, _parts = walk.issue_record("accept", issue, cast)
    record.issue = other
    issue.advance("accept", by=cast.head, record=record)
    assert issue.triages.count() == 1
    assert other.triages.count() == 0


def test_step_tells_who_when_in_which_role_and_under_which_rule(cast):
    issue = walk.issue_at("accepted", cast)
    step = issue.steps.get(number=2)
    assert (step.move, step.source, step.target, step.by, step.role) == ("accept", "registered", "accepted", cast.head, "head")
    assert timezone.localdate(step.at) == timezone.localdate()
    assert step.record == issue.triages.get()
    assert step.clock["due"] == issue.due_on.isoformat()
