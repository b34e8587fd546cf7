"""Putting away what nobody has used for long: it leaves the disk, not the clinic.

Only what the server has for certain and can send again: rows it accepted, with nothing unsent,
undecided or half typed about the patient; and with them what was decided about such rows. In the
place of each row a line stays (at_server.py), so that its chart says what is missing. What this
desk imported itself stays, since the next import compares with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.conflict import UNDECIDED
from app.domain.context import ExecutionContext
from app.domain.declare import Keeping, entities
from app.domain.ids import RecordId
from app.schema.local_tables import UNSETTLED_SQL
from app.schema.types import from_microseconds, to_microseconds
from app.storage.at_server import CONFLICT, TABLE
from app.storage.row_codec import RowCodec, codec_of, quoted
from app.storage.session import Session

if TYPE_CHECKING:
    from app.storage.store import LocalStore
    from app.storage.unit_of_work import LocalUnitOfWork

KEPT_VISITS = timedelta(days=14)
"""Whoever comes so soon, or came so lately, keeps a whole chart: a day offline is a full day."""
_TODAY = timedelta(days=1)
ROWS_AT_ONCE = 500
PATIENTS_AT_ONCE = 50
_PATIENCE_MS, _USUAL_PATIENCE_MS = 200, 10_000
"""How long the log's wiping waits for readers: edits wait behind it."""
_NO_USE = "('sync_apply', 'purged', 'list', 'search', 'deny')"
"""Events that are no use of a chart: being one of many lines on a screen is none."""

_UNDECIDED = ", ".join(f"'{status}'" for status in sorted(UNDECIDED))
_UNUSED = f"""
SELECT {{columns}} FROM {{table}} r
WHERE r.version > 0 AND r.updated_at < ?2 AND r.patient_id IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.patient_id = r.patient_id AND a.at >= ?2
    AND a.action NOT IN {_NO_USE})
AND NOT EXISTS (SELECT 1 FROM audit_subject s JOIN audit a ON a.seq = s.seq
    WHERE s.row_id = r.patient_id AND a.at >= ?2 AND a.action NOT IN {_NO_USE})
AND NOT EXISTS (SELECT 1 FROM appointment v WHERE v.patient_id = r.patient_id
    AND v.deleted_at IS NULL AND v.starts_at BETWEEN ?3 AND ?4)
AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.patient_id = r.patient_id
    AND o.state IN ({UNSETTLED_SQL}, 'conflicted', 'quarantined'))
AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.entity = ?1
    AND o.row_id = lower(hex(r.id)) AND o.state <> 'acked')
AND NOT EXISTS (SELECT 1 FROM shadow w WHERE w.entity = ?1 AND w.row_id = lower(hex(r.id)))
AND NOT EXISTS (SELECT 1 FROM sync_conflict c WHERE c.deleted_at IS NULL
    AND c.status IN ({_UNDECIDED}) AND (c.patient_id = r.patient_id OR c.row_id = lower(hex(r.id))))
AND NOT EXISTS (SELECT 1 FROM draft d WHERE instr(d.subject || d.content,
    lower(hex(r.patient_id))) > 0)
AND NOT EXISTS (SELECT 1 FROM import_source i WHERE i.entity = ?1 AND i.row_id = r.id)
AND NOT EXISTS (SELECT 1 FROM patient_merge m WHERE m.status = 'merged' AND m.deleted_at IS NULL
    AND (m.patient_id = r.patient_id OR m.merged_id = r.patient_id))
"""
"""Of somebody who was merged nothing is put away: a look at one record is a look at the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionState:
    """What `doctor` shows of it."""

    last_purge: datetime | None
    at_server: int
    """Records of which this desk only knows that the server has them."""


def find_unused(
    store: LocalStore, *, now: datetime, unused_for: Mapping[Keeping, timedelta]
) -> dict[str, list[bytes]]:
    """Some hundred rows that are due, by record type, without holding the writer up.

    unused_for names the classes that leave this desk, and after what time. Raises StorageError.
    """
    found: dict[str, list[bytes]] = {}
    with store.database.reading() as session:
        for table, unused in _due_tables(unused_for):
            before = to_microseconds(now - unused)
            if not _is_settled_in(session, before):
                continue
            statement = f"{_unused(table, 'r.id')} LIMIT {ROWS_AT_ONCE}"
            rows = session.all(statement, _limits(table, before, now))
            if rows:
                found[table] = [row[0] for row in rows]
    return found


def purge(
    store: LocalStore,
    context: ExecutionContext,
    due: Mapping[str, list[bytes]],
    *,
    now: datetime,
    unused_for: Mapping[Keeping, timedelta],
) -> int:
    """Put rows away that are still due, in one transaction; how many. On the writer thread.

    The caller makes sure that a server has them, and wipes the log afterwards. Raises StorageError.
    """
    gone = 0
    patients: set[bytes] = set()
    session = store.database.writer
    with store.unit_of_work(context, origin=Origin.REMOTE) as uow:
        for table, unused in _due_tables(unused_for):
            before = to_microseconds(now - unused)
            codec = _codec_of(table)
            rows = _still_unused(session, codec, due.get(table, []), _limits(table, before, now))
            if rows:
                _put_away(uow, session, codec, rows)
                gone += len(rows)
                patients |= {codec.patient_of(row) or b"" for row in rows}
        if gone:
            named = sorted(RecordId(one.hex()) for one in patients)
            uow.note(AuditAction.PURGED, result_count=gone, subjects=named)
    return gone


def find_expected(
    store: LocalStore, *, now: datetime, shown: Collection[str]
) -> tuple[RecordId, ...]:
    """Patients with a visit today or soon whose chart is not whole here, the next first.

    shown are the record types that the server gives to whoever is signed in here: what it keeps
    back is not asked for again and again.
    """
    first, last = to_microseconds(now - _TODAY), to_microseconds(now + KEPT_VISITS)
    wanted = sorted(set(shown) - {CONFLICT})
    marks = ", ".join("?" * len(wanted))
    with store.database.reading() as session:
        rows = session.all(
            f"SELECT k.patient_id, min(v.starts_at) AS next FROM {TABLE} k "
            "JOIN appointment v ON v.patient_id = k.patient_id AND v.deleted_at IS NULL "
            "AND v.starts_at BETWEEN ? AND ? WHERE k.is_deleted = 0 "
            f"AND k.entity IN ({marks}) "
            f"GROUP BY k.patient_id ORDER BY next LIMIT {PATIENTS_AT_ONCE}",
            (first, last, *wanted),
        )
    return tuple(RecordId(row[0].hex()) for row in rows)


def wipe_log(session: Session) -> bool:
    """Bring the write-ahead log into the file and cut it; whether no reader was in the way.

    Freed pages were zeroed by secure_delete and are used again.
    """
    session.run(f"PRAGMA busy_timeout={_PATIENCE_MS}")
    try:
        row = session.one("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        session.run(f"PRAGMA busy_timeout={_USUAL_PATIENCE_MS}")
    return row is not None and row[0] == 0


def read_retention(session: Session) -> RetentionState:
    """When rows were last put away, and how many are at the server only."""
    last = session.one("SELECT max(at) FROM audit WHERE action = ?", (AuditAction.PURGED,))
    count = session.one(f"SELECT count(*) FROM {TABLE} WHERE is_deleted = 0")
    return RetentionState(
        last_purge=from_microseconds(last[0]) if last and last[0] is not None else None,
        at_server=int((count or (0,))[0]),
    )


def _due_tables(unused_for: Mapping[Keeping, timedelta]) -> list[tuple[str, timedelta]]:
    return [
        (spec.name, unused_for[spec.phi_class])
        for spec in entities()
        if spec.leaves_disk and spec.patient_field == "patient_id" and spec.phi_class in unused_for
    ]


def _codec_of(table: str) -> RowCodec[Any]:
    return codec_of(next(spec.record_type for spec in entities() if spec.name == table))


def _unused(table: str, columns: str) -> str:
    statement = _UNUSED.format(table=quoted(table), columns=columns)
    return statement + _about_detail() if table == CONFLICT else statement


def _about_detail() -> str:
    """Of conflicts, which hold the values of both sides, only those that were about such detail."""
    names = [spec.name for spec in entities() if spec.leaves_disk and spec.name != CONFLICT]
    return f"AND r.entity IN ({', '.join(map(repr, names))})"


def _is_settled_in(session: Session, before: int) -> bool:
    """Whether the desk has been here longer than anything is kept unused."""
    first = session.one("SELECT at FROM audit ORDER BY seq LIMIT 1")
    return first is not None and int(first[0]) < before


def _limits(table: str, before: int, now: datetime) -> tuple[object, ...]:
    first, last = to_microseconds(now - KEPT_VISITS), to_microseconds(now + KEPT_VISITS)
    return table, before, first, last


def _still_unused(
    session: Session, codec: RowCodec[Any], ids: list[bytes], limits: tuple[object, ...]
) -> list[Any]:
    """The whole rows of those that nobody has used since they were found."""
    if not ids:
        return []
    columns = ", ".join(f"r.{quoted(name)}" for name in codec.columns)
    marks = ", ".join(f"?{at}" for at in range(5, 5 + len(ids)))
    statement = f"{_unused(codec.table, columns)} AND r.id IN ({marks})"
    return session.all(statement, (*limits, *ids))


def _put_away(
    uow: LocalUnitOfWork, session: Session, codec: RowCodec[Any], rows: list[Any]
) -> None:
    uow.put_away(codec, rows)
    # What was sent and answered is only a memory: its values go as well.
    session.run_many(
        "UPDATE outbox SET patch = '{}', full = NULL, result = NULL "
        "WHERE entity = ? AND row_id = ? AND state = 'acked'",
        [(codec.table, row[0].hex()) for row in rows],
    )
