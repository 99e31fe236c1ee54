"""The figures of stations."""

from django.utils.translation import gettext_lazy as _

from liaison.kit.figures import Figure
from stations.models import Station


def open_stations(scope):
    """The open stations where the reader works or which the reader oversees."""
    rows = Station.objects.visible_to(scope.user).of(scope.user).open()
    return scope.at(rows, "pk")


FIGURES = {figure.key: figure for figure in (
    Figure("stations", _("联络站"), _("个"), _("您的范围内现在开放、没有撤并的联络站。"), open_stations, "stations:stations",
           is_present=True),
    Figure("halls", _("设群英议事厅"), _("个"), _("现在开放的联络站中，与群英议事厅融合设置的。"),
           lambda scope: open_stations(scope).exclude(hall=""), "stations:stations", is_present=True),
)}
