"""Money: what is charged, paid, adjusted and given back, and the prices and drawers around it.

Amounts are whole minor units (cents) of an ISO 4217 currency. The ledger is append-only: a wrong
entry is taken back by another one that names it (reverses_id) with the amount turned around.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, cast

from app.domain.declare import Fact, Keeping, PhiClass, Record, entity
from app.domain.ids import AppointmentId, PatientId, PractitionerId, RecordId, UserId, WorkstationId

_FINANCIAL = PhiClass.FINANCIAL
_Patient = Annotated[PatientId, Fact(refers_to="patient")]
_Minor = Annotated[int, Fact(phi=_FINANCIAL, group="amount", unit="minor units")]
_Currency = Annotated[str, Fact(group="amount", max_length=3)]
"""ISO 4217."""
_Note = Annotated[str, Fact(phi=_FINANCIAL, max_length=500)]
_Visit = Annotated[AppointmentId | None, Fact(refers_to="appointment")]


class PaymentMethod(StrEnum):
    """How money came in or went out."""

    CASH = "cash"
    CARD = "card"
    CHECK = "check"
    TRANSFER = "transfer"
    INSURANCE = "insurance"
    OTHER = "other"


class AdjustmentKind(StrEnum):
    """Why less (or more) is owed than was charged."""

    CONTRACTUAL = "contractual"
    DISCOUNT = "discount"
    WRITE_OFF = "write_off"
    COURTESY = "courtesy"
    FEE = "fee"


class DrawerStatus(StrEnum):
    """Whether money goes into a drawer."""

    OPEN = "open"
    CLOSED = "closed"


DRAWER_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "open": frozenset({"closed"}),
    "closed": frozenset(),
}


@entity("payer", order=1, indexes=(("name",),))
@dataclass(frozen=True, slots=True, kw_only=True)
class Payer(Record):
    """Who pays for patients: an insurance, an employer, a state."""

    name: Annotated[str, Fact(max_length=200)]
    payer_code: Annotated[str, Fact(max_length=80)] = ""
    """The identifier claims are sent under."""
    phone: Annotated[str | None, Fact(max_length=40)] = None
    is_active: bool = True


@entity("procedure_code", order=1, indexes=(("code",),))
@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureCode(Record):
    """A service the clinic bills, as the clinic loaded it; no licensed text comes with the desk."""

    code: Annotated[str, Fact(max_length=20)]
    name: Annotated[str, Fact(max_length=300)]
    code_system: Annotated[str, Fact(max_length=100)] = ""
    is_active: bool = True


@entity("diagnosis_code", order=1, indexes=(("code",),))
@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisCode(Record):
    """A diagnosis a claim can name, as the clinic loaded it (usually ICD-10-CM)."""

    code: Annotated[str, Fact(max_length=20)]
    name: Annotated[str, Fact(max_length=300)]
    code_system: Annotated[str, Fact(max_length=100)] = ""
    is_active: bool = True


@entity("fee_schedule", order=2)
@dataclass(frozen=True, slots=True, kw_only=True)
class FeeSchedule(Record):
    """A list of prices, for everybody or for one payer."""

    name: Annotated[str, Fact(max_length=200)]
    payer_id: Annotated[RecordId | None, Fact(refers_to="payer")] = None
    currency: Annotated[str, Fact(max_length=3)] = "USD"
    valid_from: Annotated[date | None, Fact(group="period")] = None
    valid_to: Annotated[date | None, Fact(group="period")] = None
    is_active: bool = True


@entity("fee", order=3, indexes=(("fee_schedule_id",), ("procedure_code_id",)))
@dataclass(frozen=True, slots=True, kw_only=True)
class Fee(Record):
    """The price of one procedure in a fee schedule."""

    fee_schedule_id: Annotated[RecordId, Fact(refers_to="fee_schedule")]
    procedure_code_id: Annotated[RecordId, Fact(refers_to="procedure_code")]
    amount_minor: Annotated[int, Fact(unit="minor units")]


@entity(
    "cash_drawer",
    order=3,
    indexes=(("workstation_id", "opened_at"), ("opened_at",)),
    transitions=DRAWER_TRANSITIONS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class CashDrawer(Record):
    """One session of a drawer: counted at opening and at closing, over or short said aloud."""

    workstation_id: Annotated[WorkstationId, Fact(refers_to="workstation")]
    opened_at: datetime
    opened_by: Annotated[UserId | None, Fact(refers_to="user")] = None
    float_minor: Annotated[int, Fact(unit="minor units")] = 0
    currency: Annotated[str, Fact(max_length=3)] = "USD"
    status: Annotated[str, Fact(choices=DrawerStatus, max_length=40, group="closing")] = (
        DrawerStatus.OPEN
    )
    closed_at: Annotated[datetime | None, Fact(group="closing")] = None
    closed_by: Annotated[UserId | None, Fact(refers_to="user", group="closing")] = None
    expected_minor: Annotated[
        Mapping[str, int], Fact(phi=_FINANCIAL, group="closing", unit="minor units")
    ] = field(default_factory=lambda: cast("dict[str, int]", {}))
    """By payment method."""
    counted_minor: Annotated[
        Mapping[str, int], Fact(phi=_FINANCIAL, group="closing", unit="minor units")
    ] = field(default_factory=lambda: cast("dict[str, int]", {}))
    note: Annotated[str, Fact(group="closing", max_length=500)] = ""


@entity("day_sheet", order=3, indexes=(("on",),), is_append_only=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class DaySheet(Record):
    """A day of money as it was closed; content_hash locks what it was made from (SHA-256)."""

    on: date
    currency: Annotated[str, Fact(max_length=3)] = "USD"
    expected_minor: Annotated[Mapping[str, int], Fact(phi=_FINANCIAL, unit="minor units")] = field(
        default_factory=lambda: cast("dict[str, int]", {})
    )
    counted_minor: Annotated[Mapping[str, int], Fact(phi=_FINANCIAL, unit="minor units")] = field(
        default_factory=lambda: cast("dict[str, int]", {})
    )
    entries: Annotated[int, Fact(unit="ledger entries")] = 0
    content_hash: Annotated[str, Fact(max_length=64)] = ""
    closed_by: Annotated[UserId | None, Fact(refers_to="user")] = None
    note: Annotated[str, Fact(max_length=500)] = ""


@entity(
    "charge",
    order=7,
    patient_field="patient_id",
    indexes=(("patient_id", "currency", "amount_minor"), ("service_on",), ("appointment_id",)),
    is_append_only=True,
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Charge(Record):
    """What a patient owes for a service. A reversal carries the amount turned around."""

    patient_id: _Patient
    amount_minor: _Minor
    service_on: date
    text: Annotated[str, Fact(phi=_FINANCIAL, max_length=300)]
    currency: _Currency = "USD"
    appointment_id: _Visit = None
    practitioner_id: Annotated[PractitionerId | None, Fact(refers_to="practitioner")] = None
    procedure_code: Annotated[str, Fact(phi=_FINANCIAL, max_length=20)] = ""
    units: Annotated[int, Fact(phi=_FINANCIAL)] = 1
    diagnosis_codes: Annotated[tuple[str, ...], Fact(phi=PhiClass.CLINICAL)] = ()
    reverses_id: Annotated[RecordId | None, Fact(refers_to="charge")] = None
    note: _Note = ""


@entity(
    "payment",
    order=7,
    patient_field="patient_id",
    indexes=(("patient_id", "currency", "amount_minor"), ("received_on",), ("cash_drawer_id",)),
    is_append_only=True,
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(Record):
    """Money that came in for a patient; what is not allocated to charges is their credit."""

    patient_id: _Patient
    amount_minor: _Minor
    received_on: date
    currency: _Currency = "USD"
    method: Annotated[str, Fact(phi=_FINANCIAL, choices=PaymentMethod, max_length=40)] = (
        PaymentMethod.CASH
    )
    reference: Annotated[str, Fact(phi=_FINANCIAL, max_length=100)] = ""
    """Check or authorisation number; never a card number."""
    payer_id: Annotated[RecordId | None, Fact(refers_to="payer")] = None
    cash_drawer_id: Annotated[RecordId | None, Fact(refers_to="cash_drawer")] = None
    receipt_number: Annotated[str, Fact(phi=_FINANCIAL, max_length=40)] = ""
    reverses_id: Annotated[RecordId | None, Fact(refers_to="payment")] = None
    note: _Note = ""


@entity(
    "adjustment",
    order=8,
    patient_field="patient_id",
    indexes=(("patient_id", "currency", "amount_minor"), ("adjusted_on",)),
    is_append_only=True,
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment(Record):
    """Lessens what is owed (a fee is a negative adjustment)."""

    patient_id: _Patient
    amount_minor: _Minor
    adjusted_on: date
    currency: _Currency = "USD"
    kind: Annotated[str, Fact(phi=_FINANCIAL, choices=AdjustmentKind, max_length=40)] = (
        AdjustmentKind.DISCOUNT
    )
    charge_id: Annotated[RecordId | None, Fact(refers_to="charge")] = None
    reverses_id: Annotated[RecordId | None, Fact(refers_to="adjustment")] = None
    note: _Note = ""


@entity(
    "refund",
    order=8,
    patient_field="patient_id",
    indexes=(("patient_id", "currency", "amount_minor"), ("refunded_on",)),
    is_append_only=True,
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Refund(Record):
    """Money given back to a patient or payer."""

    patient_id: _Patient
    amount_minor: _Minor
    refunded_on: date
    currency: _Currency = "USD"
    method: Annotated[str, Fact(phi=_FINANCIAL, choices=PaymentMethod, max_length=40)] = (
        PaymentMethod.CASH
    )
    payment_id: Annotated[RecordId | None, Fact(refers_to="payment")] = None
    cash_drawer_id: Annotated[RecordId | None, Fact(refers_to="cash_drawer")] = None
    reverses_id: Annotated[RecordId | None, Fact(refers_to="refund")] = None
    note: _Note = ""


@entity(
    "allocation",
    order=8,
    patient_field="patient_id",
    indexes=(("patient_id", "currency", "amount_minor"), ("payment_id",), ("charge_id",)),
    is_append_only=True,
    phi_class=Keeping.DEMOGRAPHICS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation(Record):
    """A part of a payment that pays a part of a charge."""

    patient_id: _Patient
    payment_id: Annotated[RecordId, Fact(refers_to="payment")]
    charge_id: Annotated[RecordId, Fact(refers_to="charge")]
    amount_minor: _Minor
    currency: _Currency = "USD"
    reverses_id: Annotated[RecordId | None, Fact(refers_to="allocation")] = None
