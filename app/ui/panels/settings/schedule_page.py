"""When visits can be: provider hours, blocked times and closed days, one list at a time."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.live.data_sync import DataSync
from app.ui.entry_kind import said
from app.ui.entry_page import EntryPage
from app.ui.panels.settings.schedule_kinds import BlockKind, ClosedDayKind, HoursKind
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import GAP
from app.ui.widgets.button import Button, Look


class SchedulePage(QWidget):
    """said(text) and did(text, Step) are for the toast."""

    said = Signal(str)
    did = Signal(str, object)

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        kinds = (HoursKind(data_sync), BlockKind(data_sync), ClosedDayKind(data_sync))
        self.pages = tuple(EntryPage(data_sync, tasks, kind) for kind in kinds)
        self._stack = QStackedWidget()
        self._group = QButtonGroup(self)
        head = QHBoxLayout()
        head.setSpacing(8)
        words = (said("Provider hours"), said("Blocked time"), said("Closed days"))
        for place, (page, text) in enumerate(zip(self.pages, words, strict=True)):
            chip = Button(text, name=f"{page.kind.name}_chip", look=Look.CHIP)
            chip.setChecked(place == 0)
            self._group.addButton(chip, self._stack.addWidget(page))
            head.addWidget(chip)
            page.said.connect(self.said)
            page.did.connect(self.did)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        self._group.idClicked.connect(self.turn_to)

    @property
    def front(self) -> EntryPage:
        """The list in front."""
        return self.pages[self._stack.currentIndex()]

    def turn_to(self, place: int) -> None:
        """Bring a list to the front and have it read."""
        self._group.button(place).setChecked(True)
        self._stack.setCurrentIndex(place)
        self.opened()
        self.take_focus()

    def opened(self) -> None:
        """Read the list in front."""
        self.front.opened()

    def take_focus(self) -> None:
        """Put the keyboard on it."""
        self.front.take_focus()
