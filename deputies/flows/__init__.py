"""The procedures of deputies' service."""

from deputies.flows.duty import DUTY, DutyStage
from deputies.flows.expense import EXPENSE, ExpenseStage

__all__ = ["DUTY", "EXPENSE", "DutyStage", "ExpenseStage"]
