"""The figures of deputies and their service."""

from deputies.figures import activities, deeds, duty, money, reception, register
from deputies.figures.register import LEVELS

FIGURES = (
    register.FIGURES | reception.FIGURES | activities.FIGURES | deeds.FIGURES | duty.FIGURES | duty.KINDS | money.FIGURES)

__all__ = ["FIGURES", "LEVELS"]
