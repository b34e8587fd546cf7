"""Patients as panels use them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.domain.context import ExecutionContext
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient
from app.domain.ports import Clock, DatabaseThreads, UnitOfWorkFactory
from app.domain.staff import Clinic
from app.services import patients as service
from app.services.charts import PatientChart, read_chart
from app.services.day import read_day
from app.services.patients import ChartEdit, PatientFilter, PatientRow


class PatientCollection:
    """Read, search and write patients off the UI thread."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        context: ExecutionContext,
        clock: Clock,
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._context = context
        self._clock = clock

    async def ids(self, wanted: PatientFilter) -> tuple[RecordId, ...]:
        """Every patient the filter lets through, in order."""
        return await self._threads.read(lambda reader: service.list_ids(reader, wanted=wanted))

    async def rows(self, patient_ids: Sequence[RecordId]) -> dict[RecordId, PatientRow]:
        """List lines of some patients (a page of about 200)."""
        now = self._clock.now()
        return await self._threads.read(
            lambda reader: service.list_rows(reader, patient_ids=patient_ids, now=now)
        )

    async def search(self, text: str, *, limit: int = 20) -> tuple[PatientRow, ...]:
        """The best matches for what was typed: names, phone digits, birth date, MRN."""
        now = self._clock.now()
        return await self._threads.read(
            lambda reader: service.search(reader, text=text, limit=limit, now=now)
        )

    async def chart(self, patient_id: PatientId) -> PatientChart:
        """Everything shown of one patient. Raises RecordNotFound."""
        now = self._clock.now()
        return await self._threads.read(
            lambda reader: read_chart(reader, patient_id=patient_id, now=now)
        )

    async def ids_of_day(self, day: date, clinic: Clinic) -> frozenset[RecordId]:
        """Patients who have a visit on a day."""
        schedule = await self._threads.read(
            lambda reader: read_day(reader, wanted=day, clinic=clinic)
        )
        return frozenset(visit.patient_id for visit in schedule.visits)

    async def ids_unsynced(self) -> frozenset[RecordId]:
        """Patients with changes of their own record that the server has not acknowledged."""
        return await self._threads.read(lambda reader: reader.rows_with_pending("patient"))

    async def update(
        self,
        patient_id: PatientId,
        changes: Mapping[str, object],
        *,
        based_on: Patient | None = None,
    ) -> Patient:
        """Change fields of a patient. Raises InvalidRecord, RecordNotFound, StaleVersion."""
        return await self._threads.write(
            lambda: service.update(
                self._begin,
                self._context,
                patient_id=patient_id,
                changes=changes,
                based_on=based_on,
            )
        )

    async def save_chart(self, edit: ChartEdit) -> Patient:
        """Save a whole form in one transaction. Raises InvalidRecord, StaleVersion."""
        return await self._threads.write(
            lambda: service.save_chart(self._begin, self._context, edit=edit)
        )
