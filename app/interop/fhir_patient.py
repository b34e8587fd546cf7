"""FHIR R4 Patient and Coverage to the clinic's records (hl7.org/fhir/R4/patient.html)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from app.domain.errors import ImportRefused, InvalidValue
from app.domain.ids import ClinicId, PatientId, PractitionerId, RecordId
from app.domain.patient import (
    AdministrativeSex,
    Coverage,
    CoverageOrder,
    EmergencyContact,
    Patient,
    PatientIdentifier,
    PatientStatus,
)
from app.domain.values import normalised_phone
from app.interop.fhir_references import child_id
from app.interop.fhir_values import (
    Json,
    as_map,
    clean,
    concept_code,
    concept_text,
    date_of,
    each,
    email_of,
    first,
    words,
)

STAMP = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands in created_at and updated_at until the unit of work stamps the record."""

_NAME_USES = ("official", "usual", "", "temp", "nickname", "anonymous", "old", "maiden")
_PHONE_FIELDS = {"home": "phone", "": "phone", "mobile": "phone_mobile", "work": "phone_work"}


def patient_from(
    resource: Json,
    *,
    record_id: RecordId,
    source_id: str,
    practitioner: Callable[[Json], RecordId | None],
    region: str = "US",
) -> Patient:
    """The patient behind a Patient resource. Raises ImportRefused when it has no name."""
    general = next(each(resource.get("generalPractitioner")), None)
    found = practitioner(general) if general else None
    return Patient(
        id=record_id,
        created_at=STAMP,
        updated_at=STAMP,
        mrn=_mrn(resource) or source_id,
        email=email_of(resource),
        sex=_sex(resource),
        birth_date=date_of(resource, "birthDate"),
        language=_language(resource),
        marital_status=_marital(resource),
        practitioner_id=PractitionerId(found) if found else None,
        **_names(resource),
        **_telecom(resource, region),
        **_address(resource),
        **_status(resource),
    )


def identifiers_from(
    resource: Json, *, patient_id: RecordId, clinic_id: ClinicId
) -> Iterator[PatientIdentifier]:
    """The numbers a Patient resource lists, each once."""
    seen: set[tuple[str, str]] = set()
    for item in each(resource.get("identifier")):
        system, value = clean(item.get("system")), clean(item.get("value"))
        if not value or (system, value) in seen:
            continue
        seen.add((system, value))
        period = as_map(item.get("period"))
        yield PatientIdentifier(
            id=child_id(clinic_id, patient_id, "identifier", system, value),
            created_at=STAMP,
            updated_at=STAMP,
            patient_id=PatientId(patient_id),
            system=system,
            value=value,
            kind=concept_code(item.get("type"), system="v2-0203")[1],
            valid_from=date_of(period, "start"),
            valid_to=date_of(period, "end"),
            is_alias=clean(item.get("use")) == "old",
        )


def contacts_from(
    resource: Json, *, patient_id: RecordId, clinic_id: ClinicId
) -> Iterator[EmergencyContact]:
    """The people a Patient resource lists to call; those without a name are left out."""
    seen: set[RecordId] = set()
    for item in each(resource.get("contact")):
        name = _person(as_map(item.get("name")))
        relationship = next(
            (text for part in each(item.get("relationship")) if (text := concept_text(part, 100))),
            "",
        )
        record_id = child_id(clinic_id, patient_id, "contact", name, relationship)
        if not name or record_id in seen:
            continue
        seen.add(record_id)
        phones = _telecom(item, "US")
        yield EmergencyContact(
            id=record_id,
            created_at=STAMP,
            updated_at=STAMP,
            patient_id=PatientId(patient_id),
            name=name,
            relationship=relationship,
            phone=phones.get("phone") or phones.get("phone_mobile") or phones.get("phone_work"),
        )


def coverage_from(resource: Json, *, record_id: RecordId, patient_id: RecordId) -> Coverage:
    """The policy behind a Coverage resource. Raises ImportRefused when no payer is named."""
    if clean(resource.get("status")) == "entered-in-error":
        raise ImportRefused("was entered in error at the source")
    payor = first(resource.get("payor"))
    payer = clean(payor.get("display"), 200) or clean(
        as_map(payor.get("identifier")).get("value"), 200
    )
    payer = payer or clean(payor.get("reference"), 200).rpartition("/")[2]
    if not payer:
        raise ImportRefused("names no payer")
    period = as_map(resource.get("period"))
    return Coverage(
        id=record_id,
        created_at=STAMP,
        updated_at=STAMP,
        patient_id=PatientId(patient_id),
        payer=payer,
        member_id=clean(resource.get("subscriberId")),
        group_number=_coverage_class(resource, "group"),
        subscriber_name=clean(as_map(resource.get("subscriber")).get("display"), 200),
        subscriber_relationship=concept_code(resource.get("relationship"))[1] or "self",
        order=_coverage_order(resource),
        valid_from=date_of(period, "start"),
        valid_to=date_of(period, "end"),
    )


def _coverage_class(resource: Json, code: str) -> str:
    for item in each(resource.get("class")):
        if concept_code(item.get("type"))[1] == code:
            return clean(item.get("value"), 100)
    return ""


def _coverage_order(resource: Json) -> str:
    order = resource.get("order")
    orders = tuple(CoverageOrder)
    return orders[order - 1] if isinstance(order, int) and 1 <= order <= len(orders) else orders[0]


def _mrn(resource: Json) -> str:
    for item in each(resource.get("identifier")):
        if concept_code(item.get("type"), system="v2-0203")[1] == "MR":
            return clean(item.get("value"))
    return ""


def _names(resource: Json) -> dict[str, Any]:
    names = sorted(each(resource.get("name")), key=lambda name: _rank(clean(name.get("use"))))
    if not names:
        raise ImportRefused("has no name")
    main = names[0]
    given = " ".join(words(main.get("given")))
    family = clean(main.get("family")) or clean(main.get("text"))
    if not family:
        family, given = given, ""
    if not family:
        raise ImportRefused("has no name")
    return {
        "family_name": family,
        "given_names": given,
        "prefix": clean(" ".join(words(main.get("prefix"))), 50),
        "suffix": clean(" ".join(words(main.get("suffix"))), 50),
        "preferred_name": _preferred(names, given),
        "maiden_name": _maiden(names[1:], family),
    }


def _rank(use: str) -> int:
    return _NAME_USES.index(use) if use in _NAME_USES else 2


def _preferred(names: list[Json], given: str) -> str | None:
    for name in names[1:]:
        if clean(name.get("use")) in ("nickname", "usual"):
            text = " ".join(words(name.get("given"))) or clean(name.get("text"))
            if text and text != given:
                return text
    return None


def _maiden(names: list[Json], family: str) -> str | None:
    for use in ("maiden", "old"):
        for name in names:
            former = clean(name.get("family"))
            if clean(name.get("use")) == use and former and former != family:
                return former
    return None


def _person(name: Json) -> str:
    full = " ".join((*words(name.get("given")), clean(name.get("family")))).strip()
    return full or clean(name.get("text"))


def _sex(resource: Json) -> str:
    gender = clean(resource.get("gender"))
    return gender if gender in tuple(AdministrativeSex) else AdministrativeSex.UNKNOWN


def _language(resource: Json) -> str | None:
    spoken = sorted(
        each(resource.get("communication")), key=lambda item: item.get("preferred") is not True
    )
    for item in spoken:
        code = concept_code(item.get("language"))[1] or concept_text(item.get("language"), 40)
        if code:
            return code
    return None


def _marital(resource: Json) -> str | None:
    status = resource.get("maritalStatus")
    return concept_code(status)[1] or concept_text(status, 40) or None


def _telecom(resource: Json, region: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in each(resource.get("telecom")):
        value, use = clean(item.get("value")), clean(item.get("use"))
        system = clean(item.get("system"))
        if not value or use == "old":
            continue
        if system in ("phone", "sms", ""):
            phone = _phone(value, region)
            if phone and use in _PHONE_FIELDS:
                found.setdefault(_PHONE_FIELDS[use], phone)
    return found


def _phone(value: str, region: str) -> str | None:
    try:
        phone = normalised_phone(value, region=region)
    except InvalidValue:
        return None
    return phone if len(phone) <= 40 else None


def _address(resource: Json) -> dict[str, Any]:
    addresses = sorted(
        (item for item in each(resource.get("address")) if clean(item.get("use")) != "old"),
        key=lambda item: clean(item.get("use")) not in ("home", ""),
    )
    if not addresses:
        return {}
    address = addresses[0]
    lines = list(words(address.get("line"))) or list(words(address.get("text")))
    return {
        "address_line": lines[0] if lines else None,
        "address_line2": ", ".join(lines[1:]) or None,
        "city": clean(address.get("city")) or None,
        "state": clean(address.get("state")) or None,
        "postal_code": clean(address.get("postalCode")) or None,
        "country": clean(address.get("country")) or None,
    }


def _status(resource: Json) -> dict[str, Any]:
    died_on = date_of(resource, "deceasedDateTime")
    if died_on or resource.get("deceasedBoolean") is True:
        return {"status": PatientStatus.DECEASED, "deceased_on": died_on}
    if resource.get("active") is False:
        return {"status": PatientStatus.INACTIVE}
    return {}
