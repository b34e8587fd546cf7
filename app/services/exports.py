"""Files of patients' data for outside: asked for, allowed by a second person, written once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.domain.audit import AuditAction
from app.domain.claim import InsuranceClaim
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidValue
from app.domain.exporting import (
    MOST_LINES,
    PERMISSIONS,
    ExportKind,
    ExportRequest,
    ExportStatus,
    permission_of,
)
from app.domain.ids import RecordId, UserId, new_id
from app.domain.money import Money
from app.domain.patient import Patient
from app.domain.permissions import Permission, decide
from app.domain.phi import quiet
from app.domain.ports import Reader, UnitOfWork, UnitOfWorkFactory
from app.domain.query import Order, Query, all_of, eq, gte, lte
from app.services.editing import current
from app.services.reading import every
from app.services.two_person import answered, denial, names_of, require_second

_SHOWN = 200
"""Requests that are listed: the latest."""
_PANEL = (
    *("mrn", "family_name", "given_names", "birth_date", "sex", "phone", "phone_mobile"),
    *("email", "address_line", "address_line2", "postal_code", "city", "state", "country"),
    "status",
)
_CLAIMS = (
    *("claim_number", "payer_claim_number", "service_on", "status", "total", "currency"),
    *("mrn", "family_name", "given_names", "birth_date"),
)


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class NewExport:
    """What somebody asks for. first_on and last_on: days of service, of claims."""

    kind: str
    recipient: str
    reason: str
    first_on: date | None = None
    last_on: date | None = None


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class ShownExport:
    """A request with the names behind it, and what the acting user may do with it now."""

    request: ExportRequest
    asked_by: str
    decided_by: str
    is_own: bool
    is_open: bool
    may_decide: bool
    may_write: bool


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file's lines, its titles first, and whose they are."""

    titles: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    subjects: frozenset[RecordId]


def kinds_for(context: ExecutionContext) -> tuple[ExportKind, ...]:
    """What the acting role may ask for at all, with a reason."""
    return tuple(
        kind
        for kind, permission in PERMISSIONS.items()
        if decide(context.role, permission, has_reason=True).is_allowed
    )


def may_approve(context: ExecutionContext) -> bool:
    """Whether the acting role allows files that others ask for."""
    return decide(context.role, Permission.EXPORT_APPROVE, has_reason=True).is_allowed


def ask(begin: UnitOfWorkFactory, context: ExecutionContext, *, new: NewExport) -> ExportRequest:
    """Ask for a file. Raises PermissionDenied, InvalidValue where something is not said."""
    with begin(context) as uow:
        request = ExportRequest(
            id=new_id(),
            created_at=uow.now,
            updated_at=uow.now,
            kind=new.kind,
            recipient=new.recipient.strip(),
            reason=new.reason.strip(),
            first_on=new.first_on if new.kind == ExportKind.CLAIMS else None,
            last_on=new.last_on if new.kind == ExportKind.CLAIMS else None,
            requested_by=context.user_id,
            role=context.role,
            requested_at=uow.now,
        )
        return uow.add(request, reason=request.reason)


def decide_on(
    begin: UnitOfWorkFactory,
    context: ExecutionContext,
    *,
    request_id: RecordId,
    is_allowed: bool,
    note: str,
) -> ExportRequest:
    """A second person allows a file, or refuses it; the note says why.

    Raises PermissionDenied (to who asked, too), InvalidValue where it waits no more or nothing is
    said, RecordNotFound.
    """
    with begin(context) as uow:
        request = current(uow, ExportRequest, request_id)
        require_second(context, Permission.EXPORT_APPROVE, request)
        return answered(uow, context, request, is_allowed=is_allowed, note=note)


def listed(reader: Reader, context: ExecutionContext, *, now: datetime) -> tuple[ShownExport, ...]:
    """The requests the acting user has to do with, the latest first: all of them for who allows
    them, else one's own."""
    where = None if may_approve(context) else eq("requested_by", context.user_id)
    query = Query(
        ExportRequest,
        where=where,
        order=(Order("requested_at", descending=True),),
        limit=_SHOWN,
    )
    found = reader.records(ExportRequest).find(query).rows
    people = (user_id for one in found for user_id in (one.requested_by, one.decided_by))
    name = names_of(reader, people)
    return tuple(_shown(one, name, context, now=now) for one in found)


def table(
    reader: Reader, context: ExecutionContext, *, request_id: RecordId, now: datetime
) -> Table:
    """The lines of a file that was allowed, still to be noted and written.

    Raises PermissionDenied to everybody but who asked for it, InvalidValue where nobody allowed it,
    it was written already, or it is longer than a file may be.
    """
    request = current(reader, ExportRequest, request_id)
    _require_writable(context, request, now)
    if request.kind == ExportKind.PANEL:
        lines = _panel_lines(reader, context)
        titles = _PANEL
    else:
        lines = _claim_lines(reader, request)
        titles = _CLAIMS
    rows: list[tuple[str, ...]] = []
    subjects: set[RecordId] = set()
    for patient_id, line in lines:
        if len(rows) == MOST_LINES:
            raise InvalidValue("lines", f"are more than {MOST_LINES}: ask for it in parts")
        rows.append(line)
        subjects.add(patient_id)
    return Table(titles=titles, lines=tuple(rows), subjects=frozenset(subjects))


def note_written(
    begin: UnitOfWorkFactory, context: ExecutionContext, *, request_id: RecordId, written: Table
) -> ExportRequest:
    """Put the file and everybody in it into the trail and end the request, before it is there.

    Raises as `table` does.
    """
    with begin(context) as uow:
        request = current(uow, ExportRequest, request_id)
        _require_writable(context, request, uow.now)
        done = uow.save(
            replace(
                request,
                status=ExportStatus.WRITTEN,
                written_at=uow.now,
                written_lines=len(written.lines),
            ),
            action="write",
            reason=request.reason,
        )
        _note(uow, done, written)
        return done


def _note(uow: UnitOfWork, request: ExportRequest, written: Table) -> None:
    uow.note(
        AuditAction.EXPORT,
        entity="patient" if request.kind == ExportKind.PANEL else "insurance_claim",
        row_id=request.id,
        result_count=len(written.lines),
        subjects=sorted(written.subjects),
    )


def _require_writable(context: ExecutionContext, request: ExportRequest, now: datetime) -> None:
    permission = permission_of(request.kind)
    verdict = decide(context.role, permission, has_reason=True)
    if not verdict.is_allowed or request.requested_by != context.user_id:
        raise denial(context, permission, request)
    if request.status != ExportStatus.APPROVED or not request.is_open(now):
        raise InvalidValue("status", "is not allowed by a second person, or not any more")


def _shown(
    request: ExportRequest,
    name: Callable[[UserId | None], str],
    context: ExecutionContext,
    *,
    now: datetime,
) -> ShownExport:
    is_own, is_open = request.requested_by == context.user_id, request.is_open(now)
    allowed = decide(context.role, permission_of(request.kind), has_reason=True).is_allowed
    is_asked = request.status == ExportStatus.REQUESTED
    return ShownExport(
        request=request,
        asked_by=name(request.requested_by),
        decided_by=name(request.decided_by),
        is_own=is_own,
        is_open=is_open,
        may_decide=is_open and not is_own and may_approve(context),
        may_write=is_open and not is_asked and is_own and allowed,
    )


Line = tuple[RecordId, tuple[str, ...]]


def _panel_lines(reader: Reader, context: ExecutionContext) -> Iterator[Line]:
    people = reader.records(Patient).get_many(reader.in_care(context)).values()
    for one in sorted(people, key=lambda one: (one.family_name, one.given_names, one.id)):
        yield one.id, _cells(one, _PANEL)


def _claim_lines(reader: Reader, request: ExportRequest) -> Iterator[Line]:
    within = all_of(gte("service_on", request.first_on), lte("service_on", request.last_on))
    claims = list(
        _first(every(reader, Query(InsuranceClaim, where=within, order=(Order("service_on"),))))
    )
    people = reader.records(Patient).get_many({one.patient_id for one in claims})
    for claim in claims:
        patient = people.get(claim.patient_id)
        total = Money(claim.total_minor, claim.currency).shown
        said = {**{name: getattr(claim, name, None) for name in _CLAIMS}, "total": total}
        own = tuple(_cell(said[name]) for name in _CLAIMS[:6])
        whose = _cells(patient, _CLAIMS[6:]) if patient else ("",) * 4
        yield claim.patient_id, (*own, *whose)


def _first(claims: Iterable[InsuranceClaim]) -> Iterator[InsuranceClaim]:
    """One more than a file may have: then it is said to be too long."""
    for at, claim in enumerate(claims):
        if at > MOST_LINES:
            return
        yield claim


def _cells(patient: Patient, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(_cell(getattr(patient, name)) for name in names)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
