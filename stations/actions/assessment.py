"""Begin the assessment of many stations at once."""

from liaison.kit.flow import begin_all
from stations.models import Assessment


def open_round(template, since, until, stations, *, by):
    """Begin an assessment for each station that has none for these days yet. Returns how many. Raises as ``begin_all``."""
    known = Assessment.objects.counted().filter(since=since, until=until).values("station")
    fresh = stations.exclude(pk__in=known).select_related("region").order_by("code")
    told = [Assessment(station=station, template=template, since=since, until=until) for station in fresh]
    begin_all(told, "open", by=by)
    return len(told)
