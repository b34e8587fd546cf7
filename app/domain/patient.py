"""The patient and the records that describe who they are and who pays."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from app.domain.declare import Fact, Keeping, PhiClass, Record, entity
from app.domain.ids import PatientId, PractitionerId, RecordId

_DEMOGRAPHIC = PhiClass.DEMOGRAPHIC
_FINANCIAL = PhiClass.FINANCIAL


class PatientStatus(StrEnum):
    """Where a patient stands with the clinic."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DECEASED = "deceased"
    ARCHIVED = "archived"
    PROSPECTIVE = "prospective"


class AdministrativeSex(StrEnum):
    """FHIR R4 administrative-gender."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class CoverageOrder(StrEnum):
    """Which policy pays first."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    TERTIARY = "tertiary"


class Eligibility(StrEnum):
    """What the payer last said about a policy."""

    UNKNOWN = "unknown"
    ACTIVE = "active"
    INACTIVE = "inactive"
    ERROR = "error"


@entity(
    "patient",
    order=3,
    patient_field="id",
    indexes=(
        ("family_name", "given_names"),
        ("status", "family_name", "given_names"),
        ("mrn",),
        ("household_id",),
        ("guarantor_id",),
    ),
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Patient(Record):
    """A person the clinic looks after.

    birth_date is an ISO 8601 date that may be partial ("1971", "1971-05", "1971-05-03").
    Balances, last and next visit are derived, never stored.
    """

    mrn: Annotated[str, Fact(phi=_DEMOGRAPHIC, searchable=True, max_length=64)]
    """Medical record number, unique in the clinic; starts with TMP- until one is assigned."""
    family_name: Annotated[
        str, Fact(phi=_DEMOGRAPHIC, group="name", searchable=True, max_length=200)
    ]
    given_names: Annotated[
        str, Fact(phi=_DEMOGRAPHIC, group="name", searchable=True, max_length=200)
    ] = ""
    prefix: Annotated[str, Fact(phi=_DEMOGRAPHIC, group="name", max_length=50)] = ""
    suffix: Annotated[str, Fact(phi=_DEMOGRAPHIC, group="name", max_length=50)] = ""
    preferred_name: Annotated[
        str | None, Fact(phi=_DEMOGRAPHIC, searchable=True, max_length=200)
    ] = None
    maiden_name: Annotated[str | None, Fact(phi=_DEMOGRAPHIC, searchable=True, max_length=200)] = (
        None
    )
    birth_date: Annotated[
        str | None, Fact(phi=_DEMOGRAPHIC, group="birth", searchable=True, max_length=10)
    ] = None
    birth_date_is_estimated: Annotated[bool, Fact(phi=_DEMOGRAPHIC, group="birth")] = False
    sex: Annotated[str, Fact(phi=_DEMOGRAPHIC, choices=AdministrativeSex, max_length=40)] = (
        AdministrativeSex.UNKNOWN
    )
    language: Annotated[str | None, Fact(phi=_DEMOGRAPHIC, max_length=40)] = None
    """BCP 47 tag of the preferred language."""
    needs_interpreter: Annotated[bool, Fact(phi=_DEMOGRAPHIC)] = False
    marital_status: Annotated[str | None, Fact(phi=_DEMOGRAPHIC, max_length=40)] = None
    phone: Annotated[str | None, Fact(phi=_DEMOGRAPHIC, searchable=True, max_length=40)] = None
    """The number to call first; E.164 where it could be understood, else as entered."""
    phone_mobile: Annotated[str | None, Fact(phi=_DEMOGRAPHIC, searchable=True, max_length=40)] = (
        None
    )
    phone_work: Annotated[str | None, Fact(phi=_DEMOGRAPHIC, searchable=True, max_length=40)] = None
    email: Annotated[str | None, Fact(phi=_DEMOGRAPHIC, searchable=True, max_length=254)] = None
    address_line: Annotated[str | None, Fact(phi=_DEMOGRAPHIC, group="address")] = None
    address_line2: Annotated[str | None, Fact(phi=_DEMOGRAPHIC, group="address")] = None
    city: Annotated[str | None, Fact(phi=_DEMOGRAPHIC, group="address", max_length=200)] = None
    state: Annotated[str | None, Fact(phi=_DEMOGRAPHIC, group="address", max_length=100)] = None
    postal_code: Annotated[str | None, Fact(phi=_DEMOGRAPHIC, group="address", max_length=20)] = (
        None
    )
    country: Annotated[str | None, Fact(phi=_DEMOGRAPHIC, group="address", max_length=100)] = None
    status: Annotated[
        str, Fact(phi=_DEMOGRAPHIC, group="status", choices=PatientStatus, max_length=40)
    ] = PatientStatus.ACTIVE
    deceased_on: Annotated[str | None, Fact(phi=_DEMOGRAPHIC, group="status", max_length=10)] = None
    """ISO 8601 date of death, possibly partial."""
    practitioner_id: Annotated[
        PractitionerId | None, Fact(phi=_DEMOGRAPHIC, refers_to="practitioner")
    ] = None
    guarantor_id: Annotated[PatientId | None, Fact(phi=_FINANCIAL, refers_to="patient")] = None
    household_id: Annotated[RecordId | None, Fact(phi=_DEMOGRAPHIC, refers_to="household")] = None
    location_id: Annotated[RecordId | None, Fact(refers_to="location")] = None
    """The site the patient usually comes to."""
    photo_id: Annotated[str | None, Fact(phi=_DEMOGRAPHIC, max_length=32)] = None
    """The document that holds the patient's picture; it comes after its patient, so it is named
    without being a reference that has to be there."""
    alert: Annotated[str | None, Fact(phi=PhiClass.CLINICAL, max_length=1000)] = None
    """A short warning shown on every screen of this patient."""

    @property
    def display_name(self) -> str:
        """Family name first, as lists sort: "Okafor, Amara"."""
        return ", ".join(part for part in (self.family_name, self.given_names) if part)


@entity(
    "patient_identifier",
    order=4,
    patient_field="patient_id",
    indexes=(("patient_id",),),
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class PatientIdentifier(Record):
    """A number some system knows the patient by (FHIR R4 Patient.identifier)."""

    patient_id: Annotated[PatientId, Fact(refers_to="patient")]
    system: Annotated[str, Fact(max_length=500)]
    value: Annotated[str, Fact(phi=_DEMOGRAPHIC, searchable=True, max_length=200)]
    kind: Annotated[str, Fact(max_length=20)] = ""
    """HL7 v2-0203 code: MR, SS, DL, PPN …; empty where the source names none."""
    valid_from: Annotated[str | None, Fact(max_length=10, group="period")] = None
    valid_to: Annotated[str | None, Fact(max_length=10, group="period")] = None
    is_alias: bool = False
    """Whether the number was replaced (temporary MRN, merged patient) and is kept for finding."""


@entity(
    "coverage",
    order=5,
    patient_field="patient_id",
    indexes=(("patient_id",),),
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage(Record):
    """An insurance policy (FHIR R4 Coverage)."""

    patient_id: Annotated[PatientId, Fact(refers_to="patient")]
    payer: Annotated[str, Fact(phi=_FINANCIAL, max_length=200)]
    member_id: Annotated[str, Fact(phi=_FINANCIAL, searchable=True, max_length=100)] = ""
    group_number: Annotated[str, Fact(phi=_FINANCIAL, max_length=100)] = ""
    subscriber_name: Annotated[str, Fact(phi=_FINANCIAL, group="subscriber", max_length=200)] = ""
    subscriber_relationship: Annotated[
        str, Fact(phi=_FINANCIAL, group="subscriber", max_length=40)
    ] = "self"
    order: Annotated[str, Fact(choices=CoverageOrder, max_length=40)] = CoverageOrder.PRIMARY
    valid_from: Annotated[str | None, Fact(phi=_FINANCIAL, max_length=10, group="period")] = None
    valid_to: Annotated[str | None, Fact(phi=_FINANCIAL, max_length=10, group="period")] = None
    copay_cents: Annotated[int | None, Fact(phi=_FINANCIAL, unit="cents")] = None
    payer_id: Annotated[RecordId | None, Fact(phi=_FINANCIAL, refers_to="payer")] = None
    card_front_id: Annotated[RecordId | None, Fact(refers_to="document")] = None
    card_back_id: Annotated[RecordId | None, Fact(refers_to="document")] = None
    eligibility: Annotated[
        str, Fact(phi=_FINANCIAL, choices=Eligibility, group="eligibility", max_length=40)
    ] = Eligibility.UNKNOWN
    eligibility_on: Annotated[
        str | None, Fact(phi=_FINANCIAL, group="eligibility", max_length=10)
    ] = None
    """ISO 8601 date of the payer's answer."""


@entity(
    "emergency_contact",
    order=4,
    patient_field="patient_id",
    indexes=(("patient_id",), ("related_patient_id",)),
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyContact(Record):
    """Somebody to call for the patient (FHIR R4 Patient.contact)."""

    patient_id: Annotated[PatientId, Fact(refers_to="patient")]
    name: Annotated[str, Fact(phi=_DEMOGRAPHIC, max_length=200)]
    relationship: Annotated[str, Fact(phi=_DEMOGRAPHIC, max_length=100)] = ""
    phone: Annotated[str | None, Fact(phi=_DEMOGRAPHIC, max_length=40)] = None
    is_guarantor: Annotated[bool, Fact(phi=_FINANCIAL)] = False
    related_patient_id: Annotated[PatientId | None, Fact(phi=_DEMOGRAPHIC, refers_to="patient")] = (
        None
    )
    """Where the person is a patient here, too (FHIR R4 RelatedPerson)."""
