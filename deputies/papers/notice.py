"""The public notice of a reception day: the A4 poster and the text to be copied."""

from django.template.defaultfilters import date as date_words
from django.utils.translation import gettext as _

from stations.papers import qr


def notice(reception, station_url):
    """The context of the poster: the day, the deputies who come with their levels, and the way to the station's page."""
    coming = [seat.deputy for seat in roster(reception) if seat.is_coming]
    return {"reception": reception, "station": reception.station, "deputies": coming, "qr": qr(station_url),
            "text": text(reception, coming)}


def roster(reception):
    return reception.attendances.select_related("deputy").prefetch_related("deputy__mandates").order_by("deputy__name", "pk")


def text(reception, deputies):
    station, day = reception.station, date_words(reception.on, "Y年n月j日（D）")
    hours = f"{date_words(reception.starts_at, 'G:i')}–{date_words(reception.ends_at, 'G:i')}"
    names = "、".join(named(deputy) for deputy in deputies)
    parts = [
        _("%(station)s定于%(day)s %(hours)s 开展代表接待日活动。") % {"station": station.name, "day": day, "hours": hours},
        names and _("接待代表：%(names)s。") % {"names": names},
        reception.scope and _("接待范围：%(scope)s。") % {"scope": reception.scope},
        station.address and _("地点：%(address)s。") % {"address": station.address},
        station.phone and _("电话：%(phone)s。") % {"phone": station.phone},
        _("欢迎前来反映意见建议，也可以提前告诉我们您要反映的事。"),
    ]
    return "".join(filter(None, parts))


def named(deputy):
    levels = "、".join(held.get_level_display() for held in deputy.current_mandates)
    return f"{deputy.name}（{levels}）" if levels else deputy.name
