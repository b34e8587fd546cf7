"""A server that was put back takes the work of several desks again, in whatever order it comes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.operations import RowState
from app.protocol.codec import instant_to_wire, to_wire
from app.server.epochs import begin_epoch
from tests.factories import a_patient, an_allergy, an_appointment
from tests.server.people import allow_removal, carried_out, lines, record_of
from tests.server_fixtures import RunningServer, TestDesk

pytestmark = pytest.mark.row("A2", "D7")


async def begin_anew(server: RunningServer, desk: TestDesk) -> None:
    beginning = begin_epoch(server.state.engine, desk.clinic_id, now=datetime.now(UTC))
    await asyncio.to_thread(server.on_its_loop, beginning)


async def test_move_that_comes_before_its_booking_waits_for_that(
    server: RunningServer, clinic: TestDesk, other_desk: TestDesk
) -> None:
    patient = a_patient()
    await clinic.saved(patient)
    await begin_anew(server, clinic)
    visit = an_appointment(patient)
    booking = clinic.create(visit)
    later = visit.starts_at + timedelta(days=1)
    row = RowState("appointment", visit.id, 1, 9, False, [], to_wire(visit))
    times = {"starts_at": later, "ends_at": visit.ends_at + timedelta(days=1)}
    move = other_desk.update(row, **{name: instant_to_wire(at) for name, at in times.items()})
    for _ in range(2):
        result = await other_desk.push_one(move)
        assert (result.status, result.code) == ("blocked", "row_lost")
    assert (await clinic.push_one(booking)).status == "applied"
    assert (await other_desk.push_one(move)).status == "applied"
    assert (await clinic.body(visit.id))["starts_at"] == instant_to_wire(later)


async def test_removal_that_comes_before_the_leave_for_it_waits_for_that(
    server: RunningServer, clinic: TestDesk
) -> None:
    patient = a_patient()
    await record_of(clinic, clinic, role="admin")
    (row,) = await clinic.saved(patient)
    await begin_anew(server, clinic)
    removal = clinic.delete(row)
    result = await clinic.push_one(removal)
    assert (result.status, result.code) == ("blocked", "row_lost")
    request = await allow_removal(server, clinic, patient)
    done = carried_out(clinic, request)
    result = await clinic.push_one(done)
    assert (result.status, result.code) == ("blocked", "row_lost")
    assert [one.status for one in await clinic.push(removal, done)] == ["applied", "applied"]


async def test_what_nobody_brings_back_for_a_month_needs_a_person(
    server: RunningServer, clinic: TestDesk
) -> None:
    patient = a_patient()
    row = RowState("patient", patient.id, 1, 9, False, [], to_wire(patient))
    await begin_anew(server, clinic)
    change = clinic.update(row, phone="+4930123456")
    assert (await clinic.push_one(change)).status == "blocked"
    month = "UPDATE tenant_seq SET epoch_at = now() - interval '31 days' WHERE tenant_id = $1::uuid"
    await lines(server, month, clinic.clinic_id)
    result = await clinic.push_one(change)
    assert (result.status, result.code) == ("rejected", "not_found")


async def test_deletion_of_a_life_before_does_not_pass_over_what_others_wrote_since(
    server: RunningServer, clinic: TestDesk, other_desk: TestDesk
) -> None:
    patient = a_patient()
    _, seen = await clinic.saved(patient, an_allergy(patient))
    await begin_anew(server, clinic)  # version 2, which this desk knew, is lost
    await other_desk.push_one(other_desk.update(seen, severity="severe"))  # and is another now
    deletion = replace(clinic.delete(seen), base_version=-2)
    result = await clinic.push_one(deletion)
    assert (result.status, result.code) == ("conflict", "delete_update")
    assert not (await clinic.row(seen.id)).deleted


async def test_record_that_another_desk_brings_back_is_the_one_that_was_seen(
    server: RunningServer, clinic: TestDesk, other_desk: TestDesk
) -> None:
    patient = a_patient()
    await clinic.saved(patient)
    await begin_anew(server, clinic)
    (seen,) = await other_desk.saved(an_allergy(patient))
    deletion = replace(clinic.delete(seen), base_version=-1)
    assert (await clinic.push_one(deletion)).status == "applied"
