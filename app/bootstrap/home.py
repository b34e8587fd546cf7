"""The folder of a desk: which files it has, what desk.json says, and who holds it now."""

from __future__ import annotations

import os
import random
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from types import TracebackType

import msgspec

from app.domain.errors import ConfigurationError, StorageBusy
from app.security import slot_file

PLAIN_HEADER = b"SQLite format 3\x00"


class DeskFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """desk.json: which desk of which clinic this folder is. Nothing secret, no patient data."""

    format: int = 1
    clinic_id: str
    clinic_name: str
    workstation_id: str
    db_id: str
    mode: str
    zone: str
    server_url: str = ""


class Home:
    """Paths of one desk's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "clinic.db"
        self.key_slots = folder / slot_file.FILE_NAME
        self.desk_file = folder / "desk.json"

    @property
    def exists(self) -> bool:
        """Whether the folder is a finished desk."""
        return self.desk_file.exists()

    @property
    def is_free(self) -> bool:
        """Whether a new desk may be made here."""
        return not any(path.exists() for path in (self.database, self.key_slots, self.desk_file))

    def prepare(self) -> None:
        """Make the folder for its owner only. Raises ConfigurationError where one is in the way."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            raise ConfigurationError("home", "the folder cannot be made") from None
        if not self.is_free:
            raise ConfigurationError("home", "the folder already holds a desk")

    def read(self) -> DeskFile:
        """What desk.json says. Raises ConfigurationError where the folder is no desk."""
        try:
            return msgspec.json.decode(self.desk_file.read_bytes(), type=DeskFile)
        except OSError:
            raise ConfigurationError("home", "the folder holds no desk") from None
        except msgspec.DecodeError:
            raise ConfigurationError("home", "desk.json is damaged") from None

    def write(self, content: DeskFile) -> None:
        """Replace desk.json in one step."""
        raw = msgspec.json.format(msgspec.json.encode(content), indent=1)
        slot_file.write_durably(self.desk_file, raw + b"\n")

    def clear(self) -> None:
        """Take back a desk that could not be finished."""
        for path in (self.desk_file, self.key_slots):
            path.unlink(missing_ok=True)
        for suffix in ("", "-wal", "-shm", "-journal"):
            self.database.with_name(self.database.name + suffix).unlink(missing_ok=True)


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
