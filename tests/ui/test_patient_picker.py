"""A match under a search for a patient has room for its two lines, however large the letters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from app.domain.liking import Density, Scale
from app.ui.patient_picker import line_places
from app.ui.theme.fonts import text_font
from app.ui.theme.sizes import use_sizes
from app.ui.theme.tokens import TEXT_LABEL

pytestmark = pytest.mark.row("F7")


@pytest.fixture(params=list(Scale), ids=str)
def scale(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Scale]:
    del qapp
    use_sizes(Density.NORMAL, request.param)
    yield request.param
    use_sizes(Density.NORMAL, Scale.DESIGN)


def test_lines_of_a_match_are_as_high_as_their_letters_and_one_below_the_other(
    scale: Scale,
) -> None:
    name, facts = line_places(QRect(0, 0, 400, 48 * scale // 100))
    assert (
        name.height() >= QFontMetrics(text_font(TEXT_LABEL, 600)).tightBoundingRect("Åg").height()
    )
    assert name.bottom() < facts.top()
    assert facts.bottom() <= 48 * scale // 100
