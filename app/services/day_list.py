"""The day sheet: one clinic day on paper, a part for each provider, each line saying who comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.availability import Block, Holiday
from app.domain.day_visit import DayVisit
from app.domain.ids import PatientId, PractitionerId
from app.domain.patient import Patient
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.domain.staff import Clinic
from app.services.day import DaySchedule, read_day
from app.services.waitlist import phone_of

_NOT_EXPECTED = frozenset({"cancelled", "entered_in_error"})


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class ListedVisit:
    """One visit, and by what its patient is known. phone is "" where none is known.

    patient_id: the record by which they are named, of somebody whose records were merged.
    """

    visit: DayVisit
    patient_id: PatientId
    patient_name: str
    birth_date: str | None
    mrn: str
    phone: str


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class DayListPart:
    """What one provider's sheet holds; practitioner_name is "" for visits with nobody yet."""

    practitioner_id: PractitionerId | None
    practitioner_name: str
    visits: tuple[ListedVisit, ...]
    blocks: tuple[Block, ...]


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class DayList:
    """A day's sheets; those who see nobody have none, unless theirs was asked for."""

    day: date
    clinic: str
    zone: str
    parts: tuple[DayListPart, ...]
    holidays: tuple[Holiday, ...]

    @property
    def patient_ids(self) -> frozenset[PatientId]:
        """Everybody whom the sheets name."""
        listed = [one for part in self.parts for one in part.visits]
        return frozenset(key for one in listed for key in (one.patient_id, one.visit.patient_id))


def read_day_list(
    reader: Reader, *, wanted: date, clinic: Clinic, practitioner_id: PractitionerId | None = None
) -> DayList:
    """The sheets of a clinic day, of everybody or of one provider, without cancelled visits."""
    day = read_day(reader, wanted=wanted, clinic=clinic)
    expected = [one for one in day.visits if one.status not in _NOT_EXPECTED]
    if practitioner_id is not None:
        expected = [one for one in expected if one.practitioner_id == practitioner_id]
    listed = _listed(reader, expected)
    parts = (
        DayListPart(
            practitioner_id=key,
            practitioner_name=name,
            visits=tuple(one for one in listed if one.visit.practitioner_id == key),
            blocks=tuple(one for one in day.blocks if key and one.practitioner_id == key),
        )
        for key, name in _providers(day, practitioner_id)
    )
    kept = tuple(part for part in parts if part.visits or practitioner_id is not None)
    return DayList(
        day=wanted, clinic=clinic.name, zone=clinic.zone, parts=kept, holidays=day.holidays
    )


def _providers(
    day: DaySchedule, only: PractitionerId | None
) -> Sequence[tuple[PractitionerId | None, str]]:
    named = [(PractitionerId(one.id), one.display_name) for one in day.practitioners]
    if only is not None:
        return [one for one in named if one[0] == only]
    return [*named, (None, "")]


def _listed(reader: Reader, visits: Sequence[DayVisit]) -> list[ListedVisit]:
    """Whoever was merged is named by the record that goes on being used."""
    merged = reader.people()
    known_by = {
        one.patient_id: PatientId(reader.person(one.patient_id)[0])
        if one.patient_id in merged
        else one.patient_id
        for one in visits
    }
    patients = reader.records(Patient).get_many(sorted(set(known_by.values())))

    def listed(visit: DayVisit) -> ListedVisit:
        patient = patients.get(known_by[visit.patient_id])
        return ListedVisit(
            visit=visit,
            patient_id=known_by[visit.patient_id],
            patient_name=patient.display_name if patient else visit.patient_name,
            birth_date=patient.birth_date if patient else None,
            mrn=patient.mrn if patient else "",
            phone=phone_of(patient),
        )

    return [listed(visit) for visit in visits]
