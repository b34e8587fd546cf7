"""What a place of the painted calendar means: whose time, in which room, at which instant.

The same canvas shows a day by provider, a day by room, and a week with a column for each day.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.domain.day_visit import DayVisit
from app.domain.ids import PractitionerId, RecordId, RoomId
from app.services.appointments import Slot
from app.services.day import DaySchedule
from app.ui.panels.appointments.opening import Opening
from app.ui.widgets.calendar_geometry import wall_minute
from app.ui.widgets.calendar_values import Ghost


class Split(StrEnum):
    """What the calendar has a column for."""

    PROVIDERS = "providers"
    ROOMS = "rooms"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Places:
    """Translates between the columns and minutes of one shown schedule and what they mean.

    A day's minutes are elapsed since the clinic's midnight; a week's are minutes of the wall
    clock, so that nine o'clock is one line across days whose clocks change.
    """

    schedule: DaySchedule
    split: Split

    @property
    def is_week(self) -> bool:
        """Whether the columns are days."""
        return self.split is Split.WEEK

    def column_of(self, visit: DayVisit) -> str:
        """The key of the column a visit belongs into; "" for nobody's or no room's."""
        match self.split:
            case Split.PROVIDERS:
                return visit.practitioner_id or ""
            case Split.ROOMS:
                return visit.room_id or ""
            case Split.WEEK:
                return self._local(visit.starts_at).date().isoformat()

    def minute_of(self, instant: datetime) -> int:
        """Where an instant stands on the axis."""
        if self.is_week:
            local = self._local(instant)
            return local.hour * 60 + local.minute
        return int((instant - self.schedule.begins_at).total_seconds() // 60)

    def minute_of_wall(self, wall: int) -> int:
        """Where a wall time stands on the axis, given as minutes after midnight."""
        if self.is_week:
            return wall
        return wall_minute(self.schedule.day, self.schedule.zone, wall)

    def day_of(self, column: str) -> date:
        """The clinic day a column belongs to."""
        return date.fromisoformat(column) if self.is_week else self.schedule.day

    def instant(self, column: str, minute: int) -> datetime:
        """The instant of a minute in a column."""
        if not self.is_week:
            return self.schedule.begins_at + timedelta(minutes=minute)
        zone = ZoneInfo(self.schedule.zone)
        midnight = datetime.combine(self.day_of(column), datetime.min.time(), tzinfo=zone)
        return (midnight + timedelta(minutes=minute)).astimezone(UTC)

    def practitioner_in(self, column: str) -> PractitionerId | None:
        """Whose time a column is; None where it is nobody's or not decided by the column."""
        if self.split is Split.PROVIDERS:
            return PractitionerId(RecordId(column)) if column else None
        whose = self.schedule.whose
        return whose.practitioner_id if whose else None

    def room_in(self, column: str) -> RoomId | None:
        """Which room a column is; None where that is not decided by the column."""
        if self.split is Split.ROOMS:
            return RoomId(RecordId(column)) if column else None
        whose = self.schedule.whose
        return whose.room_id if whose else None

    def slot_of(self, visit: DayVisit, ghost: Ghost) -> Slot:
        """Where a visit would be that was carried to a place; what no column says stays."""
        by = self.split
        return Slot(
            starts_at=self.instant(ghost.column, ghost.start),
            length_min=int((visit.ends_at - visit.starts_at).total_seconds() // 60),
            practitioner_id=self.practitioner_in(ghost.column)
            if by is Split.PROVIDERS
            else visit.practitioner_id,
            room_id=self.room_in(ghost.column) if by is Split.ROOMS else visit.room_id,
        )

    def ghost_of(self, slot: Slot) -> Ghost | None:
        """Where a booking that is being written would stand; None where it is not in sight."""
        whose = self.schedule.whose
        if whose and whose.practitioner_id not in (None, slot.practitioner_id):
            return None
        if whose and whose.room_id not in (None, slot.room_id):
            return None
        if not self.schedule.begins_at <= slot.starts_at < self.schedule.ends_at:
            return None
        column = {
            Split.PROVIDERS: slot.practitioner_id or "",
            Split.ROOMS: slot.room_id or "",
            Split.WEEK: self._local(slot.starts_at).date().isoformat(),
        }[self.split]
        return Ghost("", column, self.minute_of(slot.starts_at), slot.length_min)

    def opening_at(self, place: Ghost | None, *, patient_id: str = "") -> Opening:
        """A booking at a place: at its time, with and where its column says."""
        whose = self.schedule.whose
        if place is None:
            return Opening(
                day=self.schedule.day,
                patient_id=patient_id,
                practitioner_id=(whose.practitioner_id or "") if whose else "",
                room_id=(whose.room_id or "") if whose else "",
            )
        start = self._local(self.instant(place.column, place.start))
        provider = self.practitioner_in(place.column) or ""
        return Opening(
            day=start.date(),
            start=f"{start:%H:%M}",
            length_min=place.length,
            practitioner_id=provider,
            room_id=self.room_in(place.column) or self._usual_room(provider),
            patient_id=patient_id,
        )

    def now(self, now: datetime) -> tuple[int, str] | None:
        """The present minute and, in a week, the column it stands in; None on other days."""
        if not self.schedule.begins_at <= now < self.schedule.ends_at:
            return None
        column = self._local(now).date().isoformat() if self.is_week else ""
        return self.minute_of(now), column

    def _usual_room(self, provider: str) -> str:
        """Where the provider works on this day; "" where that is not clear."""
        rooms = Counter(
            visit.room_id
            for visit in self.schedule.visits
            if visit.room_id and provider and visit.practitioner_id == provider
        )
        return rooms.most_common(1)[0][0] if rooms else ""

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo(self.schedule.zone))
