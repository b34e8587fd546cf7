"""The conflict centre: the list of what waits, the chosen conflict, and messages to be sent."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
)

from app.domain.ids import RecordId
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.conflict_list import ConflictDetail, ConflictPage
from app.services.conflicts import Summary
from app.ui.conflict_drafts import FORM, ConflictDrafts, patient_of
from app.ui.error_presenter import words_for
from app.ui.models.conflict_list import ConflictListModel
from app.ui.models.conflict_words import age_words
from app.ui.panels.conflicts.deciding import Deciding
from app.ui.panels.conflicts.detail_pane import DetailPane
from app.ui.panels.conflicts.list_view import ConflictListView
from app.ui.panels.conflicts.messages_page import MessagesPage
from app.ui.panels.conflicts.result_bar import ResultBar
from app.ui.sync_page import ConflictsPage
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import GAP
from app.ui.widgets.button import Button, Look
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.split_memory import SplitMemory
from app.ui.widgets.surfaces import Card, label

WAITING, MESSAGES, DECIDED = 0, 1, 2
_TICK_MS = 30_000
_RECORDS = (
    *("sync_conflict", "task", "patient", "appointment", "patient_identifier", "coverage"),
    *("emergency_contact", "allergy", "condition", "medication_statement", "message"),
)
"""What the chosen conflict may show."""


class ConflictCentre(ConflictsPage):
    """See `ConflictsPage`. Nothing here is modal, and no other work waits for it."""

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("conflict_centre")
        self.setAccessibleName(self.tr("Conflicts"))
        self._data_sync, self._tasks = data_sync, tasks
        self._wanted = ""
        self._takes_focus = self._has_failed = False
        self._chosen_id = ""
        self._page = ConflictPage(lines=(), count=0)
        self._shown: tuple[int, ConflictPage] | None = None
        """Which list the page on show is of."""
        self.model = ConflictListModel(zone=data_sync.clinic.zone, user_id=data_sync.user.id)
        self.model.setParent(self)
        self.view = ConflictListView(accessible=self.tr("Conflicts"))
        self.view.setModel(self.model)
        self.states = ListStates(self.view, name="conflicts_state")
        self.drafts = ConflictDrafts(data_sync, tasks, self)
        self.deciding = Deciding(data_sync, tasks, self.drafts, self)
        self.detail = DetailPane(data_sync, tasks, deciding=self.deciding, drafts=self.drafts)
        self.messages = MessagesPage(data_sync, tasks)
        self.result = ResultBar()
        self._make_queries()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._lay_out()
        self._connect()
        self.summary.refresh()

    # What the panel calls

    def opened(self) -> None:
        """Read what waits, and put the keyboard on the list."""
        self.summary.ask()
        self._timer.start()
        self._read()
        if self.tab == MESSAGES:
            self.messages.opened()
        else:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_conflict(self, conflict_id: str = "") -> None:
        """Open one conflict; "" opens the oldest."""
        self._wanted = conflict_id
        self._takes_focus = bool(conflict_id)
        self.show_tab(WAITING)

    def stop(self) -> None:
        """The window closes: read nothing more."""
        self._timer.stop()
        self.drafts.stop()
        for query in (self.list, self.chosen, self.summary, self.messages.query):
            query.stop()

    def has_unsaved(self) -> bool:
        """Whether a decision or a message stands half typed."""
        return self.drafts.has_typed or self.messages.is_dirty

    async def keep_drafts(self) -> None:
        """Keep what is typed. Raises StorageError."""
        await self.drafts.keep()
        await self.messages.keep()

    def open_draft(self, form: str, subject: str) -> bool:
        """Open a half typed decision about what belongs to no patient."""
        if form != FORM or patient_of(subject):
            return False  # a patient's stands beside their chart
        self.show_conflict(subject.partition(":")[0])
        return True

    def close_side(self) -> bool:
        """Esc: from the decision back to the list."""
        if not self.detail.isAncestorOf(self.focusWidget() or self):
            return False
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def undo_here(self) -> bool:
        """Ctrl+Z: take the last decision back; False where there is none."""
        can_undo = self.deciding.can_undo
        if can_undo:
            self.deciding.undo()
        return can_undo

    def leave_undo_key(self) -> None:
        """The window around has the key and asks undo_here."""
        self.undo_key.setEnabled(False)

    def focus_filter(self) -> None:
        """Ctrl+F: the tabs narrow the list."""
        self.tabs[self.tab].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def place(self) -> str:
        """The conflict on show."""
        return self.detail.conflict_id

    def go_back_to(self, place: str) -> None:
        """Choose this conflict once the list is read."""
        self._wanted = place

    # Inside

    @property
    def tab(self) -> int:
        """Which of the three lists is in front."""
        return self._group.checkedId()

    def show_tab(self, tab: int) -> None:
        """Bring one of the three lists to the front."""
        self.tabs[tab].setChecked(True)
        self._stack.setCurrentIndex(1 if tab == MESSAGES else 0)
        if tab == MESSAGES:
            self.messages.opened()
        else:
            self._shown = None
            self._choose("")
            self._read()

    def _make_queries(self) -> None:
        feed = self._data_sync.feed
        self.list: LiveQuery[ConflictPage] = LiveQuery(
            feed, self._fetch_list, entities=("sync_conflict", "task"), parent=self
        )
        self.chosen: LiveQuery[ConflictDetail | None] = LiveQuery(
            feed, self._fetch_chosen, entities=_RECORDS, parent=self
        )
        self.summary: LiveQuery[Summary] = LiveQuery(
            feed,
            self._data_sync.conflicts.summary,
            entities=("sync_conflict", "task", "message", "patient"),
            parent=self,
        )

    async def _fetch_list(self) -> ConflictPage:
        """Out of sight nothing is read: nobody looks, and nobody's look is written down."""
        if not self.isVisible():
            return self._page
        conflicts = self._data_sync.conflicts
        is_decided = self.tab == DECIDED
        return await (conflicts.decided() if is_decided else conflicts.waiting())

    async def _fetch_chosen(self) -> ConflictDetail | None:
        if not self._chosen_id or not self.isVisible():
            return self.chosen.value
        return await self._data_sync.conflicts.detail(RecordId(self._chosen_id))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        self._group = QButtonGroup(self)
        self.tabs = [
            Button(self.tr("To decide"), name="conflicts_waiting_tab", look=Look.CHIP),
            Button(self.tr("Messages to send"), name="conflicts_messages_tab", look=Look.CHIP),
            Button(self.tr("Decided"), name="conflicts_decided_tab", look=Look.CHIP),
        ]
        for place, tab in enumerate(self.tabs):
            self._group.addButton(tab, place)
            head.addWidget(tab)
        self.tabs[WAITING].setChecked(True)
        self.count = label("", "label", name="conflicts_count")
        head.addWidget(self.count)
        head.addStretch(1)
        card = Card(name="conflicts_card", padding=1)
        card.body.addWidget(self.states)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setObjectName("conflicts_split")
        split.setChildrenCollapsible(False)
        split.setHandleWidth(GAP)
        card.setMinimumWidth(220)
        split.addWidget(card)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 5)
        split.setSizes([340, 860])
        SplitMemory(split, self._data_sync.preferences)
        self._stack = QStackedWidget()
        self._stack.addWidget(split)
        self._stack.addWidget(self.messages)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self.result)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._group.idClicked.connect(self.show_tab)
        self.list.loading_changed.connect(self._on_read)
        self.list.failed.connect(self._on_unreadable)
        self.chosen.loading_changed.connect(self._on_chosen_read)
        self.chosen.failed.connect(self._tasks.failed)
        self.summary.value_changed.connect(self._on_summary)
        self.states.state.action_requested.connect(self._read)
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.view.opened_row.connect(self._on_opened_row)
        self.detail.patient_wished.connect(self.patient_requested)
        self.messages.patient_wished.connect(self.patient_requested)
        self.messages.said.connect(self.said)
        self.messages.emptied.connect(self.tabs[MESSAGES].setFocus)
        self.deciding.said.connect(self.said)
        self.deciding.did.connect(self.did)
        self.deciding.settled.connect(self._on_settled)
        self.deciding.drafted.connect(self.result.offer_message)
        self.deciding.undone.connect(self._on_undone)
        self.deciding.settled_elsewhere.connect(self.result.clear)
        self.result.undo_wished.connect(self.deciding.undo)
        self.result.message_wished.connect(self._on_message_wished)
        self.undo_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        self.undo_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.undo_key.activated.connect(self.deciding.undo)
        self._timer.timeout.connect(self._on_tick)

    def _read(self) -> None:
        self.states.set_loading(True)
        self.list.ask(self._fetch_list)

    def _on_read(self, is_reading: bool) -> None:
        page = self.list.value
        if is_reading:
            self._has_failed = False
        if is_reading or self._has_failed or page is None or not self.isVisible():
            return
        self.states.set_loading(False)
        is_new = self._shown != (self.tab, page)
        self._shown = (self.tab, page)
        if is_new or self._wanted:
            self._show_page(page)
        elif page.lines:
            self.states.show_content()
        else:
            self._show_empty()
        self._keep_focus()

    def _keep_focus(self) -> None:
        """Keys work on what is there: the focus is never on what has just gone."""
        focused = QApplication.focusWidget()
        if focused is not None and focused.isVisible():
            return
        is_list = self.states.currentWidget() is not self.states.state
        target = self.view if is_list else self.tabs[self.tab]
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_page(self, page: ConflictPage) -> None:
        row = max(0, self.view.currentIndex().row())
        before, self._wanted = self._wanted or self._chosen_id, ""
        self._page = page
        self.model.set_lines(page.lines, self._data_sync.clock.now())
        at = self.model.position_of(before)
        if at < 0 and self._is_kept_on_show(before):
            self._settled_elsewhere(page)
            return
        if not page.lines:
            self._choose("")
            self._show_empty()
            return
        self.states.show_content()
        at = at if at >= 0 else min(row, len(page.lines) - 1)
        self.view.setCurrentIndex(self.model.index(at))
        if not self._chosen_id:  # the row was the current one before, too: Qt tells nothing
            self._choose(page.lines[at].id)

    def _is_kept_on_show(self, conflict_id: str) -> bool:
        """Whether a conflict that left the list was settled by somebody else, under one's eyes."""
        is_on_show = bool(conflict_id) and conflict_id == self.detail.conflict_id
        return is_on_show and self.tab == WAITING and not self.deciding.is_mine(conflict_id)

    def _settled_elsewhere(self, page: ConflictPage) -> None:
        """No other conflict comes under the cursor of whoever was about to decide this one."""
        self.deciding.tell_settled(self._chosen_id)
        self.chosen.ask()
        if page.lines:
            self.states.show_content()
        else:
            self._show_empty()

    def _show_empty(self) -> None:
        if self.tab == DECIDED:
            words = self.tr("What is decided stands here, with both values.")
            self.states.show_state("history", self.tr("Nothing was decided yet."), words)
            return
        words = self.tr("Where two desks write something different, both values wait here.")
        self.states.show_state("check-check", self.tr("Nothing waits for a decision."), words)

    def _on_row(self, current: QModelIndex, _before: QModelIndex) -> None:
        line = self.model.line_at(current.row()) if current.isValid() else None
        if line is not None:
            self._choose(line.id)

    def _on_opened_row(self, _row: int) -> None:
        self.detail.take_focus()

    def _choose(self, conflict_id: str) -> None:
        if conflict_id != self._chosen_id:
            self.detail.clear()
        self._chosen_id = conflict_id
        if conflict_id:
            self.chosen.ask(self._fetch_chosen)

    def _on_chosen_read(self, is_reading: bool) -> None:
        detail = self.chosen.value
        if is_reading or detail is None or detail.line.id != self._chosen_id:
            return
        self.detail.show_detail(detail)
        if self._takes_focus:
            self._takes_focus = False
            self.detail.take_focus()

    def _on_summary(self, summary: Summary) -> None:
        self._count_words(summary)
        self.counted.emit(summary.count + summary.questions)

    def _count_words(self, summary: Summary) -> None:
        waits, drafts = self.tr("To decide"), self.tr("Messages to send")
        count = summary.count + summary.questions
        self.tabs[WAITING].setText(f"{waits} ({count})" if count else waits)
        self.tabs[MESSAGES].setText(f"{drafts} ({summary.drafts})" if summary.drafts else drafts)
        words = ""
        if summary.oldest_at is not None:
            age = age_words(summary.oldest_at, self._data_sync.clock.now())
            words = self.tr("The oldest waits: {0}").format(age)
        self.count.setText(words)

    def _on_tick(self) -> None:
        self.model.tick(self._data_sync.clock.now())
        if self.summary.value is not None:
            self._count_words(self.summary.value)

    def _on_settled(self, words: str, can_undo: bool) -> None:
        self.result.say(words, can_undo=can_undo)
        self.said.emit(words)
        if not self.detail.isAncestorOf(self.focusWidget() or self):
            return
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_undone(self, conflict_id: str) -> None:
        self.result.clear()
        self._wanted = conflict_id
        self._read()

    def _on_message_wished(self, message_id: str) -> None:
        self.tabs[MESSAGES].setChecked(True)
        self._stack.setCurrentIndex(1)
        self.messages.opened(message_id)

    def _on_unreadable(self, error: Exception) -> None:
        self._has_failed = True
        self.states.show_state(
            "triangle-alert", self.tr("Not shown."), words_for(error), action=self.tr("Try again")
        )
