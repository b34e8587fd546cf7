"""A phone number keeps the order of its groups beside names that are read from right to left."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication

from app.domain.values import normalised_phone, shown_phone
from app.ui.widgets.surfaces import WrappingLabel
from app.ui.wording import phone_words, without_marks

STORED = "+19295550138"
SHOWN = "(929) 555-0138"
MIDDLES = (2, 7, 12)
"""Of 929, 555 and 0138."""
HEBREW = "כהן, דנה"


def places(text: str, part: str) -> list[float]:
    """Where the middle of each group of a number stands in a line read from right to left.

    At the ends of what is turned around a cursor has two places; in the middle there is one.
    """
    layout = QTextLayout(text)
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(10_000)
    layout.endLayout()
    found: list[Any] = [line.cursorToX(text.index(part) + at) for at in MIDDLES]
    return [float(x[0] if isinstance(x, (tuple, list)) else x) for x in found]


@pytest.mark.parametrize("before", ["", f"{HEBREW} · "], ids=["alone", "beside a name"])
def test_groups_stand_in_their_order(qapp: QApplication, before: str) -> None:
    plain = places(before + shown_phone(STORED), SHOWN)
    assert plain != sorted(plain)  # this is what the marks are for
    kept = places(before + phone_words(STORED), SHOWN)
    assert kept == sorted(kept)


def test_what_is_shown_is_the_number_and_marks_alone() -> None:
    assert without_marks(phone_words(STORED)) == shown_phone(STORED) == SHOWN
    assert phone_words("") == ""


def test_copied_or_pasted_it_is_the_number_alone(qapp: QApplication) -> None:
    label = WrappingLabel(phone_words(STORED))
    label.make_selectable()
    label._on_copy()
    assert QGuiApplication.clipboard().text() == SHOWN
    assert normalised_phone(phone_words(STORED)) == STORED
