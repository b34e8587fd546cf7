"""A small screen at 150 %: what is open takes the place of the list, and nothing overlaps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QPushButton

from app.domain.operations import OperationState
from app.domain.patient import Patient
from app.ui.panels.sync.panel import CONNECTIONS, WAITING, SyncPanel
from app.ui.theme.tokens import SIDE_PANEL_WIDTH
from tests.ui.conftest import ScreenDesk, a_while, until
from tests.ui.panels.sync.test_panel import change_phone, panel, patient, refuse, rows, states

__all__ = ["panel", "patient"]
pytestmark = pytest.mark.row("A2")
SMALL = (791, 400)
"""What 1280 x 800 at 150 % leaves to the panel below bar and banner."""


async def test_what_is_open_takes_the_lists_place_and_gives_it_back(
    panel: SyncPanel, desk: ScreenDesk, patient: Patient
) -> None:
    change_phone(desk, patient)
    refuse(desk)
    await until(lambda: states(desk) == [OperationState.QUARANTINED])
    await rows(panel, 1)
    page = panel.waiting
    page._show_row(0)
    assert page.view.isVisible()
    assert page.detail.width() == SIDE_PANEL_WIDTH
    panel.resize(*SMALL)
    page.detail.ask_reason()
    await a_while(0.02)
    assert page.detail.width() > 700
    assert not page.view.isVisible()
    assert not panel.state.isVisible()
    buttons = [one for one in page.detail.findChildren(QPushButton) if one.isVisible()]
    corners = (one.mapTo(page.detail, one.rect().topLeft()) for one in buttons)
    places = [QRect(at, one.size()) for at, one in zip(corners, buttons, strict=True)]
    assert all(page.detail.rect().contains(place) for place in places)
    assert not any(a.intersects(b) for a in places for b in places if a is not b)
    panel.show_page(CONNECTIONS)
    assert panel.state.isVisible()
    panel.show_page(WAITING)
    assert not panel.state.isVisible()
    page.detail.discard.setFocus()
    assert panel.close_side()
    assert page.view.isVisible()
    assert page.view.hasFocus()
    assert panel.state.isVisible()
