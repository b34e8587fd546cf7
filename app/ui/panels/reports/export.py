"""Saving a report as a picture or a table: asked where to, noted in the trail, then written."""

from __future__ import annotations

import asyncio
import csv
import io
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.reports import Report
from app.interop.csv_out import safe_cells
from app.live.data_sync import DataSync
from app.ui.models.report_figures import Figures
from app.ui.models.report_words import said
from app.ui.new_files import new_file
from app.ui.task_runner import TaskRunner


class ReportExports(QObject):
    """said(text): what was written."""

    said = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._data_sync, self._tasks, self._window = data_sync, tasks, parent

    def ask_picture(self, report: Report, name: str, image: QImage) -> QFileDialog:
        """Ask for the picture's place."""
        write = partial(self.write_picture, report=report, image=image)
        return self._dialog(said("Save the chart as a picture"), f"{name}.png", write)

    def ask_table(self, report: Report, name: str, figures: Figures) -> QFileDialog:
        """Ask for the table's place."""
        write = partial(self.write_table, report=report, figures=figures)
        return self._dialog(said("Save the figures as a table"), f"{name}.csv", write)

    def write_picture(self, place: str, *, report: Report, image: QImage) -> None:
        """Write a picture."""
        self._tasks.start(self._picture(Path(place), report, image), done=self._on_written)

    def write_table(self, place: str, *, report: Report, figures: Figures) -> None:
        """Write the lines for other programs."""
        self._tasks.start(self._table(Path(place), report, figures), done=self._on_written)

    async def _picture(self, place: Path, report: Report, image: QImage) -> str:
        return await self._write(place, report, await asyncio.to_thread(_png, image))

    async def _table(self, place: Path, report: Report, figures: Figures) -> str:
        return await self._write(place, report, _csv(figures))

    async def _write(self, place: Path, report: Report, data: bytes) -> str:
        # In the trail first: a place that cannot be had is no export, an event not written neither.
        with new_file(place) as descriptor, os.fdopen(descriptor, "wb") as file:
            await self._data_sync.reports.note_export(report)
            file.write(data)
        return place.name

    def _on_written(self, name: str) -> None:
        self.said.emit(said("{0} was written.").format(name))

    def _dialog(self, title: str, name: str, write: Callable[[str], None]) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setObjectName("report_export_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)
        dialog.fileSelected.connect(write)
        dialog.open()
        return dialog


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]  (bytes in the stubs)
    return bytes(buffer.data().data())


def _csv(figures: Figures) -> bytes:
    """With a mark that spreadsheets know the encoding by; names that look like formulas are kept
    from being one, figures are figures."""
    lines = [[*safe_cells(line[:1]), *line[1:]] for line in figures.plain]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([figures.titles, *lines])
    return out.getvalue().encode("utf-8-sig")
