"""Breaking the glass: seeing what one's role does not show, for a stated reason, for an hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from app.domain.declare import Fact, Keeping, Record, entity
from app.domain.ids import PatientId, UserId

GLASS_LASTS = timedelta(minutes=60)
SHORTEST_REASON = 10
"""Characters a reason needs; a shorter one explains nothing to whoever reviews it."""


def is_reason(text: str) -> bool:
    """Whether a text can stand as a reason."""
    return len(text.strip()) >= SHORTEST_REASON


@entity(
    "break_glass",
    order=6,
    patient_field="patient_id",
    indexes=(("reviewed_at",),),
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class BreakGlass(Record):
    """One breaking of the glass for one patient; administrators of every desk review it."""

    patient_id: Annotated[PatientId, Fact(refers_to="patient")]
    user_id: Annotated[UserId, Fact(refers_to="user")]
    role: Annotated[str, Fact(max_length=40)]
    """The role the user acted in."""
    reason: Annotated[str, Fact(max_length=500)]
    broken_at: datetime
    ends_at: datetime
    reviewed_by: Annotated[UserId | None, Fact(group="review", refers_to="user")] = None
    reviewed_at: Annotated[datetime | None, Fact(group="review")] = None
    review_note: Annotated[str, Fact(group="review", max_length=500)] = ""


def check_glass(broken: BreakGlass, _today: date, problems: dict[str, str]) -> None:
    """What a breaking of the glass must say."""
    if not is_reason(broken.reason):
        problems["reason"] = f"needs at least {SHORTEST_REASON} characters"
    if not timedelta(0) < broken.ends_at - broken.broken_at <= GLASS_LASTS:
        problems["ends_at"] = "is not within an hour"
