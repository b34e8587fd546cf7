"""The clinic's figures out of a real database: what is counted, and what is not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.domain.availability import Block, Holiday, PractitionerSchedule
from app.domain.billing import Allocation, Charge, Payment, Refund
from app.domain.declare import Record
from app.domain.errors import InvalidValue
from app.domain.ids import PractitionerId, VisitTypeId, new_id
from app.domain.patient import Patient
from app.domain.reports import By
from app.domain.values import local_text
from app.services import reports
from app.services.receipts import read_aging
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    TODAY,
    ZONE,
    a_child,
    a_clinic,
    a_patient,
    a_practitioner,
    a_record,
    a_visit_type,
    an_appointment,
)
from tests.storage.conftest import CONTEXT
from tests.storage.test_gatekeeper import there

pytestmark = pytest.mark.row("D6", "E1")
SATURDAY = TODAY
ITO, OG = PractitionerId(new_id()), PractitionerId(new_id())
HOURS = {"weekday": "SA", "begins_at": 480, "ends_at": 780}


@pytest.fixture
def amara(store: LocalStore) -> Patient:
    """A patient of a clinic with two providers."""
    made = a_patient()
    ito = a_practitioner(id=ITO, family_name="Ito", prefix="Dr")
    free = a_practitioner(id=OG, family_name="Óg", prefix="Dr")
    there(store, a_clinic(id=CONTEXT.clinic_id), made, ito, free)
    return made


def visit(patient: Patient, hours: float, **fields: Any) -> Record:
    """A visit of half an hour, so many hours after noon in New York."""
    starts_at = NOON + timedelta(hours=hours)
    slot = {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=30),
        "local_start": local_text(starts_at, ZONE),
    }
    return an_appointment(patient, **slot, **fields)


def used(store: LocalStore, first: date, last: date) -> list[tuple[date, str, int, int, int]]:
    lines = store.read(lambda reader: reports.read_use(reader, CONTEXT, first=first, last=last))
    return [(one.day, one.name, one.visits, one.booked, one.offered) for one in lines if one.day]


def test_time_used_is_what_is_booked_of_what_is_offered(store: LocalStore, amara: Patient) -> None:
    there(
        store,
        a_record(PractitionerSchedule, practitioner_id=ITO, **HOURS),
        a_record(PractitionerSchedule, practitioner_id=ITO, **{**HOURS, "begins_at": 720}),
        a_record(PractitionerSchedule, practitioner_id=OG, **HOURS),
        a_record(PractitionerSchedule, practitioner_id=OG, **HOURS, valid_to=date(2026, 11, 20)),
        a_record(
            Block,
            starts_at=datetime(2026, 11, 21, 13, 0, tzinfo=UTC),
            ends_at=datetime(2026, 11, 21, 14, 0, tzinfo=UTC),
            practitioner_id=OG,
            room_id=None,
        ),
        a_record(Holiday, on=SATURDAY + timedelta(days=7), location_id=None),
        visit(amara, 0, practitioner_id=ITO),
        visit(amara, 1, practitioner_id=ITO, status="completed"),
        visit(amara, 2, practitioner_id=ITO, status="no_show"),
        visit(amara, 8, practitioner_id=None),
        visit(amara, 24, practitioner_id=ITO),
    )
    assert sorted(used(store, SATURDAY, SATURDAY)) == [
        (SATURDAY, "", 1, 30, 0),
        (SATURDAY, "Dr Ito", 2, 60, 300),
        (SATURDAY, "Dr Óg", 0, 0, 240),
    ]
    after = used(store, SATURDAY + timedelta(days=1), SATURDAY + timedelta(days=7))
    assert after == [(SATURDAY + timedelta(days=1), "Dr Ito", 1, 30, 0)]


def test_visit_near_midnight_is_of_the_clinics_day(store: LocalStore, amara: Patient) -> None:
    there(store, visit(amara, 11.5, practitioner_id=ITO))  # 23:30; tomorrow in Greenwich
    assert used(store, SATURDAY, SATURDAY) == [(SATURDAY, "Dr Ito", 1, 30, 0)]
    assert used(store, SATURDAY + timedelta(days=1), SATURDAY + timedelta(days=1)) == []


def test_missed_visits_are_counted_by_group(store: LocalStore, amara: Patient) -> None:
    kind = VisitTypeId(new_id())
    mine = {"practitioner_id": ITO, "visit_type_id": kind}
    there(
        store,
        a_visit_type(id=kind, name="Follow-up"),
        visit(amara, 0, status="completed", **mine),
        visit(amara, 1, status="no_show", **mine),
        visit(amara, 2, status="cancelled", is_late_cancel=True, **mine),
        visit(amara, 3, status="no_show"),
        visit(amara, 4, status="booked"),
        visit(amara, 5, status="cancelled", practitioner_id=OG),
        visit(amara, 24 * 40, status="completed"),
    )

    def counted(by: By) -> list[tuple[str, int, int, int]]:
        last = SATURDAY + timedelta(days=60)
        lines = store.read(
            lambda reader: reports.read_no_shows(reader, first=SATURDAY, last=last, by=by)
        )
        return [(one.name or one.key, one.kept, one.missed, one.late) for one in lines]

    assert counted(By.PROVIDER) == [("Dr Ito", 1, 1, 1), ("", 1, 1, 0)]
    assert counted(By.VISIT_TYPE) == [("Follow-up", 1, 1, 1), ("", 1, 1, 0)]
    assert counted(By.MONTH) == [("2026-11", 1, 2, 1), ("2026-12", 1, 0, 0)]


def test_money_owed_by_age_is_the_list_of_accounts_added_up(
    store: LocalStore, amara: Patient
) -> None:
    daniel, rich = a_patient(), a_patient()
    old = a_child(Charge, amara, amount_minor=9_000, service_on=TODAY - timedelta(days=100))
    paid = a_child(Payment, amara, amount_minor=2_000)
    share = {"payment_id": paid.id, "charge_id": old.id, "amount_minor": 2_000}
    there(
        store,
        daniel,
        rich,
        old,
        paid,
        a_child(Allocation, amara, **share),
        a_child(Charge, amara, amount_minor=1_000, service_on=TODAY),
        a_child(Charge, daniel, amount_minor=500, service_on=TODAY - timedelta(days=40)),
        a_child(Payment, rich, amount_minor=7_777),
    )
    owed = store.read(lambda reader: reports.read_owed(reader, CONTEXT, now=NOON))
    accounts = store.read(lambda reader: read_aging(reader, CONTEXT, now=NOON))
    together = tuple(map(sum, zip(*(one.buckets for one in accounts), strict=True)))
    assert owed.buckets == together
    assert owed.buckets == (1_000, 500, 0, 7_000, 0)
    assert (owed.accounts, owed.on) == (2, TODAY)


def test_collected_is_by_method_less_what_was_given_or_taken_back(
    store: LocalStore, amara: Patient
) -> None:
    wrong = a_child(Payment, amara, amount_minor=4_000, method="card")
    card = a_child(Payment, amara, amount_minor=9_000, method="card")
    there(
        store,
        wrong,
        card,
        a_child(Payment, amara, amount_minor=-4_000, method="card", reverses_id=wrong.id),
        a_child(Refund, amara, amount_minor=1_000, method="cash", payment_id=card.id),
        a_child(Payment, amara, amount_minor=2_500, method="cash"),
        a_child(
            Payment, amara, amount_minor=1, method="cash", received_on=TODAY - timedelta(days=1)
        ),
        a_child(Payment, amara, amount_minor=1, method="cash", currency="EUR"),
    )
    lines = store.read(lambda reader: reports.read_taken(reader, CONTEXT, first=TODAY, last=TODAY))
    assert [(one.method, one.payments, one.paid, one.refunded) for one in lines] == [
        ("card", 1, 9_000, 0),
        ("cash", 1, 2_500, 1_000),
    ]


@pytest.mark.parametrize("days", [-1, 366])
def test_too_long_a_stretch_is_refused(store: LocalStore, amara: Patient, days: int) -> None:
    del amara
    last = TODAY + timedelta(days=days)
    with pytest.raises(InvalidValue):
        store.read(lambda reader: reports.read_taken(reader, CONTEXT, first=TODAY, last=last))


def test_sums_of_a_year_go_by_the_index_of_days(store: LocalStore, amara: Patient) -> None:
    del amara
    from app.storage.clinic_sums import _BOOKED, _days

    with store.database.reading() as session:
        plan = session.all(f"EXPLAIN QUERY PLAN {_BOOKED}", _days(TODAY, TODAY))
    assert any("ix_appointment" in str(row[-1]) or "USING INDEX" in str(row[-1]) for row in plan)
