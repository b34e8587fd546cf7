"""Makes up the clinic's calendar: full days around a clock time, with visits as far as they are."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.demo.clock import ZONE
from app.demo.words import PractitionerWords, VisitWords, clinical
from app.domain.appointment import Appointment
from app.domain.ids import (
    PatientId,
    PractitionerId,
    RecordId,
    RoomId,
    VisitTypeId,
    derived_id,
)

OPENS, LUNCH, AFTERNOON, CLOSES = 8 * 60, 12 * 60, 13 * 60, 17 * 60
WAITS_MIN = (24, 9, 2)
"""How long the patients in the waiting room have been there, at the clock's time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Identifiers of the people, rooms and visit types a visit points at, by name."""

    practitioners: Mapping[str, RecordId]
    rooms: Mapping[str, RecordId]
    visit_types: Mapping[str, RecordId]
    user_id: RecordId
    workstation_id: RecordId


@dataclass(frozen=True, slots=True)
class _Place:
    """One free place of a day: when, how long, with whom, for what."""

    start: datetime
    visit: VisitWords
    practitioner: PractitionerWords


class ScheduleMaker:
    """Makes the visits of a day; `patients` are those who may be booked."""

    def __init__(
        self, *, seed: int, now: datetime, staff: Staff, patients: Sequence[RecordId]
    ) -> None:
        self._seed = seed
        self._now = now
        self._staff = staff
        self._patients = patients
        self._today = now.astimezone(ZoneInfo(ZONE)).date()

    def days(self, *, past: int, future: int) -> Iterator[date]:
        """The working days (Monday to Friday, and today whatever it is) around today."""
        for offset in range(-past, future + 1):
            day = self._today + timedelta(days=offset)
            if day.weekday() < 5 or day == self._today:
                yield day

    def visits(self, day: date) -> list[Appointment]:
        """Every visit of a day, as far as it has come by now."""
        rng = random.Random(f"day {self._seed} {day.isoformat()}")
        places = [
            place
            for practitioner in clinical()["practitioners"]
            for place in self._places(rng, day, practitioner)
        ]
        chosen = rng.sample(self._patients, min(len(self._patients), len(places)))
        waiting = self._waiting(places) if day == self._today else {}
        made: list[Appointment] = []
        for number, (place, patient_id) in enumerate(zip(places, chosen, strict=False)):
            flow = _Flow(rng, self._now, self._staff, waiting.get(number))
            made.append(self._visit(rng, place, patient_id, flow))
        return made

    def _places(
        self, rng: random.Random, day: date, practitioner: PractitionerWords
    ) -> Iterator[_Place]:
        wanted = practitioner["today"]
        if day != self._today:
            wanted -= rng.randrange(0, 4)
        offered = [one for one in clinical()["visit_types"] if one["name"] in practitioner["types"]]
        visits = rng.choices(offered, [one["weight"] for one in offered], k=wanted)
        morning = (wanted + 1) // 2
        yield from self._half(rng, day, practitioner, visits[:morning], (OPENS, LUNCH))
        yield from self._half(rng, day, practitioner, visits[morning:], (AFTERNOON, CLOSES))

    def _half(
        self,
        rng: random.Random,
        day: date,
        practitioner: PractitionerWords,
        visits: Sequence[VisitWords],
        hours: tuple[int, int],
    ) -> Iterator[_Place]:
        """Spread visits over half a day, on quarter hours, with breaks between them."""
        begin, end = hours
        spare = max(0, end - begin - sum(visit["length_min"] for visit in visits)) // 15
        cuts = sorted(rng.randrange(spare + 1) for _ in visits)
        midnight = datetime.combine(day, time(), tzinfo=ZoneInfo(ZONE))
        taken = 0
        for visit, cut in zip(visits, cuts, strict=True):
            minute = begin + cut * 15 + taken
            taken += visit["length_min"]
            start = midnight.replace(hour=minute // 60, minute=minute % 60)
            yield _Place(start, visit, practitioner)

    def _waiting(self, places: Sequence[_Place]) -> dict[int, int]:
        """Which places of today have a waiting patient, with the minutes they have waited."""
        soon = [
            (place.start, number)
            for number, place in enumerate(places)
            if timedelta(0) < place.start - self._now < timedelta(minutes=50)
        ]
        return {number: wait for (_, number), wait in zip(sorted(soon), WAITS_MIN, strict=False)}

    def _visit(
        self, rng: random.Random, place: _Place, patient_id: RecordId, flow: _Flow
    ) -> Appointment:
        start = place.start.astimezone(UTC)
        booked_at = min(start, self._now) - timedelta(days=rng.randrange(1, 40))
        name = place.practitioner["family_name"]
        length = timedelta(minutes=place.visit["length_min"])
        status, stamps = flow.of(start, start + length, booked_at)
        return Appointment(
            id=derived_id("demo visit", str(self._seed), name, place.start.isoformat()),
            created_at=booked_at,
            updated_at=max(booked_at, *map(_instant, stamps.values())),
            patient_id=PatientId(patient_id),
            starts_at=start,
            ends_at=start + length,
            zone=ZONE,
            local_start=place.start.strftime("%Y-%m-%dT%H:%M"),
            practitioner_id=PractitionerId(self._staff.practitioners[name]),
            room_id=RoomId(self._staff.rooms[place.practitioner["room"]]),
            visit_type_id=VisitTypeId(self._staff.visit_types[place.visit["name"]]),
            reason=rng.choice(place.visit["reasons"]),
            status=status,
            stamps=stamps,
            cancel_reason="Sick" if status == "cancelled" else "",
            confirmation=_confirmation(rng, status),
            priority="asap" if rng.random() < 0.04 else "routine",
        )


class _Flow:
    """How far one visit has come by now, with the stamps of each step."""

    def __init__(
        self, rng: random.Random, now: datetime, staff: Staff, waited_min: int | None
    ) -> None:
        self._random = rng
        self._now = now
        self._staff = staff
        self._waited_min = waited_min

    def of(
        self, start: datetime, end: datetime, booked_at: datetime
    ) -> tuple[str, dict[str, dict[str, str]]]:
        """The visit's status and its stamps."""
        arrived = min(start - timedelta(minutes=self._random.randrange(1, 14)), self._now)
        entered = min(start + timedelta(minutes=self._random.randrange(0, 4)), self._now)
        steps = {"booked": booked_at}
        status = self._status(start, end)
        if status in ("cancelled", "no_show"):
            steps[status] = min(start, self._now)
        if status == "arrived":
            steps["arrived"] = self._now - timedelta(minutes=self._waited_min or 0)
        if status in ("in_room", "completed"):
            steps |= {"arrived": arrived, "in_room": entered}
        if status == "completed":
            steps["completed"] = min(end, self._now)
        return status, {name: self._stamp(at) for name, at in steps.items()}

    def _status(self, start: datetime, end: datetime) -> str:
        lost = self._random.random()
        if end <= self._now:
            return "no_show" if lost < 0.04 else "cancelled" if lost < 0.06 else "completed"
        if start <= self._now:
            return "in_room"
        if self._waited_min is not None:
            return "arrived"
        return "cancelled" if lost < 0.03 else "booked"

    def _stamp(self, at: datetime) -> dict[str, str]:
        return {
            "at": at.isoformat(timespec="seconds"),
            "by": self._staff.user_id,
            "from": self._staff.workstation_id,
        }


def _instant(stamp: Mapping[str, str]) -> datetime:
    return datetime.fromisoformat(stamp["at"])


def _confirmation(rng: random.Random, status: str) -> str:
    said = rng.random()
    if status not in ("booked", "requested"):
        return "confirmed" if said < 0.6 else "none"
    return "confirmed" if said < 0.5 else "left_message" if said < 0.6 else "none"
