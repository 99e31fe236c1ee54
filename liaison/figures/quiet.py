"""The stations that give no sign of life: no reception, no visit, no activity."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deputies.models import Activity, Reception
from disputes.models import Visit
from liaison.kit.figures import Figure
from stations.figures import open_stations
from stations.models import Setting


def signs_of_life(since):
    """What is held at a station on its day, each a query of stations: a reception, a visit, an activity."""
    days = {"on__range": (since, timezone.localdate())}
    return [Reception.objects.filter(**days).values("station"), Visit.objects.filter(**days).values("issue__station"),
            Activity.objects.held().filter(**days).values("station")]


def quiet_stations(scope):
    """Stations that are open for longer than the days of silence that are allowed, with no sign of life in them."""
    since = timezone.localdate() - timedelta(Setting.number_at("station.quiet_days", scope.region))
    rows = open_stations(scope).filter(opened_on__lt=since)
    for alive in signs_of_life(since):
        rows = rows.exclude(pk__in=alive)
    return rows


FIGURES = {figure.key: figure for figure in (
    Figure("quiet_stations", _("长期没有活动的联络站"), _("个"),
           _("现在开放的联络站中，连续多天没有接待、没有登记来访、没有开展活动的；多少天由参数“联络站连续多少天没有接待、来访和活动时提醒”规定。"),
           quiet_stations, "quiet_stations", is_present=True),
)}
