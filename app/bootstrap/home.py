"""The folder of a desk: which files it has, what desk.json says, and who holds it now."""

from __future__ import annotations

import os
import random
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Literal

import msgspec

from app.bootstrap.names import is_zone
from app.domain.errors import (
    ConfigurationError,
    DatabaseDamaged,
    DiskTrouble,
    SerializationFailed,
    StorageBusy,
)
from app.security import slot_file
from app.storage.json_file import JsonFile

_LOST_DESK_FILE = (
    "desk.json is missing beside a clinic's data: put it back from a copy; nothing was changed"
)
_SHARED_FOLDER = "others may enter the folder, and it holds other files: name one of its own"
_UNJOINED = "an unfinished join lies in the folder: join again, or empty the folder"
_FILE = re.compile(r"[0-9a-f]{32}|\.[0-9a-f]{32}-making")
PLAIN_HEADER = b"SQLite format 3\x00"


class DeskFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """desk.json: which desk of which clinic this folder is. Nothing secret, no patient data.

    is_joining says that the desk was made for a server that has not answered yet.
    """

    format: Literal[1] = 1
    clinic_id: slot_file.Identifier
    clinic_name: str
    workstation_id: slot_file.Identifier
    db_id: slot_file.Identifier
    mode: Literal["keyring", "passphrase"]
    zone: str
    server_url: str = ""
    is_joining: bool = False


class Home:
    """Paths of one desk's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "clinic.db"
        self.key_slots = folder / slot_file.FILE_NAME
        self.desk_file = folder / "desk.json"
        self.attempts = folder / f"{slot_file.FILE_NAME}.attempts"
        self.before_rotation = folder / "clinic.db.before-rotation"
        self.files = folder / "files"

    @property
    def exists(self) -> bool:
        """Whether the folder is a finished desk."""
        return self.desk_file.exists()

    @property
    def has_lost_its_file(self) -> bool:
        """Whether a clinic's data lies here without the desk.json that says whose it is."""
        return not self.exists and self._has_data and not self._mark.exists()

    def make_folder(self) -> None:
        """Make the folder for its owner only. Raises ConfigurationError."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Others could delete or replace what lies in an open folder.
            is_open = os.name == "posix" and self.folder.stat().st_mode & 0o077
            if is_open and self._holds_other_files:
                raise ConfigurationError("home", _SHARED_FOLDER)
            if is_open:
                self.folder.chmod(0o700)
        except OSError:
            raise ConfigurationError("home", "the folder cannot be made") from None

    def begin(self) -> None:
        """Mark the folder as a desk in the making, with what an interrupted making left cleared.

        Raises ConfigurationError where a desk is in the way. Call it with the folder locked.
        """
        if self.exists:
            is_joining = self.read().is_joining
            words = _UNJOINED if is_joining else "the folder already holds a desk"
            raise ConfigurationError("home", words)
        if self._has_data and not self._mark.exists():
            raise ConfigurationError("home", _LOST_DESK_FILE)
        self.clear()
        slot_file.write_durably(self._mark, b"")

    def finish(self, content: DeskFile) -> None:
        """Write desk.json, which makes the folder a desk."""
        self.write(content)
        self.forget_making()

    def forget_making(self) -> None:
        """Take the mark off a finished desk: a desk.json lost later must not look unfinished."""
        self._mark.unlink(missing_ok=True)

    def forget_half_written(self) -> None:
        """Delete what a write that was killed left behind. Call it with the folder locked."""
        named = (self.desk_file, self.key_slots, self.attempts, self.before_rotation, self._mark)
        for path in named:
            for half_written in self.folder.glob(f".{path.name}-*"):
                half_written.unlink(missing_ok=True)

    def mark_unfinished(self) -> None:
        """Mark a desk whose files are about to go."""
        slot_file.write_durably(self._mark, b"")

    def _clear_files(self) -> None:
        """Remove the files; without the database they are noise. What is not ours stays."""
        if not self.files.is_dir():
            return
        for path in list(self.files.iterdir()):
            if _FILE.fullmatch(path.name):
                path.unlink(missing_ok=True)
        with suppress(OSError):
            self.files.rmdir()

    @property
    def is_marked_unfinished(self) -> bool:
        """Whether a making or an erasing was interrupted here."""
        return self._mark.exists()

    def read(self) -> DeskFile:
        """What desk.json says. Raises ConfigurationError where the folder is no desk."""
        try:
            content = self._facts.read()
        except DiskTrouble:
            content = None
        except SerializationFailed:
            raise ConfigurationError("home", "desk.json is damaged or of a newer version") from None
        if content is None:
            raise ConfigurationError("home", self._why_no_desk)
        if not is_zone(content.zone):
            raise ConfigurationError("home", "desk.json names no time zone")
        return content

    @property
    def _facts(self) -> JsonFile[DeskFile]:
        return JsonFile(self.desk_file, DeskFile)

    @property
    def _mark(self) -> Path:
        return self.folder / "unfinished"

    @property
    def _holds_other_files(self) -> bool:
        names = (self.database, self.key_slots, self.desk_file, self._mark)
        ours = tuple(f"{dot}{path.name}" for path in names for dot in ("", "."))
        return any(not entry.name.startswith(ours) for entry in self.folder.iterdir())

    @property
    def _has_data(self) -> bool:
        return self.database.exists() or self.key_slots.exists()

    @property
    def _why_no_desk(self) -> str:
        if not self._has_data:
            return "the folder holds no desk"
        if self._mark.exists():
            return "the desk was never finished: run the same init or join again"
        return _LOST_DESK_FILE

    def write(self, content: DeskFile) -> None:
        """Replace desk.json in one step. Raises DiskTrouble."""
        self._facts.write(content)

    def refuse_strange_database(self) -> None:
        """An empty file would open with any key and look like a new clinic: lost data, unnoticed.

        Raises DatabaseDamaged.
        """
        try:
            with self.database.open("rb") as file:
                header = file.read(len(PLAIN_HEADER))
        except OSError:
            raise DatabaseDamaged(["the database is missing"]) from None
        if len(header) < len(PLAIN_HEADER):
            raise DatabaseDamaged(["the database is empty"])
        if header == PLAIN_HEADER:
            raise DatabaseDamaged(["the database is not encrypted"])

    def clear(self) -> None:
        """Take back a desk that could not be finished; one killed meanwhile stays marked so."""
        if self.exists:
            slot_file.write_durably(self._mark, b"")
        databases = (f"{self.database.name}{suffix}" for suffix in ("", "-wal", "-shm", "-journal"))
        named = (self.desk_file, self.key_slots, self.attempts)
        for path in (*named, self.before_rotation, *map(self.folder.joinpath, databases)):
            path.unlink(missing_ok=True)
        self._clear_files()
        self.forget_half_written()
        self._mark.unlink(missing_ok=True)


def needs_first_run(home: Path) -> bool:
    """Whether the folder still has to become a desk; a damaged one does not, it says so itself."""
    place = Home(home)
    try:
        return not place.exists or place.read().is_joining
    except ConfigurationError:
        return False


class HomeLock:
    """Holds a desk's folder for one process; ends with it, even when it is killed."""

    def __init__(self, folder: Path) -> None:
        self._descriptor = _lock(folder)

    def release(self) -> None:
        """Let another process have the folder."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> HomeLock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """The present instant, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return monotonic()


class SystemRandom:
    """Randomness for retry delays; not for secrets."""

    def uniform(self, low: float, high: float) -> float:
        """A number between low and high."""
        return random.uniform(low, high)  # noqa: S311 - spreads retries, protects nothing


def _lock(folder: Path) -> int | None:
    try:
        import fcntl
    except ImportError:
        return None  # Windows: SQLite's own file locks keep two writers apart.
    # The folder itself is locked: a lock file would be one more file to explain and to leave.
    descriptor = os.open(folder, os.O_RDONLY)
    with suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return descriptor
    os.close(descriptor)
    raise StorageBusy("another program has this desk open")
