"""A real encrypted store with patients, visits, edits and audited reads, for the rows to break."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.bootstrap.home import SystemClock
from app.domain.patient import Patient
from app.domain.ports import Clock
from app.security.audit_signer import HmacAuditSigner
from app.storage.database import Database
from app.storage.driver import driver
from app.storage.store import LocalStore
from tests.factories import DESK_ID, NOON, a_context, a_patient, an_appointment

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
AUDIT_KEY = b"the clinic's audit key, 32 bytes"
CONTEXT = a_context()
DB_ID = "a" * 32


class SteppingClock:
    """Every question is a second later."""

    def __init__(self) -> None:
        self._time = NOON

    def now(self) -> datetime:
        self._time += timedelta(seconds=1)
        return self._time

    def monotonic(self) -> float:
        return (self._time - NOON).total_seconds()


def open_store(
    path: Path,
    *,
    key: bytes = KEY,
    audit_key: bytes = AUDIT_KEY,
    clock: Clock | None = None,
    synchronous: str = "FULL",
    is_new: bool = False,
) -> LocalStore:
    """The store as `open_desk` opens it; small, because it is opened thousands of times."""
    database = Database(
        path, key, synchronous=synchronous, expect_initialised=not is_new, cache_kib=2000
    )
    try:
        return LocalStore(
            database,
            clock=clock or SystemClock(),
            signer=HmacAuditSigner(audit_key),
            workstation_id=DESK_ID,
        )
    except BaseException:
        database.close()
        raise


def raw_connection(path: Path, key: bytes | None = KEY) -> Any:
    """A connection of somebody who holds the key and goes around the program."""
    raw = driver.connect(str(path), isolation_level=None)
    if key is not None:
        raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    return raw


def fill(store: LocalStore, patients: int) -> list[Patient]:
    """Patients with a visit each, every write its own unit of work."""
    made: list[Patient] = []
    for number in range(patients):
        with store.unit_of_work(CONTEXT) as uow:
            one = uow.add(a_patient(given_names=f"Amara {number}", city="Boston"))
            uow.add(an_appointment(one, starts_at=NOON + timedelta(minutes=30 * number)))
        made.append(one)
    return made


def edit(store: LocalStore, patients: list[Patient], city: str) -> list[Patient]:
    """One edit of each patient, and one audited search."""
    edited: list[Patient] = []
    for one in patients:
        with store.unit_of_work(CONTEXT) as uow:
            edited.append(uow.save(replace(one, city=city)))
    with store.unit_of_work(CONTEXT) as uow:
        uow.note("search", result_count=len(patients), subjects=[one.id for one in patients])
    return edited


def add_events(store: LocalStore, count: int) -> None:
    """Audited reads, fifty to a transaction."""
    for start in range(0, count, 50):
        with store.unit_of_work(CONTEXT) as uow:
            for _ in range(start, min(start + 50, count)):
                uow.note("view", entity="patient", row_id=DESK_ID, patient_id=DESK_ID)


def checkpoint(store: LocalStore) -> None:
    """Move everything from the -wal file into the main file."""
    store.database.writer.all("PRAGMA wal_checkpoint(TRUNCATE)")


def dump(store: LocalStore) -> Mapping[str, list[tuple[Any, ...]]]:
    """Every row of every table, the search index and the queue among them."""
    session = store.database.writer
    names = session.all(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    )
    return {name: sorted(session.all(f'SELECT * FROM "{name}"'), key=repr) for (name,) in names}
