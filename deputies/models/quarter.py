"""A quarter of a year (季度), by which reception days are planned and looked up."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from liaison.kit.figures import in_chinese


class Quarter(NamedTuple):
    year: int
    number: int

    @classmethod
    def of(cls, day):
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def told(cls, text):
        """The quarter that ``2027-1`` tells, or None."""
        found = re.fullmatch(r"(20\d\d|21\d\d)-([1-4])", text or "", re.ASCII)
        return found and cls(int(found[1]), int(found[2]))

    def __str__(self):
        return f"{self.year}-{self.number}"

    @property
    def label(self):
        return _("%(year)s年第%(number)s季度") % {"year": self.year, "number": in_chinese(self.number)}

    @property
    def since(self):
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def until(self):
        return self.next.since - timedelta(1)

    @property
    def next(self):
        return self.after(1)

    def after(self, quarters):
        year, number = divmod(self.year * 4 + self.number - 1 + quarters, 4)
        return Quarter(year, number + 1)

    @property
    def months(self):
        return [date(self.year, self.number * 3 - 2 + n, 1) for n in range(3)]
