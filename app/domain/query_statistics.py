"""How the local database was asked: counts, times, and what was slow, without any value."""

from __future__ import annotations

from dataclasses import asdict, dataclass

SLOW_KEPT = 50
"""Slow statements that are remembered."""


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
