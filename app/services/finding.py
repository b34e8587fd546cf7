"""What the search box finds beside people: their coming visits, and what was opened before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from app.domain.appointment import OCCUPYING, Appointment
from app.domain.ids import AppointmentId, PatientId, RecordId
from app.domain.phi import quiet
from app.domain.ports import Reader
from app.domain.query import Order, Query, all_of, gte, one_of
from app.domain.staff import Practitioner
from app.services.patients import PatientRow, list_rows, search

_WITH_VISITS = 3
"""Visits are looked up for so many of the best matches."""


@quiet
class FoundVisit(NamedTuple):
    """One visit as the search box shows it."""

    id: AppointmentId
    patient_id: PatientId
    patient_name: str
    starts_at: datetime
    status: str
    confirmation: str
    provider: str


@quiet
class Found(NamedTuple):
    """The answer to what was typed, best first."""

    patients: tuple[PatientRow, ...] = ()
    visits: tuple[FoundVisit, ...] = ()

    def people(self) -> tuple[RecordId, ...]:
        """Everybody it names."""
        named = (*(row.id for row in self.patients), *(one.patient_id for one in self.visits))
        return tuple(dict.fromkeys(named))


def find(
    reader: Reader, *, text: str, limit: int, now: datetime, visits_from: datetime | None
) -> Found:
    """Patients that match, and the visits of the best of them; visits_from None: no visits."""
    patients = search(reader, text=text, limit=limit, now=now)
    if visits_from is None or not patients:
        return Found(patients)
    names = _by_record(reader, patients[:_WITH_VISITS])
    query = Query(
        Appointment,
        where=all_of(
            one_of("patient_id", sorted(names)),
            gte("starts_at", visits_from),
            one_of("status", sorted(OCCUPYING)),
        ),
        order=(Order("starts_at"),),
        limit=_WITH_VISITS,
    )
    visits = reader.records(Appointment).find_many(query)
    return Found(patients, _shown(reader, visits, names))


def recent(
    reader: Reader, *, opened: Sequence[tuple[str, RecordId]], now: datetime, with_visits: bool
) -> Found:
    """What is left of the patients and visits that were opened before, in that order."""
    ids = {
        entity: [one for kind, one in opened if kind == entity]
        for entity in ("patient", "appointment")
    }
    visits: list[Appointment] = []
    if with_visits:
        known = reader.records(Appointment).get_many(ids["appointment"])
        visits = [known[one] for one in ids["appointment"] if one in known]
    rows = list_rows(
        reader, patient_ids=[*ids["patient"], *(visit.patient_id for visit in visits)], now=now
    )
    names = _by_record(reader, rows.values())
    patients = tuple(rows[one] for one in ids["patient"] if one in rows)
    return Found(patients, _shown(reader, visits, names))


def _by_record(reader: Reader, rows: Iterable[PatientRow]) -> dict[RecordId, str]:
    """The name behind each record: somebody who was merged has more than one."""
    people = reader.people()
    return {one: row.name for row in rows for one in people.get(row.id, frozenset([row.id]))}


def _shown(
    reader: Reader, visits: Sequence[Appointment], names: dict[RecordId, str]
) -> tuple[FoundVisit, ...]:
    wanted = {visit.practitioner_id for visit in visits if visit.practitioner_id}
    providers = reader.records(Practitioner).get_many(sorted(wanted))
    return tuple(
        FoundVisit(
            id=AppointmentId(visit.id),
            patient_id=visit.patient_id,
            patient_name=names[visit.patient_id],
            starts_at=visit.starts_at,
            status=visit.status,
            confirmation=visit.confirmation,
            provider=_name(providers.get(visit.practitioner_id or RecordId(""))),
        )
        for visit in visits
        if visit.patient_id in names
    )


def _name(provider: Practitioner | None) -> str:
    return provider.display_name if provider is not None else ""
