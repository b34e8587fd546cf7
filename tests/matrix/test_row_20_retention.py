"""Row 20: what is put away leaves every page and the log; nothing unsent or in use ever goes, and
no chart that lost something looks as if nothing were recorded."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.clinical import Allergy
from app.storage.retention import find_unused, purge, wipe_log
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


def _played(empty: Path, path: Path, seed: int) -> Schedule:
    clock, dice = HandClock(), random.Random(seed)
    shutil.copy(empty, path)
    schedule = Schedule(open_store(path, clock=clock, synchronous="NORMAL"), clock, dice)
    schedule.play(dice.randint(1, 5))
    return schedule


def _purge(schedule: Schedule) -> int:
    store, now = schedule.store, schedule.clock.now()
    due = find_unused(store, now=now, unused_for=UNUSED_FOR)
    return purge(store, a_context(), due, now=now, unused_for=UNUSED_FOR)


def _here(store: LocalStore, person: Person) -> list[bool]:
    with store.reader() as reader:
        return [
            reader.records(type(one)).get(one.id, include_deleted=True) is not None
            for one in person.detail
        ]


def _missing(store: LocalStore, person: Person) -> int:
    """How many records the chart says are at the server only."""
    with store.reader() as reader:
        return sum(reader.at_server.counts(person.patient.id).values())


def _unsent(store: LocalStore) -> list[tuple[object, ...]]:
    session = store.database.writer
    waiting = session.all("SELECT * FROM outbox WHERE state <> 'acked' ORDER BY n")
    drafts = session.all("SELECT * FROM draft ORDER BY subject")
    return [*waiting, *session.all("SELECT * FROM shadow ORDER BY row_id"), *drafts]


def test_random_schedules(empty: Path, tmp_path: Path, share: Extent, report: Report) -> None:
    purged = kept = traces = dropped = unsaid = schedules = 0
    for seed in share.seeds(ci=300, soak=5000):
        path = tmp_path / "clinic.db"
        schedule = _played(empty, path, seed)
        store, before = schedule.store, _unsent(schedule.store)
        purged += _purge(schedule)
        dropped += _unsent(store) != before
        assert wipe_log(store.database.writer)
        raw = plain_bytes(path, KEY)
        for person in schedule.people:
            here = _here(store, person)
            assert not any(here) if person.goes else all(here), (seed, person)
            expected = len(here) - person.removed if person.goes else 0
            unsaid += _missing(store, person) != expected
            with store.reader() as reader:
                assert reader.records(Allergy).get(person.allergy.id) is not None
            found = [text.encode() in raw for text in person.texts]
            traces += sum(found) if person.goes else 0
            kept += 0 if person.goes else len(here)
            assert person.goes or all(found), "the scan looks in the wrong place"
        assert store.verify_audit() is None
        assert store.verify_rows()
        store.database.check_integrity()
        store.close()
        schedules += 1
        for one in tmp_path.iterdir():
            one.unlink()
    counts = {"traces": traces, "dropped": dropped, "charts_that_say_nothing": unsaid}
    report(20, schedules=schedules, purged=purged, kept=kept, **counts)
    assert not any(counts.values())
    assert purged > schedules // 2


def test_control_without_secure_delete_traces_are_found(
    empty: Path, tmp_path: Path, report: Report
) -> None:
    assert _traces(empty, tmp_path, secure_delete="OFF", wipes=True) > 0


def test_control_without_the_wiping_of_the_log_traces_are_found(
    empty: Path, tmp_path: Path
) -> None:
    assert _traces(empty, tmp_path, secure_delete="ON", wipes=False) > 0


def test_control_with_both_nothing_is_found(empty: Path, tmp_path: Path) -> None:
    assert _traces(empty, tmp_path, secure_delete="ON", wipes=True) == 0


def _traces(empty: Path, tmp_path: Path, *, secure_delete: str, wipes: bool) -> int:
    """What is left in the files of some schedules whose rows were put away in this manner."""
    traces = 0
    for seed in range(8):
        path = tmp_path / f"{seed}.db"
        schedule = _played(empty, path, seed)
        session = schedule.store.database.writer
        wipe_log(session)
        session.run(f"PRAGMA secure_delete={secure_delete}")
        _purge(schedule)
        if wipes:
            wipe_log(session)
        raw = plain_bytes(path, KEY)
        gone = [text for person in schedule.people if person.goes for text in person.texts]
        traces += sum(text.encode() in raw for text in gone)
        schedule.store.close()
    return traces
