"""A document before it is printed: its pages, and the two ways out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui.printing.pages import (
    Paper,
    PaperSize,
    page_layout,
    pictures,
    print_pages,
    save_pdf,
    usual_size,
)
from app.ui.printing.paper import has_printer, no_printer_words
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox
from app.ui.widgets.surfaces import label

HandOut = Callable[[bool], Awaitable[None]]
"""Writes into the audit trail that the document leaves; True: as a file. Raises where it may not.
"""
_MOST_SHOWN = 12
"""Pages drawn on screen; a long run of statements is printed whole all the same."""


class PrintPreview(QDialog):
    """said(words): what became of it. Closes by Esc."""

    said = Signal(str)

    def __init__(
        self, paper: Paper, *, file_name: str, hand_out: HandOut, tasks: TaskRunner, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("print_preview")
        self.setWindowTitle(paper.title)
        self.setAccessibleName(paper.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 720)
        self.paper = paper
        self._file_name, self._hand_out, self._tasks = file_name, hand_out, tasks
        self.size_choice = ComboBox(name="preview_paper", accessible=_tr("Paper"))
        for one in PaperSize:
            self.size_choice.addItem(one.value, one.value)
        self.size_choice.setCurrentIndex(self.size_choice.findData(usual_size().value))
        self.print_button = Button(
            _tr("Print…"), name="preview_print", icon="printer", look=Look.PRIMARY
        )
        self.save_button = Button(_tr("Save as PDF…"), name="preview_save", icon="save")
        self.close_button = Button(_tr("Close"), name="preview_close")
        self._pages = QVBoxLayout()
        self._count = label("", "label", name="preview_count")
        self._lay_out()
        self.size_choice.currentIndexChanged.connect(self._draw)
        self.print_button.clicked.connect(self.ask_printer)
        self.save_button.clicked.connect(self.ask_place)
        self.close_button.clicked.connect(self.close)
        self._draw()

    @property
    def paper_size(self) -> PaperSize:
        """The paper that is chosen."""
        return PaperSize(str(self.size_choice.currentData()))

    def ask_printer(self) -> QPrintDialog | None:
        """Ask for a printer, and print once it is in the audit trail."""
        if not has_printer():
            self._count.setText(no_printer_words())
            return None
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(page_layout(self.paper_size))
        printer.setDocName(self.paper.title)
        dialog = QPrintDialog(printer, self)
        dialog.setObjectName("preview_print_dialog")
        dialog.accepted.connect(partial(self.print_on, printer))
        QDialog.open(dialog)
        return dialog

    def ask_place(self) -> QFileDialog:
        """Ask where the PDF goes."""
        dialog = QFileDialog(self, _tr("Save as PDF"))
        dialog.setObjectName("preview_save_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{self._file_name}.pdf")
        dialog.fileSelected.connect(self.save_to)
        dialog.open()
        return dialog

    def print_on(self, printer: QPrinter) -> None:
        """Print, once that is in the audit trail."""

        async def work() -> None:
            await self._hand_out(False)
            print_pages(self.paper, printer)

        self._tasks.start(work(), done=lambda _none: self.said.emit(_tr("Sent to the printer.")))

    def save_to(self, place: str) -> None:
        """Write the PDF, once that is in the audit trail."""

        async def work() -> None:
            await self._hand_out(True)
            save_pdf(self.paper, Path(place), self.paper_size)

        self._tasks.start(work(), done=lambda _none: self.said.emit(_tr("Saved as PDF.")))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page up and down turn the pages."""
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.value() + step * bar.pageStep())

    def _draw(self, _index: int = 0) -> None:
        while (item := self._pages.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()
        drawn = pictures(self.paper, self.paper_size, ratio=self.devicePixelRatioF())
        for number, image in enumerate(drawn[:_MOST_SHOWN], 1):
            page = QLabel()
            page.setPixmap(QPixmap.fromImage(image))
            page.setAccessibleName(_tr("Page {0} of {1}").format(number, len(drawn)))
            self._pages.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
        words = _tr("1 page") if len(drawn) == 1 else _tr("{0} pages").format(len(drawn))
        if len(drawn) > _MOST_SHOWN:
            words = _tr("{0}, the first {1} shown").format(words, _MOST_SHOWN)
        self._count.setText(words)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.size_choice.setFixedWidth(120)
        self.size_choice.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for part in (self.size_choice, self._count):
            row.addWidget(part)
        row.addStretch(1)
        for button in (self.close_button, self.save_button, self.print_button):
            row.addWidget(button)
        sheet = QWidget()
        sheet.setObjectName("preview_pages")
        sheet.setLayout(self._pages)
        self._pages.setSpacing(16)
        scroll = QScrollArea()
        scroll.setObjectName("preview_scroll")
        scroll.setAccessibleName(_tr("Pages"))
        scroll.setWidgetResizable(True)
        scroll.setWidget(sheet)
        # A screen reader has no word for it; the dialog's keys turn the pages.
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll = scroll
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(row)
        column.addWidget(scroll, 1)


def _tr(text: str) -> str:
    return QCoreApplication.translate("printing", text)
