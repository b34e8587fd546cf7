"""The data layer's bulk writes and balances, beside the bare driver with the same rows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from app.bench import sample
from app.bench.bare import bare_driver, drop_guards, write_tables
from app.bench.measure import Row, in_turns
from app.bench.workbench import CONTEXT, Workbench, load
from app.domain.billing import Adjustment, Charge, Payment, Refund
from app.domain.changes import Origin
from app.domain.declare import Record, entity_of
from app.domain.ids import PatientId
from app.domain.operations import RowState
from app.domain.patient import Patient
from app.protocol.codec import to_wire
from app.storage.store import LocalStore

_CREATED_SHARE = 50
"""bulk_create makes a fiftieth of the patients, in one transaction."""
_PAYERS, _ENTRIES = 400, 20
_OWN_BOOKS = frozenset({"alembic_version", "write_gate", "sync_meta", "clinic"})
"""Tables that are the store's own, and not made by what is written."""


def bulk_create(bench: Workbench) -> Iterator[Row]:
    """New patients in one go: rows, search words, audit events and queued operations."""
    count = max(200, bench.sizes.patients // _CREATED_SHARE)
    rng = random.Random(7)
    patients = [sample.patient(number, rng) for number in range(count)]
    source = bench.empty_store("created-source", synchronous="NORMAL")
    before = {name: len(rows) for name, rows in _content(source).items()}
    _create(source, patients)
    made = {name: rows[before.get(name, 0) :] for name, rows in _content(source).items()}
    source.close()
    turn = iter(range(1000))

    def through_the_program() -> None:
        store = bench.empty_store(f"created-{next(turn)}", synchronous="NORMAL")
        _create(store, patients)
        store.close()

    def bare() -> None:
        store = bench.empty_store(f"created-bare-{next(turn)}", synchronous="NORMAL")
        raw = store.database.writer.raw
        drop_guards(raw)
        with bare_driver():
            write_tables(raw, made)
        store.close()

    times = in_turns(through_the_program, bare, repeats=3)
    floor = "raw executemany, same rows, audit and outbox"
    yield times.row("bulk_create", variant=f"{count} patients", floor=floor, goal=1.15)


def balance(bench: Workbench) -> Iterator[Row]:
    """What a patient owes, from the entries of their account."""
    store = bench.empty_store("ledger", synchronous="NORMAL")
    load(store, sample.patient_rows(_PAYERS))
    load(store, _entries())
    keys = [PatientId(sample.identifier(1, number)) for number in range(_PAYERS)]
    with store.reader() as reader, store.database.reading() as session:
        raw = session.raw
        times = in_turns(
            lambda: [reader.account(key, "USD") for key in keys],
            lambda: [
                raw.execute("SELECT * FROM patient WHERE id = ?", (bytes.fromhex(key),)).fetchone()
                for key in keys
            ],
        )
    yield times.row("balance", variant=f"{_ENTRIES} entries", floor="one raw keyed get", goal=2.0)
    store.close()


def _create(store: LocalStore, patients: list[Patient]) -> None:
    with store.unit_of_work(CONTEXT, origin=Origin.LOCAL) as uow:
        uow.records(Patient).bulk_create(patients)


def _content(store: LocalStore) -> dict[str, list[tuple[Any, ...]]]:
    raw = store.database.writer.raw
    names = raw.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_name%'"
        " AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        name: raw.execute(f'SELECT * FROM "{name}"').fetchall()
        for (name,) in names
        if name not in _OWN_BOOKS
    }


def _entries() -> Iterator[RowState]:
    day = sample.START.date()
    kinds: tuple[tuple[type[Record], str], ...] = (
        (Charge, "service_on"),
        (Payment, "received_on"),
        (Adjustment, "adjusted_on"),
        (Refund, "refunded_on"),
    )
    for number in range(_PAYERS * _ENTRIES):
        kind, dated = kinds[number % len(kinds)]
        made: Any = kind
        fields = {"text": "Office visit"} if kind is Charge else {}
        record = made(
            id=sample.identifier(9, number),
            created_at=sample.START,
            updated_at=sample.START,
            patient_id=sample.identifier(1, number // _ENTRIES),
            amount_minor=100 + number,
            **{dated: day},
            **fields,
        )
        yield RowState(
            entity_of(kind).name, record.id, 1, number + 1, deleted=False, changed=[],
            body=to_wire(record),
        )  # fmt: skip
