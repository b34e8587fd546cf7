"""Vital signs, as the chart uses them."""

from __future__ import annotations

from app.domain.audit import AuditAction
from app.domain.history import VitalSigns
from app.domain.ids import PatientId
from app.domain.permissions import Permission, Scope
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.live.access import Access, Shown
from app.live.entry_writes import EntryWrites
from app.live.missing_parts import MissingParts
from app.services import vitals as service
from app.services.vitals import VitalsShown

VITALS_CHANGED = "vitals_entry"
"""A step that can be taken back: a round was written, put right or taken out."""
_LIST = Shown(
    screen="vital signs",
    action=AuditAction.LIST,
    entity="vital_signs",
    permission=Permission.RESULT_VIEW,
    scope=Scope.OWN,  # of others the service shows what the role is shown, and no more
)


class VitalsCollection(EntryWrites[VitalSigns]):
    """Read and write one patient's measurements off the UI thread."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        access: Access,
        missing: MissingParts,
    ) -> None:
        super().__init__(threads, begin, access, service)
        self._missing = missing

    async def of_patient(self, patient_id: PatientId) -> VitalsShown:
        """Their rounds, the latest first; those not here are fetched. Raises PermissionDenied."""
        access, now = self._access, self._access.now()
        shown = await access.show(
            _LIST._replace(what=patient_id),
            lambda reader: service.of_patient(
                reader, access.context, patient_id=patient_id, now=now
            ),
            subjects=lambda _shown: (patient_id,),
            patient_id=patient_id,
        )
        if shown.at_server:
            self._missing.want(patient_id)
        return shown
