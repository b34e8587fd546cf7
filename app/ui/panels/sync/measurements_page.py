"""How long things take at this desk: calls to the server, steps of the sync, clicks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.telemetry import Area, Measurement, measurements
from app.live.data_sync import DataSync
from app.services.telemetry import KeptFigures
from app.ui.error_presenter import words_for
from app.ui.panels.sync.words import measured_words
from app.ui.sync_page import SyncPage
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button, Look
from app.ui.widgets.cells import PlainCells
from app.ui.widgets.column_memory import ColumnMemory
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.surfaces import Card, label
from app.ui.widgets.table import ColumnPlan, Header, ListView
from app.ui.wording import shown_visit

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_FIGURES = range(2, 7)


class MeasurementsPage(SyncPage):
    """A table of what was measured; nothing in it says who or what it was about."""

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self._data_sync, self._tasks = data_sync, tasks
        self.model = MeasurementsModel(self)
        self.view = ListView(
            name="measurements_list", accessible=self.tr("Measurements"), people=False
        )
        self.view.setModel(self.model)
        figures = frozenset(_FIGURES)
        self.view.setItemDelegate(PlainCells(self.view, figures=figures))
        header = self.view.horizontalHeader()
        header.setSectionsClickable(False)
        if isinstance(header, Header):
            header.figures = figures
        self.view.set_columns(
            [
                ColumnPlan("Appointments: nearest free times"),
                ColumnPlan("Sync steps", drop_rank=4),
                ColumnPlan("000,000"),
                ColumnPlan("0,000 failed"),
                ColumnPlan("00,000 ms"),
                ColumnPlan("00,000 ms", drop_rank=2),
                ColumnPlan("00,000 ms", drop_rank=3),
            ]
        )
        ColumnMemory(self.view, self.view, data_sync.preferences)
        self.states = ListStates(self.view, name="measurements_state")
        self.states.state.action_requested.connect(self.opened)
        self._since = label("", "label", name="measurements_since", wraps=True)
        again = Button(
            "",
            name="measurements_reload",
            icon="refresh-cw",
            look=Look.QUIET,
            accessible=self.tr("Show what was measured since"),
        )
        again.clicked.connect(self.opened)
        head = QHBoxLayout()
        head.addWidget(self._since, 1)
        head.addWidget(again)
        self._ended = label("", "label", name="measurements_ended", wraps=True)
        self.view.selectionModel().currentRowChanged.connect(self._on_current)
        card = Card(name="measurements_card", padding=1)
        card.body.addWidget(self.states)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(card, 1)
        column.addWidget(self._ended)

    def opened(self) -> None:
        """Read what was measured so far."""
        self.states.set_loading(True)
        self._tasks.start(
            self._data_sync.sync_centre.measured(), done=self._show, failed=self._on_failed
        )

    def focus_filter(self) -> None:
        """Put the cursor on the table."""
        self.view.setFocus()

    def _show(self, kept: KeptFigures) -> None:
        self.states.set_loading(False)
        found = measurements(kept.figures)
        self.model.show_lines(found)
        self._ended.setText("")
        zone = self._data_sync.clinic.zone
        since = self.tr("In this session.")
        if kept.since is not None:
            words = self.tr("Since {0}, in {1} earlier sessions and this one.")
            if kept.sessions == 1:
                words = self.tr("Since {0}, in {1} earlier session and this one.")
            since = words.format(shown_visit(kept.since, zone), f"{kept.sessions:,}")
        local = self.tr("Kept on this computer only, without patients and records.")
        self._since.setText(f"{since} {local}")
        if found:
            self.states.show_content()
        else:
            self.states.show_state("hourglass", self.tr("Nothing was measured yet."))

    def ended(self) -> str:
        """How the calls of the chosen line ended, as it stands below the table."""
        return self._ended.text()

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        words = str(current.data(Qt.ItemDataRole.ToolTipRole) or "") if current.isValid() else ""
        self._ended.setText(self.tr("Ended: {0}").format(words) if words else "")

    def _on_failed(self, error: Exception) -> bool:
        self.states.show_state(
            "triangle-alert",
            self.tr("The measurements could not be read."),
            words_for(error),
            action=self.tr("Try again"),
        )
        return True


class MeasurementsModel(QAbstractTableModel):
    """One line per thing measured."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[Measurement] = ()

    def show_lines(self, lines: Sequence[Measurement]) -> None:
        """Show these."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """How many columns."""
        return 0 if parent.isValid() else _FIGURES.stop

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words of one cell."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return ", ".join(f"{name} {count:,}" for name, count in line.outcomes)
        return self._texts(line)[index.column()] if role == Qt.ItemDataRole.DisplayRole else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Column titles."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("What"),
            self.tr("Kind"),
            self.tr("Times"),
            self.tr("Failed"),
            self.tr("Usual"),
            self.tr("Slow"),
            self.tr("Longest"),
        )[section]

    def _texts(self, line: Measurement) -> tuple[str, ...]:
        kinds = {
            Area.API: self.tr("Server"),
            Area.SYNC: self.tr("Sync"),
            Area.ACTION: self.tr("Window"),
        }
        times = (line.usual_ms, line.slow_ms, line.longest_ms)
        return (
            measured_words(line.area, line.name),
            kinds[line.area],
            f"{line.count:,}",
            f"{line.failed:,}" if line.failed else "",
            *(self.tr("{0} ms").format(f"{one:,.0f}") for one in times),
        )
