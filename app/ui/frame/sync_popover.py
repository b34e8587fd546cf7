"""What opens under the sync pill: the state in a sentence, the switch, what is waiting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from app.services.waiting import WaitingChange
from app.ui.frame.sync_words import WaitingWords, needs_own_session, waiting_words
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label, rule

_WIDTH = 360
_LIST_HEIGHT = 240
_MARGIN = 16
_ITEM_PADDING = 12


class SyncPopover(QFrame):
    """A small frame over the window, not a window of its own."""

    sync_requested = Signal()
    offline_chosen = Signal(bool)
    sign_in_requested = Signal()
    """Show the server one's passphrase again."""

    def __init__(self, window: QWidget, *, zone: str, user_id: str) -> None:
        super().__init__(window)
        self.setObjectName("sync_popover")
        self.setProperty("popover", True)
        self.setAccessibleName(self.tr("Synchronisation"))
        self.setFixedWidth(_WIDTH)
        self._zone = zone
        self._user_id = user_id
        self._is_asked_to_sign_in = self._has_own_blocked = False
        self._window = window
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(12)
        self._sentence = label("", name="sync_sentence", wraps=True)
        column.addWidget(self._sentence)
        column.addLayout(self._build_actions())
        self.sign_in = Button(
            self.tr("Sign in to the server…"),
            name="server_sign_in_button",
            look=Look.PRIMARY,
            icon="key-round",
        )
        self.sign_in.clicked.connect(self.sign_in_requested)
        self.sign_in.hide()
        column.addWidget(self.sign_in)
        column.addWidget(rule())
        self._heading = label("", "section", name="waiting_heading")
        column.addWidget(self._heading)
        self._list = QListWidget()
        self._list.setObjectName("waiting_list")
        self._list.setAccessibleName(self.tr("Changes waiting to be sent"))
        self._list.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        column.addWidget(self._list)
        self.hide()
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._on_focus_changed)

    def open_at(self, right: int, top: int) -> None:
        """Show with its right edge here and the cursor in it."""
        window = self._window
        left = max(8, min(right, window.width() - 8) - self.width())
        self.move(left, top)
        self.show()
        self.raise_()
        self._now.setFocus(Qt.FocusReason.PopupFocusReason)

    def tell(
        self, sentence: str, *, has_server: bool, is_paused: bool, needs_login: bool = False
    ) -> None:
        """Show the present state."""
        self._sentence.setText(sentence)
        self._now.setEnabled(has_server and not is_paused)
        self.work_offline.setEnabled(has_server)
        blocked = self.work_offline.blockSignals(True)
        self.work_offline.setChecked(is_paused)
        self.work_offline.blockSignals(blocked)
        self._is_asked_to_sign_in = needs_login
        self._show_sign_in()

    def list_waiting(self, waiting: Sequence[WaitingChange]) -> None:
        """Show the queue, oldest first, each with what somebody has to do for it."""
        self._list.clear()
        for change in waiting:
            self._add(waiting_words(change, self._zone, user_id=self._user_id))
        count = len(waiting)
        nothing = self.tr("Nothing is waiting")
        self._heading.setText(self.tr("{0} waiting").format(count) if count else nothing)
        self._list.setVisible(bool(count))
        self._has_own_blocked = any(
            needs_own_session(change, user_id=self._user_id) for change in waiting
        )
        self._show_sign_in()
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        inside = now is not None and (now is self or self.isAncestorOf(now))
        if self.isVisible() and now is not None and not inside:
            self.hide()

    def _add(self, words: WaitingWords) -> None:
        """As high as its lines are once they are broken; the list itself does not reckon that."""
        text = "\n".join(line for line in (words.what, words.stands, words.help) if line)
        item = QListWidgetItem(text)
        bar = self._list.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        room = _WIDTH - 2 * _MARGIN - bar - _ITEM_PADDING
        wraps = Qt.TextFlag.TextWordWrap
        lines = self._list.fontMetrics().boundingRect(0, 0, room, 1000, wraps, text)
        item.setSizeHint(QSize(room, lines.height() + _ITEM_PADDING))
        self._list.addItem(item)

    def _show_sign_in(self) -> None:
        self.sign_in.setVisible(self._is_asked_to_sign_in or self._has_own_blocked)
        if self.isVisible():
            self._fit()

    def _fit(self) -> None:
        """As high as what it says; a long list scrolls."""
        rows = sum(self._list.sizeHintForRow(row) for row in range(self._list.count()))
        self._list.setFixedHeight(min(_LIST_HEIGHT, rows + 2 * self._list.frameWidth() + 2))
        self.adjustSize()

    def _build_actions(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._now = Button(self.tr("Sync now"), name="sync_now_button", icon="refresh-cw")
        self._now.clicked.connect(self.sync_requested)
        self.work_offline = QCheckBox(self.tr("Work offline"))
        self.work_offline.setObjectName("work_offline_switch")
        self.work_offline.setAccessibleName(self.tr("Work offline"))
        self.work_offline.toggled.connect(self.offline_chosen)
        row.addWidget(self._now)
        row.addStretch(1)
        row.addWidget(self.work_offline)
        return row
