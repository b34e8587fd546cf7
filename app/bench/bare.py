"""The bare driver, as it is delivered: what the program's own writing is held against."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

from app.storage.driver import ADAPTERS, driver

_LOAD = 10_000


@contextmanager
def bare_driver() -> Generator[None, None, None]:
    """Without what the program told the driver (storage/driver.py)."""
    for kind in ADAPTERS:
        del driver.adapters[kind, driver.PrepareProtocol]
    try:
        yield
    finally:
        for kind, same in ADAPTERS.items():
            driver.register_adapter(kind, same)


def drop_guards(raw: Any) -> None:
    """Let the bare driver write the records."""
    names = raw.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for (name,) in names:
        raw.execute(f'DROP TRIGGER "{name}"')


def write_tables(raw: Any, tables: dict[str, list[tuple[Any, ...]]]) -> None:
    """Write whole rows into their tables, and the words of names into the name index."""
    for table, rows in tables.items():
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            _in_transactions(raw, f"INSERT INTO {table} VALUES ({marks})", rows)
    names = [(row[0], row[2]) for row in tables.get("search_patient", ())]
    _in_transactions(raw, "INSERT INTO search_name (rowid, names) VALUES (?, ?)", names)


def _in_transactions(raw: Any, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Execute for every row, 10,000 to a transaction."""
    for at in range(0, len(rows), _LOAD):
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(statement, rows[at : at + _LOAD])
        raw.execute("COMMIT")
