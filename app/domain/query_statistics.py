"""How a database was asked: counts, times, and what was slow, without any value."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from hashlib import blake2s

SLOW_KEPT = 50
"""Slow statements that are remembered."""
_LONGEST_SHAPE = 400
_VALUES = re.compile(r"x?'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b", re.IGNORECASE)
_MARKS = re.compile(r"\?(?:\s*,\s*\?)+")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowStatement:
    """One statement that took long: its shape, never its values."""

    at: str
    number: str
    """Names the shape in the log."""
    shape: str
    ms: float
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryStatistics:
    """How the database was asked since the store was opened."""

    statements: int
    seconds: float
    slow: int
    timeouts: int
    retries: int
    prepared_per_connection: int
    """Statements each connection keeps ready, so that they are not parsed again."""
    batch_size: int
    slowest: tuple[SlowStatement, ...]

    def as_json(self) -> dict[str, object]:
        """The statistics as plain values."""
        return asdict(self)


def shape_of(statement: str) -> str:
    """A statement without its values and without how many there were."""
    shape = _SPACES.sub(" ", _VALUES.sub("?", statement)).strip()
    return _MARKS.sub("?, …", shape)[:_LONGEST_SHAPE]


def number_of(shape: str) -> str:
    """What a log calls a shape: 32 hexadecimal digits."""
    return blake2s(shape.encode(), digest_size=16).hexdigest()
