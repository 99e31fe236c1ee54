"""The three procedures: every stage is reached by its way, and the chain holds."""

import pytest

from tests import walk

MAKERS = {"issue": walk.issue_at, "case": walk.case_at, "suggestion": walk.suggestion_at}


@pytest.mark.parametrize(("flow", "stage"), [(flow, stage) for flow, ways in walk.WAYS.items() for stage in ways])
def test_stage_is_reached_with_a_whole_chain(cast, flow, stage):
    thing = MAKERS[flow](stage, cast)
    assert thing.stage == stage
    assert thing.broken_step() is None
