"""A rehearsal on a database that is thrown away: does this computer keep what the store promises?

`clinic-desk doctor` runs it: the driver, the disk and the clock of a computer decide whether a
transaction can be taken back, broken off or refused, and whether memory forgets: only trying shows
it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from app.domain.cache import name_of
from app.domain.context import ExecutionContext
from app.domain.errors import ClinicError, InvalidValue, ReadOnlyTransaction, TransactionTimeout
from app.domain.ids import ClinicId, UserId, WorkstationId, new_id
from app.domain.ports import AuditSigner, Clock
from app.domain.staff import Role, Room
from app.domain.transactions import Isolation, TransactionOptions, TransactionState
from app.storage.cache import RecordCache
from app.storage.commit_feed import Event, Happening
from app.storage.database import KEY_BYTES, Database
from app.storage.store import LocalStore

_LONG = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) "
    "SELECT count(*) FROM n"
)
_PATIENCE_S, _LATE_S = 0.05, 5.0


def rehearse(*, signer: AuditSigner, clock: Clock) -> tuple[str, ...]:
    """The names of the promises this computer does not keep; none where all is well.

    Raises StorageError when not even an empty database can be made.
    """
    memory = RecordCache()
    with (
        TemporaryDirectory(prefix="clinic-desk-") as folder,
        _store(Path(folder), signer, clock, memory) as store,
    ):
        stage = _Stage(store, memory, clock)
        return tuple(name for name, promise in PROMISES.items() if not stage.keeps(promise))


class _Stage:
    """The store that is tried, and somebody who sets up rooms in it."""

    def __init__(self, store: LocalStore, memory: RecordCache, clock: Clock) -> None:
        self.store = store
        self.memory = memory
        self._clock = clock
        self.context = ExecutionContext(
            clinic_id=ClinicId(new_id()),
            user_id=UserId(new_id()),
            role=Role.FRONT_DESK,
            workstation_id=WorkstationId(new_id()),
            session_id=new_id(),
        )

    def keeps(self, promise: Callable[[_Stage], bool]) -> bool:
        """Whether a promise holds; a refusal where there should be none is a broken one."""
        try:
            return promise(self)
        except ClinicError:
            return False

    def room(self) -> Room:
        """A room that is not stored yet."""
        now = self._clock.now()
        return Room(id=new_id(), created_at=now, updated_at=now, name="Rehearsal")

    def count(self) -> int:
        """How many rooms are stored."""
        with self.store.reader() as reader:
            return reader.records(Room).size()


def _takes_back(stage: _Stage) -> bool:
    """What is rolled back is gone, what is committed is there."""
    before = stage.count()
    for ends in ("rollback", "commit"):
        uow = stage.store.begin(stage.context)
        uow.add(stage.room())
        getattr(uow, ends)()
    return stage.count() == before + 1 and uow.state is TransactionState.COMMITTED


def _goes_back_to_savepoints(stage: _Stage) -> bool:
    before = stage.count()
    with stage.store.unit_of_work(stage.context) as uow:
        uow.add(stage.room())
        uow.savepoint("kept")
        uow.add(stage.room())
        uow.rollback_to("kept")
    return stage.count() == before + 1


def _keeps_apart(stage: _Stage) -> bool:
    """Nobody sees what is not committed, and nobody can ask to."""
    before = stage.count()
    with stage.store.unit_of_work(stage.context) as uow:
        uow.add(stage.room())
        is_unseen = stage.count() == before
    try:
        TransactionOptions(isolation=Isolation.READ_UNCOMMITTED)
    except InvalidValue:
        return is_unseen
    return False


def _refuses_to_write(stage: _Stage) -> bool:
    try:
        options = TransactionOptions(read_only=True)
        with stage.store.unit_of_work(stage.context, options=options) as uow:
            uow.add(stage.room())
    except ReadOnlyTransaction:
        return True
    return False


def _breaks_off(stage: _Stage) -> bool:
    """A read that would take for ever ends about when it should."""
    began = time.monotonic()
    try:
        with (
            stage.store.database.reading() as session,
            session.limited_to(_PATIENCE_S),
        ):
            session.all(_LONG)
    except TransactionTimeout:
        return time.monotonic() - began < _LATE_S
    return False


def _is_heard(stage: _Stage) -> bool:
    """Hooks hear of reads and writes, until they are told to hear no more."""
    heard: list[str] = []

    def hear(happening: Happening) -> None:
        heard.append(happening.event)

    events = (Event.BEFORE_GET, Event.AFTER_GET, Event.BEFORE_SET, Event.AFTER_SET)
    for event in events:
        stage.store.feed.on(event, hear, entity="room")
    with stage.store.unit_of_work(stage.context) as uow:
        kept = uow.add(stage.room())
    with stage.store.reader() as reader:
        found = reader.records(Room).get(kept.id)
        ended = [stage.store.feed.off(event, hear) for event in events]
        reader.records(Room).get(kept.id)
    wanted = [Event.BEFORE_SET, Event.AFTER_SET, Event.BEFORE_GET, Event.AFTER_GET]
    return all(ended) and found == kept and heard == wanted


def _forgets(stage: _Stage) -> bool:
    """What was read is kept in memory until it changes, is named as to go, or the desk locks."""
    with stage.store.unit_of_work(stage.context) as uow:
        kept = uow.add(stage.room())
    name = name_of(("room", bytes.fromhex(kept.id)))

    def change() -> bool:
        with stage.store.unit_of_work(stage.context) as uow:
            uow.save(replace(kept, name="Rehearsed"))
        return True

    def lock() -> bool:
        stage.store.forget()
        return True

    def forget() -> bool:
        return stage.memory.delete(name)

    for end in (change, forget, lock):
        with stage.store.reader() as reader:
            reader.records(Room).get(kept.id)
        if not stage.memory.exists(name) or not end() or stage.memory.exists(name):
            return False
    with stage.store.reader() as reader:
        found = reader.records(Room).get(kept.id)
    return found is not None and found.name == "Rehearsed"


def _is_whole(stage: _Stage) -> bool:
    """After all that, the trail, the records and the file fit each other."""
    stage.store.database.check_integrity()
    return stage.store.verify_audit() is None and stage.store.verify_rows()


PROMISES: dict[str, Callable[[_Stage], bool]] = {
    "rollback": _takes_back,
    "savepoints": _goes_back_to_savepoints,
    "isolation": _keeps_apart,
    "reading only": _refuses_to_write,
    "time limits": _breaks_off,
    "hooks": _is_heard,
    "memory": _forgets,
    "wholeness": _is_whole,
}
"""What is tried, in this order."""


@contextmanager
def _store(
    folder: Path, signer: AuditSigner, clock: Clock, memory: RecordCache
) -> Generator[LocalStore, None, None]:
    database = Database(folder / "rehearsal.db", secrets.token_bytes(KEY_BYTES))
    workstation_id = WorkstationId(new_id())
    store = LocalStore(
        database, clock=clock, signer=signer, workstation_id=workstation_id, cache=memory
    )
    try:
        yield store
    finally:
        store.close()
