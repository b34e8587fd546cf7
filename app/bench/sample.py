"""Patients and visits for benchmarks, as rows the way a server sends them, in any number."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from app.domain.appointment import Appointment
from app.domain.clinical import Allergy, Condition, MedicationStatement
from app.domain.declare import Record, entity_of
from app.domain.ids import PatientId, PractitionerId, RecordId, VisitTypeId, uuid7
from app.domain.operations import RowState
from app.domain.patient import Coverage, EmergencyContact, Patient, PatientIdentifier
from app.domain.staff import Practitioner, VisitType
from app.domain.values import local_text
from app.protocol.codec import instant_to_wire, to_wire

ZONE = "America/New_York"
START = datetime(2026, 11, 21, 15, 23, tzinfo=UTC)
PRACTITIONERS = 10
VISITS_A_DAY = 200
BUSY_DAY_VISITS = 300
"""Visits on the day of START, which the day view is timed on."""
CHART_VISITS = 1000
"""Visits of the first patient, whose chart is timed."""
CHARTED_EVERY = 10
"""Every tenth patient has a full chart: three records in each of six lists."""
_EPOCH_MS = 1_700_000_000_000
_WORDS = Path(__file__).parents[2] / "resources" / "demo" / "people.json"


@cache
def words() -> dict[str, Any]:
    """Names and places, the demo's own lists."""
    return json.loads(_WORDS.read_text(encoding="utf-8"))


def identifier(kind: int, number: int) -> RecordId:
    """An ascending UUIDv7, the same for the same kind and number."""
    return uuid7(_EPOCH_MS + number // 4096, number % 4096, kind * 2**40 + number)


def patient(number: int, rng: random.Random) -> Patient:
    """One patient with a name, a phone, a birth date and an address."""
    culture = rng.choice(words()["cultures"])
    city, state, postal_code, area = rng.choice(words()["places"])
    family = rng.choice(culture["family"])
    return Patient(
        id=identifier(1, number),
        version=1,
        created_at=START,
        updated_at=START,
        mrn=f"M{number:07d}",
        family_name=family if number % 3 else f"{family}-{rng.choice(culture['family'])}",
        given_names=rng.choice(culture["female"] if number % 2 else culture["male"]),
        birth_date=(date(1931, 1, 1) + timedelta(days=rng.randrange(34_000))).isoformat(),
        sex="female" if number % 2 else "male",
        phone=f"+1{area}{rng.randrange(2_000_000, 10_000_000)}",
        email=f"patient{number}@example.com",
        address_line=f"{rng.randrange(1, 900)} {rng.choice(words()['streets'])}",
        city=city,
        state=state,
        postal_code=postal_code,
        country="US",
    )


def patient_rows(
    count: int, *, first: int = 0, seed: int = 1, version: int = 1
) -> Iterator[RowState]:
    """Patients as rows of a pull."""
    rng = random.Random(f"{seed} {first}")
    for number in range(first, first + count):
        made = patient(number, rng)
        yield RowState("patient", made.id, version, number + 1, False, [], to_wire(made))


def staff_rows() -> Iterator[RowState]:
    """The clinic's practitioners and visit types as rows of a pull."""
    for number in range(PRACTITIONERS):
        practitioner = Practitioner(
            id=identifier(2, number),
            created_at=START,
            updated_at=START,
            family_name=words()["cultures"][number]["family"][0],
            prefix="Dr.",
            colour=number,
        )
        yield RowState("practitioner", practitioner.id, 1, 1, False, [], to_wire(practitioner))
    for number, name in enumerate(
        ("Check-up", "Follow-up", "Vaccination", "Blood draw", "Therapy")
    ):
        visit_type = VisitType(
            id=identifier(3, number), created_at=START, updated_at=START, name=name
        )
        yield RowState("visit_type", visit_type.id, 1, 1, False, [], to_wire(visit_type))


def chart_rows(patients: int) -> Iterator[RowState]:
    """The lists of a chart for every tenth patient."""
    number = 0
    for owner in range(0, patients, CHARTED_EVERY):
        fields = {"created_at": START, "updated_at": START}
        patient_id = PatientId(identifier(1, owner))
        for _ in range(3):
            for make in _LISTS:
                number += 1
                made = make(id=identifier(5, number), patient_id=patient_id, **fields)
                name = entity_of(made).name
                yield RowState(name, made.id, 1, number, False, [], to_wire(made))


_LISTS: tuple[Callable[..., Record], ...] = (
    partial(PatientIdentifier, system="urn:example", value="A1234567"),
    partial(Coverage, payer="Example Health", member_id="W123456789"),
    partial(EmergencyContact, name="Alex Example", phone="+12125550100"),
    partial(Allergy, text="Penicillin", reaction="Rash"),
    partial(Condition, text="Essential hypertension", code="I10"),
    partial(MedicationStatement, text="Lisinopril 10 mg", dosage="1 tablet every morning"),
)


def visit_rows(count: int, *, patients: int, seed: int = 1) -> Iterator[RowState]:
    """Visits as rows of a pull: the busy day first, the long chart next, then day by day."""
    rng = random.Random(seed)
    template = to_wire(_visit())
    for number in range(count):
        start, who = _place(number, rng, patients)
        body = template | {
            "patient_id": identifier(1, who),
            "starts_at": instant_to_wire(start),
            "ends_at": instant_to_wire(start + timedelta(minutes=30)),
            "local_start": local_text(start, ZONE),
            "practitioner_id": identifier(2, number % PRACTITIONERS),
            "visit_type_id": identifier(3, number % 5),
            "status": "completed" if start < START else "booked",
        }
        yield RowState("appointment", identifier(4, number), 1, number + 1, False, [], body)


def _place(number: int, rng: random.Random, patients: int) -> tuple[datetime, int]:
    """When a visit starts and whose it is."""
    morning = START.replace(hour=13, minute=0)
    turn = timedelta(minutes=30)
    if number < BUSY_DAY_VISITS:
        return morning + turn * (number // PRACTITIONERS % 18), rng.randrange(patients)
    rest = number - BUSY_DAY_VISITS
    days = 30 + rest // VISITS_A_DAY
    start = morning - timedelta(days=days) + turn * (rest % VISITS_A_DAY // PRACTITIONERS % 18)
    return start, 0 if rest < CHART_VISITS else rng.randrange(patients)


def _visit() -> Appointment:
    return Appointment(
        id=identifier(4, 0),
        created_at=START,
        updated_at=START,
        patient_id=PatientId(identifier(1, 0)),
        starts_at=START,
        ends_at=START,
        zone=ZONE,
        local_start=local_text(START, ZONE),
        practitioner_id=PractitionerId(identifier(2, 0)),
        visit_type_id=VisitTypeId(identifier(3, 0)),
        reason="Follow-up",
        stamps={"booked": {"at": START.isoformat(), "by": "a" * 32, "from": "b" * 32}},
    )
