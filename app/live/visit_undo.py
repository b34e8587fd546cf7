"""How a visit's move, step or confirmation is taken back: by the same calls that made it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from app.domain.appointment import TRANSITIONS, Appointment
from app.domain.errors import InvalidTransition, StaleVersion
from app.domain.ids import AppointmentId, PractitionerId, RecordId, RoomId
from app.live.appointments import AppointmentCollection
from app.live.undo import UndoStack, Values
from app.services.appointments import Slot

MOVED, STEPPED, CONFIRMED = "visit_moved", "visit_stepped", "visit_confirmed"
_STOOD_THERE = "where it stood before"
"""The reason of a visit that goes back over others; those of before reasons were kept have none."""
_NO_WAY_THROUGH = frozenset({"cancelled", "no_show", "entered_in_error"})


def slot_values(visit: Appointment) -> dict[str, object]:
    """Where a visit stands, as plain values."""
    return {
        "starts_at": visit.starts_at.isoformat(),
        "length_min": int((visit.ends_at - visit.starts_at).total_seconds() // 60),
        "practitioner_id": visit.practitioner_id,
        "room_id": visit.room_id,
        "is_overbook": visit.is_overbook,
        "override_reason": visit.override_reason,
    }


def register_visits(stack: UndoStack, visits: AppointmentCollection) -> None:
    """Let what is done to visits be taken back."""

    async def move(record_id: RecordId, now: Values, wanted: Values) -> None:
        stored = await visits.get(AppointmentId(record_id))
        if slot_values(stored) != {"override_reason": "", **now}:
            raise StaleVersion("appointment", record_id)
        over = str(wanted.get("override_reason") or "")
        if not over and wanted.get("is_overbook"):
            over = _STOOD_THERE
        await visits.move(AppointmentId(record_id), _slot(wanted), based_on=stored, over=over)

    async def step(record_id: RecordId, now: Values, wanted: Values) -> None:
        was, reason = str(now["status"]), str(wanted.get("reason") or "")
        for status in way(was, str(wanted["status"])):
            await visits.set_status(AppointmentId(record_id), status, reason=reason, was=was)
            was = status

    async def confirm(record_id: RecordId, now: Values, wanted: Values) -> None:
        was, confirmation = str(now["confirmation"]), str(wanted["confirmation"])
        await visits.set_confirmation(AppointmentId(record_id), confirmation, was=was)

    stack.register(MOVED, move)
    stack.register(STEPPED, step)
    stack.register(CONFIRMED, confirm)


def way(status: str, wanted: str) -> tuple[str, ...]:
    """The steps from one status to another that call nothing off. Raises InvalidTransition."""
    known: dict[str, tuple[str, ...]] = {status: ()}
    todo = deque([status])
    while todo:
        here = todo.popleft()
        if here == wanted:
            return known[here]
        for there in sorted(TRANSITIONS.get(here, frozenset())):
            is_open = there == wanted or there not in _NO_WAY_THROUGH
            if is_open and there not in known:
                known[there] = (*known[here], there)
                todo.append(there)
    raise InvalidTransition(status, wanted)


def _slot(values: Values) -> Slot:
    kept = cast("Mapping[str, Any]", values)
    return Slot(
        starts_at=datetime.fromisoformat(kept["starts_at"]),
        length_min=kept["length_min"],
        practitioner_id=cast("PractitionerId | None", kept["practitioner_id"]),
        room_id=cast("RoomId | None", kept["room_id"]),
    )
