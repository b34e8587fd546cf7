"""A clinic's server in memory for simulated days: the reference server's own rules, its accounts,
snapshots, sums and backups, and bugs planted on purpose; no database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec

from app.domain.declare import entities
from app.domain.errors import NeedsLogin, RequestRefused, ResyncRequired
from app.domain.merging import is_live
from app.domain.operations import FieldChange, Operation, OperationResult, RowState, WireBody
from app.domain.record_permissions import LEDGER
from app.domain.remote_ports import PullPage, PushOutcome
from app.domain.scheduling import holds_time
from app.domain.snapshot_ports import Digest, Snapshot, SnapshotPart, TypeSum
from app.protocol.codec import encode_json
from app.protocol.numbers import NumbersReply
from app.protocol.snapshots import BootstrapRequest
from app.protocol.upcasters import upcast
from app.protocol.wire import ZSTD, packed
from app.security.server_tokens import Principal
from app.server.answers import given_again
from app.server.decide import decide
from app.server.ledger import Account, ChangeSince, Key, Ledger
from app.server.refill import held_back
from app.storage.digests import record_hash
from tests.simulation.server_model import REFUSED

PART_ROWS = 5
SKIPPED = 1000
"""So many record numbers a server leaves out that was put back to a backup."""
_STATE = (
    *("rows", "bodies", "history", "results", "asked", "accounts", "versions", "transactions"),
    "numbers",
)
"""What a backup holds."""


class ServerDied(Exception):
    """The server ended in the middle of a request."""


@dataclass(frozen=True)
class Line:
    """One line of the history."""

    row: RowState
    before: WireBody | None
    op: Operation | None
    device: str
    transaction: int
    seen_from: float = 0.0
    """From when on others see it; later than it was numbered only with a planted bug."""


@dataclass
class ClinicModel:
    """One clinic at the server. control names a planted bug."""

    clinic_id: str
    control: str = ""
    rows: dict[Key, RowState] = field(default_factory=dict[Key, RowState])
    bodies: dict[Key, WireBody] = field(default_factory=dict[Key, WireBody])
    history: list[Line] = field(default_factory=list[Line])
    results: dict[str, tuple[bytes, OperationResult]] = field(
        default_factory=dict[str, tuple[bytes, OperationResult]]
    )
    asked: dict[str, Operation] = field(default_factory=dict[str, Operation])
    """Operations as the desks sent them."""
    accounts: dict[str, Account] = field(default_factory=dict[str, Account])
    versions: dict[str, int] = field(default_factory=dict[str, int])
    """How often each account's role changed: who signed in before has to sign in again."""
    present: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """Who is known at which workstation."""
    transactions: int = 0
    numbers: int = 0
    """The last record number that was given to a desk."""
    retries: Callable[[], bool] = lambda: False
    """Whether the next user action cannot be decided just now."""
    lag: Callable[[], float] = lambda: 0.0
    """With the planted cursor: seconds from taking a number to the commit."""
    clock: Callable[[], float] = lambda: 0.0
    life: int = 1
    """Of its database: another one begins with each backup that is put back, ..."""
    life_began: int = 0
    """... at this number."""
    _backup: dict[str, Any] | None = None

    @property
    def seq(self) -> int:
        return len(self.history)

    @property
    def position(self) -> tuple[int, int]:
        """How far it is: the life of its database, and the last number."""
        return self.life, self.seq

    def position_of(self, cursor: str) -> tuple[int, int]:
        life, _, seq = cursor.partition(".")
        return (int(life), int(seq)) if cursor else (0, 0)

    def back_up(self) -> None:
        kept = {name: copy(getattr(self, name)) for name in _STATE}
        self._backup = self._backup or kept

    def put_back(self) -> bool:
        """Everything is as it was backed up, and another life begins; once a day at most."""
        if self._backup is None or self.life > 1:
            return False
        vars(self).update(self._backup)
        self.life, self.life_began = self.life + 1, self.seq
        self.numbers += SKIPPED if self.control != "numbers given twice" else 0
        return True

    def enrol(self, device: str, user_id: str, account: Account) -> None:
        self.accounts.setdefault(user_id, account)
        self.versions.setdefault(user_id, 1)
        self.present.setdefault(device, set()).add(user_id)

    def standing(self, user_id: str) -> tuple[str, int]:
        """The role of a user, and its version, for who signs in."""
        return self.accounts[user_id].role, self.versions[user_id]

    def push(
        self, who: Principal, operations: Sequence[Operation], *, now: datetime, dies: bool = False
    ) -> PushOutcome:
        """Answer a batch; dies: the server ends before its commit."""
        self._check(who)
        ledger = self._ledger(who, now)
        decided = list(self._answers(ledger, operations))
        outcome = PushOutcome(
            results=tuple(decided), server_time=now, seq=self.seq + len(ledger.entries)
        )
        if dies and self.control != "ack before commit":
            raise ServerDied
        if not dies:
            self._keep(operations, decided)
            self._commit(ledger)
        return outcome

    def check_life(self, cursor: str) -> None:
        """Raise ResyncRequired for a desk that is in a life of the database that is over."""
        if cursor and self.position_of(cursor)[0] != self.life:
            raise ResyncRequired

    def pull(self, who: Principal, cursor: str, *, limit: int, now: datetime) -> PullPage:
        self._check(who)
        self.check_life(cursor)
        start = self.position_of(cursor)[1]
        if self.control == "naive cursor":
            return self._what_is_seen(start, now)
        end = min(start + limit, self.seq)
        while 0 < end < self.seq and (
            self.history[end].transaction == self.history[end - 1].transaction
        ):
            end += 1
        rows = tuple(line.row for line in self.history[start:end])
        return PullPage(
            rows=rows, cursor=f"{self.life}.{end}", more=end < self.seq, server_time=now
        )

    def record_numbers(self, who: Principal, size: int, *, now: datetime) -> NumbersReply:
        """The next ones (server/numbers.py)."""
        self._check(who)
        first, self.numbers = self.numbers + 1, self.numbers + size
        return NumbersReply(first=first, size=size, epoch=f"life {self.life}")

    def snapshot(self, who: Principal, wanted: BootstrapRequest, *, now: datetime) -> Snapshot:
        """All records as they stand, in parts of a few rows."""
        self._check(who)
        if wanted.snapshot_id not in ("", f"{self.life}.{self.seq}"):
            raise RequestRefused(410, "snapshot_over")
        parts = [_part_of(n, rows) for n, rows in enumerate(self._parts())]
        return Snapshot(
            id=f"{self.life}.{self.seq}",
            epoch=f"life {self.life}",
            cursor=f"{self.life}.{self.seq}",
            rows=len(self.rows),
            parts=tuple(parts[wanted.known :]),
            is_complete=True,
            server_time=now,
            seq=self.seq,
        )

    def part(self, who: Principal, snapshot_id: str, part: SnapshotPart) -> bytes:
        """A part as it is packed; one of another moment is there no more."""
        self._check(who)
        if snapshot_id != f"{self.life}.{self.seq}":
            raise RequestRefused(410, "snapshot_over")
        return _packed(self._parts()[part.n])

    def digest(self, who: Principal, cursor: str) -> Digest:
        """What its records come to, for a desk that has read all of them."""
        self._check(who)
        self.check_life(cursor)
        if self.position_of(cursor) != self.position:
            return Digest(is_current=False, types={})
        sums: dict[str, TypeSum] = {spec.name: TypeSum(0, 0) for spec in entities()}
        for row in self.rows.values():
            if row.body is not None:
                known = sums[row.entity]
                added = known.sum + record_hash(bytes.fromhex(row.id), row.version)
                sums[row.entity] = TypeSum(known.count + 1, added % (1 << 64))
        return Digest(is_current=True, types=sums)

    def _parts(self) -> list[list[RowState]]:
        names = [spec.name for spec in sorted(entities(), key=lambda spec: spec.order)]
        rows = sorted(self.rows.values(), key=lambda row: (names.index(row.entity), row.seq))
        return [
            some[at : at + PART_ROWS]
            for _, some in ((name, list(group)) for name, group in groupby(rows, _entity_of))
            for at in range(0, len(some), PART_ROWS)
        ]

    def load(self, records: Sequence[tuple[str, str, WireBody]], now: datetime) -> None:
        """Records that were there before the day began."""
        ledger = self._ledger(None, now)
        for entity, row_id, body in records:
            ledger.write((entity, row_id), body)
        self._commit(ledger)

    def close(self) -> None:
        """There is nothing to close."""

    def observe(self) -> ClinicModel:
        """What the invariants look at: itself."""
        return self

    def _what_is_seen(self, start: int, now: datetime) -> PullPage:
        """The planted bug: everything above the cursor that is committed, in a cursor's order."""
        seen = [one for one in self.history[start:] if one.seen_from <= self.clock()]
        end = seen[-1].row.seq if seen else start
        rows = tuple(line.row for line in seen)
        return PullPage(rows=rows, cursor=f"{self.life}.{end}", more=False, server_time=now)

    def _check(self, who: Principal) -> None:
        if self.versions[who.user_id] != who.role_version:
            raise NeedsLogin

    def _answers(
        self, ledger: Ledger, operations: Sequence[Operation]
    ) -> Iterator[OperationResult]:
        held: set[Key] = set()
        for _, action in groupby(operations, key=lambda operation: operation.tx_id):
            cannot = self.retries()
            for operation in action:
                key = (operation.entity, operation.id)
                if operation.op_id in self.results:
                    result = self._known(operation)
                elif cannot:
                    result = OperationResult(op_id=operation.op_id, status="retry", code="busy")
                elif key in held:
                    result = OperationResult(op_id=operation.op_id, status="blocked")
                else:
                    result = self._decided(ledger, operation)
                if result.status in ("blocked", "retry"):
                    held.add(key)
                ledger.answers[operation.op_id] = result
                yield result

    def _known(self, operation: Operation) -> OperationResult:
        asked, result = self.results[operation.op_id]
        if asked != _asked(operation):
            return OperationResult(op_id=operation.op_id, status="rejected", code="op_id_reuse")
        return given_again(result, self.rows.get((operation.entity, operation.id)))

    def _decided(self, ledger: Ledger, operation: Operation) -> OperationResult:
        operation = upcast(operation)
        if "alert" in operation.patch and operation.patch["alert"].new == REFUSED:
            row = ledger.rows.get((operation.entity, operation.id))
            return OperationResult(
                op_id=operation.op_id, status="rejected", code="invalid_value", row=row
            )
        if self.control == "last write wins":
            return decide(ledger, _as_if_seen(ledger, operation))
        result = decide(ledger, operation)
        return held_back(ledger, operation, result) if self.life > 1 else result

    def _keep(self, operations: Sequence[Operation], results: list[OperationResult]) -> None:
        for operation, result in zip(operations, results, strict=True):
            if result.status not in ("blocked", "retry") and operation.op_id not in self.results:
                self.results[operation.op_id] = (_asked(operation), result)
                self.asked[operation.op_id] = upcast(operation)

    def _ledger(self, who: Principal | None, now: datetime) -> Ledger:
        device = who.device_id if who else ""
        since: dict[Key, tuple[ChangeSince, ...]] = {}
        for line in self.history:
            key = (line.row.entity, line.row.id)
            change = ChangeSince(
                line.row.version,
                frozenset(line.row.changed),
                line.device,
                line.op.hlc if line.op else "",
                line.row.seq,
            )
            since[key] = (*since.get(key, ()), change)
        live = [(key, row.body) for key, row in self.rows.items() if row.body is not None]
        return Ledger(
            tenant_id=self.clinic_id,
            device_id=device,
            principal_id=who.user_id if who else "",
            seq=self.seq,
            life_began=self.life_began if self.life > 1 else 0,
            now=now,
            rows=dict(self.rows),
            last_bodies=dict(self.bodies),
            since=since,
            accounts=dict(self.accounts),
            present=set(self.present.get(device, ())),
            answers={op_id: result for op_id, (_, result) in self.results.items()},
            money={key: body for key, body in live if key[0] in LEDGER},
            numbers=_who_has(live),
            survivors={
                str(b["merged_id"]): str(b["patient_id"])
                for k, b in live
                if k[0] == "patient_merge" and is_live(b)
            },
            visits={k[1]: b for k, b in live if k[0] == "appointment" and holds_time(b)},
            open_conflicts={
                k[1]: b
                for k, b in live
                if k[0] == "sync_conflict" and b["status"] in ("open", "claimed")
            },
        )

    def _commit(self, ledger: Ledger) -> None:
        self.transactions += 1
        seen_from = self.clock() + self.lag()
        for entry in ledger.entries:
            device = ledger.device_id if entry.operation is not None else ""
            op = self.asked[entry.operation.op_id] if entry.operation is not None else None
            line = Line(entry.row, entry.before, op, device, self.transactions, seen_from)
            self.history.append(line)
            if entry.row.entity == "user" and entry.row.body:
                self._follow(entry.row.id, entry.row.body)
        self.rows, self.bodies = ledger.rows, ledger.last_bodies

    def _follow(self, user_id: str, body: WireBody) -> None:
        """An account follows its record (server/standing.py)."""
        known = self.accounts.get(user_id)
        account = Account(str(body["role"]), str(body["username"]), bool(body["is_active"]))
        if known is not None and account != known:
            self.accounts[user_id] = account
            self.versions[user_id] += 1


def _who_has(live: Sequence[tuple[Key, WireBody]]) -> dict[str, set[str]]:
    """Who has each record number."""
    found: dict[str, set[str]] = {}
    for (entity, row_id), body in live:
        if entity == "patient":
            found.setdefault(str(body["mrn"]), set()).add(row_id)
    return found


def _entity_of(row: RowState) -> str:
    return row.entity


def _packed(rows: Sequence[RowState]) -> bytes:
    return packed(b"\n".join(map(msgspec.json.encode, rows)), ZSTD)


def _part_of(n: int, rows: Sequence[RowState]) -> SnapshotPart:
    content = _packed(rows)
    sha256 = hashlib.sha256(content).hexdigest()
    facts = {"rows": len(rows), "size": len(content), "sha256": sha256}
    return SnapshotPart(n=n, entity=rows[0].entity, is_core=n < 4, **facts)


def _asked(operation: Operation) -> bytes:
    """What was asked; the base moves when a desk rebases an operation whose answer was lost."""
    return encode_json(replace(operation, n=0, base_version=0, depends_on=[]))


def _as_if_seen(ledger: Ledger, operation: Operation) -> Operation:
    """The planted bug: whatever the desk had seen, its word counts."""
    row = ledger.rows.get((operation.entity, operation.id))
    body: dict[str, Any] = (row.body if row else None) or {}
    patch = {name: FieldChange(body.get(name), one.new) for name, one in operation.patch.items()}
    return replace(operation, patch=patch, base_version=row.version if row else 0)
