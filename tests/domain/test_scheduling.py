"""Rules of the day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.domain.appointment import PROGRESS, TRANSITIONS, arrival_of
from app.domain.errors import InvalidTransition, InvalidValue
from app.domain.scheduling import (
    TransitionAccepted,
    TransitionClash,
    merge_transition,
    moved_on,
    overlaps,
    with_slot,
)
from tests.factories import NOON, a_context, a_patient, a_practitioner, a_room, an_appointment

PATIENT, OTHER = a_patient(), a_patient()
DOCTOR, ROOM = a_practitioner(), a_room()


@pytest.mark.parametrize(
    ("offset_min", "length_min", "clash"),
    [(-30, 30, False), (-29, 30, True), (0, 30, True), (29, 30, True), (30, 30, False)],
)
def test_visits_overlap_only_when_they_share_a_minute(
    offset_min: int, length_min: int, clash: bool
) -> None:
    held = an_appointment(PATIENT, practitioner_id=DOCTOR.id)
    wanted = an_appointment(
        OTHER,
        practitioner_id=DOCTOR.id,
        starts_at=NOON + timedelta(minutes=offset_min),
        length_min=length_min,
    )
    assert bool(overlaps(wanted, [held])) is clash


def test_every_reason_of_an_overlap_is_named() -> None:
    held = an_appointment(PATIENT, practitioner_id=DOCTOR.id, room_id=ROOM.id)
    wanted = an_appointment(PATIENT, practitioner_id=DOCTOR.id, room_id=ROOM.id)
    (found,) = overlaps(wanted, [held])
    assert found.reasons == ("practitioner", "room", "patient")


def test_a_cancelled_visit_is_in_nobodys_way() -> None:
    held = an_appointment(PATIENT, practitioner_id=DOCTOR.id, status="cancelled")
    assert overlaps(an_appointment(OTHER, practitioner_id=DOCTOR.id), [held]) == []


@pytest.mark.parametrize("length_min", [4, 481])
def test_a_visit_is_5_to_480_minutes_long(length_min: int) -> None:
    with pytest.raises(InvalidValue):
        with_slot(
            an_appointment(PATIENT),
            starts_at=NOON,
            length_min=length_min,
            practitioner_id=None,
            room_id=None,
        )


def test_moving_on_stamps_who_when_and_where() -> None:
    context = a_context()
    arrived = moved_on(an_appointment(PATIENT), "arrived", now=NOON, context=context)
    assert arrived.stamps["arrived"] == {
        "at": "2026-11-21T17:00:00+00:00",
        "by": context.user_id,
        "from": context.workstation_id,
    }


def test_a_move_that_is_not_allowed_is_refused() -> None:
    with pytest.raises(InvalidTransition):
        moved_on(
            an_appointment(PATIENT, status="completed"),
            "no_show",
            now=NOON,
            context=a_context(),
        )


@pytest.mark.parametrize("made_on", sorted(PROGRESS))
@pytest.mark.parametrize("target", sorted(PROGRESS))
@pytest.mark.parametrize("now_at", sorted(PROGRESS))
def test_a_late_event_never_moves_a_patient_backwards(
    made_on: str, target: str, now_at: str
) -> None:
    if made_on == now_at or target not in TRANSITIONS[made_on]:
        return
    outcome = merge_transition({"status": now_at}, {"status": target}, made_on=made_on)
    if isinstance(outcome, TransitionAccepted):
        reached = outcome.fields.get("status", now_at)
        assert PROGRESS[reached] >= PROGRESS[now_at]


def test_a_late_event_keeps_both_time_stamps() -> None:
    outcome = merge_transition(
        {"status": "in_room", "stamps": {"in_room": {"at": "10:05"}}},
        {"status": "arrived", "stamps": {"arrived": {"at": "10:00"}}},
        made_on="booked",
    )
    assert isinstance(outcome, TransitionAccepted)
    assert outcome.is_late
    assert set(outcome.fields["stamps"]) == {"arrived", "in_room"}
    assert "status" not in outcome.fields


def test_arriving_for_a_visit_cancelled_meanwhile_is_for_a_person_to_decide() -> None:
    outcome = merge_transition({"status": "cancelled"}, {"status": "arrived"}, made_on="booked")
    assert isinstance(outcome, TransitionClash)


@pytest.mark.parametrize(
    ("stamps", "arrived_at"),
    [
        ({"arrived": {"at": NOON.isoformat()}}, NOON),
        ({"arrived": {"at": ""}}, None),
        ({"arrived": {"at": "soon"}}, None),
        ({"arrived": {"at": 7}}, None),
        ({"arrived": "soon"}, None),
        ({"arrived": None}, None),
        ({}, None),
        ([], None),
    ],
)
def test_arrival_is_read_where_the_stamps_tell_it(
    stamps: object, arrived_at: datetime | None
) -> None:
    assert arrival_of(stamps) == arrived_at
