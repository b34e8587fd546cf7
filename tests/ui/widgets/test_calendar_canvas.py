"""The painted day under mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.ui.theme.fonts import text_font
from app.ui.theme.tokens import Tone
from app.ui.widgets.calendar_canvas import CalendarCanvas
from app.ui.widgets.calendar_cursor import Stop
from app.ui.widgets.calendar_values import CalendarColumn, CalendarDay, Ghost
from tests.ui.widgets.calendar_days import AXIS, a_day, a_visit

LEFT = Qt.MouseButton.LeftButton
DAY = a_day(a_visit("a", 480), a_visit("b", 600, 60), a_visit("c", 600, column="two"))
QUARTER_PX = AXIS.y_of(615) - AXIS.y_of(600)


@pytest.fixture
def canvas(qtbot: QtBot) -> CalendarCanvas:
    made = CalendarCanvas()
    qtbot.addWidget(made)
    made.resize(400, AXIS.height())
    made.set_day(DAY)
    made.show()
    made.activateWindow()
    made.setFocus()
    return made


def drag(canvas: CalendarCanvas, start: QPoint, by: QPoint, *, drop: bool = True) -> None:
    QTest.mousePress(canvas, LEFT, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(canvas, start + by / 2)
    QTest.mouseMove(canvas, start + by)
    if drop:
        QTest.mouseRelease(canvas, LEFT, Qt.KeyboardModifier.NoModifier, start + by)


def heard(spy: QSignalSpy) -> list[object]:
    return [spy.at(index)[0] for index in range(spy.count())]


def test_a_click_selects_and_says_so(canvas: CalendarCanvas) -> None:
    spy = QSignalSpy(canvas.visit_selected)
    QTest.mouseClick(canvas, LEFT, pos=canvas.visit_rect("b").center())
    assert heard(spy) == ["b"]
    assert canvas.accessibleDescription() == "visit b"


def test_a_double_click_opens(canvas: CalendarCanvas) -> None:
    spy = QSignalSpy(canvas.visit_opened)
    QTest.mouseDClick(canvas, LEFT, pos=canvas.visit_rect("a").center())
    QTest.mouseClick(canvas, LEFT, pos=canvas.visit_rect("a").center())
    QTest.mouseDClick(canvas, LEFT, pos=canvas.visit_rect("a").center())
    assert "a" in heard(spy)


def test_a_drag_asks_for_the_move_and_shows_where(canvas: CalendarCanvas) -> None:
    spy = QSignalSpy(canvas.move_requested)
    drag(canvas, canvas.visit_rect("a").center(), QPoint(200, 2 * QUARTER_PX))
    assert heard(spy) == [Ghost("a", "two", 510, 30)]
    assert canvas.ghost == Ghost("a", "two", 510, 30)
    canvas.settle()
    assert canvas.ghost is None


def test_an_unsteady_click_moves_nothing(canvas: CalendarCanvas) -> None:
    spy = QSignalSpy(canvas.move_requested)
    drag(canvas, canvas.visit_rect("a").center(), QPoint(7, 7))
    assert not heard(spy)
    assert canvas.ghost is None


def test_esc_gives_a_drag_up(canvas: CalendarCanvas) -> None:
    spy = QSignalSpy(canvas.move_requested)
    start = canvas.visit_rect("a").center()
    drag(canvas, start, QPoint(0, 100), drop=False)
    assert canvas.ghost is not None
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, Qt.KeyboardModifier.NoModifier, start + QPoint(0, 100))
    assert not heard(spy)
    assert canvas.ghost is None


def test_shift_snaps_to_five_minutes(canvas: CalendarCanvas) -> None:
    spy = QSignalSpy(canvas.move_requested)
    start = canvas.visit_rect("a").center()
    QTest.mousePress(canvas, LEFT, Qt.KeyboardModifier.ShiftModifier, start)
    canvas._is_dragging = True
    press = canvas._press
    assert press is not None
    by = AXIS.y_of(490) - AXIS.y_of(480)
    canvas.set_ghost(
        canvas._ghost_at(press, start + QPoint(0, by), Qt.KeyboardModifier.ShiftModifier)
    )
    QTest.mouseRelease(canvas, LEFT, Qt.KeyboardModifier.ShiftModifier, start + QPoint(0, by))
    assert [ghost.start for ghost in heard(spy)] == [490]  # type: ignore[attr-defined]


def test_a_sweep_over_free_time_asks_for_a_booking_of_that_length(canvas: CalendarCanvas) -> None:
    spy = QSignalSpy(canvas.booking_requested)
    start = QPoint(300, AXIS.y_of(720) + 2)
    drag(canvas, start, QPoint(0, 3 * QUARTER_PX - 4))
    assert heard(spy) == [Ghost("", "two", 720, 45)]


def test_a_finished_visit_does_not_move(canvas: CalendarCanvas) -> None:
    canvas.set_day(a_day(a_visit("a", 480, is_movable=False)))
    spy = QSignalSpy(canvas.move_requested)
    drag(canvas, canvas.visit_rect("a").center(), QPoint(0, 100))
    QTest.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert not heard(spy)


@pytest.mark.row("E3")
def test_a_day_that_arrives_during_a_drag_waits_for_its_end(canvas: CalendarCanvas) -> None:
    start = canvas.visit_rect("a").center()
    drag(canvas, start, QPoint(0, 100), drop=False)
    canvas.set_day(a_day(a_visit("a", 480), a_visit("new", 900)))
    assert canvas.visit("new") is None
    assert canvas.ghost is not None
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.visit("new") is not None


def test_the_ghost_goes_when_the_visit_has_arrived_there(canvas: CalendarCanvas) -> None:
    drag(canvas, canvas.visit_rect("a").center(), QPoint(0, QUARTER_PX))
    canvas.set_day(a_day(a_visit("a", 480), a_visit("other", 900)))
    assert canvas.ghost is not None
    canvas.set_day(a_day(a_visit("a", 495)))
    assert canvas.ghost is None


def test_alt_arrows_carry_the_visit_until_alt_is_let_go(canvas: CalendarCanvas) -> None:
    spy = QSignalSpy(canvas.move_requested)
    canvas.select_visit("a")
    QTest.keyPress(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyPress(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyPress(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert not heard(spy)
    QTest.keyRelease(canvas, Qt.Key.Key_Alt)
    assert heard(spy) == [Ghost("a", "two", 510, 30)]


def test_esc_gives_a_carry_up(canvas: CalendarCanvas) -> None:
    spy = QSignalSpy(canvas.move_requested)
    canvas.select_visit("a")
    QTest.keyPress(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.keyRelease(canvas, Qt.Key.Key_Alt)
    assert not heard(spy)
    assert canvas.ghost is None


def test_arrows_walk_and_enter_opens_or_books(canvas: CalendarCanvas) -> None:
    opened, booked = QSignalSpy(canvas.visit_opened), QSignalSpy(canvas.booking_requested)
    canvas.select_visit("a")
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert heard(opened) == ["a"]
    assert heard(booked) == [Ghost("", "one", 510, 30)]
    assert "08:30" in canvas.accessibleDescription()


def test_the_selection_stays_on_its_visit_when_the_day_changes(canvas: CalendarCanvas) -> None:
    canvas.select_visit("b")
    canvas.set_day(a_day(a_visit("b", 660, column="two")))
    assert canvas.cursor_stop == Stop(1, 660, "b")
    canvas.set_day(a_day(a_visit("z", 660)))
    assert canvas.selected == ""


def painted_after(canvas: CalendarCanvas, change: Callable[[], None]) -> int:
    QApplication.processEvents()
    canvas.painted_visits = 0
    change()
    QApplication.processEvents()
    return canvas.painted_visits


def many(columns: int, per_column: int) -> CalendarDay:
    keys = [column.key for column in a_day(columns=columns).columns]
    step = 600 // per_column
    return a_day(
        *(
            a_visit(f"{key}-{place}", 480 + place * step, max(5, step), column=key)
            for key in keys
            for place in range(per_column)
        ),
        columns=columns,
    )


def test_one_changed_visit_repaints_only_its_place(canvas: CalendarCanvas) -> None:
    day = many(10, 30)
    canvas.resize(1700, AXIS.height())
    canvas.set_day(day)
    changed = [v._replace(name="Weiß, B.") if v.key == "five-4" else v for v in day.visits]
    drawn = painted_after(canvas, lambda: canvas.set_day(a_day(*changed, columns=10)))
    assert 1 <= drawn <= 3


def test_the_same_day_again_repaints_nothing(canvas: CalendarCanvas) -> None:
    assert painted_after(canvas, lambda: canvas.set_day(DAY)) == 0


def test_selecting_repaints_two_places(canvas: CalendarCanvas) -> None:
    canvas.resize(1700, AXIS.height())
    canvas.set_day(many(10, 30))
    canvas.select_visit("two-3")
    assert painted_after(canvas, lambda: canvas.select_visit("nine-20")) <= 6


def test_an_empty_day_without_providers_is_drawn_and_walked(canvas: CalendarCanvas) -> None:
    canvas.set_day(a_day(columns=0))
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    QTest.mouseClick(canvas, LEFT, pos=QPoint(50, 50))
    QApplication.processEvents()
    assert canvas.selected == ""


def test_right_to_left_mirrors_columns_and_arrows(canvas: CalendarCanvas) -> None:
    before = canvas.visit_rect("a")
    canvas.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert canvas.visit_rect("a").left() >= canvas.width() // 2 > before.left()
    canvas.select_visit("b")
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.selected == "c"


def with_first(day: CalendarDay, key: str) -> CalendarDay:
    """The day with one more column before all others."""
    return replace(day, columns=(CalendarColumn(key, key, "", Tone.INFO), *day.columns))


def test_a_drop_goes_to_the_provider_it_was_carried_to_when_columns_change(
    canvas: CalendarCanvas,
) -> None:
    spy = QSignalSpy(canvas.move_requested)
    canvas.select_visit("a")
    QTest.keyPress(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    canvas.set_day(with_first(DAY, "new"))
    QTest.keyRelease(canvas, Qt.Key.Key_Alt)
    assert heard(spy) == [Ghost("a", "two", 480, 30)]


def test_a_drop_on_a_provider_who_went_away_moves_nothing(canvas: CalendarCanvas) -> None:
    spy = QSignalSpy(canvas.move_requested)
    canvas.select_visit("a")
    QTest.keyPress(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    canvas.set_day(a_day(a_visit("a", 480), columns=1))
    QTest.keyRelease(canvas, Qt.Key.Key_Alt)
    assert not heard(spy)
    assert canvas.ghost is None


def test_a_free_slot_stays_with_its_provider_when_columns_change(canvas: CalendarCanvas) -> None:
    canvas.select(Stop(1, 720, ""))
    canvas.set_day(with_first(DAY, "new"))
    assert canvas.new_booking_place() == Ghost("", "two", 720, 30)
    canvas.set_day(a_day(columns=1))
    assert canvas.cursor_stop is None


def test_a_carry_ends_where_the_attention_goes_elsewhere(canvas: CalendarCanvas) -> None:
    spy = QSignalSpy(canvas.move_requested)
    canvas.select_visit("a")
    QTest.keyPress(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    canvas.clearFocus()
    assert not canvas.is_busy
    assert canvas.ghost is None
    QTest.keyRelease(canvas, Qt.Key.Key_Alt)
    assert not heard(spy)


def test_a_second_carry_goes_on_from_where_the_first_was_dropped(canvas: CalendarCanvas) -> None:
    spy = QSignalSpy(canvas.move_requested)
    canvas.select_visit("a")
    for _ in range(2):
        QTest.keyPress(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        QTest.keyRelease(canvas, Qt.Key.Key_Alt)
    assert heard(spy) == [Ghost("a", "one", 495, 30), Ghost("a", "one", 510, 30)]


def test_an_answer_to_the_first_move_leaves_the_second_carry_alone(canvas: CalendarCanvas) -> None:
    canvas.select_visit("a")
    QTest.keyPress(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    canvas.settle()
    assert canvas.ghost == Ghost("a", "one", 495, 30)


def test_a_day_without_providers_is_pressed_and_swept(canvas: CalendarCanvas) -> None:
    canvas.set_day(a_day(columns=0))
    spy = QSignalSpy(canvas.booking_requested)
    drag(canvas, QPoint(60, 100), QPoint(0, 80))
    QTest.mouseDClick(canvas, LEFT, pos=QPoint(60, 100))
    assert not heard(spy)


def test_ten_minutes_are_as_high_as_a_line_of_words_needs(canvas: CalendarCanvas) -> None:
    canvas.set_day(a_day(a_visit("short", 480, 10)))
    layout = canvas.day_layout
    assert layout is not None
    needed = QFontMetrics(text_font(12, 600)).height()
    assert canvas.visit_rect("short").height() >= needed
    assert layout.ghost_rect(Ghost("", "one", 600, 5)).height() >= needed


def test_a_name_with_angle_brackets_stays_as_it_is_in_the_tooltip(canvas: CalendarCanvas) -> None:
    canvas.set_day(a_day(a_visit("a", 480, spoken="<b>Bold</b>\nCough")))
    place = canvas.visit_rect("a").center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, canvas.mapToGlobal(place))
    QApplication.sendEvent(canvas, event)
    assert "&lt;b&gt;Bold&lt;/b&gt;<br>Cough" in QToolTip.text()
    QToolTip.hideText()


def test_the_hint_of_an_empty_day_gives_way_to_a_booking(canvas: CalendarCanvas) -> None:
    canvas.set_day(a_day())
    hint = canvas._hint_rect(canvas.day_layout)  # type: ignore[arg-type]
    canvas.clearFocus()
    canvas.select(None)
    shown = canvas.grab(hint).toImage()
    canvas.set_ghost(Ghost("", "two", 900, 30))
    assert canvas.grab(hint).toImage() != shown
