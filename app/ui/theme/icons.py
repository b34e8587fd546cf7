"""Bundled line icons (Lucide, ISC), drawn in the colour that is asked for."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.ui.theme.resources import resource_text
from app.ui.theme.sizes import px

ICON_SIZE = 18
_SHARPNESS = 2.0


def icon_pixmap(name: str, colour: str, size: int = ICON_SIZE) -> QPixmap:
    """An icon of a size of the design, at the scale in force."""
    return _drawn(name, colour, px(size))


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int) -> QPixmap:
    """A picture of twice the size, marked as such, so that it stays sharp."""
    pixmap = QPixmap(int(size * _SHARPNESS), int(size * _SHARPNESS))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    _renderer(name, colour).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(_SHARPNESS)
    return pixmap


def icon(name: str, colour: str, size: int = ICON_SIZE) -> QIcon:
    """An icon for menus and fields."""
    return QIcon(icon_pixmap(name, colour, size))


def draw_icon(painter: QPainter, name: str, colour: str, target: QRectF) -> None:
    """Draw an icon into a rectangle."""
    picture = _drawn(name, colour, round(target.width()))
    painter.drawPixmap(target, picture, QRectF(picture.rect()))


def _renderer(name: str, colour: str) -> QSvgRenderer:
    text = resource_text("icons", f"{name}.svg").replace("currentColor", colour)
    return QSvgRenderer(QByteArray(text.encode()))
