"""The Appointments panel: puts head, calendar, list, overview and form together."""

from __future__ import annotations

from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from app.domain.appointment import Appointment
from app.domain.changes import ChangeSet
from app.domain.ids import AppointmentId, RecordId
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.appointments import Slot
from app.services.day import DaySchedule
from app.services.staff import BookingChoices
from app.ui.commands import command
from app.ui.error_presenter import words_for
from app.ui.models.day_words import said
from app.ui.panel import Panel
from app.ui.panels.appointments.booking_form import BookingForm
from app.ui.panels.appointments.booking_values import day_of, shown_day
from app.ui.panels.appointments.call_lists import CallLists
from app.ui.panels.appointments.day_header import DayHeader
from app.ui.panels.appointments.day_list import remember_list
from app.ui.panels.appointments.day_menus import DayMenus
from app.ui.panels.appointments.day_permits import DayPermits
from app.ui.panels.appointments.day_printing import DayPrinting
from app.ui.panels.appointments.day_reading import CHOICE_ENTITIES, DayReading
from app.ui.panels.appointments.day_views import DayViews
from app.ui.panels.appointments.double_bookings import DoubleBookings
from app.ui.panels.appointments.form_opening import FormOpening
from app.ui.panels.appointments.overview import Overview
from app.ui.panels.appointments.pages import Pages
from app.ui.panels.appointments.panel_drafts import PanelDrafts
from app.ui.panels.appointments.question_bar import QuestionBar
from app.ui.panels.appointments.typed_times import is_in_reach, last_day
from app.ui.panels.appointments.view_choice import CALLS, ViewChoice
from app.ui.panels.appointments.visit_actions import VisitActions
from app.ui.panels.appointments.visit_keys import MenuWishes, bind_day_keys, bind_visit_keys
from app.ui.panels.appointments.visit_wishes import VisitWishes, pay_for
from app.ui.panels.appointments.wait_offer import WaitOffer
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import GAP
from app.ui.widgets.empty_state import ListStates

_TICK_MS = 10_000


class AppointmentsPanel(Panel):
    """The clinic's day. `opened()` starts reading; `book_for(id)` begins a booking."""

    shows = frozenset({"appointment"})
    begins = frozenset({"appointment", "recall"})

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(name="appointments_panel", parent=parent)
        self.setAccessibleName(said("Appointments"))
        self._data_sync, self._tasks = data_sync, tasks
        self._selects, self._scrolls = "", True
        self._had_focus = self._is_stopped = False
        self.header = DayHeader()
        self.bar = QuestionBar(name="visit_question")
        self.permits = DayPermits(data_sync, tasks, self)
        self.views = DayViews(self.permits.permits)
        self.permits.read_places(lambda: self.views.places)
        self.view_choice = ViewChoice(data_sync, self)
        remember_list(self.views.day_list, data_sync.preferences)
        self.states = ListStates(self.views, name="day_state")
        self.overview = Overview(data_sync, tasks, self.bar)
        self.double_bookings = DoubleBookings(data_sync, tasks)
        self.overview.put_first(self.double_bookings)
        self.form = BookingForm(data_sync, tasks)
        self.visit_actions = VisitActions(data_sync, tasks, self.bar, self)
        self._reading = DayReading(data_sync, self._today(), self)
        self._forms = FormOpening(
            data_sync,
            tasks,
            form=self.form,
            views=self.views,
            permits=self.permits,
            day=lambda: self._reading.day,
        )
        self._forms.opening.connect(self.overview.hide)
        calls = partial(CallLists, data_sync, tasks, self.visit_actions)
        self.pages = Pages(self.states, self.overview, calls)
        self._drafts = PanelDrafts(self._forms, self.pages, self.overview, self.view_choice)
        self.offer = WaitOffer(data_sync, tasks)
        self._wishes = VisitWishes(self.views, self.form, self.visit_actions)
        actions, chart = self.visit_actions, self.patient_requested.emit
        wishes = MenuWishes(self._forms.open, actions.step, actions.confirm, chart)
        self.menus = DayMenus(self.views, self.permits, wishes, self.start_new)
        self.printing = DayPrinting(data_sync, tasks, self, reading=self._reading, views=self.views)
        self._choices: LiveQuery[BookingChoices] = LiveQuery(
            data_sync.feed, data_sync.staff.booking_choices, entities=CHOICE_ENTITIES, parent=self
        )
        self._timer = QTimer(self)
        self._build()
        self._connect_reading()
        self._connect_wishes()
        self._connect_keys()

    def opened(self) -> None:
        """The panel came to the front: read what was never read, and take the keyboard."""
        if self._reading.schedule is None:
            self.states.set_loading(True)
            self.view_choice.restore()
            self._on_view_changed()
        self._reading.refresh()
        self.permits.show_in(self.header)
        self.overview.walk_ins.opened()
        if self._choices.value is None:
            self.double_bookings.query.ask()
        self._choices.refresh()
        self._timer.start()
        self._on_tick()
        if not self.form.is_open:
            self.views.take_focus()

    def start_new(self) -> None:
        """Ctrl+N: a new appointment where the cursor stands."""
        self.book_for("")

    def show_record(self, entity: str, record_id: str) -> None:  # noqa: ARG002 (of one kind)
        """Go to a visit's day and mark it."""
        found = self._data_sync.appointments.get(AppointmentId(RecordId(record_id)))
        self._tasks.start(found, done=lambda one: self.show_day(day_of(one), select=one.id))

    def begin(self, entity: str, patient_id: str) -> None:
        """Book for a patient, or have them called in again."""
        if entity == "recall":
            self.view_choice.choose(CALLS)
            self.calls.add_recall(patient_id)
        else:
            self.book_for(patient_id)

    def book_for(self, patient_id: str) -> None:
        """Book for a patient chosen elsewhere."""
        self._forms.book_for(patient_id)

    def focus_filter(self) -> None:
        """Ctrl+F: a day is narrowed by its providers; put the keyboard on it."""
        self.views.take_focus()

    def close_side(self) -> bool:
        """Esc: take away a question, then the form."""
        if self.pages.close_side():
            return True
        if self.bar.is_open:
            self.bar.dismiss()
        elif self.form.is_open:
            self.form.close_guarded()
        else:
            return False
        return True

    def ask_unsaved(self) -> None:
        """The window wants to close: other questions give way to the one about typed text."""
        self.bar.dismiss()
        self.form.close_guarded()

    def has_unsaved(self) -> bool:
        """Whether a form holds text that is not saved."""
        return self._drafts.is_typed

    async def keep_drafts(self) -> None:
        """Keep what is typed in the forms."""
        await self._drafts.keep()

    def open_draft(self, form: str, subject: str) -> bool:
        """Open one of the forms again about what it was about."""
        return self._drafts.open(form, subject)

    def show_day(self, day: date, *, select: str = "") -> None:
        """Go to a day, and to one visit of it; a day nobody can book is refused in words."""
        today = self._today()
        if not is_in_reach(day, today):
            words = said("The calendar reaches to {0}.")
            self.said.emit(words.format(shown_day(last_day(today))))
            return
        self._selects = select
        if day != self._reading.day:
            self._scrolls = not select
            self.bar.dismiss()
        elif select and self.views.visit(select):
            # The same day gives the same answer, which is not told again.
            self.views.select(select)
            self._selects = ""
        self._reading.show(day)
        self._name_day()

    def stop(self) -> None:
        """The window closes: read nothing more."""
        self._is_stopped = True
        self._timer.stop()
        queries = (self.permits.watch, self.double_bookings.query, self._reading, self._choices)
        for part in (self.form, *queries, self.pages, self.overview):
            part.stop()

    async def settled(self) -> None:
        """Wait until what is shown is what is stored."""
        await self._choices.settled()
        await self._reading.settled()

    @property
    def calls(self) -> CallLists:
        """The lists of whom to call."""
        return self.pages.calls

    @property
    def schedule(self) -> DaySchedule | None:
        """The day on screen, None until it was read."""
        return self._reading.schedule

    def _on_left(self) -> None:
        """Another day is wanted: the one before must not stand under its name."""
        focus = QApplication.focusWidget()
        self._had_focus = focus is not None and self.states.isAncestorOf(focus)
        self.views.clear_day()
        self._show_content()
        self.states.set_loading(True)
        self.header.show_counts(None)
        self.double_bookings.clear()
        self.overview.clear()

    def _on_schedule(self, schedule: DaySchedule) -> None:
        self.views.set_schedule(schedule)
        self._on_tick()  # before the keyboard comes back: it begins at the present minute
        self._show_content()
        self.double_bookings.show_day(schedule)
        self.overview.show_visits(schedule.visits, self._data_sync.clock.now())
        held = [visit for visit in schedule.visits if visit.status != "cancelled"]
        self.header.show_counts((len(held), len(schedule.practitioners)))
        if self._scrolls:
            self._scrolls = False
            self.views.calendar.scroll_to_start()
        if self._selects and self.views.visit(self._selects):
            self.views.select(self._selects)
            self._selects = ""

    def _show_content(self) -> None:
        takes_it_back = self._had_focus and self.states.is_untouched
        self.states.show_content()
        if takes_it_back and not self.form.is_open:
            self.views.take_focus()

    def _on_unreadable(self, error: Exception) -> None:
        self.states.show_state(
            "triangle-alert",
            said("This day could not be read."),
            words_for(error),
            action=said("Try again"),
        )

    def _on_try_again(self) -> None:
        self._had_focus = True
        self.states.set_loading(True)
        self._reading.read_again()

    def _on_changed(self, change_set: ChangeSet) -> None:
        if self._is_stopped:
            return
        if change_set.pending_changed and not change_set.touches("appointment"):
            # A settled queue takes the waiting marks away without touching a visit.
            self._reading.read_again()
        if change_set.entities & {"appointment", "patient", "allergy", "break_glass"}:
            self.form.refresh()

    def _on_tick(self) -> None:
        now = self._data_sync.clock.now()
        self._name_day()
        self.views.set_now(now)
        self.overview.tick(now)

    def _today(self) -> date:
        zone = ZoneInfo(self._data_sync.clinic.zone)
        return self._data_sync.clock.now().astimezone(zone).date()

    def _name_day(self) -> None:
        wanted = self._reading.wanted
        first = wanted.first if wanted.whose else None
        self.header.show_day(wanted.day, today=self._today(), first=first)

    def _on_view_changed(self) -> None:
        """Another view is in front: ask for what it shows, and give it the keyboard."""
        choice = self.view_choice
        self._reading.show_week_of(choice.whose)
        self.views.set_split(choice.split)
        self.header.show_view(choice)
        self._name_day()
        self._on_tick()
        is_new = self.pages.show_calls(calls=choice.is_calls)
        if not choice.is_calls and (is_new or self.views.shows_list != choice.is_list):
            self.views.show_list(as_list=choice.is_list)

    def _on_form_closed(self) -> None:
        self.overview.show()
        self.views.take_focus()

    def _on_form_saved(self, visit_id: str, words: str) -> None:
        if self.views.visit(visit_id):
            self.views.select(visit_id)
        else:
            self._selects = visit_id
        self.double_bookings.settle_moved(visit_id)
        self.said.emit(words)

    def _on_visit_moved(self, visit: Appointment) -> None:
        self.views.place_moved(visit)
        self.double_bookings.settle_moved(visit.id)

    def _on_form_slot(self, slot: Slot | None) -> None:
        if not self.form.visit_id:
            self.views.preview(slot)

    def _build(self) -> None:
        self._name_day()
        for part in (self.header, self.permits.line, self.bar, self.offer):
            self.page.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.pages, 1)
        row.addWidget(self.form)
        self.page.addLayout(row, 1)
        self.form.hide()

    def _connect_reading(self) -> None:
        self._reading.read.connect(self._on_schedule)
        self._reading.left.connect(self._on_left)
        self._reading.unreadable.connect(self._on_unreadable)
        self._reading.failed.connect(self._tasks.failed)
        self.states.state.action_requested.connect(self._on_try_again)
        for taker in (self.form, self.view_choice, self.pages, self.overview.walk_ins):
            self._choices.value_changed.connect(taker.set_choices)
        self._choices.failed.connect(self._tasks.failed)
        self._data_sync.feed.changed.connect(self._on_changed)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    def _connect_wishes(self) -> None:
        speakers = (self.view_choice, self.permits, self.offer, self.double_bookings)
        doers = (self.visit_actions, self.pages, self.overview.walk_ins)
        for part in (*speakers, self.printing, *doers):
            part.said.connect(self.said)
        for part in doers:
            part.did.connect(self.did)
        for part in (self.form, self.overview.walk_ins):
            part.chart_wished.connect(self.patient_requested)
        self.header.day_wished.connect(self.show_day)
        self.header.view_wished.connect(self.view_choice.choose)
        self.header.week_wished.connect(self.view_choice.show_week_of)
        self.view_choice.changed.connect(self._on_view_changed)
        self.header.new_wished.connect(self.start_new)
        self.header.print_wished.connect(self.printing.offer)
        self.views.moved.connect(self.visit_actions.move)
        self.views.refused.connect(self.permits.refuse)
        self.permits.glass_turned.connect(self._reading.read_again)
        self.permits.glass_turned.connect(self.form.refresh)
        self.form.reason_wished.connect(self.permits.ask_reason)
        self.views.booking_requested.connect(self._forms.book_at)
        self.views.opened.connect(self._forms.open)
        self.overview.visit_wished.connect(self.views.select)
        self.overview.conflicts_wished.connect(self.conflicts_requested)
        self.visit_actions.moved.connect(self._on_visit_moved)
        self.visit_actions.freed.connect(self.offer.look_for)
        self.offer.booked.connect(self._on_form_saved)
        self.pages.visit_wished.connect(self._forms.open)
        self.pages.book_wished.connect(self.book_for)
        self.pages.recall_wished.connect(self._forms.book_recall)
        self.double_bookings.move_wished.connect(self._forms.open)
        self.visit_actions.settled.connect(self.views.calendar.canvas.settle)
        self.bar.closed.connect(self._on_bar_closed)
        self.form.closed.connect(self._on_form_closed)
        self.form.saved.connect(self._on_form_saved)
        self.form.slot_changed.connect(self._on_form_slot)
        self.form.step_wished.connect(self._wishes.step_open)
        self.form.confirmation_wished.connect(self._wishes.confirm_open)

    def _connect_keys(self) -> None:
        bind_visit_keys(
            self.views,
            step=self._wishes.step_marked,
            confirm=self._wishes.confirm_marked,
            new=self.start_new,
            today=lambda: self.show_day(self._today()),
            pay=lambda: pay_for(self, self._data_sync, self._wishes.marked()),
        )
        bind_day_keys(self, self.header.step)
        self.overview.walk_ins.bind_key(self.views)
        words = said("Find next free time")
        command(self, "find_free_time", words, self._forms.find_free, keys=["F3"], icon="search")

    def _on_bar_closed(self) -> None:
        if not self.form.is_open:
            self.views.take_focus()
