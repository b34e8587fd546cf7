"""A document on pages: the same painting for a printer, a PDF and the picture of it on screen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QIODevice,
    QRectF,
    QSaveFile,
    QSizeF,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from app.domain.errors import ConfigurationError
from app.domain.phi import quiet
from app.ui.printing import paper
from app.ui.printing.row_breaks import keep_rows_whole
from app.ui.theme.fonts import paper_font

_MARGIN_MM, _FOOT_PT = 18.0, 24.0
_POINTS = 72
_SCREEN_DPI = 80
_WHITE, _GREY = QColor("#ffffff"), QColor("#51606f")


class PaperSize(StrEnum):
    """What printers hold."""

    A4 = "A4"
    LETTER = "Letter"


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document to be printed: its title, its HTML, and the words at the foot of each page.

    title: a word of this program for what it is, never of a record: it leaves in clear as the name
    of the printer's job, of the window and of the PDF.
    parts: where it is papers of several people at once, each of them, with a foot and a count of
    pages of its own; the title is that of all.
    """

    title: str
    html: str
    foot: str
    parts: tuple[Paper, ...] = ()


def usual_size() -> PaperSize:
    """Letter where that is what printers hold, A4 elsewhere."""
    is_letter = paper.paper_size().id() == QPageSize.PageSizeId.Letter
    return PaperSize.LETTER if is_letter else PaperSize.A4


def page_layout(size: PaperSize) -> QPageLayout:
    """Upright, with the same margin on every side."""
    return paper.page_layout(letter=size is PaperSize.LETTER, margin_mm=_MARGIN_MM)


def save_pdf(sheet: Paper, path: Path, size: PaperSize) -> None:
    """Write a document as a PDF for its owner alone; only whole files get their name.

    Raises ConfigurationError where it cannot be written there.
    """
    file = QSaveFile(str(path))
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        raise ConfigurationError("file", file.errorString())
    file.setPermissions(QSaveFile.Permission.ReadOwner | QSaveFile.Permission.WriteOwner)
    writer = QPdfWriter(file)
    writer.setPageLayout(page_layout(size))
    writer.setTitle(sheet.title)
    writer.setCreator("Clinic Desk")
    print_pages(sheet, writer)
    del writer  # finishes the file's end
    if not file.commit():
        raise ConfigurationError("file", file.errorString())


def pdf_bytes(sheet: Paper, size: PaperSize) -> bytes:
    """The document as a PDF in memory, to be kept encrypted."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageLayout(page_layout(size))
    writer.setTitle(sheet.title)
    writer.setCreator("Clinic Desk")
    print_pages(sheet, writer)
    del writer  # finishes the file's end
    buffer.close()
    return bytes(data.data())


def print_pages(sheet: Paper, device: QPagedPaintDevice) -> int:
    """Paint every page on a printer or into a PDF, whose layout is set already; how many."""
    layout = device.pageLayout()
    painter = QPainter(device)
    dots = painter.device().logicalDpiX() / _POINTS
    room = layout.paintRectPoints().size().toSizeF()
    pages = _pages_of(sheet, room)
    for at, (part, number) in enumerate(pages):
        if at:
            device.newPage()
        painter.save()
        painter.scale(dots, dots)
        part.paint(painter, number)
        painter.restore()
    painter.end()
    return len(pages)


def pictures(sheet: Paper, size: PaperSize, *, ratio: float = 1.0) -> list[QImage]:
    """Every page as it will look, for the screen."""
    layout = page_layout(size)
    whole, room = layout.fullRectPoints(), layout.paintRectPoints()
    scale = _SCREEN_DPI / _POINTS
    made: list[QImage] = []
    for part, number in _pages_of(sheet, room.size().toSizeF()):
        image = QImage(
            round(whole.width() * scale * ratio),
            round(whole.height() * scale * ratio),
            QImage.Format.Format_RGB32,
        )
        image.setDevicePixelRatio(ratio)
        image.fill(_WHITE)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        painter.translate(room.left(), room.top())
        part.paint(painter, number)
        painter.end()
        made.append(image)
    return made


class _Pages:
    """A document laid out in points, so that it breaks alike wherever it is painted."""

    def __init__(self, sheet: Paper, room: QSizeF) -> None:
        self._sheet, self._room = sheet, room
        self._document = QTextDocument()
        self._document.setDocumentMargin(0)
        self._document.setDefaultFont(_font(10))
        self._document.setUseDesignMetrics(True)
        self._body = QSizeF(room.width(), room.height() - _FOOT_PT)
        self._document.setHtml(sheet.html)
        self._document.setPageSize(self._body)
        keep_rows_whole(self._document)

    @property
    def count(self) -> int:
        """How many pages."""
        return max(1, self._document.pageCount())

    def paint(self, painter: QPainter, number: int) -> None:
        """One page, with its foot."""
        top = number * self._body.height()
        painter.save()
        painter.translate(0, -top)
        view = QRectF(0, top, self._body.width(), self._body.height())
        paper.draw_on_paper(self._document, painter, view)
        painter.restore()
        painter.setFont(_font(8))
        painter.setPen(_GREY)
        foot = QRectF(0, self._body.height() + 8, self._room.width(), _FOOT_PT - 8)
        page = _tr("Page {0} of {1}").format(number + 1, self.count)
        flags = Qt.AlignmentFlag.AlignVCenter
        metrics = painter.fontMetrics()
        left = self._room.width() - metrics.horizontalAdvance(page) - 12
        told = metrics.elidedText(self._sheet.foot, Qt.TextElideMode.ElideMiddle, int(left))
        painter.drawText(foot, int(flags | Qt.AlignmentFlag.AlignLeft), told)
        painter.drawText(foot, int(flags | Qt.AlignmentFlag.AlignRight), page)


def _font(points: int) -> QFont:
    """One point is one unit of the painter here, so sizes are given in pixels."""
    return paper_font(points)


def page_count(sheet: Paper, size: PaperSize) -> int:
    """How many pages a document takes."""
    return len(_pages_of(sheet, page_layout(size).paintRectPoints().size().toSizeF()))


def _pages_of(sheet: Paper, room: QSizeF) -> list[tuple[_Pages, int]]:
    """Every page of a document in its order, with its number in the part it belongs to."""
    parts = [_Pages(one, room) for one in sheet.parts or (sheet,)]
    return [(part, number) for part in parts for number in range(part.count)]


def _tr(text: str) -> str:
    return QCoreApplication.translate("printing", text)
