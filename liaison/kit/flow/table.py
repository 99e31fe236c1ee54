"""The table of a procedure: its stages and the moves that lead from one to the next."""

from dataclasses import dataclass

from django.apps import apps

START = ""  # the stage of a thing that has not begun
KEEP = "keep"  # a clock that goes on running through the move
SYSTEM = "system"  # the role of moves that follow from another move or from a limit that ran out


@dataclass(frozen=True)
class Move:
    """One line of the procedure: from which stages to which, by whom, with what written down and by when.

    ``target`` None keeps the stage. ``record`` names the model to be filled in ("disputes.Reply"). ``clock`` names the
    deadline rule that starts; KEEP lets the running one go on; "" stops it when the stage changes.
    """

    name: str
    label: str
    sources: tuple
    target: str | None
    roles: tuple
    record: str = ""
    clock: str = ""
    note: bool = False
    public: bool = False

    @property
    def record_model(self):
        return apps.get_model(self.record) if self.record else None

    @property
    def by_hand(self):
        """Does a person make this move (rather than only the system)?"""
        return self.roles != (SYSTEM,)


class Flow:
    """The procedure of one kind of thing: its stages, its moves, and the stages where it ends.

    ``kind`` is the word of its addresses; ``tones`` say how a stage is shown (ok, warn, alarm, none, suggestion, else doing).
    """

    def __init__(self, name, label, stages, moves, *, final, kind="", tones=None):
        self.name, self.label, self.stages, self.kind = name, label, stages, kind or f"{name}s"
        self.moves, self.tones = tuple(moves), tones or {}
        self.final = frozenset(final)
        self.open = frozenset(stages.values) - self.final
        self._by_name = {move.name: move for move in self.moves}
        self._check()

    def _check(self):
        known = set(self.stages.values) | {START}
        if len(self._by_name) != len(self.moves):
            raise ValueError(f"{self.name}: a move is named twice")
        for move in self.moves:
            unknown = ({*move.sources, move.target} - {None}) - known
            if unknown or not move.roles:
                raise ValueError(f"{self.name}.{move.name}: unknown stages {unknown} or nobody may make it")

    def __getitem__(self, name):
        return self._by_name[name]

    def __contains__(self, name):
        return name in self._by_name

    @property
    def tells(self):
        """Are some of its moves public, so that the others are worth calling internal?"""
        return any(move.public for move in self.moves)

    def leaving(self, stage):
        return [move for move in self.moves if stage in move.sources]
