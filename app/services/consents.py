"""Consents: signed with the document that shows it, withdrawn with a reason, never rewritten."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.domain.context import ExecutionContext
from app.domain.errors import InvalidRecord, InvalidValue, StaleVersion
from app.domain.family import Consent, ConsentStatus
from app.domain.file_ports import FileStore
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.phi import quiet
from app.domain.ports import UnitOfWork, UnitOfWorkFactory
from app.domain.treatment import Document
from app.domain.values import seen_text
from app.services.documents import Content, NewDocument, file
from app.services.editing import current

CATEGORY = "consent"
"""What kind of document is signed."""
LOINC_CONSENT = "59284-0"
"""Patient consent."""
LONGEST_REASON = 500


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class NewConsent:
    """What is signed. signed_by: who signed where it was not the patient, "" where it was.

    starts_on and ends_on are the clinic's days, both included; None: no end, or from now on.
    """

    patient_id: PatientId
    kind: str
    title: str
    signed_on: date
    starts_on: date | None = None
    ends_on: date | None = None
    signed_by: str = ""
    witnessed_by: str = ""


def sign(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    files: FileStore,
    *,
    content: Content,
    new: NewConsent,
) -> Consent:
    """Keep a signed consent and the document with the signature, both or neither.

    Raises InvalidRecord, RecordNotFound, PermissionDenied; then the file goes, too.
    """
    kept: list[Consent] = []

    def add(uow: UnitOfWork, document: Document) -> None:
        kept.append(uow.add(_consent(uow, new, document)))

    try:
        _check(new)
    except BaseException:
        files.discard(content.kept)
        raise
    paper = NewDocument(
        patient_id=new.patient_id,
        title=new.title,
        code=LOINC_CONSENT,
        category=CATEGORY,
        authored_on=new.signed_on,
        file_name="consent.pdf",
    )
    file(begin, context, files, content=content, new=paper, then=add)
    return kept[0]


def withdraw(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    consent_id: RecordId,
    patient_id: PatientId,
    reason: str,
    today: date,
) -> Consent:
    """Say that the patient does not agree any more, and why; what was signed stays.

    Raises InvalidValue without a reason or for another patient's, StaleVersion where it was
    withdrawn already.
    """
    said = " ".join(seen_text(reason).split())
    if not said:
        raise InvalidValue("reason", "is required")
    with begin(context) as uow:
        consent = _whose(uow, consent_id, patient_id)
        if consent.status != ConsentStatus.ACTIVE:
            raise StaleVersion("consent", consent_id, ["status"])
        return uow.save(
            replace(
                consent,
                status=ConsentStatus.WITHDRAWN,
                withdrawn_on=today,
                withdrawal_reason=said[:LONGEST_REASON],
            )
        )


def reinstate(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    consent_id: RecordId,
    patient_id: PatientId,
) -> Consent:
    """Take a withdrawal back that was noted by mistake. Raises StaleVersion, InvalidValue."""
    with begin(context) as uow:
        consent = _whose(uow, consent_id, patient_id)
        if consent.status != ConsentStatus.WITHDRAWN:
            raise StaleVersion("consent", consent_id, ["status"])
        return uow.save(
            replace(consent, status=ConsentStatus.ACTIVE, withdrawn_on=None, withdrawal_reason="")
        )


def _check(new: NewConsent) -> None:
    problems: dict[str, str] = {}
    for name in ("kind", "title", "witnessed_by"):
        if not seen_text(getattr(new, name)).strip():
            problems[name] = "is required"
    if new.ends_on is not None and new.ends_on < (new.starts_on or new.signed_on):
        problems["ends_on"] = "is before the day it begins"
    if problems:
        raise InvalidRecord(problems)


def _consent(uow: UnitOfWork, new: NewConsent, document: Document) -> Consent:
    return Consent(
        id=RecordId(new_id()),
        created_at=uow.now,
        updated_at=uow.now,
        patient_id=new.patient_id,
        kind=new.kind,
        title=document.title,
        signed_on=new.signed_on,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        signed_by=" ".join(seen_text(new.signed_by).split()),
        witnessed_by=" ".join(seen_text(new.witnessed_by).split()),
        document_id=RecordId(document.id),
    )


def _whose(uow: UnitOfWork, consent_id: RecordId, patient_id: PatientId) -> Consent:
    consent = current(uow, Consent, consent_id)
    if consent.patient_id not in {patient_id, *uow.person(patient_id)}:
        raise InvalidValue("patient_id", "is not the patient this consent is about")
    return consent
