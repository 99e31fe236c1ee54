"""The figures of deputies and their service."""

from deputies.figures import activity, deed, duty, money, reception, register, worklists
from deputies.figures.register import LEVELS

FIGURES = (
    register.FIGURES | reception.FIGURES | activity.FIGURES | deed.FIGURES | duty.FIGURES | duty.KINDS | money.FIGURES
    | worklists.FIGURES)

__all__ = ["FIGURES", "LEVELS"]
