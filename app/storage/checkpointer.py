"""Carries what large transactions wrote from the write-ahead log into the file, beside the writer.

SQLite does this at the end of a transaction that finds the log long, and whoever waits for that
transaction pays for it: a first load a sixth of its time. A passive checkpoint keeps nobody
waiting, and what it has not carried over yet is in the log, as safe as ever.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from app.domain.errors import StorageError
from app.storage.driver import driver


class Checkpointer:
    """One thread with a connection of its own, there while there is something to carry over."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._raw: Any = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_running = False
        self._is_asked = False
        self._is_closed = False

    def ask(self) -> None:
        """Carry over what is in the log now; returns at once."""
        with self._lock:
            self._is_asked = True
            if not self._is_running and not self._is_closed:
                self._is_running = True
                self._thread = threading.Thread(
                    target=self._run, name="database-checkpointer", daemon=True
                )
                self._thread.start()

    def close(self) -> None:
        """Wait for the end of what is under way, and begin nothing more."""
        with self._lock:
            self._is_closed = True
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while self._goes_on():
            # What is in its way now, the next one or the writer's own meets again.
            with suppress(driver.Error, StorageError):
                self._raw = self._raw or self._connect()
                self._raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _goes_on(self) -> bool:
        with self._lock:
            self._is_running = self._is_asked and not self._is_closed
            self._is_asked = False
            return self._is_running
