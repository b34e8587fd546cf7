"""Small FHIR resources of a patient's records: measurements, plans, claims, documents, messages."""

from __future__ import annotations

import base64
from typing import Any

VITALS = [{"coding": [{"code": "vital-signs"}]}]
LOINC = "http://loinc.org"
Json = dict[str, Any]


def observation(
    source_id: str = "o1", code: str = "8302-2", value: Any = 170, **changes: Any
) -> Json:
    unit = changes.pop("unit", "cm")
    return {
        "resourceType": "Observation",
        "id": source_id,
        "status": "final",
        "category": VITALS,
        "code": {"coding": [{"system": LOINC, "code": code}]},
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2020-03-01T10:00:00-05:00",
        "valueQuantity": {"value": value, "code": unit},
        **changes,
    }


def part(code: str, value: Any, unit: str = "mm[Hg]") -> Json:
    coding = {"coding": [{"system": LOINC, "code": code}]}
    return {"code": coding, "valueQuantity": {"value": value, "code": unit}}


def pressure(source_id: str = "bp", upper: Any = 120, lower: Any = 80, **changes: Any) -> Json:
    component = [part("8480-6", upper), part("8462-4", lower)]
    made = observation(source_id, "85354-9", component=component, **changes)
    del made["valueQuantity"]
    return made


def immunization(**changes: Any) -> Json:
    return {
        "resourceType": "Immunization",
        "id": "i1",
        "status": "completed",
        "vaccineCode": {"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "140"}]}
        | {"text": "Influenza"},
        "patient": {"reference": "Patient/p1"},
        "occurrenceDateTime": "2019-10-01T09:00:00-04:00",
        "lotNumber": "A-17",
        **changes,
    }


def care_plan(**changes: Any) -> Json:
    return {
        "resourceType": "CarePlan",
        "id": "cp",
        "status": "active",
        "category": [{"text": "Diabetes self management plan"}],
        "subject": {"reference": "Patient/p1"},
        "period": {"start": "2019-03-16T00:00:00+00:00"},
        "addresses": [{"reference": "Condition/c1"}],
        "goal": [{"reference": "Goal/g1"}],
        "activity": [{"detail": {"code": {"text": "Diabetic diet"}, "status": "in-progress"}}],
        **changes,
    }


def goal(source_id: str = "g1", **changes: Any) -> Json:
    return {
        "resourceType": "Goal",
        "id": source_id,
        "lifecycleStatus": "accepted",
        "description": {"text": "Hemoglobin A1c < 7.0"},
        "subject": {"reference": "Patient/p1"},
        **changes,
    }


def claim(source_id: str = "cl", total: Any = 125.005, **changes: Any) -> Json:
    return {
        "resourceType": "Claim",
        "id": source_id,
        "status": "active",
        "use": "claim",
        "patient": {"reference": "Patient/p1"},
        "billablePeriod": {"start": "2020-03-01T10:00:00-05:00"},
        "diagnosis": [{"sequence": 1, "diagnosisReference": {"reference": "Condition/c1"}}],
        "insurance": [{"focal": True, "coverage": {"display": "Humana"}}],
        "item": [
            {"sequence": 1, "productOrService": {"coding": [{"code": "185345009"}]}}
            | {"encounter": [{"reference": "Encounter/e1"}]},
            {"sequence": 2, "productOrService": {"coding": [{"code": "40055000"}]}}
            | {"diagnosisSequence": [1], "net": {"value": 20.5, "currency": "USD"}},
        ],
        "total": {"value": total, "currency": "USD"},
        **changes,
    }


def benefit(source_id: str = "eob", paid: Any = 100.005, **changes: Any) -> Json:
    return {
        "resourceType": "ExplanationOfBenefit",
        "id": source_id,
        "status": "active",
        "outcome": "complete",
        "patient": {"reference": "Patient/p1"},
        "created": "2020-03-02",
        "billablePeriod": {"start": "2020-03-01T10:00:00-05:00"},
        "contained": [{"resourceType": "Coverage", "id": "coverage"}],
        "insurance": [{"focal": True, "coverage": {"reference": "#coverage", "display": "Humana"}}],
        "claim": {"reference": "Claim/cl"},
        "payment": {"amount": {"value": paid, "currency": "USD"}},
        **changes,
    }


def document(text: bytes = b"All is well.", **changes: Any) -> Json:
    data = base64.b64encode(text).decode()
    return {
        "resourceType": "DocumentReference",
        "id": "d1",
        "status": "superseded",
        "type": {"coding": [{"system": LOINC, "code": "34117-2", "display": "History"}]},
        "subject": {"reference": "Patient/p1"},
        "date": "2019-02-15T08:42:20.799+00:00",
        "content": [{"attachment": {"contentType": "text/plain; charset=utf-8", "data": data}}],
        **changes,
    }


def communication(source_id: str, text: str, sent: str, **changes: Any) -> Json:
    return {
        "resourceType": "Communication",
        "id": source_id,
        "status": "completed",
        "partOf": [{"reference": "Communication/head"}],
        "sender": {"reference": "Patient/p1", "display": "Amara Okafor"},
        "recipient": [{"reference": "Practitioner/x"}],
        "payload": [{"contentString": text}],
        "sent": sent,
        **changes,
    }


def thread(**changes: Any) -> Json:
    head = communication("head", "", "2020-03-01T10:00:00Z", **changes)
    return head | {"partOf": [], "payload": [], "topic": {"text": "Lab results"}} | changes
