"""What closes a wanted time beside other visits: a block of its provider or room, a closed day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.appointment import Appointment
from app.domain.availability import Block, Holiday
from app.domain.ids import PractitionerId, RoomId
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.domain.query import Query, all_of, eq, gt, gte, lt
from app.services.reading import every

BLOCK, HOLIDAY = "block", "holiday"
"""Reasons, beside those of `Overlap`."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Time in which nobody is to be booked. Of a closed day, from midnight to midnight."""

    reason: str
    """BLOCK or HOLIDAY."""
    words: str
    """What the clinic wrote: "Lunch", "Thanksgiving"."""
    begins_at: datetime
    ends_at: datetime
    practitioner_id: PractitionerId | None = None
    room_id: RoomId | None = None


def find_closed(reader: Reader, wanted: Appointment) -> tuple[Closed, ...]:
    """Blocks of the visit's provider and room during it, and closed days it lies on."""
    return (*_blocks(reader, wanted), *_holidays(reader, wanted))


def _blocks(reader: Reader, wanted: Appointment) -> tuple[Closed, ...]:
    meets = all_of(lt("starts_at", wanted.ends_at), gt("ends_at", wanted.starts_at))
    return tuple(
        Closed(
            reason=BLOCK,
            words=one.reason,
            begins_at=one.starts_at,
            ends_at=one.ends_at,
            practitioner_id=one.practitioner_id,
            room_id=one.room_id,
        )
        for one in every(reader, Query(Block, where=meets))
        if _is_of(one, wanted)
    )


def _is_of(block: Block, wanted: Appointment) -> bool:
    """A block of a provider and a room closes the time of both."""
    theirs = block.practitioner_id is not None and block.practitioner_id == wanted.practitioner_id
    return theirs or (block.room_id is not None and block.room_id == wanted.room_id)


def _holidays(reader: Reader, wanted: Appointment) -> tuple[Closed, ...]:
    zone = ZoneInfo(wanted.zone)
    first = wanted.starts_at.astimezone(zone).date()
    last = (wanted.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    days = all_of(gte("on", first), lt("on", last + timedelta(days=1)), eq("location_id", None))
    return tuple(
        Closed(
            reason=HOLIDAY,
            words=one.name,
            begins_at=datetime(one.on.year, one.on.month, one.on.day, tzinfo=zone),
            ends_at=datetime(one.on.year, one.on.month, one.on.day, tzinfo=zone)
            + timedelta(days=1),
        )
        for one in every(reader, Query(Holiday, where=days))
    )
