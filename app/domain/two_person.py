"""What nobody does alone: asked for with a reason, allowed or refused by a second person, and
carried out only after that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

from app.domain.access import SHORTEST_REASON, is_reason
from app.domain.declare import Fact, Record
from app.domain.ids import UserId
from app.domain.phi import quiet

REQUESTED, APPROVED, REFUSED = "requested", "approved", "refused"


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class TwoPersonRequest(Record):
    """Who asked for it and why, and what a second person said; further fields say what it is."""

    request_lasts: ClassVar[timedelta] = timedelta(days=7)
    """How long it waits for its answer."""
    approval_lasts: ClassVar[timedelta] = timedelta(hours=24)
    """How long it may be carried out after somebody allowed it."""

    reason: Annotated[str, Fact(max_length=500)]
    requested_by: Annotated[UserId, Fact(refers_to="user")]
    role: Annotated[str, Fact(max_length=40)]
    """The role the user acted in."""
    requested_at: datetime
    status: Annotated[str, Fact(group="decision", max_length=40)] = REQUESTED
    decided_by: Annotated[UserId | None, Fact(group="decision", refers_to="user")] = None
    decided_at: Annotated[datetime | None, Fact(group="decision")] = None
    decision_note: Annotated[str, Fact(group="decision", max_length=500)] = ""

    def ends_at(self) -> datetime | None:
        """When it is over by itself; None where nothing is waited for any more."""
        if self.status == REQUESTED:
            return self.requested_at + self.request_lasts
        if self.status == APPROVED and self.decided_at is not None:
            return self.decided_at + self.approval_lasts
        return None

    def is_open(self, now: datetime) -> bool:
        """Whether it still waits: for an answer, or for being carried out."""
        ends_at = self.ends_at()
        return ends_at is not None and now < ends_at


def course(done: str) -> Mapping[str, frozenset[str]]:
    """The statuses that follow each; done: carried out. Leave can be taken back until then."""
    return {
        REQUESTED: frozenset({APPROVED, REFUSED}),
        APPROVED: frozenset({done, REFUSED}),
        REFUSED: frozenset[str](),
        done: frozenset[str](),
    }


def check_persons(request: TwoPersonRequest, problems: dict[str, str]) -> None:
    """That it says why, and that a second person decided, if anybody."""
    if not is_reason(request.reason):
        problems["reason"] = f"needs at least {SHORTEST_REASON} characters"
    is_decided = request.decided_by is not None and request.decided_at is not None
    if request.status != REQUESTED and not is_decided:
        problems["decided_by"] = "is required once it is decided"
    if is_decided and request.decided_by == request.requested_by:
        problems["decided_by"] = "is who asked: a second person decides"
