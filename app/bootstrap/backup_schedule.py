"""One backup a day: when it is due, where it goes, and what people hear when it fails."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QCoreApplication

from app.bootstrap.backing_up import SUFFIX, back_up, last_backup
from app.domain.errors import ClinicError, DiskTrouble
from app.storage.backup import Stopped

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

INSIDE = "backups"
"""Where in the desk's folder backups lie unless another place is set."""
APART_FACT = "backups_apart"
"""Fact with the folder whose backups lay on another disk than the desk."""
LOOK_EVERY_S = 900.0
FIRST_LOOK_S = 60.0
"""Not in the first minute: opening the window has the disk to itself."""
LONGEST_STOP_S = 3.0
FOLDER_GONE = "backup_folder_gone"
"""Failure: the disk or folder for backups is not there."""
_UNEXPECTED = "internal"
_log = logging.getLogger(__name__)


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
        if self.failure == FOLDER_GONE:
            return _tr(
                "Today's backup could not be made: the disk or folder for backups is not there. "
                "Connect it; it is tried again in a quarter of an hour."
            )
        return _tr(
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
        """Make today's backup if there is none yet. Not on the UI thread.

        Whatever goes wrong is told and tried again: a clinic must not lose its backups in silence.
        """
        try:
            state = self._looked()
        except Stopped:
            return
        except Exception as error:
            state = replace(self.state, failure=_code_of(error))
            if state.failure == _UNEXPECTED:
                _log.error("today's backup failed: %s", type(error).__name__)
        if not self._ended.is_set():
            self._tell(state)

    def _looked(self) -> BackupState:
        if not self._has_looked:  # here, since the window makes the schedule and never waits
            self._tell(BackupState(last_at=self._last_there()))
            self._has_looked = True
        if not self._is_due():
            return self.state
        is_apart = self._is_apart()
        if is_apart is None:
            return replace(self.state, failure=FOLDER_GONE)
        self._make()
        if is_apart:
            self._desk.set_fact(APART_FACT, str(self._folder))
        return BackupState(last_at=self._desk.clock.now())

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
        now, zone = self._desk.clock.now(), _zone(self._desk.clinic.zone)
        is_future = last > now + timedelta(days=1)  # the clock was wrong when it was written
        return is_future or last.astimezone(zone).date() < now.astimezone(zone).date()

    def _last_there(self) -> datetime | None:
        """When the last backup was made, unless none of this desk lies in the folder any more."""
        is_there = any(self._folder.glob(f"{self._prefix}*{SUFFIX}"))
        return last_backup(self._desk) if is_there else None

    def _make(self) -> None:
        self._folder.mkdir(exist_ok=True, mode=0o700)
        stamp = self._desk.clock.now().strftime("%Y%m%dT%H%M%SZ")
        name = f"{self._prefix}{stamp}{SUFFIX}"
        made = self._folder / name
        back_up(self._desk, made, is_stopped=self._ended.is_set)
        remove_old(self._folder, self._prefix, keep=self._keep, newest=made)

    def _is_apart(self) -> bool | None:
        """Whether the folder lies on another disk than the desk; None: it is not there.

        The path to it is never made: that of a disk that is not there would be made on the desk's
        own, and so would a folder where the disk was mounted before.
        """
        place = self._folder if self._folder.exists() else self._folder.parent
        if not place.is_dir():
            return None
        is_apart = device_of(place) != device_of(self._desk.home)
        was_apart = self._desk.fact(APART_FACT) == str(self._folder)
        return None if was_apart and not is_apart else is_apart

    @property
    def _prefix(self) -> str:
        """Desks may share a folder: each names and removes only its own."""
        return f"{self._desk.context.workstation_id[:12]}-"

    def _tell(self, state: BackupState) -> None:
        if state != self.state:
            self.state = state
            with suppress(RuntimeError):  # whoever was to hear of it is gone: the window closes
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


def _zone(name: str) -> tzinfo:
    """The clinic's; a name this computer does not know ends no backups."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def device_of(place: Path) -> int:
    """Which disk a folder lies on."""
    return place.stat().st_dev


def _code_of(error: Exception) -> str:
    if isinstance(error, ClinicError):
        return error.code
    return DiskTrouble.code if isinstance(error, OSError) else _UNEXPECTED


def _tr(text: str) -> str:
    return QCoreApplication.translate("backups", text)
