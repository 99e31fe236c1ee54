"""The nouns of deputies and their service."""

from deputies.models.activity import Activity, ActivityKind, Function, Participation
from deputies.models.deed import Deed, DeedResult, DeedStep, Postponement, Progress, Promise, Verification
from deputies.models.deputy import CongressLevel, Deputy, ElectoralUnit, Expertise, Mandate, Posting, Term
from deputies.models.duty import Duty, DutyDate, DutyKind, DutyStep, Service, Serving
from deputies.models.expense import Expense, ExpenseEntry, ExpenseStep, OverDecision
from deputies.models.fund import Fund, Purpose
from deputies.models.points import PointRule
from deputies.models.reception import Attendance, Reception
from deputies.models.reception_records import (
    CorrectedArrival,
    ReceptionChange,
    ReceptionCorrection,
    ReceptionReport,
    ReceptionStep,
)
from deputies.models.relocation import DeedRelocation, ReceptionRelocation
from deputies.models.report import SelfReport
from deputies.models.rota import Leave, LevelFrequency, ReceptionRule

__all__ = [
    "Activity", "ActivityKind", "Attendance", "CongressLevel", "CorrectedArrival", "Deed", "DeedRelocation", "DeedResult",
    "DeedStep", "Deputy", "Duty", "DutyDate", "DutyKind", "DutyStep", "ElectoralUnit", "Expense", "ExpenseEntry",
    "ExpenseStep", "Expertise", "Function", "Fund", "Leave", "LevelFrequency", "Mandate", "OverDecision", "Participation",
    "PointRule", "Posting", "Postponement", "Progress", "Promise", "Purpose", "Reception", "ReceptionChange",
    "ReceptionCorrection", "ReceptionRelocation", "ReceptionReport", "ReceptionRule", "ReceptionStep", "SelfReport",
    "Service", "Serving", "Term", "Verification",
]
