"""The nouns of places and people."""

from stations.models.assessment import Assessment, AssessmentItem, AssessmentStep, AssessmentTemplate
from stations.models.calendar import CalendarDay, DeadlineRule, Setting, day_calendar
from stations.models.matter import Matter
from stations.models.people import Membership, ReadLog, Role, SignInAttempt, User
from stations.models.place import Region, Station, Unit
from stations.models.scoring import Score, Scoring
from stations.models.served import Enterprise, Grid
from stations.models.standard import StandardCheck, StandardItem

__all__ = [
    "Assessment", "AssessmentItem", "AssessmentStep", "AssessmentTemplate", "CalendarDay", "DeadlineRule", "Enterprise",
    "Grid", "Matter", "Membership", "ReadLog", "Region", "Role", "Score", "Scoring", "Setting", "SignInAttempt",
    "StandardCheck", "StandardItem", "Station", "Unit", "User", "day_calendar",
]
