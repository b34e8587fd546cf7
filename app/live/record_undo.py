"""How a step of a document, prescription or care plan is taken back: by the call that made it."""

from __future__ import annotations

from typing import cast

from app.domain.ids import PatientId, RecordId
from app.live.care_plans import CarePlanCollection
from app.live.documents import DocumentCollection
from app.live.prescriptions import PrescriptionCollection
from app.live.undo import UndoStack, Values

DOCUMENT_MOVED = "document_status"
PRESCRIPTION_MOVED = "prescription_status"
PLAN_MOVED = "care_plan_status"


def register_documents(stack: UndoStack, documents: DocumentCollection) -> None:
    """Let a document's archiving and restoring be taken back."""

    async def move(record_id: RecordId, now: Values, wanted: Values) -> None:
        await documents.set_status(
            record_id,
            str(wanted["status"]),
            patient_id=cast("PatientId", now["patient_id"]),
            was=str(now["status"]),
        )

    stack.register(DOCUMENT_MOVED, move)


def register_prescriptions(stack: UndoStack, prescriptions: PrescriptionCollection) -> None:
    """Let a prescription's holding and resuming be taken back."""

    async def move(record_id: RecordId, now: Values, wanted: Values) -> None:
        await prescriptions.set_status(
            record_id,
            str(wanted["status"]),
            patient_id=cast("PatientId", now["patient_id"]),
            was=str(now["status"]),
            reason=str(wanted.get("reason") or ""),
        )

    stack.register(PRESCRIPTION_MOVED, move)


def register_plans(stack: UndoStack, plans: CarePlanCollection) -> None:
    """Let a state of a care plan, of a goal or of a step be taken back."""

    async def move(record_id: RecordId, now: Values, wanted: Values) -> None:
        await plans.set_status(
            str(now["entity"]),
            record_id,
            str(wanted["status"]),
            patient_id=cast("PatientId", now["patient_id"]),
            was=str(now["status"]),
        )

    stack.register(PLAN_MOVED, move)
