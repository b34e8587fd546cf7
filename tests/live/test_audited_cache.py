"""A look that is answered from memory is written down like any other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.domain.audit import AuditAction
from app.domain.consistency import Acknowledgement, Consistency
from app.domain.errors import ConfigurationError
from app.domain.ids import RecordId
from app.domain.patient import Patient
from app.domain.permissions import Permission
from app.live.access import SAME_OPENING_S, Access, Shown
from app.storage.cache import RecordCache
from app.storage.store import LocalStore
from app.storage.worker import DatabaseWorker
from app.sync.acknowledged import WriteThrough
from tests.storage.conftest import CONTEXT, HandClock
from tests.storage.test_cache_reads import add, make_store

_CHART = Shown(
    screen="patient chart",
    action=AuditAction.VIEW,
    entity="patient",
    permission=Permission.PATIENT_VIEW,
)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[tuple[LocalStore, DatabaseWorker]]:
    store = make_store(tmp_path / "desk.db", RecordCache())
    worker = DatabaseWorker(store)
    yield store, worker
    worker.close()
    store.close()


def views_of(store: LocalStore, row_id: RecordId) -> int:
    with store.database.reading() as session:
        row = session.one(
            "SELECT count(*) FROM audit WHERE action = 'view' AND patient_id = ?",
            (bytes.fromhex(row_id),),
        )
    return int(row[0]) if row else 0


@pytest.mark.row("A3", "B4", "B5")
async def test_every_look_from_memory_has_its_event(
    desk: tuple[LocalStore, DatabaseWorker],
) -> None:
    store, worker = desk
    row_id, clock = add(store), HandClock()
    access = Access(worker, store.unit_of_work, CONTEXT, clock)
    for number in range(1, 4):
        shown = await access.show(
            _CHART,
            lambda reader: reader.records(Patient).get(row_id),
            subjects=lambda found: (found.id,) if found else (),
            patient_id=row_id,
        )
        assert shown is not None
        assert views_of(store, row_id) == number
        clock.move(seconds=SAME_OPENING_S + 1)
    assert store.cache is not None
    assert store.cache.statistics().hits == 2


@pytest.mark.row("D5", "C7")
async def test_a_desk_of_its_own_writes_locally_and_says_so(
    desk: tuple[LocalStore, DatabaseWorker],
) -> None:
    store, worker = desk
    through = WriteThrough(worker, store.unit_of_work, CONTEXT, feed=store.feed, sender=None)
    written = await through.write(lambda begin: add(store))
    assert written.got is Acknowledgement.LOCAL
    with pytest.raises(ConfigurationError):
        await through.write(lambda begin: add(store), level=Consistency.ONE)
