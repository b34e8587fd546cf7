"""Balances, beside the bare driver with the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.bench import sample
from app.bench.measure import Row, in_turns
from app.bench.workbench import Workbench, load
from app.domain.billing import Adjustment, Charge, Payment, Refund
from app.domain.declare import Record, entity_of
from app.domain.ids import PatientId
from app.domain.operations import RowState
from app.protocol.codec import to_wire

_PAYERS, _ENTRIES = 400, 20


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
