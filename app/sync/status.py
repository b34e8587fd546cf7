"""What people see of the synchronisation: one word, counts and times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from app.domain.operations import QueueCounts
from app.domain.ports import Clock
from app.sync.keeping import is_stalled
from app.sync.lanes import EngineState, Halt, Phase
from app.sync.load_state import LoadProgress

MOST_CLOCK_OFFSET_S = 300.0


class SyncState(Enum):
    """The one word. PAUSED is the user's own "work offline" switch."""

    OFFLINE = "offline"
    SYNCING = "syncing"
    SYNCED = "synced"
    NEEDS_LOGIN = "needs_login"
    REVOKED = "revoked"
    UPGRADE = "upgrade"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What this run of the program sent and received so far."""

    pushed: int = 0
    pulled: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStatus:
    """The synchronisation at a glance.

    waiting, conflicted and quarantined count operations: not answered yet, in conflict, needing
    a person. clock_offset_s is how far the server's clock is ahead of this computer's.
    """

    state: SyncState = SyncState.OFFLINE
    last_synced_at: datetime | None = None
    waiting: int = 0
    conflicted: int = 0
    quarantined: int = 0
    oldest_waiting_at: datetime | None = None
    offline_since: datetime | None = None
    progress: Progress = Progress()
    hears_hints: bool = False
    clock_offset_s: float = 0.0
    loading: LoadProgress | None = None
    """How far the first load is; None where there is none under way."""
    is_stalled: bool = False
    """A change waits for too long although server and desk are well."""

    @property
    def clock_is_off(self) -> bool:
        """Whether this computer's clock is too far from the server's to be left as it is; nothing
        is held up by it."""
        return abs(self.clock_offset_s) > MOST_CLOCK_OFFSET_S


_HALTED = {
    Halt.NEEDS_LOGIN: SyncState.NEEDS_LOGIN,
    Halt.REVOKED: SyncState.REVOKED,
    Halt.UPGRADE: SyncState.UPGRADE,
}


def word_for(state: EngineState, counts: QueueCounts) -> SyncState:
    """The one word for an engine state and its queue."""
    if state.halt is not None:
        return _HALTED[state.halt]
    if state.is_offline:
        return SyncState.PAUSED
    if state.is_unreachable or (state.is_failing and state.phase is Phase.IDLE):
        return SyncState.OFFLINE
    if counts.waiting or state.synced_at is None:
        return SyncState.SYNCING
    return SyncState.SYNCED


class StatusBoard:
    """Holds the present status and tells listeners when it changes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts = QueueCounts()
        self._listeners: list[Callable[[SyncStatus], None]] = []
        self.status = SyncStatus()

    def subscribe(self, callback: Callable[[SyncStatus], None]) -> Callable[[], None]:
        """Hear every change; the returned function ends the subscription."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def show(self, state: EngineState, counts: QueueCounts | None = None) -> None:
        """Renew the status from the engine and, where given, the queue's counts."""
        counts = self._counts = counts or self._counts
        is_away = state.is_unreachable or state.is_offline
        since = self.status.offline_since or self._clock.now()
        self._change(
            replace(
                self.status,
                state=word_for(state, counts),
                last_synced_at=self._instant(state.synced_at),
                waiting=counts.waiting,
                conflicted=counts.conflicted,
                quarantined=counts.quarantined,
                oldest_waiting_at=counts.oldest_at,
                offline_since=since if is_away else None,
                hears_hints=state.hears_hints,
                is_stalled=is_stalled(state, counts, self._clock.now()),
            )
        )

    def count(self, *, pushed: int = 0, pulled: int = 0) -> None:
        """Add to the progress."""
        done = self.status.progress
        progress = Progress(pushed=done.pushed + pushed, pulled=done.pulled + pulled)
        self._change(replace(self.status, progress=progress))

    def note_loading(self, progress: LoadProgress | None) -> None:
        """Note how far the first load is."""
        self._change(replace(self.status, loading=progress))

    def note_clock(self, server_time: datetime) -> None:
        """Note how far the server's clock is ahead, in whole seconds."""
        offset_s = round((server_time - self._clock.now()).total_seconds())
        self._change(replace(self.status, clock_offset_s=float(offset_s)))

    def _instant(self, monotonic: float | None) -> datetime | None:
        if monotonic is None:
            return None
        since = timedelta(seconds=round(self._clock.monotonic() - monotonic, 1))
        instant = (self._clock.now() - since).replace(microsecond=0)
        shown = self.status.last_synced_at
        is_same = shown is not None and abs(instant - shown) <= timedelta(seconds=1)
        return shown if is_same else instant

    def _change(self, status: SyncStatus) -> None:
        if status == self.status:
            return
        self.status = status
        for listener in tuple(self._listeners):
            listener(status)
