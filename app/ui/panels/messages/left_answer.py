"""An unfinished answer whose conversation is gone: shown, copied, sent anew or thrown away."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.drafts import Draft, DraftKey
from app.domain.ids import RecordId, is_record_id
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.services.patients import PatientRow
from app.ui.identity_line import IdentityLine
from app.ui.models.message_words import said
from app.ui.panels.messages.reply_box import FORM
from app.ui.permitted import Permits, permit
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.draft_bar import shown_moment
from app.ui.widgets.sure_button import SureButton
from app.ui.widgets.surfaces import Notice, label


class LeftAnswer(QWidget):
    """found(): there is such an answer. closed(thread id): it is kept elsewhere, or thrown away.

    anew(PatientRow or None, content): it is to be sent as a new conversation.
    """

    found = Signal()
    closed = Signal(str)
    anew = Signal(object, object)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("left_answer")
        self.setAccessibleName(said("Answer without its conversation"))
        self._data_sync, self._tasks = data_sync, tasks
        self._permits = Permits(data_sync)
        self._key: DraftKey | None = None
        self._draft: Draft | None = None
        self._row: PatientRow | None = None
        self.notice = Notice(Tone.WARN, "triangle-alert", name="left_answer_notice")
        self.identity = IdentityLine(name="left_answer_patient")
        self.subject = label("", "strong", name="left_answer_subject", wraps=True)
        self.text = QPlainTextEdit()
        self.text.setObjectName("left_answer_text")
        self.text.setAccessibleName(said("What was typed"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.files = label("", "label", name="left_answer_files", wraps=True)
        self._lay_out()

    def look_for(self, thread_id: str) -> None:
        """Show what was typed for a conversation that is not here any more, if anything was."""
        key = self._data_sync.drafts.key(FORM, thread_id)
        self._key, self._draft, self._row = key, None, None

        def read(draft: Draft | None) -> None:
            if draft is not None and draft.content and key == self._key:
                self._show(draft)

        self._tasks.start(self._data_sync.drafts.get(key), done=read)

    def let_go(self) -> None:
        """It is somewhere else now, or thrown away: nothing of it stays."""
        key, self._key, self._draft = self._key, None, None
        if key is not None:
            self._tasks.start(self._data_sync.drafts.discard(key, entity="message_thread"))
            self.text.clear()
            self.closed.emit(key.subject)

    @property
    def thread_id(self) -> str:
        """The conversation it was for; "" while there is none."""
        return self._key.subject if self._key is not None else ""

    def copy(self) -> None:
        """Put the text on the clipboard."""
        self.text.selectAll()
        self.text.copy()

    def _lay_out(self) -> None:
        self.send = Button(
            said("Send as a new conversation"),
            name="left_answer_anew",
            icon="send",
            look=Look.PRIMARY,
        )
        copy = Button(said("Copy the text"), name="left_answer_copy")
        discard = SureButton(
            said("Discard"), name="left_answer_discard", question=said("Discard for good?")
        )
        permit(self.send, self._permits.why_not(Permission.MESSAGE_EDIT))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for part in (copy, discard):
            buttons.addWidget(part)
        buttons.addStretch(1)
        buttons.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        for part in (self.notice, self.identity, self.subject):
            column.addWidget(part)
        column.addWidget(self.text, 1)
        column.addWidget(self.files)
        column.addLayout(buttons)
        self.send.clicked.connect(self._on_send)
        copy.clicked.connect(self.copy)
        discard.confirmed.connect(self.let_go)

    def _show(self, draft: Draft) -> None:
        self._draft = draft
        clock, zone = self._data_sync.clock, self._data_sync.clinic.zone
        words = said("The conversation this answer was for was removed. It was typed at {0}.")
        self.notice.set_text(words.format(shown_moment(draft.updated_at, clock.now(), zone)))
        content = draft.content
        subject = content.get("subject")
        self.subject.setText(subject if isinstance(subject, str) else "")
        self.subject.setVisible(bool(self.subject.text()))
        self.text.setPlainText(str(content.get("text") or ""))
        kept = content.get("files")
        names = list(map(str, cast("list[object]", kept))) if isinstance(kept, list) else []
        self.files.setText(said("Attach again what belongs to it: {0}").format(", ".join(names)))
        self.files.setVisible(bool(names))
        self._show_patient(content.get("patient_id"))
        self.found.emit()
        self.send.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_patient(self, patient_id: object) -> None:
        if not isinstance(patient_id, str) or not is_record_id(patient_id):
            self.identity.show_nobody()
            return
        self.identity.show_unknown()
        key = RecordId(patient_id)

        def read(rows: dict[RecordId, PatientRow]) -> None:
            if (row := rows.get(key)) is not None and self._draft is not None:
                self._row = row
                self.identity.show_patient(row.id, row.name, row.birth_date, row.mrn)

        self._tasks.start(self._data_sync.patients.rows([key]), done=read)

    def _on_send(self) -> None:
        if self._draft is not None:
            self.anew.emit(self._row, self._draft.content)
