"""Recalls: patients to be called in again by a date, who was reached, who booked, who will not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice

from app.domain.appointment import OCCUPYING, Appointment
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidTransition, InvalidValue, StaleVersion
from app.domain.ids import PatientId, PractitionerId, RecordId, VisitTypeId, new_id
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWorkFactory
from app.domain.query import Condition as Where
from app.domain.query import Order, Query, all_of, eq, lt, lte, one_of
from app.domain.staff import Practitioner, VisitType
from app.domain.waiting import RECALL_TRANSITIONS, Recall, RecallStatus
from app.services.editing import current, with_changes
from app.services.reading import every
from app.services.waitlist import phone_of

SOON = timedelta(days=30)
"""So far ahead people are called in."""
MOST = 500
"""So many are listed; whoever is due first comes first."""
_OPEN = (RecallStatus.DUE.value, RecallStatus.CONTACTED.value)
_UNSETTLED = (*_OPEN, RecallStatus.BOOKED.value)
_KEPT = (*sorted(OCCUPYING), "completed")
"""A booked recall is answered by a visit that stands or has been."""


class RecallScope(StrEnum):
    """Which recalls a list shows."""

    SOON = "soon"
    """Overdue, and due within 30 days."""
    OVERDUE = "overdue"
    OPEN = "open"
    BOOKED = "booked"
    CLOSED = "closed"


_STATUSES = {
    RecallScope.BOOKED: (RecallStatus.BOOKED.value,),
    RecallScope.CLOSED: (RecallStatus.DONE.value, RecallStatus.DECLINED.value),
}
"""What the lists hold that nobody is called from."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class RecallWish:
    """What the form asks for: who is called in again, by when, for what, by whom."""

    patient_id: PatientId
    due_on: date
    visit_type_id: VisitTypeId | None = None
    practitioner_id: PractitionerId | None = None
    reason: str = ""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class RecallLine:
    """A recall as it is shown. visit is the one it was booked as."""

    recall: Recall
    patient_name: str
    phone: str
    practitioner_name: str
    visit_type_name: str
    visit: Appointment | None

    @property
    def is_open(self) -> bool:
        """Whether somebody has to call: nobody booked, or what was booked will not be."""
        if self.recall.status == RecallStatus.BOOKED:
            return self.visit is None or self.visit.status not in _KEPT
        return self.recall.status in _OPEN


def add(begin: UnitOfWorkFactory, context: ExecutionContext, *, wish: RecallWish) -> Recall:
    """Write down that somebody is called in again. Raises RecordNotFound, InvalidRecord."""
    with begin(context) as uow:
        current(uow, Patient, wish.patient_id)
        blank = Recall(
            id=new_id(),
            created_at=uow.now,
            updated_at=uow.now,
            patient_id=wish.patient_id,
            due_on=wish.due_on,
        )
        return uow.add(with_changes(blank, _fields(wish), based_on=None))


def change(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    recall_id: RecordId,
    wish: RecallWish,
    based_on: Recall,
) -> Recall:
    """Change what a recall is for. Raises StaleVersion, RecordNotFound, InvalidRecord."""
    with begin(context) as uow:
        stored = current(uow, Recall, recall_id)
        if wish.patient_id not in uow.person(stored.patient_id):
            raise InvalidValue("patient_id", "is not the patient this form was opened for")
        changes = {n: v for n, v in _fields(wish).items() if getattr(based_on, n) != v}
        return uow.save(with_changes(stored, changes, based_on=based_on))


def note_contact(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, recall_id: RecordId, outcome: str
) -> Recall:
    """Write down that somebody was called, and what came of it. Raises InvalidTransition."""
    with begin(context) as uow:
        reached = _moved(current(uow, Recall, recall_id), RecallStatus.CONTACTED.value)
        return uow.save(replace(reached, last_contact_at=uow.now, last_outcome=outcome.strip()))


def set_status(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    recall_id: RecordId,
    status: str,
    was: str,
) -> Recall:
    """Say how a recall stands. Raises InvalidTransition, or StaleVersion where it is not what it
    was said to be."""
    with begin(context) as uow:
        stored = current(uow, Recall, recall_id)
        if stored.status != was:
            raise StaleVersion("recall", recall_id)
        return uow.save(_moved(stored, status))


def listed(reader: Reader, *, scope: RecallScope, today: date) -> tuple[RecallLine, ...]:
    """The recalls of a list, whoever is due first first; of closed ones the latest. At most 500."""
    is_past = scope is RecallScope.CLOSED
    order = (Order("due_on", descending=is_past), Order("id"))
    found = every(reader, Query(Recall, where=_where(scope, today), order=order))
    if scope in _STATUSES:
        return _shown(reader, list(islice(found, MOST)))
    return _shown(reader, list(islice(_to_call(reader, found), MOST)))


def _where(scope: RecallScope, today: date) -> Where:
    statuses = one_of("status", list(_STATUSES.get(scope, _UNSETTLED)))
    if scope is RecallScope.SOON:
        return all_of(statuses, lte("due_on", today + SOON))
    return all_of(statuses, lt("due_on", today)) if scope is RecallScope.OVERDUE else statuses


def of_patient(reader: Reader, patient_id: PatientId) -> tuple[RecallLine, ...]:
    """A patient's recalls that are not closed, the nearest first."""
    query = Query(
        Recall,
        where=all_of(eq("patient_id", patient_id), one_of("status", list(_UNSETTLED))),
        order=(Order("due_on"), Order("id")),
        limit=20,
    )
    return _shown(reader, list(reader.records(Recall).find(query).rows))


def _fields(wish: RecallWish) -> dict[str, object]:
    return {
        "due_on": wish.due_on,
        "visit_type_id": wish.visit_type_id,
        "practitioner_id": wish.practitioner_id,
        "reason": wish.reason,
    }


def _moved(recall: Recall, status: str) -> Recall:
    if status == recall.status:
        return recall
    if status not in RECALL_TRANSITIONS.get(recall.status, frozenset()):
        raise InvalidTransition(recall.status, status)
    return replace(recall, status=status)


def _to_call(reader: Reader, recalls: Iterable[Recall]) -> Iterator[Recall]:
    """Without those that were booked as a visit that stands."""
    visits = reader.records(Appointment)
    for one in recalls:
        if one.status != RecallStatus.BOOKED or not _stands(visits.get_many(_visit_ids(one))):
            yield one


def _visit_ids(recall: Recall) -> list[RecordId]:
    return [recall.appointment_id] if recall.appointment_id else []


def _stands(visits: Mapping[RecordId, Appointment]) -> bool:
    return any(one.status in _KEPT for one in visits.values())


def _shown(reader: Reader, recalls: list[Recall]) -> tuple[RecallLine, ...]:
    patients = reader.records(Patient).get_many(sorted({one.patient_id for one in recalls}))
    providers = reader.records(Practitioner).get_many(
        sorted({one.practitioner_id for one in recalls if one.practitioner_id})
    )
    kinds = reader.records(VisitType).get_many(
        sorted({one.visit_type_id for one in recalls if one.visit_type_id})
    )
    visits = reader.records(Appointment).get_many(
        sorted({one.appointment_id for one in recalls if one.appointment_id})
    )
    return tuple(_line(one, patients, providers, kinds, visits) for one in recalls)


def _line(
    recall: Recall,
    patients: Mapping[RecordId, Patient],
    providers: Mapping[RecordId, Practitioner],
    kinds: Mapping[RecordId, VisitType],
    visits: Mapping[RecordId, Appointment],
) -> RecallLine:
    patient = patients.get(recall.patient_id)
    provider = providers.get(recall.practitioner_id) if recall.practitioner_id else None
    kind = kinds.get(recall.visit_type_id) if recall.visit_type_id else None
    return RecallLine(
        recall=recall,
        patient_name=patient.display_name if patient else "",
        phone=phone_of(patient),
        practitioner_name=provider.display_name if provider else "",
        visit_type_name=kind.name if kind else "",
        visit=visits.get(recall.appointment_id) if recall.appointment_id else None,
    )
