"""Saving a day as a calendar file: asked where to, noted in the trail, then written."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.domain.ids import PractitionerId, RecordId
from app.domain.permissions import Permission
from app.domain.staff import Practitioner
from app.live.data_sync import DataSync
from app.services.calendar_days import CalendarDay, as_file
from app.ui.commands import command
from app.ui.models.day_words import said
from app.ui.new_files import new_file
from app.ui.panels.appointments.day_reading import DayReading
from app.ui.permitted import Permits, permit
from app.ui.task_runner import TaskRunner


class CalendarSaving(QObject):
    """Writes the shown day as an iCalendar file, of all providers or of one.

    said(words): what became of it.
    """

    said = Signal(str)

    def __init__(
        self, data_sync: DataSync, tasks: TaskRunner, panel: QWidget, reading: DayReading
    ) -> None:
        super().__init__(panel)
        self._data_sync, self._tasks, self._panel = data_sync, tasks, panel
        self._reading = reading
        self._permits = Permits(data_sync)
        words = said("Save the day as a calendar file")
        command(panel, "save_calendar", words, self.ask, icon="download")

    def offer_in(self, menu: QMenu, practitioners: Sequence[Practitioner]) -> None:
        """Add everybody's file and each provider's to a menu."""
        below = menu.addMenu(said("Calendar file"))
        below.setObjectName("calendar_file_menu")
        entries: list[tuple[str, Callable[[], object]]] = [(said("All providers"), self.ask)]
        for one in practitioners:
            key = PractitionerId(RecordId(one.id))
            entries.append((one.display_name, partial(self.ask, key)))
        why = self._permits.why_not(Permission.SCHEDULE_PRINT)
        for words, act in entries:
            entry = QAction(words, below)
            entry.triggered.connect(partial(_chosen, act))
            below.addAction(entry)
            permit(entry, why)

    def ask(self, practitioner_id: PractitionerId | None = None) -> QFileDialog | None:
        """Ask for the file's place, or say why nobody may write it."""
        why = self._permits.why_not(Permission.SCHEDULE_PRINT)
        if why:
            self.said.emit(why)
            return None
        day = self._reading.day
        dialog = QFileDialog(self._panel, said("Save as a calendar file"))
        dialog.setObjectName("calendar_file_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("ics")
        dialog.setNameFilter(said("Calendar files (*.ics)"))
        dialog.selectFile(f"appointments-{day.isoformat()}.ics")
        dialog.fileSelected.connect(partial(self.write, practitioner_id=practitioner_id))
        dialog.open()
        return dialog

    def write(self, place: str, *, practitioner_id: PractitionerId | None = None) -> None:
        """Write the day into a new file."""
        found = self._data_sync.appointments.calendar_day(
            self._reading.day, practitioner_id=practitioner_id, untitled=said("Visit")
        )

        async def written() -> tuple[str, int]:
            day = await found
            return await self._write(Path(place), day), len(day.events)

        self._tasks.start(written(), done=self._on_written)

    async def _write(self, place: Path, day: CalendarDay) -> str:
        made_at = self._data_sync.clock.now()
        data = await asyncio.to_thread(lambda: as_file(day, made_at=made_at))
        # In the trail first: a place that cannot be had is no export, an event not written neither.
        with new_file(place) as descriptor, os.fdopen(descriptor, "wb") as file:
            await self._data_sync.appointments.note_calendar_day(day)
            file.write(data)
        return place.name

    def _on_written(self, outcome: tuple[str, int]) -> None:
        name, count = outcome
        words = said("{0} was written: {1} appointments, without patients.")
        if count == 1:
            words = said("{0} was written: 1 appointment, without its patient.")
        self.said.emit(words.format(name, f"{count:,}"))


def _chosen(act: Callable[[], object], _checked: bool = False) -> None:
    act()
