"""Care plans as panels use them: the list, one with its parts, writing, how far each part is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.drafts import DraftKey
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission, Scope
from app.domain.phi import Phi
from app.domain.ports import DatabaseThreads, UnitOfWorkFactory
from app.domain.record_lists import RecordFilter
from app.domain.treatment import CarePlan
from app.live.access import Access, Shown
from app.services import care_plans as service
from app.services.care_plans import PlanEdit, ShownPlan
from app.services.drafts import finish
from app.services.record_lists import RecordLine

T = TypeVar("T")
_LIST = Shown(
    screen="care plan filter",
    action=AuditAction.SEARCH,
    entity="care_plan",
    permission=Permission.CARE_PLAN_VIEW,
    scope=Scope.OWN,  # of others the service shows what the role is shown, and no more
)
_ROWS = _LIST._replace(screen="care plan list", action=AuditAction.LIST)
_ONE = _LIST._replace(screen="care plan", action=AuditAction.VIEW)


class CarePlanCollection:
    """Read and write care plans off the UI thread."""

    def __init__(self, threads: DatabaseThreads, begin: UnitOfWorkFactory, access: Access) -> None:
        self._threads, self._begin, self._access = threads, begin, access

    async def ids(self, wanted: RecordFilter) -> tuple[RecordId, ...]:
        """Every care plan the filter lets through, the latest first. Raises PermissionDenied."""
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
    ) -> dict[RecordId, RecordLine[CarePlan]]:
        """List lines of some care plans; patient_id: only this one's."""
        access, now = self._access, self._access.now()
        return await access.show(
            _ROWS,
            lambda reader: service.lines(
                reader, access.context, record_ids=record_ids, now=now, patient_id=patient_id
            ),
            subjects=lambda rows: (one.patient_id for one in rows.values()),
            patient_id=patient_id,
        )

    async def one(self, record_id: RecordId, *, patient_id: PatientId) -> ShownPlan:
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

    async def save(self, edit: PlanEdit, *, draft: DraftKey | None = None) -> CarePlan:
        """Write a plan with its goals and steps, and end the form's draft, in one step.

        Raises InvalidRecord, InvalidValue, StaleVersion, PermissionDenied.
        """
        return await self._write(
            lambda begin, context: finish(
                begin, context, lambda: service.save(begin, context, edit=edit), key=draft
            )
        )

    async def set_status(
        self, entity: str, record_id: RecordId, status: str, *, patient_id: PatientId, was: str
    ) -> None:
        """Bring a plan, a goal or a step to a state. Raises StaleVersion, InvalidTransition."""
        await self._write(
            lambda begin, context: service.set_status(
                begin,
                context,
                entity=entity,
                record_id=record_id,
                patient_id=patient_id,
                status=status,
                was=was,
            )
        )

    async def _write(self, work: Callable[[UnitOfWorkFactory, ExecutionContext], T]) -> T:
        begin, context = self._begin, self._access.context
        return await self._threads.write(lambda: work(begin, context))
