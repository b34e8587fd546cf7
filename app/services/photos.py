"""The picture a patient is known by: who is shown it, another in its place, or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue, PermissionDenied, RecordNotFound, StaleVersion
from app.domain.file_ports import Blob
from app.domain.file_types import PICTURES
from app.domain.ids import PatientId, RecordId, is_record_id
from app.domain.patient import Patient
from app.domain.permissions import Permission
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.treatment import Document, DocumentStatus
from app.services.editing import current
from app.services.seeing import may_see

CATEGORY = "photo"
"""What kind of document it is."""


def named_photo(patient: Patient) -> RecordId | None:
    """The document that is said to hold the picture; None where none is, or where what came from
    elsewhere names no document at all."""
    photo_id = patient.photo_id or ""
    return RecordId(photo_id) if is_record_id(photo_id) else None


def photo_of(
    reader: Reader, context: ExecutionContext, patient: Patient, *, now: datetime
) -> Document | None:
    """The document that holds the picture; None where there is none or the role is not shown it."""
    photo_id = named_photo(patient)
    if photo_id is None:
        return None
    verdict = may_see(reader, context, "document", patient_id=patient.id, now=now)
    if not verdict.is_allowed:
        return None
    return reader.records(Document).get(photo_id)


def look_at(
    reader: Reader, context: ExecutionContext, *, patient_id: PatientId, now: datetime
) -> tuple[Document, Blob | None]:
    """The picture's document, and its file where that is at this desk.

    Raises RecordNotFound where there is none, PermissionDenied.
    """
    patient = current(reader, Patient, patient_id)
    verdict = may_see(reader, context, "document", patient_id=patient_id, now=now)
    if not verdict.is_allowed:
        raise PermissionDenied(
            Permission.DOCUMENT_VIEW,
            context.role,
            verdict.needs,
            entity="document",
            patient_id=patient_id,
        )
    document = photo_of(reader, context, patient, now=now)
    if document is None or not document.sha256:
        raise RecordNotFound("document", RecordId(patient.photo_id or patient_id))
    return document, reader.blobs.get(document.sha256)


def show(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    patient_id: PatientId,
    photo_id: RecordId | None,
    was: RecordId | None,
) -> Patient:
    """Let the patient be known by this picture of theirs, or by none; the one before stays among
    their documents, no longer current.

    Raises StaleVersion where it is another than `was` by now, InvalidValue for what is no picture
    of theirs, PermissionDenied.
    """
    with begin(context) as uow:
        patient = current(uow, Patient, patient_id)
        if (patient.photo_id or None) != was:
            raise StaleVersion("patient", patient_id, ["photo_id"])
        if before := named_photo(patient):
            _count_as(uow, before, DocumentStatus.SUPERSEDED, only=DocumentStatus.CURRENT)
        if photo_id is not None:
            _check_theirs(uow, patient, photo_id)
            _count_as(uow, photo_id, DocumentStatus.CURRENT, only=DocumentStatus.SUPERSEDED)
        return uow.save(replace(patient, photo_id=photo_id))


def _check_theirs(uow: UnitOfWork, patient: Patient, photo_id: RecordId) -> None:
    document = current(uow, Document, photo_id)
    if document.patient_id not in {patient.id, *uow.person(patient.id)}:
        raise InvalidValue("photo", "is a document of another patient")
    if document.media_type not in PICTURES:
        raise InvalidValue("photo", "is no PNG or JPEG picture")


def _count_as(
    uow: UnitOfWork, document_id: RecordId, status: DocumentStatus, *, only: DocumentStatus
) -> None:
    """Set its state where it is in the other one; a document that is gone is nobody's concern."""
    document = uow.records(Document).get(document_id)
    if document is not None and document.status == only:
        uow.save(replace(document, status=status))
