"""Pictures as cameras write them: turned, with a place, a date and a small copy in the file."""

from __future__ import annotations

import struct
import zlib

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QPainter

SECRET = b"GPS 40.7128N 74.0060W MARKER-Okafor-4711"


def an_image(width: int = 80, height: int = 60) -> QImage:
    """Red on its left half, blue on its right."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    painter = QPainter(image)
    painter.fillRect(width // 2, 0, width, height, Qt.GlobalColor.blue)
    painter.end()
    return image


def a_jpeg(width: int = 80, height: int = 60, *, orientation: int = 1) -> bytes:
    """As a telephone writes it: EXIF with an orientation and a place, a comment after it."""
    plain = _written(an_image(width, height), "JPEG")
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"MM\x00\x2a" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0) + SECRET
    exif = b"Exif\x00\x00" + tiff
    head = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    remark = b"\xff\xfe" + struct.pack(">H", len(SECRET) + 2) + SECRET
    return plain[:2] + head + remark + plain[2:]


def a_png(width: int = 80, height: int = 60, *, image: QImage | None = None) -> bytes:
    """With a text beside the dots, as programs write the place and who made it."""
    plain = _written(image or an_image(width, height), "PNG")
    return _with_chunk(plain, b"tEXt", b"Comment\x00" + SECRET)


def a_png_of_size(width: int, height: int) -> bytes:
    """A PNG that says it is so large, with hardly anything in it."""
    plain = _written(an_image(1, 1), "PNG")
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return plain[:8] + _chunk(b"IHDR", head) + plain[33:]


def _with_chunk(png: bytes, kind: bytes, body: bytes) -> bytes:
    return png[:33] + _chunk(kind, body) + png[33:]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _written(image: QImage, kind: str) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)  # type: ignore[call-overload]
    buffer.close()
    return bytes(data.data())
