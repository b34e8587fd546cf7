"""Two visits at one time as a work list: who, since when, where else; moved and told in one go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.appointment import Appointment
from app.domain.conflict import SyncConflict
from app.domain.errors import InvalidValue, SlotTaken
from app.domain.ids import AppointmentId, RecordId, new_id
from app.domain.message import Message, MessageThread
from app.domain.query import Query
from app.protocol.codec import to_wire
from app.services import conflicts, double_bookings, messages
from app.services.appointments import Slot
from app.services.double_bookings import DoubleBooking, Moved
from app.services.reading import every
from tests.factories import NOON, a_clinic
from tests.services.test_conflicts import NewDesk, double_booked, meet
from tests.simulation.server_model import ServerModel
from tests.sync.conftest import DeskStore, new_desk, server, template
from tests.sync.test_push_and_pull import pull_all

__all__ = ["new_desk", "server", "template"]
PATIENCE = timedelta(days=2)


def booking(desk: DeskStore, conflict: SyncConflict) -> DoubleBooking:
    with desk.store.reader() as reader:
        return double_bookings.read_booking(reader, desk.context, conflict, now=NOON - PATIENCE)


def found(server: ServerModel, make: NewDesk) -> tuple[DeskStore, DeskStore, SyncConflict]:
    """Two desks that know their clinic, and the double booking they made."""
    clinic = a_clinic()
    server.load([("clinic", clinic.id, to_wire(clinic))], NOON)
    return double_booked(server, make)


def move(desk: DeskStore, conflict: SyncConflict, visit_id: str, slot: Slot, text: str) -> Moved:
    return double_bookings.move(
        desk.begin,
        desk.context,
        conflict_id=conflict.id,
        visit_id=AppointmentId(RecordId(visit_id)),
        slot=slot,
        subject="Moved",
        text=text,
    )


def stored(desk: DeskStore, key: str | None) -> Appointment:
    with desk.store.reader() as reader:
        visit = reader.records(Appointment).get(RecordId(key or ""))
    assert visit is not None
    return visit


def all_of(desk: DeskStore, record_type: type[Message | MessageThread]) -> list[object]:
    with desk.store.reader() as reader:
        return list(every(reader, Query(record_type)))


def test_both_are_named_with_who_booked_them_and_three_times_each(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, _, conflict = found(server, new_desk)
    pair = booking(one, conflict)
    assert pair.first is not None
    assert pair.second is not None
    assert (pair.first.visit.id, pair.second.visit.id) == (conflict.other_row_id, conflict.row_id)
    assert pair.both[0].booked_at <= pair.both[1].booked_at
    for booked in pair.both:
        assert booked.phones == ("1",)
        assert booked.booked_by == "Sara N."
        assert len(booked.free) == 3
        assert all(slot.starts_at != NOON for slot in booked.free)


@pytest.mark.parametrize("which", ["row_id", "other_row_id"], ids=["second", "first"])
def test_either_is_moved_settled_and_its_patient_written_to_in_one_go(
    which: str, server: ServerModel, new_desk: NewDesk
) -> None:
    one, two, conflict = found(server, new_desk)
    pair = booking(one, conflict)
    moving = pair.second if which == "row_id" else pair.first
    assert moving is not None
    slot = moving.free[0]
    moved = move(one, conflict, moving.visit.id, slot, "Dear …")
    assert moved.message is not None
    meet(server, one, two)
    for desk in (one, two):
        assert stored(desk, moving.visit.id).starts_at == slot.starts_at
        assert not stored(desk, conflict.row_id).needs_resolution
        with desk.store.reader() as reader:
            assert conflicts.undecided(reader) == ()
            (draft,) = messages.drafts(reader, desk.context)
        assert (draft.message.text, draft.message.drafted_by) == ("Dear …", one.context.user_id)
    assert stored(two, moving.visit.id).local_start == stored(one, moving.visit.id).local_start


@pytest.mark.parametrize("which", ["row_id", "other_row_id"], ids=["second", "first"])
def test_move_is_taken_back_with_its_message_and_the_two_wait_again(
    which: str, server: ServerModel, new_desk: NewDesk
) -> None:
    one, two, conflict = found(server, new_desk)
    pair = booking(one, conflict)
    moving = pair.second if which == "row_id" else pair.first
    assert moving is not None
    moved = move(one, conflict, moving.visit.id, moving.free[0], "Dear …")
    meet(server, one, two)
    double_bookings.take_back(one.begin, one.context, moved)
    meet(server, one, two)
    for desk in (one, two):
        assert stored(desk, moving.visit.id).starts_at == NOON
        assert stored(desk, conflict.row_id).needs_resolution
        assert all_of(desk, Message) == all_of(desk, MessageThread) == []
        with desk.store.reader() as reader:
            (again,) = conflicts.undecided(reader)
        assert again.id == conflict.id


def test_move_is_not_taken_back_once_the_patient_was_told(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, _, conflict = found(server, new_desk)
    moving = booking(one, conflict).both[1]
    moved = move(one, conflict, moving.visit.id, moving.free[0], "Dear …")
    assert moved.message is not None
    messages.mark_sent(
        one.begin, one.context, message_id=moved.message.id, text="Dear …", channel="phone"
    )
    with pytest.raises(InvalidValue) as refused:
        double_bookings.take_back(one.begin, one.context, moved)
    assert refused.value.field == "drafted_by"
    assert stored(one, moving.visit.id).starts_at == moving.free[0].starts_at


def test_time_given_away_meanwhile_is_refused_and_nobody_is_written_to(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, _, conflict = found(server, new_desk)
    moving = booking(one, conflict).both[1]
    taken = Slot(starts_at=NOON, length_min=30, practitioner_id=moving.visit.practitioner_id)
    with pytest.raises(SlotTaken):
        move(one, conflict, moving.visit.id, taken, "Dear …")
    assert all_of(one, Message) == []
    with one.store.reader() as reader:
        assert len(conflicts.undecided(reader)) == 1


def test_only_the_two_visits_of_the_conflict_are_moved(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, _, conflict = found(server, new_desk)
    with pytest.raises(InvalidValue):
        move(one, conflict, new_id(), booking(one, conflict).both[0].free[0], "")


def test_second_desk_that_moves_the_other_one_is_told_it_is_settled(
    server: ServerModel, new_desk: NewDesk
) -> None:
    one, two, conflict = found(server, new_desk)
    first, second = booking(one, conflict).both
    move(one, conflict, first.visit.id, first.free[0], "")
    move(two, conflict, second.visit.id, second.free[0], "")
    meet(server, one, two)
    pull_all(two, server)
    for desk in (one, two):
        assert stored(desk, first.visit.id).starts_at == first.free[0].starts_at
        assert stored(desk, second.visit.id).starts_at == NOON
        with desk.store.reader() as reader:
            assert conflicts.undecided(reader) == ()
