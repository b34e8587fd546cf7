"""The panels of the window, one of them in front; each is made when it is wanted, and anew, here.

A window with all its panels takes ten times as long to make as one with the panel somebody opens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.live.data_sync import DataSync
from app.ui.panel import Panel
from app.ui.panel_registry import PANELS, PanelEntry
from app.ui.shelf_life import part_from
from app.ui.task_runner import TaskRunner


class PanelStack(QStackedWidget):
    """Holds the panels by name; asking for one makes it. Iterating goes over those that are made.

    made(Panel): one more is there, to be listened to.
    """

    made = Signal(object)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("panel_stack")
        self._data_sync, self._tasks = data_sync, tasks
        self._entries = {entry.name: entry for entry in PANELS}
        self._panels: dict[str, Panel] = {}
        self._places: dict[str, str] = {}
        """What panels that are not made yet were about."""

    def fill(self) -> None:
        """Make the first panel, and those whose number stands in the rail from the beginning."""
        for number, entry in enumerate(PANELS):
            if number == 0 or entry.has_number:
                self._make(entry.name)

    def _make(self, name: str) -> Panel:
        panel = self._panels[name] = self._entries[name].make(self._data_sync, self._tasks)
        if name in self._places:
            panel.go_back_to(self._places.pop(name))
        self.addWidget(panel)
        self.made.emit(panel)
        return panel

    def __getitem__(self, name: str) -> Panel:
        found = self._panels.get(name)
        return self._make(name) if found is None else found

    def __iter__(self) -> Iterator[Panel]:
        return iter(tuple(self._panels.values()))

    @property
    def front(self) -> str:
        """The name of the panel in front."""
        shown = self.currentWidget()
        return next(name for name, panel in self._panels.items() if panel is shown)

    def that(self, holds: Callable[[PanelEntry], bool]) -> str | None:
        """The name of the first panel whose entry this is true of, in the order of the rail."""
        return next((name for name, entry in self._entries.items() if holds(entry)), None)

    def name_of(self, panel: Panel) -> str:
        """What a panel is called in the registry."""
        return next(name for name, one in self._panels.items() if one is panel)

    def bring(self, name: str) -> None:
        """Put a panel in front."""
        self.setCurrentWidget(self[name])

    def places(self) -> dict[str, str]:
        """What each panel is about, by name, as far as there is anything."""
        places = {name: panel.place() for name, panel in self._panels.items()}
        return {name: place for name, place in (self._places | places).items() if place}

    def go_back_to(self, name: str, place: str) -> None:
        """Let a panel show what it was about before, once it comes to the front."""
        if name in self._panels:
            self._panels[name].go_back_to(place)
        else:
            self._places[name] = place

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
