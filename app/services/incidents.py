"""Incident reports: what went wrong or nearly did, who looks into it, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.context import ExecutionContext
from app.domain.history import IncidentReport
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWorkFactory
from app.domain.query import Order, Query
from app.domain.staff import User
from app.services.editing import current, differing, refuse_moved, with_changes
from app.services.seeing import may_see

MOST = 500
"""So many are listed, the latest first."""
_WRITTEN = ("occurred_at", "text", "category", "severity", "status", "outcome")
"""What is changed of a report; who reported it, and about whom, stays."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLine:
    """A report as it is listed. patient_name is "" for nobody, or who the role is not shown."""

    report: IncidentReport
    patient_name: str
    reported_by: str


def listed(reader: Reader, context: ExecutionContext, *, now: datetime) -> tuple[IncidentLine, ...]:
    """The reports, the latest first; at most 500."""
    query = Query(IncidentReport, order=(Order("occurred_at", descending=True),), limit=MOST)
    found = reader.records(IncidentReport).find(query).rows
    patients = reader.records(Patient).get_many(
        sorted({one.patient_id for one in found if one.patient_id})
    )
    users = reader.records(User).get_many(
        sorted({one.reported_by for one in found if one.reported_by})
    )
    shown = {
        key: one.display_name
        for key, one in patients.items()
        if may_see(reader, context, "patient", patient_id=key, now=now).is_allowed
    }
    return tuple(
        IncidentLine(
            report=one,
            patient_name=shown.get(one.patient_id, "") if one.patient_id else "",
            reported_by=_name_of(users.get(one.reported_by) if one.reported_by else None),
        )
        for one in found
    )


def _name_of(user: User | None) -> str:
    return user.display_name if user is not None else ""


def save(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    record: IncidentReport,
    based_on: IncidentReport | None,
) -> IncidentReport:
    """Keep a new report, which is the acting person's, or what was changed of one.

    Raises InvalidRecord, InvalidTransition, StaleVersion, RecordNotFound, PermissionDenied.
    """
    with begin(context) as uow:
        if based_on is None:
            return uow.add(replace(record, reported_by=context.user_id))
        stored = current(uow, IncidentReport, record.id)
        changes = differing(record, based_on, _WRITTEN)
        return uow.save(with_changes(stored, changes, based_on=based_on))


def remove(begin: UnitOfWorkFactory, context: ExecutionContext, *, record: IncidentReport) -> None:
    """Take back a report that was just made. Raises StaleVersion where somebody went on with it."""
    with begin(context) as uow:
        refuse_moved(current(uow, IncidentReport, record.id), record, _WRITTEN)
        uow.delete(IncidentReport, record.id)


def bring_back(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, record: IncidentReport
) -> IncidentReport:
    """Bring a report back that was taken back. Raises RecordNotFound, PermissionDenied."""
    with begin(context) as uow:
        return uow.restore(IncidentReport, record.id)
