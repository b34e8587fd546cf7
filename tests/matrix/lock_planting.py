"""What other desks and the server left behind at row 15's desk: something for every screen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.bootstrap.headless import open_desk
from app.demo.keys import MemoryKeyStore
from app.domain.access import BreakGlass
from app.domain.billing import Charge
from app.domain.changes import Origin
from app.domain.conflict import ConflictKind, SyncConflict
from app.domain.declare import Record
from app.domain.duplicates import pair_id
from app.domain.exporting import ExportRequest
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.message import Message, MessageThread
from app.domain.operations import OperationResult
from app.domain.patient import Coverage, Patient
from app.domain.query import Query
from app.domain.remote_ports import PushOutcome
from app.domain.removing import RemovalRequest
from app.domain.staff import Practitioner
from app.domain.treatment import CarePlan, Document, Prescription
from app.domain.waiting import Task, WaitlistEntry
from app.services.patients import update
from app.services.reading import every
from app.sync import push
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.bootstrap.lock_desk import marker
from tests.factories import a_child, a_record, an_appointment, as_rows

PLANTED: dict[str, RecordId] = {}
"""The conflict of each kind, and whose they are ("patient")."""


def plant(home: Path, keystore: MemoryKeyStore) -> None:
    """Conflicts of every kind, a drafted message, broken glass, one change refused, one waiting."""
    desk = open_desk(home, PASSPHRASE, user="sara", kdf=CHEAP, keystore=keystore)
    try:
        with desk.store.reader() as reader:
            people = list(every(reader, Query(Patient)))
            doctor = next(iter(every(reader, Query(Practitioner))))
        for work in (
            lambda: _bring(desk, _left_behind(desk, people, doctor)),
            lambda: _refused(desk, people[0].id),
            lambda: _changed(desk, people[1].id),
        ):
            desk.worker.submit(work).result()
    finally:
        desk.close()


def _left_behind(desk: Any, people: list[Patient], doctor: Practitioner) -> list[Record]:
    one, other, now = people[2], people[3], desk.clock.now()
    visits = [
        an_appointment(who, practitioner_id=doctor.id, starts_at=now + timedelta(days=2))
        for who in (one, other)
    ]
    thread = a_child(MessageThread, one, subject=f"About {marker()}")
    said = f"Dear {marker()}"
    records: list[Record] = [
        *visits,
        thread,
        a_child(
            Message,
            one,
            thread_id=thread.id,
            text=said,
            sent_at=now,
            drafted_by=desk.context.user_id,
        ),
        a_child(CarePlan, one, title=f"Plan of {marker()}"),
        a_child(Prescription, one, text=f"Drops for {marker()}", status="active"),
        a_child(Document, one, title=f"Letter about {marker()}"),
        a_child(
            BreakGlass,
            one,
            user_id=desk.context.user_id,
            role="admin",
            reason=f"Because of {marker()}",
            broken_at=now,
            ends_at=now + timedelta(hours=1),
        ),
        *(
            a_child(Charge, who, text=f"Service of {marker()}", created_at=now, updated_at=now)
            for who in people[:4]
        ),
        *(a_child(Coverage, who, payer=f"Payer of {marker()}", member_id="M-1") for who in people),
        a_child(WaitlistEntry, other, length_min=30, note=f"Rather {marker()}"),
        a_record(
            ExportRequest,
            requested_by=new_id(),
            requested_at=now,
            reason=f"Because of {marker()}",
        ),
        a_child(
            RemovalRequest,
            one,
            requested_by=new_id(),
            requested_at=now,
            reason=f"Because of {marker()}",
        ),
        a_child(Task, one, id=pair_id(one.id, other.id), source="duplicate", source_id=other.id),
    ]
    PLANTED[ConflictKind.DUPLICATE] = records[-1].id
    PLANTED["patient"] = RecordId(one.id)
    for kind, changes in _clashes(one, visits).items():
        clash = _clash(one, now, **changes, kind=kind)
        PLANTED[kind] = clash.id
        records.append(clash)
    return records


def _clashes(one: Patient, visits: list[Any]) -> Mapping[str, dict[str, Any]]:
    booked = {"entity": "appointment", "row_id": visits[1].id, "other_row_id": visits[0].id}
    nothing: dict[str, Any] = {"base": {}, "ours": {}, "theirs": {}}
    return {
        ConflictKind.FIELD.value: {"theirs": {"city": f"Theirs {marker()}"}},
        ConflictKind.DELETE_UPDATE.value: {"op_kind": "update"},
        ConflictKind.DOUBLE_BOOKING.value: {**booked, **nothing, "patient_id": one.id},
    }


def _clash(one: Patient, now: Any, **changes: Any) -> SyncConflict:
    fields: dict[str, Any] = {
        "id": new_id(),
        "created_at": now,
        "updated_at": now,
        "entity": "patient",
        "row_id": one.id,
        "patient_id": one.id,
        "base": {"city": f"Before {marker()}"},
        "ours": {"city": f"Ours {marker()}"},
        "theirs": {"city": f"Theirs {marker()}"},
        "op_kind": "update",
        "happened_at": now,
    }
    return SyncConflict(**{**fields, **changes})


def _bring(desk: Any, records: list[Record]) -> None:
    rows = as_rows(records)
    with desk.store.unit_of_work(desk.context, origin=Origin.REMOTE) as uow:
        uow.apply_rows(rows)


def _changed(desk: Any, patient_id: PatientId) -> None:
    begin, context = desk.store.unit_of_work, desk.context
    update(begin, context, patient_id=patient_id, changes={"city": f"City {marker()}"})


def _refused(desk: Any, patient_id: PatientId) -> None:
    begin, context = desk.store.unit_of_work, desk.context
    _changed(desk, patient_id)
    batch = push.take(begin, context).batch
    assert batch is not None
    results = tuple(
        OperationResult(op_id=one.op_id, status="rejected", code="invalid")
        if one.id == patient_id
        else OperationResult(op_id=one.op_id, status="applied", version=2, seq=1)
        for one in batch.operations
    )
    outcome = PushOutcome(results=results, server_time=desk.clock.now(), seq=1)
    push.settle(begin, context, batch=batch, outcome=outcome, luck=0.5)
