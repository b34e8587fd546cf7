"""A time got free: who waits for one is offered at once, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.domain.appointment import Appointment
from app.domain.errors import InvalidTransition, RecordNotFound, SlotTaken
from app.domain.ids import PatientId, RecordId
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.services.appointments import Slot
from app.services.waitlist import Waiting
from app.ui.models.call_list import wish_words
from app.ui.models.day_words import said, taken_words
from app.ui.permitted import Permits
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import Notice
from app.ui.wording import phone_words, shown_visit


class WaitOffer(QWidget):
    """A bar above the calendar; it stops nobody. booked(visit id, words): somebody was booked."""

    booked = Signal(str, str)
    said = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("wait_offer")
        self._data_sync, self._tasks = data_sync, tasks
        self._permits = Permits(data_sync)
        self._slot: Slot | None = None
        self._found: tuple[Waiting, ...] = ()
        self._at = 0
        self._notice = Notice(Tone.INFO, "clock", name="wait_offer_notice")
        self._release = QCheckBox("")
        self._release.setObjectName("wait_offer_release")
        self._book = Button(said("Book"), name="wait_offer_book", look=Look.PRIMARY)
        self._next = Button(said("Next"), name="wait_offer_next")
        self._close = Button(said("Not now"), name="wait_offer_close")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._notice)
        for part in (self._release, self._book, self._next, self._close):
            self._notice.action_row.addWidget(part)
        self._book.clicked.connect(self._on_book)
        self._next.clicked.connect(self._on_next)
        self._close.clicked.connect(self.dismiss)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether somebody is offered."""
        return not self.isHidden()

    def look_for(self, slot: Slot, gave_up: PatientId) -> None:
        """A time got free: offer it to whoever waits and is allowed it; else say nothing."""
        may_see = not self._permits.why_not(Permission.WAITLIST_EDIT)
        if may_see and not self._permits.why_not_visit(
            Permission.SCHEDULE_BOOK, slot.practitioner_id
        ):
            matching = self._data_sync.call_lists.matching(slot, not_for=gave_up)
            self._tasks.start(matching, done=lambda found: self._show(slot, found))

    def dismiss(self) -> None:
        """Offer nobody any more."""
        self._slot, self._found = None, ()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes the offer away; Enter presses the button that has the focus."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            for button in (self._book, self._next, self._close):
                if button.hasFocus():
                    button.click()
        else:
            super().keyPressEvent(event)

    def _show(self, slot: Slot, found: Sequence[Waiting]) -> None:
        if not found:
            return
        self._slot, self._found, self._at = slot, tuple(found), 0
        self._tell()
        self.show()

    def _tell(self) -> None:
        one, slot = self._found[self._at], self._slot
        if slot is None:
            return
        zone = self._data_sync.clinic.zone
        when = shown_visit(slot.starts_at, zone, weekday=True)
        lines = said("{0} is free. {1} waits: {2}").format(when, one.patient_name, wish_words(one))
        self._notice.set_text("\n".join(part for part in (lines, phone_words(one.phone)) if part))
        self._release.setVisible(one.has is not None)
        self._release.setChecked(one.has is not None)
        if one.has is not None:
            old = shown_visit(one.has.starts_at, zone, weekday=True)
            self._release.setText(said("Release the visit of {0}").format(old))
            self._release.setAccessibleName(self._release.text())
        self._next.setVisible(len(self._found) > 1)
        self._book.setAccessibleName(said("Book {0}").format(one.patient_name))

    def _on_next(self) -> None:
        self._at = (self._at + 1) % len(self._found)
        self._tell()

    def _on_book(self) -> None:
        slot, one = self._slot, self._found[self._at] if self._found else None
        if slot is None or one is None:
            return
        release = one.has is not None and self._release.isChecked()
        booking = self._data_sync.call_lists.book_freed(
            RecordId(one.entry.id), slot, release=release
        )
        self._tasks.start(
            booking, done=lambda visit: self._on_booked(one, visit), failed=self._on_failed
        )
        self.dismiss()

    def _on_booked(self, one: Waiting, visit: Appointment) -> None:
        words = said("{0} booked for {1}").format(one.patient_name, visit.local_start[11:])
        self.booked.emit(visit.id, words)

    def _on_failed(self, error: Exception) -> bool:
        if isinstance(error, SlotTaken):
            self.said.emit(taken_words(error, said("The time was given away meanwhile.")))
        elif isinstance(error, InvalidTransition | RecordNotFound):
            self.said.emit(said("Somebody else took care of this wish meanwhile."))
        else:
            return False
        return True
