"""Backups of an open desk: one file that is only kept when it would restore."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.bootstrap.administering import require_admin
from app.bootstrap.admission import open_for_work
from app.bootstrap.desk import Desk
from app.bootstrap.home import Home
from app.bootstrap.scratch import scratch_folder
from app.domain.audit import AuditAction
from app.domain.changes import Origin
from app.domain.context import ExecutionContext, Purpose
from app.domain.errors import AuditTrailBroken, ConfigurationError
from app.domain.ids import RecordId, new_id
from app.domain.permissions import Permission
from app.domain.ports import KeyStore
from app.security import slot_file
from app.security.backup_key import (
    Manifest,
    make_header,
    open_with_clinic_key,
    read_header,
)
from app.security.passphrase import KdfParameters
from app.settings import Settings
from app.storage.backup import (
    Contents,
    Stopped,
    copy_database,
    digest_of,
    pack,
    prove_copy,
    publish,
    read_contents,
    read_packed,
    unpack,
)
from app.storage.backup_files import (
    Section,
    append_files,
    section_of,
    unpack_files,
    whole_files,
)

if TYPE_CHECKING:
    from app.storage.session import Session

LAST_BACKUP_FACT = "last_backup"
"""Fact with the instant of the last backup that was proven, ISO 8601."""
SUFFIX = ".clinicbackup"
SCRATCH = ".clinic-desk-backup-"
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A backup that was proven: where it lies and what it holds."""

    path: Path
    manifest: Manifest


def make_backup(
    home: Path,
    out: Path,
    passphrase: str,
    *,
    user: str | None = None,
    settings: Settings,
    keystore: KeyStore | None = None,
    kdf: KdfParameters | None = None,
) -> Made:
    """Open a desk and back it up into a new file. For administrators.

    Raises PermissionDenied, ConfigurationError where the file exists, BackupRefused,
    AuditTrailBroken and what open_for_work raises.
    """
    desk = open_for_work(home, passphrase, user=user, settings=settings, keystore=keystore, kdf=kdf)
    try:
        return back_up(desk, out, context=require_admin(desk, Permission.BACKUP_MAKE))
    finally:
        desk.close()


def back_up(
    desk: Desk,
    out: Path,
    *,
    context: ExecutionContext | None = None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Made:
    """Copy an open desk into one file while people work, restore it in a temporary place, prove it.

    Only then it is audited and gets its name. Off the UI thread. Raises BackupRefused,
    AuditTrailBroken, ConfigurationError, the StorageError family, OSError and Stopped.
    """
    if desk.trail.is_broken:
        raise AuditTrailBroken
    if out.exists():
        raise ConfigurationError("--out", "exists already; a backup never overwrites")
    if not out.parent.is_dir():
        raise ConfigurationError("--out", "is in a folder that does not exist")
    _note_waiting(desk)
    with scratch_folder(SCRATCH, parent=out.parent) as place:
        copy = _Copy(desk, place, is_stopped)
        finished, manifest = copy.make()
        if is_stopped():
            raise Stopped
        _note(desk, context or replace(desk.context, purpose=Purpose.SYSTEM), manifest)
        publish(finished, out)
    desk.set_fact(LAST_BACKUP_FACT, manifest.made_at)  # only now there is one
    return Made(path=out, manifest=manifest)


class _Copy:
    """One backup in the making, in a folder of its own beside where it will lie."""

    def __init__(self, desk: Desk, place: Path, is_stopped: Callable[[], bool]) -> None:
        self._desk = desk
        self._place = place
        self._is_stopped = is_stopped
        self._key = os.urandom(_KEY_BYTES)

    def make(self) -> tuple[Path, Manifest]:
        """The finished and proven file, still under another name."""
        copied, finished = self._place / "copy", self._place / "finished"
        files, is_stopped = self._desk.files, self._is_stopped
        with files.held():  # what the copy speaks of stays until it is packed
            with self._desk.store.database.reading() as session:
                contents = self._copied(session, copied)
                kept = whole_files(session, files, is_stopped=is_stopped)
            manifest = self._manifest(contents, digest_of(copied), section_of(files, kept))
            slots = slot_file.read(Home(self._desk.home).key_slots)
            header = make_header(
                manifest, slots, clinic_key=self._desk.keys.clinic_key, backup_key=self._key
            )
            pack(finished, header, copied)
            append_files(finished, files, kept)
        copied.unlink()
        self._prove(finished, contents)
        return finished, manifest

    def _copied(self, session: Session, target: Path) -> Contents:
        contents = read_contents(session)  # the first look fixes what the copy will hold
        copy_database(session, target, self._key, is_stopped=self._is_stopped)
        return contents

    def _prove(self, finished: Path, contents: Contents) -> None:
        """What a restore would do, from the file alone and the clinic's key."""
        if self._is_stopped():
            raise Stopped
        packed, again = read_packed(finished), self._place / "again"
        header = read_header(packed.header)
        key = open_with_clinic_key(header, self._desk.keys.clinic_key)
        manifest = header.manifest
        unpack(
            finished,
            again,
            packed,
            sha256=manifest.sha256,
            size=manifest.size,
            files_size=manifest.files_size,
        )
        unpack_files(finished, None, files_of(manifest), start=packed.start + manifest.size)
        prove_copy(again, key, contents, signer=self._desk.store.signer)

    def _manifest(
        self, contents: Contents, database: tuple[int, bytes], files: Section
    ) -> Manifest:
        desk, slots = self._desk, slot_file.read(Home(self._desk.home).key_slots)
        return Manifest(
            format=1,
            backup_id=new_id(),
            db_id=slots.db_id,
            clinic_id=slots.clinic_id,
            workstation_id=desk.context.workstation_id,
            clinic_name=desk.clinic.name,
            zone=desk.clinic.zone,
            server_url=desk.server_url,
            made_at=desk.clock.now().isoformat(timespec="seconds"),
            generation=slots.clinic_key_generation,
            schema=contents.schema,
            rows=dict(contents.rows),
            audit_seq=contents.head.seq,
            audit_mac=contents.head.mac,
            audit_link=contents.head.link,
            size=database[0],
            sha256=database[1],
            files=files.files,
            files_size=files.size,
            files_sha256=files.sha256,
        )


def files_of(manifest: Manifest) -> Section:
    """What a backup's head says of the files behind its database."""
    return Section(files=manifest.files, size=manifest.files_size, sha256=manifest.files_sha256)


def _note_waiting(desk: Desk) -> None:
    """What waits goes as it stands from here on: the copy may send it one day, under its name."""

    def write() -> None:
        with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
            uow.outbox.note_sent()

    desk.worker.submit(write).result()


def _note(desk: Desk, context: ExecutionContext, manifest: Manifest) -> None:
    """The event stands before the file has its name: no copy of everything goes unrecorded."""

    def write() -> None:
        with desk.store.unit_of_work(context) as uow:
            uow.note(
                AuditAction.BACKUP_MADE,
                row_id=RecordId(manifest.backup_id),
                result_count=sum(manifest.rows.values()),
            )

    desk.worker.submit(write).result()


def last_backup(desk: Desk) -> datetime | None:
    """When the last proven backup of a desk was made; None where none is known."""
    text = desk.fact(LAST_BACKUP_FACT)
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
