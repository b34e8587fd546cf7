"""The audit trail as panels use it: read in pages, verified, exported; reading it is kept too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.domain.access import BreakGlass
from app.domain.audit import AuditAction
from app.domain.audit_trail import AuditLine, AuditQuestion
from app.domain.declare import Record, entity_of
from app.domain.errors import RecordNotFound
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient
from app.domain.permissions import Permission, Scope
from app.domain.phi import Phi
from app.domain.ports import Clock, DatabaseThreads, Reader, UnitOfWorkFactory
from app.domain.record_permissions import permission_for
from app.live.access import Access, Shown
from app.services import audit_export, audit_trail, glass, patients
from app.services.audit_trail import AuditEntry, AuditPage, RecordHistory
from app.services.glass_review import GlassEntry, waiting
from app.services.record_lists import require_view

_TRAIL = Shown(
    screen="audit trail",
    action=AuditAction.VIEW,
    entity="audit",
    permission=Permission.AUDIT_VIEW,
)
_GLASS = Shown(
    screen="glass review",
    action=AuditAction.LIST,
    entity="break_glass",
    permission=Permission.GLASS_REVIEW,
)
_PEOPLE = _TRAIL._replace(screen="audit patient search", action=AuditAction.SEARCH)
_CHANGES = _TRAIL._replace(screen="who changed this")


class AuditCollection:
    """Read, verify and export the audit trail of this desk off the UI thread."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        access: Access,
        anchor_state: Callable[[], str],
        clock: Clock,
    ) -> None:
        self._threads = threads
        self._begin = begin
        self._access = access
        self._anchor_state = anchor_state
        self._clock = clock

    @property
    def sees_all(self) -> bool:
        """Whether the acting role reads everybody's events and not only its own."""
        return not audit_trail.own_scope(self._access.context)[1]

    @property
    def may_export(self) -> bool:
        """Whether the acting role may hand the trail out."""
        return self._access.may(Permission.AUDIT_EXPORT).is_allowed

    @property
    def anchor_state(self) -> str:
        """How the trail's end stands to what the keyring remembers: ok, none or broken."""
        return self._anchor_state()

    async def open(self, question: AuditQuestion) -> AuditPage:
        """How many events match now. Raises PermissionDenied."""
        context = self._access.context
        return await self._shown(
            _of(question),
            lambda reader: audit_trail.opened(reader, context, question=question),
        )

    async def entries(
        self, question: AuditQuestion, *, below: int | None = None, skip: int = 0
    ) -> tuple[AuditEntry, ...]:
        """One page of events, newest first, with names; the names shown are kept in the trail."""
        context = self._access.context
        scope, _ = audit_trail.own_scope(context)
        return await self._access.show(
            _of(question)._replace(scope=scope),
            lambda reader: audit_trail.entries(
                reader, context, question=question, below=below, skip=skip
            ),
            subjects=audit_trail.people_in,
        )

    async def details(self, line: AuditLine) -> AuditEntry:
        """One event with the names of everybody it showed."""
        scope, _ = audit_trail.own_scope(self._access.context)
        found = await self._access.show(
            _TRAIL._replace(screen="audit event", what=str(line.seq), scope=scope),
            lambda reader: audit_trail.named(reader, [line], with_others=True),
            subjects=audit_trail.people_in,
        )
        return found[0]

    async def find_patients(self, text: str) -> tuple[tuple[RecordId, str], ...]:
        """Patients by what was typed, for the filter: identifier and name with MRN."""
        scope, _ = audit_trail.own_scope(self._access.context)

        may_search = self._access.may(Permission.PATIENT_SEARCH).is_allowed

        def find(reader: Reader) -> tuple[tuple[RecordId, str], ...]:
            # Whoever does not search patients names one by the exact record number.
            exact = patients.id_by_mrn(reader, mrn=text)
            ids = reader.search_patients(text, limit=8) if may_search else (exact,) if exact else ()
            found = reader.records(Patient).get_many(ids)
            return tuple((key, f"{one.display_name}, {one.mrn}") for key, one in found.items())

        return await self._access.show(
            _PEOPLE._replace(term=Phi(text), scope=scope),
            find,
            subjects=lambda rows: (r[0] for r in rows),
        )

    async def history(
        self, record_type: type[Record], record_id: RecordId, *, patient_id: RecordId | None
    ) -> RecordHistory:
        """Who changed a record, for whoever may see it. patient_id: whose it is, None for nobody's.

        Raises PermissionDenied, RecordNotFound.
        """
        entity = entity_of(record_type).name
        viewed = permission_for(entity, "view")
        context, now = self._access.context, self._clock.now()
        whose = None if patient_id is None else PatientId(patient_id)

        def history(reader: Reader) -> RecordHistory:
            require_view(reader, context, entity, whose, now=now, row_id=record_id)
            stored = reader.records(record_type).get(record_id, include_deleted=True)
            if stored is None or entity_of(stored).patient_of(stored) != patient_id:
                raise RecordNotFound(entity, record_id)
            return audit_trail.history(reader, record_type=record_type, record_id=record_id)

        return await self._access.show(
            _CHANGES._replace(
                permission=viewed or Permission.PATIENT_VIEW,
                what=record_id,
                # Whose record it is decides, as where the record itself is shown.
                scope=Scope.OWN if viewed and whose else Scope.OTHER,
            ),
            history,
            subjects=lambda _found: (patient_id,) if patient_id else (),
            patient_id=patient_id,
        )

    async def verify(self) -> int | None:
        """The first event that does not fit the chain; None when the trail is whole."""
        return await self._access.plain(lambda reader: reader.audit.first_unfit())

    async def export(self, put: Callable[[bytes], object]) -> int:
        """Hand out everything, signed; returns the number of events. Raises PermissionDenied."""
        begin, context = self._begin, self._access.context
        export = await self._threads.write(lambda: audit_export.begin_export(begin, context))
        return await self._access.plain(lambda reader: audit_export.write(reader, export, put))

    async def note_export(self, events: int) -> None:
        """A table of what is shown leaves the program. Raises PermissionDenied."""
        begin, context = self._begin, self._access.context
        await self._threads.write(lambda: audit_export.note_export(begin, context, events=events))

    async def unreviewed(self) -> tuple[GlassEntry, ...]:
        """Broken glass nobody has looked at yet, oldest first. Raises PermissionDenied."""
        return await self._access.show(
            _GLASS, waiting, subjects=lambda found: (one.glass.patient_id for one in found)
        )

    async def glass_waiting(self) -> int:
        """How much broken glass waits for a look; 0 for who does not review it."""
        if not self._access.may(Permission.GLASS_REVIEW).is_allowed:
            return 0
        return await self._access.plain(glass.count_unreviewed)

    async def review(self, glass_id: RecordId, *, note: str) -> BreakGlass:
        """An administrator has looked at it. Raises PermissionDenied."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: glass.review(begin, context, glass_id=glass_id, note=note)
        )

    async def _shown(self, shown: Shown, work: Callable[[Reader], AuditPage]) -> AuditPage:
        scope, _ = audit_trail.own_scope(self._access.context)
        return await self._access.show(shown._replace(scope=scope), work, subjects=lambda _page: ())


def _of(question: AuditQuestion) -> Shown:
    """One opening of the screen for each thing asked; newer events make no other one."""
    return _TRAIL._replace(what=repr(replace(question, up_to=None)))
