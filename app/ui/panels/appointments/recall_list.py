"""The recall list: who is to be called in again, what came of the call, and booking from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.ids import RecordId, is_record_id
from app.domain.permissions import Permission
from app.domain.waiting import Recall, RecallStatus
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.live.recalls import RECALL_MOVED
from app.services.recalls import RecallLine, RecallScope
from app.services.staff import BookingChoices
from app.ui.commands import command
from app.ui.models.call_list import CallLine, CallListModel, recall_lines, recall_titles
from app.ui.models.day_words import said
from app.ui.panels.appointments.question_bar import QuestionBar
from app.ui.panels.appointments.recall_form import RecallForm
from app.ui.permitted import Permits, permit
from app.ui.task_runner import TaskRunner
from app.ui.who_changed import Subject, WhoChanged
from app.ui.widgets.button import Button
from app.ui.widgets.cells import PlainCells
from app.ui.widgets.fields import ComboBox
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.surfaces import label
from app.ui.widgets.table import ColumnPlan, ListView

_ENTITIES = ("recall", "appointment", "patient", "practitioner", "visit_type", "clinic")
_CLOSING = {"declined": RecallStatus.DECLINED, "done": RecallStatus.DONE}


class RecallList(QWidget):
    """book_wished(patient id, recall id, provider id) begins a booking that answers the recall.

    said(text) and did(text, Step) are for the toast. `form` stands beside the list.
    """

    said = Signal(str)
    did = Signal(str, object)
    book_wished = Signal(str, str, str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("recalls")
        self._data_sync, self._tasks = data_sync, tasks
        self._permits = Permits(data_sync)
        self._wanted = ""
        """The recall that is changed once the list holds it."""
        self.form = RecallForm(data_sync, tasks)
        self.form.hide()
        self.bar = QuestionBar(name="recall_question")
        self.model = CallListModel(self)
        self.view = ListView(name="recall_list", accessible=said("Recalls"), people=False)
        self.scope = _scope_choice()
        self._nothing = label("", "label", name="recalls_nothing", wraps=True)
        self._buttons = _made_buttons()
        self.who_changed = WhoChanged(data_sync, tasks, self._stored, prefix="recalls")
        self.query: LiveQuery[tuple[RecallLine, ...]] = LiveQuery(
            data_sync.feed, self._read, entities=_ENTITIES, parent=self
        )
        self._build()
        self._connect()

    def opened(self) -> None:
        """The list came to the front: read it, and take the keyboard."""
        self.query.refresh()
        self._show()
        self._take_focus()

    def set_choices(self, choices: BookingChoices) -> None:
        """Offer these people and visit types to who is called in again."""
        self.form.set_choices(choices)

    def current(self) -> CallLine | None:
        """The line that keys and buttons act on."""
        return self.model.line_at(self.view.currentIndex().row())

    def add(self, patient_id: str = "") -> None:
        """Write down that somebody is called in again."""
        why = self._permits.why_not(Permission.WAITLIST_EDIT)
        if why:
            self.said.emit(why)
        else:
            self.form.start(patient_id)

    def open_draft(self, subject: str) -> None:
        """Go on with an unfinished recall: a new one, or one that is open once the list is read."""
        if not is_record_id(subject):
            self.add(subject.partition(":")[2])
            return
        self._wanted = subject
        self.scope.setCurrentIndex(self.scope.findData(RecallScope.OPEN.value))
        self.query.ask(self._read)
        self._edit_wanted()

    def close_side(self) -> bool:
        """Esc: take the question away, or close the form; False where neither is open."""
        if self.bar.is_open:
            self.bar.dismiss()
        elif not self.form.isHidden():
            self.form.close_form()
        else:
            return False
        return True

    def stop(self) -> None:
        """The window closes: read nothing more."""
        self.query.stop()
        self.form.stop()

    async def _read(self) -> tuple[RecallLine, ...]:
        return await self._data_sync.recalls.listed(RecallScope(self.scope.currentData()))

    def _show(self) -> None:
        kept, found = self.current(), self.query.value
        now, zone = self._data_sync.clock.now(), self._data_sync.clinic.zone
        self.model.show_lines(recall_titles(), recall_lines(found or (), zone=zone, now=now))
        is_empty = found is not None and not found
        turns = is_empty != self.view.isHidden()
        turns = turns and (self.view.hasFocus() or self._buttons["add"].hasFocus())
        self._nothing.setText(said("Nobody is to be called in here."))
        self._nothing.setVisible(is_empty)
        self.view.setVisible(not is_empty)
        self._select(kept)
        self._show_buttons()
        if turns:
            self._take_focus()

    def _take_focus(self) -> None:
        """Put the keyboard on the list; where it is empty, on what adds to it."""
        first = self._buttons["add"] if self.view.isHidden() else self.view
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _select(self, kept: CallLine | None) -> None:
        """Stay on the line; where it is gone, on the one that took its place."""
        row = self.model.row_of(kept.key) if kept else 0
        if row < 0:
            row = min(max(self.view.currentIndex().row(), 0), self.model.rowCount() - 1)
        if self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(row, 0))

    def _show_buttons(self) -> None:
        line = self._line()
        edits = self._permits.why_not(Permission.WAITLIST_EDIT)
        nobody = "" if line else said("Choose a line first.")
        closed = "" if line and line.recall.status not in _CLOSING.values() else nobody
        if line and not closed and line.recall.status in _CLOSING.values():
            closed = said("This recall is closed.")
        for name in ("contacted", "declined", "done"):
            permit(self._buttons[name], closed or edits)
        permit(self._buttons["book"], closed or self._permits.why_not_book())
        permit(self._buttons["edit"], nobody or edits)
        permit(self._buttons["add"], edits)
        permit(self.who_changed, nobody)

    def _line(self) -> RecallLine | None:
        line = self.current()
        subject = line.subject if line else None
        return subject if isinstance(subject, RecallLine) else None

    def _stored(self) -> Subject | None:
        line = self.current()
        return Subject.named("recall", line.key, line.patient_id) if line else None

    def _book(self) -> None:
        line = self._line()
        if line is not None and self._buttons["book"].isEnabled():
            recall = line.recall
            self.book_wished.emit(recall.patient_id, recall.id, recall.practitioner_id or "")

    def _edit(self) -> None:
        line = self._line()
        if line is not None and self._buttons["edit"].isEnabled():
            self.form.edit(line)

    def _contacted(self) -> None:
        line = self._line()
        if line is None or not self._buttons["contacted"].isEnabled():
            return
        self.bar.ask(
            said("{0} was called.").format(line.patient_name),
            yes=said("Contacted"),
            reason=said("What came of it, such as: left message"),
            answered=partial(self._note, line),
        )

    def _note(self, line: RecallLine, outcome: str) -> None:
        recall = line.recall
        noting = self._data_sync.recalls.note_contact(RecordId(recall.id), outcome)
        words = said("Call to {0} noted").format(line.patient_name)
        self._tasks.start(noting, done=lambda after: self._tell(words, recall, after))

    def _close(self, name: str) -> None:
        line = self._line()
        if line is None or not self._buttons[name].isEnabled():
            return
        recall, wanted = line.recall, _CLOSING[name].value
        closing = self._data_sync.recalls.set_status(RecordId(recall.id), wanted, was=recall.status)
        words = said("Recall of {0} closed").format(line.patient_name)
        self._tasks.start(closing, done=lambda after: self._tell(words, recall, after))

    def _tell(self, words: str, before: Recall, after: Recall) -> None:
        """What is taken back makes a recall due again; a second call to somebody is no step."""
        if before.status == after.status:
            self.said.emit(words)
            return
        step = self._data_sync.undo.did(
            RECALL_MOVED,
            RecordId(after.id),
            before={"status": RecallStatus.DUE.value},
            after={"status": after.status},
        )
        self.did.emit(words, step)

    def _build(self) -> None:
        self.view.setModel(self.model)
        self.view.setItemDelegate(PlainCells(self.view))
        self.view.set_columns(_plans())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        foot = FlowLayout(gap=8)
        for button in (*self._buttons.values(), self.who_changed):
            foot.addWidget(button)
        head = QHBoxLayout()
        head.addWidget(self.scope)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self._nothing)
        column.addWidget(self.view, 1)
        column.addLayout(foot)
        column.addStretch(0)

    def _connect(self) -> None:
        self.query.value_changed.connect(self._on_value)
        self.query.failed.connect(self._tasks.failed)
        self.scope.currentIndexChanged.connect(self._on_scope)
        self.view.activated_row.connect(self._on_activated)
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.form.said.connect(self.said)
        for part in (self.form, self.bar):
            part.closed.connect(self._take_focus)
        acts = {
            "book": self._book,
            "contacted": self._contacted,
            "edit": self._edit,
            "declined": partial(self._close, "declined"),
            "done": partial(self._close, "done"),
            "add": self.add,
        }
        for name, act in acts.items():
            self._buttons[name].clicked.connect(lambda _checked=False, act=act: act())
        for name, words, key in (
            ("contacted", said("Called somebody in"), "C"),
            ("edit", said("Change the recall"), "E"),
            ("declined", said("Will not come"), "D"),
            ("done", said("Needs no call any more"), "Del"),
            ("add", said("Add a recall"), "N"),
        ):
            command(self.view, f"recall_{name}", words, acts[name], keys=[key])

    def _edit_wanted(self) -> None:
        row = self.model.row_of(self._wanted) if self._wanted else -1
        if row >= 0:
            self._wanted = ""
            self.view.setCurrentIndex(self.model.index(row, 0))
            self._edit()

    def _on_value(self, _found: object) -> None:
        self._show()
        self._edit_wanted()

    def _on_scope(self, _index: int) -> None:
        self.query.ask(self._read)

    def _on_activated(self, _row: int) -> None:
        self._book()

    def _on_row(self, _current: QModelIndex, _before: QModelIndex) -> None:
        self._show_buttons()


def _scope_choice() -> ComboBox:
    choice = ComboBox(name="recall_scope", accessible=said("Which recalls"))
    choice.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToContents)
    choice.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    for scope, words in (
        (RecallScope.SOON, said("Due within 30 days")),
        (RecallScope.OVERDUE, said("Overdue")),
        (RecallScope.OPEN, said("All open")),
        (RecallScope.BOOKED, said("Booked")),
        (RecallScope.CLOSED, said("Closed")),
    ):
        choice.addItem(words, scope.value)
    return choice


def _made_buttons() -> dict[str, Button]:
    return {
        "add": Button(said("Add (N)"), name="recall_add", icon="plus"),
        "book": Button(said("Book (Enter)"), name="recall_book", icon="calendar-plus"),
        "contacted": Button(said("Called (C)"), name="recall_contacted", icon="phone"),
        "edit": Button(said("Edit (E)"), name="recall_edit", icon="pencil"),
        "declined": Button(said("Will not come (D)"), name="recall_declined"),
        "done": Button(said("Done (Del)"), name="recall_done", icon="check"),
    }


def _plans() -> Sequence[ColumnPlan]:
    return (
        ColumnPlan("Featherstonehaugh, M"),
        ColumnPlan("+1 212 555 0100 00"),
        ColumnPlan("30 Nov 2026"),
        ColumnPlan("Called 30 Nov: left message"),
        ColumnPlan("Check-up · blood pressure", drop_rank=2),
        ColumnPlan("Dr. Featherst", drop_rank=1),
    )
