"""The sheet with the recovery code, for a printer or a PDF: what it is for and where to keep it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QMarginsF, QSaveFile, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from app.ui.language import day_pattern
from app.ui.theme.fonts import font_family

_US_PAPER = (QLocale.Country.UnitedStates, QLocale.Country.Canada, QLocale.Country.Mexico)
_MARGIN_MM = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverySheet:
    """Everything on the sheet."""

    clinic_name: str
    workstation_name: str
    username: str
    made_at: datetime
    code: str = field(repr=False)
    audit_key: str = ""
    """Public half of the key that signs this workstation's audit exports (hexadecimal)."""

    def save(self, path: Path) -> bool:
        """Write the sheet as a PDF; whether it was written. Only whole files get their name."""
        file = QSaveFile(str(path))
        if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
            return False
        file.setPermissions(QSaveFile.Permission.ReadOwner | QSaveFile.Permission.WriteOwner)
        writer = QPdfWriter(file)
        writer.setPageLayout(page_layout())
        writer.setTitle(_tr("Recovery code"))
        writer.setCreator("Clinic Desk")
        document = self.document()
        document.setPageSize(QSizeF(page_layout().paintRectPoints().size()))
        document.print_(writer)
        del writer  # finishes the file's end
        return file.commit()

    def document(self) -> QTextDocument:
        """The sheet as a document a printer can print."""
        document = QTextDocument()
        document.setHtml(self.html())
        return document

    def html(self) -> str:
        """The sheet's text."""
        made = self.made_at
        day = QLocale().toString(QDate(made.year, made.month, made.day), day_pattern("d MMMM yyyy"))
        rows = "".join(
            f"<tr><td>{escape(name)}:&nbsp;&nbsp;</td><td><b>{escape(text)}</b></td></tr>"
            for name, text in (
                (_tr("Clinic"), self.clinic_name),
                (_tr("Workstation"), self.workstation_name),
                (_tr("Made by"), self.username),
                (_tr("Made on"), day),
            )
        )
        words = "".join(f"<p>{escape(text)}</p>" for text in _explanations())
        return (
            f"<body style=\"font-family:'{font_family()}'; font-size:11pt\">"
            f"<h1 style='font-size:20pt'>{escape(_tr('Recovery code'))}</h1>"
            f"<table cellpadding='2'>{rows}</table>"
            f"{self._code_table()}{words}{self._audit_part()}</body>"
        )

    def _audit_part(self) -> str:
        """The public key, with what it is good for; nothing where there is none."""
        if not self.audit_key:
            return ""
        groups = (self.audit_key[at : at + 8] for at in range(0, len(self.audit_key), 8))
        words = _tr(
            "Public key of this workstation's audit trail; it is no secret. It proves an export: "
            "clinic-desk verify FILE --key KEY (without the spaces)."
        )
        return f"<p>{escape(words)}<br/><code>{' '.join(groups)}</code></p>"

    def _code_table(self) -> str:
        """The groups in rows of three, numbered as on screen."""
        cells = [
            f"<td>{at}</td><td style='font-family:monospace; font-size:20pt'>"
            f"<b>{escape(group)}</b>&nbsp;&nbsp;</td>"
            for at, group in enumerate(self.code.split("-"), 1)
        ]
        rows = ("".join(cells[at : at + 3]) for at in range(0, len(cells), 3))
        return f"<table cellpadding='6'>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def page_layout() -> QPageLayout:
    """Letter where that is what printers hold, A4 elsewhere."""
    is_us = QLocale().territory() in _US_PAPER
    size = QPageSize(QPageSize.PageSizeId.Letter if is_us else QPageSize.PageSizeId.A4)
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)


def _explanations() -> tuple[str, ...]:
    return (
        _tr(
            "This code opens the clinic's data on that workstation when the passphrase is "
            "forgotten or the computer's keyring is lost, and its backups on a new computer. "
            "Whoever holds it can read everything: lock it away, not beside the computer or a "
            "backup."
        ),
        _tr(
            "It reads the same in capitals and small letters, with or without hyphens. It contains "
            "no I, L, O or U; what looks like them is 1 or 0."
        ),
        _tr(
            "To use it: clinic-desk recover. A new code (clinic-desk recovery-code) makes this "
            "sheet worthless; destroy it then."
        ),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("recovery_sheet", text)
