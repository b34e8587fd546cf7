"""Files that go with a message: chosen, dropped or pasted, each with a way to take it off again."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.live.data_sync import DataSync
from app.services.correspondence import Attachment
from app.ui.models.message_words import said
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button

MOST_FILES = 10


class Attachments(QWidget):
    """What is attached so far. changed() when a file came or went; refused(words)."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._data_sync, self._tasks = data_sync, tasks
        self._name = name
        self._opening = self._reading = 0
        self._files: list[Attachment] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.hide()

    @property
    def files(self) -> tuple[Attachment, ...]:
        """The files, in the order they came."""
        return tuple(self._files)

    @property
    def is_reading(self) -> bool:
        """Whether a file is on its way that is not listed yet."""
        return self._reading > 0

    def ask(self) -> QFileDialog:
        """Ask which files."""
        dialog = QFileDialog(self.window(), said("Attach files"))
        dialog.setObjectName("attach_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.take)
        dialog.open()
        return dialog

    def take(self, paths: Iterable[str]) -> None:
        """Attach files of this computer; each is put on the disk, encrypted, at once."""
        opening = self._opening
        for path in map(Path, paths):
            if len(self._files) + self._reading >= MOST_FILES:
                self.refused.emit(said("A message takes at most {0} files.").format(MOST_FILES))
                return
            self._reading += 1
            self._tasks.start(
                self._data_sync.messages.attach(path),
                done=partial(self._on_kept, opening),
                failed=partial(self._on_failed, opening),
            )

    def forget(self, *, were_saved: bool) -> None:
        """The form is about something else now; what was not saved leaves the disk."""
        self._opening += 1
        self._reading = 0
        if not were_saved:
            for one in self._files:
                self._tasks.start(self._data_sync.messages.let_go(one))
        self._files = []
        self._show()

    def _on_kept(self, opening: int, attachment: Attachment) -> None:
        if opening != self._opening:
            self._tasks.start(self._data_sync.messages.let_go(attachment))
            return
        self._reading -= 1
        self._files.append(attachment)
        self._show()
        self.changed.emit()

    def _on_failed(self, opening: int, _error: Exception) -> bool:
        if opening == self._opening:
            self._reading -= 1
            self.changed.emit()
        return False

    def _on_removed(self, attachment: Attachment) -> None:
        self._files.remove(attachment)
        self._tasks.start(self._data_sync.messages.let_go(attachment))
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()
        for at, one in enumerate(self._files):
            words = said("Take {0} off").format(one.file_name)
            shown = _shortened(one.file_name)
            button = Button(
                f"{shown}  ×", name=f"{self._name}_{at}", icon="paperclip", accessible=words
            )
            button.setToolTip(words)
            button.clicked.connect(partial(self._on_removed, one))
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setVisible(bool(self._files))


def local_files(data: QMimeData) -> list[str]:
    """The files of this computer in what is dropped or pasted."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


def _shortened(name: str, most: int = 40) -> str:
    return name if len(name) <= most else f"{name[: most - 12]}…{name[-11:]}"
