"""Rules of the day: when visits overlap, how a visit moves on, what a late event may change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app.domain.appointment import OCCUPYING, PROGRESS, TRANSITIONS, Appointment
from app.domain.context import ExecutionContext
from app.domain.errors import InvalidTransition, InvalidValue
from app.domain.ids import PractitionerId, RecordId, RoomId
from app.domain.phi import quiet
from app.domain.values import local_text

SHORTEST_MIN = 5
LONGEST_MIN = 480


@dataclass(frozen=True, slots=True)
class Overlap:
    """One visit in the way of another, and what they share."""

    appointment_id: RecordId
    reasons: tuple[str, ...]
    """Any of "practitioner", "room", "patient"."""


def with_slot(
    appointment: Appointment,
    *,
    starts_at: datetime,
    length_min: int,
    practitioner_id: PractitionerId | None,
    room_id: RoomId | None,
) -> Appointment:
    """The visit at another time or place. Length is in minutes, 5–480. Raises InvalidValue."""
    if not SHORTEST_MIN <= length_min <= LONGEST_MIN:
        raise InvalidValue("length_min", f"is not between {SHORTEST_MIN} and {LONGEST_MIN} minutes")
    return replace(
        appointment,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=length_min),
        local_start=local_text(starts_at, appointment.zone),
        practitioner_id=practitioner_id,
        room_id=room_id,
    )


def overlaps(
    wanted: Appointment, others: Iterable[Appointment], *, person: Collection[str] = ()
) -> list[Overlap]:
    """Visits that hold the provider's, the room's or the patient's time during the wanted one.

    person: every record of the wanted visit's patient, where two of theirs were merged.
    """
    found: list[Overlap] = []
    for other in others:
        if other.id == wanted.id or not other.occupies_time:
            continue
        if other.starts_at >= wanted.ends_at or other.ends_at <= wanted.starts_at:
            continue
        reasons = tuple(
            reason
            for reason, mine, theirs in (
                ("practitioner", wanted.practitioner_id, other.practitioner_id),
                ("room", wanted.room_id, other.room_id),
                ("patient", wanted.patient_id, other.patient_id),
            )
            if mine is not None and (mine == theirs or (reason == "patient" and theirs in person))
        )
        if reasons:
            found.append(Overlap(other.id, reasons))
    return found


def moved_on(
    appointment: Appointment,
    status: str,
    *,
    now: datetime,
    context: ExecutionContext,
    cancel_reason: str = "",
    late_cancel: bool = False,
) -> Appointment:
    """The visit in its next status, stamped with who, when and where. Raises InvalidTransition."""
    if status not in TRANSITIONS.get(appointment.status, frozenset()):
        raise InvalidTransition(appointment.status, status)
    return replace(
        appointment,
        status=status,
        stamps={**appointment.stamps, status: stamp(now, context)},
        cancel_reason=cancel_reason if status == "cancelled" else "",
        is_late_cancel=late_cancel if status == "cancelled" else False,
    )


def stamp(now: datetime, context: ExecutionContext) -> dict[str, str]:
    """Who did something to a visit, when and where."""
    return {
        "at": now.isoformat(timespec="seconds"),
        "by": context.user_id,
        "from": context.workstation_id,
    }


@quiet
@dataclass(frozen=True, slots=True)
class TransitionAccepted:
    """The event fits; fields to write, in wire form. is_late: it no longer moves the status."""

    fields: dict[str, Any]
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class TransitionClash:
    """The event contradicts what happened meanwhile; a person decides."""


TRANSITION_FIELDS = frozenset({"status", "stamps", "cancel_reason", "is_late_cancel"})
"""What a status event may change of a visit."""


def merge_transition(
    current: Mapping[str, Any], wanted: Mapping[str, Any], *, made_on: str
) -> TransitionAccepted | TransitionClash:
    """Fit a status event to a visit that may have moved on. Values are in wire form.

    made_on is the status the event started from. An event on the present status applies when the
    move is allowed. A late event whose status lies behind the present one only adds its time
    stamp: it never moves a patient backwards. A late event that lies further ahead applies when
    the move is allowed from here. Anything else (cancelled here, arrived there; cancelled twice
    for different reasons) is a clash.
    """
    now_at, target = str(current["status"]), str(wanted.get("status", ""))
    stamps = {**wanted.get("stamps", {}), **current.get("stamps", {})}
    if target == now_at:
        return _late(current, wanted, stamps)
    if now_at != made_on and target in PROGRESS and now_at in PROGRESS:
        if PROGRESS[target] < PROGRESS[now_at]:
            return _late(current, wanted, stamps)
    elif now_at != made_on:
        return TransitionClash()
    if target not in TRANSITIONS.get(now_at, frozenset()):
        return TransitionClash()
    stamps[target] = wanted.get("stamps", {}).get(target, stamps.get(target, {}))
    return TransitionAccepted({**wanted, "stamps": stamps})


def _late(
    current: Mapping[str, Any], wanted: Mapping[str, Any], stamps: dict[str, Any]
) -> TransitionAccepted | TransitionClash:
    """Keep the time stamp; what the event says beside it must not be lost."""
    said = wanted.keys() - {"status", "stamps"}
    if any(wanted[name] and wanted[name] != current.get(name) for name in said):
        return TransitionClash()
    return TransitionAccepted({"stamps": stamps}, is_late=True)


def holds_time(body: Mapping[str, Any]) -> bool:
    """Whether a wire body of a visit takes part in the double-booking rule."""
    status = body.get("status")
    return (
        isinstance(status, str)
        and status in OCCUPYING
        and not body.get("is_overbook")
        and not body.get("needs_resolution")
    )
