"""Calendar and list of the same day behind one face: one selection, one set of wishes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.appointment import Appointment
from app.domain.day_visit import DayVisit
from app.services.appointments import Slot
from app.services.day import DaySchedule
from app.ui.panels.appointments.calendar_day import calendar_day, empty_day
from app.ui.panels.appointments.day_list import DayList
from app.ui.panels.appointments.places import Places, Split
from app.ui.panels.appointments.visit_actions import moved_visit
from app.ui.permitted import Permits
from app.ui.widgets.calendar import DayCalendar
from app.ui.widgets.calendar_values import Ghost


class DayViews(QStackedWidget):
    """opened(visit id), menu_requested(visit id, place), moved(visit, Slot),
    booking_requested(Ghost): what people wish for in either view. refused(visit or None, column):
    the acting role may not do what was begun there."""

    opened = Signal(str)
    menu_requested = Signal(str, QPoint)
    moved = Signal(object, object)
    booking_requested = Signal(object)
    refused = Signal(object, str)

    def __init__(self, permits: Permits | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._permits = permits
        self.setObjectName("day_views")
        self.calendar = DayCalendar()
        self.day_list = DayList()
        self._schedule: DaySchedule | None = None
        self._split = Split.PROVIDERS
        self._lifted: DayVisit | None = None
        for view in (self.calendar, self.day_list):
            self.addWidget(view)
        canvas = self.calendar.canvas
        canvas.lifted.connect(self._on_lifted)
        canvas.move_requested.connect(self._on_move_requested)
        canvas.booking_requested.connect(self.booking_requested)
        canvas.refused.connect(self._on_refused)
        for view in (canvas, self.day_list):
            view.visit_selected.connect(self._on_selected)
            view.visit_opened.connect(self.opened)
            view.menu_requested.connect(self.menu_requested)

    @property
    def shows_list(self) -> bool:
        """Whether the list is in front."""
        return self.currentIndex() == 1

    @property
    def selected(self) -> DayVisit | None:
        """The visit that keys and menu act on."""
        canvas = self.calendar.canvas
        return self.visit(self.day_list.selected if self.shows_list else canvas.selected)

    def visit(self, key: str) -> DayVisit | None:
        """A visit of the shown day."""
        visits = self._schedule.visits if self._schedule else ()
        return next((visit for visit in visits if visit.id == key), None)

    @property
    def places(self) -> Places | None:
        """What the places of the calendar mean; None until a day was read."""
        return Places(self._schedule, self._split) if self._schedule else None

    @property
    def split(self) -> Split:
        """What the calendar has a column for."""
        return self._split

    def set_split(self, split: Split) -> None:
        """Give the calendar other columns; the visit that was marked stays so."""
        if split is self._split:
            return
        marked = self.calendar.canvas.selected
        self.calendar.canvas.cancel()
        self._split = split
        if self._schedule is not None:
            self.set_schedule(self._schedule)
            self.calendar.canvas.select_visit(marked)

    def set_schedule(self, schedule: DaySchedule) -> None:
        """Show a day, or a week, in both views."""
        self._schedule = schedule
        self.calendar.set_day(calendar_day(schedule, self._permits, self._split))
        self.day_list.set_schedule(schedule)

    def clear_day(self) -> None:
        """Another day is wanted: no visit of the day before may be seen or acted on."""
        self._schedule = self._lifted = None
        canvas = self.calendar.canvas
        canvas.cancel()
        if canvas.day is not None:
            self.calendar.set_day(empty_day(canvas.day))
        self.calendar.set_now(None)
        self.day_list.clear_day()

    def place_moved(self, moved: Appointment) -> None:
        """A move made here was saved: show it at once, and let the next one build on it."""
        if self._lifted is not None and self._lifted.id == moved.id:
            self._lifted = moved_visit(self._lifted, moved)
        schedule = self._schedule
        if schedule is not None:
            visits = (moved_visit(v, moved) if v.id == moved.id else v for v in schedule.visits)
            inside = (
                v
                for v in visits
                if v.starts_at < schedule.ends_at and v.ends_at > schedule.begins_at
            )
            placed = tuple(sorted(inside, key=lambda v: (v.starts_at, v.patient_name, v.id)))
            self.set_schedule(replace(schedule, visits=placed))

    def set_now(self, now: datetime) -> None:
        """Move the now line, of which another day has none, and count the minutes of who waits."""
        self.day_list.set_now(now)
        places = self.places
        if places is not None:
            found = places.now(now)
            self.calendar.set_now(*(found or (None, "")))

    def select(self, key: str) -> None:
        """Select a visit in both views."""
        self.calendar.canvas.select_visit(key)
        self.day_list.select_visit(key)

    def show_list(self, *, as_list: bool) -> None:
        """Bring one of the views to the front."""
        self.setCurrentIndex(1 if as_list else 0)
        self.take_focus()

    def take_focus(self) -> None:
        """Give the keyboard to the view in front."""
        view = self.day_list if self.shows_list else self.calendar.canvas
        view.setFocus(Qt.FocusReason.OtherFocusReason)

    def preview(self, slot: Slot | None) -> None:
        """Show where a booking that is being written would stand."""
        canvas, day = self.calendar.canvas, self.calendar.canvas.day
        if canvas.is_busy or day is None:
            return
        places = self.places
        ghost = places.ghost_of(slot) if slot is not None and places is not None else None
        if ghost is None or day.place_of(ghost.column) < 0:
            canvas.settle()
            return
        canvas.set_ghost(ghost if day.axis.first <= ghost.start < day.axis.last else None)

    def _on_selected(self, key: str) -> None:
        if self.shows_list:
            self.calendar.canvas.select_visit(key)
        else:
            self.day_list.select_visit(key)

    def _on_refused(self, key: str, column: str) -> None:
        self.refused.emit(self.visit(key) if key else None, column)

    def _on_lifted(self, key: str) -> None:
        # What the person saw when they took it up: a move elsewhere since then is not undone.
        self._lifted = self.visit(key)

    def _on_move_requested(self, ghost: Ghost) -> None:
        visit, places = self._lifted, self.places
        if visit is None or visit.id != ghost.key:
            visit = self.visit(ghost.key)
        if visit is None or places is None:
            self.calendar.canvas.settle()
            return
        self.moved.emit(visit, places.slot_of(visit, ghost))
