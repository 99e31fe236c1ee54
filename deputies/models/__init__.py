"""The nouns of deputies and their service."""

from deputies.models.deputy import CongressLevel, Deputy, ElectoralUnit, Expertise, Mandate, Posting, Term
from deputies.models.duty import Duty, DutyDate, DutyKind, DutyStep, Service, Serving
from deputies.models.expense import Expense, ExpenseEntry, ExpenseStep, OverDecision
from deputies.models.fund import Fund, Purpose
from deputies.models.points import PointRule
from deputies.models.reception import Attendance, Reception
from deputies.models.report import SelfReport

__all__ = [
    "Attendance", "CongressLevel", "Deputy", "Duty", "DutyDate", "DutyKind", "DutyStep", "ElectoralUnit", "Expense",
    "ExpenseEntry", "ExpenseStep", "Expertise", "Fund", "Mandate", "OverDecision", "PointRule", "Posting", "Purpose",
    "Reception", "SelfReport", "Service", "Serving", "Term",
]
