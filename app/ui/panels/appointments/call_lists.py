"""The page of lists people are called from: visits to confirm, who waits, who is recalled."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.drafts import NEW
from app.domain.ids import RecordId
from app.domain.permissions import Permission
from app.domain.waiting import WaitlistEntry, WaitStatus
from app.live.call_lists import WISH_CLOSED
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.call_lists import ToConfirm
from app.services.staff import BookingChoices
from app.services.waitlist import Waiting
from app.ui.commands import command
from app.ui.models.call_list import (
    CallLine,
    CallListModel,
    confirm_lines,
    confirm_titles,
    waiting_lines,
    waiting_titles,
)
from app.ui.models.day_words import said
from app.ui.panels.appointments.recall_list import RecallList
from app.ui.panels.appointments.visit_actions import VisitActions
from app.ui.panels.appointments.wish_form import WishForm
from app.ui.permitted import Permits, permit
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import GAP
from app.ui.who_changed import Subject, WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.cells import PlainCells
from app.ui.widgets.flow import flow_of
from app.ui.widgets.surfaces import Card, label
from app.ui.widgets.table import ColumnPlan, ListView

_ENTITIES = ("appointment", "patient", "practitioner", "visit_type", "waitlist_entry", "clinic")


class CallLists(QWidget):
    """Utters wishes: visit_wished(id) opens a visit, book_wished(patient id) begins a booking.

    said(text) and did(text, Step) are for the toast. `recalls` is a list of its own.
    """

    said = Signal(str)
    did = Signal(str, object)
    visit_wished = Signal(str)
    book_wished = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, actions: VisitActions) -> None:
        super().__init__()
        self.setObjectName("call_lists")
        self._data_sync, self._tasks, self._actions = data_sync, tasks, actions
        self._permits = Permits(data_sync)
        self._zone = data_sync.clinic.zone
        self.model = CallListModel(self)
        self.view = ListView(name="call_list", accessible=said("People to call"), people=False)
        self.form = WishForm(data_sync, tasks)
        self.recalls = RecallList(data_sync, tasks)
        self._chips = {
            name: Button(words, name=f"calls_{name}", look=Look.CHIP)
            for name, words in (
                ("confirm", said("To confirm")),
                ("waiting", said("Waiting list")),
                ("recalls", said("Recalls")),
            )
        }
        self._shown = "confirm"
        self._nothing = label("", "label", name="calls_nothing", wraps=True)
        self._buttons = self._made_buttons()
        self.who_changed = WhoChanged(data_sync, tasks, self._stored, prefix="call")
        feed, calls = data_sync.feed, data_sync.call_lists
        self.confirm: LiveQuery[tuple[ToConfirm, ...]] = LiveQuery(
            feed, calls.to_confirm, entities=_ENTITIES, parent=self
        )
        self.waiting: LiveQuery[tuple[Waiting, ...]] = LiveQuery(
            feed, calls.waiting, entities=_ENTITIES, parent=self
        )
        self._build()
        self._connect()

    @property
    def shown(self) -> str:
        """Which list is in front: "confirm", "waiting" or "recalls"."""
        return self._shown

    def opened(self) -> None:
        """The page came to the front: read its list, and take the keyboard."""
        self.show_list(self._shown)
        if self._shown != "recalls":
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_choices(self, choices: BookingChoices) -> None:
        """Offer these people and visit types to who is put on the waiting list."""
        self.form.set_choices(choices)
        self.recalls.set_choices(choices)

    def show_list(self, name: str) -> None:
        """Bring one of the lists to the front."""
        self._shown = name
        self._chips[name].setChecked(True)
        is_recalls = name == "recalls"
        self.recalls.setVisible(is_recalls)
        for part in (*self._buttons.values(), self.who_changed, self._nothing, self.view):
            part.setVisible(not is_recalls)
        for side in (self.form, self.recalls.form):
            if not side.isHidden():
                side.close_form()
        if is_recalls:
            self.recalls.opened()
            return
        (self.confirm if name == "confirm" else self.waiting).refresh()
        self._show()

    def current(self) -> CallLine | None:
        """The line that keys and buttons act on."""
        return self.model.line_at(self.view.currentIndex().row())

    def add_wish(self, *, subject: str = NEW) -> None:
        """Put somebody on the waiting list; what was left unfinished about this comes back."""
        why = self._permits.why_not(Permission.WAITLIST_EDIT)
        if why:
            self.said.emit(why)
            return
        self.show_list("waiting")
        self.form.start(subject)

    def add_recall(self, patient_id: str) -> None:
        """Have a patient called in again."""
        self.show_list("recalls")
        self.recalls.add(patient_id)

    def open_recall(self, subject: str) -> None:
        """Go on with an unfinished recall: a new one, for somebody, or one of the list."""
        self.show_list("recalls")
        self.recalls.open_draft(subject)

    def close_side(self) -> bool:
        """Esc: close the form; False where none is open."""
        if self.form.isHidden():
            return self._shown == "recalls" and self.recalls.close_side()
        self.form.close_form()
        return True

    def stop(self) -> None:
        """The window closes: read nothing more."""
        self.confirm.stop()
        self.waiting.stop()
        self.form.stop()
        self.recalls.stop()

    async def settled(self) -> None:
        """Wait until no read is under way."""
        await self.confirm.settled()
        await self.waiting.settled()
        await self.recalls.query.settled()

    def _show(self) -> None:
        if self._shown == "recalls":
            return
        kept = self.current()
        if self._shown == "confirm":
            found = self.confirm.value
            self.model.show_lines(confirm_titles(), confirm_lines(found or (), self._zone))
            nothing = said("Everybody of the next days is confirmed.")
        else:
            found = self.waiting.value
            self.model.show_lines(waiting_titles(), waiting_lines(found or (), self._zone))
            nothing = said("Nobody waits for a time.")
        is_empty = found is not None and not found
        self._nothing.setText(nothing)
        self._nothing.setVisible(is_empty)
        self.view.setVisible(not is_empty)
        self._select(kept)
        self._show_buttons()

    def _select(self, kept: CallLine | None) -> None:
        """Stay on the line; where it is gone, on the one that took its place."""
        row = self.model.row_of(kept.key) if kept else 0
        if row < 0:
            row = min(max(self.view.currentIndex().row(), 0), self.model.rowCount() - 1)
        if self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(row, 0))

    def _show_buttons(self) -> None:
        is_confirm, line = self._shown == "confirm", self.current()
        for name, button in self._buttons.items():
            button.setVisible((name in ("confirmed", "message", "open")) == is_confirm)
        subject = line.subject if line else None
        provider = subject.visit.practitioner_id if isinstance(subject, ToConfirm) else None
        why = self._permits.why_not_visit(Permission.SCHEDULE_EDIT, provider)
        edits = self._permits.why_not(Permission.WAITLIST_EDIT)
        nobody = "" if line else said("Choose a line first.")
        for name in ("confirmed", "message"):
            permit(self._buttons[name], nobody or why)
        for name in ("open", "book"):
            permit(self._buttons[name], nobody)
        permit(self._buttons["close"], nobody or edits)
        permit(self._buttons["add"], edits)
        permit(self.who_changed, nobody)

    def _stored(self) -> Subject | None:
        """The visit or the wish of the line."""
        line = self.current()
        if line is None:
            return None
        kind = "appointment" if isinstance(line.subject, ToConfirm) else "waitlist_entry"
        return Subject.named(kind, line.key, line.patient_id)

    def _confirm(self, confirmation: str) -> None:
        line = self.current()
        if line is not None and isinstance(line.subject, ToConfirm):
            self._actions.confirm(line.subject.visit, confirmation)

    def _take_off(self) -> None:
        line = self.current()
        if line is None or not isinstance(line.subject, Waiting):
            return
        entry, name = line.subject.entry, line.subject.patient_name
        closing = self._data_sync.call_lists.set_wish(
            RecordId(entry.id), WaitStatus.CLOSED.value, was=entry.status
        )
        self._tasks.start(closing, done=lambda _done: self._on_closed(entry, name))

    def _on_closed(self, entry: WaitlistEntry, name: str) -> None:
        before, after = {"status": WaitStatus.WAITING.value}, {"status": WaitStatus.CLOSED.value}
        step = self._data_sync.undo.did(WISH_CLOSED, RecordId(entry.id), before=before, after=after)
        self.did.emit(said("{0} waits no more").format(name), step)

    def _on_activated(self, row: int) -> None:
        line = self.model.line_at(row)
        if line is None:
            return
        if isinstance(line.subject, ToConfirm):
            self.visit_wished.emit(line.key)
        else:
            self.book_wished.emit(line.patient_id)

    def _made_buttons(self) -> dict[str, Button]:
        return {
            "confirmed": Button(said("Confirmed (F)"), name="call_confirmed", icon="check"),
            "message": Button(said("Left message (M)"), name="call_message", icon="mail"),
            "open": Button(said("Open (Enter)"), name="call_open"),
            "add": Button(said("Add (N)"), name="wish_add", icon="plus"),
            "book": Button(said("Book (Enter)"), name="wish_book", icon="calendar-plus"),
            "close": Button(said("Take off the list (Del)"), name="wish_close", icon="x"),
        }

    def _build(self) -> None:
        self.view.setModel(self.model)
        self.view.setItemDelegate(PlainCells(self.view))
        self.view.set_columns(_plans())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        card = Card(name="calls_card", padding=12)
        for name, chip in self._chips.items():
            chip.setAutoExclusive(True)
            chip.clicked.connect(lambda _checked=False, name=name: self.show_list(name))
        head = flow_of(self._chips.values())
        foot = flow_of((*self._buttons.values(), self.who_changed))
        column: QVBoxLayout = card.body
        column.addLayout(head)
        column.addWidget(self._nothing)
        column.addWidget(self.view, 1)
        column.addLayout(foot)
        column.addWidget(self.recalls, 1)
        column.addStretch(0)
        row.addWidget(card, 1)
        for side in (self.form, self.recalls.form):
            row.addWidget(side)
        self.form.hide()
        self.recalls.hide()

    def _connect(self) -> None:
        for query in (self.confirm, self.waiting):
            query.value_changed.connect(self._on_value)
            query.failed.connect(self._tasks.failed)
        self.view.activated_row.connect(self._on_activated)
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        for part in (self.form, self.recalls):
            part.said.connect(self.said)
        self.recalls.did.connect(self.did)
        self.form.closed.connect(self.view.setFocus)
        buttons = self._buttons
        buttons["confirmed"].clicked.connect(lambda: self._confirm("confirmed"))
        buttons["message"].clicked.connect(lambda: self._confirm("left_message"))
        buttons["add"].clicked.connect(self.add_wish)
        buttons["close"].clicked.connect(self._take_off)
        for name in ("open", "book"):
            buttons[name].clicked.connect(
                lambda: self._on_activated(self.view.currentIndex().row())
            )
        for name, words, key, act in (
            ("confirmed", said("Confirmed"), "F", lambda: self._confirm("confirmed")),
            ("message", said("Left message"), "M", lambda: self._confirm("left_message")),
            ("off", said("Take off the waiting list"), "Del", self._take_off),
            ("wish", said("Add to the waiting list"), "N", self.add_wish),
        ):
            command(self.view, f"call_{name}", words, act, keys=[key])

    def _on_value(self, _found: object) -> None:
        self._show()

    def _on_row(self, _current: QModelIndex, _before: QModelIndex) -> None:
        self._show_buttons()


def _plans() -> Sequence[ColumnPlan]:
    return (
        ColumnPlan("Featherstonehaugh, M"),
        ColumnPlan("+1 212 555 0100 00"),
        ColumnPlan("Urgent · 30 min · Check-up"),
        ColumnPlan("Dr. Featherst", drop_rank=1),
        ColumnPlan("Wed 30 Nov, 00:00", drop_rank=2),
    )
