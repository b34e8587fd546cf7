"""Whole ways through the panel, on the real encrypted store."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton

from app.domain.appointment import Appointment
from app.domain.changes import Origin
from app.domain.errors import InvalidTransition
from app.domain.operations import OperationResult, OperationState
from app.ui.panels.appointments.panel import AppointmentsPanel
from app.ui.widgets.calendar_values import Ghost
from tests.factories import a_context
from tests.ui.conftest import Slow, a_while, until
from tests.ui.panels.appointments.conftest import Clinic, Screen, at

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


async def show(screen: Screen, *visits: Appointment) -> None:
    screen.desk.keep(*visits)
    await until(lambda: all(screen.panel.views.visit(visit.id) for visit in visits))
    await screen.quiet()


def column_of(panel: AppointmentsPanel, key: str) -> int:
    day = panel.views.calendar.canvas.day
    assert day is not None
    return [column.key for column in day.columns].index(key)


async def drop(screen: Screen, visit: Appointment, *, provider: str, minute: int) -> None:
    """Drag a visit with the mouse to a column and an elapsed minute."""
    canvas = screen.panel.views.calendar.canvas
    layout = canvas.day_layout
    assert layout is not None
    start = canvas.visit_rect(visit.id).topLeft() + QPoint(30, 4)
    column = layout.column_rect(column_of(screen.panel, provider))
    end = QPoint(column.center().x(), layout.day.axis.y_of(minute) + 5)
    QTest.mousePress(canvas, LEFT, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(canvas, end - QPoint(0, 20))
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, LEFT, Qt.KeyboardModifier.NoModifier, end)


async def test_an_empty_day_says_so(screen: Screen) -> None:
    title = screen.part("appointments_title", QLabel)
    assert title.text() == "Saturday 21 November"
    assert screen.part("appointments_counts", QLabel).text() == "0 visits · 2 providers"
    assert screen.part("waiting_nobody").isVisible()


@pytest.mark.row("E3")
async def test_a_booking_made_anywhere_appears_at_once(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    screen.desk.pull(visit)
    await screen.shown(visit, lambda v: v.patient_name == "Okafor, Amara")
    assert not screen.panel.views.calendar.canvas.visit_rect(visit.id).isEmpty()


@pytest.mark.row("E3")
async def test_a_renamed_patient_is_renamed_in_the_day(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    await screen.desk.data_sync.patients.update(clinic.amara.id, {"given_names": "Amarachi"})
    await screen.shown(visit, lambda v: v.patient_name == "Okafor, Amarachi")


@pytest.mark.row("F7")
async def test_dragging_a_visit_moves_it(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    await drop(screen, visit, provider=clinic.ono.id, minute=10 * 60)
    await screen.shown(visit, lambda v: v.starts_at == at(10))
    stored = screen.stored(visit)
    assert (stored.practitioner_id, stored.room_id) == (clinic.ono.id, clinic.room.id)
    assert screen.said == ["Okafor, Amara moved to 10:00"]
    assert screen.panel.views.calendar.canvas.ghost is None


@pytest.mark.row("F7")
async def test_a_drop_on_a_busy_slot_lists_every_reason_and_books_only_on_override(
    screen: Screen, clinic: Clinic
) -> None:
    early, late = clinic.visit(clinic.amara, 9), clinic.visit(clinic.amara, 11)
    await show(screen, early, late)
    await drop(screen, early, provider=clinic.weiss.id, minute=11 * 60)
    await until(lambda: screen.panel.bar.is_open)
    text = screen.panel.bar.text()
    assert "11:00–11:30 Okafor, Amara" in text
    for reason in ("provider busy", "room taken", "patient has another visit"):
        assert reason in text
    assert screen.stored(early).starts_at == at(9)
    QTest.mouseClick(screen.part("visit_question_yes", QPushButton), LEFT)
    await screen.quiet()
    assert screen.stored(early).starts_at == at(9)
    assert screen.panel.bar.text().endswith("Say why: it is kept with the visit.")
    QTest.keyClicks(screen.part("visit_question_reason", QLineEdit), "squeezed in")
    screen.press(Qt.Key.Key_Return)
    await screen.shown(early, lambda v: v.starts_at == at(11))
    assert screen.stored(early).is_overbook
    assert screen.stored(early).override_reason == "squeezed in"


async def test_a_visit_put_back_over_another_keeps_its_reason(
    screen: Screen, clinic: Clinic
) -> None:
    early, late = clinic.visit(clinic.amara, 9), clinic.visit(clinic.lena, 11)
    await show(screen, early, late)
    await drop(screen, early, provider=clinic.weiss.id, minute=11 * 60)
    await until(lambda: screen.panel.bar.is_open)
    QTest.keyClicks(screen.part("visit_question_reason", QLineEdit), "squeezed in")
    screen.press(Qt.Key.Key_Return)
    await screen.shown(early, lambda v: v.starts_at == at(11))
    undo = screen.desk.data_sync.undo
    await undo.undo()
    assert screen.stored(early).override_reason == ""
    await undo.redo()
    assert screen.stored(early).override_reason == "squeezed in"


async def test_cancelling_the_warning_leaves_everything_as_it_was(
    screen: Screen, clinic: Clinic
) -> None:
    early, late = clinic.visit(clinic.amara, 9), clinic.visit(clinic.lena, 11)
    await show(screen, early, late)
    await drop(screen, early, provider=clinic.weiss.id, minute=11 * 60)
    await until(lambda: screen.panel.bar.is_open)
    screen.press(Qt.Key.Key_Return)  # a stray Enter overrides nothing
    await screen.quiet()
    assert screen.panel.bar.is_open
    screen.press(Qt.Key.Key_Escape)
    await screen.quiet()
    assert not screen.panel.bar.is_open
    assert screen.stored(early).starts_at == at(9)
    assert screen.panel.views.calendar.canvas.ghost is None


async def test_alt_arrows_move_the_selected_visit(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    screen.panel.views.select(visit.id)
    screen.press(Qt.Key.Key_Down, ALT)
    await screen.shown(visit, lambda v: v.starts_at == at(9, 15))


async def test_alt_arrows_change_the_day_when_no_visit_is_selected(screen: Screen) -> None:
    screen.panel.views.calendar.canvas.select(None)
    screen.press(Qt.Key.Key_Right, ALT)
    assert screen.part("appointments_title", QLabel).text() == "Sunday 22 November"
    await until(lambda: _day(screen) == date(2026, 11, 22))
    screen.press(Qt.Key.Key_T)
    await until(lambda: _day(screen) == date(2026, 11, 21))


def _day(screen: Screen) -> date | None:
    schedule = screen.panel.schedule
    return schedule.day if schedule else None


async def test_check_in_takes_two_keys(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    screen.press(Qt.Key.Key_Down)
    screen.press(Qt.Key.Key_A)
    await screen.shown(visit, lambda v: v.status == "arrived")
    assert not screen.part("waiting_nobody").isVisible()


async def test_status_keys_follow_the_rules(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    screen.panel.views.select(visit.id)
    screen.press(Qt.Key.Key_C)
    assert screen.said == ["This does not follow “Scheduled”."]
    for key, status in (
        (Qt.Key.Key_A, "arrived"),
        (Qt.Key.Key_R, "in_room"),
        (Qt.Key.Key_C, "completed"),
        (Qt.Key.Key_B, "in_room"),
    ):
        screen.press(key)
        await screen.shown(visit, lambda v, status=status: v.status == status)


async def test_del_asks_for_the_reason_and_cancels(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    screen.panel.views.select(visit.id)
    screen.press(Qt.Key.Key_Delete)
    screen.type_text("sick")
    assert screen.stored(visit).status == "booked"
    screen.press(Qt.Key.Key_Return)
    await screen.shown(visit, lambda v: v.status == "cancelled")
    assert screen.stored(visit).cancel_reason == "sick"
    assert screen.panel.views.calendar.canvas.visit(visit.id) is None


async def test_confirming_by_key_shows_and_takes_back(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    screen.panel.views.select(visit.id)
    screen.press(Qt.Key.Key_F)
    await screen.shown(visit, lambda v: v.confirmation == "confirmed")
    screen.press(Qt.Key.Key_F)
    await screen.shown(visit, lambda v: v.confirmation == "none")


async def test_the_menu_offers_only_allowed_steps(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 12, status="arrived")
    await show(screen, visit)
    screen.panel.menus.pop_up(visit.id, QPoint(50, 50))
    menu = screen.panel.findChild(QMenu, "visit_menu")
    assert menu is not None
    words = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert words == [
        "Open",
        "Open chart",
        "In room",
        "Completed",
        "Cancel visit",
        "Back to scheduled",
    ]
    menu.close()


async def test_the_same_visit_is_selected_in_calendar_and_list(
    screen: Screen, clinic: Clinic
) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit, clinic.visit(clinic.lena, 9))
    screen.panel.views.select(visit.id)
    QTest.mouseClick(screen.part("view_list", QPushButton), LEFT)
    assert screen.panel.views.day_list.selected == visit.id
    assert QApplication.focusWidget() is screen.panel.views.day_list
    screen.press(Qt.Key.Key_A)
    await screen.shown(visit, lambda v: v.status == "arrived")
    assert screen.panel.views.day_list.selected == visit.id


async def test_waiting_minutes_turn_to_alert_after_a_quarter_of_an_hour(
    screen: Screen, clinic: Clinic
) -> None:
    long = clinic.visit(clinic.amara, 11, status="arrived", stamps=_arrived(24))
    short = clinic.visit(clinic.lena, 11, 30, status="arrived", stamps=_arrived(9))
    await show(screen, long, short)
    rows = screen.panel.overview._waiting_rows()
    assert [(row.words(), row.is_long) for row in rows] == [
        ("24 min · Dr. Weiß", True),
        ("9 min · Dr. Weiß", False),
    ]
    assert [row.accessibleName().endswith("waits too long") for row in rows] == [True, False]
    screen.panel.overview.tick(at(12, 7))
    assert [row.is_long for row in rows] == [True, True]


def _arrived(minutes: int) -> dict[str, dict[str, str]]:
    return {"arrived": {"at": (at(12) - timedelta(minutes=minutes)).isoformat()}}


async def test_unsent_visits_carry_the_mark_until_the_server_has_them(
    screen: Screen, clinic: Clinic
) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    shown = screen.panel.views.calendar.canvas.visit(visit.id)
    assert shown is not None
    assert shown.is_tentative
    assert shown.is_waiting


@pytest.mark.row("E3")
async def test_a_change_from_elsewhere_keeps_selection_and_scroll(
    screen: Screen, clinic: Clinic
) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    calendar = screen.panel.views.calendar
    screen.panel.views.select(visit.id)
    calendar.verticalScrollBar().setValue(120)
    other = clinic.visit(clinic.lena, 9)
    screen.desk.pull(other)
    await screen.shown(other, lambda _v: True)
    assert calendar.canvas.selected == visit.id
    assert calendar.verticalScrollBar().value() == 120


async def test_a_sweep_opens_the_form_with_that_slot(screen: Screen, clinic: Clinic) -> None:
    screen.panel.views.booking_requested.emit(Ghost("", clinic.ono.id, 600, 45))
    await screen.quiet()
    values = screen.panel.form._fields.values()
    assert (values.start, values.length, values.provider) == ("10:00", "45", clinic.ono.id)


async def test_visits_of_a_removed_provider_stay_in_sight(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    screen.remove(clinic.weiss)
    canvas = screen.panel.views.calendar.canvas
    await until(lambda: canvas.day and canvas.day.columns[-1].title == "Unassigned")
    assert not canvas.visit_rect(visit.id).isEmpty()


async def test_a_key_pressed_twice_is_one_step(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    screen.panel.views.select(visit.id)
    screen.press(Qt.Key.Key_A)
    screen.press(Qt.Key.Key_A)
    await screen.shown(visit, lambda v: v.status == "arrived")
    assert screen.said == ["Okafor, Amara: Arrived"]


async def test_a_step_that_no_longer_fits_is_refused_in_words(
    screen: Screen, clinic: Clinic
) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    seen = screen.panel.views.visit(visit.id)
    assert seen is not None
    await screen.desk.data_sync.appointments.set_status(visit.id, "cancelled")
    screen.panel.visit_actions.step(seen, "arrived")
    await until(lambda: screen.failures)
    assert isinstance(screen.failures.pop(), InvalidTransition)


@pytest.mark.parametrize("answer_s", [0.0, 0.2])
async def test_two_moves_in_a_row_both_count(
    screen: Screen, clinic: Clinic, slow: Slow, answer_s: float
) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    screen.panel.views.select(visit.id)
    slow(screen.desk.data_sync.appointments, "move", answer_s)
    for _ in range(3):
        screen.press(Qt.Key.Key_Down, ALT)
        await a_while(0.05)
    await until(lambda: screen.stored(visit).starts_at == at(9, 45))
    await screen.quiet()
    assert "moved at another desk" not in " ".join(screen.said)
    assert screen.panel.views.calendar.canvas.ghost is None


async def test_a_second_move_while_the_first_is_answered_builds_on_it(
    screen: Screen, clinic: Clinic, slow: Slow
) -> None:
    visit = clinic.visit(clinic.amara, 9)
    await show(screen, visit)
    canvas = screen.panel.views.calendar.canvas
    screen.panel.views.select(visit.id)
    slow(screen.desk.data_sync.appointments, "move", 0.15)
    screen.press(Qt.Key.Key_Down, ALT)
    QTest.keyPress(canvas, Qt.Key.Key_Down, ALT)  # held while the first move is answered
    await until(lambda: screen.said)
    QTest.keyRelease(canvas, Qt.Key.Key_Alt)
    await until(lambda: screen.stored(visit).starts_at == at(9, 30))
    await screen.quiet()
    assert screen.said == ["Okafor, Amara moved to 09:15", "Okafor, Amara moved to 09:30"]


async def test_menus_do_not_pile_up(screen: Screen, clinic: Clinic) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    for key in (visit.id, "", visit.id, ""):
        screen.panel.menus.pop_up(key, QPoint(50, 50))
        for menu in screen.panel.findChildren(QMenu):
            menu.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # type: ignore[call-overload]
    names = {menu.objectName() for menu in screen.panel.findChildren(QMenu)}
    assert not names & {"visit_menu", "slot_menu"}


async def test_the_waiting_mark_goes_when_the_server_has_taken_the_visit(
    screen: Screen, clinic: Clinic
) -> None:
    visit = clinic.visit(clinic.amara, 12)
    await show(screen, visit)
    canvas = screen.panel.views.calendar.canvas

    def settle() -> None:
        with screen.desk.store.unit_of_work(a_context(), origin=Origin.REMOTE) as uow:
            for waiting in uow.pending():
                answer = OperationResult(op_id=waiting.operation.op_id, status="applied")
                uow.outbox.settle(answer, OperationState.ACKED)

    screen.desk.worker.submit(settle).result()
    await until(lambda: (shown := canvas.visit(visit.id)) and not shown.is_waiting)


async def test_a_day_of_300_visits_is_shown(screen: Screen, clinic: Clinic) -> None:
    visits = [
        clinic.visit(clinic.amara, 8 + place // 30, 2 * (place % 30), length_min=5)
        for place in range(300)
    ]
    await show(screen, *visits)
    canvas = screen.panel.views.calendar.canvas
    rects = [canvas.visit_rect(visit.id) for visit in visits]
    assert not any(rect.isEmpty() for rect in rects)
    assert not any(a.intersects(b) for a, b in itertools.pairwise(rects))
