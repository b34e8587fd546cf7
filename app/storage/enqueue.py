"""From a written row to the operation that tells the server of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.context import ExecutionContext
from app.domain.ids import RecordId, new_id, new_ids
from app.domain.operations import FieldChange, Operation, OperationKind, in_somebodys_words
from app.domain.phi import quiet
from app.protocol.codec import encode_json
from app.protocol.messages import SCHEMA
from app.schema.local_tables import UNSETTLED_SQL
from app.storage.outbox import OutboxQueue, ShadowTable
from app.storage.record_columns import bodies_of
from app.storage.row_codec import DELETED, VERSION, Named, RowCodec
from app.storage.session import Session

Row = Sequence[Any]
_DECIDES = frozenset({"resolve", "reopen", "unmerge"})
_DEEDS = frozenset({("patient_merge", "create"), ("patient", "delete")})
"""What the rest of its unit of work falls with, where the server refuses it."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What a write means, for the queue and the audit trail."""

    kind: OperationKind
    action: str = ""
    reason: str = ""

    @property
    def verb(self) -> str:
        """The word the audit trail and the role matrix use."""
        return self.action or self.kind


@dataclass(slots=True)
class Queued:
    """What the transaction queued so far, for what depends on it."""

    creates: dict[tuple[str, str], str | None] = field(
        default_factory=dict[tuple[str, str], str | None]
    )
    decision: str = ""
    """The operation that decides a conflict, once there is one."""

    def copy(self) -> Queued:
        """As it stands, to go back to."""
        return replace(self, creates=dict(self.creates))


class Enqueuer:
    """Queues the operations of one unit of work."""

    def __init__(
        self,
        session: Session,
        context: ExecutionContext,
        outbox: OutboxQueue,
        shadows: ShadowTable,
        *,
        now_wire: str,
        next_hlc: Callable[[], str],
        is_import: bool = False,
    ) -> None:
        self._session = session
        self._context = context
        self._outbox = outbox
        self._shadows = shadows
        self._now_wire = now_wire
        self._next_hlc = next_hlc
        self._is_import = is_import
        self.tx_id = new_id()
        """What the operations of this unit of work have in common."""
        self.queued = Queued()

    def add(
        self,
        codec: RowCodec[Any],
        before: Row | None,
        after: list[Any],
        changed: Sequence[int],
        intent: Intent,
    ) -> None:
        """Queue one operation, and keep the server's last word on its record."""
        row_id = RecordId(after[0].hex())
        self._shadows.put_first(
            codec.table,
            row_id,
            after[VERSION],
            lambda: codec.to_body(before) if before and before[DELETED] is None else None,
        )
        patch: dict[str, FieldChange] = {}
        if before is not None and intent.kind in ("update", "action"):
            patch = codec.patch(before, after, changed)
        has_body = intent.kind in ("create", "restore")
        is_removal = (codec.table, intent.kind) == ("patient", "delete")
        operation = Operation(
            op_id=new_id(),
            tx_id=self.tx_id,
            n=0,
            entity=codec.table,
            id=row_id,
            kind=intent.kind,
            base_version=after[VERSION],
            actor_id=self._context.user_id,
            session_id=self._context.session_id,
            client_time=self._now_wire,
            schema=SCHEMA,
            hlc=self._next_hlc(),
            action=intent.action,
            patch=patch,
            full=codec.to_body(after) if has_body else None,
            depends_on=[
                *self._depends_on(codec.named(after, None if has_body else before), row_id),
                *(self._leave_for(row_id) if is_removal else ()),
            ],
            reason=self._why(intent.reason),
        )
        self._outbox.append(operation, codec.patient_of(after))
        if intent.kind == "create":
            self.queued.creates[codec.table, row_id] = operation.op_id
        if intent.action in _DECIDES or (codec.table, intent.kind) in _DEEDS:
            self.queued.decision = operation.op_id

    def _why(self, said: str) -> str:
        why = self._context.why(said)
        return why if self._is_import else in_somebodys_words(why)

    def add_created(self, codec: RowCodec[Any], rows: Sequence[Row], *, reason: str) -> None:
        """Queue the creates of new rows of one type, as `add` queues each."""
        ids = [RecordId(row[0].hex()) for row in rows]
        self._shadows.put_created(codec.table, ids)
        who = (self._why(reason), self._context.user_id, self._context.session_id)
        queued: list[tuple[Any, ...]] = []
        op_ids, bodies = new_ids(len(rows)), bodies_of(codec, rows)
        for op_id, row_id, row, body in zip(op_ids, ids, rows, bodies, strict=True):
            patient = codec.patient_of(row)
            head = (op_id, self.tx_id, codec.table, row_id, patient, "create", "", SCHEMA, "{}")
            full = encode_json(body).decode()
            depends_on = encode_json(self._depends_on(codec.named(row), row_id)).decode()
            queued.append((*head, full, depends_on, *who, self._next_hlc(), self._now_wire))
            self.queued.creates[codec.table, row_id] = op_id
        self._outbox.append_rows(queued, 0)

    def _depends_on(self, named: Sequence[Named], row_id: RecordId) -> list[str]:
        """Creates the server has not answered yet of records that a row comes to name, and the
        decision of this unit of work."""
        found: dict[str, None] = {}
        if self.queued.decision:  # what follows from a decision falls with it
            found[self.queued.decision] = None
        for one in named:
            key = one.key.hex()
            op_id = self._open_create(one.entity, key) if key != row_id else None
            if op_id is not None:
                found[op_id] = None
        return list(found)

    def _leave_for(self, patient_id: RecordId) -> list[str]:
        """What the server has not answered yet of the request by which a patient is removed."""
        rows = self._session.all(
            "SELECT op_id FROM outbox WHERE entity = 'removal_request' AND patient_id = ? "
            f"AND state IN ({UNSETTLED_SQL}) ORDER BY n",
            (bytes.fromhex(patient_id),),
        )
        return [op_id for (op_id,) in rows]

    def _open_create(self, entity: str, row_id: str) -> str | None:
        known = self.queued.creates
        if (entity, row_id) not in known:
            row = self._session.one(
                "SELECT op_id FROM outbox WHERE entity = ? AND row_id = ? AND kind = 'create' "
                f"AND state IN ({UNSETTLED_SQL})",
                (entity, row_id),
            )
            known[entity, row_id] = row[0] if row else None
        return known[entity, row_id]
