"""The panels of the window, one of them in front; each is made when it is wanted, and anew, here.

A window with all its panels takes ten times as long to make as one with the panel somebody opens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.ui.panel import Panel
from app.ui.panel_registry import PANELS, PanelEntry
from app.ui.shelf_life import part_from
from app.ui.task_runner import TaskRunner


class PanelStack(QStackedWidget):
    """Holds the panels by name; asking for one makes it. Iterating goes over those that are made.

    made(Panel): one more is there, to be listened to. counted(name, number): how much
    waits in one, made or not.
    """

    made = Signal(object)
    counted = Signal(str, int)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("panel_stack")
        self._data_sync, self._tasks = data_sync, tasks
        self._entries = {entry.name: entry for entry in PANELS}
        self._panels: dict[str, Panel] = {}
        self._places: dict[str, str] = {}
        """What panels that are not made yet were about."""
        self._numbers: dict[str, LiveQuery[int]] = {}

    def fill(self) -> None:
        """Make the first panel, and count what waits in those whose number stands in the rail."""
        self._make(PANELS[0].name)
        may = self._data_sync.access.may
        for entry in PANELS:
            if entry.number and (entry.permission is None or may(entry.permission).is_allowed):
                number = self._numbers[entry.name] = entry.number(self._data_sync, self)
                number.value_changed.connect(partial(self.counted.emit, entry.name))
                QTimer.singleShot(0, number, number.refresh)

    def stop(self) -> None:
        """The window closes or is covered: nothing is read any more."""
        for part in (*self, *self._numbers.values()):
            part.stop()

    def _make(self, name: str) -> Panel:
        if (number := self._numbers.pop(name, None)) is not None:
            number.stop()  # from now on the panel says it
        panel = self._panels[name] = self._fresh(name)
        if name in self._places:
            panel.go_back_to(self._places.pop(name))
        self.addWidget(panel)
        self.made.emit(panel)
        return panel

    def _fresh(self, name: str) -> Panel:
        panel = self._entries[name].make(self._data_sync, self._tasks)
        panel.waiting_changed.connect(partial(self.counted.emit, name))
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
        fresh = self._fresh(name)
        fresh.go_back_to(old.place())
        self._panels[name] = fresh
        self.insertWidget(self.indexOf(old), fresh)
        self.removeWidget(old)
        self.made.emit(fresh)
        part_from(old)
