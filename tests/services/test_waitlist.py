"""The waiting list in a real store: who fits a freed time; one transaction books and releases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.appointment import Appointment
from app.domain.errors import InvalidTransition, SlotTaken, StaleVersion
from app.domain.ids import PatientId, PractitionerId, RecordId
from app.domain.waiting import WaitlistEntry
from app.services import call_lists, waitlist
from app.services.appointments import Slot
from app.services.merging import merge
from app.services.waitlist import NewWish
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    ZONE,
    a_clinic,
    a_patient,
    a_practitioner,
    a_room,
    an_appointment,
)
from tests.storage.conftest import CONTEXT
from tests.storage.test_gatekeeper import there

AMARA, LENA = a_patient(phone_mobile="+12125550100"), a_patient(family_name="Kowalska")
WEISS, ONO = a_practitioner(), a_practitioner(family_name="Ono")
ROOM = a_room()
MORNING = NOON + timedelta(days=2, hours=-3)  # Monday 23 November, nine o'clock at the clinic
SLOT = Slot(starts_at=MORNING, length_min=30, practitioner_id=PractitionerId(WEISS.id))


@pytest.fixture(autouse=True)
def clinic(store: LocalStore) -> None:
    there(store, a_clinic(), AMARA, LENA, WEISS, ONO, ROOM)


def a_wish(store: LocalStore, patient: Any = AMARA, **changes: Any) -> WaitlistEntry:
    wish = NewWish(patient_id=PatientId(patient.id), **changes)
    return waitlist.add(store.unit_of_work, CONTEXT, wish=wish)


def matching(store: LocalStore, slot: Slot = SLOT, **changes: Any) -> list[str]:
    with store.reader() as reader:
        found = waitlist.matching(reader, slot, zone=ZONE, now=NOON, **changes)
    return [one.entry.id for one in found]


@pytest.mark.row("F7")
def test_urgent_comes_first_and_then_who_waits_longest(store: LocalStore) -> None:
    first, second = a_wish(store), a_wish(store, LENA)
    urgent = a_wish(store, LENA, is_urgent=True)
    assert matching(store) == [urgent.id, *sorted([first.id, second.id])]
    with store.reader() as reader:
        shown = waitlist.waiting(reader)
    assert {one.patient_name: one.phone for one in shown}[AMARA.display_name] == "+12125550100"


@pytest.mark.parametrize(
    "changes",
    [
        {"practitioner_id": ONO.id},
        {"length_min": 45},
        {"earliest_on": date(2026, 11, 24)},
        {"latest_on": date(2026, 11, 22)},
        {"weekdays": ("TU", "FR")},
        {"after_minute": 12 * 60},
        {"before_minute": 9 * 60 + 15},
    ],
    ids="-".join,
)
def test_who_cannot_come_then_is_not_offered(store: LocalStore, changes: dict[str, Any]) -> None:
    a_wish(store, **changes)
    assert matching(store) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"practitioner_id": WEISS.id},
        {"earliest_on": date(2026, 11, 23), "latest_on": date(2026, 11, 23)},
        {"weekdays": ("MO",)},
        {"after_minute": 9 * 60, "before_minute": 9 * 60 + 30},
    ],
    ids="-".join,
)
def test_who_can_come_is_offered(store: LocalStore, changes: dict[str, Any]) -> None:
    entry = a_wish(store, **changes)
    assert matching(store) == [entry.id]


def test_neither_the_past_nor_whoever_gave_it_up_is_offered(store: LocalStore) -> None:
    a_wish(store)
    assert matching(store, replace(SLOT, starts_at=NOON - timedelta(hours=1))) == []
    assert matching(store, not_for=PatientId(AMARA.id)) == []


def test_whoever_gave_it_up_is_not_asked_by_their_other_record_either(store: LocalStore) -> None:
    entry = a_wish(store, LENA)
    assert matching(store, not_for=PatientId(AMARA.id)) == [entry.id]
    ids = {"survivor_id": PatientId(AMARA.id), "merged_id": PatientId(LENA.id)}
    merge(store.unit_of_work, CONTEXT, **ids)
    assert matching(store, not_for=PatientId(AMARA.id)) == []


@pytest.mark.row("F7")
def test_booking_a_freed_time_releases_the_old_visit_with_it(store: LocalStore) -> None:
    old = an_appointment(AMARA, starts_at=MORNING + timedelta(days=3), practitioner_id=ONO.id)
    there(store, old)
    entry = a_wish(store, gives_up_visit=True, is_urgent=True)
    assert entry.appointment_id == old.id
    made = waitlist.book_freed(
        store.unit_of_work,
        CONTEXT,
        entry_id=RecordId(entry.id),
        slot=SLOT,
        zone=ZONE,
        release=True,
    )
    with store.reader() as reader:
        stored = reader.records(WaitlistEntry).get(entry.id)
        released = reader.records(Appointment).get(old.id)
    assert (made.starts_at, made.practitioner_id) == (MORNING, WEISS.id)
    assert stored is not None
    assert (stored.status, stored.appointment_id) == ("booked", made.id)
    assert released is not None
    assert (released.status, released.is_late_cancel) == ("cancelled", False)
    assert matching(store) == []


def test_a_time_that_was_given_away_books_nobody_and_releases_nothing(store: LocalStore) -> None:
    old = an_appointment(AMARA, starts_at=MORNING + timedelta(days=3))
    taken = an_appointment(LENA, starts_at=MORNING, practitioner_id=WEISS.id)
    there(store, old, taken)
    entry = a_wish(store, gives_up_visit=True)

    def book() -> object:
        return waitlist.book_freed(
            store.unit_of_work,
            CONTEXT,
            entry_id=RecordId(entry.id),
            slot=SLOT,
            zone=ZONE,
            release=True,
        )

    with pytest.raises(SlotTaken):
        book()
    with store.reader() as reader:
        kept = reader.records(Appointment).get(old.id)
        still = reader.records(WaitlistEntry).get(entry.id)
    assert kept is not None
    assert still is not None
    assert (kept.status, still.status) == ("booked", "waiting")


def test_who_was_taken_off_the_list_is_not_booked_from_it(store: LocalStore) -> None:
    entry = a_wish(store)

    def say(status: str, was: str | None = None) -> WaitlistEntry:
        return waitlist.set_status(
            store.unit_of_work, CONTEXT, entry_id=RecordId(entry.id), status=status, was=was
        )

    say("closed", "waiting")
    refused: Callable[[], object] = lambda: say("waiting", "booked")  # noqa: E731
    with pytest.raises(StaleVersion):
        refused()
    with pytest.raises(InvalidTransition):
        say("booked")
    assert say("waiting", "closed").status == "waiting"


@pytest.mark.row("F7")
def test_the_next_days_unconfirmed_visits_come_with_phones(store: LocalStore) -> None:
    def on(days: int, **changes: Any) -> Appointment:
        return an_appointment(AMARA, starts_at=NOON + timedelta(days=days), **changes)

    message, plain = on(1, confirmation="left_message"), on(3)
    others = [on(0), on(2, confirmation="confirmed"), on(2, status="cancelled"), on(4)]
    there(store, message, plain, *others)
    with store.reader() as reader:
        found = call_lists.to_confirm(reader, today=NOON.date(), clinic=a_clinic())
    assert [(one.visit.id, one.phone) for one in found] == [
        (message.id, "+12125550100"),
        (plain.id, "+12125550100"),
    ]
