"""The calendar as a whole: what stays in place, where it opens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.calendar import GUTTER_WIDTH, HEADER_HEIGHT, DayCalendar
from tests.ui.widgets.calendar_days import AXIS, a_day, a_visit


@pytest.fixture
def calendar(qtbot: QtBot) -> DayCalendar:
    made = DayCalendar()
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.set_day(a_day(a_visit("a", 900), columns=6))
    made.show()
    return made


def place(calendar: DayCalendar, name: str) -> QPoint:
    part = calendar.findChild(QWidget, name)
    assert part is not None
    return part.pos()


def test_header_and_times_stay_while_the_day_scrolls(calendar: DayCalendar) -> None:
    before = [place(calendar, name) for name in ("calendar_header", "calendar_gutter")]
    calendar.verticalScrollBar().setValue(200)
    calendar.horizontalScrollBar().setValue(150)
    QApplication.processEvents()
    assert [place(calendar, n) for n in ("calendar_header", "calendar_gutter")] == before
    assert calendar.canvas.y() == -200
    assert before[0] == QPoint(GUTTER_WIDTH, 0)
    assert calendar.viewport().y() == HEADER_HEIGHT


def test_times_stand_where_reading_begins(calendar: DayCalendar) -> None:
    calendar.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QApplication.processEvents()
    assert place(calendar, "calendar_gutter").x() == calendar.viewport().geometry().right() + 1


@pytest.mark.parametrize(("now", "minute"), [(1000, 1000), (None, 900)])
def test_it_opens_at_the_present_or_at_the_first_visit(
    calendar: DayCalendar, now: int | None, minute: int
) -> None:
    calendar.set_now(now)
    calendar.scroll_to_start()
    QApplication.processEvents()
    QApplication.processEvents()
    top = calendar.verticalScrollBar().value()
    assert top < AXIS.y_of(minute) < top + calendar.viewport().height() * 0.6


def test_a_chosen_visit_comes_into_view(calendar: DayCalendar) -> None:
    calendar.verticalScrollBar().setValue(0)
    calendar.canvas.select_visit("a")
    QApplication.processEvents()
    top = calendar.verticalScrollBar().value()
    assert top < AXIS.y_of(900) < top + calendar.viewport().height()


def test_one_minute_of_the_now_line_touches_few_visits(calendar: DayCalendar) -> None:
    calendar.set_now(640)
    QApplication.processEvents()
    calendar.canvas.painted_visits = -1
    calendar.set_now(641)
    QApplication.processEvents()
    assert calendar.canvas.painted_visits == 0
