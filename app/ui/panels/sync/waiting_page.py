"""What is not at the server yet, change by change, and what somebody does about it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.changes import ChangeSet
from app.domain.errors import PermissionDenied
from app.domain.operations import OperationState
from app.domain.permissions import Need
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.waiting import WaitingChange
from app.ui.error_presenter import words_for
from app.ui.frame.sync_words import needs_own_session
from app.ui.models.waiting_list import WaitingListModel
from app.ui.panels.sync.detail import WaitingDetail
from app.ui.panels.sync.exports import UnsentExports
from app.ui.panels.sync.mending import FORM, MendingForm
from app.ui.panels.sync.waiting_view import WaitingView
from app.ui.permission_words import why_not
from app.ui.sync_page import SyncPage
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px, side_width
from app.ui.theme.tokens import GAP
from app.ui.widgets.button import Button, Look
from app.ui.widgets.column_memory import ColumnMemory
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.surfaces import Card, label

ALL, STUCK = 0, 1
_BESIDE_FROM = 800
"""Pixels of the page from which on a change is shown beside the list, else instead of it."""
_ANY_WIDTH = 16_777_215
"""Qt's word for no limit (QWIDGETSIZE_MAX)."""
_SHOWN = 500
"""Changes in the list; the oldest ones, which are sent first."""


class WaitingPage(SyncPage):
    """The queue. counted(n): changes that need a person. own_blocked(bool): work of whoever sits
    here waits for their passphrase at the server."""

    own_blocked = Signal(bool)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self._data_sync, self._tasks = data_sync, tasks
        zone, user_id = data_sync.clinic.zone, data_sync.user.id
        self.model = WaitingListModel(zone=zone, user_id=user_id, parent=self)
        self.view = WaitingView(accessible=self.tr("Changes waiting to be sent"))
        self.view.setModel(self.model)
        ColumnMemory(self.view, self.view, data_sync.preferences)
        self.states = ListStates(self.view, name="waiting_state")
        self.detail = WaitingDetail(zone=zone)
        self.mending = MendingForm(data_sync, tasks)
        self.exports = UnsentExports(data_sync, tasks, self)
        self._found: Sequence[WaitingChange] = ()
        self._more = label("", "label", name="waiting_more")
        self._lay_out()
        self.detail.hide()
        self.mending.hide()
        self._query = LiveQuery[tuple[WaitingChange, ...]](
            data_sync.feed, lambda: data_sync.pending(_SHOWN), parent=self
        )
        self._connect()

    def opened(self) -> None:
        """Read the queue, and put the cursor on it."""
        self._query.ask()
        self.view.setFocus()

    def stop(self) -> None:
        """Read nothing more."""
        self._query.stop()
        self.mending.stop()

    def has_unsaved(self) -> bool:
        """Whether values are being put right, or the reason of a discard is typed."""
        is_mending = not self.mending.isHidden() and self.mending.has_typed
        return is_mending or (not self.detail.isHidden() and self.detail.has_typed)

    async def keep_drafts(self) -> None:
        """Keep what is typed into a change that is put right."""
        await self.mending.draft.keep()

    def open_draft(self, form: str, subject: str) -> bool:
        """Open the change again that somebody was putting right."""
        if form != FORM:
            return False
        self._on_edit_wished(subject.partition(":")[0])
        return True

    def close_side(self) -> bool:
        """Close what is open beside the list."""
        if self.mending.isVisible():
            if self.mending.has_typed:
                self.said.emit(self.tr("Send what you typed, or cancel it."))
            else:
                self.mending.close_form()
            return True
        was_open = self.detail.isVisible()
        self._close_detail()
        return was_open

    def focus_filter(self) -> None:
        """Put the cursor where the list is narrowed."""
        self._group.button(STUCK).setFocus()

    def place(self) -> str:
        """The change that is open."""
        change = self.detail.change
        return change.op_id if change is not None and self.detail.isVisible() else ""

    def go_back_to(self, place: str) -> None:
        """Open that change once the queue is read."""
        self._wanted = place

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What opens or closes beside the list may take its place."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._arrange()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside the list where there is room, else instead of it."""
        super().resizeEvent(event)
        self._arrange()

    def tell_count(self, waiting: int) -> None:
        """How many wait in all; more than the list holds is said below it."""
        rest = waiting - _SHOWN
        words = self.tr("and {0} younger ones").format(f"{rest:,}") if rest > 0 else ""
        self._more.setText(words)
        self._more.setVisible(bool(words))

    def _lay_out(self) -> None:
        self._wanted = ""
        self._group = QButtonGroup(self)
        self._top = QWidget()
        chips = QHBoxLayout(self._top)
        chips.setContentsMargins(0, 0, 0, 0)
        chips.setSpacing(8)
        names = (
            (ALL, self.tr("All"), "waiting_all_chip"),
            (STUCK, self.tr("Need a person"), "waiting_stuck_chip"),
        )
        for place, text, name in names:
            chip = Button(text, name=name, look=Look.CHIP)
            self._group.addButton(chip, place)
            chips.addWidget(chip)
        self._group.button(ALL).setChecked(True)
        chips.addStretch(1)
        self._add_exports(chips)
        card = Card(name="waiting_card", padding=1)
        card.body.addWidget(self.states)
        self._list = QWidget()
        left = QVBoxLayout(self._list)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(card, 1)
        left.addWidget(self._more)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self._list, 1)
        for side in (self.detail, self.mending):
            row.addWidget(side)
            side.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._top)
        column.addLayout(row, 1)

    def _arrange(self) -> None:
        is_narrow = self.width() < px(_BESIDE_FROM)
        for side in (self.detail, self.mending):
            side.setMinimumWidth(0 if is_narrow else side_width())
            side.setMaximumWidth(_ANY_WIDTH if is_narrow else side_width())
        is_open = not (self.detail.isHidden() and self.mending.isHidden())
        for part in (self._list, self._top):
            part.setHidden(is_narrow and is_open)
        self.filled.emit(is_narrow and is_open)

    def _add_exports(self, row: QHBoxLayout) -> None:
        save = Button(self.tr("Save as file…"), name="unsent_save_button", icon="save")
        save.setToolTip(self.tr("Everything unsent, encrypted: only desks of this clinic read it"))
        load = Button(self.tr("Read in…"), name="unsent_load_button", icon="file-up")
        load.setToolTip(self.tr("Unsent work from a file that a desk of this clinic saved"))
        save.clicked.connect(self.exports.ask_where)
        load.clicked.connect(self.exports.ask_which)
        self.exports.permit(save, load)
        self.exports.said.connect(self.said)
        row.addWidget(save)
        row.addWidget(load)

    def _connect(self) -> None:
        self._query.value_changed.connect(self._on_found)
        self._query.failed.connect(self._on_failed)
        self._query.loading_changed.connect(self._on_loading)
        self._group.idClicked.connect(self._on_chip)
        self._data_sync.feed.changed.connect(self._on_changed)
        self.view.selectionModel().currentRowChanged.connect(self._on_current)
        self.view.activated_row.connect(self._show_row)
        self.view.clicked.connect(self._on_clicked)
        self.states.state.action_requested.connect(self._query.ask)
        detail = self.detail
        detail.close_requested.connect(self._close_detail)
        detail.patient_wished.connect(self.patient_requested)
        detail.retried.connect(self._on_retried)
        detail.discarded.connect(self._on_discarded)
        detail.edit_wished.connect(self._on_edit_wished)
        self.mending.closed.connect(self._on_mended)
        self.mending.said.connect(self.said)

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.pending_changed and self.isVisible():
            self._query.ask()

    def _on_loading(self, _is_loading: bool) -> None:
        self.states.set_loading(self._query.is_loading)

    def _on_found(self, found: Sequence[WaitingChange]) -> None:
        self._found = found
        stuck = [one for one in found if one.state is OperationState.QUARANTINED]
        words = self.tr("Need a person ({0})").format(len(stuck))
        self._group.button(STUCK).setText(words if stuck else self.tr("Need a person"))
        self.counted.emit(len(stuck))
        mine = self._data_sync.user.id
        self.own_blocked.emit(any(needs_own_session(one, user_id=mine) for one in found))
        self._show()

    def _show(self) -> None:
        only_stuck = self._group.checkedId() == STUCK
        shown = [
            one for one in self._found if not only_stuck or one.state is OperationState.QUARANTINED
        ]
        self.model.show_changes(shown)
        self._follow_open()
        if shown:
            self.states.show_content()
        elif only_stuck:
            self.states.show_state("check-check", self.tr("Nothing needs a person."))
        else:
            self.states.show_state(
                "check-check",
                self.tr("Nothing is waiting"),
                self.tr("Everything made on this computer was answered by the server."),
            )

    def _follow_open(self) -> None:
        """What is open stays open, with what is known of it now; what has gone is closed."""
        wanted, self._wanted = self._wanted, ""
        key = wanted or self.place()
        row = self.model.row_of(key) if key else -1
        if row >= 0:
            self._show_row(row)
        elif key and not self.mending.isVisible():
            self._close_detail()

    def _on_failed(self, error: Exception) -> None:
        action = "" if isinstance(error, PermissionDenied) else self.tr("Try again")
        self.states.show_state(
            "triangle-alert",
            self.tr("The queue could not be read."),
            words_for(error),
            action=action,
        )

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if self.detail.isVisible() and current.isValid():
            self._show_row(current.row())

    def _show_row(self, row: int) -> None:
        change = self.model.change_at(row)
        if change is None or not self._leaves_form():
            return
        verdict, permission = self._data_sync.sync_centre.may_discard(change.actor_id)
        why = why_not(verdict, self._data_sync.access.context.role, permission)
        self.detail.show_change(change, self.model.words_of(change), why_kept=why)
        self.detail.show()

    def _leaves_form(self) -> bool:
        """Whether another change may be shown: not over one that is being put right."""
        if self.mending.isHidden():
            return True
        if self.mending.has_typed:
            self.said.emit(self.tr("Send what you typed, or cancel it."))
            return False
        self.mending.close_form()
        return True

    def _on_chip(self, _chip: int) -> None:
        self._show()

    def _on_clicked(self, index: QModelIndex) -> None:
        self._show_row(index.row())

    def _close_detail(self) -> None:
        focus = QApplication.focusWidget()
        was_there = focus is not None and self.detail.isAncestorOf(focus)
        self.detail.hide()
        if was_there:
            self.view.setFocus()  # else Qt gives the keyboard to the first button of the window
        self.detail.forget_reason()

    def _on_retried(self, op_id: str, reason: str) -> None:
        def wants_a_reason(error: Exception) -> bool:
            change = self.detail.change
            is_wanted = isinstance(error, PermissionDenied) and error.needs == Need.REASON
            if not is_wanted or change is None or change.op_id != op_id:
                return False
            self.detail.ask_why()
            return True

        work = self._data_sync.sync_centre.retry(op_id, reason=reason)
        self._do(work, self.tr("It is sent again."), failed=wants_a_reason)

    def _on_discarded(self, op_id: str, reason: str) -> None:
        work = self._data_sync.sync_centre.discard(op_id, reason=reason)
        self._do(work, self.tr("The change was discarded; the audit trail says why."))

    def _do(
        self,
        work: Coroutine[Any, Any, object],
        said: str,
        *,
        failed: Callable[[Exception], bool] | None = None,
    ) -> None:
        def done(_result: object) -> None:
            self._close_detail()
            self.said.emit(said)
            self._query.ask()

        self._tasks.start(work, done=done, failed=failed)

    def _on_edit_wished(self, op_id: str) -> None:
        self.detail.hide()
        self.mending.open_for(op_id)

    def _on_mended(self) -> None:
        self.mending.hide()
        self._query.ask()
        self.view.setFocus()
