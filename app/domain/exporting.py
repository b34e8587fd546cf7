"""Taking many patients' data out of the program: asked for with a reason, allowed by a second
person, written once and within a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from app.domain.declare import Fact, entity
from app.domain.permissions import Permission
from app.domain.two_person import TwoPersonRequest, check_persons, course

MOST_LINES = 5000
"""Lines of one file; more is asked for in parts."""


class ExportKind(StrEnum):
    """What a role takes out in bulk (the matrix of the roles: own panel, claims only)."""

    PANEL = "own_patients"
    """The patients in the care of who asks: who they are and how they are reached."""
    CLAIMS = "claims"
    """Claims by day of service, with what they came to."""


class ExportStatus(StrEnum):
    """Where a request stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    WRITTEN = "written"


PERMISSIONS = {
    ExportKind.PANEL: Permission.EXPORT_PANEL,
    ExportKind.CLAIMS: Permission.EXPORT_CLAIMS,
}
"""What asking for a file, and writing it, takes."""


@entity(
    "export_request",
    order=6,
    indexes=(("status", "requested_at"), ("requested_by",)),
    transitions=course("written"),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest(TwoPersonRequest):
    """One file of patients' data: who asked, who allowed it, when it was written."""

    kind: Annotated[str, Fact(choices=ExportKind, max_length=40)]
    recipient: Annotated[str, Fact(max_length=200)]
    """Who is given the file."""
    first_on: Annotated[date | None, Fact(group="period")] = None
    """The first and last day of service, of claims."""
    last_on: Annotated[date | None, Fact(group="period")] = None
    status: Annotated[str, Fact(group="decision", choices=ExportStatus, max_length=40)] = (
        ExportStatus.REQUESTED
    )
    written_at: Annotated[datetime | None, Fact(group="decision")] = None
    written_lines: Annotated[int | None, Fact(group="decision")] = None


def permission_of(kind: object) -> Permission:
    """What a kind of file takes; of an unknown one, what is given to nobody but who approves."""
    known = {str(one): permission for one, permission in PERMISSIONS.items()}
    return known.get(str(kind), Permission.EXPORT_APPROVE)


def check_request(request: ExportRequest, _today: date, problems: dict[str, str]) -> None:
    """What a request must say."""
    check_persons(request, problems)
    if not request.recipient.strip():
        problems["recipient"] = "is required"
    if request.kind not in set(ExportKind):
        problems["kind"] = "is not known"
    if request.kind == ExportKind.CLAIMS and None in (request.first_on, request.last_on):
        problems["first_on"] = "and the last day of service are required"
    if request.kind != ExportKind.CLAIMS and (request.first_on or request.last_on):
        problems["first_on"] = "is only for claims"
    if request.first_on and request.last_on and request.last_on < request.first_on:
        problems["last_on"] = "is before the first day"
    if (request.status == ExportStatus.WRITTEN) != (request.written_at is not None):
        problems["written_at"] = "goes with being written"
