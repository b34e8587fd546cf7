"""The pages of a file as pictures: PDF by PDFium, PNG, JPEG and TIFF by Qt; or its text.

Everything here can take a while and may be called by any thread but the window's.
"""

from __future__ import annotations

import threading
from typing import Any, Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from app.domain.file_types import JPEG, PDF, PNG, TEXT, TIFF, XML

MOST_TEXT_BYTES = 2 * 1024 * 1024
"""Of a text that is shown; the rest is in the copy that can be saved."""
LONGEST_SIDE_PX = 6000
"""Of a rendered page: a plan of a metre's width is no reason to fill the memory."""
_MOST_MIB = 512
_POINTS_PER_INCH = 72.0
_PICTURES = {PNG.media_type: b"png", JPEG.media_type: b"jpeg", TIFF.media_type: b"tiff"}
_TEXTS = frozenset({TEXT.media_type, XML.media_type})
_PDFIUM = threading.Lock()
"""PDFium does one thing at a time."""


class NotShown(Exception):
    """A file that cannot be shown; needs_password: it asks for one."""

    def __init__(self, *, needs_password: bool = False) -> None:
        super().__init__("not shown")
        self.needs_password = needs_password


class Pages(Protocol):
    """A file that is looked at page by page."""

    @property
    def count(self) -> int:
        """How many pages there are."""
        ...

    def size(self, at: int) -> tuple[float, float]:
        """Width and height of a page in inches (a picture: at 96 dots an inch)."""
        ...

    def render(self, at: int, width_px: int) -> QImage:
        """A page, this wide. Raises NotShown."""
        ...

    def close(self) -> None:
        """Forget the file."""
        ...


def text_of(data: bytes, media_type: str) -> str | None:
    """The text of a text file; None for any other."""
    if media_type not in _TEXTS:
        return None
    return data[:MOST_TEXT_BYTES].decode("utf-8", errors="replace").removeprefix("\ufeff")


def open_pages(data: bytes, media_type: str) -> Pages:
    """The pages of a PDF or a picture. Raises NotShown for anything else, and for damaged ones."""
    if media_type == PDF.media_type:
        return _PdfPages(data)
    if media_type in _PICTURES:
        return _PicturePages(data, _PICTURES[media_type])
    raise NotShown


class _PdfPages:
    def __init__(self, data: bytes) -> None:
        import pypdfium2
        from pypdfium2.raw import FPDF_ERR_PASSWORD

        self._is_closed = False
        try:
            with _PDFIUM:
                self._pdf: Any = pypdfium2.PdfDocument(data)
                self.count = len(self._pdf)
        except pypdfium2.PdfiumError as error:
            needs = getattr(error, "err_code", None) == FPDF_ERR_PASSWORD
            raise NotShown(needs_password=needs) from None
        if not self.count:
            raise NotShown

    def size(self, at: int) -> tuple[float, float]:
        """Width and height of a page in inches."""
        with _PDFIUM:
            if self._is_closed:
                raise NotShown
            width, height = self._pdf.get_page_size(at)
        return max(width, 1.0) / _POINTS_PER_INCH, max(height, 1.0) / _POINTS_PER_INCH

    def render(self, at: int, width_px: int) -> QImage:
        """A page on white, this wide."""
        import pypdfium2

        width, height = self.size(at)
        longest = max(width_px, width_px * height / width)
        scale = width_px / (width * _POINTS_PER_INCH) * min(1.0, LONGEST_SIDE_PX / longest)
        try:
            with _PDFIUM:
                if self._is_closed:
                    raise NotShown
                page = self._pdf[at]
                bitmap = page.render(scale=scale, rev_byteorder=False, may_draw_forms=False)
                array = bytes(bitmap.buffer)
                picture = (bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels)
                bitmap.close()
                page.close()
                if self._is_closed:
                    self._end()
        except pypdfium2.PdfiumError:
            raise NotShown from None
        kind = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_BGR888}
        shape = kind.get(picture[3], QImage.Format.Format_RGB32)
        return QImage(array, picture[0], picture[1], picture[2], shape).copy()

    def close(self) -> None:
        """Forget the file."""
        self._is_closed = True
        # Where a page is being drawn, whoever draws it closes the file: the window never waits.
        if _PDFIUM.acquire(blocking=False):
            try:
                self._end()
            finally:
                _PDFIUM.release()

    def _end(self) -> None:
        self._pdf.close()


class _PicturePages:
    def __init__(self, data: bytes, kind: bytes) -> None:
        self._data, self._kind = data, kind
        reader, _held = self._reader()
        if not reader.canRead():
            raise NotShown
        self.count = max(1, reader.imageCount())

    def size(self, at: int) -> tuple[float, float]:
        """Width and height in inches, at 96 dots an inch."""
        picture = self._read(at)
        return max(picture.width(), 1) / 96.0, max(picture.height(), 1) / 96.0

    def render(self, at: int, width_px: int) -> QImage:
        """The picture, this wide and no larger than it is worth."""
        picture = self._read(at)
        side = QSize(min(width_px, LONGEST_SIDE_PX), LONGEST_SIDE_PX)
        return picture.scaled(
            side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )

    def close(self) -> None:
        """Forget the file."""
        self._data = b""

    def _reader(self) -> tuple[QImageReader, QBuffer]:
        buffer = QBuffer()
        buffer.setData(QByteArray(self._data))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer, QByteArray(self._kind))
        reader.setAutoTransform(True)
        return reader, buffer  # the reader does not keep the buffer alive

    def _read(self, at: int) -> QImage:
        QImageReader.setAllocationLimit(_MOST_MIB)
        reader, _held = self._reader()
        if at and not reader.jumpToImage(at):
            raise NotShown
        picture = reader.read()
        if picture.isNull():
            raise NotShown
        return picture
