"""A chart of bars as a widget: painted, walked with the arrow keys, spoken bar by bar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from app.ui.theme.fonts import text_font
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import LIGHT, TEXT_LABEL, TEXT_SECTION
from app.ui.widgets.chart_paint import ChartPainter, Marks, room_wanted
from app.ui.widgets.chart_values import ChartData
from app.ui.widgets.focus import KeyboardFocus
from app.ui.widgets.tips import plain_tip

_LOWEST = 130
_PICTURE = QSize(1120, 560)
_PICTURE_SCALE = 2
_MARGIN, _TITLE = 28, 84


class BarChart(KeyboardFocus, QWidget):
    """current_changed(at): the arrow keys or a click went to a bar, -1 for none.

    area_wished(rect): this part should be in sight.
    """

    current_changed = Signal(int)
    area_wished = Signal(QRect)

    def __init__(self, *, name: str, accessible: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(px(_LOWEST))
        self._data = ChartData()
        self._current = -1
        theme().changed.connect(self.update)

    @property
    def data(self) -> ChartData:
        """What is shown."""
        return self._data

    @property
    def current(self) -> int:
        """The bar somebody is on, -1 for none."""
        return self._current

    def show_data(self, data: ChartData) -> None:
        """Show other bars; whoever stood on one stands on the one in its place."""
        self._data = data
        self.setMinimumWidth(room_wanted(data))
        self.set_current(min(self._current, len(data.bars) - 1))
        self._speak()
        self.update()

    def set_current(self, at: int) -> None:
        """Go to a bar, and tell the screen reader which."""
        if at == self._current:
            return
        self._current = at
        self._speak()
        self.update()
        if at >= 0:
            self.area_wished.emit(self._painter().slot(at))
        self.current_changed.emit(at)

    def sizeHint(self) -> QSize:
        """Wide and not high."""
        return QSize(px(640), px(260))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows as the bars stand, Home and End."""
        last = len(self._data.bars) - 1
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        forward = Qt.Key.Key_Left if is_mirrored else Qt.Key.Key_Right
        back = Qt.Key.Key_Right if is_mirrored else Qt.Key.Key_Left
        wanted = {
            forward: min(self._current + 1, last),
            back: max(self._current - 1, 0),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if wanted is None or last < 0 or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        self.shows_ring = True
        self.set_current(wanted)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click goes to the bar under it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.shows_ring = False
            self.set_current(self._painter().bar_at(round(event.position().x())))

    def event(self, event: QEvent) -> bool:
        """What a bar says, under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._painter().bar_at(event.pos().x())
            words = self._data.bars[at].spoken if at >= 0 else ""
            QToolTip.showText(event.globalPos(), plain_tip(words), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The chart, in the colours in force."""
        del event
        painter = QPainter(self)
        marks = Marks(self._current, self.shows_ring and self.hasFocus())
        self._painter().paint(painter, marks)
        painter.end()

    def picture(self, title: str, subtitle: str) -> QImage:
        """The chart for a document: light, with its title, twice as sharp as the screen."""
        width = max(px(_PICTURE.width()), room_wanted(self._data) + 2 * _MARGIN)
        size = QSize(width, px(_PICTURE.height()))
        image = QImage(size * _PICTURE_SCALE, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_PICTURE_SCALE)
        image.fill(qcolor(LIGHT.surface))
        painter = QPainter(image)
        painter.setLayoutDirection(self.layoutDirection())
        head = QRect(QPoint(_MARGIN, _MARGIN), QSize(width - 2 * _MARGIN, px(_TITLE)))
        for words, font, colour, top in (
            (title, text_font(TEXT_SECTION, 650), LIGHT.text, 0),
            (subtitle, text_font(TEXT_LABEL, 400, tabular=True), LIGHT.text2, px(26)),
        ):
            painter.setFont(font)
            painter.setPen(qcolor(colour))
            painter.drawText(head.adjusted(0, top, 0, 0), Qt.TextFlag.TextWordWrap, words)
        rect = QRect(
            _MARGIN,
            _MARGIN + px(_TITLE),
            width - 2 * _MARGIN,
            size.height() - px(_TITLE) - 2 * _MARGIN,
        )
        ChartPainter(self._data, rect, LIGHT, self.layoutDirection()).paint(painter)
        painter.end()
        return image

    def _painter(self) -> ChartPainter:
        return ChartPainter(self._data, self.rect(), theme().colours, self.layoutDirection())

    def _speak(self) -> None:
        bars = self._data.bars
        self.setAccessibleDescription(
            bars[self._current].spoken if 0 <= self._current < len(bars) else ""
        )
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )
