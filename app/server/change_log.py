"""The one write function: a batch of operations in, one answer each, in one transaction.

The clinic's sequence row is locked first, so that decisions about merging and double booking are
race-free and the order of sequence numbers is the order of commits (design sync.md 3.3, 3.4).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain.ids import is_record_id
from app.domain.operations import Operation, OperationResult, ResultStatus, files_of
from app.protocol.messages import SCHEMA
from app.security.server_tokens import Principal
from app.server import history
from app.server.answers import (
    Answer,
    answer_lines,
    give_again,
    is_plain,
    load_answers,
    write_answers,
)
from app.server.asking import asked_now
from app.server.blobs import stored_among
from app.server.brought import load_by_people
from app.server.decide import decide
from app.server.deeds import notes_of
from app.server.fingerprints import request_hashes
from app.server.ledger import (
    Key,
    Ledger,
    new_users,
    rows_of_conflicts,
    slots_of_conflicts,
    slots_wanted,
)
from app.server.meanwhile import LINES_AT_ONCE, Pause, groups_of, no_pause
from app.server.money_rows import is_currency_used, load_money, rows_beside
from app.server.parting import load_parted
from app.server.people import load_survivors, patients_of, people_beside, rows_of_merges
from app.server.precedence import Precedence
from app.server.prepared import Prepared, prepare
from app.server.presence import load_present, note_presence
from app.server.references import named_by
from app.server.refill import held_back
from app.server.removals import load_kept, load_requests
from app.server.same_number import load_numbers
from app.server.sequence import Head, Rare, advance, begin_deciding, lock_clinic
from app.server.standing import follow_records
from app.server.tenancy import savepoint, tenant_transaction
from app.server.trail import write_notes
from app.server.trouble import done_again, passes_when_done_again, sqlstate

_log = logging.getLogger(__name__)
_REFUSALS = ("22", "23")
"""Classes of PostgreSQL's codes that the operation itself is to blame for: data, integrity."""


@dataclass(frozen=True, slots=True)
class Written:
    """The answers to a batch and the clinic's latest sequence number."""

    results: tuple[OperationResult, ...]
    seq: int


async def apply_operations(
    engine: AsyncEngine,
    *,
    who: Principal,
    operations: Sequence[Operation],
    now: datetime,
    check: Callable[[AsyncConnection], Awaitable[None]],
    turn: Callable[[], Awaitable[None]] = no_pause,
    precedence: Precedence | None = None,
    keeps_files: bool = False,
) -> Written:
    """Apply each operation once, however often it is sent, and answer every one of them.

    who is whose session sends them. check raises, in the same transaction, unless they may still
    write; turn waits until it is this batch's turn, precedence lets others go first. keeps_files: a
    document waits until its file is here.
    Raises DBAPIError only where the whole batch must be sent again (the sequence is held), and
    DeadlockDetected or TransactionAborted where others were in its way time after time.
    """
    tenant_id = who.tenant_id
    order = precedence or Precedence()
    prepared = await prepare(operations, now=now, pause=lambda: order.wait(tenant_id))
    await turn()

    async def once() -> Written:
        async with tenant_transaction(engine, tenant_id) as connection:
            head = await lock_clinic(connection, tenant_id)
            seq = head.seq
            with order.deciding(tenant_id) as decided:
                await check(connection)  # after the wait for the sequence: it may be revoked since
                rare = await begin_deciding(connection, tenant_id)
                batch = _Batch(
                    connection, who, now, prepared, decided, rare=rare, keeps_files=keeps_files
                )
                results = await batch.run(operations, head)
            if head.seq != seq:
                await advance(connection, tenant_id, head)
        return Written(tuple(results[operation.op_id] for operation in operations), head.seq)

    return await done_again(once)


class _Batch:
    """One push being worked through."""

    def __init__(
        self,
        connection: AsyncConnection,
        who: Principal,
        now: datetime,
        prepared: Prepared,
        decided: Callable[[], None],
        *,
        rare: Rare,
        keeps_files: bool,
    ) -> None:
        self._connection = connection
        self._who = who
        self._tenant_id = who.tenant_id
        self._device_id = who.device_id
        self._now = now
        self._on_decided = decided
        self._rare = rare
        self._keeps_files = keeps_files
        self._prepared = prepared
        self._answers: dict[str, OperationResult] = {}
        self._held: set[Key] = set()
        """Rows with an operation that is not decided yet: what follows on them waits too."""

    async def run(self, operations: Sequence[Operation], head: Head) -> dict[str, OperationResult]:
        """Answer everything; a batch the database refuses is tried again action by action."""
        fresh = await self._not_yet_answered(operations)
        if not fresh:
            return self._answers
        fresh = [self._prepared.operations[operation.op_id] for operation in fresh]
        if await self._try(fresh, head) is None:
            return self._answers
        self._rare = Rare()  # what one action leaves, the next one meets
        groups: dict[str, list[Operation]] = {}
        for operation in fresh:
            groups.setdefault(operation.tx_id, []).append(operation)
        for group in groups.values():
            refused = await self._try(group, head)
            if refused is not None:
                await self._refuse(group, refused)
        return self._answers

    async def _not_yet_answered(self, operations: Sequence[Operation]) -> list[Operation]:
        named = {operation.op_id for operation in operations}
        named.update(op_id for operation in operations for op_id in operation.depends_on)
        usable = [op_id for op_id in named if is_record_id(op_id)]
        stored = await load_answers(self._connection, self._tenant_id, usable)
        self._answers = {op_id: answer for op_id, (_, answer) in stored.items()}
        fresh: dict[str, Operation] = {}
        malformed: dict[str, Operation] = {}
        again: dict[str, Operation] = {}
        for operation in operations:
            if operation.op_id in fresh or operation.op_id in malformed:
                continue  # one identifier, one answer: the first one's
            known = stored.get(operation.op_id)
            if known is None:
                if operation.op_id not in self._prepared.operations:
                    malformed[operation.op_id] = operation
                elif operation.schema > SCHEMA:  # made by a newer desk: until this server is newer
                    self._hold([operation], "blocked", code="schema")
                else:
                    fresh[operation.op_id] = operation
            elif known[0] not in request_hashes(operation):
                self._answers[operation.op_id] = _refusal(operation, "op_id_reuse")
            else:
                again[operation.op_id] = operation
        repeated = [(operation, stored[op_id][1]) for op_id, operation in again.items()]
        self._answers |= await give_again(self._connection, self._tenant_id, repeated)
        await self._keep_refusals(list(malformed.values()), "malformed")
        return list(fresh.values())

    async def _try(self, operations: Sequence[Operation], head: Head) -> Exception | None:
        """Decide and write behind a savepoint; the error when something refuses."""
        try:
            async with savepoint(self._connection):
                # Reading is behind the savepoint too: PostgreSQL may refuse what is looked for.
                ledger, results, held = await self._decided(operations, head)
                link, size = await self._write(ledger, operations, results, head.link)
        except Exception as error:  # one operation shall never stop a clinic's whole queue
            if passes_when_done_again(error) or self._connection.invalidated:
                raise  # without its connection nothing of the batch is left
            if not isinstance(error, DBAPIError):
                _log.error("%d operations failed: %s", len(operations), type(error).__name__)
            return error
        self._answers |= results
        self._held = held
        head.seq, head.link = ledger.seq, link
        head.usage = ledger.usage.with_more(records=ledger.more_records, bytes_=size)
        return None

    async def _decided(
        self, operations: Sequence[Operation], head: Head
    ) -> tuple[Ledger, dict[str, OperationResult], set[Key]]:
        """What becomes of operations. What they have somebody look at may have been asked before:
        then it is known, and all is decided anew with that."""
        ledger = await self._ledger(operations, head)
        results, held = _decide_all(ledger, operations, self._held, is_refilled=head.is_refilled)
        asked = asked_now(ledger)
        known, _ = await history.load_rows(*self._load, asked) if asked else ({}, {})
        if known:
            ledger = await self._ledger(operations, head, also=known)
            results, held = _decide_all(
                ledger, operations, self._held, is_refilled=head.is_refilled
            )
        return ledger, results, held

    @property
    def _load(self) -> tuple[AsyncConnection, str]:
        return self._connection, self._tenant_id

    async def _ledger(
        self, operations: Sequence[Operation], head: Head, *, also: Iterable[Key] = ()
    ) -> Ledger:
        """What the operations are judged by; also: and these records."""
        keys = {(operation.entity, operation.id) for operation in operations}
        keys.update(also)
        actors = {operation.actor_id for operation in operations}
        keys.update(("user", actor) for actor in actors)
        load = self._load
        ids = {row_id for _, row_id in keys} if self._rare.conflicts else ()
        conflicts = await history.load_conflicts(*load, ids)
        keys.update(("sync_conflict", conflict_id) for conflict_id in conflicts)
        keys.update(rows_of_conflicts(conflicts))
        keys.update(rows_beside(self._tenant_id, operations))
        keys |= rows_of_merges(operations) | await load_requests(*load, operations)
        rows, last_bodies = await history.load_rows(*load, keys)
        rows |= await load_parted(*load, operations, rows)
        slots = slots_wanted(operations, rows) + slots_of_conflicts(conflicts, rows)
        named = named_by(operations, last_bodies)
        about = patients_of(named | keys, rows) if self._rare.merges else ()
        survivors = await load_survivors(*load, about)
        people = people_beside(survivors, operations, rows)
        return Ledger(
            tenant_id=self._tenant_id,
            device_id=self._device_id,
            principal_id=self._who.user_id,
            seq=head.seq,
            life_began=head.life_began,
            usage=head.usage,
            now=self._now,
            rows=rows,
            last_bodies=last_bodies,
            accounts=await history.load_accounts(
                *load, actors | {row_id for entity, row_id in keys if entity == "user"}
            ),
            present=await load_present(*load, self._device_id, actors),
            since=await history.load_since(*load, history.bases_of(operations, rows)),
            parents=await history.load_existing(*load, named),
            money=await load_money(*load, operations, rows, people, device_id=self._device_id),
            is_currency_used=await is_currency_used(*load, operations, rows),
            by_people=await load_by_people(*load, operations),
            survivors=survivors,
            numbers=await load_numbers(*load, operations),
            kept=await load_kept(*load, operations),
            answers=dict(self._answers),
            checked=self._prepared.checked,
            missing_files=await self._missing_files(operations),
            visits=await history.load_visits(*load, slots),
            open_conflicts=conflicts,
        )

    async def _missing_files(self, operations: Sequence[Operation]) -> frozenset[str]:
        named = {name for operation in operations for name in files_of(operation)}
        if not named or not self._keeps_files:
            return frozenset()
        return frozenset(named) - await stored_among(self._connection, self._tenant_id, named)

    async def _write(
        self,
        ledger: Ledger,
        operations: Sequence[Operation],
        results: dict[str, OperationResult],
        link: str,
    ) -> tuple[str, int]:
        size, answers, others = 0, "", operations
        if ledger.entries:
            writing = history.writing_entries(
                self._connection,
                self._tenant_id,
                ledger.entries,
                device_id=self._device_id,
                principal_id=self._who.user_id,
                link=link,
                now=self._now,
                begun=self._on_decided,
                applied=self._applied(ledger, results),
            )
            async with writing as written:
                link, size = written.link, written.size
                others = [one for one in operations if one.op_id not in written.answered]
                answers = await self._answer_lines(others, results, written.pause)
            await note_presence(
                self._connection, self._tenant_id, self._device_id, new_users(ledger)
            )
            await follow_records(self._connection, self._tenant_id, ledger.entries, now=self._now)
        notes = notes_of(ledger, operations, results, self._who)
        await write_notes(self._connection, self._tenant_id, notes, now=self._now)
        answers = answers or await self._answer_lines(others, results, no_pause)
        await self._keep(answers)
        return link, size

    def _applied(self, ledger: Ledger, results: Mapping[str, OperationResult]) -> dict[str, str]:
        """What was asked by operations of whose answers nothing is to be said but where their
        records stand in the history."""
        hashes, applied = self._prepared.hashes, dict[str, str]()
        for entry in ledger.entries:
            if entry.operation is not None:
                op_id, result = entry.operation.op_id, results[entry.operation.op_id]
                if is_plain(result) and (result.version, result.seq) == (1, entry.row.seq):
                    applied[op_id] = hashes[op_id]
        return applied

    async def _keep(self, answers: str) -> None:
        await write_answers(
            self._connection, self._tenant_id, answers, device_id=self._device_id, now=self._now
        )

    async def _answer_lines(
        self, operations: Sequence[Operation], results: dict[str, OperationResult], pause: Pause
    ) -> str:
        """What is final, as lines to keep."""
        final: list[Answer] = []
        for some in groups_of(operations, LINES_AT_ONCE):
            final += [
                (one, self._prepared.hashes[one.op_id], results[one.op_id])
                for one in some
                if results[one.op_id].status not in ("blocked", "retry")
            ]
            await pause()
        return answer_lines(final)

    async def _refuse(self, group: Sequence[Operation], error: Exception) -> None:
        """Reject for good only what the operation itself is to blame for; the server's own trouble
        (a full disk, too little memory, a fault of ours) passes, and the desk asks again."""
        is_refused = isinstance(error, DBAPIError) and sqlstate(error).startswith(_REFUSALS)
        if is_refused:
            await self._keep_refusals(group, "refused_by_database")
            return
        self._hold(group, "retry", code="busy" if isinstance(error, DBAPIError) else "internal")

    def _hold(self, group: Sequence[Operation], status: ResultStatus, *, code: str) -> None:
        """Decide nothing yet: what follows on these records waits, too."""
        self._held |= {(one.entity, one.id) for one in group}
        self._answers |= {
            one.op_id: OperationResult(op_id=one.op_id, status=status, code=code) for one in group
        }

    async def _keep_refusals(self, operations: Sequence[Operation], code: str) -> None:
        """Answer "rejected" and keep the answer, so that what depends on it is answered too."""
        refused = {one.op_id: _refusal(one, code) for one in operations}
        self._answers |= refused
        answers = answer_lines(
            (one, self._prepared.hashes[one.op_id], refused[one.op_id])
            for one in operations
            if is_record_id(one.op_id) and is_record_id(one.actor_id)
        )
        await self._keep(answers)


def _decide_all(
    ledger: Ledger, operations: Sequence[Operation], held: set[Key], *, is_refilled: bool = False
) -> tuple[dict[str, OperationResult], set[Key]]:
    """Answer operations in their order; a row whose earlier operation waits keeps the later ones
    waiting: out of order, an edit would meet a record that is not there yet."""
    results: dict[str, OperationResult] = {}
    held = set(held)
    for operation in operations:
        key = (operation.entity, operation.id)
        if key in held:
            result = OperationResult(op_id=operation.op_id, status="blocked", code="row_order")
        else:
            result = decide(ledger, operation)
            result = held_back(ledger, operation, result) if is_refilled else result
        if result.status in ("blocked", "retry"):
            held.add(key)
        results[operation.op_id] = ledger.answers[operation.op_id] = result
    return results, held


def _refusal(operation: Operation, code: str) -> OperationResult:
    return OperationResult(op_id=operation.op_id, status="rejected", code=code)
