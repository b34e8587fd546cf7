"""The figures of all sessions of a desk, kept in its encrypted database and bounded in size."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.ports import UnitOfWorkFactory
from app.domain.telemetry import BUCKETS_MS, Area, Figure, Figures, added

TELEMETRY_FACT = "telemetry"
KEPT_FOR = timedelta(days=30)
"""After this time the figures begin anew: what was slow in spring says nothing of autumn."""


@dataclass(frozen=True, slots=True)
class KeptFigures:
    """What sessions added up to since a moment; since None: nothing is kept yet."""

    since: datetime | None = None
    sessions: int = 0
    figures: Figures = field(default_factory=lambda: {area: {} for area in Area})


def kept_figures(begin: UnitOfWorkFactory, context: ExecutionContext) -> KeptFigures:
    """What earlier sessions added up to (on the writer thread)."""
    with begin(context, origin=Origin.REMOTE) as uow:
        raw = uow.meta.get(TELEMETRY_FACT)
    return _read(raw)


def keep_figures(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, session: Figures, now: datetime
) -> None:
    """Add a session to what is kept (on the writer thread)."""
    if not any(session.values()):
        return
    with begin(context, origin=Origin.REMOTE) as uow:
        known = _read(uow.meta.get(TELEMETRY_FACT))
        if known.since is None or not timedelta() <= now - known.since < KEPT_FOR:
            known = KeptFigures(since=now)
        total = KeptFigures(known.since, known.sessions + 1, added(known.figures, session))
        uow.meta.set(TELEMETRY_FACT, msgspec.json.encode(total).decode())


def _read(raw: str | None) -> KeptFigures:
    """What is kept; figures of another version begin anew."""
    if raw is None:
        return KeptFigures()
    try:
        found = msgspec.json.decode(raw, type=KeptFigures)
    except msgspec.MsgspecError:
        return KeptFigures()
    return found if all(map(_fits, _all(found.figures))) else KeptFigures()


def _all(figures: Figures) -> list[Figure]:
    return [one for named in figures.values() for one in named.values()]


def _fits(one: Figure) -> bool:
    return len(one.buckets) == len(BUCKETS_MS) + 1
