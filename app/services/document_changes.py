"""What people do with documents besides filing them: look through the list, change, archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue, StaleVersion
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient
from app.domain.permissions import Permission, Verdict
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWorkFactory
from app.domain.query import Query, eq
from app.domain.record_lists import RecordFilter
from app.domain.treatment import Document
from app.services.conversations import user_names
from app.services.documents import as_filed
from app.services.editing import current, with_changes
from app.services.record_lists import (
    Listing,
    RecordLine,
    line_of,
    list_ids,
    list_lines,
    require_view,
    require_whose,
)
from app.services.seeing import may_do

DOCUMENTS = Listing(Document, day="authored_on")
CHANGED_BY_PEOPLE = frozenset({"title", "category", "authored_on", "code", "code_system"})
"""What of a document is anybody's to change; the file and whose it is never are."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDocument:
    """One document with whose it is, where its file is, and what came before and after it."""

    line: RecordLine[Document]
    patient: Patient | None
    earlier: Document | None
    """The one it replaces."""
    later: Document | None
    """The one that replaced it."""
    edit: Verdict
    """Whether the acting role may change it."""

    @property
    def document(self) -> Document:
        """The document."""
        return self.line.record


def ids(
    reader: Reader, context: ExecutionContext, *, wanted: RecordFilter, now: datetime
) -> tuple[RecordId, ...]:
    """Every document the filter lets through, the latest first. Raises PermissionDenied."""
    return list_ids(reader, context, DOCUMENTS, wanted=wanted, now=now)


def lines(
    reader: Reader,
    context: ExecutionContext,
    *,
    document_ids: Sequence[RecordId],
    now: datetime,
    patient_id: PatientId | None = None,
) -> dict[RecordId, RecordLine[Document]]:
    """The lines of some documents, with where their files are."""
    found = list_lines(
        reader, context, DOCUMENTS, record_ids=document_ids, now=now, patient_id=patient_id
    )
    names = user_names(reader)
    return {key: _with_file(reader, line, names) for key, line in found.items()}


def read_one(
    reader: Reader,
    context: ExecutionContext,
    *,
    document_id: RecordId,
    now: datetime,
    patient_id: PatientId,
) -> ShownDocument:
    """One document of the patient who was looked for, without its file.

    Raises RecordNotFound, InvalidValue where it is somebody else's, PermissionDenied.
    """
    document = current(reader, Document, document_id)
    require_whose(reader, document, patient_id)
    patient_id = document.patient_id
    require_view(reader, context, "document", patient_id, now=now, row_id=document_id)
    patient = reader.records(Patient).get(patient_id)
    is_pending = document_id in reader.rows_with_pending("document")
    line = line_of(document, patient, is_pending=is_pending)
    records = reader.records(Document)
    before = document.supersedes_id
    return ShownDocument(
        line=_with_file(reader, line, user_names(reader)),
        patient=patient,
        earlier=records.get(before) if before else None,
        edit=may_do(reader, context, Permission.DOCUMENT_EDIT, patient_id=patient_id, now=now),
        later=records.find_one(Query(Document, where=eq("supersedes_id", document_id), limit=1)),
    )


def change(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    document_id: RecordId,
    patient_id: PatientId,
    changes: Mapping[str, object],
    based_on: Document | None = None,
) -> Document:
    """Change what a document says of itself. patient_id is the patient before the person's eyes.

    Raises InvalidRecord, InvalidValue for another field or patient, RecordNotFound, StaleVersion.
    """
    for name in changes:
        if name not in CHANGED_BY_PEOPLE:
            raise InvalidValue(name, "is not changed by hand")
    with begin(context) as uow:
        document = current(uow, Document, document_id)
        _check_whose(document, patient_id)
        return uow.save(with_changes(document, changes, based_on=based_on))


def set_status(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    document_id: RecordId,
    patient_id: PatientId,
    status: str,
    was: str,
) -> Document:
    """Read and current, no longer current, or entered in error; by the document's state machine.

    Raises StaleVersion where it is not what it was, InvalidTransition, InvalidValue.
    """
    with begin(context) as uow:
        document = current(uow, Document, document_id)
        _check_whose(document, patient_id)
        if document.status != was:
            raise StaleVersion("document", document_id, ["status"])
        return uow.save(replace(document, status=status))


def _check_whose(document: Document, patient_id: PatientId) -> None:
    if document.patient_id != patient_id:
        raise InvalidValue("patient_id", "is not the patient this document is about")


def _with_file(
    reader: Reader, line: RecordLine[Document], names: Mapping[str, str]
) -> RecordLine[Document]:
    filed = as_filed(reader, line.record)
    who = names.get(line.record.author_id or "", "")
    return replace(line, mark=filed.whereabouts.value, trouble=filed.trouble, who=who)
