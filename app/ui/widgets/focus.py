"""A focus ring for people who use the keyboard, and none after a click of the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import FOCUS_RING, RADIUS_CONTROL

if TYPE_CHECKING:
    _Base = QWidget
else:
    # A second Qt base class crashes the binding; at run time the mix-in is a plain class.
    _Base = object

KEYBOARD_REASONS = frozenset(
    {
        Qt.FocusReason.TabFocusReason,
        Qt.FocusReason.BacktabFocusReason,
        Qt.FocusReason.ShortcutFocusReason,
    }
)


class KeyboardFocus(_Base):
    """Mix-in before a widget class: paints the ring when focus came by Tab or a shortcut."""

    ring_radius: float = RADIUS_CONTROL
    shows_ring: bool = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember how the focus came."""
        self.shows_ring = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes with the focus."""
        self.shows_ring = False
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The widget itself, then the ring."""
        super().paintEvent(event)
        if self.shows_ring and self.hasFocus():
            painter = QPainter(self)
            draw_focus_ring(painter, QRectF(self.rect()), self.ring_radius)
            painter.end()


def draw_focus_ring(
    painter: QPainter, rect: QRectF, radius: float = RADIUS_CONTROL, *, colour: str = ""
) -> None:
    """The 2 px ring just inside a rectangle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(qcolor(colour or theme().colours.text), FOCUS_RING))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = FOCUS_RING / 2
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
