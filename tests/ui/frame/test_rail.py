"""The rail: words where there is room, icons with names where there is none."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.frame.rail import Rail
from app.ui.panel_registry import PANELS
from app.ui.theme.tokens import RAIL_ICONS_WIDTH, RAIL_WIDTH

pytestmark = pytest.mark.row("F7")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    row = QHBoxLayout(made)
    row.addWidget(Rail("Nordlicht Clinic"))
    row.addWidget(QWidget(), 1)
    return made


def test_narrow_window_has_icons_that_keep_their_names(window: QWidget, qtbot: QtBot) -> None:
    (rail,) = window.findChildren(Rail)
    button = rail.add(PANELS[1])
    window.resize(853, 533)
    window.show()
    assert (rail.width(), button.text()) == (RAIL_ICONS_WIDTH, "")
    assert (button.accessibleName(), button.toolTip()) == ("Patients", "Patients (Ctrl+1)")
    with qtbot.waitSignal(rail.chosen):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: rail.width() == RAIL_WIDTH)
    assert (button.text(), button.accessibleName()) == ("Patients", "Patients")
