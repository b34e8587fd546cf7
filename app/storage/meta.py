"""The table of small facts: of the synchronisation, and of the desk itself."""

from __future__ import annotations

from app.storage.desk_proof import Moved, Part, not_heard
from app.storage.session import Session

_KEEP = "INSERT INTO sync_meta (k, v) VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v"


class MetaTable:
    """See app/domain/ports.py: SyncMeta."""

    def __init__(self, session: Session, moved: Moved = not_heard) -> None:
        self._session = session
        self._moved = moved

    def get(self, key: str) -> str | None:
        """A fact, or None."""
        row = self._session.one("SELECT v FROM sync_meta WHERE k = ?", (key,))
        return None if row is None else str(row[0])

    def set(self, key: str, value: str | None) -> None:
        """Keep a fact; None forgets it."""
        before = self.get(key)
        if before == value:
            return
        if value is None:
            self._session.run("DELETE FROM sync_meta WHERE k = ?", (key,))
        else:
            self._session.run(_KEEP, (key, value))
        self._moved(
            Part.FACTS,
            None if before is None else (key, before),
            None if value is None else (key, value),
        )
