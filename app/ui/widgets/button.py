"""Buttons: icon and words with room between them, in the looks of the style sheet."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from app.ui.theme.fonts import text_font
from app.ui.theme.icons import draw_icon
from app.ui.theme.sizes import control_height, px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_BODY, TEXT_LABEL, TEXT_META
from app.ui.widgets.focus import KeyboardFocus, draw_focus_ring

_ICON_GAP = 8
_ICON = 18


class Look(StrEnum):
    """The looks a button can have; one primary button per screen."""

    PLAIN = "plain"
    PRIMARY = "primary"
    QUIET = "quiet"
    CHIP = "chip"
    RAIL = "rail"
    TOAST = "toast"


class Button(KeyboardFocus, QPushButton):
    """A push button with an optional icon before its words."""

    def __init__(
        self,
        text: str,
        *,
        name: str,
        look: Look = Look.PLAIN,
        icon: str = "",
        accessible: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._has_own_name = bool(accessible)
        self.setObjectName(name)
        self.setAccessibleName(accessible or text)
        self.setToolTip(accessible if not text else "")
        self.setProperty("look", look.value)
        self.look = look
        self.icon_name = icon
        self.badge = ""
        """How much waits behind it, painted at its end."""
        self.ring_radius = px(15 if look is Look.CHIP else 6)
        self.setCheckable(look in (Look.CHIP, Look.RAIL))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def setText(self, text: str) -> None:
        """Show other words; the screen reader says them too, unless it was told its own."""
        super().setText(text)
        if not self._has_own_name:
            self.setAccessibleName(text)

    def set_icon_name(self, icon: str) -> None:
        """Show another icon."""
        self.icon_name = icon
        self.update()

    def set_badge(self, text: str) -> None:
        """Show how much waits behind it; "" for nothing."""
        self.badge = text
        self.update()

    def sizeHint(self) -> QSize:
        """Room for icon and words, also for the heavier ones of a chosen button."""
        metrics = QFontMetrics(self._font(strong=self._is_strong() or self.isCheckable()))
        width = metrics.horizontalAdvance(self.text()) if self.text() else 0
        if self.icon_name:
            width += px(_ICON) + (px(_ICON_GAP) if self.text() else 0)
        heights = {Look.CHIP: px(30), Look.RAIL: control_height() + px(4)}
        height = heights.get(self.look, control_height())
        return QSize(width + px(28 if self.text() else 20), height)

    def minimumSizeHint(self) -> QSize:
        """No layout makes it so narrow that its words are cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground from the style sheet, icon and words from here, then the ring."""
        del event
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        option.icon = QIcon()
        # The ring is ours; without this the style draws a thin frame inside of it.
        option.state &= ~QStyle.StateFlag.State_HasFocus
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        self._paint_content(painter)
        if self.badge:
            self._paint_badge(painter)
        if self.shows_ring and self.hasFocus():
            colours = theme().colours
            grounds = {Look.RAIL: colours.rail_on_active, Look.TOAST: colours.on_toast}
            ring = grounds.get(self.look, "")
            draw_focus_ring(painter, QRectF(self.rect()), self.ring_radius, colour=ring)
        painter.end()

    def _paint_content(self, painter: QPainter) -> None:
        colour = self._colour()
        font = self._font(strong=self._is_strong())
        metrics = QFontMetrics(font)
        text_width = metrics.horizontalAdvance(self.text()) if self.text() else 0
        icon_size = px(_ICON)
        icon_width = icon_size if self.icon_name else 0
        gap = px(_ICON_GAP) if self.icon_name and self.text() else 0
        width = icon_width + gap + text_width
        left = px(12) if self.look is Look.RAIL else max(0, (self.width() - width) // 2)
        if self.icon_name:
            top = (self.height() - icon_size) // 2
            place = self._visual(QRect(left, top, icon_size, icon_size))
            draw_icon(painter, self.icon_name, colour, QRectF(place))
        painter.setFont(font)
        painter.setPen(qcolor(colour))
        words = self._visual(QRect(left + icon_width + gap, 0, text_width + 2, self.height()))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignHCenter
        painter.drawText(words, int(flags | Qt.TextFlag.TextShowMnemonic), self.text())

    def _paint_badge(self, painter: QStylePainter) -> None:
        """A pill at the end; over the icon's corner where there are no words."""
        colours, font = theme().colours, text_font(TEXT_META, 650, tabular=True)
        height = px(18)
        width = max(height, QFontMetrics(font).horizontalAdvance(self.badge) + px(10))
        top = (self.height() - height) // 2 if self.text() else 1
        end = px(10) if self.text() else 0
        place = self._visual(QRect(self.width() - width - end, top, width, height))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(qcolor(colours.accent_soft))
        painter.drawRoundedRect(QRectF(place), height / 2, height / 2)
        painter.setPen(qcolor(colours.accent_text))
        painter.setFont(font)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.badge)

    def _visual(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), rect)

    def _is_strong(self) -> bool:
        return self.look in (Look.PRIMARY, Look.TOAST) or (self.isCheckable() and self.isChecked())

    def _font(self, *, strong: bool) -> QFont:
        size = TEXT_LABEL if self.look is Look.CHIP else TEXT_BODY
        return text_font(size, 600 if strong else 550 if self.look is not Look.RAIL else 450)

    def _colour(self) -> str:
        colours = theme().colours
        if not self.isEnabled():
            return colours.outline
        if self.look is Look.PRIMARY:
            return colours.on_accent
        if self.look is Look.RAIL:
            return colours.rail_on_active if self.isChecked() else colours.rail_text
        if self.look is Look.TOAST:
            return colours.on_toast
        if self.look is Look.CHIP:
            return colours.accent_text if self.isChecked() else colours.text2
        return colours.text
