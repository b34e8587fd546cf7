"""The next times at which a visit could be: provider, room and patient all free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from app.domain.appointment import OCCUPYING, Appointment
from app.domain.availability import Block, Holiday, PractitionerSchedule
from app.domain.free_time import Stretch, first_starts, meets
from app.domain.ids import AppointmentId, PatientId, PractitionerId, RecordId, RoomId
from app.domain.open_hours import hours_on, spans_on
from app.domain.ports import Reader
from app.domain.query import Order, Query, all_of, eq, gte, lt, one_of
from app.domain.scheduling import LONGEST_MIN
from app.domain.staff import Clinic, Practitioner, Room
from app.services.appointments import Slot
from app.services.reading import every

REACH_WEEKS = 8
"""How far ahead somebody is offered a time."""
_WEEK = timedelta(days=7)
_WHOLE_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeWish:
    """What kind of time is looked for. Minutes are after midnight of the clinic's wall clock."""

    from_on: date
    length_min: int
    practitioner_id: PractitionerId | None = None
    """None: whoever is free first."""
    room_id: RoomId | None = None
    """None: whichever room is free then."""
    patient_id: PatientId | None = None
    after_minute: int = 0
    before_minute: int = _WHOLE_DAY
    instead_of: AppointmentId | None = None
    """The visit that is moved: its own time counts as free."""


def next_free(
    reader: Reader, wish: FreeWish, *, clinic: Clinic, now: datetime, count: int = 12
) -> tuple[Slot, ...]:
    """Free times in order, at most so many; none where nothing is free within eight weeks."""
    search = _Search(reader, wish, clinic, now)
    return tuple(islice(search.found(), count))


class _Search:
    """One search, a week at a time: most people find something in the first."""

    def __init__(self, reader: Reader, wish: FreeWish, clinic: Clinic, now: datetime) -> None:
        self._reader, self._wish, self._clinic, self._now = reader, wish, clinic, now
        self._hours = list(every(reader, Query(PractitionerSchedule)))
        self._closed = {one.on for one in every(reader, Query(Holiday)) if one.location_id is None}
        active = Query(Room, where=eq("is_active", True), order=(Order("name"),))
        self._rooms = [RoomId(RecordId(one.id)) for one in every(reader, active)]
        self._practitioners = self._who()
        self._person = reader.person(wish.patient_id) if wish.patient_id else ()

    def found(self) -> Iterator[Slot]:
        """Times in order; of equal ones the providers by name."""
        today = self._now.astimezone(ZoneInfo(self._clinic.zone)).date()
        first = max(self._wish.from_on, today)
        for week in range(REACH_WEEKS):
            yield from self._in_week(first + week * _WEEK)

    def _who(self) -> list[PractitionerId]:
        if self._wish.practitioner_id is not None:
            return [self._wish.practitioner_id]
        order = (Order("family_name"), Order("given_names"))
        seen = every(
            self._reader, Query(Practitioner, where=eq("is_schedulable", True), order=order)
        )
        return [PractitionerId(RecordId(one.id)) for one in seen]

    def _in_week(self, first: date) -> list[Slot]:
        days = [first + timedelta(days=offset) for offset in range(7)]
        busy = self._busy(days)
        length = timedelta(minutes=self._wish.length_min)
        found: list[tuple[datetime, int, Slot]] = []
        for place, practitioner_id in enumerate(self._practitioners):
            taken = [
                *busy.get(practitioner_id, ()),
                *(held for one in self._person for held in busy.get(one, ())),
                *busy.get(self._wish.room_id or "", ()),
            ]
            starts = first_starts(
                length,
                open_time=self._open(practitioner_id, days),
                busy=taken,
                not_before=self._now,
            )
            for start in starts:
                slot = self._slot(start, practitioner_id, busy)
                if slot is not None:
                    found.append((start, place, slot))
        return [slot for _start, _place, slot in sorted(found, key=lambda one: one[:2])]

    def _slot(
        self, start: datetime, practitioner_id: PractitionerId, busy: Mapping[str, list[Stretch]]
    ) -> Slot | None:
        room_id = self._wish.room_id
        if room_id is None and self._rooms:
            wanted = Stretch(start, start + timedelta(minutes=self._wish.length_min))
            free = (
                one
                for one in self._rooms_of(practitioner_id, start)
                if not meets(wanted, busy.get(one, ()))
            )
            room_id = next(free, None)
            if room_id is None:
                return None
        return Slot(
            starts_at=start,
            length_min=self._wish.length_min,
            practitioner_id=practitioner_id,
            room_id=room_id,
        )

    def _rooms_of(self, practitioner_id: PractitionerId, start: datetime) -> Sequence[RoomId]:
        """The provider's own room of that day first, then every other."""
        day = start.astimezone(ZoneInfo(self._clinic.zone)).date()
        mine = (one for one in self._hours if one.practitioner_id == practitioner_id)
        own = [one.room_id for one in hours_on(mine, day) if one.room_id in self._rooms]
        return [*(one for one in own if one is not None), *self._rooms]

    def _open(self, practitioner_id: PractitionerId, days: list[date]) -> Iterator[Stretch]:
        mine = [one for one in self._hours if one.practitioner_id == practitioner_id]
        clinic, wish = self._clinic, self._wish
        for day in days:
            if day in self._closed:
                continue
            for begins, ends in spans_on(
                mine, day, opens_at=clinic.opens_at, closes_at=clinic.closes_at
            ):
                first, last = max(begins, wish.after_minute), min(ends, wish.before_minute)
                if first < last:
                    yield Stretch(self._at(day, first), self._at(day, last))

    def _busy(self, days: list[date]) -> dict[str, list[Stretch]]:
        """Taken time of these days by whoever has it: providers, rooms and patients."""
        begins, ends = self._at(days[0], 0), self._at(days[-1] + timedelta(days=1), 0)
        span = (gte("starts_at", begins - timedelta(minutes=LONGEST_MIN)), lt("starts_at", ends))
        visits = Query(Appointment, where=all_of(*span, one_of("status", sorted(OCCUPYING))))
        found: dict[str, list[Stretch]] = {}
        for visit in every(self._reader, visits):
            if visit.id != self._wish.instead_of:
                _take(found, visit, (visit.practitioner_id, visit.room_id, visit.patient_id))
        # A block may last for weeks: it counts however long ago it began.
        blocks = Query(Block, where=all_of(lt("starts_at", ends), gte("ends_at", begins)))
        for block in every(self._reader, blocks):
            _take(found, block, (block.practitioner_id, block.room_id))
        return found

    def _at(self, day: date, minute: int) -> datetime:
        """The instant of a wall time of the clinic; 24:00 is the next day's beginning."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self._clinic.zone))
        return (midnight + timedelta(minutes=minute)).astimezone(UTC)


def _take(
    found: dict[str, list[Stretch]], held: Appointment | Block, whose: Iterable[str | None]
) -> None:
    for one in whose:
        if one is not None:
            found.setdefault(one, []).append(Stretch(held.starts_at, held.ends_at))
