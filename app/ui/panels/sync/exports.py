"""Unsent work into an encrypted file, and back in from one."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.services.unsent_files import TakenIn
from app.ui.permitted import Permits, permit
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button

_MOST_NAMES = 100
"""Files of one day in one folder; more are named by hand."""


class UnsentExports(QObject):
    """Asks for the file, does it, and says what was done. said(text)."""

    said = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._data_sync, self._tasks, self._window = data_sync, tasks, parent

    def ask_where(self) -> QFileDialog:
        """Ask for the new file's place."""
        dialog = self._dialog(self.tr("Save unsent work, encrypted"), is_new=True)
        dialog.setDefaultSuffix("cdu")
        dialog.selectFile(self._free_name(Path(dialog.directory().absolutePath())))
        dialog.fileSelected.connect(self.write)
        return dialog

    def ask_which(self) -> QFileDialog:
        """Ask which file is read in."""
        dialog = self._dialog(self.tr("Read unsent work in"), is_new=False)
        dialog.fileSelected.connect(self.read)
        return dialog

    def permit(self, save: Button, load: Button) -> None:
        """Offer what the acting role may do, and say why not for the rest."""
        permits = Permits(self._data_sync)
        permit(save, permits.why_not(Permission.OUTBOX_EXPORT))
        permit(load, permits.why_not(Permission.OUTBOX_IMPORT))

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
        read_in = self.tr("{0} changes read in").format(f"{taken.added:,}")
        known = self.tr("{0} were here already").format(f"{taken.known:,}")
        if taken.added == 1:
            read_in = self.tr("1 change read in")
        if taken.known == 1:
            known = self.tr("1 was here already")
        said = [f"{read_in}, {known}."]
        if taken.cash:
            words = self.tr(
                "{0} of them are money that went through a cash drawer of the other desk: what "
                "the server had not got yet is kept without its drawer, and a task asks somebody "
                "to look at its count."
            )
            said.append(words.format(f"{taken.cash:,}"))
        if taken.drawers:
            said.append(
                self.tr(
                    "A cash drawer of the other desk was opened or closed in it: the server takes "
                    "that from its own desk only, so it may come back as a change that needs you."
                )
            )
        if taken.others:
            words = self.tr(
                "{0} of them somebody else made: each goes once that person has signed in at this "
                "desk while it is connected."
            )
            said.append(words.format(f"{taken.others:,}"))
        self.said.emit(" ".join(said))

    def _free_name(self, folder: Path) -> str:
        """A name of today that is not taken there."""
        clock, clinic = self._data_sync.clock, self._data_sync.clinic
        name = f"unsent-work-{clock.now().astimezone(ZoneInfo(clinic.zone)):%Y-%m-%d}"
        tails = ("", *(f"-{number}" for number in range(2, _MOST_NAMES)))
        free = (tail for tail in tails if not (folder / f"{name}{tail}.cdu").exists())
        return f"{name}{next(free, '')}.cdu"

    def _dialog(self, title: str, *, is_new: bool) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setObjectName("unsent_dialog")
        mode = QFileDialog.AcceptMode.AcceptSave if is_new else QFileDialog.AcceptMode.AcceptOpen
        dialog.setAcceptMode(mode)
        # A file that is there is never written over: nobody is asked what would not be done.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, is_new)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not is_new:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.open()
        return dialog
