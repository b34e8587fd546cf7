"""The list of the day by keyboard and in pictures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.models.day_table import Column
from app.ui.panels.appointments.day_list import DayList
from app.ui.theme.fonts import text_font
from app.ui.theme.tokens import TEXT_LABEL
from tests.ui.models.day_visits import a_day_visit
from tests.ui.panels.appointments.test_calendar_day import a_schedule


def test_enter_opens_the_marked_visit(qtbot: QtBot) -> None:
    view = DayList()
    qtbot.addWidget(view)
    visits = [a_day_visit(), a_day_visit(patient_name="Weiß, B.", status="arrived")]
    view.set_schedule(a_schedule(*visits))
    opened, selected = QSignalSpy(view.visit_opened), QSignalSpy(view.visit_selected)
    view.select_visit(visits[1].id)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert [opened.at(0)[0], selected.at(0)[0]] == [visits[1].id, visits[1].id]


def test_a_visit_that_is_gone_leaves_nothing_selected(qtbot: QtBot) -> None:
    view = DayList()
    qtbot.addWidget(view)
    visits = [a_day_visit(), a_day_visit()]
    view.set_schedule(a_schedule(*visits))
    view.select_visit(visits[0].id)
    view.select_visit("gone")
    assert view.selected == ""


def test_it_paints_every_row_in_both_reading_directions(qtbot: QtBot) -> None:
    view = DayList()
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.set_schedule(
        a_schedule(
            a_day_visit(has_allergy=True, is_pending=True),
            a_day_visit(needs_resolution=True, status="no_show"),
        )
    )
    view.show()
    pictures = []
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        view.setLayoutDirection(direction)
        pictures.append(view.grab().toImage())
    assert pictures[0] != pictures[1]


def test_a_long_name_is_readable_and_the_room_goes_first(qtbot: QtBot) -> None:
    view = DayList()
    qtbot.addWidget(view)
    view.set_schedule(a_schedule(a_day_visit(patient_name="Featherstonehaugh, Maximilian")))
    view.resize(1240, 400)
    view.show()
    words = QFontMetrics(text_font(TEXT_LABEL, 600)).horizontalAdvance(
        "Featherstonehaugh, Maximilian"
    )
    assert view.columnWidth(Column.PATIENT) > words + 40
    view.resize(700, 400)
    QApplication.processEvents()
    assert view.isColumnHidden(Column.ROOM)
    assert not view.isColumnHidden(Column.STATUS)
