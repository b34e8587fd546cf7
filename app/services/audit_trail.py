"""Reading the audit trail as a person: whose events, with the names behind the identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from app.domain.audit import AuditAction
from app.domain.audit_trail import AuditLine, AuditQuestion, TrailEnd
from app.domain.context import ExecutionContext
from app.domain.declare import Record
from app.domain.ids import RecordId
from app.domain.patient import Patient
from app.domain.permissions import Permission, Scope, decide
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.domain.staff import User, Workstation

R = TypeVar("R", bound=Record)
PAGE = 200
MOST_NAMED = 50
"""Patients of a list view that are named one by one; the rest is counted."""
CHANGES = (
    AuditAction.CREATE,
    AuditAction.UPDATE,
    AuditAction.DELETE,
    AuditAction.RESTORE,
    AuditAction.TRANSITION,
    AuditAction.RESOLVE,
    AuditAction.CLAIM,
    AuditAction.REOPEN,
)


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One event with its names; "" where there is no record any more, or none was meant."""

    line: AuditLine
    who: str
    workstation: str
    patient: str
    record: str
    """Whom or what it was done to where that has a name of its own: a user, a workstation."""
    others: tuple[str, ...] = ()
    """The patients of a list, as many as are named."""
    reason: str = ""
    """Why, where that was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """What the list needs first: how many events match, up to which one, and the trail's end."""

    count: int
    question: AuditQuestion
    end: TrailEnd


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHistory:
    """Who changed a record here, the latest first; and when it was last changed elsewhere."""

    entries: tuple[AuditEntry, ...]
    elsewhere_at: datetime | None


def own_scope(context: ExecutionContext) -> tuple[Scope, bool]:
    """In which scope somebody reads the trail, and whether only their own events are theirs."""
    sees_all = decide(context.role, Permission.AUDIT_VIEW).is_allowed
    return (Scope.OTHER, False) if sees_all else (Scope.OWN, True)


def allowed(context: ExecutionContext, question: AuditQuestion) -> AuditQuestion:
    """The question as far as the acting role may ask it: everybody's events, or one's own."""
    _, is_own = own_scope(context)
    return replace(question, actor_id=context.user_id) if is_own else question


def opened(reader: Reader, context: ExecutionContext, *, question: AuditQuestion) -> AuditPage:
    """How many events match now; the answer's question stays with them while newer ones come."""
    end = reader.audit.end()
    fixed = replace(allowed(context, question), up_to=end.seq)
    return AuditPage(count=reader.audit.count(fixed), question=fixed, end=end)


def entries(
    reader: Reader,
    context: ExecutionContext,
    *,
    question: AuditQuestion,
    below: int | None = None,
    skip: int = 0,
    limit: int = PAGE,
) -> tuple[AuditEntry, ...]:
    """One page of events with their names, newest first."""
    asked = allowed(context, question)
    return named(reader, reader.audit.lines(asked, below=below, skip=skip, limit=limit))


def named(
    reader: Reader, lines: Sequence[AuditLine], *, with_others: bool = False
) -> tuple[AuditEntry, ...]:
    """Events with the names behind their identifiers."""
    actors = {line.actor_id for line in lines}
    touched = {line.row_id for line in lines if line.entity == "user" and line.row_id}
    users = _found(reader, User, actors | touched)
    desks = _found(reader, Workstation, {line.workstation_id for line in lines})
    others = {one for line in lines for one in line.subjects[:MOST_NAMED] if with_others}
    patients = _found(reader, Patient, {p for line in lines if (p := line.patient_id)} | others)

    def person(record_id: RecordId | None) -> str:
        found = patients.get(record_id) if record_id else None
        return f"{found.given_names} {found.family_name}".strip() if found else ""

    return tuple(
        AuditEntry(
            line=line,
            who=users[line.actor_id].display_name if line.actor_id in users else "",
            workstation=desks[line.workstation_id].name if line.workstation_id in desks else "",
            patient=person(line.patient_id),
            record=users[line.row_id].display_name if line.row_id and line.row_id in users else "",
            others=tuple(filter(None, map(person, line.subjects[:MOST_NAMED])))
            if with_others
            else (),
        )
        for line in lines
    )


def people_in(found: Iterable[AuditEntry]) -> set[RecordId]:
    """The patients somebody sees by name in these events."""
    seen: set[RecordId] = set()
    for entry in found:
        if entry.patient and entry.line.patient_id:
            seen.add(entry.line.patient_id)
        if entry.others:
            seen.update(entry.line.subjects[:MOST_NAMED])
    return seen


def history(
    reader: Reader, *, record_type: type[Record], record_id: RecordId, limit: int = 20
) -> RecordHistory:
    """Who changed a record, and for a patient what belongs to them, the latest first."""
    is_patient = record_type is Patient
    question = AuditQuestion(
        patient_id=record_id if is_patient else None,
        row_id=None if is_patient else record_id,
        actions=tuple(CHANGES),
    )
    lines = reader.audit.lines(question, limit=limit)
    if is_patient:
        lines = tuple(line for line in lines if line.entity not in _NOT_OF_THE_CHART)
    record = reader.records(record_type).get(record_id)
    changed_here = max((line.at for line in lines if line.row_id == record_id), default=None)
    elsewhere = None
    if record is not None and (changed_here is None or record.updated_at > changed_here):
        elsewhere = record.updated_at
    found = tuple(
        replace(entry, reason=reader.audit.reason_of(entry.line)) for entry in named(reader, lines)
    )
    return RecordHistory(entries=found, elsewhere_at=elsewhere)


_NOT_OF_THE_CHART = frozenset({"appointment", "sync_conflict", "break_glass"})


def _found(reader: Reader, record_type: type[R], wanted: Iterable[RecordId]) -> dict[RecordId, R]:
    return reader.records(record_type).get_many(wanted)
