"""What the acting role may do with the day's visits, and the reason where it may not."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.day_visit import DayVisit
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.ui.break_glass import BreakGlassSheet, GlassWatch
from app.ui.panels.appointments.calendar_day import why_not_in
from app.ui.panels.appointments.day_header import DayHeader
from app.ui.panels.appointments.places import Places
from app.ui.panels.appointments.visit_keys import MenuWhys
from app.ui.permitted import Permits, WhyLine
from app.ui.task_runner import TaskRunner
from app.ui.widgets.calendar_values import CalendarDay, Ghost


class DayPermits(QObject):
    """Answers the panel, and refuses in words where it must (said).

    glass_turned(): what may be seen of a patient of the day has changed.
    """

    said = Signal(str)
    glass_turned = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, window: QWidget) -> None:
        super().__init__(window)
        self._places: Callable[[], Places | None] = lambda: None
        self._data_sync, self._tasks, self._window = data_sync, tasks, window
        self.permits = Permits(data_sync)
        self.line = WhyLine(name="appointments_why")
        """Stands below the head where the role books nothing."""
        self.watch = GlassWatch(data_sync, self)
        self.watch.ended.connect(self._on_turned)

    def read_places(self, places: Callable[[], Places | None]) -> None:
        """Say what the columns of the calendar mean, whenever that is asked."""
        self._places = places

    def show_in(self, header: DayHeader) -> None:
        """Say at the head of the panel whether anything can be booked."""
        why = self.permits.why_not_book()
        header.show_why(why)
        self.line.say(why)

    def refuse(self, visit: DayVisit | None, column: str) -> None:
        """Say why a visit may not be taken up, or a column's free time not be given away."""
        if visit is not None:
            practitioner = visit.practitioner_id
            self.said.emit(self.permits.why_not_visit(Permission.SCHEDULE_EDIT, practitioner))
        else:
            self.said.emit(self._why_not_in(column))

    def refuses_booking(self, place: Ghost | None) -> bool:
        """Whether nothing may be booked there by this role; says so."""
        why = self.permits.why_not_book() or (self._why_not_in(place.column) if place else "")
        if why:
            self.said.emit(why)
        return bool(why)

    def menu_whys(self, visit: DayVisit) -> MenuWhys:
        """Why the entries of a visit's menu may not be chosen."""
        return MenuWhys(
            step=self.permits.why_not_visit(Permission.SCHEDULE_CHECK_IN, visit.practitioner_id),
            confirm=self.permits.why_not_visit(Permission.SCHEDULE_EDIT, visit.practitioner_id),
        )

    def own_place(self, place: Ghost | None, day: CalendarDay | None) -> Ghost | None:
        """Where a new booking may go: the wanted place, or its time in one's own column."""
        if place is None or day is None or not self._why_not_in(place.column):
            return place
        own = next((one.key for one in day.columns if one.is_bookable), None)
        return None if own is None else place._replace(column=own)

    def ask_reason(self, patient_id: str, name: str) -> BreakGlassSheet:
        """Ask why somebody must see what they are not shown of a patient of the day."""
        sheet = BreakGlassSheet(
            self._data_sync, self._tasks, self._window, patient_id=patient_id, name=name
        )
        sheet.broken.connect(self._on_turned)
        sheet.open()
        return sheet

    def _why_not_in(self, column: str) -> str:
        places = self._places()
        if places is None:
            return self.permits.why_not_book()
        return why_not_in(self.permits, places, column)

    def _on_turned(self, _patient_id: str) -> None:
        self.glass_turned.emit()
