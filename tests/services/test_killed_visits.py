"""Visits, the waiting list, walk-ins and recalls, killed at every statement."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.errors import InvalidTransition, InvalidValue, SlotTaken, StaleVersion
from app.domain.ids import AppointmentId, PatientId
from app.domain.waiting import Recall, WaitlistEntry
from app.services import appointments, recalls, series, waitlist, walk_ins
from app.services.appointments import NewVisit, Slot
from app.storage.store import LocalStore
from tests.factories import (
    NOON,
    TODAY,
    ZONE,
    a_child,
    a_patient,
    a_practitioner,
    an_appointment,
)
from tests.services.killing import ROW, Deed, done, fail, kill, lay, prepared, refusable, refuse
from tests.storage.conftest import CONTEXT

DOCTOR = a_practitioner()
AMARA, CHIDI = a_patient(), a_patient(given_names="Chidi")
AMARA_ID = PatientId(AMARA.id)
HAS = an_appointment(AMARA, starts_at=NOON + timedelta(days=3), practitioner_id=DOCTOR.id)
WAITS = a_child(WaitlistEntry, AMARA, appointment_id=HAS.id)
RECALLED = a_child(Recall, AMARA, due_on=TODAY)
CAME_IN = a_child(WaitlistEntry, AMARA, arrived_at=NOON)
WALKED_IN = an_appointment(AMARA, starts_at=NOON + timedelta(days=4))
SEATED = a_child(
    WaitlistEntry, AMARA, arrived_at=NOON, status="booked", appointment_id=WALKED_IN.id
)
WEEKLY = an_appointment(AMARA, starts_at=NOON + timedelta(days=5), recurrence="FREQ=WEEKLY;COUNT=2")
WEEKLY = replace(WEEKLY, series_id=AppointmentId(WEEKLY.id))
FOLLOWS = an_appointment(
    AMARA, starts_at=NOON + timedelta(days=12), series_id=AppointmentId(WEEKLY.id)
)
FREE = Slot(starts_at=NOON + timedelta(days=1), length_min=30)
WITH_DOCTOR = replace(FREE, practitioner_id=DOCTOR.id)
WEEKS = [Slot(starts_at=NOON + timedelta(days=day), length_min=30) for day in (8, 15)]
MEANT = recalls.RecallWish(patient_id=AMARA_ID, due_on=TODAY, reason="Mammogram")
VISIT, RECALL = {"appointment": 1, **ROW}, {"recall": 1, **ROW}
ENTRY = {"waitlist_entry": 1, **ROW}

DEEDS = {
    "visit booked": done(
        appointments.book,
        VISIT,
        CONTEXT,
        again=SlotTaken,
        visit=NewVisit(patient_id=AMARA_ID, slot=WITH_DOCTOR),
        zone=ZONE,
    ),
    "recall answered by a visit": done(
        appointments.book,
        {"appointment": 1, "recall": 1, "audit": 2, "outbox": 2},
        CONTEXT,
        visit=NewVisit(patient_id=AMARA_ID, slot=FREE, recall_id=RECALLED.id),
        zone=ZONE,
    ),
    "visit moved": done(
        appointments.move,
        VISIT,
        CONTEXT,
        appointment_id=HAS.id,
        slot=WITH_DOCTOR,
        based_on=HAS,
    ),
    "visit changed with its time": done(
        appointments.edit,
        VISIT,
        CONTEXT,
        appointment_id=HAS.id,
        changes={"reason": "Check-up"},
        based_on=HAS,
        slot=FREE,
    ),
    "arrival": done(
        appointments.set_status,
        VISIT,
        CONTEXT,
        again=InvalidTransition,
        appointment_id=HAS.id,
        status="arrived",
    ),
    "patient who said they come": done(
        appointments.set_confirmation,
        VISIT,
        CONTEXT,
        again=StaleVersion,
        appointment_id=HAS.id,
        confirmation="confirmed",
        was="none",
    ),
    "series booked": done(
        series.book_series,
        {"appointment": 2, "audit": 2, "outbox": 2},
        CONTEXT,
        visit=NewVisit(patient_id=AMARA_ID, slot=WEEKS[0]),
        slots=WEEKS,
        rule="FREQ=WEEKLY;COUNT=2",
        zone=ZONE,
    ),
    "series called off": done(
        series.cancel_from,
        {"appointment": 2, "audit": 2, "outbox": 2},
        CONTEXT,
        appointment_id=WEEKLY.id,
    ),
    "somebody put on the waiting list": done(
        waitlist.add,
        ENTRY,
        CONTEXT,
        wish=waitlist.NewWish(patient_id=AMARA_ID, gives_up_visit=True),
    ),
    "somebody who was offered a time": done(
        waitlist.set_status,
        ENTRY,
        CONTEXT,
        again=StaleVersion,
        entry_id=WAITS.id,
        status="offered",
        was="waiting",
    ),
    "freed time booked and the old visit released": done(
        waitlist.book_freed,
        {"appointment": 2, "waitlist_entry": 1, "audit": 3, "outbox": 3},
        CONTEXT,
        again=InvalidTransition,
        entry_id=WAITS.id,
        slot=FREE,
        zone=ZONE,
        release=True,
    ),
    "walk-in": done(
        walk_ins.add,
        ENTRY,
        CONTEXT,
        again=InvalidValue,
        walk_in=walk_ins.NewWalkIn(patient_id=PatientId(CHIDI.id)),
        zone=ZONE,
    ),
    "walk-in who is seen before others": done(
        walk_ins.set_urgent, ENTRY, CONTEXT, entry_id=CAME_IN.id, is_urgent=True
    ),
    "walk-in taken in": done(
        walk_ins.seat,
        {"appointment": 1, "waitlist_entry": 1, "audit": 4, "outbox": 4},
        CONTEXT,
        again=InvalidTransition,
        entry_id=CAME_IN.id,
        slot=FREE,
        zone=ZONE,
        is_taken_in=True,
    ),
    "walk-in put back": done(
        walk_ins.unseat,
        {"appointment": 1, "waitlist_entry": 1, "audit": 2, "outbox": 2},
        CONTEXT,
        again=StaleVersion,
        entry_id=SEATED.id,
    ),
    "recall written down": done(recalls.add, RECALL, CONTEXT, wish=MEANT),
    "recall changed": done(
        recalls.change,
        RECALL,
        CONTEXT,
        recall_id=RECALLED.id,
        wish=MEANT,
        based_on=RECALLED,
    ),
    "recall that was called about": done(
        recalls.note_contact,
        RECALL,
        CONTEXT,
        recall_id=RECALLED.id,
        outcome="calls back",
    ),
    "recall declined": done(
        recalls.set_status,
        RECALL,
        CONTEXT,
        again=StaleVersion,
        recall_id=RECALLED.id,
        status="declined",
        was="due",
    ),
}


def fill(store: LocalStore) -> None:
    visits = (HAS, WALKED_IN, WEEKLY, FOLLOWS)
    lay(store, DOCTOR, AMARA, CHIDI, *visits, WAITS, CAME_IN, SEATED, RECALLED)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("desk"), fill)


@pytest.mark.row("B3", "A5")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_kill_at_every_statement_leaves_all_or_nothing(
    deed: Deed, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(deed, desk, tmp_path, monkeypatch)


@pytest.mark.row("B3")
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_failure_of_every_statement_leaves_nothing_and_the_desk_goes_on(
    deed: Deed, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(deed, desk, tmp_path, monkeypatch)


@pytest.mark.row("B3")
@pytest.mark.parametrize("deed", refusable(DEEDS))
def test_refusal_leaves_nothing_but_its_line_in_the_trail(
    deed: Deed, desk: Path, tmp_path: Path
) -> None:
    refuse(deed, desk, tmp_path)
