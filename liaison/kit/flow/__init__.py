"""A flow: a table of moves that leads a thing through its stages, and the one door through which it moves."""

from liaison.kit.flow.many import advance_all, begin_all
from liaison.kit.flow.steps import Part, Record, Sealed, Step, broken_steps, with_records
from liaison.kit.flow.table import KEEP, START, SYSTEM, Flow, Move
from liaison.kit.flow.thing import Conflict, Flowing, Obstacle, flowing_models

__all__ = [
    "KEEP", "START", "SYSTEM", "Conflict", "Flow", "Flowing", "Move", "Obstacle", "Part", "Record", "Sealed", "Step",
    "advance_all", "begin_all", "broken_steps", "flowing_models", "with_records",
]
