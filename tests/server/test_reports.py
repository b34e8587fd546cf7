"""The five reports over GraphQL: their figures, who is shown them, and what may be asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from app.domain.appointment import Appointment
from app.domain.availability import Block, Holiday, PractitionerSchedule
from app.domain.billing import Adjustment, Allocation, Charge, Payment, Refund
from app.domain.declare import Record
from app.domain.errors import RequestRefused
from app.domain.ids import new_id
from app.domain.ledger import Ledger
from app.domain.patient import Patient
from app.domain.values import local_text
from app.domain.waiting import Recall
from app.protocol.reports import NoShowBy
from tests.factories import (
    NOON,
    ZONE,
    a_child,
    a_clinic,
    a_patient,
    a_practitioner,
    a_visit_type,
    an_appointment,
)
from tests.server.people import colleague, trail
from tests.server_fixtures import RunningServer, TestDesk, start_clinic

pytestmark = pytest.mark.row("D6")
SATURDAY = date(2026, 11, 21)


async def keep(desk: TestDesk, *records: Record) -> None:
    results = await desk.push(*(desk.create(one) for one in records))
    assert {one.status for one in results} == {"applied"}, results


def visit(patient: Patient, at: int, **fields: Any) -> Appointment:
    """A visit of half an hour, so many hours after noon in New York."""
    starts_at = NOON + timedelta(hours=at)
    slot = {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=30),
        "local_start": local_text(starts_at, ZONE),
    }
    return an_appointment(patient, **slot, **fields)


@pytest.fixture
async def biller(server: RunningServer, clinic: TestDesk) -> AsyncIterator[TestDesk]:
    async with colleague(server, clinic, role="billing") as desk:
        yield desk


async def test_utilisation_is_what_is_booked_of_what_is_offered(clinic: TestDesk) -> None:
    patient, busy, free = a_patient(), a_practitioner(), a_practitioner(family_name="Óg")
    hours = {"weekday": "SA", "begins_at": 480, "ends_at": 780}

    def a(record_type: type[Any], **fields: Any) -> Any:
        stamps = {"id": new_id(), "created_at": NOON, "updated_at": NOON}
        return record_type(**stamps, **fields)

    await keep(
        clinic,
        a_clinic(id=clinic.clinic_id),
        patient,
        busy,
        free,
        a(PractitionerSchedule, practitioner_id=busy.id, **hours),
        a(PractitionerSchedule, practitioner_id=busy.id, **{**hours, "begins_at": 720}),
        a(PractitionerSchedule, practitioner_id=free.id, **hours),
        a(PractitionerSchedule, practitioner_id=free.id, **hours, valid_to=date(2026, 11, 20)),
        a(
            Block,
            starts_at=datetime(2026, 11, 21, 13, 0, tzinfo=UTC),
            ends_at=datetime(2026, 11, 21, 14, 0, tzinfo=UTC),
            reason="meeting",
            practitioner_id=free.id,
        ),
        a(Holiday, on=SATURDAY + timedelta(days=7), name="closed"),
        visit(patient, 0, practitioner_id=busy.id),
        visit(patient, 1, practitioner_id=busy.id, status="completed"),
        visit(patient, 2, practitioner_id=busy.id, status="no_show"),
        visit(patient, 8, practitioner_id=None),
        visit(patient, 24, practitioner_id=busy.id),
    )
    lines = await clinic.api.reports.day_utilisation(SATURDAY, SATURDAY)
    found = {
        one.practitioner_id: (one.visits, one.booked_minutes, one.offered_minutes, one.ratio)
        for one in lines
    }
    assert found == {
        busy.id: (2, 60, 300, 0.2),
        free.id: (0, 0, 240, 0.0),
        None: (1, 30, 0, None),
    }
    week = await clinic.api.reports.day_utilisation(SATURDAY, SATURDAY + timedelta(days=7))
    assert [(one.day, one.visits) for one in week[3:]] == [(date(2026, 11, 22), 1)]


async def test_missed_visits_are_counted_by_group(clinic: TestDesk) -> None:
    patient, provider, kind = a_patient(), a_practitioner(), a_visit_type()
    mine = {"practitioner_id": provider.id, "visit_type_id": kind.id}
    await keep(
        clinic,
        patient,
        provider,
        kind,
        visit(patient, 0, status="completed", **mine),
        visit(patient, 1, status="no_show", **mine),
        visit(patient, 2, status="cancelled", is_late_cancel=True, **mine),
        visit(patient, 3, status="no_show"),
        visit(patient, 4, status="booked"),
        visit(patient, 24 * 40, status="completed"),
    )
    reports, end = clinic.api.reports, SATURDAY + timedelta(days=60)
    (whole,) = await reports.no_show_rate(SATURDAY, end)
    assert (whole.kept, whole.no_shows, whole.late_cancels, whole.rate) == (2, 2, 1, 0.5)
    for by, key, name in (
        (NoShowBy.PRACTITIONER, provider.id, "Weiß"),
        (NoShowBy.VISIT_TYPE, kind.id, "Follow-up"),
    ):
        lines = await reports.no_show_rate(SATURDAY, end, by=by)
        assert [(one.group, one.label, one.kept, one.no_shows) for one in lines] == [
            (None, "", 1, 1),
            (key, name, 1, 1),
        ]
    months = await reports.no_show_rate(SATURDAY, end, by=NoShowBy.MONTH)
    assert [(one.group, one.rate) for one in months] == [("2026-11", 2 / 3), ("2026-12", 0.0)]


@pytest.mark.row("B7")
async def test_aging_adds_up_what_the_ledger_says_of_each_patient(
    clinic: TestDesk, biller: TestDesk
) -> None:
    patients = [a_patient(mrn=f"M{at}") for at in range(2)]
    await keep(clinic, *patients)
    ledgers: list[Ledger] = []
    for at, patient in enumerate(patients):
        charges = [
            a_child(
                Charge,
                patient,
                amount_minor=1000 + days,
                service_on=SATURDAY - timedelta(days=days),
                text="visit",
            )
            for days in (0, 30, 31, 60, 90, 91, 120, 121 + at, 400)
        ]
        gone = a_child(
            Charge,
            patient,
            amount_minor=-charges[3].amount_minor,
            service_on=SATURDAY,
            text="visit",
            reverses_id=charges[3].id,
        )
        paid = a_child(Payment, patient, amount_minor=900, received_on=SATURDAY)
        spent = a_child(
            Allocation, patient, payment_id=paid.id, charge_id=charges[8].id, amount_minor=500
        )
        less = a_child(
            Adjustment, patient, amount_minor=100, adjusted_on=SATURDAY, charge_id=charges[2].id
        )
        await keep(biller, *charges, gone, paid, spent, less)
        ledgers.append(
            Ledger(
                charges=(*charges, gone),
                payments=(paid,),
                adjustments=(less,),
                allocations=(spent,),
            )
        )
    wanted = [sum(both) for both in zip(*(one.aging(SATURDAY) for one in ledgers), strict=True)]
    lines = await biller.api.reports.aging(SATURDAY)
    assert [one.owed_minor for one in lines] == wanted
    assert [(one.from_days, one.to_days) for one in lines] == [
        (0, 30),
        (31, 60),
        (61, 90),
        (91, 120),
        (121, None),
    ]
    assert {one.owed_minor for one in await biller.api.reports.aging(SATURDAY, currency="EUR")} == {
        0
    }


async def test_what_came_in_is_told_by_method(clinic: TestDesk, biller: TestDesk) -> None:
    patient = a_patient()
    cash = a_child(Payment, patient, amount_minor=700, received_on=SATURDAY, method="cash")
    wrong = a_child(Payment, patient, amount_minor=50, received_on=SATURDAY, method="cash")
    card = a_child(Payment, patient, amount_minor=900, received_on=SATURDAY, method="card")
    await keep(clinic, patient)
    await keep(
        biller,
        cash,
        wrong,
        card,
        replace(wrong, id=new_id(), amount_minor=-50, reverses_id=wrong.id),
        replace(card, id=new_id(), received_on=SATURDAY - timedelta(days=1)),
    )
    back = a_child(Refund, patient, amount_minor=200, refunded_on=SATURDAY, payment_id=card.id)
    await keep(biller, replace(back, method="card"))
    lines = await biller.api.reports.collected_by_method(SATURDAY, SATURDAY)
    told = [
        (one.method, one.payments, one.paid_minor, one.refunded_minor, one.net_minor)
        for one in lines
    ]
    assert told == [("card", 1, 900, 200, 700), ("cash", 1, 700, 0, 700)]
    assert {one.currency for one in lines} == {"USD"}


async def test_recalls_come_the_longest_overdue_first(clinic: TestDesk) -> None:
    patients = [a_patient(mrn=f"M{at}", family_name=f"Nr{at}") for at in range(4)]
    states = ("due", "contacted", "done", "due")
    recalls = [
        a_child(Recall, one, due_on=SATURDAY - timedelta(days=10 * at - 5), status=states[at])
        for at, one in enumerate(patients)
    ]
    await keep(clinic, *patients, *recalls)
    lines = await clinic.api.reports.recall_due(SATURDAY)
    assert [(one.patient.family_name, one.days_overdue, one.status) for one in lines] == [
        ("Nr3", 25, "due"),
        ("Nr1", 5, "contacted"),
    ]
    assert len(await clinic.api.reports.recall_due(SATURDAY, limit=1)) == 1


@pytest.mark.row("B7", "B5")
async def test_totals_are_for_who_may_see_them_and_each_report_is_in_the_trail(
    server: RunningServer, clinic: TestDesk, biller: TestDesk
) -> None:
    await biller.api.reports.aging(SATURDAY)
    assert (await trail(server, clinic))[-1] == ("report", "charge", "aging rows:5")
    async with colleague(server, clinic, role="front_desk", username="ben") as desk:
        await desk.api.reports.recall_due(SATURDAY)
        assert (await trail(server, clinic))[-1] == ("report", "recall", "recallDue rows:0")
        for work in (
            desk.api.reports.aging(SATURDAY),
            desk.api.reports.collected_by_method(SATURDAY, SATURDAY),
        ):
            with pytest.raises(RequestRefused) as refused:
                await work
            assert refused.value.reason == "role_not_allowed"
        assert (await trail(server, clinic))[-1] == ("deny", "payment", "request")


@pytest.mark.row("A4")
async def test_reports_are_of_one_clinic(server: RunningServer, clinic: TestDesk) -> None:
    patient = a_patient()
    await keep(clinic, patient, visit(patient, 0), a_child(Recall, patient, due_on=SATURDAY))
    stranger = await start_clinic(server, username="tom")
    try:
        assert await stranger.api.reports.day_utilisation(SATURDAY, SATURDAY) == []
        assert await stranger.api.reports.recall_due(SATURDAY) == []
        assert len(await clinic.api.reports.recall_due(SATURDAY)) == 1
    finally:
        await stranger.api.aclose()


async def test_several_reports_come_together_in_the_clinics_currency(
    server: RunningServer, clinic: TestDesk
) -> None:
    await keep(clinic, a_clinic(id=clinic.clinic_id, currency="EUR"))
    question = """query ($on: Date!) {
        aging(on: $on) { currency owedMinor }
        earlier: aging(on: "2026-01-01", currency: "USD") { currency }
        recallDue(on: $on) { id patient { familyName } }
    }"""
    async with httpx.AsyncClient(base_url=server.url, headers=clinic.headers) as http:
        body = {"query": question, "variables": {"on": "2026-11-21"}}
        reply = await http.post("/v1/graphql", json=body)
        described = await http.get("/v1/graphql")
    data = reply.json()["data"]
    assert data["aging"] == [{"currency": "EUR", "owedMinor": 0}] * 5
    assert data["earlier"] == [{"currency": "USD"}] * 5
    assert data["recallDue"] == []
    assert "type RecallDue" in described.text
    found = await trail(server, clinic)
    assert [line[0] for line in found].count("report") == 3


ONE = 'aging(on: "2026-11-21") { owedMinor }'


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "invalid_query"),
        ("{", "invalid_query"),
        ("mutation { aging }", "invalid_query"),
        ("{ patients { id } }", "invalid_query"),
        ("{ aging { owedMinor } }", "invalid_query"),
        ('{ aging(on: "21.11.2026") { owedMinor } }', "invalid_query"),
        ('{ aging(on: "20261121") { owedMinor } }', "invalid_query"),
        ("{ __schema { types { name } } }", "invalid_query"),
        ("{ ...F } fragment F on Query { " + ONE + " }", "invalid_query"),
        ("{ ... on Query { " + ONE + " } }", "invalid_query"),
        ("query A { " + ONE + " } query B { " + ONE + " }", "invalid_query"),
        ("{ " + " ".join(f"a{at}: {ONE}" for at in range(6)) + " }", "invalid_query"),
        ("{ " + ONE.replace("owedMinor", "owedMinor " * 200) + " }", "invalid_query"),
        ("{ " * 2000 + "}" * 2000, "invalid_query"),
        ("query ($on: Date!) { aging(on: $on) { owedMinor } }", "invalid_query"),
        (
            '{ noShowRate(first: "2026-01-01", last: "2027-12-31") { rate } }',
            "invalid_value",
        ),
        ('{ recallDue(on: "2026-01-01", limit: 5000) { id } }', "invalid_value"),
        ('{ recallDue(on: "2026-01-01", limit: null) { id } }', "invalid_query"),
        (
            '{ noShowRate(first: "2026-01-01", last: "2026-01-02", by: null) { rate } }',
            "invalid_query",
        ),
        (
            '{ dayUtilisation(first: "2026-03-01", last: "2026-01-01") { ratio } }',
            "invalid_value",
        ),
    ],
)
async def test_what_is_no_question_is_refused_whole(
    server: RunningServer, shared_clinic: TestDesk, query: str, code: str
) -> None:
    async with httpx.AsyncClient(base_url=server.url, headers=shared_clinic.headers) as http:
        reply = await http.post("/v1/graphql", json={"query": query})
    assert (reply.status_code, reply.json()["code"]) == (400, code), reply.text


async def test_a_wrong_variable_is_not_repeated(
    server: RunningServer, shared_clinic: TestDesk
) -> None:
    question = "query ($on: Date!) { aging(on: $on) { owedMinor } }"
    async with httpx.AsyncClient(base_url=server.url, headers=shared_clinic.headers) as http:
        body = {"query": question, "variables": {"on": "Müller"}}
        reply = await http.post("/v1/graphql", json=body)
    assert (reply.status_code, "Müller" in reply.text) == (400, False)


@pytest.fixture(scope="module")
def _desks() -> dict[str, TestDesk]:
    return {}


@pytest.fixture
async def shared_clinic(server: RunningServer, _desks: dict[str, TestDesk]) -> TestDesk:
    """One clinic for what is refused anyway: its token is all that is needed of it."""
    if "one" not in _desks:
        _desks["one"] = await start_clinic(server, username="uma")
        await _desks["one"].api.aclose()
    return _desks["one"]
