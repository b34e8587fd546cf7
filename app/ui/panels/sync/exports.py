"""Unsent work into an encrypted file, and back in from one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.live.data_sync import DataSync
from app.services.unsent_files import TakenIn
from app.ui.task_runner import TaskRunner


class UnsentExports(QObject):
    """Asks for the file, does it, and says what was done. said(text)."""

    said = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._data_sync, self._tasks, self._window = data_sync, tasks, parent

    def ask_where(self) -> QFileDialog:
        """Ask for the new file's place."""
        dialog = self._dialog(self.tr("Save unsent work, encrypted"), is_new=True)
        dialog.selectFile("unsent-work.cdu")
        dialog.fileSelected.connect(self.write)
        return dialog

    def ask_which(self) -> QFileDialog:
        """Ask which file is read in."""
        dialog = self._dialog(self.tr("Read unsent work in"), is_new=False)
        dialog.fileSelected.connect(self.read)
        return dialog

    def write(self, place: str) -> None:
        """Write everything unsent there."""
        work = self._data_sync.sync_centre.write_unsent(Path(place))
        self._tasks.start(work, done=self._on_written)

    def read(self, place: str) -> None:
        """Take in what is there."""
        work = self._data_sync.sync_centre.read_unsent(Path(place))
        self._tasks.start(work, done=self._on_read)

    def _on_written(self, count: int) -> None:
        words = self.tr("1 change saved; only desks of this clinic can read the file.")
        more = self.tr("{0} changes saved; only desks of this clinic can read the file.")
        self.said.emit(words if count == 1 else more.format(f"{count:,}"))

    def _on_read(self, taken: TakenIn) -> None:
        words = self.tr("{0} changes read in, {1} were here already.")
        self.said.emit(words.format(f"{taken.added:,}", f"{taken.known:,}"))

    def _dialog(self, title: str, *, is_new: bool) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setObjectName("unsent_dialog")
        mode = QFileDialog.AcceptMode.AcceptSave if is_new else QFileDialog.AcceptMode.AcceptOpen
        dialog.setAcceptMode(mode)
        if not is_new:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.open()
        return dialog
