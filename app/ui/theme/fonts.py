"""The bundled typeface (Inter, OFL) in the sizes and weights of the tokens."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtGui import QFont, QFontDatabase

from app.ui.theme.resources import resource_path
from app.ui.theme.sizes import px
from app.ui.theme.tokens import TEXT_BODY


@cache
def font_family() -> str:
    """Register the bundled font once and give its family name."""
    number = QFontDatabase.addApplicationFont(str(resource_path("fonts", "Inter.ttf")))
    families = QFontDatabase.applicationFontFamilies(number)
    return families[0] if families else QFont().family()


def text_font(size_px: int = TEXT_BODY, weight: int = 400, *, tabular: bool = False) -> QFont:
    """A font of a size of the design, at the scale in force; tabular: digits of one width.

    The same object every time: do not change it, painting asks for it thousands of times.
    """
    return _made(px(size_px), weight, tabular)


@lru_cache(maxsize=128)
def _made(size_px: int, weight: int, tabular: bool) -> QFont:
    font = QFont(font_family())
    font.setPixelSize(size_px)
    font.setWeight(QFont.Weight(weight))
    # FreeType takes a variable font's weight and optical size from its axes only.
    font.setVariableAxis(QFont.Tag("wght"), weight)
    font.setVariableAxis(QFont.Tag("opsz"), min(32, max(14, size_px)))
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def paper_font(size_px: int, *, bold: bool = False) -> QFont:
    """A font for what is printed or kept as a PDF, whose text can be searched, copied and read out.

    Glyphs of its own for digits of one width, or for a comma after a digit, are left out: a PDF
    tells a reader the typeface's private code of such a glyph in place of the character.
    """
    font = QFont(font_family())
    font.setPixelSize(size_px)
    font.setBold(bold)
    font.setFeature(QFont.Tag("calt"), 0)
    return font
