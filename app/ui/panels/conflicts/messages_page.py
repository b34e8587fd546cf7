"""Messages that were drafted and not sent: whom they are for, the text, and a person's word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.messages import DraftMessage
from app.ui.error_presenter import words_for
from app.ui.panels.conflicts.draft_card import DraftCard
from app.ui.permitted import Permits
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import GAP
from app.ui.widgets.empty_state import ListStates


class MessagesPage(QWidget):
    """said(text), patient_wished(id), counted(n). emptied(): the last one was finished here."""

    said = Signal(str)
    patient_wished = Signal(str)
    counted = Signal(int)
    emptied = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self._data_sync, self._tasks = data_sync, tasks
        self._permits = Permits(data_sync)
        self._wanted = ""
        self.cards: dict[str, DraftCard] = {}
        body = QWidget()
        body.setObjectName("scroll_body")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(GAP)
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("drafts_scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(body)
        self.states = ListStates(self._scroll, name="drafts_state")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.states)
        self.query: LiveQuery[tuple[DraftMessage, ...]] = LiveQuery(
            data_sync.feed, self._fetch, entities=("message", "patient"), parent=self
        )
        self.query.value_changed.connect(self._show)
        self.query.failed.connect(self._on_failed)
        self.states.state.action_requested.connect(self.query.ask)

    def opened(self, message_id: str = "") -> None:
        """Read what waits, and put the keyboard on one message where one is named."""
        self._wanted = message_id
        self.query.ask()
        self._focus_wanted()

    @property
    def is_dirty(self) -> bool:
        """Whether something is typed that is not kept yet."""
        return any(card.is_dirty for card in self.cards.values())

    async def keep(self) -> None:
        """Keep everything typed. Raises StorageError."""
        for card in list(self.cards.values()):
            await card.keep()

    async def _fetch(self) -> tuple[DraftMessage, ...]:
        """Out of sight nothing is read: nobody looks, and nobody's look is written down."""
        if not self.isVisible():
            return self.query.value or ()
        return await self._data_sync.messages.drafts()

    def _show(self, found: Sequence[DraftMessage]) -> None:
        known = {one.message.id: one for one in found}
        places = enumerate(self.cards.items())
        over = [at for at, (key, card) in places if key not in known and card.is_over]
        for key in self.cards.keys() - known.keys():
            self._drop(key)
        for place, one in enumerate(found):
            card = self.cards.get(one.message.id)
            if card is not None and (card.is_dirty or card.shows(one)):
                continue  # what is being typed stays under the cursor
            if card is not None:
                self._drop(one.message.id)
            self._add(one, place)
        self.counted.emit(len(self.cards))
        if self.cards:
            self.states.show_content()
            if over and not self._wanted and QApplication.focusWidget() is None:
                self._wanted = found[min(over[0], len(found) - 1)].message.id
            self._focus_wanted()
        else:
            if over and self.isVisible() and QApplication.focusWidget() is None:
                self.emptied.emit()
            self.states.show_state(
                "mail",
                self.tr("No message waits to be sent."),
                self.tr("Whoever moves a visit drafts the message about it, and it stands here."),
            )

    def _add(self, one: DraftMessage, place: int) -> None:
        why = self._permits.why_not(Permission.MESSAGE_EDIT)
        card = DraftCard(one, self._data_sync, self._tasks, why=why)
        card.finished.connect(self.said)
        card.patient_wished.connect(self.patient_wished)
        self._column.insertWidget(place, card)
        self.cards[one.message.id] = card

    def _drop(self, key: str) -> None:
        card = self.cards.pop(key)
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _focus_wanted(self) -> None:
        card = self.cards.get(self._wanted)
        if card is not None and self.isVisible():
            self._wanted = ""
            card.take_focus()
            self._scroll.ensureWidgetVisible(card)

    def _on_failed(self, error: Exception) -> None:
        self.states.show_state(
            "triangle-alert", self.tr("Not shown."), words_for(error), action=self.tr("Try again")
        )
