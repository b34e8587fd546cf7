"""One conversation: whose it is, what was said, and the box to answer in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.conversations import ThreadRow
from app.domain.errors import ConfigurationError
from app.domain.ids import RecordId
from app.domain.message import ThreadStatus
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.conversations import SHOWN_AT_ONCE, Conversation
from app.ui.error_presenter import words_for
from app.ui.identity_line import IdentityLine
from app.ui.models.message_words import priority_tone, priority_words, said
from app.ui.panels.messages.message_column import MessageColumn
from app.ui.panels.messages.reply_box import TEXT_HIGH, TEXT_LOW, ReplyBox
from app.ui.permitted import Permits, WhyLine, permit
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.painting import ChipLabel
from app.ui.widgets.surfaces import label, rule

_NARROW, _LOW, _LEAST_SEEN = 520, 460, 20
READ_AFTER_MS = 400
"""So long a conversation is in sight before it counts as read: arrows may pass over it."""


class ConversationView(QWidget):
    """said(text); chart_wished(patient id); shown(Conversation); details_wished()."""

    said = Signal(str)
    chart_wished = Signal(str)
    shown = Signal(object)
    details_wished = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("conversation")
        self._data_sync, self._tasks = data_sync, tasks
        self._permits = Permits(data_sync)
        self.thread_id: RecordId | None = None
        self.found: Conversation | None = None
        self._most = SHOWN_AT_ONCE
        self._has_failed = False
        self.identity = IdentityLine(name="conversation_patient")
        self.messages = MessageColumn(zone=data_sync.clinic.zone)
        self.reply = ReplyBox(data_sync, tasks)
        self.query: LiveQuery[Conversation] = LiveQuery(
            data_sync.feed,
            self._fetch,
            entities=("message", "message_thread", "patient", "document", "user"),
            parent=self,
        )
        self._read = QTimer(self)
        self._read.setSingleShot(True)
        self._read.setInterval(READ_AFTER_MS)
        self._lay_out()
        self._connect()

    def open(self, row: ThreadRow) -> None:
        """Show this conversation; whose it is stands there at once."""
        if row.id == self.thread_id:
            return
        self.close_conversation()
        self.thread_id = row.id
        if row.patient_id:
            self.identity.show_patient(row.patient_id, row.patient_name, row.birth_date, row.mrn)
        else:
            self.identity.show_nobody()
        self.subject.setText(row.subject)
        self.reply.box.lock(said("The conversation is being read."))
        self.query.ask(self._fetching(row.id))

    def close_conversation(self) -> None:
        """Show none; what is typed stays a draft."""
        self._read.stop()
        self.reply.close_draft()
        self.thread_id, self.found, self._most = None, None, SHOWN_AT_ONCE
        self.messages.clear()

    def stop(self) -> None:
        """The window closes: nothing is read, and nothing counts as read."""
        self._read.stop()
        self.query.stop()

    def take_focus(self) -> None:
        """Put the cursor where the answer is written."""
        self.reply.box.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def finish(self) -> None:
        """Done where it is open, open again where it is done."""
        found = self.found
        if found is None or not self.done.isEnabled():
            return
        is_done = found.thread.status != ThreadStatus.DONE
        words = said("Conversation done.") if is_done else said("Conversation open again.")
        self._tasks.start(
            self._data_sync.messages.finish(found.thread.id, is_done=is_done),
            done=lambda _thread: self.said.emit(words),
        )

    def change(self, field: str, value: object) -> None:
        """Change what the conversation is about, how soon, or who looks after it."""
        found = self.found
        if found is None:
            return

        def failed(_error: Exception) -> bool:
            if self.found is not None:
                self.shown.emit(self.found)  # what is stored, in place of what was chosen
            return False

        changes: Mapping[str, object] = {field: value}
        work = self._data_sync.messages.change(found.thread.id, changes, based_on=found.thread)
        self._tasks.start(work, failed=failed)

    def save_copy(self, document_id: str, name: str) -> QFileDialog:
        """Ask where a copy of an attached file goes, and write it there."""
        dialog = QFileDialog(self.window(), said("Save a copy"))
        dialog.setObjectName("save_copy_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, True)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.selectFile(name)
        dialog.fileSelected.connect(partial(self.write_copy, document_id))
        dialog.open()
        return dialog

    def write_copy(self, document_id: str, place: str) -> None:
        """Write an attached file into a new file; nothing that is there is written over."""

        def failed(error: Exception) -> bool:
            if isinstance(error, ConfigurationError):
                self.said.emit(said("Not saved: choose a name that is not taken there."))
            return isinstance(error, ConfigurationError)

        self._tasks.start(
            self._data_sync.messages.hand_out(RecordId(document_id), Path(place)),
            done=lambda _document: self.said.emit(said("Copy saved.")),
            failed=failed,
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a small window the buttons show their pictures only, and the text is lower."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        is_narrow, is_low = self.width() < _NARROW, self.height() < px(_LOW)
        is_done = self.found is not None and self.found.thread.status == ThreadStatus.DONE
        for button, text in (
            (self.done, said("Reopen") if is_done else said("Done")),
            (self.chart, said("Open chart")),
        ):
            button.setText("" if is_narrow else text)
            button.setAccessibleName(text)
            if button.isEnabled():
                button.setToolTip(text if is_narrow else "")
        self.reply.box.text.setFixedHeight(px(TEXT_LOW) if is_low else px(TEXT_HIGH))
        # A low window's room goes to what is written; the messages above it scroll.
        self.messages.setMinimumHeight(_LEAST_SEEN if is_low else 0)

    def _lay_out(self) -> None:
        self.done = Button(said("Done"), name="thread_done", icon="check")
        self.chart = Button(said("Open chart"), name="thread_chart", icon="user")
        self.more = Button("", name="thread_details", icon="info", accessible=said("Details"))
        self.more.setCheckable(True)
        self._priority = ChipLabel("", Tone.WARN)
        self._status = ChipLabel("", Tone.OK, icon="check")
        self.subject = label("", "strong", name="thread_subject", wraps=True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.identity, 1)
        for button in (self.done, self.chart, self.more):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.subject, 1)
        for chip in (self._priority, self._status):
            below.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
            chip.hide()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.messages, 1)
        self.why = WhyLine(name="messages_why")
        column.addWidget(self.why)
        column.addWidget(self.reply)
        self.states = ListStates(content, name="conversation_state")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 14, 16, 12)
        whole.setSpacing(8)
        whole.addLayout(head)
        whole.addLayout(below)
        whole.addWidget(rule())
        whole.addWidget(self.states, 1)

    def _connect(self) -> None:
        self.query.value_changed.connect(self._on_value)
        self.query.failed.connect(self._on_failed)
        self.query.loading_changed.connect(self._on_loading)
        self.states.state.action_requested.connect(self.query.ask)
        self.messages.file_wished.connect(self.save_copy)
        self.messages.earlier_wished.connect(self._on_earlier)
        self.reply.sent.connect(self._on_sent)
        self.reply.box.text.turns_pages = True
        self.reply.box.text.page_wished.connect(self.messages.turn)
        self.done.clicked.connect(self.finish)
        self.chart.clicked.connect(self._on_chart)
        self.more.clicked.connect(self.details_wished)
        self._read.timeout.connect(self.mark_read)

    async def _fetch(self) -> Conversation:
        """Nobody has chosen one yet: nothing is asked for before `open` names one."""
        raise ConfigurationError("thread", "is not chosen")

    def _fetching(self, thread_id: RecordId):
        messages, most = self._data_sync.messages, self._most
        return lambda: messages.conversation(thread_id, most=most)

    def _on_value(self, found: Conversation) -> None:
        if found.thread.id != self.thread_id:
            return
        self.found = found
        now = self._data_sync.clock.now()
        self.states.show_content()
        self._show_head(found)
        self.messages.show_messages(found, now)
        patient_id = found.thread.patient_id
        self.reply.open(found.thread.id, patient_id, subject=found.thread.subject)
        why = self._permits.why_not(Permission.MESSAGE_EDIT, patient_id=patient_id)
        self.reply.box.lock(why)
        self.why.say(why)
        permit(self.done, why)
        self.shown.emit(found)
        if found.unread and not why and not self._data_sync.is_read_only:
            self._read.start()

    def _show_head(self, found: Conversation) -> None:
        thread, patient = found.thread, found.patient
        if patient is not None:
            name = patient.display_name
            self.identity.show_patient(patient.id, name, patient.birth_date, patient.mrn)
        elif thread.patient_id is None:
            self.identity.show_nobody()
        else:
            self.identity.show_unknown()
        self.chart.setVisible(thread.patient_id is not None)
        self.subject.setText(thread.subject)
        tone, is_done = priority_tone(thread.priority), thread.status == ThreadStatus.DONE
        self._priority.setVisible(tone is not None)
        if tone is not None:
            self._priority.set_chip(priority_words(thread.priority), tone)
        self._status.setVisible(is_done)
        self._status.set_chip(said("Done"), Tone.OK, icon="check")
        self._fit()
        self.done.set_icon_name("history" if is_done else "check")

    def mark_read(self) -> None:
        """What is in sight is read, once it was there for a moment."""
        found = self.found
        if found is not None and found.unread and self.isVisible():
            self._tasks.start(
                self._data_sync.messages.mark_read(found.thread.id, frozenset(found.unread))
            )

    def _on_earlier(self) -> None:
        if self.thread_id is not None:
            self._most += SHOWN_AT_ONCE
            self.query.ask(self._fetching(self.thread_id))

    def _on_sent(self, words: str) -> None:
        self.messages.to_end()
        self.said.emit(words)

    def _on_chart(self) -> None:
        if self.found is not None and self.found.thread.patient_id:
            self.chart_wished.emit(self.found.thread.patient_id)

    def _on_loading(self, is_loading: bool) -> None:
        if self.found is not None and not self._has_failed:
            return
        self.states.set_loading(is_loading)
        if is_loading:
            self._has_failed = False
        elif self.query.value is not None and not self._has_failed:
            self._on_value(self.query.value)  # the same answer as before is no change

    def _on_failed(self, error: Exception) -> None:
        self.found, self._has_failed = None, True
        unread = said("The conversation could not be read.")
        self.reply.box.lock(unread)
        permit(self.done, unread)
        self.chart.hide()
        again = said("Try again")
        self.states.show_state("triangle-alert", said("Not shown."), words_for(error), action=again)
