"""No reader ever meets what a commit has outdated; each test has a cache that fails it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.domain.changes import ChangeSet, Origin
from app.domain.declare import Keeping
from app.domain.ids import RecordId, new_id
from app.domain.patient import Patient
from app.domain.query import Query
from app.domain.staff import Room
from app.storage.cache import RecordCache
from app.storage.database import Database
from app.storage.store import LocalStore
from tests.storage.conftest import CONTEXT, KEY, START, HandClock, TestSigner, patient

pytestmark = [pytest.mark.row("B4"), pytest.mark.row("D1"), pytest.mark.row("D2")]


class Careless(RecordCache):
    """Takes in whatever is read, however old: what a cache without numbers does."""

    def _is_current(self, key: Any, number: int) -> bool:
        return True


class Late(RecordCache):
    """Forgets after the commit, as a listener of the feed would."""

    @contextmanager
    def committing(self, changes: ChangeSet | None) -> Iterator[None]:
        yield
        with super().committing(changes):
            pass


class Timeless(RecordCache):
    """Hands out the newest it has, whatever the reader's snapshot."""

    def find(self, key: Any, number: int) -> bytes | None:
        return super().find(key, 1 << 60)


def make_store(path: Path, cache: RecordCache) -> LocalStore:
    return LocalStore(
        Database(path, KEY, synchronous="NORMAL"),
        clock=HandClock(),
        signer=TestSigner(),
        workstation_id=CONTEXT.workstation_id,
        cache=cache,
    )


def add(store: LocalStore, name: str = "0") -> RecordId:
    with store.unit_of_work(CONTEXT) as uow:
        return uow.add(patient(mrn=new_id(), preferred_name=name)).id


def write(store: LocalStore, row_id: RecordId, name: str) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        known = uow.records(Patient).get(row_id)
        assert known is not None
        uow.save(replace(known, preferred_name=name))


def read(store: LocalStore, row_id: RecordId) -> str:
    with store.reader() as reader:
        return name_of(reader, row_id)


def name_of(reader: Any, row_id: RecordId) -> str:
    found = reader.records(Patient).get(row_id)
    assert found is not None
    return str(found.preferred_name)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[type[RecordCache]], LocalStore]]:
    with ExitStack() as open_stores:

        def made(kind: type[RecordCache] = RecordCache) -> LocalStore:
            store = make_store(tmp_path / f"{new_id()}.db", kind())
            open_stores.callback(store.close)
            return store

        yield made


def statistics(store: LocalStore) -> Any:
    assert store.cache is not None
    return store.cache.statistics()


def test_the_second_look_is_answered_from_memory(make: Any) -> None:
    store = make()
    row_id = add(store)
    with store.reader() as reader:
        first = reader.records(Patient).get(row_id)
    with store.reader() as reader:
        assert reader.records(Patient).get(row_id) == first
    assert (statistics(store).hits, statistics(store).misses) == (1, 1)


def test_many_by_identifier_are_read_only_where_they_are_not_known(make: Any) -> None:
    store = make()
    ids = [add(store, str(at)) for at in range(5)]
    read(store, ids[1])
    with store.reader() as reader:
        found = reader.records(Patient).get_many([*ids, new_id()])
    assert [one.preferred_name for one in found.values()] == ["0", "1", "2", "3", "4"]
    assert statistics(store).hits == 1
    with store.reader() as reader:
        reader.records(Patient).get_many(ids)
    assert statistics(store).hits == 6


def test_a_tombstone_is_not_handed_out_as_alive(make: Any) -> None:
    store = make()
    row_id = add(store)
    read(store, row_id)
    with store.unit_of_work(replace(CONTEXT, role="admin")) as uow:
        uow.delete(Patient, row_id)
    for _ in range(2):  # the second is from memory
        with store.reader() as reader:
            assert reader.records(Patient).get(row_id) is None
            assert reader.records(Patient).get_many([row_id]) == {}


def test_a_record_handed_out_cannot_change_what_the_next_reader_gets(make: Any) -> None:
    store = make()
    row_id = add(store)
    with store.reader() as reader:
        known = reader.records(Patient).get(row_id)
        known.extra["later"] = "version"
    with store.reader() as reader:
        assert reader.records(Patient).get(row_id).extra == {}


def test_the_list_of_rooms_is_kept_until_a_room_changes(make: Any) -> None:
    store = make()
    add_room(store, "A")
    query = Query(Room)
    for _ in range(2):
        with store.reader() as reader:
            names = [one.name for one in reader.records(Room).find(query).rows]
            assert names == ["A"]
            assert reader.records(Room).count(query) == 1
    assert statistics(store).hits == 2
    add_room(store, "B")
    with store.reader() as reader:
        assert len(reader.records(Room).find(query).rows) == 2
        assert reader.records(Room).count(query) == 2


def test_lists_of_patients_are_not_kept(make: Any) -> None:
    store = make()
    add(store)
    with store.reader() as reader:
        reader.records(Patient).find(Query(Patient))
    assert statistics(store).stores == 0


@pytest.mark.parametrize("kind", [RecordCache, Careless])
def test_a_value_read_before_a_commit_is_not_taken_in_after_it(
    make: Any, kind: type[RecordCache]
) -> None:
    store = make(kind)
    row_id = add(store, "old")
    with store.reader() as slow:  # its snapshot is taken; it reads only after the commit
        write(store, row_id, "new")
        assert name_of(slow, row_id) == "old"
    expected = "new" if kind is RecordCache else "old"
    assert read(store, row_id) == expected


@pytest.mark.parametrize("kind", [RecordCache, Late])
def test_nobody_meets_the_old_value_between_the_commit_and_its_listeners(
    make: Any, kind: type[RecordCache]
) -> None:
    store = make(kind)
    row_id = add(store, "old")
    read(store, row_id)
    seen: list[str] = []
    with around_commit(store, lambda: None, lambda: seen.append(read(store, row_id))):
        write(store, row_id, "new")
    assert seen == (["new"] if kind is RecordCache else ["old"])


@pytest.mark.parametrize("kind", [RecordCache, Timeless])
def test_one_look_is_one_state_of_the_clinic(make: Any, kind: type[RecordCache]) -> None:
    store = make(kind)
    first, second = add(store, "old"), add(store, "old")
    with store.reader() as slow:
        assert name_of(slow, first) == "old"
        write(store, second, "new")
        read(store, second)  # somebody else brings the new one in
        seen = name_of(slow, second)
    assert seen == ("old" if kind is RecordCache else "new")


def test_listeners_hear_of_a_commit_when_the_cache_has_heard(make: Any) -> None:
    store = make()
    row_id = add(store, "old")
    read(store, row_id)
    seen: list[str] = []
    store.feed.subscribe(lambda _: seen.append(read(store, row_id)))
    write(store, row_id, "new")
    assert seen == ["new"]


def test_what_was_rolled_back_was_never_in_memory(make: Any) -> None:
    store = make()
    row_id = add(store, "kept")
    seen = ""
    with suppress(ZeroDivisionError), store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(uow.records(Patient).get(row_id), preferred_name="gone"))
        seen = name_of(uow, row_id)
        raise ZeroDivisionError
    assert seen == "gone"
    assert read(store, row_id) == read(store, row_id) == "kept"


def test_a_commit_that_fails_leaves_the_truth(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    store = make()
    row_id = add(store, "kept")
    read(store, row_id)
    run = store._writer.run

    def failing(statement: str, values: Any = ()) -> Any:
        if statement == "COMMIT":
            raise ZeroDivisionError
        return run(statement, values)

    with monkeypatch.context() as patched:
        patched.setattr(store._writer, "run", failing)
        with pytest.raises(ZeroDivisionError):
            write(store, row_id, "gone")
    assert read(store, row_id) == read(store, row_id) == "kept"
    assert statistics(store).hits == 1  # the cache works on


def test_rows_from_the_server_outdate_memory_as_well(make: Any) -> None:
    from app.domain.operations import RowState
    from app.protocol.codec import to_wire

    store = make()
    row_id = add(store, "old")
    read(store, row_id)
    with store.reader() as reader:
        body = to_wire(replace(reader.records(Patient).get(row_id), preferred_name="new"))
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.apply_rows([RowState("patient", row_id, 2, 5, False, ["preferred_name"], body)])
    assert read(store, row_id) == "new"


def test_nothing_of_a_patient_stays_when_the_desk_is_locked(make: Any) -> None:
    store = make()
    row_id = add(store)
    read(store, row_id)
    with store.reader() as slow:  # a read that is still under way when the desk is locked
        store.forget()
        name_of(slow, row_id)
    assert statistics(store).entries == 0


def test_what_a_panel_forgets_stays_nowhere_else_in_memory(make: Any) -> None:
    store = make()
    row_id = add(store)
    room = add_room(store, "A")
    read(store, row_id)
    with store.reader() as reader:
        reader.records(Room).get(room)
    store.forget(Keeping.CHART)
    assert store.cache.exists(f"patient:{row_id}")
    store.forget(Keeping.DEMOGRAPHICS)
    assert not store.cache.exists(f"patient:{row_id}")
    assert store.cache.exists(f"room:{room}")


def test_a_closed_store_keeps_nothing(make: Any) -> None:
    store = make()
    read(store, add(store))
    store.close()
    assert statistics(store).entries == 0


def test_without_a_cache_everything_is_read(tmp_path: Path) -> None:
    store = LocalStore(
        Database(tmp_path / "bare.db", KEY),
        clock=HandClock(),
        signer=TestSigner(),
        workstation_id=CONTEXT.workstation_id,
    )
    row_id = add(store, "here")
    assert read(store, row_id) == read(store, row_id) == "here"
    store.close()


@pytest.mark.parametrize("kind", [RecordCache, Late])
def test_threads_never_read_behind_a_commit_that_was_confirmed(
    make: Any, kind: type[RecordCache]
) -> None:
    store = make(kind)
    pair = [add(store, "0"), add(store, "0")]
    confirmed, stop, wrong = [0], threading.Event(), list[str]()

    def look() -> None:
        while not stop.is_set():
            least = confirmed[0]
            with store.reader() as reader:
                values = [int(name_of(reader, one)) for one in pair]
            if values[0] != values[1] or values[0] < least:
                wrong.append(f"{values} after {least}")

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    # On a busy computer the threads that look need longer to begin with it.
    while (
        time.monotonic() < began + 1.5 or confirmed[0] <= 20 or not statistics(store).hits
    ) and not (wrong and kind is Late):
        number = confirmed[0] + 1
        with store.unit_of_work(CONTEXT) as uow:
            for one in pair:
                uow.save(replace(uow.records(Patient).get(one), preferred_name=str(number)))
        confirmed[0] = number
    stop.set()
    for thread in threads:
        thread.join()
    assert statistics(store).hits > 0
    if kind is RecordCache:
        assert wrong == []


class Desk(RuleBasedStateMachine):
    """Readers open and read at any moment, also in the middle of a commit."""

    kind: type[RecordCache] = RecordCache
    folder: Path

    @initialize()
    def begin(self) -> None:
        self.store = make_store(self.folder / f"{new_id()}.db", self.kind())
        self.ids = [add(self.store, "0") for _ in range(2)]
        self.truth = dict.fromkeys(self.ids, "0")
        self.readers: list[tuple[ExitStack, Any, dict[RecordId, str]]] = []
        self.counter = 0

    def teardown(self) -> None:
        while getattr(self, "readers", None):
            self.close(0)
        if hasattr(self, "store"):
            self.store.close()

    @precondition(lambda self: len(self.readers) < 3)
    @rule()
    def open(self) -> None:
        stack = ExitStack()
        reader = stack.enter_context(self.store.reader())
        self.readers.append((stack, reader, dict(self.truth)))

    @precondition(lambda self: self.readers)
    @rule(at=st.integers(0, 2))
    def close(self, at: int) -> None:
        stack, _, _ = self.readers.pop(at % len(self.readers))
        stack.close()

    @precondition(lambda self: self.readers)
    @rule(at=st.integers(0, 2), which=st.integers(0, 1), many=st.booleans())
    def read(self, at: int, which: int, many: bool) -> None:
        _, reader, snapshot = self.readers[at % len(self.readers)]
        wanted = self.ids if many else [self.ids[which]]
        found = reader.records(Patient).get_many(wanted)
        single = name_of(reader, wanted[0])
        assert {one: found[one].preferred_name for one in wanted} == {
            one: snapshot[one] for one in wanted
        }
        assert single == snapshot[wanted[0]]

    @rule(which=st.integers(0, 1), fails=st.booleans(), before=st.booleans(), after=st.booleans())
    def write(self, which: int, fails: bool, before: bool, after: bool) -> None:
        """Change a record; somebody looks just before and just after the COMMIT itself."""
        self.counter += 1
        row_id, value = self.ids[which], str(self.counter)
        seen: list[tuple[str, str]] = []
        old = self.truth[row_id]

        def look(expected: str) -> None:
            seen.append((read(self.store, row_id), expected))

        with around_commit(
            self.store,
            lambda: look(old) if before else None,
            lambda: look(value) if after else None,
        ):
            try:
                with self.store.unit_of_work(CONTEXT) as uow:
                    uow.save(replace(uow.records(Patient).get(row_id), preferred_name=value))
                    if fails:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                value = old
        self.truth[row_id] = value
        assert all(found == expected for found, expected in seen)

    @rule()
    def lock(self) -> None:
        self.store.forget()

    @invariant()
    def a_new_reader_sees_the_truth(self) -> None:
        if hasattr(self, "store"):
            for one, value in self.truth.items():
                assert read(self.store, one) == value


@pytest.mark.parametrize("examples", [15, pytest.param(2000, marks=pytest.mark.soak)])
def test_every_reader_sees_exactly_its_moment(tmp_path: Path, examples: int) -> None:
    Desk.folder = tmp_path
    run_state_machine_as_test(
        Desk, settings=settings(max_examples=examples, stateful_step_count=25, deadline=None)
    )


@pytest.mark.parametrize("kind", [Careless, Late])
def test_the_same_machine_finds_each_careless_cache(
    tmp_path: Path, kind: type[RecordCache]
) -> None:
    machine = type(f"Desk{kind.__name__}", (Desk,), {"kind": kind, "folder": tmp_path})
    with pytest.raises(AssertionError):
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=300,
                stateful_step_count=25,
                deadline=None,
                database=None,
                phases=["explicit", "generate"],
            ),
        )


def add_room(store: LocalStore, name: str) -> RecordId:
    from app.domain.operations import RowState
    from app.protocol.codec import to_wire

    room = Room(id=new_id(), created_at=START, updated_at=START, name=name)
    with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
        uow.apply_rows([RowState("room", room.id, 1, 1, False, [], to_wire(room))])
    return room.id


@contextmanager
def around_commit(
    store: LocalStore, before: Callable[[], object], after: Callable[[], object]
) -> Iterator[None]:
    run = store._writer.run

    def hooked(statement: str, values: Any = ()) -> Any:
        if statement != "COMMIT":
            return run(statement, values)
        before()
        done = run(statement, values)
        after()
        return done

    store._writer.run = hooked  # type: ignore[method-assign]
    try:
        yield
    finally:
        store._writer.run = run  # type: ignore[method-assign]
