"""What two desks and a server do together: sending, fetching, and a desk that begins from nothing.

Goals are the figures that must be reached; "ahead" in the detail is faster than every peer that was
measured on this work (design performance.md).
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.bench import sample
from app.bench.measure import Row
from app.bench.server import desk_at, operations_of, send
from app.bench.workbench import Workbench, batches
from app.bootstrap.local_server import LocalServer
from app.domain.operations import RowState
from app.protocol.codec import instant_to_wire
from app.sync.status import SyncState, SyncStatus

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk
    from app.sync.runner import SyncRunner

_PEERS = "no slower than peers on this work"
_VISITS = 2000
_SLOT = timedelta(minutes=30)
_PUSH_AT_ONCE = 10_000
_STEP_S = 0.02
_LONGEST_S = 600.0
_STATM = Path("/proc/self/statm")
_CHILD = "import sys; from app.bench.sync import load_at; load_at(*sys.argv[1:])"


def pull_10k(bench: Workbench) -> Iterator[Row]:
    """What one desk sent arrives in the encrypted database of another."""
    with LocalServer(bench.folder / "pull-server") as server:
        speeds = asyncio.run(_pull_in_turns(bench, server))
    yield Row(
        scenario="pull_10k",
        variant="records/s",
        floor=_PEERS,
        value=sorted(speeds)[len(speeds) // 2],
        worst=min(speeds),
        goal=18_000.0,
        unit="/s",
        higher_is_better=True,
        detail={"ahead": 38_000},
    )


def first_load(bench: Workbench) -> Iterator[Row]:
    """A new desk at a clinic with many patients: usable, then complete with every index."""
    count = bench.sizes.records
    with LocalServer(bench.folder / "load-server") as server:
        asyncio.run(_fill(bench, server, count))
        told = _loaded_in_a_process_of_its_own(bench, server)
    share = count / 100_000
    for variant, value, goal, ahead, unit in (
        ("usable", told["usable_s"], 2.0, None, "s"),
        ("complete", told["complete_s"], 10.0 * max(share, 0.1), 4.0 * max(share, 0.1), "s"),
        ("memory", told["grown_mb"], 120.0, 60.0, "MB"),
    ):
        detail: dict[str, float | str] = {"records": told["records"]}
        if ahead is not None:
            detail["ahead"] = ahead
        yield Row(
            scenario="first_load",
            variant=variant,
            floor=f"{count:,} patients",
            value=max(value, 0.001),
            worst=max(value, 0.001),
            goal=goal,
            unit=unit,
            detail=detail,
        )


async def _pull_in_turns(bench: Workbench, server: LocalServer) -> list[float]:
    from app.bootstrap.collecting import settle

    sender = await desk_at(bench, server, "pull-sender")
    receiver = await desk_at(bench, server, "pull-receiver", invited_by=sender)
    settle()  # as the window does once its database is open
    speeds: list[float] = []
    try:
        await _in_step(receiver)
        for turn in range(3):
            count = bench.sizes.pushes
            rows = list(sample.patient_rows(count, first=turn * count))
            await send(sender, operations_of(sender, rows))
            begun = time.perf_counter()
            await _in_step(receiver, fetched=count)
            speeds.append(count / (time.perf_counter() - begun))
    finally:
        await receiver.aclose()
        await sender.aclose()
    return speeds


async def _fill(bench: Workbench, server: LocalServer, count: int) -> None:
    """The clinic as it is: patients, their doctors, and the visits of these weeks."""
    desk = await desk_at(bench, server, "load-sender")
    try:
        await send(desk, operations_of(desk, list(sample.staff_rows())))
        for group in batches(sample.patient_rows(count), _PUSH_AT_ONCE):
            await send(desk, operations_of(desk, group))
        await send(desk, operations_of(desk, list(_visits_soon(count))))
        code = await desk_invites(desk)
        (bench.folder / "load-code").write_text(code, encoding="utf-8")
    finally:
        await desk.aclose()


async def desk_invites(desk: Desk) -> str:
    """A code for one more workstation."""
    from app.bootstrap.headless import invite

    return (await invite(desk, username="bench", role="admin")).code


def _visits_soon(patients: int) -> Iterator[RowState]:
    first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=7)
    for row in sample.visit_rows(min(_VISITS, patients), patients=patients):
        start = first + _SLOT * ((row.seq - 1) // sample.PRACTITIONERS)
        changed = {
            "starts_at": instant_to_wire(start),
            "ends_at": instant_to_wire(start + _SLOT),
            "status": "booked",
        }
        yield row._replace(body={**(row.body or {}), **changed})


async def _in_step(desk: Desk, *, fetched: int = 0) -> None:
    runner = desk.make_runner()
    done = asyncio.Event()

    def look(status: SyncStatus) -> None:
        if status.state is SyncState.SYNCED and status.progress.pulled >= fetched:
            done.set()

    runner.subscribe(look)
    runner.start()
    try:
        async with asyncio.timeout(_LONGEST_S):
            await done.wait()
    finally:
        await runner.stop()


def _loaded_in_a_process_of_its_own(bench: Workbench, server: LocalServer) -> dict[str, float]:
    """Memory is only told apart where nothing else has used any."""
    code = (bench.folder / "load-code").read_text(encoding="utf-8")
    done = subprocess.run(  # noqa: S603  (our own script)
        [sys.executable, "-c", _CHILD, str(bench.folder / "load-desk"), server.url, code],
        check=True,
        capture_output=True,
        text=True,
        timeout=_LONGEST_S,
    )
    return json.loads(done.stdout)


def load_at(home: str, url: str, code: str) -> None:
    """Join, load everything and print how long that took; for a process of its own."""
    print(json.dumps(asyncio.run(_load_at(Path(home), url, code))))


async def _load_at(home: Path, url: str, code: str) -> dict[str, float]:
    from app.bootstrap.collecting import settle

    desk = await desk_at(None, None, home.name, home=home, url=url, code=code)
    settle()  # as the window does once its database is open
    runner = desk.make_runner()
    memory = _Memory()
    try:
        return await _timed(runner, memory)
    finally:
        memory.stop()
        await runner.stop()
        await desk.aclose()


async def _timed(runner: SyncRunner, memory: _Memory) -> dict[str, float]:
    usable, complete = asyncio.Event(), asyncio.Event()
    told = {"usable_s": 0.0, "complete_s": 0.0}
    begun = time.perf_counter()

    def look(status: SyncStatus) -> None:
        now = time.perf_counter() - begun
        if status.loading is not None and status.loading.is_usable and not usable.is_set():
            told["usable_s"] = now
            usable.set()
        if status.state is SyncState.SYNCED and status.loading is None:
            told["complete_s"] = told["complete_s"] or now
            complete.set()

    runner.subscribe(look)
    runner.start()
    async with asyncio.timeout(_LONGEST_S):
        await complete.wait()
    told["usable_s"] = told["usable_s"] or told["complete_s"]
    return {**told, "records": runner.status.progress.pulled, "grown_mb": memory.grown_mb}


class _Memory:
    """How much more of it is in use than at the beginning, at most; 0 where nobody can tell."""

    def __init__(self) -> None:
        self._first = self._most = _resident()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    @property
    def grown_mb(self) -> float:
        """So far."""
        return (self._most - self._first) / 1_000_000

    def stop(self) -> None:
        """Look no more."""
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_over.wait(_STEP_S):
            self._most = max(self._most, _resident())


def _resident() -> int:
    try:
        return int(_STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
