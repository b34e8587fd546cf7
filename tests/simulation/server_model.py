"""The server in memory: the same pure rules, one transaction per batch, a dense sequence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from app.domain.conflict import SyncConflict
from app.domain.declare import entity_named
from app.domain.ids import derived_id
from app.domain.operations import Operation, OperationResult, RowState
from app.domain.ports import PullPage, PushOutcome
from app.domain.scheduling import TransitionClash, holds_time, merge_transition
from app.protocol.codec import encode_json, instant_from_wire, to_wire
from app.protocol.merge import Clash, Merged, merge_patch

Key = tuple[str, str]
REFUSED = "refused"
"""An alert the server does not accept, so that desks meet refusals."""


@dataclass(frozen=True)
class Entry:
    """One line of the history."""

    row: RowState
    op: Operation | None
    device: str
    transaction: int
    before: dict[str, Any] | None


@dataclass
class ServerModel:
    """One tenant. last_write_wins is the negative control."""

    last_write_wins: bool = False
    rows: dict[Key, RowState] = field(default_factory=dict)
    history: list[Entry] = field(default_factory=list)
    results: dict[str, tuple[bytes, OperationResult]] = field(default_factory=dict)
    transactions: int = 0

    @property
    def seq(self) -> int:
        return len(self.history)

    def push(self, device: str, operations: Sequence[Operation], now: datetime) -> PushOutcome:
        self.transactions += 1
        results: list[OperationResult] = []
        for _, group in groupby(operations, key=lambda operation: operation.tx_id):
            results.extend(self._decide(device, operation, now) for operation in group)
        return PushOutcome(results=tuple(results), server_time=now, seq=self.seq)

    def pull(self, cursor: str, *, limit: int, now: datetime) -> PullPage:
        start = int(cursor or 0)
        end = min(start + limit, self.seq)
        while 0 < end < self.seq and (
            self.history[end].transaction == self.history[end - 1].transaction
        ):
            end += 1
        rows = tuple(entry.row for entry in self.history[start:end])
        return PullPage(rows=rows, cursor=str(end), more=end < self.seq, server_time=now)

    def load(self, bodies: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
        self.transactions += 1
        for entity, row_id, body in bodies:
            self._write(entity, row_id, body, None, "server")

    def _decide(self, device: str, op: Operation, now: datetime) -> OperationResult:
        digest = encode_json(op)
        known = self.results.get(op.op_id)
        if known is not None:
            if known[0] != digest:
                return OperationResult(op_id=op.op_id, status="rejected", code="op_id_reuse")
            return replace(known[1], replay=True)
        answers = [self.results.get(name) for name in op.depends_on]
        if any(answer is None for answer in answers):
            return OperationResult(op_id=op.op_id, status="blocked", code="dependency")
        if any(answer and answer[1].status in ("conflict", "rejected") for answer in answers):
            result = self._rejected(op, "dependency")
        else:
            result = self._apply(device, op, now)
        self.results[op.op_id] = (digest, result)
        return result

    def _apply(self, device: str, op: Operation, now: datetime) -> OperationResult:
        current = self.rows.get((op.entity, op.id))
        if "alert" in op.patch and op.patch["alert"].new == REFUSED:
            return self._rejected(op, "invalid")
        if op.kind == "create":
            if current is not None:
                return self._rejected(op, "exists")
            return self._accept(device, op, dict(op.full or {}), clean=True, now=now)
        if current is None:
            return self._rejected(op, "not_found")
        others = self._others_since(device, op)
        if op.kind == "delete":
            if current.deleted:
                return OperationResult(op_id=op.op_id, status="merged", row=current)
            if others and not self.last_write_wins:
                return self._conflict(device, op, "delete_update", {}, now)
            return self._accept(device, op, None, clean=True, now=now)
        if current.deleted and op.kind != "restore":
            return self._conflict(device, op, "delete_update", op.patch, now)
        if op.kind == "restore":
            body = dict(op.full or self._last_body(op))
            return self._accept(device, op, body, clean=False, now=now)
        return self._merge(device, op, current, others, now)

    def _merge(
        self, device: str, op: Operation, current: RowState, others: set[str] | None, now: datetime
    ) -> OperationResult:
        body = current.body or {}
        wanted = {name: change.new for name, change in op.patch.items()}
        if self.last_write_wins:
            return self._accept(device, op, {**body, **wanted}, clean=not others, now=now)
        if op.action == "resolve" and body["status"] not in ("open", "claimed"):
            return self._rejected(op, "already_resolved")
        if op.action == "transition":
            made_on = str(op.patch["status"].old) if "status" in op.patch else str(body["status"])
            fits = merge_transition(body, wanted, made_on=made_on)
            if isinstance(fits, TransitionClash):
                return self._conflict(device, op, "state", op.patch, now)
            is_plain = others is None and fits.fields == wanted
            return self._accept(device, op, {**body, **fits.fields}, clean=is_plain, now=now)
        merged = merge_patch(
            entity_named(op.entity), body, op.patch, changed_since_base=others or ()
        )
        match merged:
            case Clash():
                return self._conflict(device, op, "field", op.patch, now)
            case Merged():
                return self._accept(device, op, merged.body, clean=others is None, now=now)

    def _accept(
        self,
        device: str,
        op: Operation,
        body: dict[str, Any] | None,
        *,
        clean: bool,
        now: datetime,
    ) -> OperationResult:
        if body is not None and op.kind != "create":
            body["updated_at"] = op.client_time
        conflict_id, flagged = "", False
        if body is not None and op.entity == "appointment" and holds_time(body):
            other = self._overlapping(op.id, body)
            if other is not None:
                flagged, body["needs_resolution"] = True, True
                conflict_id = self._double_booking(device, op, other, body, now)
        row = self._write(op.entity, op.id, body, op, device)
        return OperationResult(
            op_id=op.op_id,
            status="applied" if clean else "merged",
            version=row.version,
            seq=row.seq,
            row=row if flagged or not clean else None,
            conflict_id=conflict_id,
        )

    def _write(
        self,
        entity: str,
        row_id: str,
        body: dict[str, Any] | None,
        op: Operation | None,
        device: str,
    ) -> RowState:
        before = self.rows.get((entity, row_id))
        old = (before.body if before else None) or {}
        changed = [] if before is None else [n for n in (body or {}) if old.get(n) != body[n]]
        row = RowState(
            entity,
            row_id,
            (before.version if before else 0) + 1,
            self.seq + 1,
            body is None,
            changed,
            body,
        )
        self.rows[entity, row_id] = row
        self.history.append(Entry(row, op, device, self.transactions, old if before else None))
        return row

    def _others_since(self, device: str, op: Operation) -> set[str] | None:
        """Fields other devices changed since the base; None when they changed nothing."""
        since = [
            entry.row
            for entry in self.history
            if (entry.row.entity, entry.row.id) == (op.entity, op.id)
            and entry.row.version > op.base_version
            and entry.device != device
        ]
        return {name for row in since for name in row.changed} if since else None

    def _last_body(self, op: Operation) -> dict[str, Any]:
        bodies = [
            entry.row.body
            for entry in self.history
            if (entry.row.entity, entry.row.id) == (op.entity, op.id) and entry.row.body
        ]
        return bodies[-1]

    def _rejected(self, op: Operation, code: str) -> OperationResult:
        row = self.rows.get((op.entity, op.id))
        return OperationResult(op_id=op.op_id, status="rejected", code=code, row=row)

    def _conflict(
        self, device: str, op: Operation, kind: str, patch: Any, now: datetime
    ) -> OperationResult:
        current = self.rows[op.entity, op.id]
        body = current.body or {}
        conflict = self._conflict_row(
            device,
            op,
            now,
            kind=kind,
            base={name: change.old for name, change in patch.items()},
            ours={name: body.get(name) for name in patch},
            theirs={name: change.new for name, change in patch.items()},
        )
        return OperationResult(
            op_id=op.op_id, status="conflict", code=kind, row=current, conflict_id=conflict
        )

    def _double_booking(
        self, device: str, op: Operation, other: str, body: dict[str, Any], now: datetime
    ) -> str:
        return self._conflict_row(
            device, op, now, kind="double_booking", other_row_id=other, theirs={}, ours={}, base={}
        )

    def _conflict_row(self, device: str, op: Operation, now: datetime, **fields: Any) -> str:
        identifier = derived_id("conflict", op.op_id)
        conflict = SyncConflict(
            id=identifier,
            created_at=now,
            updated_at=now,
            entity=op.entity,
            row_id=op.id,
            op_id=op.op_id,
            op_kind=op.kind,
            actor_id=op.actor_id,
            device_id=device,
            happened_at=instant_from_wire(op.client_time),
            **fields,
        )
        self._write("sync_conflict", identifier, to_wire(conflict), None, "server")
        return identifier

    def _overlapping(self, row_id: str, body: dict[str, Any]) -> str | None:
        for (entity, other_id), row in sorted(self.rows.items()):
            other = row.body
            if entity != "appointment" or other_id == row_id or other is None:
                continue
            same = any(
                body.get(name) is not None and body.get(name) == other.get(name)
                for name in ("practitioner_id", "room_id")
            )
            if same and holds_time(other) and _meet(body, other):
                return other_id
        return None


def _meet(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one["starts_at"] < other["ends_at"] and other["starts_at"] < one["ends_at"]
