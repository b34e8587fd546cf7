"""How the tour's windows look: colours, way of reading, language, size of letters and window."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.errors import ConfigurationError
from app.domain.liking import Density, Language, Scale

_WORDS = re.compile(
    r"(?P<scheme>light|dark)(?P<rtl>-rtl)?(?:-(?P<language>en|de|es))?"
    r"(?:-(?P<scale>100|125|150|175|200))?"
    r"(?:-(?P<width>\d{3,4})x(?P<height>\d{3,4}))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One way to draw every screen; sizes in pixels, scale in percent of the design."""

    name: str
    """Stands in the names of its pictures."""
    is_dark: bool = False
    is_right_to_left: bool = False
    language: Language = Language.SYSTEM
    scale: Scale = Scale.DESIGN
    size: tuple[int, int] = (1440, 900)

    def put_on(self) -> None:
        """Windows made from here on look so."""
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QApplication

        from app.ui.language import use_language
        from app.ui.theme.style import Mode, theme

        reading = Qt.LayoutDirection.LeftToRight
        if self.is_right_to_left:
            reading = Qt.LayoutDirection.RightToLeft
        QApplication.setLayoutDirection(reading)
        use_language(self.language)
        theme().set_sizes(Density.NORMAL, self.scale)
        theme().set_mode(Mode.DARK if self.is_dark else Mode.LIGHT)


def look(words: str) -> Look:
    """The look such words ask for: "dark-rtl-150-1280x800", "light-de".

    Raises ConfigurationError.
    """
    found = _WORDS.fullmatch(words)
    if found is None:
        raise ConfigurationError(
            "--look", "is such as light, dark-rtl, light-de or light-150-1280x800"
        )
    size = (int(found["width"]), int(found["height"])) if found["width"] else (1440, 900)
    return Look(
        name=words,
        is_dark=found["scheme"] == "dark",
        is_right_to_left=found["rtl"] is not None,
        language=Language(found["language"] or Language.SYSTEM),
        scale=Scale(int(found["scale"] or Scale.DESIGN)),
        size=size,
    )


USUAL = (look("light"), look("dark"))
"""What `demo --tour` draws unless told otherwise."""
