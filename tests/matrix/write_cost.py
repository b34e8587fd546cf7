"""What an audited write costs beside one raw commit of the same row, in the same run.

ratio = audited(store_path) / raw(other_path): both FULL, both one row per transaction, taken in
turns so that a busy disk slows both alike.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.storage.driver import driver
from tests.matrix.material import CONTEXT, KEY, open_store

_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians of one run, in milliseconds."""

    audited_ms: float
    raw_ms: float

    @property
    def ratio(self) -> float:
        """How many raw commits the audited one costs."""
        return self.audited_ms / self.raw_ms

    def __str__(self) -> str:
        return f"{self.ratio:.2f} ({self.audited_ms:.2f} ms / {self.raw_ms:.2f} ms)"


class RawCommit:
    """One plain sqlcipher3 connection that writes a given row, FULL, one per transaction.

    definitions: the table and its indexes, as the program has them.
    """

    def __init__(self, path: Path, definitions: Sequence[str], table: str) -> None:
        self.path = path
        self.raw: Any = driver.connect(str(path), isolation_level=None)
        self.raw.execute(f"PRAGMA key=\"x'{KEY.hex()}'\"")
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            self.raw.execute(f"PRAGMA {pragma}")
        for definition in definitions:
            self.raw.execute(definition)
        self._table = table

    def write(self, row: tuple[Any, ...]) -> None:
        """Insert and commit."""
        self.raw.execute("BEGIN IMMEDIATE")
        marks = ", ".join("?" * len(row))
        self.raw.execute(f"INSERT INTO {self._table} VALUES ({marks})", row)
        self.raw.execute("COMMIT")


def in_turns(audited: Callable[[], object], raw: Callable[[], object]) -> Cost:
    """Medians of both, measured one after the other again and again."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(_ROUNDS):
        for kept, one in zip(times, (audited, raw), strict=True):
            began = time.perf_counter()
            one()
            kept.append((time.perf_counter() - began) * 1000)
    return Cost(statistics.median(times[0]), statistics.median(times[1]))


async def in_turns_on_a_loop(
    audited: Callable[[], Awaitable[object]],
    raw: Callable[[], object],
    *,
    before: Callable[[], Awaitable[object]],
) -> Cost:
    """The same on a loop that runs, as the window's does; before is done untimed."""
    shown: list[float] = []
    written: list[float] = []
    for _ in range(_ROUNDS):
        await before()
        began = time.perf_counter()
        await audited()
        shown.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        raw()
        written.append((time.perf_counter() - began) * 1000)
    return Cost(statistics.median(shown), statistics.median(written))


def audited_event(folder: Path) -> Cost:
    """One noted read in a unit of work against a raw commit of the very same audit row."""
    store = open_store(folder / "audited.db", is_new=True)

    def noted() -> None:
        with store.unit_of_work(CONTEXT) as uow:
            uow.note("view", entity="patient", row_id=CONTEXT.user_id, patient_id=CONTEXT.user_id)

    noted()
    session = store.database.writer
    last = session.all("SELECT * FROM audit ORDER BY seq DESC LIMIT 1")[0]
    definitions = session.all(
        "SELECT sql FROM sqlite_schema WHERE tbl_name = 'audit' AND type IN ('table', 'index') "
        "AND sql IS NOT NULL ORDER BY type DESC"
    )
    raw = RawCommit(folder / "raw.db", [one for (one,) in definitions], "audit")
    numbers = itertools.count(1)

    def bare() -> None:
        raw.write((next(numbers), *last[1:]))

    cost = in_turns(noted, bare)
    store.close()
    raw.raw.close()
    return cost
