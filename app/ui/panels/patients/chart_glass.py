"""The Patients panel's broken glass: states the reason, tells until when, and ends by itself."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.live.data_sync import DataSync
from app.ui.break_glass import BreakGlassSheet, GlassWatch
from app.ui.task_runner import TaskRunner


class ChartGlass(QObject):
    """opened(patient_id) and ended(patient_id): what may be seen of them has changed."""

    opened = Signal(str)
    ended = Signal(str)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, window: QWidget) -> None:
        super().__init__(window)
        self._data_sync, self._tasks, self._window = data_sync, tasks, window
        self.watch = GlassWatch(data_sync, self)
        self.watch.ended.connect(self.ended)

    def ask(self, patient_id: str = "", name: str = "") -> BreakGlassSheet:
        """Ask for the reason; without a patient, for the record number too."""
        sheet = BreakGlassSheet(
            self._data_sync, self._tasks, self._window, patient_id=patient_id, name=name
        )
        sheet.broken.connect(self.opened)
        sheet.open()
        return sheet
