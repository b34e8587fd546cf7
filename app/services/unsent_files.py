"""Unsent work handed out and taken in again: for a computer that is about to fail, or is alone.

What is handed out is everything the server has not answered for good, as it lies in the queue. It
leaves the program encrypted under the clinic's key, which every desk of the clinic has: whoever
finds the file reads nothing, and whoever changes a bit of it has a file that does not open. Files
of documents are not in it; they stay on the computer they were filed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from app.domain.audit import AuditAction
from app.domain.billing import CashDrawer
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.declare import entities
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.ids import RecordId, is_record_id
from app.domain.operations import UNSETTLED, Operation, OperationState, Pending
from app.domain.permissions import Permission, decide
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.protocol.messages import SCHEMA

_FORMAT = 1
_PAGE = 2_000
MOST_BYTES = 240 * 1024 * 1024
"""The largest content of one file; sealed, it is a little more."""
_TIMED = re.compile(r"[0-9]{1,13}-[0-9]{1,9}-[0-9a-f]{1,32}", re.ASCII)


@quiet
@dataclass(frozen=True, slots=True)
class UnsentLine:
    """One change of the queue, and whose patient it is about."""

    operation: Operation
    patient_id: RecordId | None


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class UnsentWork:
    """The content of the file; schema is of the version that wrote it."""

    format: int
    schema: int
    clinic_id: str
    workstation_id: str
    made_at: str
    lines: tuple[UnsentLine, ...]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a file: changes that wait here now, and those that were known already.

    cash: payments and refunds through another desk's drawer among those that wait. drawers: how
    often such a drawer was opened or closed among them. others: changes among them that somebody
    else made: the server takes those once that person has signed in from this desk.
    """

    added: int
    known: int
    cash: int = 0
    drawers: int = 0
    others: int = 0


@quiet
@dataclass(frozen=True, slots=True)
class HandedOut:
    """Unsent work as bytes, still to be encrypted; how many changes it is and about whom."""

    raw: bytes
    count: int
    subjects: frozenset[RecordId]


def begin_handing_out(begin: UnitOfWorkFactory, context: ExecutionContext) -> None:
    """Ask whether unsent work may leave the program, and leave it as it stands from here on: what
    another desk may send too is joined to nothing. Raises PermissionDenied."""
    with begin(context, origin=Origin.REMOTE) as uow:
        _require(context, Permission.OUTBOX_EXPORT)
        uow.outbox.note_sent()


def hand_out(reader: Reader, context: ExecutionContext, *, made_at: str) -> HandedOut:
    """Everything unsent since begin_handing_out. Raises InvalidValue where it is more than one
    file may be: nothing of it is left out."""
    lines: list[bytes] = []
    subjects: set[RecordId] = set()
    size = 0
    for one in _unsent(reader):
        line = msgspec.json.encode(UnsentLine(one.operation, one.patient_id))
        lines.append(line)
        size += len(line) + 1
        if size > MOST_BYTES:
            reason = f"would be larger than {MOST_BYTES // 1024**2} MB: make a backup instead"
            raise InvalidValue("file", reason)
        subjects |= {one.patient_id} if one.patient_id is not None else set()
    work = UnsentWork(
        format=_FORMAT,
        schema=SCHEMA,
        clinic_id=context.clinic_id,
        workstation_id=context.workstation_id,
        made_at=made_at,
        lines=(),
    )
    head = msgspec.json.encode(work).removesuffix(b"]}")
    return HandedOut(b"".join((head, b",".join(lines), b"]}")), len(lines), frozenset(subjects))


def _unsent(reader: Reader) -> Iterator[Pending]:
    """What the server has not answered for good, page by page; what was begun meanwhile is not
    part of it."""
    after = 0
    while page := reader.pending(limit=_PAGE, after=after):
        after = page[-1].operation.n
        yield from (one for one in page if _is_unsent(one) and one.attempts)


def note_handed_out(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, count: int, subjects: Iterable[RecordId]
) -> None:
    """Unsent work leaves the program: kept in the audit trail before the file is there."""
    with begin(context, origin=Origin.REMOTE) as uow:
        uow.note(AuditAction.EXPORT, entity="outbox", result_count=count, subjects=sorted(subjects))


def take_in(begin: UnitOfWorkFactory, context: ExecutionContext, *, raw: bytes) -> TakenIn:
    """Queue what this desk does not know yet; its records show it at once.

    Each change stays whose it was: the server asks that person's rights, and drops what it had
    got already. Raises PermissionDenied, InvalidValue for another clinic's file, or one of a newer
    version.
    """
    with begin(context, origin=Origin.REMOTE) as uow:
        _require(context, Permission.OUTBOX_IMPORT)
        work = _read(raw, context)
        known = uow.outbox.get(line.operation.op_id for line in work.lines)
        fresh = [line for line in work.lines if line.operation.op_id not in known]
        for line in fresh:
            uow.outbox.tell(line.operation, line.patient_id)
        names = [line.operation.op_id for line in fresh]
        uow.outbox.note_sent(names)  # from the desk it was made at, before or after
        uow.apply_rows(uow.outbox.requeue(names))
        uow.note(
            AuditAction.IMPORT,
            entity="outbox",
            result_count=len(fresh),
            subjects=sorted({one.patient_id for one in fresh if one.patient_id is not None}),
        )
        return _taken_in(uow, fresh, known=len(known))


def _taken_in(uow: UnitOfWork, fresh: Sequence[UnsentLine], *, known: int) -> TakenIn:
    """What is said of what was taken in: the server counts a drawer at its own desk only."""
    made = [one.operation for one in fresh]
    through = [name for name in map(_drawer_of, made) if name]
    drawers = [one.id for one in made if one.entity == "cash_drawer"]
    known_here = uow.records(CashDrawer)
    own: set[str] = set()
    for one in {*through, *drawers}:
        drawer = known_here.get(RecordId(one))
        if drawer is not None and drawer.workstation_id == uow.context.workstation_id:
            own.add(one)
    return TakenIn(
        added=len(fresh),
        known=known,
        cash=sum(1 for one in through if one not in own),
        drawers=sum(1 for one in drawers if one not in own),
        others=sum(1 for one in made if one.actor_id != uow.context.user_id),
    )


def _drawer_of(operation: Operation) -> str:
    """The drawer that new money went through; "" for none."""
    return str((operation.full or {}).get("cash_drawer_id") or "")


def _require(context: ExecutionContext, permission: Permission) -> None:
    verdict = decide(context.role, permission)
    if not verdict.is_allowed:
        raise PermissionDenied(permission, context.role, verdict.needs, entity="outbox")


def _is_unsent(one: Pending) -> bool:
    return one.state in UNSETTLED or one.state is OperationState.QUARANTINED


def _read(raw: bytes, context: ExecutionContext) -> UnsentWork:
    try:
        work = msgspec.json.decode(raw, type=UnsentWork)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise InvalidValue("file", "does not hold unsent work") from None
    if work.clinic_id != context.clinic_id:
        raise InvalidValue("file", "is another clinic's")
    names = {spec.name for spec in entities()}
    if work.format != _FORMAT or work.schema > SCHEMA:
        raise InvalidValue("file", "was written by a newer version of this program")
    if any(line.operation.entity not in names for line in work.lines):
        raise InvalidValue("file", "was written by a newer version of this program")
    if not all(_is_whole(line.operation) for line in work.lines):
        raise InvalidValue("file", "does not hold unsent work")
    return work


def _is_whole(operation: Operation) -> bool:
    """Whether it is named and timed as a desk does it: what is queued is built upon."""
    is_named = is_record_id(operation.op_id) and is_record_id(operation.id)
    return is_named and _TIMED.fullmatch(operation.hlc) is not None
