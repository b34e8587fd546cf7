"""The paper a desk prints on, and the dialog that asks for a printer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QLocale, QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QTextDocument,
)
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

MARGIN_MM = 15.0
_JOB = "Clinic Desk"
"""What the printer's queue calls it: others of the computer read that."""
_US_PAPER = frozenset(
    {
        QLocale.Country.UnitedStates,
        QLocale.Country.Canada,
        QLocale.Country.Mexico,
        QLocale.Country.Philippines,
        QLocale.Country.Chile,
        QLocale.Country.Colombia,
        QLocale.Country.Venezuela,
    }
)


def no_printer_words() -> str:
    """What is said where this computer has no printer."""
    return QCoreApplication.translate(
        "printing", "This computer has no printer. Save it as a file instead."
    )


def paper_size(*, letter: bool | None = None) -> QPageSize:
    """Letter where that is what printers hold, A4 elsewhere; or the one that is asked for."""
    is_us = QLocale().territory() in _US_PAPER if letter is None else letter
    return QPageSize(QPageSize.PageSizeId.Letter if is_us else QPageSize.PageSizeId.A4)


def page_layout(*, letter: bool | None = None, margin_mm: float = MARGIN_MM) -> QPageLayout:
    """An upright page with margins."""
    margins = QMarginsF(margin_mm, margin_mm, margin_mm, margin_mm)
    return QPageLayout(
        paper_size(letter=letter),
        QPageLayout.Orientation.Portrait,
        margins,
        QPageLayout.Unit.Millimeter,
    )


def draw_on_paper(document: QTextDocument, painter: QPainter, part: QRectF) -> None:
    """Paint a part of a document, in its own points, black: paper is white in dark windows, too."""
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = part
    context.palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
    painter.save()
    painter.setClipRect(part)
    document.documentLayout().draw(painter, context)
    painter.restore()


def has_printer() -> bool:
    """Whether this computer has a printer at all."""
    return bool(QPrinterInfo.availablePrinterNames())


def ask_printer(parent: QWidget, go: Callable[[QPrinter], object]) -> QPrintDialog:
    """Ask which printer, and call go with it; without waiting in place."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(page_layout())
    printer.setDocName(_JOB)
    dialog = QPrintDialog(printer, parent)
    dialog.setObjectName("print_dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda: go(printer))
    QDialog.open(dialog)
    return dialog
