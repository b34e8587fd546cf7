"""Summaries of charts for outside as panels use them: read, and noted before they leave."""

from __future__ import annotations

from app.domain.audit import AuditAction
from app.domain.context import Purpose
from app.domain.ids import PatientId
from app.domain.permissions import Permission
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.live.access import Access, Shown
from app.services import disclosures as service
from app.services.disclosures import ChartSummary

_SUMMARY = Shown(
    screen="chart summary",
    action=AuditAction.VIEW,
    entity="patient",
    permission=Permission.PATIENT_PRINT,
)


class DisclosureCollection:
    """Read summaries of charts and let them leave, off the UI thread."""

    def __init__(self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access) -> None:
        self._threads, self._begin, self._access = threads, begin, access

    async def summary(
        self, patient_id: PatientId, *, recipient: str, purpose: Purpose
    ) -> ChartSummary:
        """What goes on the paper; the look is in the trail.

        Raises PermissionDenied, InvalidValue, RecordNotFound.
        """
        access, now = self._access, self._access.now()
        return await access.show(
            _SUMMARY._replace(what=patient_id),
            lambda reader: service.read_summary(
                reader,
                access.context,
                patient_id=patient_id,
                recipient=recipient,
                purpose=purpose,
                now=now,
            ),
            subjects=lambda _summary: (),
            patient_id=patient_id,
        )

    async def hand_out(self, summary: ChartSummary, *, is_file: bool) -> None:
        """Before a summary leaves, on paper or as a file, every time. Raises PermissionDenied."""
        begin, context = self._begin, self._access.context
        await self._threads.write(
            lambda: service.note_handed_out(
                begin,
                context,
                patient_id=PatientId(summary.chart.patient.id),
                recipient=summary.recipient,
                purpose=summary.purpose,
                is_file=is_file,
            )
        )
