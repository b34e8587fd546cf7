"""What is measured at a workstation: how soon something is seen, and what it costs the computer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import asyncpg

from tests.flows.day.seat import Seat
from tests.server_fixtures import RunningServer
from tests.waiting import now_and_then

OFFLINE_S = 10.0
"""So soon a window says that the server cannot be reached."""
USABLE_S = 2.0
"""So much computing lies between the passphrase and a window that is ready; how long that takes
beside other work is not the program's."""


@contextmanager
def within(limit_s: float, what: str) -> Iterator[None]:
    """All of this is seen so soon."""
    began = time.monotonic()
    yield
    spent_s = time.monotonic() - began
    assert spent_s <= limit_s, f"{what}: after {spent_s:.1f} s, not {limit_s:.0f} s"


async def unlocked(seat: Seat, user: str, secret: str) -> float:
    """Let somebody in; how many seconds the workstation computed until its window was ready."""
    before = await seat.ask("computed_s")
    await seat.unlock(user, secret)
    return await seat.ask("computed_s") - before


async def synced(seat: Seat, words: str) -> None:
    """Ask for a synchronisation until the pill says so: a desk that was asked just now does not
    ask the server again."""
    wishes: list[str] = []
    ask = now_and_then(lambda: wishes.append("F5"))

    async def is_said() -> bool:
        ask()
        while wishes:
            await seat.press(wishes.pop())
        return words in await seat.text("sync_pill")

    await seat.holds(is_said, f"a synchronisation: {words}")


async def out_of_order(server: RunningServer, since: datetime) -> list[str]:
    """Operations made since then that the server took before older ones of the same desk, as their
    names tell; none had its effect on a record twice. A document waits for its file by design."""
    connection: Any = await asyncpg.connect(server.databases.superuser)
    try:
        twice = await connection.fetch(
            "SELECT op_id FROM row_history WHERE op_id IS NOT NULL "
            "GROUP BY op_id, entity, id HAVING count(*) > 1"
        )
        assert not twice, twice
        taken = await connection.fetch(
            "SELECT device_id, op_id, entity, hlc, version FROM row_history "
            "WHERE op_id IS NOT NULL AND entity <> 'document' AND hlc >= $1 ORDER BY seq",
            str(round(since.timestamp() * 1_000)),
        )
    finally:
        await connection.close()
    last: dict[str, Any] = {}
    wrong: list[str] = []
    for line in taken:
        before = last.get(line["device_id"].hex)
        if before is not None and before["op_id"].hex > line["op_id"].hex:
            wrong.append(f"{dict(before)} before {dict(line)}")
        last[line["device_id"].hex] = line
    return wrong
