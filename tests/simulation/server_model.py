"""The server in memory: the reference server's own rules over a dense sequence, no database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from app.domain.operations import FieldChange, Operation, OperationResult, RowState
from app.domain.remote_ports import PullPage, PushOutcome
from app.domain.scheduling import holds_time
from app.protocol.codec import encode_json, to_wire
from app.server.answers import given_again
from app.server.decide import decide
from app.server.ledger import Account, ChangeSince, Ledger
from tests.factories import CLINIC_ID, a_patient, an_allowed_removal

Key = tuple[str, str]
REFUSED = "refused"
"""An alert the server does not accept, so that desks meet refusals."""


@dataclass(frozen=True)
class Line:
    """One line of the history."""

    row: RowState
    before: dict[str, Any] | None
    op: Operation | None
    device: str
    transaction: int


@dataclass
class ServerModel:
    """One clinic. last_write_wins is the negative control."""

    last_write_wins: bool = False
    rows: dict[Key, RowState] = field(default_factory=dict)
    bodies: dict[Key, dict[str, Any]] = field(default_factory=dict)
    history: list[Line] = field(default_factory=list)
    results: dict[str, tuple[bytes, OperationResult]] = field(default_factory=dict)
    asked: dict[str, Operation] = field(default_factory=dict)
    """Operations as the desks sent them."""
    transactions: int = 0
    retries: Callable[[], bool] = lambda: False
    """Whether the next user action cannot be decided just now."""

    @property
    def seq(self) -> int:
        return len(self.history)

    def push(self, device: str, operations: Sequence[Operation], now: datetime) -> PushOutcome:
        ledger = self._ledger(device, now)
        everybody = {operation.actor_id: Account("admin", "", True) for operation in operations}
        ledger.accounts.update(everybody)
        results = tuple(self._answers(ledger, operations))
        self._commit(ledger)
        return PushOutcome(results=results, server_time=now, seq=self.seq)

    def pull(self, cursor: str, *, limit: int, now: datetime) -> PullPage:
        start = int(cursor or 0)
        end = min(start + limit, self.seq)
        while 0 < end < self.seq and (
            self.history[end].transaction == self.history[end - 1].transaction
        ):
            end += 1
        rows = tuple(line.row for line in self.history[start:end])
        return PullPage(rows=rows, cursor=str(end), more=end < self.seq, server_time=now)

    def load(self, bodies: Sequence[tuple[str, str, dict[str, Any]]], now: datetime) -> None:
        ledger = self._ledger("", now)
        for entity, row_id, body in bodies:
            ledger.write((entity, row_id), body)
        self._commit(ledger)

    def _answers(
        self, ledger: Ledger, operations: Sequence[Operation]
    ) -> Iterator[OperationResult]:
        held: set[Key] = set()
        for _, action in groupby(operations, key=lambda operation: operation.tx_id):
            cannot = self.retries()
            for operation in action:
                key = (operation.entity, operation.id)
                if operation.op_id in self.results:
                    result = self._answer(ledger, operation)
                elif cannot:
                    result = OperationResult(op_id=operation.op_id, status="retry", code="busy")
                elif key in held:
                    result = OperationResult(op_id=operation.op_id, status="blocked")
                else:
                    result = self._answer(ledger, operation)
                if result.status in ("blocked", "retry"):
                    held.add(key)
                yield result

    def _answer(self, ledger: Ledger, operation: Operation) -> OperationResult:
        digest = encode_json(replace(operation, n=0))
        known = self.results.get(operation.op_id)
        if known is not None:
            if known[0] != digest:
                return OperationResult(op_id=operation.op_id, status="rejected", code="op_id_reuse")
            return given_again(known[1], self.rows.get((operation.entity, operation.id)))
        ledger.principal_id = operation.actor_id  # everybody may do everything, as themselves
        if (operation.entity, operation.kind) == ("patient", "delete"):
            leave = an_allowed_removal(a_patient(id=operation.id))
            row = RowState("removal_request", leave.id, 1, 1, False, [], to_wire(leave))
            ledger.rows["removal_request", leave.id] = row
        if "alert" in operation.patch and operation.patch["alert"].new == REFUSED:
            row = ledger.rows.get((operation.entity, operation.id))
            decided = OperationResult(
                op_id=operation.op_id, status="rejected", code="invalid_value", row=row
            )
        elif self.last_write_wins:
            decided = decide(ledger, self._as_if_seen(ledger, operation))
        else:
            decided = decide(ledger, operation)
        ledger.answers[operation.op_id] = decided
        if decided.status not in ("blocked", "retry"):
            self.results[operation.op_id] = (digest, decided)
            self.asked[operation.op_id] = operation
        return decided

    def _as_if_seen(self, ledger: Ledger, operation: Operation) -> Operation:
        row = ledger.rows.get((operation.entity, operation.id))
        body = (row.body if row else None) or {}
        patch = {n: FieldChange(body.get(n), c.new) for n, c in operation.patch.items()}
        return replace(operation, patch=patch, base_version=row.version if row else 0)

    def _ledger(self, device: str, now: datetime) -> Ledger:
        since: dict[Key, tuple[ChangeSince, ...]] = {}
        for line in self.history:
            key = (line.row.entity, line.row.id)
            change = ChangeSince(
                line.row.version,
                frozenset(line.row.changed),
                line.device,
                line.op.hlc if line.op else "",
            )
            since[key] = (*since.get(key, ()), change)
        live = {key: row.body for key, row in self.rows.items() if row.body is not None}
        return Ledger(
            tenant_id=CLINIC_ID,
            device_id=device,
            principal_id="",
            seq=self.seq,
            now=now,
            rows=dict(self.rows),
            last_bodies=dict(self.bodies),
            since=since,
            answers={op_id: result for op_id, (_, result) in self.results.items()},
            visits={k[1]: b for k, b in live.items() if k[0] == "appointment" and holds_time(b)},
            open_conflicts={
                k[1]: b
                for k, b in live.items()
                if k[0] == "sync_conflict" and b["status"] in ("open", "claimed")
            },
        )

    def _commit(self, ledger: Ledger) -> None:
        self.transactions += 1
        for entry in ledger.entries:
            device = ledger.device_id if entry.operation is not None else ""
            op = self.asked[entry.operation.op_id] if entry.operation is not None else None
            line = Line(entry.row, entry.before, op, device, self.transactions)
            self.history.append(line)
        self.rows, self.bodies = ledger.rows, ledger.last_bodies
