"""What each role may do with the day's visits: refused in words, before anything is begun."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QPushButton, QWidget

from app.domain.appointment import Appointment
from app.domain.conflict import ConflictKind, SyncConflict
from app.domain.errors import PermissionDenied
from app.domain.ids import AppointmentId, PractitionerId, new_id
from app.domain.staff import Role
from app.ui.break_glass import BreakGlassSheet
from app.ui.permitted import WhyLine
from app.ui.widgets.calendar_values import Ghost
from tests.factories import NOON
from tests.ui.conftest import in_role, until
from tests.ui.panels.appointments.conftest import Clinic, Screen, at
from tests.ui.panels.appointments.test_panel import ALT, LEFT, drop

MINE = PractitionerId(new_id())
clinician = in_role(Role.CLINICIAN, practitioner_id=MINE)
billing = in_role(Role.BILLING)
admin = in_role(Role.ADMIN)
NOT_OTHERS = "Your role, clinician, does not move or change visits, except your own."
NO_BOOKING = "Your role, billing, does not book visits."
NO_CHANGE = "Your role, billing, does not move or change visits."


def why(screen: Screen, name: str) -> str:
    line = screen.part(name, WhyLine)
    return line.text() if not line.isHidden() else ""


async def show(screen: Screen, *visits: Appointment) -> None:
    screen.desk.pull(*visits)
    await until(lambda: all(screen.panel.views.visit(visit.id) for visit in visits))
    await screen.quiet()


async def open_form(screen: Screen, visit: Appointment) -> None:
    screen.panel._forms.open(visit.id)
    await until(lambda: screen.panel.form.visit_id == visit.id)
    await screen.quiet()


def sweep(screen: Screen, column: int) -> None:
    """Drag over free time of a column with the mouse."""
    canvas = screen.panel.views.calendar.canvas
    layout = canvas.day_layout
    assert layout is not None
    place = layout.column_rect(column)
    start = QPoint(place.center().x(), layout.day.axis.y_of(14 * 60) + 2)
    QTest.mousePress(canvas, LEFT, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(canvas, start + QPoint(0, 30))
    QTest.mouseMove(canvas, start + QPoint(0, 60))
    QTest.mouseRelease(canvas, LEFT, Qt.KeyboardModifier.NoModifier, start + QPoint(0, 60))


# Billing and administrator: for reading


@billing
async def test_billing_books_nothing_and_the_page_says_so(screen: Screen) -> None:
    button = screen.part("new_appointment", QPushButton)
    assert not button.isEnabled()
    assert button.toolTip() == NO_BOOKING
    assert why(screen, "appointments_why") == NO_BOOKING
    screen.panel.start_new()
    assert screen.said == [NO_BOOKING]
    assert not screen.panel.form.is_open


@admin
async def test_an_administrator_reads_the_schedule(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    assert why(screen, "appointments_why") == "Your role, administrator, does not book visits."
    assert not screen.part("new_appointment").isEnabled()


@pytest.mark.row("B7")
@billing
async def test_a_drag_in_billing_does_not_begin(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    await drop(screen, visit, provider=clinic.ono.id, minute=10 * 60)
    assert screen.panel.views.calendar.canvas.ghost is None
    assert screen.said == [NO_CHANGE]
    await screen.quiet()
    assert screen.stored(visit).starts_at == at(9)
    assert screen.desk.denials() == []


@billing
async def test_the_alt_keys_are_answered_with_the_reason(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    screen.panel.views.select(visit.id)
    screen.panel.views.take_focus()
    screen.press(Qt.Key.Key_Down, ALT)
    assert screen.panel.views.calendar.canvas.ghost is None
    assert screen.said == [NO_CHANGE]


@billing
async def test_sweeping_over_free_time_does_not_begin(screen: Screen) -> None:
    sweep(screen, 0)
    assert screen.panel.views.calendar.canvas.ghost is None
    assert screen.said == [NO_BOOKING]


@billing
async def test_an_open_visit_can_be_read_in_billing(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    await open_form(screen, visit)
    assert why(screen, "booking_why") == NO_CHANGE
    assert why(screen, "visit_steps_why") == "Your role, billing, does not check in visits."
    assert not screen.part("booking_save").isEnabled()
    assert not screen.part("step_arrived").isEnabled()
    assert not screen.part("visit_confirmed").isEnabled()
    reason = screen.part("booking_reason", QLineEdit)
    assert reason.text() == "Cough"
    reason.setFocus()
    screen.type_text("x")
    assert reason.text() == "Cough"
    assert reason.accessibleDescription() == NO_CHANGE


@billing
async def test_keys_take_no_step_in_billing(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    screen.panel.views.select(visit.id)
    screen.panel.views.take_focus()
    screen.press(Qt.Key.Key_A)
    screen.press(Qt.Key.Key_F)
    await screen.quiet()
    assert screen.said == ["Your role, billing, does not check in visits.", NO_CHANGE]
    assert screen.stored(visit).status == "booked"


@billing
async def test_the_menu_keeps_its_entries_and_says_why_they_are_off(
    screen: Screen, clinic: Clinic
) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    screen.panel.menus.pop_up(visit.id, QPoint(50, 50))
    menu = screen.part("visit_menu", QMenu)
    off = [one for one in menu.actions() if one.text() and not one.isEnabled()]
    assert off[0].text().startswith("Arrived")
    assert off[0].toolTip() == "Your role, billing, does not check in visits."
    assert menu.actions()[-1].text() == "Your role, billing, does not check in visits."
    assert menu.actions()[0].isEnabled()
    menu.close()


@billing
async def test_allergy_marks_are_withheld_from_billing(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    shown = screen.panel.views.visit(visit.id)
    assert shown is not None
    assert not shown.has_allergy
    await open_form(screen, visit)
    assert not screen.part("visit_allergies").isVisible()
    assert why(screen, "visit_withheld") == "Not shown to your role, billing: allergies."


async def test_the_front_desk_sees_the_allergy_mark(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    shown = screen.panel.views.visit(visit.id)
    assert shown is not None
    assert shown.has_allergy


@pytest.mark.row("B7")
@billing
async def test_a_move_past_the_window_is_refused_and_audited(
    screen: Screen, clinic: Clinic
) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    visits = screen.desk.data_sync.appointments
    with pytest.raises(PermissionDenied):
        await visits.set_confirmation(AppointmentId(visit.id), "confirmed")
    assert any("schedule.edit" in one for one in screen.desk.denials())


# Clinician: one's own column


@clinician
async def test_a_clinician_moves_visits_of_their_own(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    await drop(screen, visit, provider=clinic.weiss.id, minute=10 * 60)
    await screen.shown(visit, lambda v: v.starts_at == at(10))
    assert why(screen, "appointments_why") == ""


@clinician
async def test_a_clinicians_visit_stays_in_its_column(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    await drop(screen, visit, provider=clinic.ono.id, minute=10 * 60)
    await screen.shown(visit, lambda v: v.starts_at == at(10))
    assert screen.stored(visit).practitioner_id == clinic.weiss.id


@clinician
async def test_a_colleagues_visit_is_not_taken_up(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.lena, 9, practitioner_id=clinic.ono.id)
    await show(screen, visit)
    await drop(screen, visit, provider=clinic.ono.id, minute=11 * 60)
    assert screen.said == [NOT_OTHERS]
    assert screen.panel.views.calendar.canvas.ghost is None


@clinician
async def test_a_colleagues_free_time_is_not_given_away(screen: Screen, clinic: Clinic) -> None:
    day = screen.panel.views.calendar.canvas.day
    assert day is not None
    sweep(screen, day.place_of(clinic.ono.id))
    assert screen.said == ["Your role, clinician, does not book visits, except your own."]
    assert not screen.panel.form.is_open


@clinician
async def test_a_new_booking_goes_to_ones_own_column(screen: Screen, clinic: Clinic) -> None:
    canvas = screen.panel.views.calendar.canvas
    place = Ghost("", clinic.ono.id, 14 * 60, 30)
    assert screen.panel.permits.own_place(place, canvas.day) == place._replace(
        column=clinic.weiss.id
    )


@clinician
async def test_choosing_a_colleague_as_provider_cannot_be_saved(
    screen: Screen, clinic: Clinic
) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    await open_form(screen, visit)
    assert screen.part("booking_save").isEnabled()
    provider = screen.part("booking_provider", QComboBox)
    provider.setCurrentIndex(provider.findData(clinic.ono.id))
    assert why(screen, "booking_why") == NOT_OTHERS
    assert not screen.part("booking_save").isEnabled()
    provider.setCurrentIndex(provider.findData(clinic.weiss.id))
    assert why(screen, "booking_why") == ""
    assert screen.part("booking_save").isEnabled()


@clinician
async def test_a_clinician_checks_in_their_own_alone(screen: Screen, clinic: Clinic) -> None:
    own = clinic.visit(clinic.amara, 9)
    other = clinic.visit(clinic.lena, 9, practitioner_id=clinic.ono.id, room_id=None)
    await show(screen, own, other)
    for visit in (own, other):
        screen.panel.views.select(visit.id)
        screen.panel.views.take_focus()
        screen.press(Qt.Key.Key_A)
        await screen.quiet()
    assert screen.stored(own).status == "arrived"
    assert screen.stored(other).status == "booked"
    assert screen.said[-1] == "Your role, clinician, does not check in visits, except your own."


@clinician
async def test_a_reason_shows_the_allergies_of_a_colleagues_patient(
    screen: Screen, clinic: Clinic
) -> None:
    visit = clinic.visit(clinic.amara, 9, practitioner_id=clinic.ono.id)
    await show(screen, visit)
    await open_form(screen, visit)
    assert why(screen, "visit_withheld") == "Not shown without a stated reason: allergies."
    QTest.mouseClick(screen.part("visit_withheld_reason", QPushButton), LEFT)
    sheet = screen.part("break_glass_sheet", BreakGlassSheet)
    sheet.findChild(QLineEdit, "glass_reason").setText("asked by Dr. Ono")
    sheet.findChild(QLineEdit, "glass_reason").textEdited.emit("")
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    await until(lambda: screen.part("visit_allergies").isVisible())
    await screen.shown(visit, lambda v: v.has_allergy)
    screen.desk.clock.passed = timedelta(hours=1, seconds=1)
    screen.panel.permits.watch.timer.timeout.emit()
    await screen.shown(visit, lambda v: not v.has_allergy)
    await until(lambda: not screen.part("visit_allergies").isVisible())


@admin
async def test_an_administrator_is_asked_for_a_reason_in_the_visit(
    screen: Screen, clinic: Clinic
) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    await open_form(screen, visit)
    await until(lambda: why(screen, "visit_withheld"))
    words = "Your role, administrator, does not see charts without a stated reason."
    assert why(screen, "visit_withheld") == words
    assert screen.part("visit_withheld_reason").isVisible()


# Double bookings


@billing
async def test_a_double_booking_says_who_does_not_decide_it(screen: Screen, clinic: Clinic) -> None:
    first = clinic.visit(clinic.amara, 9)
    second = clinic.visit(clinic.lena, 9, needs_resolution=True, room_id=None)
    conflict = SyncConflict(
        id=new_id(),
        created_at=NOON,
        updated_at=NOON,
        entity="appointment",
        row_id=second.id,
        other_row_id=first.id,
        patient_id=clinic.lena.id,
        kind=ConflictKind.DOUBLE_BOOKING,
    )
    screen.desk.pull(first, second, conflict)
    await until(screen.panel.double_bookings.isVisible)
    assert not screen.part(f"keep_both_{conflict.id}").isEnabled()
    assert not screen.part(f"move_{first.id}", QWidget).isEnabled()
    assert why(screen, f"double_why_{conflict.id}") == NO_CHANGE
    assert screen.stored(replace(second)).needs_resolution
