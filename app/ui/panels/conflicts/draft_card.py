"""One drafted message: edited here, and sent by a person, who says so."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit

from app.domain.ids import RecordId
from app.live.data_sync import DataSync
from app.services.messages import CHANNELS, DraftMessage
from app.ui.permitted import permit
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, Field
from app.ui.widgets.sure_button import SureButton
from app.ui.widgets.surfaces import Card, label
from app.ui.wording import phone_words, shown_choice

_PAUSE_MS = 1500
_TEXT_HEIGHT = 110
_LONGEST = 10_000


class DraftCard(Card):
    """finished(words): it was sent or thrown away; patient_wished(id)."""

    finished = Signal(str)
    patient_wished = Signal(str)

    def __init__(
        self, draft: DraftMessage, data_sync: DataSync, tasks: TaskRunner, *, why: str = ""
    ) -> None:
        """why: the acting role may not write messages, or ""."""
        super().__init__(name=f"draft_{draft.message.id}", padding=16)
        self.draft = draft
        self._data_sync, self._tasks, self._why = data_sync, tasks, why
        self._kept = (draft.message.text, draft.message.channel)
        self._is_over = False
        self.setAccessibleName(self.tr("Message to {0}").format(draft.patient_name))
        self.body.setSpacing(10)
        self.body.addLayout(self._head())
        self.body.addWidget(label(self._reach(), "label", wraps=True, name="draft_reach"))
        self._build_fields()
        self.body.addLayout(self._buttons())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._keep_now)

    @property
    def is_over(self) -> bool:
        """Whether it was sent or thrown away here."""
        return self._is_over

    @property
    def is_dirty(self) -> bool:
        """Whether something is typed that is not kept yet."""
        return not self._is_over and not self._why and self._typed() != self._kept

    def shows(self, draft: DraftMessage) -> bool:
        """Whether this is what the card shows already."""
        message = draft.message
        known = replace(self.draft, message=message)
        return self._kept == (message.text, message.channel) and known == draft

    async def keep(self) -> None:
        """Keep what is typed. Raises StorageError, InvalidValue where it was sent meanwhile."""
        self._timer.stop()
        if not self.is_dirty or not self._typed()[0]:
            return
        text, channel = typed = self._typed()
        key = RecordId(self.draft.message.id)
        await self._data_sync.messages.edit(key, text=text, channel=channel)
        self._kept = typed

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        patient = Button(self.draft.patient_name, name="draft_patient", look=Look.QUIET)
        patient.clicked.connect(
            lambda: self.patient_wished.emit(self.draft.message.patient_id or "")
        )
        row.addWidget(patient)
        row.addWidget(label(self.draft.subject, "label", wraps=True), 1)
        message = self.draft.message
        row.addWidget(WhoChanged(self._data_sync, self._tasks, lambda: message, prefix="draft"))
        return row

    def _reach(self) -> str:
        parts = [*map(phone_words, self.draft.phones), self.draft.email]
        return "  ·  ".join(part for part in parts if part) or self.tr("No phone or e-mail known")

    def _build_fields(self) -> None:
        self.channel = ComboBox(name="draft_channel", accessible=self.tr("How it is sent"))
        known = dict.fromkeys([*(one.value for one in CHANNELS), self.draft.message.channel])
        for one in known:
            self.channel.addItem(_channel_words(one), one)
        self.channel.setCurrentIndex(self.channel.findData(self.draft.message.channel))
        self.channel.setMinimumWidth(160)
        self.text = QPlainTextEdit()
        self.text.setObjectName("draft_text")
        self.text.setAccessibleName(self.tr("Message"))
        self.text.setTabChangesFocus(True)
        self.text.setPlainText(self.draft.message.text)
        self.text.setFixedHeight(px(_TEXT_HEIGHT))
        self.body.addWidget(Field(self.tr("How it is sent"), self.channel))
        self.body.addWidget(Field(self.tr("Message"), self.text))
        self.text.setReadOnly(bool(self._why))
        self.channel.set_locked(locked=bool(self._why))
        self.text.textChanged.connect(self._on_typed)
        self.channel.currentIndexChanged.connect(self._on_typed)

    def _buttons(self) -> QHBoxLayout:
        self.sent = Button(
            self.tr("Mark as sent"), name="draft_sent", look=Look.PRIMARY, icon="check"
        )
        self.away = SureButton(
            self.tr("Throw away"), name="draft_away", question=self.tr("Really throw it away?")
        )
        self.sent.setToolTip(self.tr("You told the patient so; from then on the text stays"))
        self.sent.clicked.connect(self._on_sent)
        self.away.confirmed.connect(self._on_away)
        for button in (self.sent, self.away):
            permit(button, self._why)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.sent)
        row.addWidget(self.away)
        row.addStretch(1)
        return row

    def _typed(self) -> tuple[str, str]:
        return self.text.toPlainText().strip()[:_LONGEST], str(self.channel.currentData())

    def _on_typed(self) -> None:
        self.sent.setEnabled(bool(self._typed()[0]) and not self._why)
        self._timer.start()

    def _keep_now(self) -> None:
        if self.is_dirty:
            self._tasks.start(self.keep())

    def _on_sent(self) -> None:
        text, channel = self._typed()
        key = RecordId(self.draft.message.id)
        words = self.tr("Marked as sent to {0}.").format(self.draft.patient_name)
        self._finish(self._data_sync.messages.mark_sent(key, text=text, channel=channel), words)

    def _on_away(self) -> None:
        key = RecordId(self.draft.message.id)
        self._finish(self._data_sync.messages.discard(key), self.tr("Message thrown away."))

    def _finish(self, work: Coroutine[Any, Any, object], words: str) -> None:
        self._timer.stop()
        self._is_over = True
        self.setEnabled(False)

        def failed(_error: Exception) -> bool:
            self._is_over = False
            self.setEnabled(True)
            return False

        self._tasks.start(work, done=lambda _done: self.finished.emit(words), failed=failed)

    def take_focus(self) -> None:
        """Put the keyboard into the text."""
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)


def _channel_words(channel: str) -> str:
    return {"sms": "SMS", "email": QCoreApplication.translate("conflicts", "E-mail")}.get(
        channel, shown_choice(channel)
    )
