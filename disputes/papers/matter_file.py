"""The file of a matter: everything that was written down about it, read once from its steps."""

from liaison.kit.flow import with_records


class MatterFile:
    """Every record by the move that wrote it; as many queries as there are kinds of records, however many rows."""

    def __init__(self, thing):
        self.steps = with_records(thing.steps.select_related("by").order_by("number"))

    def made(self, *moves):
        """The steps of these moves, oldest first."""
        return [step for step in self.steps if step.move in moves]

    def records(self, *moves):
        return [step.record for step in self.made(*moves)]

    def last_step(self, *moves):
        return next((step for step in reversed(self.steps) if step.move in moves), None)

    def last(self, *moves):
        """What the last of these moves wrote down, or None."""
        step = self.last_step(*moves)
        return step and step.record
