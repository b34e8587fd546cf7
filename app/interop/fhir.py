"""FHIR R4 resources to the clinic's records: which types are kept, whose they are, what they say.

Not mapped on purpose: insurance inside an ExplanationOfBenefit (`#coverage`) names a payer's
class but no member and no policy, so only Coverage resources become coverages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import cast

import msgspec

from app.domain.declare import Record, entity_of
from app.domain.errors import ImportRefused, InvalidRecord
from app.domain.ids import ClinicId, RecordId
from app.domain.phi import quiet
from app.domain.validation import check
from app.interop.fhir_clinical import allergy_from, condition_from, medication_from
from app.interop.fhir_encounter import appointment_from
from app.interop.fhir_patient import (
    contacts_from,
    coverage_from,
    identifiers_from,
    patient_from,
)
from app.interop.fhir_references import Target, child_id, practitioner_id, target_of
from app.interop.fhir_values import Json, as_map
from app.interop.frames import Item
from app.protocol.codec import to_wire

OWNER_FIELD = {
    "AllergyIntolerance": "patient",
    "Condition": "subject",
    "Coverage": "beneficiary",
    "Encounter": "subject",
    "MedicationRequest": "subject",
    "MedicationStatement": "subject",
}
"""Kept resource types that belong to a patient, and the field that says to whom."""
KEPT = frozenset({"Patient", "Practitioner", *OWNER_FIELD})

_STAMPS = frozenset({"created_at", "updated_at"})
_encode_sorted = msgspec.json.Encoder(order="deterministic").encode


@dataclass(slots=True)
class Directory:
    """The people a run knows: practitioners by source id, and by "system|value"."""

    clinic_id: ClinicId
    by_source_id: dict[str, RecordId] = field(
        default_factory=lambda: cast("dict[str, RecordId]", {})
    )
    known: set[RecordId] = field(default_factory=lambda: cast("set[RecordId]", set()))

    def find(self, target: Target | None) -> RecordId | None:
        """The practitioner a reference names, or None where nobody knows them."""
        if target is None or target.kind != "Practitioner":
            return None
        found = self.identify(target)
        return found if found in self.known else None

    def identify(self, target: Target) -> RecordId:
        """The identifier a practitioner has or would have."""
        if target.is_identifier:
            return practitioner_id(self.clinic_id, key=target.key, source_id="")
        known = self.by_source_id.get(target.key)
        return known or practitioner_id(self.clinic_id, key="", source_id=target.key)


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Mapper:
    """Makes records of the resources of one file."""

    clinic_id: ClinicId
    zone: str
    region: str
    today: date
    directory: Directory
    full_urls: dict[str, tuple[str, str]]

    def patient_records(
        self, resource: Json, *, record_id: RecordId, source_id: str
    ) -> Iterator[tuple[str, Record]]:
        """The patient first, then identifiers and contacts, each with its report key."""
        yield (
            "Patient",
            patient_from(
                resource,
                record_id=record_id,
                source_id=source_id,
                practitioner=self._practitioner,
                region=self.region,
            ),
        )
        for identifier in identifiers_from(
            resource, patient_id=record_id, clinic_id=self.clinic_id
        ):
            yield "PatientIdentifier", identifier
        for contact in contacts_from(resource, patient_id=record_id, clinic_id=self.clinic_id):
            yield "EmergencyContact", contact

    def child_record(
        self, kind: str, resource: Json, *, patient_id: RecordId, source_id: str
    ) -> Record:
        """The record behind a resource that belongs to a patient."""
        record_id = child_id(self.clinic_id, patient_id, kind, source_id)
        if kind == "Encounter":
            return appointment_from(
                resource,
                record_id=record_id,
                patient_id=patient_id,
                zone=self.zone,
                practitioner=self._practitioner,
            )
        return _CHILDREN[kind](resource, record_id=record_id, patient_id=patient_id)

    def owner(self, kind: str, resource: Json) -> Target | None:
        """The patient a resource says it belongs to."""
        reference = as_map(resource.get(OWNER_FIELD[kind]))
        target = target_of(reference, self.full_urls, "Patient")
        return target if target and target.kind == "Patient" else None

    def _practitioner(self, reference: Json) -> RecordId | None:
        return self.directory.find(target_of(reference, self.full_urls, "Practitioner"))


def item_of(
    kind: str,
    record: Record,
    *,
    today: date,
    file: int = -1,
    entry: int = -1,
    only_if_missing: bool = False,
    plain_id: str = "",
) -> Item:
    """A record ready to be written. Raises ImportRefused naming the first field that is wrong."""
    try:
        check(record, today=today)
    except InvalidRecord as error:
        raise ImportRefused(f"{error.field} {error.reason}") from None
    body = {name: value for name, value in to_wire(record).items() if name not in _STAMPS}
    return Item(
        kind=kind,
        entity=entity_of(record).name,
        row_id=record.id,
        body=body,
        digest=hashlib.sha256(_encode_sorted(body)).hexdigest(),
        file=file,
        entry=entry,
        only_if_missing=only_if_missing,
        plain_id=plain_id,
    )


_CHILDREN: dict[str, Callable[..., Record]] = {
    "AllergyIntolerance": allergy_from,
    "Condition": condition_from,
    "Coverage": coverage_from,
    "MedicationRequest": medication_from,
    "MedicationStatement": medication_from,
}
