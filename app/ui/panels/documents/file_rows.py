"""Files that are about to be filed: each with its title, how far it is, and a way to give it up."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.domain.errors import ConfigurationError
from app.domain.file_errors import shown_size
from app.live.data_sync import DataSync
from app.live.documents import Filing
from app.services.correspondence import Attachment
from app.ui.error_presenter import words_for
from app.ui.models.document_words import kind_name, said
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import Field, line_edit
from app.ui.widgets.surfaces import label

MOST_FILES = 20
_LONGEST_TITLE = 200
_LOOK_EVERY_MS = 100


class FileRow(QWidget):
    """One file. ended(): it is on the disk, or failed. removed(): nobody wants it any more."""

    ended = Signal()
    edited = Signal()
    removed = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, path: Path, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._data_sync, self._tasks = data_sync, tasks
        self.path = path
        self.attachment: Attachment | None = None
        self.filing = Filing()
        self._is_over = False
        self.title = Field(said("Title"), line_edit(f"{name}_title", length=_LONGEST_TITLE))
        self.title.set_value(path.stem)
        self.facts = label(path.name, "label", name=f"{name}_facts", wraps=True)
        self.bar = QProgressBar()
        self.bar.setObjectName(f"{name}_progress")
        self.bar.setAccessibleName(said("Reading {0}").format(path.name))
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.remove = Button(
            "",
            name=f"{name}_remove",
            icon="x",
            look=Look.QUIET,
            accessible=said("Take {0} off").format(path.name),
        )
        words = QVBoxLayout()
        words.setSpacing(4)
        for part in (self.title, self.facts, self.bar):
            words.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self.remove)
        self._watch = QTimer(self)
        self._watch.setInterval(_LOOK_EVERY_MS)
        self._watch.timeout.connect(self._on_look)
        self.remove.clicked.connect(self._on_remove)
        self.title.edited.connect(self._on_edited)

    @property
    def is_reading(self) -> bool:
        """Whether the file is on its way onto the disk."""
        return self.attachment is None and not self._is_over

    def begin(self) -> None:
        """Put the file on the disk, encrypted."""
        self._watch.start()
        self._tasks.start(
            self._data_sync.documents.keep(self.path, self.filing),
            done=self._on_kept,
            failed=self._on_failed,
        )

    def give_up(self) -> None:
        """Nobody wants it: what is on the disk already goes."""
        self.filing.stop()
        self._watch.stop()
        attachment, self.attachment = self.attachment, None
        self._is_over = True
        if attachment is not None:
            self._tasks.start(self._data_sync.documents.let_go(attachment))

    def handed_over(self) -> Attachment | None:
        """The file is somebody else's to keep or to remove from here on."""
        attachment, self.attachment = self.attachment, None
        self._is_over = True
        return attachment

    def complain(self, words: str) -> None:
        """Say what is wrong with it."""
        self.title.set_error(words)

    def _on_kept(self, attachment: Attachment | None) -> None:
        self._watch.stop()
        if attachment is None:
            return
        if self._is_over:
            self._tasks.start(self._data_sync.documents.let_go(attachment))
            return
        self.attachment = attachment
        self.bar.hide()
        content = attachment.content
        size = shown_size(content.kept.size)
        self.facts.setText(f"{self.path.name} · {kind_name(content.kind.media_type)}, {size}")
        self.ended.emit()

    def _on_failed(self, error: Exception) -> bool:
        self._watch.stop()
        self._is_over = True
        self.bar.hide()
        if isinstance(error, ConfigurationError):
            self.complain(said("This file cannot be read."))
        else:
            self.complain(words_for(error))
        self.ended.emit()
        return True

    def _on_look(self) -> None:
        total = max(self.filing.total, 1)
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(1000 * self.filing.done / total))

    def _on_remove(self) -> None:
        self.give_up()
        self.removed.emit()

    def _on_edited(self) -> None:
        if not self._is_over or self.attachment is not None:
            self.complain("")
        self.edited.emit()


class FileRows(QWidget):
    """changed(): a file came, went, or is ready. refused(words)."""

    changed = Signal()
    edited = Signal()
    refused = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("document_files")
        self._data_sync, self._tasks = data_sync, tasks
        self.rows: list[FileRow] = []
        self.most = MOST_FILES
        self._made = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)

    @property
    def is_reading(self) -> bool:
        """Whether a file is still on its way."""
        return any(one.is_reading for one in self.rows)

    def take(self, paths: Iterable[str]) -> None:
        """Files of this computer; each is put on the disk, encrypted, at once."""
        for path in map(Path, paths):
            if len(self.rows) >= self.most:
                self.refused.emit(
                    said("One file at a time takes another's place.")
                    if self.most == 1
                    else said("At most {0} files at a time.").format(self.most)
                )
                break
            self._made += 1
            row = FileRow(self._data_sync, self._tasks, path, name=f"document_file_{self._made}")
            row.ended.connect(self.changed)
            row.edited.connect(self.edited)
            row.removed.connect(partial(self._drop, row))
            self.rows.append(row)
            self._column.addWidget(row)
            row.begin()
        self.changed.emit()

    def forget(self) -> None:
        """The form is about something else now; what was not filed leaves the disk."""
        for row in self.rows:
            row.give_up()
            row.hide()
            row.deleteLater()
        self.rows = []

    def drop_filed(self, row: FileRow) -> None:
        """This one is filed."""
        self._drop(row)

    def _drop(self, row: FileRow) -> None:
        if row in self.rows:
            self.rows.remove(row)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
            self.changed.emit()
