"""The panels of the window, one of them in front; each is made, and made anew, here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.live.data_sync import DataSync
from app.ui.panel import Panel
from app.ui.panel_registry import PANELS
from app.ui.shelf_life import part_from
from app.ui.task_runner import TaskRunner


class PanelStack(QStackedWidget):
    """Holds the panels by name. made(Panel): one more is there, to be listened to."""

    made = Signal(object)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("panel_stack")
        self._data_sync, self._tasks = data_sync, tasks
        self._entries = {entry.name: entry for entry in PANELS}
        self._panels: dict[str, Panel] = {}

    def fill(self) -> None:
        """Make every panel of the registry."""
        for entry in PANELS:
            panel = self._panels[entry.name] = entry.make(self._data_sync, self._tasks)
            self.addWidget(panel)
            self.made.emit(panel)

    def __getitem__(self, name: str) -> Panel:
        return self._panels[name]

    def __iter__(self) -> Iterator[Panel]:
        return iter(tuple(self._panels.values()))

    @property
    def front(self) -> str:
        """The name of the panel in front."""
        shown = self.currentWidget()
        return next(name for name, panel in self._panels.items() if panel is shown)

    def that(self, holds: Callable[[Panel], bool]) -> Panel | None:
        """The first panel of which this is true, in the order of the rail."""
        return next((panel for panel in self if holds(panel)), None)

    def name_of(self, panel: Panel) -> str:
        """What a panel is called in the registry."""
        return next(name for name, one in self._panels.items() if one is panel)

    def bring(self, name: str) -> None:
        """Put a panel in front."""
        self.setCurrentWidget(self._panels[name])

    def renew(self, name: str) -> None:
        """Put a panel that holds nothing in the place of one that was out of sight for long."""
        old = self._panels[name]
        fresh = self._entries[name].make(self._data_sync, self._tasks)
        fresh.go_back_to(old.place())
        self._panels[name] = fresh
        self.insertWidget(self.indexOf(old), fresh)
        self.removeWidget(old)
        self.made.emit(fresh)
        part_from(old)
