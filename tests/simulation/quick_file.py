"""A desk's encrypted file for simulated days: one connection, which reads between two writes."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from app.storage.database import Database
from app.storage.session import Session
from tests.empty_database import KEY


class QuickFile(Database):
    """The program's own database, but that a reader borrows the writer's connection.

    Everything here runs in one thread, and every connection costs 8 ms to open and to warm.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, KEY, synchronous="NORMAL", lock_memory=False)
        self.synchronous = "OFF"  # a crash here kills no disk
        self.writer.run("PRAGMA synchronous=OFF")

    @contextmanager
    def reading(self) -> Generator[Session, None, None]:
        """What is committed; in the middle of a write, over a connection of its own."""
        if self.writer.in_transaction:
            with super().reading() as session:
                yield session
            return
        self.writer.run("BEGIN")
        try:
            yield self.writer
        finally:
            self.writer.roll_back()
