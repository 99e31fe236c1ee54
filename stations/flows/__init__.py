"""The procedures of stations."""

from stations.flows.assessment import ASSESSMENT, AssessmentStage

__all__ = ["ASSESSMENT", "AssessmentStage"]
