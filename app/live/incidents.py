"""Incident reports, as panels use them."""

from __future__ import annotations

from app.domain.audit import AuditAction
from app.domain.history import IncidentReport
from app.domain.permissions import Permission
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.live.access import Access, Shown
from app.live.entry_writes import EntryWrites
from app.services import incidents as service
from app.services.incidents import IncidentLine

INCIDENT_CHANGED = "incident_entry"
"""A step that can be taken back: a report was made or changed."""
_LIST = Shown(
    screen="incident reports",
    action=AuditAction.LIST,
    entity="incident_report",
    permission=Permission.INCIDENT_VIEW,
)


class IncidentCollection(EntryWrites[IncidentReport]):
    """Read and write incident reports off the UI thread."""

    def __init__(self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access) -> None:
        super().__init__(threads, begin, access, service)

    async def listed(self) -> tuple[IncidentLine, ...]:
        """The reports, the latest first. Raises PermissionDenied."""
        access, now = self._access, self._access.now()
        return await access.show(
            _LIST,
            lambda reader: service.listed(reader, access.context, now=now),
            subjects=lambda found: (whose for one in found if (whose := one.report.patient_id)),
            count=len,
        )
