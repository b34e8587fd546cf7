"""The list of conversations: boxes, filter, count, and the lines themselves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.changes import ChangeSet
from app.domain.conversations import Box, ThreadFilter, ThreadRow
from app.domain.ids import RecordId
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.ui.error_presenter import words_for
from app.ui.models.message_words import box_words, said
from app.ui.models.paged_rows import ID_ROLE, ROW_ROLE
from app.ui.models.thread_list import ThreadListModel
from app.ui.panels.messages.details import fill_categories
from app.ui.panels.messages.list_delegate import ROW_HEIGHT, ThreadDelegate
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.widgets.button import Button, Look
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.fields import ComboBox, SearchField
from app.ui.widgets.flow import lines_of
from app.ui.widgets.split_row import SplitRow
from app.ui.widgets.table import ListView

_TYPING_MS = 120
_AT_FIRST = 40
_ENTITIES = ("message", "message_thread", "patient", "user")
Listing = tuple[tuple[RecordId, ...], dict[RecordId, ThreadRow]]


class ThreadFilters(QWidget):
    """What is looked for. changed() at once for a choice, and when typing rests."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("message_filters")
        self.text = SearchField(
            name="message_filter", placeholder=said("Filter messages"), icon_name="funnel"
        )
        self.text.show_whole_hint(at_most=px(420))
        self.category = ComboBox(name="message_filter_category", accessible=said("Category"))
        self.category.addItem(said("Any category"), "")
        fill_categories(self.category)
        self.category.setMinimumWidth(px(156))
        self.category.setMaximumWidth(px(220))
        self.chips: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        asked = QWidget()
        row = QHBoxLayout(asked)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 2)
        row.addWidget(self.category, 1)
        row.addStretch(1)
        for box in Box:
            chip = Button(box_words(box), name=f"messages_{box}_chip", look=Look.CHIP)
            self._group.addButton(chip)
            self.chips[box] = chip
        self.setLayout(SplitRow(asked, lines_of(self.chips.values())))
        self.chips[Box.INBOX].setChecked(True)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.changed)
        self.text.textChanged.connect(self._typing.start)
        self._group.buttonClicked.connect(self.changed)
        self.category.activated.connect(self.changed)

    @property
    def wanted(self) -> ThreadFilter:
        """The filter as it is chosen."""
        box = next(box for box, chip in self.chips.items() if chip.isChecked())
        return ThreadFilter(
            box=box, text=self.text.text(), category=str(self.category.currentData())
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether something is typed or a category chosen."""
        return bool(self.text.text().strip()) or self.category.currentIndex() > 0

    def show_box(self, box: str) -> None:
        """Look at another box, at everything in it."""
        self.chips[box].setChecked(True)
        blocked = self.text.blockSignals(True)
        self.text.clear()
        self.text.blockSignals(blocked)
        self.category.setCurrentIndex(0)
        self.changed.emit()

    def stop(self) -> None:
        """The window closes."""
        self._typing.stop()


class ThreadPage(QWidget):
    """Shows the list and keeps it true. chosen(ThreadRow): the line the person is on.

    opened(): Enter on it. new_wished(): the empty list's button.
    """

    chosen = Signal(object)
    opened = Signal()
    new_wished = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, filters: ThreadFilters) -> None:
        super().__init__()
        self._data_sync, self._tasks, self.filters = data_sync, tasks, filters
        self._current: RecordId | None = None
        self._is_selecting = self._is_stopped = self._is_awaited = False
        self._was_asked = False
        self._failure: Exception | None = None
        self._remedy: Callable[[], object] = self.reload
        self.model = ThreadListModel(
            zone=data_sync.clinic.zone, now=data_sync.clock.now(), parent=self
        )
        self.query: LiveQuery[Listing] = LiveQuery(data_sync.feed, self._fetch, parent=self)
        self.view = ListView(name="message_list", accessible=said("Conversations"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(ThreadDelegate(self.view))
        self.view.horizontalHeader().hide()
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.states = ListStates(self.view, name="messages_state")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.states)
        self._connect()

    def reload(self) -> None:
        """Ask for the list again with what is typed and chosen."""
        if not self._is_stopped:
            self._was_asked = True
            self.query.ask(self._fetch)

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

    def show_line_of(self, thread_id: RecordId | None) -> None:
        """Put the list on this line without announcing it."""
        self._current, self._is_awaited = thread_id, False
        row = self.model.row_of(thread_id) if thread_id else -1
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
        self.query.value_changed.connect(self._on_listing)
        self.query.loading_changed.connect(self._on_loading)
        self.query.failed.connect(self._on_failed)
        self.states.state.action_requested.connect(self._on_state_action)
        self._data_sync.feed.changed.connect(self._on_changed)

    async def _fetch(self) -> Listing:
        """The order of all, and the lines in sight; what is further down is read when seen."""
        self._failure = None
        messages = self._data_sync.messages
        ids = await messages.ids(self.filters.wanted)
        seen = self._seen_among(ids)
        return ids, await messages.rows(seen) if seen else {}

    def _seen_among(self, ids: tuple[RecordId, ...]) -> tuple[RecordId, ...]:
        top = max(0, self.view.rowAt(0))
        height = max(1, self.view.viewport().height())
        return ids[top : top + max(_AT_FIRST, height // px(ROW_HEIGHT) + 2)]

    def _on_listing(self, listing: Listing) -> None:
        ids, rows = listing
        self.model.now = self._data_sync.clock.now()
        fresh = set(rows)
        # Qt moves on to a neighbour when the current line goes; nobody chose that one.
        self._is_selecting = True
        self.model.set_ids(ids)
        self._is_selecting = False
        self.model.forget_lines_but(fresh)
        self.model.put_rows(rows)
        if self._current:
            self.show_line_of(self._current)

    def _on_loading(self, loading: bool) -> None:
        self.states.set_loading(self.query.is_loading)
        if loading:
            return
        if self._failure is not None:
            self._offer(self.reload, "circle-x", words_for(self._failure), said("Try again"))
        elif self.query.value is not None:
            self._show_answer()

    def _show_answer(self) -> None:
        if self.model.ids:
            self.states.show_content()
        elif self.filters.is_narrowed:
            box = self.filters.wanted.box
            self._offer(
                lambda: self.filters.show_box(box),
                "search",
                said("No message matches"),
                said("Show all of them"),
            )
        elif self.filters.wanted.box == Box.INBOX:
            self._offer(
                self.new_wished.emit,
                "mail",
                said("Nothing is waiting for you"),
                said("New message"),
            )
        else:
            self._offer(
                lambda: self.filters.show_box(Box.INBOX),
                "mail",
                said("No messages here"),
                said("Show the inbox"),
            )

    def _offer(self, remedy: Callable[[], object], icon: str, headline: str, action: str) -> None:
        self._remedy = remedy
        self.states.show_state(icon, headline, action=action)

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
        row: ThreadRow | None = current.data(ROW_ROLE)
        self._is_awaited = row is None
        if row is not None:
            self.chosen.emit(row)

    def _on_rows_wanted(self, ids: list[RecordId]) -> None:
        if not self._is_stopped:
            self._tasks.start(self._data_sync.messages.rows(ids), done=self._on_rows)

    def _on_rows(self, rows: dict[RecordId, ThreadRow]) -> None:
        self.model.put_rows(rows)
        row = rows.get(self._current) if self._current else None
        if row is not None and self._is_awaited and self.view.currentIndex().isValid():
            self._is_awaited = False
            self.chosen.emit(row)

    def _on_changed(self, change_set: ChangeSet) -> None:
        """Read again what changed or was taken by the server, once somebody has looked at all."""
        is_about = change_set.pending_changed or not change_set.entities.isdisjoint(_ENTITIES)
        if self._was_asked and not self._is_stopped and is_about:
            self.query.ask()
