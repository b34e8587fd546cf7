"""The query language at the server: one clinic's records, allowed roles, a line in the trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.domain.aggregate import Aggregate, Group, Limit, Match, Measure, Project, Reckon, Sort
from app.domain.appointment import Appointment
from app.domain.billing import Charge, Payment
from app.domain.clinical import Allergy
from app.domain.declare import Record
from app.domain.errors import RequestRefused
from app.domain.money import LARGEST_MINOR
from app.domain.patient import Coverage, Patient
from app.domain.query import (
    All,
    Compare,
    Condition,
    Nested,
    Not,
    Operator,
    Order,
    Query,
    all_of,
    any_of,
    eq,
    exists,
    gt,
    gte,
    lt,
    lte,
    matches,
    ne,
    none_of,
    one_of,
    prefix,
)
from app.protocol.codec import to_wire
from tests.domain import evaluator
from tests.factories import NOON, a_child, a_patient, an_appointment
from tests.server.people import allow_removal, colleague, lines, trail
from tests.server_fixtures import RunningServer, TestDesk, start_clinic

pytestmark = pytest.mark.row("C3")


def people() -> list[Patient]:
    names = ["Núñez", "Nunez", "Okafor", "Óg", "Weiß"]
    cities = [None, "", "Austin", "austin", "Boston"]
    return [
        a_patient(mrn=f"M{at}", family_name=name, city=cities[at], birth_date=f"19{70 + at}")
        for at, name in enumerate(names)
    ]


def visits(patients: Sequence[Patient]) -> list[Appointment]:
    stamps: list[Any] = [{}, {"arrived": {"by": "tom"}}, {"arrived": {"by": "ana"}}]
    return [
        an_appointment(one, stamps=stamps[at % 3], starts_at=NOON + timedelta(hours=at))
        for at, one in enumerate(patients)
    ]


async def keep(desk: TestDesk, *records: Record) -> None:
    results = await desk.push(*(desk.create(one) for one in records))
    assert {one.status for one in results} == {"applied"}, results


async def ids(desk: TestDesk, query: Query[Any]) -> list[str]:
    page = await desk.api.records.query(query)
    return [one.id for one in page.rows]


QUESTIONS: list[Condition] = [
    eq("city", "Austin"),
    eq("city", None),
    ne("city", "Austin"),
    gt("birth_date", "1971"),
    gte("birth_date", "1971"),
    lt("birth_date", "1973"),
    lte("mrn", "M2"),
    one_of("city", ("Austin", None)),
    none_of("city", ("Austin",)),
    prefix("family_name", "N"),
    matches("family_name", "^[NÓ]"),
    exists("city"),
    Not(exists("city")),
    all_of(gte("mrn", "M1"), Not(eq("city", "Boston"))),
    any_of(eq("mrn", "M0"), eq("birth_date_is_estimated", True)),
    lte("created_at", NOON + timedelta(days=1)),
    All(()),
]


async def test_the_server_answers_as_the_evaluator_does(clinic: TestDesk) -> None:
    records = people()
    await keep(clinic, *records)
    for where in QUESTIONS:
        query = Query(Patient, where=where, order=(Order("city"), Order("mrn", descending=True)))
        wanted = [one.id for one in evaluator.answer(records, query)]
        assert await ids(clinic, query) == wanted, where


async def test_nested_fields_and_members_are_asked(clinic: TestDesk) -> None:
    patients = people()
    booked = visits(patients)
    await keep(clinic, *patients, *booked)
    for where in (
        eq("stamps.arrived.by", "tom"),
        Not(exists("stamps.arrived")),
        Nested("stamps", eq("arrived.by", "ana")),
        Compare("starts_at", Operator.IN, (NOON, NOON + timedelta(hours=2))),
    ):
        query = Query(Appointment, where=where, order=(Order("stamps.arrived.by"),))
        wanted = [one.id for one in evaluator.answer(booked, query)]
        assert await ids(clinic, query) == wanted, where


async def test_whole_records_come_as_they_are(clinic: TestDesk) -> None:
    patient = people()[0]
    visit = visits([patient])[0]
    policy = a_child(Coverage, patient, copay_cents=2500)
    await keep(clinic, patient, visit, policy)
    for record in (patient, visit, policy):
        page = await clinic.api.records.query(Query(type(record)))
        (found,) = page.rows
        assert found.version == 1
        assert to_wire(found) == to_wire(record) | {
            name: to_wire(found)[name] for name in ("created_at", "updated_at")
        }


async def test_pages_follow_each_other(clinic: TestDesk) -> None:
    patients = people()
    await keep(clinic, *patients, *visits(patients))
    for order in ((), (Order("city", descending=True),), (Order("birth_date"),)):
        query = Query(Patient, order=order, limit=2)
        seen: list[str] = []
        for _ in range(4):
            page = await clinic.api.records.query(query, count=True)
            assert page.count == 5
            seen += [one.id for one in page.rows]
            if page.next_key is None:
                break
            query = query.following(page.next_key)
        assert seen == [one.id for one in evaluator.answer(patients, replace(query, after=None))]


async def test_chosen_fields_come_alone(clinic: TestDesk) -> None:
    await keep(clinic, *people())
    query = Query(Patient, order=(Order("mrn"),), limit=1, offset=1, select=("mrn", "city", "id"))
    page = await clinic.api.records.query(query)
    assert [one[:2] for one in page.values] == [("M1", "")]
    assert page.rows == ()


async def test_words_find_with_a_score(clinic: TestDesk) -> None:
    patients = people()
    await keep(clinic, *patients)
    for words in ("nunez", "n", "óg", "m3", "weiss", "nobody"):
        query = Query(Patient, words=words)
        wanted = evaluator.answer(patients, query)
        page = await clinic.api.records.query(query)
        assert [one.id for one in page.rows] == [one.id for one in wanted], words
        assert list(page.scores) == [evaluator.score(one, words) for one in wanted]


async def test_words_follow_a_changed_and_a_deleted_record(
    server: RunningServer, clinic: TestDesk
) -> None:
    patient = people()[0]
    (made,) = await clinic.saved(patient)
    assert await ids(clinic, Query(Patient, words="nunez")) == [patient.id]
    await clinic.push_one(clinic.update(made, family_name="Adeyemi"))
    assert await ids(clinic, Query(Patient, words="nunez")) == []
    assert await ids(clinic, Query(Patient, words="adeyemi")) == [patient.id]
    await allow_removal(server, clinic, patient)
    await clinic.push_one(
        clinic.operation(entity="patient", id=patient.id, kind="delete", base_version=2)
    )
    assert await ids(clinic, Query(Patient, words="adeyemi", include_deleted=True)) == []
    assert await ids(clinic, Query(Patient, include_deleted=True)) == [patient.id]


async def test_figures_are_made_at_the_server(clinic: TestDesk) -> None:
    patients = people()
    policies = [
        a_child(Coverage, patients[at % 2], payer="AB"[at % 2], copay_cents=cents)
        for at, cents in enumerate((100, None, *[LARGEST_MINOR] * 3))
    ]
    await keep(clinic, *patients, *policies, *visits(patients))
    pipelines = [
        Aggregate(
            Coverage,
            (
                Group(
                    ("payer",),
                    (Measure("n", Reckon.COUNT), Measure("sum", Reckon.SUM, "copay_cents")),
                ),
                Match(gte("n", 2)),
                Sort((Order("payer", descending=True),)),
            ),
        ),
        Aggregate(
            Coverage,
            (Match(exists("copay_cents")), Group((), (Measure("avg", Reckon.AVG, "copay_cents"),))),
        ),
        Aggregate(Patient, (Group(("city",)), Limit(2), Project(("city",)))),
    ]
    for asked in pipelines:
        records = policies if asked.record_type is Coverage else patients
        assert list(await clinic.api.records.aggregate(asked)) == evaluator.aggregate(
            records, asked
        )
    latest = Aggregate(
        Appointment, (Group(("status",), (Measure("last", Reckon.MAX, "starts_at"),)),)
    )
    (line,) = await clinic.api.records.aggregate(latest)
    assert line == {"status": "booked", "last": NOON + timedelta(hours=4)}


@pytest.mark.row("A3", "B5")
async def test_each_answer_leaves_a_line_in_the_trail(
    server: RunningServer, clinic: TestDesk
) -> None:
    await keep(clinic, *people())
    await clinic.api.records.query(Query(Patient, where=prefix("family_name", "N")))
    await clinic.api.records.aggregate(Aggregate(Patient, ()))
    told = await trail(server, clinic)
    assert told[-2:] == [
        ("query", "patient", "rows:2"),
        ("aggregate", "patient", "rows:1"),
    ]
    assert "Núñez" not in str(told)


@pytest.mark.row("A4")
async def test_nobody_sees_another_clinics_records(server: RunningServer, clinic: TestDesk) -> None:
    await keep(clinic, *people())
    await ids(clinic, Query(Patient, words="nunez"))
    stranger = await start_clinic(server)
    assert await ids(stranger, Query(Patient)) == []
    assert await ids(stranger, Query(Patient, words="nunez")) == []
    assert await stranger.api.records.aggregate(Aggregate(Patient, ())) == ({"count": 0},)
    await stranger.api.aclose()


@pytest.mark.row("B7")
async def test_what_a_role_sees_only_with_a_reason_is_denied(
    server: RunningServer, clinic: TestDesk
) -> None:
    async with colleague(server, clinic, role="clinician") as clinician:
        await ids(clinician, Query(Patient))
        with pytest.raises(RequestRefused) as refused:
            await ids(clinician, Query(Allergy))
    assert refused.value.reason == "role_not_allowed"
    assert (await trail(server, clinic))[-1][:2] == ("deny", "allergy")


@pytest.mark.row("B7")
async def test_codes_of_a_charge_are_for_who_may_see_codes(
    server: RunningServer, clinic: TestDesk
) -> None:
    patient = a_patient()
    owed = a_child(Charge, patient, diagnosis_codes=("F32.1",))
    await keep(clinic, patient)
    asking = (
        Query(Charge, select=("id", "diagnosis_codes")),
        Query(Charge, where=eq("diagnosis_codes", "F32.1")),
        Query(Charge, where=Not(any_of(exists("diagnosis_codes")))),
        Query(Charge, where=Nested("diagnosis_codes", eq("x", "F"))),
        Query(Charge, order=(Order("diagnosis_codes"),)),
    )
    async with (
        colleague(server, clinic, role="billing") as biller,
        colleague(server, clinic, role="front_desk", username="ben") as desk,
    ):
        await keep(biller, owed)
        (seen,) = (await biller.api.records.query(Query(Charge))).rows
        assert seen.diagnosis_codes == ("F32.1",)
        for somebody in (desk, clinic):  # whoever administers the clinic is no biller either
            (seen,) = (await somebody.api.records.query(Query(Charge))).rows
            assert (seen.amount_minor, seen.diagnosis_codes) == (owed.amount_minor, ())
            for query in asking:
                with pytest.raises(RequestRefused) as refused:
                    await somebody.api.records.query(query)
                assert refused.value.reason in {"role_not_allowed", "invalid_value"}
        with pytest.raises(RequestRefused):
            await desk.api.records.aggregate(Aggregate(Charge, (Group(("diagnosis_codes",)),)))


@pytest.mark.row("B7")
async def test_what_the_clinic_takes_in_is_for_who_may_see_totals(
    server: RunningServer, clinic: TestDesk
) -> None:
    patient = a_patient()
    await keep(clinic, patient)
    sums = Group((), (Measure("sum", Reckon.SUM, "amount_minor"),))
    mine, others = eq("patient_id", patient.id), ne("patient_id", patient.id)
    of_one = [Match(mine), Match(all_of(mine, exists("received_on")))]
    of_all = [
        Match(others),
        Match(any_of(mine, others)),
        Match(one_of("patient_id", (patient.id,))),
    ]
    async with (
        colleague(server, clinic, role="billing") as biller,
        colleague(server, clinic, role="front_desk", username="ben") as desk,
    ):
        await keep(biller, a_child(Payment, patient, amount_minor=700))
        for match in of_one:
            (line,) = await desk.api.records.aggregate(Aggregate(Payment, (match, sums)))
            assert line == {"sum": 700}
        for stages in [(sums,), *((match, sums) for match in of_all)]:
            with pytest.raises(RequestRefused) as refused:
                await desk.api.records.aggregate(Aggregate(Payment, stages))
            assert refused.value.reason == "role_not_allowed"
        for somebody in (biller, clinic):
            (line,) = await somebody.api.records.aggregate(Aggregate(Payment, (sums,)))
            assert line == {"sum": 700}


@pytest.mark.row("B5", "B7")
async def test_what_was_deleted_is_shown_to_who_may_bring_it_back_and_noted(
    server: RunningServer, clinic: TestDesk
) -> None:
    one, other = people()[:2]
    (made, _) = await clinic.saved(one, other)
    await allow_removal(server, clinic, one)
    await clinic.push_one(clinic.delete(made))
    query = Query(Patient, include_deleted=True)
    assert await ids(clinic, query) == [one.id, other.id]
    noted = await lines(
        server,
        "SELECT code, row_id FROM server_audit WHERE tenant_id = $1::uuid AND action = 'query' "
        "ORDER BY number",
        clinic.clinic_id,
    )
    assert [(line["code"], line["row_id"] and line["row_id"].hex) for line in noted] == [
        ("rows:2", None),
        ("deleted", one.id),
    ]
    await clinic.api.records.aggregate(Aggregate(Patient, (), include_deleted=True))
    assert (await trail(server, clinic))[-1] == ("aggregate", "patient", "rows:1 deleted")
    async with colleague(server, clinic, role="billing") as biller:
        assert await ids(biller, Query(Patient)) == [other.id]
        with pytest.raises(RequestRefused):
            await ids(biller, query)
        with pytest.raises(RequestRefused):
            await biller.api.records.aggregate(Aggregate(Patient, (), include_deleted=True))


@pytest.mark.parametrize(
    "body",
    [
        {"where": {"field": "colour", "operator": "eq", "value": 1}},
        {"where": {"field": 'mrn" OR 1=1 --', "operator": "eq", "value": "x"}},
        {"where": {"field": "mrn", "operator": "like", "value": "x"}},
        {"where": {"field": "mrn", "operator": "eq", "value": 5}},
        {"where": {"field": "mrn", "operator": "eq", "value": {"$ne": ""}}},
        {"where": {"field": "mrn", "operator": "in", "value": "x"}},
        {"where": {"field": "mrn", "operator": "regex", "value": "(a+)+("}},
        {"where": {"field": "mrn", "operator": "eq", "value": "x", "more": 1}},
        {"where": {"operator": "not", "conditions": []}},
        {"where": {"operator": "and", "conditions": [{"operator": "or", "conditions": []}] * 300}},
        {"where": []},
        {"limit": 0},
        {"limit": 1001},
        {"offset": -1},
        {"order": ["colour"]},
        {"select": ["tenant_id"]},
        {"after": ["x", "y"]},
        {"after": [None]},
        {"words": "a " * 20},
    ],
    ids=str,
)
async def test_what_is_no_question_is_refused(
    server: RunningServer, clinic: TestDesk, body: dict[str, Any]
) -> None:
    async with httpx.AsyncClient(base_url=server.url, headers=clinic.headers) as http:
        answer = await http.post("/v1/records/patient/query", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_value")
    assert "OR 1=1" not in answer.text


async def test_lists_take_no_values_in_their_address(
    server: RunningServer, clinic: TestDesk
) -> None:
    await keep(clinic, *people())
    async with httpx.AsyncClient(base_url=server.url, headers=clinic.headers) as http:
        listed = await http.get(
            "/v1/records/patient", params={"order": "-mrn", "select": "mrn", "limit": 2}
        )
        assert [one["values"] for one in listed.json()["rows"]] == [["M4"], ["M3"]]
        assert (await http.get("/v1/records/tenant")).status_code == 404
        assert (await http.get("/v1/records/patient", params={"limit": 5000})).status_code == 400
    async with httpx.AsyncClient(base_url=server.url) as stranger:
        assert (await stranger.get("/v1/records/patient")).status_code == 401
