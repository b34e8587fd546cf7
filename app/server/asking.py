"""What the server leaves to a person: a task that names what is to be looked at."""

from __future__ import annotations

from app.domain.ids import PatientId, RecordId, derived_id
from app.domain.waiting import Task, TaskSource, TaskStatus
from app.protocol.codec import to_wire
from app.server.ledger import Key, Ledger


def ask_somebody(
    ledger: Ledger,
    source_id: RecordId,
    *,
    about: str,
    title: str,
    patient_id: PatientId | None = None,
) -> None:
    """Have somebody look at a record; about names the question. It is asked once of each, and anew
    where somebody answered it before."""
    row_id = derived_id(about, source_id)
    known = ledger.rows.get(("task", row_id))
    if known is not None:
        body = known.body or {}
        if body.get("status") == TaskStatus.OPEN and body.get("title") == title:
            return
        row_id = derived_id(about, source_id, str(ledger.seq))  # an answer is not written over
    task = Task(
        id=row_id,
        created_at=ledger.now,
        updated_at=ledger.now,
        title=title,
        patient_id=patient_id,
        source=TaskSource.CONFLICT,
        source_id=source_id,
    )
    ledger.write(("task", task.id), to_wire(task))


def asked_now(ledger: Ledger) -> set[Key]:
    """The questions that a batch is the first to ask, as far as it knows."""
    return {
        (entry.row.entity, entry.row.id)
        for entry in ledger.entries
        if entry.row.entity == "task" and entry.operation is None and entry.row.version == 1
    }
