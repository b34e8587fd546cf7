"""FHIR R4 allergies, conditions and medications to the clinic's records.

Social facts (employment, education, housing) come as Condition too and are kept as such.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.domain.clinical import Allergy, ClinicalStatus, Condition, MedicationStatement
from app.domain.errors import ImportRefused
from app.domain.ids import PatientId, RecordId
from app.interop.fhir_patient import STAMP
from app.interop.fhir_values import (
    Json,
    as_map,
    clean,
    concept_code,
    concept_text,
    date_of,
    each,
    first,
    number_of,
    words,
)


def allergy_from(resource: Json, *, record_id: RecordId, patient_id: RecordId) -> Allergy:
    """The allergy behind an AllergyIntolerance resource."""
    _refuse_errors(resource)
    manifestations = (
        concept_text(sign)
        for reaction in each(resource.get("reaction"))
        for sign in each(reaction.get("manifestation"))
    )
    return Allergy(
        **common(record_id, patient_id),
        **coded(resource.get("code")),
        category=next(words(resource.get("category")), ""),
        criticality=clean(resource.get("criticality")) or None,
        status=_clinical_status(resource),
        reaction=clean(", ".join(text for text in manifestations if text), 500),
        recorded_on=date_of(resource, "recordedDate"),
    )


def condition_from(resource: Json, *, record_id: RecordId, patient_id: RecordId) -> Condition:
    """The condition behind a Condition resource."""
    _refuse_errors(resource)
    return Condition(
        **common(record_id, patient_id),
        **coded(resource.get("code")),
        status=_clinical_status(resource),
        verification=concept_code(resource.get("verificationStatus"))[1],
        onset_on=_date_or_start(resource, "onset"),
        resolved_on=_date_or_start(resource, "abatement"),
        recorded_on=date_of(resource, "recordedDate"),
    )


def medication_from(
    resource: Json, *, record_id: RecordId, patient_id: RecordId
) -> MedicationStatement:
    """The medication behind a MedicationRequest or MedicationStatement resource."""
    dosage = resource.get("dosageInstruction", resource.get("dosage"))
    told = (_dosage(item) for item in each(dosage))
    return MedicationStatement(
        **common(record_id, patient_id),
        **medication_of(resource),
        status=clean(resource.get("status")) or "unknown",
        dosage=clean("; ".join(text for text in told if text), 1000),
        authored_on=date_of(resource, "authoredOn")
        or date_of(resource, "dateAsserted")
        or _date_or_start(resource, "effective"),
    )


def common(record_id: RecordId, patient_id: RecordId) -> dict[str, Any]:
    """The fields every record of a patient has."""
    return {
        "id": record_id,
        "patient_id": PatientId(patient_id),
        "created_at": STAMP,
        "updated_at": STAMP,
    }


def coded(concept: object) -> dict[str, Any]:
    """Text, code system and code of a CodeableConcept. Raises ImportRefused where it is empty."""
    text = concept_text(concept)
    if not text:
        raise ImportRefused("has no code and no text")
    system, code = concept_code(concept)
    return {"text": text, "code_system": system, "code": code}


def medication_of(resource: Json) -> dict[str, Any]:
    """What is to be taken, wherever the resource says it. Raises ImportRefused where nowhere."""
    concept = resource.get("medicationCodeableConcept")
    reference = as_map(resource.get("medicationReference"))
    if concept is None:
        wanted = clean(reference.get("reference")).removeprefix("#")
        held = [r for r in each(resource.get("contained")) if clean(r.get("id")) == wanted]
        concept = first(held).get("code")
    if concept_text(concept):
        return coded(concept)
    text = clean(reference.get("display"), 500)
    if not text:
        raise ImportRefused("names no medication")
    return {"text": text}


def _dosage(item: Json) -> str:
    text = clean(item.get("text")) or clean(item.get("patientInstruction"))
    if text:
        return text
    parts = [" ".join(dose_of(item)).strip(), frequency_of(item)]
    if item.get("asNeededBoolean") is True:
        parts.append("as needed")
    return ", ".join(part for part in parts if part)


def dose_of(item: Json) -> tuple[str, str]:
    """How much a Dosage says to take at once, and its unit."""
    dose = as_map(first(item.get("doseAndRate")).get("doseQuantity"))
    number = number_of(dose.get("value"))
    return (_plain(number), clean(dose.get("unit"))) if number is not None else ("", "")


def frequency_of(item: Json) -> str:
    """How often a Dosage says to take it."""
    repeat = as_map(as_map(item.get("timing")).get("repeat"))
    times, period = number_of(repeat.get("frequency")), number_of(repeat.get("period"))
    if times is None or period is None:
        return ""
    return f"{_plain(times)} × per {_plain(period)} {clean(repeat.get('periodUnit'))}".strip()


def _plain(number: Decimal) -> str:
    return f"{float(number):g}"


def _clinical_status(resource: Json) -> str:
    code = concept_code(resource.get("clinicalStatus"))[1]
    ended = any(name.startswith("abatement") for name in resource)
    return code or (ClinicalStatus.RESOLVED if ended else ClinicalStatus.ACTIVE)


def _date_or_start(resource: Json, name: str) -> str | None:
    return date_of(resource, f"{name}DateTime") or date_of(
        as_map(resource.get(f"{name}Period")), "start"
    )


def _refuse_errors(resource: Json) -> None:
    if concept_code(resource.get("verificationStatus"))[1] == "entered-in-error":
        raise ImportRefused("was entered in error at the source")
