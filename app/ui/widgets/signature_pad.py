"""A field to sign in, with a mouse, a pen or a finger."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import RADIUS_CONTROL
from app.ui.widgets.focus import KeyboardFocus

_WIDE, _HIGH = 900, 270
"""Dots of the picture that is kept; how high it is, the field says."""
_PEN = 2.4
_MOST_POINTS = 20_000
_SHORTEST = 24.0
"""Points of the pen's way, at the field's size: a slip of the mouse is no signature."""


class SignaturePad(KeyboardFocus, QWidget):
    """changed(): a stroke was drawn, or all were wiped. Delete wipes."""

    changed = Signal()

    def __init__(self, *, name: str, accessible: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(self.sizeHint())
        self._strokes: list[list[QPointF]] = []
        self._is_drawing = False

    @property
    def is_signed(self) -> bool:
        """Whether there is more than a slip of the mouse."""
        way = 0.0
        for stroke in self._strokes:
            for one, other in pairwise(stroke):
                step = (other.x() - one.x()) * self.width(), (other.y() - one.y()) * self.height()
                way += (step[0] ** 2 + step[1] ** 2) ** 0.5
        return way >= _SHORTEST

    def wipe(self) -> None:
        """Begin again."""
        had_any = bool(self._strokes)
        self._strokes, self._is_drawing = [], False
        self.update()
        if had_any:
            self.changed.emit()

    def picture(self) -> QImage:
        """What was signed, black on white, whatever the window's colours are."""
        high = max(1, round(_WIDE * self.height() / max(self.width(), 1)))
        image = QImage(_WIDE, high, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        self._draw(painter, QRectF(0, 0, _WIDE, high), QColor("black"), _PEN * _WIDE / 400)
        painter.end()
        return image

    def sizeHint(self) -> QSize:
        """Room for a hand."""
        return QSize(px(400), px(400 * _HIGH // _WIDE))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The pen goes down."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """It is drawn along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_on(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """It is lifted."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen on a tablet writes as finely as it says where it is."""
        kind = event.type()
        if kind == QEvent.Type.TabletPress:
            self._begin(event.position())
        elif kind == QEvent.Type.TabletMove:
            self._go_on(event.position())
        else:
            self._end()
        event.accept()

    def event(self, event: QEvent) -> bool:
        """A finger writes, too."""
        if isinstance(event, QTouchEvent) and event.points():
            place = event.points()[0].position()
            if event.type() == QEvent.Type.TouchBegin:
                self._begin(place)
            elif event.type() == QEvent.Type.TouchUpdate:
                self._go_on(place)
            else:
                self._end()
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete wipes what was drawn."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.wipe()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A white sheet with a line to sign on, in dark windows too: it is what will be kept."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(qcolor(theme().colours.outline), 1))
        painter.setBrush(Qt.GlobalColor.white)
        painter.drawRoundedRect(frame, RADIUS_CONTROL, RADIUS_CONTROL)
        low = self.height() * 0.78
        painter.setPen(QPen(QColor("#7e8c99"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(16, low), QPointF(self.width() - 16, low))
        self._draw(painter, QRectF(self.rect()), QColor("black"), _PEN)
        painter.end()
        super().paintEvent(event)

    def _draw(self, painter: QPainter, place: QRectF, colour: QColor, width: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        round_pen = (Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(QPen(colour, width, *round_pen))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            path = QPainterPath()
            for at, point in enumerate(stroke):
                there = QPointF(point.x() * place.width(), point.y() * place.height())
                if at:
                    path.lineTo(there)
                else:
                    path.moveTo(there)
            painter.drawPath(path)

    def _begin(self, place: QPointF) -> None:
        self._is_drawing = True
        self._strokes.append([])
        self._go_on(place)

    def _go_on(self, place: QPointF) -> None:
        if not self._is_drawing or sum(map(len, self._strokes)) >= _MOST_POINTS:
            return
        across = min(max(place.x() / max(self.width(), 1), 0.0), 1.0)
        down = min(max(place.y() / max(self.height(), 1), 0.0), 1.0)
        self._strokes[-1].append(QPointF(across, down))
        self.update()

    def _end(self) -> None:
        if self._is_drawing:
            self._is_drawing = False
            self.changed.emit()
