"""The facade every panel binds to: read, write and hear of changes, without knowing from where.

    chart = await data_sync.patients.chart(patient_id)
    await data_sync.patients.update(patient_id, {"phone": "555 0100"}, based_on=chart.patient)
    data_sync.feed.changed.connect(self._on_changed)

Writes run on the database's writer thread, reads beside it; both return frozen values.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from app.domain.audit import AuditAction
from app.domain.consistency import Consistency, Written
from app.domain.context import ExecutionContext
from app.domain.declare import Keeping
from app.domain.ids import RecordId, WorkstationId
from app.domain.permissions import Permission, Verdict
from app.domain.ports import Clock, UnitOfWorkFactory
from app.domain.staff import Clinic, User
from app.domain.telemetry import Telemetry
from app.live.access import Access, Shown
from app.live.accounts import AccountCollection
from app.live.appointments import AppointmentCollection
from app.live.audit import AuditCollection
from app.live.call_lists import CallListCollection, register_wishes
from app.live.care_plans import CarePlanCollection
from app.live.change_feed import ChangeFeed
from app.live.conflicts import ConflictCollection
from app.live.consents import ConsentCollection, register_consents
from app.live.coverages import CoverageCollection, register_coverages
from app.live.desk_parts import DeskParts
from app.live.disclosures import DisclosureCollection
from app.live.documents import DocumentCollection
from app.live.drafts import DraftCollection
from app.live.exports import ExportCollection
from app.live.fees import FeeCollection
from app.live.finding import FindingCollection
from app.live.held_notices import HeldNoticeCollection
from app.live.imports import ImportCollection
from app.live.incidents import INCIDENT_CHANGED, IncidentCollection
from app.live.kept_pictures import KeptPictures
from app.live.lasting_writes import LastingWrites
from app.live.merging import MergeCollection, register_merges
from app.live.messages import MessageCollection
from app.live.missing_parts import MissingParts
from app.live.money_undo import register_money
from app.live.patients import PatientCollection
from app.live.photos import PhotoCollection, register_photos
from app.live.preferences import PreferenceCollection
from app.live.prescriptions import PrescriptionCollection
from app.live.read_ahead import ReadAhead
from app.live.recalls import RecallCollection, register_recalls
from app.live.record_undo import register_documents, register_plans, register_prescriptions
from app.live.removals import RemovalCollection
from app.live.reports import ReportCollection
from app.live.setup_entries import SetupCollection, register_entries
from app.live.staff import StaffCollection
from app.live.sync_centre import SyncCollection
from app.live.tills import TillCollection
from app.live.undo import UndoStack
from app.live.visit_undo import register_visits
from app.live.visits import VisitCollection
from app.live.vitals import VITALS_CHANGED, VitalsCollection
from app.live.walk_ins import WalkInCollection, register_walk_ins
from app.services.waiting import WaitingChange, waiting_changes
from app.sync.acknowledged import PATIENCE_S, WriteThrough
from app.sync.retrieval import Retrieval
from app.sync.status import SyncState, SyncStatus

T = TypeVar("T")

_PENDING = Shown(
    screen="unsent changes",
    action=AuditAction.LIST,
    entity="outbox",
    permission=Permission.CONFLICT_VIEW,
)

_IN_REACH = (SyncState.SYNCED, SyncState.SYNCING)


class SyncControl(Protocol):
    """What the facade needs of the sync runner."""

    @property
    def status(self) -> SyncStatus:
        """How the desk stands with the server."""
        ...

    def subscribe(self, callback: Callable[[SyncStatus], None]) -> Callable[[], None]:
        """Hear of status changes on the network loop; the returned function ends it."""
        ...

    def sync_now(self) -> None:
        """Sync at once, even while waiting after a failure."""
        ...

    def set_offline(self, is_offline: bool) -> None:
        """Work offline on purpose, or stop doing so."""
        ...


class DataSync(QObject):
    """One shared model of the clinic for every panel.

    sync_changed(SyncStatus) fires when the connection or the queue changes. `sync` is None on a
    desk that was never joined to a server.
    """

    sync_changed = Signal(object)

    def __init__(
        self, parts: DeskParts, *, sync: SyncControl | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._parts = parts
        self._sync = sync
        self._telemetry = parts.telemetry or Telemetry()
        self.feed = ChangeFeed(parts.publisher, self, answers_last_s=parts.answers_last_s)
        begin = parts.begin
        self._threads = threads = LastingWrites(parts.threads)
        # A look that nobody waits for any more is not shown: its event holds nothing up.
        self.access = access = Access(parts.threads, begin, parts.context, parts.clock)
        self.missing = MissingParts(self._make_fetch(), self._is_in_reach, parts.clock, self)
        self.ahead = ahead = ReadAhead(parts.threads, parts.publisher, parts.clock)
        self.patients = PatientCollection(
            threads,
            begin,
            access,
            parts.clock,
            missing=self.missing,
            ahead=ahead,
        )
        self.appointments = AppointmentCollection(threads, begin, access, parts.clinic, ahead)
        self._add_collections(threads)
        self._add_lists(threads)
        self._was_in_step = False
        self._through = WriteThrough(
            threads,
            begin,
            parts.context,
            feed=parts.publisher,
            sender=sync,
            nodes=parts.nodes,
        )
        self._end_status = sync.subscribe(self._on_status) if sync else None

    def _add_collections(self, threads: LastingWrites) -> None:
        parts, begin, access = self._parts, self._parts.begin, self.access
        self.finding = FindingCollection(access, parts.clinic)
        self.preferences = PreferenceCollection(threads, begin, access, self)
        self.undo = UndoStack(self.preferences, parts.clock, self, settled=threads.settled)
        register_visits(self.undo, self.appointments)
        self.merging = MergeCollection(threads, begin, access)
        register_merges(self.undo, self.merging)
        self.accounts = AccountCollection(
            threads, begin, access, currency=parts.clinic.currency, enter_money=self.enter_money
        )
        register_money(self.undo, self.accounts)
        self.tills = TillCollection(threads, begin, access)
        self.fees = FeeCollection(threads, begin, access, currency=parts.clinic.currency)
        self.call_lists = CallListCollection(threads, begin, access, parts.clinic)
        register_wishes(self.undo, self.call_lists)
        self.walk_ins = WalkInCollection(threads, begin, access, parts.clinic)
        register_walk_ins(self.undo, self.walk_ins)
        self.staff = StaffCollection(threads, begin, access)
        self.drafts = DraftCollection(threads, begin, access)
        self.audit = AuditCollection(threads, begin, access, parts.anchor_state, parts.clock)
        self.conflicts = ConflictCollection(threads, begin, access)
        self.messages = MessageCollection(
            threads, begin, access, files=parts.files, hand_out=parts.hand_out
        )
        self.documents = DocumentCollection(
            threads,
            begin,
            access,
            files=parts.files,
            hand_out=parts.hand_out,
            whole=parts.whole_file,
        )
        register_documents(self.undo, self.documents)
        self.prescriptions = PrescriptionCollection(threads, begin, access)
        register_prescriptions(self.undo, self.prescriptions)
        self.care_plans = CarePlanCollection(threads, begin, access)
        register_plans(self.undo, self.care_plans)
        self.reports = ReportCollection(access)
        self.sync_centre = SyncCollection(
            threads,
            begin,
            access,
            telemetry=self._telemetry,
            nodes=parts.nodes,
            shut_out=parts.shut_out,
            unsent=parts.unsent,
        )
        self.imports = ImportCollection(threads, begin, access, parts.clinic, files=parts.files)

    def _add_lists(self, threads: LastingWrites) -> None:
        """What came to the desk later: it stands on the undo stack of the others; and ways out."""
        parts, begin, access = self._parts, self._parts.begin, self.access
        self.setup = SetupCollection(threads, begin, access, parts.clinic)
        register_entries(self.undo, self.setup)
        self.incidents = IncidentCollection(threads, begin, access)
        self.vitals = VitalsCollection(threads, begin, access, self.missing)
        for kind, entries in ((INCIDENT_CHANGED, self.incidents), (VITALS_CHANGED, self.vitals)):
            register_entries(self.undo, entries, kind)
        self.recalls = RecallCollection(threads, begin, access, parts.clinic)
        register_recalls(self.undo, self.recalls)
        pictures = KeptPictures(files=parts.files, whole=parts.whole_file)
        self.photos = PhotoCollection(threads, begin, access, parts.clock, pictures=pictures)
        register_photos(self.undo, self.photos)
        self.consents = ConsentCollection(
            threads, begin, access, parts.clinic, parts.clock, files=parts.files
        )
        register_consents(self.undo, self.consents)
        self.coverages = CoverageCollection(
            threads, begin, access, parts.clinic, parts.clock, pictures=pictures
        )
        register_coverages(self.undo, self.coverages)
        self.exports = ExportCollection(threads, begin, access)
        self.removals = RemovalCollection(threads, begin, access)
        self.disclosures = DisclosureCollection(threads, begin, access)
        self.visits = VisitCollection(access)
        self.held_notices = HeldNoticeCollection(threads, begin, access)

    @property
    def clinic(self) -> Clinic:
        """The clinic this desk belongs to."""
        return self._parts.clinic

    @property
    def has_keyring(self) -> bool:
        """Whether this computer's keyring guards the data beside the passphrase."""
        return self._parts.has_keyring

    @property
    def has_keys_waiting(self) -> bool:
        """Whether new keys wait for room on the disk."""
        return self._parts.has_keys_waiting

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be saved at this desk: its audit trail does not fit."""
        return self._parts.is_read_only

    @property
    def memory_terms(self) -> Mapping[Keeping, float]:
        """Seconds for which a panel out of sight keeps what it shows, by class."""
        return self._parts.memory_terms

    @property
    def telemetry(self) -> Telemetry:
        """How long things took in this session, and how they ended."""
        return self._telemetry

    @property
    def is_writing(self) -> bool:
        """Whether something that was to be saved is not saved yet."""
        return self._threads.is_writing

    @property
    def user(self) -> User:
        """Who is signed in."""
        return self._parts.user

    @property
    def workstation_id(self) -> WorkstationId:
        """Which desk this is."""
        return self._parts.context.workstation_id

    @property
    def clock(self) -> Clock:
        """The time this desk goes by."""
        return self._parts.clock

    def today(self) -> date:
        """The clinic's day, whatever the zone of this computer."""
        return self.clock.now().astimezone(ZoneInfo(self.clinic.zone)).date()

    @property
    def sync_status(self) -> SyncStatus | None:
        """How the desk stands with the server; None where there is no server."""
        return self._sync.status if self._sync else None

    def sync_now(self) -> None:
        """Send and fetch at once."""
        if self._sync:
            self._sync.sync_now()

    def set_offline(self, *, offline: bool) -> None:
        """Work offline on purpose, or stop doing so; remember_offline keeps it."""
        if self._sync:
            self._sync.set_offline(offline)

    async def pending(self, limit: int = 200) -> tuple[WaitingChange, ...]:
        """Changes the server has not acknowledged or that need a person, oldest first; no values.

        Patients are named only where the acting role is shown them.
        """
        access = self.access
        return await access.show(
            _PENDING,
            lambda reader: waiting_changes(reader, access.context, now=access.now(), limit=limit),
            subjects=lambda waiting: (one.patient_id for one in waiting if one.patient_id),
            count=len,
        )

    async def write(
        self,
        work: Callable[[UnitOfWorkFactory, ExecutionContext], T],
        *,
        level: Consistency = Consistency.LOCAL,
        timeout_s: float = PATIENCE_S,
    ) -> Written[T]:
        """Run a service, and come back when its write is as far as the level says.

        Raises what the service raises, InvalidValue or ConfigurationError for a level that is not
        to be had here; an answer that did not come in time is no error: see Written.
        """
        context = self.access.context
        return await self._through.write(
            lambda begin: work(begin, context), level=level, timeout_s=timeout_s
        )

    async def enter_money(
        self, work: Callable[[UnitOfWorkFactory, ExecutionContext], T]
    ) -> Written[T]:
        """As `write`, at the level chosen for money at this desk."""
        return await self.write(work, level=await self.sync_centre.money_level())

    def may(self, permission: Permission) -> Verdict:
        """Whether the acting role may do something; needs says what would help where not."""
        return self.access.may(permission)

    def forget_ahead(self, _class: object = None) -> None:
        """Hold nothing that was read before anybody asked for it."""
        self.ahead.clear()

    def cover(self) -> None:
        """Nobody sees the screen any more: nothing is read for it, anew or ahead."""
        self.feed.close()
        self.missing.stop()
        self.preferences.stop()
        self.ahead.stop()

    def close(self) -> None:
        """Stop hearing of anything."""
        self.cover()
        if self._end_status:
            self._end_status()

    def _on_status(self, status: SyncStatus) -> None:
        is_in_step = status.state is SyncState.SYNCED
        if is_in_step and not self._was_in_step:
            self.missing.look_again()
        self._was_in_step = is_in_step
        self.sync_changed.emit(status)

    def _make_fetch(self) -> Callable[[RecordId], Awaitable[None]] | None:
        parts, access = self._parts, self.access
        if parts.chart_source is None:
            return None
        source = parts.chart_source
        return Retrieval(parts.threads, parts.begin, source, lambda: access.context).fetch

    def _is_in_reach(self) -> bool:
        status = self.sync_status
        return status is not None and status.state in _IN_REACH
