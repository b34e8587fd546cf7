"""Desks with real encrypted stores, and the server's rules in memory behind the API port."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from app.domain.errors import ApiError, RequestRefused, ServerTrouble
from app.domain.ids import RecordId, WorkstationId, new_id
from app.domain.operations import Operation
from app.domain.ports import Clock
from app.domain.remote_ports import PullPage, PushOutcome
from app.protocol.codec import to_wire
from app.storage.database import Database
from app.storage.store import LocalStore
from tests.factories import NOON, a_context, a_patient, a_user
from tests.simulation.conftest import template
from tests.simulation.desk import Signer
from tests.simulation.quick_file import KEY
from tests.simulation.server_model import ServerModel

__all__ = ["template"]


class WallClock:
    """The real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return monotonic()


class HandClock:
    """A wall clock that somebody sets."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return 0.0

    def move(self, **parts: float) -> None:
        self.time += timedelta(**parts)


class ModelApi:
    """The API port over the server's rules. failures are raised one per request; drop_replies
    loses that many replies after the server committed; a request with an operation of refuses is
    not even read."""

    def __init__(self, server: ServerModel, device: str) -> None:
        self.server, self.device = server, device
        self.failures: list[ApiError] = []
        self.drop_replies = 0
        self.refuses: set[str] = set()
        self.poison = ""
        """The server fails at whatever is sent together with this one."""
        self.poison_error: Exception = ServerTrouble(500)
        self.pushed: list[list[Operation]] = []
        self.pulls = 0

    async def push(
        self, operations: Sequence[Operation], batch_id: str, *, after: str = ""
    ) -> PushOutcome:
        self._fail()
        if self.refuses & {operation.op_id for operation in operations}:
            raise RequestRefused(400)
        if self.poison in {operation.op_id for operation in operations}:
            raise self.poison_error
        self.pushed.append(list(operations))
        outcome = self.server.push(self.device, operations, NOON)
        if self.drop_replies:
            self.drop_replies -= 1
            raise TimeoutError
        return outcome

    async def pull(self, cursor: str, *, limit: int) -> PullPage:
        self._fail()
        self.pulls += 1
        return self.server.pull(cursor, limit=limit, now=NOON)

    async def health(self) -> datetime:
        self._fail()
        return NOON

    async def refresh(self) -> None:
        return

    def _fail(self) -> None:
        if self.failures:
            raise self.failures.pop(0)


class DeskStore:
    """One desk: its store, who works there and its way to the server."""

    def __init__(
        self, path: Path, number: int, server: ServerModel, clock: Clock | None = None
    ) -> None:
        self.id = WorkstationId(RecordId(f"{number:02x}" * 16))
        self.store = LocalStore(
            Database(path, KEY, synchronous="NORMAL", lock_memory=False),
            clock=clock or WallClock(),
            signer=Signer(),
            workstation_id=self.id,
        )
        self.context = a_context(workstation_id=self.id)
        self.admin = replace(self.context, role="admin", user_id=new_id())
        self.api = ModelApi(server, self.id)
        self.begin = self.store.unit_of_work


@pytest.fixture
def server() -> ServerModel:
    server = ServerModel()
    user, patient = a_user(), a_patient(phone="1", city="Bremen")
    server.load([("user", user.id, to_wire(user)), ("patient", patient.id, to_wire(patient))], NOON)
    return server


@pytest.fixture
def new_desk(
    server: ServerModel, template: Path, tmp_path: Path
) -> Iterator[Callable[..., DeskStore]]:
    desks: list[DeskStore] = []

    def make(clock: Clock | None = None) -> DeskStore:
        path = tmp_path / f"{len(desks)}.db"
        shutil.copyfile(template, path)
        desks.append(DeskStore(path, len(desks) + 10, server, clock))
        return desks[-1]

    yield make
    for desk in desks:
        desk.store.close()


@pytest.fixture
def quick() -> Random:
    """Randomness that always waits as briefly as it may."""

    class Quick(Random):
        def uniform(self, a: float, b: float) -> float:
            return a + (b - a) * 0.01

    return Quick(1)
