"""One patient's visits as the chart lists them."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.appointment import Appointment
from app.domain.audit import AuditAction
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.domain.record_lists import RecordFilter
from app.live.access import Access, Shown
from app.services import visit_list as service
from app.services.record_lists import RecordLine

_LIST = Shown(
    screen="visits of a patient",
    action=AuditAction.LIST,
    entity="appointment",
    permission=Permission.SCHEDULE_VIEW,
)


class VisitCollection:
    """Read a patient's visits off the UI thread."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def ids(self, wanted: RecordFilter) -> tuple[RecordId, ...]:
        """Every visit of the patient, the latest first. Raises PermissionDenied."""
        access, now = self._access, self._access.now()
        return await access.show(
            _LIST._replace(what=wanted.patient_id or ""),
            lambda reader: service.ids(reader, access.context, wanted=wanted, now=now),
            subjects=lambda _ids: (),
            patient_id=wanted.patient_id,
            count=len,
        )

    async def rows(
        self, record_ids: Sequence[RecordId], *, patient_id: PatientId | None = None
    ) -> dict[RecordId, RecordLine[Appointment]]:
        """List lines of some visits; patient_id: only this one's."""
        access, now = self._access, self._access.now()
        return await access.show(
            _LIST._replace(what=patient_id or ""),
            lambda reader: service.lines(
                reader, access.context, record_ids=record_ids, now=now, patient_id=patient_id
            ),
            subjects=lambda rows: (one.patient_id for one in rows.values()),
            patient_id=patient_id,
        )
