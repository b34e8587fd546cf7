"""A visit is not as its patient knows it: what they have to be told, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.appointment import Appointment, AppointmentStatus
from app.domain.ids import AppointmentId, PatientId, PractitionerId
from app.domain.phi import quiet

AWAITED = frozenset({AppointmentStatus.REQUESTED, AppointmentStatus.BOOKED})
"""Statuses in which the patient is expected and is not here yet."""


class Telling(StrEnum):
    """What a patient has to be told of a visit."""

    MOVED = "moved"
    CANCELLED = "cancelled"


@quiet
@dataclass(frozen=True, slots=True)
class Known:
    """A visit as its patient knows it: when, to whom, and whether it is to take place."""

    starts_at: datetime
    practitioner_id: PractitionerId | None
    is_on: bool


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class HeldNotice:
    """That a patient has to be told, held back until due_at in case it is taken back.

    known is the visit as the patient knows it, now as it is; telling is None where the two are
    alike again, or where it is too late to tell.
    """

    appointment_id: AppointmentId
    patient_id: PatientId
    known: Known
    now: Known
    telling: Telling | None
    due_at: datetime
    practitioner_name: str = ""
    """Whom the visit is to now."""


def known_of(visit: Appointment) -> Known:
    """What whoever was told of the visit as it stands knows."""
    return Known(visit.starts_at, visit.practitioner_id, visit.status in AWAITED)


def is_about_to_come(visit: Appointment) -> bool:
    """Whether a change of the visit can concern its patient: they wait for it, or did."""
    is_there = visit.deleted_at is None
    return is_there and (visit.status in AWAITED or visit.status == AppointmentStatus.CANCELLED)


def telling(known: Known, visit: Appointment, *, now: datetime) -> Telling | None:
    """What the patient has to be told; None where they know it, or it is over.

    Another room is no news: whoever comes is led there.
    """
    actual = known_of(visit)
    if known == actual or not is_about_to_come(visit):
        return None
    if not actual.is_on:
        return Telling.CANCELLED if known.is_on and known.starts_at > now else None
    return Telling.MOVED if max(known.starts_at, actual.starts_at) > now else None
