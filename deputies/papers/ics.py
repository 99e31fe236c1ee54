"""Reception days as a calendar file (iCalendar, RFC 5545) for the phone's own calendar."""

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.flows import ReceptionStage

LINE = 75  # octets


def calendar(name, receptions, host):
    """The file's text. A day keeps its UID, so that a change or a cancellation replaces what the phone knew."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//liaison//receptions//ZH", f"X-WR-CALNAME:{escaped(name)}"]
    lines += [line for reception in receptions for line in event(reception, host)]
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def event(reception, host):
    station = reception.station
    told = {
        "UID": f"reception-{reception.pk}@{host}", "SEQUENCE": reception.version, "DTSTAMP": utc(timezone.now()),
        "DTSTART": utc(reception.at(reception.starts_at)), "DTEND": utc(reception.at(reception.ends_at)),
        "SUMMARY": escaped(_("代表接待日 %(station)s") % {"station": station.name}),
        "LOCATION": escaped(station.address or station.name), "DESCRIPTION": escaped(reception.scope),
        "STATUS": "CANCELLED" if reception.stage == ReceptionStage.CANCELLED else "CONFIRMED",
    }
    return ["BEGIN:VEVENT", *(f"{key}:{value}" for key, value in told.items()), "END:VEVENT"]


def utc(moment: datetime):
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text):
    for mark in "\\;,":
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded(line):
    """No line is longer than 75 octets; a character of several octets is not cut apart."""
    pieces, piece, room = [], "", LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces, piece, room = [*pieces, piece], "", LINE - 1  # the blank that begins a continuation counts
        piece, room = piece + character, room - size
    return "\r\n ".join([*pieces, piece])
