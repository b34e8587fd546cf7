"""A person's face that can be pressed: their photo, or their initials, with a menu behind it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui.theme.sizes import px
from app.ui.widgets.focus import KeyboardFocus, draw_focus_ring
from app.ui.widgets.painting import draw_avatar


class FaceButton(KeyboardFocus, QAbstractButton):
    """A round picture of a person, initials where there is none."""

    def __init__(self, *, name: str, size: int = 64, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._side = size
        self._name, self._key = "", ""
        self._picture: QImage | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())

    @property
    def has_picture(self) -> bool:
        """Whether the photo is shown, not the initials."""
        return self._picture is not None

    def set_person(self, name: str, key: str) -> None:
        """Show this person; somebody else's photo goes at once."""
        if key != self._key:
            self._picture = None
        self._name, self._key = name, key
        self.update()

    def set_picture(self, picture: QImage | None) -> None:
        """Show this photo of the person; None: their initials."""
        self._picture = None if picture is None or picture.isNull() else picture
        self.update()

    def sizeHint(self) -> QSize:
        """As large as letters are chosen."""
        return QSize(px(self._side), px(self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the photo, cut round from its middle, or the initials; then the ring."""
        del event
        painter = QPainter(self)
        place = self.rect().adjusted(2, 2, -2, -2)
        if self._picture is None:
            size = max(12, self._side * 18 // 52)
            draw_avatar(painter, place, self._name, self._key, size_px=size)
        else:
            draw_round(painter, QRectF(place), self._picture)
        if self.shows_ring and self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()), self.width() / 2)
        painter.end()


def draw_round(painter: QPainter, place: QRectF, picture: QImage) -> None:
    """A picture's middle as a disc; of an upright one a little above it, where faces are."""
    side = min(picture.width(), picture.height())
    top = (picture.height() - side) / 3
    part = QRectF((picture.width() - side) / 2, top, side, side)
    disc = QPainterPath()
    disc.addEllipse(place)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(disc)
    painter.drawImage(place, picture, part)
    painter.restore()
