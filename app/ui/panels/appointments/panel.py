"""The Appointments panel: puts head, calendar, list, overview and form together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.domain.appointment import Appointment
from app.domain.changes import ChangeSet
from app.domain.ids import AppointmentId, RecordId
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.appointments import DaySchedule, DayVisit, Slot
from app.services.staff import BookingChoices
from app.ui.models.day_words import said
from app.ui.panel import Panel
from app.ui.panels.appointments.booking_form import BookingForm, Opening
from app.ui.panels.appointments.calendar_day import calendar_day
from app.ui.panels.appointments.day_header import DayHeader
from app.ui.panels.appointments.day_list import DayList
from app.ui.panels.appointments.overview import Overview
from app.ui.panels.appointments.question_bar import QuestionBar
from app.ui.panels.appointments.visit_actions import VisitActions
from app.ui.panels.appointments.visit_keys import Key, MenuWishes, bind_keys, slot_menu, visit_menu
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import GAP
from app.ui.widgets.calendar import DayCalendar
from app.ui.widgets.calendar_values import Ghost
from app.ui.widgets.surfaces import Card

_TICK_MS = 10_000
_DAY_ENTITIES = (
    "appointment",
    "patient",
    "practitioner",
    "room",
    "visit_type",
    "allergy",
    "clinic",
)
_CHOICE_ENTITIES = ("practitioner", "room", "visit_type")


class AppointmentsPanel(Panel):
    """The clinic's day. `opened()` starts reading; `book_for(id)` begins a booking."""

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(name="appointments_panel", parent=parent)
        self.setAccessibleName(said("Appointments"))
        self._data_sync, self._tasks = data_sync, tasks
        self._day = self._today()
        self._schedule: DaySchedule | None = None
        self._choices: BookingChoices | None = None
        self._selects = ""
        self._scrolls = True
        self.header = DayHeader()
        self.bar = QuestionBar(name="visit_question")
        self.calendar = DayCalendar()
        self.day_list = DayList()
        self.views = QStackedWidget()
        self.overview = Overview()
        self.form = BookingForm(data_sync, tasks)
        self.actions_on_visits = VisitActions(data_sync, tasks, self.bar, self)
        feed = data_sync.feed
        self._query: LiveQuery[DaySchedule] = LiveQuery(
            feed, self._fetch_of(self._day), entities=_DAY_ENTITIES, parent=self
        )
        self._choices_query: LiveQuery[BookingChoices] = LiveQuery(
            feed, data_sync.staff.booking_choices, entities=_CHOICE_ENTITIES, parent=self
        )
        self._timer = QTimer(self)
        self._build()
        self._connect()
        self._connect_keys()

    # What the window calls

    def opened(self) -> None:
        """The panel came to the front: read what was never read, and take the keyboard."""
        if self._query.value is None:
            self._query.ask()
            self._choices_query.ask()
        self._timer.start()
        self._on_tick()
        if not self.form.is_open:
            self._focus_view()

    def start_new(self) -> None:
        """Ctrl+N: a new appointment where the cursor stands."""
        self._book_at(self.calendar.canvas.new_booking_place())

    def book_for(self, patient_id: str) -> None:
        """Book for a patient chosen elsewhere."""
        self._open_new(self.calendar.canvas.new_booking_place(), patient_id=patient_id)

    def focus_filter(self) -> None:
        """Ctrl+F: the list is narrowed by choosing a day; go there."""
        self._focus_view()

    def close_side(self) -> bool:
        """Esc: take away a question, then the form."""
        if self.bar.is_open:
            self.bar.dismiss()
        elif self.form.is_open:
            self.form.close_guarded()
        else:
            return False
        return True

    def show_day(self, day: date, *, select: str = "") -> None:
        """Go to a day, and to one visit of it."""
        self._selects = select
        if day != self._day:
            self._day = day
            self._scrolls = not select
            self.calendar.canvas.cancel()
            self.bar.dismiss()
        self.header.show_day(day, today=self._today())
        self._query.ask(self._fetch_of(day))

    async def settled(self) -> None:
        """Wait until what is shown is what is stored."""
        await self._choices_query.settled()
        await self._query.settled()

    @property
    def schedule(self) -> DaySchedule | None:
        """The day on screen, None before the first read."""
        return self._schedule

    @property
    def selected_visit(self) -> DayVisit | None:
        """The visit that keys and menu act on."""
        key = self.day_list.selected if self._shows_list() else self.calendar.canvas.selected
        return self._visit(key)

    # Reading

    def _fetch_of(self, day: date) -> Callable[[], Awaitable[DaySchedule]]:
        # A question of its own per day: an answer for the day before is then not shown.
        return lambda: self._data_sync.appointments.day(day)

    def _on_schedule(self, schedule: DaySchedule) -> None:
        if schedule.day != self._day:
            return
        self._schedule = schedule
        self.calendar.set_day(calendar_day(schedule))
        self.day_list.set_schedule(schedule)
        self._on_tick()
        self.overview.show_visits(schedule.visits, self._data_sync.clock.now())
        held = [visit for visit in schedule.visits if visit.status != "cancelled"]
        self.header.show_counts(len(held), len(schedule.practitioners))
        if self._scrolls:
            self._scrolls = False
            self.calendar.scroll_to_start()
        if self._selects:
            self._select(self._selects)
            self._selects = ""

    def _on_choices(self, choices: BookingChoices) -> None:
        self._choices = choices
        self.form.set_choices(choices)

    def _on_changed(self, change_set: ChangeSet) -> None:
        if change_set.pending_changed and not change_set.touches("appointment"):
            # A settled queue takes the waiting marks away without touching a visit.
            self._query.ask()
        if change_set.entities & {"appointment", "patient", "allergy"}:
            self.form.refresh()

    def _on_tick(self) -> None:
        now = self._data_sync.clock.now()
        schedule = self._schedule
        self.header.show_day(self._day, today=self._today())
        if schedule is not None:
            is_now = schedule.begins_at <= now < schedule.ends_at
            elapsed = int((now - schedule.begins_at).total_seconds() // 60)
            self.calendar.set_now(elapsed if is_now else None)
        self.overview.tick(now)

    def _today(self) -> date:
        zone = ZoneInfo(self._data_sync.clinic.zone)
        return self._data_sync.clock.now().astimezone(zone).date()

    # Wishes

    def _on_move_requested(self, ghost: Ghost) -> None:
        visit, day = self._visit(ghost.key), self.calendar.canvas.day
        if visit is None or day is None:
            self.calendar.canvas.settle()
            return
        self.actions_on_visits.move(
            visit,
            starts_at=day.axis.instant(ghost.start),
            column=day.columns[ghost.column].key,
        )

    def _book_at(self, place: Ghost | None) -> None:
        self._open_new(place, patient_id="")

    def _open_new(self, place: Ghost | None, *, patient_id: str) -> None:
        opening = self._opening(place, patient_id)
        self.form.close_guarded(lambda: self._show_form_for(opening))

    def _show_form_for(self, opening: Opening) -> None:
        self._show_form()
        self.form.start_new(opening, self._choices)

    def _opening(self, place: Ghost | None, patient_id: str) -> Opening:
        day = self.calendar.canvas.day
        if place is None or day is None:
            return Opening(day=self._day, patient_id=patient_id)
        swept = self.calendar.canvas.ghost
        return Opening(
            day=self._day,
            start=day.axis.words(place.start),
            length_min=place.length if swept is not None and not swept.key else None,
            practitioner_id=day.columns[place.column].key,
            patient_id=patient_id,
        )

    def _open(self, key: str) -> None:
        if key:
            self._tasks.start(
                self._data_sync.appointments.get(AppointmentId(RecordId(key))),
                done=lambda visit: self.form.close_guarded(lambda: self._show_visit(visit)),
            )

    def _show_visit(self, visit: Appointment) -> None:
        self._show_form()
        self.form.open_visit(visit)

    def _show_form(self) -> None:
        self.overview.hide()
        self.form.show()

    def _on_form_closed(self) -> None:
        self.overview.show()
        self._focus_view()

    def _on_form_saved(self, visit_id: str, words: str) -> None:
        self._selects = visit_id
        self._select(visit_id)
        self.said.emit(words)

    def _on_form_slot(self, slot: Slot | None) -> None:
        """Show on the calendar where the new booking would stand."""
        canvas, day = self.calendar.canvas, self.calendar.canvas.day
        if canvas.is_busy or day is None or self.form.visit_id:
            return
        columns = [column.key for column in day.columns]
        key = (slot.practitioner_id or "") if slot else ""
        if slot is None or key not in columns:
            canvas.settle()
            return
        start = day.axis.minute_of(slot.starts_at)
        inside = day.axis.first <= start < day.axis.last
        ghost = Ghost("", columns.index(key), start, slot.length_min)
        canvas.set_ghost(ghost if inside else None)

    def _with_open_visit(self, status: str) -> None:
        visit = self._visit(self.form.visit_id)
        if visit is not None:
            self.actions_on_visits.step(visit, status)

    def _confirm_open_visit(self, value: str) -> None:
        visit = self._visit(self.form.visit_id)
        if visit is not None:
            wanted = visit.confirmation if value == "none" else value
            self.actions_on_visits.confirm(visit, wanted)

    def _on_menu(self, key: str, place: QPoint) -> None:
        visit = self._visit(key)
        if visit is not None:
            wishes = MenuWishes(
                open=self._open_listed,
                step=self.actions_on_visits.step,
                confirm=self.actions_on_visits.confirm,
                chart=self._show_chart_of,
            )
            visit_menu(self, visit, wishes).popup(place)
        elif not self._shows_list():
            slot_menu(self, said("New appointment here"), self.start_new).popup(place)

    def _open_listed(self, visit: DayVisit) -> None:
        self._open(visit.id)

    def _show_chart_of(self, visit: DayVisit) -> None:
        self.patient_requested.emit(visit.patient_id)

    def _step_selected(self, status: str) -> None:
        visit = self.selected_visit
        if visit is not None:
            self.actions_on_visits.step(visit, status)

    def _confirm_selected(self, value: str) -> None:
        visit = self.selected_visit
        if visit is not None and visit.status in ("booked", "requested"):
            self.actions_on_visits.confirm(visit, value)

    def _take_back_selected(self) -> None:
        visit = self.selected_visit
        if visit is not None:
            self.actions_on_visits.take_back(visit)

    # Views

    def _select(self, key: str) -> None:
        self.calendar.canvas.select_visit(key)
        self.day_list.select_visit(key)

    def _on_selected(self, key: str) -> None:
        """The two views agree on what is selected."""
        if self._shows_list():
            self.calendar.canvas.select_visit(key)
        else:
            self.day_list.select_visit(key)

    def _show_list(self, as_list: bool) -> None:
        self.views.setCurrentIndex(1 if as_list else 0)
        self.header.show_mode(as_list=as_list)
        self._focus_view()

    def _focus_view(self) -> None:
        view = self.day_list if self._shows_list() else self.calendar.canvas
        view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _shows_list(self) -> bool:
        return self.views.currentIndex() == 1

    def _visit(self, key: str) -> DayVisit | None:
        visits = self._schedule.visits if self._schedule else ()
        return next((visit for visit in visits if visit.id == key), None)

    # Building

    def _build(self) -> None:
        self.header.show_day(self._day, today=self._today())
        self.page.addWidget(self.header)
        self.page.addWidget(self.bar)
        card = Card(name="day_card", padding=1)
        self.calendar.setFocusProxy(self.calendar.canvas)
        self.views.setObjectName("day_views")
        for view in (self.calendar, self.day_list):
            self.views.addWidget(view)
        card.body.addWidget(self.views)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(card, 1)
        row.addWidget(self.overview)
        row.addWidget(self.form)
        self.page.addLayout(row, 1)
        self.form.hide()
        self._timer.setInterval(_TICK_MS)

    def _connect(self) -> None:
        self._query.value_changed.connect(self._on_schedule)
        self._query.failed.connect(self._tasks.failed)
        self._choices_query.value_changed.connect(self._on_choices)
        self._choices_query.failed.connect(self._tasks.failed)
        self._data_sync.feed.changed.connect(self._on_changed)
        self._timer.timeout.connect(self._on_tick)
        self.header.day_wished.connect(self.show_day)
        self.header.list_wished.connect(self._show_list)
        self.header.new_wished.connect(self.start_new)
        canvas = self.calendar.canvas
        canvas.move_requested.connect(self._on_move_requested)
        canvas.booking_requested.connect(self._book_at)
        for view in (canvas, self.day_list):
            view.visit_selected.connect(self._on_selected)
            view.visit_opened.connect(self._open)
            view.menu_requested.connect(self._on_menu)
        self.overview.visit_wished.connect(self._select)
        self.actions_on_visits.said.connect(self.said)
        self.actions_on_visits.settled.connect(canvas.settle)
        self.bar.closed.connect(self._on_form_closed_bar)
        self.form.closed.connect(self._on_form_closed)
        self.form.saved.connect(self._on_form_saved)
        self.form.slot_changed.connect(self._on_form_slot)
        self.form.step_wished.connect(self._with_open_visit)
        self.form.confirmation_wished.connect(self._confirm_open_visit)
        self.form.chart_wished.connect(self.patient_requested)

    def _on_form_closed_bar(self) -> None:
        if not self.form.is_open:
            self._focus_view()

    def _connect_keys(self) -> None:
        bind_keys(
            self.views,
            (
                Key("arrived", said("Arrived"), ("A",), lambda: self._step_selected("arrived")),
                Key("in_room", said("In room"), ("R",), lambda: self._step_selected("in_room")),
                Key(
                    "completed", said("Completed"), ("C",), lambda: self._step_selected("completed")
                ),
                Key("no_show", said("No-show"), ("X",), lambda: self._step_selected("no_show")),
                Key(
                    "cancel",
                    said("Cancel visit"),
                    ("Del",),
                    lambda: self._step_selected("cancelled"),
                ),
                Key("back", said("Step back"), ("B",), self._take_back_selected),
                Key(
                    "confirmed",
                    said("Confirmed"),
                    ("F",),
                    lambda: self._confirm_selected("confirmed"),
                ),
                Key(
                    "message",
                    said("Left message"),
                    ("M",),
                    lambda: self._confirm_selected("left_message"),
                ),
                Key("new", said("New appointment"), ("N",), self.start_new),
                Key("today", said("Today"), ("T",), lambda: self.show_day(self._today())),
            ),
        )
        for keys, days in (
            ("Alt+Left", -1),
            ("Ctrl+PgUp", -1),
            ("Alt+Right", 1),
            ("Ctrl+PgDown", 1),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda days=days: self.header.step(days))
