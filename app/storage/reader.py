"""One consistent look at the local database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from app.domain.context import ExecutionContext
from app.domain.conversations import LastSaid, ThreadFilter
from app.domain.day_visit import DayVisit
from app.domain.declare import Record
from app.domain.ids import PractitionerId, RecordId, RoomId, UserId
from app.domain.ledger import Account, Owed
from app.domain.operations import Pending, QueueCounts
from app.domain.ports import AuditSigner
from app.domain.query import Page, Query
from app.domain.relations import Circle
from app.domain.snapshot_ports import TypeSum
from app.storage.account_sums import read_account, read_balances, read_owed
from app.storage.at_server import AtServerTable
from app.storage.audit_reading import AuditReadingTable
from app.storage.blobs import BlobTable
from app.storage.cache_view import CacheView
from app.storage.care import in_care
from app.storage.clinic_sums import ClinicSumsTable
from app.storage.day_visits import read_visits
from app.storage.digests import read_digests
from app.storage.drafts import DraftTable
from app.storage.gatekeeper import cares_for
from app.storage.graph import read_connections
from app.storage.meta import MetaTable
from app.storage.outbox import read_counts, read_needing, read_pending
from app.storage.person import has_merges, people, person_of
from app.storage.queue_rows import read_is_pending, read_pending_rows
from app.storage.repository import BATCH_SIZE, LocalRepository
from app.storage.search import search_patients
from app.storage.session import Session
from app.storage.threads import read_last_said, read_thread_ids, read_unread, read_unread_about
from app.storage.together import find_together

R = TypeVar("R", bound=Record)


class LocalReader:
    """See app/domain/ports.py: Reader."""

    def __init__(
        self,
        session: Session,
        signer: AuditSigner,
        cache: CacheView | None = None,
        batch_size: int = BATCH_SIZE,
    ) -> None:
        self._session = session
        self._cache = cache
        self._batch_size = batch_size
        self._signer = signer
        self._any_merges: bool | None = None
        self._repositories: dict[type[Record], LocalRepository[Any]] = {}

    def sums(self) -> tuple[str, Mapping[str, TypeSum]]:
        """The cursor, and what the server's word on every record type comes to here."""
        return MetaTable(self._session).get("cursor") or "", read_digests(self._session)

    def records(self, record_type: type[R]) -> LocalRepository[R]:
        """The repository of a record type."""
        found = self._repositories.get(record_type)
        if found is None:
            found = self._repositories[record_type] = LocalRepository(
                self._session, record_type, self._cache, self._batch_size, self._has_merges
            )
        return cast("LocalRepository[R]", found)

    def end(self) -> None:
        """The look is over: what was begun in it reads no further."""
        for repository in self._repositories.values():
            repository.end()

    @property
    def drafts(self) -> DraftTable:
        """Unfinished forms."""
        return DraftTable(self._session)

    @property
    def blobs(self) -> BlobTable:
        """The files on this desk's disk."""
        return BlobTable(self._session)

    @property
    def audit(self) -> AuditReadingTable:
        """The audit trail of this desk."""
        return AuditReadingTable(self._session, self._signer)

    @property
    def at_server(self) -> AtServerTable:
        """What is not on this desk any more."""
        return AtServerTable(self._session, self._has_merges)

    @property
    def clinic_sums(self) -> ClinicSumsTable:
        """The clinic's figures over a stretch of days."""
        return ClinicSumsTable(self._session)

    def rows(self, query: Query[Any], fields: Sequence[str]) -> list[tuple[Any, ...]]:
        """Some fields only of the records that match, lighter than records."""
        return self.records(query.record_type).rows(query, fields)

    def find_all(self, queries: Sequence[Query[Any]]) -> tuple[Page[Any], ...]:
        """A page for each of several questions, asked in one statement."""
        asked = [(self.records(query.record_type), query) for query in queries]
        return find_together(self._session, asked)

    def _has_merges(self) -> bool:
        if self._any_merges is None:  # a look is consistent: asked once in it
            self._any_merges = has_merges(self._session)
        return self._any_merges

    def person(self, patient_id: RecordId) -> tuple[RecordId, ...]:
        """All records of the person a patient's record is of, the one to go on with first."""
        return person_of(self._session, patient_id)

    def people(self) -> Mapping[RecordId, frozenset[RecordId]]:
        """Everybody of whom there is more than one record, by each of the records."""
        return people(self._session)

    def search_patients(self, text: str, *, limit: int = 50) -> tuple[RecordId, ...]:
        """Patients that match every word of what was typed."""
        return search_patients(self._session, text, limit=limit)

    def cares_for(self, context: ExecutionContext, patient_id: RecordId) -> bool:
        """Whether a patient is in the acting user's care."""
        if context.practitioner_id is None:
            return False
        mine = bytes.fromhex(context.practitioner_id)
        return cares_for(self._session, mine, patient_id, user_id=context.user_id)

    def in_care(self, context: ExecutionContext) -> frozenset[RecordId]:
        """Every patient in the acting user's care."""
        if context.practitioner_id is None:
            return frozenset()
        mine = bytes.fromhex(context.practitioner_id)
        return in_care(self._session, mine, user_id=context.user_id)

    def account(self, patient_id: RecordId, currency: str) -> Account:
        """The sums of a patient's account, in minor units."""
        return read_account(self._session, patient_id, currency)

    def balances(self, currency: str) -> Mapping[RecordId, int]:
        """What every patient owes whose account is not even, in minor units."""
        return read_balances(self._session, currency)

    def owed(self, currency: str) -> tuple[Owed, ...]:
        """Every charge of the clinic that still owes something."""
        return read_owed(self._session, currency)

    def connections(self, patient_id: RecordId, *, steps: int = 2) -> Circle:
        """Whom a patient is connected to within 1–4 steps, and through what."""
        return read_connections(self._session, patient_id, steps=steps)

    def visits_between(
        self,
        begins_at: datetime,
        ends_at: datetime,
        *,
        practitioner_id: PractitionerId | None = None,
        room_id: RoomId | None = None,
    ) -> tuple[DayVisit, ...]:
        """The visits that lie in a stretch of time, with their names and marks."""
        pending = self.rows_with_pending("appointment")
        named = {"practitioner_id": practitioner_id, "room_id": room_id}
        whose = {name: RecordId(one) for name, one in named.items() if one is not None}
        return read_visits(self._session, begins_at, ends_at, pending=pending, whose=whose)

    def thread_ids(self, wanted: ThreadFilter, user_id: UserId) -> tuple[RecordId, ...]:
        """Conversations of a box, the newest first."""
        return read_thread_ids(self._session, wanted, user_id)

    def last_said(
        self, thread_ids: Sequence[RecordId], user_id: UserId
    ) -> Mapping[RecordId, LastSaid]:
        """The newest message of conversations, and how much of each somebody has not read."""
        return read_last_said(self._session, thread_ids, user_id)

    def unread(self, user_id: UserId, patient_id: RecordId | None = None) -> int:
        """Messages somebody has not read, of the conversations that concern them; of those about
        one patient where one is named."""
        if patient_id is None:
            return read_unread(self._session, user_id)
        about = self.person(patient_id) if self._has_merges() else (patient_id,)
        return read_unread_about(self._session, user_id, about)

    def pending(self, *, limit: int = 500, after: int = 0) -> tuple[Pending, ...]:
        """Operations not settled yet or needing a person, oldest first."""
        return read_pending(self._session, limit=limit, after=after)

    def needing(self) -> tuple[Pending, ...]:
        """Operations that need a person, oldest first, wherever they stand in the queue."""
        return read_needing(self._session)

    def queue_counts(self) -> QueueCounts:
        """The queue at a glance."""
        return read_counts(self._session)

    def has_pending(self, entity: str, row_id: RecordId) -> bool:
        """Whether a record has changes the server has not acknowledged."""
        return read_is_pending(self._session, entity, row_id)

    def rows_with_pending(self, entity: str, *, besides: str = "") -> frozenset[RecordId]:
        """Records of a type that have changes the server has not acknowledged; those of nothing
        besides this one field do not count."""
        return read_pending_rows(self._session, entity, besides)
