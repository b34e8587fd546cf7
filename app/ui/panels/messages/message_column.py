"""The messages of a conversation under each other, by days, the newest in sight."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.services.conversations import Conversation, SaidMessage
from app.ui.models.message_words import day_words, said
from app.ui.panels.messages.bubble import Bubble
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label


class MessageColumn(QScrollArea):
    """file_wished(document id, name); earlier_wished()."""

    file_wished = Signal(str, str)
    earlier_wished = Signal()

    def __init__(self, *, zone: str) -> None:
        super().__init__()
        self.setObjectName("message_column")
        self.setAccessibleName(said("Messages of this conversation"))
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its pages are turned from the answer
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._zone = zone
        self._shown: tuple[SaidMessage, ...] = ()
        self.bubbles: list[Bubble] = []
        self._thread_id = ""
        self._is_at_end = True
        self._body = QWidget()
        self._body.setObjectName("scroll_body")
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(4, 8, 16, 8)
        self._column.setSpacing(12)
        self.setWidget(self._body)
        self.verticalScrollBar().rangeChanged.connect(self._on_range)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def show_messages(self, conversation: Conversation, now: datetime) -> None:
        """Show these; what stands already as it is to be is left alone."""
        is_other = conversation.thread.id != self._thread_id
        self._thread_id = conversation.thread.id
        if conversation.messages == self._shown and not is_other:
            return
        grew = len(conversation.messages) > len(self._shown)
        self._shown = conversation.messages
        self._is_at_end = is_other or self._is_at_end or (grew and self._ends_with_own())
        self._fill(conversation, now)

    def clear(self) -> None:
        """Show nothing."""
        self._shown, self._thread_id = (), ""
        self._empty()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks lines elsewhere."""
        super().resizeEvent(event)
        for one in self.bubbles:
            one.fit(self.viewport().width())

    def _ends_with_own(self) -> bool:
        return bool(self._shown) and self._shown[-1].is_own

    def _fill(self, conversation: Conversation, now: datetime) -> None:
        self._empty()
        if conversation.earlier:
            words = said("Show {0} earlier").format(conversation.earlier)
            earlier = Button(words, name="earlier_button", look=Look.QUIET, icon="chevron-up")
            earlier.clicked.connect(self.earlier_wished)
            self._column.addWidget(earlier, 0, Qt.AlignmentFlag.AlignHCenter)
        day: date | None = None
        for one in conversation.messages:
            own_day = one.message.sent_at.astimezone(ZoneInfo(self._zone)).date()
            if own_day != day:
                day = own_day
                words = day_words(one.message.sent_at, now, self._zone)
                self._column.addWidget(
                    label(words, "meta", name="day_line"), 0, Qt.AlignmentFlag.AlignHCenter
                )
            self._add(one)
        self._column.addStretch(1)

    def _add(self, one: SaidMessage) -> None:
        bubble = Bubble(one, zone=self._zone)
        bubble.file_wished.connect(self.file_wished)
        bubble.fit(self.viewport().width())
        self._column.addWidget(bubble)
        self.bubbles.append(bubble)

    def _empty(self) -> None:
        self.bubbles = []
        while (item := self._column.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()

    def _on_range(self, _least: int, most: int) -> None:
        if self._is_at_end:
            self.verticalScrollBar().setValue(most)

    def _on_scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if bar.isSliderDown() or self.underMouse() or self.hasFocus():
            self._is_at_end = value >= bar.maximum() - 4

    def turn(self, pages: int) -> None:
        """Earlier or later messages, a page at a time."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep())
        self._is_at_end = bar.value() >= bar.maximum() - 4

    def to_end(self) -> None:
        """The newest message in sight, once the layout has settled."""
        self._is_at_end = True
        QTimer.singleShot(0, self, lambda: self._on_range(0, self.verticalScrollBar().maximum()))
