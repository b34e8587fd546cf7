"""Widgets flow like words: into the next line where they do not fit, mirrored for Arabic."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.button import Button
from app.ui.widgets.flow import FlowLayout

pytestmark = pytest.mark.row("F7")


@pytest.fixture
def holder(qtbot: QtBot) -> QWidget:
    made = QWidget()
    flow = FlowLayout(gap=8, parent=made)
    for number in range(4):
        flow.addWidget(Button(f"Answer {number}", name=f"answer_{number}"))
    qtbot.addWidget(made)
    made.show()
    return made


def places(holder: QWidget) -> list[tuple[int, int]]:
    return [(part.x(), part.y()) for part in holder.findChildren(Button)]


def test_all_stand_in_one_line_where_there_is_room(holder: QWidget) -> None:
    holder.resize(holder.layout().sizeHint())
    assert len({y for _, y in places(holder)}) == 1


def test_what_does_not_fit_goes_to_the_next_line_and_the_height_says_so(holder: QWidget) -> None:
    width = holder.layout().sizeHint().width() // 2 + 10
    height = holder.layout().heightForWidth(width)
    holder.resize(width, height)
    lines = {y for _, y in places(holder)}
    assert len(lines) == 2
    assert max(lines) + holder.findChildren(Button)[-1].height() == height


def test_the_first_stands_at_the_right_where_people_read_from_there(holder: QWidget) -> None:
    holder.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    holder.resize(holder.layout().sizeHint())
    holder.layout().activate()
    across = [x for x, _ in places(holder)]
    assert across == sorted(across, reverse=True)


def test_nothing_is_wider_than_the_widest_answer_needs(holder: QWidget) -> None:
    widest = max(part.sizeHint().width() for part in holder.findChildren(Button))
    assert holder.layout().minimumSize().width() == widest


def test_what_is_hidden_leaves_no_gap(holder: QWidget) -> None:
    first, hidden, third, _ = holder.findChildren(Button)
    wide = holder.layout().sizeHint().width()
    hidden.hide()
    assert holder.layout().sizeHint().width() == wide - hidden.width() - 8
    holder.resize(wide, first.height())
    holder.layout().activate()
    assert third.x() == first.geometry().right() + 1 + 8
