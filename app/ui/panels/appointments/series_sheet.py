"""Booking a series: how often, each date with what is in its way and the day offered instead."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.appointment import Appointment
from app.domain.errors import InvalidValue, SlotTaken
from app.domain.recurrence import MOST_VISITS, weekly
from app.live.data_sync import DataSync
from app.services.appointments import InTheWay, NewVisit, Slot
from app.services.series import Planned
from app.ui.form_draft import FormDraft
from app.ui.habits import clock_words
from app.ui.language import day_pattern
from app.ui.models.day_words import reason_words, said
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, Field, line_edit
from app.ui.widgets.surfaces import label

_ROLE = int(Qt.ItemDataRole.UserRole)
_WIDTH, _HEIGHT = 520, 520
_USUAL_COUNT = 8


class SeriesSheet(QDialog):
    """booked(visits, words): all of them, in one transaction, with which the form's draft ends."""

    booked = Signal(object, str)

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        parent: QWidget,
        *,
        visit: NewVisit,
        draft: FormDraft,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("series_sheet")
        self.setWindowTitle(said("Repeat this visit"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_WIDTH, _HEIGHT)
        self._data_sync, self._tasks, self._visit = data_sync, tasks, visit
        self._draft = draft
        self._rule = ""
        self._asked = 0
        self._is_booking, self._refused = False, ""
        self._every = ComboBox(name="series_every", accessible=said("How often"))
        self._count = Field(said("How many visits"), line_edit("series_count", length=3))
        self._list = QListWidget()
        self._words = label("", "label", name="series_words", wraps=True)
        self._book = Button(said("Book all"), name="series_book", look=Look.PRIMARY)
        self._cancel = Button(said("Cancel"), name="series_cancel")
        self._build()
        self._plan()

    def reject(self) -> None:
        """Esc and Cancel leave, but not while the visits are being booked."""
        if not self._is_booking:
            super().reject()

    @property
    def chosen(self) -> tuple[Slot, ...]:
        """The times that are ticked: each date, or the day offered instead."""
        items = (self._list.item(row) for row in range(self._list.count()))
        ticked = (one for one in items if one.checkState() is Qt.CheckState.Checked)
        found: list[Slot] = []
        for item in ticked:
            planned = item.data(_ROLE)
            if isinstance(planned, Planned):
                found.append(planned.slot if planned.is_free else planned.instead or planned.slot)
        return tuple(found)

    def _plan(self) -> None:
        text = self._count.value()
        self._asked += 1
        asked = self._asked
        self._book.setEnabled(False)
        try:
            weeks = int(str(self._every.currentData()))
            self._rule = weekly(weeks=weeks, count=int(text) if text.isdecimal() else 0)
        except InvalidValue:
            self._list.clear()
            self._count.set_error(said("Between 2 and {0} visits.").format(MOST_VISITS))
            return
        self._count.set_error("")
        visit = self._visit
        visits = self._data_sync.appointments
        planning = visits.plan_series(visit.patient_id, visit.slot, self._rule)

        def show(found: Sequence[Planned]) -> None:
            if asked == self._asked:
                self._show(found)

        self._tasks.start(planning, done=show)

    def _show(self, found: Sequence[Planned]) -> None:
        self._list.clear()
        for planned in found:
            item = QListWidgetItem(self._line(planned))
            item.setData(_ROLE, planned)
            can_be = planned.is_free or planned.instead is not None
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | (Qt.ItemFlag.ItemIsUserCheckable if can_be else Qt.ItemFlag.NoItemFlags)
            )
            ticked = Qt.CheckState.Checked if can_be else Qt.CheckState.Unchecked
            item.setCheckState(ticked)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._on_ticked()

    def _line(self, planned: Planned) -> str:
        when = self._when(planned.slot)
        if planned.is_free:
            return when
        why = reasons_words(planned.in_the_way)
        if planned.instead is None:
            return said("{0}  –  {1}; no day near it is free").format(when, why)
        return said("{0}  –  {1}; instead: {2}").format(when, why, self._when(planned.instead))

    def _when(self, slot: Slot) -> str:
        start = slot.starts_at.astimezone(ZoneInfo(self._data_sync.clinic.zone))
        day = QLocale().toString(
            QDate(start.year, start.month, start.day), day_pattern("ddd d MMM yyyy")
        )
        return f"{day}  {clock_words(start)}"

    def _on_every(self, _index: int) -> None:
        self._plan()

    def _on_ticked(self, _item: object = None) -> None:
        count = len(self.chosen)
        words = said("{0} visits are to be booked.")
        if count == 1:
            words = said("1 visit is to be booked.")
        told = (self._refused, words.format(count))
        self._words.setText(" ".join(part for part in told if part))
        self._book.setEnabled(count > 0)

    def _on_book(self) -> None:
        self._set_booking(True)
        booking = self._data_sync.appointments.book_series(
            self._visit, self.chosen, self._rule, draft=self._draft.key
        )
        self._tasks.start(booking, done=self._on_booked, failed=self._on_failed)

    def _on_booked(self, visits: tuple[Appointment, ...]) -> None:
        words = said("{0} visits booked, {1}").format(len(visits), visits[0].local_start[11:])
        self.booked.emit(visits, words)
        self.accept()

    def _set_booking(self, is_booking: bool) -> None:
        """Until the answer is there the sheet stays, and nothing becomes a draft again."""
        self._is_booking, self._refused = is_booking, ""
        self._book.setEnabled(not is_booking)
        self._cancel.setEnabled(not is_booking)
        if is_booking:
            self._draft.hold()
        else:
            self._draft.release()

    def _on_failed(self, error: Exception) -> bool:
        self._set_booking(False)
        if isinstance(error, SlotTaken):
            self._refused = said("A time was given away meanwhile: nothing was booked.")
            self._plan()
        return isinstance(error, SlotTaken)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        column.addWidget(label(said("Repeat this visit"), "section"))
        for weeks, words in (
            (1, said("Every week")),
            (2, said("Every 2 weeks")),
            (3, said("Every 3 weeks")),
            (4, said("Every 4 weeks")),
        ):
            self._every.addItem(words, weeks)
        self._count.set_value(str(_USUAL_COUNT))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Field(said("How often"), self._every), 1)
        row.addWidget(self._count, 1)
        column.addLayout(row)
        self._list.setObjectName("series_dates")
        self._list.setAccessibleName(said("Dates of the series"))
        self._list.setWordWrap(True)
        column.addWidget(self._list, 1)
        column.addWidget(self._words)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._book)
        column.addLayout(foot)
        self._book.setDefault(True)
        self._every.currentIndexChanged.connect(self._on_every)
        self._count.edited.connect(self._plan)
        self._list.itemChanged.connect(self._on_ticked)
        self._book.clicked.connect(self._on_book)
        self._cancel.clicked.connect(self.reject)


def reasons_words(there: InTheWay) -> str:
    """Everything in the way of a date, in words and without anybody's name."""
    shared = {reason for one in there.overlaps for reason in one.reasons}
    taken = [reason_words(one) for one in ("practitioner", "room", "patient") if one in shared]
    closed = [said("closed: {0}").format(one.words) for one in there.closed]
    return ", ".join((*taken, *closed))
