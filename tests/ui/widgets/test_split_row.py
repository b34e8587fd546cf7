"""Two groups share a line where both have room in it, else the second goes below."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.button import Button
from app.ui.widgets.fields import SearchField
from app.ui.widgets.flow import lines_of
from app.ui.widgets.split_row import SplitRow

pytestmark = pytest.mark.row("F7")


@pytest.fixture
def row(qtbot: QtBot) -> QWidget:
    made, asked = QWidget(), QWidget()
    words = SearchField(name="words", placeholder="Filter by title or patient")
    words.show_whole_hint(at_most=400)
    inside = QHBoxLayout(asked)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.addWidget(words)
    answers = [Button(f"Answer {number}", name=f"answer_{number}") for number in range(4)]
    made.setLayout(SplitRow(asked, lines_of(answers)))
    qtbot.addWidget(made)
    return made


def _parts(row: QWidget) -> tuple[QWidget, QWidget]:
    row.layout().activate()
    first, second = (row.layout().itemAt(at).widget() for at in range(2))
    return first, second


def _show(row: QWidget, width: int) -> tuple[QWidget, QWidget]:
    row.resize(width, row.heightForWidth(width))
    row.show()
    return _parts(row)


def test_both_stand_at_the_ends_of_one_line(row: QWidget) -> None:
    first, second = _show(row, 900)
    assert first.x() == 0
    assert second.geometry().right() == 899
    assert first.geometry().center().y() == second.geometry().center().y()


def test_the_second_goes_below_before_one_covers_the_other(row: QWidget) -> None:
    first, second = _show(row, 900)
    width = first.minimumSizeHint().width() + second.sizeHint().width() + 8
    first, second = _show(row, width)
    assert first.y() == 0 == min(first.x(), second.y())
    first, second = _show(row, width - 1)
    assert second.y() > first.geometry().bottom()
    assert first.width() == second.width() == width - 1


def test_what_is_too_long_for_the_second_line_takes_more_of_them(row: QWidget) -> None:
    _, second = _show(row, row.minimumSizeHint().width())
    assert second.geometry().bottom() == row.height() - 1
    assert second.height() > second.sizeHint().height()


def test_the_first_stands_at_the_right_where_people_read_from_there(row: QWidget) -> None:
    row.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    first, second = _show(row, 900)
    assert second.x() == 0
    assert first.geometry().right() == 899


def test_a_column_gives_it_the_height_of_two_lines(row: QWidget, qtbot: QtBot) -> None:
    top = QWidget()
    qtbot.addWidget(top)
    column = QVBoxLayout(top)
    column.addWidget(row)
    column.addStretch(1)
    top.resize(row.minimumSizeHint().width() + 60, 400)
    top.show()
    assert row.height() == row.heightForWidth(row.width()) > row.sizeHint().height()
    row.setParent(None)  # it ends by itself
