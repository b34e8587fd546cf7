"""A desk for the screens: the real encrypted store, the real DataSync, a sync runner's stand-in."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.declare import Record, entity_of
from app.domain.errors import ClinicError
from app.domain.ids import RecordId
from app.domain.operations import RowState
from app.domain.query import Query
from app.live.data_sync import DataSync, DeskParts
from app.security.audit_signer import HmacAuditSigner
from app.services.reading import every
from app.storage.database import Database
from app.storage.row_codec import VERSION, codec_of
from app.storage.store import LocalStore
from app.storage.worker import DatabaseWorker
from app.sync.status import SyncState, SyncStatus
from tests.empty_database import KEY, lay_empty_database
from tests.factories import DESK_ID, NOON, a_clinic, a_context, a_user, as_rows, who_deletes
from tests.waiting import PATIENCE_S

_TURNS_A_SECOND = 200


@dataclass
class FixedClock:
    """Noon of a Saturday in New York, until a test moves it."""

    passed: timedelta = timedelta()
    gone: float = 0.0
    """Seconds of the clock that nobody can set."""

    def now(self) -> datetime:
        return NOON + self.passed

    def monotonic(self) -> float:
        return self.gone


@dataclass
class SyncStandIn:
    """What the window needs of the sync runner, told what to say by the test."""

    status: SyncStatus = field(
        default_factory=lambda: SyncStatus(state=SyncState.SYNCED, last_synced_at=NOON)
    )
    heard: list[Callable[[SyncStatus], None]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def subscribe(self, heard: Callable[[SyncStatus], None]) -> Callable[[], None]:
        self.heard.append(heard)
        return lambda: None

    def sync_now(self) -> None:
        self.asked.append("sync")

    def set_offline(self, offline: bool) -> None:
        self.asked.append("offline" if offline else "online")

    def tell(self, status: SyncStatus) -> None:
        self.status = status
        for heard in self.heard:
            heard(status)


@dataclass
class ChartsAtServer:
    """The server's copies of what this desk put away; failure is raised in place of an answer."""

    rows: list[RowState] = field(default_factory=list)
    failure: Exception | None = None
    asked: list[RecordId] = field(default_factory=list)

    async def patient_rows(
        self, patient_id: RecordId, *, after: str = ""
    ) -> tuple[tuple[RowState, ...], bool]:
        self.asked.append(patient_id)
        await asyncio.sleep(0.02)
        if self.failure is not None:
            raise self.failure
        of_patient = [row for row in self.rows if (row.body or {})["patient_id"] == patient_id]
        return (() if after else tuple(of_patient)), False


@dataclass
class ScreenDesk:
    """One desk under test."""

    store: LocalStore
    worker: DatabaseWorker
    data_sync: DataSync
    sync: SyncStandIn
    loop: asyncio.AbstractEventLoop
    clock: FixedClock = field(default_factory=FixedClock)
    charts: ChartsAtServer = field(default_factory=ChartsAtServer)
    at_end: list[Callable[[], None]] = field(default_factory=list)
    """What stops the screens under test; called while the loop can still run."""

    def keep(self, *records: Record) -> None:
        """Write records as this desk does."""

        def write() -> None:
            with self.store.unit_of_work(a_context()) as uow:
                for record in records:
                    uow.add(record)

        self.worker.submit(write).result()

    def pull(self, *records: Record) -> None:
        """Records as another desk left them, brought by the server."""
        rows = as_rows(records)

        def write() -> None:
            with self.store.unit_of_work(a_context(), origin=Origin.REMOTE) as uow:
                uow.apply_rows(rows)

        self.worker.submit(write).result()

    def put_away(self, *records: Record) -> None:
        """Let records leave this desk, as if nobody had used them for long."""

        def write() -> None:
            with self.store.unit_of_work(a_context(), origin=Origin.REMOTE) as uow:
                for record in records:
                    codec = codec_of(type(record))
                    key = bytes.fromhex(record.id)
                    row = self.store.database.writer.one(codec.select_one, (key,))
                    assert row is not None
                    uow.put_away(codec, [row])
                    body = codec.to_body(row)
                    name, version = entity_of(record).name, row[VERSION]
                    self.charts.rows.append(RowState(name, record.id, version, 1, False, [], body))

        self.worker.submit(write).result()

    def remove(self, record_type: type[Record], record_id: RecordId) -> None:
        """Remove a record as somebody else would."""

        def write() -> None:
            with self.store.unit_of_work(who_deletes(record_type)) as uow:
                uow.delete(record_type, record_id)

        self.worker.submit(write).result()

    def actions(self) -> list[str]:
        """What the audit trail of this desk tells, in order."""
        with self.store.database.reading() as session:
            return [str(row[0]) for row in session.all("SELECT action FROM audit ORDER BY seq")]

    def denials(self) -> list[str]:
        """The permissions that were refused at this desk, as its audit trail tells."""
        with self.store.database.reading() as session:
            return [
                str(row[0])
                for row in session.all(
                    "SELECT fields FROM audit WHERE action = 'deny' ORDER BY seq"
                )
            ]

    def all(self, record_type: type[Any]) -> list[Any]:
        """Every live record of a type."""
        with self.store.reader() as reader:
            return list(every(reader, Query(record_type)))

    def stored(self, record_type: type[Any], record_id: str) -> Any:
        """What the database holds."""
        with self.store.reader() as reader:
            return reader.records(record_type).get(record_id)  # type: ignore[arg-type]


async def until(holds: Callable[[], object], *, what: str = "") -> None:
    """Let Qt and asyncio run until a condition holds; fail when it does not in time."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE_S
    while not holds():
        assert loop.time() < end, f"never happened: {what or holds}"
        QApplication.processEvents()
        await asyncio.sleep(0.002)


async def a_while(seconds: float = 0.3) -> None:
    """Let Qt and asyncio run for some time, and on a slow machine as many turns as elsewhere."""
    loop, turns = asyncio.get_running_loop(), count()
    end, least = loop.time() + seconds, _TURNS_A_SECOND * seconds
    await until(lambda: next(turns) >= least and loop.time() >= end)


class Slow(Protocol):
    """Delays one call of a facade, for some arguments or for all."""

    def __call__(
        self,
        facade: object,
        name: str,
        seconds: float = 0.2,
        *,
        only: Callable[..., bool] = ...,
        after: bool = False,
    ) -> None: ...


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    """Make a call of the facade slow; after: its work is done at once and its answer is late."""

    def delay(
        facade: object,
        name: str,
        seconds: float = 0.2,
        *,
        only: Callable[..., bool] = lambda *_given, **_named: True,
        after: bool = False,
    ) -> None:
        real = getattr(facade, name)

        async def late(*given: Any, **named: Any) -> Any:
            is_late = only(*given, **named)
            if is_late and not after:
                await asyncio.sleep(seconds)
            answer = await real(*given, **named)
            if is_late and after:
                await asyncio.sleep(seconds)
            return answer

        monkeypatch.setattr(facade, name, late)

    return delay


@pytest.hookimpl(hookwrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Iterator[None]:
    """Stop the screens right after the test: pytest-qt runs Qt's events again without a loop."""
    yield
    desk = pyfuncitem.funcargs.get("desk")
    if isinstance(desk, ScreenDesk):
        for stop in desk.at_end:
            stop()
        with suppress(ClinicError):  # what was chosen is written now, or it would be without a loop
            desk.loop.run_until_complete(desk.data_sync.preferences.keep())
        desk.loop.run_until_complete(a_while(0.01))


@pytest.fixture(autouse=True)
def _no_widget_outlives_its_test(qapp: QApplication) -> Iterator[None]:
    """Delete what asked to be deleted: asyncio runs no Qt loop, which would do it.

    Widgets that pile up are restyled with every theme change, and destroyed late with the
    application they may crash the interpreter.
    """
    yield
    delete_windows()


def delete_windows() -> None:
    """Let every window go now, not with the next turn of a loop."""
    for window in QApplication.topLevelWidgets():
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted database at the newest schema, made once."""
    path = tmp_path_factory.mktemp("screens") / "clinic.db"
    lay_empty_database(path)
    return path


def in_role(role: str, **changes: Any) -> pytest.MarkDecorator:
    """Let whoever acts in this role sit at the desk of a test."""
    return pytest.mark.parametrize("acting", [a_context(role=role, **changes)], ids=[str(role)])


@pytest.fixture
def acting() -> ExecutionContext:
    """Who sits at the desk: the front desk, unless `in_role` says otherwise."""
    return a_context()


@pytest.fixture
async def desk(
    empty_database: Path, tmp_path: Path, qapp: QApplication, acting: ExecutionContext
) -> AsyncIterator[ScreenDesk]:
    """A desk with an empty clinic."""
    path = tmp_path / "clinic.db"
    shutil.copy(empty_database, path)
    database = Database(path, KEY, synchronous="NORMAL")
    clock = FixedClock()
    signer = HmacAuditSigner(b"a" * 32)
    store = LocalStore(database, clock=clock, signer=signer, workstation_id=DESK_ID)
    worker = DatabaseWorker(store)
    sync, charts = SyncStandIn(), ChartsAtServer()
    parts = DeskParts(
        threads=worker,
        begin=store.unit_of_work,
        publisher=store.feed,
        context=acting,
        clinic=a_clinic(),
        user=a_user(),
        clock=clock,
        chart_source=charts,
    )
    data_sync = DataSync(parts, sync=sync)
    yield ScreenDesk(store, worker, data_sync, sync, asyncio.get_running_loop(), clock, charts)
    await a_while(0.05)
    data_sync.close()
    worker.close()
    store.close()
