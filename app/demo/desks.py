"""One workstation of the demo: an open desk that keeps itself in step with the server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.demo.clinic import CLINIC_NAME, DemoPlan, fill
from app.demo.clock import ZONE
from app.demo.keys import PASSPHRASE
from app.domain.patient import Patient
from app.domain.ports import Clock, KeyStore, Reader
from app.settings import Settings
from app.sync import pull
from app.sync.status import SyncState, SyncStatus

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk
    from app.sync.runner import SyncRunner

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DemoDesk:
    """A desk with its sync task running."""

    desk: Desk
    runner: SyncRunner

    @property
    def status(self) -> SyncStatus:
        """How it stands with the server."""
        return self.runner.status

    @property
    def is_offline(self) -> bool:
        """Whether it knows that the server is out of reach."""
        return self.status.state is SyncState.OFFLINE

    async def read(self, work: Callable[[Reader], T]) -> T:
        """Ask the desk's database."""
        return await self.desk.worker.read(work)

    async def write(self, work: Callable[[], T]) -> T:
        """Change something, on the writer thread."""
        return await self.desk.worker.write(work)

    @property
    def is_in_step(self) -> bool:
        """Whether nothing waits and the server's changes are here."""
        return self.status.state is SyncState.SYNCED and self.status.waiting == 0

    async def has_sent_and_read_everything(self) -> bool:
        """Whether nothing waits and the server has nothing newer, whatever the status says yet."""
        if (await self.read(lambda reader: reader.queue_counts())).waiting:
            return False
        api = self.desk.api
        if api is None:
            return True
        begin, context = self.desk.store.unit_of_work, self.desk.context
        cursor = await self.write(lambda: pull.cursor(begin, context))
        return bool(cursor) and not (await api.pull(cursor, limit=1)).rows

    async def until(self, holds: Callable[[], bool], *, seconds: float = 120.0) -> None:
        """Wait for something that shows in the status. Raises TimeoutError."""
        changed = asyncio.Event()
        end = self.runner.subscribe(lambda _status: changed.set())
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    await changed.wait()
                    changed.clear()
        finally:
            end()

    async def patient_count(self) -> int:
        """How many patients the desk knows."""
        return await self.read(lambda reader: reader.records(Patient).size())

    async def invite(self, username: str) -> str:
        """A code with which one more desk can join."""
        from app.bootstrap.headless import invite

        return (await invite(self.desk, username=username)).code

    async def close(self) -> None:
        """Stop syncing and close the database."""
        await self.runner.stop()
        await self.desk.aclose()


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """Where a desk of the demo is and what it runs on; keystore None: the passphrase alone."""

    home: Path
    username: str
    clock: Clock
    settings: Settings
    keystore: KeyStore | None = None


def make_desk(station: Station, plan: DemoPlan) -> None:
    """A desk of its own with the whole demo clinic in it; no server yet."""
    from app.bootstrap.headless import create_home

    create_home(
        station.home,
        CLINIC_NAME,
        station.username,
        PASSPHRASE,
        zone=ZONE,
        workstation_name="Front desk",
        clock=station.clock,
        keystore=station.keystore,
        settings=station.settings,
    )
    desk = _open(station)
    try:
        desk.worker.submit(lambda: fill(desk.store.unit_of_work, desk.context, plan=plan)).result()
    finally:
        desk.close()


async def join_desk(station: Station, url: str, code: str) -> DemoDesk:
    """Bring a desk to the server by code and start to sync; a folder without a desk gets one."""
    from app.bootstrap.headless import join_home

    await join_home(
        station.home,
        url,
        code,
        station.username,
        PASSPHRASE,
        workstation_name=f"{station.username}'s desk",
        clock=station.clock,
        keystore=station.keystore,
        settings=station.settings,
    )
    desk = await asyncio.to_thread(_open, station)
    runner = desk.make_runner()
    runner.start()
    return DemoDesk(desk, runner)


def _open(station: Station) -> Desk:
    from app.bootstrap.headless import open_desk

    return open_desk(
        station.home,
        PASSPHRASE,
        clock=station.clock,
        keystore=station.keystore,
        settings=station.settings,
    )
