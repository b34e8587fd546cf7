"""FHIR R4 Encounter to a past appointment, and Practitioner to the people of the clinic.

Visits before 1970, over 24 hours or after death exist in real exports and are kept as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from app.domain.appointment import Appointment, AppointmentStatus
from app.domain.errors import ImportRefused
from app.domain.ids import PatientId, PractitionerId, RecordId
from app.domain.staff import Practitioner
from app.domain.values import is_valid_npi, local_text
from app.interop.fhir_patient import STAMP
from app.interop.fhir_references import NPI_SYSTEM, npi_of
from app.interop.fhir_values import (
    Json,
    as_map,
    clean,
    concept_text,
    each,
    email_of,
    first,
    instant_in,
    words,
)

USUAL_LENGTH = timedelta(minutes=30)
"""Length of a visit whose source names no end."""

_STATUS = {
    "finished": AppointmentStatus.COMPLETED,
    "cancelled": AppointmentStatus.CANCELLED,
    "entered-in-error": AppointmentStatus.ENTERED_IN_ERROR,
    "planned": AppointmentStatus.BOOKED,
    "arrived": AppointmentStatus.ARRIVED,
    "triaged": AppointmentStatus.ARRIVED,
    "in-progress": AppointmentStatus.IN_ROOM,
    "onleave": AppointmentStatus.IN_ROOM,
}


def appointment_from(
    resource: Json,
    *,
    record_id: RecordId,
    patient_id: RecordId,
    zone: str,
    practitioner: Callable[[Json], RecordId | None],
) -> Appointment:
    """The visit behind an Encounter. Raises ImportRefused without a start or a known status."""
    status = _STATUS.get(clean(resource.get("status")))
    if status is None:
        raise ImportRefused("status is not known")
    period = as_map(resource.get("period"))
    starts_at = instant_in(period, "start", zone=zone)
    if starts_at is None:
        raise ImportRefused("has no start")
    return Appointment(
        id=record_id,
        created_at=STAMP,
        updated_at=STAMP,
        patient_id=PatientId(patient_id),
        starts_at=starts_at,
        ends_at=_end(period, starts_at, zone),
        zone=zone,
        local_start=local_text(starts_at, zone),
        practitioner_id=_participant(resource, practitioner),
        reason=_reason(resource),
        status=status,
    )


def practitioner_from(resource: Json, *, record_id: RecordId) -> Practitioner:
    """The person behind a Practitioner resource; imported ones get no column in the day view."""
    name = first(resource.get("name"))
    given = " ".join(words(name.get("given")))
    family = clean(name.get("family")) or clean(name.get("text"))
    if not family:
        family, given = given, ""
    if not family:
        raise ImportRefused("has no name")
    skills = (concept_text(item.get("code"), 200) for item in each(resource.get("qualification")))
    return Practitioner(
        id=record_id,
        created_at=STAMP,
        updated_at=STAMP,
        family_name=family,
        given_names=given,
        prefix=clean(" ".join(words(name.get("prefix"))), 50),
        npi=npi_of(resource),
        email=email_of(resource),
        specialty=next((skill for skill in skills if skill), ""),
        is_schedulable=False,
    )


def practitioner_named(display: str, *, record_id: RecordId, identifier: str) -> Practitioner:
    """A practitioner known only by a reference ("Dr. Chelsey Simonis")."""
    parts = clean(display, 200).split()
    titles = [part for part in parts[:-1] if part.endswith(".")]
    given = [part for part in parts[:-1] if not part.endswith(".")]
    npi = identifier.rpartition("|")[2]
    return Practitioner(
        id=record_id,
        created_at=STAMP,
        updated_at=STAMP,
        family_name=parts[-1],
        given_names=" ".join(given),
        prefix=clean(" ".join(titles), 50),
        npi=npi if identifier.startswith(NPI_SYSTEM) and is_valid_npi(npi) else None,
        is_schedulable=False,
    )


def _end(period: Json, starts_at: datetime, zone: str) -> datetime:
    ends_at = instant_in(period, "end", zone=zone)
    if ends_at is None or ends_at == starts_at:
        return starts_at + USUAL_LENGTH
    if ends_at < starts_at:
        raise ImportRefused("ends before it starts")
    return ends_at


def participants(resource: Json) -> list[Json]:
    """The references to people who took part in an Encounter."""
    return [as_map(item.get("individual")) for item in each(resource.get("participant"))]


def _participant(
    resource: Json, practitioner: Callable[[Json], RecordId | None]
) -> PractitionerId | None:
    for reference in participants(resource):
        found = practitioner(reference)
        if found is not None:
            return PractitionerId(found)
    return None


def _reason(resource: Json) -> str:
    for name in ("reasonCode", "serviceType", "type"):
        for concept in each(resource.get(name)):
            text = concept_text(concept)
            if text:
                return text
    return clean(as_map(resource.get("class")).get("display"), 500)
