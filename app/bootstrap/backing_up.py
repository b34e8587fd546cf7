"""Backups of an open desk: one file that is only kept when it would restore, and one a day."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.bootstrap.administering import require_admin
from app.bootstrap.admission import open_for_work
from app.bootstrap.desk import Desk
from app.bootstrap.home import Home
from app.bootstrap.scratch import scratch_folder
from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext, Purpose
from app.domain.errors import (
    AuditTrailBroken,
    ClinicError,
    ConfigurationError,
    DiskTrouble,
)
from app.domain.ids import new_id
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

if TYPE_CHECKING:
    from app.storage.session import Session

LAST_BACKUP_FACT = "last_backup"
"""Fact with the instant of the last backup that was proven, ISO 8601."""
SUFFIX = ".clinicbackup"
INSIDE = "backups"
"""Where in the desk's folder backups lie unless another place is set."""
SCRATCH = ".clinic-desk-backup-"
LOOK_EVERY_S = 900.0
FIRST_LOOK_S = 60.0
"""Not in the first minute: opening the window has the disk to itself."""
LONGEST_STOP_S = 3.0
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
        with self._desk.store.database.reading() as session:
            contents = self._copied(session, copied)
        size, sha256 = digest_of(copied)
        manifest = self._manifest(contents, size, sha256)
        slots = slot_file.read(Home(self._desk.home).key_slots)
        header = make_header(
            manifest, slots, clinic_key=self._desk.keys.clinic_key, backup_key=self._key
        )
        pack(finished, header, copied)
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
        unpack(finished, again, packed, sha256=header.manifest.sha256, size=header.manifest.size)
        prove_copy(again, key, contents, signer=self._desk.store.signer)

    def _manifest(self, contents: Contents, size: int, sha256: bytes) -> Manifest:
        desk, slots = self._desk, slot_file.read(Home(self._desk.home).key_slots)
        return Manifest(
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
            size=size,
            sha256=sha256,
        )


def _note(desk: Desk, context: ExecutionContext, manifest: Manifest) -> None:
    """The event stands before the file has its name: no copy of everything goes unrecorded."""

    def write() -> None:
        with desk.store.unit_of_work(context) as uow:
            uow.note(AuditAction.BACKUP_MADE, result_count=sum(manifest.rows.values()))

    desk.worker.submit(write).result()


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupState:
    """How the daily backup stands. failure is an error's code, "" while all is well."""

    last_at: datetime | None = None
    failure: str = ""

    @property
    def words(self) -> str:
        """The notice for people; empty while all is well."""
        if not self.failure:
            return ""
        return (
            "Today's backup could not be made. Check the disk and the backup folder; "
            "it is tried again in a quarter of an hour."
        )


class BackupSchedule:
    """Makes one backup per day of the clinic on a thread of its own, and removes old ones.

    on_change is called on that thread with each new state. Stop it before the desk is closed.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        on_change: Callable[[BackupState], object] = id,
        first_look_s: float = FIRST_LOOK_S,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._desk = desk
        self._on_change = on_change
        self._waits = (first_look_s, look_every_s)
        self._folder = desk.settings.backup_dir or desk.home / INSIDE
        self._keep = desk.settings.backup_keep
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._has_looked = False
        self.state = BackupState()

    def start(self) -> None:
        """Begin to look; a desk that is for reading only, or keeps none, has no backups."""
        if self._keep and not self._desk.trail.is_broken and self._thread is None:
            self._thread = threading.Thread(target=self._run, name="backup-schedule", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Give up a backup under way and end the thread. Safe to call twice, off the UI thread.

        The proof of a large copy is not waited for: it needs nothing of the desk and is dropped.
        """
        self._ended.set()
        if self._thread is not None:
            self._thread.join(LONGEST_STOP_S)

    def look(self) -> None:
        """Make today's backup if there is none yet. Not on the UI thread."""
        if not self._has_looked:  # here, since the window makes the schedule and never waits
            self._has_looked = True
            self._tell(BackupState(last_at=self._last_there()))
        if not self._is_due():
            return
        try:
            self._make()
            state = BackupState(last_at=self._desk.clock.now())
        except Stopped:
            return
        except (ClinicError, OSError) as error:
            code = error.code if isinstance(error, ClinicError) else DiskTrouble.code
            state = replace(self.state, failure=code)
        if not self._ended.is_set():
            self._tell(state)

    def _run(self) -> None:
        first, later = self._waits
        wait = first
        while not self._ended.wait(wait):
            self.look()
            wait = later

    def _is_due(self) -> bool:
        last = self.state.last_at
        if last is None or self.state.failure:
            return True
        now, zone = self._desk.clock.now(), ZoneInfo(self._desk.clinic.zone)
        is_future = last > now + timedelta(days=1)  # the clock was wrong when it was written
        return is_future or last.astimezone(zone).date() < now.astimezone(zone).date()

    def _last_there(self) -> datetime | None:
        """When the last backup was made, unless none of this desk lies in the folder any more."""
        is_there = any(self._folder.glob(f"{self._prefix}*{SUFFIX}"))
        return last_backup(self._desk) if is_there else None

    def _make(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        stamp = self._desk.clock.now().strftime("%Y%m%dT%H%M%SZ")
        name = f"{self._prefix}{stamp}{SUFFIX}"
        made = self._folder / name
        back_up(self._desk, made, is_stopped=self._ended.is_set)
        remove_old(self._folder, self._prefix, keep=self._keep, newest=made)

    @property
    def _prefix(self) -> str:
        """Desks may share a folder: each names and removes only its own."""
        return f"{self._desk.context.workstation_id[:12]}-"

    def _tell(self, state: BackupState) -> None:
        if state != self.state:
            self.state = state
            self._on_change(state)


def remove_old(folder: Path, prefix: str, *, keep: int, newest: Path | None = None) -> None:
    """Remove all but the newest backups of one desk.

    newest is the one just made: it stays. Names of a later time than its own were given by a clock
    that was wrong, nobody knows when: they count as the oldest.
    """
    now = newest.name if newest is not None else "\U0010ffff"
    ours = sorted(folder.glob(f"{prefix}*{SUFFIX}"), key=lambda one: (one.name <= now, one.name))
    for path in ours[: max(0, len(ours) - keep)]:
        path.unlink(missing_ok=True)


def remove_inside(home: Path) -> None:
    """Remove the daily backups that lie in an erased desk's own folder."""
    folder = home / INSIDE
    remove_old(folder, "", keep=0)
    with suppress(OSError):  # somebody keeps something else there
        folder.rmdir()


def last_backup(desk: Desk) -> datetime | None:
    """When the last proven backup of a desk was made; None where none is known."""
    text = desk.fact(LAST_BACKUP_FACT)
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
