"""An open desk: its database, who works at it, and its way to the server if it has one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.bootstrap.acting import acting_as
from app.bootstrap.anchoring import TrailGuard
from app.bootstrap.facts import (
    ANCHORED_FACT,
    DISOWNED_FACT,
    ROLE_FACT,
    SERVER_CA_FACT,
    meta_fact,
    role_of,
    set_meta_fact,
)
from app.bootstrap.file_keeping import file_sender, open_files
from app.bootstrap.home import (
    DeskFile,
    Home,
    HomeLock,
    SystemClock,
    SystemRandom,
)
from app.bootstrap.loading import first_load, mend_load
from app.bootstrap.noting import Arrival, Failures, arrived, failures_before, note_failed
from app.bootstrap.opening import (
    check_belonging,
    keystore_of,
    open_store,
    tokens_of,
    unlock,
    with_mode,
)
from app.bootstrap.proving import is_unfit
from app.bootstrap.rotating import begin_on, drop_inactive, settle
from app.bootstrap.usage import keep_usage
from app.domain.audit import AuditAction
from app.domain.changes import ChangeSet, Origin
from app.domain.context import ExecutionContext
from app.domain.errors import ConfigurationError
from app.domain.ids import RecordId, WorkstationId, new_id
from app.domain.ports import Clock, KeyStore
from app.domain.remote_ports import TokenStore
from app.domain.staff import Clinic, Role, User
from app.domain.telemetry import Telemetry
from app.security.audit_anchor import AnchorSlot
from app.security.passphrase import KEYRING_KDF, KdfParameters
from app.security.slot_keys import OpenSlots
from app.services.work_offline import OFFLINE_FACT, is_switched_offline
from app.settings import Settings, load_settings

if TYPE_CHECKING:
    from app.api.client import ApiClient
    from app.api.realtime import RealtimeClient
    from app.storage.store import LocalStore
    from app.storage.worker import DatabaseWorker
    from app.sync.runner import SyncRunner


class Desk:
    """Everything a window, a command or a test works with. Close it to let go of the folder."""

    def __init__(self, opened: _Opened) -> None:
        self.home = opened.home.folder
        self.settings = opened.settings
        self.clock = opened.clock
        self.mode = opened.slots.mode
        self.store = opened.store
        self.worker = opened.worker
        self.context = opened.context
        self.slots = opened.slots
        self.keys = opened.slots.keys
        self.keystore = opened.keystore
        self.tokens = opened.tokens
        self.login_kdf = opened.login_kdf
        self._username = opened.slots.username
        self._file = opened.file
        self._lock = opened.lock
        self.telemetry = Telemetry()
        self._clinic: Clinic | None = None
        self._user: User | None = None
        self._read_own_records()
        self._ends = [self.store.feed.watch(one, self._on_change) for one in ("clinic/*", "user/*")]
        self.server_url = self.fact("server_url") or ""
        was_kept = self.fact(ANCHORED_FACT) is not None
        anchor = AnchorSlot(self.keystore, self.slots.db_id) if self.keystore else None
        self.trail = TrailGuard(
            self.store,
            anchor,
            was_kept=was_kept,
            is_disowned=self.fact(DISOWNED_FACT) is not None or is_unfit(self),
        )
        if self.trail.is_kept and not was_kept:
            self.set_fact(ANCHORED_FACT, "yes")
        self.files = open_files(self, opened.home.files)
        self.api = self._make_api() if self.server_url else None

    @property
    def is_joining(self) -> bool:
        """Whether the desk was made for a server that has not answered yet."""
        return self._file.is_joining

    def note(self, action: str, *, origin: Origin = Origin.LOCAL) -> None:
        """Add an audit event about the desk itself; origin REMOTE: in one for reading only, too."""

        def write() -> None:
            with self.store.unit_of_work(self.context, origin=origin) as uow:
                uow.note(action)

        self.worker.submit(write).result()

    @property
    def clinic(self) -> Clinic:
        """The clinic, as far as this desk has heard of it."""
        now = self.clock.now()
        return self._clinic or Clinic(
            id=RecordId(self._file.clinic_id),
            created_at=now,
            updated_at=now,
            name=self._file.clinic_name,
            zone=self._file.zone,
        )

    @property
    def user(self) -> User:
        """Who works at this desk."""
        now = self.clock.now()
        return self._user or User(
            id=self.context.user_id,
            created_at=now,
            updated_at=now,
            username=self._username,
            display_name=self._username,
            role=role_of(self.store, self.context),
        )

    def hand_to(self, context: ExecutionContext, *, username: str) -> None:
        """Somebody else works here from now on, or the same person in another role."""
        self.context, self._username = context, username
        self._read_own_records()

    def fact(self, key: str) -> str | None:
        """A small fact kept in the encrypted database."""
        return self.worker.submit(lambda: meta_fact(self.store, self.context, key)).result()

    def set_fact(self, key: str, value: str | None) -> None:
        """Keep a small fact in the encrypted database."""
        self.worker.submit(lambda: set_meta_fact(self.store, self.context, key, value)).result()

    def connect_to(self, server_url: str, *, device_token: str, role: str) -> None:
        """Remember the server this desk has joined, and what its user may do there."""
        self.set_fact(ROLE_FACT + self.context.user_id, role)
        self.set_fact("device_token", device_token)
        self.set_fact("server_url", server_url)
        self.server_url = server_url
        self._file = msgspec.structs.replace(self._file, server_url=server_url, is_joining=False)
        Home(self.home).write(self._file)
        self.api = self._make_api()

    async def sign_in(self, passphrase: str) -> None:
        """Sign in to the server again after it asked for it. Raises ApiError."""
        from app.bootstrap.signing_in import sign_in

        await sign_in(self, passphrase, username=self._username, kdf=self.login_kdf)

    def make_runner(self) -> SyncRunner:
        """The task that keeps this desk and the server alike. Raises ConfigurationError."""
        from app.sync.cycles import CycleWatch
        from app.sync.runner import SyncRunner

        if self.api is None:
            raise ConfigurationError("server", "this desk has not joined a server")
        runner = SyncRunner(
            threads=self.worker,
            begin=self.store.unit_of_work,
            context=self.context,
            api=self.api,
            feed=self.store.feed,
            clock=self.clock,
            random=SystemRandom(),
            realtime=self._make_realtime(self.api),
            is_offline=self.settings.offline or is_switched_offline(self.fact(OFFLINE_FACT)),
            files=file_sender(self),
            first_load=first_load(self),
            meter=self.telemetry,
        )
        runner.subscribe(CycleWatch(self.telemetry, self.clock).hear)
        return runner

    async def aclose(self) -> None:
        """Close the connection to the server, then everything else."""
        if self.api is not None:
            await self.api.aclose()
        self.close()

    def close(self) -> None:
        """Close the database and let go of the folder. Safe to call twice."""
        self.hand_over().release()

    def hand_over(self) -> HomeLock:
        """Close the database but keep the folder from others; whoever is given the lock ends it."""
        for end in self._ends:
            end()
        keep_usage(self)
        self.worker.close()
        self.trail.close()
        self.store.close()
        return self._lock

    def with_new_keys(self, *, without: Collection[str] = ()) -> Desk:
        """Close this desk and give it back open under a new clinic key and database key.

        without names users (identifiers) who get no slot any more. Takes seconds on a large
        database. Raises StorageError, KeyAccessError; then the old keys or the new ones open it.
        """
        terms = _Terms(
            file=self._file,
            clock=self.clock,
            kdf=self.login_kdf,
            keystore=self.keystore,
            settings=self.settings,
            acting=self.context.role,
        )
        try:
            slots = begin_on(self, without=without)
            return _enter(Home(self.home), self._lock, slots, terms)
        except BaseException:
            self.close()
            raise

    def _make_api(self) -> ApiClient:
        from app.api.client import ApiClient

        return ApiClient(
            self.settings.api_url or self.server_url,
            device_id=self.context.workstation_id,
            token_store=self.tokens,
            clock=self.clock,
            ca_file=self.settings.server_ca_file,
            ca_pem=self.fact(SERVER_CA_FACT) or "",
            meter=self.telemetry,
        )

    def _make_realtime(self, api: ApiClient) -> RealtimeClient | None:
        from app.api.realtime import RealtimeClient

        if not self.settings.realtime_enabled:
            return None
        return RealtimeClient(api, url=self.settings.realtime_url)

    def _on_change(self, _changes: ChangeSet) -> None:
        self._read_own_records()

    def _read_own_records(self) -> None:
        with self.store.reader() as reader:
            self._clinic = reader.records(Clinic).get(self.context.clinic_id)
            self._user = reader.records(User).get(self.context.user_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """Everything a Desk is made of."""

    home: Home
    file: DeskFile
    lock: HomeLock
    settings: Settings
    clock: Clock
    slots: OpenSlots
    store: LocalStore
    worker: DatabaseWorker
    context: ExecutionContext
    tokens: TokenStore
    keystore: KeyStore | None
    login_kdf: KdfParameters


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """How a desk is opened."""

    file: DeskFile
    clock: Clock
    kdf: KdfParameters
    keystore: KeyStore | None
    settings: Settings
    acting: str | None
    arrival: Arrival = Arrival.NOBODY
    failures: Failures | None = None


def open_desk(
    home: Path,
    passphrase: str = "",
    *,
    user: str | None = None,
    pin: str | None = None,
    clock: Clock | None = None,
    kdf: KdfParameters | None = None,
    keystore: KeyStore | None = None,
    settings: Settings | None = None,
    may_be_joining: bool = False,
    acting: str | None = None,
    lock: HomeLock | None = None,
    arrival: Arrival = Arrival.NOBODY,
) -> Desk:
    """Open the desk in a folder. Takes a second: call it off the UI thread.

    user names the slot (None: the sole user's); pin opens it instead of the passphrase; kdf is the
    cost of server sign-ins in tests; may_be_joining opens a desk whose server has not answered
    yet; acting is the role to work in (None: the everyday one); lock is the folder's, where the
    caller holds it already; arrival is what the trail is told. An interrupted key rotation is
    finished, and users removed elsewhere lose their slot. Raises WrongPassphrase, TooManyAttempts,
    PinDisabled, AccountClosed, KeySlotsDamaged, KeyringUnavailable, StorageBusy where another
    process has the desk open, ConfigurationError where the folder is no desk, StorageError.
    """
    place = Home(home)
    file = place.read()
    if file.is_joining and not may_be_joining:
        raise ConfigurationError("home", "the desk has not joined its clinic yet: join again")
    lock = lock or HomeLock(home)
    try:
        place.forget_making()
        place.forget_half_written()
        keystore = keystore or keystore_of(place)
        slots = unlock(place, file, passphrase, pin=pin, user=user, keystore=keystore)
        terms = _Terms(
            file=with_mode(place, file, slots),
            clock=clock or SystemClock(),
            kdf=kdf or KEYRING_KDF,
            keystore=keystore,
            settings=settings or load_settings(),
            acting=acting,
            arrival=arrival,
            failures=failures_before(place.key_slots, slots, keystore),
        )
        place.refuse_strange_database()
        return arrived(drop_inactive(_enter(place, lock, slots, terms)), arrival)
    except BaseException:
        lock.release()
        raise


def _enter(place: Home, lock: HomeLock, slots: OpenSlots, terms: _Terms) -> Desk:
    """Finish a rotation that is under way, then open the database."""
    slots, has_rotated = settle(place, slots, keystore=terms.keystore)
    desk = _assemble(place, lock, slots, terms)
    if has_rotated:
        desk.note(AuditAction.KEYS_ROTATED, origin=Origin.REMOTE)
    return desk


def _assemble(place: Home, lock: HomeLock, slots: OpenSlots, terms: _Terms) -> Desk:
    workstation_id = WorkstationId(RecordId(terms.file.workstation_id))
    store, worker = open_store(
        place, slots, workstation_id, clock=terms.clock, settings=terms.settings
    )
    try:
        context = ExecutionContext(
            clinic_id=slots.clinic_id,
            user_id=slots.user_id,
            role=Role.FRONT_DESK,
            workstation_id=workstation_id,
            session_id=new_id(),
        )
        check_belonging(store, context, slots)
        mend_load(store, context)
        context = acting_as(store, context, None)
        note_failed(store, context, terms.failures, terms.arrival)
        context = acting_as(store, context, terms.acting)
        return Desk(
            _Opened(
                home=place,
                file=terms.file,
                lock=lock,
                settings=terms.settings,
                clock=terms.clock,
                slots=slots,
                store=store,
                worker=worker,
                context=context,
                tokens=tokens_of(slots, store, worker, context, terms.keystore),
                keystore=terms.keystore,
                login_kdf=terms.kdf,
            )
        )
    except BaseException:
        worker.close()
        store.close()
        raise
