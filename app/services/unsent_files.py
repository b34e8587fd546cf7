"""Unsent work handed out and taken in again: for a computer that is about to fail, or is alone.

What is handed out is everything the server has not answered for good, as it lies in the queue. It
leaves the program encrypted under the clinic's key, which every desk of the clinic has: whoever
finds the file reads nothing, and whoever changes a bit of it has a file that does not open. Files
of documents are not in it; they stay on the computer they were filed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.declare import entities
from app.domain.errors import InvalidValue
from app.domain.ids import RecordId, is_record_id
from app.domain.operations import UNSETTLED, Operation, OperationState, Pending
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWorkFactory
from app.protocol.messages import SCHEMA

_FORMAT = 1
_MOST = 100_000
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
    """What became of a file: changes that wait here now, and those that were known already."""

    added: int
    known: int


def hand_out(reader: Reader, context: ExecutionContext, *, made_at: str) -> tuple[bytes, int]:
    """Everything unsent as bytes, still to be encrypted, and how many changes it is."""
    wanted = [one for one in reader.pending(limit=_MOST) if _is_unsent(one)]
    work = UnsentWork(
        format=_FORMAT,
        schema=SCHEMA,
        clinic_id=context.clinic_id,
        workstation_id=context.workstation_id,
        made_at=made_at,
        lines=tuple(UnsentLine(one.operation, one.patient_id) for one in wanted),
    )
    return msgspec.json.encode(work), len(wanted)


def patients_in(raw: bytes) -> frozenset[RecordId]:
    """Whom the content is about."""
    lines = msgspec.json.decode(raw, type=UnsentWork).lines
    return frozenset(line.patient_id for line in lines if line.patient_id is not None)


def note_handed_out(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, count: int, subjects: Iterable[RecordId]
) -> None:
    """Unsent work leaves the program: kept in the audit trail before the file is there."""
    with begin(context, origin=Origin.REMOTE) as uow:
        uow.note(AuditAction.EXPORT, entity="outbox", result_count=count, subjects=sorted(subjects))


def take_in(begin: UnitOfWorkFactory, context: ExecutionContext, *, raw: bytes) -> TakenIn:
    """Queue what this desk does not know yet; its records show it at once.

    Each change stays whose it was: the server asks that person's rights, and drops what it had
    got already. Raises InvalidValue for another clinic's file, or one of a newer version.
    """
    work = _read(raw, context)
    with begin(context, origin=Origin.REMOTE) as uow:
        known = uow.outbox.get(line.operation.op_id for line in work.lines)
        fresh = [line for line in work.lines if line.operation.op_id not in known]
        for line in fresh:
            uow.outbox.tell(line.operation, line.patient_id)
        names = [line.operation.op_id for line in fresh]
        uow.apply_rows(uow.outbox.requeue(names))
        uow.note(
            AuditAction.IMPORT,
            entity="outbox",
            result_count=len(fresh),
            subjects=sorted({one.patient_id for one in fresh if one.patient_id is not None}),
        )
    return TakenIn(added=len(fresh), known=len(known))


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
