"""Who belongs to a patient: household, care team, and what they consented to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from app.domain.declare import Fact, Keeping, PhiClass, Record, entity
from app.domain.ids import PatientId, PractitionerId, RecordId
from app.domain.values import seen_text

_DEMOGRAPHIC = PhiClass.DEMOGRAPHIC
_Patient = Annotated[PatientId, Fact(refers_to="patient")]


class ConsentStatus(StrEnum):
    """FHIR R4 consent-state, as far as a front desk uses it."""

    ACTIVE = "active"
    REFUSED = "rejected"
    WITHDRAWN = "inactive"


@entity("household", order=2)
@dataclass(frozen=True, slots=True, kw_only=True)
class Household(Record):
    """Patients who live or pay together."""

    name: Annotated[str, Fact(phi=_DEMOGRAPHIC, max_length=200)]


@entity(
    "care_team_member",
    order=4,
    patient_field="patient_id",
    indexes=(("patient_id", "practitioner_id"), ("practitioner_id",)),
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class CareTeamMember(Record):
    """A practitioner who looks after a patient beside the one they are assigned to."""

    patient_id: _Patient
    practitioner_id: Annotated[PractitionerId, Fact(refers_to="practitioner")]
    role: Annotated[str, Fact(max_length=100)] = ""
    starts_on: Annotated[date | None, Fact(group="period")] = None
    ends_on: Annotated[date | None, Fact(group="period")] = None

    def is_on_team(self, day: date) -> bool:
        """Whether they look after the patient on a day; the first and the last one count."""
        begun = self.starts_on is None or self.starts_on <= day
        return begun and (self.ends_on is None or day <= self.ends_on)


@entity(
    "consent",
    order=6,
    patient_field="patient_id",
    indexes=(("patient_id",),),
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Record):
    """What a patient agreed to, and the document they signed (FHIR R4 Consent)."""

    patient_id: _Patient
    kind: Annotated[str, Fact(phi=_DEMOGRAPHIC, max_length=100)]
    status: Annotated[
        str, Fact(phi=_DEMOGRAPHIC, group="signature", choices=ConsentStatus, max_length=40)
    ] = ConsentStatus.ACTIVE
    signed_on: Annotated[date | None, Fact(phi=_DEMOGRAPHIC, group="signature")] = None
    title: Annotated[str, Fact(phi=_DEMOGRAPHIC, max_length=200)] = ""
    """What stands over the text that was signed."""
    starts_on: Annotated[date | None, Fact(phi=_DEMOGRAPHIC, group="term")] = None
    """From when it holds; None: from its signature on."""
    ends_on: Annotated[date | None, Fact(phi=_DEMOGRAPHIC, group="term")] = None
    signed_by: Annotated[str, Fact(phi=_DEMOGRAPHIC, group="signature", max_length=200)] = ""
    """Who signed, where it was not the patient."""
    witnessed_by: Annotated[str, Fact(phi=_DEMOGRAPHIC, group="signature", max_length=200)] = ""
    """Who of the clinic saw it signed."""
    document_id: Annotated[RecordId | None, Fact(refers_to="document", group="signature")] = None
    withdrawn_on: Annotated[date | None, Fact(phi=_DEMOGRAPHIC, group="signature")] = None
    withdrawal_reason: Annotated[str, Fact(phi=_DEMOGRAPHIC, group="signature", max_length=500)] = (
        ""
    )


def check_consent(consent: Consent, _today: date, problems: dict[str, str]) -> None:
    """A consent is of some kind, and does not end before it begins."""
    if not seen_text(consent.kind).strip():
        problems["kind"] = "is required"
    begins, ends = consent.starts_on, consent.ends_on
    if begins and ends and ends < begins:
        problems["ends_on"] = "is before the day it begins"
