"""The big database the scenarios share, built once per run by the program's own bulk load."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from app.bench import sample
from app.bootstrap.home import SystemClock
from app.domain.changes import Origin
from app.domain.context import ExecutionContext
from app.domain.ids import ClinicId, RecordId, UserId, WorkstationId
from app.domain.operations import RowState
from app.domain.staff import Clinic, Role
from app.protocol.codec import to_wire
from app.security.audit_signer import HmacAuditSigner
from app.storage.database import Database
from app.storage.store import LocalStore

KEY = bytes(range(32))
WORKSTATION = WorkstationId(RecordId("b" * 32))
CONTEXT = ExecutionContext(
    clinic_id=ClinicId(RecordId("c" * 32)),
    user_id=UserId(RecordId("a" * 32)),
    role=Role.FRONT_DESK,
    workstation_id=WORKSTATION,
    session_id=RecordId("d" * 32),
)
_LOAD = 10_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much of everything."""

    patients: int = 100_000
    appointments: int = 1_000_000
    records: int = 100_000
    """Records that arrive from the server while a scenario watches."""
    pushes: int = 10_000
    """Operations sent to the server."""
    edits: int = 500
    """Edits in one repetition."""


class Workbench:
    """A temporary folder with the shared database; it is gone when the run ends."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self._folder = tempfile.TemporaryDirectory(prefix="clinic-desk-bench-")
        self.folder = Path(self._folder.name)
        self._folders = 0
        self._store: LocalStore | None = None
        self.build_s = 0.0
        self.keystore = MemoryKeyStore()

    @property
    def store(self) -> LocalStore:
        """The shared store with every patient and visit; built at first use."""
        if self._store is None:
            begun = time.perf_counter()
            # A process of its own: locked memory cannot be unlocked again, and makes a load slow.
            script = "import sys; from app.bench.workbench import build; build(*sys.argv[1:])"
            sizes = (str(self.sizes.patients), str(self.sizes.appointments))
            subprocess.run(  # noqa: S603  (our own script)
                [sys.executable, "-c", script, str(self.folder), *sizes], check=True
            )
            self._store = self._open("shared", synchronous="FULL", cache_kib=16_000)
            self.build_s = time.perf_counter() - begun
        return self._store

    def empty_store(
        self, name: str, *, synchronous: str = "FULL", cache_kib: int = 16_000
    ) -> LocalStore:
        """A new store of its own, with the clinic in it."""
        store = self._open(name, synchronous=synchronous, cache_kib=cache_kib)
        load(store, [_clinic_row()])
        return store

    def raw(self, name: str) -> Any:
        """A bare driver connection to one of the stores, opened as the program opens its own."""
        return Database(self.folder / f"{name}.db", KEY).writer.raw

    def begin_folder(self) -> None:
        """Have what is opened from here on in a folder of its own: a scenario is done anew."""
        self._folders += 1
        self.folder = Path(self._folder.name) / str(self._folders)
        self.folder.mkdir()

    def close(self) -> None:
        """Close and remove everything."""
        if self._store is not None:
            self._store.close()
        self._folder.cleanup()

    def _open(self, name: str, *, synchronous: str, cache_kib: int) -> LocalStore:
        path = self.folder / f"{name}.db"
        return _store(Database(path, KEY, synchronous=synchronous, cache_kib=cache_kib))


class MemoryKeyStore:
    """A keyring in memory: a benchmark leaves nothing in the computer's own."""

    name = "memory (benchmark)"

    def __init__(self) -> None:
        self._secrets: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """The secret, or None."""
        return self._secrets.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep a secret."""
        self._secrets[key] = value

    def delete(self, key: str) -> None:
        """Forget a secret."""
        self._secrets.pop(key, None)


def build(folder: str, patients: str, appointments: str) -> None:
    """Make the shared database in a folder, without locking memory."""
    path = Path(folder) / "shared.db"
    database = Database(path, KEY, synchronous="NORMAL", cache_kib=64_000, lock_memory=False)
    store = _store(database)
    load(store, [_clinic_row(), *sample.staff_rows()])
    load(store, sample.patient_rows(int(patients)))
    load(store, sample.chart_rows(int(patients)))
    load(store, sample.visit_rows(int(appointments), patients=int(patients)))
    store.close()


def _store(database: Database) -> LocalStore:
    return LocalStore(
        database,
        clock=SystemClock(),
        signer=HmacAuditSigner(KEY),
        workstation_id=WORKSTATION,
    )


def load(store: LocalStore, rows: Iterable[RowState], *, batch: int = _LOAD) -> None:
    """Write rows the way they arrive from the server, in large transactions."""
    for group in batches(rows, batch):
        with store.unit_of_work(CONTEXT, origin=Origin.REMOTE) as uow:
            uow.apply_rows(group)


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The rows in groups of a size."""
    source = iter(rows)
    while group := list(islice(source, size)):
        yield group


def _clinic_row() -> RowState:
    clinic = Clinic(
        id=CONTEXT.clinic_id,
        created_at=sample.START,
        updated_at=sample.START,
        name="Benchmark Clinic",
        zone=sample.ZONE,
    )
    return RowState("clinic", clinic.id, 1, 1, False, [], to_wire(clinic))
