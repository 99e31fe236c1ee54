"""How the moves of deputies' service are written down, for the one page of every move."""

from deputies.forms import duty
from stations.forms.move import MoveForms

FORMS = MoveForms(special=duty.SPECIAL, starting=duty.STARTING, asked=duty.ASKED)
