"""Pictures people choose, made anew: small, upright, and nothing in them but what one sees.

A camera writes where and when a picture was taken, with what, and a small copy of it, into the
file. None of that is kept: the dots are copied into a new picture and that is written.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QPainter

from app.domain.errors import InvalidValue
from app.domain.file_errors import FileTooLarge
from app.domain.file_types import HEAD_BYTES, PICTURES, type_of

MOST_BYTES = 25 * 1024 * 1024
"""Of a file somebody chooses; a telephone's pictures have 3 to 12 MiB."""
MOST_DOTS = 80_000_000
"""A larger picture is not unpacked: 80 million dots take 320 MB."""
PHOTO_PX, CARD_PX = 640, 1600
"""The longer side of what is kept: a face in a header, a card whose small print is read."""
_QUALITY = 88
_MOST_MIB = 512
_FORMATS = {"image/png": b"png", "image/jpeg": b"jpeg"}


def made_anew(data: bytes, *, side_px: int, field: str) -> bytes:
    """The picture as a JPEG of its own, its longer side at most side_px; not on the UI thread.

    Raises FileTooLarge, InvalidValue (naming field) for what is no PNG or JPEG, is damaged or has
    more dots than anybody needs.
    """
    if len(data) > MOST_BYTES:
        raise FileTooLarge(MOST_BYTES)
    kind = type_of(data[:HEAD_BYTES])
    if kind is None or kind.media_type not in PICTURES:
        raise InvalidValue(field, "is no PNG or JPEG picture")
    picture = _read(data, _FORMATS[kind.media_type], side_px=side_px)
    if picture is None:
        raise InvalidValue(field, "cannot be read as a picture")
    return _written(_bare(picture))


def opened(data: bytes, media_type: str, *, side_px: int) -> QImage | None:
    """A kept picture to be shown, no larger than that; None: it cannot be read. Not on the UI
    thread."""
    kind = _FORMATS.get(media_type)
    return None if kind is None else _read(data, kind, side_px=side_px)


def _read(data: bytes, kind: bytes, *, side_px: int) -> QImage | None:
    """The picture, turned as it was taken and no larger than it is kept; None: it is damaged."""
    held = QBuffer()
    held.setData(QByteArray(data))
    held.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(_MOST_MIB)
    reader = QImageReader(held, QByteArray(kind))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.isEmpty() or size.width() * size.height() > MOST_DOTS:
        return None
    reader.setScaledSize(_fitted(size, side_px))
    picture = reader.read()
    return None if picture.isNull() else picture


def _fitted(size: QSize, side_px: int) -> QSize:
    if max(size.width(), size.height()) <= side_px:
        return size
    fitted = size.scaled(QSize(side_px, side_px), Qt.AspectRatioMode.KeepAspectRatio)
    return fitted.expandedTo(QSize(1, 1))


def _bare(picture: QImage) -> QImage:
    """The dots alone on white, without the texts, profiles and remarks that came with them."""
    if picture.colorSpace().isValid():
        picture = picture.convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    bare = QImage(picture.size(), QImage.Format.Format_RGB32)
    bare.fill(Qt.GlobalColor.white)
    painter = QPainter(bare)
    painter.drawImage(0, 0, picture)
    painter.end()
    return bare


def _written(picture: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "JPEG", _QUALITY)  # pyright: ignore[reportArgumentType, reportCallIssue]
    buffer.close()
    return bytes(data.data())
