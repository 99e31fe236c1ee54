"""How the moves of stations' things are written down."""

from stations.forms import inspection, notice
from stations.forms.move import MoveForms

FORMS = MoveForms(
    rows=inspection.ROWS | notice.ROWS, parts=inspection.PARTS | notice.PARTS, special=notice.SPECIAL,
    starting=notice.STARTING, asked=inspection.ASKED | notice.ASKED, named=notice.NAMED,
    noted=inspection.NOTED | notice.NOTED, hints=inspection.HINTS | notice.HINTS,
    left_out=notice.LEFT_OUT, few=frozenset({"finding"}),
)
