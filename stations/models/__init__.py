"""The nouns of places and people."""

from stations.models.calendar import CalendarDay, DeadlineRule, Setting, day_calendar
from stations.models.matter import Matter
from stations.models.people import Membership, ReadLog, Role, SignInAttempt, User
from stations.models.place import Region, Station, Unit

__all__ = [
    "CalendarDay", "DeadlineRule", "Matter", "Membership", "ReadLog", "Region", "Role", "Setting", "SignInAttempt",
    "Station", "Unit", "User", "day_calendar",
]
