"""The seeded scheduler: virtual time, a network with faults, people at work, and a trace."""

from __future__ import annotations

import contextlib
import hashlib
import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from app.domain import ids
from app.domain.appointment import TRANSITIONS, Appointment
from app.domain.errors import ClinicError
from app.domain.operations import Operation
from app.domain.patient import Patient
from app.domain.query import Query
from app.domain.remote_ports import PushOutcome
from app.protocol.codec import to_wire
from app.services import appointments, conflicts
from app.services.appointments import NewVisit, Slot
from app.sync.events import Failure, OfflineSwitched, SyncAsked
from tests.factories import NOON, ZONE, a_patient, a_practitioner, a_user, an_allergy
from tests.simulation.desk import Desk, SimClock
from tests.simulation.server_model import REFUSED, ServerModel

BUSY_S = 240.0
SETTLE_S = 3600.0
_LOST = (Failure.UNREACHABLE, Failure.TROUBLE, Failure.MALFORMED, Failure.RATE_LIMITED)


class World:
    """One clinic, from a quiet morning through faults to rest. control names a planted bug."""

    def __init__(
        self, seed: int, folder: Path, template: Path, *, control: str = "", actions: int = 14
    ) -> None:
        self.seed, self.control = seed, control
        self.random = Random(seed)
        self.clock = SimClock(NOON - timedelta(hours=4))
        self.server = ServerModel(last_write_wins=control == "last write wins")
        self.server.retries = self._is_busy
        self.trace = hashlib.sha256()
        self.events = 0
        self.is_faulty = True
        self.watch: Callable[[Desk], None] = lambda _desk: None
        self._queue: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0
        self._people()
        self.desks = [
            Desk(self, number, template, folder) for number in range(self.random.choice([2, 2, 3]))
        ]
        for desk in self.desks:
            self._day_of(desk, actions)

    def later(self, delay_s: float, action: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._queue, (self.clock.seconds + delay_s, self._count, action))

    def note(self, who: str, what: str, facts: object = "") -> None:
        self.events += 1
        self.trace.update(f"{self.clock.seconds:.6f} {who} {what} {facts!r}\n".encode())

    def push(self, desk: Desk, operations: Sequence[Operation]) -> PushOutcome:
        """The server's answers; on bad days some are missing."""
        outcome = self.server.push(desk.id, operations, self.clock.now())
        if self.is_faulty and self.random.random() < 0.1:
            kept = tuple(r for r in outcome.results if self.random.random() < 0.6)
            self.note(desk.name, "answers missing", len(outcome.results) - len(kept))
            return replace(outcome, results=kept)
        return outcome

    def _is_busy(self) -> bool:
        return self.is_faulty and self.random.random() < 0.08

    def request(self, desk: Desk, serve: Callable[[], Any], answer: Callable[[Any], None]) -> None:
        """One request over the bad network: lost, late, twice, or answered into the void."""
        luck = self.random.random() if self.is_faulty else 1.0
        there, back = self.random.uniform(0.01, 0.4), self.random.uniform(0.01, 0.4)
        if luck < 0.04:
            there, back = there * 30, back * 30
        if desk.is_cut_off or luck < 0.10:
            self._lose(desk, 0.5)
            return
        if luck < 0.16:
            self._lose(desk, 0.2, self.random.choice(_LOST))
            return
        if luck < 0.22:  # a copy arrives later, after whatever happens meanwhile
            self.later(self.random.uniform(1, 40), lambda: self._ignore(serve))

        life = desk.life

        def arrive() -> None:
            reply = serve()
            if desk.life != life:
                return
            if luck > 0.90 and self.is_faulty:
                self.note(desk.name, "reply lost")
                self._lose(desk, 5.0)
            else:
                desk.after(back, lambda: answer(reply))

        self.later(there, arrive)  # a request under way arrives even when its desk dies

    def _ignore(self, serve: Callable[[], Any]) -> None:
        serve()

    def _lose(self, desk: Desk, delay_s: float, failure: Failure = Failure.UNREACHABLE) -> None:
        desk.after(delay_s, lambda: desk.fail(failure, 3.0))

    def run(self) -> None:
        """The busy hour, then a healthy network until everything has come to rest."""
        self._run_until(BUSY_S)
        self.is_faulty = False
        for desk in self.desks:
            desk.is_cut_off = False
        self._run_until(BUSY_S + 30)
        for desk in self.desks:
            desk.hear(OfflineSwitched, is_offline=False)
            desk.hear(SyncAsked)
        end = self.clock.seconds + SETTLE_S
        while not self.is_at_rest():
            assert self.clock.seconds < end, f"I9: seed {self.seed} does not come to rest"
            self._run_until(self.clock.seconds + 5)

    def is_at_rest(self) -> bool:
        """Nothing waits on any desk, and every desk has read to the server's last change."""
        for desk in self.desks:
            with desk.store.reader() as reader:
                if reader.queue_counts().waiting:
                    return False
            if int(desk.cursor or 0) < self.server.seq:
                return False
        return True

    def _run_until(self, end: float) -> None:
        while self._queue and self._queue[0][0] <= end:
            at, _, action = heapq.heappop(self._queue)
            self.clock.seconds = max(self.clock.seconds, at)
            action()
        self.clock.seconds = end

    def close(self) -> None:
        for desk in self.desks:
            desk.close()

    def _people(self) -> None:
        people = [a_practitioner(family_name=name) for name in ("Weiß", "Ito")]
        patients = [a_patient(family_name=name) for name in ("Okafor", "Brandt")]
        self.practitioners = people
        self.server.load(
            [("user", a_user().id, to_wire(a_user()))]
            + [("practitioner", one.id, to_wire(one)) for one in people]
            + [("patient", one.id, to_wire(one)) for one in patients],
            self.clock.now(),
        )

    def _day_of(self, desk: Desk, actions: int) -> None:
        pick = desk.random
        for _ in range(actions):
            self.later(pick.uniform(5, BUSY_S), lambda: self._act(desk))
        for _ in range(2):
            self.later(pick.uniform(BUSY_S * 0.7, BUSY_S + 25), lambda: self._act(desk, _decide))
        if pick.random() < 0.8:
            start = pick.uniform(5, BUSY_S * 0.7)
            self.later(start, lambda: setattr(desk, "is_cut_off", True))
            self.later(start + pick.uniform(30, 160), lambda: setattr(desk, "is_cut_off", False))
        if pick.random() < 0.2:
            start = pick.uniform(5, BUSY_S * 0.7)
            self.later(start, lambda: self._switch(desk, is_offline=True))
            self.later(start + 60, lambda: self._switch(desk, is_offline=False))
        for _ in range(pick.choice([0, 0, 1, 1, 2])):
            self.later(pick.uniform(5, BUSY_S), lambda: self._crash(desk))

    def _switch(self, desk: Desk, *, is_offline: bool) -> None:
        if desk.is_open:
            desk.hear(OfflineSwitched, is_offline=is_offline)

    def _crash(self, desk: Desk) -> None:
        if desk.is_open:
            desk.crash()

    def _act(self, desk: Desk, wanted: Callable[[World, Desk], None] | None = None) -> None:
        """One person does one thing; what the program refuses they leave alone."""
        if not desk.is_open:
            return
        acts = [_edit, _edit, _edit, _register, _book, _book, _move, _status, _status, _decide]
        act = wanted or desk.random.choice([*acts, _remove, _edit_twice])
        self.note(desk.name, act.__name__)
        with contextlib.suppress(ClinicError):
            act(self, desk)


def _some(desk: Desk, record_type: type[Any]) -> Any:
    with desk.store.reader() as reader:
        rows = reader.records(record_type).find(Query(record_type, limit=100)).rows
    return desk.random.choice(rows) if rows else None


def _edit(world: World, desk: Desk) -> None:
    patient: Patient | None = _some(desk, Patient)
    if patient is None:
        return
    names = desk.random.sample(["phone", "city", "address_line", "family_name", "alert"], k=2)
    values: dict[str, Any] = {n: f"{n} {world.events}" for n in names[: desk.random.choice([1, 2])]}
    if desk.random.random() < 0.12:
        values["alert"] = REFUSED
    with desk.begin(desk.context) as uow:
        uow.save(replace(patient, **values))


def _edit_twice(world: World, desk: Desk) -> None:
    _edit(world, desk)
    _edit(world, desk)


def _register(world: World, desk: Desk) -> None:
    patient = a_patient(family_name=f"New {world.events}")
    with desk.begin(desk.context) as uow:
        uow.add(patient)
        for _ in range(desk.random.choice([1, 1, 12])):  # a dozen hang on one create
            uow.add(an_allergy(patient))


def _remove(world: World, desk: Desk) -> None:
    kind = desk.random.choice([Patient, Appointment, Appointment])
    record = _some(desk, kind)
    if record is not None:
        with desk.begin(desk.admin if kind is Patient else desk.context) as uow:
            uow.delete(kind, record.id)


def _slot(world: World, desk: Desk) -> Slot:
    start = NOON + timedelta(minutes=30 * desk.random.randrange(2))
    who = desk.random.choice(world.practitioners)
    return Slot(starts_at=start, length_min=30, practitioner_id=who.id)


def _book(world: World, desk: Desk) -> None:
    patient = _some(desk, Patient)
    if patient is not None:
        visit = NewVisit(patient_id=patient.id, slot=_slot(world, desk))
        appointments.book(desk.begin, desk.context, visit=visit, zone=ZONE)


def _move(world: World, desk: Desk) -> None:
    visit = _some(desk, Appointment)
    if visit is not None:
        appointments.move(
            desk.begin, desk.context, appointment_id=visit.id, slot=_slot(world, desk)
        )


def _status(world: World, desk: Desk) -> None:
    visit = _some(desk, Appointment)
    choices = sorted(TRANSITIONS[visit.status] - {"entered_in_error"}) if visit else []
    if choices:
        appointments.set_status(
            desk.begin,
            desk.context,
            appointment_id=visit.id,
            status=desk.random.choice(choices),
            reason=desk.random.choice(["", f"reason {world.events}"]),
        )


def _decide(world: World, desk: Desk) -> None:
    with desk.store.reader() as reader:
        found = conflicts.undecided(reader)
    if found:
        conflict = desk.random.choice(found)
        resolution = desk.random.choice(["mine", "theirs", "both"])
        deletes = (conflict.entity, conflict.op_kind, resolution) == ("patient", "delete", "mine")
        conflicts.resolve(
            desk.begin,
            desk.admin if deletes else desk.context,
            conflict_id=conflict.id,
            resolution=resolution,
        )


@contextlib.contextmanager
def seeded_ids(seed: int) -> Iterator[None]:
    """Identifiers from the seed, so that the same seed gives the same trace."""
    random = Random(f"ids {seed}")
    counter = iter(range(1, 1 << 40))
    kept = ids._sequence, ids.secrets
    sequence = SimpleNamespace(next=lambda: (1_795_000_000_000 + next(counter), 0))
    ids._sequence = sequence  # type: ignore[assignment]
    ids.secrets = SimpleNamespace(randbits=random.getrandbits)  # type: ignore[assignment]
    try:
        yield
    finally:
        ids._sequence, ids.secrets = kept
