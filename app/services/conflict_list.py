"""The conflict centre's lists: what waits and what was decided, told without a single value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.conflict import UNDECIDED, ConflictKind, ConflictStatus, SyncConflict
from app.domain.context import ExecutionContext
from app.domain.declare import entity_named
from app.domain.ids import RecordId
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.domain.query import Order, Query, eq, one_of
from app.domain.staff import Workstation
from app.domain.waiting import Task
from app.protocol.codec import to_wire
from app.services.double_bookings import DoubleBooking, read_booking
from app.services.duplicates import open_questions
from app.services.naming import name_of
from app.services.reading import every
from app.services.seeing import hidden_fields, may_see, shown_conflict
from app.services.staff import users

MOST = 500
"""Conflicts listed at once, the oldest; the rest is counted."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictLine:
    """One conflict as a list tells of it.

    patient_id and patient_name are empty where the acting role is not shown the patient or this
    kind of record. Names of people and computers are "" where this desk does not know them.
    """

    id: RecordId
    kind: str
    entity: str
    fields: tuple[str, ...] = ()
    patient_id: RecordId | None = None
    patient_name: str = ""
    other_name: str = ""
    """The other patient of a possible duplicate."""
    other_id: RecordId | None = None
    created_at: datetime
    happened_at: datetime | None = None
    actor_id: str = ""
    actor_name: str = ""
    desk_name: str = ""
    status: str = ConflictStatus.OPEN.value
    claimed_by: str = ""
    claimed_name: str = ""
    claimed_at: datetime | None = None
    resolution: str = ""
    resolved_by: str = ""
    resolved_name: str = ""
    resolved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictPage:
    """The first of what waits, and how much waits in all."""

    lines: tuple[ConflictLine, ...]
    count: int


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictDetail:
    """One conflict with its values; present holds those of the record as it stands now."""

    line: ConflictLine
    conflict: SyncConflict | None
    """None for a possible duplicate: that is a task."""
    present: dict[str, object]
    names: dict[str, str] = field(default_factory=dict[str, str])
    """What the identifiers among the values stand for."""
    named: tuple[RecordId, ...] = ()
    """Patients that values name: a guarantor, a relative."""
    is_gone: bool = False
    is_withheld: bool = False
    booking: DoubleBooking | None = None
    task: Task | None = None
    people: tuple[Patient, ...] = ()
    """The two of a possible duplicate; without whom the acting role is not shown."""


def waiting_lines(reader: Reader, context: ExecutionContext, *, now: datetime) -> ConflictPage:
    """What waits for a person, oldest first: conflicts of every kind, and possible duplicates."""
    waiting = one_of("status", sorted(UNDECIDED))
    query = Query(SyncConflict, where=waiting, order=(Order("created_at"),), limit=MOST)
    found = reader.records(SyncConflict).find(query).rows
    tasks = sorted(open_questions(reader), key=lambda task: task.created_at)
    names = _Names(reader, context, now)
    lines = [names.line(one) for one in found] + [names.question(one) for one in tasks[:MOST]]
    lines.sort(key=lambda line: line.created_at)
    count = reader.records(SyncConflict).count(Query(SyncConflict, where=waiting)) + len(tasks)
    return ConflictPage(lines=tuple(lines[:MOST]), count=count)


def decided_lines(reader: Reader, context: ExecutionContext, *, now: datetime) -> ConflictPage:
    """What was decided, the latest first, with who decided what."""
    over = eq("status", ConflictStatus.RESOLVED)
    query = Query(
        SyncConflict, where=over, order=(Order("resolved_at", descending=True),), limit=MOST
    )
    found = reader.records(SyncConflict).find(query).rows
    names = _Names(reader, context, now)
    count = reader.records(SyncConflict).count(Query(SyncConflict, where=over))
    return ConflictPage(lines=tuple(names.line(one) for one in found), count=count)


def of_pages(pages: Iterable[ConflictPage]) -> Iterable[RecordId]:
    """The patients named in lists."""
    lines = (line for page in pages for line in page.lines)
    return (one for line in lines for one in (line.patient_id, line.other_id) if one)


class _Names:
    """Who and what a conflict is about, read once for a whole list."""

    def __init__(self, reader: Reader, context: ExecutionContext, now: datetime) -> None:
        self._reader, self._context, self._now = reader, context, now
        self._people = {str(user.id): user.display_name for user in users(reader)}
        self._desks = {str(one.id): one.name for one in every(reader, Query(Workstation))}
        self._patients: dict[tuple[str, RecordId], str] = {}

    def line(self, one: SyncConflict) -> ConflictLine:
        """A conflict as the list tells of it."""
        name = self._patient(one.entity, one.patient_id)
        hidden = hidden_fields(self._context, one.entity)
        fields = tuple(n for n in {**one.ours, **one.theirs} if n not in hidden)
        return ConflictLine(
            id=one.id,
            kind=one.kind,
            entity=one.entity,
            fields=fields,
            patient_id=one.patient_id if name else None,
            patient_name=name,
            created_at=one.created_at,
            happened_at=one.happened_at,
            actor_id=one.actor_id or "",
            actor_name=self._people.get(one.actor_id or "", ""),
            desk_name=self._desks.get(one.device_id or "", ""),
            status=one.status,
            claimed_by=one.claimed_by or "",
            claimed_name=self._people.get(one.claimed_by or "", ""),
            claimed_at=one.claimed_at,
            resolution=one.resolution or "",
            resolved_by=one.resolved_by or "",
            resolved_name=self._people.get(one.resolved_by or "", ""),
            resolved_at=one.resolved_at,
        )

    def question(self, task: Task) -> ConflictLine:
        """A possible duplicate as the list tells of it."""
        name = self._patient("patient", task.patient_id)
        other = RecordId(task.source_id or "")
        other_name = self._patient("patient", other) if other else ""
        return ConflictLine(
            id=task.id,
            kind=ConflictKind.DUPLICATE.value,
            entity="patient",
            patient_id=task.patient_id if name else None,
            patient_name=name,
            other_name=other_name,
            other_id=other if other_name else None,
            created_at=task.created_at,
        )

    def called(self, entity: str, key: RecordId) -> str:
        """What a record is called; "" for a patient the acting role is not shown."""
        return name_of(self._reader, self._context, entity, key, now=self._now)

    def _patient(self, entity: str, patient_id: RecordId | None) -> str:
        if patient_id is None:
            return ""
        key = (entity, patient_id)
        if key not in self._patients:
            self._patients[key] = self._shown_name(entity, patient_id)
        return self._patients[key]

    def _shown_name(self, entity: str, patient_id: RecordId) -> str:
        asked = (
            may_see(self._reader, self._context, what, patient_id=patient_id, now=self._now)
            for what in ("patient", entity)
        )
        if not all(verdict.is_allowed for verdict in asked):
            return ""
        patient = self._reader.records(Patient).get(patient_id)
        return patient.display_name if patient else ""


def read_detail(
    reader: Reader, context: ExecutionContext, conflict_id: RecordId, *, now: datetime
) -> ConflictDetail | None:
    """One conflict with what the acting role is shown of it; None where there is none any more."""
    names = _Names(reader, context, now)
    conflict = reader.records(SyncConflict).get(conflict_id)
    if conflict is None:
        task = reader.records(Task).get(conflict_id)
        if task is None:
            return None
        line = names.question(task)
        both = (reader.records(Patient).get(key) for key in (line.patient_id, line.other_id) if key)
        people = tuple(one for one in both if one is not None)
        return ConflictDetail(line=line, conflict=None, present={}, task=task, people=people)
    verdict = may_see(reader, context, conflict.entity, patient_id=conflict.patient_id, now=now)
    seen = shown_conflict(reader, context, conflict, now=now)
    is_booking = conflict.kind == ConflictKind.DOUBLE_BOOKING and verdict.is_allowed
    record = reader.records(entity_named(conflict.entity).record_type).get(conflict.subject_id)
    body = to_wire(record) if record is not None else {}
    asked: Sequence[str] = [*{**seen.base, **seen.ours, **seen.theirs}]
    present: dict[str, object] = {n: body.get(n) for n in asked if record is not None}
    meant = _meant(names, seen, present)
    return ConflictDetail(
        line=names.line(conflict),
        conflict=seen,
        present=present,
        names={key: name for (_, key), name in meant.items()},
        named=tuple(RecordId(key) for target, key in meant if target == "patient"),
        is_gone=record is None,
        is_withheld=not verdict.is_allowed,
        booking=read_booking(reader, context, conflict, now=now) if is_booking else None,
    )


def _meant(
    names: _Names, seen: SyncConflict, present: Mapping[str, object]
) -> dict[tuple[str, str], str]:
    """What the identifiers in a conflict's values are called, by record type and identifier."""
    found: dict[tuple[str, str], str] = {}
    for spec in entity_named(seen.entity).fields:
        target = spec.fact.refers_to
        if target is None:
            continue
        for values in (seen.base, seen.ours, seen.theirs, present):
            key = values.get(spec.name)
            if isinstance(key, str) and (target, key) not in found:
                found[target, key] = names.called(target, RecordId(key))
    return {key: name for key, name in found.items() if name}


def patients_of(detail: ConflictDetail | None) -> tuple[RecordId, ...]:
    """The patients a conflict's details name."""
    if detail is None:
        return ()
    found = [detail.line.patient_id, detail.line.other_id, *detail.named]
    if detail.booking is not None:
        found += [one.patient_id for one in detail.booking.both if one.patient_name]
    return tuple(dict.fromkeys(one for one in found if one))
