"""Handing the trail out: a signed file for whoever examines it, or a table for people."""

from __future__ import annotations

import csv
import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.audit_trail import AuditQuestion
from app.interop.csv_out import safe_cells
from app.live.data_sync import DataSync
from app.services.audit_trail import PAGE, AuditEntry
from app.ui.models.audit_words import action_words, fields_words, sentence
from app.ui.new_files import new_file
from app.ui.task_runner import TaskRunner


class AuditExports(QObject):
    """Asks where to, writes there, and says what was written. said(text)."""

    said = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._data_sync, self._tasks, self._window = data_sync, tasks, parent
        self._question = AuditQuestion()

    def ask_signed(self) -> QFileDialog:
        """Ask for the signed export's place."""
        dialog = self._dialog(self.tr("Signed audit export"), "audit-trail.jsonl")
        dialog.fileSelected.connect(self.write_signed)
        return dialog

    def ask_table(self, question: AuditQuestion) -> QFileDialog:
        """Ask for the table's place."""
        dialog = self._dialog(self.tr("Table of events"), "audit-events.csv")
        self._question = question
        dialog.fileSelected.connect(self._on_table_place)
        return dialog

    def _on_table_place(self, place: str) -> None:
        self.write_table(place, self._question)

    def write_signed(self, place: str) -> None:
        """Write everything, signed."""
        self._tasks.start(self._signed(Path(place)), done=self._on_written)

    def write_table(self, place: str, question: AuditQuestion) -> None:
        """Write the events that match as a table with names."""
        self._tasks.start(self._table(Path(place), question), done=self._on_written)

    async def _signed(self, place: Path) -> int:
        with new_file(place) as descriptor, os.fdopen(descriptor, "wb") as file:
            return await self._data_sync.audit.export(file.write)

    async def _table(self, place: Path, question: AuditQuestion) -> int:
        audit = self._data_sync.audit
        page = await audit.open(question)
        await audit.note_export(page.count)
        below, count = None, 0
        with (
            new_file(place) as descriptor,
            os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file,
        ):
            out = csv.writer(file)
            out.writerow(_TITLES)
            while True:
                found = await audit.entries(page.question, below=below)
                out.writerows(map(_row, found))
                count += len(found)
                if len(found) < PAGE:
                    break
                below = found[-1].line.seq
        return count

    def _on_written(self, count: int) -> None:
        self.said.emit(self.tr("{0} events written").format(f"{count:,}"))

    def _dialog(self, title: str, name: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setObjectName("audit_export_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)
        dialog.open()
        return dialog


_TITLES = ("number", "time (UTC)", "user", "role", "workstation", "action", "sentence", "fields")


def _row(entry: AuditEntry) -> list[str]:
    line = entry.line
    return safe_cells(
        (
            str(line.seq),
            line.at.isoformat(timespec="seconds"),
            entry.who,
            line.role,
            entry.workstation,
            action_words(line.action),
            sentence(entry),
            fields_words(line.fields),
        )
    )
