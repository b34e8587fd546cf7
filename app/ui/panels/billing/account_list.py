"""The list of accounts: who owes, who has credit, and everybody who is looked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.changes import ChangeSet
from app.domain.ids import RecordId
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.account_reading import AccountBox, AccountFilter, AccountRow
from app.ui.error_presenter import words_for
from app.ui.models.account_list import AccountListModel
from app.ui.models.billing_words import said
from app.ui.models.paged_rows import ID_ROLE, ROW_ROLE
from app.ui.panels.billing.delegates import ACCOUNT_ROW, AccountDelegate
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button, Look
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.fields import SearchField
from app.ui.widgets.surfaces import Card
from app.ui.widgets.table import ListView

_TYPING_MS, _AT_FIRST = 120, 40
_ENTITIES = ("charge", "payment", "adjustment", "refund", "allocation", "patient", "patient_merge")
Listing = tuple[tuple[RecordId, ...], dict[RecordId, AccountRow]]


class AccountFilters(QWidget):
    """Which accounts are wanted. changed() at once for a choice, and when typing rests."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("account_filters")
        self.text = SearchField(
            name="account_filter", placeholder=said("Find an account"), icon_name="funnel"
        )
        self.chips: dict[AccountBox, Button] = {}
        self._group = QButtonGroup(self)
        chips = QHBoxLayout()
        chips.setSpacing(6)
        words = {
            AccountBox.OWING: said("Owing"),
            AccountBox.CREDIT: said("In credit"),
            AccountBox.ALL: said("All"),
        }
        for box in AccountBox:
            chip = Button(words[box], name=f"accounts_{box}_chip", look=Look.CHIP)
            self._group.addButton(chip)
            self.chips[box] = chip
            chips.addWidget(chip)
        chips.addStretch(1)
        self.chips[AccountBox.OWING].setChecked(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.text)
        column.addLayout(chips)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.changed)
        self.text.textChanged.connect(self._typing.start)
        self._group.buttonClicked.connect(self.changed)

    @property
    def wanted(self) -> AccountFilter:
        """The filter as it is chosen."""
        box = next(box for box, chip in self.chips.items() if chip.isChecked())
        return AccountFilter(box=box, text=self.text.text())

    @property
    def is_narrowed(self) -> bool:
        """Whether something is typed."""
        return bool(self.text.text().strip())

    def show_box(self, box: AccountBox) -> None:
        """Look at another box, at everything in it."""
        self.chips[box].setChecked(True)
        blocked = self.text.blockSignals(True)
        self.text.clear()
        self.text.blockSignals(blocked)
        self.changed.emit()

    def stop(self) -> None:
        """The window closes."""
        self._typing.stop()


class AccountList(Card):
    """Shows the list and keeps it true. chosen(AccountRow): the line the person is on.

    opened(): Enter on it.
    """

    chosen = Signal(object)
    opened = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(name="account_list_card", padding=1)
        self._data_sync, self._tasks = data_sync, tasks
        self._current: RecordId | None = None
        self._is_selecting = self._is_stopped = self._is_awaited = self._was_asked = False
        self._failure: Exception | None = None
        self._remedy: Callable[[], object] = self.reload
        self.filters = AccountFilters()
        self.model = AccountListModel(self)
        self.query: LiveQuery[Listing] = LiveQuery(data_sync.feed, self._fetch, parent=self)
        self.view = ListView(name="account_list", accessible=said("Accounts"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(AccountDelegate(self.view))
        self.view.horizontalHeader().hide()
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view.verticalHeader().setDefaultSectionSize(ACCOUNT_ROW)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.states = ListStates(self.view, name="accounts_state")
        self.body.setSpacing(0)
        self.body.addWidget(self.filters)
        self.body.addWidget(self.states, 1)
        self._connect()

    def reload(self) -> None:
        """Ask for the list again with what is typed and chosen."""
        if not self._is_stopped:
            self._was_asked = True
            self.query.ask(self._fetch)

    def look(self) -> None:
        """The panel came to the front: read if nothing fresh is there."""
        if self._was_asked:
            self.query.refresh()
        else:
            self.reload()

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

    def show_line_of(self, patient_id: str | None) -> None:
        """Put the list on this line without announcing it."""
        self._current, self._is_awaited = RecordId(patient_id) if patient_id else None, False
        row = self.model.row_of(self._current) if self._current else -1
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
        accounts = self._data_sync.accounts
        ids = await accounts.ids(self.filters.wanted)
        top = max(0, self.view.rowAt(0))
        height = max(1, self.view.viewport().height())
        seen = ids[top : top + max(_AT_FIRST, height // ACCOUNT_ROW + 2)]
        return ids, await accounts.rows(seen) if seen else {}

    def _on_listing(self, listing: Listing) -> None:
        ids, rows = listing
        # Qt moves on to a neighbour when the current line goes; nobody chose that one.
        self._is_selecting = True
        self.model.set_ids(ids)
        self._is_selecting = False
        self.model.forget_lines_but(set(rows))
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
        filters = self.filters
        if self.model.ids:
            self.states.show_content()
        elif filters.is_narrowed and filters.wanted.box is not AccountBox.ALL:
            self._offer(self._look_everywhere, "search", said("Nobody here matches"),
                        said("Look in all accounts"))  # fmt: skip
        elif filters.is_narrowed:
            self._offer(lambda: filters.show_box(AccountBox.ALL), "search",
                        said("Nobody matches"), said("Clear the search"))  # fmt: skip
        else:
            self._offer(self._find, "wallet", said("No open accounts"), said("Find a patient"))

    def _look_everywhere(self) -> None:
        self.filters.chips[AccountBox.ALL].setChecked(True)
        self.reload()

    def _find(self) -> None:
        self.filters.chips[AccountBox.ALL].setChecked(True)
        self.filters.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.reload()

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
        row: AccountRow | None = current.data(ROW_ROLE)
        self._is_awaited = row is None
        if row is not None:
            self.chosen.emit(row)

    def _on_rows_wanted(self, ids: list[RecordId]) -> None:
        if not self._is_stopped:
            self._tasks.start(self._data_sync.accounts.rows(ids), done=self._on_rows)

    def _on_rows(self, rows: dict[RecordId, AccountRow]) -> None:
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
