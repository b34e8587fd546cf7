"""What a clinic sets up is kept, changed, removed and brought back; visits in its way are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.availability import Block, Holiday, PractitionerSchedule
from app.domain.errors import InvalidRecord, InvalidValue, PermissionDenied, StaleVersion
from app.domain.message import MessageTemplate
from app.domain.staff import Role
from app.services import setup_entries
from app.services.setup_entries import InTheWay, Span, day_span
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    TODAY,
    ZONE,
    a_context,
    a_patient,
    a_practitioner,
    a_record,
    a_room,
    an_appointment,
)

pytestmark = pytest.mark.row("F7")
ONO, WEISS, ROOM = a_practitioner(family_name="Ono"), a_practitioner(), a_room()
AMARA = a_patient()
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(store: LocalStore) -> LocalStore:
    with store.unit_of_work(a_context(role=Role.ADMIN)) as uow:
        for one in (ONO, WEISS, ROOM):
            uow.add(one)
    with store.unit_of_work(a_context()) as uow:
        uow.add(AMARA)
        for hour, who, room, status in (
            (0, ONO, None, "booked"),
            (1, WEISS, ROOM, "booked"),
            (2, ONO, None, "cancelled"),
            (24, ONO, None, "booked"),
        ):
            starts_at = NOON + hour * HOUR
            uow.add(
                an_appointment(
                    AMARA,
                    starts_at=starts_at,
                    ends_at=starts_at + HOUR / 2,
                    practitioner_id=who.id,
                    room_id=room.id if room else None,
                    status=status,
                )
            )
    return store


def found(store: LocalStore, span: Span) -> InTheWay:
    with store.reader() as reader:
        return setup_entries.in_the_way(reader, span)


def a_block(**changes: object) -> Block:
    slot = {"starts_at": NOON, "ends_at": NOON + 3 * HOUR}
    return a_record(Block, **{"reason": "Meeting", "practitioner_id": ONO.id, **slot, **changes})


def test_visits_in_time_to_be_closed_are_those_of_its_provider_or_room(desk: LocalStore) -> None:
    whole = Span(begins_at=NOON, ends_at=NOON + 3 * HOUR)
    assert found(desk, whole) == InTheWay(2, (NOON, NOON + HOUR))
    assert found(desk, replace(whole, practitioner_id=ONO.id)) == InTheWay(1, (NOON,))
    assert found(desk, replace(whole, room_id=ROOM.id)) == InTheWay(1, (NOON + HOUR,))
    both = replace(whole, practitioner_id=ONO.id, room_id=ROOM.id)
    assert found(desk, both).count == 2


def test_closed_day_is_the_clinic_s_own_day(desk: LocalStore) -> None:
    assert found(desk, day_span(TODAY, ZONE)).count == 2
    assert found(desk, day_span(TODAY + timedelta(days=1), ZONE)).count == 1
    assert found(desk, day_span(TODAY + timedelta(days=2), ZONE)).count == 0


def test_entry_is_kept_changed_removed_and_brought_back(desk: LocalStore) -> None:
    begin, who = desk.unit_of_work, a_context()
    made = setup_entries.save(begin, who, record=a_block(), based_on=None)
    changed = setup_entries.save(begin, who, record=replace(made, reason="Lunch"), based_on=made)
    assert changed.reason == "Lunch"
    setup_entries.remove(begin, who, record=changed)
    with desk.reader() as reader:
        assert setup_entries.blocks(reader, since=NOON) == ()
    setup_entries.bring_back(begin, who, record=changed)
    with desk.reader() as reader:
        assert [one.reason for one in setup_entries.blocks(reader, since=NOON)] == ["Lunch"]


def test_what_somebody_changed_meanwhile_is_neither_overwritten_nor_removed(
    desk: LocalStore,
) -> None:
    begin, who = desk.unit_of_work, a_context()
    made = setup_entries.save(begin, who, record=a_block(), based_on=None)
    setup_entries.save(begin, who, record=replace(made, reason="Lunch"), based_on=made)
    with pytest.raises(StaleVersion):
        setup_entries.save(begin, who, record=replace(made, reason="Break"), based_on=made)
    with pytest.raises(StaleVersion):
        setup_entries.remove(begin, who, record=made)


def test_rules_of_an_entry_hold(desk: LocalStore) -> None:
    for wrong in (a_block(practitioner_id=None), a_block(ends_at=NOON), a_block(reason=" ")):
        with pytest.raises(InvalidRecord):
            setup_entries.save(desk.unit_of_work, a_context(), record=wrong, based_on=None)
    with pytest.raises(InvalidValue):
        setup_entries.save(desk.unit_of_work, a_context(), record=a_patient(), based_on=None)


def test_clinician_sets_nothing_up(desk: LocalStore) -> None:
    with pytest.raises(PermissionDenied):
        setup_entries.save(
            desk.unit_of_work, a_context(role=Role.CLINICIAN), record=a_block(), based_on=None
        )


def test_lists_hold_what_is_to_come_and_every_template(desk: LocalStore) -> None:
    begin, who = desk.unit_of_work, a_context()
    for record in (
        a_block(starts_at=NOON - 5 * HOUR, ends_at=NOON - HOUR),
        a_record(Holiday, on=TODAY - timedelta(days=1), name="Past"),
        a_record(Holiday, on=TODAY, name="Today"),
        a_record(MessageTemplate, name="Old", text="x", is_active=False),
        a_record(
            PractitionerSchedule,
            practitioner_id=ONO.id,
            weekday="TU",
            begins_at=540,
            ends_at=600,
        ),
        a_record(
            PractitionerSchedule,
            practitioner_id=ONO.id,
            weekday="MO",
            begins_at=540,
            ends_at=600,
            valid_from=date(2026, 1, 1),
        ),
    ):
        setup_entries.save(begin, who, record=record, based_on=None)
    with desk.reader() as reader:
        assert setup_entries.blocks(reader, since=NOON) == ()
        assert [one.name for one in setup_entries.closed_days(reader, since=TODAY)] == ["Today"]
        assert [one.name for one in setup_entries.templates(reader)] == ["Old"]
        assert [one.weekday for one in setup_entries.hours(reader)] == ["MO", "TU"]
        assert setup_entries.names(reader).rooms == {ROOM.id: ROOM.name}
