"""The procedures of deputies' service."""

from deputies.flows.duty import DUTY, DutyStage

__all__ = ["DUTY", "DutyStage"]
