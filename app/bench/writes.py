"""Writing: one edit at a time, as staff do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.bench import sample
from app.bench.bare import bare_driver, drop_guards
from app.bench.measure import Row, in_turns
from app.bench.workbench import CONTEXT, KEY, Workbench, load
from app.domain.ids import RecordId
from app.domain.patient import Patient
from app.domain.ports import UnitOfWork
from app.storage.database import Database
from app.storage.store import LocalStore

_PATIENTS = 2000
_GOALS = {"FULL": 2.0, "NORMAL": 2.4}


def edit_tx(bench: Workbench) -> Iterator[Row]:
    """Read, change, audit and queue one patient; committed before the next."""
    for synchronous, goal in _GOALS.items():
        store = bench.empty_store(f"edit-{synchronous}", synchronous=synchronous)
        load(store, sample.patient_rows(_PATIENTS))
        floor = _RawEdits(bench, synchronous)
        edits = _Edits(store, bench.sizes.edits)
        times = in_turns(edits.run, floor.run)
        yield times.row(
            "edit_tx", variant=synchronous, floor="raw sqlcipher3, same writes", goal=goal
        )
        store.close()
        floor.close()


class _Edits:
    """Changes the address of one patient after the other through the unit of work."""

    def __init__(self, store: LocalStore, count: int) -> None:
        self._store = store
        self._count = count
        self._turn = 0

    def run(self) -> None:
        """One repetition."""
        self._turn += 1
        for number in range(self._count):
            patient_id = sample.identifier(1, number % _PATIENTS)
            with self._store.unit_of_work(CONTEXT) as uow:
                _change(uow, patient_id, f"{self._turn} Willow Street")


def _change(uow: UnitOfWork, patient_id: RecordId, street: str) -> None:
    patient = uow.records(Patient).get(patient_id)
    if patient is not None:
        uow.save(replace(patient, address_line=street))


class _RawEdits:
    """The same statements with nothing around them, on a file of the same schema."""

    def __init__(self, bench: Workbench, synchronous: str) -> None:
        name = f"floor-{synchronous}"
        store = bench.empty_store(name, synchronous=synchronous)
        load(store, sample.patient_rows(_PATIENTS))
        drop_guards(store.database.writer.raw)
        store.close()
        self._database = Database(bench.folder / f"{name}.db", KEY, synchronous=synchronous)
        self._raw = self._database.writer.raw
        self._count = bench.sizes.edits
        self._n = 0

    def run(self) -> None:
        """One repetition."""
        with bare_driver():
            for number in range(self._count):
                self._n += 1
                self._edit(bytes.fromhex(sample.identifier(1, number % _PATIENTS)))

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _edit(self, patient_id: bytes) -> None:
        raw, n, row_id = self._raw, self._n, patient_id.hex()
        raw.execute("BEGIN IMMEDIATE")
        row = raw.execute("SELECT * FROM patient WHERE id = ?", (patient_id,)).fetchone()
        raw.execute(
            "UPDATE patient SET address_line = ?, updated_at = ? WHERE id = ?",
            (f"{n} Willow Street", n, patient_id),
        )
        raw.execute(
            "INSERT INTO outbox (op_id, tx_id, entity, row_id, patient_id, kind, action, schema, "
            "base_version, patch, depends_on, reason, actor_id, session_id, hlc, created_at, "
            "state) VALUES (?, ?, 'patient', ?, ?, 'update', '', 1, ?, ?, '[]', '', ?, ?, ?, ?, "
            "'queued')",
            (
                f"{n:032x}",
                f"{n:032x}",
                row_id,
                patient_id,
                row[1],
                '{"address_line":{"old":"12 Elm Street","new":"13 Willow Street"}}',
                "a" * 32,
                "d" * 32,
                "0" * 20,
                "2026-11-21T15:23:00.000000Z",
            ),
        )
        raw.execute(
            "INSERT INTO audit (at, monotonic_ns, device_id, session_id, actor_id, role, action, "
            "entity, row_id, patient_id, purpose, fields, prev, mac, link, prev_link) VALUES "
            "(?, ?, ?, ?, ?, 'admin', 'update', 'patient', ?, ?, 'operations', ?, ?, ?, ?, ?)",
            (n, n, KEY[:16], KEY[:16], KEY[:16], patient_id, patient_id, "{}", *(KEY,) * 4),
        )
        raw.execute("COMMIT")
