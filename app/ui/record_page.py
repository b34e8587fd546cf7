"""A list of documents, prescriptions or care plans that stays true, and what is chosen in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.changes import ChangeSet
from app.domain.ids import PatientId, RecordId
from app.domain.record_lists import RecordFilter
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.ui.error_presenter import words_for
from app.ui.models.paged_rows import ID_ROLE, ROW_ROLE
from app.ui.models.record_list import Line, LineLook, RecordListModel
from app.ui.record_delegate import RecordDelegate, row_height
from app.ui.record_filters import OnePatient, RecordFilters
from app.ui.task_runner import TaskRunner
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.table import ListView

_AT_FIRST = 40
_Answer = tuple[tuple[RecordId, ...], dict[RecordId, Line]]


def _tr(text: str) -> str:
    return QCoreApplication.translate("records", text)


class Source(Protocol):
    """The collection a list is read from."""

    def ids(self, wanted: RecordFilter) -> Awaitable[tuple[RecordId, ...]]:
        """Which records there are."""
        ...

    def rows(
        self, record_ids: Sequence[RecordId], /, *, patient_id: PatientId | None = None
    ) -> Awaitable[dict[RecordId, Any]]:
        """The lines of some of them."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWords:
    """What a list is called, and what it says where there is nothing in it."""

    name: str
    title: str
    icon: str
    nothing: str
    nothing_detail: str
    action: str
    """"" where nobody here makes one."""
    at_first: str
    """The chip that shows what is usually looked at."""
    entities: frozenset[str]


class RecordPage(QWidget):
    """chosen(line): the line the person is on. opened(): Enter on it. new_wished(): the empty
    list's button. counted(int): how many there are."""

    chosen = Signal(object)
    opened = Signal()
    new_wished = Signal()
    counted = Signal(int)

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        source: Source,
        filters: RecordFilters | OnePatient,
        *,
        words: ListWords,
        look: Callable[[Line], LineLook],
        is_short: bool = False,
    ) -> None:
        super().__init__()
        self._data_sync, self._tasks, self._source = data_sync, tasks, source
        self.filters, self.words = filters, words
        self._current: RecordId | None = None
        self._is_selecting = self._is_stopped = self._is_awaited = self._was_asked = False
        self._failure: Exception | None = None
        self._remedy: Callable[[], object] = self.reload
        self.model = RecordListModel(look, parent=self)
        self.query: LiveQuery[_Answer] = LiveQuery(data_sync.feed, self._fetch, parent=self)
        self.view = ListView(name=f"{words.name}_list", accessible=words.title)
        self.view.setModel(self.model)
        self.delegate = RecordDelegate(self.view)
        self.delegate.is_short = is_short
        self.view.setItemDelegate(self.delegate)
        self._row_height = row_height(is_short=is_short)
        self.view.horizontalHeader().hide()
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view.verticalHeader().setDefaultSectionSize(self._row_height)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.states = ListStates(self.view, name=f"{words.name}_state")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.states)
        self._connect()

    @property
    def current(self) -> RecordId | None:
        """The record that is chosen."""
        return self._current

    def reload(self) -> None:
        """Ask for the list again with what is typed and chosen."""
        if not self._is_stopped:
            self._was_asked = True
            self.delegate.names_patients = self.filters.patient_id is None
            self.query.ask(self._fetch)

    def refresh(self) -> None:
        """Read it where that was not done yet, or long ago."""
        if self.query.value is None:
            self.reload()
        else:
            self.query.refresh()

    def stop(self) -> None:
        """The window closes: read nothing more."""
        self._is_stopped = True
        self.filters.stop()
        self.query.stop()

    def take_focus(self) -> None:
        """Put the cursor on the list; no line is chosen by that."""
        is_on_a_line = self.view.currentIndex().isValid()
        self._is_selecting = True
        # Qt makes the first line current when the list gets the focus.
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if not is_on_a_line:
            self.view.setCurrentIndex(QModelIndex())
        self._is_selecting = False

    def show_line_of(self, record_id: RecordId | None) -> None:
        """Put the list on this line without announcing it."""
        self._current, self._is_awaited = record_id, False
        row = self.model.row_of(record_id) if record_id else -1
        self._is_selecting = True
        if row < 0:
            self.view.clearSelection()
            self.view.setCurrentIndex(QModelIndex())
        elif row != self.view.currentIndex().row():
            self.view.setCurrentIndex(self.model.index(row, 0))
            self.view.scrollTo(self.model.index(row, 0))
        self._is_selecting = False

    def _connect(self) -> None:
        self.filters.changed.connect(self.reload)
        self.view.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.view.activated_row.connect(self._on_activated)
        self.model.rows_wanted.connect(self._on_rows_wanted)
        self.query.value_changed.connect(self._on_answer)
        self.query.loading_changed.connect(self._on_loading)
        self.query.failed.connect(self._on_failed)
        self.states.state.action_requested.connect(self._on_state_action)
        self._data_sync.feed.changed.connect(self._on_changed)

    async def _fetch(self) -> _Answer:
        """The order of all, and the lines in sight; what is further down is read when seen."""
        self._failure = None
        wanted = self.filters.wanted
        ids = await self._source.ids(wanted)
        seen = self._seen_among(ids)
        return ids, await self._source.rows(seen, patient_id=wanted.patient_id) if seen else {}

    def _seen_among(self, ids: tuple[RecordId, ...]) -> tuple[RecordId, ...]:
        top = max(0, self.view.rowAt(0))
        height = max(1, self.view.viewport().height())
        return ids[top : top + max(_AT_FIRST, height // self._row_height + 2)]

    def _on_answer(self, answer: _Answer) -> None:
        ids, rows = answer
        # Qt moves on to a neighbour when the current line goes; nobody chose that one.
        self._is_selecting = True
        self.model.set_ids(ids)
        self._is_selecting = False
        self.model.forget_lines_but(set(rows))
        self.model.put_rows(rows)
        self.counted.emit(len(ids))
        if self._current:
            self.show_line_of(self._current)

    def _on_loading(self, loading: bool) -> None:
        self.states.set_loading(self.query.is_loading)
        if loading:
            return
        if self._failure is not None:
            self._offer(self.reload, "circle-x", words_for(self._failure), "", _tr("Try again"))
        elif self.query.value is not None:
            self._show_answer()

    def _show_answer(self) -> None:
        words, filters = self.words, self.filters
        if self.model.ids:
            self.states.show_content()
        elif filters.is_narrowed or filters.chip != words.at_first:
            self._offer(
                lambda: filters.show_all(words.at_first),
                "search",
                _tr("Nothing matches"),
                _tr("No entry fits the filter."),
                _tr("Show all of them"),
            )
        else:
            wish = self.new_wished.emit
            self._offer(wish, words.icon, words.nothing, words.nothing_detail, words.action)

    def _offer(
        self, remedy: Callable[[], object], icon: str, headline: str, detail: str, action: str
    ) -> None:
        self._remedy = remedy
        self.states.show_state(icon, headline, detail, action=action)

    def _on_failed(self, error: Exception) -> None:
        self._failure = error

    def _on_state_action(self) -> None:
        self._remedy()

    def _on_activated(self, _row: int) -> None:
        self.opened.emit()

    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if self._is_selecting or not current.isValid():
            return
        self._current = current.data(ID_ROLE)
        line: Line | None = current.data(ROW_ROLE)
        self._is_awaited = line is None
        if line is not None:
            self.chosen.emit(line)

    def _on_rows_wanted(self, ids: list[RecordId]) -> None:
        if not self._is_stopped:
            self._tasks.start(self._rows(ids), done=self._on_rows)

    async def _rows(self, ids: list[RecordId]) -> dict[RecordId, Line]:
        return await self._source.rows(ids, patient_id=self.filters.patient_id)

    def _on_rows(self, rows: dict[RecordId, Line]) -> None:
        self.model.put_rows(rows)
        line = rows.get(self._current) if self._current else None
        if line is not None and self._is_awaited and self.view.currentIndex().isValid():
            self._is_awaited = False
            self.chosen.emit(line)

    def _on_changed(self, change_set: ChangeSet) -> None:
        """Read again what changed or was taken by the server, once somebody has looked at all."""
        is_about = change_set.pending_changed or not change_set.entities.isdisjoint(
            self.words.entities
        )
        if self._was_asked and not self._is_stopped and is_about:
            self.query.ask()
