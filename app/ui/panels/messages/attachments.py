"""Files that go with a message: chosen, dropped or pasted, each with a way to take it off again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.domain.ids import PatientId
from app.live.data_sync import DataSync
from app.services.correspondence import Attachment
from app.ui.models.message_words import said
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button

MOST_FILES = 10


class Attachments(QWidget):
    """What is attached so far. changed() when a file came or went; refused(words).

    Whoever goes on to another conversation finds the files with this one again; only the end of
    the window takes them: a draft keeps their names (`lost`).
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._data_sync, self._tasks = data_sync, tasks
        self._name = name
        self._subject = ""
        self._openings, self._reading = Counter[str](), Counter[str]()
        self._files: dict[str, list[Attachment]] = {}
        self._owners: dict[str, PatientId] = {}
        self._lost: tuple[str, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.hide()

    @property
    def files(self) -> tuple[Attachment, ...]:
        """The files, in the order they came."""
        return tuple(self._here)

    @property
    def lost(self) -> tuple[str, ...]:
        """Names of files that belonged to it and are not attached any more."""
        left = list(self._lost)
        for one in self._here:
            if one.file_name in left:
                left.remove(one.file_name)
        return tuple(left)

    @property
    def owner(self) -> PatientId | None:
        """The patient whom the first of the files was attached for."""
        return self._owners.get(self._subject)

    @property
    def names(self) -> list[str]:
        """What belongs to it, by name, attached or lost."""
        return [*(one.file_name for one in self._here), *self.lost]

    @property
    def is_reading(self) -> bool:
        """Whether a file is on its way that is not listed yet."""
        return self._reading[self._subject] > 0

    def everywhere(self) -> tuple[str, ...]:
        """Names of all files that would be lost with the window, whatever they belong to."""
        return tuple(one.file_name for files in self._files.values() for one in files)

    def turn_to(self, subject: str) -> None:
        """Something else is written now; what was attached to it before is here again."""
        self._subject, self._lost = subject, ()
        self._show()

    def belong_to(self, patient_id: PatientId | None) -> None:
        """What is written here is about this patient: so are the files, unless they were here."""
        if not self._here:
            self._owners.pop(self._subject, None)
        elif patient_id is not None:
            self._owners.setdefault(self._subject, patient_id)

    def lose(self, names: Iterable[str]) -> None:
        """These belonged to what is written here: say so, unless they are attached."""
        self._lost = tuple(names)

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
        subject = self._subject
        for path in map(Path, paths):
            if len(self._here) + self._reading[subject] >= MOST_FILES:
                self.refused.emit(said("A message takes at most {0} files.").format(MOST_FILES))
                return
            self._reading[subject] += 1
            opening = self._openings[subject]
            self._tasks.start(
                self._data_sync.messages.attach(path),
                done=partial(self._on_kept, subject, opening),
                failed=partial(self._on_failed, subject, opening),
            )

    def forget(self, *, were_saved: bool) -> None:
        """Nothing belongs to it any more; what was not saved leaves the disk."""
        self._openings[self._subject] += 1
        self._reading[self._subject] = 0
        for one in self._files.pop(self._subject, ()):
            if not were_saved:
                self._tasks.start(self._data_sync.messages.let_go(one))
        self._lost = ()
        self._show()

    def give_up(self, thread_id: str) -> list[Attachment]:
        """Take away what waits with a conversation, for whoever goes on with it."""
        subjects = [one for one in self._files if one.partition(" ")[0] == thread_id]
        return [file for one in subjects for file in self._files.pop(one)]

    def adopt(self, files: Iterable[Attachment]) -> None:
        """These lie on the disk already and belong here now."""
        self._files.setdefault(self._subject, []).extend(files)
        self._show()
        self.changed.emit()

    @property
    def _here(self) -> list[Attachment]:
        return self._files.get(self._subject, [])

    def _on_kept(self, subject: str, opening: int, attachment: Attachment) -> None:
        if opening != self._openings[subject]:
            self._tasks.start(self._data_sync.messages.let_go(attachment))
            return
        self._reading[subject] -= 1
        self._files.setdefault(subject, []).append(attachment)
        if subject == self._subject:
            self._show()
            self.changed.emit()

    def _on_failed(self, subject: str, opening: int, _error: Exception) -> bool:
        if opening == self._openings[subject]:
            self._reading[subject] -= 1
            self.changed.emit()
        return False

    def _on_removed(self, attachment: Attachment) -> None:
        self._here.remove(attachment)
        self._tasks.start(self._data_sync.messages.let_go(attachment))
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()
        for at, one in enumerate(self._here):
            words = said("Take {0} off").format(one.file_name)
            shown = _shortened(one.file_name)
            button = Button(
                f"{shown}  ×", name=f"{self._name}_{at}", icon="paperclip", accessible=words
            )
            button.setToolTip(words)
            button.clicked.connect(partial(self._on_removed, one))
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setVisible(bool(self._here))


def _shortened(name: str, most: int = 40) -> str:
    return name if len(name) <= most else f"{name[: most - 12]}…{name[-11:]}"
