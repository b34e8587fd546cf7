"""A document's pages on paper: each as large as the sheet allows, text in a fixed face."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontDatabase, QPagedPaintDevice, QPainter, QTextDocument

from app.ui.preview.pages import open_pages, text_of

_MOST_DPI = 300
_POINTS = 9


def print_file(data: bytes, media_type: str, device: QPagedPaintDevice) -> int:
    """Put every page of a file on a printer or into a PDF; how many. Raises NotShown."""
    text = text_of(data, media_type)
    if text is not None:
        return _print_text(text, device)
    pages = open_pages(data, media_type)
    try:
        painter = QPainter(device)
        try:
            for at in range(pages.count):
                if at:
                    device.newPage()
                paper = painter.viewport()
                dots = painter.device().logicalDpiX()
                width = round(paper.width() * min(1.0, _MOST_DPI / max(dots, 1)))
                picture = pages.render(at, width)
                size = picture.size().scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
                painter.drawImage(_centred(size, paper), picture)
        finally:
            painter.end()
        return pages.count
    finally:
        pages.close()


def _print_text(text: str, device: QPagedPaintDevice) -> int:
    document = QTextDocument()
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSize(_POINTS)
    document.setDefaultFont(font)
    document.setPlainText(text)
    document.print_(device)
    return document.pageCount()


def _centred(size: QSize, paper: QRect) -> QRect:
    left = (paper.width() - size.width()) // 2
    return QRect(left, 0, size.width(), size.height())
