"""Patients who are to be removed, as the window uses them: asked for, allowed, carried out."""

from __future__ import annotations

from app.domain.audit import AuditAction
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient
from app.domain.permissions import Permission
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.domain.removing import Kept, RemovalRequest
from app.live.access import Access, Shown
from app.services import removals as service
from app.services.removals import ShownRemoval

_LIST = Shown(
    screen="patients to be removed",
    action=AuditAction.LIST,
    entity="removal_request",
    permission=Permission.PATIENT_DELETE_VIEW,
)
_ONE = Shown(
    screen="what keeps a patient",
    action=AuditAction.VIEW,
    entity="patient",
    permission=Permission.PATIENT_DELETE_VIEW,
)


class RemovalCollection:
    """Ask for removals, decide about them and carry them out, off the UI thread."""

    def __init__(self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access) -> None:
        self._threads, self._begin, self._access = threads, begin, access

    @property
    def may_ask(self) -> bool:
        """Whether the acting role asks for removals at all, with a reason."""
        return service.may_ask(self._access.context)

    async def listed(self) -> tuple[ShownRemoval, ...]:
        """The requests, the latest first. Raises PermissionDenied."""
        access, now = self._access, self._access.now()
        return await access.show(
            _LIST,
            lambda reader: service.listed(reader, access.context, now=now),
            subjects=lambda found: (one.request.patient_id for one in found),
            count=len,
        )

    async def kept_by(self, patient_id: PatientId) -> tuple[Kept, ...]:
        """Of what kind the records are that keep a patient from being removed."""
        return await self._access.show(
            _ONE,
            lambda reader: service.kept_by(reader, patient_id=patient_id),
            subjects=lambda _found: (patient_id,),
            patient_id=patient_id,
        )

    async def ask(self, patient_id: PatientId, *, reason: str) -> RemovalRequest:
        """Ask that a patient is removed. Raises PermissionDenied, PatientKept, InvalidValue."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: service.ask(begin, context, patient_id=patient_id, reason=reason)
        )

    async def decide(self, request_id: RecordId, *, is_allowed: bool, note: str) -> RemovalRequest:
        """Allow what somebody else asked for, or refuse it. Raises as `ask` does."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: service.decide_on(
                begin, context, request_id=request_id, is_allowed=is_allowed, note=note
            )
        )

    async def carry_out(self, request_id: RecordId) -> RemovalRequest:
        """Remove the patient, as a third person. Raises as `ask` does."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: service.carry_out(begin, context, request_id=request_id)
        )

    async def bring_back(self, request_id: RecordId) -> Patient:
        """Bring a removed patient back. Raises PermissionDenied, InvalidValue."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: service.bring_back(begin, context, request_id=request_id)
        )
