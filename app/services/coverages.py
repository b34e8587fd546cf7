"""A policy's cards and what its payer said of it; nothing of another patient's is ever attached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.domain.context import ExecutionContext
from app.domain.eligibility import EligibilityReply, Judged, best_of, judge
from app.domain.errors import InvalidValue, StaleVersion
from app.domain.file_ports import FileStore
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Coverage, Eligibility, Patient
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.treatment import Document, DocumentStatus
from app.services.documents import Content, NewDocument, file
from app.services.editing import current

CATEGORY = "insurance_card"
SIDES = {"front": "card_front_id", "back": "card_back_id"}
"""The sides of a card, and where a policy names their documents."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is kept of a payer's answer; copay_minor None: it names none, what is known stays."""

    status: str
    on: date
    copay_minor: int | None = None


def compare(
    reader: Reader,
    replies: tuple[EligibilityReply, ...],
    *,
    patient_id: PatientId,
    coverage_id: RecordId,
) -> Judged:
    """Of the answers in a file the one about this patient, and in what it differs.

    Raises RecordNotFound, InvalidValue for another patient's policy or a file without any.
    """
    coverage = _policy(reader, coverage_id, patient_id)
    found = best_of(replies, current(reader, Patient, patient_id), coverage)
    if found is None:
        raise InvalidValue("file", "holds no answer of a payer (X12 271)")
    return found


def take_reply(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    patient_id: PatientId,
    coverage_id: RecordId,
    reply: EligibilityReply,
    today: date,
    is_confirmed: bool = False,
) -> Coverage:
    """Keep what a payer answered, where it is about this patient; asked again as it is written.

    is_confirmed: somebody saw in what it differs. Raises InvalidValue where it is about somebody
    else, or differs and nobody saw it.
    """
    with begin(context) as uow:
        coverage = _policy(uow, coverage_id, patient_id)
        found = judge(reply, current(uow, Patient, patient_id), coverage)
        if found.is_refused:
            raise InvalidValue("file", "is about another person")
        if found.differs and not is_confirmed:
            raise InvalidValue("file", "differs from the chart")
        on = reply.answered_on or today
        said = Said(status=reply.status, on=on, copay_minor=reply.copay_minor)
        return uow.save(_saying(coverage, said))


def note(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    patient_id: PatientId,
    coverage_id: RecordId,
    said: Said,
    was: Coverage | None = None,
) -> Coverage:
    """Keep what somebody was told by the payer. was: the policy as it was shown.

    Raises InvalidValue, InvalidRecord, StaleVersion where it says something else by now.
    """
    if said.status not in set(Eligibility):
        raise InvalidValue("eligibility", "is none of the answers there are")
    with begin(context) as uow:
        coverage = _policy(uow, coverage_id, patient_id)
        if was is not None and said_of(coverage) != said_of(was):
            raise StaleVersion("coverage", coverage_id, ["eligibility"])
        return uow.save(_saying(coverage, said))


def put_back(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    patient_id: PatientId,
    coverage_id: RecordId,
    now: tuple[str, str | None, int | None],
    wanted: tuple[str, str | None, int | None],
) -> Coverage:
    """Bring what a policy says of its payer's answer from one state to another; see said_of.

    Raises StaleVersion where it says something else by now.
    """
    with begin(context) as uow:
        coverage = _policy(uow, coverage_id, patient_id)
        if said_of(coverage) != now:
            raise StaleVersion("coverage", coverage_id, ["eligibility"])
        status, on, copay = wanted
        return uow.save(replace(coverage, eligibility=status, eligibility_on=on, copay_cents=copay))


def said_of(coverage: Coverage) -> tuple[str, str | None, int | None]:
    """What a policy says of its payer's answer: status, day, co-pay."""
    return coverage.eligibility, coverage.eligibility_on, coverage.copay_cents


def put_card(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    files: FileStore,
    *,
    coverage: Coverage,
    side: str,
    content: Content,
    title: str,
) -> Document:
    """Keep a picture of one side of a card beside its policy, in place of the one before.

    coverage is the policy as it was shown. Raises InvalidValue, RecordNotFound, PermissionDenied.
    """
    name = SIDES[side]

    def attach(uow: UnitOfWork, document: Document) -> None:
        policy = _policy(uow, RecordId(coverage.id), PatientId(coverage.patient_id))
        _retire(uow, getattr(policy, name))
        uow.save(replace(policy, **{name: RecordId(document.id)}))

    new = NewDocument(
        patient_id=PatientId(coverage.patient_id),
        title=title,
        category=CATEGORY,
        file_name=f"card-{side}.jpg",
    )
    return file(begin, context, files, content=content, new=new, then=attach)


def show_card(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    patient_id: PatientId,
    coverage_id: RecordId,
    side: str,
    document_id: RecordId | None,
    was: RecordId | None,
) -> Coverage:
    """Let a policy name another picture of its card, or none; the one before stays a document.

    Raises StaleVersion where it names another by now, InvalidValue for another patient's picture.
    """
    name = SIDES[side]
    with begin(context) as uow:
        policy = _policy(uow, coverage_id, patient_id)
        if (getattr(policy, name) or None) != was:
            raise StaleVersion("coverage", coverage_id, [name])
        _retire(uow, was)
        if document_id is not None:
            picture = current(uow, Document, document_id)
            if picture.patient_id != policy.patient_id:
                raise InvalidValue("card", "is a document of another patient")
            if picture.status == DocumentStatus.SUPERSEDED:
                uow.save(replace(picture, status=DocumentStatus.CURRENT))
        return uow.save(replace(policy, **{name: document_id}))


def _saying(coverage: Coverage, said: Said) -> Coverage:
    copay = coverage.copay_cents if said.copay_minor is None else said.copay_minor
    return replace(
        coverage,
        eligibility=said.status,
        eligibility_on=said.on.isoformat(),
        copay_cents=copay,
    )


def _policy(reader: Reader, coverage_id: RecordId, patient_id: PatientId) -> Coverage:
    coverage = current(reader, Coverage, coverage_id)
    if coverage.patient_id not in {patient_id, *reader.person(patient_id)}:
        raise InvalidValue("patient_id", "is not the patient this policy is of")
    return coverage


def _retire(uow: UnitOfWork, document_id: RecordId | None) -> None:
    """The picture before is no longer current; one that is gone is nobody's concern."""
    document = uow.records(Document).get(document_id) if document_id else None
    if document is not None and document.status == DocumentStatus.CURRENT:
        uow.save(replace(document, status=DocumentStatus.SUPERSEDED))
