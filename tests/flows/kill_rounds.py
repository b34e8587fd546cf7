"""Desks and server killed (kill -9) again and again while they synchronise."""

from __future__ import annotations

import asyncio
from random import Random
from typing import TYPE_CHECKING, Any

from tests.flows.desk import RemoteDesk

if TYPE_CHECKING:
    from tests.flows.test_two_workstations import Clinic

_EDITS = 12


async def kill_rounds(clinic: Clinic, *, rounds: int, seed: int) -> int:
    """Work at both desks while desks or the server are killed; how many edits were acknowledged.

    Whatever a desk said it had saved is at the server in the end, once.
    """
    random = Random(seed)
    saved: dict[str, str] = {}
    for number in range(rounds):
        work = [
            asyncio.create_task(_register(desk, f"R{number}{name}", saved))
            for name, desk in (("a", clinic.a), ("b", clinic.b))
        ]
        await asyncio.sleep(random.uniform(0.02, 0.5))
        victim = ("a", "server", "b", "a and server")[(number + seed) % 4]
        await _kill(clinic, victim)
        await asyncio.gather(*work)
        await _start_again(clinic, victim)
        if random.random() < 0.5:  # otherwise the next round begins with this one's work waiting
            await clinic.synced()
    await clinic.synced()
    names = [row["body"]["family_name"] for row in (await clinic.server_rows())["patient"].values()]
    for name in saved.values():
        assert names.count(name) == 1, f"seed {seed}: {name} is {names.count(name)} times there"
    return len(saved)


async def _register(desk: RemoteDesk, word: str, saved: dict[str, str]) -> None:
    """One patient after the other, until that is enough or the desk is dead."""
    for number in range(_EDITS):
        name = f"Kill{word}{number}"
        try:
            made = await desk.ask("register", changes={"family_name": name})
        except (AssertionError, OSError):  # it ended before it answered
            return
        saved[made] = name


async def _kill(clinic: Clinic, victim: str) -> None:
    if "server" in victim:
        process: Any = clinic.server._process
        process.kill()
    if victim != "server":
        await (clinic.b if victim == "b" else clinic.a).kill()


async def _start_again(clinic: Clinic, victim: str) -> None:
    if "server" in victim:
        await asyncio.to_thread(clinic.server.stop)
        await asyncio.to_thread(clinic.server.start)
    if victim != "server":
        await (clinic.b if victim == "b" else clinic.a).start()
