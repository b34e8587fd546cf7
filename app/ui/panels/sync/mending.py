"""Putting right a change the server did not take: its values in a form, beside the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from app.domain.declare import entity_named
from app.domain.errors import InvalidRecord, InvalidValue, PermissionDenied
from app.domain.permissions import Need
from app.live.data_sync import DataSync
from app.services.draft_parts import CHILDREN, ENTITY
from app.services.mending import Mending, MendingField
from app.ui.error_presenter import field_words, words_for
from app.ui.form_draft import FormDraft
from app.ui.frame.sync_words import entry_help
from app.ui.reason_bar import ReasonBar
from app.ui.task_runner import TaskRunner
from app.ui.theme.sizes import side_width
from app.ui.typed_texts import texts_of
from app.ui.vocabulary import reason_said
from app.ui.who_changed import Subject, WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, Control, Field, line_edit
from app.ui.widgets.surfaces import Card, label, rule
from app.ui.wording import shown_choice, shown_entity, shown_visit

_LONG_TEXT = 60
FORM = "unsent"
"""What drafts of it are called; their subject is the change and, after a colon, the patient."""


class MendingForm(Card):
    """Shows the values of one change and sends them put right. closed(), said(text)."""

    closed = Signal()
    said = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__(name="mending_form", padding=1)
        self.setFixedWidth(side_width())
        self.setAccessibleName(self.tr("Put a change right"))
        self._data_sync, self._tasks = data_sync, tasks
        self._mending: Mending | None = None
        self.fields: dict[str, Field] = {}
        head = QVBoxLayout()
        head.setContentsMargins(18, 16, 12, 8)
        self._title = label("", "section", name="mending_title", wraps=True)
        self._why = label("", "label", name="mending_why", wraps=True)
        head.addWidget(self._title)
        head.addWidget(self._why)
        self.draft = FormDraft(
            data_sync,
            tasks,
            form=FORM,
            entity="outbox",
            read=self._typed_content,
            show=self._show_draft,
            reset=self._reset,
            parent=self,
        )
        self.body.addLayout(head)
        self.body.addWidget(self.draft.bar)
        self.body.addWidget(rule())
        page = QWidget()
        page.setObjectName("scroll_body")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(18, 12, 18, 12)
        self._column.setSpacing(10)
        scroll = QScrollArea()
        scroll.setObjectName("mending_scroll")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        self.body.addWidget(scroll, 1)
        self._error = label("", "error", name="mending_error", wraps=True)
        self._error.setContentsMargins(18, 0, 18, 0)
        self.body.addWidget(self._error)
        self.reason = ReasonBar(name="mending_reason")
        self.reason.given.connect(self._send)
        self.body.addWidget(self.reason)
        self.body.addLayout(self._foot())

    @property
    def has_typed(self) -> bool:
        """Whether anything differs from what was there."""
        return bool(self._typed())

    def open_for(self, op_id: str) -> None:
        """Read the change's values and show them."""
        self._mending = None
        self._tasks.start(
            self._data_sync.sync_centre.mending(op_id), done=self._show, failed=self._on_gone
        )

    def close_form(self) -> None:
        """Close without sending: what was typed is thrown away."""
        if self.has_typed:
            self.draft.discard()
        else:
            self.draft.end()
        self._close()

    def stop(self) -> None:
        """The window closes: what is kept of what was typed stays."""
        self.draft.stop()

    def _close(self) -> None:
        self._mending = None
        self.reason.close_bar()
        self.closed.emit()

    def _foot(self) -> QHBoxLayout:
        self.send = Button(
            self.tr("Send this"), name="mending_send", icon="check", look=Look.PRIMARY
        )
        cancel = Button(self.tr("Cancel"), name="mending_cancel")
        self.send.clicked.connect(self._on_send)
        cancel.clicked.connect(self.close_form)
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 8, 18, 14)
        foot.setSpacing(8)
        who = WhoChanged(self._data_sync, self._tasks, self._record, prefix="mending")
        foot.addWidget(who)
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.send)
        return foot

    def _record(self) -> Subject | None:
        """The record that was to be changed."""
        found = self._mending
        if found is None:
            return None
        return Subject(entity_named(found.entity).record_type, found.row_id, found.patient_id)

    def _show(self, found: Mending) -> None:
        self._mending = found
        self.reason.close_bar()
        self._title.setText(shown_entity(found.entity))
        self._why.setText(entry_help(found.code) or self._why_not_taken(found.code))
        self._error.setText("")
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.fields = {}
        for one in found.fields:
            self._add(one)
        self._column.addStretch(1)
        self.send.setEnabled(True)
        self.show()
        self.draft.open(f"{found.op_id}:{found.patient_id or ''}", patient_id=found.patient_id)
        first = next((one for one in self.fields.values() if not one.is_locked), None)
        if first is not None:
            first.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _why_not_taken(self, code: str) -> str:
        return self.tr("The server's word: {0}").format(code) if code else ""

    def _add(self, one: MendingField) -> None:
        field = Field(field_words(one.name), self._control(one))
        field.set_value(self._shown(one))
        if not one.is_open:
            field.set_locked(self.tr("Changed in the record's own form"))
        field.edited.connect(self.draft.touch)
        self.fields[one.name] = field
        self._column.addWidget(field)

    def _shown(self, one: MendingField) -> str:
        """What stands in the field: of a time what the clinic's clocks show."""
        if one.at is not None:
            return shown_visit(one.at, self._data_sync.clinic.zone)
        return shown_choice(one.text) if one.choices and not one.is_open else one.text

    def _typed_content(self) -> dict[str, object] | None:
        """What differs from what was there, for the draft; only who sees such records sees it."""
        texts, found = self._typed(), self._mending
        if not texts or found is None:
            return None
        return {CHILDREN: [{ENTITY: found.entity, "texts": texts}]}

    def _show_draft(self, content: Mapping[str, object]) -> bool:
        texts = _kept_texts(content)
        for name, text in texts.items():
            if name in self.fields and not self.fields[name].is_locked:
                self.fields[name].set_value(text)
        return bool(texts)

    def _reset(self) -> None:
        """Show what was refused again."""
        for one in self._mending.fields if self._mending else ():
            self.fields[one.name].set_value(self._shown(one))

    def _control(self, one: MendingField) -> Control:
        name = f"mending_{one.name}"
        if one.choices and one.is_open:
            box = ComboBox(name=name, accessible=field_words(one.name))
            for choice in one.choices:
                box.addItem(shown_choice(choice), choice)
            return box
        if len(one.text) > _LONG_TEXT:
            area = QPlainTextEdit()
            area.setObjectName(name)
            area.setTabChangesFocus(True)
            return area
        return line_edit(name)

    def _typed(self) -> dict[str, str]:
        """What differs from what was there."""
        found = self._mending
        if found is None:
            return {}
        now = {name: field.value() for name, field in self.fields.items() if not field.is_locked}
        before = {one.name: one.text.strip() for one in found.fields}
        return {name: text for name, text in now.items() if text != before[name]}

    def _on_send(self) -> None:
        self._send("")

    def _send(self, reason: str) -> None:
        found, texts = self._mending, self._typed()
        if found is None or not self.send.isEnabled():
            return  # or it is on its way
        if not texts:
            self._error.setText(self.tr("Nothing was changed. To try it as it is: Send again."))
            return
        for field in self.fields.values():
            field.set_error("")
        self._error.setText("")
        self.send.setEnabled(False)
        self.draft.hold()
        work = self._data_sync.sync_centre.edit(
            found.op_id, texts, draft=self.draft.key, reason=reason
        )
        self._tasks.start(work, done=self._on_sent, failed=self._on_refused)

    def _on_sent(self, _op_id: str) -> None:
        self.draft.end(was_saved=True)
        self._close()
        self.said.emit(self.tr("Put right; it is sent."))

    def _on_refused(self, error: Exception) -> bool:
        self.send.setEnabled(True)
        self.draft.release()
        if isinstance(error, InvalidValue):
            problems = (
                error.problems if isinstance(error, InvalidRecord) else {error.field: error.reason}
            )
            for name, reason in problems.items():
                if name in self.fields:
                    self.fields[name].set_error(reason_said(reason))
        self._error.setText(words_for(error))
        if isinstance(error, PermissionDenied) and error.needs == Need.REASON:
            self.reason.ask(self.tr("Send this"))
        return True

    def _on_gone(self, error: Exception) -> bool:
        self.said.emit(words_for(error))
        self.closed.emit()
        return True


def _kept_texts(content: Mapping[str, object]) -> dict[str, str]:
    """The texts in a draft; none where it cannot be understood."""
    parts = content.get(CHILDREN)
    first = cast("list[object]", parts)[0] if isinstance(parts, list) and parts else None
    return (
        texts_of(cast("dict[str, object]", first).get("texts")) if isinstance(first, dict) else {}
    )
