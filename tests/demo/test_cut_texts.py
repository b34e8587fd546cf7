"""The walk over the screens sees every text that is wider or higher than its room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.button import Button
from app.ui.widgets.fields import ComboBox
from app.ui.widgets.flow import flow_of
from app.ui.widgets.scrolling import scrolling
from app.ui.widgets.surfaces import label
from tests.demo.cut_texts import covered_parts, cut_texts

pytestmark = pytest.mark.row("F7")


@pytest.fixture
def room(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def _answers() -> list[Button]:
    return [Button(f"A long answer, {number}", name=f"answer_{number}") for number in range(4)]


def _shown(room: QWidget, width: int, height: int = 200) -> list[str]:
    room.resize(width, height)
    room.show()
    return list(cut_texts(room))


def test_buttons_pressed_into_one_row_are_seen(room: QWidget) -> None:
    row = QHBoxLayout()
    for button in _answers():
        row.addWidget(button)
    outer = QVBoxLayout(room)
    outer.addLayout(row)
    outer.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
    assert any(one.startswith("cut: Button answer_") for one in _shown(room, 300))


def test_buttons_in_lines_are_whole(room: QWidget) -> None:
    outer = QVBoxLayout(room)
    outer.addLayout(flow_of(_answers()))
    assert _shown(room, 300) == []


def test_label_wider_than_its_place_is_seen(room: QWidget) -> None:
    words = label("Nobody can read this to its end", name="words")
    words.setParent(room)
    words.setGeometry(0, 0, 60, 24)
    assert _shown(room, 300) == ["cut: QLabel words 'Nobody can read this to its end'"]


def test_wrapped_text_lower_than_its_lines_is_seen(room: QWidget) -> None:
    words = label("Nobody can read this to its end", name="words")
    words.setWordWrap(True)
    words.setParent(room)
    words.setGeometry(0, 0, 80, 20)
    assert _shown(room, 300) == ["cut: QLabel words 'Nobody can read this to its end'"]


def test_choice_that_hides_what_is_chosen_is_seen_unless_it_says_so_itself(room: QWidget) -> None:
    choice = ComboBox(name="choice", accessible="Choice")
    choice.addItem("A chosen thing with a long name")
    choice.setParent(room)
    choice.setGeometry(0, 0, 100, 32)
    assert _shown(room, 300) == ["cut: ComboBox choice 'A chosen thing with a long name'"]
    choice.setToolTip("A chosen thing with a long name")
    assert list(cut_texts(room)) == []


def test_form_wider_than_the_place_it_scrolls_in_is_seen(room: QWidget) -> None:
    form = QWidget()
    form.setMinimumWidth(400)
    QVBoxLayout(form).addWidget(QPushButton("Save"))
    outer = QVBoxLayout(room)
    outer.addWidget(scrolling(form, name="area"))
    assert [one.partition(":")[0] for one in _shown(room, 200)] == [
        "beyond QWidget qt_scrollarea_viewport"
    ]


def test_what_can_be_scrolled_to_is_whole(room: QWidget) -> None:
    area = QScrollArea()
    long = QWidget()
    long.setMinimumSize(900, 900)
    QVBoxLayout(long).addWidget(QPushButton("Save"), 0, Qt.AlignmentFlag.AlignTop)
    area.setWidget(long)
    QVBoxLayout(room).addWidget(area)
    assert _shown(room, 200) == []


def test_part_that_lies_over_its_neighbour_is_seen(room: QWidget) -> None:
    first, second = _answers()[:2]
    for at, button in enumerate((first, second)):
        button.setParent(room)
        button.setGeometry(10 + 150 * at, 10, 150, 34)
    assert _shown(room, 400) == list(covered_parts(room)) == []
    second.move(100, 30)
    assert list(covered_parts(room)) == ["covered: Button answer_0 and Button answer_1 of QWidget"]
