"""Many rows at once, as a first sync and an import write them, beside the bare driver.

Stores are opened before the clock runs and closed while it does: what lies in the write-ahead log
is carried over within the time of both.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.bench import sample
from app.bench.bare import bare_driver, drop_guards, write_tables
from app.bench.measure import Paired, Row, seconds
from app.bench.workbench import CONTEXT, Workbench, batches, load
from app.domain.changes import Origin
from app.domain.operations import RowState
from app.domain.patient import Patient
from app.storage.store import LocalStore

_LOAD_SHARE = 5
"""bulk_load writes a fifth of the patients and three visits for each."""
_CREATE_SHARE = 50
"""bulk_create makes a fiftieth of the patients, in one transaction."""
_REPEATS = 3
_LOAD_AT_ONCE = 10_000
_OWN_BOOKS = frozenset({"alembic_version", "write_gate", "sync_meta", "clinic"})
"""Tables that are the store's own, and not made by what is written."""
Tables = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class _Scenario:
    """What is written, how, and what the file is opened with."""

    name: str
    what: str
    floor: str
    goal: float
    write: Callable[[LocalStore], object]
    cache_kib: int = 16_000


def bulk_load(bench: Workbench) -> Iterator[Row]:
    """A first sync's rows, with every index and the search index kept."""
    patients = max(200, bench.sizes.patients // _LOAD_SHARE)
    rows = [
        *sample.patient_rows(patients),
        *sample.visit_rows(3 * patients, patients=patients),
    ]
    yield from _compared(
        bench,
        _Scenario(
            name="bulk_load",
            what=f"{len(rows)} rows",
            floor="raw executemany, same rows and indexes",
            goal=1.15,
            write=lambda store: load(store, rows),
            cache_kib=64_000,
        ),
    )


def bulk_first_load(bench: Workbench) -> Iterator[Row]:
    """The same rows at a desk that begins from nothing: looked up by nobody until all are here."""
    patients = max(200, bench.sizes.patients // _LOAD_SHARE)
    rows = [
        *sample.patient_rows(patients),
        *sample.visit_rows(3 * patients, patients=patients),
    ]
    yield from _compared(
        bench,
        _Scenario(
            name="bulk_first_load",
            what=f"{len(rows)} rows",
            floor="raw executemany, same rows and indexes",
            goal=0.7,
            write=lambda store: _load_bare(store, rows),
            cache_kib=64_000,
        ),
    )


def _load_bare(store: LocalStore, rows: list[RowState]) -> None:
    for number, group in enumerate(batches(rows, _LOAD_AT_ONCE)):
        with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
            if not number:
                uow.loading.begin()
            uow.loading.apply(group)
    is_more = True
    while is_more:
        with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
            is_more = uow.loading.mend()


def bulk_create(bench: Workbench) -> Iterator[Row]:
    """New patients in one go: rows, search words, audit events and queued operations."""
    count = max(200, bench.sizes.patients // _CREATE_SHARE)
    rng = random.Random(7)
    patients = [sample.patient(number, rng) for number in range(count)]

    def create(store: LocalStore) -> None:
        with store.unit_of_work(CONTEXT) as uow:
            uow.records(Patient).bulk_create(patients)

    yield from _compared(
        bench,
        _Scenario(
            name="bulk_create",
            what=f"{count} patients",
            floor="raw executemany, same rows, audit and outbox",
            goal=1.15,
            write=create,
        ),
    )


def _compared(bench: Workbench, scenario: _Scenario) -> Iterator[Row]:
    """Beside the driver as it is delivered, and beside one that was told what the program tells it
    of how values are bound (storage/driver.py)."""
    tables = _made_by(bench, scenario)
    ways = {"program": scenario.write, "bare": _bare(tables), "adapted": _adapted(tables)}
    wall: dict[str, list[float]] = {way: [] for way in ways}
    busy: dict[str, list[float]] = {way: [] for way in ways}
    processor: list[float] = []
    for turn in range(_REPEATS + 1):
        for way, write in ways.items():
            store = _empty(bench, scenario, f"{way}-{turn}")
            if way != "program":
                drop_guards(store.database.writer.raw)
            spent = seconds(lambda store=store, write=write: _spent(store, write, processor))
            if turn:  # the first one warms up
                wall[way].append(spent)
                busy[way].append(processor.pop())
    for times, way, variant, floor, goal in (
        (wall, "bare", scenario.what, scenario.floor, scenario.goal),
        (busy, "bare", "(processor time)", "the same, however busy the computer is", None),
        (wall, "adapted", "(adapted driver)", "values bound as the program binds them", None),
    ):
        pair = Paired(tuple(times["program"]), tuple(times[way]))
        yield pair.row(scenario.name, variant=variant, floor=floor, goal=goal)


def _spent(
    store: LocalStore, write: Callable[[LocalStore], object], processor: list[float]
) -> None:
    begun = time.process_time()
    write(store)
    store.close()
    processor.append(time.process_time() - begun)


def _bare(tables: Tables) -> Callable[[LocalStore], object]:
    def write(store: LocalStore) -> None:
        with bare_driver():
            write_tables(store.database.writer.raw, tables)

    return write


def _adapted(tables: Tables) -> Callable[[LocalStore], object]:
    return lambda store: write_tables(store.database.writer.raw, tables)


def _made_by(bench: Workbench, scenario: _Scenario) -> Tables:
    """Every row that the program writes then: what the floor is to write, too."""
    store = _empty(bench, scenario, "source")
    before = {name: len(rows) for name, rows in _content(store).items()}
    scenario.write(store)
    made = {name: rows[before.get(name, 0) :] for name, rows in _content(store).items()}
    store.close()
    return made


def _empty(bench: Workbench, scenario: _Scenario, name: str) -> LocalStore:
    return bench.empty_store(
        f"{scenario.name}-{name}", synchronous="NORMAL", cache_kib=scenario.cache_kib
    )


def _content(store: LocalStore) -> Tables:
    raw = store.database.writer.raw
    names = raw.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_name%'"
        " AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        name: raw.execute(f'SELECT * FROM "{name}"').fetchall()
        for (name,) in names
        if name not in _OWN_BOOKS
    }
