"""A desk in virtual time: the real store, the real plans, engine and runner of the window and the
command line; only the network and the clock are made up."""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

from app.bootstrap.restoring import go_on
from app.domain.changes import ChangeSet, Origin
from app.domain.context import ExecutionContext
from app.domain.ids import RecordId, WorkstationId
from app.domain.ports import Priority
from app.domain.staff import Role
from app.security.server_tokens import Principal
from app.storage.store import LocalStore
from app.sync.bootstrap import FirstLoad
from app.sync.comparing import Comparison
from app.sync.runner import SyncRunner
from tests.factories import a_context
from tests.simulation.eyes import Eyes
from tests.simulation.network import Link
from tests.simulation.quick_file import QuickFile

if TYPE_CHECKING:
    from tests.simulation.world import Clinic, World

T = TypeVar("T")
_MADE = (
    'SELECT n, op_id, entity, row_id, patch, "full", supersedes FROM outbox WHERE n > ? ORDER BY n'
)
_STATEMENTS = ("run", "run_many", "one", "all")


class Killed(BaseException):
    """The program ended here: nothing of it runs any more, not even a rollback."""


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


@dataclass
class SimClock:
    """A desk's clock: virtual time, and wrong by however much somebody set it."""

    world: World
    skew: timedelta = timedelta()

    def now(self) -> datetime:
        return self.world.now() + self.skew

    def monotonic(self) -> float:
        return self.world.loop.time()


@dataclass(frozen=True)
class Kept:
    """A backup of a desk: its file, and what people there had made and seen by then."""

    file: Path
    made: frozenset[str]
    last_made: int
    eyes: Eyes


class Threads:
    """The database threads: work takes a moment, and meanwhile people go on working."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def write(self, work: Callable[[], T], *, priority: Priority = Priority.EDIT) -> T:
        await self._desk.world.pause(self._desk.luck.uniform(0.001, 0.05))
        return work()

    async def read(self, work: Callable[[Any], T]) -> T:
        await self._desk.world.pause(self._desk.luck.uniform(0.001, 0.01))
        with self._desk.store.reader() as reader:
            return work(reader)

    def is_wanted(self) -> bool:
        return False


class Desk:
    """One workstation of a simulated clinic."""

    def __init__(self, world: World, clinic: Clinic, number: int, folder: Path) -> None:
        self.world, self.clinic, self.number = world, clinic, number
        self.name = f"desk{number}"
        self.id = WorkstationId(RecordId(f"{number + 0x11:02x}" * 16))
        self.path = folder / f"{self.name}.db"
        shutil.copyfile(world.template, self.path)
        self.clock = SimClock(world)
        self.luck = Random(f"{world.seed}/{number}")
        """For what happens by itself; people have their own (see plan.py)."""
        self.requests = 0
        self.is_cut_off = self.is_offline = False
        self.is_signed_in = True
        self.life = 0
        self.cursors: list[tuple[int, int]] = []
        self.checked = 0
        self.pages: list[tuple[int, int]] = []
        """For every page: the last number read before it, and its first."""
        self.named_by_hand: set[str] = set()
        """What read-in work may name before a pull brings it: it is shown at once."""
        self.received: set[str] = set()
        self.made: set[str] = set()
        self.tried: set[str] = set()
        """Operations that may have come to the server."""
        self._last_made = 0
        self.eyes = Eyes()
        self.kept: Kept | None = None
        self.user = clinic.users[0]
        self.role_version = 1
        for user in clinic.users:
            clinic.server.enrol(self.id, user.id, user.account)
        self.open()

    @property
    def context(self) -> ExecutionContext:
        """Who works at the desk."""
        return self.acting(self.user.role)

    def acting(self, role: str) -> ExecutionContext:
        """One of the clinic's people with that role."""
        user = next(one for one in self.clinic.users if one.role == role)
        return a_context(
            clinic_id=self.clinic.id,
            user_id=user.id,
            role=role,
            workstation_id=self.id,
            session_id=self.id,
        )

    @property
    def principal(self) -> Principal:
        """Whose session speaks to the server."""
        return Principal(
            user_id=self.user.id,
            username=self.user.account.username,
            role=self.user.role,
            role_version=self.role_version,
            tenant_id=self.clinic.id,
            device_id=self.id,
            session_id=self.id,
        )

    def open(self) -> None:
        """Start the program on what the file holds."""
        self.life += 1
        self.is_open = True
        self.store = self._store()
        self.begin: Any = self.store.unit_of_work
        self._note_made()
        self.store.feed.subscribe(self._on_commit)
        self.link = Link(self)
        self.runner = SyncRunner(
            threads=Threads(self),
            begin=self.begin,
            context=self.acting(self.clinic.users[0].role),
            api=self.link,
            feed=self.store.feed,
            clock=self.clock,
            random=self.luck,
            realtime=self.link if self.world.plan.has_hints else None,
            is_offline=self.is_offline,
            first_load=self._first_load(),
            most_at_once=self.world.at_once,
        )
        life = self.life
        self.world.later(self.luck.uniform(0, 2), lambda: self._start(life))

    def _store(self) -> LocalStore:
        file = QuickFile(self.path)
        return LocalStore(file, clock=self.clock, signer=Signer(), workstation_id=self.id)

    def _first_load(self) -> FirstLoad | None:
        """Most desks load a snapshot first; some meet a server that has none."""
        if not self.clinic.has_snapshots:
            return None
        context = self.acting(self.clinic.users[0].role)
        return FirstLoad(
            threads=Threads(self),
            begin=self.begin,
            context=context,
            source=self.link,
            clock=self.clock,
            comparison=Comparison(
                threads=Threads(self), begin=self.begin, context=context, source=self.link
            ),
        )

    def _start(self, life: int) -> None:
        if self.is_open and self.life == life:
            self.runner.start()

    def arm(self, statement: int, *, is_after: bool) -> None:
        """End the program at one of its next statements, before it or right after it."""
        left = statement
        writer = self.store.database.writer

        def killing(real: Callable[..., Any]) -> Callable[..., Any]:
            def counted(*arguments: Any) -> Any:
                nonlocal left
                left -= 1
                if left == 0 and is_after:
                    real(*arguments)
                if left <= 0:
                    self.world.loop.call_soon(self.crash)
                    raise Killed
                return real(*arguments)

            return counted

        for name in _STATEMENTS:
            setattr(writer, name, killing(getattr(writer, name)))

    def spare(self) -> None:
        """Nobody ends the program any more."""
        for name in _STATEMENTS:
            vars(self.store.database.writer).pop(name, None)

    def crash(self) -> None:
        """Everything in memory is gone; the file is opened again later."""
        if not self.is_open:
            return
        self.world.note(self.name, "crash")
        self.is_open = False
        self.link.hang_up()
        self.store.close()
        self.world.end(self.runner)
        self.world.later(self.luck.uniform(0.1, 20), self._reopen)

    def back_up(self) -> None:
        """Keep the file as it is now (bootstrap/backing_up.py)."""
        with self.begin(self.context, origin=Origin.REMOTE) as uow:
            uow.outbox.note_sent()
        self.store.database.writer.run("PRAGMA wal_checkpoint(TRUNCATE)")
        file = self.path.with_suffix(".backup")
        shutil.copyfile(self.path, file)
        made = frozenset(self.made)
        self.kept = Kept(file, made, self._last_made, self.eyes.as_they_are())

    def restore(self) -> None:
        """The computer is lost with all that was not sent; its last backup goes on from there."""
        kept = self.kept
        if kept is None or not self.is_open:
            return
        self.crash()
        for rest in ("-wal", "-shm"):
            self.path.with_name(self.path.name + rest).unlink(missing_ok=True)
        shutil.copyfile(kept.file, self.path)
        self.made, self._last_made = set(kept.made), kept.last_made
        self.eyes = kept.eyes.as_they_are()
        self.cursors, self.checked = [], 0
        store = self._store()
        with store.unit_of_work(self.acting(Role.ADMIN), origin=Origin.REMOTE) as uow:
            go_on(uow)
        store.close()
        self.lose_session()

    def _reopen(self) -> None:
        if not self.is_open and not self.world.is_over:
            self.open()

    async def close(self) -> None:
        """The day is over."""
        if self.is_open:
            self.is_open = False
            await self.runner.stop()
            self.store.close()

    def cut(self, *, is_cut: bool) -> None:
        self.is_cut_off = is_cut
        if is_cut and self.is_open:
            self.link.hang_up()

    def switch_offline(self, *, is_offline: bool) -> None:
        self.is_offline = is_offline
        if self.is_open:
            self.runner.set_offline(is_offline)

    def lose_session(self) -> None:
        """The token is over and cannot be renewed; somebody signs in again some time later."""
        self.is_signed_in = False
        self.world.later(self.luck.uniform(3, 60), self.sign_in)

    def sign_in(self, user: Any = None) -> None:
        """Somebody shows their passphrase: the server learns who sends."""
        self.user = user or self.user
        role, self.role_version = self.clinic.server.standing(self.user.id)
        self.is_signed_in = True
        self.world.note(self.name, f"{role} signs in")
        if self.is_open:
            self.runner.sync_now()

    def read_to(self) -> tuple[int, int]:
        """How far this desk has read (ClinicModel.position)."""
        found = self.store.database.writer.raw.execute(
            "SELECT v FROM sync_meta WHERE k = 'cursor'"
        ).fetchone()
        return self.clinic.server.position_of(found[0] if found else "")

    def waiting(self) -> int:
        """How many operations the server has not answered for good, those it failed at, too: they
        go once more by themselves. What names a record that nobody brings back is a person's."""
        revived = self.store.database.writer.raw.execute(
            "SELECT count(*) FROM outbox WHERE state = 'quarantined' "
            "AND next_attempt_at IS NOT NULL AND last_code <> 'row_lost'"
        ).fetchone()
        with self.store.reader() as reader:
            return reader.queue_counts().waiting + revived[0]

    def _on_commit(self, changes: ChangeSet) -> None:
        if changes.origin is not Origin.REMOTE:
            self._note_made()
            return
        reached = self.read_to()
        if reached[1] and (not self.cursors or reached != self.cursors[-1]):
            self.cursors.append(reached)
        self.world.watch(self)

    def _note_made(self) -> None:
        rows = self.store.database.writer.raw.execute(_MADE, (self._last_made,)).fetchall()
        for n, op_id, entity, row_id, patch, full, supersedes in rows:
            self._last_made = n
            self.made.add(op_id)
            if op_id not in self.world.upon:  # else another desk made it, and handed it over
                self.eyes.see((entity, row_id), json.loads(full or "{}"))
                again = self.world.upon.get(supersedes)
                self.world.upon[op_id] = self.eyes.make((entity, row_id), json.loads(patch), again)


def with_role(user: Any, role: str) -> Any:
    """The same account with another role."""
    return replace(user, role=role)
