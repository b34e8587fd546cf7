"""What the server leaves to a person: a task that names what is to be looked at."""

from __future__ import annotations

from app.domain.ids import PatientId, RecordId, derived_id
from app.domain.waiting import Task, TaskSource
from app.protocol.codec import to_wire
from app.server.ledger import Ledger


def ask_somebody(
    ledger: Ledger,
    source_id: RecordId,
    *,
    about: str,
    title: str,
    patient_id: PatientId | None = None,
) -> None:
    """Have somebody look at a record; about names the question, asked once of each."""
    task = Task(
        id=derived_id(about, source_id),
        created_at=ledger.now,
        updated_at=ledger.now,
        title=title,
        patient_id=patient_id,
        source=TaskSource.CONFLICT,
        source_id=source_id,
    )
    ledger.write(("task", task.id), to_wire(task))
