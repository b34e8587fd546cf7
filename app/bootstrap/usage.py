"""How the cache and the queries of a desk did, kept from session to session for `doctor`.

Counts and the shapes of slow statements: nothing that anybody typed, and no patient.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from app.bootstrap.facts import meta_fact, set_meta_fact
from app.domain.cache import CacheStatistics
from app.domain.errors import StorageError
from app.domain.query_statistics import SLOW_KEPT, QueryStatistics, SlowStatement
from app.domain.telemetry import Area, measurements
from app.services.telemetry import KeptFigures, keep_figures, kept_figures

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

USAGE_FACT = "usage"
_WORTH_KEEPING = 100
"""A command that read fewer records than this tells nothing of how the desk does."""
_TOLD = 8
"""Lines of each kind in `doctor`."""
_NOT_ADDED = ("entries", "size_bytes", "hits_of", "misses_of")


class Usage(msgspec.Struct, kw_only=True):
    """What sessions of the desk added up to; slowest are the slowest statements of all of them."""

    since: str = ""
    sessions: int = 0
    cache: dict[str, int] = msgspec.field(default_factory=dict[str, int])
    hits_of: dict[str, int] = msgspec.field(default_factory=dict[str, int])
    misses_of: dict[str, int] = msgspec.field(default_factory=dict[str, int])
    statements: int = 0
    seconds: float = 0.0
    slow: int = 0
    timeouts: int = 0
    retries: int = 0
    slowest: tuple[SlowStatement, ...] = ()
    errors: dict[str, int] = msgspec.field(default_factory=dict[str, int])

    def with_session(
        self,
        cache: CacheStatistics,
        queries: QueryStatistics,
        now: str,
        *,
        errors: Mapping[str, int],
    ) -> Usage:
        """The same with one session more."""
        known = cache.as_json()
        counts = {
            name: int(str(number))
            for name, number in known.items()
            if isinstance(number, int) and name not in _NOT_ADDED
        }
        slowest = sorted((*self.slowest, *queries.slowest), key=lambda one: -one.ms)
        return Usage(
            since=self.since or now,
            sessions=self.sessions + 1,
            cache=_sum(self.cache, counts),
            hits_of=_sum(self.hits_of, dict(cache.hits_of)),
            misses_of=_sum(self.misses_of, dict(cache.misses_of)),
            statements=self.statements + queries.statements,
            seconds=round(self.seconds + queries.seconds, 3),
            slow=self.slow + queries.slow,
            timeouts=self.timeouts + queries.timeouts,
            retries=self.retries + queries.retries,
            slowest=tuple(slowest[:SLOW_KEPT]),
            errors=_sum(self.errors, dict(errors)),
        )

    def as_json(self) -> dict[str, object]:
        """The usage as plain values."""
        return msgspec.to_builtins(self)

    def as_lines(self) -> list[str]:
        """The usage for people."""
        if not self.sessions:
            return ["cache and queries: nothing is known of earlier sessions"]
        count = self.cache.get
        hits, misses = count("hits", 0), count("misses", 0)
        share = f"{100 * hits / (hits + misses):.0f} %" if hits + misses else "none"
        lines = [
            f"cache: {share} of {hits + misses} answered from memory in {self.sessions} sessions; "
            f"{count('evictions', 0)} made room, {count('expired', 0)} expired, "
            f"{count('invalidated', 0)} changed, {count('stale', 0)} came too late",
            f"queries: {self.statements} statements in {self.seconds:.1f} s; {self.slow} slow, "
            f"{self.timeouts} broken off, {self.retries} tried again",
        ]
        counts = ", ".join(f"{code} {times}" for code, times in sorted(self.errors.items()))
        lines.append(f"errors: {counts or 'none'}")
        lines += [
            f"slow: {one.ms:.0f} ms, {one.rows} rows, {one.number}: {one.shape}"
            for one in self.slowest[:5]
        ]
        return lines


def kept_usage(desk: Desk) -> Usage:
    """What earlier sessions added up to."""
    raw = desk.fact(USAGE_FACT)
    if raw is not None:
        with suppress(msgspec.MsgspecError):  # of another version: it begins anew
            return msgspec.json.decode(raw, type=Usage)
    return Usage()


def keep_usage(desk: Desk) -> None:
    """Add this session to what is known. A desk that cannot write goes without."""
    store = desk.store
    _keep_telemetry(desk)
    queries = store.database.queries.statistics()
    errors = store.errors.counts()
    cache = CacheStatistics() if store.cache is None else store.cache.statistics()
    has_read = cache.hits + cache.misses >= _WORTH_KEEPING
    if not has_read and not queries.slow and not errors:
        return
    now = desk.clock.now().isoformat(timespec="seconds")

    def write() -> None:
        raw = meta_fact(store, desk.context, USAGE_FACT)
        known = Usage()
        if raw is not None:
            with suppress(msgspec.MsgspecError):
                known = msgspec.json.decode(raw, type=Usage)
        text = msgspec.json.encode(known.with_session(cache, queries, now, errors=errors)).decode()
        set_meta_fact(store, desk.context, USAGE_FACT, text)

    with suppress(StorageError):
        desk.worker.submit(write).result()


def kept_telemetry(desk: Desk) -> KeptFigures:
    """How long things took in earlier sessions, and how they ended."""
    begin, context = desk.store.unit_of_work, desk.context
    return desk.worker.submit(lambda: kept_figures(begin, context)).result()


def telemetry_lines(kept: KeptFigures) -> list[str]:
    """The figures for people: what took the most time first, per kind."""
    if kept.since is None:
        return ["measurements: nothing is known of earlier sessions"]
    lines = [f"measurements: {kept.sessions} sessions since {kept.since:%Y-%m-%d}"]
    for area in Area:
        found = [one for one in measurements(kept.figures) if one.area is area]
        lines += [
            f"{area} {one.name}: {one.count} times, {one.failed} failed, usual {one.usual_ms:.0f} "
            f"ms, slow {one.slow_ms:.0f} ms, longest {one.longest_ms:.0f} ms"
            for one in found[:_TOLD]
        ]
    return lines


def _keep_telemetry(desk: Desk) -> None:
    begin, context, now = desk.store.unit_of_work, desk.context, desk.clock.now()
    session = desk.telemetry.figures()
    with suppress(StorageError):
        desk.worker.submit(lambda: keep_figures(begin, context, session=session, now=now)).result()


def _sum(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return dict(Counter(one) + Counter(other))
