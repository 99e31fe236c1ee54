"""The three procedures: 群众意见, 群英会 and 代表建议."""

from disputes.flows.case import CASE, CaseStage
from disputes.flows.issue import ISSUE, IssueStage
from disputes.flows.suggestion import SUGGESTION, SuggestionStage

__all__ = ["CASE", "ISSUE", "SUGGESTION", "CaseStage", "IssueStage", "SuggestionStage"]
