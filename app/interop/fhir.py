"""FHIR R4 resources to the clinic's records: which types are kept, whose they are, what they say.

Not mapped on purpose: an Encounter is a visit (Appointment) and no HealthRecord as well, because it
holds no note; what was written at it comes as a document. What payers paid is kept with the claim
(Remittance); FHIR files fill no ledger, only tables do (csv_ledger.py). Files bring no accounts, so
who wrote a message or a document is no user.
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
from app.interop.csv_coverage import coverage_of_row
from app.interop.csv_ledger import (
    Books,
    adjustment_of_row,
    charge_of_row,
    claim_of_row,
    payment_of_row,
)
from app.interop.fhir_claim import claim_from, remittance_from, seen_coverage
from app.interop.fhir_clinical import allergy_from, condition_from, medication_from
from app.interop.fhir_document import document_from
from app.interop.fhir_encounter import appointment_from
from app.interop.fhir_message import conversation_from, correspondent
from app.interop.fhir_patient import (
    contacts_from,
    coverage_from,
    identifiers_from,
    patient_from,
)
from app.interop.fhir_references import Owner, Target, practitioner_id, target_of
from app.interop.fhir_treatment import (
    care_plan_from,
    care_team_from,
    goal_from,
    immunization_from,
    prescription_from,
)
from app.interop.fhir_values import Json, as_map
from app.interop.fhir_vitals import vitals_from
from app.interop.frames import Item
from app.interop.made import Made
from app.protocol.codec import to_wire

OWNER_FIELD = {
    "AllergyIntolerance": "patient",
    "CarePlan": "subject",
    "CareTeam": "subject",
    "Claim": "patient",
    "Condition": "subject",
    "Coverage": "beneficiary",
    "DocumentReference": "subject",
    "Encounter": "subject",
    "ExplanationOfBenefit": "patient",
    "Goal": "subject",
    "Immunization": "patient",
    "MedicationRequest": "subject",
    "MedicationStatement": "subject",
    "Observation": "subject",
}
"""Kept resource types that belong to a patient, and the field that says to whom."""
CLINIC_WIDE = frozenset({"Practitioner", "Location", "Organization"})
"""Kept resource types that belong to no patient."""
PAYER_ROW = "Payer"
ROW_OWNER = "patient"
"""The field that says to whom a row of a ledger belongs."""
KEPT = frozenset({"Patient", "Communication", *CLINIC_WIDE, *OWNER_FIELD})

_STAMPS = frozenset({"created_at", "updated_at"})
_encode_sorted = msgspec.json.Encoder(order="deterministic").encode


@dataclass(slots=True)
class Directory:
    """The people a run knows: practitioners by source id, and by "system|value"."""

    clinic_id: ClinicId
    by_source_id: dict[str, RecordId] = field(
        default_factory=lambda: cast("dict[str, RecordId]", {})
    )
    payers: dict[str, RecordId] = field(default_factory=lambda: cast("dict[str, RecordId]", {}))
    """Payers of tables, by source id."""
    payer_names: dict[str, str] = field(default_factory=lambda: cast("dict[str, str]", {}))
    """Of every row of a table of payers, those too that stand for no insurance."""
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
    books: Books

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

    def child_records(
        self, kind: str, resource: Json, *, patient_id: RecordId, source_id: str
    ) -> Iterator[Made]:
        """The records behind a resource that belongs to a patient; the main one first."""
        owner = self._owner(patient_id)
        record_id = owner.own(kind, source_id)
        if kind in _ONE:
            yield Made(kind=kind, record=_ONE[kind](resource, owner, record_id))
            yield from _beside(kind, resource, owner, source_id)
        elif kind in _SEVERAL:
            yield from _SEVERAL[kind](resource, owner, source_id)
        elif kind == "DocumentReference":
            yield document_from(resource, owner, record_id)
        elif kind == "Observation":
            yield Made(kind="VitalSigns", record=vitals_from(resource, owner), counts=True)
        else:
            made = coverage_from(resource, record_id=record_id, patient_id=patient_id)
            yield Made(kind=kind, record=made)

    def row_records(self, kind: str, row: Json, *, patient_id: RecordId) -> Iterator[Made]:
        """The records behind a row of claims or of a ledger; the main one first."""
        return _ROWS[kind](row, self._owner(patient_id), self.books)

    def _owner(self, patient_id: RecordId) -> Owner:
        return Owner(
            clinic_id=self.clinic_id,
            patient_id=patient_id,
            zone=self.zone,
            full_urls=self.full_urls,
            practitioner=self._practitioner,
        )

    def owner(self, kind: str, resource: Json) -> Target | None:
        """The patient a resource says it belongs to."""
        return owner_of(kind, resource, self.full_urls)

    def _practitioner(self, reference: Json) -> RecordId | None:
        return self.directory.find(target_of(reference, self.full_urls, "Practitioner"))


def owner_of(kind: str, resource: Json, full_urls: dict[str, tuple[str, str]]) -> Target | None:
    """The patient a resource of a kept type says it belongs to."""
    if kind == "Communication":
        return correspondent(resource, full_urls)
    field_name = OWNER_FIELD.get(kind, ROW_OWNER)
    target = target_of(as_map(resource.get(field_name)), full_urls, "Patient")
    return target if target and target.kind == "Patient" else None


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
        digest=_digest(body),
        file=file,
        entry=entry,
        only_if_missing=only_if_missing,
        plain_id=plain_id,
    )


def changed(item: Item, **values: object) -> Item:
    """The item with other values in its body."""
    body = {**item.body, **values}
    return msgspec.structs.replace(item, body=body, digest=_digest(body))


def _digest(body: dict[str, object]) -> str:
    return hashlib.sha256(_encode_sorted(body)).hexdigest()


def _visit_from(resource: Json, owner: Owner, record_id: RecordId) -> Record:
    return appointment_from(
        resource,
        record_id=record_id,
        patient_id=owner.patient_id,
        zone=owner.zone,
        practitioner=owner.practitioner,
    )


def _beside(kind: str, resource: Json, owner: Owner, source_id: str) -> Iterator[Made]:
    """What a resource tells beside its own record."""
    if kind == "MedicationRequest":
        yield from prescription_from(resource, owner, source_id)
    seen = seen_coverage(resource, owner) if kind == "ExplanationOfBenefit" else None
    if seen is not None:
        yield Made(kind="Coverage", record=seen, is_seen=True)


_ONE: dict[str, Callable[[Json, Owner, RecordId], Record]] = {
    "AllergyIntolerance": allergy_from,
    "Condition": condition_from,
    "Encounter": _visit_from,
    "ExplanationOfBenefit": remittance_from,
    "Goal": goal_from,
    "Immunization": immunization_from,
    "MedicationRequest": medication_from,
    "MedicationStatement": medication_from,
}
_ROWS: dict[str, Callable[[Json, Owner, Books], Iterator[Made]]] = {
    "Adjustment": adjustment_of_row,
    "Charge": charge_of_row,
    "Claim": claim_of_row,
    "PayerTransition": coverage_of_row,
    "Payment": payment_of_row,
}
_SEVERAL: dict[str, Callable[[Json, Owner, str], Iterator[Made]]] = {
    "CarePlan": care_plan_from,
    "CareTeam": care_team_from,
    "Claim": claim_from,
    "Communication": conversation_from,
}
