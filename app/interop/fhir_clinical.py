"""FHIR R4 allergies, conditions and medications to the clinic's records.

Social facts (employment, education, housing) come as Condition too and are kept as such.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from app.domain.clinical import (
    Allergy,
    ClinicalStatus,
    Condition,
    MedicationStatement,
    SymptomSeverity,
)
from app.domain.errors import ImportRefused
from app.domain.ids import PatientId, PractitionerId, RecordId
from app.domain.phi import quiet
from app.interop.fhir_patient import STAMP
from app.interop.fhir_references import Owner
from app.interop.fhir_values import (
    Json,
    as_map,
    clean,
    concept_code,
    concept_display,
    concept_text,
    date_of,
    each,
    first,
    number_of,
    words,
)

_WORST_FIRST = (SymptomSeverity.SEVERE, SymptomSeverity.MODERATE, SymptomSeverity.MILD)
_SEVERITIES = {
    "24484000": SymptomSeverity.SEVERE,
    "6736007": SymptomSeverity.MODERATE,
    "255604002": SymptomSeverity.MILD,
}
"""SNOMED CT, as FHIR's condition-severity names it."""

_UCUM_TIMES = {"a": "years", "mo": "months", "wk": "weeks", "d": "days"}


@quiet
class Onset(NamedTuple):
    """Since when somebody has something: a date that may be partial, or what else is said."""

    on: str | None
    text: str


def allergy_from(resource: Json, owner: Owner, record_id: RecordId) -> Allergy:
    """The allergy behind an AllergyIntolerance resource."""
    _refuse_errors(resource)
    onset = onset_of(resource)
    reactions = list(each(resource.get("reaction")))
    manifestations = (
        concept_text(sign) for reaction in reactions for sign in each(reaction.get("manifestation"))
    )
    return Allergy(
        **common(record_id, owner.patient_id),
        **named(resource.get("code")),
        category=next(words(resource.get("category")), ""),
        criticality=clean(resource.get("criticality")) or None,
        status=_clinical_status(resource),
        reaction=clean(", ".join(text for text in manifestations if text), 500),
        severity=_worst(reactions),
        onset_on=onset.on,
        onset_text=onset.text,
        recorded_on=date_of(resource, "recordedDate"),
        recorder_id=recorder_of(resource, owner, "recorder", "asserter"),
    )


def condition_from(resource: Json, owner: Owner, record_id: RecordId) -> Condition:
    """The condition behind a Condition resource."""
    _refuse_errors(resource)
    onset = onset_of(resource)
    return Condition(
        **common(record_id, owner.patient_id),
        **named(resource.get("code")),
        status=_clinical_status(resource),
        verification=concept_code(resource.get("verificationStatus"))[1],
        severity=_severity(resource.get("severity")),
        onset_on=onset.on,
        onset_text=onset.text,
        resolved_on=_date_or_start(resource, "abatement"),
        recorded_on=date_of(resource, "recordedDate"),
        recorder_id=recorder_of(resource, owner, "recorder", "asserter"),
    )


def medication_from(resource: Json, owner: Owner, record_id: RecordId) -> MedicationStatement:
    """The medication behind a MedicationRequest or MedicationStatement resource."""
    dosage = resource.get("dosageInstruction", resource.get("dosage"))
    told = (_dosage(item) for item in each(dosage))
    return MedicationStatement(
        **common(record_id, owner.patient_id),
        **medication_of(resource),
        status=clean(resource.get("status")) or "unknown",
        dosage=clean("; ".join(text for text in told if text), 1000),
        authored_on=date_of(resource, "authoredOn")
        or date_of(resource, "dateAsserted")
        or _date_or_start(resource, "effective"),
        recorder_id=recorder_of(resource, owner, "recorder", "requester", "informationSource"),
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


def named(concept: object, *, system: str = "") -> dict[str, Any]:
    """What `coded` gives, and what the code system calls it. Raises ImportRefused where empty."""
    return {**coded(concept), "display": concept_display(concept, system=system)}


def onset_of(resource: Json) -> Onset:
    """Any form of onset[x]: a day, a stretch of time it began in, an age or ages, or words."""
    began = as_map(resource.get("onsetPeriod"))
    on = date_of(resource, "onsetDateTime") or date_of(began, "start")
    until = date_of(began, "end")
    told = [
        clean(resource.get("onsetString")),
        _ages(as_map(resource.get("onsetAge"))),
        _ages(as_map(resource.get("onsetRange"))),
        " ".join(part for part in (on, "–", until) if part) if until else "",
    ]
    return Onset(on, clean("; ".join(text for text in told if text), 500))


def recorder_of(resource: Json, owner: Owner, *names: str) -> PractitionerId | None:
    """The first practitioner of these files that one of the resource's fields names."""
    found = (owner.practitioner(as_map(resource.get(name))) for name in names)
    known = next((one for one in found if one), None)
    return PractitionerId(known) if known else None


def medication_of(resource: Json) -> dict[str, Any]:
    """What is to be taken, wherever the resource says it. Raises ImportRefused where nowhere."""
    concept = resource.get("medicationCodeableConcept")
    reference = as_map(resource.get("medicationReference"))
    if concept is None:
        wanted = clean(reference.get("reference")).removeprefix("#")
        held = [r for r in each(resource.get("contained")) if clean(r.get("id")) == wanted]
        concept = first(held).get("code")
    if concept_text(concept):
        return named(concept)
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


def _worst(reactions: Iterable[Json]) -> str | None:
    told = [clean(one.get("severity"), 100).casefold() for one in reactions]
    known = (one.value for one in _WORST_FIRST if one in told)
    return next(known, None) or next(filter(None, told), None)


def _severity(concept: object) -> str | None:
    """One of the known ones; another one as the source says it."""
    known = _SEVERITIES.get(concept_code(concept)[1])
    return known.value if known else concept_text(concept, 100) or None


def _ages(said: Json) -> str:
    """ "age 52 years" of an Age, "age 40 – 50 years" or "age ≥ 40 years" of a Range."""
    ends = [said] if "value" in said else [as_map(said.get("low")), as_map(said.get("high"))]
    numbers = [number_of(end.get("value")) for end in ends]
    unit = next((text for end in ends if (text := _unit(end))), "")
    told = [_plain(number) for number in numbers if number is not None]
    if not told:
        return ""
    is_open = len(told) < len(numbers)
    mark = ("≤ " if numbers[0] is None else "≥ ") if is_open else ""
    return f"age {mark}{' – '.join(told)} {unit}".strip()


def _unit(age: Json) -> str:
    unit = clean(age.get("unit")) or clean(age.get("code"))
    return _UCUM_TIMES.get(unit, unit)


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
