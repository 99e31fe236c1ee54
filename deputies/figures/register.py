"""The figures of the register: persons, not mandates."""

from django.utils.translation import gettext_lazy as _

from deputies.models import CongressLevel, Deputy, Mandate, Posting
from liaison.kit.figures import Figure


def serving(scope, **columns):
    """Persons with a mandate in force who are grouped into a station of the scope."""
    postings = scope.at(Posting.objects.current().filter(scope.user.reach(to="station")))
    mandates = Mandate.objects.in_force().filter(**columns)
    rows = Deputy.objects.visible_to(scope.user)
    return rows.filter(pk__in=postings.values("deputy")).filter(pk__in=mandates.values("deputy"))


def at_level(level):
    return lambda scope: serving(scope, level=level)


FIGURES = {figure.key: figure for figure in (
    Figure("deputies", _("人大代表"), _("人"), _("资格有效、现编入您范围内联络站的代表。有两级资格的只算一人。"), serving,
           "deputies:deputies", is_present=True),
    *(Figure(level.value, level.label, _("人"), _("资格有效、现编入您范围内联络站的本级代表。同时有其他层级资格的，在各级都算。"),
             at_level(level), "deputies:deputies", is_present=True) for level in CongressLevel),
)}
LEVELS = tuple(CongressLevel.values)
