"""Marks who waits without insurance, before the visit instead of after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QObject, Signal

from app.domain.changes import ChangeSet
from app.domain.day_visit import DayVisit
from app.domain.ids import PatientId
from app.live.data_sync import DataSync
from app.ui.task_runner import TaskRunner


class InsuranceMarks(QObject):
    """Looks at the policies of who waits. known(): `uninsured` is another set now."""

    known = Signal()

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._data_sync, self._tasks = data_sync, tasks
        self._asked: tuple[date, frozenset[PatientId]] | None = None
        self.uninsured: frozenset[PatientId] = frozenset()
        data_sync.feed.changed.connect(self._on_changed)

    def look_at(self, waiting: Iterable[DayVisit], on: date) -> None:
        """These wait on this day: look, unless that was done."""
        asked = on, frozenset(visit.patient_id for visit in waiting)
        if asked != self._asked:
            self._asked = asked
            self._look()

    def _look(self) -> None:
        asked = self._asked
        if asked is None:
            return
        on, whose = asked

        def show(found: frozenset[PatientId]) -> None:
            if asked == self._asked and found != self.uninsured:
                self.uninsured = found
                self.known.emit()

        self._tasks.start(self._data_sync.appointments.uninsured(whose, on), done=show)

    def _on_changed(self, changes: ChangeSet) -> None:
        if any(one.entity in ("coverage", "patient_merge") for one in changes.changes):
            self._look()
