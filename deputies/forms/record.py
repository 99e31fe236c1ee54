"""How the moves of deputies' service are written down, for the one page of every move."""

from deputies.forms import deed, duty, expense, reception
from stations.forms.move import MoveForms

FORMS = MoveForms(
    rows=expense.ROWS | reception.ROWS,
    parts=reception.PARTS,
    special=duty.SPECIAL | expense.SPECIAL,
    starting=deed.STARTING | duty.STARTING | expense.STARTING | reception.STARTING,
    asked=deed.ASKED | duty.ASKED | expense.ASKED | reception.ASKED,
    named=deed.NAMED | duty.NAMED | expense.NAMED | reception.NAMED,
    noted=deed.NOTED | duty.NOTED | expense.NOTED | reception.NOTED,
    hints=deed.HINTS | expense.HINTS | reception.HINTS,
)
