"""A new conversation: about whom, for whom, how soon, and its first message."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.drafts import NEW
from app.domain.errors import InvalidRecord, InvalidValue
from app.domain.ids import PatientId, RecordId, UserId, is_record_id
from app.domain.message import MessageThread, ThreadCategory, ThreadPriority
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.services.correspondence import Attachment, NewThread
from app.services.patients import PatientRow
from app.ui.error_presenter import words_for
from app.ui.form_draft import FormDraft, cursor_of, place_cursor
from app.ui.models.message_words import said
from app.ui.panels.messages.compose_parts import Whom
from app.ui.panels.messages.details import fill_categories, fill_people, fill_priorities
from app.ui.panels.messages.writing_box import WritingBox
from app.ui.permitted import Permits, WhyLine
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, Field, line_edit
from app.ui.widgets.surfaces import label

FORM = "message"
_LONGEST_SUBJECT = 200
_TEXT_HEIGHT = 150


class ComposeForm(QScrollArea):
    """sent(thread): it is saved. closed(): it goes; what is typed stays a draft."""

    sent = Signal(object)
    closed = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("compose")
        self.setAccessibleName(said("New message"))
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._data_sync, self._tasks = data_sync, tasks
        self._permits = Permits(data_sync)
        self._own_id = data_sync.access.context.user_id
        self._is_open = self._is_sending = False
        self.whom = Whom(data_sync, tasks)
        self.assignee = ComboBox(name="message_assignee", accessible=said("For"))
        self.category = ComboBox(name="message_category", accessible=said("Category"))
        self.priority = ComboBox(name="message_priority", accessible=said("Priority"))
        self.subject = Field(said("Subject"), line_edit("message_subject", length=_LONGEST_SUBJECT))
        self.box = WritingBox(data_sync, tasks, name=FORM, height=_TEXT_HEIGHT)
        fill_categories(self.category)
        fill_priorities(self.priority)
        fill_people(self.assignee, {}, own_id=self._own_id)
        self.draft = FormDraft(
            data_sync,
            tasks,
            form=FORM,
            entity="message_thread",
            read=self._typed,
            show=self._show,
            reset=self._reset,
            parent=self,
            sought=lambda: self.whom.sought,
        )
        self._lay_out()
        self._connect()

    @property
    def is_open(self) -> bool:
        """Whether somebody writes here."""
        return self._is_open

    @property
    def is_typed(self) -> bool:
        """Whether something is typed that was not sent."""
        return self._is_open and self._typed() is not None

    def open(self, row: PatientRow | None = None) -> None:
        """Begin, about a patient where one is named; a draft of before comes back."""
        why = self._permits.why_not(Permission.MESSAGE_EDIT)
        self.why.say(why)
        self.box.lock(why)
        if self._is_open:
            if row is None or row.id == self.whom.patient_id or self._is_sending:
                return
            self._leave()
        self._is_open = True
        subject = row.id if row is not None else NEW
        self.box.turn_to(subject)
        self._empty()
        # What was begun about somebody else, or about nobody, is not put under this patient.
        self.draft.open(subject)
        if row is not None:
            self.whom.choose(row)
            self.subject.control.setFocus()
        else:
            self.whom.take_focus()

    async def take_over(
        self,
        row: PatientRow | None,
        content: Mapping[str, object],
        files: Collection[Attachment] = (),
    ) -> None:
        """Go on with what was typed elsewhere; return once it is kept here. Raises StorageError."""
        self.open(row)
        await self.draft.keep()  # what was left here before stands in the form by now
        subject = content.get("subject")
        if isinstance(subject, str) and not self.subject.value():
            self.subject.set_value(subject)
        self.box.add(content, files)
        self.draft.touch()
        await self.draft.keep()

    def close_form(self) -> None:
        """Go; what is typed is kept."""
        if not self._is_open:
            return
        self._leave()
        self._is_open = False
        self.box.turn_to("")
        self.closed.emit()

    def stop(self) -> None:
        """The window closes."""
        self.draft.stop()
        self.whom.stop()

    def show_people(self, names: Mapping[str, str]) -> None:
        """For whom it can be."""
        fill_people(self.assignee, names, own_id=self._own_id)

    def send(self) -> None:
        """Save it, if nothing is wrong with it."""
        if self._is_sending or not self._is_open or not self.box.send.isEnabled():
            return
        subject = self.subject.value()
        self.subject.set_error("" if subject else said("Say in a few words what it is about."))
        problem = self.box.problem()
        self.box.complain(problem)
        if not subject or problem:
            (self.box.text if subject else self.subject.control).setFocus()
            return
        new = NewThread(
            subject=subject,
            patient_id=self.whom.patient_id,
            category=str(self.category.currentData()),
            priority=str(self.priority.currentData()),
            assignee_id=_user_id(self.assignee.currentData()),
            said=self.box.written(),
        )
        self.box.files.forget(were_saved=True)  # they are the message's now, not the box's
        self._hold(True)
        key = self.draft.key
        self._tasks.start(
            self._data_sync.messages.start(new, draft=key),
            done=self._on_sent,
            failed=lambda error: self._on_failed(
                error, lost=[one.file_name for one in new.said.attachments]
            ),
        )

    def _on_sent(self, thread: MessageThread) -> None:
        self._hold(False)
        self.draft.end(was_saved=True)
        self._is_open = False
        self.sent.emit(thread)

    def _on_failed(self, error: Exception, *, lost: list[str]) -> bool:
        self._hold(False)
        self.draft.release()
        self.box.lose(lost)
        problems = error.problems if isinstance(error, InvalidRecord) else {}
        if "subject" in problems:
            self.subject.set_error(words_for(error))
        elif lost or isinstance(error, InvalidValue):
            again = said("Attach the files again.") if lost else ""
            self.box.complain(f"{words_for(error)} {again}".strip())
        return isinstance(error, InvalidValue)

    def _hold(self, is_sending: bool) -> None:
        self._is_sending = is_sending
        if is_sending:
            self.draft.hold()
        self.box.send.setEnabled(not is_sending)

    def _leave(self) -> None:
        """What is typed stays as a draft."""
        if self.is_typed:
            self.draft.leave()
        else:
            self.draft.end()

    def _reset(self) -> None:
        self.box.begin()
        self._empty()

    def _empty(self) -> None:
        self.whom.clear()
        for choice, value in (
            (self.category, ThreadCategory.GENERAL),
            (self.priority, ThreadPriority.NORMAL),
            (self.assignee, ""),
        ):
            _choose(choice, str(value))
        self.subject.set_value("")
        self.subject.set_error("")
        self.box.about(None, has_contacts=False)

    def _typed(self) -> Mapping[str, object] | None:
        typed = {**self.box.typed()}
        if subject := self.subject.value():
            typed["subject"] = subject
        if not typed:
            return None
        typed["patient_id"] = self.whom.patient_id or ""
        for name, choice in self._choices():
            typed[name] = choice.currentData()
        typed["cursor"] = cursor_of(self)
        return typed

    def _show(self, content: Mapping[str, object]) -> bool:
        subject = content.get("subject")
        self.subject.set_value(subject if isinstance(subject, str) else "")
        for name, choice in self._choices():
            _choose(choice, str(content.get(name, "")))
        self._choose_assignee(content.get("assignee"))
        patient_id = content.get("patient_id")
        if isinstance(patient_id, str) and is_record_id(patient_id):
            self.whom.look_up(PatientId(RecordId(patient_id)))
            self.box.about(PatientId(RecordId(patient_id)), has_contacts=True)
        self.box.show_typed(content)
        place_cursor(self, content.get("cursor"))
        return True

    def _choose_assignee(self, user_id: object) -> None:
        """Somebody of a draft stays chosen although the names may still be on their way."""
        if (
            isinstance(user_id, str)
            and is_record_id(user_id)
            and self.assignee.findData(user_id) < 0
        ):
            self.assignee.addItem("…", user_id)
            _choose(self.assignee, user_id)

    def _choices(self) -> tuple[tuple[str, ComboBox], ...]:
        return (
            ("assignee", self.assignee),
            ("category", self.category),
            ("priority", self.priority),
        )

    def _lay_out(self) -> None:
        body = QWidget()
        body.setObjectName("scroll_body")
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(14)
        head = QHBoxLayout()
        head.addWidget(label(said("New message"), "section", name="compose_title"))
        head.addStretch(1)
        close = Button(
            "", name="compose_close", icon="x", look=Look.QUIET, accessible=said("Close (Esc)")
        )
        close.clicked.connect(self.close_form)
        head.addWidget(close)
        column.addLayout(head)
        self.why = WhyLine(name="compose_why")
        for part in (self.why, self.draft.bar, self.whom):
            column.addWidget(part)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        fields = (
            Field(said("For"), self.assignee),
            Field(said("Category"), self.category),
            Field(said("Priority"), self.priority),
        )
        for at, field in enumerate(fields):
            grid.addWidget(field, 0, at)
            grid.setColumnStretch(at, 1)
            field.edited.connect(self.draft.touch)
        column.addLayout(grid)
        column.addWidget(self.subject)
        column.addWidget(self.box)
        column.addStretch(1)
        self.setWidget(body)

    def _connect(self) -> None:
        self.whom.chosen.connect(self._on_whom)
        self.subject.edited.connect(self._on_subject)
        self.box.edited.connect(self.draft.touch)
        self.box.send_wished.connect(self.send)
        self.box.subject_proposed.connect(self._on_proposed)

    def _on_whom(self) -> None:
        patient_id = self.whom.patient_id
        self.box.about(patient_id, has_contacts=patient_id is not None)
        self.draft.touch()

    def _on_subject(self) -> None:
        self.subject.set_error("")
        self.draft.touch()

    def _on_proposed(self, subject: str) -> None:
        if not self.subject.value():
            self.subject.set_value(subject)


def _choose(choice: ComboBox, value: str) -> None:
    blocked = choice.blockSignals(True)
    choice.setCurrentIndex(max(0, choice.findData(value)))
    choice.blockSignals(blocked)


def _user_id(value: object) -> UserId | None:
    return UserId(RecordId(value)) if isinstance(value, str) and value else None
