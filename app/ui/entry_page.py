"""A page of a clinic's own entries: the list, and beside it the form of one of them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.declare import Record
from app.domain.ids import PatientId, RecordId, is_record_id
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.live.setup_entries import entry_values
from app.ui.commands import command
from app.ui.entry_form import EntryForm
from app.ui.entry_kind import EntryKind, said
from app.ui.models.entry_list import EntryLine, EntryListModel, matching
from app.ui.permitted import Permits, WhyLine, permit
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import GAP
from app.ui.widgets.button import Button
from app.ui.widgets.cells import PlainCells
from app.ui.widgets.fields import line_edit
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.surfaces import Card, label
from app.ui.widgets.table import ListView


class EntryPage(QWidget):
    """said(text) and did(text, Step) are for the toast."""

    said = Signal(str)
    did = Signal(str, object)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, kind: EntryKind) -> None:
        super().__init__()
        self.setObjectName(f"{kind.name}_page")
        self._data_sync, self._tasks, self.kind = data_sync, tasks, kind
        self._why = kind.why_not(Permits(data_sync))
        self._words = kind.words()
        self._wanted = ""
        self.model = EntryListModel(self._words.columns, self)
        self.view = ListView(
            name=f"{kind.name}_entries", accessible=self._words.title, people=False
        )
        self.why = WhyLine(name=f"{kind.name}_why")
        self.form = EntryForm(data_sync, tasks, kind)
        self._nothing = label(self._words.nothing, "label", name=f"{kind.name}_nothing", wraps=True)
        self.buttons = {
            "add": Button(self._words.add, name=f"{kind.name}_add", icon="plus"),
            "edit": Button(said("Edit (Enter)"), name=f"{kind.name}_edit", icon="pencil"),
            "remove": Button(said("Remove (Del)"), name=f"{kind.name}_remove", icon="trash-2"),
        }
        self.filter = line_edit(f"{kind.name}_filter", placeholder=self._words.find, length=100)
        self.filter.setAccessibleName(self._words.find)
        self._none = label(said("Nothing matches."), "label", name=f"{kind.name}_none")
        self._rest = label("", "label", name=f"{kind.name}_rest", wraps=True)
        self.query: LiveQuery[tuple[EntryLine, ...]] = LiveQuery(
            data_sync.feed, kind.read, entities=kind.entities, parent=self
        )
        self._lay_out()
        self._connect()
        self.why.say(self._why)
        self._show()

    def opened(self) -> None:
        """Read the list."""
        self.query.refresh()

    def take_focus(self) -> None:
        """Put the keyboard on the list; where it is empty, on what adds to it."""
        if self.form.isHidden():
            first = self.buttons["add"] if self.view.isHidden() else self.view
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_filter(self) -> None:
        """Put the cursor where the list is narrowed; on the list where it cannot be."""
        if self.filter.isHidden():
            self.take_focus()
        else:
            self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def current(self) -> EntryLine | None:
        """The line that keys and buttons act on."""
        return self.model.line_at(self.view.currentIndex().row())

    def add(self) -> None:
        """Make a new entry."""
        self.add_about(self.kind.patient_id)

    def add_about(self, patient_id: PatientId | None) -> None:
        """Make a new entry that begins with a patient."""
        if self._why:
            self.said.emit(self._why)
        else:
            self.form.start(None, about=patient_id)

    def edit(self) -> None:
        """Change the entry of the line."""
        line = self.current()
        if line is not None and not self._why:
            self.form.start(line.record)

    def open_draft(self, subject: str) -> None:
        """Go on with what was left unfinished: a new entry, or one of the list once it is read."""
        self.filter.clear()
        if self.model.row_of(subject) >= 0:
            self._open(subject)
        elif self._words.whose and self.query.value is not None and is_record_id(subject):
            self.add_about(PatientId(RecordId(subject)))  # it was begun for a patient
        elif len(subject) == len(RecordId("0" * 32)):
            self._wanted = subject
            self.query.refresh()
        else:
            self.add()

    def close_side(self) -> bool:
        """Esc: close the form, what is typed is kept; False where none is open."""
        if self.form.isHidden():
            return False
        self.form.close_form()
        return True

    def stop(self) -> None:
        """The window closes."""
        self.query.stop()
        self.form.stop()

    def _open(self, key: str) -> None:
        row = self.model.row_of(key)
        self._wanted = ""
        self.view.setCurrentIndex(self.model.index(row, 0))
        self.edit()

    def _show(self) -> None:
        kept, found = self.current(), self.query.value
        lines = matching(found or (), self.filter.text())
        self.model.show_lines(lines)
        self._none.setVisible(bool(found) and not lines)
        self._rest.setText(self.kind.rest)
        self._rest.setVisible(bool(self.kind.rest))
        is_empty = found is not None and not found
        turns = is_empty != self.view.isHidden()
        turns = turns and (self.view.hasFocus() or self.buttons["add"].hasFocus())
        self._nothing.setVisible(is_empty)
        self.filter.setVisible(bool(self._words.find) and not is_empty)
        self.view.setVisible(not is_empty)
        row = self.model.row_of(kept.record.id) if kept else 0
        if row < 0:
            row = min(max(self.view.currentIndex().row(), 0), self.model.rowCount() - 1)
        if self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(row, 0))
        self._show_buttons()
        if turns:
            self.take_focus()

    def _show_buttons(self) -> None:
        nobody = "" if self.current() else said("Choose a line first.")
        permit(self.buttons["add"], self._why)
        for name in ("edit", "remove"):
            permit(self.buttons[name], self._why or nobody)

    def _remove(self) -> None:
        line = self.current()
        if line is None or self._why or not self.kind.can_remove:
            return
        record = line.record

        def done(_nothing: object) -> None:
            self._tell(said("{0} removed").format(line.cells[0]), record, record, None)

        self._tasks.start(self.kind.remove(record), done=done)

    def _on_saved(self, before: Record | None, after: Record) -> None:
        self._tell(said("Saved."), after, before, after)
        self.take_focus()

    def _tell(self, words: str, like: Record, before: Record | None, after: Record | None) -> None:
        step = self._data_sync.undo.did(
            self.kind.step,
            RecordId(like.id),
            before=entry_values(before, like),
            after=entry_values(after, like),
        )
        self.did.emit(words, step)

    def _lay_out(self) -> None:
        self.view.setModel(self.model)
        self.view.setItemDelegate(PlainCells(self.view))
        words = zip(self._words.widest, self._words.columns, strict=True)
        self.view.set_columns([plan.below(title) for plan, title in words])
        card = Card(name=f"{self.kind.name}_card", padding=12)
        foot = FlowLayout(gap=8)
        for button in self.buttons.values():
            foot.addWidget(button)
        if not self.kind.can_remove:  # showing it now would make it a window of its own
            self.buttons["remove"].hide()
        for part in (self.why, self.filter, self._nothing, self._none):
            card.body.addWidget(part)
        card.body.addWidget(self.view, 1)
        card.body.addWidget(self._rest)
        card.body.addLayout(foot)
        card.body.addStretch(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(card, 1)
        row.addWidget(self.form)
        self.form.hide()

    def _connect(self) -> None:
        self.query.value_changed.connect(self._on_value)
        self.filter.textChanged.connect(self._on_narrowed)
        self.filter.returnPressed.connect(self.view.setFocus)
        self.query.failed.connect(self._tasks.failed)
        self.view.activated_row.connect(self._on_activated)
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.form.saved.connect(self._on_saved)
        self.form.closed.connect(self.take_focus)
        self.buttons["add"].clicked.connect(self.add)
        self.buttons["edit"].clicked.connect(self.edit)
        self.buttons["remove"].clicked.connect(self._remove)
        name = self.kind.name
        for key, words, act, deed in (
            ("N", self._words.add, self.add, "add"),
            ("Del", said("Remove the entry"), self._remove, "remove"),
        ):
            command(self.view, f"{name}_{deed}", words, act, keys=[key])

    def _on_value(self, _found: object) -> None:
        self.form.offer_choices()
        self._show()
        if self._wanted and self.model.row_of(self._wanted) >= 0:
            self._open(self._wanted)
        elif self._wanted and self._words.whose:
            wanted, self._wanted = self._wanted, ""
            self.open_draft(wanted)

    def _on_narrowed(self, _text: str) -> None:
        self._show()

    def _on_activated(self, _row: int) -> None:
        self.edit()

    def _on_row(self, _current: QModelIndex, _before: QModelIndex) -> None:
        self._show_buttons()
