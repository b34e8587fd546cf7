"""Prescriptions as panels use them: the list, one, writing, signing, stopping, renewing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.drafts import DraftKey
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission, Scope
from app.domain.phi import Phi
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.domain.record_lists import RecordFilter
from app.domain.treatment import Prescription
from app.live.access import Access, Shown
from app.services import prescriptions as service
from app.services.drafts import finish
from app.services.prescriptions import ShownPrescription
from app.services.record_lists import RecordLine

T = TypeVar("T")
_LIST = Shown(
    screen="prescription filter",
    action=AuditAction.SEARCH,
    entity="prescription",
    permission=Permission.PRESCRIPTION_VIEW,
    scope=Scope.OWN,  # of others the service shows what the role is shown, and no more
)
_ROWS = _LIST._replace(screen="prescription list", action=AuditAction.LIST)
_ONE = _LIST._replace(screen="prescription", action=AuditAction.VIEW)


class PrescriptionCollection:
    """Read and write prescriptions off the UI thread."""

    def __init__(self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access) -> None:
        self._threads, self._begin, self._access = threads, begin, access

    async def ids(self, wanted: RecordFilter) -> tuple[RecordId, ...]:
        """Every prescription the filter lets through, the latest first. Raises PermissionDenied."""
        access, now = self._access, self._access.now()
        return await access.show(
            _LIST._replace(what=wanted.patient_id or "", term=Phi(wanted.text.strip())),
            lambda reader: service.ids(reader, access.context, wanted=wanted, now=now),
            subjects=lambda _ids: (),
            patient_id=wanted.patient_id,
            count=len,
        )

    async def rows(
        self, record_ids: Sequence[RecordId], *, patient_id: PatientId | None = None
    ) -> dict[RecordId, RecordLine[Prescription]]:
        """List lines of some prescriptions; patient_id: only this one's."""
        access, now = self._access, self._access.now()
        return await access.show(
            _ROWS,
            lambda reader: service.lines(
                reader, access.context, record_ids=record_ids, now=now, patient_id=patient_id
            ),
            subjects=lambda rows: (one.patient_id for one in rows.values()),
            patient_id=patient_id,
        )

    async def one(self, record_id: RecordId, *, patient_id: PatientId) -> ShownPrescription:
        """One of theirs. Raises RecordNotFound, InvalidValue for another's, PermissionDenied."""
        access, now = self._access, self._access.now()
        return await access.show(
            _ONE._replace(what=record_id, row_id=record_id),
            lambda reader: service.read_one(
                reader, access.context, record_id=record_id, now=now, patient_id=patient_id
            ),
            subjects=lambda _found: (),
            patient_id=patient_id,
        )

    async def for_paper(
        self, record_id: RecordId, *, action: AuditAction = AuditAction.PRINT
    ) -> ShownPrescription:
        """One that leaves on paper or as a file, which is in the trail first. Raises InvalidValue
        where it is not in force, PermissionDenied."""
        return await self._write(
            lambda begin, context: service.look_at(
                begin, context, record_id=record_id, action=action
            )
        )

    async def save(
        self,
        record_id: RecordId | None,
        changes: Mapping[str, object],
        *,
        patient_id: PatientId,
        based_on: Prescription | None = None,
        draft: DraftKey | None = None,
    ) -> Prescription:
        """Write a new draft or change one, and end the form's draft, in one step.

        Raises InvalidRecord, InvalidValue, StaleVersion, PermissionDenied.
        """
        return await self._write(
            lambda begin, context: finish(
                begin,
                context,
                lambda: service.save(
                    begin,
                    context,
                    record_id=record_id,
                    patient_id=patient_id,
                    changes=changes,
                    based_on=based_on,
                ),
                key=draft,
            )
        )

    async def set_status(
        self, record_id: RecordId, status: str, *, patient_id: PatientId, was: str, reason: str = ""
    ) -> Prescription:
        """Sign, hold, resume, complete, stop or cancel it. Raises InvalidRecord, InvalidValue."""
        return await self._write(
            lambda begin, context: service.set_status(
                begin,
                context,
                record_id=record_id,
                patient_id=patient_id,
                status=status,
                was=was,
                reason=reason,
            )
        )

    async def renew(self, record_id: RecordId, *, patient_id: PatientId) -> Prescription:
        """Write a draft that goes on with it. Raises InvalidValue where it cannot be renewed."""
        return await self._write(
            lambda begin, context: service.renew(
                begin, context, record_id=record_id, patient_id=patient_id
            )
        )

    async def _write(self, work: Callable[[UnitOfWorkFactory, ExecutionContext], T]) -> T:
        begin, context = self._begin, self._access.context
        return await self._threads.write(lambda: work(begin, context))
