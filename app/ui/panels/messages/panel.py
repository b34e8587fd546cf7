"""The Messages panel: the list beside one conversation, and a new one in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.domain.conversations import MOST_COUNTED, Box, ThreadRow
from app.domain.declare import Keeping
from app.domain.drafts import NEW
from app.domain.errors import RecordNotFound
from app.domain.ids import RecordId, is_record_id
from app.domain.message import MessageThread
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.conversations import Conversation
from app.services.patients import PatientRow
from app.ui.commands import command
from app.ui.models.message_words import said as words
from app.ui.panel import Panel
from app.ui.panels.messages import compose_form, reply_box
from app.ui.panels.messages.compose_form import ComposeForm
from app.ui.panels.messages.conversation_view import ConversationView
from app.ui.panels.messages.details import Details
from app.ui.panels.messages.left_answer import LeftAnswer
from app.ui.panels.messages.thread_page import ThreadFilters, ThreadPage
from app.ui.panels.messages.unread import unread_query
from app.ui.permitted import Permits, permit
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import px
from app.ui.widgets.button import Button, Look
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.surfaces import Card, label, upright_rule

_ROOMY, _LIST_WIDE, _LIST_NARROW = 1080, 330, 272


class MessagesPanel(Panel):
    """Read, answer, assign and finish conversations; note calls, letters and texts."""

    holds = Keeping.DEMOGRAPHICS
    shows = frozenset({"message_thread"})
    begins = frozenset({"message_thread"})

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(name="messages_panel")
        self._data_sync, self._tasks = data_sync, tasks
        self._permits = Permits(data_sync)
        self._has_names = self._wants_details = False
        self._resumed = ""
        self.filters = ThreadFilters()
        self.list = ThreadPage(data_sync, tasks, self.filters)
        self.conversation = ConversationView(data_sync, tasks)
        self.compose = ComposeForm(data_sync, tasks)
        self.left = LeftAnswer(data_sync, tasks)
        self.details = Details(data_sync, tasks)
        self.unread = unread_query(data_sync, self)
        self.people: LiveQuery[dict[str, str]] = LiveQuery(
            data_sync.feed, data_sync.staff.user_names, entities=("user",), parent=self
        )
        self._lay_out()
        self._connect()
        self._make_commands()

    def opened(self) -> None:
        """Read the list when it is first looked at, and put the cursor on it."""
        self.people.refresh()
        self.unread.refresh()
        if self.list.query.value is None:
            self.list.reload()
        else:
            self.list.query.refresh()
        if self.compose.is_open:
            return
        self.list.take_focus()
        resumed, self._resumed = self._resumed, ""
        if resumed and self.conversation.thread_id is None:
            self.show_record("message_thread", resumed)

    def place(self) -> str:
        """The conversation that is open."""
        return self.conversation.thread_id or ""

    def go_back_to(self, place: str) -> None:
        """Read this conversation again when the panel comes to the front."""
        self._resumed = place if is_record_id(place) else ""

    def show_record(self, entity: str, record_id: str) -> None:
        """Show one conversation, wherever it stands in the list."""
        del entity
        key = RecordId(record_id)

        def found(rows: dict[RecordId, ThreadRow]) -> None:
            if (row := rows.get(key)) is not None:
                self._open(row)
            else:  # it is gone: what was typed for it is not
                self.left.look_for(key)

        self._tasks.start(self._data_sync.messages.rows([key]), done=found)

    def begin(self, entity: str, patient_id: str) -> None:
        """Begin a conversation about a patient."""
        del entity

        key = RecordId(patient_id)

        def found(rows: dict[RecordId, PatientRow]) -> None:
            self._compose(rows.get(key))

        self._tasks.start(self._data_sync.patients.rows([key]), done=found)

    def start_new(self) -> None:
        """Ctrl+N: write a new message."""
        why = self._permits.why_not(Permission.MESSAGE_EDIT)
        if why:
            self.said.emit(why)
        else:
            self._compose(None)

    def focus_filter(self) -> None:
        """Ctrl+F: put the cursor into the filter."""
        self.filters.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.text.selectAll()

    def close_side(self) -> bool:
        """Esc: leave the new message (what is typed is kept), else the answer, else the filter."""
        if self.compose.is_open:
            was_typed = self.compose.is_typed
            self.compose.close_form()
            if was_typed:
                self.said.emit(words("Kept as a draft. Ctrl+N brings it back."))
            return True
        if self.conversation.reply.box.text.hasFocus():
            self.list.take_focus()
            return True
        if self.filters.is_narrowed:
            self.filters.show_box(self.filters.wanted.box)
            self.list.take_focus()
            return True
        return False

    def has_unsaved(self) -> bool:
        """Whether something is typed that was not sent."""
        is_typed = self.compose.is_typed or self.conversation.reply.is_typed
        return is_typed or bool(self.lost_at_close())

    def lost_at_close(self) -> tuple[str, ...]:
        """Attached files: a draft keeps their names."""
        boxes = (self.compose.box, self.conversation.reply.box)
        return tuple(name for box in boxes for name in box.files.everywhere())

    def ask_unsaved(self) -> None:
        """The window wants to close, and attached files would go with it."""
        names = ", ".join(self.lost_at_close())
        lost = words(
            "Attached files go when the window closes: {0}. "
            "Send what they belong to, or close again and attach them later."
        )
        self.said.emit(lost.format(names))

    async def keep_drafts(self) -> None:
        """Keep what is typed. Raises StorageError."""
        await self.compose.draft.keep()
        await self.conversation.reply.draft.keep()

    def open_draft(self, form: str, subject: str) -> bool:
        """Open a new message or an answer that was left unfinished."""
        if form == compose_form.FORM and subject == NEW:
            self._compose(None)
        elif form == compose_form.FORM:
            self.begin("message_thread", subject)
        elif form == reply_box.FORM:
            self.show_record("message_thread", subject)
        return form in (compose_form.FORM, reply_box.FORM)

    def foot(self) -> Sequence[QWidget]:
        """What is being written, and its button."""
        is_new = self.pages.currentWidget() is self.compose
        part = self.compose.box.send if is_new else self.conversation.reply
        return [part] if part.isVisible() else []

    def stop(self) -> None:
        """The window closes."""
        self.list.stop()
        self.compose.stop()
        self.conversation.reply.draft.stop()
        self.conversation.stop()
        for query in (self.unread, self.people):
            query.stop()
        self.conversation.reply.box.templates.query.stop()
        self.compose.box.templates.query.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the details stand in the list's place."""
        super().resizeEvent(event)
        self._fit()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(words("Messages"), "title", name="messages_title"))
        self.count = label("", "label", name="messages_count")
        head.addWidget(self.count)
        head.addStretch(1)
        self.new = Button(
            words("New message"), name="new_message_button", icon="plus", look=Look.PRIMARY
        )
        self.new.setToolTip(words("New message (Ctrl+N)"))
        permit(self.new, self._permits.why_not(Permission.MESSAGE_EDIT))
        head.addWidget(self.new)
        self.page.addLayout(head)
        self.page.addWidget(self.filters)
        self.nothing = EmptyState(name="no_conversation")
        self.nothing.say(
            "mail",
            words("Choose a conversation"),
            words("Arrows move through the list, Enter answers, Ctrl+N writes a new message."),
        )
        self.pages = QStackedWidget()
        for part in (self.nothing, self.conversation, self.compose, self.left):
            self.pages.addWidget(part)
        card = Card(name="messages_card", padding=1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._rules = (upright_rule(), upright_rule())
        for part in (self.list, self._rules[0]):
            row.addWidget(part)
        row.addWidget(self.pages, 1)
        for part in (self._rules[1], self.details):
            row.addWidget(part)
        card.body.addLayout(row)
        self.page.addWidget(card, 1)
        self._fit()

    def _connect(self) -> None:
        self.new.clicked.connect(self.start_new)
        self.list.new_wished.connect(self.start_new)
        self.list.chosen.connect(self._open)
        self.list.opened.connect(self._answer)
        self.conversation.said.connect(self.said)
        self.conversation.chart_wished.connect(self.patient_requested)
        self.conversation.shown.connect(self._on_shown)
        self.conversation.query.failed.connect(self._on_unread_conversation)
        self.conversation.details_wished.connect(self._on_details)
        self.details.changed.connect(self.conversation.change)
        self.left.found.connect(self._on_left)
        self.left.anew.connect(self._on_anew)
        self.left.closed.connect(self._on_left_closed)
        self.compose.sent.connect(self._on_sent)
        self.compose.closed.connect(self._on_compose_closed)
        self.unread.value_changed.connect(self._on_unread)
        self.people.value_changed.connect(self._on_people)

    def _make_commands(self) -> None:
        why = self._permits.why_not(Permission.MESSAGE_EDIT)
        for name, text, fire, key, icon in (
            ("message_reply", words("Answer"), self._answer, "Ctrl+R", "pencil"),
            ("message_done", words("Done or reopen"), self._finish, "Ctrl+D", "check"),
            ("message_mine", words("Assign to me"), self._assign_to_me, "Ctrl+M", "user"),
            ("message_attach", words("Attach files"), self._attach, "Ctrl+Shift+A", "paperclip"),
        ):
            command(self, name, text, fire, keys=[key], icon=icon, why=why)

    def _open(self, row: ThreadRow) -> None:
        self.compose.close_form()
        self.list.show_line_of(row.id)
        self.pages.setCurrentWidget(self.conversation)
        if row.id != self.conversation.thread_id:
            self.details.show_nothing()
        self.conversation.open(row)
        self._fit()

    def _compose(self, row: PatientRow | None) -> None:
        self.pages.setCurrentWidget(self.compose)
        self.people.refresh()
        self.compose.open(row)
        self._fit()

    def _on_compose_closed(self) -> None:
        is_open = self.conversation.thread_id is not None
        self.pages.setCurrentWidget(self.conversation if is_open else self.nothing)
        self.list.take_focus()
        self._fit()

    def _on_sent(self, thread: MessageThread) -> None:
        self.said.emit(words("Message sent."))
        self.pages.setCurrentWidget(self.nothing)
        if self.filters.wanted.box not in (Box.INBOX, Box.SENT, Box.ALL):
            self.filters.show_box(Box.INBOX)
        self.show_record("message_thread", thread.id)
        self.list.take_focus()

    def _on_shown(self, found: Conversation) -> None:
        self.details.show_conversation(found, self._data_sync.clock.now())
        patient_id = found.thread.patient_id
        self.details.lock(self._permits.why_not(Permission.MESSAGE_EDIT, patient_id=patient_id))
        self._fit()

    def _on_unread_conversation(self, error: Exception) -> None:
        self.details.show_nothing()
        thread_id = self.conversation.thread_id
        if isinstance(error, RecordNotFound) and thread_id is not None:
            self._tasks.start(
                self.conversation.reply.draft.keep(),
                done=lambda _none: self.left.look_for(thread_id),
            )

    def _on_left(self) -> None:
        self.compose.close_form()
        self.conversation.close_conversation()
        self.pages.setCurrentWidget(self.left)
        self._fit()

    def _on_anew(self, row: PatientRow | None, content: Mapping[str, object]) -> None:
        files = self.conversation.reply.box.files.give_up(self.left.thread_id)
        self.pages.setCurrentWidget(self.compose)
        self._tasks.start(
            self.compose.take_over(row, content, files), done=lambda _none: self.left.let_go()
        )

    def _on_left_closed(self, thread_id: str) -> None:
        for one in self.conversation.reply.box.files.give_up(thread_id):
            self._tasks.start(self._data_sync.messages.let_go(one))
        if self.pages.currentWidget() is self.left:
            self._on_compose_closed()

    def _on_people(self, names: dict[str, str]) -> None:
        self.details.show_people(names)
        self.compose.show_people(names)

    def _on_unread(self, count: int) -> None:
        number = QLocale().toString(count) + ("+" if count >= MOST_COUNTED else "")
        self.count.setText(words("{0} unread").format(number) if count else words("All read"))
        self.waiting_changed.emit(count)

    def _on_details(self) -> None:
        self._wants_details = not self._wants_details
        self._fit()

    def _answer(self) -> None:
        if self.pages.currentWidget() is self.conversation:
            self.conversation.take_focus()

    def _finish(self) -> None:
        if self.pages.currentWidget() is self.conversation:
            self.conversation.finish()

    def _assign_to_me(self) -> None:
        if self.pages.currentWidget() is self.conversation:
            self.conversation.change("assignee_id", self._data_sync.access.context.user_id)

    def _attach(self) -> None:
        is_new = self.pages.currentWidget() is self.compose
        (self.compose.box if is_new else self.conversation.reply.box).ask_files()

    def _fit(self) -> None:
        is_roomy = self.width() >= px(_ROOMY)
        is_open = self.pages.currentWidget() is self.conversation
        has_details = is_open and (is_roomy or self._wants_details)
        self.conversation.more.setVisible(not is_roomy)
        self.conversation.more.setChecked(has_details)
        self.details.setVisible(has_details)
        self._rules[1].setVisible(has_details)
        shows_list = is_roomy or not has_details
        self.list.setVisible(shows_list)
        self._rules[0].setVisible(shows_list)
        self.list.setFixedWidth(px(_LIST_WIDE) if is_roomy else px(_LIST_NARROW))
