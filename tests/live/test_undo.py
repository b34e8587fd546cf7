"""What was done to a visit is taken back by the same services, and only while it still fits."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.appointment import Appointment
from app.domain.errors import InvalidTransition, PermissionDenied, SlotTaken, StaleVersion
from app.domain.ids import AppointmentId
from app.domain.staff import Role
from app.live.preferences import PreferenceCollection
from app.live.undo import GOOD_FOR, Step, UndoStack
from app.live.visit_undo import CONFIRMED, MOVED, STEPPED, register_visits, slot_values, way
from app.services.appointments import NewVisit, Slot
from tests.factories import NOON, a_patient, a_practitioner, an_appointment
from tests.ui.conftest import ScreenDesk, acting, desk, empty_database
from tests.waiting import PATIENCE_S

__all__ = ["acting", "desk", "empty_database"]
pytestmark = pytest.mark.row("F7")


@pytest.fixture
def visit(desk: ScreenDesk) -> Appointment:
    doctor, patient = a_practitioner(), a_patient()
    made = an_appointment(patient, practitioner_id=doctor.id)
    desk.pull(doctor, patient, made)
    return made


async def move(desk: ScreenDesk, visit: Appointment, *, minutes: int) -> Step:
    visits = desk.data_sync.appointments
    slot = Slot(
        starts_at=visit.starts_at + timedelta(minutes=minutes),
        length_min=30,
        practitioner_id=visit.practitioner_id,
    )
    before = slot_values(await visits.get(AppointmentId(visit.id)))
    moved = await visits.move(AppointmentId(visit.id), slot)
    after = slot_values(moved)
    return desk.data_sync.undo.did(MOVED, visit.id, before=before, after=after)


async def step(desk: ScreenDesk, visit: Appointment, was: str, status: str) -> Step:
    await desk.data_sync.appointments.set_status(AppointmentId(visit.id), status)
    return desk.data_sync.undo.did(
        STEPPED, visit.id, before={"status": was}, after={"status": status, "reason": ""}
    )


def stored(desk: ScreenDesk, visit: Appointment) -> Appointment:
    return desk.stored(Appointment, visit.id)


async def test_move_is_taken_back_and_made_again(desk: ScreenDesk, visit: Appointment) -> None:
    await move(desk, visit, minutes=60)
    stack = desk.data_sync.undo
    await stack.undo()
    assert stored(desk, visit).starts_at == visit.starts_at
    assert stack.done == ()
    await stack.redo()
    assert stored(desk, visit).starts_at == visit.starts_at + timedelta(minutes=60)
    assert stack.undone == ()


async def test_steps_are_taken_back_latest_first(desk: ScreenDesk, visit: Appointment) -> None:
    await move(desk, visit, minutes=60)
    await step(desk, visit, "booked", "arrived")
    stack = desk.data_sync.undo
    await stack.undo()
    assert stored(desk, visit).status == "booked"
    assert stored(desk, visit).starts_at != visit.starts_at
    await stack.undo()
    assert stored(desk, visit).starts_at == visit.starts_at
    assert await stack.undo() is None


async def test_called_off_visit_comes_back_as_it_was(desk: ScreenDesk, visit: Appointment) -> None:
    await step(desk, visit, "booked", "cancelled")
    await desk.data_sync.undo.undo()
    assert stored(desk, visit).status == "booked"


async def test_confirmation_is_taken_back(desk: ScreenDesk, visit: Appointment) -> None:
    await desk.data_sync.appointments.set_confirmation(AppointmentId(visit.id), "confirmed")
    before, after = {"confirmation": "none"}, {"confirmation": "confirmed"}
    desk.data_sync.undo.did(CONFIRMED, visit.id, before=before, after=after)
    await desk.data_sync.undo.undo()
    assert stored(desk, visit).confirmation == "none"


async def test_what_was_changed_since_is_left_alone_and_the_step_given_up(
    desk: ScreenDesk, visit: Appointment
) -> None:
    await step(desk, visit, "booked", "arrived")
    await desk.data_sync.appointments.set_status(AppointmentId(visit.id), "in_room")
    with pytest.raises(StaleVersion):
        await desk.data_sync.undo.undo()
    assert stored(desk, visit).status == "in_room"
    assert desk.data_sync.undo.done == ()


@pytest.mark.parametrize("kind", [STEPPED, CONFIRMED])
async def test_change_that_comes_just_before_it_is_taken_back_is_left_alone(
    desk: ScreenDesk, visit: Appointment, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Another desk calls the visit off after the last look at it: from there a way leads back."""
    visits, stack = desk.data_sync.appointments, desk.data_sync.undo
    await step(desk, visit, "booked", "arrived")
    if kind == CONFIRMED:
        await visits.set_confirmation(AppointmentId(visit.id), "confirmed")
        stack.did(
            CONFIRMED,
            visit.id,
            before={"confirmation": "none"},
            after={"confirmation": "confirmed"},
        )
    threads = visits._threads
    write = threads.write

    async def after_another(work: Any, **how: Any) -> Any:
        monkeypatch.setattr(threads, "write", write)
        other = replace(
            stored(desk, visit), version=9, status="cancelled", confirmation="left_message"
        )
        desk.pull(other)
        return await threads.write(work, **how)

    monkeypatch.setattr(threads, "write", after_another)
    with pytest.raises(StaleVersion):
        await stack.undo()
    assert stored(desk, visit).status == "cancelled"
    assert stored(desk, visit).confirmation == "left_message"


async def test_time_that_was_given_away_is_not_taken_twice(
    desk: ScreenDesk, visit: Appointment
) -> None:
    await move(desk, visit, minutes=60)
    other = a_patient(family_name="Bello")
    desk.pull(other)
    slot = Slot(starts_at=visit.starts_at, length_min=30, practitioner_id=visit.practitioner_id)
    await desk.data_sync.appointments.book(NewVisit(patient_id=other.id, slot=slot))
    with pytest.raises(SlotTaken):
        await desk.data_sync.undo.undo()
    assert stored(desk, visit).starts_at == visit.starts_at + timedelta(minutes=60)


async def test_role_that_may_not_do_it_may_not_take_it_back(
    desk: ScreenDesk, visit: Appointment
) -> None:
    await move(desk, visit, minutes=60)
    access = desk.data_sync.access
    access.context = replace(access.context, role=Role.BILLING)
    with pytest.raises(PermissionDenied):
        await desk.data_sync.undo.undo()
    assert stored(desk, visit).starts_at != visit.starts_at


async def test_taking_back_is_in_the_audit_trail_like_doing(
    desk: ScreenDesk, visit: Appointment
) -> None:
    await step(desk, visit, "booked", "arrived")
    before = desk.actions().count("transition")
    await desk.data_sync.undo.undo()
    assert desk.actions().count("transition") == before + 1


async def test_steps_are_there_after_a_restart_and_not_the_next_day(
    desk: ScreenDesk, visit: Appointment
) -> None:
    made = await step(desk, visit, "booked", "arrived")
    await desk.data_sync.preferences.keep()
    parts, sync = desk.data_sync._parts, desk.data_sync
    preferences = PreferenceCollection(parts.threads, parts.begin, sync.access, sync)
    desk.at_end.append(preferences.stop)
    again = UndoStack(preferences, desk.clock, sync, settled=sync.undo.settled)
    register_visits(again, sync.appointments)
    await preferences.load()
    assert again.done == (made,)
    await again.undo()
    assert stored(desk, visit).status == "booked"
    desk.clock.passed += GOOD_FOR
    assert (again.done, again.undone) == ((), ())


async def test_step_whose_edit_is_still_under_way_is_the_latest(
    desk: ScreenDesk, visit: Appointment
) -> None:
    first = await step(desk, visit, "booked", "arrived")
    may_go_on = threading.Event()
    desk.worker.submit(lambda: may_go_on.wait(PATIENCE_S))
    doing = asyncio.create_task(step(desk, visit, "arrived", "in_room"))
    await asyncio.sleep(0)
    stack = desk.data_sync.undo
    taking_back = asyncio.create_task(stack.undo())
    await asyncio.sleep(0.02)
    may_go_on.set()
    second = await doing
    assert await taking_back == second
    assert stack.done == (first,)
    assert stored(desk, visit).status == "arrived"


async def test_doing_something_new_ends_what_could_be_done_again(
    desk: ScreenDesk, visit: Appointment
) -> None:
    await step(desk, visit, "booked", "arrived")
    await desk.data_sync.undo.undo()
    await move(desk, visit, minutes=60)
    assert desk.data_sync.undo.undone == ()


async def test_one_of_several_steps_is_taken_back_by_itself(
    desk: ScreenDesk, visit: Appointment
) -> None:
    first = await move(desk, visit, minutes=60)
    second = await step(desk, visit, "booked", "arrived")
    stack = desk.data_sync.undo
    assert await stack.undo(first) == first
    assert stored(desk, visit).starts_at == visit.starts_at
    assert stack.done == (second,)
    assert await stack.undo(first) is None


async def test_steps_another_version_wrote_are_left_out(desk: ScreenDesk) -> None:
    wrong: list[object] = [1, {}, {"kind": MOVED}, ["x"]]
    wrong.append({"kind": MOVED, "record_id": "no", "before": {}, "after": {}, "at": "yesterday"})
    wrong.append({"kind": MOVED, "record_id": 5, "before": {}, "after": 1, "at": str(NOON)})
    desk.data_sync.preferences.remember("steps_done", wrong)
    assert desk.data_sync.undo.done == ()


@pytest.mark.parametrize(
    ("status", "wanted", "steps"),
    [
        ("arrived", "booked", ("booked",)),
        ("in_room", "booked", ("arrived", "booked")),
        ("completed", "booked", ("in_room", "arrived", "booked")),
        ("cancelled", "arrived", ("booked", "arrived")),
        ("no_show", "booked", ("booked",)),
        ("booked", "cancelled", ("cancelled",)),
        ("booked", "booked", ()),
    ],
)
def test_way_back_calls_nothing_off(status: str, wanted: str, steps: tuple[str, ...]) -> None:
    assert way(status, wanted) == steps


def test_way_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidTransition):
        way("booked", "requested")
