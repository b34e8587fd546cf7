"""Row 21: eight connections read and write one file and never find it unreadable."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from app.domain.errors import StorageBusy, StorageError
from app.storage.database import Database
from app.storage.session import Session
from app.storage.store import LocalStore
from tests.factories import a_patient
from tests.matrix.frame import Extent
from tests.matrix.material import CONTEXT, KEY, open_store

READERS = 6
ROWS = 40_000
_PER_TRANSACTION = 400


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More than 40,000 rows: each patient is a record, an event, an operation, a shadow, words."""
    path = tmp_path_factory.mktemp("many") / "clinic.db"
    store = open_store(path, synchronous="NORMAL", is_new=True)
    for _ in range(ROWS // 8 // _PER_TRANSACTION + 1):
        with store.unit_of_work(CONTEXT) as uow:
            for _ in range(_PER_TRANSACTION):
                uow.add(a_patient())
    assert total_rows(store) > ROWS
    store.close()
    return path


def total_rows(store: LocalStore) -> int:
    session = store.database.writer
    names = session.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'audit'")
    return sum(session.one(f'SELECT count(*) FROM "{name}"')[0] for (name,) in names)


class Crowd:
    """Six readers, the desk's writer and a second one that checkpoints, until the time is up and
    each kind of work was done so often at least: a busy computer does less in a second."""

    def __init__(self, store: LocalStore, seconds: float, seed: int, **least: int) -> None:
        self._store = store
        self._least = least
        self._end = time.monotonic() + seconds
        self._seed = seed
        self.counts: Counter[str] = Counter(reads=0, writes=0, checkpoints=0, busy=0)
        self.errors: list[str] = []
        self._lock = threading.Lock()

    def run(self) -> None:
        work = [self._read] * READERS + [self._write, self._checkpoint]
        threads = [
            threading.Thread(target=self._until_the_end, args=(one, number))
            for number, one in enumerate(work)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _until_the_end(self, one: Callable[[Session, Random], str], number: int) -> None:
        random = Random(self._seed + number)
        other = Database(self._store.database.path, KEY, expect_initialised=True, cache_kib=400)
        while time.monotonic() < self._end or self._is_too_little:
            try:
                done = one(other.writer, random)
            except StorageBusy:
                done = "busy"
            except StorageError as error:
                self.errors.append(error.code)
                continue
            with self._lock:
                self.counts[done] += 1
        other.close()

    @property
    def _is_too_little(self) -> bool:
        return not self.errors and any(self.counts[one] < it for one, it in self._least.items())

    def _read(self, session: Session, random: Random) -> str:
        key = random.randbytes(16)
        statement = random.choice(
            (
                "SELECT * FROM patient WHERE id > ? ORDER BY id LIMIT 50",
                "SELECT * FROM outbox WHERE row_id > hex(?) LIMIT 50",
                "SELECT count(*), max(seq) FROM audit WHERE patient_id > ?",
            )
        )
        session.all(statement, (key,))
        return "reads"

    def _write(self, _session: Session, random: Random) -> str:
        with self._store.unit_of_work(CONTEXT) as uow:
            one = uow.add(a_patient())
            uow.save(replace(one, city="Chicago"))
        return "writes"

    def _checkpoint(self, session: Session, random: Random) -> str:
        session.all(f"PRAGMA wal_checkpoint({random.choice(('PASSIVE', 'RESTART', 'TRUNCATE'))})")
        time.sleep(0.02)
        return "checkpoints"


def test_eight_connections_never_find_the_file_unreadable(
    path: Path, share: Extent, report: Callable[..., None]
) -> None:
    seconds = share.lasting(ci=20, soak=600)
    store = open_store(path)
    least = {"reads": 51, "writes": 51, "checkpoints": 6}
    crowd = Crowd(store, min(seconds, share.seconds or seconds), share.first, **least)
    crowd.run()
    store.database.check_integrity()
    assert store.verify_audit() is None
    rows = total_rows(store)
    store.close()
    report(21, connections=8, rows=rows, errors=len(crowd.errors), **crowd.counts)
    assert crowd.errors == []
    assert min(crowd.counts["reads"], crowd.counts["writes"]) > 50
    assert crowd.counts["checkpoints"] > 5


def test_control_a_connection_with_another_key_is_counted(path: Path) -> None:
    store = open_store(path)
    crowd = Crowd(store, 0.5, 0)

    def damaged(_session: Session, _random: Random) -> str:
        Database(path, bytes(32), expect_initialised=True)
        return "reads"

    crowd._until_the_end(damaged, 0)
    store.close()
    assert set(crowd.errors) == {"open_failed"}
