"""Sending to the real server over HTTP, against the least PostgreSQL needs for the same rows."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from app.bench import sample
from app.bench.measure import Paired, Row, percentile
from app.bench.workbench import MemoryKeyStore, Workbench, batches
from app.bootstrap.home import SystemClock
from app.bootstrap.local_server import LocalServer
from app.domain.ids import new_id
from app.domain.operations import Operation, RowState
from app.protocol.messages import SCHEMA
from app.settings import load_settings

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

_BATCH = 500
_REPEATS = 3
_SINGLE = 100
_PASSPHRASE = "benchmark clinic, nothing secret"  # noqa: S105  (guards made-up data only)
_TABLES = (
    "CREATE TABLE IF NOT EXISTS bench_ledger (op_id text PRIMARY KEY, result text)",
    "CREATE TABLE IF NOT EXISTS bench_history (seq bigint PRIMARY KEY, row_id text, body text)",
    "CREATE TABLE IF NOT EXISTS bench_patient (id text PRIMARY KEY, name text, body text)",
    "TRUNCATE bench_ledger, bench_history, bench_patient",
)


def push_10k(bench: Workbench) -> Iterator[Row]:
    """New patients in batches of 500: ledger, history and record of each, committed."""
    with LocalServer(bench.folder / "server") as server:
        times = asyncio.run(_push_in_turns(bench, server))
    row = times.row("push_10k", variant="over HTTP", floor="COPY into three tables", goal=1.35)
    speed = bench.sizes.pushes / statistics.median(times.work)
    yield replace(row, detail=row.detail | {"operations_per_s": round(speed)})
    yield Row(
        scenario="push_10k",
        variant="operations/s",
        floor="no slower than peers on this work",
        value=speed,
        worst=bench.sizes.pushes / max(times.work),
        goal=9000.0,
        unit="/s",
        higher_is_better=True,
        detail={"ahead": 17_000},
    )


def single_op_push(bench: Workbench) -> Iterator[Row]:
    """One edit sent alone, as happens all day."""
    with LocalServer(bench.folder / "single") as server:
        work, floor = asyncio.run(_push_singly(bench, server))
    commit = percentile(floor, 0.5)
    yield Row(
        scenario="single_op_push",
        variant="p50",
        floor="one PostgreSQL commit",
        value=percentile(work, 0.5) / commit,
        worst=max(work) / commit,
        goal=8.0,
        detail={"p50_ms": round(percentile(work, 0.5) * 1000, 2)},
    )


async def _push_in_turns(bench: Workbench, server: LocalServer) -> Paired:
    raw = await _connect(server)
    desk = await desk_at(bench, server, "push-desk")
    work: list[float] = []
    floor: list[float] = []
    try:
        for turn in range(_REPEATS + 1):
            rows = list(sample.patient_rows(bench.sizes.pushes, first=turn * bench.sizes.pushes))
            for statement in _TABLES:
                await raw.execute(statement)
            floor.append(await _copy(raw, rows))
            operations = operations_of(desk, rows)
            work.append(await send(desk, operations))
    finally:
        await desk.aclose()
        await raw.close()
    return Paired(tuple(work[1:]), tuple(floor[1:]))


async def _push_singly(bench: Workbench, server: LocalServer) -> tuple[list[float], list[float]]:
    raw = await _connect(server)
    desk = await desk_at(bench, server, "single-desk")
    work: list[float] = []
    floor: list[float] = []
    try:
        for statement in _TABLES:
            await raw.execute(statement)
        operations = operations_of(desk, list(sample.patient_rows(_SINGLE)))
        for number, operation in enumerate(operations):
            begun = time.perf_counter()
            await raw.execute("INSERT INTO bench_ledger VALUES ($1, 'applied')", str(number))
            floor.append(time.perf_counter() - begun)
            work.append(await send(desk, [operation]))
    finally:
        await desk.aclose()
        await raw.close()
    return work[5:], floor[5:]


async def _connect(server: LocalServer) -> Any:
    """A bare connection; the driver ships no types, so it is taken by name."""
    driver: Any = import_module("asyncpg")
    return await driver.connect(server.owner_dsn)


async def send(desk: Desk, operations: list[Operation]) -> float:
    """Send operations in batches, the next one behind the one before it, as a desk does; how long
    that took."""
    begun = time.perf_counter()
    before, sending = "", None
    for group in batches(operations, _BATCH):
        batch_id = new_id()
        following = asyncio.create_task(_send(desk, group, batch_id, after=before))
        if sending is not None:
            await sending
        before, sending = batch_id, following
    if sending is not None:
        await sending
    return time.perf_counter() - begun


async def _send(desk: Desk, operations: list[Operation], batch_id: str, *, after: str) -> None:
    if desk.api is None:
        raise RuntimeError("the benchmark's desk has not joined")
    outcome = await desk.api.push(operations, batch_id, after=after)
    refused = [one.code for one in outcome.results if one.status != "applied"]
    if refused:
        raise RuntimeError(f"the server refused: {refused[0]}")


async def _copy(raw: Any, rows: list[RowState]) -> float:
    begun = time.perf_counter()
    for group in batches(rows, _BATCH):
        bodies = [msgspec.json.encode(row.body).decode() for row in group]
        async with raw.transaction():
            for table, records in (
                ("bench_ledger", [(row.id, "applied") for row in group]),
                (
                    "bench_history",
                    [(row.seq, row.id, body) for row, body in zip(group, bodies, strict=True)],
                ),
                (
                    "bench_patient",
                    [
                        (row.id, (row.body or {})["family_name"], body)
                        for row, body in zip(group, bodies, strict=True)
                    ],
                ),
            ):
                await raw.copy_records_to_table(table, records=records)
    return time.perf_counter() - begun


async def desk_at(
    bench: Workbench | None,
    server: LocalServer | None,
    name: str,
    *,
    invited_by: Desk | None = None,
    home: Path | None = None,
    url: str = "",
    code: str = "",
) -> Desk:
    """A workstation at a server: of a new clinic, of another desk's, or with a code."""
    from app.bootstrap.headless import invite, join_home, open_desk

    if invited_by is not None:
        code = (await invite(invited_by, username="bench", role="admin")).code
    elif server is not None and not code:
        code = await asyncio.to_thread(server.invite, "Benchmark Clinic", "bench")
    home = home or (bench.folder if bench else Path()) / name
    settings, clock = load_settings({}), SystemClock()
    keystore = bench.keystore if bench else MemoryKeyStore()
    await join_home(
        home,
        server.url if server else url,
        code,
        "bench",
        _PASSPHRASE,
        clock=clock,
        keystore=keystore,
        settings=settings,
    )
    return await asyncio.to_thread(
        open_desk, home, _PASSPHRASE, clock=clock, keystore=keystore, settings=settings
    )


def operations_of(desk: Desk, rows: list[RowState]) -> list[Operation]:
    """Rows as the operations of a desk that makes them."""
    return [
        Operation(
            op_id=new_id(),
            tx_id=new_id(),
            n=row.seq,
            entity=row.entity,
            id=row.id,
            kind="create",
            base_version=0,
            actor_id=desk.context.user_id,
            session_id=desk.context.session_id,
            client_time=str((row.body or {})["updated_at"]),
            schema=SCHEMA,
            full=row.body,
        )
        for row in rows
    ]
