"""`demo --headless`: two desks through an outage, with the real server, database and network.

Each step is printed as it happens, and at the end what both desks and the server hold. The exit
code is 0 only when nothing was lost, applied twice or left different.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from app.bootstrap.local_server import LocalServer
from app.bootstrap.scratch import scratch_folder
from app.demo import compare
from app.demo.clinic import CLINIC_NAME, DEMO_FOLDER, USER_NAME, DemoPlan
from app.demo.clock import DemoClock, LeapingClock
from app.demo.desks import DemoDesk, Station, join_desk, make_desk
from app.demo.keys import MemoryKeyStore
from app.demo.network import Network
from app.demo.offline_work import OfflineWork
from app.demo.week import DeskWeek
from app.domain.consistency import Acknowledgement
from app.settings import load_settings

if TYPE_CHECKING:
    from app.demo.offline_work import Promise

_SECOND_USER = "Jonas Hale"
_LONGEST_SYNC_S = 300.0


def run_outage(*, plan: DemoPlan) -> int:
    """Play the outage; 0 when everything that was promised held."""
    with scratch_folder(DEMO_FOLDER) as place:
        say("Starting PostgreSQL and the clinic's server …")
        with LocalServer(place / "server") as server:
            return asyncio.run(_play(place, server, plan))


def say(text: str) -> None:
    """Print a step."""
    print(text, flush=True)


async def _play(place: Path, server: LocalServer, plan: DemoPlan) -> int:
    network = Network(server.port)
    async with AsyncExitStack() as stack:
        port = await network.start()
        stack.push_async_callback(network.stop)
        outage = Outage(place, server, network, f"http://127.0.0.1:{port}", plan)
        stack.push_async_callback(outage.close)
        return await outage.play()


@dataclass
class Outage:
    """The desks A and B, and everything that must hold at the end."""

    place: Path
    server: LocalServer
    network: Network
    url: str
    plan: DemoPlan
    desks: dict[str, DemoDesk] = field(default_factory=dict[str, DemoDesk])
    clocks: dict[str, LeapingClock] = field(default_factory=dict[str, LeapingClock])
    faults: list[str] = field(default_factory=list[str])

    async def play(self) -> int:
        """Every step, in order."""
        await self._open_clinic()
        work = await OfflineWork.prepare(self.desks["A"])
        await self._cut(work)
        promises = await self._work_offline(work)
        await self._restore()
        await self._check(promises)
        await self._decide(work)
        await self._write_through(work)
        if self.plan.week_edits:
            await self._spend_a_week(self.plan.week_edits)
        await self._compare()
        if self.faults:
            say("\nFAILED:")
            for fault in self.faults:
                say(f"  ✗ {fault}")
            return 1
        say("\nNothing was lost, applied twice or left different.")
        return 0

    async def close(self) -> None:
        """Close both desks."""
        for desk in self.desks.values():
            await desk.close()

    async def _open_clinic(self) -> None:
        say(f"Desk A makes a clinic of {self.plan.patients} patients …")
        station = self._station("a", USER_NAME)
        await asyncio.to_thread(make_desk, station, self.plan)
        code = await asyncio.to_thread(self.server.invite, CLINIC_NAME, USER_NAME)
        begun = time.monotonic()
        a = self.desks["A"] = await join_desk(station, self.url, code)
        await a.until(lambda: a.is_in_step)
        say(f"  … and has sent it to the server ({_since(begun)}).")
        invitation = await a.invite(_SECOND_USER)
        begun = time.monotonic()
        station = self._station("b", _SECOND_USER)
        b = self.desks["B"] = await join_desk(station, self.url, invitation)
        await b.until(lambda: b.is_in_step)
        count = await b.patient_count()
        say(f"Desk B joins by code and receives it: {count} patients ({_since(begun)}).")

    def _station(self, folder: str, username: str) -> Station:
        return Station(
            home=self.place / folder,
            username=username,
            clock=self.clocks.setdefault(folder.upper(), LeapingClock(DemoClock(self.plan.now))),
            settings=load_settings({}),
            keystore=MemoryKeyStore(),
        )

    async def _cut(self, work: OfflineWork) -> None:
        say("\nThe network is cut.")
        self.network.cut()
        for name, desk in self.desks.items():
            await work.touch(desk, name)
            await desk.until(lambda d=desk: d.is_offline)
        say("  Both desks say they are offline, and go on working.")

    async def _work_offline(self, work: OfflineWork) -> list[Promise]:
        promises: list[Promise] = []
        async for sentence, promise in work.play(self.desks["A"], self.desks["B"]):
            say(f"  {sentence}")
            promises.append(promise)
        for name, desk in self.desks.items():
            say(f"  Desk {name}: {desk.status.waiting} changes wait.")
        return promises

    async def _restore(self) -> None:
        say("\nThe network is back; the answer to the first push is lost on its way.")
        self.network.restore(lose_next_reply=True)
        for desk in self.desks.values():
            desk.runner.sync_now()
        await self._both_synced()
        if self.network.lost_replies != 1:
            self.faults.append("no answer was lost, so sending twice was not tried")
        say(f"  Replies lost: {self.network.lost_replies}. Both desks have sent and received all.")

    async def _check(self, promises: list[Promise]) -> None:
        say("\nWhat became of the work:")
        for promise in promises:
            for name, desk in self.desks.items():
                held = await desk.read(promise.holds)
                say(f"  {'✓' if held else '✗'} desk {name}: {promise.says}")
                if not held:
                    self.faults.append(f"desk {name}: not so: {promise.says}")

    async def _decide(self, work: OfflineWork) -> None:
        decided = await work.decide(self.desks["A"])
        say(f"\nDesk A decides {decided} conflicts; desk B hears of it.")
        await self._both_synced()
        left = await self.desks["B"].read(work.count_undecided)
        if left:
            self.faults.append(f"desk B still has {left} undecided conflicts")

    async def _write_through(self, work: OfflineWork) -> None:
        got = await work.write_through(self.desks["A"])
        say(f"\nDesk A writes and waits for the server (consistency ONE): {got}.")
        if got is not Acknowledgement.SERVER:
            self.faults.append("the server did not acknowledge a write that waited for it")
        await self._both_synced()

    async def _spend_a_week(self, edits: int) -> None:
        say(f"\nThe network is cut for a week; each desk edits {edits} times.")
        self.network.cut()
        weeks = [
            DeskWeek(name, desk, self.clocks[name], edits, Random(f"{self.plan.seed} {name}"))
            for name, desk in self.desks.items()
        ]
        begun = time.monotonic()
        await asyncio.gather(*(week.play() for week in weeks))
        for week in weeks:
            await week.desk.until(lambda d=week.desk: d.is_offline)
            waiting = await week.desk.read(lambda reader: reader.queue_counts().waiting)
            say(f"  Desk {week.name}: {waiting} changes wait.")
        say(f"The week took {_since(begun)}. The network is back, and loses the first answer.")
        begun = time.monotonic()
        self.network.restore(lose_next_reply=True)
        await self._both_synced()
        say(f"  Both desks have sent and received everything ({_since(begun)}).")
        for week in weeks:
            outcome = await week.outcome()
            states = ", ".join(f"{count} {state}" for state, count in outcome.states.items())
            say(f"  Desk {week.name}: {sum(outcome.states.values())} operations: {states}.")
            kept = f"{outcome.shown} are shown, {outcome.in_conflict} wait for a decision"
            say(f"    Of the values last entered, {kept}, {outcome.lost} are lost.")
            self.faults += [f"desk {week.name}: {fault}" for fault in outcome.faults]

    async def _compare(self) -> None:
        say("\nComparison at the end (live records, fingerprint):")
        api = self.desks["A"].desk.api
        assert api is not None  # noqa: S101  (both desks have joined)
        held = {name: await desk.read(compare.desk_holding) for name, desk in self.desks.items()}
        held["server"] = await compare.server_holding(api)
        found = {name: compare.digests(holding) for name, holding in held.items()}
        for entity in found["server"]:
            cells = [found[name][entity] for name in ("A", "B", "server")]
            same = len(set(cells)) == 1
            shown = "  ".join(f"{cell.count:>6} {cell.value}" for cell in cells)
            say(f"  {'✓' if same else '✗'} {entity:<22} {shown}")
            if not same:
                self.faults.append(f"{entity} differs between desk A, desk B and the server")
        for name, desk in self.desks.items():
            states = await asyncio.to_thread(compare.operations, desk.desk)
            open_ones = compare.unaccounted(states)
            shown = ", ".join(f"{count} {state}" for state, count in states.items())
            say(f"  desk {name}: {sum(states.values())} operations ever made: {shown}")
            if open_ones:
                self.faults.append(f"desk {name}: {open_ones} operations are not accounted for")

    async def _both_synced(self) -> None:
        """Both desks have nothing to send, and have heard of all that the other sent."""
        async with asyncio.timeout(_LONGEST_SYNC_S):
            while True:
                for desk in self.desks.values():
                    desk.runner.sync_now()
                    await desk.until(lambda d=desk: d.is_in_step, seconds=_LONGEST_SYNC_S)
                done = [await desk.has_sent_and_read_everything() for desk in self.desks.values()]
                if all(done):
                    return
                await asyncio.sleep(0.3)


def _since(begun: float) -> str:
    return f"{time.monotonic() - begun:.1f} s"
