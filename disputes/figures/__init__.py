"""The figures of matters: what happened in a period, and what waits for the reader."""

from disputes.figures import matters, worklists

FIGURES = matters.FIGURES | worklists.FIGURES
