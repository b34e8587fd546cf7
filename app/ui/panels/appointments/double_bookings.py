"""Two desks booked the same time: both visits side by side, and the ways to decide."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.conflict import ConflictKind, Resolution, SyncConflict
from app.domain.day_visit import DayVisit
from app.domain.errors import InvalidValue
from app.domain.ids import AppointmentId, RecordId
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.day import DaySchedule
from app.ui.habits import clock_words
from app.ui.models.day_words import said
from app.ui.permitted import Permits, WhyLine, permit
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import Card, label


class DoubleBookings(Card):
    """Cards of the shown day; hidden where there are none. move_wished(visit id), said(text)."""

    move_wished = Signal(str)
    said = Signal(str)

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(name="double_bookings", parent=parent)
        self._data_sync, self._tasks = data_sync, tasks
        self._schedule: DaySchedule | None = None
        self._rows: list[QWidget] = []
        self._permits = Permits(data_sync)
        self.query: LiveQuery[tuple[SyncConflict, ...]] = LiveQuery(
            data_sync.feed, data_sync.conflicts.open, entities=("sync_conflict",), parent=self
        )
        self.query.value_changed.connect(self._show)
        self.body.setSpacing(8)
        self.body.addWidget(label(said("Two desks booked the same time"), "section", wraps=True))
        self.hide()

    def show_day(self, schedule: DaySchedule) -> None:
        """Show the double bookings of this day."""
        self._schedule = schedule
        self._show()

    def clear(self) -> None:
        """The day is not known yet."""
        self._schedule = None
        self._show()

    def settle_moved(self, visit_id: str) -> None:
        """A visit was moved here: where the two no longer meet, that was the decision."""
        for conflict in self._open():
            if visit_id in (conflict.row_id, conflict.other_row_id):
                self._tasks.start(self._settle(conflict, visit_id))

    async def _settle(self, conflict: SyncConflict, moved_id: str) -> None:
        visits = self._data_sync.appointments
        second = await visits.get(_visit_id(conflict.row_id))
        first = await visits.get(_visit_id(conflict.other_row_id or ""))
        meet = second.starts_at < first.ends_at and first.starts_at < second.ends_at
        if self._permits.why_not_visit(Permission.SCHEDULE_EDIT, second.practitioner_id):
            return  # whoever may change the other provider's visit decides
        if meet and second.practitioner_id == first.practitioner_id:
            return
        chosen = Resolution.THEIRS if moved_id == conflict.row_id else Resolution.MINE
        await self._data_sync.conflicts.resolve(RecordId(conflict.id), chosen)

    def _open(self) -> list[SyncConflict]:
        return [c for c in self.query.value or () if c.kind == ConflictKind.DOUBLE_BOOKING]

    def _show(self, _value: object = None) -> None:
        for row in self._rows:
            self.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows.clear()
        visits = {visit.id: visit for visit in self._schedule.visits} if self._schedule else {}
        for conflict in self._open():
            pair = [
                visits.get(_visit_id(key or "")) for key in (conflict.other_row_id, conflict.row_id)
            ]
            found = [visit for visit in pair if visit is not None]
            if found:
                self._add(conflict, found)
        self.setVisible(bool(self._rows))

    def _add(self, conflict: SyncConflict, visits: list[DayVisit]) -> None:
        row = QWidget(self)
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for visit in visits:
            words = self._words(visit)
            column.addWidget(label(words, "label", wraps=True))
            move = Button(
                said("Move this one"),
                name=f"move_{visit.id}",
                accessible=said("Move the visit of {0}").format(visit.patient_name),
            )
            permit(move, self._why(visit, Permission.SCHEDULE_EDIT))
            move.clicked.connect(lambda _checked=False, key=visit.id: self.move_wished.emit(key))
            column.addWidget(move)
        both = Button(
            said("Keep both (overbook)"), name=f"keep_both_{conflict.id}", look=Look.PRIMARY
        )
        both.clicked.connect(lambda: self._keep_both(conflict, both))
        column.addWidget(both)
        second = visits[-1]
        why_both = self._why(second, Permission.SCHEDULE_EDIT, Permission.SCHEDULE_OVERRIDE)
        permit(both, why_both)
        line = WhyLine(name=f"double_why_{conflict.id}")
        column.addWidget(line)
        whys = [*(self._why(visit, Permission.SCHEDULE_EDIT) for visit in visits), why_both]
        line.say(" ".join(dict.fromkeys(why for why in whys if why)))
        self._rows.append(row)
        self.body.addWidget(row)

    def _why(self, visit: DayVisit, *permissions: Permission) -> str:
        whys = (self._permits.why_not_visit(one, visit.practitioner_id) for one in permissions)
        return next(filter(None, whys), "")

    def _words(self, visit: DayVisit) -> str:
        zone = ZoneInfo(self._data_sync.clinic.zone)
        start, end = (at.astimezone(zone) for at in (visit.starts_at, visit.ends_at))
        what = ", ".join(part for part in (visit.visit_type_name, visit.practitioner_name) if part)
        return f"{clock_words(start)}–{clock_words(end)} {visit.patient_name}\n{what}"

    def _keep_both(self, conflict: SyncConflict, button: Button) -> None:
        button.setEnabled(False)
        self._tasks.start(
            self._data_sync.conflicts.resolve(RecordId(conflict.id), Resolution.BOTH),
            done=lambda _decided: self.said.emit(said("Both visits are kept.")),
            failed=self._on_failed,
        )

    def _on_failed(self, error: Exception) -> bool:
        self._show()
        if isinstance(error, InvalidValue) and error.field == "status":
            self.said.emit(said("This conflict was decided already."))
            return True
        return False


def _visit_id(key: str) -> AppointmentId:
    return AppointmentId(RecordId(key))
