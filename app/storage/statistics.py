"""What `doctor` shows: versions, rows per table, the queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.indexes import Index
from app.domain.operations import QueueCounts
from app.schema.tables import local_metadata
from app.storage.driver import driver
from app.storage.indexes import all_indexes
from app.storage.outbox import read_counts
from app.storage.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreStatistics:
    """Facts about the local database, without patient data."""

    rows: Mapping[str, int]
    pending: QueueCounts
    schema_revision: str
    cipher_version: str
    sqlite_version: str
    size_bytes: int
    indexes: Mapping[str, tuple[Index, ...]]
    """Every index of each record type with what it holds."""


def read_statistics(session: Session) -> StoreStatistics:
    """Count and ask; takes a moment on a large database."""
    return StoreStatistics(
        rows={name: _number(session, f'SELECT count(*) FROM "{name}"') for name in _tables()},
        pending=read_counts(session),
        schema_revision=_text(session, "SELECT version_num FROM alembic_version"),
        cipher_version=_text(session, "PRAGMA cipher_version"),
        sqlite_version=driver.sqlite_version,
        size_bytes=_number(session, "PRAGMA page_count") * _number(session, "PRAGMA page_size"),
        indexes=all_indexes(session),
    )


def _tables() -> list[str]:
    return sorted(set(local_metadata().tables) - {"write_gate"})


def _number(session: Session, statement: str) -> int:
    return int((session.one(statement) or (0,))[0])


def _text(session: Session, statement: str) -> str:
    return str((session.one(statement) or ("",))[0])
