"""The day on paper or as a calendar file: whose, a look at the sheets, and then out."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.ids import PractitionerId, RecordId
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.services.day_list import DayList
from app.ui.commands import command
from app.ui.models.day_words import said
from app.ui.panels.appointments.calendar_saving import CalendarSaving
from app.ui.panels.appointments.day_reading import DayReading
from app.ui.panels.appointments.day_views import DayViews
from app.ui.permitted import Permits, permit
from app.ui.printing.day_list import day_list_paper
from app.ui.printing.preview import PrintPreview
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button


class DayPrinting(QObject):
    """Prints the day the panel shows.

    said(words): what became of it.
    """

    said = Signal(str)

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        panel: QWidget,
        *,
        reading: DayReading,
        views: DayViews,
    ) -> None:
        super().__init__(panel)
        self._data_sync, self._tasks, self._panel = data_sync, tasks, panel
        self._reading, self._views = reading, views
        self._permits = Permits(data_sync)
        self.calendar = CalendarSaving(data_sync, tasks, panel, reading)
        self.calendar.said.connect(self.said)
        words = said("Print the day sheet")
        command(panel, "print_day", words, self.print_all, keys=["Ctrl+P"], icon="printer")

    def offer(self, button: Button) -> QMenu:
        """Sheets and calendar files, everybody's or one provider's, in a menu below the button."""
        menu = QMenu(button)
        menu.setObjectName("print_day_menu")
        menu.aboutToHide.connect(menu.deleteLater)
        why = self._permits.why_not(Permission.SCHEDULE_PRINT)
        everybody = QAction(said("Day sheets of all providers"), menu)
        everybody.triggered.connect(lambda _checked=False: self.print_all())
        menu.addAction(everybody)
        menu.addSeparator()
        places = self._views.places
        practitioners = places.schedule.practitioners if places else ()
        for one in practitioners:
            entry = QAction(one.display_name, menu)
            key = PractitionerId(RecordId(one.id))
            entry.triggered.connect(lambda _checked=False, key=key: self.print_of(key))
            menu.addAction(entry)
        for entry in menu.actions():
            if not entry.isSeparator():
                permit(entry, why)
        menu.addSeparator()
        self.calendar.offer_in(menu, practitioners)
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))
        return menu

    def print_all(self) -> None:
        """Ctrl+P: show every provider's sheet of the day before it is printed."""
        self.print_of(None)

    def print_of(self, practitioner_id: PractitionerId | None) -> None:
        """Show one provider's sheet, or with None everybody's, before it is printed."""
        why = self._permits.why_not(Permission.SCHEDULE_PRINT)
        if why:
            self.said.emit(why)
            return
        sheets = self._data_sync.appointments.day_list(
            self._reading.day, practitioner_id=practitioner_id
        )
        self._tasks.start(sheets, done=self._preview)

    def _preview(self, found: DayList) -> None:
        async def hand_out(is_file: bool) -> None:
            await self._data_sync.appointments.note_day_list(found, is_file=is_file)

        preview = PrintPreview(
            day_list_paper(found),
            file_name=f"day-sheet-{found.day.isoformat()}",
            hand_out=hand_out,
            tasks=self._tasks,
            parent=self._panel,
        )
        preview.said.connect(self.said)
        preview.open()
