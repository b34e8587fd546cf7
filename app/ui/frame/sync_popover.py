"""What opens under the sync pill: the state in a sentence, the switch, what is waiting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.operations import Pending
from app.ui.frame.sync_words import pending_words
from app.ui.widgets.button import Button
from app.ui.widgets.surfaces import label, rule

_WIDTH = 360
_LIST_HEIGHT = 240


class SyncPopover(QFrame):
    """A small frame over the window, not a window of its own."""

    sync_requested = Signal()
    offline_chosen = Signal(bool)

    def __init__(self, window: QWidget, *, zone: str) -> None:
        super().__init__(window)
        self.setObjectName("sync_popover")
        self.setProperty("popover", True)
        self.setAccessibleName(self.tr("Synchronisation"))
        self.setFixedWidth(_WIDTH)
        self._zone = zone
        self._window = window
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        self._sentence = label("", name="sync_sentence", wraps=True)
        column.addWidget(self._sentence)
        column.addLayout(self._build_actions())
        column.addWidget(rule())
        self._heading = label("", "section", name="waiting_heading")
        column.addWidget(self._heading)
        self._list = QListWidget()
        self._list.setObjectName("waiting_list")
        self._list.setAccessibleName(self.tr("Changes waiting to be sent"))
        self._list.setSelectionMode(QListWidget.SelectionMode.NoSelection)
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

    def tell(self, sentence: str, *, has_server: bool, is_paused: bool) -> None:
        """Show the present state."""
        self._sentence.setText(sentence)
        self._now.setEnabled(has_server and not is_paused)
        self.work_offline.setEnabled(has_server)
        blocked = self.work_offline.blockSignals(True)
        self.work_offline.setChecked(is_paused)
        self.work_offline.blockSignals(blocked)

    def list_pending(self, pending: Sequence[Pending]) -> None:
        """Show the queue, oldest first."""
        self._list.clear()
        for item in pending:
            what, stands = pending_words(item, self._zone)
            self._list.addItem(f"{what}  ·  {stands}")
        count = len(pending)
        nothing = self.tr("Nothing is waiting")
        self._heading.setText(self.tr("{0} waiting").format(count) if count else nothing)
        self._list.setVisible(bool(count))
        rows = max(0, self._list.sizeHintForRow(0)) * count
        self._list.setFixedHeight(min(_LIST_HEIGHT, rows + 2 * self._list.frameWidth() + 2))
        self.adjustSize()

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
