"""The table of patients: which columns there is room for, and how wide they are."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QModelIndex, QTimer, Signal
from PySide6.QtGui import QResizeEvent

from app.ui.panels.patients.list_delegate import ICON_CHIP, PatientListDelegate
from app.ui.theme.sizes import px
from app.ui.widgets.painting import chip_width
from app.ui.widgets.table import ColumnPlan, ListView

_AVATAR_ROOM = 68
_CELL_ROOM = 30
_MOST_FLAGS = 4
RESTS_MS = 120


class PatientListView(ListView):
    """Name and flags are always whole; beside a side panel the other columns make room.

    rested(row): the mouse stays on a line, which is likely to be opened.
    """

    rested = Signal(int)

    def __init__(self, *, name: str, accessible: str) -> None:
        super().__init__(name=name, accessible=accessible)
        self.setItemDelegate(PatientListDelegate(self))
        self._under_mouse = -1
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(RESTS_MS)
        self._rest.timeout.connect(self._on_rest)
        self.setMouseTracking(True)
        self.entered.connect(self._on_entered)

    def _on_entered(self, index: QModelIndex) -> None:
        self._under_mouse = index.row()
        self._rest.start()

    def _on_rest(self) -> None:
        if 0 <= self._under_mouse < self.model().rowCount():
            self.rested.emit(self._under_mouse)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write the flags as words where that fits, else as icons."""
        self.set_columns(column_plans(self.viewport().width()))
        super().resizeEvent(event)


def column_plans(room: int) -> list[ColumnPlan]:
    """Plans of the six columns for this many pixels."""
    words = [
        QCoreApplication.translate("patients", "Allergy"),
        QCoreApplication.translate("patients", "Alert"),
    ]
    flags = ColumnPlan("", extra=sum(chip_width(word, icon="x") for word in words) + _CELL_ROOM)
    person = ColumnPlan("Featherstonehaugh, M", extra=px(_AVATAR_ROOM))
    if person.width + flags.width > room:
        flags = ColumnPlan("", extra=_MOST_FLAGS * px(ICON_CHIP) + _CELL_ROOM // 2)
        person = ColumnPlan("Featherstonehaug", extra=px(_AVATAR_ROOM))
    return [
        person,
        ColumnPlan("00 Mmm 0000", drop_rank=2),
        ColumnPlan("(000) 000-0000", drop_rank=1),
        ColumnPlan("Dr. Featherst", drop_rank=4),
        ColumnPlan("00 Mmm, 00:00", drop_rank=3),
        flags,
    ]
