"""A day at the desk: two workstations and the real server, driven by key and object name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from app.server.object_store import FilesAt
from app.server.state import ServerState
from tests.flows.day import afternoon, arrivals, clinic, evening, morning, newcomer, offline
from tests.flows.day.clinic import Day
from tests.flows.day.parts import SetClock
from tests.flows.proxy import FaultyProxy
from tests.server_fixtures import Databases, RunningServer, databases, postgres

__all__ = ["databases", "postgres"]


@pytest.fixture
def clock() -> SetClock:
    """The server's clock: it stands at the opening until the day goes on."""
    return SetClock(clinic.OPENING)


@pytest.fixture
def server(databases: Databases, clock: SetClock, tmp_path: Path) -> Iterator[RunningServer]:
    files = FilesAt(place=str(tmp_path / "server-files"))
    with (
        patch.object(ServerState, "now", lambda _server: clock.now()),
        RunningServer(databases, files_at=files) as running,
    ):
        yield running


@pytest.fixture
async def day(server: RunningServer, clock: SetClock, tmp_path: Path) -> AsyncIterator[Day]:
    lines = {name: FaultyProxy(server.port) for name in ("a", "b")}
    for line in lines.values():
        await line.start()
    made = await clinic.found(server, lines, tmp_path, clock)
    yield made
    for seat in (made.a, made.b):
        await seat.stop()
    for line in lines.values():
        await line.stop()


STEPS = (
    *(morning.step_1, morning.step_2, morning.step_3, morning.step_4),
    *(morning.step_5, morning.step_6, morning.step_7, morning.step_8),
    *(newcomer.step_9, newcomer.step_10, morning.step_11),
    *(arrivals.step_12, arrivals.step_13, arrivals.step_14, arrivals.step_15),
    *(arrivals.step_16, arrivals.step_17),
    *(offline.step_18, offline.step_19, offline.step_20),
    *(offline.step_21, offline.step_22, offline.step_23),
    *(afternoon.step_24, afternoon.step_25, afternoon.step_26, afternoon.step_27),
    *(evening.step_29, evening.step_30),
)
"""In their order; the numbers are those of desk.md, section 5."""


@pytest.mark.row("E1", "E2", "E3", "E11", "F1", "F7")
@pytest.mark.timeout(1800)
async def test_a_day_at_the_desk(day: Day) -> None:
    for step in STEPS:
        await step(day)
