"""The table of the files on this desk's disk: what they are called there, their keys, their way.

A record names a file by the SHA-256 of its content, in a field called "sha256".
Whoever deletes a file's line here has destroyed its key: the rest is noise on the disk.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app.domain.declare import entities
from app.domain.file_ports import BLOB_FIELD, Blob, BlobState, KeptFile
from app.domain.operations import UNSETTLED, OperationState
from app.schema.types import from_microseconds, to_microseconds
from app.storage.session import Row, Session

_COLUMNS = "sha256, size, name, key, state, attempts, next_attempt_at, code, used_at"
_OPEN = UNSETTLED | {OperationState.QUARANTINED, OperationState.CONFLICTED}
_OPEN_SQL = ", ".join(sorted(f"'{state.value}'" for state in _OPEN))
_IN_OPERATIONS = (
    f"SELECT 1 FROM outbox WHERE state IN ({_OPEN_SQL}) "
    "AND (instr(patch, :sha) > 0 OR instr(coalesce(full, ''), :sha) > 0)"
)
_IN_OTHERS = (
    "SELECT 1 FROM shadow WHERE instr(coalesce(body, ''), :sha) > 0",
    "SELECT 1 FROM kept_aside WHERE instr(coalesce(body, ''), :sha) > 0",
    "SELECT 1 FROM draft WHERE instr(content, :sha) > 0",
    "SELECT 1 FROM sync_conflict WHERE instr(coalesce(ours, '') || coalesce(theirs, '') "
    "|| coalesce(base, ''), :sha) > 0",
)


class BlobTable:
    """See app/domain/file_ports.py: Blobs. now_us: the time of the unit of work it belongs to."""

    def __init__(self, session: Session, now_us: int = 0) -> None:
        self._session = session
        self._now_us = now_us

    def get(self, sha256: str) -> Blob | None:
        """What is known of a file, or None where it is not on this disk."""
        row = self._session.one(f"SELECT {_COLUMNS} FROM blob WHERE sha256 = ?", (sha256,))
        return None if row is None else _blob(row)

    def waiting(self) -> tuple[Blob, ...]:
        """Files the server does not have yet, the longest waiting first."""
        rows = self._session.all(
            f"SELECT {_COLUMNS} FROM blob WHERE state = 'waiting' ORDER BY added_at, sha256"
        )
        return tuple(map(_blob, rows))

    def all(self) -> tuple[Blob, ...]:
        """Every file on this disk."""
        rows = self._session.all(f"SELECT {_COLUMNS} FROM blob ORDER BY added_at, sha256")
        return tuple(map(_blob, rows))

    def add(self, kept: KeptFile, *, state: BlobState = BlobState.WAITING) -> KeptFile | None:
        """Write down a file that was just put; returns the copy it replaces, if any."""
        old = self.get(kept.sha256)
        if old is not None:
            # The server has it or not, whichever copy lies here; hearing that it has it counts.
            is_stored = BlobState.STORED in (old.state, state)
            state = BlobState.STORED if is_stored else BlobState.WAITING
        self._session.run(
            "INSERT INTO blob (sha256, size, name, key, state, added_at, used_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO UPDATE SET "
            "name = excluded.name, key = excluded.key, state = excluded.state, "
            "used_at = excluded.used_at",
            (
                *(kept.sha256, kept.size, kept.name, kept.key, state.value),
                *(self._now_us, self._now_us),
            ),
        )
        return old.kept if old is not None else None

    def mark(
        self,
        sha256: str,
        state: BlobState,
        *,
        code: str = "",
        next_attempt_at: datetime | None = None,
    ) -> bool:
        """Note whether the server has it; a code counts one more attempt that failed."""
        due = None if next_attempt_at is None else to_microseconds(next_attempt_at)
        cursor = self._session.run(
            "UPDATE blob SET state = ?, code = ?, next_attempt_at = ?, "
            "attempts = CASE WHEN ? = '' THEN 0 ELSE attempts + 1 END WHERE sha256 = ?",
            (state.value, code, due, code, sha256),
        )
        return cursor.rowcount > 0

    def use(self, sha256: str) -> None:
        """Note that somebody read it now."""
        self._session.run("UPDATE blob SET used_at = ? WHERE sha256 = ?", (self._now_us, sha256))

    def drop(self, sha256s: Iterable[str]) -> tuple[KeptFile, ...]:
        """Forget files, with their keys; returns what may be discarded after the commit."""
        found = [blob.kept for sha256 in sha256s if (blob := self.get(sha256)) is not None]
        self._session.run_many(
            "DELETE FROM blob WHERE sha256 = ?", [(kept.sha256,) for kept in found]
        )
        return tuple(found)

    def unused(self) -> tuple[str, ...]:
        """Files no record, no unfinished form and no unsettled operation speaks of."""
        in_records = " UNION ALL ".join(_references()) or "SELECT NULL WHERE 0"
        rows = self._session.all(
            f"SELECT sha256 FROM blob WHERE sha256 NOT IN ({in_records}) ORDER BY sha256"
        )
        return tuple(row[0] for row in rows if not self._is_spoken_of(row[0]))

    def purgeable(self, before: datetime) -> tuple[str, ...]:
        """Files the server has, not read since an instant, that no unsettled operation needs."""
        rows = self._session.all(
            "SELECT sha256 FROM blob WHERE state = 'stored' AND used_at < ? ORDER BY used_at",
            (to_microseconds(before),),
        )
        return tuple(row[0] for row in rows if not self._has_one(_IN_OPERATIONS, row[0]))

    def _is_spoken_of(self, sha256: str) -> bool:
        return any(self._has_one(question, sha256) for question in (_IN_OPERATIONS, *_IN_OTHERS))

    def _has_one(self, question: str, sha256: str) -> bool:
        times = question.count(":sha")
        return self._session.one(question.replace(":sha", "?"), (sha256,) * times) is not None


def _references() -> list[str]:
    """A look at every field of every record type that names a file; tombstones count: they may be
    brought back."""
    return [
        f'SELECT "{field.name}" FROM "{spec.name}"'
        for spec in entities()
        for field in spec.fields
        if field.name == BLOB_FIELD
    ]


def _blob(row: Row) -> Blob:
    sha256, size, name, key, state, attempts, due, code, used = row
    return Blob(
        kept=KeptFile(sha256=sha256, size=size, name=name, key=key),
        state=BlobState(state),
        attempts=attempts,
        next_attempt_at=None if due is None else from_microseconds(due),
        code=code,
        used_at=from_microseconds(used),
    )
