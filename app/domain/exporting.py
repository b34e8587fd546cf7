"""Taking many patients' data out of the program: asked for with a reason, allowed by a second
person, written once and within a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from app.domain.access import SHORTEST_REASON, is_reason
from app.domain.declare import Fact, Record, entity
from app.domain.ids import UserId
from app.domain.permissions import Permission

APPROVAL_LASTS = timedelta(hours=24)
"""How long a file may be written after somebody allowed it."""
REQUEST_LASTS = timedelta(days=7)
"""How long a request waits for its answer."""
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
_COURSE = {
    "requested": frozenset({"approved", "refused"}),
    "approved": frozenset({"written", "refused"}),
    "refused": frozenset[str](),
    "written": frozenset[str](),
}


@entity(
    "export_request",
    order=6,
    indexes=(("status", "requested_at"), ("requested_by",)),
    transitions=_COURSE,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest(Record):
    """One file of patients' data: who asked, who allowed it, when it was written."""

    kind: Annotated[str, Fact(choices=ExportKind, max_length=40)]
    recipient: Annotated[str, Fact(max_length=200)]
    """Who is given the file."""
    reason: Annotated[str, Fact(max_length=500)]
    first_on: Annotated[date | None, Fact(group="period")] = None
    """The first and last day of service, of claims."""
    last_on: Annotated[date | None, Fact(group="period")] = None
    requested_by: Annotated[UserId, Fact(refers_to="user")]
    role: Annotated[str, Fact(max_length=40)]
    """The role the user acted in."""
    requested_at: datetime
    status: Annotated[str, Fact(group="decision", choices=ExportStatus, max_length=40)] = (
        ExportStatus.REQUESTED
    )
    decided_by: Annotated[UserId | None, Fact(group="decision", refers_to="user")] = None
    decided_at: Annotated[datetime | None, Fact(group="decision")] = None
    decision_note: Annotated[str, Fact(group="decision", max_length=500)] = ""
    written_at: Annotated[datetime | None, Fact(group="decision")] = None
    written_lines: Annotated[int | None, Fact(group="decision")] = None

    def ends_at(self) -> datetime | None:
        """When it is over by itself; None where nothing is waited for any more."""
        if self.status == ExportStatus.REQUESTED:
            return self.requested_at + REQUEST_LASTS
        if self.status == ExportStatus.APPROVED and self.decided_at is not None:
            return self.decided_at + APPROVAL_LASTS
        return None

    def is_open(self, now: datetime) -> bool:
        """Whether it still waits: for an answer, or for being written."""
        ends_at = self.ends_at()
        return ends_at is not None and now < ends_at


def permission_of(kind: object) -> Permission:
    """What a kind of file takes; of an unknown one, what is given to nobody but who approves."""
    known = {str(one): permission for one, permission in PERMISSIONS.items()}
    return known.get(str(kind), Permission.EXPORT_APPROVE)


def check_request(request: ExportRequest, _today: date, problems: dict[str, str]) -> None:
    """What a request must say."""
    for name in ("reason", "recipient"):
        text: str = getattr(request, name)
        if name == "reason" and not is_reason(text):
            problems[name] = f"needs at least {SHORTEST_REASON} characters"
        elif not text.strip():
            problems[name] = "is required"
    if request.kind not in set(ExportKind):
        problems["kind"] = "is not known"
    if request.kind == ExportKind.CLAIMS and None in (request.first_on, request.last_on):
        problems["first_on"] = "and the last day of service are required"
    if request.kind != ExportKind.CLAIMS and (request.first_on or request.last_on):
        problems["first_on"] = "is only for claims"
    if request.first_on and request.last_on and request.last_on < request.first_on:
        problems["last_on"] = "is before the first day"
    _check_answer(request, problems)


def _check_answer(request: ExportRequest, problems: dict[str, str]) -> None:
    is_decided = request.decided_by is not None and request.decided_at is not None
    if request.status != ExportStatus.REQUESTED and not is_decided:
        problems["decided_by"] = "is required once it is decided"
    if is_decided and request.decided_by == request.requested_by:
        problems["decided_by"] = "is who asked: a second person decides"
    if (request.status == ExportStatus.WRITTEN) != (request.written_at is not None):
        problems["written_at"] = "goes with being written"
