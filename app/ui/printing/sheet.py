"""A sheet about a patient: the clinic above, whose it is on every page, and pages counted."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QPagedPaintDevice, QPainter, QPdfWriter, QTextDocument

from app.domain.phi import quiet
from app.ui.printing.paper import draw_on_paper, page_layout
from app.ui.theme.fonts import paper_font

_POINTS_PER_INCH = 72.0
_HEAD, _FOOT = 64.0, 28.0
"""Points above and below what is on a page."""
_BODY_PT, _SMALL_PT = 10, 8


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is printed. title: a word of this program, never of a record, for it names the printer's
    job and the PDF; clinic: its name and where it is; whose: name, birth date, record number."""

    title: str
    clinic: str = field(repr=False)
    whose: str = field(repr=False)
    body: str = field(repr=False)
    """As the rich text of Qt, with every value escaped."""


def facts_table(facts: list[tuple[str, str]]) -> str:
    """Captions and values as a table; a value without words is left out."""
    rows = (
        f"<tr><td width='28%'><b>{escape(caption)}</b></td>"
        f"<td>{escape(value).replace(chr(10), '<br/>')}</td></tr>"
        for caption, value in facts
        if value
    )
    return f"<table cellpadding='4' width='100%'>{''.join(rows)}</table>"


def print_on(sheet: Sheet, device: QPagedPaintDevice) -> int:
    """Put a sheet on a printer or into a PDF; how many pages it took."""
    painter = QPainter(device)
    try:
        scale = painter.device().logicalDpiX() / _POINTS_PER_INCH
        painter.scale(scale, scale)
        paper = QSizeF(painter.viewport().size()) / scale
        room = QSizeF(paper.width(), paper.height() - _HEAD - _FOOT)
        document = _document(sheet, room)
        pages = document.pageCount()
        for at in range(pages):
            if at:
                device.newPage()
            _draw_frame(painter, sheet, paper, at=at, pages=pages)
            painter.save()
            painter.translate(0, _HEAD - at * room.height())
            part = QRectF(0, at * room.height(), room.width(), room.height())
            draw_on_paper(document, painter, part)
            painter.restore()
        return pages
    finally:
        painter.end()


def save_as_pdf(sheet: Sheet, path: Path, *, letter: bool | None = None) -> int:
    """Write a sheet into a new file for its owner alone. Raises OSError where it is there."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageLayout(page_layout(letter=letter))
    writer.setTitle(sheet.title)
    writer.setCreator("Clinic Desk")
    pages = print_on(sheet, writer)
    del writer
    buffer.close()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(data.data())
    return pages


def _document(sheet: Sheet, room: QSizeF) -> QTextDocument:
    document = QTextDocument()
    document.setDefaultFont(_font(_BODY_PT))
    document.setDocumentMargin(0)
    document.setHtml(f"<h2>{escape(sheet.title)}</h2>{sheet.body}")
    document.setPageSize(room)
    return document


def _draw_frame(painter: QPainter, sheet: Sheet, paper: QSizeF, *, at: int, pages: int) -> None:
    wide, middle = paper.width(), Qt.AlignmentFlag.AlignVCenter
    painter.setFont(_font(_BODY_PT, bold=True))
    painter.drawText(QRectF(0, 0, wide, 18), middle | Qt.AlignmentFlag.AlignLeft, sheet.clinic)
    painter.setFont(_font(_BODY_PT))
    painter.drawText(QRectF(0, 18, wide, 18), middle | Qt.AlignmentFlag.AlignLeft, sheet.whose)
    painter.drawLine(0, 42, round(wide), 42)
    words = QCoreApplication.translate("printing", "Page {0} of {1}").format(at + 1, pages)
    painter.setFont(_font(_SMALL_PT))
    foot = QRectF(0, paper.height() - 16, wide, 16)
    painter.drawText(foot, middle | Qt.AlignmentFlag.AlignRight, words)


def _font(points: int, *, bold: bool = False) -> QFont:
    """In points of 1/72 inch whatever the device: the painter is scaled."""
    return paper_font(points, bold=bold)
