"""The tables of a Synthea CSV export (github.com/synthetichealth/synthea/wiki), known by heading.

People, visits and the chart become the FHIR resources the same export has, so that both forms give
the same records. Claims and the ledger stay rows: see csv_ledger.py. Rows of a chart have no
identifier of their own; patient, visit, code and beginning stand for one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.domain.phi import quiet
from app.interop.fhir_references import SSN_SYSTEM
from app.interop.fhir_treatment import CVX
from app.interop.fhir_values import NOTHING, Json

Row = Mapping[str, str]
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
TRANSFER = "LedgerTransfer"
"""The two halves of moving a debt from a payer to the patient: no money comes or goes."""
_SYNTHEA = "https://github.com/synthetichealth/synthea"
"""The system of the identifiers that the same export gives its houses as FHIR."""
_V2_0203 = "http://terminology.hl7.org/CodeSystem/v2-0203"
_NUMBERS = (
    ("SSN", "SS", SSN_SYSTEM),
    ("DRIVERS", "DL", "urn:oid:2.16.840.1.113883.4.3.25"),
    ("PASSPORT", "PPN", "http://standardhealthrecord.org/fhir/StructureDefinition/passportNumber"),
)
_GENDERS = {"M": "male", "F": "female"}
_MONEY = {
    "CHARGE": "Charge",
    "PAYMENT": "Payment",
    "ADJUSTMENT": "Adjustment",
    "TRANSFERIN": TRANSFER,
    "TRANSFEROUT": TRANSFER,
}


@quiet
@dataclass(frozen=True, slots=True)
class MadeRow:
    """What a row is: the kind it is reported under, and its content."""

    kind: str
    resource: Json | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of table: the columns it is known by, and what its rows become."""

    kind: str
    columns: frozenset[str]
    make: Callable[[Row], Json] | None = None
    """None: rows of no kind that is kept."""
    is_row: bool = False

    def made(self, row: Row) -> MadeRow:
        """The resource of a row."""
        if self.is_row and self.kind == "Charge":
            kind = _MONEY.get(row["TYPE"].strip().upper())
            if kind is None:
                return MadeRow("Charge", None, "is of a type that is not known")
            return MadeRow(kind, _of_ledger(kind, row))
        resource: Json = NOTHING if self.make is None else self.make(row)
        return MadeRow(self.kind, {**resource, "resourceType": self.kind})


def table_of(columns: Iterable[str]) -> Table | None:
    """The kind of table with these columns; None where it is not known."""
    found = frozenset(columns)
    return next((table for table in _TABLES if table.columns <= found), None)


def _patient(row: Row) -> Json:
    names = [
        _filled(
            use="official",
            family=row["LAST"],
            given=_words(row, "FIRST", "MIDDLE"),
            prefix=_words(row, "PREFIX"),
            suffix=_words(row, "SUFFIX"),
        )
    ]
    if row.get("MAIDEN"):
        names.append(_filled(use="maiden", family=row["MAIDEN"], given=_words(row, "FIRST")))
    return _filled(
        id=row["ID"],
        identifier=[
            {"system": system, "value": row[name], "type": _concept(_V2_0203, code)}
            for name, code, system in _NUMBERS
            if row.get(name)
        ],
        name=names,
        gender=_GENDERS.get(row.get("GENDER", ""), "unknown"),
        birthDate=row["BIRTHDATE"],
        deceasedDateTime=row.get("DEATHDATE"),
        maritalStatus={"coding": [{"code": row["MARITAL"]}]} if row.get("MARITAL") else None,
        address=[_address(row)],
    )


def _organization(row: Row) -> Json:
    phone = row.get("PHONE")
    return _filled(
        id=row["ID"],
        identifier=[{"system": _SYNTHEA, "value": row["ID"]}],
        name=row["NAME"],
        telecom=[{"system": "phone", "value": phone}] if phone else None,
        address=[_address(row)],
    )


def _practitioner(row: Row) -> Json:
    *given, family = row["NAME"].split() or [""]
    return _filled(
        id=row["ID"],
        name=[_filled(family=family, given=given)],
        qualification=[{"code": {"text": row.get("SPECIALITY") or row.get("SPECIALTY")}}],
    )


def _encounter(row: Row) -> Json:
    return _filled(
        id=row["ID"],
        status="finished",
        subject=_patient_of(row),
        period=_filled(start=row["START"], end=row["STOP"]),
        type=[{"text": row["DESCRIPTION"]}],
        participant=[{"individual": {"reference": f"Practitioner/{row.get('PROVIDER', '')}"}}],
    )


def _condition(row: Row) -> Json:
    return _filled(
        id=_named_by(row, "START"),
        subject=_patient_of(row),
        code=_code(row, SNOMED),
        onsetDateTime=row["START"],
        abatementDateTime=row["STOP"],
    )


def _allergy(row: Row) -> Json:
    reactions = [
        _filled(manifestation=[{"text": text}], severity=row.get(f"SEVERITY{one}", "").lower())
        for one in ("1", "2")
        if (text := row.get(f"DESCRIPTION{one}"))
    ]
    return _filled(
        id=_named_by(row, "START"),
        patient=_patient_of(row),
        code=_code(row, SNOMED),
        category=_words(row, "CATEGORY"),
        reaction=reactions,
        recordedDate=row["START"],
        abatementDateTime=row["STOP"],
    )


def _immunization(row: Row) -> Json:
    return _filled(
        id=_named_by(row, "DATE"),
        patient=_patient_of(row),
        status="completed",
        vaccineCode=_code(row, CVX),
        occurrenceDateTime=row["DATE"],
    )


def _medication(row: Row) -> Json:
    return _filled(
        id=_named_by(row, "START"),
        subject=_patient_of(row),
        status="completed" if row["STOP"] else "active",
        medicationCodeableConcept=_code(row, RXNORM),
        authoredOn=row["START"],
    )


def _care_plan(row: Row) -> Json:
    return _filled(
        id=row["ID"],
        subject=_patient_of(row),
        status="completed" if row["STOP"] else "active",
        title=row["DESCRIPTION"],
        description=row.get("REASONDESCRIPTION"),
        period=_filled(start=row["START"], end=row["STOP"]),
    )


def _payer(row: Row) -> Json:
    return _filled(id=row["ID"], name=row["NAME"], phone=row.get("PHONE"))


def _membership(row: Row) -> Json:
    parts = (row["PATIENT"], row.get("MEMBERID", ""), row["PAYER"], row["START_YEAR"])
    return {**row, "id": _hashed(*parts), "patient": _patient_of(row)}


def _claim(row: Row) -> Json:
    return {**row, "id": row["ID"], "patient": {"reference": f"Patient/{row['PATIENTID']}"}}


def _of_ledger(kind: str, row: Row) -> Json:
    return {**_claim(row), "resourceType": kind}


def _filled(**values: object) -> dict[str, object]:
    """The values that say something."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _words(row: Row, *names: str) -> list[str]:
    return [row[name] for name in names if row.get(name)]


def _address(row: Row) -> Json:
    return _filled(
        line=_words(row, "ADDRESS"),
        city=row.get("CITY"),
        state=row.get("STATE"),
        postalCode=row.get("ZIP"),
    )


def _patient_of(row: Row) -> Json:
    return {"reference": f"Patient/{row['PATIENT']}"}


def _concept(system: str, code: str, text: str = "") -> dict[str, object]:
    return _filled(text=text, coding=[{"system": system, "code": code}])


def _code(row: Row, usual: str) -> Json:
    named = row.get("SYSTEM", "")
    system = named if "://" in named else usual
    return _concept(system, row["CODE"], row["DESCRIPTION"])


def _named_by(row: Row, beginning: str) -> str:
    return _hashed(row["PATIENT"], row["ENCOUNTER"], row["CODE"], row[beginning])


def _hashed(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _columns(names: str) -> frozenset[str]:
    return frozenset(names.split())


_CODED = "START STOP PATIENT ENCOUNTER CODE DESCRIPTION"
_TABLES = (
    Table("Patient", _columns("ID BIRTHDATE FIRST LAST"), _patient),
    Table(
        "Charge",
        _columns(
            "ID CLAIMID PATIENTID TYPE AMOUNT METHOD FROMDATE PROCEDURECODE UNITS NOTES PAYMENTS "
            "ADJUSTMENTS TRANSFERS APPOINTMENTID PROVIDERID"
        ),
        is_row=True,
    ),
    Table(
        "Claim",
        _columns("ID PATIENTID PRIMARYPATIENTINSURANCEID APPOINTMENTID SERVICEDATE STATUS1"),
        _claim,
        is_row=True,
    ),
    Table("Encounter", _columns("ID START STOP PATIENT ENCOUNTERCLASS DESCRIPTION"), _encounter),
    Table("Practitioner", _columns("ID NAME ORGANIZATION"), _practitioner),
    Table("Payer", _columns("ID NAME STATE_HEADQUARTERED"), _payer, is_row=True),
    Table("Organization", _columns("ID NAME ADDRESS REVENUE"), _organization),
    Table(
        "PayerTransition",
        _columns("PATIENT START_YEAR END_YEAR PAYER OWNERSHIP"),
        _membership,
        is_row=True,
    ),
    Table("CarePlan", _columns(f"ID {_CODED} REASONCODE"), _care_plan),
    Table("MedicationRequest", _columns(f"{_CODED} DISPENSES TOTALCOST"), _medication),
    Table("AllergyIntolerance", _columns(f"{_CODED} CATEGORY REACTION1"), _allergy),
    Table("Device", _columns(f"{_CODED} UDI")),
    Table("Procedure", _columns(f"{_CODED} BASE_COST")),
    Table("Condition", _columns(_CODED), _condition),
    Table("ImagingStudy", _columns("ID DATE PATIENT ENCOUNTER MODALITY_CODE")),
    Table("Observation", _columns("DATE PATIENT ENCOUNTER CODE VALUE")),
    Table("Supply", _columns("DATE PATIENT ENCOUNTER CODE QUANTITY")),
    Table("Immunization", _columns("DATE PATIENT ENCOUNTER CODE DESCRIPTION"), _immunization),
)
"""The first that fits: what a table has more of comes before what has less."""
