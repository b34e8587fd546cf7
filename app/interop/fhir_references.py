"""Where a FHIR R4 reference points, and the identifiers records get from their source.

Identifiers are derived, so that two desks that import the same files offline name their records
alike. A patient's comes from the source's id (and, where that is not a UUID, the system of the
first identifier, because every system has a Patient/1); a child's from its patient and its own
id; a practitioner's from the NPI (or first identifier) because bundles refer to it by that.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.ids import ClinicId, RecordId, derived_id
from app.domain.phi import quiet
from app.domain.values import is_valid_npi
from app.interop.fhir_values import Json, as_map, clean, each

NPI_SYSTEM = "http://hl7.org/fhir/sid/us-npi"
SSN_SYSTEM = "http://hl7.org/fhir/sid/us-ssn"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LITERAL = re.compile(r"(?:.*/)?([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[^/]+)?")


@quiet
@dataclass(frozen=True, slots=True)
class Target:
    """What a reference names: a resource type and its source id, or an identifier."""

    kind: str
    key: str
    is_identifier: bool = False


def identifier_key(identifier: Json) -> str:
    """ "system|value" of an Identifier, "" where either is missing."""
    system, value = clean(identifier.get("system")), clean(identifier.get("value"))
    return f"{system}|{value}" if system and value else ""


def npi_of(resource: Json) -> str | None:
    """The first valid NPI; exports of test data carry numbers that are none."""
    numbers = (
        clean(item.get("value"))
        for item in each(resource.get("identifier"))
        if clean(item.get("system")) == NPI_SYSTEM
    )
    return next(filter(is_valid_npi, numbers), None)


def target_of(reference: Json, full_urls: dict[str, tuple[str, str]], kind: str) -> Target | None:
    """What a Reference names, or None. full_urls maps a bundle's fullUrl to type and id."""
    text = clean(reference.get("reference"))
    if not text:
        key = identifier_key(as_map(reference.get("identifier")))
        return Target(kind, key, is_identifier=True) if key else None
    if text in full_urls:
        return Target(*full_urls[text])
    if text.startswith("urn:uuid:"):
        return Target(kind, text.removeprefix("urn:uuid:"))
    named, found, query = text.partition("?identifier=")
    if found:
        return Target(named.rpartition("/")[2], query, is_identifier=True)
    match = _LITERAL.fullmatch(text)
    return Target(match[1], match[2]) if match else None


def practitioner_key(resource: Json) -> str:
    """The identifier a practitioner is known by ("system|value"), "" without one."""
    keys = [key for item in each(resource.get("identifier")) if (key := identifier_key(item))]
    return next((key for key in keys if key.startswith(NPI_SYSTEM)), keys[0] if keys else "")


def practitioner_id(clinic_id: ClinicId, *, key: str, source_id: str) -> RecordId:
    """The identifier of a practitioner known by an identifier, or else by the source's id."""
    return derived_id(clinic_id, "fhir", "Practitioner", key or source_id)


def patient_id(clinic_id: ClinicId, resource: Json, source_id: str) -> RecordId:
    """The identifier of a patient."""
    system = ""
    if not _UUID.fullmatch(source_id):
        systems = (clean(item.get("system")) for item in each(resource.get("identifier")))
        system = next((found for found in systems if found), "")
    return derived_id(clinic_id, "fhir", "Patient", source_id, system)


def child_id(clinic_id: ClinicId, patient: RecordId, *parts: str) -> RecordId:
    """The identifier of a record that belongs to a patient."""
    return derived_id(clinic_id, "fhir", patient, *parts)


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The patient some resource of a file belongs to, and what its references mean for them."""

    clinic_id: ClinicId
    patient_id: RecordId
    zone: str
    full_urls: dict[str, tuple[str, str]]
    practitioner: Callable[[Json], RecordId | None]
    """The practitioner a reference names, None where nobody knows them."""

    def own(self, kind: str, *parts: str) -> RecordId:
        """The identifier of one of their records, by the resource type and id it came from."""
        return child_id(self.clinic_id, self.patient_id, kind, *parts)

    def other(self, reference: object, kind: str) -> RecordId | None:
        """The identifier of another record of theirs that a Reference names."""
        target = target_of(as_map(reference), self.full_urls, kind)
        if target is None or target.kind != kind or target.is_identifier:
            return None
        return self.own(kind, target.key)
