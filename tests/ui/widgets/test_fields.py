"""A form's control shows a choice of a newer version as what it is, and gives it back untouched."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.domain.patient import CoverageOrder
from app.ui.widgets.fields import ComboBox, Field
from app.ui.wording import shown_choice


def a_choice(qtbot: QtBot) -> tuple[Field, QComboBox]:
    control = ComboBox(name="status", accessible="Status")
    for name in ("active", "inactive"):
        control.addItem(name.capitalize(), name)
    field = Field("Status", control)
    qtbot.addWidget(field)
    return field, control


@pytest.mark.row("F1")
def test_choice_of_a_newer_version_is_shown_as_other_and_kept(qtbot: QtBot) -> None:
    field, control = a_choice(qtbot)
    field.set_value("hibernating")
    assert control.currentText() == "Other (hibernating)"
    assert field.value() == "hibernating"


def test_known_choice_is_shown_in_its_own_words(qtbot: QtBot) -> None:
    field, control = a_choice(qtbot)
    field.set_value("inactive")
    assert (control.currentText(), field.value()) == ("Inactive", "inactive")


@pytest.mark.parametrize(
    ("stored", "words"),
    [("primary", "Primary"), ("fourth", "Other (fourth)"), ("", "—"), (None, "—")],
)
def test_stored_choice_is_read_in_words(stored: str | None, words: str) -> None:
    assert shown_choice(stored, CoverageOrder) == words
