"""Book, move and follow visits on a real encrypted store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from app.domain.appointment import Appointment
from app.domain.availability import Block, Holiday
from app.domain.errors import (
    InvalidTransition,
    InvalidValue,
    PermissionDenied,
    SlotTaken,
    StaleVersion,
)
from app.domain.ids import AppointmentId, PatientId, PractitionerId, RoomId, new_id
from app.domain.patient import Patient
from app.services import appointments
from app.services.appointments import InTheWay, NewVisit, Slot
from app.services.day import Whose, read_day, read_week
from app.services.merging import merge
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    ZONE,
    a_clinic,
    a_patient,
    a_practitioner,
    a_record,
    a_room,
    a_visit_type,
    an_allergy,
)
from tests.storage.conftest import CONTEXT, HandClock
from tests.storage.test_gatekeeper import there

DOCTOR, ROOM, KIND = a_practitioner(), a_room(), a_visit_type()
AMARA, LENA = a_patient(), a_patient(family_name="Kowalska", given_names="Lena")
DAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def people(store: LocalStore) -> None:
    with store.unit_of_work(CONTEXT) as uow:
        for record in (DOCTOR, ROOM, KIND, AMARA, LENA, an_allergy(LENA)):
            uow.add(record)


def slot(**changes: Any) -> Slot:
    fields: dict[str, Any] = {
        "starts_at": NOON,
        "length_min": 30,
        "practitioner_id": PractitionerId(DOCTOR.id),
        "room_id": RoomId(ROOM.id),
    }
    return Slot(**{**fields, **changes})


def book(
    store: LocalStore, patient: Patient = AMARA, *, over: str = "", **changes: Any
) -> Appointment:
    visit = NewVisit(patient_id=PatientId(patient.id), slot=slot(**changes), visit_type_id=KIND.id)
    return appointments.book(store.unit_of_work, CONTEXT, visit=visit, zone=ZONE, over=over)


def save(store: LocalStore, visit: Appointment) -> Appointment:
    with store.unit_of_work(CONTEXT) as uow:
        return uow.save(visit)


def set_status(store: LocalStore, visit: Appointment, status: str, **more: Any) -> Appointment:
    return appointments.set_status(
        store.unit_of_work,
        CONTEXT,
        appointment_id=AppointmentId(visit.id),
        status=status,
        **more,
    )


def move(store: LocalStore, visit: Appointment, **more: Any) -> Appointment:
    return appointments.move(
        store.unit_of_work, CONTEXT, appointment_id=AppointmentId(visit.id), **more
    )


def test_a_booked_visit_knows_its_wall_time_and_who_booked_it(store: LocalStore) -> None:
    made = book(store)
    assert (made.local_start, made.length_min, made.status) == ("2026-11-21T12:00", 30, "booked")
    assert made.stamps["booked"]["by"] == CONTEXT.user_id


def test_a_taken_slot_is_refused_with_every_reason_and_nothing_is_saved(store: LocalStore) -> None:
    held = book(store)
    with pytest.raises(SlotTaken) as caught:
        book(store, AMARA)
    assert caught.value.reasons == ("patient", "practitioner", "room")
    assert caught.value.held_by == (held.id,)
    assert len(day(store).visits) == 1


def test_visit_of_the_patients_other_record_is_in_the_way_once_they_are_merged(
    store: LocalStore,
) -> None:
    elsewhere = {"practitioner_id": None, "room_id": None}
    held = book(store, LENA, **elsewhere)
    ids = {"survivor_id": PatientId(AMARA.id), "merged_id": PatientId(LENA.id)}
    merge(store.unit_of_work, CONTEXT, **ids)
    with pytest.raises(SlotTaken) as caught:
        book(store, **elsewhere)
    assert caught.value.reasons == ("patient",)
    assert book(store, over="squeezed in", **elsewhere).is_overbook
    assert held.patient_id == LENA.id


def test_an_override_books_over_it_and_says_so(store: LocalStore) -> None:
    book(store)
    assert book(store, LENA, over="squeezed in").is_overbook
    later = book(store, LENA, starts_at=NOON + timedelta(hours=2), over="squeezed in")
    assert (later.is_overbook, later.override_reason) == (False, "")


def test_an_override_keeps_why_and_the_audit_trail_has_it(store: LocalStore) -> None:
    book(store)
    over = book(store, LENA, over="  squeezed in ")
    assert over.override_reason == "squeezed in"
    with store.unit_of_work(CONTEXT) as uow:
        (sent,) = uow.outbox.of_row("appointment", over.id)
    assert sent.operation.reason == "squeezed in"
    moved = move(store, over, slot=slot(starts_at=NOON + timedelta(hours=2)))
    assert (moved.is_overbook, moved.override_reason) == (False, "")
    with store.database.reading() as session:
        last = session.one("SELECT action, fields FROM audit ORDER BY seq DESC LIMIT 1")
    assert last is not None
    assert last[0] == "update"
    assert "override_reason" in last[1]


def test_blanks_are_no_reason_to_book_over_others(store: LocalStore) -> None:
    book(store)
    with pytest.raises(SlotTaken):
        book(store, LENA, over="   ")


@pytest.mark.usefixtures("nobody_overrides")
def test_closed_time_is_booked_only_where_the_role_may_say_so(store: LocalStore) -> None:
    block = a_record(
        Block,
        starts_at=NOON,
        ends_at=NOON + timedelta(hours=1),
        reason="Lunch",
        practitioner_id=PractitionerId(DOCTOR.id),
        room_id=None,
    )
    there(store, block)
    with pytest.raises(PermissionDenied) as denied:
        book(store, over="squeezed in")
    assert denied.value.permission == "schedule.override"


def test_a_visit_moves_to_a_free_slot_and_not_onto_a_taken_one(store: LocalStore) -> None:
    book(store)
    other = book(store, LENA, starts_at=NOON + timedelta(hours=1))
    with pytest.raises(SlotTaken):
        move(store, other, slot=slot(starts_at=NOON + timedelta(minutes=15)))
    moved = move(store, other, slot=slot(starts_at=NOON + timedelta(minutes=30)))
    assert moved.local_start == "2026-11-21T12:30"


def test_a_visit_moved_meanwhile_is_not_moved_again_unseen(store: LocalStore) -> None:
    shown = book(store)
    move(store, shown, slot=slot(starts_at=NOON + timedelta(hours=1)))
    with pytest.raises(StaleVersion):
        move(store, shown, slot=slot(starts_at=NOON + timedelta(hours=2)), based_on=shown)


def test_a_move_clears_the_mark_of_a_double_booking(store: LocalStore) -> None:
    made = book(store)
    with store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(made, needs_resolution=True))
    moved = move(store, made, slot=slot(starts_at=NOON + timedelta(hours=1)))
    assert not moved.needs_resolution


@pytest.mark.parametrize(
    ("changes", "needs_resolution"),
    [
        ({"starts_at": NOON + timedelta(hours=1)}, False),
        ({"practitioner_id": None}, False),
        ({"length_min": 45}, True),
    ],
)
def test_an_edit_that_moves_a_visit_clears_the_mark_as_a_move_does(
    store: LocalStore, changes: dict[str, Any], needs_resolution: bool
) -> None:
    made = book(store)
    with store.unit_of_work(CONTEXT) as uow:
        uow.save(replace(made, needs_resolution=True))
    edited = appointments.edit(
        store.unit_of_work,
        CONTEXT,
        appointment_id=AppointmentId(made.id),
        changes={"reason": "Cough"},
        slot=slot(**changes),
    )
    assert (edited.reason, edited.needs_resolution) == ("Cough", needs_resolution)


def test_a_long_visit_that_began_hours_ago_still_holds_its_time(store: LocalStore) -> None:
    held = book(store, starts_at=NOON - timedelta(hours=7, minutes=45), length_min=480)
    with pytest.raises(SlotTaken) as caught:
        book(store, LENA)
    assert caught.value.held_by == (held.id,)


@pytest.mark.parametrize("length_min", [4, 481])
def test_a_length_out_of_bounds_is_refused(store: LocalStore, length_min: int) -> None:
    with pytest.raises(InvalidValue):
        book(store, length_min=length_min)


def test_a_visit_flows_from_arrival_to_check_out_and_a_step_back(store: LocalStore) -> None:
    visit = book(store)
    for status in ("arrived", "in_room", "arrived", "in_room", "completed"):
        visit = set_status(store, visit, status)
    assert visit.status == "completed"
    with pytest.raises(InvalidTransition):
        set_status(store, visit, "no_show")


@pytest.mark.parametrize(("hours_before", "late"), [(25, False), (23, True)])
def test_a_cancellation_within_a_day_is_late(
    store: LocalStore, clock: HandClock, hours_before: int, late: bool
) -> None:
    visit = book(store, starts_at=clock.now() + timedelta(hours=hours_before))
    cancelled = set_status(store, visit, "cancelled", reason=" sick ")
    assert (cancelled.is_late_cancel, cancelled.cancel_reason) == (late, "sick")


def test_a_cancelled_visits_time_is_free_and_cannot_be_taken_back_once_given_away(
    store: LocalStore,
) -> None:
    first = book(store)
    set_status(store, first, "cancelled")
    book(store, LENA)
    with pytest.raises(SlotTaken):
        set_status(store, first, "booked")


def day(store: LocalStore, wanted: date = DAY) -> Any:
    with store.reader() as reader:
        return read_day(reader, wanted=wanted, clinic=a_clinic())


@pytest.mark.row("E3")
def test_the_day_shows_names_marks_and_columns(store: LocalStore) -> None:
    visit = book(store, LENA)
    arrived = set_status(store, visit, "arrived")
    (shown,) = day(store).visits
    assert (shown.patient_name, shown.practitioner_name) == ("Kowalska, Lena", "Dr. Weiß")
    assert (shown.room_name, shown.visit_type_name) == ("Room 1", "Follow-up")
    assert (shown.has_allergy, shown.is_pending, shown.is_tentative) == (True, True, True)
    assert shown.waiting_since is not None
    assert shown.waiting_since.isoformat(timespec="seconds") == arrived.stamps["arrived"]["at"]
    assert [one.id for one in day(store).practitioners] == [DOCTOR.id]


@pytest.mark.row("F7")
def test_a_week_is_one_providers_or_one_rooms(store: LocalStore) -> None:
    visit, elsewhere = book(store), book(store, LENA, starts_at=NOON + timedelta(hours=2))
    other = book(store, LENA, practitioner_id=None, starts_at=NOON + timedelta(hours=4))
    monday = DAY - timedelta(days=5)
    with store.reader() as reader:
        of = partial(read_week, reader, wanted=DAY, first=monday, clinic=a_clinic())
        doctors = of(whose=Whose(practitioner_id=DOCTOR.id))
        rooms = of(whose=Whose(room_id=visit.room_id))
        nobody = of(whose=Whose(practitioner_id=PractitionerId(new_id())))
    assert [one.id for one in doctors.visits] == [visit.id, elsewhere.id]
    assert [one.id for one in rooms.visits] == [visit.id, elsewhere.id, other.id]
    assert nobody.visits == ()
    assert doctors.days == tuple(monday + timedelta(days=day) for day in range(7))
    assert doctors.ends_at - doctors.begins_at == timedelta(days=7)


def test_the_day_ends_at_the_clinics_midnight(store: LocalStore) -> None:
    inside = book(store, starts_at=NOON + timedelta(hours=11, minutes=59))
    book(store, LENA, starts_at=NOON + timedelta(hours=12, minutes=30))
    assert [one.id for one in day(store).visits] == [inside.id]


def test_a_visit_over_midnight_is_on_both_days(store: LocalStore) -> None:
    late = book(store, starts_at=NOON + timedelta(hours=11, minutes=45), length_min=60)
    book(store, LENA, starts_at=NOON + timedelta(hours=11, minutes=15))
    ends_at_midnight = NOON + timedelta(hours=11, minutes=30)
    book(store, starts_at=ends_at_midnight, practitioner_id=None, room_id=None, over="squeezed in")
    both = [one.id for one in day(store).visits]
    assert len(both) == 3
    assert late.id in both
    assert [one.id for one in day(store, DAY + timedelta(days=1)).visits] == [late.id]


def test_the_longest_visit_over_midnight_is_on_the_next_day(store: LocalStore) -> None:
    late = book(store, starts_at=NOON + timedelta(hours=4, minutes=1), length_min=480)
    assert [one.id for one in day(store, DAY + timedelta(days=1)).visits] == [late.id]


def test_visits_entered_in_error_are_not_shown_and_guests_get_a_column(store: LocalStore) -> None:
    guest = a_practitioner(family_name="Guest", is_schedulable=False)
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(guest)
    set_status(store, book(store), "entered_in_error")
    book(store, LENA, practitioner_id=guest.id)
    found = day(store)
    assert len(found.visits) == 1
    assert [one.family_name for one in found.practitioners] == ["Weiß", "Guest"]


def test_a_slot_is_checked_before_it_is_booked(store: LocalStore) -> None:
    held = book(store)
    with store.reader() as reader:
        found = appointments.check_slot(
            reader, patient_id=PatientId(LENA.id), slot=slot(), zone=ZONE
        )
        own = appointments.check_slot(
            reader,
            patient_id=PatientId(AMARA.id),
            slot=slot(),
            zone=ZONE,
            appointment_id=AppointmentId(held.id),
        )
    assert [(one.appointment_id, one.reasons) for one in found.overlaps] == [
        (held.id, ("practitioner", "room"))
    ]
    assert own == InTheWay()


@pytest.mark.row("F7")
@pytest.mark.parametrize("whose", ["practitioner_id", "room_id"])
def test_blocked_time_and_closed_days_are_refused_with_every_reason(
    store: LocalStore, whose: str
) -> None:
    fields: dict[str, Any] = {"practitioner_id": None, "room_id": None}
    lunch = a_record(
        Block,
        starts_at=NOON - timedelta(minutes=15),
        ends_at=NOON + timedelta(minutes=15),
        reason="Lunch",
        **{**fields, whose: getattr(slot(), whose)},
    )
    there(store, lunch, a_record(Holiday, on=DAY, name="Founders' day", location_id=None))
    with pytest.raises(SlotTaken) as refused:
        book(store)
    assert refused.value.reasons == ("block", "holiday")
    with store.reader() as reader:
        patient_id = PatientId(AMARA.id)
        found = appointments.check_slot(reader, patient_id=patient_id, slot=slot(), zone=ZONE)
    assert [(one.reason, one.words) for one in found.closed] == [
        ("block", "Lunch"),
        ("holiday", "Founders' day"),
    ]
    # Nobody else is there: the rule that no two visits hold one time still counts for it.
    assert not book(store, over="squeezed in").is_overbook
    with pytest.raises(SlotTaken):
        book(store, LENA)


def test_a_block_of_somebody_else_is_in_nobodys_way(store: LocalStore) -> None:
    block = a_record(
        Block,
        starts_at=NOON,
        ends_at=NOON + timedelta(hours=1),
        reason="Course",
        practitioner_id=new_id(),
        room_id=None,
    )
    there(store, block)
    assert book(store).status == "booked"


def test_a_patients_visits_come_latest_first(store: LocalStore) -> None:
    early, late = book(store), book(store, starts_at=NOON + timedelta(days=1))
    with store.reader() as reader:
        found = appointments.of_patient(reader, patient_id=PatientId(AMARA.id))
    assert [one.id for one in found] == [late.id, early.id]


@pytest.mark.row("B7")
@pytest.mark.usefixtures("nobody_overrides")
@pytest.mark.parametrize("way", ["book", "move", "edit", "keep over another"])
def test_a_visit_goes_over_others_only_where_the_role_may_say_so(
    way: str, store: LocalStore
) -> None:
    book(store)
    free = book(store, LENA, starts_at=NOON + timedelta(hours=2))
    ways: dict[str, Callable[[], object]] = {
        "book": lambda: book(store, LENA, over="squeezed in"),
        "move": lambda: move(store, free, slot=slot(), over="squeezed in"),
        "edit": lambda: appointments.edit(
            store.unit_of_work,
            CONTEXT,
            appointment_id=AppointmentId(free.id),
            changes={"reason": "x"},
            slot=slot(),
            over="squeezed in",
        ),
        "keep over another": lambda: save(store, replace(free, is_overbook=True)),
    }
    with pytest.raises(PermissionDenied) as denied:
        ways[way]()
    assert denied.value.permission == "schedule.override"
    with store.database.reading() as session:
        last = session.one("SELECT action, fields FROM audit ORDER BY seq DESC LIMIT 1")
    assert last is not None
    assert last[0] == "deny"
    assert "schedule.override" in last[1]


@pytest.mark.row("B7")
def test_a_visit_over_others_is_moved_away_by_whoever_may_not_put_it_there(
    store: LocalStore, request: pytest.FixtureRequest
) -> None:
    book(store)
    over = book(store, LENA, over="squeezed in")
    assert over.is_overbook
    request.getfixturevalue("nobody_overrides")
    assert not move(store, over, slot=slot(starts_at=NOON + timedelta(hours=2))).is_overbook
    assert set_status(store, over, "arrived").status == "arrived"
