"""The recovery code, shown once: print it, save it, copy it, and type one group of it back."""

from __future__ import annotations

import secrets
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QFileDialog, QGridLayout, QHBoxLayout, QLabel, QWidget

from app.domain.audit import AuditAction
from app.ui.first_run import route
from app.ui.first_run.clipboard import copy_secret
from app.ui.first_run.code_field import compact
from app.ui.first_run.page import Page
from app.ui.first_run.recovery_sheet import RecoverySheet, page_layout
from app.ui.theme.fonts import text_font
from app.ui.theme.tokens import TEXT_FIGURE, Tone
from app.ui.widgets.button import Button
from app.ui.widgets.fields import Field, line_edit
from app.ui.widgets.surfaces import Card, Notice, label

_PER_ROW = 3


class RecoveryPage(Page):
    """Goes on only when a group was typed back.

    handing_out(AuditAction, go): the sheet is to leave the program; go() lets it, once that is in
    the audit trail.
    """

    handing_out = Signal(object, object)

    def __init__(self) -> None:
        super().__init__(
            route.RECOVERY,
            self.tr("Your recovery code"),
            self.tr(
                "Shown only now. It is the way back in when the passphrase is forgotten or this "
                "computer's keyring is lost: without it the data is lost then."
            ),
        )
        self.sheet: RecoverySheet | None = None
        self._asked = 0
        self._card = Card(name="recovery_card", padding=16)
        # A code reads from left to right in every language.
        self._card.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._card.body.addLayout(self._grid)
        self._said = Notice(Tone.INFO, "info", name="recovery_said")
        self._said.set_text("")
        control = line_edit("recovery_typed", length=12)
        control.setMaximumWidth(240)
        control.returnPressed.connect(self.submitted)
        self.typed = Field("", control)
        self.typed.edited.connect(lambda: self.typed.set_error(""))
        self.body.addWidget(self._card)
        self.body.addLayout(self._build_ways())
        self.body.addWidget(self._said)
        self.body.addWidget(self.typed)
        self.body.addStretch(1)

    @property
    def first(self) -> QWidget:
        """Keeping it comes before typing it."""
        return self.print_button

    def show_code(self, sheet: RecoverySheet) -> None:
        """Show a fresh code."""
        self.sheet = sheet
        self.ask_for(secrets.randbelow(len(self._whole_groups())))
        self._fill()

    def ask_for(self, group: int) -> None:
        """Have this group typed back, counted from 0."""
        self._asked = group
        asked = self.tr("To go on, type group {0} from your copy").format(group + 1)
        self.typed.caption.setText(asked)
        self.typed.control.setAccessibleName(asked)

    def code(self) -> str:
        """The code on screen; nothing once it was forgotten."""
        return self.sheet.code if self.sheet is not None else ""

    def asked_group(self) -> str:
        """The group that is to be typed back."""
        return self._whole_groups()[self._asked]

    def forget(self) -> None:
        """Nothing of the code stays on screen or in the widgets."""
        self.sheet = None
        self.typed.set_value("")
        self._said.set_text("")
        self._fill()

    def check(self) -> bool:
        """Whether the right group was typed back."""
        is_right = compact(self.typed.value()) == self.asked_group()
        problem = self.tr("That is not group {0}. Compare it with your copy.")
        self.typed.set_error("" if is_right else problem.format(self._asked + 1))
        return self.show_wrong(self.typed)

    def save(self, path: Path) -> None:
        """Write the sheet as a PDF and say whether it worked."""
        if self.sheet is None:
            return
        if self.sheet.save(path):
            words = self.tr("Saved. Move the file off this computer: whoever has it gets in.")
        else:
            words = self.tr("It could not be saved there. Choose another place.")
        self._said.set_text(words)

    def say(self, words: str) -> None:
        """Say what became of printing or saving."""
        self._said.set_text(words)

    def said(self) -> str:
        """What was said last about printing, saving and copying."""
        return self._said.text()

    def _whole_groups(self) -> list[str]:
        groups = self.code().split("-")
        return [group for group in groups if len(group) == len(groups[0])]

    def _build_ways(self) -> QHBoxLayout:
        self.print_button = Button(self.tr("Print…"), name="recovery_print")
        self.save_button = Button(self.tr("Save as PDF…"), name="recovery_save", icon="save")
        self.copy_button = Button(self.tr("Copy"), name="recovery_copy")
        self.print_button.clicked.connect(self._on_print)
        self.save_button.clicked.connect(self._on_save)
        self.copy_button.clicked.connect(self._on_copy)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.print_button, self.save_button, self.copy_button):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for at, group in enumerate(self.code().split("-") if self.code() else ()):
            self._grid.addWidget(self._group(at, group), at // _PER_ROW, at % _PER_ROW)
        self._card.setAccessibleName(self.tr("Recovery code"))

    def _group(self, at: int, group: str) -> QWidget:
        cell = QWidget()
        row = QHBoxLayout(cell)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        number = label(str(at + 1), "meta")
        number.setFixedWidth(12)
        letters = QLabel(group)
        letters.setObjectName(f"recovery_group_{at + 1}")
        letters.setFont(text_font(TEXT_FIGURE, 650, tabular=True))
        # Read out sign by sign: as a word a screen reader would make something else of it.
        letters.setAccessibleName(self.tr("Group {0}: {1}").format(at + 1, " ".join(group)))
        row.addWidget(number, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(letters, 1)
        return cell

    def _on_print(self) -> None:
        if not QPrinterInfo.availablePrinterNames():
            self._said.set_text(
                self.tr("This computer has no printer: save the sheet, or write the code down.")
            )
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(page_layout())
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(
            lambda: self.handing_out.emit(AuditAction.PRINT, lambda: self.print_on(printer))
        )
        QDialog.open(dialog)

    def print_on(self, printer: QPrinter) -> None:
        """Send the sheet to a printer."""
        if self.sheet is not None:
            self.sheet.document().print_(printer)
            self._said.set_text(self.tr("Sent to the printer. Fetch the sheet before you go on."))

    def _on_save(self) -> None:
        chooser = QFileDialog(self, self.tr("Save the recovery code"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter(self.tr("PDF (*.pdf)"))
        chooser.setDefaultSuffix("pdf")
        chooser.selectFile("clinic-desk-recovery-code.pdf")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self._on_file_chosen)
        chooser.open()

    def _on_file_chosen(self, name: str) -> None:
        self.handing_out.emit(AuditAction.EXPORT, lambda: self.save(Path(name)))

    def _on_copy(self) -> None:
        copy_secret(self.code())
        self._said.set_text(self.tr("Copied. The clipboard is cleared in 30 seconds."))
