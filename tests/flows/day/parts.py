"""What a workstation of the day is made of: a clock that is set, a keyring that is a file."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path


@dataclass
class SetClock:
    """Stands at a moment until somebody puts it on; what cannot be set runs as ever."""

    at: datetime
    ahead: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return self.at + self.ahead

    def monotonic(self) -> float:
        return time.monotonic()


class FileKeyStore:
    """A computer's keyring that outlives the process: one file."""

    name = "file (tests)"
    _turn = threading.RLock()
    """Threads of one process ask it at once, each by a store of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, key: str) -> bytes | None:
        with self._turn:
            found = self._all().get(key)
        return None if found is None else bytes.fromhex(found)

    def set(self, key: str, value: bytes) -> None:
        with self._turn:
            self._keep({**self._all(), key: value.hex()})

    def delete(self, key: str) -> None:
        with self._turn:
            self._keep({name: value for name, value in self._all().items() if name != key})

    def _all(self) -> dict[str, str]:
        return json.loads(self._path.read_text("utf-8")) if self._path.exists() else {}

    def _keep(self, secrets: dict[str, str]) -> None:
        beside = self._path.with_suffix(".new")
        beside.write_text(json.dumps(secrets), "utf-8")
        beside.replace(self._path)
