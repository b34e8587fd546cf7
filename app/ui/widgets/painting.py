"""Chips, initials and cut text as delegates and labels paint them, in both reading directions."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QLabel, QStyle, QWidget

from app.ui.theme.fonts import text_font
from app.ui.theme.icons import draw_icon
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_META, Tone, person_tone

CHIP_HEIGHT = 22
_CHIP_ICON = 13


def initials(name: str) -> str:
    """Two letters of a name written family first: "Okafor, Amara" → "OA"."""
    parts = [part.strip() for part in name.split(",") if part.strip()]
    if len(parts) < 2:
        parts = name.split()
    return "".join(part[0] for part in parts[:2]).upper() or "?"


def draw_avatar(
    painter: QPainter,
    rect: QRect,
    name: str,
    key: str,
    *,
    size_px: int = 12,
    bordered: bool = False,
) -> None:
    """A round tinted disc with a person's initials. bordered keeps it visible on a selected row."""
    tint = theme().tint(person_tone(key))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(qcolor(tint.text), 1) if bordered else Qt.PenStyle.NoPen)
    painter.setBrush(qcolor(tint.ground))
    painter.drawEllipse(rect)
    painter.setPen(qcolor(tint.text))
    painter.setFont(text_font(size_px, 650))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(name))


def chip_width(text: str, *, icon: str = "") -> int:
    """Pixels a chip needs."""
    words = QFontMetrics(text_font(TEXT_META, 600)).horizontalAdvance(text)
    return words + 18 + (px(_CHIP_ICON) + 5 if icon else 0)


def draw_chip(
    painter: QPainter,
    rect: QRect,
    text: str,
    tone: Tone,
    *,
    icon: str = "",
    bordered: bool = False,
    direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight,
) -> None:
    """A tinted pill. bordered keeps it visible on a selected row."""
    tint = theme().tint(tone)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(qcolor(tint.text), 1) if bordered else Qt.PenStyle.NoPen)
    painter.setBrush(qcolor(tint.ground))
    box = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    inner = rect.adjusted(9, 0, -9, 0)
    if icon:
        size = px(_CHIP_ICON)
        place = QRect(inner.left(), rect.center().y() - size // 2, size, size)
        draw_icon(painter, icon, tint.text, QRectF(QStyle.visualRect(direction, rect, place)))
        inner = QStyle.visualRect(direction, rect, inner.adjusted(size + 5, 0, 0, 0))
    painter.setPen(qcolor(tint.text))
    painter.setFont(text_font(TEXT_META, 600))
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignHCenter, text)


class Avatar(QWidget):
    """A person's initials as a widget."""

    def __init__(self, *, size: int = 52, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self.setFixedSize(px(size), px(size))
        self._name, self._key = "", ""

    def set_person(self, name: str, key: str) -> None:
        """Show this person; key keeps their colour the same everywhere."""
        self._name, self._key = name, key
        self.update()

    def paintEvent(self, _event: object) -> None:
        """Paint the disc."""
        painter = QPainter(self)
        size = max(12, self._size * 18 // 52)
        draw_avatar(
            painter, self.rect().adjusted(1, 1, -1, -1), self._name, self._key, size_px=size
        )
        painter.end()


class ChipLabel(QLabel):
    """A chip as a label."""

    def __init__(self, text: str, tone: Tone, *, icon: str = "") -> None:
        super().__init__(text)
        self._tone, self._icon = tone, icon
        self.setAccessibleName(text)

    def set_chip(self, text: str, tone: Tone, *, icon: str = "") -> None:
        """Show something else."""
        self._tone, self._icon = tone, icon
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As large as the chip."""
        return QSize(chip_width(self.text(), icon=self._icon), px(CHIP_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: object) -> None:
        """Paint the pill."""
        painter = QPainter(self)
        width = min(self.width(), self.sizeHint().width())
        place = QRect(0, (self.height() - px(CHIP_HEIGHT)) // 2, width, px(CHIP_HEIGHT))
        direction = self.layoutDirection()
        place = QStyle.visualRect(direction, self.rect(), place)
        draw_chip(painter, place, self.text(), self._tone, icon=self._icon, direction=direction)
        painter.end()
