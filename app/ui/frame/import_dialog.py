"""Importing FHIR files: choose, watch, cancel, and read what was refused and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.live.data_sync import DataSync
from app.live.imports import ImportRun
from app.services.imports_left_out import left_out
from app.services.imports_report import ImportProgress, ImportReport
from app.ui.error_presenter import words_for
from app.ui.task_runner import TaskRunner
from app.ui.theme.fonts import text_font
from app.ui.theme.sizes import ledger_row, px
from app.ui.theme.tokens import TEXT_LABEL, Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import Card, Notice, label
from app.ui.widgets.table import Header
from app.ui.wording import shown_entity

_WIDE, _LOW, _HIGH, _EDGE = 760, 240, 720, 24
_NARROWEST = 88
_COLUMNS = ("read", "written", "unchanged", "refused", "not_kept")


class ImportDialog(QDialog):
    """Opened with `open()`, never `exec()`. imported(report) when a run ended."""

    imported = Signal(object)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("import_dialog")
        self.setWindowTitle(self.tr("Import"))
        self.setModal(True)
        self._window = parent
        self._widen(_LOW)
        self._data_sync = data_sync
        self._tasks = tasks
        self._run: ImportRun | None = None
        self.setMinimumSize(640, _LOW)
        column = QVBoxLayout(self)
        # The dialog grows once, for the report; not a little with every line that appears.
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        column.addWidget(label(self.tr("Import patients"), "title"))
        words = self.tr(
            "FHIR R4 bundles, bulk ndjson files, tables (CSV) and whole folders, also gzip. "
            "Importing the same files again changes nothing."
        )
        column.addWidget(label(words, "label", wraps=True))
        column.addLayout(self._build_choices())
        self._progress_text = label("", name="import_progress_text")
        self._progress = QProgressBar()
        self._progress.setObjectName("import_progress")
        self._progress.setAccessibleName(self.tr("Import progress"))
        self._progress.setTextVisible(False)
        column.addWidget(self._progress_text)
        column.addWidget(self._progress)
        self._outcome = Notice(Tone.OK, "circle-check", name="import_outcome")
        self._problem = Notice(Tone.DANGER, "circle-x", name="import_problem")
        column.addWidget(self._outcome)
        column.addWidget(self._problem)
        self._counts = _table("import_counts", self.tr("What was imported"))
        self._refusals = _table("import_refusals", self.tr("What was refused or not kept, and why"))
        self._refused_title = label(self.tr("Refused or not kept"), "section")
        self._cards = (_in_card(self._counts), _in_card(self._refusals))
        column.addWidget(self._cards[0], 3)
        column.addWidget(self._refused_title)
        column.addWidget(self._cards[1], 2)
        column.addStretch(0)
        column.addLayout(self._build_foot())
        self._reset()

    def start(self, paths: Sequence[Path]) -> None:
        """Import these files and folders."""
        self._reset()
        self._run = self._data_sync.imports.prepare(paths, progress=self._on_progress)
        self.destroyed.connect(self._run.cancel)
        self._set_running(True)
        self._tasks.start(self._run.finished(), done=self._on_finished, failed=self._on_failed)

    def done(self, result: int) -> None:
        """Escape and the close button stop a run first; its report is shown before the end."""
        if self._run is None:
            super().done(result)
        else:
            self.cancel()

    def cancel(self) -> None:
        """Stop; what is in stays in."""
        if self._run is not None:
            self._run.cancel()
            self._progress_text.setText(self.tr("Stopping after the present patient…"))

    def _build_choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._folder = Button(
            self.tr("Choose folder…"), name="choose_folder_button", icon="folder-open"
        )
        self._files = Button(self.tr("Choose files…"), name="choose_files_button", icon="file-up")
        self._folder.clicked.connect(self._on_choose_folder)
        self._files.clicked.connect(self._on_choose_files)
        row.addWidget(self._folder)
        row.addWidget(self._files)
        row.addStretch(1)
        return row

    def _build_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._cancel = Button(self.tr("Cancel import"), name="cancel_import_button")
        self._close = Button(self.tr("Close"), name="close_import_button", look=Look.PRIMARY)
        self._cancel.clicked.connect(self.cancel)
        self._close.clicked.connect(self.close)
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self._close)
        return row

    def _widen(self, height: int) -> None:
        """As large as designed, and no larger than the window it belongs to."""
        room = self._window.size()
        self.resize(min(px(_WIDE), room.width() - _EDGE), min(px(height), room.height() - _EDGE))

    def _reset(self) -> None:
        self._outcome.set_text("")
        self._problem.set_text("")
        for card in self._cards:
            card.hide()
        self._refused_title.hide()
        self._set_running(False)
        self._progress_text.hide()

    def _set_running(self, running: bool) -> None:
        self._progress.setVisible(running)
        self._progress_text.setVisible(running)
        self._progress.setRange(0, 0)
        self._cancel.setVisible(running)
        for button in (self._folder, self._files, self._close):
            button.setEnabled(not running)
        self._progress_text.setText(self.tr("Looking at the files…") if running else "")

    def _on_choose_folder(self) -> None:
        chooser = QFileDialog(self, self.tr("Choose a folder to import"))
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        self._choose(chooser)

    def _on_choose_files(self) -> None:
        chooser = QFileDialog(self, self.tr("Choose files to import"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFiles)
        chooser.setNameFilter(self.tr("FHIR files and tables (*.json *.ndjson *.csv *.gz)"))
        self._choose(chooser)

    def _choose(self, chooser: QFileDialog) -> None:
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.filesSelected.connect(self._on_chosen)
        chooser.open()

    def _on_chosen(self, names: list[str]) -> None:
        self.start([Path(name) for name in names])

    def _on_progress(self, news: ImportProgress) -> None:
        if not isValid(self) or self._run is None or self._run.is_cancelled:
            return
        looking = news.stage == "looking"
        self._progress.setRange(0, 0 if looking else max(1, news.total))
        self._progress.setValue(news.done)
        number = QLocale().toString
        words = self.tr("Looking at file {0} of {1}") if looking else self.tr("Patient {0} of {1}")
        self._progress_text.setText(words.format(number(news.done), number(news.total)))

    def _on_finished(self, report: ImportReport) -> None:
        if not isValid(self):
            return
        self._run = None
        self._set_running(False)
        number = QLocale().toString
        words = (
            self.tr("Stopped. {0} records were written; they stay.")
            if report.was_cancelled
            else self.tr("Done. {0} records were written.")
        )
        self._outcome.set_text(words.format(number(report.written)))
        self._widen(_HIGH)
        self._show_counts(report)
        self._show_refusals(report)
        self.imported.emit(report)

    def _on_failed(self, error: Exception) -> bool:
        if not isValid(self):
            return False
        self._run = None
        self._set_running(False)
        self._problem.set_text(words_for(error))
        return True

    def _show_counts(self, report: ImportReport) -> None:
        titles = (
            self.tr("Record type"),
            self.tr("Read"),
            self.tr("Written"),
            self.tr("Unchanged"),
            self.tr("Refused"),
            self.tr("Not kept"),
        )
        rows = [
            (shown_entity(kind), *(QLocale().toString(counts[name]) for name in _COLUMNS))
            for kind, counts in report.as_json().items()
        ]
        self._cards[0].show()
        _fill(self._counts, titles, rows, figures=frozenset(range(1, 6)))

    def _show_refusals(self, report: ImportReport) -> None:
        titles = (self.tr("File"), self.tr("Entry"), self.tr("Record type"), self.tr("Reason"))
        rows = [
            (Path(r.file).name, str(r.entry + 1) if r.entry >= 0 else "—", r.kind or "—", r.reason)
            for r in (*report.refused, *report.remarks)
        ]
        words = self.tr("{0} not kept: {1}")
        rows += [
            ("—", "—", one.kind, words.format(QLocale().toString(one.number), one.reason))
            for one in left_out(report)
        ]
        if rows:
            _fill(self._refusals, titles, rows)
            self._refused_title.show()
            self._cards[1].show()


def _in_card(table: QTableWidget) -> Card:
    card = Card(padding=1)
    card.body.addWidget(table)
    return card


def _table(name: str, accessible: str) -> QTableWidget:
    table = QTableWidget()
    table.setObjectName(name)
    table.setAccessibleName(accessible)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ledger_row())
    table.setHorizontalHeader(Header(table))
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setFont(text_font(TEXT_LABEL))
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    return table


def _fill(
    table: QTableWidget,
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    figures: frozenset[int] = frozenset(),
) -> None:
    table.setColumnCount(len(titles))
    table.setHorizontalHeaderLabels(list(titles))
    table.setRowCount(len(rows))
    for line, cells in enumerate(rows):
        for column, text in enumerate(cells):
            cell = QTableWidgetItem(text)
            if column in figures:
                cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(line, column, cell)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    header.setSectionResizeMode(0 if figures else len(titles) - 1, QHeaderView.ResizeMode.Stretch)
    if isinstance(header, Header):
        header.figures = figures
        for column, title in enumerate(titles):
            header.resizeSection(column, max(px(_NARROWEST), header.room_for(title)))
    if not figures:
        header.resizeSection(0, px(200))
