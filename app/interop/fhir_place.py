"""FHIR R4 Location, Organization and the payers that claims name, to records of the whole clinic.

Sites come in as not active: an export lists every hospital of a state, and none of them is a place
of this clinic until somebody says so. An Organization that pays becomes a payer, by its name.
"""

from __future__ import annotations

from typing import Any

from app.domain.availability import Location, Organization
from app.domain.billing import Payer
from app.domain.errors import ImportRefused, InvalidValue
from app.domain.ids import ClinicId, RecordId, derived_id
from app.domain.values import normalised_phone
from app.interop.fhir_patient import STAMP
from app.interop.fhir_references import identifier_key, npi_of
from app.interop.fhir_values import Json, as_map, clean, each, email_of, first, words

_PAYS = frozenset({"ins", "pay"})
"""Codes of hl7.org/fhir/R4/valueset-organization-type.html."""


def place_id(clinic_id: ClinicId, kind: str, resource: Json, source_id: str) -> RecordId:
    """The identifier of a site or a house, by its own identifier or else by the source's id."""
    keys = (identifier_key(item) for item in each(resource.get("identifier")))
    return derived_id(clinic_id, "fhir", kind, next(filter(None, keys), "") or source_id)


def location_from(resource: Json, *, record_id: RecordId, region: str) -> Location:
    """The site behind a Location resource. Raises ImportRefused when it has no name."""
    name = clean(resource.get("name"), 200)
    if not name:
        raise ImportRefused("has no name")
    return Location(
        id=record_id,
        created_at=STAMP,
        updated_at=STAMP,
        name=name,
        phone=_phone(resource, region),
        is_active=False,
        **_address(as_map(resource.get("address"))),
    )


def organization_from(resource: Json, *, record_id: RecordId, region: str) -> Organization:
    """The house behind an Organization. Raises ImportRefused when it has no name."""
    name = clean(resource.get("name"), 200)
    if not name:
        raise ImportRefused("has no name")
    return Organization(
        id=record_id,
        created_at=STAMP,
        updated_at=STAMP,
        name=name,
        npi=npi_of(resource),
        phone=_phone(resource, region),
        email=email_of(resource),
        is_active=resource.get("active") is not False,
        **_address(first(resource.get("address"))),
    )


def pays(resource: Json) -> bool:
    """Whether an Organization says it is an insurance or another payer."""
    codings = (each(kind.get("coding")) for kind in each(resource.get("type")))
    return any(clean(one.get("code")) in _PAYS for coding in codings for one in coding)


def payer_named(name: str, *, record_id: RecordId) -> Payer:
    """A payer of whom only the name is known."""
    return Payer(id=record_id, created_at=STAMP, updated_at=STAMP, name=name)


def payer_from(row: Json, *, record_id: RecordId, region: str) -> Payer:
    """The payer behind a row of a table, or behind an Organization that pays."""
    return Payer(
        id=record_id,
        created_at=STAMP,
        updated_at=STAMP,
        name=clean(row.get("name"), 200),
        phone=_usable(clean(row.get("phone")), region) or _phone(row, region),
    )


def _phone(resource: Json, region: str) -> str | None:
    for item in each(resource.get("telecom")):
        if clean(item.get("system")) not in ("phone", ""):
            continue
        phone = _usable(clean(item.get("value")), region)
        if phone:
            return phone
    return None


def _usable(text: str, region: str) -> str | None:
    try:
        phone = normalised_phone(text, region=region)
    except InvalidValue:
        return None
    return phone if phone and len(phone) <= 40 else None


def _address(address: Json) -> dict[str, Any]:
    lines = list(words(address.get("line"))) or list(words(address.get("text")))
    return {
        "address_line": clean(", ".join(lines), 500) or None,
        "city": clean(address.get("city"), 200) or None,
        "state": clean(address.get("state"), 100) or None,
        "postal_code": clean(address.get("postalCode"), 20) or None,
    }
