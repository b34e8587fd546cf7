"""The sync pill of the top bar: always visible, one glance, one click for more."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.frame.sync_words import PillWords
from app.ui.theme.sizes import px
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button
from app.ui.widgets.focus import draw_focus_ring
from app.ui.widgets.painting import chip_width, draw_chip

_HEIGHT = 32


class SyncPill(Button):
    """A tinted pill with an icon and words."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("", name="sync_pill", parent=parent)
        self._words = PillWords("", Tone.NEUTRAL, "cloud")
        self._is_short = False

    def set_words(self, words: PillWords) -> None:
        """Show another state and tell screen readers."""
        self._words = words
        self.setAccessibleName(self.tr("Synchronisation: {0}").format(words.text))
        self.setToolTip(self.tr("Open the Sync centre: what waits, and why"))
        self.updateGeometry()
        self.update()

    def say_less(self, *, is_short: bool) -> None:
        """Show the icon alone, where there is no room for words."""
        if is_short != self._is_short:
            self._is_short = is_short
            self.updateGeometry()
            self.update()

    def words(self) -> str:
        """The text on the pill."""
        return self._words.text

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        text = "" if self._is_short else self._words.text
        return QSize(chip_width(text, icon=self._words.icon) + 10, px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pill, then the ring."""
        del event
        painter = QPainter(self)
        rect = QRect(0, (self.height() - px(_HEIGHT)) // 2, self.width(), px(_HEIGHT))
        words = self._words
        direction = self.layoutDirection()
        draw_chip(
            painter,
            rect,
            "" if self._is_short else words.text,
            words.tone,
            icon=words.icon,
            bordered=self.underMouse(),
            direction=direction,
        )
        if self.shows_ring and self.hasFocus():
            draw_focus_ring(painter, rect.toRectF(), px(_HEIGHT) / 2)
        painter.end()
