"""Beside a conversation: what it is about, how soon, who looks after it, and the contact log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.message import MessageThread, ThreadCategory, ThreadPriority
from app.live.data_sync import DataSync
from app.services.conversations import Conversation, SaidMessage
from app.ui.models.message_words import (
    category_words,
    contact_words,
    day_words,
    priority_words,
    said,
)
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button
from app.ui.widgets.fields import ComboBox, Field
from app.ui.widgets.surfaces import label, rule
from app.ui.wording import shown_time

DETAILS_WIDTH = 264


def fill_categories(choice: ComboBox) -> None:
    """What a conversation can be about."""
    for one in ThreadCategory:
        choice.addItem(category_words(one), one.value)


def fill_priorities(choice: ComboBox) -> None:
    """How soon it may want an answer."""
    for one in ThreadPriority:
        choice.addItem(priority_words(one), one.value)


def fill_people(choice: ComboBox, names: Mapping[str, str], *, own_id: str) -> None:
    """Nobody, the user, and everybody else by name; what was chosen stays chosen."""
    chosen = choice.currentData()
    blocked = choice.blockSignals(True)
    choice.clear()
    choice.addItem(said("Anybody"), "")
    if own_id in names:
        choice.addItem(said("Me ({0})").format(names[own_id]), own_id)
    for key, name in sorted(names.items(), key=lambda one: one[1].casefold()):
        if key != own_id:
            choice.addItem(name, key)
    choice.setCurrentIndex(max(0, choice.findData(chosen or "")))
    choice.blockSignals(blocked)


class Details(QScrollArea):
    """changed(field, value): somebody chose another category, priority or assignee."""

    changed = Signal(str, object)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("message_details")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(px(DETAILS_WIDTH))
        self._own_id = data_sync.access.context.user_id
        self._zone = data_sync.clinic.zone
        self._thread: MessageThread | None = None
        self._names: Mapping[str, str] = {}
        self._contacts: tuple[SaidMessage, ...] = ()
        self.category = ComboBox(name="thread_category", accessible=said("Category"))
        self.priority = ComboBox(name="thread_priority", accessible=said("Priority"))
        self.assignee = ComboBox(name="thread_assignee", accessible=said("Assigned to"))
        fill_categories(self.category)
        fill_priorities(self.priority)
        fill_people(self.assignee, {}, own_id=self._own_id)
        self.mine = Button(said("Assign to me"), name="thread_assign_to_me", icon="user")
        self.who = WhoChanged(data_sync, tasks, lambda: self._thread, prefix="thread")
        self.fields = (
            Field(said("Assigned to"), self.assignee),
            Field(said("Category"), self.category),
            Field(said("Priority"), self.priority),
        )
        self._lay_out()
        self._connect()

    def show_conversation(self, found: Conversation, now: datetime) -> None:
        """Show this one; no choice of it is reported."""
        self._thread = found.thread
        self._body.show()
        for field, value in zip(
            self.fields,
            (found.thread.assignee_id or "", found.thread.category, found.thread.priority),
            strict=True,
        ):
            field.set_value(value)
        self.mine.setVisible(found.thread.assignee_id != self._own_id)
        self._show_contacts(found, now)

    def show_nothing(self) -> None:
        """Another conversation is being read, or this one cannot be: nothing of it stays."""
        self._thread = None
        self._contacts = ()
        self._empty()
        self._body.hide()

    def show_people(self, names: Mapping[str, str]) -> None:
        """Whom a conversation can be assigned to."""
        self._names = names
        fill_people(self.assignee, names, own_id=self._own_id)
        if self._thread is not None:
            self.fields[0].set_value(self._thread.assignee_id or "")

    def lock(self, why: str) -> None:
        """Let nothing be changed, for this reason."""
        for field in self.fields:
            field.set_locked(why)
        self.mine.setEnabled(not why)
        self.mine.setToolTip(why)

    def _lay_out(self) -> None:
        self._body = QWidget()
        self._body.setObjectName("scroll_body")
        column = QVBoxLayout(self._body)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(label(said("Details"), "section"))
        head.addStretch(1)
        head.addWidget(self.who)
        column.addLayout(head)
        column.addWidget(self.fields[0])
        column.addWidget(self.mine, 0, Qt.AlignmentFlag.AlignLeading)
        for field in self.fields[1:]:
            column.addWidget(field)
        self._log = QWidget()
        self._lines = QVBoxLayout(self._log)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(8)
        column.addWidget(rule())
        column.addWidget(self._log)
        column.addStretch(1)
        self.setWidget(self._body)

    def _connect(self) -> None:
        named: tuple[tuple[ComboBox, str], ...] = (
            (self.category, "category"),
            (self.priority, "priority"),
            (self.assignee, "assignee_id"),
        )
        for choice, name in named:
            choice.activated.connect(self._telling(choice, name))
        self.mine.clicked.connect(lambda: self.changed.emit("assignee_id", self._own_id))

    def _telling(self, choice: ComboBox, name: str) -> Callable[[int], None]:
        def tell(_at: int) -> None:
            value = choice.currentData() or None
            if self._thread is not None and getattr(self._thread, name) != value:
                self.changed.emit(name, value)

        return tell

    def _show_contacts(self, found: Conversation, now: datetime) -> None:
        self._log.setVisible(found.patient is not None)
        if found.contacts == self._contacts and self._lines.count():
            return
        self._contacts = found.contacts
        self._empty()
        self._lines.addWidget(label(said("Contact log"), "strong", name="contact_log"))
        if not found.contacts:
            nothing = said("No call, letter or text is noted yet.")
            self._lines.addWidget(label(nothing, "label", wraps=True))
        for one in found.contacts:
            self._lines.addWidget(_contact_line(one, now, self._zone))

    def _empty(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()


def _contact_line(one: SaidMessage, now: datetime, zone: str) -> QWidget:
    moment = one.message.sent_at
    when = f"{day_words(moment, now, zone)}, {shown_time(moment, zone)}"
    line = QWidget()
    column = QVBoxLayout(line)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(label(contact_words(one.message), "label", name="contact_line", wraps=True))
    by = f"{when} · {one.sender_name}" if one.sender_name else when
    column.addWidget(label(by, "meta", wraps=True))
    return line
