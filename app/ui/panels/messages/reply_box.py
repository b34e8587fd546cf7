"""Answering a conversation: what is typed is kept, and goes to the patient it was typed for."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import InvalidValue
from app.domain.ids import PatientId, RecordId
from app.live.data_sync import DataSync
from app.ui.error_presenter import words_for
from app.ui.form_draft import FormDraft
from app.ui.models.message_words import said
from app.ui.panels.messages.writing_box import WritingBox
from app.ui.task_runner import TaskRunner

FORM = "reply"
TEXT_HIGH, TEXT_LOW = 72, 40
"""How high the text is, and in a window that is not."""


class ReplyBox(QWidget):
    """sent(words): the answer is saved."""

    sent = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("reply")
        self._data_sync, self._tasks = data_sync, tasks
        self._thread_id: RecordId | None = None
        self._patient_id: PatientId | None = None
        self._subject = ""
        self._is_sending = False
        self.box = WritingBox(data_sync, tasks, name=FORM, height=TEXT_HIGH)
        self.draft = FormDraft(
            data_sync,
            tasks,
            form=FORM,
            entity="message_thread",
            read=self._typed,
            show=self._show,
            reset=self.box.begin,
            parent=self,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.draft.bar)
        column.addWidget(self.box)
        self.box.edited.connect(self.draft.touch)
        self.box.send_wished.connect(self.send)

    @property
    def thread_id(self) -> RecordId | None:
        """The conversation that is answered; None while there is none."""
        return self._thread_id

    @property
    def is_typed(self) -> bool:
        """Whether something is typed that was not sent."""
        return self._thread_id is not None and self._typed() is not None

    def open(self, thread_id: RecordId, patient_id: PatientId | None, *, subject: str = "") -> None:
        """Answer this conversation; what was typed for another one stays a draft of that one."""
        self._subject = subject
        if (thread_id, patient_id) == (self._thread_id, self._patient_id):
            return
        self.close_draft()
        self._thread_id, self._patient_id = thread_id, patient_id
        self.box.turn_to(f"{thread_id} {patient_id or ''}")
        self.box.about(patient_id, has_contacts=patient_id is not None)
        self.draft.open(thread_id, patient_id=patient_id)

    def close_draft(self) -> None:
        """Answer nothing any more."""
        if self._thread_id is None:
            return
        if self.is_typed:
            self.draft.leave()
        else:
            self.draft.end()
        self._thread_id = self._patient_id = None
        self.box.turn_to("")

    def send(self) -> None:
        """Save the answer with the conversation, if it can be sent."""
        problem = self.box.problem()
        if self._is_sending or self._thread_id is None or not self.box.send.isEnabled():
            return
        self.box.complain(problem)
        if problem:
            self.box.text.setFocus()
            return
        thread_id, patient_id = self._thread_id, self._patient_id
        written, key = self.box.written(), self.draft.key
        typed, text = self._typed(), self.box.text.toPlainText()
        self.box.files.forget(were_saved=True)  # they are the message's now, not the box's
        self._hold(True)

        def done(_message: object) -> None:
            self._hold(False)
            if self._thread_id == thread_id:
                since = self.box.text.toPlainText().removeprefix(text)
                self.box.go_on()
                self.draft.follow(thread_id, patient_id=patient_id)
                self.box.text.put(since.lstrip())
                self.box.text.setFocus()
            is_contact = written.channel != "note"
            self.sent.emit(said("Contact logged.") if is_contact else said("Message sent."))

        def failed(error: Exception) -> bool:
            self._hold(False)
            if self._thread_id == thread_id:
                return self._on_failed(error, lost=[one.file_name for one in written.attachments])
            if key is not None:  # the person went on meanwhile: it waits where it was written
                self._tasks.start(self._data_sync.drafts.keep(key, typed))
            return False

        self._tasks.start(
            self._data_sync.messages.reply(thread_id, written, patient_id=patient_id, draft=key),
            done=done,
            failed=failed,
        )

    def _on_failed(self, error: Exception, *, lost: list[str]) -> bool:
        self.draft.release()
        self.box.lose(lost)
        again = said("Attach the files again.") if lost else ""
        if lost or isinstance(error, InvalidValue):
            self.box.complain(f"{words_for(error)} {again}".strip())
        return isinstance(error, InvalidValue)

    def _hold(self, is_sending: bool) -> None:
        self._is_sending = is_sending
        if is_sending:
            self.draft.hold()
        self.box.send.setEnabled(not is_sending)

    def _typed(self) -> Mapping[str, object] | None:
        typed = self.box.typed()
        about = {"patient_id": self._patient_id or "", "subject": self._subject}
        return {**typed, **about} if typed else None

    def _show(self, content: Mapping[str, object]) -> bool:
        if content.get("patient_id", "") != (self._patient_id or ""):
            return False
        self.box.show_typed(content)
        return True
