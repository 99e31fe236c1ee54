"""The procedures of stations."""

from stations.flows.assessment import ASSESSMENT, AssessmentStage
from stations.flows.inspection import INSPECTION, InspectionStage
from stations.flows.notice import NOTICE, NoticeStage

__all__ = ["ASSESSMENT", "INSPECTION", "NOTICE", "AssessmentStage", "InspectionStage", "NoticeStage"]
