"""The figures of matters: what happened in a period, and what waits for the reader; and those of legal aid."""

from disputes.figures import legal_aid, matters, worklists

FIGURES = matters.FIGURES | worklists.FIGURES | legal_aid.FIGURES
