"""The figures of all apps by key, and those that join apps."""

from deputies.figures import FIGURES as OF_DEPUTIES
from disputes.figures import FIGURES as OF_DISPUTES
from liaison.figures import quiet
from stations.figures import FIGURES as OF_STATIONS

FIGURES = OF_STATIONS | OF_DEPUTIES | OF_DISPUTES | quiet.FIGURES
