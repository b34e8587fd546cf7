"""Zero lost typing in the side form: a half-typed booking comes back, and goes with the booking."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.domain.appointment import Appointment
from app.domain.drafts import Draft
from app.ui.panels.appointments.panel import AppointmentsPanel
from app.ui.task_runner import TaskRunner
from tests.factories import USER_ID
from tests.ui.conftest import Slow, a_while, until
from tests.ui.panels.appointments.conftest import Clinic, Screen
from tests.ui.panels.appointments.test_booking_form import booked, edit, open_visit


def drafts(screen: Screen) -> tuple[Draft, ...]:
    with screen.desk.store.reader() as reader:
        return reader.drafts.of_user(USER_ID)


async def after_a_crash(screen: Screen) -> Screen:
    screen.panel.stop()
    screen.window.hide()
    tasks, window = TaskRunner(), QWidget()
    panel = AppointmentsPanel(screen.desk.data_sync, tasks, window)
    panel.resize(1244, 844)
    window.resize(1244, 844)
    again = Screen(screen.desk, panel, tasks, window)
    tasks.failed.connect(again.failures.append)
    screen.desk.at_end += [panel.stop, tasks.stop, window.close, window.deleteLater]
    window.show()
    window.activateWindow()
    panel.opened()
    await until(lambda: panel.schedule is not None)
    await again.quiet()
    return again


@pytest.mark.row("F2", "A3")
async def test_a_half_typed_booking_comes_back_with_its_patient(
    screen: Screen, clinic: Clinic
) -> None:
    screen.panel.book_for("")
    await screen.quiet()
    screen.type_text("kowal")
    screen.press(Qt.Key.Key_Return)
    await until(lambda: screen.panel.form._patient.patient_id == clinic.lena.id)
    edit(screen, "reason", "Sore throat")
    await until(lambda: drafts(screen) and drafts(screen)[0].content["patient"] == clinic.lena.id)
    again = await after_a_crash(screen)
    assert again.panel.open_draft("booking", "new")
    await until(lambda: again.panel.form._patient.patient_id == clinic.lena.id)
    assert again.panel.form._fields.values().reason == "Sore throat"
    assert "restored" in again.panel.form.draft.bar.text()
    again.panel.form.save()
    await until(lambda: not again.panel.form.is_open)
    await a_while(0.4)
    (visit,) = booked(again)
    assert (visit.patient_id, visit.reason) == (clinic.lena.id, "Sore throat")
    assert drafts(again) == ()


async def test_an_edit_of_a_visit_comes_back_over_what_changed_meanwhile(
    screen: Screen, clinic: Clinic
) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await open_visit(screen, visit)
    edit(screen, "note", "Bring the card")
    await screen.panel.keep_drafts()
    screen.panel.stop()
    screen.window.hide()
    stored: Appointment = screen.stored(visit)
    screen.desk.pull(replace(stored, version=stored.version + 1, reason="Fever"))
    again = await after_a_crash(screen)
    assert again.panel.open_draft("booking", visit.id)
    await until(lambda: again.panel.form._fields.values().note == "Bring the card")
    assert again.panel.form._fields.values().reason == "Fever"


@pytest.mark.row("F2", "A3")
async def test_what_was_begun_for_one_patient_does_not_come_up_under_another_chosen_meanwhile(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    """The look for the draft may take longer than a person does to choose."""
    screen.panel.book_for("")
    await screen.quiet()
    screen.type_text("kowal")
    screen.press(Qt.Key.Key_Return)
    await until(lambda: screen.panel.form._patient.patient_id == clinic.lena.id)
    edit(screen, "reason", "Sore throat")
    await screen.panel.keep_drafts()
    again = await after_a_crash(screen)
    slow(again.desk.data_sync.drafts, "get", 1.0)
    again.panel.book_for("")
    again.type_text("okafor")
    again.press(Qt.Key.Key_Return)
    await until(lambda: again.panel.form._patient.patient_id == clinic.amara.id)
    await until(lambda: {one.key.subject for one in drafts(again)} >= {f"new:{clinic.lena.id}"})
    await a_while(0.1)
    form = again.panel.form
    assert (form._patient.patient_id, form._fields.values().reason) == (clinic.amara.id, "")
    assert form.draft.bar.text() == ""
    form.close_guarded()
    assert again.panel.open_draft("booking", f"new:{clinic.lena.id}")
    await until(lambda: form._fields.values().reason == "Sore throat")
    await until(lambda: form._patient.patient_id == clinic.lena.id)


async def test_discarding_a_booking_shows_the_place_it_was_begun_at(
    screen: Screen, clinic: Clinic
) -> None:
    screen.panel.book_for(clinic.amara.id)
    await screen.quiet()
    edit(screen, "reason", "Cough")
    await screen.panel.keep_drafts()
    again = await after_a_crash(screen)
    again.panel.book_for(clinic.amara.id)
    await until(lambda: again.panel.form._fields.values().reason == "Cough")
    again.panel.form.draft.bar.discard_requested.emit()
    await until(lambda: not drafts(again))
    assert again.panel.form._fields.values().reason == ""
    assert not again.panel.form.is_dirty


async def test_a_booking_for_somebody_else_does_not_show_this_draft(
    screen: Screen, clinic: Clinic
) -> None:
    screen.panel.book_for(clinic.amara.id)
    await screen.quiet()
    edit(screen, "reason", "Cough")
    await screen.panel.keep_drafts()
    again = await after_a_crash(screen)
    again.panel.book_for(clinic.lena.id)
    await again.quiet()
    await a_while(0.05)
    assert again.panel.form._fields.values().reason == ""
    assert len(drafts(again)) == 1
