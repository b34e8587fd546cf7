"""A moved or cancelled visit tells its patient after a while, and not where it was taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.appointment import Appointment
from app.domain.audit import AuditAction
from app.domain.context import ExecutionContext
from app.domain.errors import PermissionDenied
from app.domain.ids import AppointmentId, PatientId, PractitionerId, RecordId, RoomId
from app.domain.message import Message, MessageThread
from app.domain.query import Query
from app.domain.staff import Clinic, Role
from app.domain.telling import HeldNotice, Telling
from app.domain.values import local_text
from app.services import appointments, held_notices, messages, series
from app.services.appointments import NewVisit, Slot
from app.services.reading import every
from app.storage.store import LocalStore
from tests.factories import ZONE, a_clinic, a_patient, a_practitioner, a_room
from tests.storage.conftest import CONTEXT, START, HandClock

ADLER, BRANDT = a_practitioner(), a_practitioner(family_name="Brandt")
ROOM = a_room()
ADMIN = replace(CONTEXT, role=Role.ADMIN)
AMARA = a_patient(phone_mobile="+15185550100")
SOON = START + timedelta(days=2)
TEXT = "Dear {patient},\nyour appointment was moved."
NOBODY: list[HeldNotice] = []


@pytest.fixture(autouse=True)
def people(store: LocalStore) -> None:
    with store.unit_of_work(ADMIN) as uow:
        for record in (a_clinic(id=CONTEXT.clinic_id), ADLER, BRANDT, ROOM):
            uow.add(record)
    with store.unit_of_work(CONTEXT) as uow:
        uow.add(AMARA)


def slot(*, hours: int = 0, doctor: RecordId = ADLER.id) -> Slot:
    at = SOON + timedelta(hours=hours)
    return Slot(starts_at=at, length_min=30, practitioner_id=PractitionerId(doctor))


def book(store: LocalStore, *, hours: int = 0) -> Appointment:
    visit = NewVisit(patient_id=PatientId(AMARA.id), slot=slot(hours=hours))
    return appointments.book(store.unit_of_work, CONTEXT, visit=visit, zone=ZONE)


def move(store: LocalStore, visit: Appointment, where: Slot) -> Appointment:
    return appointments.move(
        store.unit_of_work, CONTEXT, appointment_id=AppointmentId(visit.id), slot=where
    )


def step(store: LocalStore, visit: Appointment, status: str) -> Appointment:
    key = AppointmentId(visit.id)
    begin = store.unit_of_work
    return appointments.set_status(begin, CONTEXT, appointment_id=key, status=status)


def held(store: LocalStore, clock: HandClock) -> list[HeldNotice]:
    with store.reader() as reader:
        found = held_notices.held(reader, workstation_id=CONTEXT.workstation_id, now=clock.now())
    return list(found)


def minutes_left(notice: HeldNotice, clock: HandClock) -> int:
    return round((notice.due_at - clock.now()) / timedelta(minutes=1))


def tell(
    store: LocalStore, notices: list[HeldNotice], context: ExecutionContext = CONTEXT
) -> Message | None:
    return held_notices.tell(
        store.unit_of_work, context, notices=notices, subject="Your appointment", text=TEXT
    )


def written(store: LocalStore) -> list[Message]:
    with store.reader() as reader:
        threads = list(every(reader, Query(MessageThread)))
        found = list(every(reader, Query(Message)))
    assert len(threads) == len(found)
    return found


def test_a_moved_visit_is_held_for_the_clinics_minutes_and_queues_nothing(
    store: LocalStore, clock: HandClock
) -> None:
    visit = move(store, book(store), slot(hours=1, doctor=BRANDT.id))
    (notice,) = held(store, clock)
    assert (notice.appointment_id, notice.telling) == (visit.id, Telling.MOVED)
    assert (notice.known.starts_at, notice.now.starts_at) == (SOON, SOON + timedelta(hours=1))
    assert notice.practitioner_name == BRANDT.display_name
    assert minutes_left(notice, clock) == 3
    assert written(store) == []


@pytest.mark.parametrize("how", ["moved back", "stepped back"])
def test_what_is_taken_back_leaves_nothing_to_tell(
    how: str, store: LocalStore, clock: HandClock
) -> None:
    visit = book(store)
    if how == "moved back":
        move(store, move(store, visit, slot(hours=1)), slot())
    else:
        step(store, step(store, visit, "cancelled"), "booked")
    assert held(store, clock) == NOBODY


def test_another_room_or_length_is_no_news(store: LocalStore, clock: HandClock) -> None:
    visit = book(store)
    move(store, visit, replace(slot(), room_id=RoomId(ROOM.id), length_min=45))
    assert held(store, clock) == NOBODY


def test_two_moves_are_one_notice_from_where_the_patient_knows_it(
    store: LocalStore, clock: HandClock
) -> None:
    visit = move(store, book(store), slot(hours=1))
    clock.move(minutes=2)
    move(store, visit, slot(hours=2))
    (notice,) = held(store, clock)
    assert (notice.known.starts_at, notice.now.starts_at) == (SOON, SOON + timedelta(hours=2))
    assert minutes_left(notice, clock) == 3


def test_a_notice_becomes_one_draft_for_a_person(store: LocalStore, clock: HandClock) -> None:
    move(store, book(store), slot(hours=1))
    message = tell(store, held(store, clock))
    assert message is not None
    assert message.text == "Dear Amara Okafor,\nyour appointment was moved."
    assert (message.drafted_by, message.channel) == (CONTEXT.user_id, "sms")
    assert held(store, clock) == NOBODY
    assert tell(store, held(store, clock)) is None
    assert len(written(store)) == 1


def test_an_undo_after_that_takes_the_unsent_draft_with_it(
    store: LocalStore, clock: HandClock
) -> None:
    visit = move(store, book(store), slot(hours=1))
    tell(store, held(store, clock))
    move(store, visit, slot())
    assert held(store, clock) == NOBODY
    assert written(store) == []


def test_a_move_after_an_unsent_draft_is_told_from_the_first_time(
    store: LocalStore, clock: HandClock
) -> None:
    visit = move(store, book(store), slot(hours=1))
    tell(store, held(store, clock))
    move(store, visit, slot(hours=2))
    (notice,) = held(store, clock)
    assert notice.known.starts_at == SOON
    assert written(store) == []


@pytest.mark.parametrize("done", ["sent", "edited"])
def test_what_a_person_sent_or_wrote_stays(done: str, store: LocalStore, clock: HandClock) -> None:
    visit = move(store, book(store), slot(hours=1))
    message = tell(store, held(store, clock))
    assert message is not None
    finish = messages.mark_sent if done == "sent" else messages.edit
    key = message.id
    finish(store.unit_of_work, CONTEXT, message_id=key, text="Come later.", channel="sms")
    move(store, visit, slot())
    (notice,) = held(store, clock)  # they were told of the later time, or are about to be
    assert (notice.known.starts_at, notice.now.starts_at) == (SOON + timedelta(hours=1), SOON)
    assert [one.text for one in written(store)] == ["Come later."]


def test_a_series_called_off_is_one_message_and_one_taken_back_leaves_the_others(
    store: LocalStore, clock: HandClock
) -> None:
    first = NewVisit(patient_id=PatientId(AMARA.id), slot=slot())
    slots = [replace(slot(), starts_at=SOON + timedelta(days=7 * week)) for week in range(3)]
    made = series.book_series(
        store.unit_of_work, CONTEXT, visit=first, slots=slots, rule="FREQ=WEEKLY;COUNT=3", zone=ZONE
    )
    key = AppointmentId(made[0].id)
    series.cancel_from(store.unit_of_work, CONTEXT, appointment_id=key)
    assert [one.telling for one in held(store, clock)] == [Telling.CANCELLED] * 3
    tell(store, held(store, clock))
    assert len(written(store)) == 1
    step(store, made[1], "booked")
    assert written(store) == []
    assert {one.appointment_id for one in held(store, clock)} == {made[0].id, made[2].id}


def test_a_text_about_what_changed_meanwhile_is_not_drafted(
    store: LocalStore, clock: HandClock
) -> None:
    visit = move(store, book(store), slot(hours=1))
    before = held(store, clock)
    move(store, visit, slot(hours=2))
    assert tell(store, before) is None
    assert written(store) == []
    assert len(held(store, clock)) == 1


def test_who_is_here_or_was_to_come_before_now_is_told_nothing(
    store: LocalStore, clock: HandClock
) -> None:
    visit = move(store, book(store), slot(hours=1))
    step(store, visit, "arrived")
    assert held(store, clock) == NOBODY
    other = book(store, hours=5)
    step(store, other, "cancelled")
    clock.move(days=3)
    assert {one.telling for one in held(store, clock)} == {None}


def test_nobody_is_told_on_purpose_and_the_trail_says_so(
    store: LocalStore, clock: HandClock
) -> None:
    visit = move(store, book(store), slot(hours=1))
    held_notices.give_up(store.unit_of_work, CONTEXT, notices=held(store, clock))
    assert held(store, clock) == NOBODY
    last = store.database.writer.all("SELECT action, row_id FROM audit ORDER BY seq DESC LIMIT 1")
    assert last == [(AuditAction.DRAFT_DISCARDED.value, bytes.fromhex(visit.id))]


def test_a_role_that_writes_no_messages_leaves_it_to_another(
    store: LocalStore, clock: HandClock
) -> None:
    move(store, book(store), slot(hours=1))
    for nobody in (tell_as, give_up_as):
        with pytest.raises(PermissionDenied):
            nobody(store, held(store, clock), replace(CONTEXT, role=Role.ADMIN))
    assert len(held(store, clock)) == 1


def tell_as(store: LocalStore, notices: list[HeldNotice], context: ExecutionContext) -> None:
    tell(store, notices, context)


def give_up_as(store: LocalStore, notices: list[HeldNotice], context: ExecutionContext) -> None:
    held_notices.give_up(store.unit_of_work, context, notices=notices)


def test_a_clinic_that_writes_to_nobody_holds_nothing(store: LocalStore, clock: HandClock) -> None:
    with store.unit_of_work(ADMIN) as uow:
        clinic = uow.records(Clinic).get(CONTEXT.clinic_id)
        assert clinic is not None
        uow.save(replace(clinic, tells_after_min=0))
    move(store, book(store), slot(hours=1))
    assert held(store, clock) == NOBODY


def test_a_move_made_at_another_desk_is_compared_as_it_is_now(
    store: LocalStore, clock: HandClock
) -> None:
    """Whoever moves it back there leaves nothing to tell here."""
    visit = move(store, book(store), slot(hours=1))
    with store.unit_of_work(CONTEXT) as uow:
        stored = uow.records(Appointment).get(visit.id)
        assert stored is not None
        ends = SOON + timedelta(minutes=30)
        local = local_text(SOON, ZONE)
        uow.save(replace(stored, starts_at=SOON, ends_at=ends, local_start=local))
    (notice,) = held(store, clock)
    assert notice.telling is None
    held_notices.give_up(store.unit_of_work, CONTEXT, notices=[notice])
    assert held(store, clock) == NOBODY
