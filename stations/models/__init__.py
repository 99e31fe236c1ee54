"""The nouns of places and people."""

from stations.models.assessment import Assessment, AssessmentItem, AssessmentStep, AssessmentTemplate
from stations.models.calendar import CalendarDay, DeadlineRule, Setting, day_calendar
from stations.models.inspection import (
    CleanNote,
    Correction,
    Extension,
    Finding,
    Inspection,
    InspectionNote,
    InspectionStep,
    Recheck,
)
from stations.models.matter import Matter
from stations.models.notice import Notice, NoticeRead, NoticeStep, Wording, WordingStation
from stations.models.people import Membership, ReadLog, Role, SignInAttempt, User
from stations.models.place import Region, Station, Unit
from stations.models.reading import Reader, readers
from stations.models.relocation import Relocation
from stations.models.scoring import Score, Scoring
from stations.models.served import Enterprise, Grid
from stations.models.standard import StandardCheck, StandardItem

__all__ = [
    "Assessment", "AssessmentItem", "AssessmentStep", "AssessmentTemplate", "CalendarDay", "CleanNote", "Correction",
    "DeadlineRule", "Enterprise", "Extension", "Finding", "Grid", "Inspection", "InspectionNote", "InspectionStep",
    "Matter", "Membership", "Notice", "NoticeRead", "NoticeStep", "ReadLog", "Reader", "Recheck", "Region", "Relocation",
    "Role", "Score", "Scoring", "Setting", "SignInAttempt", "StandardCheck", "StandardItem", "Station", "Unit", "User",
    "Wording", "WordingStation", "day_calendar", "readers",
]
