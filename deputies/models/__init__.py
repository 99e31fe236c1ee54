"""The nouns of deputies and their service."""

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
from deputies.models.report import SelfReport
from deputies.models.rota import Leave, LevelFrequency, ReceptionRule

__all__ = [
    "Attendance", "CongressLevel", "CorrectedArrival", "Deputy", "Duty", "DutyDate", "DutyKind", "DutyStep", "ElectoralUnit",
    "Expense", "ExpenseEntry", "ExpenseStep", "Expertise", "Fund", "Leave", "LevelFrequency", "Mandate", "OverDecision",
    "PointRule", "Posting", "Purpose", "Reception", "ReceptionChange", "ReceptionCorrection", "ReceptionReport",
    "ReceptionRule", "ReceptionStep", "SelfReport", "Service", "Serving", "Term",
]
