"""A summary of a chart for outside: what it holds, and the line in the trail before it leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext, Purpose
from app.domain.disclosing import RECIPIENT
from app.domain.errors import InvalidValue, PermissionDenied
from app.domain.ids import PatientId
from app.domain.permissions import Permission
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWorkFactory
from app.domain.staff import Clinic, User
from app.services.charts import PatientChart, read_chart
from app.services.seeing import may_do

PURPOSES = (Purpose.PATIENT_REQUEST, Purpose.TREATMENT, Purpose.PAYMENT, Purpose.OPERATIONS)
"""Why a summary is given to somebody outside."""
LONGEST_RECIPIENT = 200


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSummary:
    """A chart as the acting role is shown it, with what stands at the head and foot of the paper.

    recipient: who is given it.
    """

    chart: PatientChart
    clinic: str
    zone: str
    recipient: str
    purpose: Purpose
    printed_by: str
    printed_at: datetime


def read_summary(
    reader: Reader,
    context: ExecutionContext,
    *,
    patient_id: PatientId,
    recipient: str,
    purpose: Purpose,
    now: datetime,
) -> ChartSummary:
    """What goes on the paper. Raises PermissionDenied where the role prints no charts, InvalidValue
    where nobody is named, RecordNotFound."""
    require_print(reader, context, patient_id, now=now)
    _require_said(recipient, purpose)
    clinic = reader.records(Clinic).get(context.clinic_id)
    user = reader.records(User).get(context.user_id)
    return ChartSummary(
        chart=read_chart(reader, context, patient_id=patient_id, now=now),
        clinic=clinic.name if clinic else "",
        zone=clinic.zone if clinic else "UTC",
        recipient=recipient.strip(),
        purpose=purpose,
        printed_by=user.display_name if user else "",
        printed_at=now,
    )


def note_handed_out(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    patient_id: PatientId,
    recipient: str,
    purpose: Purpose,
    is_file: bool,
) -> None:
    """Put who is given a summary, and what for, into the trail; it comes before the paper.

    Raises PermissionDenied, InvalidValue where nobody is named.
    """
    _require_said(recipient, purpose)
    # Origin REMOTE: what is only handed out is written down in a desk for reading only, too.
    with begin(replace(context, purpose=purpose), origin=Origin.REMOTE) as uow:
        require_print(uow, context, patient_id, now=uow.now)
        uow.note(
            AuditAction.EXPORT if is_file else AuditAction.PRINT,
            entity="patient",
            row_id=patient_id,
            patient_id=patient_id,
            fields=[RECIPIENT + recipient.strip()],
        )


def require_print(
    reader: Reader, context: ExecutionContext, patient_id: PatientId, *, now: datetime
) -> None:
    """Raises PermissionDenied where the acting role prints no charts."""
    permission = Permission.PATIENT_PRINT
    verdict = may_do(reader, context, permission, patient_id=patient_id, now=now)
    if not verdict.is_allowed:
        raise PermissionDenied(
            permission,
            context.role,
            verdict.needs,
            entity="patient",
            row_id=patient_id,
            patient_id=patient_id,
        )


def _require_said(recipient: str, purpose: Purpose) -> None:
    if not recipient.strip():
        raise InvalidValue("recipient", "is required")
    if len(recipient) > LONGEST_RECIPIENT:
        raise InvalidValue("recipient", f"is longer than {LONGEST_RECIPIENT} characters")
    if purpose not in PURPOSES:
        raise InvalidValue("purpose", "is no reason to give a chart to somebody")
