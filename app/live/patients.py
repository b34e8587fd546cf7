"""Patients as panels use them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date

from app.domain.audit import AuditAction
from app.domain.drafts import DraftKey
from app.domain.duplicates import NewPerson
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient
from app.domain.permissions import Permission, Scope, Verdict
from app.domain.phi import Phi
from app.domain.ports import Clock, DatabaseThreads, Reader, UnitOfWorkFactory
from app.domain.staff import Clinic
from app.live.access import Access, Shown
from app.live.missing_parts import MissingParts
from app.live.read_ahead import ReadAhead
from app.services import patients as service
from app.services.charts import PatientChart, PatientOverview, read_chart, read_overview
from app.services.day import read_day
from app.services.drafts import finish
from app.services.households import HouseholdShown, read_household
from app.services.namesakes import Similar, similar_to
from app.services.patients import ChartEdit, PatientFilter, PatientRow

_LIST = Shown(
    screen="patient filter",
    action=AuditAction.SEARCH,
    entity="patient",
    permission=Permission.PATIENT_LIST,
)
_ROWS = Shown(
    screen="patient list",
    action=AuditAction.LIST,
    entity="patient",
    permission=Permission.PATIENT_LIST,
)
_SEARCH = Shown(
    screen="patient search",
    action=AuditAction.SEARCH,
    entity="patient",
    permission=Permission.PATIENT_SEARCH,
)
_SIMILAR = _SEARCH._replace(screen="similar patients")
_CHART = Shown(
    screen="patient chart",
    action=AuditAction.VIEW,
    entity="patient",
    permission=Permission.PATIENT_VIEW,
)
_HOUSEHOLD = _CHART._replace(screen="household")
_NUMBER = _SEARCH._replace(screen="record number", permission=Permission.GLASS_BREAK)


def _nobody(_value: object) -> tuple[RecordId, ...]:
    return ()


def _people_of(overview: PatientOverview) -> tuple[RecordId, ...]:
    """Every patient an overview names: its own and who belongs to them."""
    related = (one.record_id for one in overview.relations if one.entity == "patient")
    merged = (one.patient_id for one in overview.merged)
    return (overview.patient_id, *related, *merged)


class PatientCollection:
    """Read, search and write patients off the UI thread."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        access: Access,
        clock: Clock,
        *,
        ahead: ReadAhead,
        missing: MissingParts | None = None,
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._access = access
        self._clock = clock
        self._missing = missing
        self._ahead = ahead

    async def ids(self, wanted: PatientFilter) -> tuple[RecordId, ...]:
        """Every patient the filter lets through, in order."""
        return await self._access.show(
            _LIST._replace(term=Phi(wanted.text.strip())),
            lambda reader: service.list_ids(reader, wanted=wanted),
            subjects=_nobody,
            count=len,
        )

    async def rows(self, patient_ids: Sequence[RecordId]) -> dict[RecordId, PatientRow]:
        """List lines of some patients (a page of about 200)."""
        now = self._clock.now()
        return await self._access.show(
            _ROWS,
            lambda reader: self._seen(service.list_rows(reader, patient_ids=patient_ids, now=now)),
            subjects=lambda rows: rows,
        )

    async def search(self, text: str, *, limit: int = 20) -> tuple[PatientRow, ...]:
        """The best matches for what was typed: names, phone digits, birth date, MRN."""
        now = self._clock.now()

        def find(reader: Reader) -> tuple[PatientRow, ...]:
            found = service.search(reader, text=text, limit=limit, now=now)
            return tuple(self._seen({row.id: row for row in found}).values())

        return await self._access.show(
            _SEARCH._replace(term=Phi(text)), find, subjects=lambda rows: (row.id for row in rows)
        )

    async def similar(self, person: NewPerson, *, limit: int = 20) -> tuple[Similar, ...]:
        """Who is registered already and like somebody being typed in, the likeliest first."""
        now = self._clock.now()

        def find(reader: Reader) -> tuple[Similar, ...]:
            found = similar_to(reader, person, limit=limit, now=now)
            rows = self._seen({one.row.id: one.row for one in found})
            return tuple(one._replace(row=rows[one.row.id]) for one in found)

        typed = (person.family_name, person.given_names, person.birth_date)
        return await self._access.show(
            _SIMILAR._replace(term=Phi(" ".join(filter(None, typed)))),
            find,
            subjects=lambda found: (one.row.id for one in found),
        )

    async def chart(self, patient_id: PatientId) -> PatientChart:
        """Everything shown of one patient; what is missing here is fetched, and comes as a change.

        Raises RecordNotFound, PermissionDenied.
        """
        chart = await self._access.show(
            _CHART._replace(what=patient_id),
            self._reading(patient_id),
            subjects=lambda _chart: (patient_id,),
            patient_id=patient_id,
            held=self._ahead.take(self._chart_key(patient_id)),
        )
        if chart.at_server and self._missing is not None:
            self._missing.want(patient_id)
        return chart

    def expect(self, patient_id: PatientId) -> None:
        """Somebody is likely to open this chart: read it before they ask. Nothing is shown."""
        if self.may(Permission.PATIENT_VIEW, patient_id=patient_id).is_allowed:
            self._ahead.wish(self._chart_key(patient_id), self._reading(patient_id))

    def _chart_key(self, patient_id: PatientId) -> Hashable:
        """What a role was shown is held for that role, and broken glass only while it is broken."""
        access = self._access
        return "chart", patient_id, access.context.role, access.is_glass_broken(patient_id)

    def _reading(self, patient_id: PatientId) -> Callable[[Reader], PatientChart]:
        now, context = self._clock.now(), self._access.context
        return lambda reader: read_chart(reader, context, patient_id=patient_id, now=now)

    async def overview(self, patient_id: PatientId) -> PatientOverview:
        """The figures beside a chart and who is around the patient; all of them are in the trail.

        Raises PermissionDenied.
        """
        now, context = self._clock.now(), self._access.context
        shown = _CHART._replace(what=patient_id)
        overview = await self._access.show(
            shown,
            lambda reader: read_overview(reader, context, patient_id=patient_id, now=now),
            subjects=_people_of,
            patient_id=patient_id,
        )
        await self._access.record(shown, _people_of(overview))
        return overview

    async def household(self, household_id: RecordId) -> HouseholdShown | None:
        """Who lives or pays together; None where that is nobody the acting role is shown.

        Raises PermissionDenied.
        """
        now, context = self._clock.now(), self._access.context
        return await self._access.show(
            _HOUSEHOLD._replace(what=household_id),
            lambda reader: read_household(reader, context, household_id, now=now),
            subjects=lambda home: (one.patient_id for one in home.members) if home else (),
        )

    async def ids_of_day(self, day: date, clinic: Clinic) -> frozenset[RecordId]:
        """Patients who have a visit on a day."""
        schedule = await self._access.plain(
            lambda reader: read_day(reader, wanted=day, clinic=clinic)
        )
        return frozenset(visit.patient_id for visit in schedule.visits)

    async def ids_unsynced(self) -> frozenset[RecordId]:
        """Patients with changes of their own record that the server has not acknowledged."""
        return await self._access.plain(lambda reader: reader.rows_with_pending("patient"))

    def may(
        self, permission: Permission, *, patient_id: RecordId | None = None, is_own: bool = False
    ) -> Verdict:
        """Whether the acting role may do something with patients, and what it needs if not."""
        scope = Scope.OWN if is_own else Scope.OTHER
        return self._access.may(permission, scope, patient_id=patient_id)

    async def id_by_mrn(self, mrn: str) -> PatientId | None:
        """Whose record number this is, for who may break the glass and sees nobody without."""
        return await self._access.show(
            _NUMBER._replace(term=Phi(mrn)),
            lambda reader: service.id_by_mrn(reader, mrn=mrn),
            subjects=lambda found: (found,) if found else (),
        )

    async def break_glass(self, patient_id: PatientId, reason: str) -> None:
        """See what the role does not show, for an hour and under review. Raises InvalidValue."""
        await self._access.break_glass(patient_id, reason)

    def _seen(self, rows: dict[RecordId, PatientRow]) -> dict[RecordId, PatientRow]:
        """The lines without what the acting role is not shown in a list."""
        if self._access.may(Permission.ALLERGY_VIEW).is_allowed:
            return rows
        return {key: row._replace(allergies=()) for key, row in rows.items()}

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
                self._access.context,
                patient_id=patient_id,
                changes=changes,
                based_on=based_on,
            )
        )

    async def save_chart(self, edit: ChartEdit, *, draft: DraftKey | None = None) -> Patient:
        """Save a whole form, and end its draft, in one transaction.

        Raises InvalidRecord, StaleVersion.
        """
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: finish(
                begin, context, lambda: service.save_chart(begin, context, edit=edit), key=draft
            )
        )
