"""One transaction: a record, its audit event, its queued operation and its search words together.

Every write of a record passes here. What services call is in this class; how a row is written
with everything that belongs to it is in `_write`, the one place that touches a record table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar, cast

from app.domain.audit import AuditAction
from app.domain.changes import Changed, Origin
from app.domain.declare import Record, entity_named
from app.domain.errors import (
    AuditTrailBroken,
    DuplicateRecord,
    InvalidRecord,
    InvalidValue,
    PermissionDenied,
    RecordNotFound,
    StaleVersion,
)
from app.domain.ids import RecordId
from app.domain.operations import RowState
from app.domain.ports import AfterSome
from app.domain.validation import check, is_locked
from app.schema.types import to_microseconds
from app.storage.as_left import UNFIT_FACT
from app.storage.audit import AuditEvent
from app.storage.blobs import BlobTable
from app.storage.commit_feed import Event, Happening
from app.storage.drafts import DraftTable
from app.storage.enqueue import Intent
from app.storage.gatekeeper import Gatekeeper, Touch
from app.storage.import_sources import ImportSourceTable
from app.storage.meta import MetaTable
from app.storage.outbox import OutboxQueue, ShadowTable
from app.storage.refused import brought_back, is_refused, make_room
from app.storage.remote_rows import RemoteRows
from app.storage.row_changes import changed_positions, check_row_course, filled_fields
from app.storage.row_codec import (
    CREATED,
    DELETED,
    ENVELOPE,
    UPDATED,
    VERSION,
    RowCodec,
    codec_of,
    hex_or_none,
    key_of,
)
from app.storage.same_patient import check_same_patient
from app.storage.search import INDEXED, SearchIndex
from app.storage.transaction import LocalTransaction

R = TypeVar("R", bound=Record)
Row = Sequence[Any]


class LocalUnitOfWork(LocalTransaction):
    """See app/domain/ports.py: UnitOfWork. Made by LocalStore, inside an open transaction."""

    @cached_property
    def _now_us(self) -> int:
        return to_microseconds(self.now)

    @cached_property
    def _search(self) -> SearchIndex:
        return SearchIndex(self._session)

    @cached_property
    def _gatekeeper(self) -> Gatekeeper:
        return Gatekeeper(self._session, self.context, self.now)

    @property
    def drafts(self) -> DraftTable:
        """Unfinished forms."""
        return DraftTable(self._session, self._now_us, self._proof.moved)

    @property
    def blobs(self) -> BlobTable:
        """The files on this desk's disk."""
        return BlobTable(self._session, self._now_us)

    @property
    def outbox(self) -> OutboxQueue:
        """The queue."""
        return self._outbox

    @property
    def shadows(self) -> ShadowTable:
        """The server's last word on records with pending operations."""
        return ShadowTable(self._session)

    @property
    def meta(self) -> MetaTable:
        """Facts of the synchronisation."""
        return self._meta

    @property
    def import_sources(self) -> ImportSourceTable:
        """What imports wrote last."""
        return self._sources

    @cached_property
    def _sources(self) -> ImportSourceTable:
        return ImportSourceTable(self._session)

    def add(self, record: R, *, reason: str = "") -> R:
        """Create a record, or one the server refused anew. Raises InvalidValue, DuplicateRecord."""
        self._check(record)
        codec = codec_of(type(record))
        row = codec.to_row(record)
        row[VERSION], row[CREATED], row[UPDATED], row[DELETED] = 0, self._now_us, self._now_us, None
        stored = self._stored(codec, record.id)
        if stored is not None and not is_refused(codec, stored, self._outbox):
            raise DuplicateRecord
        self._check_course(codec, None, row)
        return self._write(codec, stored, row, Intent(kind="create", reason=reason))

    def save(self, record: R, *, action: str = "", reason: str = "") -> R:
        """Write a record that was read from this store and changed with `replace`."""
        codec = codec_of(type(record))
        before = self._live(codec, record.id)
        after = codec.to_row(record)
        if before[VERSION] != after[VERSION] or before[UPDATED] != after[UPDATED]:
            raise StaleVersion(codec.table, record.id)
        after[: len(ENVELOPE)] = before[: len(ENVELOPE)]
        if codec.patient_of(before) != codec.patient_of(after):
            raise InvalidValue("patient_id", "stays the patient's it was made for")
        if list(before) == after:
            return self._as_it_stands(codec, before, Intent(kind="update", action=action))
        self._check(record, lambda: codec.to_record(before))
        self._check_course(codec, before, after)
        after[UPDATED] = self._now_us
        kind = "action" if action else "update"
        return self._write(codec, before, after, Intent(kind=kind, action=action, reason=reason))

    def delete(self, record_type: type[Record], record_id: RecordId, *, reason: str = "") -> None:
        """Turn a record into a tombstone. Raises RecordNotFound."""
        codec = codec_of(record_type)
        before = self._live(codec, record_id)
        if self._origin is Origin.LOCAL and is_locked(codec.spec, codec.status_of(before)):
            raise InvalidRecord({"status": "says it is signed; mark it as entered in error"})
        after = list(before)
        after[UPDATED] = after[DELETED] = self._now_us
        self._write(codec, before, after, Intent(kind="delete", reason=reason))

    def restore(
        self,
        record_type: type[R],
        record_id: RecordId,
        *,
        reason: str = "",
        values: Mapping[str, object] | None = None,
    ) -> R:
        """Bring a tombstone back, with fields known better than it. Raises RecordNotFound."""
        codec = codec_of(record_type)
        before = self._stored(codec, record_id)
        if before is None:
            raise RecordNotFound(codec.table, record_id)
        if before[DELETED] is None:
            return self._as_it_stands(codec, before, Intent(kind="restore"))
        record = replace(codec.to_record(before), **cast("dict[str, Any]", values or {}))
        after = codec.to_row(record)
        if codec.patient_of(before) != codec.patient_of(after):
            raise InvalidValue("patient_id", "stays the patient's it was made for")
        if values:
            self._check(record, lambda: codec.to_record(before))
            self._check_course(codec, before, after)
        after[UPDATED], after[DELETED] = self._now_us, None
        return self._write(codec, before, after, brought_back(codec, before, self._outbox, reason))

    def note(
        self,
        action: str,
        *,
        entity: str = "",
        row_id: RecordId | None = None,
        patient_id: RecordId | None = None,
        result_count: int | None = None,
        fields: Sequence[str] = (),
        subjects: Sequence[RecordId] = (),
        term: str = "",
        is_all: bool = False,
    ) -> None:
        """Add an audit event that is not a row change; subjects lists the patients it showed.

        is_all: nothing else is written in the transaction.
        """
        self.require_writing()
        if action == AuditAction.AUDIT_TRAIL_ACCEPTED:
            self._proof.accept()
            self._meta.set(UNFIT_FACT, None)
        searched = [f"term:{self._signer.term(term)}"] if term else []
        self.trail.add(
            AuditEvent(
                action=action,
                entity=entity,
                row_id=row_id,
                patient_id=patient_id,
                result_count=result_count,
                fields=[*fields, *searched],
                subjects=subjects,
            ),
            count=self._leave_count() if is_all else b"",
        )

    def deny(self, denial: PermissionDenied) -> None:
        """Put a denial into the audit trail."""
        self.note(
            AuditAction.DENY,
            entity=denial.entity,
            row_id=denial.row_id,
            patient_id=denial.patient_id,
            fields=[str(denial.permission)],
        )

    def apply_rows(self, rows: Sequence[RowState], after_some: AfterSome = bool) -> None:
        """Write the server's rows as they are, with no outbox row (origin REMOTE only)."""
        if self._origin is not Origin.REMOTE:
            raise ValueError("only a REMOTE unit of work applies the server's rows")
        self.require_writing()
        self._open_gate()
        written = self._remote_rows().apply(rows, after_some)
        if written:
            self._note_changes(written)
            self.note("sync_apply", result_count=len(written))

    def put_away(self, codec: RowCodec[Any], rows: Sequence[Row]) -> None:
        """Take rows off this desk that the server has; lines that say so stay (retention.py)."""
        self.require_writing()
        self._open_gate()
        self._note_changes(self._remote_rows().put_away(codec, rows))

    def _as_it_stands(self, codec: RowCodec[R], row: Row, intent: Intent) -> R:
        """Hand out a record that a write leaves as it is: asked like a write, kept as a look."""
        if self._origin is Origin.LOCAL:
            self._ask(codec, row, list(row), (), intent)
            row_id, patient_id = RecordId(row[0].hex()), hex_or_none(codec.patient_of(row))
            self.note(AuditAction.VIEW, entity=codec.table, row_id=row_id, patient_id=patient_id)
        return codec.to_record(row)

    def _write(self, codec: RowCodec[R], before: Row | None, after: list[Any], intent: Intent) -> R:
        """Write one row and everything that belongs to it."""
        was = None if intent.kind == "create" else before
        changed = changed_positions(was, after)
        row_id, patient_id = RecordId(after[0].hex()), hex_or_none(codec.patient_of(after))
        names = [codec.columns[at] for at in changed] if was is not None else []
        self.require_writing()
        self._ask(codec, was, after, names, intent)
        self._refuse_frozen(codec, intent)
        if self._origin is not Origin.REMOTE:
            check_same_patient(self._session, codec, after, codec.named(after, was))
            if self._session.feed.vetoes_writes:
                self._ask_hooks(codec, before, after)
        self._open_gate()
        make_room(self._session, codec, before, was)
        self._put_row(codec, was, after, changed)
        self.trail.moved(codec.table, [(before, after)])
        if self._origin is not Origin.REMOTE:
            self._enqueuer.add(codec, before, after, changed, intent)
        self._index(codec, before, after, changed)
        self.trail.add(
            AuditEvent(
                action=intent.verb,
                entity=codec.table,
                row_id=row_id,
                patient_id=patient_id,
                fields=names,
            )
        )
        kind = "delete" if after[DELETED] is not None else "set"
        self._note_changes({Changed(codec.table, row_id, patient_id, kind)})
        return codec.to_record(after)

    def _ask(
        self,
        codec: RowCodec[R],
        before: Row | None,
        after: list[Any],
        names: Sequence[str],
        intent: Intent,
    ) -> None:
        """Ask the role matrix; what the server decided is not asked about again."""
        if self._origin is Origin.IMPORT:
            self._gatekeeper.check_import(codec.table, zip(codec.columns, after, strict=True))
        if self._origin is not Origin.LOCAL:
            return
        at = codec.position.get("practitioner_id")
        self._gatekeeper.check(
            Touch(
                spec=codec.spec,
                verb=intent.verb,
                row_id=RecordId(after[0].hex()),
                patient_id=hex_or_none(codec.patient_of(after)),
                practitioner_ids=[row[at] for row in (before, after) if row and at is not None],
                fields=names if before is not None else filled_fields(codec, after),
                values=dict(zip(codec.columns, after, strict=True)),
                named=codec.named(after, before),
                reason=intent.reason,
            )
        )

    def _refuse_frozen(self, codec: RowCodec[Any], intent: Intent) -> None:
        """A desk for reading only takes no work; but whoever must see a chart there may, and the
        reason they state is kept for the review."""
        if not self._is_frozen:
            return
        if (codec.table, intent.kind) != ("break_glass", "create"):
            raise AuditTrailBroken
        self._is_excused = True

    def _ask_hooks(self, codec: RowCodec[R], before: Row | None, after: Row) -> None:
        """Let whoever asked to hear of a write before it is done refuse it."""
        is_gone = after[DELETED] is not None
        event = Event.BEFORE_DELETE if is_gone else Event.BEFORE_SET
        if self._session.feed.hooks(event, codec.table):
            record = codec.to_record(before if is_gone and before is not None else after)
            self._session.feed.ask(
                Happening(
                    event=event, entity=codec.table, row_id=record.id, record=record, reader=self
                )
            )

    def _note_changes(self, changes: set[Changed]) -> None:
        """Take down what was written: for the ChangeSet, and for who hears of it afterwards."""
        self._progress.changes -= changes  # equal ones may say another kind
        self._progress.changes |= changes
        feed = self._session.feed
        for change in changes if feed.hears_writes else ():
            event = Event.AFTER_DELETE if change.kind == "delete" else Event.AFTER_SET
            if feed.hooks(event, change.entity):
                codec = codec_of(entity_named(change.entity).record_type)
                row = self._stored(codec, change.row_id)
                record = codec.to_record(row) if row else None
                self._progress.happened.append(
                    Happening(
                        event=event, entity=change.entity, row_id=change.row_id, record=record
                    )
                )

    def _put_row(
        self, codec: RowCodec[R], before: Row | None, after: list[Any], changed: Sequence[int]
    ) -> None:
        if before is None:
            self._session.run(codec.insert, after)
            return
        touched = [UPDATED, *changed]
        if before[DELETED] != after[DELETED]:
            touched.append(DELETED)
        names = ", ".join(f'"{codec.columns[at]}" = ?' for at in touched)
        self._session.run(
            f'UPDATE OR FAIL "{codec.table}" SET {names} WHERE id = ?',
            (*(after[at] for at in touched), after[0]),
        )

    def _index(
        self, codec: RowCodec[R], before: Row | None, after: Row, changed: Sequence[int]
    ) -> None:
        indexed = INDEXED.get(codec.table)
        if indexed is None:
            return
        was, is_live = before is not None and before[DELETED] is None, after[DELETED] is None
        if was and is_live and not any(codec.columns[at] in indexed for at in changed):
            return
        self._search.move(codec, [(before if was else None, after if is_live else None)])

    def _stored(self, codec: RowCodec[R], record_id: RecordId) -> Row | None:
        return self._session.row(codec.select_one, key_of(record_id))

    def _live(self, codec: RowCodec[R], record_id: RecordId) -> Row:
        row = self._stored(codec, record_id)
        if row is None or row[DELETED] is not None:
            raise RecordNotFound(codec.table, record_id)
        return row

    def _check(self, record: Record, before: Callable[[], Record] | None = None) -> None:
        check(record, today=self.latest_day, before=before)

    def _check_course(self, codec: RowCodec[Any], before: Row | None, after: Row) -> None:
        # Other systems' records begin where they are there; from then on the course holds for all.
        if self._origin is Origin.LOCAL or (self._origin is Origin.IMPORT and before):
            is_free = bool(self._enqueuer.queued.decision)
            check_row_course(codec, before, after, is_free=is_free)

    def _remote_rows(self) -> RemoteRows:
        return RemoteRows(self._session, self._search, self._now_us, self.trail.moved)
