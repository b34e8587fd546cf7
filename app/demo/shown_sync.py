"""A connection to the server that is only shown: the tour sets what the window says about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from app.sync.status import SyncState, SyncStatus


class ShownSync:
    """Stands where the sync runner stands, so that pictures do not depend on timing."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._listeners: list[Callable[[SyncStatus], None]] = []
        self.status = SyncStatus(state=SyncState.SYNCED, last_synced_at=now, hears_hints=True)

    def subscribe(self, callback: Callable[[SyncStatus], None]) -> Callable[[], None]:
        """Hear every change; the returned function ends the subscription."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def sync_now(self) -> None:
        """Nothing to do: there is no server behind the pictures."""

    def set_offline(self, is_offline: bool) -> None:
        """Say that the desk works offline on purpose, or that it does no longer."""
        self.show(SyncState.PAUSED if is_offline else SyncState.SYNCED)

    def show(self, state: SyncState, *, waiting: int = 0, conflicted: int = 0) -> None:
        """Let the window show this state."""
        since = self._now - timedelta(minutes=52)
        is_away = state in (SyncState.OFFLINE, SyncState.PAUSED)
        self.status = SyncStatus(
            state=state,
            last_synced_at=since if is_away else self._now,
            waiting=waiting,
            conflicted=conflicted,
            oldest_waiting_at=since if waiting else None,
            offline_since=since if is_away else None,
            hears_hints=not is_away,
        )
        for listener in tuple(self._listeners):
            listener(self.status)
