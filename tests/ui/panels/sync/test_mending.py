"""A refused change put right in words of the clinic: amounts, dates, names, and no half values."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.billing import Payment
from app.domain.declare import Record
from app.domain.ids import new_id
from app.domain.operations import OperationState
from app.domain.patient import Patient
from app.ui.panels.sync.mending import MendingForm
from app.ui.panels.sync.panel import SyncPanel
from tests.factories import NOON, a_child, a_context, an_appointment
from tests.ui.conftest import ScreenDesk, until
from tests.ui.panels.sync.test_panel import button, panel, patient, refuse, rows, states

__all__ = ["panel", "patient"]
pytestmark = pytest.mark.row("A2")


async def form_for(panel: SyncPanel, desk: ScreenDesk, qtbot: QtBot, made: Record) -> MendingForm:
    """The form for a new record that the server refused."""

    def add() -> None:
        with desk.store.unit_of_work(a_context()) as uow:
            uow.add(made)

    desk.worker.submit(add).result()
    refuse(desk)
    await until(lambda: states(desk) == [OperationState.QUARANTINED])
    await rows(panel, 1)
    panel.waiting._show_row(0)
    qtbot.mouseClick(button(panel, "edit_waiting_button"), Qt.MouseButton.LeftButton)
    form = panel.waiting.mending
    await until(form.isVisible)
    return form


def a_payment(patient: Patient, **changes: Any) -> Payment:
    facts = {"amount_minor": 2500, "method": "card", "received_on": NOON.date(), **changes}
    return a_child(Payment, patient, id=new_id(), **facts)


def typed(form: MendingForm, name: str, text: str) -> None:
    form.fields[name].set_value(text)


async def test_amounts_and_days_are_typed_as_people_write_them(
    panel: SyncPanel, desk: ScreenDesk, patient: Patient, qtbot: QtBot
) -> None:
    made = a_payment(patient)
    form = await form_for(panel, desk, qtbot, made)
    assert form.fields["amount_minor"].value() == "25.00"
    assert form.fields["amount_minor"].control.accessibleName() == "Amount"
    typed(form, "amount_minor", "1,030.5")
    typed(form, "received_on", "11/20/2026")
    qtbot.mouseClick(form.send, Qt.MouseButton.LeftButton)
    await until(lambda: states(desk) == [OperationState.QUEUED], what="sent")
    kept = desk.stored(Payment, made.id)
    assert (kept.amount_minor, kept.received_on) == (103_050, date(2026, 11, 20))


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("amount_minor", "twenty", "Amount is no amount like 25.00."),
        ("received_on", "yesterday", "Received on is no date like 11/21/2026."),
    ],
)
async def test_what_cannot_be_read_is_said_with_an_example(
    field: str,
    text: str,
    said: str,
    panel: SyncPanel,
    desk: ScreenDesk,
    patient: Patient,
    qtbot: QtBot,
) -> None:
    form = await form_for(panel, desk, qtbot, a_payment(patient))
    typed(form, field, text)
    qtbot.mouseClick(form.send, Qt.MouseButton.LeftButton)
    await until(lambda: form._error.text() == said, what=said)
    assert states(desk) == [OperationState.QUARANTINED]
    assert form.fields[field].value() == text


async def test_references_are_names_and_stay_as_they_are(
    panel: SyncPanel, desk: ScreenDesk, patient: Patient, qtbot: QtBot
) -> None:
    form = await form_for(panel, desk, qtbot, a_payment(patient))
    assert form.fields["patient_id"].value() == "Okafor, Amara"
    assert form.fields["patient_id"].is_locked
    texts = [field.value() for field in form.fields.values()]
    assert patient.id not in texts


async def test_a_visits_time_is_one_value_in_clinic_time(
    panel: SyncPanel, desk: ScreenDesk, patient: Patient, qtbot: QtBot
) -> None:
    visit = an_appointment(patient, starts_at=NOON + timedelta(days=2))
    form = await form_for(panel, desk, qtbot, visit)
    assert form.fields["starts_at"].value() == "23 Nov, 12:00"
    open_here = {name for name, field in form.fields.items() if not field.is_locked}
    assert {"zone", "local_start", "stamps"}.isdisjoint(form.fields)
    assert {"starts_at", "ends_at", "status", "practitioner_id"}.isdisjoint(open_here)
    assert {"reason", "note"} <= open_here
