"""`clinic-desk sync`: bring a desk and its server into step without a window."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from pathlib import Path

from app.bootstrap.desk import Desk, open_desk
from app.bootstrap.noting import Arrival
from app.domain.changes import Origin
from app.domain.errors import ConfigurationError
from app.settings import Settings
from app.sync.realign import newer_here
from app.sync.runner import SyncRunner
from app.sync.status import SyncState, SyncStatus

_HALTED = frozenset({SyncState.NEEDS_LOGIN, SyncState.REVOKED, SyncState.UPGRADE, SyncState.PAUSED})
_ASK_AGAIN_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """How the desk stands afterwards; waiting counts operations the server has not answered.

    newer names records ("patient/0190…") that this desk knows in a newer state than a server that
    was put back to a backup, as long as no other desk has sent them.
    """

    state: str
    sent: int
    fetched: int
    waiting: int
    conflicted: int
    quarantined: int
    newer: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether the server has everything, and this desk everything of the server's."""
        return self.state == SyncState.SYNCED.value and self.waiting == 0

    def as_json(self) -> dict[str, object]:
        """The outcome as plain values."""
        return {**asdict(self), "is_complete": self.is_complete}

    def as_text(self) -> str:
        """The outcome for people."""
        if self.is_complete:
            words = f"In step with the server: {self.sent} changes sent, {self.fetched} fetched."
        else:
            words = f"Not in step ({self.state}): {self.waiting} changes wait; nothing is lost."
        if self.conflicted or self.quarantined:
            words += f" {self.conflicted} in conflict and {self.quarantined} refused need somebody."
        if self.newer:
            words += (
                f" {len(self.newer)} records are newer here than at the server, which was put back"
                f" to a backup: {', '.join(self.newer)}."
            )
        return words


def sync_once(
    home: Path, passphrase: str, *, user: str | None, settings: Settings, wait_s: float
) -> Synced:
    """Open a desk, send and fetch until nothing is left or the time is over, and close it.

    Raises KeyAccessError, StorageError, ConfigurationError at a desk without a server.
    """
    return asyncio.run(_sync(home, passphrase, user=user, settings=settings, wait_s=wait_s))


async def _sync(
    home: Path, passphrase: str, *, user: str | None, settings: Settings, wait_s: float
) -> Synced:
    desk = await asyncio.to_thread(
        open_desk, home, passphrase, user=user, settings=settings, arrival=Arrival.SIGN_IN
    )
    try:
        if desk.api is None:
            raise ConfigurationError("server", "this desk has not joined a server")
        runner = desk.make_runner()
        runner.start()
        try:
            if await _until_in_step(runner, wait_s) is SyncState.NEEDS_LOGIN:
                await desk.sign_in(passphrase)
                await _until_in_step(runner, wait_s)
            newer = await desk.worker.write(lambda: _newer(desk))
            return _outcome(runner.status, newer)
        finally:
            await runner.stop()
    finally:
        await desk.aclose()


async def _until_in_step(runner: SyncRunner, wait_s: float) -> SyncState:
    changed = asyncio.Event()
    end = runner.subscribe(lambda _status: changed.set())
    runner.sync_now()
    try:
        async with asyncio.timeout(wait_s):
            while not _has_ended(runner.status):
                try:
                    async with asyncio.timeout(_ASK_AGAIN_S):
                        await changed.wait()
                except TimeoutError:
                    runner.sync_now()
                changed.clear()
    except TimeoutError:
        pass
    finally:
        end()
    return runner.status.state


def _has_ended(status: SyncStatus) -> bool:
    is_in_step = status.state is SyncState.SYNCED and status.waiting == 0
    return is_in_step or status.state in _HALTED


def _newer(desk: Desk) -> tuple[str, ...]:
    with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
        return tuple(f"{entity}/{row_id}" for entity, row_id in newer_here(uow))


def _outcome(status: SyncStatus, newer: tuple[str, ...]) -> Synced:
    return Synced(
        state=status.state.value,
        sent=status.progress.pushed,
        fetched=status.progress.pulled,
        waiting=status.waiting,
        conflicted=status.conflicted,
        quarantined=status.quarantined,
        newer=newer,
    )
