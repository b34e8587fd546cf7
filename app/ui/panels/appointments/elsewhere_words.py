"""What another desk did to the visit that is open in the form, in words."""

from __future__ import annotations

from app.domain.appointment import Appointment
from app.ui.models.day_words import said
from app.ui.panels.appointments.booking_values import BookingValues, field_title


def gone_words() -> str:
    """What the form says when the open visit is no longer there."""
    return said("Another desk removed this visit. Your text is still here; it cannot be saved.")


def elsewhere_words(
    before: Appointment, after: Appointment, fresh: BookingValues, clashing: tuple[str, ...]
) -> str:
    """What somebody else did to the open visit, in a line or two."""
    lines: list[str] = []
    if (before.starts_at, before.practitioner_id) != (after.starts_at, after.practitioner_id):
        lines.append(said("Moved elsewhere to {0}, {1}.").format(fresh.day, fresh.start))
    if clashing:
        names = ", ".join(field_title(name) for name in clashing)
        lines.append(
            said("Also changed elsewhere: {0}. What you typed is kept and wins when saved.").format(
                names
            )
        )
    return "\n".join(lines)
