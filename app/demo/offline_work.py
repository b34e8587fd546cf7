"""What both desks do during the outage, and what each change promises for the end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from app.demo.desks import DemoDesk
from app.domain.appointment import Appointment
from app.domain.conflict import ConflictKind, Resolution, SyncConflict
from app.domain.consistency import Acknowledgement, Consistency
from app.domain.ids import AppointmentId, PatientId, PractitionerId, RecordId
from app.domain.patient import Patient
from app.domain.ports import Reader
from app.domain.query import Order, Query, all_of, eq, gte
from app.domain.staff import Practitioner
from app.services import appointments, conflicts, patients
from app.services.appointments import NewVisit, Slot
from app.services.reading import every
from app.sync.acknowledged import WriteThrough

_A_PHONE, _B_PHONE = "+12125550171", "+12125550172"
_A_NUMBER, _B_STREET = "+17185550181", "41 Hicks Street"
_NEW_NAME = "Zwicky"


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that must be true at both desks when the network is back."""

    says: str
    holds: Callable[[Reader], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineWork:
    """The records the two desks work on: chosen before the cut, the same for both."""

    merged: Patient
    """Gets a phone at A and a street at B: different fields."""
    clashing: Patient
    """Gets another phone at each desk."""
    rivals: tuple[Patient, Patient]
    """Are booked at the same time with the same practitioner."""
    practitioner: Practitioner
    visit: Appointment
    """Arrives at desk B."""

    @classmethod
    async def prepare(cls, desk: DemoDesk) -> OfflineWork:
        """Choose the records."""
        return await desk.read(lambda reader: cls._choose(reader, desk))

    @classmethod
    def _choose(cls, reader: Reader, desk: DemoDesk) -> OfflineWork:
        query = Query(
            Patient,
            where=eq("status", "active"),
            order=(Order("family_name"), Order("given_names")),
            limit=40,
        )
        people = reader.records(Patient).find(query).rows
        practitioner = reader.records(Practitioner).find_one(
            Query(Practitioner, order=(Order("family_name"),))
        )
        coming = Query(
            Appointment,
            where=all_of(eq("status", "booked"), gte("starts_at", desk.desk.clock.now())),
            order=(Order("starts_at"),),
        )
        visit = reader.records(Appointment).find_one(coming)
        if practitioner is None or visit is None:
            raise LookupError("the demo clinic has nobody to work with")
        return cls(
            merged=people[3],
            clashing=people[11],
            rivals=(people[19], people[27]),
            practitioner=practitioner,
            visit=visit,
        )

    async def touch(self, desk: DemoDesk, name: str) -> None:
        """A first small change, so that the desk tries to send and notices the cut."""
        await self._update(desk, self.rivals[0 if name == "A" else 1], {"alert": f"Seen at {name}"})

    async def write_through(self, desk: DemoDesk) -> Acknowledgement:
        """A change whose caller goes on only when the server has answered."""
        begin, context = desk.desk.store.unit_of_work, desk.desk.context
        through = WriteThrough(
            desk.desk.worker, begin, context, feed=desk.desk.store.feed, sender=desk.runner
        )
        written = await through.write(
            lambda noted: patients.update(
                noted,
                context,
                patient_id=PatientId(self.merged.id),
                changes={"alert": "Written through"},
            ),
            level=Consistency.ONE,
        )
        return written.got

    async def play(self, a: DemoDesk, b: DemoDesk) -> AsyncIterator[tuple[str, Promise]]:
        """Work at both desks, yielding what was done and what it promises."""
        await self._update(a, self.merged, {"phone": _A_NUMBER})
        await self._update(b, self.merged, {"address_line": _B_STREET})
        yield (
            "A changes a patient's phone, B the same patient's street.",
            Promise("both changes stand, merged", self._is_merged),
        )
        await self._update(a, self.clashing, {"phone": _A_PHONE})
        await self._update(b, self.clashing, {"phone": _B_PHONE})
        yield (
            "A and B give one patient two different phones.",
            Promise("both phones are kept, for a person to choose", self._has_both_phones),
        )
        booked = [
            await self._book(desk, rival) for desk, rival in zip((a, b), self.rivals, strict=True)
        ]
        yield (
            "A and B book two patients at the same time with the same practitioner.",
            Promise(
                "both visits are kept, one is marked for a decision",
                lambda reader: _is_double_booked(reader, booked),
            ),
        )
        new = await a.write(
            lambda: patients.register(
                a.desk.store.unit_of_work,
                a.desk.context,
                changes={
                    "family_name": _NEW_NAME,
                    "given_names": "Ada",
                    "birth_date": "1988-02-14",
                },
            )
        )
        yield (
            "A registers a new patient.",
            Promise(
                "the new patient exists exactly once", lambda reader: _found_once(reader, new.id)
            ),
        )
        await self._arrive(b)
        yield (
            "B checks a patient in.",
            Promise("the patient has arrived", self._has_arrived),
        )

    async def decide(self, desk: DemoDesk) -> int:
        """Decide every open conflict at one desk; how many there were."""
        undecided = await desk.read(conflicts.undecided)
        for conflict in undecided:
            is_booking = conflict.kind == ConflictKind.DOUBLE_BOOKING
            await self._resolve(desk, conflict, Resolution.BOTH if is_booking else Resolution.MINE)
        return len(undecided)

    @staticmethod
    def count_undecided(reader: Reader) -> int:
        """How many conflicts are open."""
        return len(conflicts.undecided(reader))

    async def _update(
        self, desk: DemoDesk, patient: Patient, changes: Mapping[str, object]
    ) -> None:
        await desk.write(
            lambda: patients.update(
                desk.desk.store.unit_of_work,
                desk.desk.context,
                patient_id=PatientId(patient.id),
                changes=changes,
            )
        )

    async def _book(self, desk: DemoDesk, patient: Patient) -> RecordId:
        now = desk.desk.clock.now().replace(minute=0, second=0, microsecond=0)
        slot = Slot(
            starts_at=now + timedelta(days=120),
            length_min=30,
            practitioner_id=PractitionerId(self.practitioner.id),
        )
        visit = NewVisit(patient_id=PatientId(patient.id), slot=slot, reason="Follow-up")
        made = await desk.write(
            lambda: appointments.book(
                desk.desk.store.unit_of_work,
                desk.desk.context,
                visit=visit,
                zone=desk.desk.clinic.zone,
            )
        )
        return made.id

    async def _arrive(self, desk: DemoDesk) -> None:
        await desk.write(
            lambda: appointments.set_status(
                desk.desk.store.unit_of_work,
                desk.desk.context,
                appointment_id=AppointmentId(self.visit.id),
                status="arrived",
            )
        )

    async def _resolve(
        self, desk: DemoDesk, conflict: SyncConflict, resolution: Resolution
    ) -> None:
        await desk.write(
            lambda: conflicts.resolve(
                desk.desk.store.unit_of_work,
                desk.desk.context,
                conflict_id=conflict.id,
                resolution=resolution,
            )
        )

    def _is_merged(self, reader: Reader) -> bool:
        patient = reader.records(Patient).get(self.merged.id)
        return patient is not None and (patient.phone, patient.address_line) == (
            _A_NUMBER,
            _B_STREET,
        )

    def _has_both_phones(self, reader: Reader) -> bool:
        patient = reader.records(Patient).get(self.clashing.id)
        found = conflicts.of_record(reader, record_id=self.clashing.id)
        if patient is None or len(found) != 1:
            return False
        values = {patient.phone, found[0].ours.get("phone"), found[0].theirs.get("phone")}
        return values == {_A_PHONE, _B_PHONE}

    def _has_arrived(self, reader: Reader) -> bool:
        visit = reader.records(Appointment).get(self.visit.id)
        return visit is not None and visit.status == "arrived"


def _is_double_booked(reader: Reader, booked: list[RecordId]) -> bool:
    visits = [reader.records(Appointment).get(key) for key in booked]
    if any(visit is None for visit in visits):
        return False
    return sum(visit.needs_resolution for visit in visits if visit is not None) == 1


def _found_once(reader: Reader, patient_id: RecordId) -> bool:
    named = list(every(reader, Query(Patient, where=eq("family_name", _NEW_NAME))))
    return [patient.id for patient in named] == [patient_id]
