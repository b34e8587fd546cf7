"""Scale and density reach letters, controls and rows; nothing falls below what text needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.liking import Density, Scale
from app.ui.theme.fonts import text_font
from app.ui.theme.sizes import control_height, ledger_row, people_row, px
from app.ui.theme.style import theme
from app.ui.theme.tokens import CONTROL_HEIGHT, TEXT_BODY, TEXT_META
from app.ui.widgets.button import Button
from app.ui.widgets.table import ListView

pytestmark = pytest.mark.row("F7")


@pytest.fixture(autouse=True)
def design_again(qapp: QApplication) -> Iterator[None]:
    yield
    theme().set_sizes(Density.NORMAL, Scale.DESIGN)


@pytest.mark.parametrize("scale", list(Scale))
@pytest.mark.parametrize("density", list(Density))
def test_rows_and_controls_hold_their_text(qapp: QApplication, scale: Scale, density: Density):
    theme().set_sizes(density, scale)
    body = QFontMetrics(text_font(TEXT_BODY, 600)).height()
    meta = QFontMetrics(text_font(TEXT_META, 400)).height()
    assert people_row() >= body + meta
    assert ledger_row() >= body + px(8)
    assert control_height() >= max(px(CONTROL_HEIGHT), body + px(8))


def test_denser_is_lower_and_larger_is_higher(qapp: QApplication) -> None:
    heights = []
    for density in Density:
        theme().set_sizes(density, Scale.DESIGN)
        heights.append((people_row(), ledger_row()))
    assert heights == sorted(heights)
    assert len(set(heights)) == len(Density)
    theme().set_sizes(Density.NORMAL, Scale.DOUBLE)
    assert (px(10), text_font(TEXT_BODY).pixelSize()) == (20, 2 * TEXT_BODY)
    assert qapp.font().pixelSize() == 2 * TEXT_BODY


@pytest.mark.parametrize("scale", [Scale.DESIGN, Scale.DOUBLE])
def test_widgets_are_built_at_the_size_in_force(
    qapp: QApplication, qtbot: QtBot, scale: Scale
) -> None:
    theme().set_sizes(Density.ROOMY, scale)
    button, field = Button("Save", name="save"), QLineEdit()
    rows = ListView(name="rows", accessible="Rows")
    for widget in (button, field, rows):
        qtbot.addWidget(widget)
        widget.ensurePolished()
    assert button.sizeHint().height() == control_height() == 40 * scale // 100
    assert field.minimumSizeHint().height() >= px(34)
    assert rows.verticalHeader().defaultSectionSize() == people_row()


def test_only_another_size_asks_for_another_window(qapp: QApplication) -> None:
    assert theme().set_sizes(Density.COMPACT, Scale.LARGE)
    assert not theme().set_sizes(Density.COMPACT, Scale.LARGE)
