"""The panel can be looked at: light and dark, left to right and right to left, 1440×900."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.ui.theme.style import Mode, qcolor, theme
from app.ui.theme.tokens import Tone
from tests.ui.conftest import until
from tests.ui.panels.appointments.conftest import Clinic, Screen


@pytest.mark.row("F7")
@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
@pytest.mark.parametrize("rtl", [False, True])
async def test_the_day_in_every_look(
    screen: Screen, clinic: Clinic, tmp_path: Path, *, mode: Mode, rtl: bool
) -> None:
    theme().set_mode(mode)
    if rtl:
        screen.window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    visit = clinic.visit(clinic.amara, 11, status="arrived")
    screen.desk.keep(visit, clinic.visit(clinic.lena, 11, 15), clinic.visit(clinic.lena, 9))
    await screen.shown(visit, lambda _v: True)
    screen.window.resize(1440, 900)
    screen.panel.resize(1440, 900)
    await until(lambda: not screen.panel.views.calendar.canvas.visit_rect(visit.id).isEmpty())
    QApplication.processEvents()
    picture = screen.window.grab()
    assert picture.save(str(tmp_path / f"day_{mode}_{rtl}.png"))
    canvas = screen.panel.views.calendar.canvas
    drawn = canvas.grab().toImage()
    ground = theme().tint(Tone.WARN).ground
    assert _has(drawn, ground, canvas.visit_rect(visit.id).center().y())
    theme().set_mode(Mode.LIGHT)


def _has(image: QImage, colour: str, y: int) -> bool:
    """Whether a colour is among the pixels of a row."""
    return any(image.pixelColor(x, y) == qcolor(colour) for x in range(0, image.width(), 2))
