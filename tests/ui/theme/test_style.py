"""Light, dark and system restyle the application; disabled looks disabled; icons take colours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

import app.ui
from app.domain.liking import Density, Scale
from app.ui.theme.fonts import font_family, text_font
from app.ui.theme.icons import icon_pixmap
from app.ui.theme.resources import resource_path, resource_text
from app.ui.theme.style import Mode, palette, strengthened, style_sheet, theme
from app.ui.theme.tokens import DARK, LIGHT


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    yield
    theme().set_mode(Mode.LIGHT)


def test_choosing_dark_recolours_the_application(qapp: QApplication) -> None:
    theme().set_mode(Mode.LIGHT)
    heard: list[bool] = []
    theme().changed.connect(lambda: heard.append(True))
    theme().set_mode(Mode.DARK)
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.bg.lower()
    assert DARK.surface in qapp.styleSheet()
    assert heard


class Restyled:
    """The application, which tells each time that it is styled."""

    def __init__(self, application: QApplication, styled: list[str]) -> None:
        self._application, self._styled = application, styled

    def __getattr__(self, name: str) -> object:
        return getattr(self._application, name)

    def setStyleSheet(self, sheet: str) -> None:  # noqa: N802  (Qt's name)
        self._styled.append(sheet)
        self._application.setStyleSheet(sheet)


def test_what_is_worn_already_styles_nothing_anew(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = theme()
    look.set_mode(Mode.DARK)
    styled: list[str] = []
    monkeypatch.setattr(look, "_application", Restyled(qapp, styled))
    look.set_mode(Mode.DARK)
    assert not styled
    look.wear(Mode.LIGHT, Density.ROOMY, Scale.DESIGN)
    assert len(styled) == 1  # colours and sizes at once
    assert LIGHT.surface in qapp.styleSheet()
    look.wear(Mode.LIGHT, Density.NORMAL, Scale.DESIGN)
    assert len(styled) == 2


def test_who_asks_the_computer_for_high_contrast_has_it_at_once(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme().set_mode(Mode.DARK)
    wanted = [True]
    with monkeypatch.context() as asked:
        asked.setattr(theme(), "wants_contrast", lambda: wanted[0])
        theme()._on_contrast_changed(Qt.ContrastPreference.HighContrast)
        assert theme().colours == strengthened(DARK)
        assert theme().mode is Mode.DARK
        wanted[0] = False
        theme()._on_contrast_changed(Qt.ContrastPreference.NoPreference)
    assert theme().colours is DARK


def test_disabled_text_differs_from_active_text(qapp: QApplication) -> None:
    made = palette(LIGHT)
    active = made.color(QPalette.ColorGroup.Active, QPalette.ColorRole.WindowText)
    disabled = made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText)
    assert active != disabled


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_style_sheet_has_no_unfilled_token(colours: object) -> None:
    assert "$" not in style_sheet(colours)  # type: ignore[arg-type]


def test_the_bundled_font_has_weights_and_even_digits(qapp: QApplication) -> None:
    assert font_family() == "Inter"
    thin = QFontMetrics(text_font(14, 400)).horizontalAdvance("Lindqvist")
    bold = QFontMetrics(text_font(14, 700)).horizontalAdvance("Lindqvist")
    assert bold > thin
    even = QFontMetrics(text_font(14, tabular=True))
    assert even.horizontalAdvance("1111") == even.horizontalAdvance("0000")


def test_an_icon_is_drawn_in_the_colour_asked_for(qapp: QApplication) -> None:
    image = icon_pixmap("plus", "#ff0000", 18).toImage()
    seen = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert seen == {"#ff0000"}
    assert image.width() == 36


def test_every_icon_named_in_the_code_is_bundled() -> None:
    folder = Path(app.ui.__file__).parent
    named = set()
    for source in folder.rglob("*.py"):
        named |= set(re.findall(r'icon(?:_name)?="([a-z0-9-]+)"', source.read_text()))
    assert named
    for name in named:
        assert resource_path("icons", f"{name}.svg").is_file(), name
    assert "currentColor" in resource_text("icons", "users.svg")


def test_licences_travel_with_font_and_icons() -> None:
    assert "SIL OPEN FONT LICENSE" in resource_text("fonts", "OFL.txt").upper()
    assert "ISC" in resource_text("icons", "LICENSE")
