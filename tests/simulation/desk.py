"""A desk in virtual time: the real store, the real plans, the real engine; only the network and
the clock are made up."""

from __future__ import annotations

import hashlib
import hmac
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from app.domain.changes import ChangeSet, Origin
from app.domain.ids import RecordId, WorkstationId, new_id
from app.domain.operations import OperationResult, OperationState
from app.storage.database import Database
from app.storage.store import LocalStore
from app.sync import pull, push
from app.sync.engine import EngineState, step
from app.sync.events import (
    ApplyPage,
    BatchSettled,
    BatchTaken,
    CheckHealth,
    Event,
    Failure,
    FetchPage,
    ForgetCursor,
    HealthAnswered,
    LocalChange,
    PageApplied,
    PageArrived,
    PushAnswered,
    SendBatch,
    SetAside,
    SetTimer,
    SettleBatch,
    Started,
    StepFailed,
    TakeBatch,
    TimerFired,
)
from tests.factories import a_context

if TYPE_CHECKING:
    from tests.simulation.world import World

KEY = bytes(range(32))


class Signer:
    """A quick stand-in for the clinic's audit key."""

    def mac(self, previous: bytes, canonical: bytes) -> bytes:
        return hmac.digest(b"k" * 32, previous + canonical, "sha256")

    def key(self, purpose: bytes, name: bytes) -> bytes:
        return self.mac(purpose, name)

    def fits(self, seq: int, previous: bytes, canonical: bytes, mac: object) -> bool:
        return self.mac(previous, canonical) == mac

    def earlier(self) -> tuple[Signer, ...]:
        return ()

    def term(self, text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()


class SimClock:
    """The virtual time of one world."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self.seconds = 0.0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


class Desk:
    """One workstation of the simulated clinic."""

    def __init__(self, world: World, number: int, template: Path, folder: Path) -> None:
        self.world = world
        self.name = f"desk{number}"
        self.id = WorkstationId(RecordId(f"{number + 1:02x}" * 16))
        self.path = folder / f"{self.name}.db"
        shutil.copyfile(template, self.path)
        self.context = a_context(workstation_id=self.id, session_id=self.id)
        self.admin = replace(self.context, role="admin", user_id=new_id())
        self.random = Random(f"{world.seed}/{number}")
        self.is_cut_off = False
        self.life = 0
        self.cursors: list[int] = []
        self.made: set[str] = set()
        self.open()

    def open(self) -> None:
        """Start the program on what the file holds."""
        self.life += 1
        self.is_open = True
        self.store = LocalStore(
            Database(self.path, KEY, synchronous="NORMAL", lock_memory=False),
            clock=self.world.clock,
            signer=Signer(),
            workstation_id=self.id,
        )
        self.store.database.writer.run("PRAGMA synchronous=OFF")  # a crash here kills no disk
        self.store.feed.subscribe(self._on_commit)
        self.state = EngineState()
        self.timer: object = None
        self.begin: Any = self.store.unit_of_work
        self.cursor = pull.cursor(self.begin, self.context)
        self.after(self.random.uniform(0, 2), lambda: self.hear(Started))

    def crash(self) -> None:
        """The power goes: everything in memory is gone; the file is opened again later."""
        self.world.note(self.name, "crash")
        self.close()
        self.life += 1
        life = self.life
        self.world.later(
            self.random.uniform(0.1, 20), lambda: self.open() if self.life == life else None
        )

    def close(self) -> None:
        self.store.database.close()
        self.is_open = False

    def after(self, delay_s: float, action: Callable[[], None]) -> None:
        """Do something later in this life; a crash forgets it."""
        life = self.life
        self.world.later(delay_s, lambda: action() if self.life == life else None)

    def hear(self, kind: type[Event], **facts: Any) -> None:
        """Give the engine an event and carry out what it wants."""
        event = kind(at=self.world.clock.seconds, luck=self.random.random(), **facts)
        self.world.note(self.name, kind.__name__, facts)
        self.state, commands = step(self.state, event)
        for command in commands:
            if isinstance(command, SetTimer):
                self._arm(command.at)
            else:
                self.after(self.random.uniform(0.001, 0.05), lambda c=command: self._do(c))

    def _arm(self, at: float | None) -> None:
        token = self.timer = object()
        if at is not None:
            delay_s = max(0.0, at - self.world.clock.seconds)
            self.after(delay_s, lambda: self.hear(TimerFired) if self.timer is token else None)

    def _on_commit(self, changes: ChangeSet) -> None:
        if changes.origin is not Origin.REMOTE and changes.pending_changed:
            with self.store.reader() as reader:
                self.made |= {kept.operation.op_id for kept in reader.pending()}
            self.after(0.0, lambda: self.hear(LocalChange))

    def _do(self, command: object) -> None:
        match command:
            case TakeBatch():
                self._take(command.limit)
            case SendBatch():
                self._send(command)
            case SettleBatch():
                settled = push.settle(
                    self.begin,
                    self.context,
                    batch=command.batch,
                    outcome=command.outcome,
                    luck=self.random.random(),
                )
                self.world.watch(self)
                self.hear(BatchSettled, unanswered=settled.unanswered, has_news=settled.has_news)
            case SetAside():
                push.set_aside(
                    self.begin,
                    self.context,
                    batch=command.batch,
                    why=command.why,
                    luck=self.random.random(),
                )
                self.hear(BatchSettled)
            case FetchPage():
                self._fetch()
            case ApplyPage():
                self._apply(command)
            case ForgetCursor():
                pull.forget_cursor(self.begin, self.context)
                self.hear(PageApplied, more=True)
            case CheckHealth():
                self.world.request(self, lambda: None, lambda _: self.hear(HealthAnswered))

    def fail(self, failure: Failure, retry_after_s: float = 0.0) -> None:
        self.hear(StepFailed, failure=failure, retry_after_s=retry_after_s)

    def _take(self, limit: int) -> None:
        taken = push.take(self.begin, self.context, limit=limit)
        if taken.batch is not None and self.world.control == "ack before commit":
            with self.begin(self.context, origin=Origin.REMOTE) as uow:
                for op in taken.batch.operations:
                    answer = OperationResult(op_id=op.op_id, status="applied")
                    uow.outbox.settle(answer, OperationState.ACKED)
        due_in_s = None
        if taken.due_at is not None:
            due_in_s = (taken.due_at - self.world.clock.now()).total_seconds()
        self.hear(BatchTaken, batch=taken.batch, due_in_s=due_in_s)

    def _send(self, command: SendBatch) -> None:
        operations = command.batch.operations
        self.world.request(
            self,
            lambda: self.world.push(self, operations),
            lambda outcome: self.hear(PushAnswered, outcome=outcome),
        )

    def _fetch(self) -> None:
        cursor = self.cursor
        limit = self.random.choice([1, 2, 5, 1000])
        self.world.request(
            self,
            lambda: self.world.server.pull(cursor, limit=limit, now=self.world.clock.now()),
            lambda page: self.hear(PageArrived, page=page),
        )

    def _apply(self, command: ApplyPage) -> None:
        if not command.page.rows and command.page.cursor == self.cursor:
            self.hear(PageApplied, more=command.page.more)
            return
        if self.world.control == "naive cursor":
            with self.begin(self.context, origin=Origin.REMOTE) as uow:
                uow.meta.set(pull.CURSOR, command.page.cursor)
            self.after(3.0, lambda: self._apply_parts(command))
        else:
            self._apply_parts(command)

    def _apply_parts(self, command: ApplyPage) -> None:
        for part in pull.parts_of(command.page, size=3):
            pull.apply_part(self.begin, self.context, part=part)
        self.world.watch(self)
        self.cursor = pull.cursor(self.begin, self.context)
        self.cursors.append(int(self.cursor or 0))
        self.hear(PageApplied, more=command.page.more)
