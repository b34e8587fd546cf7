"""The top of the Sync centre: the state in a sentence, the facts below, and what can be done."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QHBoxLayout, QVBoxLayout

from app.ui.frame.sync_words import status_sentence
from app.ui.panels.sync.words import facts_line
from app.ui.theme.sizes import px
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import Card, label

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from app.sync.status import SyncStatus

_BESIDE_PX = 900
"""From this width on the buttons stand beside the words, else below them."""


class StateCard(Card):
    """sync_requested(), offline_chosen(bool), sign_in_requested()."""

    sync_requested = Signal()
    offline_chosen = Signal(bool)
    sign_in_requested = Signal()
    """Show the server one's passphrase again."""

    def __init__(self, *, zone: str) -> None:
        super().__init__(name="sync_state_card", padding=16)
        self._zone = zone
        self._is_asked = self._has_own_blocked = False
        self._sentence = label("", "section", name="sync_sentence", wraps=True)
        self._facts = label("", "label", name="sync_facts", wraps=True)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._sentence)
        words.addWidget(self._facts)
        self.sign_in = Button(
            self.tr("Sign in to the server…"),
            name="server_sign_in_button",
            look=Look.PRIMARY,
            icon="key-round",
        )
        self.now = Button(self.tr("Sync now"), name="sync_now_button", icon="refresh-cw")
        self.work_offline = QCheckBox(self.tr("Work offline"))
        self.work_offline.setObjectName("work_offline_switch")
        self.work_offline.setAccessibleName(self.tr("Work offline"))
        self.work_offline.setToolTip(
            self.tr("Nothing is sent or fetched until you turn this off, also after a restart")
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        for part in (self.sign_in, self.now, self.work_offline):
            buttons.addWidget(part)
        buttons.addStretch(1)
        self._row = QHBoxLayout()
        self._row.setSpacing(12)
        self._row.addLayout(words, 1)
        self._row.addLayout(buttons)
        self.body.addLayout(self._row)
        self.sign_in.hide()
        self.sign_in.clicked.connect(self.sign_in_requested)
        self.now.clicked.connect(self.sync_requested)
        self.work_offline.toggled.connect(self.offline_chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words squeezed beside the buttons would take line after line."""
        ways = QBoxLayout.Direction
        is_wide = event.size().width() >= px(_BESIDE_PX)
        self._row.setDirection(ways.LeftToRight if is_wide else ways.TopToBottom)
        super().resizeEvent(event)

    def tell(self, status: SyncStatus | None, now: datetime) -> None:
        """Show the present state."""
        word = status.state.value if status is not None else ""
        is_paused = word == "paused"
        self._sentence.setText(status_sentence(status, self._zone))
        self._facts.setText(facts_line(status, self._zone, now))
        self._facts.setVisible(status is not None)
        self.now.setEnabled(status is not None and not is_paused)
        self.work_offline.setEnabled(status is not None)
        blocked = self.work_offline.blockSignals(True)
        self.work_offline.setChecked(is_paused)
        self.work_offline.blockSignals(blocked)
        self._is_asked = word == "needs_login"
        self._show_sign_in()

    def offer_sign_in(self, *, is_wanted: bool) -> None:
        """Whether work of whoever sits here waits for their passphrase at the server."""
        self._has_own_blocked = is_wanted
        self._show_sign_in()

    def sentence(self) -> str:
        """What it says."""
        return self._sentence.text()

    def facts(self) -> str:
        """The line below."""
        return self._facts.text()

    def _show_sign_in(self) -> None:
        self.sign_in.setVisible(self._is_asked or self._has_own_blocked)
