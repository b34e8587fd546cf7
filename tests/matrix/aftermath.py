"""After a kill or a loss of power: is all there that was acknowledged, and no half of anything?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.domain.declare import entities
from app.storage.store import LocalStore
from tests.matrix.material import open_store, raw_connection


def ids(store: LocalStore, statement: str) -> set[str]:
    return {
        row[0].hex() if isinstance(row[0], bytes) else row[0]
        for row in store.database.writer.all(statement)
    }


def revision(path: Path) -> str:
    """Which version of the schema a kill left in the file."""
    raw = raw_connection(path)
    found: str = raw.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    raw.close()
    return found


def faults(path: Path, acked: Sequence[tuple[str, str]], *, unaudited: int = 0) -> dict[str, int]:
    """Lost acknowledged commits, halves of transactions and broken chains.

    unaudited: patients that were there before, put in without the unit of work. Raises what a
    damaged file raises.
    """
    store = open_store(path)
    store.database.check_integrity()
    patients = ids(store, "SELECT id FROM patient")
    visits = ids(store, "SELECT id FROM appointment")
    partial = 0
    for table, stored in (("patient", patients), ("appointment", visits)):
        for source in (
            f"SELECT row_id FROM audit WHERE action = 'create' AND entity = '{table}'",
            f"SELECT row_id FROM outbox WHERE kind = 'create' AND entity = '{table}'",
        ):
            there = ids(store, source)
            unexplained = len(stored - there) - (unaudited if table == "patient" else 0)
            partial += abs(unexplained) + len(there - stored)
    partial += abs(len(patients) - unaudited - len(visits))
    words = ids(store, "SELECT patient_id FROM search_patient")
    partial += len(patients ^ words)
    lost = sum(one not in patients or two not in visits for one, two in acked)
    broken = int(store.verify_audit() is not None)
    partial += not store.verify_rows()
    store.close()
    return {"lost": lost, "partial": partial, "broken_chains": broken}


def purge_faults(path: Path, before: int) -> tuple[int, int]:
    """How many rows of chart detail are gone, and what of a purge was done by half."""
    store = open_store(path)
    store.database.check_integrity()
    session = store.database.writer
    gone = before - detail_rows(store)
    (lines,) = session.one("SELECT count(*) FROM kept_at_server") or (0,)
    events = session.all("SELECT result_count FROM audit WHERE action = 'purged'")
    halves = (
        (lines != gone)
        + (sum(count for (count,) in events) != gone)
        + (not store.verify_rows())
        + (store.verify_audit() is not None)
    )
    store.close()
    return gone, halves


def detail_rows(store: LocalStore) -> int:
    """How many rows there are that may be put away."""
    tables = [spec.name for spec in entities() if spec.leaves_disk]
    session = store.database.writer
    return sum((session.one(f'SELECT count(*) FROM "{table}"') or (0,))[0] for table in tables)
