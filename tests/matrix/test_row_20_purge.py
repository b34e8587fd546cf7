"""Row 20: what is put away leaves every page and the log; nothing unsent or in use ever goes."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.clinical import Allergy
from app.storage.retention import is_put_away, purge_unused, wipe_log
from app.storage.store import LocalStore
from tests.factories import a_context
from tests.matrix.frame import Extent
from tests.matrix.material import KEY, open_store
from tests.matrix.plain_pages import plain_bytes
from tests.matrix.purge_schedules import UNUSED_FOR, HandClock, Person, Schedule

Report = Callable[..., None]
pytestmark = pytest.mark.row("F2")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at the newest schema, made once."""
    path = tmp_path_factory.mktemp("empty") / "clinic.db"
    open_store(path, is_new=True, synchronous="NORMAL").close()
    return path


def _opened(empty: Path, path: Path, clock: HandClock) -> LocalStore:
    shutil.copy(empty, path)
    return open_store(path, clock=clock, synchronous="NORMAL")


def _played(empty: Path, path: Path, seed: int) -> Schedule:
    clock, dice = HandClock(), random.Random(seed)
    schedule = Schedule(_opened(empty, path, clock), clock, dice)
    schedule.play(dice.randint(1, 5))
    return schedule


def _purge(schedule: Schedule) -> int:
    done = purge_unused(
        schedule.store, a_context(), now=schedule.clock.now(), unused_for=UNUSED_FOR
    )
    assert done.is_done
    return done.rows


def _here(store: LocalStore, person: Person) -> list[bool]:
    with store.reader() as reader:
        return [reader.records(type(one)).get(one.id) is not None for one in person.detail]


def _unsent(store: LocalStore) -> list[tuple[object, ...]]:
    return store.database.writer.all("SELECT * FROM outbox WHERE state <> 'acked' ORDER BY n")


def _shadows(store: LocalStore) -> list[tuple[object, ...]]:
    return store.database.writer.all("SELECT * FROM shadow ORDER BY row_id")


def test_random_schedules(empty: Path, tmp_path: Path, share: Extent, report: Report):
    purged = kept = traces = dropped = schedules = 0
    for seed in share.seeds(ci=300, soak=5000):
        path = tmp_path / "clinic.db"
        schedule = _played(empty, path, seed)
        store, before = schedule.store, (_unsent(schedule.store), _shadows(schedule.store))
        purged += _purge(schedule)
        dropped += (_unsent(store), _shadows(store)) != before
        raw = plain_bytes(path, KEY)
        for person in schedule.people:
            here = _here(store, person)
            assert (here == [False] * len(here)) if person.goes else all(here), (seed, person)
            assert is_put_away(store, person.patient.id) == person.goes
            with store.reader() as reader:
                assert reader.records(Allergy).get(person.allergy.id) is not None
            found = [text.encode() in raw for text in person.texts]
            traces += sum(found) if person.goes else 0
            kept += 0 if person.goes else len(here)
            assert person.goes or all(found), "the scan looks in the wrong place"
        assert store.verify_audit() is None
        store.database.check_integrity()
        store.close()
        schedules += 1
        for one in tmp_path.iterdir():
            one.unlink()
    report(20, schedules=schedules, purged=purged, kept=kept, traces=traces, dropped=dropped)
    assert (traces, dropped) == (0, 0)
    assert purged > schedules // 2


def test_control_without_secure_delete_and_checkpoint_traces_are_found(
    empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.storage.retention.wipe_log", lambda session: None)
    traces = 0
    for seed in range(8):
        path = tmp_path / f"{seed}.db"
        schedule = _played(empty, path, seed)
        schedule.store.database.writer.run("PRAGMA secure_delete=OFF")
        wipe_log(schedule.store.database.writer)
        _purge(schedule)
        wipe_log(schedule.store.database.writer)
        raw = plain_bytes(path, KEY)
        gone = [text for person in schedule.people if person.goes for text in person.texts]
        traces += sum(text.encode() in raw for text in gone)
        schedule.store.close()
    assert traces > 0


def test_what_was_put_away_comes_back_when_everything_is_read_again(empty: Path, tmp_path: Path):
    schedule = _played(empty, tmp_path / "clinic.db", 4)
    assert _purge(schedule) > 0
    gone = [one for person in schedule.people if person.goes for one in person.detail]
    schedule.pull(*gone)
    assert all(all(_here(schedule.store, person)) for person in schedule.people)
    schedule.store.close()


def test_a_desk_that_is_new_keeps_everything(empty: Path, tmp_path: Path):
    clock = HandClock()
    schedule = Schedule(_opened(empty, tmp_path / "clinic.db", clock), clock, random.Random(1))
    schedule.note("sign_in")
    schedule.people.append(schedule._person(1, goes=False))
    clock.time += UNUSED_FOR / 2
    assert _purge(schedule) == 0
    schedule.store.close()
