"""The figures of a patient that are derived and never stored: visits, balance, what is open.

Each is asked only where the acting role is shown what it is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar, cast

from app.domain.appointment import Appointment
from app.domain.billing import Charge, Payment
from app.domain.context import ExecutionContext
from app.domain.declare import Record, entity_of
from app.domain.history import HealthRecord, Immunization
from app.domain.ids import PatientId, RecordId
from app.domain.ledger import Account
from app.domain.message import Message, MessageThread
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.domain.query import Condition, Order, Query, all_of, eq, one_of
from app.domain.treatment import CarePlan, Document, Prescription
from app.services.reading import every
from app.services.seeing import may_see

R = TypeVar("R", bound=Record)
RECENT = 10
"""Lines of recent activity."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One thing that happened: what it was, when, and how it stands."""

    entity: str
    record_id: RecordId
    at: datetime
    text: str
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientFigures:
    """Quick stats and recent activity; None where the acting role is not shown it."""

    visits: int | None
    pending_documents: int | None
    unread_messages: int | None
    """Of whoever looks: what they have not read, as the Messages panel counts it."""
    active_prescriptions: int | None
    account: Account | None
    last_payment: Payment | None
    recent: tuple[Activity, ...]
    """The newest first."""
    at_server: Mapping[str, int] = field(default_factory=lambda: cast("dict[str, int]", {}))
    """How many records of which types are missing in these figures: the server keeps them."""


def read_figures(
    reader: Reader,
    context: ExecutionContext,
    *,
    patient_id: PatientId,
    now: datetime,
    currency: str = "USD",
) -> PatientFigures:
    """The figures of one patient as the acting role is shown them; account in minor units."""
    mine = eq("patient_id", patient_id)

    def sees(record_type: type[Record]) -> bool:
        name = entity_of(record_type).name
        return may_see(reader, context, name, patient_id=patient_id, now=now).is_allowed

    def count(record_type: type[Record], *conditions: Condition) -> int | None:
        if not sees(record_type):
            return None
        return reader.records(record_type).count(
            Query(record_type, where=all_of(mine, *conditions))
        )

    sees_money = sees(Charge)
    return PatientFigures(
        visits=count(Appointment, _COUNTED_VISITS),
        pending_documents=count(Document, eq("status", "pending")),
        unread_messages=reader.unread(context.user_id, patient_id) if sees(Message) else None,
        active_prescriptions=count(Prescription, eq("status", "active")),
        account=reader.account(patient_id, currency) if sees_money else None,
        last_payment=_last_payment(reader, patient_id) if sees_money else None,
        recent=_recent(reader, mine, sees),
        at_server={
            name: count
            for name, count in reader.at_server.counts(patient_id).items()
            if (record_type := _LISTED.get(name)) is not None and sees(record_type)
        },
    )


def _last_payment(reader: Reader, patient_id: PatientId) -> Payment | None:
    """The newest one that was not taken back."""
    found = list(
        every(
            reader,
            Query(
                Payment,
                where=eq("patient_id", patient_id),
                order=(Order("received_on", descending=True), Order("created_at", descending=True)),
            ),
        )
    )
    taken_back = {one.reverses_id for one in found}
    return next((one for one in found if not one.reverses_id and one.id not in taken_back), None)


def _recent(
    reader: Reader, mine: Condition, sees: Callable[[type[Record]], bool]
) -> tuple[Activity, ...]:
    found: list[Activity] = []
    for record_type, named_by in _ACTIVITIES.items():
        if sees(record_type):
            found += _newest(reader, record_type, mine, named_by)
    found.sort(key=lambda one: (one.at, one.record_id), reverse=True)
    return tuple(found[:RECENT])


def _newest(reader: Reader, record_type: type[R], mine: Condition, named_by: str) -> list[Activity]:
    newest = Query(
        record_type, where=mine, order=(Order("updated_at", descending=True),), limit=RECENT
    )
    return [
        Activity(
            entity=entity_of(record_type).name,
            record_id=record.id,
            at=record.updated_at,
            text=str(getattr(record, named_by)),
            status=str(getattr(record, "status", "")),
        )
        for record in reader.records(record_type).find_many(newest)
    ]


_COUNTED_VISITS = one_of("status", ("booked", "arrived", "in_room", "completed", "no_show"))
_ACTIVITIES: Mapping[type[Record], str] = {
    Appointment: "local_start",
    MessageThread: "subject",
    Prescription: "text",
    Document: "title",
    CarePlan: "title",
    HealthRecord: "title",
    Immunization: "text",
    Payment: "method",
}
"""What counts as activity, each with the field a person knows it by."""
_LISTED = {entity_of(record_type).name: record_type for record_type in _ACTIVITIES}
