"""What patients are to be told of their visits, killed at every statement: it goes with the visit,
and the message comes with the mark that it was drafted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.appointment import Appointment
from app.domain.ids import AppointmentId, PatientId, new_id
from app.domain.telling import HeldNotice, Telling, known_of
from app.services import appointments, held_notices, series
from app.services.appointments import Slot
from app.storage.store import LocalStore
from tests.factories import NOON, a_clinic, a_patient, an_appointment
from tests.services.killing import ROW, Deed, done, fail, kill, lay, prepared, refusable, refuse
from tests.storage.conftest import CONTEXT

pytestmark = pytest.mark.row("B3", "F7")
CLINIC, AMARA = a_clinic(id=CONTEXT.clinic_id), a_patient()
LATER = timedelta(hours=2)
STANDS, MOVED, SENT = (
    an_appointment(AMARA, starts_at=NOON + timedelta(days=day)) for day in (1, 2, 3)
)
SERIES = AppointmentId(new_id())
WEEKLY, FOLLOWS = (
    an_appointment(AMARA, id=key, starts_at=NOON + timedelta(days=day), series_id=SERIES)
    for key, day in ((SERIES, 5), (new_id(), 12))
)


def told_of(visit: Appointment) -> HeldNotice:
    """What is held of a visit that was moved two hours on."""
    now = replace(visit, starts_at=visit.starts_at + LATER)
    return HeldNotice(
        appointment_id=AppointmentId(visit.id),
        patient_id=PatientId(AMARA.id),
        known=known_of(visit),
        now=known_of(now),
        telling=Telling.MOVED,
        due_at=NOON,
    )


DEEDS: dict[str, Deed] = {
    "visit moved, its patient not told yet": done(
        appointments.move,
        {"appointment": 1, "draft": 1, **ROW},
        CONTEXT,
        appointment_id=AppointmentId(STANDS.id),
        slot=Slot(starts_at=STANDS.starts_at + LATER, length_min=30),
    ),
    "visit moved again, the message about it unsent": done(
        appointments.move,
        {"appointment": 1, "draft": 1, "message": 1, "message_thread": 1},
        CONTEXT,
        appointment_id=AppointmentId(SENT.id),
        slot=Slot(starts_at=SENT.starts_at + 2 * LATER, length_min=30),
    ),
    "series called off": done(
        series.cancel_from,
        {"appointment": 2, "draft": 2, "audit": 2, "outbox": 2},
        CONTEXT,
        appointment_id=AppointmentId(WEEKLY.id),
    ),
    "message drafted": done(
        held_notices.tell,
        {"message": 1, "message_thread": 1, "draft": 1, "audit": 2, "outbox": 2},
        CONTEXT,
        notices=[told_of(MOVED)],
        subject="Your appointment",
        text="Dear {patient}, come later.",
    ),
    "nobody told": done(held_notices.give_up, {"audit": 1}, CONTEXT, notices=[told_of(MOVED)]),
}


def fill(store: LocalStore) -> None:
    lay(store, CLINIC, AMARA, STANDS, MOVED, SENT, WEEKLY, FOLLOWS)
    for visit in (MOVED, SENT):
        later = Slot(starts_at=visit.starts_at + LATER, length_min=30)
        key = AppointmentId(visit.id)
        appointments.move(store.unit_of_work, CONTEXT, appointment_id=key, slot=later)
    text, notices = "Dear {patient}, come later.", [told_of(SENT)]
    held_notices.tell(store.unit_of_work, CONTEXT, notices=notices, subject="Moved", text=text)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("desk"), fill)


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_kill_at_every_statement_leaves_all_or_nothing(
    deed: Deed, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(deed, desk, tmp_path, monkeypatch)


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_failure_of_every_statement_leaves_nothing_and_the_desk_goes_on(
    deed: Deed, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(deed, desk, tmp_path, monkeypatch)


@pytest.mark.parametrize("deed", refusable(DEEDS))
def test_refusal_leaves_nothing_but_its_line_in_the_trail(
    deed: Deed, desk: Path, tmp_path: Path
) -> None:
    refuse(deed, desk, tmp_path)
