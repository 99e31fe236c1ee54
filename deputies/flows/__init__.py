"""The procedures of deputies' service."""

from deputies.flows.deed import DEED, DeedStage
from deputies.flows.duty import DUTY, DutyStage
from deputies.flows.expense import EXPENSE, ExpenseStage
from deputies.flows.reception import RECEPTION, ReceptionStage

__all__ = [
    "DEED", "DUTY", "EXPENSE", "RECEPTION", "DeedStage", "DutyStage", "ExpenseStage", "ReceptionStage",
]
