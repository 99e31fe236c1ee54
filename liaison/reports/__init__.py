"""What the figures of all apps say together: the dashboard of matters, and the work of stations and deputies."""

from liaison.reports.dashboard import BAR, FIGURES, HEADLINES, PEOPLE, STATIONS, Report
from liaison.reports.work import Work

__all__ = ["BAR", "FIGURES", "HEADLINES", "PEOPLE", "STATIONS", "Report", "Work"]
