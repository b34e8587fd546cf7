"""Putting chart detail away that nobody has used for long: it leaves the disk, not the clinic.

Only what the server has for certain and can send again: rows it accepted, with nothing unsent,
undecided or drafted about the patient. Demographics, schedule and allergies always stay: a missing
allergy looks like none. A row goes as a whole, so that no half of it can be edited; the server's
next word on it, or reading everything again, brings it back as if it were new.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.declare import entity_named
from app.domain.ids import RecordId
from app.schema.local_tables import UNSETTLED_SQL
from app.schema.types import to_microseconds
from app.storage.row_codec import codec_of
from app.storage.session import Session

if TYPE_CHECKING:
    from app.storage.store import LocalStore
    from app.storage.unit_of_work import LocalUnitOfWork

CHART_DETAIL = ("condition", "medication_statement")
KEPT_VISITS = timedelta(days=14)
"""Whoever comes soon or came lately keeps a whole chart, so that a day offline is a full day."""
ROWS_AT_ONCE = 500
PUT_AWAY = "put_away:"
"""Fact, per patient: how many rows were put away."""
FETCHED_AT = "chart_detail_fetched_at"
"""Fact: microseconds of when everything was last read again; nothing goes soon after."""

_UNUSED = f"""
SELECT r.id, r.patient_id FROM {{table}} r
WHERE r.version > 0 AND r.updated_at < ?2
AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.patient_id = r.patient_id AND a.at >= ?2
    AND a.action NOT IN ('sync_apply', 'purged'))
AND NOT EXISTS (SELECT 1 FROM audit_subject s JOIN audit a ON a.seq = s.seq
    WHERE s.row_id = r.patient_id AND a.at >= ?2 AND a.action NOT IN ('sync_apply', 'purged'))
AND NOT EXISTS (SELECT 1 FROM appointment v WHERE v.patient_id = r.patient_id
    AND v.deleted_at IS NULL AND v.starts_at BETWEEN ?3 AND ?4)
AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.patient_id = r.patient_id
    AND o.state IN ({UNSETTLED_SQL}, 'conflicted', 'quarantined'))
AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.entity = ?1
    AND o.row_id = lower(hex(r.id)) AND o.state <> 'acked')
AND NOT EXISTS (SELECT 1 FROM shadow w WHERE w.entity = ?1 AND w.row_id = lower(hex(r.id)))
AND NOT EXISTS (SELECT 1 FROM sync_conflict c WHERE c.deleted_at IS NULL
    AND c.resolved_at IS NULL AND (c.patient_id = r.patient_id OR c.row_id = lower(hex(r.id))))
AND NOT EXISTS (SELECT 1 FROM draft d WHERE instr(d.subject || d.content,
    lower(hex(r.patient_id))) > 0)
AND NOT EXISTS (SELECT 1 FROM import_source i WHERE i.entity = ?1 AND i.row_id = r.id)
LIMIT {ROWS_AT_ONCE}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """What one round put away."""

    rows: int
    is_done: bool
    """Whether nothing more was due."""


def purge_unused(
    store: LocalStore, context: ExecutionContext, *, now: datetime, unused_for: timedelta
) -> Purged:
    """Put some hundred rows away, in one transaction, and wipe their pages. On the writer thread.

    The caller makes sure that a server has these rows. Raises StorageError.
    """
    before = to_microseconds(now - unused_for)
    gone = 0
    session = store.database.writer
    with store.unit_of_work(context, origin=Origin.REMOTE) as uow:
        if not _is_settled_in(session, before, uow.meta.get(FETCHED_AT)):
            return Purged(rows=0, is_done=True)
        counts: dict[bytes, int] = {}
        for table in CHART_DETAIL:
            rows = session.all(_UNUSED.format(table=table), _limits(table, before, now))
            _delete(uow, session, table, [row[0] for row in rows])
            gone += len(rows)
            for _, patient_id in rows:
                counts[patient_id] = counts.get(patient_id, 0) + 1
        for patient_id, count in counts.items():
            fact = PUT_AWAY + patient_id.hex()
            uow.meta.set(fact, str(int(uow.meta.get(fact) or 0) + count))
        if gone:
            patients = sorted(RecordId(one.hex()) for one in counts)
            uow.note(AuditAction.PURGED, result_count=gone, subjects=patients)
    if gone:
        wipe_log(session)
    return Purged(rows=gone, is_done=gone < ROWS_AT_ONCE)


def is_put_away(store: LocalStore, patient_id: RecordId) -> bool:
    """Whether part of a patient's chart is not on this desk; then it must not look empty."""
    with store.database.reading() as session:
        found = session.one("SELECT 1 FROM sync_meta WHERE k = ?", (PUT_AWAY + patient_id,))
    return found is not None


def forget_put_away(store: LocalStore, context: ExecutionContext, *, now: datetime) -> None:
    """Everything is about to be read again. On the writer thread."""
    with store.unit_of_work(context, origin=Origin.REMOTE) as uow:
        store.database.writer.run(f"DELETE FROM sync_meta WHERE k GLOB '{PUT_AWAY}*'")
        uow.meta.set(FETCHED_AT, str(to_microseconds(now)))


def wipe_log(session: Session) -> None:
    """Bring the write-ahead log into the file and cut it; secure_delete has zeroed the rest."""
    session.run("PRAGMA wal_checkpoint(TRUNCATE)")
    session.run("PRAGMA incremental_vacuum")


def _is_settled_in(session: Session, before: int, fetched_at: str | None) -> bool:
    """Whether the desk has been here, and its rows too, longer than anything is kept unused."""
    first = session.one("SELECT at FROM audit ORDER BY seq LIMIT 1")
    is_old = first is not None and int(first[0]) < before
    return is_old and int(fetched_at or 0) < before


def _limits(table: str, before: int, now: datetime) -> tuple[object, ...]:
    first, last = to_microseconds(now - KEPT_VISITS), to_microseconds(now + KEPT_VISITS)
    return table, before, first, last


def _delete(uow: LocalUnitOfWork, session: Session, table: str, ids: list[bytes]) -> None:
    if not ids:
        return
    codec = codec_of(entity_named(table).record_type)
    marks = ", ".join("?" * len(ids))
    rows = session.all(f"{codec.select} WHERE id IN ({marks})", ids)
    session.run("UPDATE write_gate SET is_open = 1")
    session.run_many(f'DELETE FROM "{table}" WHERE id = ?', [(one,) for one in ids])
    session.run("UPDATE write_gate SET is_open = 0")
    uow.trail.moved(codec, [(row, None) for row in rows])
    # What was sent and answered is only a memory: its values go as well.
    session.run_many(
        "UPDATE outbox SET patch = '{}', full = NULL, result = NULL "
        "WHERE entity = ? AND row_id = ? AND state = 'acked'",
        [(table, one.hex()) for one in ids],
    )
