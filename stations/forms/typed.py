"""What somebody typed into a form that could not be taken: carried along, shown, and offered for sending again."""

import json
import re

SECRET = re.compile("password|csrf", re.IGNORECASE)
WORTH_SHOWING = re.compile(r"[^\x00-\x7f]|.{20}", re.DOTALL)  # words a person wrote, not keys and ticks


class Typed(list):
    """Pairs of field name and value, without passwords and tokens."""

    @classmethod
    def of(cls, query):
        return cls((name, value) for name, values in query.lists() if not SECRET.search(name) for value in values)

    @classmethod
    def unpack(cls, text):
        """Read what ``pack`` wrote; anything else is as if nothing had been typed."""
        try:
            return cls((name, value) for name, value in json.loads(text) if isinstance(name, str) and isinstance(value, str))
        except (ValueError, TypeError, RecursionError):
            return cls()

    def pack(self):
        return json.dumps(self, ensure_ascii=False) if self else ""

    @property
    def words(self):
        return [value for _name, value in self if WORTH_SHOWING.search(value)]
