"""One simulated day: desks, servers and network in virtual time, until everything is at rest."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from app.domain import ids, record_numbers
from app.domain.errors import ClinicError
from app.domain.ids import ClinicId, UserId, new_id
from app.domain.staff import Practitioner, Role
from app.protocol.codec import to_wire
from app.protocol.messages import MAX_BATCH_OPERATIONS
from app.server.ledger import Account
from tests.factories import NOON, a_clinic, a_patient, a_practitioner, a_user
from tests.simulation.clinic_model import ClinicModel
from tests.simulation.desk import Desk, Killed
from tests.simulation.eyes import Upon
from tests.simulation.people import DEEDS, ON_A_CLOSED_DESK, Deed
from tests.simulation.plan import BUSY_S, Plan
from tests.simulation.virtual_loop import VirtualLoop

SETTLE_S = 7200.0
START = NOON - timedelta(hours=4)


@dataclass(frozen=True)
class Person:
    """Somebody who works at a clinic."""

    id: UserId
    role: str

    @property
    def account(self) -> Account:
        return Account(self.role, f"{self.role}", is_active=True)


@dataclass
class Clinic:
    """A clinic: its server, its people, its desks."""

    id: ClinicId
    server: Any
    users: tuple[Person, ...]
    practitioners: tuple[Practitioner, ...]
    desks: list[Desk]
    has_snapshots: bool
    handed: list[bytes] = field(default_factory=list[bytes])
    """Files of unsent work that lie about."""


class World:
    """Plays a plan. control names a planted bug; without names faults (desk, number of
    the request) to leave out, spoiled such to put in. at_once are the operations of a
    batch: where they are few, the next batch goes ahead."""

    def __init__(
        self,
        plan: Plan,
        folder: Path,
        template: Path,
        *,
        control: str = "",
        without: frozenset[tuple[int, int]] = frozenset(),
        spoiled: Mapping[tuple[int, int], str] | None = None,
        new_server: Callable[[str], Any] | None = None,
        at_once: int = MAX_BATCH_OPERATIONS,
    ) -> None:
        self.plan, self.seed, self.template, self.control = plan, plan.seed, template, control
        self.at_once = at_once
        self.loop = VirtualLoop()
        self.loop.set_exception_handler(self._on_stray_error)
        self._without, self._spoiled = without, spoiled or {}
        self.met: list[tuple[tuple[int, int], str]] = []
        """Every fault that was met, by desk and its number of the request."""
        self.upon: dict[str, Upon] = {}
        """What each change was made upon, by operation."""
        self.trace = hashlib.sha256()
        self.lines: list[str] | None = None
        self.events = 0
        self.is_faulty, self.is_over = True, False
        self.watch: Callable[[Desk], None] = lambda _desk: None
        self.broken: BaseException | None = None
        self._new_server = new_server or self._model
        self.clinics: list[Clinic] = []
        self.desks: list[Desk] = []
        for size in plan.clinics:
            self._found(size, folder)
        for step in plan.steps:
            self.loop.call_at(step.at, self._step, step)

    def now(self) -> datetime:
        """The right time."""
        return START + timedelta(seconds=self.loop.time())

    def later(self, delay_s: float, action: Callable[[], None]) -> None:
        self.loop.call_later(delay_s, self.guard, action)

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def note(self, who: str, what: str, facts: object = "") -> None:
        self.events += 1
        line = f"{self.loop.time():9.3f} {who} {what} {facts or ''}"
        self.trace.update(line.encode())
        if self.lines is not None:
            self.lines.append(line)

    def fault(self, desk: Desk, kinds: Sequence[str]) -> str:
        """What befalls a desk's next request."""
        desk.requests += 1
        key = (desk.number, desk.requests)
        luck = Random(f"{self.seed}/{key}")
        kind = self._spoiled.get(key, "")
        if not self.is_faulty or key in self._without:
            return ""
        if luck.random() < self.plan.trouble:
            kind = luck.choice(kinds)
        if kind not in kinds:
            return ""
        self.met.append((key, kind))
        return kind

    def spread_hint(self, clinic: Clinic) -> None:
        for desk in clinic.desks:
            if desk.is_open:
                desk.link.hint(clinic.server.seq)

    def end(self, runner: Any) -> None:
        """A program ends: its tasks are gone; what they wanted to say is not heard."""
        task = self.loop.create_task(runner.stop())
        task.add_done_callback(lambda done: done.cancelled() or done.exception())

    def run(self) -> None:
        """The busy minute, then a healthy network until everything has come to rest."""
        self._run_to(BUSY_S + 20)
        self.is_faulty = False
        self._at_all(_mended)
        self._run_to(BUSY_S + 22)
        self._at_all(lambda desk: desk.switch_offline(is_offline=False))
        end = self.loop.time() + SETTLE_S
        turn = 0
        while not self.is_at_rest():
            assert self.loop.time() < end, f"I9 seed {self.seed}: does not come to rest"
            turn += 1
            if turn % 3 == 0:  # somebody's work may wait for a session of their own
                who = turn // 3 % 3
                self._at_all(lambda desk, who=who: desk.sign_in(desk.clinic.users[who]))
            self._run_to(self.loop.time() + 15)

    def _at_all(self, action: Callable[[Desk], None]) -> None:
        for desk in self.desks:
            self.later(0.0, lambda desk=desk: action(desk))

    def is_at_rest(self) -> bool:
        """Nothing waits on any desk, and every desk has read to the server's last change."""
        return all(
            desk.is_open and not desk.waiting() and desk.read_to() == desk.clinic.server.position
            for desk in self.desks
        )

    def close(self) -> None:
        self.is_over = True
        try:
            for desk in self.desks:
                self.loop.run_until_complete(desk.close())
            for clinic in self.clinics:
                clinic.server.close()
            self.loop.run_until_complete(asyncio.sleep(0))
        finally:
            left = asyncio.all_tasks(self.loop)
            for task in left:
                task.cancel()
            if left:
                self.loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            self.loop.close()

    def _run_to(self, instant: float) -> None:
        self.loop.run_to(instant)
        if self.broken is not None:
            raise self.broken

    def guard(self, action: Callable[[], None]) -> None:
        """An assertion inside the loop must come out of it."""
        try:
            action()
        except (AssertionError, ClinicError) as error:
            self.broken = self.broken or error
            self.loop.stop()

    def _on_stray_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A task that nobody listens to failed; a program that was killed may fail as it likes."""
        error = context.get("exception")
        if isinstance(error, Killed) or not any(desk.is_open for desk in self.desks):
            return
        failure = AssertionError(f"seed {self.seed}: {context['message']}: {error!r}")
        self.broken = self.broken or failure

    def _step(self, step: Any) -> None:
        self.guard(lambda: self._take(step))

    def _take(self, step: Any) -> None:
        """One step at one desk; what the program refuses people leave alone."""
        desk = self.desks[step.desk]
        if not desk.is_open and step.what not in ON_A_CLOSED_DESK:
            return
        self.note(desk.name, step.what)
        luck = Random(f"{self.seed} step {step.number}")
        with contextlib.suppress(ClinicError, Killed):
            DEEDS[step.what](Deed(desk, luck, f"{step.number}"))

    def _model(self, clinic_id: str) -> ClinicModel:
        model = ClinicModel(clinic_id, control=self.control)
        luck = Random(f"{self.seed} server")
        model.retries = lambda: self.is_faulty and luck.random() < self.plan.trouble / 5
        model.lag = lambda: luck.choice([0.0, luck.uniform(0, 20)])
        model.clock = self.loop.time
        return model

    def _found(self, size: int, folder: Path) -> None:
        clinic_id = ClinicId(new_id())
        roles = (Role.FRONT_DESK, Role.BILLING, Role.ADMIN, Role.CLINICIAN)
        users = tuple(Person(UserId(new_id()), role) for role in roles)
        people = tuple(a_practitioner(family_name=name) for name in ("Weiß", "Ito"))
        patients = [a_patient(), a_patient(family_name="Brandt", phone="")]
        staff = [a_user(id=one.id, username=one.account.username, role=one.role) for one in users]
        clinic = Clinic(
            clinic_id, self._new_server(clinic_id), users, people, [], self.plan.has_snapshots
        )
        here = [a_clinic(id=clinic_id), *staff, *people, *patients]
        names = ["clinic"] + ["user"] * len(staff) + ["practitioner"] * 2 + ["patient"] * 2
        clinic.server.load(
            [(name, one.id, to_wire(one)) for name, one in zip(names, here, strict=True)],
            self.now(),
        )
        self.clinics.append(clinic)
        for _ in range(size):
            desk = Desk(self, clinic, len(self.desks), folder)
            self.desks.append(desk)
            clinic.desks.append(desk)


def _mended(desk: Desk) -> None:
    desk.cut(is_cut=False)
    desk.clock.skew = timedelta()
    if desk.is_open:
        desk.spare()


@contextlib.contextmanager
def seeded_ids(seed: int) -> Iterator[None]:
    """Identifiers from the seed, so that the same seed gives the same trace."""
    random = Random(f"ids {seed}")
    counter = iter(range(1, 1 << 40))
    kept = ids._sequence, ids.secrets, record_numbers.secrets
    sequence = SimpleNamespace(next=lambda: (1_795_000_000_000 + next(counter), 0))
    ids._sequence = sequence  # type: ignore[assignment]
    ids.secrets = SimpleNamespace(  # type: ignore[assignment]
        randbits=random.getrandbits, token_bytes=random.randbytes
    )
    record_numbers.secrets = SimpleNamespace(choice=random.choice)  # type: ignore[assignment]
    try:
        yield
    finally:
        ids._sequence, ids.secrets, record_numbers.secrets = kept
