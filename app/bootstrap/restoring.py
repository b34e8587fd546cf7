"""A desk brought back from a backup, into a folder of its own.

The restored desk is the workstation that was backed up, going on from there: the same workstation
id, the same unsent operations (the server knows each by its id, so one that arrived meanwhile is
answered again and not done twice), the same clinic key and audit trail. Its database, its database
key, its device secret and its key slots are new. The old copy must not be used any longer: two
copies of one workstation tell two stories, and the server will see it at their audit trails.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app.bootstrap.backing_up import files_of
from app.bootstrap.facts import ANCHORED_FACT, role_of
from app.bootstrap.home import DeskFile, Home, HomeLock, SystemClock
from app.bootstrap.opening import open_store
from app.bootstrap.restore_right import PresentDesk, check_right, note_refusal
from app.bootstrap.scratch import scratch_folder
from app.domain.audit import AuditAction
from app.domain.backup_origin import BackupOrigin, OpenedWith
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.errors import (
    BackupRefused,
    ConfigurationError,
    KeyringUnavailable,
    PermissionDenied,
    WrongPassphrase,
    WrongRecoveryCode,
)
from app.domain.ids import ClinicId, RecordId, UserId, WorkstationId, new_id
from app.domain.permissions import Permission, acting_roles, decide
from app.domain.ports import Clock, KeyStore, UnitOfWork
from app.domain.record_numbers import HELD
from app.domain.staff import Role
from app.domain.values import is_zone
from app.security.backup_key import (
    BackupKeys,
    Header,
    Manifest,
    open_with_code,
    open_with_passphrase,
    read_header,
)
from app.security.keyring_store import KeyMode, choose_mode, system_keyring
from app.security.keyslots import NewSlotFile, create_slots
from app.security.passphrase import KdfParameters, check_passphrase
from app.security.slot_changes import new_recovery_code
from app.security.slot_keys import OpenSlots
from app.security.token_store import META_KEY
from app.services.staff import users
from app.settings import Settings
from app.storage.audit import Head
from app.storage.backup import (
    STALE_ROWS,
    Contents,
    Packed,
    copy_database,
    prove_copy,
    read_packed,
    unpack,
)
from app.storage.backup_files import unpack_files
from app.storage.database import Database
from app.storage.store import LocalStore

_log = logging.getLogger(__name__)
_SCRATCH = ".restoring-"
_FORGOTTEN = (ANCHORED_FACT, META_KEY, HELD)
"""Facts of the old place: what its keyring kept, a token the server may have replaced, and record
numbers that were given out after the backup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A desk that is there again. recovery_code is its new one, to be shown once."""

    manifest: Manifest
    username: str
    recovery_code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restorer:
    """Who restores: by the passphrase of the day of the backup, or by the recovery code. Either
    way an administrator, where one has a slot in the backup: nobody else could let others in.

    passphrase opens the restored desk; with a code it is a new one. desk is a desk on this computer
    which, if it is of the same clinic, says who may restore (restore_right.py); desk_passphrase is
    the person's present one there, where it is another.
    """

    passphrase: str = field(repr=False)
    code: str = field(default="", repr=False)
    username: str | None = None
    desk: Path | None = None
    desk_passphrase: str = field(default="", repr=False)
    is_desk_named: bool = False


def restore_backup(
    file: Path,
    home: Path,
    restorer: Restorer,
    *,
    settings: Settings,
    keystore: KeyStore | None = None,
    clock: Clock | None = None,
    kdf: KdfParameters | None = None,
) -> Restored:
    """Make a desk from a backup in a folder that holds none. Nothing is ever overwritten.

    keystore None: this computer's trusted keyring if it has one. What the backup says of the
    restorer's role can refuse and never allow. A failure on the way leaves nothing behind, in the
    keyring neither. Raises BackupRefused, KeyAccessError, InvalidValue, PermissionDenied,
    ConfigurationError, StorageError.
    """
    packed = read_packed(file)
    header = read_header(packed.header)
    keys = _opened(header, restorer, keystore)
    present = _present(restorer)
    check_right(present, header, settings=settings, keystore=keystore, kdf=kdf)
    place = Home(home)
    place.make_folder()
    kept = keystore or choose_mode().keystore
    ring = _Tracked(kept) if kept is not None else None
    with HomeLock(home):
        place.begin()
        try:
            work = _Restoration(
                file=file,
                place=place,
                header=header,
                keys=keys,
                restorer=restorer,
                settings=settings,
                keystore=ring,
                clock=clock or SystemClock(),
                kdf=kdf,
            )
            with scratch_folder(_SCRATCH, parent=home) as scratch:
                slots = work.bring_back(packed, scratch / "clinic.db")
            return work.finish(slots)
        except BaseException as error:
            place.clear()
            if ring is not None:
                ring.forget()
            if isinstance(error, PermissionDenied):
                note_refusal(present, header, settings=settings, keystore=keystore, kdf=kdf)
            raise


class _Tracked:
    """A keyring that can take back what this restore put into it."""

    def __init__(self, keystore: KeyStore) -> None:
        self._keystore = keystore
        self._names: set[str] = set()

    @property
    def name(self) -> str:
        """Which backend it is."""
        return self._keystore.name

    def get(self, key: str) -> bytes | None:
        """The secret, or None."""
        return self._keystore.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep a secret, and remember that it came from here."""
        self._names.add(key)
        self._keystore.set(key, value)

    def delete(self, key: str) -> None:
        """Forget a secret."""
        self._keystore.delete(key)

    def forget(self) -> None:
        """Delete everything that came from here, as far as the keyring lets it."""
        for key in self._names:
            with suppress(KeyringUnavailable):
                self._keystore.delete(key)


def _present(restorer: Restorer) -> PresentDesk | None:
    """The desk to ask: by the person's passphrase of today, which may be the one of then."""
    if restorer.desk is None:
        return None
    same = "" if restorer.code else restorer.passphrase
    return PresentDesk(
        folder=restorer.desk,
        username=restorer.username,
        passphrase=restorer.desk_passphrase or same,
        code=restorer.code,
        is_named=restorer.is_desk_named,
    )


def _opened(header: Header, restorer: Restorer, keystore: KeyStore | None) -> BackupKeys:
    name = restorer.username
    if restorer.code:
        clinic = header.manifest.clinic_name
        check_passphrase(restorer.passphrase, username=name or "", clinic_name=clinic)
        try:
            return open_with_code(header, restorer.code, username=name)
        except WrongPassphrase:
            raise WrongRecoveryCode from None
    if header.key_slots.mode == KeyMode.KEYRING and keystore is None:
        try:
            keystore = system_keyring()
        except KeyringUnavailable:
            keystore = None  # then the code is the way in, as on any other computer
    return open_with_passphrase(header, restorer.passphrase, username=name, keystore=keystore)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Restoration:
    """A desk on its way back."""

    file: Path
    place: Home
    header: Header
    keys: BackupKeys
    restorer: Restorer
    settings: Settings
    keystore: KeyStore | None
    clock: Clock
    kdf: KdfParameters | None

    def bring_back(self, packed: Packed, unpacked: Path) -> OpenSlots:
        """Prove the backup in a temporary place, then copy it under keys of its own."""
        manifest, key = self._manifest, self.keys.backup_key
        unpack(
            self.file,
            unpacked,
            packed,
            sha256=manifest.sha256,
            size=manifest.size,
            files_size=manifest.files_size,
        )
        prove_copy(unpacked, key, _contents(manifest), signer=None)
        slots = create_slots(
            self.place.key_slots,
            NewSlotFile(
                clinic_id=ClinicId(RecordId(manifest.clinic_id)),
                user_id=UserId(RecordId(self.keys.user_id)),
                username=self.keys.username,
                clinic_key=self.keys.clinic_key,
            ),
            passphrase=self.restorer.passphrase,
            keystore=self.keystore,
            kdf=self.kdf,
        )
        self._copy(unpacked, slots)
        start = packed.start + manifest.size
        unpack_files(self.file, self.place.files, files_of(manifest), start=start)
        self._settle(slots)
        return slots

    def finish(self, slots: OpenSlots) -> Restored:
        """A new recovery code, then desk.json, which makes the folder a desk."""
        code = new_recovery_code(
            self.place.key_slots,
            passphrase=self.restorer.passphrase,
            keystore=self.keystore,
            kdf=self.kdf,
        )
        manifest = self._manifest
        self.place.finish(
            DeskFile(
                clinic_id=manifest.clinic_id,
                clinic_name=manifest.clinic_name,
                workstation_id=manifest.workstation_id,
                db_id=slots.db_id,
                mode="keyring" if slots.mode == KeyMode.KEYRING else "passphrase",
                zone=manifest.zone,
                server_url=manifest.server_url,
            )
        )
        return Restored(manifest=manifest, username=slots.username, recovery_code=code)

    @property
    def _manifest(self) -> Manifest:
        return self.header.manifest

    def _copy(self, unpacked: Path, slots: OpenSlots) -> None:
        source = Database(unpacked, self.keys.backup_key, expect_initialised=True)
        try:
            with source.reading() as session:
                session.one("SELECT count(*) FROM sqlite_schema")
                copy_database(session, self.place.database, slots.keys.database_key)
        finally:
            source.close()
        _flush(self.place.database)

    def _settle(self, slots: OpenSlots) -> None:
        """Bring the schema up, prove the whole trail, and write down that this was restored."""
        workstation = WorkstationId(RecordId(self._manifest.workstation_id))
        store, worker = open_store(
            self.place, slots, workstation, clock=self.clock, settings=self.settings
        )
        try:
            store.database.check_integrity()
            if store.verify_audit() is not None:
                raise BackupRefused("its audit trail is not whole")
            if not store.verify_rows() or store.verify_desk():
                raise BackupRefused(STALE_ROWS)
            worker.submit(lambda: self._write_down(store, slots, workstation)).result()
        finally:
            worker.close()
            store.close()

    def _write_down(self, store: LocalStore, slots: OpenSlots, workstation: WorkstationId) -> None:
        context = ExecutionContext(
            clinic_id=slots.clinic_id,
            user_id=slots.user_id,
            role=Role.FRONT_DESK,
            workstation_id=workstation,
            session_id=new_id(),
        )
        context = self._allowed(store, context)
        with store.unit_of_work(context, origin=Origin.REMOTE) as uow:
            uow.meta.set("db_id", slots.db_id)
            go_on(uow)
            uow.note(
                AuditAction.RESTORED,
                row_id=RecordId(self._manifest.backup_id),
                result_count=self._manifest.audit_seq,
                fields=self._origin().fields,
            )

    def _origin(self) -> BackupOrigin:
        """Which backup this was, for the trail of whoever opens the restored desk."""
        manifest = self._manifest
        zone = ZoneInfo(manifest.zone) if is_zone(manifest.zone) else UTC
        try:
            made_at = datetime.fromisoformat(manifest.made_at).astimezone(zone)
        except ValueError:
            raise BackupRefused("it does not say when it was made") from None
        way = OpenedWith.RECOVERY_CODE if self.restorer.code else OpenedWith.PASSPHRASE
        return BackupOrigin(file=self.file.name, made_at=made_at, opened_with=way)

    def _allowed(self, store: LocalStore, context: ExecutionContext) -> ExecutionContext:
        """Who restores must be an administrator in the restored desk, too; who holds the code hears
        who is one. This only refuses: who may restore was decided before, not by the backup.

        Where no administrator has a slot in the backup the code is enough: it is the clinic's word.
        """
        role = acting_roles(role_of(store, context))[-1]
        if not decide(role, Permission.BACKUP_RESTORE).is_allowed:
            _log.warning("a restore was refused: its user is no administrator")
            if not self.restorer.code:
                raise PermissionDenied(Permission.BACKUP_RESTORE, role)
            if names := self._administrators(store):
                words = "is no administrator, and the restored desk needs one: name "
                raise ConfigurationError("--user", words + " or ".join(names))
        return replace(context, role=role)

    def _administrators(self, store: LocalStore) -> list[str]:
        """Who of the backup's users is an administrator."""
        slots = {one.uid for one in self.header.key_slots.slots if one.kind == "user"}
        with store.reader() as reader:
            return [
                one.username
                for one in users(reader)
                if one.id in slots and one.is_active and one.role == Role.ADMIN
            ]


def go_on(uow: UnitOfWork) -> None:
    """Know nothing of the time after the backup: what was given out or sent then is not here."""
    for fact in _FORGOTTEN:
        uow.meta.set(fact, None)
    uow.outbox.note_sent()  # the old place may have sent all that waited


def _contents(manifest: Manifest) -> Contents:
    head = Head(manifest.audit_seq, manifest.audit_mac, manifest.audit_link)
    return Contents(schema=manifest.schema, rows=manifest.rows, head=head)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
