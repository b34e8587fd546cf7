"""What a noun needs beyond the shape of its fields; validation.py asks these rules by record type.

The records every clinic had from the start have theirs in validation.py itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

from app.domain.availability import Block, Holiday, Location, PractitionerSchedule, Weekday
from app.domain.billing import (
    Adjustment,
    Allocation,
    CashDrawer,
    Charge,
    DaySheet,
    DiagnosisCode,
    Fee,
    FeeSchedule,
    Payer,
    Payment,
    PaymentMethod,
    ProcedureCode,
    Refund,
)
from app.domain.claim import ClaimLine, InsuranceClaim, Remittance
from app.domain.declare import Record
from app.domain.errors import InvalidValue
from app.domain.family import CareTeamMember, Consent, Household, check_consent
from app.domain.history import (
    HealthRecord,
    Immunization,
    IncidentReport,
    NoteStatus,
    Screening,
    VitalSigns,
)
from app.domain.message import Message, MessageTemplate, MessageThread
from app.domain.money import LARGEST_MINOR
from app.domain.treatment import CarePlan, CarePlanActivity, CarePlanGoal, Document, Prescription
from app.domain.values import check_partial_date, is_surely_before, is_zone, seen_text
from app.domain.waiting import Task, TaskStatus, WaitlistEntry

Problems = dict[str, str]
Rule = Callable[[Any, date, Problems], None]

MINUTES_OF_A_DAY = 24 * 60
MOST_UNITS = 10_000
"""Of one service on one line."""
_CASH = PaymentMethod.CASH.value
_CURRENCY = re.compile("[A-Z]{3}")
_SHA256 = re.compile("[0-9a-f]{64}")
_ICD_10 = re.compile(r"[A-TV-Z][0-9][0-9AB](\.?[0-9A-TV-Z]{1,4})?")
_CPT = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")
"""CPT and HCPCS level II."""


def required(record: Record, problems: Problems, *names: str) -> None:
    """The fields hold something that can be seen."""
    for name in names:
        value: object = getattr(record, name)
        if isinstance(value, str) and not seen_text(value).strip():
            problems[name] = "is required"


def dates(record: Record, today: date | None, problems: Problems, *names: str) -> None:
    """The fields hold dates, possibly partial; with today: not in the future."""
    for name in names:
        value: str | None = getattr(record, name)
        if value is None:
            continue
        try:
            check_partial_date(name, value, today=today)
        except InvalidValue as error:
            problems[name] = error.reason


def in_order(first: str | None, then: str | None, problems: Problems, **told: str) -> None:
    """The second date is not surely before the first."""
    if first and then and not problems and is_surely_before(then, first):
        problems.update(told)


def needs(*names: str) -> Rule:
    """A rule: the fields are filled."""

    def rule(record: Record, _today: date, problems: Problems) -> None:
        required(record, problems, *names)

    return rule


def _days_in_order(
    record: Record, first: str, last: str, problems: Problems, *, reason: str
) -> None:
    begins: date | None = getattr(record, first)
    ends: date | None = getattr(record, last)
    if begins and ends and ends < begins:
        problems[last] = reason


def _not_negative(record: Record, problems: Problems, *names: str) -> None:
    for name in names:
        value: int | None = getattr(record, name)
        if value is not None and value < 0:
            problems[name] = "is negative"


def _check_location(location: Location, _today: date, problems: Problems) -> None:
    required(location, problems, "name")
    if location.zone is not None and not is_zone(location.zone):
        problems["zone"] = "is not a time zone"


def _check_schedule(schedule: PractitionerSchedule, _today: date, problems: Problems) -> None:
    if not 0 <= schedule.begins_at < MINUTES_OF_A_DAY:
        problems["begins_at"] = "is not a time of day"
    elif not schedule.begins_at < schedule.ends_at <= MINUTES_OF_A_DAY:
        problems["ends_at"] = "is not after the start, on the same day"
    _days_in_order(schedule, "valid_from", "valid_to", problems, reason="is before it begins")


def _check_block(block: Block, _today: date, problems: Problems) -> None:
    required(block, problems, "reason")
    if block.ends_at <= block.starts_at:
        problems["ends_at"] = "is not after the start"
    if block.practitioner_id is None and block.room_id is None:
        problems["practitioner_id"] = "or a room is required"


def _check_care_team(member: CareTeamMember, _today: date, problems: Problems) -> None:
    _days_in_order(member, "starts_on", "ends_on", problems, reason="is before the start")


def _check_note(note: HealthRecord, _today: date, problems: Problems) -> None:
    required(note, problems, "title")
    if note.status == NoteStatus.FINAL and (note.signed_by is None or note.signed_at is None):
        problems["signed_by"] = "is required for a final note"
    if note.amends_id == note.id:
        problems["amends_id"] = "is the note itself"


def _check_immunization(given: Immunization, today: date, problems: Problems) -> None:
    required(given, problems, "text")
    dates(given, today if given.status == "completed" else None, problems, "occurred_on")
    dates(given, None, problems, "expires_on")


def _check_screening(screening: Screening, today: date, problems: Problems) -> None:
    required(screening, problems, "text")
    dates(screening, today if screening.status == "completed" else None, problems, "performed_on")
    dates(screening, None, problems, "next_due_on")


MEASURABLE: Mapping[str, tuple[int, int]] = {
    "systolic_mmhg": (20, 350),
    "diastolic_mmhg": (10, 250),
    "pulse_per_min": (0, 400),
    "breaths_per_min": (0, 150),
    "temperature_centi_c": (2000, 4700),
    "oxygen_saturation_pct": (0, 100),
    "height_mm": (200, 2800),
    "weight_g": (200, 700_000),
    "pain_0_10": (0, 10),
}
"""What a living person can measure; beyond it is a slip of the finger."""


def _check_vitals(vitals: VitalSigns, _today: date, problems: Problems) -> None:
    measured = {name: getattr(vitals, name) for name in MEASURABLE}
    for name, value in measured.items():
        low, high = MEASURABLE[name]
        if value is not None and not low <= value <= high:
            problems[name] = f"is not between {low} and {high}"
    if all(value is None for value in measured.values()):
        problems["systolic_mmhg"] = "or another measurement is required"
    upper, lower = vitals.systolic_mmhg, vitals.diastolic_mmhg
    if upper is not None and lower is not None and not problems and lower >= upper:
        problems["diastolic_mmhg"] = "is not below the systolic pressure"


def _check_wait(entry: WaitlistEntry, _today: date, problems: Problems) -> None:
    if not 5 <= entry.length_min <= 480:
        problems["length_min"] = "is not between 5 and 480 minutes"
    _days_in_order(entry, "earliest_on", "latest_on", problems, reason="is before the first day")
    if not set(entry.weekdays) <= set(Weekday):
        problems["weekdays"] = "are MO to SU"
    for name in ("after_minute", "before_minute"):
        minute: int | None = getattr(entry, name)
        if minute is not None and not 0 <= minute <= MINUTES_OF_A_DAY:
            problems[name] = "is not a time of day"


def _check_task(task: Task, _today: date, problems: Problems) -> None:
    required(task, problems, "title")
    if task.status == TaskStatus.DONE and (task.done_by is None or task.done_at is None):
        problems["done_by"] = "is required for a task that is done"


def _check_message(message: Message, _today: date, problems: Problems) -> None:
    if not message.document_ids:
        required(message, problems, "text")


def _check_prescription(prescription: Prescription, _today: date, problems: Problems) -> None:
    required(prescription, problems, "text")
    _not_negative(prescription, problems, "quantity", "refills")


def _check_document(document: Document, _today: date, problems: Problems) -> None:
    required(document, problems, "title")
    _not_negative(document, problems, "size")
    if document.sha256 and not _SHA256.fullmatch(document.sha256):
        problems["sha256"] = "is not a SHA-256 in hexadecimal digits"
    if "/" in document.file_name or "\\" in document.file_name:
        problems["file_name"] = "is a path and no name"
    if document.supersedes_id == document.id:
        problems["supersedes_id"] = "is the document itself"


def _check_plan(plan: CarePlan, _today: date, problems: Problems) -> None:
    required(plan, problems, "title")
    _days_in_order(plan, "starts_on", "ends_on", problems, reason="is before the start")


def _check_code(code: ProcedureCode | DiagnosisCode, _today: date, problems: Problems) -> None:
    required(code, problems, "code", "name")
    shape = {"icd-10": _ICD_10, "cpt": _CPT}.get(
        next((one for one in ("icd-10", "cpt") if one in code.code_system.casefold()), "")
    )
    if shape and not problems and not shape.fullmatch(code.code):
        problems["code"] = "does not have the shape of its code system"


_Entry = Charge | Payment | Refund | Allocation


def _amount(entry: _Entry, problems: Problems) -> None:
    """More than nothing; less than nothing where the entry takes another one back."""
    if entry.reverses_id is None and entry.amount_minor <= 0:
        problems["amount_minor"] = "is not more than zero"
    if entry.reverses_id is not None and entry.amount_minor >= 0:
        problems["amount_minor"] = "of a reversal is not less than zero"


def currency(record: Any, problems: Problems) -> None:
    """The record's amounts are in a currency that can exist."""
    if not _CURRENCY.fullmatch(record.currency):
        problems["currency"] = "is not an ISO 4217 code"


def _check_charge(charge: Charge, _today: date, problems: Problems) -> None:
    required(charge, problems, "text")
    _amount(charge, problems)
    currency(charge, problems)
    _units(charge, problems)


def _units(record: Charge | ClaimLine, problems: Problems) -> None:
    if not 1 <= record.units <= MOST_UNITS:
        problems["units"] = f"is not between 1 and {MOST_UNITS}"


def _check_money(entry: Payment | Refund, _today: date, problems: Problems) -> None:
    _amount(entry, problems)
    currency(entry, problems)


def _check_allocation(entry: Allocation, _today: date, problems: Problems) -> None:
    _amount(entry, problems)
    currency(entry, problems)


def _check_adjustment(entry: Adjustment, _today: date, problems: Problems) -> None:
    currency(entry, problems)
    if entry.amount_minor == 0:
        problems["amount_minor"] = "is zero"


def _check_fee_schedule(schedule: FeeSchedule, _today: date, problems: Problems) -> None:
    required(schedule, problems, "name")
    currency(schedule, problems)
    _days_in_order(schedule, "valid_from", "valid_to", problems, reason="is before it begins")


def _check_fee(fee: Fee, _today: date, problems: Problems) -> None:
    _not_negative(fee, problems, "amount_minor")


def _check_drawer(drawer: CashDrawer, _today: date, problems: Problems) -> None:
    _not_negative(drawer, problems, "float_minor")
    currency(drawer, problems)
    said = (drawer.closed_at, drawer.closed_by, drawer.expected_minor, drawer.counted_minor)
    if drawer.status == "open" and any(said):
        problems["status"] = "is open: nothing is counted yet"
    for name in ("closed_at", "closed_by"):
        if drawer.status == "closed" and getattr(drawer, name) is None:
            problems[name] = "is required for a closed drawer"
    _by_method(drawer, problems)


def _check_sheet(sheet: DaySheet, today: date, problems: Problems) -> None:
    currency(sheet, problems)
    _not_negative(sheet, problems, "entries")
    if sheet.on > today:
        problems["on"] = "is in the future"
    if not _SHA256.fullmatch(sheet.content_hash):
        problems["content_hash"] = "is not the SHA-256 of the day's entries"
    _by_method(sheet, problems)


def _by_method(record: CashDrawer | DaySheet, problems: Problems) -> None:
    """What should be there and what is: whole minor units by payment method. Less than nothing is
    counted only where more went out than came in."""
    for name in ("expected_minor", "counted_minor"):
        sums: object = getattr(record, name)
        values = cast("Mapping[str, object]", sums).values() if isinstance(sums, Mapping) else [""]
        if not all(type(one) is int and abs(one) <= LARGEST_MINOR for one in values):
            problems[name] = "are not whole minor units by method"
            return
    expected, counted = record.expected_minor, record.counted_minor
    if _CASH in expected and _CASH not in counted:
        problems["counted_minor"] = "must say how much cash there is"
    if not counted.keys() <= {*PaymentMethod, *expected}:
        problems["counted_minor"] = "names no way of paying"
    if any(minor < 0 <= expected.get(method, 0) for method, minor in counted.items()):
        problems["counted_minor"] = "is negative"


def _check_claim(claim: InsuranceClaim, _today: date, problems: Problems) -> None:
    _not_negative(claim, problems, "total_minor")
    currency(claim, problems)


def _check_line(line: ClaimLine, _today: date, problems: Problems) -> None:
    _not_negative(line, problems, "amount_minor")
    _units(line, problems)


def _check_remittance(remittance: Remittance, _today: date, problems: Problems) -> None:
    currency(remittance, problems)


RULES: Mapping[type[Record], Rule] = {
    Location: _check_location,
    PractitionerSchedule: _check_schedule,
    Holiday: needs("name"),
    Block: _check_block,
    Household: needs("name"),
    CareTeamMember: _check_care_team,
    Consent: check_consent,
    HealthRecord: _check_note,
    Immunization: _check_immunization,
    VitalSigns: _check_vitals,
    Screening: _check_screening,
    IncidentReport: needs("text"),
    WaitlistEntry: _check_wait,
    Task: _check_task,
    MessageThread: needs("subject"),
    Message: _check_message,
    MessageTemplate: needs("name"),
    Prescription: _check_prescription,
    Document: _check_document,
    CarePlan: _check_plan,
    CarePlanGoal: needs("text"),
    CarePlanActivity: needs("text"),
    Payer: needs("name"),
    ProcedureCode: _check_code,
    DiagnosisCode: _check_code,
    FeeSchedule: _check_fee_schedule,
    Fee: _check_fee,
    Charge: _check_charge,
    Payment: _check_money,
    Refund: _check_money,
    Allocation: _check_allocation,
    Adjustment: _check_adjustment,
    CashDrawer: _check_drawer,
    DaySheet: _check_sheet,
    InsuranceClaim: _check_claim,
    ClaimLine: _check_line,
    Remittance: _check_remittance,
}
"""The further rule of a record type; the shape of its fields is enough for the rest."""
