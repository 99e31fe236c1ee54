"""How the moves of deputies' service are written down, for the one page of every move."""

from deputies.forms import duty, expense
from stations.forms.move import MoveForms

FORMS = MoveForms(
    rows=expense.ROWS,
    special=duty.SPECIAL | expense.SPECIAL,
    starting=duty.STARTING | expense.STARTING,
    asked=duty.ASKED | expense.ASKED,
    hints=expense.HINTS,
)
