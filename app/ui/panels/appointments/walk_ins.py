"""Who came without an appointment: they wait with their minutes, are given a time or taken in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.domain.appointment import Appointment, Priority
from app.domain.drafts import NEW
from app.domain.errors import InvalidTransition, SlotTaken, StaleVersion
from app.domain.ids import PatientId, PractitionerId, RecordId
from app.domain.permissions import Permission
from app.domain.waiting import WaitStatus
from app.live.call_lists import WISH_CLOSED
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.live.walk_ins import WALK_IN_SEATED
from app.services.appointments import Slot
from app.services.staff import BookingChoices
from app.services.waitlist import Waiting
from app.services.walk_ins import kept_slot, started_at
from app.ui.commands import command
from app.ui.models.day_words import said
from app.ui.panels.appointments.overlap_words import overlap_lines
from app.ui.panels.appointments.question_bar import QuestionBar
from app.ui.panels.appointments.waiting_row import WaitingRow
from app.ui.panels.appointments.walk_in_sheet import WalkInSheet
from app.ui.permitted import Permits, permit
from app.ui.task_runner import TaskRunner
from app.ui.who_changed import Subject, WhoChanged
from app.ui.widgets.button import Button
from app.ui.widgets.surfaces import Card, label

_ENTITIES = ("waitlist_entry", "patient", "practitioner", "visit_type", "clinic")


class WalkInQueue(Card):
    """said(text) and did(text, Step) are for the toast; chart_wished(patient id) opens a chart."""

    said = Signal(str)
    did = Signal(str, object)
    chart_wished = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, bar: QuestionBar) -> None:
        super().__init__(name="walk_in_card")
        self._data_sync, self._tasks, self._bar = data_sync, tasks, bar
        self._permits = Permits(data_sync)
        self._choices: BookingChoices | None = None
        self.sheet: WalkInSheet | None = None
        """Where somebody is put into the queue, once it was opened."""
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self._nobody = label(said("No walk-ins."), "label", name="walk_in_nobody")
        self._add = Button("", name="walk_in_add", icon="user-plus", accessible=said("Add walk-in"))
        self._add.setToolTip(said("Add walk-in (W)"))
        self.who_changed = WhoChanged(data_sync, tasks, lambda: None, prefix="walk_in")
        self.who_changed.setParent(self)  # it is asked from each row's menu
        self.who_changed.hide()
        self.query: LiveQuery[tuple[Waiting, ...]] = LiveQuery(
            data_sync.feed, data_sync.walk_ins.queue, entities=_ENTITIES, parent=self
        )
        self._build()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was asked about a row goes with it."""
        super().hideEvent(event)
        self.who_changed.forget()

    def opened(self) -> None:
        """The panel came to the front: read the queue where the role is shown it."""
        may_see = not self._permits.why_not(Permission.WAITLIST_VIEW)
        self.setVisible(may_see)
        permit(self._add, self._permits.why_not(Permission.WAITLIST_EDIT))
        if may_see:
            self.query.refresh()

    def set_choices(self, choices: BookingChoices) -> None:
        """Offer these people and visit types."""
        self._choices = choices

    def add(self, *, subject: str = NEW) -> WalkInSheet | None:
        """W: put somebody into the queue; what was left unfinished about this comes back."""
        why = self._permits.why_not(Permission.WAITLIST_EDIT)
        if why:
            self.said.emit(why)
            return None
        if self.sheet is None:
            self.sheet = WalkInSheet(self._data_sync, self._tasks, self.window())
            self.sheet.said.connect(self.said)
        if self.sheet.isHidden():
            self.sheet.begin(self._choices, subject)
        return self.sheet

    def bind_key(self, views: QWidget) -> None:
        """Let W work while calendar or list has the focus."""
        command(views, "key_walk_in", said("Add walk-in"), self.add, keys=["W"])

    def tick(self, now: datetime) -> None:
        """A minute went by."""
        for row in self.rows():
            row.set_now(now)

    def rows(self) -> list[WaitingRow]:
        """The lines of the queue, from above."""
        items = (self._rows.itemAt(index) for index in range(self._rows.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, WaitingRow)]

    def stop(self) -> None:
        """The window closes: read nothing more."""
        self.query.stop()
        if self.sheet is not None:
            self.sheet.stop()

    def menu_of(self, one: Waiting) -> QMenu:
        """What can become of somebody in the queue."""
        menu = QMenu(self)
        menu.setObjectName("walk_in_menu")
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        entry, edits = one.entry, self._permits.why_not(Permission.WAITLIST_EDIT)
        books = self._why_not_book(entry.practitioner_id)
        self._entry(menu, said("Give the next free time"), partial(self._give_time, one), books)
        self._offer_to_take_in(menu, one)
        menu.addSeparator()
        is_urgent = entry.urgency == Priority.ASAP
        urgent = self._entry(menu, said("Urgent"), partial(self._set_urgent, one), edits)
        urgent.setCheckable(True)
        urgent.setChecked(is_urgent)
        self._entry(menu, said("Open chart"), lambda: self.chart_wished.emit(entry.patient_id))
        self._entry(menu, said("Who changed this?"), partial(self._ask_who, one))
        self._entry(menu, said("Left without being seen"), partial(self._take_out, one), edits)
        return menu

    def _ask_who(self, one: Waiting) -> None:
        entry = one.entry
        row = next((row for row in self.rows() if row.entry_id == entry.id), None)
        if row is not None:
            about = Subject(type(entry), RecordId(entry.id), entry.patient_id)
            self.who_changed.ask(about, beside=row)

    def _offer_to_take_in(self, menu: QMenu, one: Waiting) -> None:
        """At once where it is known to whom; else after a choice of provider."""
        wanted = one.entry.practitioner_id
        if wanted is not None or self._choices is None:
            self._entry(
                menu, said("Take in now"), partial(self._take_in, one, wanted), self._why_in(wanted)
            )
            return
        below = menu.addMenu(said("Take in now"))
        below.setObjectName("walk_in_providers")
        below.setToolTipsVisible(True)
        for provider in self._choices.practitioners:
            key = PractitionerId(RecordId(provider.id))
            act = partial(self._take_in, one, key)
            self._entry(below, provider.display_name, act, self._why_in(key))

    def _why_not_book(self, provider: PractitionerId | None) -> str:
        if provider is None:
            return self._permits.why_not_book()
        return self._permits.why_not_visit(Permission.SCHEDULE_BOOK, provider)

    def _why_in(self, provider: PractitionerId | None) -> str:
        check_in = self._permits.why_not_visit(Permission.SCHEDULE_CHECK_IN, provider)
        return self._why_not_book(provider) or check_in

    @staticmethod
    def _entry(menu: QMenu, words: str, act: Callable[[], object], why: str = "") -> QAction:
        action = QAction(words, menu)
        action.triggered.connect(lambda _checked=False: act())
        menu.addAction(action)
        permit(action, why)
        return action

    def _give_time(self, one: Waiting) -> None:
        async def given() -> Appointment | None:
            slot = await self._data_sync.walk_ins.next_slot(one.entry)
            if slot is None:
                return None
            return await self._data_sync.walk_ins.seat(RecordId(one.entry.id), slot)

        self._tasks.start(given(), done=partial(self._on_given, one), failed=self._on_failed)

    def _on_given(self, one: Waiting, visit: Appointment | None) -> None:
        if visit is None:
            words = said("Nothing is free any more today for {0}.")
            self.said.emit(words.format(one.patient_name))
            return
        words = said("{0} has {1}").format(one.patient_name, visit.local_start[11:])
        self._tell_seated(one, visit, words, is_taken_in=False)

    def _take_in(self, one: Waiting, provider: PractitionerId | None) -> None:
        now = self._data_sync.clock.now()
        slot = Slot(
            starts_at=started_at(now),
            length_min=one.entry.length_min,
            practitioner_id=provider,
        )
        self._seat(one, slot)

    def _seat(self, one: Waiting, slot: Slot, over: str = "") -> None:
        seating = self._data_sync.walk_ins.seat(
            RecordId(one.entry.id), slot, is_taken_in=True, over=over
        )
        words = said("{0} is in the room").format(one.patient_name)
        self._tasks.start(
            seating,
            done=lambda visit: self._tell_seated(one, visit, words, is_taken_in=True),
            failed=lambda error: (
                self._look_over(one, slot)
                if isinstance(error, SlotTaken)
                else self._on_failed(error)
            ),
        )

    def _look_over(self, one: Waiting, slot: Slot) -> bool:
        """Somebody or something is in the way: say all of it, and ask for the reason."""
        patient_id = PatientId(one.entry.patient_id)
        lines = overlap_lines(self._data_sync, patient_id, slot)
        self._tasks.start(lines, done=partial(self._ask, one, slot))
        return True

    def _ask(self, one: Waiting, slot: Slot, lines: tuple[str, ...]) -> None:
        taken = said("{0} cannot simply be taken in: the time is taken.").format(one.patient_name)
        why = self._permits.why_not_visit(Permission.SCHEDULE_OVERRIDE, slot.practitioner_id)
        if why:
            self.said.emit("\n".join((taken, *lines, why)))
            return
        self._bar.ask(
            taken,
            lines=lines,
            yes=said("Take in anyway"),
            reason=said("Why it is booked all the same"),
            must=said("Say why: it is kept with the visit."),
            answered=lambda reason: self._seat(one, slot, reason),
        )

    def _tell_seated(
        self, one: Waiting, visit: Appointment, words: str, *, is_taken_in: bool
    ) -> None:
        step = self._data_sync.undo.did(
            WALK_IN_SEATED,
            RecordId(one.entry.id),
            before={"status": one.entry.status},
            after=dict(kept_slot(visit, is_taken_in=is_taken_in)),
        )
        self.did.emit(words, step)

    def _set_urgent(self, one: Waiting) -> None:
        is_urgent = one.entry.urgency != Priority.ASAP
        setting = self._data_sync.walk_ins.set_urgent(RecordId(one.entry.id), is_urgent=is_urgent)
        self._tasks.start(setting, failed=self._on_failed)

    def _take_out(self, one: Waiting) -> None:
        entry = one.entry
        closing = self._data_sync.call_lists.set_wish(
            RecordId(entry.id), WaitStatus.CLOSED.value, was=entry.status
        )

        def done(_closed: object) -> None:
            before, after = {"status": entry.status}, {"status": WaitStatus.CLOSED.value}
            stack, key = self._data_sync.undo, RecordId(entry.id)
            step = stack.did(WISH_CLOSED, key, before=before, after=after)
            self.did.emit(said("{0} left").format(one.patient_name), step)

        self._tasks.start(closing, done=done, failed=self._on_failed)

    def _on_failed(self, error: Exception) -> bool:
        if isinstance(error, InvalidTransition | StaleVersion):
            self.said.emit(said("Somebody else took care of this walk-in meanwhile."))
            return True
        return False

    def _show(self, _value: object = None) -> None:
        found, now = self.query.value or (), self._data_sync.clock.now()
        rows = self.rows()
        for row in rows[len(found) :]:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, one in enumerate(found):
            if place >= len(rows):
                row = WaitingRow(self)
                row.clicked.connect(self._on_row_clicked)
                self._rows.addWidget(row)
                rows.append(row)
            rows[place].set_walk_in(one, now)
        self._nobody.setVisible(not found)

    def _on_row_clicked(self) -> None:
        row = self.sender()
        if not isinstance(row, WaitingRow):
            return
        for one in self.query.value or ():
            if one.entry.id == row.entry_id:
                self.menu_of(one).popup(row.mapToGlobal(QPoint(0, row.height())))

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label(said("Walk-ins"), "section"), 1)
        head.addWidget(self._add)
        self.body.addLayout(head)
        self.body.addWidget(self._nobody)
        self.body.addLayout(self._rows)
        self._add.clicked.connect(self.add)
        self.query.value_changed.connect(self._show)
        self.query.failed.connect(self._tasks.failed)
