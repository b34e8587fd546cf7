"""Which day is wanted and what is known of it: being read, read, or not to be read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.appointment import OCCUPYING
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.day import WEEK_DAYS, DaySchedule, Whose
from app.ui.habits import first_day_of_week

CHOICE_ENTITIES = ("practitioner", "room", "visit_type")
AHEAD_MS = 400
"""Whoever goes through the days step by step is not held up by what is read ahead."""
_CHARTS_AHEAD = 24
_CLOSED = ("block", "holiday", "practitioner_schedule")
_DAY_ENTITIES = ("appointment", "patient", "allergy", "clinic", *CHOICE_ENTITIES, *_CLOSED)


class Wanted(NamedTuple):
    """A day, or with whose, the week around it of a provider or a room."""

    day: date
    whose: Whose | None = None

    @property
    def first(self) -> date:
        """The day its week begins with, where the user lives."""
        begins = first_day_of_week().value
        return self.day - timedelta(days=(self.day.isoweekday() - begins) % WEEK_DAYS)


class DayReading(QObject):
    """Reads the wanted day and keeps it true; a day that is not wanted any more is never told.

    read(DaySchedule): the wanted day, new or changed. left(): another day is wanted and nothing
    is known of it yet. unreadable(Exception): the wanted day could not be read and none is shown.
    failed(Exception): the shown day could not be read again.
    """

    read = Signal(object)
    left = Signal()
    unreadable = Signal(object)
    failed = Signal(object)

    def __init__(self, data_sync: DataSync, day: date, parent: QObject) -> None:
        super().__init__(parent)
        self._data_sync = data_sync
        self._wanted = wanted = Wanted(day)
        self._schedule: DaySchedule | None = None
        self._problem: tuple[Wanted, Exception] | None = None
        self._is_stopped = False
        self._query: LiveQuery[DaySchedule] = LiveQuery(
            data_sync.feed, self._fetch_of(wanted), entities=_DAY_ENTITIES, parent=self
        )
        self._query.value_changed.connect(self._on_value)
        self._ahead = QTimer(self)
        self._ahead.setSingleShot(True)
        self._ahead.setInterval(AHEAD_MS)
        self._ahead.timeout.connect(self._read_ahead)
        self._query.loading_changed.connect(self._on_loading)

    @property
    def day(self) -> date:
        """The wanted day."""
        return self._wanted.day

    @property
    def wanted(self) -> Wanted:
        """The wanted day, and whose week it is where it is one."""
        return self._wanted

    @property
    def schedule(self) -> DaySchedule | None:
        """The wanted day's visits, None until they were read."""
        return self._schedule

    def show(self, day: date) -> None:
        """Want a day; another one than before is unknown until it was read."""
        self._want(self._wanted._replace(day=day))

    def show_week_of(self, whose: Whose | None) -> None:
        """Want the week of a provider or a room, or with None the whole clinic's day."""
        if whose != self._wanted.whose:
            self._want(self._wanted._replace(whose=whose))

    def _want(self, wanted: Wanted) -> None:
        if wanted != self._wanted:
            self._wanted, self._schedule = wanted, None
            self.left.emit()
        self._query.ask(self._fetch_of(wanted))

    def read_again(self) -> None:
        """Read the wanted day now."""
        self._query.ask()

    def refresh(self) -> None:
        """Read the wanted day unless that was done lately."""
        self._query.refresh()

    def stop(self) -> None:
        """Read nothing more."""
        self._is_stopped = True
        self._ahead.stop()
        self._query.stop()

    async def settled(self) -> None:
        """Wait until no read is under way."""
        await self._query.settled()

    def _fetch_of(self, wanted: Wanted) -> Callable[[], Awaitable[DaySchedule]]:
        # A question of its own per day: an answer for the day before is then not told.
        async def fetch() -> DaySchedule:
            self._problem = None
            visits, whose = self._data_sync.appointments, wanted.whose
            try:
                if whose is None:
                    return await visits.day(wanted.day)
                return await visits.week(wanted.day, first=wanted.first, whose=whose)
            except Exception as error:
                self._problem = (wanted, error)
                raise

        return fetch

    def _on_value(self, schedule: DaySchedule) -> None:
        self._schedule = schedule
        self.read.emit(schedule)
        if not self._is_stopped:
            self._ahead.start()

    def _read_ahead(self) -> None:
        """The days beside this one, and the charts of who comes on the next."""
        appointments, day = self._data_sync.appointments, self._wanted.day
        if self._wanted.whose is not None:
            return
        appointments.expect(day + timedelta(days=1), then=self._read_charts_ahead)
        appointments.expect(day - timedelta(days=1))

    def _read_charts_ahead(self, schedule: DaySchedule) -> None:
        if self._is_stopped:
            return
        held = [visit for visit in schedule.visits if visit.status in OCCUPYING]
        for visit in held[:_CHARTS_AHEAD]:
            self._data_sync.patients.expect(visit.patient_id)

    def _on_loading(self, is_loading: bool) -> None:
        if is_loading or self._is_stopped:
            return
        if self._problem is not None and self._problem[0] == self._wanted:
            signal = self.failed if self._schedule is not None else self.unreadable
            signal.emit(self._problem[1])
        elif self._schedule is None:
            self._tell_again()

    def _tell_again(self) -> None:
        """Coming back to a day that did not change gives an answer the query does not repeat."""
        schedule = self._query.value
        wanted = self._wanted
        if schedule is not None and (schedule.day, schedule.whose) == wanted:
            self._on_value(schedule)
